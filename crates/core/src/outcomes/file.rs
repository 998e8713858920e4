//! The outcomes file as written: a mirror of `rotaplan/outcomes@1`, nothing more.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::input::forms;

/// The format name every outcomes file opens with.
pub const OUTCOMES_FORMAT: &str = "rotaplan/outcomes@1";

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What became of placements, as a file says it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomesFile {
    /// Always `rotaplan/outcomes@1`.
    #[schemars(extend("const" = OUTCOMES_FORMAT))]
    pub format: String,
    /// One row for each placement that there is something to say of.
    pub outcomes: Vec<OutcomeFile>,
}

/// What became of one placement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeFile {
    /// Staff id.
    pub staff: String,
    /// Department id.
    pub department: String,
    /// Slot name, as the plan has it.
    pub slot: String,
    /// `full` (the default), `part` or `cancelled`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub held: HeldFile,
    /// Why it was cancelled or cut short.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reason: String,
    /// Whether the mentor was briefed beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub briefed: Option<bool>,
    /// How many sessions of guest and mentor were held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::count")]
    pub sessions: Option<u32>,
    /// The improvement that the guest introduced in return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ImprovementFile")]
    pub improvement: Option<ImprovementFile>,
    /// Ratings by the name of the department's metric, within its scale.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(schema_with = "forms::points_by_id")]
    pub ratings: BTreeMap<String, i32>,
}

/// Whether a placement took place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HeldFile {
    /// From beginning to end.
    #[default]
    Full,
    /// Cut short; still a visit.
    Part,
    /// Not at all.
    Cancelled,
}

/// What the guest introduced in the department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImprovementFile {
    /// What it is, in a few words.
    pub title: String,
    /// `proposed` (the default), `agreed`, `delivered` or `dropped`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: StateFile,
    /// The day of that state, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::day")]
    pub date: Option<String>,
    /// The department's estimate of its worth, 0 to 1,000,000, in a unit of its choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::count")]
    pub worth: Option<u32>,
}

/// How far an improvement has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StateFile {
    /// Suggested.
    #[default]
    Proposed,
    /// Wanted by the department.
    Agreed,
    /// In use.
    Delivered,
    /// Given up.
    Dropped,
}
