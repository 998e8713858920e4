//! Why there is no plan, as a file has it: a mirror of `rotaplan/diagnosis@1`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::input::Problem;
use crate::plan::Proof;

/// The format name every diagnosis opens with.
pub const DIAGNOSIS_FORMAT: &str = "rotaplan/diagnosis@1";

/// What is wrong with a program, or why no plan exists; with status `ok`, that nothing is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiagnosisFile {
    /// Always `rotaplan/diagnosis@1`.
    pub format: String,
    /// What it comes to.
    pub status: DiagnosisStatus,
    /// Faults of the input, in the order of the file.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// Whose word it is that no plan exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Sums that fall short: so many people need what so few seats offer.
    #[serde(default)]
    pub shortages: Vec<Shortage>,
    /// Rules that cannot all be met; minimal where `conflict_minimal` is not false.
    #[serde(default)]
    pub conflict: Vec<Clause>,
    /// False where time ran out before the conflict was as small as can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict_minimal: Option<bool>,
    /// Changes proven to restore a plan, cheapest first.
    #[serde(default)]
    pub repairs: Vec<Repair>,
    /// False where time ran out before every single change was tried, or found to help or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repairs_complete: Option<bool>,
}

/// What a diagnosis comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DiagnosisStatus {
    /// The program is valid and a plan exists.
    Ok,
    /// The input cannot be used.
    Invalid,
    /// No plan keeps every rule.
    Infeasible,
    /// A limit was reached before an answer.
    Unknown,
}

/// More is needed than there is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shortage {
    /// The shortage in a sentence.
    pub text: String,
    /// How much is needed.
    pub needed: u64,
    /// How much there is.
    pub available: u64,
    /// Ids of the staff who need it.
    pub people: Vec<String>,
    /// Names of the slots it is about.
    pub slots: Vec<String>,
    /// The limits that make it so little.
    pub limits: Vec<String>,
}

/// One of several rules that clash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The rule's name.
    pub rule: String,
    /// What it asks for here, in a sentence.
    pub text: String,
    /// The ids it is about.
    pub members: Vec<String>,
}

/// A change that restores a plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repair {
    /// The change in a sentence.
    pub text: String,
    /// Its cost by the fixed table of unit costs, which the README shows.
    pub cost: u64,
    /// How many changes it takes: more than one where no single one was found to be enough.
    #[serde(default)]
    pub changes: usize,
    /// An RFC 6902 JSON Patch of the program file.
    pub patch: serde_json::Value,
}

impl DiagnosisFile {
    /// A diagnosis that says no more than its status.
    #[must_use]
    pub fn new(status: DiagnosisStatus) -> Self {
        DiagnosisFile {
            format: DIAGNOSIS_FORMAT.to_owned(),
            status,
            problems: Vec::new(),
            proof: None,
            shortages: Vec::new(),
            conflict: Vec::new(),
            conflict_minimal: None,
            repairs: Vec::new(),
            repairs_complete: None,
        }
    }
}
