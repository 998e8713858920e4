//! `rotaplan/recommend@1`: the best openings for one more person in a standing plan, as a file has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::{PlacementFile, ProgramRef};

/// The format name that every recommendation opens with.
pub const RECOMMEND_FORMAT: &str = "rotaplan/recommend@1";

/// The best openings for one more person in a standing plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    /// Always `rotaplan/recommend@1`.
    pub format: String,
    /// The program.
    pub program: ProgramRef,
    /// Staff id.
    pub staff: String,
    /// Rotations that the person still lacks.
    pub missing: u32,
    /// Score of the standing plan.
    pub score: i64,
    /// Openings with nobody else moved, the best score first; all there are, unless `complete` is false.
    pub openings: Vec<Opening>,
    /// Openings with one other person moved, the best score first, into cells that are not open as things
    /// stand: for each the best such move.
    pub with_one_move: Vec<Opening>,
    /// Whether every opening was looked at.
    pub complete: bool,
    /// Why there is no opening with nobody else moved, in words; empty where there is one.
    pub in_the_way: Vec<Obstacle>,
}

/// Placements that give the person all missing rotations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The person's new placements.
    pub placements: Vec<PlacementFile>,
    /// The other person who moves; null where nobody does.
    pub moved: Option<Moved>,
    /// Others who keep their place and are guided by somebody else.
    pub guided_anew: Vec<PlacementFile>,
    /// Score of the plan with it.
    pub score: i64,
    /// What it costs: the standing plan's score less this plan's. Below 0, it is worth something.
    pub cost: i64,
}

/// A person who moves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// Where the person is in the standing plan.
    pub from: PlacementFile,
    /// Where instead.
    pub to: PlacementFile,
}

/// A rule that closes cells to the person as things stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obstacle {
    /// The rule's name.
    pub rule: String,
    /// Cells (department and slot) that it closes; a cell that several rules close counts for each.
    pub cells: usize,
    /// An example, in words.
    pub text: String,
}
