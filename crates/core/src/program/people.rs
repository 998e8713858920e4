//! Teams, staff, departments and mentors, as they are planned with.

use std::sync::Arc;

use super::Program;
use super::calendar::{Calendar, Month};
use super::index::{DepartmentIdx, MentorIdx, Slot, SlotSet, StaffIdx, TeamIdx};
use crate::input::file::ParticipationFile;

/// Whether a person takes part.
pub type Participation = ParticipationFile;

/// A team of IT.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Its members, sorted by id.
    pub members: Arc<[StaffIdx]>,
    /// Most members away, by slot, where limited.
    pub max_away: Vec<Option<u32>>,
    /// How many must stay at home.
    pub cover: Vec<Cover>,
}

/// How many of a team's members, or of those with a skill, must stay at home.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The skill that counts; `None`: every member does.
    pub skill: Option<String>,
    /// How many must be present in every slot.
    pub min_present: u32,
    /// The members who count.
    pub people: Arc<[StaffIdx]>,
    /// How many of them may be away, by slot: those present less `min_present`.
    pub may_go: Vec<u32>,
}

/// A person who rotates.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The person's id.
    pub id: String,
    /// The person's name, or the id where there is none.
    pub name: String,
    /// The person's team.
    pub team: TeamIdx,
    /// What the person can do.
    pub skills: Vec<String>,
    /// Whether the person takes part.
    pub participation: Participation,
    /// Rotations wanted: own and owed ones; 0 if excused.
    pub rotations: u32,
    /// Rotations owed from earlier programs, part of `rotations`.
    pub owed: u32,
    /// Points carried over from earlier programs.
    pub carry: i64,
    /// Slots lost to leave and time outside employment.
    pub lost: SlotSet,
    /// Departments the person may visit at all, by position.
    pub eligible: Vec<bool>,
    /// Departments the person is never sent to.
    pub never: Vec<DepartmentIdx>,
    /// Mentors the person is never paired with.
    pub avoid_mentors: Vec<MentorIdx>,
    /// Departments the person must see.
    pub must_visit: Vec<MustVisit>,
    /// Rotations of the months before the horizon.
    pub visits: Vec<Visit>,
    /// The person's pins, by position in the program.
    pub pins: Vec<usize>,
}

impl Staff {
    /// Whether the person may stay out.
    #[must_use]
    pub fn voluntary(&self) -> bool {
        self.participation == Participation::Voluntary
    }

    /// Whether `least_happy` looks at this person: mandatory, with at least one rotation.
    #[must_use]
    pub fn counts_for_happiness(&self) -> bool {
        self.rotations > 0 && !self.voluntary()
    }
}

/// So many of a person's placements lie in these departments.
#[derive(Clone, Debug)]
pub struct MustVisit {
    /// The departments.
    pub any_of: Arc<[DepartmentIdx]>,
    /// How many placements.
    pub times: u32,
}

/// A rotation of a month before the horizon.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The department; `None` if it is gone.
    pub department: Option<DepartmentIdx>,
    /// When.
    pub month: Month,
}

/// A department that hosts guests.
#[derive(Clone, Debug)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Guests at one time, by slot; 0 in a slot lost to it.
    pub seats: Vec<u32>,
    /// Slots lost to it.
    pub closed: SlotSet,
    /// Visits it must get over the horizon.
    pub min_visits: u32,
    /// Skills every guest must have.
    pub needs_skills: Vec<String>,
    /// Departments every guest must have seen before.
    pub after: Vec<DepartmentIdx>,
    /// Its mentors.
    pub mentors: Vec<MentorIdx>,
    /// Slots in which at least one of them may guide.
    pub guided: SlotSet,
}

/// A person of a department who guides guests.
#[derive(Clone, Debug)]
pub struct Mentor {
    /// The mentor's id.
    pub id: String,
    /// The mentor's name, or the id where there is none.
    pub name: String,
    /// The mentor's department.
    pub department: DepartmentIdx,
    /// Guests guided in one slot.
    pub at_once: u32,
    /// Guests guided over the horizon, if limited.
    pub total: Option<u32>,
    /// Slots without guests after a slot with one.
    pub rest_slots: u32,
    /// Slots lost to leave and time outside employment.
    pub lost: SlotSet,
    /// Slots in which the mentor rests after a guest of the months before the horizon.
    pub resting: SlotSet,
}

impl Mentor {
    /// Slots in which the mentor may guide.
    #[must_use]
    pub fn on_duty(&self, calendar: &Calendar) -> SlotSet {
        calendar.all().minus(self.lost).minus(self.resting)
    }
}

/// A group of whom only so many may be away in one slot.
#[derive(Clone, Debug)]
pub struct Apart {
    /// The people.
    pub people: Arc<[StaffIdx]>,
    /// How many of them.
    pub max_away: u32,
    /// Why, for people.
    pub reason: String,
}

/// A placement that is settled beforehand: some placement of the person matches every key given.
#[derive(Clone, Debug)]
pub struct Pin {
    /// Who.
    pub staff: StaffIdx,
    /// In one of these slots.
    pub slots: Option<SlotSet>,
    /// The slot's name as the file has it.
    pub slot_name: Option<String>,
    /// Where.
    pub department: Option<DepartmentIdx>,
    /// Guided by whom.
    pub mentor: Option<MentorIdx>,
}

impl Pin {
    /// Whether the pin's keys other than the mentor match a cell.
    #[must_use]
    pub fn matches_cell(&self, department: DepartmentIdx, slot: Slot, program: &Program) -> bool {
        let home = self
            .mentor
            .map(|mentor| program.mentors()[mentor.index()].department);
        self.slots.is_none_or(|slots| slots.contains(slot))
            && self.department.is_none_or(|wanted| wanted == department)
            && home.is_none_or(|home| home == department)
    }
}
