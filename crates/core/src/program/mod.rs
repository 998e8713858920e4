//! A rotation program with every id resolved and every default filled in.
//!
//! There is one door in ([`Program::read`]), and beyond it nothing dangles: positions are typed,
//! lists are dense, and derived facts (lost slots, limits by slot, bridge values) are worked out once.
//! Everything is sorted by id, so that the order of a file's rows cannot change a plan.

mod build;
pub mod calendar;
mod index;
mod orders;
mod people;

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use calendar::{Calendar, Month};
pub use index::{DepartmentIdx, MentorIdx, Slot, SlotSet, StaffIdx, TeamIdx};
pub(crate) use orders::{Orders, Past};
pub use people::{
    Apart, Cover, Department, Mentor, MustVisit, Participation, Pin, Staff, Team, Visit,
};

use crate::input::file::ProgramFile;
use crate::input::{self, Problem, Severity};
use crate::plan::PlanFile;

/// Weights of the goals; see [`crate::goals`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// Points of the chosen departments.
    pub preference: i64,
    /// Points of the chosen slots.
    pub slot_preference: i64,
    /// Value of the pairs that meet.
    pub bridges: i64,
    /// Cost of the fullest slot.
    pub peak_away: i64,
    /// Worth of the least happy participant's points.
    pub least_happy: i64,
    /// Cost of the busiest mentor's mentees.
    pub mentor_peak: i64,
    /// Cost of each baseline placement given up.
    pub changes: i64,
}

/// An earlier plan that the new one should stay close to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The sha256 of its file.
    pub sha256: String,
    /// Its placements that this program can still name, sorted.
    pub placements: Vec<(StaffIdx, DepartmentIdx, Slot)>,
    /// Its placements that name somebody or something that is gone: changes in any case.
    pub gone: usize,
}

/// A valid rotation program.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) calendar: Calendar,
    pub(crate) weights: Weights,
    pub(crate) teams: Vec<Team>,
    pub(crate) staff: Vec<Staff>,
    pub(crate) departments: Vec<Department>,
    pub(crate) mentors: Vec<Mentor>,
    pub(crate) apart: Vec<Apart>,
    pub(crate) pins: Vec<Pin>,
    /// Most people away by slot, where limited.
    pub(crate) max_away: Vec<Option<u32>>,
    pub(crate) leave_days: u32,
    pub(crate) gap_slots: usize,
    pub(crate) no_repeat_months: i32,
    pub(crate) require_mentor: bool,
    /// Points of staff × departments.
    pub(crate) department_points: Vec<i32>,
    /// Points of staff × slots.
    pub(crate) slot_points: Vec<i32>,
    /// Value of teams × departments.
    pub(crate) bridge_values: Vec<i64>,
    /// Months since the last visit, teams × departments; `None`: never.
    pub(crate) last_contact: Vec<Option<i32>>,
    pub(crate) everybody: Arc<[StaffIdx]>,
    pub(crate) everywhere: Arc<[DepartmentIdx]>,
    pub(crate) baseline: Option<Baseline>,
    /// What is asked of a plan on top of the file.
    pub(crate) orders: Orders,
    pub(crate) ids: Ids,
}

/// Positions by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids {
    pub(crate) staff: HashMap<String, StaffIdx>,
    pub(crate) teams: HashMap<String, TeamIdx>,
    pub(crate) departments: HashMap<String, DepartmentIdx>,
    pub(crate) mentors: HashMap<String, MentorIdx>,
}

/// The sha256 of a file's bytes, in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Program {
    /// Reads a program file; the program, if no problem is an error, and all problems.
    #[must_use]
    pub fn read(bytes: &[u8]) -> (Option<Program>, Vec<Problem>) {
        let reading = input::read(bytes);
        let program = reading.file.map(|file| build::build(file, sha256(bytes)));
        (program, reading.problems)
    }

    /// Reads a program file.
    ///
    /// # Errors
    /// Every problem of the file that keeps it from being planned.
    pub fn from_json(bytes: &[u8]) -> Result<Program, Vec<Problem>> {
        let (program, problems) = Program::read(bytes);
        program.ok_or_else(|| {
            problems
                .into_iter()
                .filter(|problem| problem.severity == Severity::Error)
                .collect()
        })
    }

    /// The program that a file's contents describe, through the same door as bytes.
    ///
    /// # Errors
    /// Every problem of the file that keeps it from being planned.
    pub fn from_file(file: &ProgramFile) -> Result<Program, Vec<Problem>> {
        Program::from_json(input::to_json(file).as_bytes())
    }

    /// The same program with an earlier plan to stay close to (goal `changes`).
    #[must_use]
    pub fn with_baseline(mut self, plan: &PlanFile, sha256: String) -> Program {
        let mut baseline = Baseline {
            sha256,
            ..Baseline::default()
        };
        let mut known: Vec<_> = Vec::with_capacity(plan.placements.len());
        for placement in &plan.placements {
            match (
                self.staff_by_id(&placement.staff),
                self.department_by_id(&placement.department),
                self.calendar.slot(&placement.slot),
            ) {
                (Some(staff), Some(department), Some(slot)) => {
                    known.push((staff, department, slot))
                }
                _ => baseline.gone += 1,
            }
        }
        known.sort_unstable();
        baseline.placements = known;
        self.baseline = Some(baseline);
        self
    }

    /// The same program with nothing to strive for: any plan that keeps every rule is as good.
    #[must_use]
    pub fn without_goals(mut self) -> Program {
        self.weights = Weights::default();
        self.baseline = None;
        self
    }

    /// What the program is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sha256 of the program file's bytes.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Months and slots.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Weights of the goals.
    #[must_use]
    pub fn weights(&self) -> Weights {
        self.weights
    }

    /// The teams, sorted by id.
    #[must_use]
    pub fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// The staff, sorted by id.
    #[must_use]
    pub fn staff(&self) -> &[Staff] {
        &self.staff
    }

    /// The departments, sorted by id.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.departments
    }

    /// The mentors, sorted by id.
    #[must_use]
    pub fn mentors(&self) -> &[Mentor] {
        &self.mentors
    }

    /// The pins, sorted by staff, slot, department and mentor.
    #[must_use]
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// The groups that are kept apart, sorted by their people.
    #[must_use]
    pub fn apart(&self) -> &[Apart] {
        &self.apart
    }

    /// The earlier plan to stay close to.
    #[must_use]
    pub fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref()
    }

    /// Whether every placement needs a mentor.
    #[must_use]
    pub fn require_mentor(&self) -> bool {
        self.require_mentor
    }

    /// Slots that must lie between two rotations of a person.
    #[must_use]
    pub fn gap_slots(&self) -> usize {
        self.gap_slots
    }

    /// Months between two visits of a person to one department; 0 for no such rule.
    #[must_use]
    pub fn no_repeat_months(&self) -> i32 {
        self.no_repeat_months
    }

    /// Working days of a slot that may be missed before it is lost.
    #[must_use]
    pub fn leave_days(&self) -> u32 {
        self.leave_days
    }

    /// Most people away in a slot, if limited.
    #[must_use]
    pub fn max_away(&self, slot: Slot) -> Option<u32> {
        self.max_away[slot.index()]
    }

    /// Points a person gives a department.
    #[inline]
    #[must_use]
    pub fn department_points(&self, staff: StaffIdx, department: DepartmentIdx) -> i64 {
        i64::from(
            self.department_points[staff.index() * self.departments.len() + department.index()],
        )
    }

    /// Points a person gives a slot.
    #[inline]
    #[must_use]
    pub fn slot_points(&self, staff: StaffIdx, slot: Slot) -> i64 {
        i64::from(self.slot_points[staff.index() * self.calendar.len() + slot.index()])
    }

    /// What at least one visit of a team to a department is worth.
    #[inline]
    #[must_use]
    pub fn bridge_value(&self, team: TeamIdx, department: DepartmentIdx) -> i64 {
        self.bridge_values[team.index() * self.departments.len() + department.index()]
    }

    /// Months from a team's last visit to a department to the first month; `None`: never.
    #[must_use]
    pub fn months_since_contact(&self, team: TeamIdx, department: DepartmentIdx) -> Option<i32> {
        self.last_contact[team.index() * self.departments.len() + department.index()]
    }

    /// The staff member of this id.
    #[must_use]
    pub fn staff_by_id(&self, id: &str) -> Option<StaffIdx> {
        self.ids.staff.get(id).copied()
    }

    /// The team of this id.
    #[must_use]
    pub fn team_by_id(&self, id: &str) -> Option<TeamIdx> {
        self.ids.teams.get(id).copied()
    }

    /// The department of this id.
    #[must_use]
    pub fn department_by_id(&self, id: &str) -> Option<DepartmentIdx> {
        self.ids.departments.get(id).copied()
    }

    /// The mentor of this id.
    #[must_use]
    pub fn mentor_by_id(&self, id: &str) -> Option<MentorIdx> {
        self.ids.mentors.get(id).copied()
    }

    /// All positions of staff.
    pub fn staff_indices(&self) -> impl ExactSizeIterator<Item = StaffIdx> + use<> {
        (0..self.staff.len()).map(StaffIdx::new)
    }

    /// All positions of departments.
    pub fn department_indices(&self) -> impl ExactSizeIterator<Item = DepartmentIdx> + use<> {
        (0..self.departments.len()).map(DepartmentIdx::new)
    }

    /// All positions of mentors.
    pub fn mentor_indices(&self) -> impl ExactSizeIterator<Item = MentorIdx> + use<> {
        (0..self.mentors.len()).map(MentorIdx::new)
    }

    /// All positions of teams.
    pub fn team_indices(&self) -> impl ExactSizeIterator<Item = TeamIdx> + use<> {
        (0..self.teams.len()).map(TeamIdx::new)
    }
}
