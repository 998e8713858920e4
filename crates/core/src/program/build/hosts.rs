//! Departments and their mentors.

use std::collections::BTreeSet;

use super::{by_slot, named};
use crate::input::file::ProgramFile;
use crate::program::Ids;
use crate::program::calendar::{Calendar, absences};
use crate::program::index::{DepartmentIdx, MentorIdx, SlotSet};
use crate::program::people::{Department, Mentor};

pub(super) fn departments(
    file: &ProgramFile,
    calendar: &Calendar,
    ids: &Ids,
    leave_days: u32,
) -> Vec<Department> {
    let mut departments: Vec<Department> = file
        .departments
        .iter()
        .map(|row| {
            let closed = calendar.lost(&absences(&row.closed, None, None), leave_days);
            let mut seats: Vec<u32> = by_slot(calendar, Some(row.seats), &row.seats_in)
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect();
            for slot in closed.iter() {
                seats[slot.index()] = 0;
            }
            let after = row.after.iter().filter_map(|id| ids.departments.get(id));
            let after: BTreeSet<DepartmentIdx> = after.copied().collect();
            Department {
                id: row.id.clone(),
                name: named(&row.name, &row.id),
                seats,
                closed,
                min_visits: row.min_visits,
                needs_skills: row.needs_skills.clone(),
                after: after.into_iter().collect(),
                mentors: Vec::new(),
                guided: SlotSet::empty(),
            }
        })
        .collect();
    for (at, row) in file.mentors.iter().enumerate() {
        if let Some(department) = ids.departments.get(&row.department) {
            departments[department.index()]
                .mentors
                .push(MentorIdx::new(at));
        }
    }
    departments
}

pub(super) fn mentors(
    file: &ProgramFile,
    calendar: &Calendar,
    ids: &Ids,
    leave_days: u32,
) -> Vec<Mentor> {
    file.mentors
        .iter()
        .map(|row| {
            let spans = absences(
                &row.leave,
                row.employed_from.as_deref(),
                row.employed_until.as_deref(),
            );
            Mentor {
                id: row.id.clone(),
                name: named(&row.name, &row.id),
                department: ids
                    .departments
                    .get(&row.department)
                    .copied()
                    .unwrap_or(DepartmentIdx(0)),
                at_once: row.mentees_at_once.unwrap_or(1),
                total: row.mentees_total,
                rest_slots: row.rest_slots,
                lost: calendar.lost(&spans, leave_days),
                resting: SlotSet::empty(),
            }
        })
        .collect()
}
