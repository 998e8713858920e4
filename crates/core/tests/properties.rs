//! What holds of every program: planted plans are found or beaten, and neither the order of a file nor
//! the number of threads changes a plan.

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest,
};
use rotaplan_core::engine::{Engine, Quiet};
use rotaplan_core::generate::{GenerateOptions, Generated, RuleSet, generate};
use rotaplan_core::input::to_json;
use rotaplan_core::plan::{PlanFile, Status};
use rotaplan_core::random::Random;
use rotaplan_core::{Options, Outcome, Program, solve, verify};
use serde_json::Value;

/// So many programs per property, or that times `ROTAPLAN_CAMPAIGN` where it is set.
fn cases(usual: u32) -> ProptestConfig {
    let times = std::env::var("ROTAPLAN_CAMPAIGN").ok();
    let times: u32 = times.and_then(|times| times.parse().ok()).unwrap_or(1);
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(usual * times)
    }
}

fn samples() -> impl Strategy<Value = GenerateOptions> {
    (1u32..=2, 1u32..=4, any::<bool>()).prop_flat_map(|(slots_per_month, months, all)| {
        let slots = slots_per_month * months;
        let rules = if all { RuleSet::All } else { RuleSet::Core };
        (
            1usize..=14,
            1usize..=5,
            1..=slots.min(2),
            0u32..=5,
            any::<u64>(),
            Just(rules),
        )
            .prop_map(
                move |(people, departments, rotations, slack, seed, rules)| GenerateOptions {
                    people,
                    departments,
                    months,
                    slots_per_month,
                    rotations,
                    rules,
                    slack,
                    seed,
                },
            )
    })
}

fn made(options: &GenerateOptions) -> Generated {
    generate(options).unwrap_or_else(|error| panic!("{options:?}: {error}"))
}

fn program(bytes: &[u8]) -> Program {
    Program::from_json(bytes).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn planned(program: &Program, threads: usize) -> Result<PlanFile, String> {
    let options = Options {
        threads: Some(threads),
        ..Options::default()
    };
    match solve(program, &options, &Quiet) {
        Outcome::Plan(plan) => Ok(*plan),
        other => Err(format!("{other:?}")),
    }
}

/// The same value with every list in another order, and every object's keys.
fn reordered(value: Value, random: &mut Random) -> Value {
    match value {
        Value::Array(mut list) => {
            random.shuffle(&mut list);
            Value::Array(
                list.into_iter()
                    .map(|value| reordered(value, random))
                    .collect(),
            )
        }
        Value::Object(keys) => {
            let mut keys: Vec<(String, Value)> = keys.into_iter().collect();
            random.shuffle(&mut keys);
            let value = |(key, value)| (key, reordered(value, random));
            Value::Object(keys.into_iter().map(value).collect())
        }
        plain => plain,
    }
}

/// Programs without slack that are planned, times `ROTAPLAN_CAMPAIGN`.
const WITHOUT_SLACK: u32 = 20;

#[test]
fn programs_without_slack_are_always_planned() {
    let programs = cases(WITHOUT_SLACK).cases;
    for seed in 0..u64::from(programs) {
        let options = GenerateOptions {
            people: 10 + (seed % 7 * 8) as usize,
            departments: 3 + (seed % 5) as usize,
            months: 3 + (seed % 4) as u32,
            slots_per_month: 1 + (seed / 3 % 2) as u32,
            rotations: 1 + (seed % 3) as u32,
            rules: if seed % 2 == 0 {
                RuleSet::All
            } else {
                RuleSet::Core
            },
            slack: 0,
            seed,
        };
        let program = program(to_json(&made(&options).file).as_bytes());
        let options = Options {
            engine: Engine::Scale,
            ..Options::default()
        };
        let Outcome::Plan(plan) = solve(&program, &options, &Quiet) else {
            panic!("seed {seed} has no plan");
        };
        assert!(verify(&program, &plan).breaches.is_empty(), "seed {seed}");
    }
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn planted_programs_are_planned_at_least_as_well(options in samples()) {
        let sample = made(&options);
        let program = program(to_json(&sample.file).as_bytes());
        let planted = verify(&program, &sample.planted);
        prop_assert!(planted.breaches.is_empty(), "{:?}", planted.breaches);
        match planned(&program, 1) {
            Ok(plan) => {
                prop_assert!(plan.bound >= Some(planted.values.score), "{:?}", plan.bound);
                if plan.status == Some(Status::Optimal) {
                    prop_assert!(plan.score >= Some(planted.values.score));
                }
                prop_assert!(verify(&program, &plan).breaches.is_empty());
            }
            Err(outcome) => prop_assert!(outcome.starts_with("Unknown"), "{outcome}"),
        }
    }

    #[test]
    fn the_order_of_a_file_changes_no_plan(options in samples(), seed in any::<u64>()) {
        let text = to_json(&made(&options).file);
        let value: Value = serde_json::from_str(&text).expect("what was written");
        let other = reordered(value, &mut Random::new(seed)).to_string();
        let (one, other) = (planned(&program(text.as_bytes()), 1), planned(&program(other.as_bytes()), 1));
        prop_assert_eq!(one.is_ok(), other.is_ok());
        if let (Ok(one), Ok(other)) = (one, other) {
            prop_assert_eq!(one.placements, other.placements);
            prop_assert_eq!((one.score, one.bound, one.status), (other.score, other.bound, other.status));
        }
    }

    #[test]
    fn threads_change_no_byte(options in samples()) {
        let program = program(to_json(&made(&options).file).as_bytes());
        let text = |threads| {
            planned(&program, threads).map(|mut plan| {
                if let Some(run) = &mut plan.run {
                    run.seconds = 0.0;
                }
                plan.to_json()
            })
        };
        let alone = text(1);
        prop_assert_eq!(&alone, &text(2));
        prop_assert_eq!(&alone, &text(4));
    }
}
