//! The goals: the score, a whole number to make as large as possible.
//!
//! Each goal states what every placement adds to its value, what its auxiliary decisions add, and the
//! claims that tie those to the placements; and it measures its value from a schedule. To add one,
//! copy `peak_away.rs`, the smallest with an auxiliary, and let the compiler lead.

mod bridges;
mod changes;
mod floor;
mod least_happy;
mod mentor_peak;
mod peak_away;
mod preference;
mod slot_preference;

use std::collections::BTreeMap;

use crate::claim::{Claim, Sum};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;
pub(crate) use floor::{Floor, floor_claims};

/// A goal of `format.md`.
pub trait Goal: Sync {
    /// The goal in words, as the README's table has it.
    fn sentence(&self) -> &'static str;

    /// The weight that the program gives it.
    fn weight(&self, program: &Program) -> i64;

    /// Whether its value counts against the score.
    fn is_cost(&self) -> bool {
        false
    }

    /// What one placement adds to the value.
    fn gain(&self, _: &Program, _: StaffIdx, _: DepartmentIdx, _: Slot) -> i64 {
        0
    }

    /// What auxiliary decisions add to the value, per unit.
    fn auxiliaries(&self, _: &Program) -> Vec<(Sum, i64)> {
        Vec::new()
    }

    /// What ties the auxiliary decisions to the placements.
    fn claims(&self, _: &Program) -> Vec<Claim> {
        Vec::new()
    }

    /// What the value starts from.
    fn constant(&self, _: &Program) -> i64 {
        0
    }

    /// The value of a schedule, found from the goal's words alone.
    fn measure(&self, program: &Program, schedule: &Schedule) -> i64;
}

macro_rules! goals {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $module:ident;)*) => {
        /// The name of a goal, in the order of `format.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GoalName {
            $($(#[$doc])* $variant,)*
        }

        impl GoalName {
            /// All goals.
            pub const ALL: &'static [GoalName] = &[$(GoalName::$variant,)*];

            /// The name that files, tests and reports use.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(GoalName::$variant => $name,)*
                }
            }

            /// The goal itself.
            #[must_use]
            pub fn goal(self) -> &'static dyn Goal {
                match self {
                    $(GoalName::$variant => &$module::$variant,)*
                }
            }
        }
    };
}

goals! {
    /// Points of the chosen departments.
    Preference = "preference", preference;
    /// Points of the chosen slots.
    SlotPreference = "slot_preference", slot_preference;
    /// Value of the team-department pairs that meet.
    Bridges = "bridges", bridges;
    /// Points of the least happy participant.
    LeastHappy = "least_happy", least_happy;
    /// Placements of the fullest slot.
    PeakAway = "peak_away", peak_away;
    /// Mentees of the busiest mentor.
    MentorPeak = "mentor_peak", mentor_peak;
    /// Baseline placements given up.
    Changes = "changes", changes;
}

impl GoalName {
    /// The goal's weight with its sign in the score.
    #[must_use]
    pub fn signed_weight(self, program: &Program) -> i64 {
        let weight = self.goal().weight(program);
        if self.goal().is_cost() {
            -weight
        } else {
            weight
        }
    }

    /// The goals that count in a program: those with a weight.
    pub fn weighed(program: &Program) -> impl Iterator<Item = GoalName> {
        GoalName::ALL
            .iter()
            .copied()
            .filter(|goal| goal.goal().weight(program) != 0)
    }
}

/// Unweighted value of each goal and the score they add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// By goal.
    pub by_goal: BTreeMap<GoalName, i64>,
    /// Σ weight × value, costs with a minus.
    pub score: i64,
}

/// Measures every goal of a schedule.
#[must_use]
pub fn measure(program: &Program, schedule: &Schedule) -> Values {
    let mut values = Values::default();
    for &goal in GoalName::ALL {
        let value = goal.goal().measure(program, schedule);
        values.score += goal.signed_weight(program) * value;
        values.by_goal.insert(goal, value);
    }
    values
}

/// What one placement adds to the score by itself.
#[must_use]
pub fn placement_gain(program: &Program, s: StaffIdx, d: DepartmentIdx, t: Slot) -> i64 {
    let weights = &program.weights;
    let mut gain = weights.preference * program.department_points(s, d)
        + weights.slot_preference * program.slot_points(s, t);
    if program.baseline.is_some() {
        gain += GoalName::Changes.signed_weight(program)
            * GoalName::Changes.goal().gain(program, s, d, t);
    }
    gain
}

/// What the score starts from before anybody is placed.
#[must_use]
pub fn constant(program: &Program) -> i64 {
    GoalName::weighed(program)
        .map(|goal| goal.signed_weight(program) * goal.goal().constant(program))
        .sum()
}

/// Claims that tie the auxiliary decisions of the weighed goals to the placements, and the cap on
/// changes where one is asked for.
#[must_use]
pub fn goal_claims(program: &Program) -> Vec<Claim> {
    GoalName::weighed(program)
        .flat_map(|goal| goal.goal().claims(program))
        .chain(changes::cap(program))
        .collect()
}
