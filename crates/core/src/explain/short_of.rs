//! Why somebody is short of rotations in a best-effort plan: the rules that each place open to nobody
//! else would break, found by the rules' own checks, with everybody else where the plan has them.

use std::collections::{BTreeMap, BTreeSet};

use super::member::Member;
use super::shortage::shortages;
use super::words;
use crate::plan::PlanFile;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx};
use crate::rules::{Breach, RuleName};
use crate::schedule::{Placement, Schedule};
use crate::verify::{recheck, verify};

/// Checks of one placement each, times people: work, not seconds.
const WORK: usize = 30_000_000;

/// Fills in the reasons of those whom a partial plan leaves short.
pub fn tell_reasons(program: &Program, plan: &mut PlanFile) {
    if plan.unplaced.is_empty() {
        return;
    }
    let schedule = verify(program, plan).schedule;
    let before: BTreeSet<Breach> = recheck(program, &schedule).0.into_iter().collect();
    let shorts = shortages(program);
    let mut left = WORK;
    for row in &mut plan.unplaced {
        let Some(s) = program.staff_by_id(&row.staff) else {
            continue;
        };
        let mine = shorts.iter().filter(|short| short.people.contains(&s));
        row.reasons
            .extend(mine.map(|short| words::shortage(program, short).text));
        let cells = program.departments.len() * program.calendar.len();
        let work = cells * program.staff.len().max(1);
        if let Some(rest) = left.checked_sub(work) {
            left = rest;
            row.reasons
                .extend(in_the_way(program, &schedule, &before, s));
        }
    }
}

/// A line for each rule that stands in the way somewhere.
fn in_the_way(
    program: &Program,
    schedule: &Schedule,
    before: &BTreeSet<Breach>,
    s: StaffIdx,
) -> Vec<String> {
    let mut blamed: BTreeMap<RuleName, BTreeSet<Member>> = BTreeMap::new();
    for d in program.department_indices() {
        for t in program.calendar.slots() {
            let mine = schedule.of(s);
            if mine.iter().any(|x| (x.department, x.slot) == (d, t)) {
                continue;
            }
            for member in least_broken(program, schedule, before, (s, d, t)) {
                blamed.entry(member.rule).or_default().insert(member);
            }
        }
    }
    let lines = blamed.into_iter().map(|(rule, members)| {
        let members: Vec<Member> = members.into_iter().collect();
        let name = rule.name();
        format!("{name}: {}", words::clause(program, rule, &members))
    });
    lines.collect()
}

/// The members that one more placement breaks, with the mentor who breaks the fewest.
fn least_broken(
    program: &Program,
    schedule: &Schedule,
    before: &BTreeSet<Breach>,
    (staff, department, slot): (StaffIdx, DepartmentIdx, Slot),
) -> Vec<Member> {
    let with = |mentor: Option<MentorIdx>| -> Vec<Member> {
        let mut placements = schedule.all().to_vec();
        placements.push(Placement {
            slot,
            staff,
            department,
            mentor,
        });
        let (breaches, _) = recheck(program, &Schedule::new(program, placements));
        let mut members = Vec::new();
        for breach in breaches.iter().filter(|breach| !before.contains(breach)) {
            let rule = RuleName::ALL.iter().find(|rule| rule.name() == breach.rule);
            // To be short of fewer rotations is what is wanted.
            if let (Some(rule), Some(subject)) = (rule, breach.subject)
                && *rule != RuleName::Participation
            {
                members.extend(Member::of(program, *rule, subject));
            }
        }
        members.sort_unstable();
        members.dedup();
        members
    };
    let mentors = program.departments[department.index()].mentors.iter();
    // One at most differs from another by the mentor's own limits; the first few tell enough.
    let choices = mentors.take(MENTORS).map(|m| Some(*m)).chain([None]);
    let all = choices.map(with);
    all.min_by_key(Vec::len).unwrap_or_default()
}

/// So many mentors are tried for a place.
const MENTORS: usize = 12;
