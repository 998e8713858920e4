//! Why there is no plan, in the words of the program file, and what would help.
//!
//! Sums first: a *shortage* says where more is needed than there is. Where sums alone do not explain
//! it, a *conflict* names a smallest set of rule members that clash. *Repairs* are changes of the file,
//! each proven by planning again. Of a plan, [`explain`] tells what it got and what holds it back, and
//! [`alternatives`] why somebody is not elsewhere.

mod change;
mod conflict;
mod instead;
mod member;
mod network;
mod patch;
mod read_off;
mod repair;
mod short_of;
mod shortage;
mod subproblem;
mod why;
pub(crate) mod words;

use std::cell::Cell;
use std::time::{Duration, Instant};

pub use conflict::Conflict;
pub use instead::{Question, alternatives};
pub use member::{Member, Members, members};
pub use short_of::tell_reasons;
pub use shortage::{Short, Tight, shortages};
use subproblem::Budget;
pub(crate) use why::{best, tight};
pub use why::{explain, limits};

pub(crate) use patch::{applied, program as program_of};
pub(crate) use repair::is_large;

use crate::backend::InProcess;
use crate::candidates::Candidates;
use crate::diagnosis::{DiagnosisFile, DiagnosisStatus};
use crate::engine::impossible::impossible_people;
use crate::engine::{Observer, Options};
use crate::input::ProgramFile;
use crate::plan::Proof;
use crate::program::Program;
use crate::rules::RuleName;

/// Questions that an explanation asks of a backend: work, not seconds.
const QUESTIONS: u32 = 400;

/// How long large programs are explained, unless there is a time limit.
const PATIENCE: Duration = Duration::from_secs(25);

/// Why there is no plan.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// More is needed than there is.
    Short(Vec<Short>),
    /// Rules clash.
    Clash(Conflict),
}

/// Why a program has no plan and what would help, as far as is found out within the options' limits.
///
/// `file` is what the program was read from; patches are of that file, in its own order. `proof` says
/// whose word it is that there is no plan.
#[must_use]
pub fn refusal(
    file: &ProgramFile,
    program: &Program,
    proof: Proof,
    options: &Options,
    observer: &dyn Observer,
) -> DiagnosisFile {
    refused(Some(file), program, proof, options, observer)
}

/// The same where no change of the file alone would help, since more is asked than the file says.
#[must_use]
pub(crate) fn refused(
    file: Option<&ProgramFile>,
    program: &Program,
    proof: Proof,
    options: &Options,
    observer: &dyn Observer,
) -> DiagnosisFile {
    let in_process = InProcess;
    let mut budget = budget(options, observer, &in_process);
    if repair::is_large(program) {
        // Without a limit of their own, repairs of large programs could take hours to prove.
        let patience = Instant::now().checked_add(PATIENCE);
        budget.deadline = budget.deadline.or(patience);
    }
    let mut diagnosis = DiagnosisFile::new(DiagnosisStatus::Infeasible);
    diagnosis.proof = Some(proof);
    let program = program.clone().without_goals();
    let Some(trouble) = trouble(&program, &budget) else {
        return diagnosis;
    };
    match &trouble {
        Trouble::Short(shorts) => {
            diagnosis.proof = Some(Proof::Bound);
            let told = shorts.iter().map(|short| words::shortage(&program, short));
            diagnosis.shortages = told.collect();
        }
        Trouble::Clash(conflict) => {
            if conflict.proof == Proof::Bound {
                diagnosis.proof = Some(Proof::Bound);
            }
            diagnosis.conflict = words::clauses(&program, conflict);
            diagnosis.conflict_minimal = Some(conflict.minimal);
        }
    }
    if let Some(Ok(file)) = file.map(serde_json::to_value) {
        let found = repair::repairs(&program, &file, &trouble, &budget);
        diagnosis.repairs = found.repairs;
        diagnosis.repairs_complete = Some(found.complete);
    }
    diagnosis
}

/// Why a program has no plan: shortages, or else a conflict; `None` where neither was found.
#[must_use]
pub fn reason(program: &Program, options: &Options, observer: &dyn Observer) -> Option<Trouble> {
    let in_process = InProcess;
    let budget = budget(options, observer, &in_process);
    trouble(program, &budget)
}

/// What is proven by sums to have no plan, each shortage told; empty where sums prove nothing.
#[must_use]
pub(crate) fn told_shortages(program: &Program) -> Vec<String> {
    let shorts = shortages(program);
    let told = shorts
        .iter()
        .map(|short| words::shortage(program, short).text);
    told.collect()
}

fn budget<'a>(
    options: &'a Options,
    observer: &'a dyn Observer,
    in_process: &'a InProcess,
) -> Budget<'a> {
    Budget {
        options,
        observer,
        runner: match &options.runner {
            Some(runner) => runner.as_ref(),
            None => in_process,
        },
        deadline: options
            .time_limit
            .and_then(|limit| Instant::now().checked_add(limit)),
        questions: Cell::new(QUESTIONS),
        unknown: Cell::new(0),
    }
}

/// Shortages of several people: what one person cannot do alone is told by that person's rules.
fn together(program: &Program) -> Vec<Short> {
    let mut shorts = shortages(program);
    shorts.retain(|short| short.people.len() != 1);
    shorts
}

fn trouble(program: &Program, budget: &Budget) -> Option<Trouble> {
    let shorts = together(program);
    if !shorts.is_empty() {
        return Some(Trouble::Short(shorts));
    }
    let alone = impossible_people(program, &Candidates::new(program));
    let first = alone.first().and_then(|(s, _)| {
        let mut mine = member::personal(program, *s);
        mine.extend(member::shared(program));
        mine.retain(|member| member.rule != RuleName::MinVisits);
        conflict::conflict(program, &mine, budget)
    });
    first
        .or_else(|| conflict::conflict(program, &members(program), budget))
        .map(Trouble::Clash)
}
