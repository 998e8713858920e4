//! `prerequisite`: a department with `after` is visited only after each of those departments, in an
//! earlier slot or in history.
//!
//! x[s, d, t] ≤ Σ x[s, e, u] over the slots u before t, for each e in d's `after` not in s's history.

use std::sync::Arc;

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Prerequisite;

fn seen_before(p: &Program, s: StaffIdx, d: DepartmentIdx) -> bool {
    p.staff[s.index()]
        .visits
        .iter()
        .any(|visit| visit.department == Some(d))
}

impl Rule for Prerequisite {
    fn sentence(&self) -> &'static str {
        "a department with `after` is visited only after each of those, in an earlier slot or in history"
    }

    fn scope(&self) -> Scope {
        Scope::Placement
    }

    fn forbids(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<Reason> {
        let missing = p.departments[d.index()]
            .after
            .iter()
            .filter(|e| !seen_before(p, s, **e))
            .count();
        // Each missing one takes a rotation in an earlier slot of its own.
        let room = (p.staff[s.index()].rotations as usize)
            .saturating_sub(1)
            .min(t.index());
        (missing > room)
            .then(|| Reason::rule(RuleName::Prerequisite, Subject::Visit(s, d), Some(t)))
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (d, department) in p.department_indices().zip(&p.departments) {
            for &e in department.after.iter().filter(|e| !seen_before(p, s, **e)) {
                for t in p.calendar.slots() {
                    let visit = Block::person(s, Arc::from([d]), SlotSet::one(t));
                    let before = Block::person(s, Arc::from([e]), SlotSet::range(0, t.index()));
                    claims.push(Claim {
                        reason: Reason::rule(RuleName::Prerequisite, Subject::Visit(s, d), Some(t)),
                        terms: vec![
                            Term {
                                coefficient: 1,
                                sum: Sum::Placed(visit),
                            },
                            Term {
                                coefficient: -1,
                                sum: Sum::Placed(before),
                            },
                        ],
                        limit: Limit::AtMost(0),
                    });
                }
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for x in schedule.all() {
            let department = &p.departments[x.department.index()];
            for &before in &department.after {
                let person = &p.staff[x.staff.index()];
                let in_history = person
                    .visits
                    .iter()
                    .any(|visit| visit.department == Some(before));
                let in_plan = schedule
                    .of(x.staff)
                    .iter()
                    .any(|y| y.department == before && y.slot < x.slot);
                if !in_history && !in_plan {
                    let first = &p.departments[before.index()].id;
                    let text = format!("{} visits {} before {first}", person.id, department.id);
                    let subject = Subject::Visit(x.staff, x.department);
                    breaches.push(Breach::new(RuleName::Prerequisite, subject, 1, text));
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_named_twice_in_after_counts_once() {
        let read = |after: &str| {
            let file = format!(
                r#"{{ "format": "rotaplan/program@1", "horizon": {{ "first_month": "2027-01", "months": 2 }},
                "rules": {{ "require_mentor": false }}, "teams": [ {{ "id": "t" }} ],
                "staff": [ {{ "id": "s", "team": "t", "rotations": 2 }} ],
                "departments": [ {{ "id": "a", "seats": 1 }}, {{ "id": "b", "seats": 1, "after": [{after}] }} ] }}"#
            );
            Program::from_json(file.as_bytes()).expect("a valid program")
        };
        let (once, twice) = (read(r#""a""#), read(r#""a", "a""#));
        let (s, b) = (StaffIdx(0), DepartmentIdx(1));
        // With one rotation before it, the second month is open.
        assert_eq!(Prerequisite.forbids(&twice, s, b, Slot(1)), None);
        let claims = |p: &Program| Prerequisite.personal(p, s).len();
        assert_eq!(claims(&twice), claims(&once));
    }
}
