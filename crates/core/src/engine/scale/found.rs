//! From the cells of a search to placements.

use super::Run;
use super::price::NONE;
use super::search::Best;
use super::state::State;
use crate::bound::Domain;
use crate::pairing::pair_until;
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

    /// Gives as many guests a mentor as can be, where mentors are optional. That changes no score, so that
    /// once is enough, at the end: as the search does it, and by models if there is time.
    pub(super) fn guide(&self, placements: &mut Vec<Placement>) {
        let p = self.market.program;
        if p.require_mentor {
            return;
        }
        // Those whom a pin names keep theirs.
        let limits = self.limits;
        let named = |x: &Placement| {
            let mentor = x.mentor?;
            let tied = limits.tied[x.staff.index()].contains(&mentor.0);
            tied.then_some((x.staff, mentor, x.slot))
        };
        let tied = placements.iter().filter_map(named).collect();
        self.guide_one_by_one(placements);
        if self.stop() || placements.iter().all(|x| x.mentor.is_some()) {
            return;
        }
        let placed: Vec<_> = placements
            .iter()
            .map(|x| (x.staff, (x.slot, x.department)))
            .collect();
        if let Ok(guided) = pair_until(p, &placed, Some(&tied), self.context.deadline) {
            *placements = guided;
        }
    }

    /// Gives guests a mentor, one after the other, for whom one is free or can be freed.
    fn guide_one_by_one(&self, placements: &mut [Placement]) {
        let whole = Domain::whole(self.market.program);
        let mut state = State::new(self.market, self.limits, &self.starts, &whole);
        let mut units = Vec::with_capacity(placements.len());
        for x in placements.iter() {
            let s = x.staff.index();
            let cell = x.slot.index() * self.market.departments + x.department.index();
            let mut free = (self.starts[s]..).filter(|unit| state.cell[*unit] == NONE);
            let unit = free.next().unwrap_or_default();
            let mentor = x.mentor.map_or(NONE, |m| m.0);
            state.restore(unit, cell as u32, 0, mentor);
            units.push(unit);
        }
        for unit in &units {
            if state.mentor[*unit] == NONE && !state.give_mentor(*unit) {
                state.take_back(0);
            }
            state.commit();
        }
        for (x, unit) in placements.iter_mut().zip(units) {
            let mentor = state.mentor[unit];
            x.mentor = (mentor != NONE).then_some(MentorIdx(mentor));
        }
    }
}
