//! The plan file: a mirror of `rotaplan/plan@1`, written after every solve and read from anywhere.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format name every plan file opens with.
pub const PLAN_FORMAT: &str = "rotaplan/plan@1";

/// A plan as its file says it; only `format` and `placements` are needed to check one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// Always `rotaplan/plan@1`.
    pub format: String,
    /// The program that was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<ProgramRef>,
    /// The sha256 of the baseline plan's file, if there was one.
    #[serde(default)]
    pub baseline: Option<String>,
    /// How good the plan is known to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Whose word the bound is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// The score, to be made as large as possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// No plan scores more than this.
    #[serde(default)]
    pub bound: Option<i64>,
    /// (bound − score) / max(1, |score|).
    #[serde(default)]
    pub gap: Option<f64>,
    /// Unweighted value of each goal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub goals: BTreeMap<String, i64>,
    /// Who goes where, when, guided by whom; sorted by slot, staff, department.
    pub placements: Vec<PlacementFile>,
    /// Rotations that are missing from a partial plan.
    #[serde(default)]
    pub unplaced: Vec<Unplaced>,
    /// Other shortfalls of a partial plan.
    #[serde(default)]
    pub unmet: Vec<Unmet>,
    /// Pairs of a seat and a mentor that are kept free, all of them at once; sorted by slot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserve: Vec<ReservedFile>,
    /// How the plan was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

/// Names the program that a plan was made for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgramRef {
    /// The program's name.
    #[serde(default)]
    pub name: String,
    /// The sha256 of the program file's bytes, in hexadecimal.
    #[serde(default)]
    pub sha256: String,
}

/// One staff member in one department, with one of its mentors, for one slot.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct PlacementFile {
    /// Staff id.
    pub staff: String,
    /// Department id.
    pub department: String,
    /// Mentor id; absent only where the program does not require one.
    #[serde(default)]
    pub mentor: Option<String>,
    /// Slot name.
    pub slot: String,
    /// First day of the slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Last day of the slot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// How good a plan is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The bound equals the score.
    Optimal,
    /// A checked plan with a proven bound and a gap between them.
    Feasible,
    /// Best effort, where no plan keeps every rule.
    Partial,
}

/// Whose word a bound is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    /// Recomputed in whole numbers from prices; a certificate can be written.
    Bound,
    /// A solver's claim at zero gaps.
    Backend,
}

/// Rotations that a person lacks in a partial plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unplaced {
    /// Staff id.
    pub staff: String,
    /// How many rotations are missing.
    pub missing: u32,
    /// Why, in words.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// Another rule that falls short in a partial plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmet {
    /// `must-visit`, `min-visits` or `pin`.
    pub rule: String,
    /// The staff or department id it concerns.
    pub who: String,
    /// How many visits are missing; a pin counts 1.
    pub missing: u32,
    /// What is missing, in words.
    pub text: String,
}

/// A seat and a mentor that are kept free in a slot.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct ReservedFile {
    /// Slot name.
    pub slot: String,
    /// Department id.
    pub department: String,
    /// Mentor id; null only where the program does not require one.
    #[serde(default)]
    pub mentor: Option<String>,
}

/// How a plan was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Version of rotaplan.
    pub version: String,
    /// `exact` or `scale`.
    pub engine: String,
    /// `microlp` or `highs`, where a backend took part.
    #[serde(default)]
    pub backend: Option<String>,
    /// The seed of the search.
    pub seed: u64,
    /// Wall-clock seconds; the only value that differs between equal runs.
    pub seconds: f64,
}

impl PlanFile {
    /// Reads a plan file; any plan with `format` and `placements` will do.
    ///
    /// # Errors
    /// What is wrong with the text, with line and column.
    pub fn from_json(bytes: &[u8]) -> Result<Self, crate::input::Problem> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            crate::input::Problem::error("encoding", "", format!("the plan is not UTF-8: {error}"))
                .help("save the file as UTF-8")
        })?;
        let plan: PlanFile = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let mut problem =
                crate::input::Problem::error("plan-format", "", format!("not a plan file: {error}"))
                    .help("a plan needs \"format\": \"rotaplan/plan@1\" and \"placements\", each with staff, department, slot and mentor");
            problem.line = Some(error.line());
            problem
        })?;
        if plan.format != PLAN_FORMAT {
            return Err(crate::input::Problem::error(
                "format",
                "/format",
                format!("this is {:?}, not a plan", plan.format),
            )
            .help(format!("the format must be {PLAN_FORMAT:?}")));
        }
        Ok(plan)
    }

    /// The plan as a JSON text that ends in a line feed.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::input::to_json(self)
    }
}
