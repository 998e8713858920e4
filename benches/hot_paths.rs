//! The paths that every run takes, by size: starting, reading, formulating, checking, and those of the
//! engine: one round of prices, a thousand moves, the bound in whole numbers; and a whole small plan.
//!
//! `cargo bench` runs all of them; `benches/README.md` says how to compare.

use std::hint::black_box;
use std::process::{Command, Stdio};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rotaplan_core::bench::Prepared;
use rotaplan_core::candidates::Candidates;
use rotaplan_core::engine::{Engine, Quiet};
use rotaplan_core::formulate::{Selection, all_shared, formulate};
use rotaplan_core::generate::{GenerateOptions, Generated, RuleSet, generate};
use rotaplan_core::input::to_json;
use rotaplan_core::{Options, Program, solve, verify};

/// People, departments, months.
const SIZES: [(usize, usize, u32); 3] = [(60, 8, 3), (300, 15, 3), (1_000, 20, 6)];

/// A sample of a size, the same each time.
fn sample((people, departments, months): (usize, usize, u32)) -> (String, Generated) {
    let options = GenerateOptions {
        people,
        departments,
        months,
        rules: RuleSet::All,
        ..GenerateOptions::default()
    };
    let generated = generate(&options).expect("the options are sound");
    (format!("{people}x{departments}x{months}"), generated)
}

fn start(criterion: &mut Criterion) {
    criterion.bench_function("start", |bencher| {
        bencher.iter(|| {
            Command::new(env!("CARGO_BIN_EXE_rotaplan"))
                .arg("--help")
                .stdout(Stdio::null())
                .status()
        });
    });
}

fn by_size(criterion: &mut Criterion) {
    for size in SIZES {
        let (name, generated) = sample(size);
        let bytes = to_json(&generated.file).into_bytes();
        let program = Program::from_json(&bytes).expect("a sample is valid");

        let mut group = criterion.benchmark_group("read");
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            bencher.iter(|| Program::read(black_box(&bytes)));
        });
        group.finish();

        let mut group = criterion.benchmark_group("formulate");
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            bencher.iter(|| {
                let program = black_box(&program);
                let selection = Selection::all(program, &Candidates::new(program));
                formulate(program, &all_shared(program), &selection, false)
            });
        });
        group.finish();

        let mut group = criterion.benchmark_group("verify");
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            bencher.iter(|| verify(black_box(&program), black_box(&generated.planted)));
        });
        group.finish();
    }
}

fn engine(criterion: &mut Criterion) {
    for size in SIZES {
        let (name, generated) = sample(size);
        let program = Program::from_file(&generated.file).expect("a sample is valid");
        let candidates = Candidates::new(&program);
        let prepared = Prepared::new(&program, &candidates);

        let mut group = criterion.benchmark_group("round");
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            bencher.iter(|| black_box(&prepared).rounds(1));
        });
        group.finish();

        let mut group = criterion.benchmark_group("moves");
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            let mut search = prepared.search();
            bencher.iter(|| black_box(&mut search).moves(1_000));
        });
        group.finish();

        let mut group = criterion.benchmark_group("bound");
        group.bench_function(BenchmarkId::from_parameter(&name), |bencher| {
            bencher.iter(|| black_box(&prepared).bound());
        });
        group.finish();
    }
}

/// The whole of it, at a size that both engines finish in a moment.
fn plan(criterion: &mut Criterion) {
    let (name, generated) = sample(SIZES[0]);
    let program = Program::from_file(&generated.file).expect("a sample is valid");
    let mut group = criterion.benchmark_group("plan");
    for engine in [Engine::Auto, Engine::Exact] {
        let options = Options {
            engine,
            ..Options::default()
        };
        let of = format!("{engine:?}").to_lowercase();
        group.bench_function(BenchmarkId::new(of, &name), |bencher| {
            bencher.iter(|| solve(black_box(&program), &options, &Quiet));
        });
    }
    group.finish();
}

criterion_group! {
    name = hot_paths;
    config = Criterion::default().sample_size(20);
    targets = start, by_size, engine, plan
}
criterion_main!(hot_paths);
