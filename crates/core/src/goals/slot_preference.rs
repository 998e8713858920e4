//! `slot_preference`: points of the chosen slots, summed (0 where none are given).
//!
//! Σ points[s, t] · x[s, d, t].

use super::Goal;
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct SlotPreference;

impl Goal for SlotPreference {
    fn sentence(&self) -> &'static str {
        "points of the chosen slots, summed"
    }

    fn weight(&self, p: &Program) -> i64 {
        p.weights.slot_preference
    }

    fn gain(&self, p: &Program, s: StaffIdx, _: DepartmentIdx, t: Slot) -> i64 {
        p.slot_points(s, t)
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        schedule
            .all()
            .iter()
            .map(|x| p.slot_points(x.staff, x.slot))
            .sum()
    }
}
