//! Plans rotation programs: who visits which department, when, guided by whom.

pub mod backend;
pub mod candidates;
pub mod claim;
pub mod diagnosis;
pub mod engine;
pub mod formulate;
pub mod generate;
pub mod goals;
pub mod input;
pub mod model;
pub mod pairing;
pub mod plan;
pub mod program;
pub mod random;
pub mod rules;
pub mod schedule;
pub mod verify;

pub use engine::{Options, Outcome, solve};
pub use plan::PlanFile as Plan;
pub use program::Program;
pub use verify::verify;
