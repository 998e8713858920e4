//! Which solver takes a [`Model`], under which limits, and what comes of it.
//!
//! No solver is trusted: values are rounded and checked against the model in whole numbers, a limit
//! that runs out claims nothing, and a panic or an error of a backend is an answer that says so.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use good_lp::solvers::SolverModel;
use good_lp::{Expression, ProblemVariables, Variable, variable};
use serde::{Deserialize, Serialize};

use crate::model::{Answer, Column, Ending, Model};

/// Which solver takes mixed-integer models.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backend {
    /// Pure Rust, always there.
    #[default]
    Microlp,
    /// Behind the cargo feature `highs`.
    Highs,
}

impl Backend {
    /// The name that files and options use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Backend::Microlp => "microlp",
            Backend::Highs => "highs",
        }
    }

    /// Whether this build has it.
    #[must_use]
    pub fn available(self) -> bool {
        match self {
            Backend::Microlp => true,
            Backend::Highs => cfg!(feature = "highs"),
        }
    }
}

/// What a backend is asked to do; it can be sent to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// The solver.
    pub backend: Backend,
    /// What to solve.
    pub model: Model,
    /// Values to start from, if any are known.
    pub start: Option<Vec<i64>>,
    /// Give up after so many seconds.
    pub seconds: Option<f64>,
    /// Give up after so many nodes of the search.
    pub nodes: Option<u64>,
    /// Seed of the solver's random choices.
    pub seed: u64,
}

/// Runs a backend on a task, here or elsewhere.
pub trait Runner: Send + Sync + std::fmt::Debug {
    /// Comes back soon after the task's time is up or `stop` says so, with what was found by then.
    fn run(&self, task: Task, stop: &dyn Fn() -> bool) -> Answer;
}

/// Runs backends in threads of this process.
///
/// A pure-Rust backend that is told to stop ends within moments. A native one (`highs`) may not
/// return: its thread is then left behind, which is why the command line gives it a process.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

/// How often a waiting runner looks whether to stop.
const TICK: Duration = Duration::from_millis(20);

/// How long past its time a backend is waited for.
const GRACE: Duration = Duration::from_millis(300);

impl Runner for InProcess {
    fn run(&self, task: Task, stop: &dyn Fn() -> bool) -> Answer {
        let deadline = task.seconds.and_then(after);
        let watch = Watch::default();
        let (sender, receiver) = channel();
        let theirs = watch.clone();
        let spawned = std::thread::Builder::new()
            .name("rotaplan-backend".to_owned())
            .spawn(move || {
                // The receiver is gone only when nobody waits any more.
                let _ = sender.send(run_watched(&task, &theirs));
            });
        if let Err(error) = spawned {
            return Answer::unknown(Some(error.to_string()));
        }
        let mut told: Option<Instant> = None;
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(answer) => return answer,
                Err(RecvTimeoutError::Disconnected) => {
                    return watch.answer(Some("the backend's thread ended".to_owned()));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            let late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
            if late || stop() {
                watch.stop.store(true, Ordering::Relaxed);
                if told.get_or_insert_with(Instant::now).elapsed() > GRACE {
                    return watch.answer(None);
                }
            }
        }
    }
}

/// The moment so many seconds from now; `None` where that is no moment at all.
fn after(seconds: f64) -> Option<Instant> {
    Instant::now().checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}

/// What a running backend shares with those who wait for it.
#[derive(Clone, Debug, Default)]
struct Watch {
    stop: Arc<AtomicBool>,
    best: Arc<Mutex<Option<Vec<i64>>>>,
}

impl Watch {
    fn found(&self, values: Vec<i64>) {
        *self.best.lock().unwrap_or_else(PoisonError::into_inner) = Some(values);
    }

    fn answer(&self, note: Option<String>) -> Answer {
        let best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        Answer {
            values: best.clone(),
            ..Answer::unknown(note)
        }
    }
}

/// Runs a task in this thread, to the end; what a child process does.
#[must_use]
pub fn run_here(task: &Task) -> Answer {
    run_watched(task, &Watch::default())
}

fn run_watched(task: &Task, watch: &Watch) -> Answer {
    if task.model.columns.is_empty() {
        return empty(&task.model);
    }
    let solve = || match task.backend {
        Backend::Microlp => microlp(task, watch),
        #[cfg(feature = "highs")]
        Backend::Highs => highs(task),
        #[cfg(not(feature = "highs"))]
        Backend::Highs => Answer::unknown(Some("this build has no highs".to_owned())),
    };
    match catch_unwind(AssertUnwindSafe(solve)) {
        Ok(answer) => checked(&task.model, answer),
        Err(_) => watch.answer(Some("the backend panicked".to_owned())),
    }
}

/// Backends differ in what they make of nothing.
fn empty(model: &Model) -> Answer {
    let kept = model.kept_by(&[]);
    Answer {
        ending: if kept {
            Ending::Optimal
        } else {
            Ending::Infeasible
        },
        values: kept.then(Vec::new),
        bound: kept.then_some(0),
        note: None,
    }
}

/// Takes a backend's values only if they keep the model, and its claim only with such values.
fn checked(model: &Model, mut answer: Answer) -> Answer {
    if let Some(values) = &answer.values
        && !model.kept_by(values)
    {
        answer.values = None;
        answer.note = Some("the backend's values break its model".to_owned());
    }
    if answer.ending == Ending::Optimal && answer.values.is_none() {
        answer.ending = Ending::Unknown;
        answer.bound = None;
    }
    if answer.ending == Ending::Optimal {
        answer.bound = answer.values.as_ref().map(|values| model.worth(values));
    }
    answer
}

/// The whole number that a backend's bound allows: rounded down, but for the backend's own noise.
fn whole(bound: f64) -> Option<i64> {
    let floor = (bound + 1e-6 * bound.abs().max(1.0)).floor();
    (floor.abs() < 9e15).then_some(floor as i64)
}

/// What all worths are multiples of; smaller numbers are easier on backends.
fn unit(model: &Model) -> i64 {
    let common = model.columns.iter().fold(0, |unit: i64, column| {
        let (mut a, mut b) = (unit, column.worth.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    });
    common.max(1)
}

/// The model in good_lp's words.
fn written(model: &Model, unit: i64) -> (ProblemVariables, Vec<Variable>, Expression) {
    let mut variables = ProblemVariables::new();
    let mut objective = Expression::with_capacity(model.columns.len());
    let columns: Vec<Variable> = model
        .columns
        .iter()
        .map(|column| {
            let definition = variable()
                .integer()
                .min(column.lower as f64)
                .max(column.upper as f64);
            let at = variables.add(definition);
            if column.worth != 0 {
                objective.add_mul((column.worth / unit) as f64, at);
            }
            at
        })
        .collect();
    (variables, columns, objective)
}

fn add_rows(model: &Model, columns: &[Variable], solver: &mut impl SolverModel) {
    for row in &model.rows {
        let mut sum = Expression::with_capacity(row.terms.len());
        for &(at, coefficient) in &row.terms {
            sum.add_mul(coefficient as f64, columns[at as usize]);
        }
        match (row.lower, row.upper) {
            (Some(lower), Some(upper)) if lower == upper => {
                solver.add_constraint(sum.eq(lower as f64));
            }
            (lower, upper) => {
                if let Some(lower) = lower {
                    solver.add_constraint(sum.clone().geq(lower as f64));
                }
                if let Some(upper) = upper {
                    solver.add_constraint(sum.leq(upper as f64));
                }
            }
        }
    }
}

/// Nodes of microlp's search between two looks at the watch.
const SLICE: u64 = 32;

fn microlp(task: &Task, watch: &Watch) -> Answer {
    let model = &task.model;
    let fits = |value: i64| i32::try_from(value).is_ok();
    let all_fit = |column: &Column| fits(column.lower) && fits(column.upper);
    if !model.columns.iter().all(all_fit) {
        return Answer::unknown(Some("microlp takes no numbers beyond 32 bits".to_owned()));
    }
    let unit = unit(model);
    let (variables, columns, objective) = written(model, unit);
    let mut solver = variables.maximise(objective).using(good_lp::microlp);
    add_rows(model, &columns, &mut solver);
    // good_lp hides node limits, slices and bounds, so its model is driven below the wrapper.
    let mut options = microlp::SolveOptions::default();
    options.node_limit = Some(SLICE);
    // The worth is a whole number of units, so a node must promise almost one more to be looked at.
    let most = (model.ceiling().abs() / unit).max(1) as f64;
    options.tolerances.prune_epsilon = (0.9 / most).max(1e-9);
    let deadline = task.seconds.and_then(after);
    let left = || deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    options.time_limit = left();
    let mut outcome = solver.as_inner().solve_with(options);
    loop {
        let now = match outcome {
            Ok(now) => now,
            Err(microlp::Error::Infeasible) => {
                return Answer {
                    ending: Ending::Infeasible,
                    ..Answer::unknown(None)
                };
            }
            Err(error) => return watch.answer(Some(error.to_string())),
        };
        let values = now.solution().map(|solution| -> Vec<i64> {
            let values = solution.iter();
            values.map(|(_, value)| value.round() as i64).collect()
        });
        let stats = now.stats();
        let bound = stats
            .best_bound
            .and_then(whole)
            .and_then(|bound| bound.checked_mul(unit));
        let proven = now.termination_reason() == microlp::TerminationReason::ProvenOptimal;
        let answer = Answer {
            ending: if proven {
                Ending::Optimal
            } else {
                Ending::Unknown
            },
            values,
            bound,
            note: None,
        };
        if let Some(values) = &answer.values {
            watch.found(values.clone());
        }
        let done = left().is_some_and(|left| left.is_zero())
            || watch.stop.load(Ordering::Relaxed)
            || task.nodes.is_some_and(|nodes| stats.nodes_solved >= nodes);
        if proven || done {
            return answer;
        }
        let mut more = microlp::ResumeOptions::default();
        more.node_limit = Some(SLICE);
        more.time_limit = left();
        outcome = now.resume_with(more);
    }
}

/// HiGHS, with both gaps at zero; its presolve stays on.
#[cfg(feature = "highs")]
fn highs(task: &Task) -> Answer {
    use highs::{HighsModelStatus, HighsSolutionStatus};

    let model = &task.model;
    let unit = unit(model);
    let (variables, columns, objective) = written(model, unit);
    let mut solver = variables.maximise(objective).using(good_lp::highs);
    add_rows(model, &columns, &mut solver);
    // good_lp hides the bound, so its model is driven below the wrapper.
    let failed = |what: &str| Answer::unknown(Some(format!("highs: {what}")));
    let Ok(mut inner) = solver.try_into_inner() else {
        return failed("the model was refused");
    };
    inner.make_quiet();
    let seed = i32::try_from(task.seed % 0x7fff_ffff).unwrap_or(0);
    let set = [
        inner.try_set_option("mip_rel_gap", 0.0),
        inner.try_set_option("mip_abs_gap", 0.0),
        // It was seen to hang there for ever, on models of a handful of columns.
        inner.try_set_option("mip_heuristic_run_feasibility_jump", false),
        inner.try_set_option("presolve", "on"),
        inner.try_set_option("random_seed", seed),
        inner.try_set_option("threads", 1),
        inner.try_set_option("time_limit", task.seconds.unwrap_or(f64::INFINITY)),
        inner.try_set_option(
            "mip_max_nodes",
            task.nodes
                .and_then(|nodes| i32::try_from(nodes).ok())
                .unwrap_or(i32::MAX),
        ),
    ];
    if set.iter().any(Result::is_err) {
        return failed("an option was refused");
    }
    if let Some(start) = &task.start {
        let start: Vec<f64> = start.iter().map(|value| *value as f64).collect();
        // A refused start costs nothing but the head start.
        let _ = inner.try_set_solution(Some(&start), None, None, None);
    }
    let Ok(solved) = inner.try_solve() else {
        return failed("the run failed");
    };
    let found = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let values = found.then(|| -> Vec<i64> {
        let solution = solved.get_solution();
        let values = solution.columns().iter();
        values.map(|value| value.round() as i64).collect()
    });
    let bound = solved
        .double_info_value(c"mip_dual_bound")
        .ok()
        .filter(|bound| bound.is_finite())
        .and_then(whole)
        .and_then(|bound| bound.checked_mul(unit));
    let (ending, note) = match solved.status() {
        HighsModelStatus::Optimal => (Ending::Optimal, None),
        HighsModelStatus::Infeasible => (Ending::Infeasible, None),
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedInterrupt => (Ending::Unknown, None),
        other => (Ending::Unknown, Some(format!("highs: {other:?}"))),
    };
    Answer {
        ending,
        values,
        bound,
        note,
    }
}
