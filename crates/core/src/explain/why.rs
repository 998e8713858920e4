//! Why this plan: what every goal got, person by person and department by department, and what the
//! limits that bind cost.

use std::collections::BTreeMap;

use serde_json::Value;

use super::change::{Change, changes};
use super::member::{Member, Members};
use super::patch::{applied, program as program_of};
use super::words;
use crate::claim::Subject;
use crate::engine::{Observer, Options, Outcome, solve, solve_with_proof};
use crate::explanation::{Explanation, GoalPart, LimitCost, Share};
use crate::goals::GoalName;
use crate::input::ProgramFile;
use crate::plan::PlanFile;
use crate::program::{DepartmentIdx, Program, Slot};
use crate::rules::{RuleName, guide_limit};
use crate::schedule::Schedule;
use crate::verify::{Verdict, verify};

/// So many limits are re-solved; the others are counted.
const LIMITS: usize = 60;

/// What a plan got; of a plan that breaks rules only the breaches are told.
#[must_use]
pub fn explain(program: &Program, plan: &PlanFile) -> Explanation {
    let verdict = verify(program, plan);
    let mut explanation = Explanation::new(verdict.breaches.clone());
    if verdict.breaches.is_empty() {
        shares(program, &verdict, &mut explanation);
    }
    explanation
}

/// What the goals got: in all, for each person, and for each department.
fn shares(program: &Program, verdict: &Verdict, explanation: &mut Explanation) {
    let score = verdict.values.score;
    explanation.score = Some(score);
    let mut whole: BTreeMap<GoalName, i64> = BTreeMap::new();
    for goal in GoalName::weighed(program) {
        let value = verdict.values.by_goal.get(&goal).copied().unwrap_or(0);
        let weight = goal.signed_weight(program);
        whole.insert(goal, value * weight);
        explanation.goals.push(GoalPart {
            goal: goal.name().to_owned(),
            value,
            weight,
            part: value * weight,
        });
    }
    let schedule = &verdict.schedule;
    let mut people = vec![BTreeMap::new(); program.staff.len()];
    let mut departments = vec![BTreeMap::new(); program.departments.len()];
    let mut met = std::collections::BTreeSet::new();
    for x in schedule.all() {
        let (s, d) = (x.staff.index(), x.department.index());
        for goal in [GoalName::Preference, GoalName::SlotPreference] {
            let gain = goal.goal().gain(program, x.staff, x.department, x.slot);
            let part = gain * goal.signed_weight(program);
            add(&mut people[s], goal, part);
            add(&mut departments[d], goal, part);
        }
        let team = program.staff[s].team;
        if met.insert((team, x.department)) {
            let value = program.bridge_value(team, x.department);
            let part = value * GoalName::Bridges.signed_weight(program);
            add(&mut departments[d], GoalName::Bridges, part);
        }
    }
    for (s, d, t) in given_up(program, schedule) {
        let part = GoalName::Changes.signed_weight(program);
        add(&mut people[s], GoalName::Changes, part);
        add(&mut departments[d.index()], GoalName::Changes, part);
        debug_assert!(t.index() < program.calendar.len());
    }
    explanation.people = told(
        program.staff.iter().map(|row| (&row.id, &row.name)),
        &people,
        &whole,
    );
    explanation.departments = told(
        program.departments.iter().map(|row| (&row.id, &row.name)),
        &departments,
        &whole,
    );
}

fn add(parts: &mut BTreeMap<GoalName, i64>, goal: GoalName, part: i64) {
    if part != 0 {
        *parts.entry(goal).or_default() += part;
    }
}

/// Placements of the baseline, of people and places that are still there, that the plan lacks.
fn given_up(program: &Program, schedule: &Schedule) -> Vec<(usize, DepartmentIdx, Slot)> {
    let Some(baseline) = &program.baseline else {
        return Vec::new();
    };
    let kept = |s, d, t| {
        let mut mine = schedule.of(s).iter();
        mine.any(|x| x.department == d && x.slot == t)
    };
    let known = baseline.placements.iter();
    known
        .filter(|(s, d, t)| !kept(*s, *d, *t))
        .map(|(s, d, t)| (s.index(), *d, *t))
        .collect()
}

/// A row for each, and a last one for what belongs to all together, so that they add up to the score.
fn told<'a>(
    ids: impl Iterator<Item = (&'a String, &'a String)>,
    parts: &[BTreeMap<GoalName, i64>],
    whole: &BTreeMap<GoalName, i64>,
) -> Vec<Share> {
    let share = |id: &str, name: &str, parts: &BTreeMap<GoalName, i64>| Share {
        id: id.to_owned(),
        name: name.to_owned(),
        total: parts.values().sum(),
        parts: parts
            .iter()
            .map(|(goal, part)| (goal.name().to_owned(), *part))
            .collect(),
    };
    let mut rest = whole.clone();
    for own in parts {
        for (goal, part) in own {
            *rest.entry(*goal).or_default() -= part;
        }
    }
    rest.retain(|_, part| *part != 0);
    let mut rows: Vec<Share> = ids
        .zip(parts)
        .filter(|(_, parts)| !parts.is_empty())
        .map(|((id, name), parts)| share(id, name, parts))
        .collect();
    rows.push(share("", "all together", &rest));
    rows
}

/// What each limit that binds costs: planned again with one more.
pub fn limits(
    file: &ProgramFile,
    program: &Program,
    plan: &PlanFile,
    explanation: &mut Explanation,
    options: &Options,
    observer: &dyn Observer,
) {
    let verdict = verify(program, plan);
    let Ok(file) = serde_json::to_value(file) else {
        return;
    };
    let file = &file;
    let tight: Vec<Change> = tight(program, file, &verdict.schedule)
        .into_iter()
        .map(|(_, change)| change)
        .collect();
    explanation.limits_not_tried = tight.len().saturating_sub(LIMITS);
    if tight.is_empty() {
        return;
    }
    let options = Options {
        best_effort: false,
        ..options.clone()
    };
    let solution = solve_with_proof(program, &options, observer);
    let Some((known, bound)) = values(&solution.outcome) else {
        explanation.limits_not_tried = tight.len();
        return;
    };
    // With one more of a limit the plan is much the same.
    let options = &Options {
        warm: Some(solution.warm()),
        ..options
    };
    let known = known.max(verdict.values.score);
    for change in tight.into_iter().take(LIMITS) {
        let planned = applied(file, &change.patch)
            .filter(|_| !observer.stop())
            .and_then(|file| program_of(&file))
            .and_then(|changed| best(&with_baseline_of(program, changed), options, observer));
        let Some((score, most)) = planned else {
            explanation.limits_not_tried += 1;
            continue;
        };
        // More room never costs anything.
        explanation.limits.push(LimitCost {
            text: change.text,
            gain_at_least: (score - bound).max(0),
            gain_at_most: (most - known).max(0),
            patch: Value::Array(change.patch),
        });
    }
    let key = |cost: &LimitCost| std::cmp::Reverse((cost.gain_at_least, cost.gain_at_most));
    explanation.limits.sort_by_key(key);
}

/// A changed program with the baseline of the one it was made of.
pub(super) fn with_baseline_of(program: &Program, mut changed: Program) -> Program {
    changed.baseline.clone_from(&program.baseline);
    changed
}

/// The best score found, and what no plan scores more than.
pub(crate) fn best(
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
) -> Option<(i64, i64)> {
    let options = Options {
        best_effort: false,
        ..options.clone()
    };
    values(&solve(program, &options, observer))
}

/// The score of a plan, and its bound.
fn values(outcome: &Outcome) -> Option<(i64, i64)> {
    match outcome {
        Outcome::Plan(plan) => Some((plan.score?, plan.bound?)),
        _ => None,
    }
}

/// Limits that the plan uses up, each with one more of it.
pub(crate) fn tight(program: &Program, file: &Value, schedule: &Schedule) -> Vec<(Member, Change)> {
    let slots = program.calendar.len();
    let (away, hosted) = (schedule.away_by_slot(program), schedule.hosted(program));
    let mut found = Vec::new();
    let mut more = |rule, subject, t: Option<Slot>| {
        let member = Member { rule, subject };
        let members = Members::from([member]);
        let wanted = |change: &Change| {
            t.is_none_or(|t| speaks_of(change, program.calendar.name(t)))
                && change.patch.len() == 1
                && change.patch[0]["op"] != "remove"
        };
        found.extend(
            changes(program, file, &members, &[1])
                .into_iter()
                .find(wanted)
                .map(|change| (member, change)),
        );
    };
    for t in program.calendar.slots() {
        if program
            .max_away(t)
            .is_some_and(|most| away[t.index()] == i64::from(most))
        {
            more(RuleName::ProgramAway, Subject::Program, Some(t));
        }
        for (g, team) in program.team_indices().zip(&program.teams) {
            let gone: usize = team.members.iter().map(|s| schedule.away(*s, t)).sum();
            let full = |most: u32| gone > 0 && gone >= most as usize;
            if team.max_away[t.index()].is_some_and(full) {
                more(RuleName::TeamAway, Subject::Team(g), Some(t));
            }
            for (at, cover) in (0..).zip(&team.cover) {
                let gone: usize = cover.people.iter().map(|s| schedule.away(*s, t)).sum();
                if gone > 0 && gone >= cover.may_go[t.index()] as usize {
                    more(RuleName::TeamCover, Subject::Cover(g, at), None);
                }
            }
        }
        for (d, department) in program.department_indices().zip(&program.departments) {
            let guests = hosted[d.index() * slots + t.index()];
            if guests > 0 && guests == department.seats[t.index()] {
                more(RuleName::Seats, Subject::Department(d), Some(t));
            }
            let mentors = department.mentors.iter();
            let room: u32 = mentors.map(|m| guide_limit(program, *m, t)).sum();
            if program.require_mentor && guests > 0 && guests >= room {
                more(RuleName::Mentor, Subject::Department(d), None);
            }
        }
    }
    let mut patches = Vec::new();
    found.retain(|(_, change): &(Member, Change)| {
        let new = !patches.contains(&change.patch);
        patches.push(change.patch.clone());
        new
    });
    found
}

/// Whether a change is about this slot.
fn speaks_of(change: &Change, slot: &str) -> bool {
    change.patch.iter().any(|operation| {
        let path = operation["path"].as_str().unwrap_or_default();
        let inner = operation["value"].as_object();
        let holds = |value: &Value| value.as_object().is_some_and(|map| map.contains_key(slot));
        path.rsplit('/').next() == Some(slot)
            || inner.is_some_and(|map| map.contains_key(slot) || map.values().any(holds))
    })
}

/// Words for a member, for what stands in the way.
pub(super) fn rule_and_sentence(program: &Program, member: &Member) -> Option<String> {
    let sentence = words::sentence(program, member)?;
    Some(format!("{}: {sentence}", member.rule.name()))
}
