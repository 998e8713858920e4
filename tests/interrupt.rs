//! Runs that are stopped: by Ctrl-C, by a time limit, by force.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use support::{Ran, finish, rotaplan, run};

/// A stopped run ends within 2 s; so much more is allowed on a busy machine, in a build for tests.
const SOON: Duration = Duration::from_secs(6);

/// A program that the exact engine does not finish within moments.
fn large(folder: &Path) {
    let args = "generate --people 400 --departments 15 --months 3 --rules all -o large.json";
    let ran = run(folder, &args.split(' ').collect::<Vec<_>>());
    assert_eq!(ran.exit, Some(0), "{}", ran.said());
}

fn planning(folder: &Path) -> Child {
    let args = ["plan", "large.json", "-o", "plan.json", "--engine", "exact"];
    let child = rotaplan(folder, &args).spawn().expect("the binary starts");
    sleep(Duration::from_secs(4));
    child
}

fn signal(child: &Child, signal: Signal) {
    let pid = i32::try_from(child.id()).expect("it is a process id");
    kill(Pid::from_raw(pid), signal).expect("it is still there");
}

/// A checked plan with status and bound, or nothing at all.
fn plan_or_nothing(folder: &Path, ran: &Ran) {
    match ran.exit {
        Some(0) => {
            let checked = run(folder, &["verify", "large.json", "plan.json", "-q"]);
            assert_eq!(checked.exit, Some(0), "{}", checked.said());
            let plan = fs::read_to_string(folder.join("plan.json")).expect("it is there");
            assert!(
                plan.contains("\"status\": \"feasible\""),
                "an interrupted plan says how far it got"
            );
        }
        Some(130 | 3) => assert!(!folder.join("plan.json").exists()),
        other => panic!("{other:?}: {}", ran.said()),
    }
}

#[test]
fn an_interrupt_gives_the_best_plan_so_far_soon() {
    let folder = tempfile::tempdir().expect("there is room");
    large(folder.path());
    for (name, sent) in [("SIGINT", Signal::SIGINT), ("SIGTERM", Signal::SIGTERM)] {
        let mut child = planning(folder.path());
        assert!(
            child.try_wait().expect("it can be asked").is_none(),
            "it ended too soon"
        );
        signal(&child, sent);
        let start = Instant::now();
        let ran = finish(child);
        assert!(start.elapsed() < SOON, "{name}: {:?}", start.elapsed());
        assert_ne!(ran.exit, Some(3), "{name} is no time limit");
        plan_or_nothing(folder.path(), &ran);
    }
}

#[test]
fn a_second_interrupt_ends_at_once() {
    let folder = tempfile::tempdir().expect("there is room");
    large(folder.path());
    let child = planning(folder.path());
    let start = Instant::now();
    signal(&child, Signal::SIGINT);
    sleep(Duration::from_millis(20));
    // It may have been quicker than the second interrupt.
    let pid = i32::try_from(child.id()).expect("it is a process id");
    let _ = kill(Pid::from_raw(pid), Signal::SIGINT);
    let ran = finish(child);
    assert!(start.elapsed() < SOON);
    plan_or_nothing(folder.path(), &ran);
}

#[test]
fn a_time_limit_is_kept() {
    let folder = tempfile::tempdir().expect("there is room");
    large(folder.path());
    for limit in ["0", "1s"] {
        let start = Instant::now();
        let ran = run(
            folder.path(),
            &[
                "plan",
                "large.json",
                "-o",
                "plan.json",
                "--engine",
                "exact",
                "--time-limit",
                limit,
            ],
        );
        assert!(
            start.elapsed() < SOON + Duration::from_secs(4),
            "{limit}: {:?}",
            start.elapsed()
        );
        assert_ne!(ran.exit, Some(130));
        plan_or_nothing(folder.path(), &ran);
        let _ = fs::remove_file(folder.path().join("plan.json"));
    }
}

#[test]
fn a_run_ended_by_force_leaves_the_old_file_or_the_new_one() {
    let folder = tempfile::tempdir().expect("there is room");
    let args = ["generate", "--people", "20000", "-o", "out.json"];
    let whole = run(folder.path(), &args);
    assert_eq!(whole.exit, Some(0), "{}", whole.said());
    let path = folder.path().join("out.json");
    let new = fs::read(&path).expect("it is there");
    let (mut kept, mut written) = (0, 0);
    let mut wait = Duration::from_millis(5);
    while written == 0 {
        fs::write(&path, "old").expect("there is room");
        let mut child = rotaplan(folder.path(), &args)
            .spawn()
            .expect("the binary starts");
        sleep(wait);
        child.kill().expect("it can be ended");
        child.wait().expect("it can be waited for");
        match fs::read(&path).expect("it is there") {
            bytes if bytes == b"old" => kept += 1,
            bytes => {
                assert!(bytes == new, "half-written after {wait:?}");
                written += 1;
            }
        }
        wait += wait / 4;
    }
    assert!(kept > 0, "it was never ended in time");
}
