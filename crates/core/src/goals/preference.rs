//! `preference`: points of the chosen departments, summed (0 where none are given).
//!
//! Σ points[s, d] · x[s, d, t].

use super::Goal;
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Preference;

impl Goal for Preference {
    fn sentence(&self) -> &'static str {
        "points of the chosen departments, summed"
    }

    fn weight(&self, p: &Program) -> i64 {
        p.weights.preference
    }

    fn gain(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, _: Slot) -> i64 {
        p.department_points(s, d)
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        schedule
            .all()
            .iter()
            .map(|x| p.department_points(x.staff, x.department))
            .sum()
    }
}
