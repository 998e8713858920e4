//! The last step of every engine: placements become a plan file, re-checked in whole numbers.

use super::{Context, Outcome};
use crate::plan::{PLAN_FORMAT, PlanFile, ProgramRef, Proof, Run, Status};
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// A bound, and whose word it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounded {
    /// No plan scores more.
    pub bound: i64,
    /// Whose word that is.
    pub proof: Proof,
}

/// Checks placements that are to keep every rule, and makes the plan of them.
pub(super) fn deliver(
    context: &Context,
    placements: Vec<Placement>,
    bounded: Bounded,
    backend: bool,
) -> Outcome {
    let program = context.program;
    let schedule = Schedule::new(program, placements);
    let (breaches, values) = recheck(program, &schedule);
    if let Some(breach) = breaches.first() {
        let (rule, text) = (&breach.rule, &breach.text);
        return Outcome::Defect(format!("a plan broke {rule}: {text}"));
    }
    if values.score > bounded.bound {
        let (score, bound) = (values.score, bounded.bound);
        return Outcome::Defect(format!("a plan of {score} refutes the bound of {bound}"));
    }
    let gap = gap(values.score, bounded.bound);
    let plan = PlanFile {
        status: Some(if values.score == bounded.bound {
            Status::Optimal
        } else {
            Status::Feasible
        }),
        proof: Some(bounded.proof),
        bound: Some(bounded.bound),
        gap: Some(gap),
        ..draft(context, &schedule, values, backend)
    };
    Outcome::Plan(Box::new(plan))
}

/// (bound − score) / max(1, |score|).
pub(super) fn gap(score: i64, bound: i64) -> f64 {
    (bound - score) as f64 / score.abs().max(1) as f64
}

/// All of a plan file but how good it is known to be.
pub(super) fn draft(
    context: &Context,
    schedule: &Schedule,
    values: crate::goals::Values,
    backend: bool,
) -> PlanFile {
    let program = context.program;
    PlanFile {
        format: PLAN_FORMAT.to_owned(),
        program: Some(ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        }),
        baseline: program
            .baseline
            .as_ref()
            .map(|baseline| baseline.sha256.clone()),
        score: Some(values.score),
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
            backend: backend.then(|| context.options.backend.name().to_owned()),
            seed: context.options.seed,
            seconds: context.started.elapsed().as_secs_f64(),
        }),
        ..PlanFile::default()
    }
}
