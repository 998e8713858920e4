//! A core knows the best plan, whoever stands, and a small one holds a plan that is best of all.

use std::time::Instant;

use super::*;
use crate::backend::InProcess;
use crate::bound::Aim;
use crate::candidates::Candidates;
use crate::engine::scale::ascent::{Ascent, Plan};
use crate::engine::scale::levels::Level;
use crate::engine::scale::limits::Limits;
use crate::engine::scale::market::Market;
use crate::engine::{Context, Engine, Options, Outcome, Quiet, Warm, solve};
use crate::formulate::{all_shared, formulate};
use crate::generate::{GenerateOptions, RuleSet, generate};
use crate::goals;
use crate::program::Program;
use crate::verify::verify;

/// A program, and a plan of it that keeps every rule and is not the best.
fn planted(people: usize, seed: u64) -> (Program, Options) {
    let options = GenerateOptions {
        people,
        departments: 3 + (seed % 3) as usize,
        months: 4,
        slots_per_month: 1 + (seed / 2 % 2) as u32,
        rotations: 1 + (seed / 3 % 3) as u32,
        rules: RuleSet::All,
        slack: (seed % 4) as u32,
        seed,
    };
    let made = generate(&options).expect("the options are sound");
    let program = Program::from_file(&made.file).expect("a sample is valid");
    let warm = Warm {
        plan: Some(made.planted),
        ..Warm::default()
    };
    let options = Options {
        warm: Some(warm),
        ..Options::default()
    };
    (program, options)
}

/// Looks at a run that has the planted plan, and a bound of so many rounds.
pub(in super::super) fn running<T>(
    program: &Program,
    options: &Options,
    rounds: usize,
    look: impl FnOnce(&mut Run<'_>, &Domain) -> T,
) -> T {
    let context = Context {
        program,
        options,
        observer: &Quiet,
        started: Instant::now(),
        deadline: None,
        runner: &InProcess,
    };
    let candidates = Candidates::new(program);
    let market = Market::new(program, &candidates, Aim::Score);
    let limits = Limits::new(&market);
    let mut run = Run::new(&context, &market, &limits);
    run.adopt();
    let whole = Domain::whole(program);
    let mut ascent = Ascent::new(&market, None);
    ascent.run(&Plan::new(rounds, 1.0), &whole, &|| false);
    run.prove(&ascent.best.1, &whole);
    look(&mut run, &whole)
}

#[test]
fn the_best_plan_keeps_the_rows_of_every_core_and_is_worth_its_score() {
    let (mut stand, mut free) = (0, 0);
    for seed in 0..30 {
        let (program, options) = planted(60, seed);
        running(&program, &options, 60, |run, _| {
            let (known, score) = run.best.clone().expect("the planted plan");
            run.remember(known.clone());
            if seed < 6 {
                let prices = in_points(&run.root);
                run.start_afresh(&prices);
                run.best = Some((known.clone(), score));
            }
            let merged = run.merged();
            free += merged.free.len();
            for core in [run.kernel(score), merged] {
                stand += core.fixed.len();
                let made = formulate(&program, &all_shared(&program), &core, false);
                let start = made.values(&program, &known);
                assert!(made.model.kept_by(&start), "seed {seed}");
                let stands: i64 = core
                    .fixed
                    .iter()
                    .map(|(s, (t, d))| goals::placement_gain(&program, *s, *d, *t))
                    .sum();
                let worth = made.model.worth(&start) + stands + goals::constant(&program);
                assert_eq!(worth, score, "seed {seed}");
            }
        });
    }
    assert!(stand > 0 && free > 0);
}

#[test]
fn the_best_plans_that_differ_are_remembered_in_order() {
    let (program, options) = planted(60, 1);
    running(&program, &options, 60, |run, _| {
        let (known, _) = run.best.clone().expect("the planted plan");
        let fewer = |less: usize| known[..known.len() - less].to_vec();
        for less in [3, 0, 3, 1, 2, 4, 0, 9, 8, 7, 6, 5] {
            run.remember(fewer(less));
        }
        assert_eq!(run.ends.len(), MERGED);
        let scores = run.ends.iter().map(|(score, _)| *score);
        assert!(scores.is_sorted_by(|a, b| a >= b));
        for (at, (score, placements)) in run.ends.iter().enumerate() {
            assert_eq!(*score, run.measure(placements).score);
            assert!(run.ends[..at].iter().all(|(_, other)| other != placements));
        }
    });
}

#[test]
fn a_small_core_holds_a_plan_that_is_best_of_all() {
    let (mut left_out, mut improved, mut happier) = (0, 0, 0);
    for seed in 0..30 {
        let (program, options) = planted(9, seed);
        let exactly = Options {
            engine: Engine::Exact,
            ..options.clone()
        };
        let Outcome::Plan(best) = solve(&program, &exactly, &Quiet) else {
            panic!("seed {seed}: no plan");
        };
        running(&program, &options, 400, |run, whole| {
            let score = run.score();
            let core = run.kernel(best.score.expect("a score") - 1);
            let cells = |(s, cells): &(StaffIdx, Vec<Cell>)| -> Vec<_> {
                cells.iter().map(|cell| (*s, *cell)).collect()
            };
            let free = core.free.iter().flat_map(cells);
            let open: Vec<_> = free.chain(core.fixed.clone()).collect();
            for x in verify(&program, &best).schedule.all() {
                let cell = (x.staff, (x.slot, x.department));
                assert!(open.contains(&cell), "seed {seed}: {cell:?} is left out");
            }
            left_out += run.market.candidates.count() - open.len();
            let levels = run.levels(whole);
            let prices = in_points(&run.root);
            run.finish(&prices);
            assert_eq!(run.score(), best.score, "seed {seed}");
            improved += usize::from(run.score() > score);
            let happiness = |levels: &[(Level, i64)]| {
                let known = levels.iter().find(|(level, _)| *level == Level::Happiness);
                known.map(|(_, value)| *value)
            };
            happier += usize::from(happiness(&run.levels(whole)) != happiness(&levels));
        });
    }
    assert!(left_out > 0 && improved > 0 && happier > 0);
}
