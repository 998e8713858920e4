//! The points that a person gives cells: by department, and by slot.

use super::person::Cell;
use crate::program::{Program, StaffIdx};

/// A person's points, unweighted, by department and by slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Points<'a> {
    pub(super) departments: &'a [i32],
    pub(super) slots: &'a [i32],
}

impl<'a> Points<'a> {
    pub(crate) fn new(p: &'a Program, s: StaffIdx) -> Self {
        let (departments, slots) = (p.departments.len(), p.calendar.len());
        Points {
            departments: &p.department_points[s.index() * departments..][..departments],
            slots: &p.slot_points[s.index() * slots..][..slots],
        }
    }

    #[inline]
    pub(crate) fn of(self, (d, t): Cell) -> i64 {
        i64::from(self.departments[usize::from(d)]) + i64::from(self.slots[usize::from(t)])
    }

    pub(crate) fn sum(self, cells: &[Cell]) -> i64 {
        cells.iter().map(|cell| self.of(*cell)).sum()
    }
}
