//! Whether outcomes fit the history they are of.

use std::collections::HashMap;

use crate::input::file::ProgramFile;
use crate::input::{Problem, Severity};
use crate::outcomes::{self, HeldFile, OutcomeFile, OutcomesFile, month_of};
use crate::program::Month;

/// Every problem of outcomes, file by file; pointers say where.
#[must_use]
pub fn check(file: &ProgramFile, outcomes: &[OutcomesFile]) -> Vec<Vec<Problem>> {
    let mut history: HashMap<(&str, &str, &str), usize> = HashMap::new();
    for row in &file.history {
        let key = (&*row.staff, &*row.department, &*row.month);
        *history.entry(key).or_default() += 1;
    }
    let mut checking = Checking {
        first: Month::parse(&file.horizon.first_month).unwrap_or(Month(0)),
        whole_months: file.horizon.slots_per_month.unwrap_or(1) == 1,
        history,
        seen: HashMap::new(),
    };
    outcomes
        .iter()
        .enumerate()
        .map(|(number, given)| {
            let mut problems = outcomes::check(file, given, None);
            let twice = |problem: &&Problem| problem.severity == Severity::Error;
            let wrong: Vec<String> = problems
                .iter()
                .filter(twice)
                .map(|problem| problem.place.clone())
                .collect();
            for (at, row) in given.outcomes.iter().enumerate() {
                let place = format!("/outcomes/{at}");
                if !wrong.contains(&place) {
                    problems.extend(checking.row(number, place, row));
                }
            }
            problems
        })
        .collect()
}

struct Checking<'a> {
    first: Month,
    whole_months: bool,
    /// Rows of history that no outcome was of yet.
    history: HashMap<(&'a str, &'a str, &'a str), usize>,
    seen: HashMap<(&'a str, &'a str, &'a str), usize>,
}

impl<'a> Checking<'a> {
    fn row(&mut self, number: usize, place: String, row: &'a OutcomeFile) -> Option<Problem> {
        let name = month_of(&row.slot);
        let words = format!("{} in {} in {}", row.staff, row.department, row.slot);
        let problem = |code, message: String, help: &str| {
            Some(Problem::error(code, place.clone(), message).help(help))
        };
        let Some(month) = Month::parse(name) else {
            let message = format!("{:?} is no slot", row.slot);
            return problem(
                "unknown-slot",
                message,
                "write it as the plan has it, such as 2027-01",
            );
        };
        if month >= self.first {
            return problem(
                "not-closed",
                format!(
                    "{words} is not over for this program, which begins with {}",
                    self.first
                ),
                "close the quarter first, and give the program that `rotaplan close` wrote",
            );
        }
        let key = outcomes::key(row);
        if let Some(file) = self.seen.insert(key, number).filter(|file| *file != number) {
            return problem(
                "duplicate-outcome",
                format!(
                    "the outcome of {words} stands in file {} of the outcomes already",
                    file + 1
                ),
                "give each file once, and keep one row for each placement",
            );
        }
        let left = self.history.get_mut(&(key.0, key.1, name));
        match (row.held, left) {
            (HeldFile::Cancelled, Some(_)) if self.whole_months => problem(
                "history-contradicts",
                format!("{words} was cancelled, and the history has the visit all the same"),
                "if it took place, correct \"held\"; else close the plan again with these outcomes",
            ),
            (HeldFile::Cancelled, _) => None,
            (_, Some(left)) if *left > 0 => {
                *left -= 1;
                None
            }
            _ => problem(
                "unknown-placement",
                format!("the program's history has no visit of {words}"),
                "correct the row or remove it; if it took place, close its plan again with these outcomes",
            ),
        }
    }
}
