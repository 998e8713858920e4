//! Collects problems while a file is read, with a limit to what a hostile file can pile up.

use std::collections::HashSet;

use super::place::{Lines, Step, locate, pointer, steps};
use super::problem::{Problem, Severity};

/// Most errors, and most warnings, that are kept word by word.
const KEPT: usize = 10_000;

/// Longest pointer that is given; beyond, the place around it is.
const LONGEST_POINTER: usize = 300;

/// Longest part of an id that is shown.
const LONGEST_ID: usize = 40;

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    errors: Shelf,
    warnings: Shelf,
    /// Pointers of values that could not be read; what is found inside them is no news.
    unread: HashSet<String>,
}

#[derive(Debug, Default)]
struct Shelf {
    kept: Vec<(Problem, Option<usize>)>,
    more: usize,
}

impl Findings {
    /// Notes a problem of a value that stands at an offset of the text.
    pub(super) fn note(&mut self, problem: Problem, offset: usize) {
        self.put(problem, Some(offset));
    }

    /// Notes a problem of the value at a path, unless that value could not be read anyway.
    pub(super) fn error(&mut self, code: &str, path: &[Step<'_>], message: String, help: String) {
        let place = pointer(path);
        if !self.is_unread(&place) {
            self.put(Problem::error(code, place, message).help(help), None);
        }
    }

    /// The same for a warning.
    pub(super) fn warn(&mut self, code: &str, path: &[Step<'_>], message: String, help: String) {
        let place = pointer(path);
        if !self.is_unread(&place) {
            self.put(Problem::warning(code, place, message).help(help), None);
        }
    }

    /// Remembers that the value at a path could not be read and was replaced.
    pub(super) fn unread(&mut self, path: &[Step<'_>]) {
        if self.unread.len() < KEPT {
            self.unread.insert(pointer(path));
        }
    }

    /// Whether a value, or one around it, could not be read.
    pub(super) fn is_unread(&self, place: &str) -> bool {
        !self.unread.is_empty()
            && (self.unread.contains(place)
                || place
                    .match_indices('/')
                    .any(|(end, _)| self.unread.contains(&place[..end])))
    }

    /// Whether there is an error.
    pub(super) fn any_error(&self) -> bool {
        !self.errors.kept.is_empty()
    }

    /// Whether there is no more room for errors; then one more is counted, and needs no words.
    pub(super) fn overflows(&mut self) -> bool {
        let full = self.errors.kept.len() >= KEPT;
        self.errors.more += usize::from(full);
        full
    }

    fn put(&mut self, problem: Problem, offset: Option<usize>) {
        let shelf = match problem.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if shelf.kept.len() < KEPT {
            shelf.kept.push((problem, offset));
        } else {
            shelf.more += 1;
        }
    }

    /// All problems in the order of the text, each with its line.
    pub(super) fn finish(self, text: &str, start: usize) -> Vec<Problem> {
        let more = [
            (self.errors.more, Severity::Error),
            (self.warnings.more, Severity::Warning),
        ];
        let mut found = self.errors.kept;
        found.extend(self.warnings.kept);

        let mut unplaced: Vec<(Vec<String>, usize)> = found
            .iter()
            .enumerate()
            .filter(|(_, (_, offset))| offset.is_none())
            .map(|(index, (problem, _))| (steps(&problem.place), index))
            .collect();
        if !unplaced.is_empty() {
            unplaced.sort();
            let (pointers, indices): (Vec<_>, Vec<_>) = unplaced.into_iter().unzip();
            for (offset, index) in locate(text, start, &pointers).into_iter().zip(indices) {
                found[index].1 = Some(offset);
            }
        }
        found.sort_by_key(|(_, offset)| *offset);

        let lines = (!found.is_empty()).then(|| Lines::new(text.as_bytes()));
        let mut problems: Vec<Problem> = Vec::with_capacity(found.len());
        for (mut problem, offset) in found {
            problem.line = lines.as_ref().zip(offset).map(|(lines, at)| lines.line(at));
            while problem.place.len() > LONGEST_POINTER {
                let end = problem.place.rfind('/').unwrap_or_default();
                problem.place.truncate(end);
            }
            problems.push(problem);
        }
        for (count, severity) in more.into_iter().filter(|(count, _)| *count > 0) {
            let kind = match severity {
                Severity::Error => "errors",
                Severity::Warning => "warnings",
            };
            problems.push(Problem {
                severity,
                ..Problem::error("more", "", format!("and {count} more {kind}"))
                    .help("put right what is listed and check again")
            });
        }
        problems
    }
}

/// An id as it is shown in messages: in quotes, shortened, with nothing invisible in it.
pub(super) fn show(id: &str) -> String {
    let mut shown: String = id.chars().take(LONGEST_ID).collect();
    let cut = shown.len() < id.len();
    shown = shown.escape_debug().to_string();
    if cut {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

#[cfg(test)]
mod tests {
    use super::{Findings, KEPT, show};
    use crate::input::place::{at, key};

    #[test]
    fn ids_are_shown_short_and_plain() {
        assert_eq!(show("e017"), "\"e017\"");
        assert_eq!(
            show("a\u{1b}[31m\u{202e}\n"),
            "\"a\\u{1b}[31m\\u{202e}\\n\""
        );
        assert_eq!(show(&"é".repeat(1_000_000)).chars().count(), 43);
    }

    #[test]
    fn a_flood_is_cut_off_and_counted() {
        let mut findings = Findings::default();
        for index in 0..KEPT + 5 {
            findings.error("x", &[at(index)], String::new(), String::new());
        }
        findings.warn("y", &[], String::new(), String::new());
        let problems = findings.finish("[]", 0);
        assert_eq!(problems.len(), KEPT + 2);
        assert_eq!(problems[KEPT + 1].message, "and 5 more errors");
        assert!(problems.iter().any(|problem| problem.code == "y"));
    }

    #[test]
    fn what_could_not_be_read_is_no_news() {
        let mut findings = Findings::default();
        findings.unread(&[key("staff"), at(1)]);
        assert!(findings.is_unread("/staff/1/team"));
        assert!(!findings.is_unread("/staff/11/team"));
        assert!(!findings.is_unread("/staff"));
    }
}
