//! The one place where replanning asks the engines for the whole.

use std::time::Instant;

use crate::backend::InProcess;
use crate::candidates::Candidates;
use crate::engine::scale::{self, Task};
use crate::engine::{Context, Observer, Options, Outcome, solve};
use crate::plan::PlanFile;
use crate::program::Program;
use crate::schedule::Placement;
use crate::verify::verify;

/// Plans the whole program.
pub(crate) fn planned(program: &Program, options: &Options, observer: &dyn Observer) -> Outcome {
    let options = Options {
        best_effort: false,
        ..options.clone()
    };
    solve(program, &options, observer)
}

/// What no plan scores more than, by prices alone, given a plan that keeps every rule.
pub(crate) fn proven(
    program: &Program,
    candidates: &Candidates,
    known: &[Placement],
    options: &Options,
    observer: &dyn Observer,
) -> Option<i64> {
    let in_process = InProcess;
    let started = Instant::now();
    let context = Context {
        program,
        options,
        observer,
        started,
        deadline: options
            .time_limit
            .and_then(|limit| started.checked_add(limit)),
        runner: match &options.runner {
            Some(runner) => runner.as_ref(),
            None => &in_process,
        },
    };
    scale::plan(&context, candidates, Task::Prove(Some(known))).bound
}

/// The placements of a plan that is known to name only what there is.
pub(crate) fn placements_of(program: &Program, plan: &PlanFile) -> Vec<Placement> {
    verify(program, plan).schedule.all().to_vec()
}
