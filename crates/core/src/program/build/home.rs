//! Teams and their staff.

use std::sync::Arc;

use super::{by_slot, named};
use crate::input::file::{ParticipationFile, ProgramFile, StaffFile};
use crate::program::Ids;
use crate::program::calendar::{Calendar, absences};
use crate::program::index::{DepartmentIdx, Slot, StaffIdx, TeamIdx};
use crate::program::people::{Cover, Department, MustVisit, Staff, Team};

pub(super) fn member(
    row: &StaffFile,
    file: &ProgramFile,
    calendar: &Calendar,
    ids: &Ids,
    departments: &[Department],
) -> Staff {
    let spans = absences(
        &row.leave,
        row.employed_from.as_deref(),
        row.employed_until.as_deref(),
    );
    let rotations = match row.participation {
        ParticipationFile::Excused => 0,
        _ => row.rotations.or(file.rules.rotations).unwrap_or(1) + row.owed,
    };
    let never: Vec<DepartmentIdx> = row
        .never
        .iter()
        .filter_map(|id| ids.departments.get(id).copied())
        .collect();
    let mut eligible: Vec<bool> = departments
        .iter()
        .map(|department| {
            department
                .needs_skills
                .iter()
                .all(|skill| row.skills.contains(skill))
        })
        .collect();
    for department in &never {
        eligible[department.index()] = false;
    }
    Staff {
        id: row.id.clone(),
        name: named(&row.name, &row.id),
        team: ids.teams.get(&row.team).copied().unwrap_or(TeamIdx(0)),
        skills: row.skills.clone(),
        participation: row.participation,
        rotations,
        owed: if row.participation == ParticipationFile::Excused {
            0
        } else {
            row.owed
        },
        carry: i64::from(row.carry),
        lost: calendar.lost(&spans, file.rules.leave_days.unwrap_or(5)),
        eligible,
        never,
        avoid_mentors: row
            .avoid_mentors
            .iter()
            .filter_map(|id| ids.mentors.get(id).copied())
            .collect(),
        must_visit: row
            .must_visit
            .iter()
            .map(|need| MustVisit {
                any_of: need
                    .any_of
                    .iter()
                    .filter_map(|id| ids.departments.get(id).copied())
                    .collect(),
                times: need.times.unwrap_or(1),
            })
            .collect(),
        visits: Vec::new(),
        pins: Vec::new(),
    }
}

pub(super) fn teams(file: &ProgramFile, calendar: &Calendar, staff: &[Staff]) -> Vec<Team> {
    let mut members = vec![Vec::new(); file.teams.len()];
    for (at, person) in staff.iter().enumerate() {
        if let Some(team) = members.get_mut(person.team.index()) {
            team.push(StaffIdx::new(at));
        }
    }
    file.teams
        .iter()
        .zip(members)
        .map(|(row, members)| Team {
            id: row.id.clone(),
            name: named(&row.name, &row.id),
            max_away: by_slot(calendar, row.max_away, &row.max_away_in),
            cover: row
                .cover
                .iter()
                .map(|cover| {
                    let counts = |person: &&StaffIdx| {
                        let skills = &staff[person.index()].skills;
                        cover
                            .skill
                            .as_ref()
                            .is_none_or(|skill| skills.contains(skill))
                    };
                    let people: Arc<[StaffIdx]> = members.iter().filter(counts).copied().collect();
                    let may_go = |t: Slot| {
                        let here = people.iter().filter(|s| !staff[s.index()].lost.contains(t));
                        u32::try_from(here.count())
                            .unwrap_or(u32::MAX)
                            .saturating_sub(cover.min_present)
                    };
                    Cover {
                        skill: cover.skill.clone(),
                        min_present: cover.min_present,
                        may_go: calendar.slots().map(may_go).collect(),
                        people,
                    }
                })
                .collect(),
            members: members.into(),
        })
        .collect()
}
