//! What people share, compiled for pricing: which claim costs whom in which cells, in small tables.
//!
//! A claim's placements are people × departments × slots. People who are in the same groups form a
//! *class*; a class pays per slot (team limits, covers, groups apart), per department (bridges) or, for
//! what fits neither, per cell. Everybody pays per slot (program limit, peak) and per cell (seats,
//! mentors, visits). So prices need people × (departments + slots) numbers, never one per cell of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::habits::Habits;
use super::incidence::Incidence;
use super::person::Value;
use crate::bound::{Aim, Domain, LARGEST_PRICE, Relaxation};
use crate::candidates::Candidates;
use crate::claim::{Block, Claim, Limit, Sum, Term};
use crate::goals::{self, GoalName};
use crate::program::{MentorIdx, Program, Slot, SlotSet, StaffIdx};

/// Halvings that find a number to the last digit.
const HALVINGS: usize = 60;

/// Who pays for a claim, and where.
#[derive(Clone, Debug)]
pub(super) enum Reach {
    /// Everybody, in these slots.
    Slots(Vec<usize>),
    /// Everybody, in these cells (slot × departments + department).
    Cells(Vec<usize>),
    /// These classes, in these slots.
    ClassSlots(Vec<u32>, Vec<usize>),
    /// These classes, in this department.
    ClassDepartment(Vec<u32>, usize),
    /// These classes, in these cells.
    ClassCells(Vec<u32>, Vec<usize>),
}

/// A claim that can carry a price.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// Where its placements are, and how often each counts against the limit.
    pub(super) reaches: Vec<(Reach, f64)>,
    /// The limit, of "at most" (an "at least" is turned round).
    limit: f64,
    /// Mentors and slots whose guided people widen the limit.
    pub(super) guided: Option<(Arc<[MentorIdx]>, SlotSet)>,
    /// Weighted value of the bridge whose link counts against the claim.
    pub(super) link: Option<f64>,
    /// Whether the peak widens the limit.
    pub(super) peak: bool,
}

impl Shared {
    /// The most that the claim's price can be: what a bridge is worth to the one who makes it.
    fn dearest(&self) -> f64 {
        self.link.unwrap_or(LARGEST_PRICE as f64)
    }
}

/// A program compiled for pricing.
pub(crate) struct Market<'p> {
    pub(super) program: &'p Program,
    pub(super) candidates: &'p Candidates,
    pub(super) relaxation: Relaxation<'p>,
    pub(super) departments: usize,
    pub(super) slots: usize,
    pub(super) shared: Vec<Shared>,
    /// The limit of each claim, of "at most", and the most that its price can be.
    pub(super) limit: Vec<f64>,
    pub(super) dearest: Vec<f64>,
    pub(super) incidence: Incidence,
    /// The claims that count a bridge.
    pub(super) links: Vec<usize>,
    /// The claims that say how many are away at the peak.
    pub(super) peaks: Vec<usize>,
    /// The claims that widen with the people whom mentors guide.
    pub(super) pairings: Vec<usize>,
    pub(super) class_of: Vec<u32>,
    pub(super) classes: usize,
    pub(super) habits: Vec<Habits>,
    /// Gain of staff × departments, `NEVER` where the person cannot go.
    pub(super) department_gain: Vec<f32>,
    /// Gain of staff × slots, `NEVER` where the person cannot go.
    pub(super) slot_gain: Vec<f32>,
    /// Cells that nobody can use, slots × departments.
    pub(super) closed: Vec<bool>,
    /// Per person: single cells that are closed (`NEVER`) or worth more (baseline).
    pub(super) odd: Vec<Vec<(u32, f32)>>,
    /// Whether the least happy participant counts.
    pub(super) happiness: bool,
    /// A typical difference between two cells of a person, in points.
    pub(super) spread: f64,
}

impl<'p> Market<'p> {
    pub(crate) fn new(program: &'p Program, candidates: &'p Candidates, aim: Aim) -> Self {
        let relaxation = Relaxation::new(program, candidates, aim);
        let (departments, slots) = (program.departments.len(), program.calendar.len());
        let (class_of, classes, members) = classify(program, &relaxation);
        let shared = compile(program, &relaxation, &members);
        let mut market = Market {
            program,
            candidates,
            departments,
            slots,
            limit: shared.iter().map(|claim| claim.limit).collect(),
            dearest: shared.iter().map(Shared::dearest).collect(),
            incidence: Incidence::new(&shared, classes, departments, slots),
            links: positions(&shared, |claim| claim.link.is_some()),
            peaks: positions(&shared, |claim| claim.peak),
            pairings: positions(&shared, |claim| claim.guided.is_some()),
            shared,
            class_of,
            classes,
            habits: program
                .staff_indices()
                .map(|s| Habits::new(program, s))
                .collect(),
            department_gain: vec![f32::NEVER; program.staff.len() * departments],
            slot_gain: vec![f32::NEVER; program.staff.len() * slots],
            closed: vec![true; departments * slots],
            odd: vec![Vec::new(); program.staff.len()],
            happiness: aim == Aim::Score && GoalName::LeastHappy.goal().weight(program) > 0,
            spread: 1.0,
            relaxation,
        };
        market.fill(aim);
        market.spread = market.typical_spread();
        market
    }

    fn fill(&mut self, aim: Aim) {
        let p = self.program;
        let weight = |value: i64, weight: i64| {
            if aim == Aim::Score {
                (value * weight) as f32
            } else {
                0.0
            }
        };
        for s in p.staff_indices() {
            for d in p.department_indices() {
                let open = self.candidates.slots(s, d);
                if open.is_empty() {
                    continue;
                }
                self.department_gain[s.index() * self.departments + d.index()] =
                    weight(p.department_points(s, d), p.weights.preference);
                for t in open.iter() {
                    self.slot_gain[s.index() * self.slots + t.index()] =
                        weight(p.slot_points(s, t), p.weights.slot_preference);
                    self.closed[t.index() * self.departments + d.index()] = false;
                }
            }
        }
        // What a row or a column of cells cannot say is said cell by cell.
        for s in p.staff_indices() {
            let mine = &self.slot_gain[s.index() * self.slots..][..self.slots];
            let free: SlotSet = (0..self.slots)
                .filter(|t| !mine[*t].never())
                .map(Slot::new)
                .collect();
            for d in p.department_indices() {
                let open = self.candidates.slots(s, d);
                if open.is_empty() {
                    continue;
                }
                for t in free.minus(open).iter() {
                    let cell = t.index() * self.departments + d.index();
                    if !self.closed[cell] {
                        self.odd[s.index()].push((cell as u32, f32::NEVER));
                    }
                }
            }
        }
        if let (Some(baseline), Aim::Score) = (&p.baseline, aim) {
            for &(s, d, t) in &baseline.placements {
                let cell = (t.index() * self.departments + d.index()) as u32;
                self.odd[s.index()].push((cell, p.weights.changes as f32));
            }
        }
    }

    /// Half the mean distance between a person's best and average department, at least a tiny bit.
    fn typical_spread(&self) -> f64 {
        let mut sum = 0.0;
        let mut people = 0usize;
        for row in self.department_gain.chunks_exact(self.departments.max(1)) {
            let open: Vec<f64> = row
                .iter()
                .filter(|gain| !gain.never())
                .map(|gain| f64::from(*gain))
                .collect();
            if open.len() > 1 {
                let best = open.iter().copied().fold(f64::MIN, f64::max);
                sum += best - open.iter().sum::<f64>() / open.len() as f64;
                people += 1;
            }
        }
        if people == 0 || sum <= 0.0 {
            1.0
        } else {
            (sum / people as f64 / 3.0).max(1e-3)
        }
    }

    /// The cells of a person that a domain closes, and those it opens only.
    pub(super) fn restrictions(&self, domain: &Domain, s: StaffIdx, closed: &mut Vec<u32>) -> bool {
        closed.clear();
        let Some(without) = domain.without.get(&s) else {
            return domain.within.contains_key(&s);
        };
        closed.extend_from_slice(without);
        true
    }

    /// The points of a cell, as `least_happy` counts them.
    pub(super) fn points(&self, s: StaffIdx, cell: usize) -> i32 {
        let (t, d) = (cell / self.departments, cell % self.departments);
        self.program.department_points[s.index() * self.departments + d]
            + self.program.slot_points[s.index() * self.slots + t]
    }

    /// Where each person's placements begin, if each has as many as rotations.
    pub(super) fn starts(&self) -> Vec<usize> {
        let mut starts = vec![0];
        for habits in &self.habits {
            let most = habits.rotations.min(self.slots);
            starts.push(starts[starts.len() - 1] + most);
        }
        starts
    }

    /// Cells of all rotations.
    pub(super) fn size(&self) -> usize {
        let most = |habits: &Habits| habits.rotations.min(self.slots);
        self.habits.iter().map(most).sum::<usize>() * self.departments * self.slots
    }

    /// Prices at which the peak may be high or low: with those of all slots shifted by as much until they
    /// add up to the peak's weight. Prices found for one peak alone then prove a bound for all, and one
    /// nearly as low, since a shift in all slots changes nobody's choice.
    pub(super) fn balanced(&self, prices: &[f64]) -> Vec<f64> {
        let weight = self.program.weights.peak_away as f64;
        let mut balanced = prices.to_vec();
        if self.peaks.is_empty() {
            return balanced;
        }
        let sum = |shift: f64| -> f64 {
            let shifted = self.peaks.iter().map(|at| (prices[*at] - shift).max(0.0));
            shifted.sum()
        };
        let most = self.peaks.iter().map(|at| prices[*at]).fold(0.0, f64::max);
        let (mut low, mut high) = (-weight, most);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            match sum(middle) > weight {
                true => low = middle,
                false => high = middle,
            }
        }
        for at in &self.peaks {
            balanced[*at] = (prices[*at] - high).max(0.0);
        }
        balanced
    }

    /// The true gain of a cell for a person.
    pub(super) fn gain(&self, s: StaffIdx, cell: usize) -> i64 {
        let d = crate::program::DepartmentIdx::new(cell % self.departments);
        goals::placement_gain(self.program, s, d, Slot::new(cell / self.departments))
    }
}

/// The positions of the claims that something is true of.
fn positions(shared: &[Shared], is: impl Fn(&Shared) -> bool) -> Vec<usize> {
    (0..shared.len()).filter(|at| is(&shared[*at])).collect()
}

/// Classes of people who are in the same groups of claims; for each group the classes in it.
fn classify(p: &Program, relaxation: &Relaxation<'_>) -> (Vec<u32>, usize, Vec<Vec<u32>>) {
    let mut known: BTreeMap<&[u32], u32> = BTreeMap::new();
    let mut members = vec![Vec::new(); relaxation.group_count()];
    let mut class_of = vec![0; p.staff.len()];
    for s in p.staff_indices() {
        let groups = relaxation.groups_of(s);
        let next = known.len() as u32;
        let class = *known.entry(groups).or_insert_with(|| {
            for group in groups {
                members[*group as usize].push(next);
            }
            next
        });
        class_of[s.index()] = class;
    }
    (class_of, known.len().max(1), members)
}

fn compile(p: &Program, relaxation: &Relaxation<'_>, members: &[Vec<u32>]) -> Vec<Shared> {
    let (departments, slots) = (p.departments.len(), p.calendar.len());
    let reach_of = |block: &Block, group: usize| {
        let when: Vec<usize> = block.slots.iter().map(Slot::index).collect();
        let anywhere = block.departments.len() == departments;
        let cells = || -> Vec<usize> {
            let cell = |t: &usize| {
                let t = *t;
                block
                    .departments
                    .iter()
                    .map(move |d| t * departments + d.index())
            };
            when.iter().flat_map(cell).collect()
        };
        match (group, anywhere) {
            (0, true) => Reach::Slots(when),
            (0, false) => Reach::Cells(cells()),
            (_, true) => Reach::ClassSlots(members[group].clone(), when),
            (_, false) if when.len() == slots && block.departments.len() == 1 => {
                Reach::ClassDepartment(members[group].clone(), block.departments[0].index())
            }
            (_, false) => Reach::ClassCells(members[group].clone(), cells()),
        }
    };
    let compile_one = |(at, claim): (usize, &Claim)| {
        let (sign, limit) = match claim.limit {
            Limit::AtMost(most) => (1, most),
            Limit::AtLeast(least) => (-1, -least),
            Limit::Exactly(number) => (1, number),
        };
        let placed = |term: &&Term| matches!(term.sum, Sum::Placed(_));
        let mut shared = Shared {
            reaches: Vec::with_capacity(claim.terms.iter().filter(placed).count()),
            limit: limit as f64,
            guided: None,
            link: None,
            peak: false,
        };
        for (term, group) in claim.terms.iter().zip(relaxation.groups_of_terms(at)) {
            match &term.sum {
                Sum::Placed(block) => {
                    let often = (sign * term.coefficient) as f64;
                    shared
                        .reaches
                        .push((reach_of(block, group.unwrap_or(0)), often));
                }
                Sum::Guided { mentors, slots } => {
                    shared.guided = Some((Arc::clone(mentors), *slots));
                }
                Sum::Linked { team, department } => {
                    let value = p.bridge_value(*team, *department) * p.weights.bridges;
                    shared.link = Some(value as f64);
                }
                Sum::Peak => shared.peak = true,
                _ => {}
            }
        }
        shared
    };
    relaxation
        .claims
        .iter()
        .enumerate()
        .map(compile_one)
        .collect()
}
