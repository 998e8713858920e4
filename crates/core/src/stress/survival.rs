//! Whether a plan survives a dropout at all, however it has to change; cheapest questions first.

use super::Standing;
use super::dropout::{Dropout, without};
use super::repair::{as_it_is, baseline};
use crate::engine::{Observer, Options};
use crate::explain::told_shortages;
use crate::formulate::Cell;
use crate::pairing::pair;
use crate::program::{Program, StaffIdx};
use crate::replan::{Refusal, nearby};
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// Whether a plan is left.
pub(super) enum Survival {
    /// This one is.
    Plan(Vec<Placement>),
    /// None is.
    None,
    /// That was not found out.
    Unknown,
}

/// Whether a standing plan survives in a program (with more mentors and seats, perhaps) without those who
/// drop out; `known` are plans that are left with other mentors and seats.
pub(super) fn survival(
    standing: &Standing,
    program: &Program,
    dropped: &[Dropout],
    known: &[Vec<Placement>],
    (options, observer): (&Options, &dyn Observer),
) -> Survival {
    let mut changed = without(program.clone(), dropped);
    changed.baseline = Some(baseline(standing.schedule));
    let mut fits = known.iter().filter_map(|plan| guided_anew(&changed, plan));
    if let Some(plan) = fits.next() {
        return Survival::Plan(plan);
    }
    let is_out = |s: &StaffIdx| dropped.contains(&Dropout::Person(*s));
    let all = standing.schedule.all().iter();
    let lost = all.filter(|x| is_out(&x.staff)).count();
    if let Some(plan) = as_it_is(standing, &changed, lost) {
        return Survival::Plan(plan);
    }
    if !told_shortages(&changed).is_empty() {
        return Survival::None;
    }
    match nearby(&changed, options, observer) {
        Ok(found) => match guided_anew(&changed, &found.placements) {
            Some(plan) => Survival::Plan(plan),
            // No engine of ours lets such a plan out; if one did, nothing is known.
            None => Survival::Unknown,
        },
        Err(Refusal::NoPlan { .. }) => Survival::None,
        Err(_) => Survival::Unknown,
    }
}

/// The same placements with mentors of this program, where that keeps every rule.
fn guided_anew(program: &Program, plan: &[Placement]) -> Option<Vec<Placement>> {
    let cell = |x: &Placement| -> (StaffIdx, Cell) { (x.staff, (x.slot, x.department)) };
    let cells: Vec<(StaffIdx, Cell)> = plan.iter().map(cell).collect();
    let placements = pair(program, &cells, None).ok()?;
    let (breaches, _) = recheck(program, &Schedule::new(program, placements.clone()));
    breaches.is_empty().then_some(placements)
}
