//! `peak_away`: the largest number of placements in one slot.
//!
//! Peak ≥ Σ x[·, ·, t] for each slot t.

use std::sync::Arc;

use super::Goal;
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{Program, SlotSet};
use crate::schedule::Schedule;

pub(super) struct PeakAway;

impl Goal for PeakAway {
    fn sentence(&self) -> &'static str {
        "the largest number of placements in one slot"
    }

    fn weight(&self, p: &Program) -> i64 {
        p.weights.peak_away
    }

    fn is_cost(&self) -> bool {
        true
    }

    fn auxiliaries(&self, _: &Program) -> Vec<(Sum, i64)> {
        vec![(Sum::Peak, 1)]
    }

    fn claims(&self, p: &Program) -> Vec<Claim> {
        p.calendar
            .slots()
            .map(|t| {
                let away = Block::group(p, &Arc::clone(&p.everybody), SlotSet::one(t));
                Claim {
                    reason: Reason::goal("peak_away", Subject::Program, Some(t)),
                    terms: vec![
                        Term {
                            coefficient: 1,
                            sum: Sum::Placed(away),
                        },
                        Term {
                            coefficient: -1,
                            sum: Sum::Peak,
                        },
                    ],
                    limit: Limit::AtMost(0),
                }
            })
            .collect()
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        schedule.away_by_slot(p).into_iter().max().unwrap_or(0)
    }
}
