//! Which solver takes a [`Model`], under which limits, and what comes of it.
//!
//! No solver is trusted: values are rounded and checked against the model in whole numbers, a limit
//! that runs out claims nothing, and a panic or an error of a backend is an answer that says so.

mod cuts;
#[cfg(feature = "highs")]
mod highs;
mod improve;
mod microlp;
#[cfg(test)]
mod small;
mod vertex;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::model::{Answer, Ending, Model};

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
    /// Look for better values than the start, in so many pivots of the simplex method, and not for a proof; HiGHS
    /// reckons pivots by the node.
    pub improve: Option<u64>,
    /// Values worth so much are as good as can be; a backend may go on all the same.
    pub enough: Option<i64>,
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
        Backend::Microlp => microlp::run(task, watch),
        #[cfg(feature = "highs")]
        Backend::Highs => highs::run(task),
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
