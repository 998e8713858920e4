//! What a plan makes of a model's columns: a start for whoever solves it.

use std::collections::HashSet;

use super::{Decision, Formulation};
use crate::goals::{self, GoalName};
use crate::program::Program;
use crate::schedule::{Placement, Schedule};

impl Formulation {
    /// The value of each column in a plan; its placements outside the model's cells are left out, so that
    /// only [`crate::model::Model::kept_by`] tells whether the rows hold.
    #[must_use]
    pub fn values(&self, program: &Program, placements: &[Placement]) -> Vec<i64> {
        let schedule = Schedule::new(program, placements.to_vec());
        let by_goal = goals::measure(program, &schedule).by_goal;
        let placed: HashSet<_> = placements
            .iter()
            .map(|p| (p.staff, p.slot, p.department))
            .collect();
        let paired: HashSet<_> = placements
            .iter()
            .filter_map(|p| Some((p.staff, p.mentor?, p.slot)))
            .collect();
        let links: HashSet<_> = placements
            .iter()
            .map(|p| (program.staff[p.staff.index()].team, p.department))
            .collect();
        let guided =
            |of: &dyn Fn(&Placement) -> bool| placements.iter().filter(|p| of(p)).count() as i64;
        let value = |decision: &Decision| match *decision {
            Decision::Placed(s, t, d) => i64::from(placed.contains(&(s, t, d))),
            Decision::Guided(m, t) => guided(&|p| p.mentor == Some(m) && p.slot == t),
            Decision::Busy(m, t) => guided(&|p| p.mentor == Some(m) && p.slot == t).min(1),
            Decision::Used(m) => guided(&|p| p.mentor == Some(m)).min(1),
            Decision::Paired(s, m, t) => i64::from(paired.contains(&(s, m, t))),
            Decision::Linked(team, d) => i64::from(links.contains(&(team, d))),
            Decision::Peak => by_goal[&GoalName::PeakAway],
            Decision::MentorPeak => by_goal[&GoalName::MentorPeak],
            Decision::Happiness => by_goal[&GoalName::LeastHappy],
            Decision::Short(_) | Decision::ShortOfOwed(_) => 0,
        };
        self.decisions.iter().map(value).collect()
    }
}
