//! Plans rotation programs: who visits which department, when, guided by whom.
//!
//! A program file is read through one door, planned, and checked again from the program alone:
//!
//! ```
//! use rotaplan_core::engine::Quiet;
//! use rotaplan_core::{Options, Outcome, Program, solve, verify};
//!
//! let bytes = include_bytes!("../../../examples/programs/small.json");
//! let program = Program::from_json(bytes).expect("every problem at once, if there are any");
//! let Outcome::Plan(plan) = solve(&program, &Options::default(), &Quiet) else {
//!     panic!("no plan keeps every rule, or a limit was reached");
//! };
//! let verdict = verify(&program, &plan);
//! assert!(verdict.breaches.is_empty());
//! assert_eq!((plan.score, plan.bound), (Some(66), Some(66)));
//! assert!(plan.to_json().contains("\"status\": \"optimal\""));
//! ```
//!
//! Everything here is data in, data out: nothing prints, reads arguments or keeps global state, and all
//! of it is `Send` and `Sync`. The rules stand in [`rules`], the goals in [`goals`].

pub mod ahead;
pub mod backend;
#[doc(hidden)]
pub use engine::scale::bench;
mod bound;
pub mod candidates;
pub mod certificate;
pub mod claim;
pub mod close;
pub mod diagnosis;
pub mod diff;
pub mod engine;
pub mod explain;
pub mod explanation;
pub mod formulate;
pub mod frontier;
pub mod generate;
pub mod goals;
pub mod input;
pub mod model;
pub mod outcomes;
pub mod pairing;
pub mod plan;
pub mod program;
pub mod random;
pub mod recommend;
pub mod replan;
pub mod reserve;
pub mod rules;
pub mod schedule;
pub mod scorecard;
mod side_by_side;
pub mod stress;
pub mod verify;
pub mod whatif;

pub use engine::{Options, Outcome, solve};
pub use plan::PlanFile as Plan;
pub use program::Program;
pub use verify::verify;
