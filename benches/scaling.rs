//! What planning costs against the number of people: `cargo bench --bench scaling` prints a table.
//!
//! Programs of 20 departments and 6 months, slack 5 %, core rules. A cost that grows no faster than
//! n log n keeps the last column level or falling.
#![allow(clippy::print_stdout, reason = "the table is the product")]

use std::time::Instant;

use rotaplan_core::bench::Prepared;
use rotaplan_core::candidates::Candidates;
use rotaplan_core::engine::Quiet;
use rotaplan_core::generate::{GenerateOptions, generate};
use rotaplan_core::{Options, Outcome, Program, solve};

/// People of each row.
const PEOPLE: [usize; 6] = [125, 250, 500, 1_000, 2_000, 4_000];

/// Seconds that something takes, the best of three.
fn seconds<R>(mut run: impl FnMut() -> R) -> f64 {
    let once = |run: &mut dyn FnMut() -> R| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once(&mut run)).fold(f64::INFINITY, f64::min)
}

fn main() {
    println!("people  read ms  round ms  moves/s  bound ms  plan s  gap %  plan µs / (n·log2 n)");
    for people in PEOPLE {
        let options = GenerateOptions {
            people,
            departments: 20,
            months: 6,
            ..GenerateOptions::default()
        };
        let sample = generate(&options).expect("the options are sound");
        let bytes = rotaplan_core::input::to_json(&sample.file).into_bytes();
        let read = seconds(|| Program::read(&bytes));
        let program = Program::from_json(&bytes).expect("a sample is valid");
        let candidates = Candidates::new(&program);
        let prepared = Prepared::new(&program, &candidates);
        let round = seconds(|| prepared.rounds(1));
        let bound = seconds(|| prepared.bound());
        let mut search = prepared.search();
        let moves = 100_000.0 / seconds(|| search.moves(100_000));
        let start = Instant::now();
        let outcome = solve(&program, &Options::default(), &Quiet);
        let plan = start.elapsed().as_secs_f64();
        let gap = match outcome {
            Outcome::Plan(plan) => plan.gap.unwrap_or(f64::NAN) * 100.0,
            _ => f64::NAN,
        };
        let share = plan * 1e6 / (people as f64 * (people as f64).log2());
        println!(
            "{people:6}  {:7.1}  {:8.2}  {moves:7.0}  {:8.2}  {plan:6.2}  {gap:5.3}  {share:8.1}",
            read * 1e3,
            round * 1e3,
            bound * 1e3,
        );
    }
}
