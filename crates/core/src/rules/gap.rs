//! `gap`: at least `gap_slots` slots lie between two placements of a person, history included (a
//! month of history counts as its last slot).
//!
//! Σ x[s, ·, u] over u = t … t + gap_slots is at most 1, for each person and slot t.

use std::sync::Arc;

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Gap;

/// Whether a slot follows one of the person's rotations before the horizon too closely.
fn after_history(p: &Program, s: StaffIdx, t: Slot) -> bool {
    p.gap_slots > 0
        && p.staff[s.index()].visits.iter().any(|visit| {
            t.index() as i64 - p.calendar.history_slot(visit.month) <= p.gap_slots as i64
        })
}

impl Rule for Gap {
    fn sentence(&self) -> &'static str {
        "at least `gap_slots` slots lie between two placements of a person, history included"
    }

    fn scope(&self) -> Scope {
        Scope::PersonSlot
    }

    fn forbids(&self, p: &Program, s: StaffIdx, _: DepartmentIdx, t: Slot) -> Option<Reason> {
        after_history(p, s, t).then(|| Reason::rule(RuleName::Gap, Subject::Staff(s), Some(t)))
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        if p.gap_slots == 0 {
            return Vec::new();
        }
        // Windows of adjacent slots reach across each other; a slot by itself is `one-place`.
        let slots = p.calendar.len();
        (0..slots.saturating_sub(1))
            .map(|first| {
                let end = slots.min(first + p.gap_slots + 1);
                let window = SlotSet::range(first, end);
                let block = Block::person(s, Arc::clone(&p.everywhere), window);
                let slot = Some(Slot::new(first));
                let reason = Reason::rule(RuleName::Gap, Subject::Staff(s), slot);
                Claim::placed(reason, block, Limit::AtMost(1))
            })
            .collect()
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let mut say = |s: StaffIdx, text: String| {
            breaches.push(Breach::new(RuleName::Gap, Subject::Staff(s), 1, text));
        };
        for (s, person) in p.staff_indices().zip(&p.staff) {
            for pair in schedule.of(s).windows(2) {
                let between = pair[1].slot.index() - pair[0].slot.index();
                if between > 0 && between <= p.gap_slots {
                    let (a, b) = (p.calendar.name(pair[0].slot), p.calendar.name(pair[1].slot));
                    let slots = between - 1;
                    say(
                        s,
                        format!(
                            "{} has {slots} slots between {a} and {b}, {} needed",
                            person.id, p.gap_slots
                        ),
                    );
                }
            }
            for placement in schedule.of(s) {
                for visit in &person.visits {
                    let since =
                        placement.slot.index() as i64 - p.calendar.history_slot(visit.month);
                    if since <= p.gap_slots as i64 {
                        let slot = p.calendar.name(placement.slot);
                        say(
                            s,
                            format!(
                                "{} rotates in {slot}, too soon after {}",
                                person.id, visit.month
                            ),
                        );
                    }
                }
            }
        }
        breaches
    }
}
