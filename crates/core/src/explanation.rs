//! Why a plan is as it is, as a file has it: `rotaplan/explanation@1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::rules::Breach;

/// The format name every explanation opens with.
pub const EXPLANATION_FORMAT: &str = "rotaplan/explanation@1";

/// What a plan got, what holds it back, and what could be instead.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Explanation {
    /// Always `rotaplan/explanation@1`.
    pub format: String,
    /// Rules that the plan breaks; if there are any, nothing else is told.
    pub breaches: Vec<Breach>,
    /// The score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// What each goal got; the parts add up to the score.
    pub goals: Vec<GoalPart>,
    /// What each person got; the last row, without an id, is for what belongs to all together. The
    /// totals add up to the score.
    pub people: Vec<Share>,
    /// The same by department.
    pub departments: Vec<Share>,
    /// What the limits that bind cost, the dearest first.
    pub limits: Vec<LimitCost>,
    /// Limits that bind and were not planned again.
    pub limits_not_tried: usize,
    /// What else could be, where somebody was asked about.
    pub alternatives: Vec<Alternative>,
}

/// A goal's part of the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoalPart {
    /// The goal's name.
    pub goal: String,
    /// Its unweighted value.
    pub value: i64,
    /// Its weight, costs with a minus.
    pub weight: i64,
    /// Weight × value.
    pub part: i64,
}

/// What somebody, or some department, adds to the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Share {
    /// The id; empty for what belongs to all together.
    pub id: String,
    /// The name.
    pub name: String,
    /// Weighted parts by goal.
    pub parts: BTreeMap<String, i64>,
    /// Their sum.
    pub total: i64,
}

/// What one more of a limit would buy.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LimitCost {
    /// The change in a sentence.
    pub text: String,
    /// The best score grows by no less than this.
    pub gain_at_least: i64,
    /// And by no more than this; the same, if it is exact.
    pub gain_at_most: i64,
    /// An RFC 6902 JSON Patch of the program file.
    pub patch: serde_json::Value,
}

/// Another placement of a person, and what would come of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Alternative {
    /// Department id.
    pub department: String,
    /// Slot name.
    pub slot: String,
    /// Whether it can be.
    pub verdict: Verdict,
    /// The score falls by no less than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_at_least: Option<i64>,
    /// And by no more than this; the same, if it is exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_at_most: Option<i64>,
    /// Rules that stand in the way.
    pub reasons: Vec<String>,
    /// Who is elsewhere, or at another time, in the best plan with it.
    pub moves: Vec<Move>,
}

/// Whether a placement can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The plan has it.
    Planned,
    /// A plan with it keeps every rule.
    Possible,
    /// None does.
    Forbidden,
    /// A limit was reached before an answer.
    Unknown,
}

/// Somebody who would be elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Move {
    /// Staff id.
    pub staff: String,
    /// The person's name.
    pub name: String,
    /// Placements in the plan at hand.
    pub from: Vec<String>,
    /// Placements in the other plan.
    pub to: Vec<String>,
}

impl Explanation {
    /// An explanation that tells of breaches and of nothing else.
    #[must_use]
    pub fn new(breaches: Vec<Breach>) -> Self {
        Explanation {
            format: EXPLANATION_FORMAT.to_owned(),
            breaches,
            score: None,
            goals: Vec::new(),
            people: Vec::new(),
            departments: Vec::new(),
            limits: Vec::new(),
            limits_not_tried: 0,
            alternatives: Vec::new(),
        }
    }
}
