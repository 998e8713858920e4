//! What a program file may not say although every key is known and every value of its type.
//!
//! One file for each kind of fault. A file that asks for the impossible passes: that no plan keeps
//! all of its rules is for the engine to prove, not for the reader to guess.

mod advice;
mod ids;
mod prerequisites;
mod records;
mod references;
mod rows;
mod score;
mod size;
mod time;

use std::cell::{Cell, OnceCell};
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
    records::check(&facts, findings);
    score::check(file, findings);
    size::check(file, findings);
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
    /// Id and name of each row.
    rows: Vec<(&'a str, &'a str)>,
    /// Ids by name, made when the first id is unknown.
    by_name: OnceCell<HashMap<&'a str, &'a str>>,
    /// Whether the list could be read at all; otherwise nothing can be said to be missing from it.
    listed: bool,
    /// Comparisons that may still be spent on suggestions, so that a hostile file takes no longer.
    budget: Cell<usize>,
}

/// Comparisons of two words for suggestions: a second at most.
const COMPARISONS: usize = 1_000_000;

impl<'a> Facts<'a> {
    fn new(file: &'a ProgramFile, findings: &Findings) -> Self {
        macro_rules! names {
            ($kind:literal, $list:ident) => {
                Names::new(
                    $kind,
                    stringify!($list),
                    file.$list
                        .iter()
                        .map(|row| (row.id.as_str(), row.name.as_str())),
                    findings,
                )
            };
        }
        Facts {
            file,
            teams: names!("team", teams),
            staff: names!("staff", staff),
            departments: names!("department", departments),
            mentors: names!("mentor", mentors),
        }
    }
}

impl<'a> Names<'a> {
    fn new(
        kind: &'static str,
        list: &'static str,
        rows: impl Iterator<Item = (&'a str, &'a str)>,
        findings: &Findings,
    ) -> Self {
        let rows: Vec<_> = rows.collect();
        let mut index = HashMap::with_capacity(rows.len());
        for (position, (id, _)) in rows.iter().enumerate() {
            index.entry(*id).or_insert(position);
        }
        Names {
            kind,
            list,
            index,
            rows,
            by_name: OnceCell::new(),
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
        if !self.listed || self.index.contains_key(id) || findings.overflows() {
            return;
        }
        let (list, code) = (show(self.list), format!("unknown-{}", self.kind));
        let (message, help) = if let Some(named) = self.named(id) {
            // Names of people are not repeated.
            (
                format!("{list} has no such id: a name stands where an id must"),
                format!("write the id {} instead of the name", show(named)),
            )
        } else {
            let help = match self.meant(id) {
                Some(meant) => format!("did you mean {}?", show(meant)),
                None => format!("correct the id, or add it to {list}"),
            };
            (format!("{list} has no id {}", show(id)), help)
        };
        findings.error(&code, &path(), message, help);
    }

    /// The id of the first row of this name.
    fn named(&self, name: &str) -> Option<&'a str> {
        let by_name = self.by_name.get_or_init(|| {
            let rows = self.rows.iter().rev().filter(|(_, name)| !name.is_empty());
            rows.map(|(id, name)| (*name, *id)).collect()
        });
        by_name.get(name).copied()
    }

    /// The id that is most likely meant.
    fn meant(&self, id: &str) -> Option<&'a str> {
        self.budget
            .set(self.budget.get().checked_sub(self.rows.len())?);
        suggest(id, self.rows.iter().map(|(id, _)| *id))
    }
}
