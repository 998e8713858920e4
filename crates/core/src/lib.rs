//! Plans rotation programs: who visits which department, when, guided by whom.

pub mod claim;
pub mod diagnosis;
pub mod engine;
pub mod generate;
pub mod goals;
pub mod input;
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
