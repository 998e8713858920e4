//! Pairs of two goals' values, as a file has them: `rotaplan/frontier@1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::{PlanFile, ProgramRef, Proof, Status};

/// The format name every frontier opens with.
pub const FRONTIER_FORMAT: &str = "rotaplan/frontier@1";

/// What can be had of one goal for what is given of another.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Frontier {
    /// Always `rotaplan/frontier@1`.
    pub format: String,
    /// The program.
    pub program: ProgramRef,
    /// The two goals.
    pub goals: [String; 2],
    /// One point for each efficient pair, from the best of the first goal to the best of the second.
    pub points: Vec<Point>,
    /// Whether the points are all there are, each proven: none is better in one goal and no worse in
    /// the other.
    pub complete: bool,
    /// Whose word that is.
    pub proof: Option<Proof>,
    /// What came of it, in a sentence.
    pub text: String,
}

/// A pair of values, and a plan that has them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Point {
    /// The unweighted values of the two goals.
    pub values: [i64; 2],
    /// `optimal` where the pair is proven efficient, else `feasible`.
    pub status: Status,
    /// The score by the program's own weights.
    pub score: Option<i64>,
    /// Unweighted value of each goal.
    pub goals: BTreeMap<String, i64>,
    /// The plan's file, where one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The plan.
    #[serde(skip)]
    pub plan: PlanFile,
}
