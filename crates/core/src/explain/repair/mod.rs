//! The cheapest changes that restore a plan, each proven by planning the changed file again.
//!
//! A change can only help if it touches what cannot be: the rules of a conflict, or the limits and
//! people of a shortage. Most changes are refuted before anything is planned: by how much of a shortage
//! can go away by them at most, then by the flow of the changed program. Where no single change is
//! enough, several are gathered.

mod gather;
mod trial;

use serde_json::Value;

use super::Trouble;
use super::change::{Change, changes};
use super::member::Members;
use super::subproblem::Budget;
use crate::candidates::Candidates;
use crate::diagnosis::Repair;
use crate::program::Program;
use gather::gathered;
use trial::{Trial, changed};

/// So many repairs are told, and so many of one cost.
const TOLD: usize = 6;
const OF_ONE_COST: usize = 3;

/// So many single changes are planned at most.
const PLANNED: usize = 40;

/// Programs with more cells than this are planned again with an eye on the clock only.
const LARGE: usize = 40_000;

/// Whether a program is too large to be planned again and again without a look at the clock.
pub(crate) fn is_large(program: &Program) -> bool {
    Candidates::new(program).count() > LARGE
}

/// Repairs, and whether every change was tried that might have been one.
pub(crate) struct Found {
    /// Changes that restore a plan, cheapest first.
    pub(crate) repairs: Vec<Repair>,
    /// False where time or work ran out before that.
    pub(crate) complete: bool,
}

/// Changes that restore a plan.
pub(crate) fn repairs(
    program: &Program,
    file: &Value,
    trouble: &Trouble,
    budget: &Budget,
) -> Found {
    let trial = Trial::new(budget);
    let mut repairs = singles(program, file, trouble, &trial);
    let complete = trial.complete();
    if repairs.is_empty() && !budget.stops() {
        repairs.extend(gathered(program, file, trouble, &trial));
    }
    Found { repairs, complete }
}

/// Single changes that are enough.
fn singles(program: &Program, file: &Value, trouble: &Trouble, trial: &Trial) -> Vec<Repair> {
    let (members, amounts) = trouble.reach(program);
    let least = trouble.least();
    let mut found: Vec<Repair> = Vec::new();
    let mut planned = 0;
    for change in changes(program, file, &members, &amounts) {
        let same_cost = |repair: &&Repair| repair.cost == change.cost;
        let alike = found.iter().filter(same_cost).count();
        if found.len() >= TOLD || trial.stops() {
            break;
        }
        if change.most < least
            || (change.wide && !found.is_empty())
            || alike >= OF_ONE_COST
            || found.iter().any(|repair| includes(&change, repair))
        {
            continue;
        }
        let Some(changed) = changed(file, &change) else {
            continue;
        };
        if !trial.may_end(trouble, &change, &changed) {
            continue;
        }
        if planned == PLANNED {
            trial.leaves_some();
            break;
        }
        planned += 1;
        if trial.plans(&changed) {
            found.push(repair(&[change]));
        }
    }
    found
}

/// Whether a change does more of what a cheaper one does already.
fn includes(change: &Change, cheaper: &Repair) -> bool {
    let does = |operation: &Value| {
        let path = operation["path"].as_str().unwrap_or_default().to_owned();
        match operation["value"].as_object() {
            Some(map) => map.keys().map(|key| format!("{path}/{key}")).collect(),
            None => vec![path],
        }
    };
    let mine: Vec<String> = change.patch.iter().flat_map(does).collect();
    let mut theirs = cheaper
        .patch
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(does);
    theirs.all(|path| mine.contains(&path))
}

fn repair(changes: &[Change]) -> Repair {
    let texts: Vec<&str> = changes.iter().map(|change| change.text.as_str()).collect();
    Repair {
        text: texts.join("; and "),
        cost: changes.iter().map(|change| change.cost).sum(),
        changes: changes.len(),
        patch: changes
            .iter()
            .flat_map(|change| change.patch.clone())
            .collect(),
    }
}

impl Trouble {
    /// The rule members that a change must touch, and by how much.
    fn reach(&self, program: &Program) -> (Members, Vec<u64>) {
        match self {
            Trouble::Short(shorts) => {
                let members = shorts.iter().flat_map(|short| short.members(program));
                let one = shorts.iter().map(|short| short.missing()).min();
                (members.collect(), vec![1, one.unwrap_or(1), self.missing()])
            }
            Trouble::Clash(conflict) => (conflict.members.clone(), vec![1, 2, 3, 5]),
        }
    }

    /// How much is missing in all.
    fn missing(&self) -> u64 {
        match self {
            Trouble::Short(shorts) => shorts.iter().map(|short| short.missing()).sum(),
            Trouble::Clash(_) => 1,
        }
    }

    /// A change by which less than this goes away of a shortage is not enough.
    fn least(&self) -> u64 {
        match self {
            Trouble::Short(shorts) => {
                let missing = shorts.iter().map(|short| short.missing());
                missing.max().unwrap_or(0)
            }
            Trouble::Clash(_) => 0,
        }
    }
}
