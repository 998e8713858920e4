//! Where a number that is varied stops to matter, and which limit binds there.
//!
//! Along a line of scenarios that differ in one key, each leaving more room than the one before, the
//! bend is the first whose best score no later one exceeds. The limits that bind there are looked for
//! among those that its plan uses up: the dearest by the prices that prove its bound first, and each is
//! named only if planning with one more of it gives a better plan.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::file::Bend;
use super::{Run, Silent};
use crate::certificate::Certificate;
use crate::claim::Subject;
use crate::engine::Options;
use crate::explain::{Member, applied, best, is_large, program_of, tight, words};
use crate::program::Program;
use crate::rules::RuleName;
use crate::verify::verify;

/// So many lines get their limits named.
const LINES: usize = 6;
/// So many limits of each are tried with one more.
const TRIES: usize = 12;
/// How a limit begins that is more than one thing.
const MANY: &str = "the mentors";
/// So many limits are named.
const NAMED: usize = 3;

/// The bends of every line of scenarios.
pub(super) fn bends(run: &Run) -> Vec<Bend> {
    let mut bends = Vec::new();
    for line in lines(run) {
        let named = bends.len() < LINES;
        bends.extend(bend(run, line, named));
    }
    bends
}

/// Scenarios that differ in one key.
struct Line<'a> {
    key: &'a String,
    /// What they have in common.
    with: Map<String, Value>,
    /// In order of the room they leave.
    scenarios: Vec<usize>,
}

/// Lines of at least three scenarios that differ in one key, each leaving more room than the one before.
fn lines<'a>(run: &'a Run) -> Vec<Line<'a>> {
    let mut groups: BTreeMap<(&String, String), Line> = BTreeMap::new();
    for (at, scenario) in run.scenarios.iter().enumerate() {
        for key in scenario.set.keys() {
            let mut with = scenario.set.clone();
            with.shift_remove(key);
            let name = Value::Object(with.clone()).to_string();
            let group = groups.entry((key, name)).or_insert_with(|| Line {
                key,
                with,
                scenarios: Vec::new(),
            });
            group.scenarios.push(at);
        }
    }
    let rising = |line: &[usize]| {
        line.windows(2).all(|pair| {
            let rooms = (&run.rooms[pair[0]], &run.rooms[pair[1]]);
            matches!(rooms, (Some(less), Some(more)) if more.admits_with_score(less))
        })
    };
    let mut lines = Vec::new();
    for (_, mut line) in groups {
        line.scenarios.retain(|at| run.rooms[*at].is_some());
        if line.scenarios.len() < 3 {
            continue;
        }
        if !rising(&line.scenarios) {
            line.scenarios.reverse();
        }
        if rising(&line.scenarios) {
            lines.push(line);
        }
    }
    // In the order of the scenarios.
    lines.sort_by_key(|line| line.scenarios.iter().min().copied());
    lines
}

fn bend(run: &Run, line: Line, named: bool) -> Option<Bend> {
    let Line {
        key,
        with,
        scenarios: line,
    } = line;
    let best = |at: &usize| run.known[*at].as_ref()?.best();
    let last = best(line.last()?)?;
    let first = line.iter().position(|at| best(at) == Some(last))?;
    // What a search left open in between is no better: it has less room than the last.
    if first + 1 >= line.len() {
        return None;
    }
    let at = line[first];
    let limits = if named { limits(run, at) } else { Vec::new() };
    let name = |at: usize| value_of(&run.scenarios[at].set[key]);
    let from = line.iter().position(|at| best(at).is_some());
    let start = match from {
        Some(from) if from > 0 && from < first => {
            format!(
                "with less room than {key}={} no plan was found; ",
                name(line[from])
            )
        }
        _ => String::new(),
    };
    let beyond = match first {
        0 => format!("{key} makes no difference from {} on", name(at)),
        _ => format!("beyond {key}={} nothing improves", name(at)),
    };
    let limit = match limits.as_slice() {
        [] => String::new(),
        [one] if one.starts_with(MANY) => format!(": {one} are the limit"),
        [one] => format!(": {one} is the limit"),
        many => format!(": the limits are {}", words::list(many.to_vec(), "and")),
    };
    Some(Bend {
        key: key.to_owned(),
        at: run.scenarios[at].name.clone(),
        with,
        text: format!("{start}{beyond}{limit}"),
        limits,
    })
}

fn value_of(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The limits of which one more would give a better plan, by what their prices add up to.
fn limits(run: &Run, at: usize) -> Vec<String> {
    let Some(known) = &run.known[at] else {
        return Vec::new();
    };
    let (Some(plan), Ok((file, program))) = (&known.plan, run.changed(at)) else {
        return Vec::new();
    };
    let prices = known
        .certificate
        .as_ref()
        .map(|certificate| prices(certificate));
    let price = |member: &Member| {
        let prices = prices.as_ref()?;
        prices.get(&key_of(&program, member)?).copied()
    };
    let schedule = verify(&program, plan).schedule;
    let mut tight = tight(&program, &file, &schedule);
    if prices.is_some() {
        // What costs nothing holds nothing back.
        tight.retain(|(member, _)| price(member).is_some_and(|price| price > 0));
        tight.sort_by_key(|(member, _)| std::cmp::Reverse(price(member)));
    }
    let mut named: Vec<String> = Vec::new();
    let proves = !is_large(&program);
    let options = Options {
        threads: Some(run.threads()),
        warm: known.warm(),
        ..run.options.clone()
    };
    for (member, change) in tight.into_iter().take(TRIES) {
        let name = limit_name(&program, &member);
        if named.len() >= NAMED || named.contains(&name) || run.stops() {
            continue;
        }
        // Of large programs the prices' word must do.
        let better = !proves
            || applied(&file, &change.patch)
                .and_then(|file| program_of(&file))
                .and_then(|more| best(&more, &options, &Silent(run.spectator)))
                .is_some_and(|(score, _)| Some(score) > known.bound);
        if better {
            named.push(name);
        }
    }
    named
}

/// The price of each claim, over its slots and all leaves of the proof.
fn prices(certificate: &Certificate) -> BTreeMap<(String, String), i128> {
    let mut prices = BTreeMap::new();
    for row in certificate.nodes.iter().flat_map(|node| &node.prices) {
        let first = row.of.first().cloned().unwrap_or_default();
        let price: &mut i128 = prices.entry((row.rule.clone(), first)).or_default();
        *price += i128::from(row.price);
    }
    prices
}

/// How a certificate names a rule's member.
fn key_of(program: &Program, member: &Member) -> Option<(String, String)> {
    let id = match member.subject {
        Subject::Program => String::new(),
        Subject::Team(g) | Subject::Cover(g, _) => program.teams[g.index()].id.clone(),
        Subject::Department(d) => program.departments[d.index()].id.clone(),
        Subject::Apart(at) => format!("group {at}"),
        _ => return None,
    };
    Some((member.rule.name().to_owned(), id))
}

/// A limit as people speak of it.
fn limit_name(program: &Program, member: &Member) -> String {
    match (member.rule, member.subject) {
        (RuleName::Mentor, Subject::Department(d)) => {
            format!("{MANY} of {}", words::department(program, d))
        }
        (rule, Subject::Department(d)) => {
            format!("{} of {}", rule.name(), words::department(program, d))
        }
        (RuleName::TeamAway, Subject::Team(g)) => {
            format!("`max_away` of {}", words::team(program, g))
        }
        (RuleName::TeamCover, Subject::Cover(g, _)) => {
            format!("`min_present` of {}", words::team(program, g))
        }
        (RuleName::ProgramAway, _) => "`max_away` of the program".to_owned(),
        (rule, _) => rule.name().to_owned(),
    }
}
