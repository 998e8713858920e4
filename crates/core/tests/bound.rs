//! The whole-number bound against brute force, and certificates against tampering.

mod support;

use rotaplan_core::certificate::{Certificate, Price};
use rotaplan_core::engine::{Engine, Quiet, solve_with_proof};
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::plan::Status;
use rotaplan_core::{Options, Outcome, Program};
use support::facts::Facts;
use support::rounds;
use support::tiny::{ORACLE, tiny};

fn options() -> Options {
    Options {
        engine: Engine::Scale,
        threads: Some(1),
        ..Options::default()
    }
}

#[test]
fn no_bound_is_below_the_best_plan_and_optimal_plans_are_best() {
    let (mut optimal, mut impossible) = (0, 0);
    for seed in 0..rounds(150) {
        let (file, baseline) = tiny(seed, ORACLE);
        let facts = Facts::new(&file, baseline.as_ref());
        let mut program = Program::from_file(&file).expect("a valid program");
        if let Some(plan) = &baseline {
            program = program.with_baseline(plan, String::new());
        }
        let best = facts.best();
        let possible = best.worth.complete();
        let solution = solve_with_proof(&program, &options(), &Quiet);
        match &solution.outcome {
            Outcome::Plan(plan) => {
                assert!(possible, "seed {seed}: a plan where there is none");
                let (score, bound) = (plan.score.expect("a score"), plan.bound.expect("a bound"));
                assert!(
                    bound >= best.worth.score,
                    "seed {seed}: bound {bound}, best {}",
                    best.worth.score
                );
                if plan.status == Some(Status::Optimal) {
                    assert_eq!(score, best.worth.score, "seed {seed}");
                    optimal += 1;
                }
            }
            Outcome::Infeasible { .. } => {
                assert!(!possible, "seed {seed}: a plan exists");
                impossible += 1;
            }
            Outcome::Unknown { bound } => {
                let bound = bound.expect("a bound");
                assert!(
                    !possible || bound >= best.worth.score,
                    "seed {seed}: {bound}"
                );
            }
            Outcome::Defect(text) => panic!("seed {seed}: {text}"),
        }
        if let Some(certificate) = &solution.certificate {
            let shown = certificate
                .check(&program)
                .expect("the engine's certificate holds");
            assert!(shown <= certificate.bound.or(shown), "seed {seed}");
        }
    }
    assert!(
        optimal >= 20 && impossible >= 20,
        "{optimal} optimal, {impossible} impossible"
    );
}

fn certified() -> (Program, Certificate) {
    let made = generate(&GenerateOptions {
        people: 30,
        rules: RuleSet::All,
        ..GenerateOptions::default()
    })
    .expect("a sample");
    let program = Program::from_file(&made.file).expect("a valid sample");
    let solution = solve_with_proof(&program, &options(), &Quiet);
    let certificate = solution.certificate.expect("a certificate");
    (program, certificate)
}

/// The prices of some leaf that has any.
fn leaf(certificate: &mut Certificate) -> &mut Vec<Price> {
    let mut nodes = certificate.nodes.iter_mut();
    let priced = nodes.find(|node| !node.prices.is_empty());
    &mut priced.expect("prices").prices
}

#[test]
fn a_certificate_holds_and_survives_its_file() {
    let (program, certificate) = certified();
    let shown = certificate.check(&program).expect("it holds");
    assert!(shown.expect("a bound") <= certificate.bound.expect("a claim"));
    let text = rotaplan_core::input::to_json(&certificate);
    let again: Certificate = serde_json::from_str(&text).expect("its own text");
    assert_eq!(again, certificate);
}

#[test]
fn tampered_certificates_are_refused() {
    let (program, certificate) = certified();
    let shown = certificate
        .check(&program)
        .expect("it holds")
        .expect("a bound");
    let refused = |change: &dyn Fn(&mut Certificate), why: &str| {
        let mut changed = certificate.clone();
        change(&mut changed);
        let error = changed.check(&program).expect_err(why);
        assert!(error.contains(why), "{error}");
    };
    refused(&|c| c.bound = Some(shown - 1), "the prices show a bound of");
    // A claim that no plan exists may price the rules alone.
    refused(&|c| c.bound = None, "there is no claim bridges");
    refused(&|c| c.program = "another".to_owned(), "another program");
    refused(
        &|c| c.baseline = Some("another".to_owned()),
        "with a baseline",
    );
    refused(&|c| c.scale_bits = 10, "units");
    refused(
        &|c| c.format = "rotaplan/plan@1".to_owned(),
        "not a certificate",
    );
    let price = |change: &dyn Fn(&mut Vec<Price>)| {
        let mut changed = certificate.clone();
        change(leaf(&mut changed));
        changed.check(&program)
    };
    assert!(price(&|rows| rows[0].price = -1).is_err_and(|why| why.contains("prices lie between")));
    assert!(
        price(&|rows| rows[0].price = i64::MAX)
            .is_err_and(|why| why.contains("prices lie between"))
    );
    assert!(
        price(&|rows| rows[0].of = vec!["nobody".to_owned()])
            .is_err_and(|why| why.contains("no claim"))
    );
    assert!(price(&|rows| rows.push(rows[0].clone())).is_err_and(|why| why.contains("twice")));
    // Without its prices a bound is far too high for the claim.
    assert!(price(&|rows| rows.clear()).is_err_and(|why| why.contains("the prices show")));
}
