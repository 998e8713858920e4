//! `one-place`: nobody has two placements in one slot.
//!
//! Σ x[s, ·, t] ≤ 1 for each person and slot.

use std::sync::Arc;

use super::{Breach, Rule, RuleName};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{Program, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct OnePlace;

impl Rule for OnePlace {
    fn sentence(&self) -> &'static str {
        "nobody has two placements in one slot"
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        p.calendar
            .slots()
            .map(|t| {
                let block = Block::person(s, Arc::clone(&p.everywhere), SlotSet::one(t));
                let reason = Reason::rule(RuleName::OnePlace, Subject::Staff(s), Some(t));
                Claim::placed(reason, block, Limit::AtMost(1))
            })
            .collect()
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (s, person) in p.staff_indices().zip(&p.staff) {
            for pair in schedule.of(s).windows(2) {
                if pair[0].slot == pair[1].slot {
                    let slot = p.calendar.name(pair[0].slot);
                    let text = format!("{} is in two places in {slot}", person.id);
                    breaches.push(Breach::new(RuleName::OnePlace, Subject::Staff(s), 1, text));
                }
            }
        }
        breaches
    }
}
