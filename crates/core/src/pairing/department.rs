//! All guests of one department over the horizon, by flow or, where mentors rest, by a small model.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::flow::{Flow, Guest};
use super::{Pair, Unpaired, Until};
use crate::backend::{Backend, Task, run_here};
use crate::model::{Column, Ending, Model, Row};
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx};
use crate::rules::{guide_limit, may_guide};
use crate::schedule::Placement;

/// A department's guests, who share its mentors with nobody else.
pub(super) struct InDepartment<'a> {
    program: &'a Program,
    department: DepartmentIdx,
    /// Sorted by slot and staff.
    guests: Vec<(StaffIdx, Slot)>,
    /// Pairs of which at least one must be: guests and the mentor that a pin ties one of them to.
    needs: Vec<(Vec<usize>, usize)>,
    until: Until<'a>,
}

impl<'a> InDepartment<'a> {
    /// The guests, sorted by slot and staff.
    pub(super) fn new(
        program: &'a Program,
        department: DepartmentIdx,
        guests: Vec<(StaffIdx, Slot)>,
        until: Until<'a>,
    ) -> Self {
        InDepartment {
            program,
            department,
            guests,
            needs: Vec::new(),
            until,
        }
    }

    fn mentors(&self) -> &[MentorIdx] {
        &self.program.departments[self.department.index()].mentors
    }

    /// With the pairs that must be; `None`: those that the program's pins ask for.
    pub(super) fn with_pairs(mut self, pairs: Option<&BTreeSet<Pair>>) -> Self {
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

    /// Pairs guests with mentors as well as can be.
    pub(super) fn pair(&self) -> Result<Vec<Placement>, Unpaired> {
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
            if flow.augment(*guest).is_some() {
                return Err(Unpaired::Impossible(self.department));
            }
        }
        let stuck = flow.fill();
        if self.program.require_mentor {
            if stuck.is_some() {
                return Err(Unpaired::Impossible(self.department));
            }
            if self.program.weights.mentor_peak > 0 {
                let (mut low, mut high) = (0, flow.peak());
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    let mut even = self.flow(choices, Some(middle));
                    if even.fill().is_none() {
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

    /// Guests who may stand for each other: in the same slot, with the same choices, and none of them in
    /// a pair that must be.
    fn alike(&self, choices: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let needed: BTreeSet<usize> = self
            .needs
            .iter()
            .flat_map(|(guests, _)| guests)
            .copied()
            .collect();
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (guest, mine) in choices.iter().enumerate() {
            let alone = needed.contains(&guest).then_some(guest);
            let key = (self.guests[guest].1, mine.as_slice(), alone);
            groups.entry(key).or_default().push(guest);
        }
        groups.into_values().collect()
    }

    /// Mentors who rest: pairs[guests who are alike, mentor] and busy[mentor, slot], as many pairs as can
    /// be.
    fn by_model(&self, choices: &[Vec<usize>]) -> Result<Vec<Option<usize>>, Unpaired> {
        if (self.until.stop)() {
            return Err(Unpaired::Unknown(self.department));
        }
        let (program, mentors) = (self.program, self.mentors());
        let groups = self.alike(choices);
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
        let pairs: Vec<Vec<(usize, u32)>> = groups
            .iter()
            .map(|alike| {
                let most = alike.len() as i64;
                let mine = choices[alike[0]].iter();
                mine.map(|m| (*m, column(most, worth))).collect()
            })
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
        for (mine, alike) in pairs.iter().zip(&groups) {
            let size = alike.len() as i64;
            let all = program.require_mentor.then_some(size);
            row(
                mine.iter().map(|(_, at)| (*at, 1)).collect(),
                all,
                Some(size),
            );
        }
        for (guests, mentor) in &self.needs {
            let of = |guest: &usize| {
                let alone = groups.iter().position(|alike| alike == &[*guest])?;
                pairs[alone].iter().find(|(m, _)| m == mentor)
            };
            let any = guests.iter().filter_map(of).map(|(_, at)| (*at, 1));
            row(any.collect(), Some(1), None);
        }
        for (m, busy) in busy.iter().enumerate() {
            let mentor = &program.mentors[mentors[m].index()];
            let mine = |t: Option<Slot>| -> Vec<(u32, i64)> {
                let in_slot = |alike: &[usize]| t.is_none_or(|t| self.guests[alike[0]].1 == t);
                (groups.iter().zip(&pairs))
                    .filter(|(alike, _)| in_slot(alike))
                    .filter_map(|(_, mine)| mine.iter().find(|(at, _)| *at == m))
                    .map(|(_, at)| (*at, 1))
                    .collect()
            };
            for t in program.calendar.slots() {
                let mut guests = mine(Some(t));
                let here = self.guests.iter().filter(|(_, slot)| *slot == t).count();
                let most = i64::from(guide_limit(program, mentors[m], t)).min(here as i64);
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
            seconds: self.until.deadline.map(|until| {
                let left = until.saturating_duration_since(Instant::now());
                left.as_secs_f64()
            }),
            nodes: Some(100_000),
            improve: None,
            enough: (!even).then_some(self.guests.len() as i64),
            seed: 1,
        });
        match (answer.ending, answer.values) {
            (_, Some(values)) => {
                let mut chosen = vec![None; self.guests.len()];
                for (mine, alike) in pairs.iter().zip(&groups) {
                    let often = |(m, at): &(usize, u32)| {
                        let times = usize::try_from(values[*at as usize]).unwrap_or(0);
                        std::iter::repeat_n(*m, times)
                    };
                    let mentors = mine.iter().flat_map(often);
                    for (guest, mentor) in alike.iter().zip(mentors) {
                        chosen[*guest] = Some(mentor);
                    }
                }
                Ok(chosen)
            }
            (Ending::Infeasible, None) => Err(Unpaired::Impossible(self.department)),
            (_, None) => Err(Unpaired::Unknown(self.department)),
        }
    }
}
