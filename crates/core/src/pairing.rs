//! Who is guided by whom, once departments and slots stand: exact, and independent by department.
//!
//! Where no mentor rests between guests this is a maximum flow (placement → mentor in the slot →
//! mentor over the horizon), found by augmenting paths. Where they rest it is a small model of its own.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::backend::{Backend, Task, run_here};
use crate::formulate::Cell;
use crate::model::{Column, Ending, Model, Row};
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx};
use crate::rules::{guide_limit, may_guide};
use crate::schedule::Placement;

/// A person guided by just this mentor in a slot.
pub type Pair = (StaffIdx, MentorIdx, Slot);

/// How many people each mentor guides in a slot, as a solve settled it, and the pairs it promised.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// People guided by mentor and slot.
    pub guided: BTreeMap<(MentorIdx, Slot), u32>,
    /// Pairs that must be.
    pub pairs: BTreeSet<Pair>,
}

/// Guests of a department in a slot who are left with too few mentors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Where.
    pub department: DepartmentIdx,
    /// When.
    pub slot: Slot,
    /// All the mentors that those guests may have.
    pub mentors: BTreeSet<MentorIdx>,
}

/// Why people could not be paired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpaired {
    /// The numbers settled for mentors leave some guests with too few.
    Short(Vec<Shortage>),
    /// No pairing exists in this department.
    Impossible(DepartmentIdx),
    /// Whether one exists was not found out.
    Unknown(DepartmentIdx),
}

/// Pairs people with mentors within the numbers that a solve settled.
///
/// # Errors
/// The guests that are left with too few mentors.
pub fn pair_within(
    program: &Program,
    placed: &[(StaffIdx, Cell)],
    settled: &Settled,
) -> Result<Vec<Placement>, Unpaired> {
    let mut placements = Vec::with_capacity(placed.len());
    let mut short = Vec::new();
    for ((department, slot), people) in by_cell(placed) {
        let mentors = &program.departments[department.index()].mentors;
        let bound_to = |s: StaffIdx| {
            let mut mine = mentors.iter();
            mine.position(|m| settled.pairs.contains(&(s, *m, slot)))
        };
        let choices: Vec<Vec<usize>> = people
            .iter()
            .map(|s| match bound_to(*s) {
                Some(mentor) => vec![mentor],
                None => (0..mentors.len())
                    .filter(|m| {
                        let avoided = &program.staff[s.index()].avoid_mentors;
                        !avoided.contains(&mentors[*m])
                    })
                    .collect(),
            })
            .collect();
        let room: Vec<u32> = mentors
            .iter()
            .map(|m| settled.guided.get(&(*m, slot)).copied().unwrap_or(0))
            .collect();
        let guests: Vec<Guest> = choices
            .into_iter()
            .map(|mentors| Guest { slot, mentors })
            .collect();
        let mut flow = Flow::new(guests, mentors.len(), |m, _| room[m], |_| None);
        let stuck = flow.fill();
        if stuck.is_empty() {
            placements.extend(flow.placements(department, mentors, &people));
        } else {
            let mentors = stuck.iter().map(|m| mentors[*m]).collect();
            short.push(Shortage {
                department,
                slot,
                mentors,
            });
        }
    }
    if short.is_empty() {
        Ok(placements)
    } else {
        Err(Unpaired::Short(short))
    }
}

/// Pairs people with mentors as well as can be: everybody where mentors are required, then with as few
/// as possible for the busiest mentor where that counts; else as many people as can be.
///
/// `pairs` are those that must be; `None`: those that the program's pins ask for.
///
/// # Errors
/// The department in which no pairing was found.
pub fn pair(
    program: &Program,
    placed: &[(StaffIdx, Cell)],
    pairs: Option<&BTreeSet<Pair>>,
) -> Result<Vec<Placement>, Unpaired> {
    let mut by_department: BTreeMap<DepartmentIdx, Vec<(StaffIdx, Slot)>> = BTreeMap::new();
    for &(s, (t, d)) in placed {
        by_department.entry(d).or_default().push((s, t));
    }
    let mut placements = Vec::with_capacity(placed.len());
    for (department, mut guests) in by_department {
        guests.sort_unstable_by_key(|(s, t)| (*t, *s));
        let task = InDepartment {
            program,
            department,
            guests,
            needs: Vec::new(),
        };
        placements.extend(task.with_pairs(pairs).pair()?);
    }
    Ok(placements)
}

fn by_cell(placed: &[(StaffIdx, Cell)]) -> BTreeMap<(DepartmentIdx, Slot), Vec<StaffIdx>> {
    let mut people: BTreeMap<(DepartmentIdx, Slot), Vec<StaffIdx>> = BTreeMap::new();
    for &(s, (t, d)) in placed {
        people.entry((d, t)).or_default().push(s);
    }
    for group in people.values_mut() {
        group.sort_unstable();
    }
    people
}

struct InDepartment<'a> {
    program: &'a Program,
    department: DepartmentIdx,
    /// Sorted by slot and staff.
    guests: Vec<(StaffIdx, Slot)>,
    /// Pairs of which at least one must be: guests and the mentor that a pin ties one of them to.
    needs: Vec<(Vec<usize>, usize)>,
}

impl InDepartment<'_> {
    fn mentors(&self) -> &[MentorIdx] {
        &self.program.departments[self.department.index()].mentors
    }

    fn with_pairs(mut self, pairs: Option<&BTreeSet<Pair>>) -> Self {
        let position = |m: MentorIdx| self.mentors().iter().position(|mine| *mine == m);
        let mut needs = Vec::new();
        match pairs {
            Some(pairs) => {
                for &(staff, mentor, slot) in pairs {
                    let here = self.guests.iter().position(|at| *at == (staff, slot));
                    if let (Some(guest), Some(mentor)) = (here, position(mentor)) {
                        needs.push((vec![guest], mentor));
                    }
                }
            }
            None => {
                for pin in &self.program.pins {
                    let Some((m, at)) = pin.mentor.and_then(|m| Some((m, position(m)?))) else {
                        continue;
                    };
                    let fits = |(_, (s, t)): &(usize, &(StaffIdx, Slot))| {
                        *s == pin.staff
                            && pin.matches_cell(self.department, *t, self.program)
                            && may_guide(self.program, *s, m, *t)
                    };
                    let guests: Vec<usize> = self
                        .guests
                        .iter()
                        .enumerate()
                        .filter(fits)
                        .map(|(guest, _)| guest)
                        .collect();
                    needs.push((guests, at));
                }
            }
        }
        self.needs = needs;
        self
    }

    fn pair(&self) -> Result<Vec<Placement>, Unpaired> {
        let mentors = self.mentors();
        let mut bound: BTreeMap<usize, usize> = BTreeMap::new();
        let mut open_needs = false;
        for (guests, mentor) in &self.needs {
            match guests.as_slice() {
                [] => return Err(Unpaired::Impossible(self.department)),
                [guest] => {
                    if bound.insert(*guest, *mentor).is_some_and(|m| m != *mentor) {
                        return Err(Unpaired::Impossible(self.department));
                    }
                }
                _ => open_needs = true,
            }
        }
        let rests = |m: &MentorIdx| self.program.mentors[m.index()].rest_slots > 0;
        let choices: Vec<Vec<usize>> = (0..self.guests.len())
            .map(|guest| {
                let (s, t) = self.guests[guest];
                let may = |m: &usize| {
                    bound.get(&guest).is_none_or(|only| only == m)
                        && may_guide(self.program, s, mentors[*m], t)
                };
                (0..mentors.len()).filter(may).collect()
            })
            .collect();
        let chosen = if open_needs || mentors.iter().any(rests) {
            self.by_model(&choices)?
        } else {
            self.by_flow(&choices, &bound)?
        };
        if chosen.contains(&None) && self.program.require_mentor {
            return Err(Unpaired::Impossible(self.department));
        }
        let placement = |(&(staff, slot), mentor): (&(StaffIdx, Slot), &Option<usize>)| Placement {
            slot,
            staff,
            department: self.department,
            mentor: mentor.map(|at| mentors[at]),
        };
        Ok(self.guests.iter().zip(&chosen).map(placement).collect())
    }

    fn flow(&self, choices: &[Vec<usize>], most: Option<u32>) -> Flow {
        let guests = self.guests.iter().zip(choices);
        let guests = guests.map(|((_, slot), mentors)| Guest {
            slot: *slot,
            mentors: mentors.clone(),
        });
        let mentors = self.mentors();
        let total = |m: usize| {
            let total = self.program.mentors[mentors[m].index()].total;
            match (total, most) {
                (Some(total), Some(most)) => Some(total.min(most)),
                (total, most) => total.or(most),
            }
        };
        let at_once = |m: usize, t: Slot| guide_limit(self.program, mentors[m], t);
        Flow::new(guests.collect(), mentors.len(), at_once, total)
    }

    fn by_flow(
        &self,
        choices: &[Vec<usize>],
        bound: &BTreeMap<usize, usize>,
    ) -> Result<Vec<Option<usize>>, Unpaired> {
        let mut flow = self.flow(choices, None);
        // Once matched, a guest stays matched: those that must be paired go first.
        for guest in bound.keys() {
            if !flow.augment(*guest).is_empty() {
                return Err(Unpaired::Impossible(self.department));
            }
        }
        let stuck = flow.fill();
        if self.program.require_mentor {
            if !stuck.is_empty() {
                return Err(Unpaired::Impossible(self.department));
            }
            if self.program.weights.mentor_peak > 0 {
                let (mut low, mut high) = (0, flow.peak());
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    let mut even = self.flow(choices, Some(middle));
                    if even.fill().is_empty() {
                        high = even.peak();
                        flow = even;
                    } else {
                        low = middle;
                    }
                }
            }
        }
        Ok(flow.mentor_of)
    }

    /// Mentors who rest: pair[guest, mentor] and busy[mentor, slot], as many pairs as can be.
    fn by_model(&self, choices: &[Vec<usize>]) -> Result<Vec<Option<usize>>, Unpaired> {
        let (program, mentors) = (self.program, self.mentors());
        let even = program.require_mentor && program.weights.mentor_peak > 0;
        let mut model = Model::default();
        let mut column = |upper: i64, worth: i64| {
            model.columns.push(Column {
                lower: 0,
                upper,
                worth,
            });
            u32::try_from(model.columns.len() - 1).unwrap_or(u32::MAX)
        };
        let worth = i64::from(!even);
        let pairs: Vec<Vec<(usize, u32)>> = choices
            .iter()
            .map(|mine| mine.iter().map(|m| (*m, column(1, worth))).collect())
            .collect();
        let busy: Vec<Vec<u32>> = mentors
            .iter()
            .map(|_| program.calendar.slots().map(|_| column(1, 0)).collect())
            .collect();
        let peak = column(self.guests.len() as i64, -i64::from(even));
        let mut row = |terms: Vec<(u32, i64)>, lower: Option<i64>, upper: Option<i64>| {
            let mut terms = terms;
            terms.sort_unstable();
            model.rows.push(Row {
                terms,
                lower,
                upper,
            });
        };
        for mine in &pairs {
            let all = program.require_mentor.then_some(1);
            row(mine.iter().map(|(_, at)| (*at, 1)).collect(), all, Some(1));
        }
        for (guests, mentor) in &self.needs {
            let of = |guest: &usize| pairs[*guest].iter().find(|(m, _)| m == mentor);
            let any = guests.iter().filter_map(of).map(|(_, at)| (*at, 1));
            row(any.collect(), Some(1), None);
        }
        for (m, busy) in busy.iter().enumerate() {
            let mentor = &program.mentors[mentors[m].index()];
            let mine = |t: Option<Slot>| -> Vec<(u32, i64)> {
                let in_slot = |guest: &usize| t.is_none_or(|t| self.guests[*guest].1 == t);
                (0..self.guests.len())
                    .filter(in_slot)
                    .filter_map(|guest| pairs[guest].iter().find(|(at, _)| *at == m))
                    .map(|(_, at)| (*at, 1))
                    .collect()
            };
            for t in program.calendar.slots() {
                let mut guests = mine(Some(t));
                let most = i64::from(guide_limit(program, mentors[m], t)).min(guests.len() as i64);
                guests.push((busy[t.index()], -most));
                row(guests, None, Some(0));
            }
            let width = (mentor.rest_slots as usize + 1).min(busy.len());
            for window in busy.windows(width).filter(|_| width > 1) {
                row(window.iter().map(|at| (*at, 1)).collect(), None, Some(1));
            }
            let mut all = mine(None);
            if let Some(total) = mentor.total {
                row(all.clone(), None, Some(total.into()));
            }
            if even {
                all.push((peak, -1));
                row(all, None, Some(0));
            }
        }
        let answer = run_here(&Task {
            backend: Backend::Microlp,
            model,
            start: None,
            seconds: None,
            nodes: Some(100_000),
            seed: 1,
        });
        match (answer.ending, answer.values) {
            (_, Some(values)) => {
                let chosen = |mine: &Vec<(usize, u32)>| {
                    let pair = mine.iter().find(|(_, at)| values[*at as usize] == 1);
                    pair.map(|(mentor, _)| *mentor)
                };
                Ok(pairs.iter().map(chosen).collect())
            }
            (Ending::Infeasible, None) => Err(Unpaired::Impossible(self.department)),
            (_, None) => Err(Unpaired::Unknown(self.department)),
        }
    }
}

/// A guest in search of a mentor.
struct Guest {
    slot: Slot,
    /// Those the guest may have, by position in the department.
    mentors: Vec<usize>,
}

/// A flow from guests to mentors, limited per slot and over the horizon.
struct Flow {
    guests: Vec<Guest>,
    mentor_of: Vec<Option<usize>>,
    /// Room left in a slot and guests there, by mentor and slot.
    in_slot: BTreeMap<(usize, Slot), (u32, Vec<usize>)>,
    /// Room left over the horizon, where limited, by mentor.
    in_all: Vec<Option<u32>>,
    load: Vec<u32>,
}

impl Flow {
    fn new(
        guests: Vec<Guest>,
        mentors: usize,
        at_once: impl Fn(usize, Slot) -> u32,
        total: impl Fn(usize) -> Option<u32>,
    ) -> Self {
        let mut in_slot = BTreeMap::new();
        for guest in &guests {
            for &m in &guest.mentors {
                in_slot
                    .entry((m, guest.slot))
                    .or_insert_with(|| (at_once(m, guest.slot), Vec::new()));
            }
        }
        Flow {
            mentor_of: vec![None; guests.len()],
            guests,
            in_slot,
            in_all: (0..mentors).map(total).collect(),
            load: vec![0; mentors],
        }
    }

    fn peak(&self) -> u32 {
        self.load.iter().copied().max().unwrap_or(0)
    }

    /// Matches as many as can be; the mentors that stand in the way of the first who is left out.
    fn fill(&mut self) -> BTreeSet<usize> {
        let mut stuck = BTreeSet::new();
        for guest in 0..self.guests.len() {
            if self.mentor_of[guest].is_none() {
                let full = self.augment(guest);
                if stuck.is_empty() {
                    stuck = full;
                }
            }
        }
        stuck
    }

    /// Finds the guest a mentor, moving others where that helps. If it cannot be, all mentors that the
    /// guest and those who could make way may have; one with no mentor at all gets every position.
    fn augment(&mut self, first: usize) -> BTreeSet<usize> {
        let mut seen = vec![false; self.guests.len()];
        // Whom each guest reached would displace another for, and with which mentor.
        let mut came_from: Vec<Option<(usize, usize)>> = vec![None; self.guests.len()];
        let mut reached = BTreeSet::new();
        let mut queue = VecDeque::from([first]);
        seen[first] = true;
        while let Some(guest) = queue.pop_front() {
            let slot = self.guests[guest].slot;
            for &m in &self.guests[guest].mentors {
                reached.insert(m);
                let Some((room, here)) = self.in_slot.get(&(m, slot)) else {
                    continue;
                };
                let makes_way: Vec<usize> = if *room == 0 {
                    here.clone()
                } else if self.in_all[m].is_none_or(|all| self.load[m] < all) {
                    self.settle(guest, m, &came_from);
                    return BTreeSet::new();
                } else {
                    let all = self.in_slot.range((m, Slot(0))..=(m, Slot(u32::MAX)));
                    all.flat_map(|(_, (_, guests))| guests.iter().copied())
                        .collect()
                };
                for other in makes_way {
                    if !seen[other] {
                        seen[other] = true;
                        came_from[other] = Some((guest, m));
                        queue.push_back(other);
                    }
                }
            }
        }
        if reached.is_empty() {
            return (0..self.load.len()).collect();
        }
        reached
    }

    /// Gives the guest a mentor with room, then each along the way the one that was given up.
    fn settle(&mut self, last: usize, mentor: usize, came_from: &[Option<(usize, usize)>]) {
        let (mut guest, mut mentor) = (last, mentor);
        loop {
            self.assign(guest, Some(mentor));
            match came_from[guest] {
                Some(before) => (guest, mentor) = before,
                None => return,
            }
        }
    }

    fn assign(&mut self, guest: usize, mentor: Option<usize>) {
        let slot = self.guests[guest].slot;
        if let Some(old) = self.mentor_of[guest] {
            self.load[old] -= 1;
            if let Some((room, here)) = self.in_slot.get_mut(&(old, slot)) {
                *room += 1;
                here.retain(|other| *other != guest);
            }
        }
        self.mentor_of[guest] = mentor;
        if let Some(new) = mentor {
            self.load[new] += 1;
            if let Some((room, here)) = self.in_slot.get_mut(&(new, slot)) {
                *room = room.saturating_sub(1);
                here.push(guest);
            }
        }
    }

    fn placements<'a>(
        &'a self,
        department: DepartmentIdx,
        mentors: &'a [MentorIdx],
        people: &'a [StaffIdx],
    ) -> impl Iterator<Item = Placement> + 'a {
        let each = self.guests.iter().zip(&self.mentor_of).zip(people);
        each.map(move |((guest, mentor), staff)| Placement {
            slot: guest.slot,
            staff: *staff,
            department,
            mentor: mentor.map(|at| mentors[at]),
        })
    }
}
