//! A plan made by hand, checked: `cargo run --example check_by_hand`.

use std::error::Error;

use rotaplan_core::plan::{PLAN_FORMAT, PlacementFile};
use rotaplan_core::{Plan, Program, verify};

/// Sends one person to one department and prints what the rules say to that.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let program = Program::from_json(include_bytes!("programs/small.json"))
        .map_err(|problems| problems[0].message.clone())?;
    let plan = Plan {
        format: PLAN_FORMAT.to_owned(),
        placements: vec![PlacementFile {
            staff: "e01".to_owned(),
            department: "finance".to_owned(),
            mentor: Some("m01".to_owned()),
            slot: "2027-01".to_owned(),
            ..PlacementFile::default()
        }],
        ..Plan::default()
    };
    let verdict = verify(&program, &plan);
    for breach in &verdict.breaches {
        say(&format!("{}: {}", breach.rule, breach.text));
    }
    assert_eq!(
        verdict.breaches.len(),
        5,
        "five people have no rotation yet"
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example shows what it found")]
fn say(line: &str) {
    println!("{line}");
}
