//! Quarters planned ahead, as files have them: `rotaplan/ahead@1`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::input::file::ProgramFile;
use crate::plan::{PlanFile, ProgramRef, Proof};

/// The format name every outlook opens with.
pub const AHEAD_FORMAT: &str = "rotaplan/ahead@1";

/// One plan after the other, each quarter closed as if everything in it took place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Ahead {
    /// Always `rotaplan/ahead@1`.
    pub format: String,
    /// The program.
    pub program: ProgramRef,
    /// So many quarters were asked for; a quarter has as many months as the program's horizon.
    pub asked: usize,
    /// The months of a quarter.
    pub months: u32,
    /// The quarters planned, the first one first.
    pub quarters: Vec<QuarterAhead>,
    /// Whether the plans put missing bridges and people who were not out first, since the program's own
    /// goals did not get as far.
    pub steered: bool,
    /// When everybody who takes part has been out.
    pub everyone: Target,
    /// When every wanted bridge stands.
    pub every_bridge: Target,
}

/// How far a quarter could be planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AheadStatus {
    /// A plan that is proven the best of its quarter.
    Optimal,
    /// A checked plan.
    Feasible,
    /// Best effort, where no plan keeps every rule.
    Partial,
    /// After the plans before it, no plan keeps every rule.
    Infeasible,
    /// A limit was reached before any plan.
    #[default]
    Unknown,
}

/// A quarter planned ahead.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct QuarterAhead {
    /// Its number, from 1.
    pub number: usize,
    /// Its first month.
    pub first_month: String,
    /// Its last month.
    pub last_month: String,
    /// How far it could be planned.
    pub status: AheadStatus,
    /// The plan's score.
    pub score: Option<i64>,
    /// No plan of this quarter scores more; `null` where nothing is proven.
    pub bound: Option<i64>,
    /// Its placements.
    pub placements: usize,
    /// Rotations that a partial plan lacks.
    pub missing: u32,
    /// Of the people who take part, those who have been out by its end, in these quarters.
    pub been_out: usize,
    /// Of the wanted bridges, those that stand at its end.
    pub standing: usize,
    /// The file of its program, where one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// The file of its plan, where one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Its program.
    #[serde(skip)]
    pub program_file: ProgramFile,
    /// Its plan.
    #[serde(skip)]
    pub plan_file: Option<PlanFile>,
}

/// Something that is to be reached, and in how many quarters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Target {
    /// The people or bridges it is about.
    pub wanted: usize,
    /// So many quarters reach it, by these plans; 0: it is reached today; `null`: not in the quarters
    /// planned.
    pub reached: Option<usize>,
    /// The last month of that quarter.
    pub reached_by: Option<String>,
    /// So many quarters are proven to be too few, whatever the plans; 0: nothing is proven.
    pub impossible_within: usize,
    /// Whose word that is.
    pub proof: Option<Proof>,
    /// Of those wanted, no plans reach more in the quarters that are too few, where a bound was proven.
    pub at_most: Option<i64>,
    /// Whom or what the plans lack at their end: staff ids, or `team → department`.
    pub lacking: Vec<String>,
    /// All that in a sentence.
    pub text: String,
}
