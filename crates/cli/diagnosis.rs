//! Saying what is wrong with an input, with the line it stands in.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use rotaplan_core::input::{Problem, Severity};

use crate::masked::masked;
use crate::show::{Table, clean};
use crate::source::Content;

/// So many problems are shown unless asked for all.
const SHOWN: usize = 20;

/// A longer line is no help to see.
const LONGEST_LINE: usize = 400;

/// The problems with their places, as text with colours.
pub(crate) fn draw(problems: &[Problem], content: &Content, all: bool) -> String {
    let shown = if all {
        problems.len()
    } else {
        SHOWN.min(problems.len())
    };
    let renderer = Renderer::styled().term_width(100);
    let lines = line_starts(&content.bytes);
    let mut text = String::new();
    for problem in &problems[..shown] {
        text += &draw_one(problem, content, &lines, &renderer);
        text += "\n\n";
    }
    if shown < problems.len() {
        let more = problems.len() - shown;
        text += &format!("… and {more} more; -v shows all of them\n\n");
    }
    text
}

fn draw_one(problem: &Problem, content: &Content, lines: &[usize], renderer: &Renderer) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = clean(&problem.message, 1_000);
    let code = clean(&problem.code, 80);
    let place = clean(&problem.place, 300);
    let title = level.primary_title(&*message).id(&*code);
    let name = clean(&content.name, 300);
    let line = problem
        .line
        .and_then(|line| source_line(&content.bytes, lines, line));
    let mut group = match (&line, problem.line) {
        (Some(line), Some(number)) => {
            let span = mark(line, &problem.place);
            title.element(
                Snippet::source(line.as_str())
                    .path(&*name)
                    .line_start(number)
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        }
        (None, Some(number)) => title.element(Origin::path(&*name).line(number)),
        _ => title.element(Origin::path(&*name)),
    };
    if !place.is_empty() {
        group = group.element(Level::NOTE.with_name("at").message(&*place));
    }
    let help = clean(&problem.help, 1_000);
    if !help.is_empty() {
        group = group.element(Level::HELP.message(&*help));
    }
    renderer.render(&[group])
}

/// Where each line begins.
fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    std::iter::once(0)
        .chain(ends.map(|(at, _)| at + 1))
        .collect()
}

/// A line of the file, if it is short enough to help.
fn source_line(bytes: &[u8], starts: &[usize], number: usize) -> Option<String> {
    let start = *starts.get(number.checked_sub(1)?)?;
    let end = starts.get(number).map_or(bytes.len(), |next| next - 1);
    let line = bytes.get(start..end)?.trim_ascii_end();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return None;
    }
    let line = masked(&String::from_utf8_lossy(line));
    Some(clean(&line, LONGEST_LINE).into_owned())
}

/// The part of the line to point at: the key that the place ends with, else where the line begins.
fn mark(line: &str, place: &str) -> std::ops::Range<usize> {
    let key = place.rsplit('/').next().unwrap_or_default();
    let key = format!("\"{}\"", key.replace("~1", "/").replace("~0", "~"));
    match line.find(&key) {
        Some(start) if key.len() > 2 => start..start + key.len(),
        _ => {
            let start = line.len() - line.trim_start().len();
            let first = line[start..].chars().next().map_or(0, char::len_utf8);
            start..start + first
        }
    }
}

/// The problems as rows.
pub(crate) fn rows(problems: &[Problem]) -> Table {
    let mut table = Table::new(&["severity", "code", "where", "#line", "message", "help"]);
    for problem in problems {
        let line = problem
            .line
            .map(|line| line.to_string())
            .unwrap_or_default();
        table.row([
            severity(problem).to_owned(),
            problem.code.clone(),
            problem.place.clone(),
            line,
            problem.message.clone(),
            problem.help.clone(),
        ]);
    }
    table
}

fn severity(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// "2 errors and 1 warning".
pub(crate) fn count(problems: &[Problem]) -> String {
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    let warnings = problems.len() - errors;
    let plural = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    match (errors, warnings) {
        (_, 0) => plural(errors, "error"),
        (0, _) => plural(warnings, "warning"),
        _ => format!(
            "{} and {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        ),
    }
}

#[cfg(test)]
mod tests {
    use rotaplan_core::input::Problem;

    use super::{count, draw};
    use crate::source::Content;

    #[test]
    fn a_problem_is_drawn_with_its_line() {
        let mut problem = Problem::error("unknown-key", "/rules/max_awy", "unknown key max_awy")
            .help("did you mean max_away?");
        problem.line = Some(2);
        let content = Content {
            bytes: b"{ \"rules\": {\n   \"max_awy\": 3 } }".to_vec(),
            name: "p.json".to_owned(),
            identity: None,
        };
        let drawn = draw(&[problem.clone()], &content, false);
        let drawn = anstream::adapter::strip_str(&drawn).to_string();
        for part in [
            "error[unknown-key]",
            "p.json:2",
            "\"max_awy\": 3 } }",
            "^^^^^^^^^",
            "help: did you mean",
        ] {
            assert!(drawn.contains(part), "{part}\n{drawn}");
        }
        assert_eq!(count(&[problem]), "1 error");
    }

    #[test]
    fn a_hostile_file_is_shown_harmlessly() {
        let mut problem = Problem::error("json", "/a", "bad \u{1b}[2J name");
        problem.line = Some(9);
        let content = Content {
            bytes: "x\u{1b}]0;\n\u{202e}".as_bytes().to_vec(),
            name: "\u{1b}c".to_owned(),
            identity: None,
        };
        let drawn = draw(&[problem], &content, false);
        assert!(!drawn.contains("\u{1b}[2J") && !drawn.contains("\u{1b}c"));
    }
}
