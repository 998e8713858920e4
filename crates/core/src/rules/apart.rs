//! `apart`: of a group at most `max_away` people are placed in one slot.
//!
//! Σ x[group, ·, t] ≤ max_away.

use super::{Breach, Rule, RuleName};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{Program, SlotSet};
use crate::schedule::Schedule;

pub(super) struct Apart;

impl Rule for Apart {
    fn sentence(&self) -> &'static str {
        "of a group in `apart` at most `max_away` people are placed in one slot"
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (at, group) in (0..).zip(&p.apart) {
            for t in p.calendar.slots() {
                let block = Block::group(p, &group.people, SlotSet::one(t));
                let reason = Reason::rule(RuleName::Apart, Subject::Apart(at), Some(t));
                claims.push(Claim::placed(
                    reason,
                    block,
                    Limit::AtMost(group.max_away.into()),
                ));
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (at, group) in (0..).zip(&p.apart) {
            for t in p.calendar.slots() {
                let gone: usize = group.people.iter().map(|s| schedule.away(*s, t)).sum();
                let gone = u32::try_from(gone).unwrap_or(u32::MAX);
                if gone > group.max_away {
                    let ids: Vec<&str> = group
                        .people
                        .iter()
                        .map(|s| p.staff[s.index()].id.as_str())
                        .collect();
                    let (slot, most) = (p.calendar.name(t), group.max_away);
                    let text = format!("{gone} of {} in {slot}, {most} allowed", ids.join(", "));
                    let subject = Subject::Apart(at);
                    breaches.push(Breach::new(RuleName::Apart, subject, gone - most, text));
                }
            }
        }
        breaches
    }
}
