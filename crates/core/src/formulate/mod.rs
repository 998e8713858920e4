//! From claims and goals to a [`Model`]: every block of decisions written out for the cells at hand,
//! every row with the reason it came from.

mod values;
mod writer;

use std::collections::HashMap;

use writer::Writer;

use crate::candidates::Candidates;
use crate::claim::{Claim, Reason, Subject};
use crate::goals;
use crate::model::Model;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx, TeamIdx};
use crate::rules;

/// A cell of one person: when and where.
pub type Cell = (Slot, DepartmentIdx);

/// Which part of a program is to be decided.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// People and the cells that are open to them, each sorted.
    pub free: Vec<(StaffIdx, Vec<Cell>)>,
    /// Placements that stand.
    pub fixed: Vec<(StaffIdx, Cell)>,
}

impl Selection {
    /// Everybody, with every cell that can be.
    #[must_use]
    pub fn all(program: &Program, candidates: &Candidates) -> Self {
        Selection {
            free: program
                .staff_indices()
                .map(|s| (s, candidates.of(s)))
                .collect(),
            fixed: Vec::new(),
        }
    }
}

/// What a column decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decision {
    /// Whether the person is placed there and then.
    Placed(StaffIdx, Slot, DepartmentIdx),
    /// How many people the mentor guides in the slot.
    Guided(MentorIdx, Slot),
    /// Whether the mentor guides anybody in the slot.
    Busy(MentorIdx, Slot),
    /// Whether the mentor guides anybody at all.
    Used(MentorIdx),
    /// Whether the person is guided by just this mentor in the slot.
    Paired(StaffIdx, MentorIdx, Slot),
    /// Whether anybody of the team visits the department.
    Linked(TeamIdx, DepartmentIdx),
    /// Placements of the fullest slot.
    Peak,
    /// Mentees of the busiest mentor.
    MentorPeak,
    /// Points of the least happy participant.
    Happiness,
    /// How far a best-effort plan falls short of a rule.
    Short(Subject),
    /// How many of a person's missing rotations are owed from before.
    ShortOfOwed(StaffIdx),
}

/// A model, and what its columns and rows stand for.
#[derive(Clone, Debug, Default)]
pub struct Formulation {
    /// The model.
    pub model: Model,
    /// What each column decides.
    pub decisions: Vec<Decision>,
    /// Why each row stands.
    pub reasons: Vec<Reason>,
    /// Claims that no values of their decisions can keep: no plan exists.
    pub impossible: Vec<Reason>,
    /// Columns of the decisions that are no placements.
    pub auxiliaries: HashMap<Decision, u32>,
}

/// Writes the claims that people share, and those of the selected people alone, as a model.
///
/// With `best_effort` the rules that may fall short get a column for by how much.
#[must_use]
pub fn formulate(
    program: &Program,
    shared: &[Claim],
    selection: &Selection,
    best_effort: bool,
) -> Formulation {
    let mut writer = Writer::new(program, selection, best_effort);
    for claim in shared {
        writer.write(claim);
    }
    for (staff, _) in &selection.free {
        writer.write_personal(*staff);
    }
    let stands_and_pinned = |s: &StaffIdx| !program.staff[s.index()].pins.is_empty();
    let mut others: Vec<StaffIdx> = selection.fixed.iter().map(|(s, _)| *s).collect();
    others.sort_unstable();
    others.dedup();
    for staff in others.into_iter().filter(stands_and_pinned) {
        if !writer.decided_here(staff) {
            writer.write_personal(staff);
        }
    }
    writer.done
}

/// Writes these claims and no others as a model.
pub(crate) fn formulate_claims(
    program: &Program,
    claims: &[Claim],
    selection: &Selection,
) -> Formulation {
    let mut writer = Writer::new(program, selection, false);
    for claim in claims {
        writer.write(claim);
    }
    writer.done
}

/// All claims that people share: of rules, then of goals and their floors, then of the most mentors.
#[must_use]
pub fn all_shared(program: &Program) -> Vec<Claim> {
    let mut claims = rules::shared_claims(program);
    claims.extend(goals::goal_claims(program));
    claims.extend(goals::floor_claims(program));
    claims.extend(rules::most_mentors_claims(program));
    claims
}
