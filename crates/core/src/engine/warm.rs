//! Warm starts: what an earlier solve knew, as a start for the next.
//!
//! Hints only, keyed by ids: they may come from another program, be wrong or be nonsense. The plan is
//! checked against the program at hand before it counts, the bound at the prices is computed anew.

use crate::certificate::Price;
use crate::engine::{Outcome, Solution};
use crate::plan::PlanFile;

/// What an earlier solve of a program like this one knew.
#[derive(Clone, Debug, Default)]
pub struct Warm {
    /// A plan to start from; what does not fit the program at hand is left out.
    pub plan: Option<PlanFile>,
    /// Prices on claims to start from; see [`Solution::warm`].
    pub prices: Vec<Price>,
}

impl Solution {
    /// What the next solve of a program like this one can start from.
    #[must_use]
    pub fn warm(&self) -> Warm {
        let plan = match &self.outcome {
            Outcome::Plan(plan) => Some(plan.as_ref().clone()),
            _ => None,
        };
        Warm {
            plan,
            prices: self.prices.clone(),
        }
    }
}
