//! `rotaplan/replan@1`: a plan made again, what changed and why, as a file has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::diff::Difference;
use crate::plan::{PlanFile, Proof};

/// The format name that every replanning opens with.
pub const REPLAN_FORMAT: &str = "rotaplan/replan@1";

/// A plan made again after a change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replanned {
    /// Always `rotaplan/replan@1`.
    pub format: String,
    /// The first slot that may still change; null where nothing is over yet.
    pub from: Option<String>,
    /// Placements of earlier slots, which stay as they were.
    pub frozen: usize,
    /// Placements (person, department, slot) of the published plan that the new one lacks.
    pub changes: usize,
    /// The fewest changes that any plan needs.
    pub fewest: Fewest,
    /// The most changes that were allowed, if there was a limit.
    pub max_changes: Option<usize>,
    /// Every placement that was given up and every person who is placed anew, with the cause.
    pub causes: Vec<Cause>,
    /// People who leave and cannot do all of their rotations any more.
    pub excused: Vec<Excused>,
    /// What differs from the published plan.
    pub difference: Difference,
    /// The new plan.
    pub plan: PlanFile,
}

/// The fewest changes that any plan needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fewest {
    /// No plan needs fewer.
    pub at_least: usize,
    /// A plan with so many was found.
    pub found: usize,
    /// Whose word it is that fewer are not enough.
    pub proof: Option<Proof>,
}

/// Why a placement was given up, or why there is a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Staff id.
    pub staff: String,
    /// Department id of the placement that was given up, or of the new one.
    pub department: String,
    /// Its slot.
    pub slot: String,
    /// Whether the placement was given up; else it is one more than the person had.
    pub given_up: bool,
    /// `left`, `leave`, `gone`, `excused`, `closed`, the name of a rule, `taken`, `score` or `joins`.
    pub code: String,
    /// The same in words.
    pub text: String,
}

/// A person who leaves and cannot do any more all that the file asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Excused {
    /// Staff id.
    pub staff: String,
    /// Rotations that the file asks for.
    pub wanted: u32,
    /// Rotations that the new plan holds.
    pub rotations: u32,
    /// Why, in words.
    pub text: String,
    /// The change of the program file (RFC 6902) with which `verify` agrees.
    pub patch: Value,
}
