//! `participation`: mandatory people have exactly `rotations` + `owed` placements, voluntary ones at
//! most that many, excused ones none.
//!
//! Σ x[s, ·, ·] = rotations + owed (≤ for voluntary people).

use std::sync::Arc;

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Participation;

impl Rule for Participation {
    fn sentence(&self) -> &'static str {
        "mandatory people have exactly `rotations` + `owed` placements; voluntary people at most \
         that many; excused people none"
    }

    fn scope(&self) -> Scope {
        Scope::PersonSlot
    }

    fn forbids(&self, p: &Program, s: StaffIdx, _: DepartmentIdx, _: Slot) -> Option<Reason> {
        (p.staff[s.index()].rotations == 0)
            .then(|| Reason::rule(RuleName::Participation, Subject::Staff(s), None))
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        let person = &p.staff[s.index()];
        let wanted = i64::from(person.rotations);
        let limit = if person.voluntary() {
            Limit::AtMost(wanted)
        } else {
            Limit::Exactly(wanted)
        };
        let block = Block::person(s, Arc::clone(&p.everywhere), p.calendar.all());
        let reason = Reason::rule(RuleName::Participation, Subject::Staff(s), None);
        vec![Claim::placed(reason, block, limit)]
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (s, person) in p.staff_indices().zip(&p.staff) {
            let (has, wanted) = (schedule.of(s).len(), person.rotations as usize);
            if has > wanted || (has < wanted && !person.voluntary()) {
                let text = format!("{} has {has} of {wanted} rotations", person.id);
                let amount = u32::try_from(has.abs_diff(wanted)).unwrap_or(u32::MAX);
                breaches.push(Breach::new(
                    RuleName::Participation,
                    Subject::Staff(s),
                    amount,
                    text,
                ));
            }
        }
        breaches
    }
}
