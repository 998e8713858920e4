//! Whether outcomes fit the program and the visits they are of.

use std::collections::HashMap;

use super::file::{HeldFile, OutcomeFile, OutcomesFile};
use crate::input::file::{DepartmentFile, MetricFile, ProgramFile};
use crate::input::{Problem, suggest};

/// The visits that outcomes may be of, each with the words that say where they stand.
#[derive(Clone, Copy, Debug)]
pub struct Visits<'a> {
    /// Staff, department and slot of each.
    pub known: &'a [(&'a str, &'a str, &'a str)],
    /// What holds them, such as `the plan`.
    pub holder: &'a str,
}

/// So many unknown placements are looked up for what may be meant.
const HINTS: usize = 100;

/// Every problem of outcomes: placements that are unknown or said twice, ratings of no metric or outside
/// its scale, visits that were cancelled and took place.
///
/// Each problem is placed by its pointer; `visits` is `None` where any placement may be named.
#[must_use]
pub fn check(
    program: &ProgramFile,
    outcomes: &OutcomesFile,
    visits: Option<Visits<'_>>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let departments: HashMap<&str, &DepartmentFile> = program
        .departments
        .iter()
        .map(|department| (department.id.as_str(), department))
        .collect();
    let known: Option<HashMap<(&str, &str, &str), ()>> =
        visits.map(|visits| visits.known.iter().map(|visit| (*visit, ())).collect());
    let mut seen: HashMap<(&str, &str, &str), usize> = HashMap::new();
    let mut hints = 0;
    for (at, row) in outcomes.outcomes.iter().enumerate() {
        let key = key(row);
        if let Some(first) = seen.get(&key) {
            problems.push(
                Problem::error(
                    "duplicate-outcome",
                    format!("/outcomes/{at}"),
                    format!(
                        "the outcome of {} stands at /outcomes/{first} already",
                        words(row)
                    ),
                )
                .help("keep one row for each placement"),
            );
            continue;
        }
        seen.insert(key, at);
        if let (Some(visits), Some(known)) = (visits, &known)
            && !known.contains_key(&key)
        {
            hints += 1;
            problems.push(unknown(at, row, visits, hints <= HINTS));
        }
        ratings(at, row, departments.get(key.1).copied(), &mut problems);
        cancelled(at, row, &mut problems);
    }
    problems
}

pub(crate) fn key(row: &OutcomeFile) -> (&str, &str, &str) {
    (&row.staff, &row.department, &row.slot)
}

fn words(row: &OutcomeFile) -> String {
    format!("{} in {} in {}", row.staff, row.department, row.slot)
}

/// A placement that is nowhere, with what the person has instead.
fn unknown(at: usize, row: &OutcomeFile, visits: Visits<'_>, hint: bool) -> Problem {
    let message = format!("{} has no placement of {}", visits.holder, words(row));
    let theirs: Vec<String> = visits
        .known
        .iter()
        .filter(|(staff, ..)| hint && *staff == row.staff)
        .map(|(_, department, slot)| format!("{department} in {slot}"))
        .take(5)
        .collect();
    let near = || {
        let people = visits.known.iter().map(|(staff, ..)| *staff);
        hint.then(|| suggest(&row.staff, people)).flatten()
    };
    let help = if !theirs.is_empty() {
        format!(
            "{} has {}: correct the row, or remove it",
            row.staff,
            theirs.join(", ")
        )
    } else if let Some(near) = near() {
        format!("did you mean {near}? Correct the row, or remove it")
    } else {
        "correct the row, or remove it".to_owned()
    };
    Problem::error("unknown-placement", format!("/outcomes/{at}"), message).help(help)
}

fn ratings(
    at: usize,
    row: &OutcomeFile,
    department: Option<&DepartmentFile>,
    problems: &mut Vec<Problem>,
) {
    let Some(department) = department else {
        return;
    };
    for (name, rating) in &row.ratings {
        let step = name.replace('~', "~0").replace('/', "~1");
        let place = format!("/outcomes/{at}/ratings/{step}");
        let metric = |metric: &&MetricFile| metric.name == *name;
        let Some(metric) = department.metrics.iter().find(metric) else {
            let names = department.metrics.iter().map(|metric| metric.name.as_str());
            let help = match suggest(name, names.clone()) {
                Some(near) => format!("did you mean {near:?}?"),
                None if department.metrics.is_empty() => {
                    "add it to \"metrics\" of the department, or remove the rating".to_owned()
                }
                None => format!(
                    "its metrics are {}",
                    names
                        .map(|name| format!("{name:?}"))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            };
            let message = format!("department {} has no metric {name:?}", department.id);
            problems.push(Problem::error("unknown-metric", place, message).help(help));
            continue;
        };
        let (from, to) = (metric.scale.from, metric.scale.to);
        if !(from.min(to)..=from.max(to)).contains(rating) {
            let message = format!(
                "the rating {rating} lies outside the scale of {name:?}, from {from} to {to}"
            );
            problems.push(
                Problem::error("rating-outside-scale", place, message).help(format!(
                    "correct the rating, or \"scale\" of the metric of department {}",
                    department.id
                )),
            );
        }
    }
}

/// A visit that was cancelled left nothing behind, and somebody knows why.
fn cancelled(at: usize, row: &OutcomeFile, problems: &mut Vec<Problem>) {
    if row.held != HeldFile::Cancelled {
        return;
    }
    let left = [
        (row.sessions.is_some_and(|held| held > 0), "sessions"),
        (row.improvement.is_some(), "improvement"),
        (!row.ratings.is_empty(), "ratings"),
    ];
    for (_, name) in left.iter().filter(|(there, _)| *there) {
        problems.push(
            Problem::error(
                "cancelled-visit",
                format!("/outcomes/{at}/{name}"),
                format!(
                    "the visit of {} was cancelled and has {name} all the same",
                    words(row)
                ),
            )
            .help(format!(
                "if it took place after all, make \"held\" \"full\" or \"part\"; else remove \"{name}\""
            )),
        );
    }
    if row.reason.trim().is_empty() {
        problems.push(
            Problem::warning(
                "no-reason",
                format!("/outcomes/{at}"),
                format!("nobody says why the visit of {} was cancelled", words(row)),
            )
            .help("add \"reason\""),
        );
    }
}
