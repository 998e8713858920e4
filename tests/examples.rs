//! The examples do what they show.

use std::error::Error;
use std::fs;
use std::path::Path;

use rotaplan_core::Program;

#[path = "../examples/check_by_hand.rs"]
mod check_by_hand;
#[path = "../examples/plan_a_program.rs"]
mod plan_a_program;
#[path = "../examples/watch_and_stop.rs"]
mod watch_and_stop;

#[test]
fn a_program_is_planned() -> Result<(), Box<dyn Error>> {
    plan_a_program::main()
}

#[test]
fn a_solve_is_watched_and_stopped() -> Result<(), Box<dyn Error>> {
    watch_and_stop::main()
}

#[test]
fn a_plan_is_checked_by_hand() -> Result<(), Box<dyn Error>> {
    check_by_hand::main()
}

#[test]
fn every_example_is_tested() {
    let me = include_str!("examples.rs");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let name = entry.expect("the entry can be read").file_name();
        let name = name.to_string_lossy();
        assert!(
            !name.ends_with(".rs") || me.contains(&format!("examples/{name}")),
            "{name} is not run"
        );
    }
}

#[test]
fn every_example_program_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/programs");
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let bytes = fs::read(&path).expect("it can be read");
        let (program, problems) = Program::read(&bytes);
        assert!(
            program.is_some() && problems.is_empty(),
            "{}: {problems:?}",
            path.display()
        );
    }
}
