//! A reason in ids, for refusals that need no search.

use crate::claim::{Reason, Subject};
use crate::program::Program;

/// A reason in ids: the rule, and whom or what it is about.
pub(crate) fn say(program: &Program, reason: Reason) -> String {
    let staff = |s: crate::program::StaffIdx| program.staff[s.index()].id.as_str();
    let department = |d: crate::program::DepartmentIdx| program.departments[d.index()].id.as_str();
    let team = |g: crate::program::TeamIdx| program.teams[g.index()].id.as_str();
    let about = match reason.subject {
        Subject::Program => "the program".to_owned(),
        Subject::Team(g) | Subject::Cover(g, _) => team(g).to_owned(),
        Subject::Apart(at) => format!("group {}", at + 1),
        Subject::Department(d) | Subject::Mentors(d, _) => department(d).to_owned(),
        Subject::Mentor(m) => program.mentors[m.index()].id.clone(),
        Subject::Staff(s) | Subject::MustVisit(s, _) => staff(s).to_owned(),
        Subject::Visit(s, d) => format!("{} at {}", staff(s), department(d)),
        Subject::Pin(at) => {
            let person = program.pins.get(at as usize).map(|pin| staff(pin.staff));
            format!("pin {} of {}", at + 1, person.unwrap_or_default())
        }
        Subject::Bridge(g, d) => format!("{} and {}", team(g), department(d)),
    };
    let slot = reason
        .slot
        .map(|t| format!(" in {}", program.calendar.name(t)))
        .unwrap_or_default();
    format!("{}: {about}{slot} cannot be met", reason.name())
}
