//! The smallest combination found, where no single change is enough.
//!
//! Changes are gathered one by one, each for what still clashes or is short, and those that turn out
//! needless are taken out again. For a shortage, the change is taken that lets most through at a good
//! price, and made as small as that allows; sums alone say how small, and the whole is planned once.

use std::cmp::Reverse;

use serde_json::Value;

use super::trial::{Changed, Trial, changed, lacks, patched};
use super::{Change, changes, repair};
use crate::diagnosis::Repair;
use crate::explain::member::Members;
use crate::explain::{Trouble, trouble as trouble_of};
use crate::program::Program;
use crate::side_by_side::{side_by_side, threads};

/// So many changes are gathered at most.
const GATHERED: usize = 12;

/// Among changes that cost up to so many quarters of what the best costs for each unit of a shortage, the
/// one is taken that does most, so that there are few.
const QUARTERS: u64 = 5;

/// The smallest combination found.
pub(super) fn gathered(
    program: &Program,
    file: &Value,
    trouble: &Trouble,
    trial: &Trial,
) -> Option<Repair> {
    let mut chosen: Vec<Change> = Vec::new();
    let mut trouble = trouble.clone();
    let mut now = Changed {
        file: file.clone(),
        program: program.clone(),
    };
    loop {
        if chosen.len() >= GATHERED || trial.stops() {
            return None;
        }
        let change = match trouble {
            Trouble::Short(_) => most_through(&now, &trouble, trial)?,
            Trouble::Clash(_) => cheapest(&now, &trouble, trial)?,
        };
        now = changed(&now.file, &change)?;
        chosen.push(change);
        if trial.plans(&now) {
            break;
        }
        trouble = trouble_of(&now.program, trial.budget())?;
    }
    prune(file, &mut chosen, trial);
    Some(repair(&chosen))
}

/// The cheapest change after which a conflict is none.
fn cheapest(now: &Changed, trouble: &Trouble, trial: &Trial) -> Option<Change> {
    let (members, amounts) = trouble.reach(&now.program);
    let mut all = changes(&now.program, &now.file, &members, &amounts).into_iter();
    all.find(|change| {
        let after = changed(&now.file, change);
        !trial.stops() && after.is_some_and(|after| trial.may_end(trouble, change, &after))
    })
}

/// A change, and how much of a shortage goes away by it.
struct Gain {
    change: Change,
    gain: u64,
    /// About what it costs when it is no larger than it has to be, in thousandths for each unit gained.
    price: u64,
}

/// The change that lets most through at a good price, no larger than it has to be.
fn most_through(now: &Changed, trouble: &Trouble, trial: &Trial) -> Option<Change> {
    let (members, _) = trouble.reach(&now.program);
    let missing = trouble.missing();
    let all = changes(&now.program, &now.file, &members, &[missing]);
    // Where much is missing, changes of single slots would be many.
    let much = missing > now.program.calendar.len() as u64;
    let (wide, single): (Vec<&Change>, Vec<&Change>) = all.iter().partition(|change| change.wide);
    let budget = trial.budget();
    let (observer, threads) = (budget.observer, threads(budget.options.threads));
    let gain = |change: &Change| {
        if observer.stop() {
            return None;
        }
        let gain = missing.saturating_sub(lacks_after(now, change)?);
        if gain == 0 {
            return None;
        }
        let all = change.units.max(1);
        let units = (all * gain).div_ceil(change.most.max(1)).max(1);
        Some(Gain {
            change: change.clone(),
            gain,
            price: change.cost * units / all * 1_000 / gain,
        })
    };
    let gains = |these: &[&Change]| -> Vec<Gain> {
        let gains = side_by_side(threads, these, gain);
        gains.into_iter().flatten().collect()
    };
    let mut found = gains(&wide);
    if !much || found.is_empty() {
        found.extend(gains(&single));
    }
    let best = found.iter().map(|gain| gain.price).min()?;
    let good = found
        .into_iter()
        .filter(|gain| gain.price <= best * QUARTERS / 4);
    let best = good.min_by_key(|gain| (Reverse(gain.gain), gain.price))?;
    Some(no_larger(now, best, missing))
}

/// How much is lacking after a change; `None` where that makes the file invalid.
fn lacks_after(now: &Changed, change: &Change) -> Option<u64> {
    Some(lacks(&changed(&now.file, change)?.program))
}

/// The smallest amount of the same change by which as much of a shortage goes away.
fn no_larger(now: &Changed, best: Gain, missing: u64) -> Change {
    let Gain { change, gain, .. } = best;
    let Some((member, _)) = change.lever else {
        return change;
    };
    let of_amount = |amount: u64| {
        let all = changes(&now.program, &now.file, &Members::from([member]), &[amount]);
        all.into_iter().find(|other| other.lever == change.lever)
    };
    let (mut enough, mut best) = (missing, change.clone());
    let mut too_small = 0;
    while enough - too_small > 1 {
        let amount = too_small + (enough - too_small) / 2;
        let smaller = of_amount(amount);
        let does = |smaller: &Change| {
            lacks_after(now, smaller).is_some_and(|left| missing.saturating_sub(left) >= gain)
        };
        match smaller.filter(does) {
            Some(smaller) => (enough, best) = (amount, smaller),
            None => too_small = amount,
        }
    }
    best
}

/// Takes out changes without which there is a plan all the same, dearest first.
fn prune(file: &Value, chosen: &mut Vec<Change>, trial: &Trial) {
    let mut order: Vec<usize> = (0..chosen.len()).collect();
    order.sort_by_key(|at| Reverse(chosen[*at].cost));
    let mut kept: Vec<bool> = vec![true; chosen.len()];
    for at in order {
        kept[at] = false;
        let rest = chosen.iter().zip(&kept).filter(|(_, kept)| **kept);
        let patch = rest.flat_map(|(change, _)| change.patch.clone()).collect();
        kept[at] = !patched(file, &patch).is_some_and(|changed| trial.plans(&changed));
    }
    let mut kept = kept.into_iter();
    chosen.retain(|_| kept.next().unwrap_or(true));
}
