//! The fewest changes that a plan needs: parts of growing size are made again while the rest stands,
//! until what was found meets a bound that needs no search; else the whole is asked.

use std::collections::BTreeSet;

use super::affected::{affected, widened};
use super::forced::{forced, keepable};
use super::ground::{Completion, Ground};
use super::whole::{placements_of, planned, proven};
use super::{Fewest, Refusal};
use crate::candidates::Candidates;
use crate::engine::impossible::impossible_people;
use crate::engine::{Observer, Options, Outcome};
use crate::formulate::Cell;
use crate::plan::Proof;
use crate::program::{Program, StaffIdx, Weights};
use crate::schedule::{Placement, Schedule};

/// So many people join those who are affected, ring by ring.
const RINGS: [usize; 4] = [0, 12, 48, 192];

/// From this ring on it is first asked whether sums tell that there is no plan.
const FAR: usize = 2;

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
    search(program, options, observer, Effort::Thorough)
}

/// How far the fewest changes are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effort {
    /// The whole is asked where parts do not settle it.
    Thorough,
    /// The whole is asked only where no plan is known.
    Quick,
}

/// Quickly: a plan near to the program's baseline, with the best score that is found by moving the people
/// concerned and some around them, at no more changes.
///
/// # Errors
/// There is no plan, or none was found.
pub(crate) fn nearest(
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Repaired, Refusal> {
    let mut repaired = search(program, options, observer, Effort::Quick)?;
    if repaired.affected.is_empty() {
        return Ok(repaired);
    }
    let mut capped = program.clone();
    capped.orders.max_changes = Some(repaired.fewest.found);
    let capped = &capped;
    let candidates = Candidates::new(capped);
    let standing: Vec<(StaffIdx, Cell)> = repaired
        .placements
        .iter()
        .map(|x| (x.staff, (x.slot, x.department)))
        .collect();
    let in_process = crate::backend::InProcess;
    let runner = match &options.runner {
        Some(runner) => runner.as_ref(),
        None => &in_process,
    };
    let ground = Ground::new(capped, &candidates, options, observer, runner);
    let free = widened(capped, &candidates, &standing, &repaired.affected, RINGS[1]);
    let score = |placements: &[Placement]| {
        let schedule = Schedule::new(capped, placements.to_vec());
        crate::goals::measure(capped, &schedule).score
    };
    if let Some(part) = ground.solve(&standing, &free)
        && changes(capped, &part.placements) <= repaired.fewest.found
        && score(&part.placements) > score(&repaired.placements)
    {
        repaired.placements = part.placements;
    }
    Ok(repaired)
}

/// A plan near to the program's baseline, whatever it scores.
///
/// # Errors
/// There is no plan, or none was found.
pub(crate) fn nearby(
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Repaired, Refusal> {
    search(program, options, observer, Effort::Quick)
}

fn search(
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
    effort: Effort,
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
        effort,
        fewest: Fewest {
            at_least,
            found: usize::MAX,
            proof: None,
        },
        best: None,
    };
    search.by_parts(options, observer)?;
    let any = Options {
        gap: f64::MAX,
        ..options.clone()
    };
    match effort {
        _ if !search.open() => {}
        Effort::Thorough => search.as_a_whole(options, observer)?,
        Effort::Quick if search.best.is_some() => {}
        Effort::Quick => search.as_a_whole(&any, observer)?,
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
    effort: Effort,
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

    /// # Errors
    /// Sums or single people tell that there is no plan.
    fn by_parts(&mut self, options: &Options, observer: &dyn Observer) -> Result<(), Refusal> {
        let in_process = crate::backend::InProcess;
        let runner = match &options.runner {
            Some(runner) => runner.as_ref(),
            None => &in_process,
        };
        let ground = Ground::new(self.program, self.candidates, options, observer, runner);
        let mut before = usize::MAX;
        for (at, ring) in RINGS.into_iter().enumerate() {
            if observer.stop() {
                return Ok(());
            }
            let free = widened(self.program, self.candidates, self.kept, self.touched, ring);
            if free.len() == before {
                return Ok(());
            }
            before = free.len();
            if at == FAR && self.best.is_none() {
                let reasons = told(self.program, self.candidates);
                if !reasons.is_empty() {
                    let proof = Proof::Bound;
                    return Err(Refusal::NoPlan { proof, reasons });
                }
            }
            let whole = free.len() == self.program.staff.len();
            if let Some(part) = ground.solve(self.kept, &free) {
                self.keep(part.placements);
                if whole && part.best && self.open() {
                    self.fewest.at_least = self.fewest.found;
                    self.fewest.proof = Some(Proof::Backend);
                }
                if self.open() && !self.is_planned_whole() {
                    self.all_may_stay(&ground);
                }
            }
            if !self.open() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether the whole is planned where parts leave it open: that gives a bound of our own, which is
    /// worth more than a solver's word.
    fn is_planned_whole(&self) -> bool {
        self.effort == Effort::Thorough && self.candidates.count() <= WHOLE
    }

    /// Asks once whether everything that may be kept can be: if not, one change more is needed.
    fn all_may_stay(&mut self, ground: &Ground) {
        let baseline = self.program.baseline.as_ref();
        let all = baseline.map_or(0, |known| known.placements.len() + known.gone);
        let lost = all - self.kept.len();
        if self.fewest.at_least > lost {
            return;
        }
        match ground.completes(self.kept) {
            Completion::None(proof) => {
                self.fewest.at_least = lost + 1;
                self.fewest.proof = (!self.open()).then_some(proof);
            }
            Completion::Found(placements) => self.keep(placements),
            Completion::Unknown => {}
        }
    }

    /// Prices for a plan that is known, or else everything that planning does.
    fn as_a_whole(&mut self, options: &Options, observer: &dyn Observer) -> Result<(), Refusal> {
        if let Some(known) = &self.best {
            let bound = proven(self.program, self.candidates, known, options, observer);
            self.raise(bound);
            if !self.open() || !self.is_planned_whole() {
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

/// Why there is no plan, as far as single people and sums tell.
fn told(program: &Program, candidates: &Candidates) -> Vec<String> {
    let alone = impossible_people(program, candidates);
    let mut reasons: Vec<String> = alone.into_iter().map(|(_, text)| text).collect();
    if reasons.is_empty() {
        reasons = crate::explain::told_shortages(program);
    }
    reasons
}

/// Baseline placements that these lack.
pub(crate) fn changes(program: &Program, placements: &[Placement]) -> usize {
    let schedule = Schedule::new(program, placements.to_vec());
    let value = crate::goals::GoalName::Changes
        .goal()
        .measure(program, &schedule);
    usize::try_from(value).unwrap_or(0)
}
