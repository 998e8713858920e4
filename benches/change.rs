//! What questions about a plan cost against planning it once: `cargo bench --bench change`.
//!
//! Criterion times each; then the ratios that were promised are printed, from the best of its runs.
#![allow(clippy::print_stdout, reason = "the table of ratios is a product too")]

use std::time::{Duration, Instant};

use criterion::Criterion;
use rotaplan_core::engine::Quiet;
use rotaplan_core::generate::{GenerateOptions, generate};
use rotaplan_core::input::ProgramFile;
use rotaplan_core::input::file::ParticipationFile;
use rotaplan_core::plan::PlanFile;
use rotaplan_core::replan::{self, replan};
use rotaplan_core::stress::{self, stress};
use rotaplan_core::whatif::{Grid, whatif};
use rotaplan_core::{Options, Outcome, Program, solve};

fn sample(people: usize, departments: usize, months: u32) -> (ProgramFile, Program) {
    let options = GenerateOptions {
        people,
        departments,
        months,
        ..GenerateOptions::default()
    };
    let file = generate(&options).expect("the options are sound").file;
    let program = Program::from_file(&file).expect("a sample is valid");
    (file, program)
}

fn planned(program: &Program) -> PlanFile {
    match solve(program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

/// Times something, and keeps the best time beside Criterion's own.
fn time(criterion: &mut Criterion, name: &str, mut run: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    criterion.bench_function(name, |bencher| {
        bencher.iter(|| {
            let start = Instant::now();
            run();
            best = best.min(start.elapsed());
        });
    });
    best
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(1))
        .configure_from_args();

    let (file, program) = sample(300, 15, 3);
    let cold = time(&mut criterion, "plan 300 × 15 × 3", || {
        std::hint::black_box(planned(&program));
    });
    let varied = ["rules.max_away=91..115", "goals.peak_away=0,1,2,5"].map(str::to_owned);
    let grid = Grid::parse(&file, &varied).expect("both can be varied");
    assert_eq!(grid.count(), 100);
    let scenarios = grid.scenarios();
    let hundred = time(&mut criterion, "100 scenarios of 300 × 15 × 3", || {
        std::hint::black_box(whatif(
            &file,
            &program,
            &scenarios,
            &Options::default(),
            &Quiet,
        ));
    });

    let (file, program) = sample(146, 12, 3);
    let plan = planned(&program);
    let question = stress::Question {
        file: &file,
        program: &program,
        plan: &plan,
        at_once: 1,
        samples: 0,
    };
    let singles = time(&mut criterion, "every dropout of 146 × 12 × 3", || {
        std::hint::black_box(stress(&question, &Options::default(), &Quiet)).expect("it is sound");
    });

    let (mut file, program) = sample(1_000, 20, 6);
    let start = Instant::now();
    let plan = planned(&program);
    let large = start.elapsed();
    // Whoever is placed first drops out.
    let out = &plan.placements[0].staff;
    let mut staff = file.staff.iter_mut();
    let person = staff.find(|person| person.id == *out).expect("known");
    person.participation = ParticipationFile::Excused;
    file.pins.retain(|pin| pin.staff != *out);
    let program = Program::from_file(&file).expect("a valid program");
    let question = replan::Question {
        file: &file,
        program: &program,
        published: &plan,
        sha256: "",
        from: None,
        max_changes: None,
    };
    let again = time(
        &mut criterion,
        "replan one dropout of 1,000 × 20 × 6",
        || {
            std::hint::black_box(replan(&question, &Options::default(), &Quiet))
                .expect("it is repaired");
        },
    );

    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!();
    println!(
        "100 scenarios     {:8.2} × one cold plan (25 promised)",
        ratio(hundred, cold)
    );
    println!(
        "every dropout     {:8.2} s (60 promised)",
        singles.as_secs_f64()
    );
    println!(
        "replan            {:8.2} s (2 promised), {:.2} × the plan",
        again.as_secs_f64(),
        ratio(again, large)
    );
    criterion.final_summary();
}
