//! Ids that name somebody or something the file does not have.
//!
//! History is the exception: its people, departments and mentors may be gone. Its teams may not,
//! for a visit of a team that is gone would count for nobody.

use super::Facts;
use crate::input::findings::Findings;
use crate::input::place::{at, key};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    staff(facts, findings);
    for (index, department) in facts.file.departments.iter().enumerate() {
        for (row, id) in department.after.iter().enumerate() {
            facts.departments.check(findings, id, || {
                vec![key("departments"), at(index), key("after"), at(row)]
            });
        }
    }
    for (index, mentor) in facts.file.mentors.iter().enumerate() {
        facts.departments.check(findings, &mentor.department, || {
            vec![key("mentors"), at(index), key("department")]
        });
    }
    for (index, apart) in facts.file.apart.iter().enumerate() {
        for (row, id) in apart.staff.iter().enumerate() {
            facts.staff.check(findings, id, || {
                vec![key("apart"), at(index), key("staff"), at(row)]
            });
        }
    }
    for (index, pin) in facts.file.pins.iter().enumerate() {
        let path = |name| vec![key("pins"), at(index), key(name)];
        facts.staff.check(findings, &pin.staff, || path("staff"));
        if let Some(id) = &pin.department {
            facts.departments.check(findings, id, || path("department"));
        }
        if let Some(id) = &pin.mentor {
            facts.mentors.check(findings, id, || path("mentor"));
        }
    }
    for (index, visit) in facts.file.history.iter().enumerate() {
        if let Some(id) = &visit.team {
            facts.teams.check(findings, id, || {
                vec![key("history"), at(index), key("team")]
            });
        }
    }
    for (index, bridge) in facts.file.bridges.iter().enumerate() {
        let path = |name| vec![key("bridges"), at(index), key(name)];
        facts.teams.check(findings, &bridge.team, || path("team"));
        facts
            .departments
            .check(findings, &bridge.department, || path("department"));
    }
}

fn staff(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, person) in facts.file.staff.iter().enumerate() {
        facts.teams.check(findings, &person.team, || {
            vec![key("staff"), at(index), key("team")]
        });
        for id in person.preferences.keys() {
            facts.departments.check(findings, id, || {
                vec![key("staff"), at(index), key("preferences"), key(id)]
            });
        }
        for (row, id) in person.never.iter().enumerate() {
            facts.departments.check(findings, id, || {
                vec![key("staff"), at(index), key("never"), at(row)]
            });
        }
        for (row, id) in person.avoid_mentors.iter().enumerate() {
            facts.mentors.check(findings, id, || {
                vec![key("staff"), at(index), key("avoid_mentors"), at(row)]
            });
        }
        for (visit, wish) in person.must_visit.iter().enumerate() {
            for (row, id) in wish.any_of.iter().enumerate() {
                facts.departments.check(findings, id, || {
                    let visits = [key("staff"), at(index), key("must_visit"), at(visit)];
                    visits.into_iter().chain([key("any_of"), at(row)]).collect()
                });
            }
        }
    }
}
