//! The fewest changes that a plan needs: parts of growing size are made again while the rest stands,
//! until what was found meets a bound that needs no search; else the whole is asked.

use std::collections::BTreeSet;

use super::affected::{affected, widened};
use super::forced::{forced, keepable};
use super::ground::Ground;
use super::whole::{placements_of, planned, proven};
use super::{Fewest, Refusal};
use crate::candidates::Candidates;
use crate::engine::{Observer, Options, Outcome};
use crate::formulate::Cell;
use crate::plan::Proof;
use crate::program::{Program, StaffIdx, Weights};
use crate::schedule::{Placement, Schedule};

/// So many people join those who are affected, ring by ring.
const RINGS: [usize; 4] = [0, 12, 48, 192];

/// Cells of the largest program that is planned as a whole where parts do not settle it.
pub(crate) const WHOLE: usize = 6_000;

/// A plan with few changes, and how few there can be.
#[derive(Clone, Debug)]
pub(crate) struct Repaired {
    /// Who goes where, when, guided by whom.
    pub(crate) placements: Vec<Placement>,
    /// How few changes there can be.
    pub(crate) fewest: Fewest,
    /// People who could not all stay where they were.
    pub(crate) affected: BTreeSet<StaffIdx>,
}

/// The plan nearest to the program's baseline, and the proof, as far as there is one, that none is nearer.
///
/// # Errors
/// There is no plan, or none was found.
pub(crate) fn fewest_changes(
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Repaired, Refusal> {
    let mut program = program.clone();
    program.weights = Weights {
        changes: 1,
        ..Weights::default()
    };
    program.orders.max_changes = None;
    let program = &program;
    let candidates = Candidates::new(program);
    let kept = keepable(program, &candidates);
    let at_least = forced(program, &kept);
    let touched = affected(program, &kept);
    let mut search = Search {
        program,
        candidates: &candidates,
        kept: &kept,
        touched: &touched,
        fewest: Fewest {
            at_least,
            found: usize::MAX,
            proof: None,
        },
        best: None,
    };
    search.by_parts(options, observer);
    if search.open() {
        search.as_a_whole(options, observer)?;
    }
    let Some(placements) = search.best.take() else {
        return Err(Refusal::Unknown);
    };
    if search.fewest.at_least == search.fewest.found && search.fewest.proof.is_none() {
        search.fewest.proof = Some(Proof::Bound);
    }
    Ok(Repaired {
        placements,
        fewest: search.fewest,
        affected: touched,
    })
}

struct Search<'a> {
    program: &'a Program,
    candidates: &'a Candidates,
    kept: &'a [(StaffIdx, Cell)],
    touched: &'a BTreeSet<StaffIdx>,
    fewest: Fewest,
    best: Option<Vec<Placement>>,
}

impl Search<'_> {
    /// Whether fewer changes might do.
    fn open(&self) -> bool {
        self.fewest.found > self.fewest.at_least
    }

    fn keep(&mut self, placements: Vec<Placement>) {
        let changes = changes(self.program, &placements);
        if changes < self.fewest.found {
            self.fewest.found = changes;
            self.best = Some(placements);
        }
    }

    fn by_parts(&mut self, options: &Options, observer: &dyn Observer) {
        let in_process = crate::backend::InProcess;
        let runner = match &options.runner {
            Some(runner) => runner.as_ref(),
            None => &in_process,
        };
        let ground = Ground::new(self.program, self.candidates, options, observer, runner);
        let mut before = usize::MAX;
        for ring in RINGS {
            if observer.stop() {
                return;
            }
            let free = widened(self.program, self.candidates, self.kept, self.touched, ring);
            if free.len() == before {
                return;
            }
            before = free.len();
            let whole = free.len() == self.program.staff.len();
            if let Some(part) = ground.solve(self.kept, &free) {
                self.keep(part.placements);
                if whole && part.best && self.open() {
                    self.fewest.at_least = self.fewest.found;
                    self.fewest.proof = Some(Proof::Backend);
                }
            }
            if !self.open() {
                return;
            }
        }
    }

    /// Prices for a plan that is known, or else everything that planning does.
    fn as_a_whole(&mut self, options: &Options, observer: &dyn Observer) -> Result<(), Refusal> {
        if let Some(known) = &self.best {
            let bound = proven(self.program, self.candidates, known, options, observer);
            self.raise(bound);
            if !self.open() || self.candidates.count() > WHOLE {
                return Ok(());
            }
        }
        match planned(self.program, options, observer) {
            Outcome::Plan(plan) => {
                self.keep(placements_of(self.program, &plan));
                let before = self.fewest.at_least;
                self.raise(plan.bound);
                if self.fewest.at_least > before {
                    self.fewest.proof = plan.proof.filter(|_| !self.open());
                }
                Ok(())
            }
            _ if self.best.is_some() => Ok(()),
            Outcome::Infeasible { proof, reasons } => Err(Refusal::NoPlan { proof, reasons }),
            Outcome::Unknown { .. } => Err(Refusal::Unknown),
            Outcome::Defect(text) => Err(Refusal::Defect(text)),
        }
    }

    /// Takes note that no plan scores more, the score being minus the changes.
    fn raise(&mut self, bound: Option<i64>) {
        let least = bound.and_then(|bound| usize::try_from(-bound).ok());
        let least = least.unwrap_or(0).min(self.fewest.found);
        self.fewest.at_least = self.fewest.at_least.max(least);
    }
}

/// Baseline placements that these lack.
pub(crate) fn changes(program: &Program, placements: &[Placement]) -> usize {
    let schedule = Schedule::new(program, placements.to_vec());
    let value = crate::goals::GoalName::Changes
        .goal()
        .measure(program, &schedule);
    usize::try_from(value).unwrap_or(0)
}
