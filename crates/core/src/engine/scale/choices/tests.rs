//! What is on the menus.

use super::*;
use crate::bound::{Aim, Interval};
use crate::candidates::Candidates;
use crate::engine::scale::few::FEW;
use crate::engine::scale::search::recount;
use crate::program::Program;
use crate::random::Random;

/// Programs that are tried.
const PROGRAMS: u64 = 60;
/// What single precision may lose of a sum of three.
const NOISE: f32 = 0.001;

#[test]
fn everybodys_best_set_is_on_the_menu() {
    let width = Width {
        loss: 1.0,
        fewest: 4,
        most: 96,
    };
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let mut domain = Domain::whole(&program);
        let low = domain.happiness.low;
        domain.happiness = Interval::at(low);
        let mut random = Random::stream(seed, 1);
        let dearest = market.dearest.iter();
        let prices: Vec<f64> = dearest.map(|most| most.min(4.0 * random.unit())).collect();
        let tables = Tables::new(&market, &prices);
        let menus = choices(&market, &prices, &domain, width);
        let mut desk = Desk::new();
        for s in program.staff_indices() {
            market.appraise(s, &tables, &domain, &mut desk);
            desk.scratch.hint.clear();
            let Some(best) = market.choose(s, &domain, &mut desk) else {
                continue;
            };
            let menu = &menus[s.index()];
            assert!(
                menu.best >= best - NOISE,
                "seed {seed}, {s:?}: {} is not {best}",
                menu.best
            );
            // Without sets a cell may look better than any set with it is. Three rotations always have them:
            // two of the three could seem to stand in one department.
            let sets = menu
                .choices
                .first()
                .is_some_and(|_| !menu.set(0).is_empty());
            let rotations = market.habits[s.index()].rotations;
            assert!(sets || rotations < 3 || menu.choices.is_empty());
            assert!(
                !sets || menu.best <= best + NOISE,
                "seed {seed}, {s:?}: {} is more than {best}",
                menu.best
            );
            if !sets {
                continue;
            }
            for cell in &desk.scratch.best {
                let cell = usize::from(cell.1) * market.departments + usize::from(cell.0);
                assert!(
                    menu.choice(cell as u32).is_some(),
                    "seed {seed}, {s:?}: {cell}"
                );
            }
        }
    }
}

/// Every cell is a choice.
const WIDEST: Width = Width {
    loss: f32::INFINITY,
    fewest: 0,
    most: NOWHERE as usize,
};

fn drawn_prices(market: &Market<'_>, mut random: Random) -> Vec<f64> {
    let dearest = market.dearest.iter();
    dearest.map(|most| most.min(4.0 * random.unit())).collect()
}

#[test]
fn a_cell_loses_what_the_best_set_with_it_is_worth_less() {
    let (mut measured, mut losing) = (0, 0);
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let mut domain = Domain::whole(&program);
        let Interval { low, high } = domain.happiness;
        let level = low + (seed % 3) as i64;
        domain.happiness = Interval {
            low: level,
            high: high.max(level),
        };
        let prices = drawn_prices(&market, Random::stream(seed, 2));
        let tables = Tables::new(&market, &prices);
        let menus = choices(&market, &prices, &domain, WIDEST);
        let mut desk = Desk::new();
        let sets = |menu: &Menu| !menu.choices.is_empty() && !menu.set(0).is_empty();
        for s in program.staff_indices() {
            let menu = &menus[s.index()];
            // By single cells alone they are a guess where the others could not stand together.
            if !sets(menu) {
                continue;
            }
            market.appraise(s, &tables, &domain, &mut desk);
            for cell in 0..(market.departments * market.slots) as u32 {
                let mut with = domain.clone();
                with.within.insert(s, vec![vec![cell]]);
                desk.scratch.hint.clear();
                let best = market.choose(s, &with, &mut desk);
                let loss = menu.choice(cell).map(|choice| choice.loss);
                assert_eq!(loss.is_some(), best.is_some(), "seed {seed}, {s:?}: {cell}");
                if let (Some(loss), Some(best)) = (loss, best) {
                    let expected = menu.best - best;
                    assert!(
                        (loss - expected).abs() < NOISE,
                        "seed {seed}, {s:?}: {cell} loses {loss}, not {expected}"
                    );
                    measured += 1;
                    losing += usize::from(loss > NOISE);
                }
            }
        }
    }
    assert!(measured > 1_000 && losing > 100, "{measured} {losing}");
}

#[test]
fn a_narrow_menu_is_the_best_of_a_wide_one() {
    let (mut near, mut filled) = (0, 0);
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let mut domain = Domain::whole(&program);
        let low = domain.happiness.low;
        domain.happiness = Interval::at(low);
        let prices = drawn_prices(&market, Random::stream(seed, 3));
        let all = choices(&market, &prices, &domain, WIDEST);
        for (loss, fewest) in [(1.0, 0), (0.0, 3)] {
            let width = Width {
                loss,
                fewest,
                ..WIDEST
            };
            let some = choices(&market, &prices, &domain, width);
            let pairs = all.iter().zip(&some).zip(&market.habits);
            // Of many placements what is not near is not measured to the end.
            for ((all, some), habits) in pairs.filter(|(_, habits)| habits.rotations <= FEW) {
                let within = all.within(loss - NOISE);
                let wanted = within.max((fewest * habits.rotations).min(all.choices.len()));
                assert!(some.choices.len() >= wanted, "seed {seed}");
                let pairs = all.choices.iter().zip(&some.choices);
                let differ = |(a, b): (&Choice, &Choice)| (a.loss - b.loss).abs() > NOISE;
                assert!(!pairs.take(wanted).any(differ), "seed {seed}");
                near += usize::from(within > 0 && within < all.choices.len());
                filled += usize::from(within < wanted);
            }
        }
    }
    assert!(near > 100 && filled > 100, "{near} {filled}");
}

#[test]
fn of_more_equal_cells_than_a_menu_holds_everybody_has_others() {
    let (people, departments, slots) = (40, 4, 6);
    let list = |number: usize, one: &dyn Fn(usize) -> String| {
        (0..number).map(one).collect::<Vec<_>>().join(",")
    };
    let wants = |s: usize| match s {
        0 => r#", "preferences": { "d2": 5 }"#,
        _ => "",
    };
    let staff = |s: usize| format!(r#"{{ "id": "s{s}", "team": "a"{} }}"#, wants(s));
    let json = format!(
        r#"{{ "format": "rotaplan/program@1", "horizon": {{ "first_month": "2027-01", "months": {slots} }},
        "rules": {{ "require_mentor": false }}, "teams": [ {{ "id": "a" }} ], "departments": [ {} ],
        "staff": [ {} ] }}"#,
        list(departments, &|d| format!(
            r#"{{ "id": "d{d}", "seats": 9 }}"#
        )),
        list(people, &staff),
    );
    let program = Program::from_json(json.as_bytes()).expect("a valid program");
    let candidates = Candidates::new(&program);
    let market = Market::new(&program, &candidates, Aim::Score);
    let prices = vec![0.0; market.relaxation.claims.len()];
    let width = Width {
        loss: 100.0 * market.spread as f32,
        fewest: 1,
        most: slots,
    };
    let menus = choices(&market, &prices, &Domain::whole(&program), width);
    // Who cares has what is best, the others each a part of what is equal, which is all of it together.
    let mut offered = vec![0; departments * slots];
    for (s, menu) in menus.iter().enumerate() {
        assert_eq!(menu.choices.len(), slots);
        for choice in &menu.choices {
            assert!(s > 0 || choice.cell as usize % departments == 2);
            offered[choice.cell as usize] += 1;
        }
    }
    assert!(
        offered.iter().all(|times| (2..people / 2).contains(times)),
        "{offered:?}"
    );
}
