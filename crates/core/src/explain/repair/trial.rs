//! Trying a change: what becomes of the file, what refutes it, and the plan that proves it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use serde_json::Value;

use super::{Change, is_large};
use crate::engine::{Options, Outcome, Warm, solve};
use crate::explain::patch::{Patch, applied, goalless};
use crate::explain::read_off::read_off;
use crate::explain::shortage::shortages;
use crate::explain::subproblem::{Answer, Budget, possible};
use crate::explain::{Trouble, together};
use crate::plan::PlanFile;
use crate::program::Program;
use crate::schedule::Schedule;

/// Large programs are planned anew for so many seconds only.
const PATIENCE: f64 = 4.0;

/// After so many plans that were neither found nor refuted, no more are looked for.
const GIVEN_UP: u32 = 2;

/// Tries changes, and remembers what helps to try the next.
pub(super) struct Trial<'a> {
    budget: &'a Budget<'a>,
    /// A plan of a changed file, to begin the next with.
    known: RefCell<Option<PlanFile>>,
    /// Whether a change was left untried, or came to nothing because time or work ran out.
    open: Cell<bool>,
}

/// A file after changes, and its program without goals.
pub(super) struct Changed {
    pub(super) file: Value,
    pub(super) program: Program,
}

/// A file after a change; `None` where that makes it invalid.
pub(super) fn changed(file: &Value, change: &Change) -> Option<Changed> {
    patched(file, &change.patch)
}

/// A file after a patch; `None` where that makes it invalid.
pub(super) fn patched(file: &Value, patch: &Patch) -> Option<Changed> {
    let file = applied(file, patch)?;
    let program = goalless(&file)?;
    Some(Changed { file, program })
}

impl<'a> Trial<'a> {
    pub(super) fn new(budget: &'a Budget<'a>) -> Self {
        Trial {
            budget,
            known: RefCell::new(None),
            open: Cell::new(false),
        }
    }

    pub(super) fn budget(&self) -> &'a Budget<'a> {
        self.budget
    }

    /// Whether to come to an end, with something left to try.
    pub(super) fn stops(&self) -> bool {
        let stops = self.budget.stops();
        self.open.set(self.open.get() || stops);
        stops
    }

    /// Notes that something is left untried.
    pub(super) fn leaves_some(&self) {
        self.open.set(true);
    }

    /// Whether everything so far was tried, and found out.
    pub(super) fn complete(&self) -> bool {
        !self.open.get()
    }

    /// Whether the trouble at hand may be over after a change: a shortage that is left, or a conflict,
    /// refutes the change without planning.
    pub(super) fn may_end(&self, trouble: &Trouble, change: &Change, changed: &Changed) -> bool {
        match trouble {
            Trouble::Short(_) => shortages(&changed.program).is_empty(),
            Trouble::Clash(_) if change.lifts => true,
            Trouble::Clash(conflict) => {
                let answer = possible(&changed.program, &conflict.members, self.budget);
                answer != Answer::Impossible(conflict.proof)
            }
        }
    }

    /// Whether a plan exists, proven by one.
    pub(super) fn plans(&self, changed: &Changed) -> bool {
        let (budget, program) = (self.budget, &changed.program);
        if !shortages(program).is_empty() {
            return false;
        }
        let left = budget.left().map(|left| match is_large(program) {
            true => left.min(PATIENCE),
            false => left,
        });
        let mut known = self.known.borrow().clone();
        if let Some(found) = read_off(program) {
            let schedule = Schedule::new(program, found.placements);
            let plan = PlanFile {
                placements: schedule.to_file(program),
                ..PlanFile::default()
            };
            if found.keeps_all {
                *self.known.borrow_mut() = Some(plan);
                return true;
            }
            known = known.or(Some(plan));
        }
        let options = Options {
            gap: f64::MAX,
            best_effort: false,
            time_limit: left.map(Duration::from_secs_f64),
            warm: known.map(|plan| Warm {
                plan: Some(plan),
                prices: Vec::new(),
            }),
            ..budget.options.clone()
        };
        match solve(program, &options, budget.observer) {
            Outcome::Plan(plan) => {
                *self.known.borrow_mut() = Some(*plan);
                true
            }
            Outcome::Unknown { .. } => {
                self.open.set(true);
                budget.give_up(GIVEN_UP);
                false
            }
            Outcome::Infeasible { .. } | Outcome::Defect(_) => false,
        }
    }
}

/// How much a program lacks in all.
pub(super) fn lacks(program: &Program) -> u64 {
    together(program).iter().map(|short| short.missing()).sum()
}
