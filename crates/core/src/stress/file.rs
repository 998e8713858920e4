//! `rotaplan/stress@1`: how a plan holds when somebody drops out, as a file has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::{PlacementFile, ProgramRef, Proof};

/// The format name that every stress test opens with.
pub const STRESS_FORMAT: &str = "rotaplan/stress@1";

/// How a plan holds when somebody drops out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stress {
    /// Always `rotaplan/stress@1`.
    pub format: String,
    /// The program that was planned.
    pub program: ProgramRef,
    /// Placements of the standing plan.
    pub placements: usize,
    /// Score of the standing plan.
    pub score: i64,
    /// Whether everything was tried; false where the run was stopped.
    pub complete: bool,
    /// What came of single dropouts, in all.
    pub singles: Tally,
    /// What came of combinations, in all; null where none were asked for.
    pub combined: Option<Tally>,
    /// The single dropout that hurts most, by position in `dropouts`; null where none does any harm.
    pub worst: Option<usize>,
    /// Every dropout that was tried: single ones first, then combinations.
    pub dropouts: Vec<DropoutRow>,
    /// What would make the plan survive every single dropout; null where it does, or the run was stopped.
    pub reserve: Option<Reserve>,
}

/// Dropouts counted by what came of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// How many there are to try.
    pub all: usize,
    /// How many were tried.
    pub tried: usize,
    /// Everybody else stays where they are.
    pub holds: usize,
    /// Some of the others have to move.
    pub repaired: usize,
    /// No plan is left.
    pub impossible: usize,
    /// Neither a plan was found nor a proof that there is none.
    pub unknown: usize,
    /// The most placements of others that a repair gives up.
    pub most_changes: usize,
    /// The most that the score falls by where the plan holds or is repaired.
    pub largest_fall: i64,
}

/// What came of one dropout, or of several at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropoutRow {
    /// Who or what drops out.
    pub dropped: Vec<Dropped>,
    /// What came of it.
    pub status: Holds,
    /// Placements that vanish with the people who drop out.
    pub lost: usize,
    /// Placements of others that the repaired plan gives up.
    pub changes: Option<usize>,
    /// No plan gives up fewer.
    pub at_least: usize,
    /// Whose word it is that fewer are not enough, or that there is no plan; null: it is not proven.
    pub proof: Option<Proof>,
    /// Score of the repaired plan.
    pub score: Option<i64>,
    /// By how much that is less than the standing plan's.
    pub fall: Option<i64>,
    /// Placements of the repaired plan that the standing one lacks, or has with another mentor.
    pub new: Vec<PlacementFile>,
    /// What stands in the way where there is no plan, in words; may be empty.
    pub reasons: Vec<String>,
}

/// What comes of a dropout.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// Everybody else stays where they are; mentors may be others.
    Holds,
    /// Some of the others have to move.
    Repaired,
    /// Neither a plan was found nor a proof that there is none.
    #[default]
    Unknown,
    /// No plan keeps every rule.
    Impossible,
}

impl Holds {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Holds::Holds => "holds",
            Holds::Repaired => "repaired",
            Holds::Unknown => "unknown",
            Holds::Impossible => "impossible",
        }
    }

    /// Whether a plan is left.
    #[must_use]
    pub fn survives(self) -> bool {
        matches!(self, Holds::Holds | Holds::Repaired)
    }
}

/// Who or what drops out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// What kind of dropout it is.
    pub kind: Kind,
    /// Id of the person, the mentor or the department.
    pub id: String,
    /// The slot in which a department closes.
    pub slot: Option<String>,
    /// The same in words.
    pub text: String,
}

/// What can drop out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person who rotates.
    #[default]
    Person,
    /// A mentor.
    Mentor,
    /// A department, in one slot.
    Department,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Mentor => "mentor",
            Kind::Department => "department",
        }
    }
}

/// Spare mentors and empty seats that make the plan survive every single dropout they can help with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// What to add, departments by id.
    pub add: Vec<Spare>,
    /// What it costs by the table of unit costs: 3 for a seat, 7 for a mentor.
    pub cost: u64,
    /// Whether it is proven that nothing cheaper is enough.
    pub cheapest: bool,
    /// Single dropouts that fail as things are and are survived with it, each planned again, by position.
    pub saves: Vec<usize>,
    /// Single dropouts that no spare mentor and no seat was found to help with, by position.
    pub beyond: Vec<usize>,
}

/// A mentor or a seat more.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spare {
    /// `mentor` or `seat`.
    pub kind: String,
    /// Department id.
    pub department: String,
    /// The same in words.
    pub text: String,
    /// The change of the program file (RFC 6902).
    pub patch: Value,
}
