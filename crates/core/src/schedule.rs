//! Placements with every id resolved, looked up by person, slot, department or mentor.

use crate::plan::PlacementFile;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx};

/// One staff member in one department, with one of its mentors, for one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placement {
    /// When.
    pub slot: Slot,
    /// Who.
    pub staff: StaffIdx,
    /// Where.
    pub department: DepartmentIdx,
    /// Guided by whom; `None` only where the program does not require a mentor.
    pub mentor: Option<MentorIdx>,
}

/// A set of placements, good or bad.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// Sorted by staff and slot.
    by_staff: Vec<Placement>,
    /// Where each person's placements begin in `by_staff`; one more entry than staff.
    starts: Vec<usize>,
}

impl Schedule {
    /// Sorts placements for look-up.
    #[must_use]
    pub fn new(program: &Program, mut placements: Vec<Placement>) -> Self {
        placements.sort_unstable_by_key(|x| (x.staff, x.slot, x.department, x.mentor));
        let mut starts = vec![0; program.staff.len() + 1];
        for placement in &placements {
            starts[placement.staff.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Schedule {
            by_staff: placements,
            starts,
        }
    }

    /// All placements, sorted by staff and slot.
    #[must_use]
    pub fn all(&self) -> &[Placement] {
        &self.by_staff
    }

    /// One person's placements, earliest first.
    #[must_use]
    pub fn of(&self, staff: StaffIdx) -> &[Placement] {
        &self.by_staff[self.starts[staff.index()]..self.starts[staff.index() + 1]]
    }

    /// Whether the person has a placement in the slot.
    #[must_use]
    pub fn away(&self, staff: StaffIdx, slot: Slot) -> usize {
        self.of(staff).iter().filter(|x| x.slot == slot).count()
    }

    /// Number of placements in each slot.
    #[must_use]
    pub fn away_by_slot(&self, program: &Program) -> Vec<i64> {
        let mut away = vec![0; program.calendar.len()];
        for placement in &self.by_staff {
            away[placement.slot.index()] += 1;
        }
        away
    }

    /// Number of placements by department and slot, departments × slots.
    #[must_use]
    pub fn hosted(&self, program: &Program) -> Vec<u32> {
        let slots = program.calendar.len();
        let mut hosted = vec![0; program.departments.len() * slots];
        for placement in &self.by_staff {
            hosted[placement.department.index() * slots + placement.slot.index()] += 1;
        }
        hosted
    }

    /// Number of mentees by mentor and slot, mentors × slots.
    #[must_use]
    pub fn guided(&self, program: &Program) -> Vec<u32> {
        let slots = program.calendar.len();
        let mut guided = vec![0; program.mentors.len() * slots];
        for placement in &self.by_staff {
            if let Some(mentor) = placement.mentor {
                guided[mentor.index() * slots + placement.slot.index()] += 1;
            }
        }
        guided
    }

    /// The placements as a plan file has them, sorted by slot, staff id and department id.
    #[must_use]
    pub fn to_file(&self, program: &Program) -> Vec<PlacementFile> {
        let mut rows: Vec<(Slot, PlacementFile)> = self
            .by_staff
            .iter()
            .map(|x| {
                let row = PlacementFile {
                    staff: program.staff[x.staff.index()].id.clone(),
                    department: program.departments[x.department.index()].id.clone(),
                    mentor: x
                        .mentor
                        .map(|mentor| program.mentors[mentor.index()].id.clone()),
                    slot: program.calendar.name(x.slot).to_owned(),
                    start: Some(program.calendar.start(x.slot).to_string()),
                    end: Some(program.calendar.end(x.slot).to_string()),
                };
                (x.slot, row)
            })
            .collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, row)| row).collect()
    }
}
