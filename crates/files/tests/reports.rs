//! Reports of generated plans, with names that mean something to every format.

mod programs;

use std::collections::BTreeSet;
use std::io::Read;

use chrono::{DateTime, TimeZone, Utc};
use programs::{hostile_names, hostile_program, plan, program, with_plain_names};
use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::plan::PlanFile;
use rotaplan_files::report::{
    Per, Picture, Whose, calendar, calendars, csv, html, markdown, workbook,
};
use rotaplan_files::sheets::{Mapping, export_csv, export_xlsx, import, read_csv, read_xlsx};

fn picture<'a>(program: &'a ProgramFile, plan: &'a PlanFile) -> Picture<'a> {
    Picture::new(program, plan, None).expect("a valid program")
}

fn stamp() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 8, 0, 0)
        .single()
        .expect("a moment")
}

/// The placements of a plan as pins have them.
fn placements(plan: &PlanFile) -> BTreeSet<[Option<String>; 4]> {
    plan.placements
        .iter()
        .map(|x| {
            [
                Some(x.staff.clone()),
                Some(x.slot.clone()),
                Some(x.department.clone()),
                x.mentor.clone(),
            ]
        })
        .collect()
}

#[test]
fn plans_come_back_from_the_workbook_and_from_csv_as_pins() {
    for seed in 0..100 {
        let program = program(seed);
        let plan = plan(&program, seed);
        let picture = picture(&program, &plan);
        let sheets = read_xlsx(&workbook(&picture).expect("workbook")).expect("readable");
        let by_person = sheets.into_iter().filter(|sheet| sheet.name == "By person");
        let flat = read_csv(
            "pins.csv",
            &csv(&picture).expect("csv"),
            &Mapping::default(),
        )
        .expect("readable");
        for sheet in by_person.chain([flat]) {
            let read = import(&[sheet], &Mapping::default(), Some(&program));
            let program = read
                .program
                .unwrap_or_else(|| panic!("{seed}: {:#?}", read.problems));
            let pins = program
                .pins
                .into_iter()
                .map(|pin| [Some(pin.staff), pin.slot, pin.department, pin.mentor]);
            assert_eq!(pins.collect::<BTreeSet<_>>(), placements(&plan), "{seed}");
        }
    }
}

#[test]
fn no_name_becomes_markup() {
    let names = hostile_names();
    assert!(names.len() >= 500);
    for from in (0..names.len()).step_by(20) {
        let program = hostile_program(&names, from);
        let plan = plan(&program, 1);
        let page = html(&picture(&program, &plan)).expect("page");
        let plain = with_plain_names(program.clone());
        let plain_page = html(&picture(&plain, &plan)).expect("page");
        // Where nobody is told apart by name the rows may stand in another order, but they are as many.
        assert_eq!(count(&page, "<"), count(&plain_page, "<"), "{from}");
        assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{from}");
        let text = markdown(&picture(&program, &plan));
        assert!(
            !text.contains('<') && !text.chars().any(|c| c.is_control() && c != '\n'),
            "{from}"
        );
    }
}

fn count(text: &str, what: &str) -> usize {
    text.matches(what).count()
}

#[test]
fn no_name_becomes_a_formula() {
    let names = hostile_names();
    for from in (0..names.len()).step_by(20) {
        let program = hostile_program(&names, from);
        let plan = plan(&program, 1);
        let picture = picture(&program, &plan);
        for bytes in [
            workbook(&picture).expect("report"),
            export_xlsx(&program).expect("export"),
        ] {
            for (name, text) in parts(&bytes) {
                if name.contains("worksheets/sheet") {
                    assert!(
                        !text.contains("<f>")
                            && !text.contains("<f ")
                            && !text.contains("<hyperlink"),
                        "{name}"
                    );
                }
            }
            // Nothing that XML forbids got in: it reads.
            read_xlsx(&bytes).expect("readable");
        }
        let mut files = export_csv(&program).expect("csv");
        files.push(("plan.csv".to_owned(), csv(&picture).expect("csv")));
        for (name, bytes) in files {
            let mut reader = csv_reader(&bytes);
            for record in reader.records() {
                for field in &record.expect("csv") {
                    let number = field.parse::<i64>().is_ok();
                    let first = field.trim_start_matches('\u{feff}').chars().next();
                    assert!(
                        number || !first.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c)),
                        "{name}: {field:?}"
                    );
                }
            }
        }
    }
}

fn csv_reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes)
}

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("zip");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("part");
            let name = part.name().expect("name").into_owned();
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            (name, text)
        })
        .collect()
}

/// The lines of a calendar, unfolded.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "")
        .split_terminator("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_name_becomes_a_property_of_a_calendar() {
    const KNOWN: [&str; 20] = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "DTSTART",
        "DTEND",
        "TRANSP",
        "SEQUENCE",
        "STATUS",
        "RRULE",
        "EXDATE",
        "ORGANIZER",
    ];
    let names = hostile_names();
    for from in (0..names.len()).step_by(20) {
        let program = hostile_program(&names, from);
        let plan = plan(&program, 1);
        let text = calendar(&picture(&program, &plan), Whose::Everybody, stamp(), None);
        let plain = with_plain_names(program.clone());
        let plain_text = calendar(&picture(&plain, &plan), Whose::Everybody, stamp(), None);
        assert_eq!(lines(&text).len(), lines(&plain_text).len(), "{from}");
        for line in text.split_terminator("\r\n") {
            assert!(line.len() <= 75, "{from}: {} octets", line.len());
            assert!(!line.chars().any(char::is_control), "{from}: {line:?}");
        }
        for line in lines(&text) {
            let name = line.split([':', ';']).next().unwrap_or_default();
            assert!(KNOWN.contains(&name), "{from}: {line}");
        }
    }
}

#[test]
fn an_unchanged_plan_gives_an_unchanged_calendar() {
    for seed in 0..20 {
        let program = program(seed);
        let plan = plan(&program, seed);
        let picture = picture(&program, &plan);
        let first = calendar(&picture, Whose::Everybody, stamp(), None);
        let later = stamp() + chrono::TimeDelta::hours(1);
        let again = calendar(&picture, Whose::Everybody, later, Some(&first));
        assert_eq!(first, again, "{seed}");
        assert!(!first.contains("SEQUENCE:1"), "{seed}");
    }
}

#[test]
fn a_calendar_follows_its_plan() {
    let program = program(3);
    let plan = plan(&program, 3);
    let first = calendar(&picture(&program, &plan), Whose::Everybody, stamp(), None);
    let mut changed = plan.clone();
    let dropped = changed.placements.remove(0);
    let moved = &mut changed.placements[0];
    let slots: BTreeSet<&String> = plan.placements.iter().map(|x| &x.slot).collect();
    let other = slots
        .into_iter()
        .find(|slot| **slot != moved.slot)
        .expect("another slot");
    moved.slot = other.clone();
    let second = calendar(
        &picture(&program, &changed),
        Whose::Everybody,
        stamp(),
        Some(&first),
    );
    let cancelled = count(&second, "\r\nSTATUS:CANCELLED\r\n");
    assert!(cancelled > 0, "{} was dropped", dropped.staff);
    assert_eq!(
        count(&first, "\r\nBEGIN:VEVENT\r\n"),
        count(&second, "\r\nBEGIN:VEVENT\r\n")
    );
    assert!(
        count(&second, "SEQUENCE:1\r\n") > cancelled,
        "the moved one is raised too"
    );
    // Taken back, the dropped one is on again, and its sequence goes on.
    let third = calendar(
        &picture(&program, &plan),
        Whose::Everybody,
        stamp(),
        Some(&second),
    );
    assert_eq!(count(&third, "\r\nSTATUS:CANCELLED\r\n"), 0);
    assert_eq!(
        count(&third, "SEQUENCE:2\r\n"),
        cancelled + (count(&second, "SEQUENCE:1\r\n") - cancelled)
    );
    let uids = |text: &str| {
        lines(text)
            .into_iter()
            .filter(|line| line.starts_with("UID:"))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(uids(&first), uids(&third));
    // Once nobody is placed any more, everything is cancelled once and stays so.
    let empty = PlanFile {
        placements: Vec::new(),
        ..plan.clone()
    };
    let fourth = calendar(
        &picture(&program, &empty),
        Whose::Everybody,
        stamp(),
        Some(&third),
    );
    assert_eq!(
        count(&fourth, "\r\nSTATUS:CANCELLED\r\n"),
        count(&fourth, "\r\nBEGIN:VEVENT\r\n")
    );
    let fifth = calendar(
        &picture(&program, &empty),
        Whose::Everybody,
        stamp(),
        Some(&fourth),
    );
    assert_eq!(fourth, fifth);
}

#[test]
fn each_person_mentor_and_department_has_a_calendar() {
    let program = program(5);
    let plan = plan(&program, 5);
    let picture = picture(&program, &plan);
    for per in [Per::Person, Per::Mentor, Per::Department] {
        let files = calendars(&picture, per, stamp(), &|_| None);
        assert!(!files.is_empty());
        let names: BTreeSet<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names.len(), files.len());
        let rotations: usize = files
            .iter()
            .map(|(_, text)| count(text, "\r\nBEGIN:VEVENT\r\n"))
            .sum();
        let all = calendar(&picture, Whose::Everybody, stamp(), None);
        if per != Per::Mentor {
            assert_eq!(rotations, count(&all, "\r\nBEGIN:VEVENT\r\n"));
        }
    }
}
