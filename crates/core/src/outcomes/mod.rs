//! What became of the placements of a plan: `rotaplan/outcomes@1`, read and checked.
//!
//! A placement without a row, or whose row does not say, took place in full. One that took place in
//! part counts as a visit, for the person was there; one that was cancelled does not.

mod check;
mod file;

pub(crate) use check::key;
pub use check::{Visits, check};
pub use file::{HeldFile, ImprovementFile, OUTCOMES_FORMAT, OutcomeFile, OutcomesFile, StateFile};

use crate::input::{Problem, read_as};

/// Reads an outcomes file and finds every problem of grammar, keys and types.
///
/// What the rows mean for a program is for [`check()`] to say.
#[must_use]
pub fn read(bytes: &[u8]) -> (Option<OutcomesFile>, Vec<Problem>) {
    let (file, problems) = read_as::<OutcomesFile>(bytes);
    let said = file.as_ref().map(|file| file.format.clone());
    let format = said.or_else(|| {
        let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        Some(value.get("format")?.as_str()?.to_owned())
    });
    if let Some(format) = format.filter(|format| format != OUTCOMES_FORMAT) {
        // Every key of another kind of file would be a problem of its own, and none of them news.
        let problem = Problem::error(
            "other-format",
            "/format",
            format!("this is {format:?}, not a file of outcomes"),
        )
        .help(format!("the format must be {OUTCOMES_FORMAT:?}"));
        return (None, vec![problem]);
    }
    let start = |problem: Problem| match &*problem.code {
        "empty-file" => {
            problem.help("`rotaplan close PROGRAM PLAN --form FILE` writes a form to fill in")
        }
        _ => problem,
    };
    (file, problems.into_iter().map(start).collect())
}

/// The calendar month of a slot's name: `2027-01` of `2027-01.2`.
pub(crate) fn month_of(slot: &str) -> &str {
    slot.split_once('.').map_or(slot, |(month, _)| month)
}
