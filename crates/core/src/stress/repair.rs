//! A standing plan after a dropout: as it is without those who dropped out where that holds, else
//! repaired with the fewest changes.

use super::Standing;
use super::dropout::{Dropout, without};
use super::file::{DropoutRow, Holds};
use crate::candidates::Candidates;
use crate::engine::{Observer, Options};
use crate::formulate::Cell;
use crate::goals;
use crate::pairing::pair;
use crate::plan::Proof;
use crate::program::{Baseline, Program, StaffIdx};
use crate::replan::{Refusal, keep_mentors, keepable, nearest};
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// What came of a dropout.
pub(super) struct Repair {
    status: Holds,
    lost: usize,
    /// Placements given up, those that were lost included.
    changes: Option<usize>,
    at_least: usize,
    proof: Option<Proof>,
    placements: Vec<Placement>,
    score: Option<i64>,
    reasons: Vec<String>,
}

/// Repairs the standing plan of a program (with more mentors and seats, perhaps) without those who drop
/// out.
pub(super) fn repaired(
    standing: &Standing,
    program: &Program,
    dropped: &[Dropout],
    options: &Options,
    observer: &dyn Observer,
) -> Repair {
    let mut changed = without(program.clone(), dropped);
    changed.baseline = Some(baseline(standing.schedule));
    let is_out = |s: &StaffIdx| dropped.contains(&Dropout::Person(*s));
    let all = standing.schedule.all().iter();
    let lost = all.filter(|x| is_out(&x.staff)).count();
    let mut repair = Repair {
        status: Holds::Holds,
        lost,
        changes: None,
        at_least: lost,
        proof: Some(Proof::Bound),
        placements: Vec::new(),
        score: None,
        reasons: Vec::new(),
    };
    if let Some(placements) = as_it_is(standing, &changed, lost) {
        repair.changes = Some(lost);
        repair.keep(standing, &changed, placements);
        return repair;
    }
    match nearest(&changed, options, observer) {
        Ok(found) => {
            let fewest = found.fewest;
            repair.changes = Some(fewest.found);
            repair.at_least = fewest.at_least;
            repair.proof = fewest.proof;
            if fewest.found > lost {
                repair.status = Holds::Repaired;
            }
            repair.keep(standing, &changed, found.placements);
        }
        Err(Refusal::NoPlan { proof, reasons }) => {
            repair.status = Holds::Impossible;
            repair.proof = Some(proof);
            repair.reasons = reasons;
        }
        Err(_) => {
            repair.status = Holds::Unknown;
            repair.proof = None;
        }
    }
    repair
}

/// The plan as it stands, without those who are out, where that keeps every rule; guided by the same
/// mentors as far as can be.
pub(super) fn as_it_is(
    standing: &Standing,
    changed: &Program,
    lost: usize,
) -> Option<Vec<Placement>> {
    let kept: Vec<(StaffIdx, Cell)> = keepable(changed, &Candidates::new(changed));
    if kept.len() + lost < standing.schedule.all().len() {
        return None;
    }
    let placements = pair(changed, &kept, None).ok()?;
    let (breaches, _) = recheck(changed, &Schedule::new(changed, placements.clone()));
    breaches.is_empty().then_some(placements)
}

pub(super) fn baseline(schedule: &Schedule) -> Baseline {
    let all = schedule.all().iter();
    let mut placements: Vec<_> = all.map(|x| (x.staff, x.department, x.slot)).collect();
    placements.sort_unstable();
    Baseline {
        placements,
        ..Baseline::default()
    }
}

impl Repair {
    /// Keeps the repaired plan, and measures it by the goals of the standing one.
    fn keep(&mut self, standing: &Standing, changed: &Program, placements: Vec<Placement>) {
        let placements = keep_mentors(changed, placements, standing.plan);
        let schedule = Schedule::new(changed, placements);
        let (breaches, _) = recheck(changed, &schedule);
        if !breaches.is_empty() {
            // No engine of ours lets such a plan out; if one did, nothing is known.
            (self.status, self.changes, self.proof) = (Holds::Unknown, None, None);
            return;
        }
        let mut measured = changed.clone();
        measured.baseline = None;
        self.score = Some(goals::measure(&measured, &schedule).score);
        self.placements = schedule.all().to_vec();
    }

    /// The same as a file has it.
    pub(super) fn row(self, standing: &Standing, dropped: &[Dropout]) -> DropoutRow {
        let program = standing.program;
        let stood = standing.schedule;
        let new = |x: &&Placement| !stood.of(x.staff).contains(x);
        let new: Vec<Placement> = self.placements.iter().filter(new).copied().collect();
        DropoutRow {
            dropped: dropped.iter().map(|one| one.told(program)).collect(),
            status: self.status,
            lost: self.lost,
            changes: self.changes.map(|all| all.saturating_sub(self.lost)),
            at_least: self.at_least.saturating_sub(self.lost),
            proof: self.proof,
            score: self.score,
            fall: self.score.map(|score| standing.score - score),
            new: Schedule::new(program, new).to_file(program),
            reasons: self.reasons,
        }
    }
}
