//! What people's own sets of placements add to the bound.

use rayon::prelude::*;

use super::happiness::Stairs;
use super::{Aim, Domain, Group, Relaxation, unit};
use crate::engine::scale::person::{Scratch, Value, Worth, best_set};
use crate::engine::scale::points::Points;
use crate::goals;
use crate::program::StaffIdx;

impl Relaxation<'_> {
    /// What people's own sets of placements can add; `None` if somebody has none.
    pub(super) fn people(&self, groups: &[Group], domain: &Domain) -> Option<Stairs> {
        let people: Vec<StaffIdx> = self.program.staff_indices().collect();
        // Whole-number sums do not depend on how the work is split.
        people
            .par_chunks(64)
            .map(|chunk| {
                let mut room = Room::new();
                chunk.iter().try_fold(Stairs::level(0), |sum, s| {
                    Some(sum.and(self.person(*s, groups, domain, &mut room)?))
                })
            })
            .try_reduce(|| Stairs::level(0), |a, b| Some(a.and(b)))
    }

    fn person(
        &self,
        s: StaffIdx,
        groups: &[Group],
        domain: &Domain,
        room: &mut Room,
    ) -> Option<Stairs> {
        let person = &self.program.staff[s.index()];
        if self.habits[s.index()].rotations == 0 {
            return Some(Stairs::level(0));
        }
        if self.program.departments.is_empty() {
            return person.voluntary().then(|| Stairs::level(0));
        }
        self.fill(s, groups, domain, room);
        if self.happiness_weight() == 0 || !person.counts_for_happiness() {
            return self.best(s, domain, room, None).map(Stairs::level);
        }
        // What nobody's set can give is not searched for.
        let most = person.carry + self.most_points(s, domain, room)?;
        let within = domain.happiness;
        Stairs::of_person(within, most, |least| {
            let value = self.best(s, domain, room, Some(least - person.carry))?;
            let points = Points::new(self.program, s).sum(&room.scratch.best);
            Some((value, person.carry + points))
        })
    }

    /// Fills the room with the value of each of the person's cells.
    fn fill(&self, s: StaffIdx, groups: &[Group], domain: &Domain, room: &mut Room) {
        let p = self.program;
        let slots = p.calendar.len();
        room.values.clear();
        room.values.resize(p.departments.len() * slots, i128::NEVER);
        for d in p.department_indices() {
            for t in self.candidates.slots(s, d).iter() {
                let at = t.index() * p.departments.len() + d.index();
                let gain = match self.aim {
                    Aim::Score => i128::from(goals::placement_gain(p, s, d, t)) * unit(),
                    Aim::Rules => 0,
                };
                room.values[at] = gain;
            }
        }
        let mine = self.groups_of[s.index()].iter().map(|at| *at as usize);
        for group in std::iter::once(0).chain(mine).map(|at| &groups[at]) {
            for (value, cost) in room.values.iter_mut().zip(&group.cells) {
                *value -= cost;
            }
        }
        if let Some(without) = domain.without.get(&s) {
            for at in without {
                room.values[*at as usize] = i128::NEVER;
            }
        }
    }

    /// The most points that a set gives.
    fn most_points(&self, s: StaffIdx, domain: &Domain, room: &mut Room) -> Option<i64> {
        let (given, departments) = (Points::new(self.program, s), self.program.departments.len());
        let values = room.values.iter().enumerate();
        let points = values.map(|(at, value)| match value.never() {
            true => i128::NEVER,
            false => i128::from(given.of(((at % departments) as u16, (at / departments) as u16))),
        });
        let points: Vec<i128> = points.collect();
        let values = std::mem::replace(&mut room.values, points);
        let most = self.best(s, domain, room, None);
        room.values = values;
        most.and_then(|most| i64::try_from(most).ok())
    }

    /// The best set, of at least so many points if that is asked for; left in the room.
    fn best(
        &self,
        s: StaffIdx,
        domain: &Domain,
        room: &mut Room,
        least: Option<i64>,
    ) -> Option<i128> {
        let p = self.program;
        let worth = Worth {
            values: &room.values,
            departments: p.departments.len(),
            slots: p.calendar.len(),
            least: least.map(|least| (Points::new(p, s), least)),
        };
        match domain.within.get(&s) {
            None => best_set(&self.habits[s.index()], &worth, &mut room.scratch),
            Some(within) => {
                let mut habits = self.habits[s.index()].clone();
                habits.within.clone_from(within);
                best_set(&habits, &worth, &mut room.scratch)
            }
        }
    }
}

/// Room for one person's values.
struct Room {
    values: Vec<i128>,
    scratch: Scratch<i128>,
}

impl Room {
    fn new() -> Self {
        Room {
            values: Vec::new(),
            scratch: Scratch::new(),
        }
    }
}
