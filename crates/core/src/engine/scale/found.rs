//! From the cells of a search to placements.

use super::Run;
use super::price::NONE;
use super::search::Best;
use crate::pairing::pair;
use crate::program::{DepartmentIdx, MentorIdx, Slot};
use crate::schedule::Placement;

impl Run<'_> {
    /// The placements of a plan that a search found.
    pub(super) fn placements(&self, found: &Best) -> Option<Vec<Placement>> {
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
        if p.require_mentor {
            return Some(placements);
        }
        // Mentors are optional: as many guests as possible get one, those whom a pin names keep theirs.
        let placed: Vec<_> = placements
            .iter()
            .map(|x| (x.staff, (x.slot, x.department)))
            .collect();
        let tied = placements
            .iter()
            .filter_map(|x| Some((x.staff, x.mentor?, x.slot)))
            .collect();
        pair(p, &placed, Some(&tied)).ok()
    }
}
