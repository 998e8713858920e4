//! `pin`: the person has a placement that matches every key the pin names.
//!
//! Σ x[s, d, t] over the cells that match ≥ 1; where a mentor m is named, Σ paired[s, m, t] ≥ 1 with
//! paired[s, m, t] ≤ Σ x[s, d, t] and at most one paired[s, ·, t], d being m's department.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::mentor::may_guide;
use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Pin;

impl Rule for Pin {
    fn sentence(&self) -> &'static str {
        "the person has a placement that matches every key the pin names"
    }

    fn scope(&self) -> Scope {
        Scope::Placement
    }

    fn forbids(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<Reason> {
        let person = &p.staff[s.index()];
        if person.rotations > 1 {
            return None;
        }
        let missed = person.pins.iter().find(|at| {
            let pin = &p.pins[**at];
            !pin.matches_cell(d, t, p) || pin.mentor.is_some_and(|m| !may_guide(p, s, m, t))
        })?;
        let subject = Subject::Pin(u32::try_from(*missed).unwrap_or(u32::MAX));
        Some(Reason::rule(RuleName::Pin, subject, Some(t)))
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut tied = BTreeSet::new();
        for &at in &p.staff[s.index()].pins {
            let pin = &p.pins[at];
            let slots = pin.slots.unwrap_or(p.calendar.all());
            let subject = Subject::Pin(u32::try_from(at).unwrap_or(u32::MAX));
            let reason = Reason::rule(RuleName::Pin, subject, None);
            let departments = match pin.department {
                Some(department) => Arc::from([department]),
                None => Arc::clone(&p.everywhere),
            };
            let sum = match pin.mentor {
                Some(mentor) => {
                    tied.insert(mentor);
                    let may = |t: &Slot| may_guide(p, s, mentor, *t);
                    Sum::Paired {
                        staff: s,
                        mentor,
                        slots: slots.iter().filter(may).collect(),
                    }
                }
                None => Sum::Placed(Block::person(s, departments, slots)),
            };
            claims.push(Claim {
                reason,
                terms: vec![Term {
                    coefficient: 1,
                    sum,
                }],
                limit: Limit::AtLeast(1),
            });
        }
        for t in p.calendar.slots() {
            let one = SlotSet::one(t);
            let mut by_home: std::collections::BTreeMap<DepartmentIdx, Vec<Term>> =
                std::collections::BTreeMap::new();
            for &mentor in &tied {
                let sum = Sum::Paired {
                    staff: s,
                    mentor,
                    slots: one,
                };
                let home = p.mentors[mentor.index()].department;
                by_home.entry(home).or_default().push(Term {
                    coefficient: 1,
                    sum,
                });
            }
            for (home, mut terms) in by_home {
                let there = Block::person(s, Arc::from([home]), one);
                terms.push(Term {
                    coefficient: -1,
                    sum: Sum::Placed(there),
                });
                let reason = Reason::rule(RuleName::Pin, Subject::Visit(s, home), Some(t));
                claims.push(Claim {
                    reason,
                    terms,
                    limit: Limit::AtMost(0),
                });
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (at, pin) in (0..).zip(&p.pins) {
            let kept = schedule.of(pin.staff).iter().any(|x| {
                pin.slots.is_none_or(|slots| slots.contains(x.slot))
                    && pin
                        .department
                        .is_none_or(|department| department == x.department)
                    && pin.mentor.is_none_or(|mentor| Some(mentor) == x.mentor)
            });
            if !kept {
                let mut wanted = Vec::new();
                wanted.extend(pin.slot_name.as_ref().map(|slot| format!("in {slot}")));
                wanted.extend(
                    pin.department
                        .map(|d| format!("at {}", p.departments[d.index()].id)),
                );
                wanted.extend(
                    pin.mentor
                        .map(|m| format!("with {}", p.mentors[m.index()].id)),
                );
                let person = &p.staff[pin.staff.index()].id;
                let text = format!("{person} has no placement {}", wanted.join(" "));
                breaches.push(Breach::new(RuleName::Pin, Subject::Pin(at), 1, text));
            }
        }
        breaches
    }
}
