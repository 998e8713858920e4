//! Rows and names said twice, and pins that pin nothing or contradict themselves.

use std::collections::HashMap;
use std::hash::Hash;

use super::Facts;
use crate::input::findings::{Findings, show};
use crate::input::place::{Step, at, key};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let pairs = facts
        .file
        .bridges
        .iter()
        .map(|row| (&row.team, &row.department));
    for (row, first) in repeats(pairs) {
        let bridge = &facts.file.bridges[row];
        findings.error(
            "duplicate-row",
            &[key("bridges"), at(row)],
            format!(
                "the pair of team {} and department {} stands at /bridges/{first} already",
                show(&bridge.team),
                show(&bridge.department)
            ),
            "keep one row of the two".to_owned(),
        );
    }
    for (index, apart) in facts.file.apart.iter().enumerate() {
        names(
            findings,
            Twice::Error,
            &apart.staff,
            &[key("apart"), at(index), key("staff")],
        );
    }
    for (index, person) in facts.file.staff.iter().enumerate() {
        let path = |name| [key("staff"), at(index), key(name)];
        for (visit, wish) in person.must_visit.iter().enumerate() {
            let [staff, place, visits] = path("must_visit");
            let path = [staff, place, visits, at(visit), key("any_of")];
            names(findings, Twice::Error, &wish.any_of, &path);
        }
        names(findings, Twice::Warning, &person.skills, &path("skills"));
        names(findings, Twice::Warning, &person.never, &path("never"));
        names(
            findings,
            Twice::Warning,
            &person.avoid_mentors,
            &path("avoid_mentors"),
        );
    }
    for (index, department) in facts.file.departments.iter().enumerate() {
        let path = |name| [key("departments"), at(index), key(name)];
        names(
            findings,
            Twice::Warning,
            &department.needs_skills,
            &path("needs_skills"),
        );
        names(findings, Twice::Warning, &department.after, &path("after"));
    }
    pins(facts, findings);
}

/// How bad it is to say a name twice.
#[derive(Clone, Copy)]
enum Twice {
    Error,
    Warning,
}

fn names(findings: &mut Findings, twice: Twice, names: &[String], path: &[Step<'_>]) {
    for (row, first) in repeats(names.iter()) {
        let mut path = path.to_vec();
        path.push(at(row));
        let message = format!(
            "{} is in this list already, as entry {first}",
            show(&names[row])
        );
        let help = "name it once".to_owned();
        match twice {
            Twice::Error => findings.error("duplicate-name", &path, message, help),
            Twice::Warning => findings.warn("repeated-name", &path, message, help),
        }
    }
}

/// The places of all that came before, each with the place where it came first.
fn repeats<T: Eq + Hash>(values: impl ExactSizeIterator<Item = T>) -> Vec<(usize, usize)> {
    if values.len() < 2 {
        return Vec::new();
    }
    let mut seen = HashMap::new();
    let firsts: Vec<usize> = values
        .enumerate()
        .map(|(row, value)| *seen.entry(value).or_insert(row))
        .collect();
    let rows = firsts.into_iter().enumerate();
    rows.filter(|(row, first)| row != first).collect()
}

fn pins(facts: &Facts<'_>, findings: &mut Findings) {
    let keys = |row: usize| {
        let pin = &facts.file.pins[row];
        (&pin.staff, &pin.slot, &pin.department, &pin.mentor)
    };
    for (row, first) in repeats((0..facts.file.pins.len()).map(keys)) {
        findings.warn(
            "repeated-pin",
            &[key("pins"), at(row)],
            format!("this says the same as /pins/{first}"),
            "remove one of the two".to_owned(),
        );
    }
    for (index, pin) in facts.file.pins.iter().enumerate() {
        let more = ["slot", "department", "mentor"];
        let unread = more
            .iter()
            .any(|name| findings.is_unread(&format!("/pins/{index}/{name}")));
        if pin.slot.is_none() && pin.department.is_none() && pin.mentor.is_none() && !unread {
            findings.error(
                "empty-pin",
                &[key("pins"), at(index)],
                format!("the pin of {} settles nothing", show(&pin.staff)),
                "add \"slot\", \"department\" or \"mentor\"".to_owned(),
            );
        }
        let (Some(mentor), Some(department)) = (&pin.mentor, &pin.department) else {
            continue;
        };
        let known = facts
            .mentors
            .get(mentor)
            .map(|row| &facts.file.mentors[row]);
        let Some(known) = known.filter(|known| known.department != *department) else {
            continue;
        };
        if facts.departments.get(department).is_some() {
            findings.error(
                "pin-mentor",
                &[key("pins"), at(index), key("mentor")],
                format!(
                    "mentor {} is of department {}, not of {}",
                    show(mentor),
                    show(&known.department),
                    show(department)
                ),
                "pin a mentor of that department, or leave one of the two out".to_owned(),
            );
        }
    }
}
