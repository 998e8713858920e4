//! `mentor_peak`: the largest number of mentees that one mentor has over the horizon; it counts
//! nothing where mentors are optional.
//!
//! MentorPeak ≥ Σ z[m, ·] for each mentor m.

use std::sync::Arc;

use super::Goal;
use crate::claim::{Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::Program;
use crate::schedule::Schedule;

pub(super) struct MentorPeak;

impl Goal for MentorPeak {
    fn sentence(&self) -> &'static str {
        "the largest number of mentees that one mentor has over the horizon"
    }

    fn weight(&self, p: &Program) -> i64 {
        if p.require_mentor {
            p.weights.mentor_peak
        } else {
            0
        }
    }

    fn is_cost(&self) -> bool {
        true
    }

    fn auxiliaries(&self, _: &Program) -> Vec<(Sum, i64)> {
        vec![(Sum::MentorPeak, 1)]
    }

    fn claims(&self, p: &Program) -> Vec<Claim> {
        p.mentor_indices()
            .map(|m| {
                let guided = Sum::Guided {
                    mentors: Arc::from([m]),
                    slots: p.calendar.all(),
                };
                Claim {
                    reason: Reason::goal("mentor_peak", Subject::Mentor(m), None),
                    terms: vec![
                        Term {
                            coefficient: 1,
                            sum: guided,
                        },
                        Term {
                            coefficient: -1,
                            sum: Sum::MentorPeak,
                        },
                    ],
                    limit: Limit::AtMost(0),
                }
            })
            .collect()
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        if !p.require_mentor {
            return 0;
        }
        let slots = p.calendar.len().max(1);
        let load = |mine: &[u32]| mine.iter().map(|mentees| i64::from(*mentees)).sum();
        schedule
            .guided(p)
            .chunks(slots)
            .map(load)
            .max()
            .unwrap_or(0)
    }
}
