//! `rotaplan/diff@1`: what two plans differ in, as a file has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::{PlacementFile, ProgramRef};

/// The format name every difference opens with.
pub const DIFF_FORMAT: &str = "rotaplan/diff@1";

/// What changes from one plan to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Always `rotaplan/diff@1`.
    pub format: String,
    /// The earlier plan.
    pub from: PlanRef,
    /// The later plan.
    pub to: PlanRef,
    /// Placements (person, department, slot) that both plans have.
    pub kept: usize,
    /// Placements (person, department, slot) of the earlier plan that the later one lacks: what the goal
    /// `changes` counts.
    pub given_up: usize,
    /// Everybody whose placements differ, by id.
    pub people: Vec<PersonChange>,
    /// Every department whose guests differ, by id.
    pub departments: Vec<DepartmentChange>,
    /// Every mentor whose mentees differ, by id.
    pub mentors: Vec<MentorChange>,
    /// Placements, mentors included, that only the earlier plan has.
    pub removed: Vec<PlacementFile>,
    /// Placements, mentors included, that only the later plan has.
    pub added: Vec<PlacementFile>,
}

/// Names a plan that was compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRef {
    /// The sha256 of the plan file's bytes, where they are known.
    pub sha256: Option<String>,
    /// The program it was made for, where it says so.
    pub program: Option<ProgramRef>,
    /// Its score, where it says so.
    pub score: Option<i64>,
    /// Number of its placements.
    pub placements: usize,
}

/// What changes for one person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChange {
    /// Staff id.
    pub staff: String,
    /// In a word: `new`, `dropped`, `another mentor`, `moved` (same departments, other slots) or
    /// `elsewhere`.
    pub kind: String,
    /// Number of placements in the earlier plan.
    pub placements_before: usize,
    /// Number of placements in the later plan.
    pub placements_after: usize,
    /// Placements of the earlier plan that the later one lacks.
    pub before: Vec<PlacementFile>,
    /// Placements that the earlier plan lacked.
    pub after: Vec<PlacementFile>,
}

/// What changes for one department; who guides its guests is told with the mentors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DepartmentChange {
    /// Department id.
    pub department: String,
    /// Number of placements in the earlier plan.
    pub guests_before: usize,
    /// Number of placements in the later plan.
    pub guests_after: usize,
    /// Guests who do not come any more, or not then.
    pub left: Vec<PlacementFile>,
    /// Guests who come instead, or then.
    pub came: Vec<PlacementFile>,
}

/// What changes for one mentor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MentorChange {
    /// Mentor id.
    pub mentor: String,
    /// Number of mentees in the earlier plan.
    pub mentees_before: usize,
    /// Number of mentees in the later plan.
    pub mentees_after: usize,
    /// Mentees that the mentor has no more, or not then.
    pub left: Vec<PlacementFile>,
    /// Mentees that the mentor has instead, or then.
    pub came: Vec<PlacementFile>,
}
