//! `no-repeat`: two visits of a person to one department, history included, lie at least
//! `no_repeat_months` months apart, by month number; 0 switches the rule off.
//!
//! Σ x[s, d, u] over the slots u whose months lie less than `no_repeat_months` after that of t is at
//! most 1, for each person, department and slot t.

use std::sync::Arc;

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct NoRepeat;

impl Rule for NoRepeat {
    fn sentence(&self) -> &'static str {
        "two visits of a person to one department, history included, lie at least \
         `no_repeat_months` months apart"
    }

    fn scope(&self) -> Scope {
        Scope::Placement
    }

    fn forbids(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<Reason> {
        let month = p.calendar.month_of(t).0;
        p.staff[s.index()]
            .visits
            .iter()
            .any(|visit| visit.department == Some(d) && month - visit.month.0 < p.no_repeat_months)
            .then(|| Reason::rule(RuleName::NoRepeat, Subject::Visit(s, d), Some(t)))
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        let mut claims = Vec::new();
        for window in windows(p) {
            for d in p.department_indices() {
                let block = Block::person(s, Arc::from([d]), window);
                let reason = Reason::rule(
                    RuleName::NoRepeat,
                    Subject::Visit(s, d),
                    window.iter().next(),
                );
                claims.push(Claim::placed(reason, block, Limit::AtMost(1)));
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        let mut say = |s: StaffIdx, d: DepartmentIdx, first: String, second: Slot| {
            let (person, department) = (&p.staff[s.index()].id, &p.departments[d.index()].id);
            let second = p.calendar.name(second);
            let text = format!("{person} visits {department} in {first} and again in {second}");
            breaches.push(Breach::new(
                RuleName::NoRepeat,
                Subject::Visit(s, d),
                1,
                text,
            ));
        };
        for (s, person) in p.staff_indices().zip(&p.staff) {
            let mine = schedule.of(s);
            for (at, x) in mine.iter().enumerate() {
                let month = p.calendar.month_of(x.slot).0;
                for visit in &person.visits {
                    if visit.department == Some(x.department)
                        && month - visit.month.0 < p.no_repeat_months
                    {
                        say(s, x.department, visit.month.to_string(), x.slot);
                    }
                }
                // Two at once are a matter of `one-place` alone.
                for y in mine[at + 1..].iter().filter(|y| y.slot != x.slot) {
                    if y.department == x.department
                        && p.calendar.month_of(y.slot).0 - month < p.no_repeat_months
                    {
                        say(s, x.department, p.calendar.name(x.slot).to_owned(), y.slot);
                    }
                }
            }
        }
        breaches
    }
}

/// The largest sets of slots of which a person may spend only one in the same department.
fn windows(p: &Program) -> Vec<SlotSet> {
    let mut windows: Vec<SlotSet> = Vec::new();
    for t in p.calendar.slots() {
        let reach = |u: &Slot| {
            *u >= t && p.calendar.month_of(*u).0 - p.calendar.month_of(t).0 < p.no_repeat_months
        };
        let window: SlotSet = p.calendar.slots().filter(reach).collect();
        let known = windows
            .last()
            .is_some_and(|last| window.minus(*last).is_empty());
        if !window.is_empty() && !known {
            windows.push(window);
        }
    }
    windows
}
