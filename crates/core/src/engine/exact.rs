//! The whole program, or a part of it, as one mixed-integer model: formulate, solve, pair, check.
//!
//! People are paired with mentors after the solve; where that fails, the claim it broke joins the model
//! and the solve goes on.

use super::Context;
use crate::backend::Task;
use crate::claim::{Claim, Reason};
use crate::formulate::{Cell, Decision, Formulation, Selection, formulate};
use crate::goals;
use crate::model::{Answer, Ending};
use crate::pairing::{Settled, Unpaired, pair, pair_within};
use crate::plan::Proof;
use crate::program::{Program, StaffIdx};
use crate::rules;
use crate::schedule::Placement;

/// What a search of a part came to.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Placements, what they are worth in the model, and what nothing is worth more than.
    Plan {
        /// Who goes where, when, guided by whom.
        placements: Vec<Placement>,
        /// No plan of the part is worth more, as far as is known.
        bound: i64,
        /// Whose word the bound is.
        proof: Proof,
    },
    /// No plan exists.
    Infeasible {
        /// Whose word that is.
        proof: Proof,
        /// Claims that cannot be kept.
        reasons: Vec<Reason>,
    },
    /// Nothing was found in time.
    Unknown {
        /// No plan of the part is worth more.
        bound: i64,
    },
    /// An engine broke its word.
    Defect(String),
}

/// Nodes of a backend's search before it gives up, unless there is a time limit: work, not seconds, so
/// that equal runs end alike.
const NODES: u64 = 50_000;

/// Searches a part of a program: its shared claims, its people and their cells.
pub(super) fn search(context: &Context, shared: &[Claim], selection: &Selection) -> Found {
    let mut claims = shared.to_vec();
    let stands: i64 = selection
        .fixed
        .iter()
        .map(|(s, (t, d))| goals::placement_gain(context.program, *s, *d, *t))
        .sum();
    let mut bound = None;
    let mut round = 0;
    loop {
        let formulation = formulate(context.program, &claims, selection, false);
        let ceiling = formulation.ceiling(context.program) + stands;
        if !formulation.impossible.is_empty() {
            return Found::Infeasible {
                proof: Proof::Bound,
                reasons: formulation.impossible,
            };
        }
        let answer = run(context, &formulation, None);
        if answer.ending == Ending::Infeasible {
            return Found::Infeasible {
                proof: Proof::Backend,
                reasons: Vec::new(),
            };
        }
        if let Some(claimed) = answer.bound {
            let claimed = claimed + stands;
            bound = Some(bound.map_or(claimed, |known: i64| known.min(claimed)));
        }
        let Some(values) = answer.values else {
            return Found::Unknown {
                bound: bound.map_or(ceiling, |known| known.min(ceiling)),
            };
        };
        let (placed, settled) = read(&formulation, &values, selection);
        let paired = if context.program.require_mentor {
            pair_within(context.program, &placed, &settled)
        } else {
            pair(context.program, &placed, Some(&settled.pairs))
        };
        match paired {
            Ok(placements) => {
                let (bound, proof) = match bound {
                    Some(known) if known < ceiling => (known, Proof::Backend),
                    _ => (ceiling, Proof::Bound),
                };
                return Found::Plan {
                    placements,
                    bound,
                    proof,
                };
            }
            Err(Unpaired::Short(short)) => {
                for shortage in short {
                    round += 1;
                    claims.extend(rules::hall_claim(
                        context.program,
                        shortage.department,
                        shortage.slot,
                        &shortage.mentors,
                        FIRST_ADDED + round,
                    ));
                }
            }
            Err(failure) => return Found::Defect(format!("pairing failed: {failure:?}")),
        }
    }
}

/// Sets of mentors whose claims are added during a solve are told apart by numbers from here on.
const FIRST_ADDED: u32 = 1_000_000;

pub(super) fn run(context: &Context, formulation: &Formulation, start: Option<Vec<i64>>) -> Answer {
    let seconds = context.left();
    let task = Task {
        backend: context.options.backend,
        model: formulation.model.clone(),
        start,
        seconds,
        nodes: seconds.is_none().then_some(NODES),
        seed: context.options.seed,
    };
    context.runner.run(task, &|| context.observer.stop())
}

/// The placements that values stand for, and what they settle about mentors.
pub(super) fn read(
    formulation: &Formulation,
    values: &[i64],
    selection: &Selection,
) -> (Vec<(StaffIdx, Cell)>, Settled) {
    let mut placed = selection.fixed.clone();
    let mut settled = Settled::default();
    for (decision, &value) in formulation.decisions.iter().zip(values) {
        match *decision {
            Decision::Placed(s, t, d) if value > 0 => placed.push((s, (t, d))),
            Decision::Guided(m, t) if value > 0 => {
                let guided = u32::try_from(value).unwrap_or(u32::MAX);
                settled.guided.insert((m, t), guided);
            }
            Decision::Paired(s, m, t) if value > 0 => {
                settled.pairs.insert((s, m, t));
            }
            _ => {}
        }
    }
    (placed, settled)
}

impl Formulation {
    /// No plan is worth more: each person's best cells, as many as there are rotations, and the most
    /// of every auxiliary. Poor, but our own, and always there.
    pub(super) fn ceiling(&self, program: &Program) -> i64 {
        let mut most = 0;
        let mut best: Vec<i64> = Vec::new();
        let mut person: Option<StaffIdx> = None;
        let mut add_up = |person: Option<StaffIdx>, best: &mut Vec<i64>| {
            let Some(s) = person else { return };
            let member = &program.staff[s.index()];
            let times = (member.rotations as usize).min(best.len());
            best.sort_unstable_by(|a, b| b.cmp(a));
            let counted = best[..times].iter();
            most += if member.voluntary() {
                counted.map(|gain| (*gain).max(0)).sum::<i64>()
            } else {
                counted.sum::<i64>()
            };
            best.clear();
        };
        let mut rest = 0;
        for (decision, column) in self.decisions.iter().zip(&self.model.columns) {
            if let Decision::Placed(s, _, _) = *decision {
                if person != Some(s) {
                    add_up(person, &mut best);
                    person = Some(s);
                }
                best.push(column.worth);
            } else {
                rest += (column.worth * column.lower).max(column.worth * column.upper);
            }
        }
        add_up(person, &mut best);
        most + rest
    }
}
