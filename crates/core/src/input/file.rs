//! The program file as written: a mirror of `rotaplan/program@1`, nothing more.
//!
//! Every key of the format stands here once; what the keys mean stands in [`crate::program`],
//! and what a file may not say in [`super::validate`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    pub bridge_default: Option<BridgeDefaultFile>,
    /// What happens during a rotation; plays no part in planning.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mentoring: Option<MentoringFile>,
}

/// The months that are planned, and how they are cut into slots.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HorizonFile {
    /// The first month, `YYYY-MM`.
    pub first_month: String,
    /// Number of calendar months, 1 to 120.
    pub months: u32,
    /// 1 (a slot is a month) or 2 (a slot is half a month); default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots_per_month: Option<u32>,
    /// Days, `YYYY-MM-DD`, that are no working days for anybody.
    #[serde(default, skip_serializing_if = "is_default")]
    pub holidays: Vec<String>,
}

/// Numbers of the rules that hold for the whole program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesFile {
    /// Most people away in one slot; absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_away: Option<u32>,
    /// The same for single slots.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_away_in: BTreeMap<String, u32>,
    /// Rotations of each person over the horizon; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotations: Option<u32>,
    /// A slot is lost to who misses more than this many working days of it; default 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave_days: Option<u32>,
    /// Slots that must lie between two rotations of a person; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_slots: Option<u32>,
    /// Months that must lie between two visits of a person to a department; default 24, 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_repeat_months: Option<u32>,
    /// Whether every placement needs a mentor; default true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_mentor: Option<bool>,
}

/// Weights of the goals, 0 to 1,000,000.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalsFile {
    /// Points of the chosen departments; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<u32>,
    /// Points of the chosen slots; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot_preference: Option<u32>,
    /// Value of the team-department pairs that meet; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridges: Option<u32>,
    /// Cost of each person of the fullest slot; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_away: Option<u32>,
    /// Worth of each point of the least happy participant; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_happy: Option<u32>,
    /// Cost of each mentee of the busiest mentor; default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentor_peak: Option<u32>,
    /// Cost of each placement of the baseline plan that is given up; default 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<u32>,
}

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
    pub max_away: Option<u32>,
    /// The same for single slots.
    #[serde(default, skip_serializing_if = "is_default")]
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
    pub skill: Option<String>,
    /// How many of them must be present.
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
    /// Rotations of this person; default `rules.rotations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotations: Option<u32>,
    /// Rotations owed from earlier programs, on top.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owed: u32,
    /// Points carried over from earlier programs, for `least_happy`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub carry: i32,
    /// Absences.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leave: Vec<SpanFile>,
    /// First day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employed_from: Option<String>,
    /// Last day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employed_until: Option<String>,
    /// Points by department id, −10,000 to 10,000; 0 where none are given.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preferences: BTreeMap<String, i32>,
    /// Points by slot, −10,000 to 10,000; 0 where none are given.
    #[serde(default, skip_serializing_if = "is_default")]
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
    pub times: Option<u32>,
}

/// Days from the first to the last, both included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanFile {
    /// `YYYY-MM-DD`.
    pub from: String,
    /// `YYYY-MM-DD`.
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
    pub seats: u32,
    /// The same for single slots.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seats_in: BTreeMap<String, u32>,
    /// Spans in which nobody can come.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: Vec<SpanFile>,
    /// Visits it must get over the horizon.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min_visits: u32,
    /// Skills every guest must have.
    #[serde(default, skip_serializing_if = "is_default")]
    pub needs_skills: Vec<String>,
    /// Departments every guest must have seen before.
    #[serde(default, skip_serializing_if = "is_default")]
    pub after: Vec<String>,
    /// Factor of `bridge_default.value`; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
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
    pub mentees_at_once: Option<u32>,
    /// Guests guided over the horizon; absent: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentees_total: Option<u32>,
    /// Slots without guests after a slot with one; default 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rest_slots: u32,
    /// Absences.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leave: Vec<SpanFile>,
    /// First day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employed_from: Option<String>,
    /// Last day of employment, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employed_until: Option<String>,
}

/// A group of whom only so many may be away in one slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApartFile {
    /// Staff ids.
    pub staff: Vec<String>,
    /// How many of them; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_away: Option<u32>,
    /// Why, for people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reason: String,
}

/// A placement that is settled beforehand: some placement of the person matches every key given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PinFile {
    /// Staff id.
    pub staff: String,
    /// A slot, or the month of two slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Department id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Mentor id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    pub month: String,
    /// The person's team at that time; default the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Who guided; may name somebody who has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    pub value: u32,
}

/// What it is worth for every other pair.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BridgeDefaultFile {
    /// 0 to 1,000,000, times the department's `priority`.
    pub value: u32,
    /// A visit within so many months before the horizon makes the pair worth nothing.
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
    pub briefing_days_before: Option<u32>,
    /// Days after the end at which the improvement is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
    pub name: String,
    /// How often; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times_per_week: Option<u32>,
    /// How long; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
}
