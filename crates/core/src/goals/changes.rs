//! `changes`: placements (person, department, slot) of the baseline plan that this plan lacks; 0
//! without a baseline.
//!
//! |baseline| − Σ x[s, d, t] over the cells of the baseline. Where at most N changes are allowed,
//! Σ x[s, d, t] over those cells ≥ |baseline| − N.

use std::sync::Arc;

use super::Goal;
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Changes;

/// The claim that at most so many baseline placements are given up, where that is asked for.
pub(super) fn cap(p: &Program) -> Option<Claim> {
    let (baseline, most) = (p.baseline.as_ref()?, p.orders.max_changes?);
    let kept = baseline.placements.iter().map(|&(s, d, t)| Term {
        coefficient: 1,
        sum: Sum::Placed(Block::person(s, Arc::from([d]), SlotSet::one(t))),
    });
    let all = baseline.placements.len() + baseline.gone;
    Some(Claim {
        reason: Reason::goal("changes", Subject::Program, None),
        terms: kept.collect(),
        limit: Limit::AtLeast(all as i64 - most as i64),
    })
    .filter(|claim| !claim.terms.is_empty())
}

impl Goal for Changes {
    fn sentence(&self) -> &'static str {
        "placements of the baseline plan that this plan lacks"
    }

    fn weight(&self, p: &Program) -> i64 {
        if p.baseline.is_some() {
            p.weights.changes
        } else {
            0
        }
    }

    fn is_cost(&self) -> bool {
        true
    }

    fn gain(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, t: Slot) -> i64 {
        let Some(baseline) = &p.baseline else {
            return 0;
        };
        let first = baseline
            .placements
            .partition_point(|known| *known < (s, d, t));
        let same = baseline.placements[first..]
            .iter()
            .take_while(|known| **known == (s, d, t));
        -(same.count() as i64)
    }

    fn constant(&self, p: &Program) -> i64 {
        p.baseline.as_ref().map_or(0, |baseline| {
            (baseline.placements.len() + baseline.gone) as i64
        })
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        let Some(baseline) = &p.baseline else {
            return 0;
        };
        let lacks = |known: &&(StaffIdx, DepartmentIdx, Slot)| {
            !schedule
                .of(known.0)
                .iter()
                .any(|x| x.department == known.1 && x.slot == known.2)
        };
        (baseline.gone + baseline.placements.iter().filter(lacks).count()) as i64
    }
}
