//! What came of scenarios, as a file has it: `rotaplan/whatif@1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::diagnosis::DiagnosisFile;
use crate::plan::ProgramRef;

/// The format name every what-if opens with.
pub const WHATIF_FORMAT: &str = "rotaplan/whatif@1";

/// Changed programs, planned side by side.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WhatIf {
    /// Always `rotaplan/whatif@1`.
    pub format: String,
    /// The program that was changed.
    pub program: ProgramRef,
    /// The scenarios, in the order of the grid or the file.
    pub scenarios: Vec<ScenarioRow>,
    /// Where a number that is varied stops to matter.
    pub bends: Vec<Bend>,
    /// The answer, where a question was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// A scenario and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScenarioRow {
    /// What it is called.
    pub name: String,
    /// What it sets.
    pub set: Map<String, Value>,
    /// What came of it.
    pub status: ScenarioStatus,
    /// The score of the best plan found.
    pub score: Option<i64>,
    /// No plan scores more than this.
    pub bound: Option<i64>,
    /// (bound − score) / max(1, |score|).
    pub gap: Option<f64>,
    /// Rotations that the plan lacks; 0 but for partial plans.
    pub unplaced: Option<u32>,
    /// Share, from 0 to 1, of the visits of people who named departments that are a first choice.
    pub first_choices: Option<f64>,
    /// Unweighted value of each goal.
    pub goals: BTreeMap<String, i64>,
    /// Why there is no plan, or why the changed file is none.
    pub diagnosis: Option<DiagnosisFile>,
    /// Whether it was solved, or is proven by what came of other scenarios.
    pub proved_by: Option<ProvedBy>,
}

/// What came of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScenarioStatus {
    /// The bound equals the score.
    Optimal,
    /// A checked plan with a proven bound and a gap between them.
    Feasible,
    /// Best effort, where no plan keeps every rule.
    Partial,
    /// No plan keeps every rule.
    Infeasible,
    /// The changed file is no program.
    Invalid,
    /// A limit was reached, or somebody interrupted, before an answer.
    Unknown,
}

/// Where a result comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProvedBy {
    /// The scenario was planned.
    Solve,
    /// A scenario with less room has this plan, and one with more room no better; or one with more
    /// room has none.
    Neighbour,
}

/// Where a number that is varied stops to matter.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Bend {
    /// The key that is varied.
    pub key: String,
    /// The scenario at the bend: with more room the score stays as it is.
    pub at: String,
    /// What is held fixed beside it.
    pub with: Map<String, Value>,
    /// The bend in a sentence.
    pub text: String,
    /// The limits that bind there, by what they cost, the dearest first.
    pub limits: Vec<String>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Answer {
    /// The question: `fewest-away`, `fewest-months` or `fewest-mentors`.
    pub ask: String,
    /// The smallest number; null where no number is enough, or it was not found out.
    pub value: Option<i64>,
    /// The answer in a sentence.
    pub text: String,
    /// The scenario that shows that so many are enough.
    pub enough: Option<String>,
    /// The scenario that shows that one less is not; null where there is no less.
    pub too_few: Option<String>,
}

impl ScenarioStatus {
    /// The word that files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ScenarioStatus::Optimal => "optimal",
            ScenarioStatus::Feasible => "feasible",
            ScenarioStatus::Partial => "partial",
            ScenarioStatus::Infeasible => "infeasible",
            ScenarioStatus::Invalid => "invalid",
            ScenarioStatus::Unknown => "unknown",
        }
    }

    /// Whether there is a plan that keeps every rule.
    #[must_use]
    pub fn is_planned(self) -> bool {
        matches!(self, ScenarioStatus::Optimal | ScenarioStatus::Feasible)
    }
}

impl WhatIf {
    /// The rows as they are, with nothing said of them.
    pub(super) fn new(program: ProgramRef, scenarios: Vec<ScenarioRow>) -> WhatIf {
        WhatIf {
            format: WHATIF_FORMAT.to_owned(),
            program,
            scenarios,
            bends: Vec::new(),
            answer: None,
        }
    }
}
