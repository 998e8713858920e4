//! The best score among plans near the baseline, every change costing the weight of `changes`.

use std::time::Duration;

use super::affected::{keen, widened};
use super::fewest::{Repaired, WHOLE, changes};
use super::ground::Ground;
use super::whole::{placements_of, planned, proven};
use crate::candidates::Candidates;
use crate::engine::{Observer, Options, Outcome};
use crate::formulate::Cell;
use crate::goals;
use crate::plan::{PLAN_FORMAT, PlanFile, ProgramRef, Proof, Run, Status};
use crate::program::{Program, StaffIdx};
use crate::schedule::{Placement, Schedule};

/// So many people who would rather be elsewhere are tried where the whole is too large.
const KEEN: usize = 40;

/// No plan scores more, and whose word that is.
pub(super) type Bound = Option<(i64, Proof)>;

/// The best plan found, starting from the one with the fewest changes, and what no plan scores more than.
///
/// A cap on changes is kept. Plans without the cap score no less, so their bound holds as well.
pub(super) fn best_score(
    program: &Program,
    repaired: &Repaired,
    options: &Options,
    observer: &dyn Observer,
) -> (Vec<Placement>, Bound) {
    let candidates = Candidates::new(program);
    let mut best = Best {
        program,
        placements: repaired.placements.clone(),
        score: score(program, &repaired.placements),
        bound: None,
    };
    let mut uncapped = program.clone();
    uncapped.orders.max_changes = None;
    if candidates.count() > WHOLE {
        best.by_part(&candidates, repaired, options, observer);
        let bound = proven(&uncapped, &candidates, &best.placements, options, observer);
        best.bound(bound.map(|bound| (bound, Proof::Bound)));
        return (best.placements, best.bound);
    }
    best.whole(&uncapped, options, observer);
    if program.orders.max_changes.is_some() && best.open() {
        best.whole(program, options, observer);
        if best.open() {
            best.by_part(&candidates, repaired, options, observer);
        }
    }
    (best.placements, best.bound)
}

struct Best<'a> {
    program: &'a Program,
    placements: Vec<Placement>,
    score: i64,
    bound: Bound,
}

impl Best<'_> {
    /// Whether a better plan is not ruled out.
    fn open(&self) -> bool {
        self.bound.is_none_or(|(bound, _)| bound > self.score)
    }

    fn keep(&mut self, placements: Vec<Placement>) {
        let new = score(self.program, &placements);
        let most = self.program.orders.max_changes;
        let near = most.is_none_or(|most| changes(self.program, &placements) <= most);
        // A bound that a checked plan beats was never one.
        if near && new > self.score {
            (self.placements, self.score) = (placements, new);
            self.bound = self.bound.filter(|(bound, _)| *bound >= new);
        }
    }

    fn bound(&mut self, new: Bound) {
        let Some((bound, proof)) = new.filter(|(bound, _)| *bound >= self.score) else {
            return;
        };
        if self.bound.is_none_or(|(known, _)| bound < known) {
            self.bound = Some((bound, proof));
        }
    }

    fn whole(&mut self, program: &Program, options: &Options, observer: &dyn Observer) {
        match planned(program, options, observer) {
            Outcome::Plan(plan) => {
                self.keep(placements_of(program, &plan));
                let proof = plan.proof.unwrap_or(Proof::Backend);
                self.bound(plan.bound.map(|bound| (bound, proof)));
            }
            Outcome::Unknown { bound } => self.bound(bound.map(|bound| (bound, Proof::Backend))),
            Outcome::Infeasible { .. } | Outcome::Defect(_) => {}
        }
    }

    /// Those who were affected, those around them, and those who would rather be elsewhere, with
    /// everybody else where they stand.
    fn by_part(
        &mut self,
        candidates: &Candidates,
        repaired: &Repaired,
        options: &Options,
        observer: &dyn Observer,
    ) {
        let in_process = crate::backend::InProcess;
        let runner = match &options.runner {
            Some(runner) => runner.as_ref(),
            None => &in_process,
        };
        let program = self.program;
        let ground = Ground::new(program, candidates, options, observer, runner);
        let standing: Vec<(StaffIdx, Cell)> = self
            .placements
            .iter()
            .map(|x| (x.staff, (x.slot, x.department)))
            .collect();
        let mut free = widened(program, candidates, &standing, &repaired.affected, KEEN / 4);
        free.extend(keen(program, candidates, &standing, KEEN));
        if let Some(part) = ground.solve(&standing, &free) {
            self.keep(part.placements);
        }
    }
}

fn score(program: &Program, placements: &[Placement]) -> i64 {
    let schedule = Schedule::new(program, placements.to_vec());
    goals::measure(program, &schedule).score
}

/// The plan as its file has it.
pub(super) fn written(
    program: &Program,
    schedule: &Schedule,
    bound: Bound,
    options: &Options,
    took: Duration,
) -> PlanFile {
    let values = goals::measure(program, schedule);
    let score = values.score;
    // Keeping mentors never costs any score, but may find some.
    let bound = bound.filter(|(bound, _)| *bound >= score);
    let optimal = bound.is_some_and(|(bound, _)| bound == score);
    PlanFile {
        format: PLAN_FORMAT.to_owned(),
        program: Some(ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        }),
        baseline: program.baseline.as_ref().map(|known| known.sha256.clone()),
        status: Some(if optimal {
            Status::Optimal
        } else {
            Status::Feasible
        }),
        proof: bound.map(|(_, proof)| proof),
        score: Some(score),
        bound: bound.map(|(bound, _)| bound),
        gap: bound.map(|(bound, _)| (bound - score) as f64 / score.abs().max(1) as f64),
        goals: values
            .by_goal
            .iter()
            .filter(|(goal, _)| goal.goal().weight(program) != 0)
            .map(|(goal, value)| (goal.name().to_owned(), *value))
            .collect(),
        placements: schedule.to_file(program),
        run: Some(Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: "exact".to_owned(),
            backend: Some(options.backend.name().to_owned()),
            seed: options.seed,
            seconds: took.as_secs_f64(),
        }),
        ..PlanFile::default()
    }
}
