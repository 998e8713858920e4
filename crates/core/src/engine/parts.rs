//! Independent parts of a program: people who share no claim, not even by way of others, are planned
//! apart from each other, side by side.

use petgraph::unionfind::UnionFind;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::Context;
use super::exact::{Bound, Found, best_effort, search};
use crate::candidates::Candidates;
use crate::claim::{Block, Claim, Limit, Sum, Term};
use crate::formulate::{Selection, all_shared};
use crate::plan::Proof;
use crate::program::{Program, StaffIdx};

/// A part of a program that can be planned by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// The claims its people share, in the order of the rules and goals.
    pub claims: Vec<Claim>,
    /// Its people and their cells.
    pub selection: Selection,
}

/// The independent parts of a program, in the order of their first people.
pub(super) fn parts(program: &Program, candidates: &Candidates) -> Vec<Part> {
    let claims = all_shared(program);
    let mut links = Links::new(program, candidates);
    let speaks_of: Vec<Option<usize>> = claims.iter().map(|claim| links.tie(claim)).collect();
    links.tie_optional_mentors();
    let all = Selection::all(program, candidates);
    let mut part_of = vec![None; links.nodes];
    let mut parts: Vec<Part> = Vec::new();
    let mut place = |links: &Links, node: usize, parts: &mut Vec<Part>| {
        *part_of[links.sets.find(node)].get_or_insert_with(|| {
            parts.push(Part::default());
            parts.len() - 1
        })
    };
    for (staff, cells) in all.free {
        // Who has no cell and needs none is in every plan, placed nowhere.
        if !cells.is_empty() || program.staff[staff.index()].counts_for_happiness() {
            let at = place(&links, staff.index(), &mut parts);
            parts[at].selection.free.push((staff, cells));
        }
    }
    for (claim, node) in claims.into_iter().zip(speaks_of) {
        // A claim that speaks of nobody is a matter of numbers, told apart in any part.
        let at = match node {
            Some(node) => place(&links, node, &mut parts),
            None if parts.is_empty() => {
                parts.push(Part::default());
                0
            }
            None => 0,
        };
        parts[at].claims.push(claim);
    }
    parts
}

/// Which decisions hang together.
struct Links<'a> {
    program: &'a Program,
    candidates: &'a Candidates,
    /// People, then mentors, then the three goals that look at everybody.
    nodes: usize,
    sets: UnionFind<usize>,
}

impl<'a> Links<'a> {
    fn new(program: &'a Program, candidates: &'a Candidates) -> Self {
        let nodes = program.staff.len() + program.mentors.len() + 3;
        Links {
            program,
            candidates,
            nodes,
            sets: UnionFind::new(nodes),
        }
    }

    /// Ties together what a claim speaks of; one of those, if there is any.
    fn tie(&mut self, claim: &Claim) -> Option<usize> {
        let mut spoken_of = Vec::new();
        for Term { sum, .. } in &claim.terms {
            self.speaks_of(sum, &mut spoken_of);
        }
        let first = *spoken_of.first()?;
        if !self.never_binds(claim, spoken_of.len()) {
            for &other in &spoken_of[1..] {
                self.sets.union(first, other);
            }
        }
        Some(first)
    }

    /// Where mentors are optional no claim says who shares them, but guests of a department do.
    fn tie_optional_mentors(&mut self) {
        let program = self.program;
        for (d, department) in program.department_indices().zip(&program.departments) {
            if program.require_mentor || department.mentors.is_empty() {
                continue;
            }
            let comes = |s: &StaffIdx| !self.candidates.slots(*s, d).is_empty();
            let mut guests = program.staff_indices().filter(comes);
            if let Some(first) = guests.next() {
                for other in guests {
                    self.sets.union(first.index(), other.index());
                }
            }
        }
    }

    /// A limit on one slot that holds even if all of its people are placed.
    fn never_binds(&self, claim: &Claim, people: usize) -> bool {
        match (claim.terms.as_slice(), claim.limit) {
            (
                [
                    Term {
                        coefficient: 1,
                        sum: Sum::Placed(block),
                    },
                ],
                Limit::AtMost(most),
            ) => block.slots.len() == 1 && people as i64 <= most,
            _ => false,
        }
    }

    fn speaks_of(&self, sum: &Sum, nodes: &mut Vec<usize>) {
        let people = self.program.staff.len();
        let goals = people + self.program.mentors.len();
        match sum {
            Sum::Placed(block) => nodes.extend(self.placed(block).map(StaffIdx::index)),
            Sum::Points(staff) => nodes.push(staff.index()),
            Sum::Guided { mentors, .. } => {
                nodes.extend(mentors.iter().map(|m| people + m.index()));
            }
            Sum::Busy { mentor, .. } | Sum::Used(mentor) => nodes.push(people + mentor.index()),
            Sum::Paired { staff, mentor, .. } => {
                nodes.extend([staff.index(), people + mentor.index()]);
            }
            // A link is tied to nobody but those whom its own claim speaks of.
            Sum::Linked { .. } => {}
            Sum::Peak => nodes.push(goals),
            Sum::MentorPeak => nodes.push(goals + 1),
            Sum::Happiness => nodes.push(goals + 2),
        }
    }

    /// The people who have a cell in the block.
    fn placed(&self, block: &'a Block) -> impl Iterator<Item = StaffIdx> + '_ {
        let may = |s: &StaffIdx| {
            let slots = |d| self.candidates.slots(*s, d).and(block.slots);
            block.departments.iter().any(|d| !slots(*d).is_empty())
        };
        block.people.iter().copied().filter(may)
    }
}

/// Plans the parts side by side and puts their plans together, in the order of the parts.
///
/// With `best_effort`, parts without a plan get one that falls short as little as can be.
pub(super) fn plan_parts(context: &Context, parts: &[Part], best: bool) -> Found {
    let plan = |part: &Part| match search(context, &part.claims, &part.selection) {
        Found::Infeasible { .. } | Found::Unknown { .. } if best => {
            best_effort(context, &part.claims, &part.selection)
        }
        Found::Infeasible { proof, mut reasons } => {
            if reasons.is_empty() && parts.len() > 1 {
                reasons.push(format!("no plan for {}", part.people(context.program)));
            }
            Found::Infeasible { proof, reasons }
        }
        found => found,
    };
    merge(parts.par_iter().map(plan).collect())
}

impl Part {
    /// The part's people, the first few by their ids.
    fn people(&self, program: &Program) -> String {
        const SHOWN: usize = 5;
        let ids = self.selection.free.iter().take(SHOWN);
        let ids: Vec<&str> = ids
            .map(|(s, _)| program.staff[s.index()].id.as_str())
            .collect();
        let more = self.selection.free.len().saturating_sub(SHOWN);
        let ids = ids.join(", ");
        if more == 0 {
            ids
        } else {
            format!("{ids} and {more} more, who share limits")
        }
    }
}

fn merge(parts: Vec<Found>) -> Found {
    let mut all = Found::Plan {
        placements: Vec::new(),
        bound: Bound {
            most: 0,
            proof: Proof::Bound,
        },
    };
    for part in parts {
        all = all.and(part);
    }
    all
}

impl Bound {
    /// Of two parts together; it is only as good as the weaker word.
    fn plus(self, other: Bound) -> Bound {
        Bound {
            most: self.most + other.most,
            proof: match (self.proof, other.proof) {
                (Proof::Bound, Proof::Bound) => Proof::Bound,
                _ => Proof::Backend,
            },
        }
    }
}

impl Found {
    /// Of two parts together: the worse of the two, and what is known of both.
    fn and(self, other: Found) -> Found {
        match (self, other) {
            (Found::Defect(text), _) | (_, Found::Defect(text)) => Found::Defect(text),
            (
                Found::Infeasible { proof, mut reasons },
                Found::Infeasible {
                    proof: other,
                    reasons: more,
                },
            ) => {
                reasons.extend(more);
                let proof = if proof == Proof::Bound { proof } else { other };
                Found::Infeasible { proof, reasons }
            }
            (no @ Found::Infeasible { .. }, _) | (_, no @ Found::Infeasible { .. }) => no,
            (
                Found::Unknown { bound } | Found::Plan { bound, .. },
                Found::Unknown { bound: other },
            )
            | (Found::Unknown { bound }, Found::Plan { bound: other, .. }) => Found::Unknown {
                bound: bound.plus(other),
            },
            (
                Found::Plan {
                    mut placements,
                    bound,
                },
                Found::Plan {
                    placements: more,
                    bound: other,
                },
            ) => {
                placements.extend(more);
                Found::Plan {
                    placements,
                    bound: bound.plus(other),
                }
            }
            (one, other) => {
                let (mut placements, bound) = one.partial();
                let (more, other) = other.partial();
                placements.extend(more);
                let bound = bound.zip(other).map(|(one, other)| one.plus(other));
                Found::Partial { placements, bound }
            }
        }
    }

    fn partial(self) -> (Vec<crate::schedule::Placement>, Option<Bound>) {
        match self {
            Found::Plan { placements, bound } => (placements, Some(bound)),
            Found::Partial { placements, bound } => (placements, bound),
            Found::Infeasible { .. } | Found::Unknown { .. } | Found::Defect(_) => {
                (Vec::new(), None)
            }
        }
    }
}
