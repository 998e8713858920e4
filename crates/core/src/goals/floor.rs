//! Floors: that a goal has at least a value, as claims.
//!
//! A floor keeps every plan whose goal has at least its value, and no other:
//!
//! - `preference`, `slot_preference`: Σ points · x ≥ least.
//! - `bridges`: Σ value · linked ≥ least, where a link needs a placement.
//! - `least_happy`: for each participant, points + `carry` ≥ least.
//!
//! What is no more than this of `peak_away`, `mentor_peak` and `changes` is a limit of the program like
//! any other, and needs no floor.

use std::sync::Arc;

use super::GoalName;
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{Program, SlotSet};

/// A goal that is to have at least a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Floor {
    goal: GoalName,
    value: i64,
}

impl Floor {
    /// A floor; `None` for goals whose worth a limit of the program says.
    pub(crate) fn new(goal: GoalName, value: i64) -> Option<Floor> {
        let limited = [GoalName::PeakAway, GoalName::MentorPeak, GoalName::Changes];
        (!limited.contains(&goal)).then_some(Floor { goal, value })
    }
}

/// The claims of a program's floors.
pub(crate) fn floor_claims(p: &Program) -> Vec<Claim> {
    p.orders
        .floors
        .iter()
        .flat_map(|floor| claims(p, *floor))
        .collect()
}

fn claims(p: &Program, Floor { goal, value }: Floor) -> Vec<Claim> {
    let term = |coefficient, sum| Term { coefficient, sum };
    let claim = |subject, slot, terms, limit| Claim {
        reason: Reason::goal(goal.name(), subject, slot),
        terms,
        limit,
    };
    let at_least = |terms| vec![claim(Subject::Program, None, terms, Limit::AtLeast(value))];
    match goal {
        GoalName::Preference => {
            let cells = p
                .staff_indices()
                .flat_map(|s| p.department_indices().map(move |d| (s, d)));
            let terms = cells
                .filter(|(s, d)| p.department_points(*s, *d) != 0)
                .map(|(s, d)| {
                    let block = Block::person(s, Arc::from([d]), p.calendar.all());
                    term(p.department_points(s, d), Sum::Placed(block))
                });
            at_least(terms.collect())
        }
        GoalName::SlotPreference => {
            let cells = p
                .staff_indices()
                .flat_map(|s| p.calendar.slots().map(move |t| (s, t)));
            let terms = cells
                .filter(|(s, t)| p.slot_points(*s, *t) != 0)
                .map(|(s, t)| {
                    let block = Block::person(s, Arc::clone(&p.everywhere), SlotSet::one(t));
                    term(p.slot_points(s, t), Sum::Placed(block))
                });
            at_least(terms.collect())
        }
        GoalName::Bridges => {
            let links = goal.goal().auxiliaries(p).into_iter();
            let mut terms: Vec<Term> = links.map(|(sum, value)| term(value, sum)).collect();
            // Links tie nobody to anybody, but their sum ties all whom they speak of.
            let all = Block::group(p, &Arc::clone(&p.everybody), p.calendar.all());
            terms.push(term(0, Sum::Placed(all)));
            let mut claims = at_least(terms);
            if goal.goal().weight(p) == 0 {
                // Where the goal counts, they stand with it already.
                claims.extend(goal.goal().claims(p));
            }
            claims
        }
        GoalName::LeastHappy => {
            let counted = p.staff_indices().zip(&p.staff);
            let counted = counted.filter(|(_, person)| person.counts_for_happiness());
            let each = counted.map(|(s, person)| {
                let least = Limit::AtLeast(value - person.carry);
                claim(
                    Subject::Staff(s),
                    None,
                    vec![term(1, Sum::Points(s))],
                    least,
                )
            });
            let each: Vec<Claim> = each.collect();
            match each.is_empty() {
                // With nobody to look at, the value is 0, and so is this sum of nothing.
                true => at_least(Vec::new()),
                false => each,
            }
        }
        GoalName::PeakAway | GoalName::MentorPeak | GoalName::Changes => Vec::new(),
    }
}
