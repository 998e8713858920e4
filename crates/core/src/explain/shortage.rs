//! Shortages: more is needed than there is, told in sums.
//!
//! Supply against demand as a flow (L. R. Ford and D. R. Fulkerson, 1956): rotations of groups of alike
//! people → slots → limits → seats → mentors. Each network forgets some rules, so a cut below the demand
//! proves that no plan exists, and its absence proves nothing. The cut nearest to the people is told,
//! each of its unconnected pieces as a shortage of its own.

use std::collections::BTreeSet;

use super::member::{Member, Members, personal};
use super::network::{Network, groups};
use crate::claim::Subject;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx, TeamIdx};
use crate::rules::RuleName;

/// More is needed than there is.
#[derive(Clone, Debug, Default)]
pub struct Short {
    /// Rotations or visits that are needed.
    pub needed: u64,
    /// How many can be.
    pub available: u64,
    /// Who needs them; nobody where a department needs visits.
    pub people: Vec<StaffIdx>,
    /// The departments that need visits.
    pub visits: Vec<DepartmentIdx>,
    /// Departments that these people could go to.
    pub departments: Vec<DepartmentIdx>,
    /// The limits that make it so little, and how much each allows.
    pub limits: Vec<(Tight, u64)>,
}

/// A limit of a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tight {
    /// People away in a slot.
    Program(Slot),
    /// People of a team away in a slot.
    Team(TeamIdx, Slot),
    /// Guests of a department in a slot.
    Seats(DepartmentIdx, Slot),
    /// Guests of a mentor in a slot.
    Mentor(MentorIdx, Slot),
    /// Guests of a mentor over the horizon.
    MentorTotal(MentorIdx),
    /// A person in a slot: at one place only.
    Person(StaffIdx, Slot),
    /// Rotations of all people together.
    Rotations,
}

impl Short {
    /// The rule members that together leave too little.
    #[must_use]
    pub fn members(&self, program: &Program) -> Members {
        let mut members: Members = self
            .people
            .iter()
            .flat_map(|s| personal(program, *s))
            .collect();
        let mut add = |rule, subject| {
            members.insert(Member { rule, subject });
        };
        for &(limit, _) in &self.limits {
            match limit {
                Tight::Program(_) => add(RuleName::ProgramAway, Subject::Program),
                Tight::Team(g, _) => {
                    add(RuleName::TeamAway, Subject::Team(g));
                    for (at, cover) in (0..).zip(&program.teams[g.index()].cover) {
                        if cover.skill.is_none() {
                            add(RuleName::TeamCover, Subject::Cover(g, at));
                        }
                    }
                }
                Tight::Seats(d, _) => add(RuleName::Seats, Subject::Department(d)),
                Tight::Mentor(m, _) | Tight::MentorTotal(m) => {
                    let home = program.mentors[m.index()].department;
                    add(RuleName::Mentor, Subject::Department(home));
                }
                Tight::Person(..) => {}
                Tight::Rotations => {
                    for s in program.staff_indices() {
                        add(RuleName::Participation, Subject::Staff(s));
                    }
                }
            }
        }
        for &d in &self.visits {
            add(RuleName::MinVisits, Subject::Department(d));
        }
        for d in program.department_indices() {
            add(RuleName::Prerequisite, Subject::Department(d));
            // Who avoids every mentor of a department cannot go there.
            if !self.people.is_empty() {
                add(RuleName::Mentor, Subject::Department(d));
            }
        }
        members
    }

    /// How much is missing.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.needed.saturating_sub(self.available)
    }
}

/// All independent shortages of a program, the largest first.
#[must_use]
pub fn shortages(program: &Program) -> Vec<Short> {
    let groups = groups(program);
    let mut found = visits(program);
    let all: usize = groups.iter().map(|group| group.people.len()).sum();
    for team_limits in [true, false] {
        let told: BTreeSet<&StaffIdx> = found.iter().flat_map(|short| &short.people).collect();
        if told.len() == all {
            // What else is short of somebody is told already.
            break;
        }
        for short in Network::new(program, &groups, team_limits).shortages() {
            let overlaps = |known: &Short| known.people.iter().any(|s| short.people.contains(s));
            if !found.iter().any(overlaps) {
                found.push(short);
            }
        }
    }
    found.sort_by_key(|short| std::cmp::Reverse(short.missing()));
    found
}

/// Departments whose seats cannot hold the visits they must get, and more visits than rotations.
fn visits(program: &Program) -> Vec<Short> {
    let mut found = Vec::new();
    for (d, department) in program.department_indices().zip(&program.departments) {
        let needed = u64::from(department.min_visits);
        let limits: Vec<(Tight, u64)> = program
            .calendar
            .slots()
            .map(|t| (Tight::Seats(d, t), u64::from(department.seats[t.index()])))
            .collect();
        let available = limits.iter().map(|(_, most)| most).sum();
        if needed > available {
            found.push(Short {
                needed,
                available,
                visits: vec![d],
                limits,
                ..Short::default()
            });
        }
    }
    let needed = program.departments.iter();
    let needed: u64 = needed
        .map(|department| u64::from(department.min_visits))
        .sum();
    let people = program.staff.iter();
    let rotations: u64 = people.map(|person| u64::from(person.rotations)).sum();
    if found.is_empty() && needed > rotations {
        let wants = |d: &DepartmentIdx| program.departments[d.index()].min_visits > 0;
        found.push(Short {
            needed,
            available: rotations,
            visits: program.department_indices().filter(wants).collect(),
            limits: vec![(Tight::Rotations, rotations)],
            ..Short::default()
        });
    }
    found
}
