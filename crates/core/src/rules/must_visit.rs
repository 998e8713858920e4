//! `must-visit`: the person's placements include at least `times` in `any_of`. It binds mandatory
//! people with rotations, and voluntary people once they are placed at all.
//!
//! Σ x[s, any_of, ·] ≥ times; for voluntary people ≥ times · x[s, d, t] for each of their cells.

use std::sync::Arc;

use super::{Breach, Rule, RuleName};
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{Program, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct MustVisit;

impl Rule for MustVisit {
    fn sentence(&self) -> &'static str {
        "the person's placements include at least `times` in `any_of`"
    }

    fn personal(&self, p: &Program, s: StaffIdx) -> Vec<Claim> {
        let person = &p.staff[s.index()];
        let mut claims = Vec::new();
        if person.rotations == 0 {
            return claims;
        }
        for (at, need) in (0..).zip(&person.must_visit) {
            let visits = || Block::person(s, Arc::clone(&need.any_of), p.calendar.all());
            let times = i64::from(need.times);
            let reason = Reason::rule(RuleName::MustVisit, Subject::MustVisit(s, at), None);
            if !person.voluntary() {
                claims.push(Claim::placed(reason, visits(), Limit::AtLeast(times)));
                continue;
            }
            for d in p.department_indices() {
                for t in p.calendar.slots() {
                    let cell = Block::person(s, Arc::from([d]), SlotSet::one(t));
                    claims.push(Claim {
                        reason,
                        terms: vec![
                            Term {
                                coefficient: 1,
                                sum: Sum::Placed(visits()),
                            },
                            Term {
                                coefficient: -times,
                                sum: Sum::Placed(cell),
                            },
                        ],
                        limit: Limit::AtLeast(0),
                    });
                }
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (s, person) in p.staff_indices().zip(&p.staff) {
            let mine = schedule.of(s);
            if person.rotations == 0 || (mine.is_empty() && person.voluntary()) {
                continue;
            }
            for (at, need) in (0..).zip(&person.must_visit) {
                let visits = mine
                    .iter()
                    .filter(|x| need.any_of.contains(&x.department))
                    .count();
                let missing = need
                    .times
                    .saturating_sub(u32::try_from(visits).unwrap_or(u32::MAX));
                if missing > 0 {
                    let ids: Vec<&str> = need
                        .any_of
                        .iter()
                        .map(|d| p.departments[d.index()].id.as_str())
                        .collect();
                    let text = format!(
                        "{} visits {} {visits} times, {} needed",
                        person.id,
                        ids.join(" or "),
                        need.times
                    );
                    let subject = Subject::MustVisit(s, at);
                    breaches.push(Breach::new(RuleName::MustVisit, subject, missing, text));
                }
            }
        }
        breaches
    }
}
