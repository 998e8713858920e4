//! What a program file may not say although every key is known and every value of its type.
//!
//! One file for each kind of fault. A file that asks for the impossible passes: that no plan keeps
//! all of its rules is for the engine to prove, not for the reader to guess.

mod advice;
mod ids;
mod prerequisites;
mod references;
mod rows;
mod score;
mod time;

use std::cell::Cell;
use std::collections::HashMap;

use super::file::{PROGRAM_FORMAT, ProgramFile};
use super::findings::{Findings, show};
use super::place::{Step, key};
use super::suggest::suggest;

/// Finds every problem of meaning in a file.
pub(super) fn validate(file: &ProgramFile, findings: &mut Findings) {
    let facts = Facts::new(file, findings);
    format(file, findings);
    ids::check(file, findings);
    references::check(&facts, findings);
    time::check(&facts, findings);
    rows::check(&facts, findings);
    prerequisites::check(&facts, findings);
    score::check(file, findings);
    advice::check(&facts, findings);
}

fn format(file: &ProgramFile, findings: &mut Findings) {
    if file.format == PROGRAM_FORMAT {
        return;
    }
    let kind = file.format.strip_prefix("rotaplan/");
    let kind = kind
        .and_then(|rest| rest.split_once('@'))
        .map(|(kind, _)| kind);
    let (code, help) = match kind {
        Some("program") => (
            "other-format",
            "a newer rotaplan wrote this file: use that version or a later one".to_owned(),
        ),
        Some(_) => (
            "other-format",
            "this is another kind of file: give the program file here".to_owned(),
        ),
        None => (
            "format",
            format!("write \"format\": {}", show(PROGRAM_FORMAT)),
        ),
    };
    let message = format!(
        "the format is {}, not {}",
        show(&file.format),
        show(PROGRAM_FORMAT)
    );
    findings.error(code, &[key("format")], message, help);
}

/// The file with its ids looked up.
struct Facts<'a> {
    file: &'a ProgramFile,
    teams: Names<'a>,
    staff: Names<'a>,
    departments: Names<'a>,
    mentors: Names<'a>,
}

/// The ids of one kind, and where each stands in its list.
struct Names<'a> {
    kind: &'static str,
    list: &'static str,
    index: HashMap<&'a str, usize>,
    /// Whether the list could be read at all; otherwise nothing can be said to be missing from it.
    listed: bool,
    /// Comparisons that may still be spent on suggestions, so that a hostile file takes no longer.
    budget: Cell<usize>,
}

/// Comparisons of two words for suggestions: a fraction of a second.
const COMPARISONS: usize = 200_000;

impl<'a> Facts<'a> {
    fn new(file: &'a ProgramFile, findings: &Findings) -> Self {
        let names = |kind, list, ids: Vec<&'a str>| Names::new(kind, list, ids, findings);
        Facts {
            file,
            teams: names(
                "team",
                "teams",
                file.teams.iter().map(|row| row.id.as_str()).collect(),
            ),
            staff: names(
                "staff",
                "staff",
                file.staff.iter().map(|row| row.id.as_str()).collect(),
            ),
            departments: names(
                "department",
                "departments",
                file.departments.iter().map(|row| row.id.as_str()).collect(),
            ),
            mentors: names(
                "mentor",
                "mentors",
                file.mentors.iter().map(|row| row.id.as_str()).collect(),
            ),
        }
    }
}

impl<'a> Names<'a> {
    fn new(kind: &'static str, list: &'static str, ids: Vec<&'a str>, findings: &Findings) -> Self {
        let mut index = HashMap::with_capacity(ids.len());
        for (position, id) in ids.into_iter().enumerate() {
            index.entry(id).or_insert(position);
        }
        Names {
            kind,
            list,
            index,
            listed: !findings.is_unread(&format!("/{list}")),
            budget: Cell::new(COMPARISONS),
        }
    }

    /// Where an id stands in its list.
    fn get(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Notes an id that is not in the list.
    fn check<'p>(&self, findings: &mut Findings, id: &str, path: impl FnOnce() -> Vec<Step<'p>>) {
        if !self.listed || self.index.contains_key(id) {
            return;
        }
        let help = match self.meant(id) {
            Some(meant) => format!("did you mean {}?", show(meant)),
            None => format!("correct the id, or add it to {}", show(self.list)),
        };
        let code = format!("unknown-{}", self.kind);
        let message = format!("{} has no id {}", show(self.list), show(id));
        findings.error(&code, &path(), message, help);
    }

    fn meant(&self, id: &str) -> Option<&'a str> {
        let left = self.budget.get().checked_sub(self.index.len())?;
        self.budget.set(left);
        // Of equally near ids the first of the file, whatever the order of the map.
        let mut ids: Vec<_> = self.index.iter().collect();
        ids.sort_unstable_by_key(|(_, position)| **position);
        suggest(id, ids.into_iter().map(|(id, _)| *id))
    }
}
