//! People who stand for free pairs of a seat and a mentor while a program is planned.

use crate::program::calendar::Month;
use crate::program::{Participation, Pin, Program, SlotSet, Staff, StaffIdx, Team, TeamIdx, Visit};

/// Long before any history: no rule on months or slots between visits reaches so far back.
const LONG_AGO: Month = Month(-10_000_000);

/// The program with so many holders in each slot. They come after everybody else, so all positions of the
/// program stay as they are.
pub(super) fn with_holders(program: &Program, pairs: u32) -> Program {
    let mut held = program.clone();
    let (first, slots) = (program.staff.len(), program.calendar.len());
    let count = slots * pairs as usize;
    let team = TeamIdx::new(program.teams.len());
    let holders: Vec<StaffIdx> = (first..first + count).map(StaffIdx::new).collect();
    held.teams.push(Team {
        id: free_id("reserve", |id| program.team_by_id(id).is_some()),
        name: "what is kept free".to_owned(),
        members: holders.iter().copied().collect(),
        max_away: vec![None; slots],
        cover: Vec::new(),
    });
    let departments = program.departments.len();
    held.bridge_values.extend(vec![0; departments]);
    held.last_contact.extend(vec![None; departments]);
    held.department_points.extend(vec![0; count * departments]);
    held.slot_points.extend(vec![0; count * slots]);
    let mut skills: Vec<String> = Vec::new();
    for skill in program.departments.iter().flat_map(|row| &row.needs_skills) {
        if !skills.contains(skill) {
            skills.push(skill.clone());
        }
    }
    // Whoever may be sent anywhere has seen what must be seen before.
    let before = program.departments.iter().flat_map(|row| &row.after);
    let visits: Vec<Visit> = before
        .map(|d| Visit {
            department: Some(*d),
            month: LONG_AGO,
        })
        .collect();
    let each = program
        .calendar
        .slots()
        .flat_map(|t| (1..=pairs).map(move |n| (t, n)));
    for ((t, number), s) in each.zip(holders) {
        let slot = program.calendar.name(t);
        let id = free_id(&format!("reserve {number} of {slot}"), |id| {
            program.staff_by_id(id).is_some()
        });
        held.ids.staff.insert(id.clone(), s);
        held.staff.push(Staff {
            name: id.clone(),
            id,
            team,
            skills: skills.clone(),
            // Volunteers count for nobody's happiness; the pin leaves them no choice.
            participation: Participation::Voluntary,
            rotations: 1,
            owed: 0,
            carry: 0,
            lost: SlotSet::empty(),
            eligible: vec![true; departments],
            never: Vec::new(),
            avoid_mentors: Vec::new(),
            must_visit: Vec::new(),
            visits: visits.clone(),
            pins: vec![held.pins.len()],
        });
        held.pins.push(Pin {
            staff: s,
            slots: Some(SlotSet::one(t)),
            slot_name: Some(slot.to_owned()),
            department: None,
            mentor: None,
        });
    }
    for most in held.max_away.iter_mut().flatten() {
        *most = most.saturating_add(pairs);
    }
    held.everybody = held.staff_indices().collect();
    held
}

/// An id that nobody has.
fn free_id(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut id = wanted.to_owned();
    while taken(&id) {
        id.push('\'');
    }
    id
}
