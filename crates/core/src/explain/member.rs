//! Members of rules: the smallest units that a conflict names, such as the seats of one department.
//!
//! A member is what a breach is about, without its slot: a set of placements keeps a member if the
//! rule's check finds no breach of that member.

use std::collections::BTreeSet;

use crate::claim::Subject;
use crate::program::{Program, StaffIdx};
use crate::rules::RuleName;

/// One rule for one person, team, department or whatever else it binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// The rule.
    pub rule: RuleName,
    /// Whom or what it binds here.
    pub subject: Subject,
}

/// Rule members that are looked at together.
pub type Members = BTreeSet<Member>;

impl Member {
    /// The rule for a person.
    #[must_use]
    pub fn person(rule: RuleName, staff: StaffIdx) -> Self {
        Member {
            rule,
            subject: Subject::Staff(staff),
        }
    }

    /// The member that a claim, a forbidden placement or a breach belongs to; `None` for what only
    /// defines a decision.
    #[must_use]
    pub fn of(program: &Program, rule: RuleName, subject: Subject) -> Option<Self> {
        let subject = match (rule, subject) {
            (RuleName::Eligibility | RuleName::NoRepeat, Subject::Visit(s, _)) => Subject::Staff(s),
            (RuleName::Prerequisite | RuleName::Mentor, Subject::Visit(_, d)) => {
                Subject::Department(d)
            }
            (RuleName::Mentor, Subject::Mentors(d, _)) => Subject::Department(d),
            (RuleName::Mentor, Subject::Mentor(m)) => {
                Subject::Department(program.mentors[m.index()].department)
            }
            (RuleName::Pin, Subject::Visit(..)) => return None,
            (_, subject) => subject,
        };
        Some(Member { rule, subject })
    }

    /// The person it binds alone, if there is one.
    #[must_use]
    pub fn staff(&self, program: &Program) -> Option<StaffIdx> {
        match self.subject {
            Subject::Staff(s) | Subject::MustVisit(s, _) | Subject::Visit(s, _) => Some(s),
            Subject::Pin(at) => program.pins.get(at as usize).map(|pin| pin.staff),
            _ => None,
        }
    }
}

/// Every member of every rule of a program.
#[must_use]
pub fn members(program: &Program) -> Members {
    let mut all = Members::new();
    for s in program.staff_indices() {
        all.extend(personal(program, s));
    }
    all.extend(shared(program));
    all
}

/// The members that bind one person alone.
#[must_use]
pub(super) fn personal(program: &Program, s: StaffIdx) -> Members {
    let person = &program.staff[s.index()];
    let mut all = Members::new();
    let mut add = |rule, counts: bool| {
        if counts {
            all.insert(Member::person(rule, s));
        }
    };
    add(RuleName::Participation, true);
    add(RuleName::OnePlace, true);
    add(RuleName::Gap, program.gap_slots > 0);
    add(RuleName::Availability, !person.lost.is_empty());
    add(RuleName::Eligibility, person.eligible.contains(&false));
    add(RuleName::NoRepeat, program.no_repeat_months > 0);
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    if person.rotations > 0 {
        all.extend((0..person.must_visit.len()).map(|at| Member {
            rule: RuleName::MustVisit,
            subject: Subject::MustVisit(s, number(at)),
        }));
    }
    all.extend(person.pins.iter().map(|at| Member {
        rule: RuleName::Pin,
        subject: Subject::Pin(number(*at)),
    }));
    all
}

/// The members that people share.
#[must_use]
pub(super) fn shared(program: &Program) -> Members {
    let mut all = Members::new();
    let mut add = |rule, subject| {
        all.insert(Member { rule, subject });
    };
    if program.max_away.iter().any(Option::is_some) {
        add(RuleName::ProgramAway, Subject::Program);
    }
    for (g, team) in program.team_indices().zip(&program.teams) {
        if team.max_away.iter().any(Option::is_some) {
            add(RuleName::TeamAway, Subject::Team(g));
        }
        for (at, _) in (0..).zip(&team.cover) {
            add(RuleName::TeamCover, Subject::Cover(g, at));
        }
    }
    for (at, _) in (0..).zip(&program.apart) {
        add(RuleName::Apart, Subject::Apart(at));
    }
    for (d, department) in program.department_indices().zip(&program.departments) {
        let there = Subject::Department(d);
        add(RuleName::Seats, there);
        add(RuleName::Mentor, there);
        if department.min_visits > 0 {
            add(RuleName::MinVisits, there);
        }
        if !department.after.is_empty() {
            add(RuleName::Prerequisite, there);
        }
    }
    all
}
