//! `seats`: at most `seats` placements in a department in a slot; none in a slot lost to it.
//!
//! Σ x[·, d, t] ≤ seats(d, t).

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Seats;

impl Rule for Seats {
    fn sentence(&self) -> &'static str {
        "at most `seats` placements in a department in a slot, none while it is closed"
    }

    fn scope(&self) -> Scope {
        Scope::DepartmentSlot
    }

    fn forbids(&self, p: &Program, _: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<Reason> {
        (p.departments[d.index()].seats[t.index()] == 0)
            .then(|| Reason::rule(RuleName::Seats, Subject::Department(d), Some(t)))
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (d, department) in p.department_indices().zip(&p.departments) {
            for t in p.calendar.slots() {
                let limit = Limit::AtMost(department.seats[t.index()].into());
                let block = Block::department(p, d, SlotSet::one(t));
                let reason = Reason::rule(RuleName::Seats, Subject::Department(d), Some(t));
                claims.push(Claim::placed(reason, block, limit));
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let hosted = schedule.hosted(p);
        let mut breaches = Vec::new();
        for (d, department) in p.department_indices().zip(&p.departments) {
            for t in p.calendar.slots() {
                let guests = hosted[d.index() * p.calendar.len() + t.index()];
                let seats = department.seats[t.index()];
                if guests > seats {
                    let slot = p.calendar.name(t);
                    let text = format!("{} hosts {guests} in {slot}, {seats} seats", department.id);
                    let subject = Subject::Department(d);
                    breaches.push(Breach::new(RuleName::Seats, subject, guests - seats, text));
                }
            }
        }
        breaches
    }
}
