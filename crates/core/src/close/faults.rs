//! What keeps a quarter from being closed.

use std::collections::HashMap;

use super::Quarter;
use crate::input::{Problem, Severity, suggest};
use crate::outcomes::{self, Visits};
use crate::program::Month;
use crate::rules::RuleName;
use crate::verify::verify;

/// Problems by the file they are of; pointers say where in it.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// Of the program file.
    pub program: Vec<Problem>,
    /// Of the plan file.
    pub plan: Vec<Problem>,
    /// Of the outcomes file.
    pub outcomes: Vec<Problem>,
}

impl Faults {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.program.is_empty() && self.plan.is_empty() && self.outcomes.is_empty()
    }

    /// Errors and warnings.
    pub(super) fn split(self) -> (Faults, Faults) {
        let part = |problems: Vec<Problem>| -> (Vec<Problem>, Vec<Problem>) {
            problems
                .into_iter()
                .partition(|problem| problem.severity == Severity::Error)
        };
        let (program, plan) = (part(self.program), part(self.plan));
        let outcomes = part(self.outcomes);
        (
            Faults {
                program: program.0,
                plan: plan.0,
                outcomes: outcomes.0,
            },
            Faults {
                program: program.1,
                plan: plan.1,
                outcomes: outcomes.1,
            },
        )
    }
}

/// Everything there is to say of a quarter before it is closed.
pub(super) fn find(quarter: &Quarter<'_>) -> Faults {
    let mut faults = Faults::default();
    let closed = |row: &crate::input::file::ClosedPlanFile| row.sha256 == quarter.sha256;
    if let Some(at) = quarter.file.closed_plans.iter().position(closed) {
        let message = "this plan is closed already: its visits are in the program's history";
        faults.program.push(
            Problem::error("closed-already", format!("/closed_plans/{at}"), message)
                .help("plan the program as it is, and close that plan once its months are over"),
        );
        return faults;
    }
    placements(quarter, &mut faults.plan);
    history(quarter, &mut faults.program);
    if let Some(outcomes) = quarter.outcomes {
        let placements = quarter.plan.placements.iter();
        let known: Vec<(&str, &str, &str)> = placements
            .map(|x| (&*x.staff, &*x.department, &*x.slot))
            .collect();
        let visits = Visits {
            known: &known,
            holder: "the plan",
        };
        faults.outcomes = outcomes::check(quarter.file, outcomes, Some(visits));
    }
    let clean = faults.plan.is_empty() && faults.program.is_empty();
    if clean {
        warn(quarter, &mut faults.plan);
    }
    faults
}

/// Ids that the program does not have, and people in two places at once.
fn placements(quarter: &Quarter<'_>, problems: &mut Vec<Problem>) {
    let program = quarter.program;
    let calendar = program.calendar();
    let mut at_once: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, x) in quarter.plan.placements.iter().enumerate() {
        let mut unknown = |kind: &str, id: &str, help: String| {
            let place = format!("/placements/{at}/{kind}");
            let message = format!("the program has no {kind} {id:?}");
            problems.push(Problem::error("unknown-id", place, message).help(help));
        };
        let meant = |near: Option<&str>| match near {
            Some(near) => format!("did you mean {near}?"),
            None => "give the plan of this very program, or correct the plan".to_owned(),
        };
        if program.staff_by_id(&x.staff).is_none() {
            let known = program.staff().iter().map(|row| row.id.as_str());
            unknown("staff", &x.staff, meant(suggest(&x.staff, known)));
        }
        if program.department_by_id(&x.department).is_none() {
            let known = program.departments().iter().map(|row| row.id.as_str());
            let near = suggest(&x.department, known);
            unknown("department", &x.department, meant(near));
        }
        let mentor = x.mentor.as_ref();
        if let Some(id) = mentor.filter(|id| program.mentor_by_id(id).is_none()) {
            let known = program.mentors().iter().map(|row| row.id.as_str());
            unknown("mentor", id, meant(suggest(id, known)));
        }
        if calendar.slot(&x.slot).is_none() {
            let first = calendar.first_month();
            let before = Month::parse(outcomes::month_of(&x.slot)).is_some_and(|m| m < first);
            let help = if before {
                "its months are over for this program: the plan may be closed already; give the \
                 program it was made for"
                    .to_owned()
            } else {
                let known = calendar.slots().map(|slot| calendar.name(slot));
                meant(suggest(&x.slot, known))
            };
            unknown("slot", &x.slot, help);
        }
        if let Some(first) = at_once.insert((&x.staff, &x.slot), at) {
            let message = format!(
                "{} is in two places in {}, here and at /placements/{first}",
                x.staff, x.slot
            );
            let problem = Problem::error("two-places", format!("/placements/{at}"), message);
            problems.push(problem.help("keep the placement that took place, and remove the other"));
        }
    }
}

/// Rows of history after which the plan cannot have been.
fn history(quarter: &Quarter<'_>, problems: &mut Vec<Problem>) {
    let apart = quarter.program.no_repeat_months();
    if apart == 0 {
        return;
    }
    let mut visits: HashMap<(&str, &str), &str> = HashMap::new();
    for x in &quarter.plan.placements {
        let first = visits.entry((&x.staff, &x.department)).or_insert(&x.slot);
        *first = (*first).min(&x.slot);
    }
    for (at, row) in quarter.file.history.iter().enumerate() {
        let Some(slot) = visits.get(&(&*row.staff, &*row.department)) else {
            continue;
        };
        let months = [row.month.as_str(), outcomes::month_of(slot)].map(Month::parse);
        let [Some(before), Some(now)] = months else {
            continue;
        };
        if now.0 - before.0 < apart {
            let message = format!(
                "history has {} in {} in {}, and the plan again in {slot}, less than {apart} months later",
                row.staff, row.department, row.month
            );
            problems.push(
                Problem::error("history-contradicts", format!("/history/{at}"), message).help(
                    "correct the row of history or the placement, or lower \"no_repeat_months\" if both took place",
                ),
            );
        }
    }
}

/// Rules that the plan breaks although nothing is missing, and a plan of another file.
fn warn(quarter: &Quarter<'_>, problems: &mut Vec<Problem>) {
    let of = quarter.plan.program.as_ref();
    let other = of.filter(|of| !of.sha256.is_empty() && of.sha256 != quarter.program.sha256());
    if other.is_some() {
        problems.push(
            Problem::warning(
                "other-program",
                "/program/sha256",
                "the plan was made for another program file, or for an earlier state of this one",
            )
            .help("make sure that it is this program whose months are over"),
        );
    }
    let short = [
        RuleName::Participation,
        RuleName::MustVisit,
        RuleName::MinVisits,
        RuleName::Pin,
    ]
    .map(RuleName::name);
    let broken = verify(quarter.program, quarter.plan)
        .breaches
        .iter()
        .filter(|breach| !short.contains(&breach.rule.as_str()))
        .count();
    if broken > 0 {
        problems.push(
            Problem::warning(
                "broken-rules",
                "/placements",
                format!("the plan breaks rules in {broken} places"),
            )
            .help("if it took place like that, nothing needs to be done; `rotaplan verify` lists them"),
        );
    }
}
