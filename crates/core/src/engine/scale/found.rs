//! From the cells of a search to placements.

use std::collections::BTreeSet;

use super::Run;
use super::price::NONE;
use super::search::Best;
use super::state::State;
use crate::bound::Domain;
use crate::pairing::{Pair, Until, pair_until};
use crate::program::{DepartmentIdx, MentorIdx, Slot};
use crate::schedule::Placement;

impl Run<'_> {
    /// The placements of a plan that a search found; where mentors are optional only with those whom pins
    /// name.
    pub(super) fn placements(&self, found: &Best) -> Vec<Placement> {
        let p = self.market.program;
        let mut placements = Vec::new();
        for s in p.staff_indices() {
            for unit in self.starts[s.index()]..self.starts[s.index() + 1] {
                let cell = found.cell[unit];
                if cell == NONE {
                    continue;
                }
                let mentor = found.mentor[unit];
                placements.push(Placement {
                    slot: Slot::new(cell as usize / self.market.departments),
                    staff: s,
                    department: DepartmentIdx::new(cell as usize % self.market.departments),
                    mentor: (mentor != NONE).then_some(MentorIdx(mentor)),
                });
            }
        }
        placements
    }

    /// Gives as many guests a mentor as can be, where mentors are optional: as the search does it, and better by
    /// models if there is time. That changes no score, so that once is enough, at the end.
    pub(super) fn guide(&self, placements: &mut Vec<Placement>) {
        let p = self.market.program;
        if p.require_mentor {
            return;
        }
        let guided = |placements: &[Placement]| {
            let guided = placements.iter().filter(|x| x.mentor.is_some());
            guided.count()
        };
        // Those whom a pin names keep theirs.
        let tied = self.tied(placements);
        let simple = self.guided_one_by_one(placements);
        if tied.is_subset(&self.tied(&simple)) {
            *placements = simple;
        }
        if self.stop() || guided(placements) == placements.len() {
            return;
        }
        let placed: Vec<_> = placements
            .iter()
            .map(|x| (x.staff, (x.slot, x.department)))
            .collect();
        let until = Until {
            deadline: self.context.deadline,
            stop: &|| self.stop(),
        };
        if let Ok(better) = pair_until(p, &placed, Some(&tied), until)
            && guided(&better) > guided(placements)
        {
            *placements = better;
        }
    }

    /// Those who are guided by whom a pin names.
    fn tied(&self, placements: &[Placement]) -> BTreeSet<Pair> {
        let named = |x: &Placement| {
            let mentor = x.mentor?;
            let mut tied = self.limits.tied[x.staff.index()].iter();
            let named = tied.any(|(m, slots)| *m == mentor.0 && slots.contains(x.slot));
            named.then_some((x.staff, mentor, x.slot))
        };
        placements.iter().filter_map(named).collect()
    }

    /// The placements, with a mentor for each guest, one after the other, for whom one is free or can be freed.
    fn guided_one_by_one(&self, placements: &[Placement]) -> Vec<Placement> {
        let whole = Domain::whole(self.market.program);
        let mut state = State::new(self.market, self.limits, &self.starts, &whole);
        let mut units = Vec::with_capacity(placements.len());
        for x in placements {
            let s = x.staff.index();
            let cell = x.slot.index() * self.market.departments + x.department.index();
            let mut mine = self.starts[s]..self.starts[s + 1];
            let Some(unit) = mine.find(|unit| state.cell[*unit] == NONE) else {
                debug_assert!(false, "more placements than rotations");
                return placements.to_vec();
            };
            let mentor = x.mentor.map_or(NONE, |m| m.0);
            state.restore(unit, cell as u32, 0, mentor);
            units.push(unit);
        }
        for unit in &units {
            if state.mentor[*unit] != NONE || state.exhausted(state.cell[*unit]).is_some() {
                continue;
            }
            if !state.give_mentor(*unit) {
                state.take_back(0);
            }
            state.commit();
        }
        let guided = placements.iter().zip(units).map(|(x, unit)| {
            let mentor = state.mentor[unit];
            Placement {
                mentor: (mentor != NONE).then_some(MentorIdx(mentor)),
                ..*x
            }
        });
        guided.collect()
    }
}
