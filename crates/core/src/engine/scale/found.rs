//! From the cells of a search to placements.

use super::Run;
use super::price::NONE;
use super::search::Best;
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

    /// Gives as many guests a mentor as can be, or as can be in little time once a limit ends the solve, where
    /// mentors are optional. That changes no score, so that once is enough, at the end.
    pub(super) fn guide(&self, placements: &mut Vec<Placement>) {
        let p = self.market.program;
        if p.require_mentor {
            return;
        }
        let placed: Vec<_> = placements
            .iter()
            .map(|x| (x.staff, (x.slot, x.department)))
            .collect();
        // Those whom a pin names keep theirs.
        let limits = self.limits;
        let tied = placements.iter().filter_map(|x| {
            let named = |m: &MentorIdx| limits.tied[x.staff.index()].contains(&m.0);
            Some((x.staff, x.mentor.filter(named)?, x.slot))
        });
        if let Ok(guided) = pair_until(p, &placed, Some(&tied.collect()), self.context.overtime()) {
            *placements = guided;
        }
    }
}
