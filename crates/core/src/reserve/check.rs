//! Whether pairs that a plan names as free are: told from the words alone, without those who held them.

use crate::plan::ReservedFile;
use crate::program::{Program, Slot};
use crate::schedule::Schedule;

/// What keeps the pairs that are named from being free, all of them at once; empty if they are.
#[must_use]
pub fn unkept(program: &Program, schedule: &Schedule, reserve: &[ReservedFile]) -> Vec<String> {
    let slots = program.calendar.len();
    let mut faults = Vec::new();
    let mut hosted = schedule.hosted(program);
    let mut guided = schedule.guided(program);
    for row in reserve {
        let (Some(d), Some(t)) = (
            program.department_by_id(&row.department),
            program.calendar.slot(&row.slot),
        ) else {
            let (there, when) = (&row.department, &row.slot);
            faults.push(format!("there is no {there} in {when}"));
            continue;
        };
        hosted[d.index() * slots + t.index()] += 1;
        match &row.mentor {
            None if program.require_mentor => {
                faults.push(format!("{} has no mentor in {}", row.department, row.slot));
            }
            None => {}
            Some(id) => match program.mentor_by_id(id) {
                Some(m) if program.mentors[m.index()].department == d => {
                    guided[m.index() * slots + t.index()] += 1;
                }
                _ => faults.push(format!("{id} is no mentor of {}", row.department)),
            },
        }
    }
    for (d, department) in program.department_indices().zip(&program.departments) {
        for t in program.calendar.slots() {
            let (guests, seats) = (
                hosted[d.index() * slots + t.index()],
                department.seats[t.index()],
            );
            if guests > seats {
                let (there, when) = (&department.id, program.calendar.name(t));
                faults.push(format!("{there} has {seats} seats in {when} for {guests}"));
            }
        }
    }
    for (m, mentor) in program.mentor_indices().zip(&program.mentors) {
        let mine = &guided[m.index() * slots..(m.index() + 1) * slots];
        let id = &mentor.id;
        let mut rested_until = 0;
        for (at, &mentees) in mine.iter().enumerate().filter(|(_, mentees)| **mentees > 0) {
            let (t, when) = (Slot::new(at), program.calendar.name(Slot::new(at)));
            let tired = at < rested_until || mentor.resting.contains(t);
            if mentees > mentor.at_once || mentor.lost.contains(t) || tired {
                faults.push(format!("{id} cannot guide {mentees} in {when}"));
            }
            rested_until = at + 1 + mentor.rest_slots as usize;
        }
        let all: u32 = mine.iter().sum();
        if mentor.total.is_some_and(|most| all > most) {
            faults.push(format!("{id} cannot guide {all} in all"));
        }
    }
    faults
}
