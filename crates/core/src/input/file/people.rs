//! Who rotates, where they come from, who takes them in and who guides them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_default;
use crate::input::schema;

/// A team of IT.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamFile {
    /// Unique among teams.
    pub id: String,
    /// For people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// Most members away in one slot; absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub max_away: Option<u32>,
    /// The same for single slots.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::counts_by_slot")]
    pub max_away_in: BTreeMap<String, u32>,
    /// How many must stay at home.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cover: Vec<CoverFile>,
}

/// How many of a team's members, or of those with a skill, must stay at home in every slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverFile {
    /// Only members with this skill count; absent: every member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub skill: Option<String>,
    /// How many of them must be present.
    #[schemars(schema_with = "schema::count")]
    pub min_present: u32,
}

/// A person who rotates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffFile {
    /// Unique among staff.
    pub id: String,
    /// For people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The id of the person's team.
    pub team: String,
    /// What the person can do, for `cover` and `needs_skills`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skills: Vec<String>,
    /// `mandatory` (the default), `voluntary` or `excused`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub participation: ParticipationFile,
    /// Why the person does not take part as everybody does, for people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reason: String,
    /// Rotations of this person; default `rules.rotations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub rotations: Option<u32>,
    /// Rotations owed from earlier programs, on top.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::count")]
    pub owed: u32,
    /// Points carried over from earlier programs, for `least_happy`.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::points")]
    pub carry: i32,
    /// Absences.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leave: Vec<SpanFile>,
    /// First day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::day_or_null")]
    pub employed_from: Option<String>,
    /// Last day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::day_or_null")]
    pub employed_until: Option<String>,
    /// Points by department id, −10,000 to 10,000; 0 where none are given.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::points_by_id")]
    pub preferences: BTreeMap<String, i32>,
    /// Points by slot, −10,000 to 10,000; 0 where none are given.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::points_by_slot")]
    pub slot_preferences: BTreeMap<String, i32>,
    /// Departments the person is never sent to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub never: Vec<String>,
    /// Mentors the person is never paired with.
    #[serde(default, skip_serializing_if = "is_default")]
    pub avoid_mentors: Vec<String>,
    /// Departments the person must see.
    #[serde(default, skip_serializing_if = "is_default")]
    pub must_visit: Vec<MustVisitFile>,
}

/// Whether a person takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ParticipationFile {
    /// Exactly the stated number of rotations.
    #[default]
    Mandatory,
    /// At most that many.
    Voluntary,
    /// None.
    Excused,
}

/// So many of a person's placements lie in these departments.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MustVisitFile {
    /// Department ids.
    pub any_of: Vec<String>,
    /// How many placements; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub times: Option<u32>,
}

/// Days from the first to the last, both included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanFile {
    /// `YYYY-MM-DD`.
    #[schemars(schema_with = "schema::day")]
    pub from: String,
    /// `YYYY-MM-DD`.
    #[schemars(schema_with = "schema::day")]
    pub to: String,
}

/// A department that hosts guests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DepartmentFile {
    /// Unique among departments.
    pub id: String,
    /// For people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// Guests at one time.
    #[schemars(schema_with = "schema::count")]
    pub seats: u32,
    /// The same for single slots.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::counts_by_slot")]
    pub seats_in: BTreeMap<String, u32>,
    /// Spans in which nobody can come.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: Vec<SpanFile>,
    /// Visits it must get over the horizon.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::count")]
    pub min_visits: u32,
    /// Skills every guest must have.
    #[serde(default, skip_serializing_if = "is_default")]
    pub needs_skills: Vec<String>,
    /// Departments every guest must have seen before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub after: Vec<String>,
    /// Factor of `bridge_default.value`; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub priority: Option<u32>,
    /// What the department itself measures of a visit; plays no part in planning.
    #[serde(default, skip_serializing_if = "is_default")]
    pub metrics: Vec<MetricFile>,
}

/// Something that a department rates each visit by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricFile {
    /// Unique among the department's metrics.
    pub name: String,
    /// From the worst rating to the best.
    pub scale: ScaleFile,
    /// A rating that is at least as good reaches the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::points")]
    pub target: Option<i32>,
}

/// The ratings that can be given; where fewer is better, `from` is the larger number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleFile {
    /// The worst rating, −10,000 to 10,000.
    #[schemars(schema_with = "schema::points")]
    pub from: i32,
    /// The best rating.
    #[schemars(schema_with = "schema::points")]
    pub to: i32,
}

/// A person of a department who guides guests.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MentorFile {
    /// Unique among mentors.
    pub id: String,
    /// For people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The id of the mentor's department.
    pub department: String,
    /// Guests guided in one slot; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub mentees_at_once: Option<u32>,
    /// Guests guided over the horizon; absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub mentees_total: Option<u32>,
    /// Slots without guests after a slot with one; default 0.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::count")]
    pub rest_slots: u32,
    /// Absences.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leave: Vec<SpanFile>,
    /// First day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::day_or_null")]
    pub employed_from: Option<String>,
    /// Last day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::day_or_null")]
    pub employed_until: Option<String>,
}
