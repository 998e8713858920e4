//! The backends agree on the score of whatever they call the best plan.
#![cfg(feature = "highs")]

use rotaplan_core::Program;
use rotaplan_core::engine::{Backend, Engine, Options, Outcome, Quiet, solve};
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::plan::Status;

fn best(program: &Program, backend: Backend) -> Option<i64> {
    let options = Options {
        engine: Engine::Exact,
        backend,
        ..Options::default()
    };
    match solve(program, &options, &Quiet) {
        Outcome::Plan(plan) => {
            assert_eq!(plan.status, Some(Status::Optimal), "{backend:?}");
            plan.score
        }
        Outcome::Infeasible { .. } => None,
        other => panic!("{backend:?}: {other:?}"),
    }
}

#[test]
fn microlp_and_highs_find_the_same_score() {
    let mut planned = 0;
    for seed in 0..120 {
        let options = GenerateOptions {
            people: 6 + (seed as usize * 7) % 12,
            departments: 3 + (seed as usize) % 3,
            months: 2 + (seed % 2) as u32,
            slots_per_month: 1 + (seed % 5 / 4) as u32,
            rotations: 1 + (seed % 4 / 3) as u32,
            rules: if seed % 3 == 0 {
                RuleSet::Core
            } else {
                RuleSet::All
            },
            seed,
            ..GenerateOptions::default()
        };
        let file = generate(&options).expect("a sample").file;
        let program = Program::from_file(&file).expect("it is valid");
        let scores = [Backend::Microlp, Backend::Highs].map(|backend| best(&program, backend));
        assert_eq!(scores[0], scores[1], "seed {seed}: {options:?}");
        assert!(scores[0].is_some(), "seed {seed}: a plan was planted");
        planned += 1;
    }
    assert!(planned >= 100);
}
