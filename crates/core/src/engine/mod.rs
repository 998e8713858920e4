//! One front door to planning: [`solve`] picks an engine, runs it, and lets nothing out unchecked.

use std::time::Duration;

use crate::plan::{PlanFile, Proof};
use crate::program::Program;

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

/// Which solver takes mixed-integer models.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// Pure Rust, always there.
    #[default]
    Microlp,
    /// Behind the cargo feature `highs`.
    Highs,
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
    /// A limit was reached before any plan or proof; carries the bound, if there is one.
    Unknown {
        /// No plan scores more than this.
        bound: Option<i64>,
    },
    /// An engine broke its word (a plan that fails its check): a defect, never shown as a plan.
    Defect(String),
}

/// Plans a program.
pub fn solve(_program: &Program, _options: &Options, _observer: &dyn Observer) -> Outcome {
    Outcome::Unknown { bound: None }
}
