//! `availability`: no placement in a slot lost to the person (leave and time outside employment
//! together take more than `leave_days` working days of it).
//!
//! Where a plan is made again after a part of it is over, the frozen past takes nobody in either: its
//! slots are closed to all but those who were away then.

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Availability;

impl Rule for Availability {
    fn sentence(&self) -> &'static str {
        "no placement in a slot lost to the person's leave or to time outside employment"
    }

    fn scope(&self) -> Scope {
        Scope::PersonSlot
    }

    fn forbids(&self, p: &Program, s: StaffIdx, _: DepartmentIdx, t: Slot) -> Option<Reason> {
        (p.staff[s.index()].lost.contains(t) || p.orders.past.bars(s, t))
            .then(|| Reason::rule(RuleName::Availability, Subject::Staff(s), Some(t)))
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        schedule
            .all()
            .iter()
            .filter(|x| p.staff[x.staff.index()].lost.contains(x.slot))
            .map(|x| {
                let (id, slot) = (&p.staff[x.staff.index()].id, p.calendar.name(x.slot));
                let text = format!("{id} is not available in {slot}");
                Breach::new(RuleName::Availability, Subject::Staff(x.staff), 1, text)
            })
            .collect()
    }
}
