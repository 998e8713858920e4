//! From a valid file to the program.

mod earlier;
mod home;
mod hosts;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::calendar::Calendar;
use super::index::{DepartmentIdx, MentorIdx, StaffIdx, TeamIdx};
use super::people::{Apart, Pin, Staff};
use super::{Ids, Orders, Program, Weights};
use crate::input::file::ProgramFile;
use earlier::{add_history, bridge_values};
use home::{member, teams};
use hosts::{departments, mentors};

/// Builds the program of a valid file.
pub(super) fn build(mut file: ProgramFile, sha256: String) -> Program {
    sort(&mut file);
    let file = &file;
    let calendar = Calendar::new(&file.horizon);
    let ids = Ids {
        staff: positions(file.staff.iter().map(|row| &row.id), StaffIdx::new),
        teams: positions(file.teams.iter().map(|row| &row.id), TeamIdx::new),
        departments: positions(
            file.departments.iter().map(|row| &row.id),
            DepartmentIdx::new,
        ),
        mentors: positions(file.mentors.iter().map(|row| &row.id), MentorIdx::new),
    };
    let leave_days = file.rules.leave_days.unwrap_or(5);
    let departments = departments(file, &calendar, &ids, leave_days);
    let mentors = mentors(file, &calendar, &ids, leave_days);
    let staff: Vec<Staff> = file
        .staff
        .iter()
        .map(|row| member(row, file, &calendar, &ids, &departments))
        .collect();
    let mut program = Program {
        name: file.name.clone(),
        sha256,
        weights: weights(file),
        teams: teams(file, &calendar, &staff),
        max_away: by_slot(&calendar, file.rules.max_away, &file.rules.max_away_in),
        leave_days,
        gap_slots: file.rules.gap_slots.unwrap_or(0) as usize,
        no_repeat_months: file.rules.no_repeat_months.unwrap_or(24).cast_signed(),
        require_mentor: file.rules.require_mentor.unwrap_or(true),
        department_points: table(
            file.staff.len(),
            departments.len(),
            |at, row: &mut [i32]| {
                for (id, points) in &file.staff[at].preferences {
                    if let Some(department) = ids.departments.get(id) {
                        row[department.index()] = *points;
                    }
                }
            },
        ),
        slot_points: table(file.staff.len(), calendar.len(), |at, row: &mut [i32]| {
            if !file.staff[at].slot_preferences.is_empty() {
                let points = calendar.per_slot(&file.staff[at].slot_preferences);
                for (place, points) in row.iter_mut().zip(points) {
                    *place = points.unwrap_or(0);
                }
            }
        }),
        bridge_values: Vec::new(),
        last_contact: vec![None; file.teams.len() * departments.len()],
        everybody: (0..staff.len()).map(StaffIdx::new).collect(),
        everywhere: (0..departments.len()).map(DepartmentIdx::new).collect(),
        apart: Vec::new(),
        pins: Vec::new(),
        baseline: None,
        orders: Orders::default(),
        calendar,
        staff,
        departments,
        mentors,
        ids,
    };
    for row in &file.apart {
        let people: Arc<[StaffIdx]> = row
            .staff
            .iter()
            .filter_map(|id| program.staff_by_id(id))
            .collect();
        let max_away = row.max_away.unwrap_or(1);
        program.apart.push(Apart {
            people,
            max_away,
            reason: row.reason.clone(),
        });
    }
    add_history(&mut program, file);
    add_pins(&mut program, file);
    for mentor in &program.mentors {
        if mentor.at_once > 0 && mentor.total != Some(0) {
            let guided = &mut program.departments[mentor.department.index()].guided;
            *guided = guided.or(mentor.on_duty(&program.calendar));
        }
    }
    program.bridge_values = bridge_values(&program, file);
    program
}

/// Sorts all rows, so that their order in the file changes nothing.
fn sort(file: &mut ProgramFile) {
    file.teams.sort_by(|a, b| a.id.cmp(&b.id));
    for team in &mut file.teams {
        team.cover
            .sort_by(|a, b| (&a.skill, a.min_present).cmp(&(&b.skill, b.min_present)));
    }
    file.staff.sort_by(|a, b| a.id.cmp(&b.id));
    for person in &mut file.staff {
        for need in &mut person.must_visit {
            need.any_of.sort();
        }
        person
            .must_visit
            .sort_by(|a, b| (&a.any_of, a.times).cmp(&(&b.any_of, b.times)));
        person.never.sort();
        person.avoid_mentors.sort();
    }
    file.departments.sort_by(|a, b| a.id.cmp(&b.id));
    for department in &mut file.departments {
        department.after.sort();
    }
    file.mentors.sort_by(|a, b| a.id.cmp(&b.id));
    for group in &mut file.apart {
        group.staff.sort();
    }
    file.apart
        .sort_by(|a, b| (&a.staff, a.max_away).cmp(&(&b.staff, b.max_away)));
    file.pins.sort_by(|a, b| {
        (&a.staff, &a.slot, &a.department, &a.mentor).cmp(&(
            &b.staff,
            &b.slot,
            &b.department,
            &b.mentor,
        ))
    });
}

fn add_pins(program: &mut Program, file: &ProgramFile) {
    for row in &file.pins {
        let Some(staff) = program.staff_by_id(&row.staff) else {
            continue;
        };
        program.staff[staff.index()].pins.push(program.pins.len());
        program.pins.push(Pin {
            staff,
            slots: row
                .slot
                .as_ref()
                .map(|name| program.calendar.named(name).unwrap_or_default()),
            slot_name: row.slot.clone(),
            department: row
                .department
                .as_ref()
                .and_then(|id| program.department_by_id(id)),
            mentor: row.mentor.as_ref().and_then(|id| program.mentor_by_id(id)),
        });
    }
}

fn weights(file: &ProgramFile) -> Weights {
    let goals = &file.goals;
    let weight = |value: Option<u32>, default: u32| i64::from(value.unwrap_or(default));
    Weights {
        preference: weight(goals.preference, 1),
        slot_preference: weight(goals.slot_preference, 1),
        bridges: weight(goals.bridges, 1),
        peak_away: weight(goals.peak_away, 0),
        least_happy: weight(goals.least_happy, 0),
        mentor_peak: weight(goals.mentor_peak, 0),
        changes: weight(goals.changes, 10),
    }
}

fn named(name: &str, id: &str) -> String {
    if name.trim().is_empty() {
        id.to_owned()
    } else {
        name.to_owned()
    }
}

fn positions<'a, I: Copy>(
    ids: impl Iterator<Item = &'a String>,
    new: impl Fn(usize) -> I,
) -> HashMap<String, I> {
    ids.enumerate()
        .map(|(at, id)| (id.clone(), new(at)))
        .collect()
}

fn table(rows: usize, columns: usize, fill: impl Fn(usize, &mut [i32])) -> Vec<i32> {
    let mut table = vec![0; rows * columns];
    for (at, row) in table.chunks_mut(columns.max(1)).enumerate().take(rows) {
        fill(at, row);
    }
    table
}

fn by_slot(
    calendar: &Calendar,
    everywhere: Option<u32>,
    single: &BTreeMap<String, u32>,
) -> Vec<Option<u32>> {
    calendar
        .per_slot(single)
        .into_iter()
        .map(|limit| limit.or(everywhere))
        .collect()
}
