//! `least_happy`: the smallest points total (department + slot, plus the person's `carry`) of any
//! mandatory participant with at least one rotation; 0 if there is none.
//!
//! `happiness ≤ carry[s] + Σ (points[s, d] + points[s, t]) · x[s, d, t]` for each of them.

use super::Goal;
use crate::claim::{Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::Program;
use crate::schedule::Schedule;

pub(super) struct LeastHappy;

impl Goal for LeastHappy {
    fn sentence(&self) -> &'static str {
        "the smallest points total, `carry` included, of any mandatory participant"
    }

    fn weight(&self, p: &Program) -> i64 {
        if p.staff.iter().any(|person| person.counts_for_happiness()) {
            p.weights.least_happy
        } else {
            0
        }
    }

    fn auxiliaries(&self, _: &Program) -> Vec<(Sum, i64)> {
        vec![(Sum::Happiness, 1)]
    }

    fn claims(&self, p: &Program) -> Vec<Claim> {
        p.staff_indices()
            .zip(&p.staff)
            .filter(|(_, person)| person.counts_for_happiness())
            .map(|(s, person)| Claim {
                reason: Reason::goal("least_happy", Subject::Staff(s), None),
                terms: vec![
                    Term {
                        coefficient: 1,
                        sum: Sum::Happiness,
                    },
                    Term {
                        coefficient: -1,
                        sum: Sum::Points(s),
                    },
                ],
                limit: Limit::AtMost(person.carry),
            })
            .collect()
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        let total = |s| -> i64 {
            let points = schedule.of(s).iter().map(|x| {
                p.department_points(x.staff, x.department) + p.slot_points(x.staff, x.slot)
            });
            p.staff[s.index()].carry + points.sum::<i64>()
        };
        p.staff_indices()
            .filter(|s| p.staff[s.index()].counts_for_happiness())
            .map(total)
            .min()
            .unwrap_or(0)
    }
}
