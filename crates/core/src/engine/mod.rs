//! One front door to planning: [`solve`] picks an engine, runs it, and lets nothing out unchecked.

mod deliver;
mod exact;
pub(crate) mod feasible;
pub(crate) mod impossible;
pub(crate) mod jump;
mod parts;
mod say;
pub(crate) mod scale;
mod settle;
mod size;
mod warm;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use crate::backend::{Backend, InProcess, Runner};
use crate::candidates::Candidates;
use crate::certificate::{Certificate, Price};
use crate::goals;
use crate::plan::{PlanFile, Proof};
use crate::program::Program;
use crate::schedule::Schedule;
use exact::{Bound, Found};
pub(crate) use say::say;
use scale::Task;
pub use size::memory_needed;
pub use warm::Warm;

/// Which engine plans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// Whichever suits the program.
    #[default]
    Auto,
    /// The whole program as a mixed-integer model, through a backend.
    Exact,
    /// Prices and ejection chains; see `ENGINE.md`.
    Scale,
}

/// How to plan.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which engine plans.
    pub engine: Engine,
    /// Which solver takes mixed-integer models.
    pub backend: Backend,
    /// Stop after this long; by default work is counted, not time.
    pub time_limit: Option<Duration>,
    /// Stop once (bound − score) / max(1, |score|) is at most this.
    pub gap: f64,
    /// Seed of every random choice.
    pub seed: u64,
    /// Threads; `None`: as many as there are cores. The plan does not depend on it.
    pub threads: Option<usize>,
    /// Where no plan keeps every rule, give one that falls short as little as possible.
    pub best_effort: bool,
    /// Bytes that planning may take by its own estimate ([`memory_needed`]); a program that needs more
    /// is not begun.
    pub memory_limit: u64,
    /// Who runs the backend; `None`: a thread of this process. A native backend may not return, so
    /// the command line gives it a process of its own.
    pub runner: Option<Arc<dyn Runner>>,
    /// What an earlier solve of a program like this one knew; saves time, and proves nothing.
    pub warm: Option<Warm>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            engine: Engine::Auto,
            backend: Backend::Microlp,
            time_limit: None,
            gap: 0.0,
            seed: 1,
            threads: None,
            best_effort: false,
            memory_limit: 8_000_000_000,
            runner: None,
            warm: None,
        }
    }
}

/// How far a solve has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Time since the solve began.
    pub elapsed: Duration,
    /// Score of the best checked plan so far.
    pub score: Option<i64>,
    /// No plan scores more than this, as far as is known.
    pub bound: Option<i64>,
}

/// Watches a solve, and may stop it.
pub trait Observer: Sync {
    /// Called now and then, and whenever score or bound change.
    fn progress(&self, _: Progress) {}

    /// Whether to stop with the best checked plan so far.
    fn stop(&self) -> bool {
        false
    }
}

/// Watches nothing and never stops a solve.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Observer for Quiet {}

/// What a solve came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A checked plan, optimal, feasible or partial, as its `status` says.
    Plan(Box<PlanFile>),
    /// No plan keeps every rule.
    Infeasible {
        /// Whose word that is.
        proof: Proof,
        /// Rules and people that are known to stand in the way, in words; may be empty.
        reasons: Vec<String>,
    },
    /// A limit (of time, or of memory before anything was begun) was reached before any plan or proof; carries the bound, if there is one.
    Unknown {
        /// No plan scores more than this.
        bound: Option<i64>,
    },
    /// An engine broke its word (a plan that fails its check): a defect, never shown as a plan.
    Defect(String),
}

/// An outcome, and what proves its bound or that there is no plan, where the engine proved it itself.
#[derive(Clone, Debug)]
pub struct Solution {
    /// What the solve came to.
    pub outcome: Outcome,
    /// The proof, for [`Certificate::check`]; there is none where a backend gave its word, or where a
    /// person alone cannot be placed.
    pub certificate: Option<Certificate>,
    /// The prices that the scale engine came to, if it was asked.
    pub(crate) prices: Vec<Price>,
}

/// Plans a program.
///
/// Every plan that comes out was checked against every rule, and its score recomputed.
#[must_use]
pub fn solve(program: &Program, options: &Options, observer: &dyn Observer) -> Outcome {
    solve_with_proof(program, options, observer).outcome
}

/// Plans a program and keeps the proof.
#[must_use]
pub fn solve_with_proof(program: &Program, options: &Options, observer: &dyn Observer) -> Solution {
    if memory_needed(program, options) > options.memory_limit {
        return Solution {
            outcome: Outcome::Unknown { bound: None },
            certificate: None,
            prices: Vec::new(),
        };
    }
    let started = Instant::now();
    let in_process = InProcess;
    let context = Context {
        program,
        options,
        observer,
        started,
        // A limit beyond what a clock can hold is none.
        deadline: options
            .time_limit
            .and_then(|limit| started.checked_add(limit)),
        runner: match &options.runner {
            Some(runner) => runner.as_ref(),
            None => &in_process,
        },
    };
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.unwrap_or(0))
        .build();
    match threads {
        Ok(threads) => threads.install(|| plan(&context)),
        Err(_) => plan(&context),
    }
}

/// What an engine works with.
pub(crate) struct Context<'a> {
    pub(crate) program: &'a Program,
    pub(crate) options: &'a Options,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) started: Instant,
    pub(crate) deadline: Option<Instant>,
    pub(crate) runner: &'a dyn Runner,
}

impl Context<'_> {
    /// Tells the observer that time goes by; whether it wants to stop, or time is up.
    fn stops(&self) -> bool {
        self.observer.progress(Progress {
            elapsed: self.started.elapsed(),
            score: None,
            bound: None,
        });
        self.is_over()
    }

    /// Whether the observer wants to stop, or time is up.
    fn is_over(&self) -> bool {
        self.observer.stop() || self.left().is_some_and(|left| left <= 0.0)
    }

    /// The same, or half of the time is up.
    fn is_half_over(&self) -> bool {
        self.is_over() || self.left_of_half().is_some_and(|left| left <= 0.0)
    }

    /// Seconds until half of the time is up, if there is a deadline.
    fn left_of_half(&self) -> Option<f64> {
        let gone = self.started.elapsed().as_secs_f64();
        self.left().map(|left| (left - gone) / 2.0)
    }

    /// Seconds until the deadline, if there is one.
    fn left(&self) -> Option<f64> {
        let deadline = self.deadline?;
        let left = deadline.saturating_duration_since(Instant::now());
        Some(left.as_secs_f64())
    }
}

/// Columns of the largest model that a backend plans before the scale engine proves the bound.
const SMALL_COLUMNS: usize = 600;
/// Columns of the largest model that a backend is asked for where the scale engine found no plan.
const LARGE_COLUMNS: usize = 20_000;
/// Columns of the largest model of which sums are asked before anything is planned: half a second there,
/// and a planner of a program that is short waits no longer. Of larger ones only where no plan is found.
const SUMS_FIRST: usize = 1_500_000;

fn plan(context: &Context) -> Solution {
    let program = context.program;
    let candidates = Candidates::new(program);
    let columns = scale::columns(program, &candidates);
    let reasons = told(program, &candidates, columns);
    let (mut found, mut certificate, mut prices) = (None, None, Vec::new());
    let mut planner = Engine::Exact;
    if !reasons.is_empty() {
        found = Some(Found::Infeasible {
            proof: Proof::Bound,
            reasons,
        });
    } else {
        let engine = context.options.engine;
        let nobody = program.staff.is_empty() || program.departments.is_empty();
        let exact = engine == Engine::Exact || nobody;
        if exact || (engine == Engine::Auto && columns <= SMALL_COLUMNS) {
            found = Some(exactly(context, &candidates));
        }
        if !exact {
            planner = if found.is_some() {
                Engine::Exact
            } else {
                Engine::Scale
            };
            (found, certificate, prices) = by_scale(context, &candidates, found);
        }
        // HiGHS closes gaps that microlp cannot; whoever asks for it wants it asked.
        let asked = context.options.backend == Backend::Highs && engine == Engine::Auto;
        if asked && !exact && columns > SMALL_COLUMNS && gap_is_open(context, &found) {
            let finish = exactly(context, &candidates);
            found = found.map(|found| found.or(program, finish));
            (planner, certificate) = (Engine::Exact, None);
        }
        let none = matches!(found, Some(Found::Unknown { .. }));
        if none && engine == Engine::Auto && columns <= LARGE_COLUMNS {
            // No plan yet: the exact engine has another way to a first one.
            let exact = exactly(context, &candidates);
            found = found.map(|found| found.or(program, exact));
            (planner, certificate) = (Engine::Exact, None);
        } else if none && columns > SUMS_FIRST && !context.is_over() {
            let reasons = crate::explain::told_shortages(program);
            if !reasons.is_empty() {
                let proof = Proof::Bound;
                found = Some(Found::Infeasible { proof, reasons });
                certificate = None;
            }
        }
    }
    let mut found = found.unwrap_or_else(|| exactly(context, &candidates));
    let none = matches!(found, Found::Infeasible { .. } | Found::Unknown { .. });
    if none && context.options.best_effort {
        (planner, certificate) = (Engine::Exact, None);
        let candidates = Candidates::best_effort(program);
        found = parts::plan_parts(context, &parts::parts(program, &candidates), true);
    }
    let outcome = deliver::deliver(context, found, planner);
    Solution {
        outcome,
        certificate,
        prices,
    }
}

/// Whether a plan is known, but not yet that it is as good as was asked for.
fn gap_is_open(context: &Context, found: &Option<Found>) -> bool {
    let Some(Found::Plan { placements, bound }) = found else {
        return false;
    };
    let schedule = Schedule::new(context.program, placements.clone());
    let score = goals::measure(context.program, &schedule).score;
    let most = bound.most + goals::constant(context.program);
    (most - score) as f64 > context.options.gap * score.abs().max(1) as f64
}

/// Why there is no plan, as far as single people and sums tell without a search.
fn told(program: &Program, candidates: &Candidates, columns: usize) -> Vec<String> {
    let alone = impossible::impossible_people(program, candidates);
    let mut reasons: Vec<String> = alone.into_iter().map(|(_, text)| text).collect();
    if reasons.is_empty() && columns <= SUMS_FIRST {
        reasons = crate::explain::told_shortages(program);
    }
    reasons
}

fn exactly(context: &Context, candidates: &Candidates) -> Found {
    parts::plan_parts(context, &parts::parts(context.program, candidates), false)
}

/// What the scale engine makes of a program, starting from what another engine `found`: a plan, if that
/// has none, and in any case a bound of our own with its certificate where that is as good.
fn by_scale(
    context: &Context,
    candidates: &Candidates,
    found: Option<Found>,
) -> (Option<Found>, Option<Certificate>, Vec<Price>) {
    let program = context.program;
    let task = match &found {
        Some(Found::Plan { placements, .. }) => Task::Prove(Some(placements)),
        Some(Found::Infeasible { .. }) => Task::Prove(None),
        Some(Found::Defect(_)) => return (found, None, Vec::new()),
        _ => Task::Plan,
    };
    let scaled = scale::plan(context, candidates, task);
    let constant = goals::constant(program);
    let bound = scaled.bound.map(|bound| Bound {
        most: bound - constant,
        proof: Proof::Bound,
    });
    let certificate = Certificate::new(program, scaled.aim, scaled.bound, &scaled.proof);
    let ours = match (scaled.plan, bound) {
        (Some((placements, _)), Some(bound)) => Found::Plan { placements, bound },
        (Some(_), None) => Found::Defect("prices refute a plan that keeps every rule".to_owned()),
        (None, Some(bound)) => Found::Unknown { bound },
        (None, None) => Found::Infeasible {
            proof: Proof::Bound,
            reasons: Vec::new(),
        },
    };
    let both = match found {
        Some(found) => ours.or(program, found),
        None => ours,
    };
    let proven = match &both {
        Found::Plan { bound, .. } | Found::Unknown { bound } => bound.proof == Proof::Bound,
        Found::Infeasible { proof, .. } => *proof == Proof::Bound,
        Found::Partial { .. } | Found::Defect(_) => false,
    };
    (Some(both), proven.then_some(certificate), scaled.prices)
}

#[cfg(test)]
mod tests;
