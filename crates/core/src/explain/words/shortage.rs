//! Shortages in sums, with names and months.

use std::collections::BTreeMap;

use super::{NAMES, count, department, every_slot, ids, list, slots, staff, team};
use crate::diagnosis::Shortage;
use crate::explain::shortage::{Short, Tight};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, TeamIdx};

/// A shortage as a file has it.
pub(crate) fn shortage(program: &Program, short: &Short) -> Shortage {
    let mut slots: Vec<Slot> = short
        .limits
        .iter()
        .filter_map(|(limit, _)| limit.slot())
        .collect();
    slots.sort_unstable();
    slots.dedup();
    Shortage {
        text: shortage_text(program, short),
        needed: short.needed,
        available: short.available,
        people: ids(program, &short.people),
        slots: slots
            .iter()
            .map(|t| program.calendar.name(*t).to_owned())
            .collect(),
        limits: limits(program, short),
    }
}

fn shortage_text(program: &Program, short: &Short) -> String {
    let limits = list(limits(program, short), "and");
    let (needed, available) = (short.needed, short.available);
    if !short.visits.is_empty() {
        let there = short.visits.iter().map(|d| department(program, *d));
        let there = list(there.collect(), "and");
        let visits = count(needed, "visit", "visits");
        return format!(
            "{there} must get {visits} (`min_visits`), but there is room for {available}: {limits}"
        );
    }
    let mut teams: Vec<TeamIdx> = short
        .people
        .iter()
        .map(|s| program.staff[s.index()].team)
        .collect();
    teams.sort_unstable();
    teams.dedup();
    let who = match short.people.as_slice() {
        people if people.len() <= 3 => {
            list(people.iter().map(|s| staff(program, *s)).collect(), "and")
        }
        people if people.len() == participants(program) => format!("all {} people", people.len()),
        people => {
            let teams = teams.iter().map(|g| team(program, *g)).collect();
            format!("{} people of {}", people.len(), list(teams, "and"))
        }
    };
    let everywhere = short.departments.len() == program.departments.len();
    let place = if everywhere || short.departments.is_empty() {
        String::new()
    } else {
        let names = short.departments.iter().map(|d| department(program, *d));
        format!(" in {}", list(names.collect(), "or"))
    };
    let rotations = count(needed, "rotation", "rotations");
    let verb = if short.people.len() == 1 {
        "needs"
    } else {
        "need"
    };
    let missing = short.missing();
    if limits == "nobody" {
        return format!("{who} {verb} {rotations}{place}, but there is room for {available}");
    }
    format!(
        "{who} {verb} {rotations}{place}, but there is room for {available}, {missing} too few: {limits}"
    )
}

/// How many people must have rotations.
fn participants(program: &Program) -> usize {
    let people = program.staff.iter();
    people
        .filter(|person| person.counts_for_happiness())
        .count()
}

impl Tight {
    fn slot(self) -> Option<Slot> {
        match self {
            Tight::Program(t)
            | Tight::Team(_, t)
            | Tight::Seats(_, t)
            | Tight::Mentor(_, t)
            | Tight::Person(_, t) => Some(t),
            Tight::MentorTotal(_) | Tight::Rotations => None,
        }
    }
}

/// The limits of a shortage, one line for each team, department or mentor.
fn limits(program: &Program, short: &Short) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut by_owner: BTreeMap<Tight, Vec<(Slot, u64)>> = BTreeMap::new();
    let first = Slot(0);
    let (mut mentors, mut guests): (
        BTreeMap<DepartmentIdx, SlotSet>,
        BTreeMap<DepartmentIdx, u64>,
    ) = (BTreeMap::new(), BTreeMap::new());
    for &(limit, most) in &short.limits {
        let (owner, t) = match limit {
            Tight::Program(t) => (Tight::Program(first), t),
            Tight::Team(g, t) => (Tight::Team(g, first), t),
            Tight::Seats(d, t) => (Tight::Seats(d, first), t),
            Tight::Mentor(m, t) => {
                let home = program.mentors[m.index()].department;
                mentors.entry(home).or_default().insert(t);
                *guests.entry(home).or_default() += most;
                continue;
            }
            Tight::MentorTotal(m) => {
                let home = program.mentors[m.index()].department;
                mentors.entry(home).or_default();
                *guests.entry(home).or_default() += most;
                continue;
            }
            Tight::Rotations => {
                let rotations = count(most, "rotation", "rotations");
                lines.push(format!("all people together have {rotations}"));
                continue;
            }
            Tight::Person(..) => continue,
        };
        by_owner.entry(owner).or_default().push((t, most));
    }
    let owners = |kind: fn(&Tight) -> bool| by_owner.keys().filter(|owner| kind(owner)).count();
    let hosts = owners(|owner| matches!(owner, Tight::Seats(..)));
    let teams = owners(|owner| matches!(owner, Tight::Team(..)));
    let mut hosted: BTreeMap<Slot, u64> = BTreeMap::new();
    let mut spared: BTreeMap<Slot, u64> = BTreeMap::new();
    for (owner, rows) in by_owner {
        let amounts = amounts(program, &rows);
        let sum = match owner {
            Tight::Seats(..) if hosts > NAMES => &mut hosted,
            Tight::Team(..) if teams > NAMES => &mut spared,
            Tight::Seats(d, _) => {
                lines.push(format!(
                    "{} has seats for {amounts}",
                    department(program, d)
                ));
                continue;
            }
            Tight::Team(g, _) => {
                lines.push(format!("{} can spare {amounts}", team(program, g)));
                continue;
            }
            _ => {
                lines.push(format!("the program lets away {amounts} (`max_away`)"));
                continue;
            }
        };
        for (t, most) in rows {
            *sum.entry(t).or_default() += most;
        }
    }
    let rows = |sum: BTreeMap<Slot, u64>| sum.into_iter().collect::<Vec<_>>();
    if teams > NAMES {
        let amounts = amounts(program, &rows(spared));
        lines.push(format!("{teams} teams can spare {amounts} together"));
    }
    if hosts > NAMES {
        let amounts = amounts(program, &rows(hosted));
        lines.push(format!(
            "{hosts} departments have seats for {amounts} together"
        ));
    }
    if mentors.len() > NAMES {
        let sum = count(guests.values().sum(), "guest", "guests");
        let departments = mentors.len();
        lines.push(format!(
            "the mentors of {departments} departments can take {sum} together"
        ));
        mentors.clear();
    }
    for (d, when) in mentors {
        let guests = count(guests[&d], "guest", "guests");
        let when = if when.is_empty() || when == program.calendar.all() {
            "in all".to_owned()
        } else {
            format!("in {}", slots(program, when))
        };
        lines.push(format!(
            "the mentors of {} can take {guests} {when}",
            department(program, d)
        ));
    }
    if lines.is_empty() && !short.limits.is_empty() {
        lines.push("nobody can be in two places in one slot".to_owned());
    }
    lines
}

/// "2 in January 2027 and 1 in March 2027", or "2 in every month".
fn amounts(program: &Program, rows: &[(Slot, u64)]) -> String {
    let alike = rows.iter().all(|(_, most)| *most == rows[0].1);
    if alike && rows.len() > 1 {
        let set: SlotSet = rows.iter().map(|(t, _)| *t).collect();
        let each = if rows.len() == program.calendar.len() {
            every_slot(program).to_owned()
        } else {
            format!("each of {}", slots(program, set))
        };
        return format!("{} in {each}", rows[0].1);
    }
    let mut sums: BTreeMap<u64, SlotSet> = BTreeMap::new();
    for (t, most) in rows {
        sums.entry(*most).or_default().insert(*t);
    }
    let parts = sums
        .into_iter()
        .rev()
        .map(|(most, when)| format!("{most} in {}", slots(program, when)));
    list(parts.collect(), "and")
}
