//! How people, departments and slots are called where somebody reads them.

use rotaplan_core::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx, TeamIdx};

/// The name with the id behind it; the id alone where there is no other name.
pub(crate) fn label(name: &str, id: &str) -> String {
    if name == id {
        return id.to_owned();
    }
    // A long name is cut before its id is.
    format!("{} ({id})", crate::show::clean(name, 40))
}

pub(crate) fn staff(program: &Program, staff: StaffIdx) -> String {
    let person = &program.staff()[staff.index()];
    label(&person.name, &person.id)
}

pub(crate) fn team(program: &Program, team: TeamIdx) -> String {
    let team = &program.teams()[team.index()];
    label(&team.name, &team.id)
}

pub(crate) fn department(program: &Program, department: DepartmentIdx) -> String {
    let department = &program.departments()[department.index()];
    label(&department.name, &department.id)
}

pub(crate) fn mentor(program: &Program, mentor: Option<MentorIdx>) -> String {
    let Some(mentor) = mentor else {
        return "nobody".to_owned();
    };
    let mentor = &program.mentors()[mentor.index()];
    label(&mentor.name, &mentor.id)
}

/// "January 2027", or "1 to 15 January 2027" for half a month.
pub(crate) fn slot(program: &Program, slot: Slot) -> String {
    let calendar = program.calendar();
    let start = calendar.start(slot);
    if calendar.slots_per_month() == 1 {
        return start.format("%B %Y").to_string();
    }
    let end = calendar.end(slot);
    format!("{} to {}", start.format("%-d"), end.format("%-d %B %Y"))
}

/// "1 person", "3 people".
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// "12 people, 4 departments, 3 months".
pub(crate) fn size(program: &Program) -> String {
    let parts = [
        count(program.staff().len(), "person", "people"),
        count(program.departments().len(), "department", "departments"),
        count(program.calendar().months(), "month", "months"),
    ];
    parts.join(", ")
}

/// The program's name, or a stand-in for none.
pub(crate) fn title(program: &Program) -> String {
    match program.name() {
        "" => "Rotation program".to_owned(),
        name => name.to_owned(),
    }
}
