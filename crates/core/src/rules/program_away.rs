//! `program-away`: at most `max_away` placements in a slot.
//!
//! Σ x[·, ·, t] ≤ max_away(t).

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct ProgramAway;

impl Rule for ProgramAway {
    fn sentence(&self) -> &'static str {
        "at most `max_away` placements in a slot"
    }

    fn scope(&self) -> Scope {
        Scope::PersonSlot
    }

    fn forbids(&self, p: &Program, _: StaffIdx, _: DepartmentIdx, t: Slot) -> Option<Reason> {
        (p.max_away(t) == Some(0))
            .then(|| Reason::rule(RuleName::ProgramAway, Subject::Program, Some(t)))
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        p.calendar
            .slots()
            .filter_map(|t| {
                let limit = Limit::AtMost(i64::from(p.max_away(t)?));
                let block = Block::group(p, &p.everybody, SlotSet::one(t));
                let reason = Reason::rule(RuleName::ProgramAway, Subject::Program, Some(t));
                Some(Claim::placed(reason, block, limit))
            })
            .collect()
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (t, away) in p.calendar.slots().zip(schedule.away_by_slot(p)) {
            if let Some(limit) = p.max_away(t).map(i64::from).filter(|limit| away > *limit) {
                let text = format!("{away} away in {}, {limit} allowed", p.calendar.name(t));
                let over = u32::try_from(away - limit).unwrap_or(u32::MAX);
                breaches.push(Breach::new(
                    RuleName::ProgramAway,
                    Subject::Program,
                    over,
                    text,
                ));
            }
        }
        breaches
    }
}
