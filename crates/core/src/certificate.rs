//! Certificates: what anyone needs to recompute a bound without trusting the engine that found it.
//!
//! A certificate names the program, the claimed bound, and a tree. Each leaf holds prices on claims, by
//! rule and ids, in units of 2⁻²⁰ of a point; each other node splits its part of the problem in two that
//! leave out no plan. It is accepted when no leaf's bound, recomputed in whole numbers from the program
//! and the prices alone (`bound/`), exceeds the claim.
//!
//! The tree is a list, so that a reader needs no more depth for a large tree than for a small one.

mod check;
pub(crate) mod keys;
mod write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format name every certificate opens with.
pub const CERTIFICATE_FORMAT: &str = "rotaplan/certificate@1";

/// A certificate as its file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Always `rotaplan/certificate@1`.
    pub format: String,
    /// The sha256 of the program file.
    pub program: String,
    /// The sha256 of the baseline plan's file, if there was one.
    #[serde(default)]
    pub baseline: Option<String>,
    /// No plan scores more; null: no plan keeps every rule.
    #[serde(default)]
    pub bound: Option<i64>,
    /// Prices count in units of 2 to the minus this many points.
    pub scale_bits: u32,
    /// The parts of the problem: the first is the whole, a split names two later ones, and each but the
    /// first is named once.
    pub nodes: Vec<Node>,
}

/// A part of the problem: split in two, or else a leaf whose bound its prices show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// How the part is split in two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// The prices of a leaf; claims that are not named have price 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<Price>,
}

/// A split in two that leave out no plan: by the value of a goal (`goal` and `at`), or by whether a
/// person is placed in any of some cells (`staff` and `cells`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// `peak_away`, `mentor_peak` or `least_happy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// The goal's largest value in the low part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// Staff id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// Departments and slots: in the low part the person is in none of them, in the high part in at
    /// least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// Where in the list the low part stands.
    pub low: u32,
    /// Where in the list the high part stands.
    pub high: u32,
}

/// A department in a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Department id.
    pub department: String,
    /// Slot name.
    pub slot: String,
}

/// The price of one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The rule or goal whose claim it is.
    pub rule: String,
    /// Ids that say which of its claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    /// The slot, if the claim is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// In units of 2⁻²⁰ of a point.
    pub price: i64,
}

impl Certificate {
    /// The certificate as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::input::to_json(self)
    }
}
