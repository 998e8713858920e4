//! HiGHS under the command: it plans, keeps its limits, can be interrupted, and leaves no process behind.
#![cfg(all(feature = "highs", target_os = "linux"))]

mod support;

use std::fs;
use std::path::Path;
use std::process::Child;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use support::{Ran, finish, rotaplan, run};

/// A stopped run ends within 2 s; so much more is allowed on a busy machine, in a build for tests.
const SOON: Duration = Duration::from_secs(10);

/// A program that HiGHS does not finish within moments.
const LARGE: &str = "--people 300 --departments 15 --months 3 --rules all";

/// One test at a time: each takes all there is, and looks at the clock.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sample(folder: &Path, options: &str) {
    let args = format!("generate {options} -o p.json");
    let ran = run(folder, &args.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.exit, Some(0), "{}", ran.said());
}

/// The plan file, which keeps every rule and has the score that it says.
fn checked(folder: &Path) -> Value {
    let ran = run(
        folder,
        &["verify", "p.json", "plan.json", "--format", "json"],
    );
    assert_eq!(ran.exit, Some(0), "{}", ran.said());
    let verdict: Value = serde_json::from_str(&ran.stdout).expect("it is a verdict");
    let text = fs::read(folder.join("plan.json")).expect("it was written");
    let plan: Value = serde_json::from_slice(&text).expect("it is a plan");
    assert_eq!(plan["score"], verdict["score"]);
    plan
}

/// The checked plan of a run that was stopped, or nothing at all, with the exit status of that.
fn plan_or_nothing(folder: &Path, ran: &Ran, nothing: i32) -> Option<Value> {
    if ran.exit == Some(nothing) {
        assert!(!folder.join("plan.json").exists());
        return None;
    }
    assert_eq!(ran.exit, Some(0), "{}", ran.said());
    let plan = checked(folder);
    assert!(plan["bound"].as_i64() >= plan["score"].as_i64());
    Some(plan)
}

/// A run of the exact engine that HiGHS does not finish within moments.
fn planning(folder: &Path) -> Child {
    sample(folder, LARGE);
    let args = "plan p.json -o plan.json --engine exact --backend highs";
    rotaplan(folder, &args.split(' ').collect::<Vec<_>>())
        .spawn()
        .expect("the binary starts")
}

/// The processes that a run has started, once there are any.
fn solvers(child: &Child) -> Vec<i32> {
    let start = Instant::now();
    loop {
        let pid = child.id();
        let mut found = Vec::new();
        for task in fs::read_dir(format!("/proc/{pid}/task"))
            .expect("it runs")
            .flatten()
        {
            let children = fs::read_to_string(task.path().join("children"));
            let children = children.unwrap_or_default();
            found.extend(
                children
                    .split_whitespace()
                    .filter_map(|pid| pid.parse::<i32>().ok()),
            );
        }
        if !found.is_empty() {
            return found;
        }
        assert!(
            start.elapsed() < Duration::from_secs(40),
            "no solver starts"
        );
        sleep(Duration::from_millis(50));
    }
}

fn send(pid: i32, signal: Signal) {
    kill(Pid::from_raw(pid), signal).expect("it is still there");
}

fn number(child: &Child) -> i32 {
    i32::try_from(child.id()).expect("it is a process id")
}

/// Whether a process runs; one that has ended and waits for its parent does not.
fn runs(pid: i32) -> bool {
    let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = state.rsplit(") ").next().unwrap_or_default();
    !state.is_empty() && !state.starts_with(['Z', 'X'])
}

fn all_end(pids: &[i32]) {
    let start = Instant::now();
    while pids.iter().any(|pid| runs(*pid)) {
        assert!(start.elapsed() < SOON, "a solver goes on alone");
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn highs_plans_as_well_as_the_engine() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("there is room");
    let here = folder.path();
    sample(
        here,
        "--people 30 --departments 6 --months 3 --rules all --seed 3",
    );
    let plan = |more: &[&str]| {
        let args = ["plan", "p.json", "-o", "plan.json", "-q"];
        let ran = run(here, &[&args[..], more].concat());
        assert_eq!(ran.exit, Some(0), "{}", ran.said());
        checked(here)
    };
    let by_highs = plan(&["--backend", "highs"]);
    assert_eq!(by_highs["status"], "optimal");
    assert_eq!(by_highs["proof"], "backend");
    assert_eq!(by_highs["run"]["backend"], "highs");
    let asked = plan(&["--engine", "auto", "--backend", "highs"]);
    assert_eq!(asked["status"], "optimal");
    assert_eq!(asked["proof"], "bound");
    assert_eq!(asked["score"], by_highs["score"]);
}

#[test]
fn highs_finishes_what_our_own_engine_leaves_and_the_bound_stays_ours() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("there is room");
    let here = folder.path();
    // Three rotations, of which our own engine leaves a gap for HiGHS to look into.
    sample(
        here,
        "--people 17 --departments 14 --months 11 --rotations 3 --rules all --slack 5 --seed 230",
    );
    let args = "plan p.json -o plan.json -q --engine scale --backend highs";
    let ran = run(here, &args.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.exit, Some(0), "{}", ran.said());
    let plan = checked(here);
    assert_eq!(plan["proof"], "bound");
    assert!(plan["bound"].as_i64() > plan["score"].as_i64());
    assert_eq!(plan["run"]["engine"], "scale");
    assert_eq!(plan["run"]["backend"], "highs");
}

#[test]
fn a_time_limit_holds_for_highs() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("there is room");
    let here = folder.path();
    sample(here, LARGE);
    let start = Instant::now();
    let args = "plan p.json -o plan.json --engine exact --backend highs --time-limit 4s -q";
    let ran = run(here, &args.split(' ').collect::<Vec<_>>());
    assert!(
        start.elapsed() < Duration::from_secs(4) + SOON,
        "{:?}",
        start.elapsed()
    );
    plan_or_nothing(here, &ran, 3);
}

#[test]
fn an_interrupt_ends_highs_too() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("there is room");
    let here = folder.path();
    let child = planning(here);
    let solvers = solvers(&child);
    sleep(Duration::from_secs(1));
    send(number(&child), Signal::SIGINT);
    let start = Instant::now();
    let ran = finish(child);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    if let Some(plan) = plan_or_nothing(here, &ran, 130) {
        assert_eq!(plan["status"], "feasible");
    }
    all_end(&solvers);
}

#[test]
fn highs_does_not_outlive_a_command_that_is_killed() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("there is room");
    let child = planning(folder.path());
    let solvers = solvers(&child);
    sleep(Duration::from_millis(500));
    assert!(solvers.iter().all(|pid| runs(*pid)));
    send(number(&child), Signal::SIGKILL);
    assert_eq!(finish(child).exit, None);
    all_end(&solvers);
    assert!(!folder.path().join("plan.json").exists());
}

#[test]
fn a_solver_that_dies_is_survived() {
    let _alone = alone();
    let folder = tempfile::tempdir().expect("there is room");
    let here = folder.path();
    sample(here, LARGE);
    let args = "plan p.json -o plan.json --engine exact --backend highs --time-limit 20s -q";
    let child = rotaplan(here, &args.split(' ').collect::<Vec<_>>());
    let child = { child }.spawn().expect("the binary starts");
    for solver in solvers(&child) {
        send(solver, Signal::SIGKILL);
    }
    let ran = finish(child);
    plan_or_nothing(here, &ran, 3);
}
