//! The program file as written: a mirror of `rotaplan/program@1`, nothing more.
//!
//! Every key of the format stands here once; what the keys mean stands in [`crate::program`],
//! and what a file may not say in `input::validate`.

mod people;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schema;
pub use people::{
    CoverFile, DepartmentFile, MentorFile, MetricFile, MustVisitFile, ParticipationFile, ScaleFile,
    SpanFile, StaffFile, TeamFile,
};

/// The format name every program file opens with.
pub const PROGRAM_FORMAT: &str = "rotaplan/program@1";

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A rotation program as its file says it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgramFile {
    /// Always `rotaplan/program@1`.
    #[schemars(extend("const" = PROGRAM_FORMAT))]
    pub format: String,
    /// What the program is called, for people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The calendar months that are planned.
    pub horizon: HorizonFile,
    /// Numbers of the rules that hold for the whole program.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rules: RulesFile,
    /// Weights of the goals.
    #[serde(default, skip_serializing_if = "is_default")]
    pub goals: GoalsFile,
    /// The teams of IT.
    pub teams: Vec<TeamFile>,
    /// The people who rotate.
    pub staff: Vec<StaffFile>,
    /// The departments that host them.
    pub departments: Vec<DepartmentFile>,
    /// The people of the departments who guide the guests.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mentors: Vec<MentorFile>,
    /// Groups of whom only so many may be away in one slot.
    #[serde(default, skip_serializing_if = "is_default")]
    pub apart: Vec<ApartFile>,
    /// Placements that are settled beforehand.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pins: Vec<PinFile>,
    /// Rotations of the months before the horizon.
    #[serde(default, skip_serializing_if = "is_default")]
    pub history: Vec<HistoryFile>,
    /// What a first visit of a team to a department is worth, pair by pair.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bridges: Vec<BridgeFile>,
    /// What it is worth where no row of `bridges` says so.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "BridgeDefaultFile")]
    pub bridge_default: Option<BridgeDefaultFile>,
    /// What happens during a rotation; plays no part in planning.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(with = "MentoringFile")]
    pub mentoring: Option<MentoringFile>,
    /// The plans whose months are over and stand in `history`; plays no part in planning.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed_plans: Vec<ClosedPlanFile>,
}

/// The months that are planned, and how they are cut into slots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HorizonFile {
    /// The first month, `YYYY-MM`.
    #[schemars(schema_with = "schema::month")]
    pub first_month: String,
    /// Number of calendar months, 1 to 120.
    #[schemars(schema_with = "schema::months")]
    pub months: u32,
    /// 1 (a slot is a month) or 2 (a slot is half a month); default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::slots_per_month")]
    pub slots_per_month: Option<u32>,
    /// Days, `YYYY-MM-DD`, that are no working days for anybody.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::days")]
    pub holidays: Vec<String>,
}

/// Numbers of the rules that hold for the whole program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesFile {
    /// Most people away in one slot; absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub max_away: Option<u32>,
    /// The same for single slots.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "schema::counts_by_slot")]
    pub max_away_in: BTreeMap<String, u32>,
    /// Rotations of each person over the horizon; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub rotations: Option<u32>,
    /// A slot is lost to who misses more than this many working days of it; default 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub leave_days: Option<u32>,
    /// Slots that must lie between two rotations of a person; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub gap_slots: Option<u32>,
    /// Months that must lie between two visits of a person to a department; default 24, 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub no_repeat_months: Option<u32>,
    /// Whether every placement needs a mentor; default true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub require_mentor: Option<bool>,
}

/// Weights of the goals, 0 to 1,000,000.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalsFile {
    /// Points of the chosen departments; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub preference: Option<u32>,
    /// Points of the chosen slots; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub slot_preference: Option<u32>,
    /// Value of the team-department pairs that meet; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub bridges: Option<u32>,
    /// Cost of each person of the fullest slot; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub peak_away: Option<u32>,
    /// Worth of each point of the least happy participant; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub least_happy: Option<u32>,
    /// Cost of each mentee of the busiest mentor; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub mentor_peak: Option<u32>,
    /// Cost of each placement of the baseline plan that is given up; default 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub changes: Option<u32>,
}

/// A group of whom only so many may be away in one slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApartFile {
    /// Staff ids.
    pub staff: Vec<String>,
    /// How many of them; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub max_away: Option<u32>,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reason: String,
}

/// A placement that is settled beforehand: some placement of the person matches every key given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 2))]
pub struct PinFile {
    /// Staff id.
    pub staff: String,
    /// A slot, or the month of two slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub slot: Option<String>,
    /// Department id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub department: Option<String>,
    /// Mentor id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub mentor: Option<String>,
}

/// A rotation of a month before the horizon.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryFile {
    /// Staff id; may name somebody who has left.
    pub staff: String,
    /// Department id; may name one that is gone.
    pub department: String,
    /// `YYYY-MM`.
    #[schemars(schema_with = "schema::month")]
    pub month: String,
    /// The person's team at that time; default the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub team: Option<String>,
    /// Who guided; may name somebody who has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub mentor: Option<String>,
}

/// What at least one visit of a team to a department is worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BridgeFile {
    /// Team id.
    pub team: String,
    /// Department id.
    pub department: String,
    /// 0 to 1,000,000.
    #[schemars(schema_with = "schema::count")]
    pub value: u32,
}

/// What it is worth for every other pair.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BridgeDefaultFile {
    /// 0 to 1,000,000, times the department's `priority`.
    #[schemars(schema_with = "schema::count")]
    pub value: u32,
    /// A visit within so many months before the horizon makes the pair worth nothing.
    #[schemars(schema_with = "schema::count")]
    pub refresh_months: u32,
    /// Whether the value grows with the months since the last visit instead of jumping.
    #[serde(default, skip_serializing_if = "is_default")]
    pub fade: bool,
}

/// What happens during a rotation; reports and calendars carry it out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MentoringFile {
    /// Days before the start at which the mentor is briefed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub briefing_days_before: Option<u32>,
    /// Days after the end at which the improvement is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub improvement_due_days_after: Option<u32>,
    /// What guest and mentor do every week.
    #[serde(default, skip_serializing_if = "is_default")]
    pub activities: Vec<ActivityFile>,
}

/// Something guest and mentor do every week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityFile {
    /// What it is called.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// How often; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub times_per_week: Option<u32>,
    /// How long; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "schema::count")]
    pub hours: Option<u32>,
}

/// A plan whose months are over: it is in `history`, and cannot be closed again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosedPlanFile {
    /// The sha256 of the plan file's bytes, in hexadecimal.
    pub sha256: String,
    /// The first month of its program, `YYYY-MM`.
    #[schemars(schema_with = "schema::month")]
    pub first_month: String,
    /// Number of calendar months of its program, 1 to 120.
    #[schemars(schema_with = "schema::months")]
    pub months: u32,
}
