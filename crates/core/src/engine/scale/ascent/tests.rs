//! What a round computes, against the whole-number bound and against the claims as the rules state them.

use super::*;
use crate::bound::{Aim, Interval};
use crate::candidates::Candidates;
use crate::claim::{Limit, Sum};
use crate::engine::scale::pool::POOLED;
use crate::engine::scale::price::{in_points, quantise};
use crate::engine::scale::search::recount;
use crate::program::{DepartmentIdx, Program, Slot};
use crate::random::Random;

/// Programs that are tried.
const PROGRAMS: u64 = 60;
/// What single precision may lose of a sum over a few dozen people.
const NOISE: f64 = 0.01;

/// Prices of which every third is nothing, and the rest up to four points.
fn some_prices(market: &Market<'_>, random: &mut Random) -> Prices {
    let prices = market.dearest.iter().map(|dearest| {
        let price = 4.0 * random.unit();
        if random.chance(33) {
            0.0
        } else {
            price.min(*dearest)
        }
    });
    in_points(&quantise(&prices.collect::<Prices>()))
}

/// The whole program at one level of the least happy, where a round and the bound ask the same.
fn at_one_level(market: &Market<'_>) -> Domain {
    let mut domain = Domain::whole(market.program);
    let low = domain.happiness.low;
    domain.happiness = Interval::at(low);
    domain
}

#[test]
fn a_round_finds_what_the_bound_in_whole_numbers_says() {
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let domain = at_one_level(&market);
        let prices = some_prices(&market, &mut Random::stream(seed, 1));
        let mut ascent = Ascent::new(&market, Some(&prices));
        let value = ascent.round(false, &domain);
        let bound = market.relaxation.evaluate(&quantise(&prices), &domain);
        let bound = bound.expect("a sample has a plan") as f64;
        let near = bound - NOISE..bound + 1.0 + NOISE;
        assert!(near.contains(&value), "seed {seed}: {value} is not {bound}");
    }
}

#[test]
fn in_most_rounds_those_with_pools_choose_among_what_they_chose_before() {
    let mut less = 0;
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let domain = at_one_level(&market);
        let mut ascent = Ascent::new(&market, None);
        // Not to the end, where prices hardly move.
        ascent.rounds(0..20, &Plan::new(30, 1.0), &domain, &|| false);
        let (lowest, at) = ascent.best.clone();
        let proven = Ascent::new(&market, Some(&at)).round(false, &domain);
        assert!(
            lowest > proven - NOISE,
            "seed {seed}: {lowest} is below {proven}"
        );
        let prices = ascent.prices.clone();
        let value = ascent.round(false, &domain);
        let pooled = market
            .habits
            .iter()
            .any(|habits| habits.rotations >= POOLED);
        assert_eq!(ascent.choosing.exact, !pooled, "seed {seed}");
        let most = Ascent::new(&market, Some(&prices)).round(false, &domain);
        assert!(value < most + NOISE, "seed {seed}: {value} is above {most}");
        less += usize::from(value < most - NOISE);
        assert!(
            pooled || value > most - NOISE,
            "seed {seed}: {value} of {most}"
        );
        ascent.round(true, &domain);
        assert!(ascent.choosing.exact, "the averaged prices prove something");
    }
    assert!(less > 0, "no pool lacked the best set");
}

#[test]
fn sets_seen_at_one_happiness_are_forgotten_at_another() {
    let mut turned = 0;
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let mut domain = at_one_level(&market);
        let mut ascent = Ascent::new(&market, None);
        ascent.run(&Plan::new(60, 1.0), &domain, &|| false);
        let whole = Domain::whole(&program).happiness;
        let highest = (whole.low + 1..=whole.high).rev().find(|level| {
            domain.happiness = Interval::at(*level);
            let none = vec![0; market.dearest.len()];
            market.relaxation.evaluate(&none, &domain).is_some()
        });
        if highest.is_none() {
            continue;
        }
        turned += 1;
        ascent.forget();
        ascent.run(&Plan::new(15, 1.0), &domain, &|| false);
        let prices = ascent.prices.clone();
        let value = ascent.round(false, &domain);
        let most = Ascent::new(&market, Some(&prices)).round(false, &domain);
        assert!(value < most + NOISE, "seed {seed}: {value} is above {most}");
    }
    assert!(turned > 0, "no program has two values of happiness");
}

#[test]
fn a_round_counts_against_each_limit_what_its_claim_says() {
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let prices = some_prices(&market, &mut Random::stream(seed, 1));
        let mut ascent = Ascent::new(&market, Some(&prices));
        ascent.round(false, &at_one_level(&market));
        let choosing = &ascent.choosing;
        let placed: Vec<(StaffIdx, DepartmentIdx, Slot)> = program
            .staff_indices()
            .flat_map(|s| {
                let cells =
                    &choosing.cells[choosing.starts[s.index()]..choosing.starts[s.index() + 1]];
                let cells = cells.iter().filter(|cell| **cell != NONE);
                cells.map(move |cell| (s, *cell as usize))
            })
            .map(|(s, cell)| {
                let (t, d) = (cell / market.departments, cell % market.departments);
                (s, DepartmentIdx::new(d), Slot::new(t))
            })
            .collect();
        for (at, claim) in market.relaxation.claims.iter().enumerate() {
            let sign = if matches!(claim.limit, Limit::AtLeast(_)) {
                -1
            } else {
                1
            };
            let counted = claim.terms.iter().map(|term| {
                let Sum::Placed(block) = &term.sum else {
                    return 0;
                };
                let within = placed.iter().filter(|(s, d, t)| {
                    block.people.iter().any(|other| other == s)
                        && block.departments.iter().any(|other| other == d)
                        && block.slots.iter().any(|other| other == *t)
                });
                sign * term.coefficient * within.count() as i64
            });
            let counted: i64 = counted.sum();
            let known = choosing.counted(&market, at);
            assert_eq!(known, counted as f64, "seed {seed}: {:?}", claim.reason);
        }
    }
}

#[test]
fn balanced_prices_of_the_peak_add_up_to_its_weight() {
    let mut seen = 0;
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        if market.peaks.is_empty() {
            continue;
        }
        let prices = some_prices(&market, &mut Random::stream(seed, 1));
        let balanced = market.balanced(&prices);
        let sum: f64 = market.peaks.iter().map(|at| balanced[*at]).sum();
        let weight = program.weights.peak_away as f64;
        assert!(
            (sum - weight).abs() < NOISE,
            "seed {seed}: {sum} is not {weight}"
        );
        let others = (0..prices.len()).filter(|at| !market.peaks.contains(at));
        for at in others {
            assert_eq!(balanced[at], prices[at], "seed {seed}");
        }
        seen += 1;
    }
    assert!(seen > 0, "no program weighs its peak");
}

/// Where a level comes to that starts at `at` in a program of one team and one department of 40 seats.
fn moved(rest: &str, level: Level, at: i64) -> i64 {
    let json = format!(
        r#"{{ "format": "rotaplan/program@1", "teams": [ {{ "id": "a" }} ],
        "departments": [ {{ "id": "x", "seats": 40 }} ], {rest} }}"#
    );
    let program = Program::from_json(json.as_bytes()).expect("a valid program");
    let candidates = Candidates::new(&program);
    let market = Market::new(&program, &candidates, Aim::Score);
    let whole = Domain::whole(&program);
    let mut domain = whole.clone();
    level.set(&mut domain, Interval::at(at));
    let mut ascent = Ascent::new(&market, None);
    let plan = Plan::new(500, 2.0);
    ascent.let_levels_move(&domain, &whole, plan.rounds);
    ascent.run(&plan, &domain, &|| false);
    let swings = ascent.peak.as_mut().is_some_and(Moving::rest);
    assert!(!swings, "a peak rests before the ascent ends");
    ascent.fix_moved(&mut domain);
    let Interval { low, high } = level.interval(&domain);
    assert_eq!(low, high);
    low
}

/// Forty people, who all want the first month, where it gives so many points.
fn forty_people(points: i64) -> String {
    let person = |n: usize| {
        format!(r#"{{ "id": "s{n}", "team": "a", "slot_preferences": {{ "2027-01": {points} }} }}"#)
    };
    let staff: Vec<String> = (0..40).map(person).collect();
    staff.join(", ")
}

#[test]
fn the_peak_follows_its_price() {
    let peak_of = |points: i64| {
        let rest = format!(
            r#""horizon": {{ "first_month": "2027-01", "months": 4 }},
            "rules": {{ "require_mentor": false }}, "goals": {{ "slot_preference": 1, "peak_away": 5 }},
            "staff": [ {} ]"#,
            forty_people(points)
        );
        moved(&rest, Level::Peak, 20)
    };
    assert!(peak_of(9) > 20, "one more away wins 9 and costs 5");
    assert!(peak_of(1) < 20, "one more away wins 1 and costs 5");
}

#[test]
fn the_load_of_the_busiest_mentor_follows_its_price() {
    // One mentor is there in the first month, and twenty in the second.
    let busiest_of = |points: i64| {
        let mentor = |n: usize, at_once: usize, away: &str| {
            format!(
                r#"{{ "id": "m{n}", "department": "x", "mentees_at_once": {at_once},
                "leave": [ {{ "from": "{away}-01", "to": "{away}-28" }} ] }}"#
            )
        };
        let late = (1..=20).map(|n| mentor(n, 2, "2027-01"));
        let mentors: Vec<String> = late.chain([mentor(0, 40, "2027-02")]).collect();
        let rest = format!(
            r#""horizon": {{ "first_month": "2027-01", "months": 2 }},
            "goals": {{ "slot_preference": 1, "mentor_peak": 5 }},
            "mentors": [ {} ], "staff": [ {} ]"#,
            mentors.join(", "),
            forty_people(points)
        );
        moved(&rest, Level::MentorPeak, 25)
    };
    assert!(
        busiest_of(9) > 25,
        "one more in the first month wins 9 and costs 5"
    );
    assert!(
        busiest_of(1) < 25,
        "one more in the first month wins 1 and costs 5"
    );
}

#[test]
fn an_ascent_of_few_rounds_averages_prices_over_fewer_of_them() {
    let program = recount::program(0);
    let candidates = Candidates::new(&program);
    let market = Market::new(&program, &candidates, Aim::Score);
    for (rounds, weight) in [(100_000, 0.02), (1_500, 0.02), (300, 0.1), (3, 1.0)] {
        let mut ascent = Ascent::new(&market, None);
        ascent.prices = market
            .dearest
            .iter()
            .map(|dearest| dearest.min(1.0))
            .collect();
        ascent.average_over(rounds);
        ascent.follow(0.0);
        for (averaged, price) in ascent.averaged.iter().zip(&ascent.prices) {
            assert!(
                (averaged - weight * price).abs() < 1e-9,
                "{rounds}: {averaged}"
            );
        }
    }
}
