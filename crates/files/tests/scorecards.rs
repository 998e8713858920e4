//! Scorecards of people, improvements and reasons whose words mean something to every format.

mod programs;

use std::collections::BTreeSet;

use programs::{hostile_names, hostile_program, with_plain_names};
use rotaplan_core::input::file::{HistoryFile, MetricFile, ProgramFile, ScaleFile};
use rotaplan_core::outcomes::{
    HeldFile, ImprovementFile, OUTCOMES_FORMAT, OutcomeFile, OutcomesFile,
};
use rotaplan_core::scorecard::{Scorecard, scorecard};
use rotaplan_files::scorecard::{self as shown, TABLES, html, markdown, records};

/// The month before the horizon.
fn before(first: &str) -> String {
    let (year, month) = first.split_at(4);
    let year: u32 = year.parse().expect("a year");
    match month[1..].parse::<u32>().expect("a month") {
        1 => format!("{:04}-12", year - 1),
        month => format!("{year:04}-{:02}", month - 1),
    }
}

/// Everybody was in some department last month; `word` says what people wrote down of it.
fn card(mut program: ProgramFile, mut word: impl FnMut() -> String) -> Scorecard {
    let slot = before(&program.horizon.first_month);
    program.history.clear();
    let mut rows = Vec::new();
    for department in &mut program.departments {
        department.metrics = vec![MetricFile {
            name: word(),
            scale: ScaleFile { from: 1, to: 5 },
            target: Some(4),
        }];
    }
    for (at, person) in program.staff.iter_mut().enumerate() {
        person.reason = word();
        let department = &program.departments[at % program.departments.len()];
        let held = [HeldFile::Full, HeldFile::Part, HeldFile::Cancelled][at % 3];
        let took_place = held != HeldFile::Cancelled;
        if took_place {
            program.history.push(HistoryFile {
                staff: person.id.clone(),
                department: department.id.clone(),
                month: slot.clone(),
                team: None,
                mentor: None,
            });
        }
        rows.push(OutcomeFile {
            staff: person.id.clone(),
            department: department.id.clone(),
            slot: slot.clone(),
            held,
            reason: word(),
            improvement: took_place.then(|| ImprovementFile {
                title: word(),
                ..ImprovementFile::default()
            }),
            ratings: [(department.metrics[0].name.clone(), 3)].into(),
            ..OutcomeFile::default()
        });
    }
    let outcomes = OutcomesFile {
        format: OUTCOMES_FORMAT.to_owned(),
        outcomes: rows,
    };
    scorecard(&program, "sha".to_owned(), &[outcomes], None)
}

fn count(text: &str) -> usize {
    text.matches('<').count()
}

fn is_shown(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n')
}

#[test]
fn no_word_becomes_markup() {
    let names = hostile_names();
    for from in (0..names.len()).step_by(40) {
        let program = hostile_program(&names, from);
        let plain = card(with_plain_names(program.clone()), || "Plain".to_owned());
        let mut next = names
            .iter()
            .filter(|name| !name.is_empty())
            .cycle()
            .skip(from);
        let hostile = card(program, || next.next().cloned().unwrap_or_default());
        let page = html(&hostile).expect("page");
        assert_eq!(count(&page), count(&html(&plain).expect("page")), "{from}");
        assert!(is_shown(&page), "{from}");
        let text = markdown(&hostile);
        assert!(!text.contains('<') && is_shown(&text), "{from}");
        let pages = records(&hostile).expect("records");
        let files: BTreeSet<String> = pages.iter().map(|(name, _)| name.to_lowercase()).collect();
        assert_eq!(
            files.len(),
            hostile.people.len(),
            "{from}: a file for everybody"
        );
        for ((name, page), (_, other)) in pages.iter().zip(records(&plain).expect("records")) {
            assert_eq!(count(page), count(&other), "{from}: {name}");
            assert!(is_shown(page), "{from}: {name}");
        }
    }
}

#[test]
fn no_word_becomes_a_formula() {
    let names = hostile_names();
    for from in (0..names.len()).step_by(40) {
        let mut next = names.iter().cycle().skip(from);
        let card = card(hostile_program(&names, from), || {
            next.next().cloned().unwrap_or_default()
        });
        for table in TABLES {
            let bytes = shown::csv(&card, table).expect("csv");
            let mut reader = csv::ReaderBuilder::new().from_reader(&*bytes);
            for record in reader.records() {
                for field in &record.expect("csv") {
                    let number = field.parse::<i64>().is_ok();
                    let first = field.trim_start_matches('\u{feff}').chars().next();
                    assert!(
                        number || !first.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c)),
                        "{table}: {field:?}"
                    );
                }
            }
        }
    }
}
