//! Conflicts, a clause for each rule, and what each of its members asks for.

use std::collections::BTreeMap;

use super::{count, department, every_slot, ids, list, mentor, slots, staff, team};
use crate::claim::Subject;
use crate::diagnosis::Clause;
use crate::explain::conflict::Conflict;
use crate::explain::member::Member;
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::rules::RuleName;

/// A conflict as a file has it: a clause for each rule.
pub(crate) fn clauses(program: &Program, conflict: &Conflict) -> Vec<Clause> {
    let mut by_rule: BTreeMap<RuleName, Vec<Member>> = BTreeMap::new();
    for member in &conflict.members {
        by_rule.entry(member.rule).or_default().push(*member);
    }
    by_rule
        .into_iter()
        .map(|(rule, members)| Clause {
            rule: rule.name().to_owned(),
            text: clause(program, rule, &members),
            members: members
                .iter()
                .filter_map(|member| id(program, member))
                .collect(),
        })
        .collect()
}

/// The id of what a member binds; none for the whole program.
fn id(program: &Program, member: &Member) -> Option<String> {
    if let Some(s) = member.staff(program) {
        return Some(program.staff[s.index()].id.clone());
    }
    Some(match member.subject {
        Subject::Team(g) | Subject::Cover(g, _) => program.teams[g.index()].id.clone(),
        Subject::Department(d) => program.departments[d.index()].id.clone(),
        Subject::Apart(at) => {
            let group = program.apart.get(at as usize)?;
            ids(program, &group.people).join(" and ")
        }
        _ => return None,
    })
}

/// What the members of one rule ask for, the first few of them.
pub(crate) fn clause(program: &Program, rule: RuleName, members: &[Member]) -> String {
    let mut each: Vec<String> = members
        .iter()
        .filter_map(|m| sentence(program, m))
        .collect();
    each.dedup();
    let shown = 3;
    if each.len() <= shown {
        return each.join("; ");
    }
    let more = each.len() - (shown - 1);
    let rest = match rule {
        RuleName::Participation => {
            let mut sum = 0;
            for member in members {
                let person = member.staff(program).map(|s| &program.staff[s.index()]);
                sum += person.map_or(0, |person| person.rotations);
            }
            format!("{} people need {sum} rotations: ", members.len())
        }
        _ => String::new(),
    };
    each.truncate(shown - 1);
    format!("{rest}{}; and {more} more alike", each.join("; "))
}

/// What a member asks for.
pub(crate) fn sentence(program: &Program, member: &Member) -> Option<String> {
    let person = member.staff(program);
    let who = person.map(|s| staff(program, s)).unwrap_or_default();
    let row = person.map(|s| &program.staff[s.index()]);
    let there = |d: DepartmentIdx| department(program, d);
    Some(match (member.rule, member.subject) {
        (RuleName::Participation, _) => {
            let row = row?;
            let times = count(row.rotations.into(), "rotation", "rotations");
            match (row.rotations, row.voluntary()) {
                (0, _) => format!("{who} has no rotation (`participation` or `rotations`)"),
                (_, true) => format!("{who} may have at most {times}"),
                _ => format!("{who} must have {times}"),
            }
        }
        (RuleName::OnePlace, _) => format!("{who} can be in one place at a time"),
        (RuleName::Gap, _) => {
            let gap = count(program.gap_slots as u64, "slot", "slots");
            format!("{gap} must lie between two rotations of {who} (`gap_slots`)")
        }
        (RuleName::Availability, _) => {
            let lost = row?.lost;
            let over = program.calendar.slots();
            let over: SlotSet = over
                .filter(|t| program.orders.past.bars(person.unwrap_or(StaffIdx(0)), *t))
                .collect();
            let away = format!(
                "{who} is away in {} (`leave` or employment)",
                slots(program, lost)
            );
            match (lost.is_empty(), over.is_empty()) {
                (_, true) => away,
                (true, _) => format!("{who} stays out of {}, which is over", slots(program, over)),
                _ => format!(
                    "{away} and stays out of {}, which is over",
                    slots(program, over)
                ),
            }
        }
        (RuleName::Eligibility, _) => eligibility(program, person?),
        (RuleName::NoRepeat, _) => {
            let months = program.no_repeat_months;
            let been = seen(program, person?);
            let been = if been.is_empty() {
                been
            } else {
                format!(", and has been to {been}")
            };
            format!(
                "{who} goes to no department twice within {months} months{been} (`no_repeat_months`)"
            )
        }
        (RuleName::Prerequisite, Subject::Department(d)) => {
            let after = program.departments[d.index()].after.iter();
            let first = list(after.map(|e| there(*e)).collect(), "and");
            format!("{} comes only after {first} (`after`)", there(d))
        }
        (RuleName::MustVisit, Subject::MustVisit(_, at)) => {
            let need = row?.must_visit.get(at as usize)?;
            let places = need.any_of.iter().map(|d| there(*d)).collect();
            let times = count(need.times.into(), "time", "times");
            format!(
                "{who} must visit {} {times} (`must_visit`)",
                list(places, "or")
            )
        }
        (RuleName::ProgramAway, _) => {
            let most = by_slot(program, |t| program.max_away(t));
            format!("the program lets away at most {most} (`max_away`)")
        }
        (RuleName::TeamAway, Subject::Team(g)) => {
            let most = by_slot(program, |t| program.teams[g.index()].max_away[t.index()]);
            format!("{} lets away at most {most} (`max_away`)", team(program, g))
        }
        (RuleName::TeamCover, Subject::Cover(g, at)) => {
            let cover = program.teams[g.index()].cover.get(at as usize)?;
            let whom = match &cover.skill {
                Some(skill) => format!("{} with {skill}", cover.min_present),
                None => count(cover.min_present.into(), "member", "members"),
            };
            let most = by_slot(program, |t| Some(cover.may_go[t.index()]));
            format!(
                "{} keeps {whom} at home, so at most {most} may go (`min_present`)",
                team(program, g)
            )
        }
        (RuleName::Apart, Subject::Apart(at)) => {
            let group = program.apart.get(at as usize)?;
            let names = list(
                group.people.iter().map(|s| staff(program, *s)).collect(),
                "and",
            );
            format!(
                "of {names} at most {} may be away in one slot (`apart`)",
                group.max_away
            )
        }
        (RuleName::Seats, Subject::Department(d)) => {
            let seats = by_slot(program, |t| {
                Some(program.departments[d.index()].seats[t.index()])
            });
            format!("{} has seats for {seats}", there(d))
        }
        (RuleName::MinVisits, Subject::Department(d)) => {
            let visits = program.departments[d.index()].min_visits;
            let visits = count(visits.into(), "visit", "visits");
            format!("{} must get {visits} (`min_visits`)", there(d))
        }
        (RuleName::Mentor, Subject::Department(d)) => mentors(program, d),
        (RuleName::Pin, Subject::Pin(at)) => format!("{who} {}", pin(program, at)?),
        _ => return None,
    })
}

fn eligibility(program: &Program, s: StaffIdx) -> String {
    let person = &program.staff[s.index()];
    let who = staff(program, s);
    let closed: Vec<DepartmentIdx> = program
        .department_indices()
        .filter(|d| !person.eligible[d.index()])
        .collect();
    let names = |all: Vec<DepartmentIdx>| {
        list(all.iter().map(|d| department(program, *d)).collect(), "and")
    };
    let (never, lacks): (Vec<_>, Vec<_>) = closed.iter().partition(|d| person.never.contains(d));
    let mut parts = Vec::new();
    if !never.is_empty() {
        parts.push(format!("never goes to {} (`never`)", names(never)));
    }
    if !lacks.is_empty() {
        parts.push(format!(
            "lacks a skill that {} needs (`needs_skills`)",
            names(lacks)
        ));
    }
    format!("{who} {}", parts.join(" and "))
}

/// Departments that a person visited before the horizon.
fn seen(program: &Program, s: StaffIdx) -> String {
    let visits = program.staff[s.index()].visits.iter();
    let known = visits.filter_map(|visit| Some((visit.department?, visit.month)));
    let parts: Vec<String> = known
        .map(|(d, month)| format!("{} in {month}", department(program, d)))
        .collect();
    if parts.is_empty() {
        String::new()
    } else {
        list(parts, "and")
    }
}

fn pin(program: &Program, at: u32) -> Option<String> {
    let pin = program.pins.get(at as usize)?;
    let mut wanted = Vec::new();
    wanted.extend(
        pin.department
            .map(|d| format!("at {}", department(program, d))),
    );
    wanted.extend(pin.slots.map(|set| format!("in {}", slots(program, set))));
    wanted.extend(pin.mentor.map(|m| format!("with {}", mentor(program, m))));
    let past = &program.orders.past;
    if !past.away.is_empty() && at as usize >= past.first_pin {
        return Some(format!("was {}, which is over", wanted.join(" ")));
    }
    Some(format!("is pinned {} (`pins`)", wanted.join(" ")))
}

fn mentors(program: &Program, d: DepartmentIdx) -> String {
    let there = department(program, d);
    let all = &program.departments[d.index()].mentors;
    if all.is_empty() {
        return format!("{there} has no mentor (`mentors`)");
    }
    let each = all.iter().map(|m| {
        let row = &program.mentors[m.index()];
        let mut parts = vec![format!("{} at once", row.at_once)];
        parts.extend(row.total.map(|total| format!("{total} in all")));
        if row.rest_slots > 0 {
            parts.push(format!(
                "rest of {} between",
                count(row.rest_slots.into(), "slot", "slots")
            ));
        }
        if !row.lost.is_empty() {
            parts.push(format!("away in {}", slots(program, row.lost)));
        }
        format!("{}: {}", mentor(program, *m), parts.join(", "))
    });
    let each = list(each.collect(), "and");
    format!("each guest of {there} needs a mentor, and they take few ({each})")
}

/// Numbers slot by slot, said short: "1, and 0 in March 2027".
fn by_slot(program: &Program, most: impl Fn(Slot) -> Option<u32>) -> String {
    let mut sets: BTreeMap<u32, SlotSet> = BTreeMap::new();
    for t in program.calendar.slots() {
        if let Some(most) = most(t) {
            sets.entry(most).or_default().insert(t);
        }
    }
    let usual = sets
        .iter()
        .max_by_key(|(_, when)| when.len())
        .map(|(most, _)| *most);
    let everywhere = usual.is_some_and(|usual| sets[&usual] == program.calendar.all());
    match usual {
        Some(usual) if everywhere => format!("{usual} in {}", every_slot(program)),
        _ => {
            let parts = sets
                .into_iter()
                .map(|(most, when)| format!("{most} in {}", slots(program, when)));
            list(parts.collect(), "and")
        }
    }
}
