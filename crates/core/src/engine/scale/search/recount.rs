//! After every move of a search, the running score and every count equal a recount from the placements
//! and the claims as the rules state them; and every limit holds.
//!
//! `ROTAPLAN_CAMPAIGN=200 cargo test --release -p rotaplan-core recount` commits a million moves.

use std::collections::BTreeMap;

use super::super::ascent::Ascent;
use super::super::choices::{Width, choices};
use super::super::limits::Limits;
use super::super::market::Market;
use super::super::price::NONE;
use super::super::state::State;
use super::Search;
use crate::bound::{Aim, Domain};
use crate::candidates::Candidates;
use crate::claim::{Limit, Sum};
use crate::generate::{GenerateOptions, RuleSet, generate};
use crate::goals;
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::random::Random;

/// Moves that are kept, over all programs, times `ROTAPLAN_CAMPAIGN`.
const COMMITTED: usize = 5_000;
/// Moves that are kept in one program.
const EACH: usize = 1_000;

/// A limit that the search counts.
struct Counted {
    claim: usize,
    least: Option<i64>,
    most: Option<i64>,
}

/// The limits that a search counts, and which of them each placement counts for, taken from the claims'
/// blocks one by one.
struct Counts {
    limits: Vec<Counted>,
    /// By person, then by cell.
    of: Vec<Vec<Vec<u32>>>,
}

fn counts(market: &Market<'_>, limits: &Limits, domain: &Domain) -> Counts {
    let p = market.program;
    let cells = vec![Vec::new(); market.slots * market.departments];
    let mut all = Counts {
        limits: Vec::new(),
        of: vec![cells; p.staff.len()],
    };
    for (at, claim) in market.relaxation.claims.iter().enumerate() {
        let native = |sum: &Sum| matches!(sum, Sum::Guided { .. } | Sum::Linked { .. });
        let capped = limits.caps[at] < i32::MAX || market.peaks.contains(&at);
        if claim.terms.iter().any(|term| native(&term.sum)) || !capped && limits.needs[at] == 0 {
            continue;
        }
        let mut peak = false;
        for term in &claim.terms {
            let Sum::Placed(block) = &term.sum else {
                peak |= matches!(term.sum, Sum::Peak);
                continue;
            };
            assert_eq!(term.coefficient.abs(), 1, "{:?}", claim.reason);
            for s in block.people.iter() {
                for t in block.slots.iter() {
                    for d in block.departments.iter() {
                        let cell = t.index() * market.departments + d.index();
                        all.of[s.index()][cell].push(all.limits.len() as u32);
                    }
                }
            }
        }
        let (mut least, mut most) = match claim.limit {
            Limit::AtMost(most) => (None, Some(most)),
            Limit::AtLeast(least) => (Some(least), None),
            Limit::Exactly(number) => (Some(number), Some(number)),
        };
        if peak {
            (least, most) = (None, Some(domain.peak.high));
        }
        all.limits.push(Counted {
            claim: at,
            least,
            most,
        });
    }
    all
}

/// What is wrong with the running numbers of a search, if anything is.
fn wrong(state: &State<'_>, all: &Counts) -> Option<String> {
    let market = state.market;
    let p = market.program;
    let mut links: BTreeMap<(usize, usize), (i64, Vec<usize>)> = BTreeMap::new();
    let (mut score, mut missing) = (0, 0);
    let mut counts = vec![0; all.limits.len()];
    let mut guided = vec![0; state.guided.len()];
    let mut load = vec![0; state.load.len()];
    let mut guests: BTreeMap<usize, i64> = BTreeMap::new();
    for unit in 0..state.cell.len() {
        let s = state.owner[unit] as usize;
        if state.cell[unit] == NONE {
            // Volunteers owe nothing but what they are pinned to.
            let owed = match p.staff[s].voluntary() {
                true => p.staff[s].pins.len().min(1),
                false => p.staff[s].rotations as usize,
            };
            missing += usize::from(unit - state.starts[s] < owed);
            continue;
        }
        let cell = state.cell[unit] as usize;
        let (t, d) = (cell / market.departments, cell % market.departments);
        for limit in &all.of[s][cell] {
            counts[*limit as usize] += 1;
        }
        let (place, slot) = (DepartmentIdx::new(d), Slot::new(t));
        score += goals::placement_gain(p, StaffIdx::new(s), place, slot);
        let team = p.staff[s].team;
        let value = p.bridge_value(team, place) * p.weights.bridges;
        let made = links.entry((team.index(), d));
        made.or_insert((value, Vec::new())).1.push(unit);
        if state.mentor[unit] != NONE {
            guided[state.mentor[unit] as usize * market.slots + t] += 1;
            load[state.mentor[unit] as usize] += 1;
            *guests.entry(cell).or_default() += 1;
        }
    }
    score += links.values().map(|(value, _)| value).sum::<i64>();
    for (value, makers) in links.values() {
        for unit in makers {
            let twin = match makers.as_slice() {
                [a, b] if *value > 0 => Some(a + b - unit),
                _ => None,
            };
            if state.twin(*unit) != twin {
                return Some(format!("{unit} makes a bridge with {twin:?}"));
            }
        }
    }
    if (score, missing) != (state.score, state.missing) {
        let (running, missed) = (state.score, state.missing);
        return Some(format!(
            "score {score} is {running}, missing {missing} is {missed}"
        ));
    }
    if guided != state.guided || load != state.load {
        return Some("mentors guide others than is counted".to_owned());
    }
    for (cell, spare) in state.limits.spare_in(market).into_iter().enumerate() {
        if spare - guests.get(&cell).copied().unwrap_or(0) != state.spare_in[cell] {
            return Some(format!("cell {cell} has other mentors to spare"));
        }
    }
    let mut lacking = 0;
    for (limit, count) in all.limits.iter().zip(counts) {
        if count != i64::from(state.count_of(limit.claim)) {
            let reason = &market.relaxation.claims[limit.claim].reason;
            return Some(format!(
                "{reason:?}: {count} is {}",
                state.count_of(limit.claim)
            ));
        }
        lacking += limit.least.map_or(0, |least| (least - count).max(0));
        if limit.most.is_some_and(|most| count > most) {
            let reason = &market.relaxation.claims[limit.claim].reason;
            return Some(format!("{reason:?}: {count} are too many"));
        }
    }
    (lacking != state.lacking).then(|| format!("lacking {lacking} is {}", state.lacking))
}

/// A generated program of a few dozen people; every seed another shape.
pub(in super::super) fn program(seed: u64) -> Program {
    let options = GenerateOptions {
        people: 8 + (seed % 5 * 9) as usize,
        departments: 3 + (seed % 4) as usize,
        months: 3 + (seed % 3) as u32,
        slots_per_month: 1 + (seed / 2 % 2) as u32,
        rotations: 1 + (seed / 3 % 3) as u32,
        rules: if seed.is_multiple_of(7) {
            RuleSet::Core
        } else {
            RuleSet::All
        },
        slack: (seed % 4 * 5) as u32,
        seed,
    };
    let made = generate(&options).expect("the options are sound");
    Program::from_file(&made.file).expect("a sample is valid")
}

/// What a search did: how many moves were kept, and how many points making the last losses good added.
struct Done {
    moves: usize,
    polished: i64,
}

/// Gives a search of a program to `look`.
pub(in super::super) fn searching<T>(
    program: &Program,
    seed: u64,
    look: impl FnOnce(&mut Search<'_>) -> T,
) -> T {
    let candidates = Candidates::new(program);
    let market = Market::new(program, &candidates, Aim::Score);
    let limits = Limits::new(&market);
    let starts = market.starts();
    let domain = Domain::whole(program);
    let prices = vec![0.0; market.relaxation.claims.len()];
    let width = Width {
        loss: market.spread as f32,
        fewest: 6,
        most: 40,
    };
    let choices = choices(&market, &prices, &domain, width);
    let state = State::new(&market, &limits, &starts, &domain);
    let random = Random::stream(seed, 0);
    look(&mut Search::new(
        &market, &choices, &prices, state, &domain, random,
    ))
}

/// What a search remembers or works out in rows otherwise than it is now: what people lose, and what bridges
/// would cost a unit.
fn forgotten(search: &mut Search<'_>, unit: usize) -> Option<String> {
    for s in 0..search.menus.len() {
        let units = search.state.starts[s]..search.state.starts[s + 1];
        let (known, now) = (
            search.loses(s),
            search.loses_at(s, &search.state.cell[units]),
        );
        if known != now {
            return Some(format!("person {s} loses {now}, not {known}"));
        }
    }
    let (s, state) = (search.state.owner[unit] as usize, &search.state);
    state.fares(unit, &search.tolls, &mut search.fares);
    let mut cells = 0..(search.market.departments * search.market.slots) as u32;
    let fare = |cell: u32| search.toll(s, cell) - state.bridge_elsewhere(unit, cell) as f32;
    let wrong = |cell: &u32| search.fares[state.department(*cell)] != fare(*cell);
    cells
        .find(wrong)
        .map(|cell| format!("the fare of unit {unit} into cell {cell}"))
}

/// Searches a program, looking after every move.
fn search(seed: u64) -> Done {
    let program = program(seed);
    searching(&program, seed, |search| looked_after(search, seed))
}

fn looked_after(search: &mut Search<'_>, seed: u64) -> Done {
    let market = search.market;
    let domain = Domain::whole(market.program);
    let counts = counts(market, search.state.limits, &domain);
    let tolls = search.tolls.iter_mut().enumerate();
    tolls.for_each(|(at, toll)| *toll = (at % 3) as f32);
    search.construct();
    let check = |search: &Search<'_>, when: &str| {
        if let Some(what) = wrong(&search.state, &counts) {
            panic!("seed {seed}, {when}: {what}");
        }
        assert!(search.state.is_true(), "seed {seed}, {when}");
    };
    check(search, "after the start");
    let mut kept = 0;
    for round in 0..20 * EACH {
        let before = (search.state.cell.clone(), search.state.mentor.clone());
        let unit = search.pick();
        // Hot enough that many a move is kept, and now and then cold.
        let temperature = market.spread * if round % 3 == 0 { 0.05 } else { 1.5 };
        search.attempt(unit, temperature);
        check(search, "after a move");
        if let Some(what) = forgotten(search, unit) {
            panic!("seed {seed}, after a move: {what}");
        }
        let after = (&search.state.cell, &search.state.mentor);
        kept += usize::from((&before.0, &before.1) != after);
        if kept == EACH {
            break;
        }
    }
    let before = (
        search.state.missing,
        search.state.lacking,
        search.state.score,
    );
    search.polish(&|| false);
    check(search, "after the last losses were made good");
    let after = (
        search.state.missing,
        search.state.lacking,
        search.state.score,
    );
    let better = after.0 < before.0 || after.1 < before.1 || after.2 >= before.2;
    assert!(better, "seed {seed}: {before:?} became {after:?}");
    Done {
        moves: kept,
        polished: (after.2 - before.2).max(0),
    }
}

#[test]
fn running_numbers_equal_a_recount_after_every_move() {
    let times = std::env::var("ROTAPLAN_CAMPAIGN").ok();
    let times: usize = times.and_then(|times| times.parse().ok()).unwrap_or(1);
    let (mut kept, mut gained, mut seed) = (0, 0, 0);
    while kept < COMMITTED * times {
        let done = search(seed);
        kept += done.moves;
        gained += done.polished;
        seed += 1;
        assert!(seed < 100 * times as u64, "hardly any move is kept: {kept}");
    }
    assert!(gained > 0, "no loss was ever made good");
}

#[test]
fn a_dive_settles_most_even_without_prices_and_breaks_no_limit() {
    let (mut asked, mut missing) = (0, 0);
    for seed in 0..60 {
        let program = program(seed);
        searching(&program, seed, |search| {
            let domain = Domain::whole(&program);
            let counts = counts(search.market, search.state.limits, &domain);
            asked += search.state.missing;
            let mut ascent = Ascent::new(search.market, None);
            let found = ascent.dive(&mut search.state, &domain, &mut search.random, &|| false);
            if let Some(what) = wrong(&search.state, &counts) {
                panic!("seed {seed}: {what}");
            }
            assert!(search.state.is_true(), "seed {seed}");
            let whole = |s: usize| search.is_whole(s, None);
            assert!((0..program.staff.len()).all(whole), "seed {seed}");
            assert_eq!(found.score, search.state.score);
            missing += search.state.missing;
        });
    }
    assert!(missing * 4 < asked, "{missing} of {asked} were not settled");
}
