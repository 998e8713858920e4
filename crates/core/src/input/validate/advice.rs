//! Warnings: what is allowed and hardly meant.

use std::collections::HashSet;

use super::Facts;
use crate::input::file::{DepartmentFile, StaffFile};
use crate::input::findings::{Findings, show};
use crate::input::place::{at, key};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    wishes(facts, findings);
    if facts.staff.listed {
        skills(facts, findings);
    }
    if facts.file.rules.require_mentor.unwrap_or(true) {
        mentors(facts, findings);
    } else if facts.file.goals.mentor_peak.unwrap_or(0) > 0 {
        findings.warn(
            "idle-goal",
            &[key("goals"), key("mentor_peak")],
            "\"mentor_peak\" counts nothing while \"require_mentor\" is false".to_owned(),
            "set \"require_mentor\" to true, or leave \"mentor_peak\" out".to_owned(),
        );
    }
}

/// Departments that a person wants and refuses at once.
fn wishes(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, person) in facts.file.staff.iter().enumerate() {
        for (row, id) in person.never.iter().enumerate() {
            if person.preferences.get(id).is_some_and(|points| *points > 0) {
                findings.warn(
                    "never-preferred",
                    &[key("staff"), at(index), key("never"), at(row)],
                    format!(
                        "{} both wants and refuses department {}",
                        show(&person.id),
                        show(id)
                    ),
                    "take it out of \"never\" or out of \"preferences\"".to_owned(),
                );
            }
        }
    }
}

/// Skills that are asked for and that nobody has.
fn skills(facts: &Facts<'_>, findings: &mut Findings) {
    let held: HashSet<(Option<&str>, &str)> = facts
        .file
        .staff
        .iter()
        .flat_map(|person: &StaffFile| {
            let skills = person.skills.iter().map(String::as_str);
            skills.flat_map(|skill| [(Some(person.team.as_str()), skill), (None, skill)])
        })
        .collect();
    for (index, team) in facts.file.teams.iter().enumerate() {
        for (row, cover) in team.cover.iter().enumerate() {
            let Some(skill) = &cover.skill else { continue };
            if cover.min_present > 0 && !held.contains(&(Some(team.id.as_str()), skill)) {
                findings.warn(
                    "skill-nobody-has",
                    &[key("teams"), at(index), key("cover"), at(row), key("skill")],
                    format!(
                        "nobody in team {} has the skill {}",
                        show(&team.id),
                        show(skill)
                    ),
                    "add it to the \"skills\" of those who have it, or remove the row".to_owned(),
                );
            }
        }
    }
    for (index, department) in facts.file.departments.iter().enumerate() {
        for (row, skill) in department.needs_skills.iter().enumerate() {
            if !held.contains(&(None, skill)) {
                findings.warn(
                    "skill-nobody-has",
                    &[key("departments"), at(index), key("needs_skills"), at(row)],
                    format!(
                        "nobody has the skill {} that department {} needs",
                        show(skill),
                        show(&department.id)
                    ),
                    "add it to the \"skills\" of those who have it, or remove it here".to_owned(),
                );
            }
        }
    }
}

/// Departments that can take nobody in for want of a mentor.
fn mentors(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.file.mentors.is_empty() && !facts.file.departments.is_empty() && facts.mentors.listed {
        findings.warn(
            "no-mentor",
            &[],
            "there are no mentors, and every placement needs one".to_owned(),
            "add \"mentors\", or set \"require_mentor\" of \"rules\" to false".to_owned(),
        );
        return;
    }
    let guided: HashSet<&str> = facts
        .file
        .mentors
        .iter()
        .map(|mentor| mentor.department.as_str())
        .collect();
    let open = |department: &DepartmentFile| {
        department.seats > 0 || department.seats_in.values().any(|seats| *seats > 0)
    };
    for (index, department) in facts.file.departments.iter().enumerate() {
        if open(department) && !guided.contains(department.id.as_str()) && facts.mentors.listed {
            findings.warn(
                "no-mentor",
                &[key("departments"), at(index)],
                format!(
                    "department {} has seats and no mentor",
                    show(&department.id)
                ),
                "add a mentor of the department, or set \"require_mentor\" of \"rules\" to false"
                    .to_owned(),
            );
        }
    }
}
