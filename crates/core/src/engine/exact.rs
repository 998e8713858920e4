//! A program, or an independent part of it, as one mixed-integer model; and in stages where no plan
//! keeps every rule and the best effort is asked for.

use super::settle::{Ask, Settlement, settle};
use super::{Context, say};
use crate::claim::{Claim, Subject};
use crate::formulate::{Decision, Formulation, Selection, all_shared, formulate};
use crate::goals;
use crate::model::{Column, Ending, Row};
use crate::plan::Proof;
use crate::program::{Program, StaffIdx};
use crate::schedule::{Placement, Schedule};

/// What a search of a part came to.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// Placements that keep every rule, and what nothing scores more than.
    Plan {
        /// Who goes where, when, guided by whom.
        placements: Vec<Placement>,
        /// No plan of the part scores more.
        bound: Bound,
    },
    /// Placements that fall short of some rules.
    Partial {
        /// Who goes where, when, guided by whom.
        placements: Vec<Placement>,
        /// What no plan with as few shortfalls scores more than, if that they are fewest is proven.
        bound: Option<Bound>,
    },
    /// No plan exists.
    Infeasible {
        /// Whose word that is.
        proof: Proof,
        /// What cannot be met, in words, where that is known.
        reasons: Vec<String>,
    },
    /// Nothing was found in time.
    Unknown {
        /// No plan of the part scores more.
        bound: Bound,
    },
    /// An engine broke its word.
    Defect(String),
}

impl Found {
    /// The better of two answers to one question: the better plan with the tighter bound, our own word
    /// before a backend's.
    pub(super) fn or(self, program: &Program, other: Found) -> Found {
        let score = |placements: &Vec<Placement>| {
            goals::measure(program, &Schedule::new(program, placements.clone())).score
        };
        match (self, other) {
            (
                Found::Plan { placements, bound },
                Found::Plan {
                    placements: others,
                    bound: other,
                },
            ) => {
                let placements = if score(&others) > score(&placements) {
                    others
                } else {
                    placements
                };
                // Backends have claimed bounds that a checked plan refutes: such a word counts for nothing.
                let best = score(&placements) - goals::constant(program);
                let tighter = other.most < bound.most && other.most >= best;
                let bound = if tighter { other } else { bound };
                Found::Plan { placements, bound }
            }
            (Found::Plan { placements, bound }, Found::Unknown { bound: other })
            | (Found::Unknown { bound: other }, Found::Plan { placements, bound }) => Found::Plan {
                placements,
                bound: if other.most < bound.most {
                    other
                } else {
                    bound
                },
            },
            // A plan that keeps every rule outweighs a backend's word that there is none.
            (plan @ Found::Plan { .. }, _) => plan,
            (Found::Unknown { bound }, Found::Unknown { bound: other }) => Found::Unknown {
                bound: if other.most < bound.most {
                    other
                } else {
                    bound
                },
            },
            (Found::Unknown { .. }, other) => other,
            (found, _) => found,
        }
    }
}

/// No plan scores more, and whose word that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub most: i64,
    pub proof: Proof,
}

impl Bound {
    fn tighter(claimed: Option<i64>, ceiling: i64, stands: i64) -> Self {
        match claimed {
            Some(most) if most < ceiling => Bound {
                most: most + stands,
                proof: Proof::Backend,
            },
            _ => Bound {
                most: ceiling + stands,
                proof: Proof::Bound,
            },
        }
    }
}

/// Searches a part of a program: its shared claims, its people and their cells.
pub(super) fn search(context: &Context, shared: &[Claim], selection: &Selection) -> Found {
    let program = context.program;
    let write = |claims: &[Claim]| formulate(program, claims, selection, false);
    let mut claims = shared.to_vec();
    let (settlement, formulation) =
        match settle(context, &mut claims, selection, &write, Ask::default()) {
            Ok(found) => found,
            Err(text) => return Found::Defect(text),
        };
    let ceiling = formulation.ceiling(program);
    let bound = Bound::tighter(settlement.bound, ceiling, stands(program, selection));
    match (settlement.ending, settlement.best) {
        _ if !formulation.impossible.is_empty() => Found::Infeasible {
            proof: Proof::Bound,
            reasons: formulation
                .impossible
                .into_iter()
                .map(|reason| say(program, reason))
                .collect(),
        },
        (_, Some((_, placements))) => Found::Plan { placements, bound },
        (Ending::Infeasible, None) => Found::Infeasible {
            proof: Proof::Backend,
            reasons: Vec::new(),
        },
        (_, None) => Found::Unknown { bound },
    }
}

/// The best placements that a search of so much work finds in a selection, from those that are known;
/// `enough` is a score that cannot be beaten.
///
/// # Errors
/// What a pairing could not do although the claims were kept: a defect.
pub(super) fn improve(
    context: &Context,
    selection: &Selection,
    known: &[Placement],
    enough: i64,
    work: u64,
) -> Result<Option<Vec<Placement>>, String> {
    let program = context.program;
    let mut claims = all_shared(program);
    let write = |claims: &[Claim]| formulate(program, claims, selection, false);
    let start = write(&claims).values(program, known);
    let ask = Ask {
        start: Some(&start),
        enough: Some(enough - goals::constant(program) - stands(program, selection)),
        work: Some(work),
    };
    let (Settlement { best, .. }, _) = settle(context, &mut claims, selection, &write, ask)?;
    Ok(best.map(|(_, placements)| placements))
}

/// What the placements that stand add to the score.
fn stands(program: &Program, selection: &Selection) -> i64 {
    let each = selection.fixed.iter();
    each.map(|(s, (t, d))| goals::placement_gain(program, *s, *d, *t))
        .sum()
}

/// What a stage of the best effort makes as small as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Missing rotations.
    Missing,
    /// Of those, the ones owed from before.
    Owed,
    /// Shortfalls of `must-visit`, `min-visits` and `pin`.
    Others,
}

impl Stage {
    fn counts(self, decision: Decision) -> bool {
        match decision {
            Decision::Short(Subject::Staff(_)) => self == Stage::Missing,
            Decision::ShortOfOwed(_) => self == Stage::Owed,
            Decision::Short(_) => self == Stage::Others,
            _ => false,
        }
    }
}

/// Searches for the placements that fall short as little as can be: stage by stage, each with the
/// results of those before as limits, and the score last. No shortfall is priced.
pub(super) fn best_effort(context: &Context, shared: &[Claim], selection: &Selection) -> Found {
    let program = context.program;
    let mut claims = shared.to_vec();
    let mut limits: Vec<(Stage, i64)> = Vec::new();
    let mut proven = true;
    let mut best: Option<(Vec<i64>, Vec<Placement>)> = None;
    let mut short = 0;
    for stage in [Stage::Missing, Stage::Owed, Stage::Others] {
        let write = |claims: &[Claim]| {
            let mut formulation = short_formulation(program, claims, selection, &limits);
            for (column, decision) in columns(&mut formulation) {
                column.worth = -i64::from(stage.counts(decision));
            }
            formulation
        };
        let ask = from(&best);
        let (settlement, formulation) = match settle(context, &mut claims, selection, &write, ask) {
            Ok(found) => found,
            Err(text) => return Found::Defect(text),
        };
        proven &= settlement.ending == Ending::Optimal;
        best = settlement.best.or(best);
        let Some((values, _)) = &best else {
            // To place nobody keeps every rule that may not fall short.
            return Found::Partial {
                placements: Vec::new(),
                bound: None,
            };
        };
        let missing = formulation
            .decisions
            .iter()
            .zip(values)
            .filter(|(decision, _)| stage.counts(**decision))
            .map(|(_, value)| *value)
            .sum();
        short += missing;
        limits.push((stage, missing));
    }
    let write = |claims: &[Claim]| short_formulation(program, claims, selection, &limits);
    let ask = from(&best);
    let (settlement, formulation) = match settle(context, &mut claims, selection, &write, ask) {
        Ok(found) => found,
        Err(text) => return Found::Defect(text),
    };
    let ceiling = formulation.ceiling(program);
    let bound = Bound::tighter(settlement.bound, ceiling, stands(program, selection));
    let Some((_, placements)) = settlement.best.or(best) else {
        return Found::Unknown { bound };
    };
    if short == 0 {
        return Found::Plan { placements, bound };
    }
    // That the shortfalls are the fewest is the backend's word in any case.
    let proof = Proof::Backend;
    Found::Partial {
        placements,
        bound: proven.then_some(Bound { proof, ..bound }),
    }
}

/// Going on from the values of an earlier stage.
fn from(best: &Option<(Vec<i64>, Vec<Placement>)>) -> Ask<'_> {
    Ask {
        start: best.as_ref().map(|(values, _)| values.as_slice()),
        ..Ask::default()
    }
}

fn columns(formulation: &mut Formulation) -> impl Iterator<Item = (&mut Column, Decision)> {
    let decisions = formulation.decisions.iter().copied();
    formulation.model.columns.iter_mut().zip(decisions)
}

/// The model with columns for shortfalls, and what earlier stages settled about them.
fn short_formulation(
    program: &Program,
    claims: &[Claim],
    selection: &Selection,
    limits: &[(Stage, i64)],
) -> Formulation {
    let mut formulation = formulate(program, claims, selection, true);
    for (s, _) in &selection.free {
        formulation.count_owed(program, *s);
    }
    for &(stage, most) in limits {
        let counted = formulation.decisions.iter().enumerate();
        let terms: Vec<(u32, i64)> = counted
            .filter(|(_, decision)| stage.counts(**decision))
            .map(|(at, _)| (StaffIdx::new(at).0, 1))
            .collect();
        formulation.model.rows.push(Row {
            terms,
            lower: None,
            upper: Some(most),
        });
    }
    formulation
}

impl Formulation {
    /// Adds how many of a person's missing rotations are owed: placements serve what is owed first.
    fn count_owed(&mut self, program: &Program, staff: StaffIdx) {
        let person = &program.staff[staff.index()];
        let owed = i64::from(person.owed);
        let missing = Decision::Short(Subject::Staff(staff));
        if let (true, Some(&missing)) = (owed > 0, self.auxiliaries.get(&missing)) {
            let at = StaffIdx::new(self.decisions.len()).0;
            self.decisions.push(Decision::ShortOfOwed(staff));
            self.model.columns.push(Column {
                lower: 0,
                upper: owed,
                worth: 0,
            });
            self.model.rows.push(Row {
                terms: vec![(missing, -1), (at, 1)],
                lower: Some(owed - i64::from(person.rotations)),
                upper: None,
            });
        }
    }

    /// No plan is worth more: each person's best cells, as many as there are rotations, and the most
    /// of every auxiliary. Poor, but our own, and always there.
    fn ceiling(&self, program: &Program) -> i64 {
        let mut most = 0;
        let mut best: Vec<i64> = Vec::new();
        let mut person: Option<StaffIdx> = None;
        let mut add_up = |person: Option<StaffIdx>, best: &mut Vec<i64>| {
            let Some(s) = person else { return };
            let times = (program.staff[s.index()].rotations as usize).min(best.len());
            best.sort_unstable_by(|a, b| b.cmp(a));
            let counted = best[..times].iter().copied();
            let optional = program.staff[s.index()].voluntary()
                || self
                    .auxiliaries
                    .contains_key(&Decision::Short(Subject::Staff(s)));
            most += if optional {
                counted.map(|gain| gain.max(0)).sum::<i64>()
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
