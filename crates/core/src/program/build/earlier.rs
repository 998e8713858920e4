//! What was before the horizon, and what that makes bridges worth.

use crate::input::file::ProgramFile;
use crate::program::Program;
use crate::program::calendar::Month;
use crate::program::people::Visit;

pub(super) fn add_history(program: &mut Program, file: &ProgramFile) {
    let width = program.departments.len();
    let first = program.calendar.first_month();
    for row in &file.history {
        let Some(month) = Month::parse(&row.month) else {
            continue;
        };
        let staff = program.staff_by_id(&row.staff);
        let department = program.department_by_id(&row.department);
        if let Some(staff) = staff {
            program.staff[staff.index()]
                .visits
                .push(Visit { department, month });
        }
        let team = match &row.team {
            Some(id) => program.team_by_id(id),
            None => staff.map(|staff| program.staff[staff.index()].team),
        };
        if let (Some(team), Some(department)) = (team, department) {
            let age = first.0 - month.0;
            let last = &mut program.last_contact[team.index() * width + department.index()];
            *last = Some(last.map_or(age, |known| known.min(age)));
        }
        if let Some(mentor) = row.mentor.as_ref().and_then(|id| program.mentor_by_id(id)) {
            let guided = program.calendar.history_slot(month);
            let rest = i64::from(program.mentors[mentor.index()].rest_slots);
            for slot in program.calendar.slots() {
                let after = slot.index() as i64 - guided;
                if 0 < after && after <= rest {
                    program.mentors[mentor.index()].resting.insert(slot);
                }
            }
        }
    }
}

/// See `format.md`, goal `bridges`: rows first, else `bridge_default`, which jumps or fades.
pub(super) fn bridge_values(program: &Program, file: &ProgramFile) -> Vec<i64> {
    let width = program.departments.len();
    let mut values = vec![0i64; program.teams.len() * width];
    if let Some(default) = &file.bridge_default {
        let refresh = i64::from(default.refresh_months);
        for (at, value) in values.iter_mut().enumerate() {
            let full = i64::from(default.value)
                * i64::from(file.departments[at % width].priority.unwrap_or(1));
            let age =
                program.last_contact[at].map_or(refresh + 1, |age| i64::from(age).min(refresh + 1));
            *value = if default.fade {
                if refresh == 0 {
                    full
                } else {
                    full * (age - 1) / refresh
                }
            } else if age > refresh {
                full
            } else {
                0
            };
        }
    }
    for row in &file.bridges {
        if let (Some(team), Some(department)) = (
            program.team_by_id(&row.team),
            program.department_by_id(&row.department),
        ) {
            values[team.index() * width + department.index()] = i64::from(row.value);
        }
    }
    values
}
