//! From a program file to a checked plan: `cargo run --example plan_a_program`.

use std::error::Error;

use rotaplan_core::engine::Quiet;
use rotaplan_core::{Options, Outcome, Program, solve, verify};

/// Plans a small program and prints who goes where.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let bytes = include_bytes!("programs/small.json");
    let program = Program::from_json(bytes).map_err(|problems| {
        format!(
            "{} problems, the first: {}",
            problems.len(),
            problems[0].message
        )
    })?;
    let plan = match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => plan,
        other => return Err(format!("no plan: {other:?}").into()),
    };
    for placement in &plan.placements {
        say(&format!(
            "{} {} {}",
            placement.slot, placement.staff, placement.department
        ));
    }
    let verdict = verify(&program, &plan);
    assert!(verdict.breaches.is_empty());
    say(&format!(
        "score {}, at most {:?}",
        verdict.values.score, plan.bound
    ));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example shows what it found")]
fn say(line: &str) {
    println!("{line}");
}
