//! Who or what drops out, and the program without them.

use crate::explain::words;
use crate::program::{
    DepartmentIdx, MentorIdx, Participation, Pin, Program, Slot, SlotSet, StaffIdx,
};
use crate::rules::guide_limit;
use crate::schedule::Schedule;

use super::file::{Dropped, Kind};

/// A person, a mentor, or a department in one slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Dropout {
    /// The person is away for the whole horizon and rotates no more.
    Person(StaffIdx),
    /// The mentor guides nobody in the whole horizon.
    Mentor(MentorIdx),
    /// The department hosts nobody in the slot.
    Closing(DepartmentIdx, Slot),
}

/// Every single dropout: people and mentors by id, then departments and the slots they have seats in.
pub(super) fn singles(program: &Program) -> Vec<Dropout> {
    let people = program.staff_indices().map(Dropout::Person);
    let mentors = program.mentor_indices().map(Dropout::Mentor);
    let mut all: Vec<Dropout> = people.chain(mentors).collect();
    for (d, department) in program.department_indices().zip(&program.departments) {
        let open = |t: &Slot| department.seats[t.index()] > 0;
        let slots = program.calendar.slots().filter(open);
        all.extend(slots.map(|t| Dropout::Closing(d, t)));
    }
    all
}

impl Dropout {
    /// Whether the plan has a placement of the person, with the mentor or in the department then.
    pub(super) fn touches(self, schedule: &Schedule) -> bool {
        let mut all = schedule.all().iter();
        match self {
            Dropout::Person(s) => !schedule.of(s).is_empty(),
            Dropout::Mentor(m) => all.any(|x| x.mentor == Some(m)),
            Dropout::Closing(d, t) => all.any(|x| (x.department, x.slot) == (d, t)),
        }
    }

    /// The same as a file has it.
    pub(super) fn told(self, program: &Program) -> Dropped {
        let row = |kind, id: &str, slot, text| Dropped {
            kind,
            id: id.to_owned(),
            slot,
            text,
        };
        match self {
            Dropout::Person(s) => {
                let id = &program.staff[s.index()].id;
                row(Kind::Person, id, None, words::staff(program, s))
            }
            Dropout::Mentor(m) => {
                let id = &program.mentors[m.index()].id;
                let text = format!("mentor {}", words::mentor(program, m));
                row(Kind::Mentor, id, None, text)
            }
            Dropout::Closing(d, t) => {
                let id = &program.departments[d.index()].id;
                let (there, when) = (words::department(program, d), words::slot(program, t));
                let name = program.calendar.name(t).to_owned();
                let text = format!("{there} in {when}");
                row(Kind::Department, id, Some(name), text)
            }
        }
    }
}

/// The program without those who drop out. Pins that they alone make impossible are let go; all other
/// rules hold.
pub(crate) fn without(mut program: Program, dropped: &[Dropout]) -> Program {
    for &one in dropped {
        match one {
            Dropout::Person(s) => without_person(&mut program, s),
            Dropout::Mentor(m) => {
                program.mentors[m.index()].lost = program.calendar.all();
                let home = program.mentors[m.index()].department;
                guided_anew(&mut program, home);
                let pins = program.pins.iter_mut();
                for pin in pins.filter(|pin| pin.mentor == Some(m)) {
                    // The visit stays pinned, with whoever guides it.
                    pin.mentor = None;
                    pin.department = Some(home);
                }
            }
            Dropout::Closing(d, t) => {
                let department = &mut program.departments[d.index()];
                department.closed.insert(t);
                department.seats[t.index()] = 0;
                let homes: Vec<DepartmentIdx> =
                    program.mentors.iter().map(|row| row.department).collect();
                keep_pins(&mut program, |pin| {
                    let there = pin.department.or(pin.mentor.map(|m| homes[m.index()]));
                    let only_then = |slots: SlotSet| slots.minus(SlotSet::one(t)).is_empty();
                    there != Some(d) || !pin.slots.is_some_and(only_then)
                });
            }
        }
    }
    program
}

fn without_person(program: &mut Program, s: StaffIdx) {
    let everything = program.calendar.all();
    let person = &mut program.staff[s.index()];
    let was_here = everything.minus(person.lost);
    person.participation = Participation::Excused;
    (person.rotations, person.owed) = (0, 0);
    person.must_visit.clear();
    person.lost = everything;
    for cover in &mut program.teams[person.team.index()].cover {
        if !cover.people.contains(&s) {
            continue;
        }
        for t in was_here.iter() {
            let staff = &program.staff;
            let here = cover.people.iter();
            let here = here.filter(|s| !staff[s.index()].lost.contains(t)).count();
            let here = u32::try_from(here).unwrap_or(u32::MAX);
            cover.may_go[t.index()] = here.saturating_sub(cover.min_present);
        }
    }
    keep_pins(program, |pin| pin.staff != s);
}

/// Keeps these pins alone.
fn keep_pins(program: &mut Program, keeps: impl Fn(&Pin) -> bool) {
    let before = program.pins.len();
    program.pins.retain(|pin| keeps(pin));
    if program.pins.len() == before {
        return;
    }
    for person in &mut program.staff {
        person.pins.clear();
    }
    for (at, pin) in program.pins.iter().enumerate() {
        program.staff[pin.staff.index()].pins.push(at);
    }
}

/// Works out anew in which slots a department has a mentor at all.
pub(super) fn guided_anew(program: &mut Program, d: DepartmentIdx) {
    let may = |m: &MentorIdx, t: Slot| guide_limit(program, *m, t) > 0;
    let mentors = &program.departments[d.index()].mentors;
    let guided = program.calendar.slots();
    let guided: SlotSet = guided
        .filter(|t| mentors.iter().any(|m| may(m, *t)))
        .collect();
    program.departments[d.index()].guided = guided;
}
