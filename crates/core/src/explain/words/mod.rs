//! What is said: plain sentences with names, ids and months, and with the keys of the program file.

mod clause;
mod shortage;

pub(crate) use clause::{clause, clauses, sentence};
pub(crate) use shortage::shortage;

use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, SlotSet, StaffIdx, TeamIdx};

/// So many names are said before the rest is counted.
const NAMES: usize = 4;

/// The name with the id behind it; the id alone where there is no other name.
fn label(name: &str, id: &str) -> String {
    if name == id {
        id.to_owned()
    } else {
        format!("{name} ({id})")
    }
}

/// A person's name and id.
pub(crate) fn staff(program: &Program, s: StaffIdx) -> String {
    let person = &program.staff[s.index()];
    label(&person.name, &person.id)
}

/// A team's name and id.
pub(crate) fn team(program: &Program, g: TeamIdx) -> String {
    let team = &program.teams[g.index()];
    label(&team.name, &team.id)
}

/// A department's name and id.
pub(crate) fn department(program: &Program, d: DepartmentIdx) -> String {
    let department = &program.departments[d.index()];
    label(&department.name, &department.id)
}

/// A mentor's name and id.
pub(crate) fn mentor(program: &Program, m: MentorIdx) -> String {
    let mentor = &program.mentors[m.index()];
    label(&mentor.name, &mentor.id)
}

/// "January 2027", or "1 to 15 January 2027".
pub(crate) fn slot(program: &Program, t: Slot) -> String {
    let calendar = &program.calendar;
    if calendar.slots_per_month() == 1 {
        return calendar.start(t).format("%B %Y").to_string();
    }
    let (first, last) = (calendar.start(t), calendar.end(t));
    format!("{} to {}", first.format("%-d"), last.format("%-d %B %Y"))
}

/// What all slots are called, one by one.
pub(super) fn every_slot(program: &Program) -> &'static str {
    match program.calendar.slots_per_month() {
        1 => "every month",
        _ => "every half month",
    }
}

/// Slots, named one by one or as a stretch.
pub(crate) fn slots(program: &Program, set: SlotSet) -> String {
    let all: Vec<Slot> = set.iter().collect();
    match (all.first(), all.last()) {
        (Some(first), Some(last))
            if all.len() > 3 && last.index() - first.index() + 1 == all.len() =>
        {
            format!("{} to {}", slot(program, *first), slot(program, *last))
        }
        _ => list(all.iter().map(|t| slot(program, *t)).collect(), "and"),
    }
}

/// "a, b and c", and so many more.
pub(crate) fn list(mut names: Vec<String>, and: &str) -> String {
    if names.len() > NAMES {
        let more = names.len() - (NAMES - 1);
        names.truncate(NAMES - 1);
        return format!("{} {and} {more} more", names.join(", "));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {and} {last}", rest.join(", ")),
        None => "nobody".to_owned(),
    }
}

/// "1 seat", "2 seats".
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

fn ids(program: &Program, people: &[StaffIdx]) -> Vec<String> {
    people
        .iter()
        .map(|s| program.staff[s.index()].id.clone())
        .collect()
}
