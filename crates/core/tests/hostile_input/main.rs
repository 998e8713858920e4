//! Bad program files of every kind: each is told by its code, its place and its line, in no time.
//!
//! Most are made from the example with every key by changing one piece of its text, so that each
//! must be found in the midst of a file that is right in all else.

mod cases;
mod meaning;

use std::time::{Duration, Instant};

use cases::{Case, GRAMMAR, MEANINGS, SHAPES};
use rotaplan_core::input::{Problem, Reading, Severity, read};

const EVERY_KEY: &str = include_str!("../../../../examples/programs/every-key.json");

fn changed(case: &Case) -> String {
    assert_eq!(
        EVERY_KEY.matches(case.from).count(),
        1,
        "{} stands once",
        case.from
    );
    EVERY_KEY.replacen(case.from, case.to, 1)
}

fn line_of(text: &str, piece: &str) -> Option<usize> {
    let offset = text.find(piece)?;
    let start = offset + piece.len() - piece.trim_start().len();
    Some(text[..start].matches('\n').count() + 1)
}

/// What reading may take; without optimisation and beside other tests it is slower.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 45 } else { 2 });

/// Reads, and fails where that takes longer than the limit.
fn quickly(bytes: &[u8]) -> Reading {
    let begun = Instant::now();
    let reading = read(bytes);
    assert!(begun.elapsed() < LIMIT, "took {:?}", begun.elapsed());
    for problem in &reading.problems {
        assert!(problem.message.len() < 600, "{}", problem.message);
        assert!(problem.place.len() <= 300, "{}", problem.place);
        assert!(
            !problem.message.contains(char::is_control),
            "{}",
            problem.message
        );
        assert!(!problem.help.is_empty(), "no help for {}", problem.code);
        assert!(
            !problem.message.contains("Person "),
            "a name in {}",
            problem.message
        );
        assert!(
            problem.line.is_some() || problem.code == "more",
            "no line for {}",
            problem.code
        );
    }
    let wrong = reading
        .problems
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    assert_eq!(wrong, reading.file.is_none());
    reading
}

fn errors(reading: &Reading) -> Vec<&Problem> {
    let problems = reading.problems.iter();
    problems
        .filter(|problem| problem.severity == Severity::Error)
        .collect()
}

fn check(cases: &[Case]) {
    for case in cases {
        let text = changed(case);
        let reading = quickly(text.as_bytes());
        let found: Vec<_> = errors(&reading)
            .iter()
            .map(|problem| (problem.code.as_str(), problem.place.as_str(), problem.line))
            .collect();
        let expected = (case.code, case.place, line_of(&text, case.line_of));
        assert_eq!(found, [expected], "{} -> {}", case.from, case.to);
    }
}

#[test]
fn shapes() {
    check(SHAPES);
}

#[test]
fn meanings() {
    check(MEANINGS);
}

#[test]
fn grammar() {
    check(GRAMMAR);
}

/// All changes that leave the grammar whole and touch different places, at once: none hides another.
#[test]
fn all_at_once() {
    let mut text = EVERY_KEY.to_owned();
    let mut expected = Vec::new();
    for case in SHAPES.iter().chain(MEANINGS) {
        let row = case.place.split('/').take(3).collect::<Vec<_>>().join("/");
        let taken = expected
            .iter()
            .any(|(_, place): &(&str, &str)| place.starts_with(&row));
        let alone = ["/horizon", "/format", "/departments/0", "/departments/1"]
            .iter()
            .any(|other| row.starts_with(other));
        if taken || alone || text.matches(case.from).count() != 1 {
            continue;
        }
        text = text.replacen(case.from, case.to, 1);
        expected.push((case.code, case.place));
    }
    assert!(expected.len() > 20, "{}", expected.len());
    let reading = quickly(text.as_bytes());
    let lines: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| problem.line)
        .collect();
    assert!(lines.is_sorted());
    let mut found: Vec<_> = errors(&reading)
        .iter()
        .map(|problem| (problem.code.as_str(), problem.place.as_str()))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn truncated_at_every_byte() {
    let whole = EVERY_KEY.trim_end().as_bytes();
    for length in 0..whole.len() {
        let reading = read(&whole[..length]);
        assert!(reading.file.is_none(), "cut to {length} bytes");
        let last = reading.problems.last().map(|problem| problem.code.as_str());
        assert!(
            matches!(last, Some("json" | "empty-file")),
            "cut to {length}: {last:?}"
        );
    }
}

#[test]
fn one_byte_replaced_anywhere_never_panics() {
    for (index, byte) in (0..EVERY_KEY.len()).step_by(7).zip(
        [0u8, b'"', b'{', b'}', b'[', 0xff, b'\\', b'9', b'n']
            .into_iter()
            .cycle(),
    ) {
        let mut bytes = EVERY_KEY.as_bytes().to_vec();
        bytes[index] = byte;
        let _ = read(&bytes);
    }
}

#[test]
fn wrong_encodings() {
    let utf16: Vec<u8> = EVERY_KEY
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let marked = [&[0xff, 0xfe], utf16.as_slice()].concat();
    let latin = EVERY_KEY.replace("Service desk", "Caf\u{1}").into_bytes();
    let latin: Vec<u8> = latin
        .into_iter()
        .map(|byte| if byte == 1 { 0xe9 } else { byte })
        .collect();
    for (bytes, words) in [
        (&utf16, "UTF-16"),
        (&marked, "UTF-16"),
        (&latin, "not UTF-8"),
    ] {
        let reading = quickly(bytes);
        assert_eq!(reading.problems.len(), 1);
        assert_eq!(reading.problems[0].code, "encoding");
        assert!(
            reading.problems[0].message.contains(words),
            "{}",
            reading.problems[0].message
        );
        assert!(reading.problems[0].help.contains("UTF-8"));
    }
    let marked = format!("\u{feff}{EVERY_KEY}");
    assert_eq!(
        quickly(marked.as_bytes()).problems,
        read(EVERY_KEY.as_bytes()).problems
    );
}

#[test]
fn not_a_program_at_all() {
    for (text, code) in [
        ("", "empty-file"),
        (" \n\t", "empty-file"),
        ("[]", "wrong-type"),
        ("7", "wrong-type"),
        ("null", "null"),
        ("\"program\"", "wrong-type"),
        ("hello", "json"),
        ("{}{}", "json"),
        ("{", "json"),
        ("}", "json"),
        ("\u{0}", "encoding"),
        ("staff,team\ne01,databases\n", "json"),
    ] {
        let reading = quickly(text.as_bytes());
        let codes: Vec<_> = errors(&reading)
            .iter()
            .map(|problem| problem.code.clone())
            .collect();
        assert!(codes.contains(&code.to_owned()), "{text:?}: {codes:?}");
    }
    assert_eq!(quickly(&vec![0; 20_000_000]).problems[0].code, "encoding");
    assert_eq!(
        quickly(b"{}").problems.len(),
        5,
        "each required key is missing"
    );
}

#[test]
fn nesting_without_end() {
    for opening in ["[", "{\"a\":"] {
        let deep = opening.repeat(200_000);
        let unknown = EVERY_KEY.replacen("\"rules\": {", &format!("\"x\": {deep}"), 1);
        let reading = quickly(unknown.as_bytes());
        assert!(
            errors(&reading)
                .iter()
                .any(|problem| problem.code == "too-deep")
        );
        let known = EVERY_KEY.replacen("\"teams\": [", &format!("\"teams\": {deep}"), 1);
        assert!(quickly(known.as_bytes()).file.is_none());
        assert!(quickly(deep.as_bytes()).file.is_none());
    }
}

#[test]
fn ids_of_ten_megabytes() {
    let huge = "x".repeat(10_000_000);
    for (from, code) in [
        (r#""never": ["legal"]"#, "unknown-department"),
        (r#""legal": -5"#, "unknown-department"),
        (r#""gap_slots""#, "unknown-key"),
        (r#""mentor": "m06""#, "unknown-mentor"),
    ] {
        let to = match from.strip_suffix("\"legal\"]") {
            Some(before) => format!("{before}\"{huge}\"]"),
            None if from.starts_with("\"legal") => format!("\"{huge}\": -5"),
            None if from.starts_with("\"gap") => format!("\"{huge}\""),
            None => format!("\"mentor\": \"{huge}\""),
        };
        let reading = quickly(EVERY_KEY.replacen(from, &to, 1).as_bytes());
        let codes: Vec<_> = errors(&reading)
            .iter()
            .map(|problem| problem.code.clone())
            .collect();
        assert_eq!(codes, [code]);
    }
    let named = EVERY_KEY.replace("\"legal\"", &format!("\"{huge}\""));
    assert!(quickly(named.as_bytes()).file.is_some(), "long and right");
}

#[test]
fn endless_problems_are_counted_and_not_kept() {
    let never = vec!["\"nowhere\""; 50_000].join(",");
    let text = EVERY_KEY.replacen(r#"["legal"]"#, &format!("[{never}]"), 1);
    let begun = Instant::now();
    let reading = read(text.as_bytes());
    assert!(begun.elapsed() < 4 * LIMIT, "took {:?}", begun.elapsed());
    assert!(reading.problems.len() < 21_000);
    let last: Vec<_> = reading
        .problems
        .iter()
        .rev()
        .take(2)
        .map(|problem| &problem.code)
        .collect();
    assert_eq!(last, ["more", "more"], "errors and repeated names");

    let keys: String = (0..50_000)
        .map(|index| format!("\"rule{index}\": 1, "))
        .collect();
    let text = EVERY_KEY.replacen("\"rules\": {", &format!("{keys} \"rules\": {{"), 1);
    let reading = quickly(text.as_bytes());
    let last = reading
        .problems
        .last()
        .map(|problem| problem.message.as_str());
    assert_eq!(last, Some("and 40000 more errors"));
}

#[test]
fn hostile_ids_are_made_harmless() {
    let text = EVERY_KEY.replacen(r#"["legal"]"#, r#"["\u001b[2J\u202eevil\n"]"#, 1);
    let reading = quickly(text.as_bytes());
    assert!(
        errors(&reading)[0]
            .message
            .contains(r"\u{1b}[2J\u{202e}evil\n")
    );
}

#[test]
fn dates_of_leave_and_names_are_not_repeated() {
    let text = EVERY_KEY.replacen("2027-02-08", "2027-02-31", 1).replacen(
        "\"2027-01-04\"",
        "\"2027-01-09\"",
        1,
    );
    let reading = quickly(text.as_bytes());
    assert_eq!(errors(&reading).len(), 2);
    for problem in &reading.problems {
        assert!(!problem.message.contains("2027"), "{}", problem.message);
    }
}

#[test]
fn names_in_the_place_of_ids_are_not_repeated() {
    let text = EVERY_KEY.replacen(
        r#"{ "staff": "e10", "department": "hr" }"#,
        r#"{ "staff": "Person 10", "department": "Human resources" }"#,
        1,
    );
    let reading = quickly(text.as_bytes());
    let helps: Vec<_> = errors(&reading)
        .iter()
        .map(|problem| problem.help.as_str())
        .collect();
    let instead = |id| format!("write the id \"{id}\" instead of the name");
    assert_eq!(helps, [instead("e10"), instead("hr")]);
}
