//! The cheapest changes that restore a plan, each proven by planning the changed file again.
//!
//! A change can only help if it touches what cannot be: the rules of a conflict, or the limits and
//! people of a shortage. Where no single one is enough, changes are gathered one by one, each for what
//! still clashes, and those that turn out needless are taken out again.

use std::time::Duration;

use serde_json::Value;

use super::change::{Change, changes};
use super::member::Members;
use super::patch::{applied, goalless};
use super::shortage::shortages;
use super::subproblem::{Answer, Budget, possible};
use super::{Trouble, together};
use crate::candidates::Candidates;
use crate::diagnosis::Repair;
use crate::engine::{Options, Outcome, solve};
use crate::program::Program;

/// So many repairs are told, and so many of one cost.
const TOLD: usize = 6;
const OF_ONE_COST: usize = 3;

/// So many single changes are planned at most.
const PLANNED: usize = 40;

/// So many changes are gathered at most.
const GATHERED: usize = 12;

/// Changes that restore a plan, cheapest first.
pub(crate) fn repairs(
    program: &Program,
    file: &Value,
    trouble: &Trouble,
    budget: &Budget,
) -> Vec<Repair> {
    let mut found: Vec<Repair> = Vec::new();
    let mut planned = 0;
    for change in helpful(program, file, trouble, budget) {
        let alike = found
            .iter()
            .filter(|repair| repair.cost == change.cost)
            .count();
        if found.len() >= TOLD || planned >= PLANNED || budget.stops() {
            break;
        }
        if alike >= OF_ONE_COST || found.iter().any(|repair| includes(&change, repair)) {
            continue;
        }
        planned += 1;
        if applied(file, &change.patch).is_some_and(|file| plans(&file, budget)) {
            found.push(repair(&[change]));
        }
    }
    if found.is_empty() && !budget.stops() {
        found.extend(gathered(program, file, trouble, budget));
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

/// Single changes after which the trouble at hand is gone or less.
fn helpful(program: &Program, file: &Value, trouble: &Trouble, budget: &Budget) -> Vec<Change> {
    let (members, amounts) = trouble.reach(program);
    let mut all = changes(program, file, &members, &amounts);
    let missing = trouble.missing();
    let helps = |change: &Change| {
        if budget.stops() {
            return false;
        }
        let Some(changed) = applied(file, &change.patch).and_then(|file| goalless(&file)) else {
            return false;
        };
        match trouble {
            Trouble::Short(_) => {
                together(&changed)
                    .iter()
                    .map(|short| short.missing())
                    .sum::<u64>()
                    < missing
            }
            Trouble::Clash(_) if change.lifts => true,
            Trouble::Clash(conflict) => {
                possible(&changed, &conflict.members, budget) != Answer::Impossible(conflict.proof)
            }
        }
    };
    all.retain(helps);
    all
}

/// Whether a plan exists, proven by one.
fn plans(file: &Value, budget: &Budget) -> bool {
    let Some(program) = goalless(file) else {
        return false;
    };
    if !shortages(&program).is_empty() {
        return false;
    }
    let left = budget.left().map(|left| match is_large(&program) {
        true => left.min(PATIENCE),
        false => left,
    });
    let options = Options {
        gap: f64::MAX,
        best_effort: false,
        time_limit: left.map(Duration::from_secs_f64),
        ..budget.options.clone()
    };
    match solve(&program, &options, budget.observer) {
        Outcome::Plan(_) => true,
        Outcome::Unknown { .. } => {
            budget.give_up(GIVEN_UP);
            false
        }
        Outcome::Infeasible { .. } | Outcome::Defect(_) => false,
    }
}

/// Whether a program is too large to be planned again and again without a look at the clock.
pub(crate) fn is_large(program: &Program) -> bool {
    Candidates::new(program).count() > LARGE
}

/// Programs with more cells than this are planned anew for so many seconds only.
const LARGE: usize = 40_000;
const PATIENCE: f64 = 4.0;

/// After so many plans that were neither found nor refuted, no more are looked for.
const GIVEN_UP: u32 = 2;

fn repair(changes: &[Change]) -> Repair {
    let texts: Vec<&str> = changes.iter().map(|change| change.text.as_str()).collect();
    Repair {
        text: texts.join("; and "),
        cost: changes.iter().map(|change| change.cost).sum(),
        patch: changes
            .iter()
            .flat_map(|change| change.patch.clone())
            .collect(),
    }
}

/// The smallest combination found, where no single change is enough.
fn gathered(program: &Program, file: &Value, trouble: &Trouble, budget: &Budget) -> Option<Repair> {
    let mut chosen: Vec<Change> = Vec::new();
    let (mut file_now, mut program_now, mut trouble_now) =
        (file.clone(), program.clone(), trouble.clone());
    loop {
        if chosen.len() >= GATHERED || budget.stops() {
            return None;
        }
        let change = best(&program_now, &file_now, &trouble_now, budget)?;
        file_now = applied(&file_now, &change.patch)?;
        chosen.push(change);
        if plans(&file_now, budget) {
            break;
        }
        program_now = goalless(&file_now)?;
        trouble_now = super::trouble(&program_now, budget)?;
    }
    prune(file, &mut chosen, budget);
    Some(repair(&chosen))
}

/// The change that takes most of the trouble away for its cost.
fn best(program: &Program, file: &Value, trouble: &Trouble, budget: &Budget) -> Option<Change> {
    let helpful = helpful(program, file, trouble, budget);
    let left = |change: &Change| match trouble {
        Trouble::Short(_) => applied(file, &change.patch)
            .and_then(|file| goalless(&file))
            .map_or(u64::MAX, |program| {
                together(&program).iter().map(|short| short.missing()).sum()
            }),
        Trouble::Clash(_) => 0,
    };
    let missing = trouble.missing();
    // Cost for each unit that it takes away, in thousandths.
    helpful.into_iter().min_by_key(|change| {
        let taken = missing.saturating_sub(left(change)).max(1);
        change.cost * 1_000 / taken
    })
}

/// Takes out changes without which there is a plan all the same, dearest first.
fn prune(file: &Value, chosen: &mut Vec<Change>, budget: &Budget) {
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(chosen[*at].cost));
    let mut kept: Vec<bool> = vec![true; chosen.len()];
    for at in order {
        kept[at] = false;
        let rest = chosen.iter().zip(&kept).filter(|(_, kept)| **kept);
        let patch = rest.flat_map(|(change, _)| change.patch.clone()).collect();
        kept[at] = !applied(file, &patch).is_some_and(|file| plans(&file, budget));
    }
    let mut kept = kept.into_iter();
    chosen.retain(|_| kept.next().unwrap_or(true));
}

impl Trouble {
    /// The rule members that a change must touch, and by how much.
    fn reach(&self, program: &Program) -> (Members, Vec<u64>) {
        match self {
            Trouble::Short(shorts) => {
                let members = shorts
                    .iter()
                    .flat_map(|short| short.members(program))
                    .collect();
                let one = shorts
                    .iter()
                    .map(|short| short.missing())
                    .min()
                    .unwrap_or(1);
                (members, vec![1, one, self.missing()])
            }
            Trouble::Clash(conflict) => (conflict.members.clone(), vec![1, 2, 3, 5]),
        }
    }

    fn missing(&self) -> u64 {
        match self {
            Trouble::Short(shorts) => shorts.iter().map(|short| short.missing()).sum(),
            Trouble::Clash(_) => 1,
        }
    }
}
