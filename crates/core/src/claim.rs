//! A claim: of these decisions, with these whole coefficients, so many, because of this.
//!
//! Decisions are `x[person, department, slot]` (0 or 1), `z[mentor, slot]` (people guided, a whole
//! number) and a few auxiliaries. A claim limits a sum over *blocks* of decisions (people ×
//! departments × slots), so it stays small however many decisions it speaks of.

use std::sync::Arc;

use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, SlotSet, StaffIdx, TeamIdx};
use crate::rules::RuleName;

/// People × departments × slots.
#[derive(Clone, Debug)]
pub struct Block {
    /// Who.
    pub people: Arc<[StaffIdx]>,
    /// Where.
    pub departments: Arc<[DepartmentIdx]>,
    /// When.
    pub slots: SlotSet,
}

/// A sum of decisions.
#[derive(Clone, Debug)]
pub enum Sum {
    /// Placements within a block.
    Placed(Block),
    /// Points (department and slot) of one person's placements.
    Points(StaffIdx),
    /// People guided by these mentors in these slots.
    Guided {
        /// By whom.
        mentors: Arc<[MentorIdx]>,
        /// When.
        slots: SlotSet,
    },
    /// 1 if the mentor guides anybody in the slot.
    Busy {
        /// Who guides.
        mentor: MentorIdx,
        /// When.
        slots: SlotSet,
    },
    /// 1 if the mentor guides anybody at all.
    Used(MentorIdx),
    /// 1 if the person is guided by just this mentor in the slot; only for mentors named by pins.
    Paired {
        /// Who is guided.
        staff: StaffIdx,
        /// By whom.
        mentor: MentorIdx,
        /// When.
        slots: SlotSet,
    },
    /// 1 if anybody of the team visits the department.
    Linked {
        /// The team.
        team: TeamIdx,
        /// The department.
        department: DepartmentIdx,
    },
    /// The number of placements of the fullest slot.
    Peak,
    /// The number of mentees of the busiest mentor.
    MentorPeak,
    /// The points of the least happy participant.
    Happiness,
}

/// A coefficient times a sum of decisions.
#[derive(Clone, Debug)]
pub struct Term {
    /// How often the sum counts.
    pub coefficient: i64,
    /// What is summed.
    pub sum: Sum,
}

/// What a claim's total may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// No more than this.
    AtMost(i64),
    /// No less than this.
    AtLeast(i64),
    /// Just this.
    Exactly(i64),
}

impl Limit {
    /// Whether a total keeps the limit.
    #[must_use]
    pub fn holds(self, total: i64) -> bool {
        match self {
            Limit::AtMost(most) => total <= most,
            Limit::AtLeast(least) => total >= least,
            Limit::Exactly(number) => total == number,
        }
    }
}

/// What a claim is about: ids and numbers, turned into words only where somebody reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The whole program.
    Program,
    /// A team.
    Team(TeamIdx),
    /// A team's cover, by position in the team.
    Cover(TeamIdx, u32),
    /// A group kept apart, by position in the program.
    Apart(u32),
    /// A department.
    Department(DepartmentIdx),
    /// A mentor.
    Mentor(MentorIdx),
    /// The mentors that some guests of a department are left with.
    Mentors(DepartmentIdx, u32),
    /// A person.
    Staff(StaffIdx),
    /// A person and a department.
    Visit(StaffIdx, DepartmentIdx),
    /// A person's `must_visit`, by position.
    MustVisit(StaffIdx, u32),
    /// A pin, by position in the program.
    Pin(u32),
    /// A team and a department.
    Bridge(TeamIdx, DepartmentIdx),
}

/// Why a claim or a single impossible placement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reason {
    /// Whose claim it is.
    pub source: Source,
    /// What it is about.
    pub subject: Subject,
    /// The slot it is about, if it is about one.
    pub slot: Option<Slot>,
}

/// A rule, or a goal whose value is defined by claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A rule of the program.
    Rule(RuleName),
    /// A goal, by its name.
    Goal(&'static str),
}

impl Reason {
    /// The reason of a rule.
    #[must_use]
    pub fn rule(rule: RuleName, subject: Subject, slot: Option<Slot>) -> Self {
        Reason {
            source: Source::Rule(rule),
            subject,
            slot,
        }
    }

    /// The reason of a goal.
    #[must_use]
    pub fn goal(goal: &'static str, subject: Subject, slot: Option<Slot>) -> Self {
        Reason {
            source: Source::Goal(goal),
            subject,
            slot,
        }
    }

    /// The rule or goal's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.source {
            Source::Rule(rule) => rule.name(),
            Source::Goal(goal) => goal,
        }
    }
}

/// A limit on a whole-number sum of decisions, and why.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Why.
    pub reason: Reason,
    /// What is summed.
    pub terms: Vec<Term>,
    /// What the total may be.
    pub limit: Limit,
}

impl Claim {
    /// A limit on the number of placements within a block.
    #[must_use]
    pub fn placed(reason: Reason, block: Block, limit: Limit) -> Self {
        Claim {
            reason,
            terms: vec![Term {
                coefficient: 1,
                sum: Sum::Placed(block),
            }],
            limit,
        }
    }
}

impl Block {
    /// One person's cells.
    #[must_use]
    pub fn person(staff: StaffIdx, departments: Arc<[DepartmentIdx]>, slots: SlotSet) -> Self {
        Block {
            people: Arc::from([staff]),
            departments,
            slots,
        }
    }

    /// Everybody in one department.
    #[must_use]
    pub fn department(program: &Program, department: DepartmentIdx, slots: SlotSet) -> Self {
        Block {
            people: Arc::clone(&program.everybody),
            departments: Arc::from([department]),
            slots,
        }
    }

    /// A group of people anywhere.
    #[must_use]
    pub fn group(program: &Program, people: &Arc<[StaffIdx]>, slots: SlotSet) -> Self {
        Block {
            people: Arc::clone(people),
            departments: Arc::clone(&program.everywhere),
            slots,
        }
    }
}
