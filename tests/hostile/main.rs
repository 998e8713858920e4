//! Bad inputs, bad outputs and bad usage, through the real binary: a clear message and the right exit
//! status, little time and memory, never a panic, nothing half-written.
#![cfg(unix)]

mod calls;
mod certificates;
mod contents;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;

use std::sync::{Mutex, PoisonError};

use nix::sys::resource::{UsageWho, getrusage};
use support::{Ran, SMALL, finish, rotaplan, run_with, snapshot};

/// Processor time that one run may take, in seconds, and memory, in KiB.
const SECONDS: f64 = 2.0;
const MEMORY: i64 = 300 * 1024;

/// One run at a time, so that what it used can be told.
static ALONE: Mutex<()> = Mutex::new(());

fn processor_seconds() -> f64 {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells");
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    seconds(used.user_time()) + seconds(used.system_time())
}

/// Runs and measures; the exit status and a part of what is said must be as expected.
fn expect(name: &str, exit: i32, says: &str, start: impl FnOnce() -> Ran) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let before = processor_seconds();
    let ran = start();
    let seconds = processor_seconds() - before;
    let memory = getrusage(UsageWho::RUSAGE_CHILDREN)
        .expect("the system tells")
        .max_rss();
    let said: String = ran.said().chars().take(3_000).collect();
    assert_eq!(ran.exit, Some(exit), "{name}: {said}");
    assert!(said.contains(says), "{name} should say {says:?}: {said}");
    assert!(!said.contains("panicked"), "{name}: {said}");
    assert!(
        !said.contains('\u{1b}'),
        "{name} sends control characters: {said:?}"
    );
    assert!(ran.said().len() < 200_000, "{name} says too much");
    assert!(seconds < SECONDS, "{name} takes {seconds} s");
    assert!(memory < MEMORY, "{name} takes {memory} KiB");
}

/// A folder with a valid program, and a plan of it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room");
    fs::write(folder.path().join("p.json"), SMALL).expect("there is room");
    fs::write(folder.path().join("plan.json"), PLAN).expect("there is room");
    folder
}

const PLAN: &str = r#"{ "format": "rotaplan/plan@1", "placements": [
  { "staff": "a", "department": "d1", "mentor": "m1", "slot": "2027-01" },
  { "staff": "b", "department": "d1", "mentor": "m1", "slot": "2027-02" } ] }"#;

/// `check` refuses this file, by file name and on standard input, and leaves the folder as it was.
fn refused(name: &str, bytes: &[u8], exit: i32, says: &str) {
    let folder = folder();
    fs::write(folder.path().join("bad.json"), bytes).expect("there is room");
    let before = snapshot(folder.path());
    for args in [["check", "bad.json"], ["plan", "bad.json"]] {
        let child = rotaplan(folder.path(), &args)
            .spawn()
            .expect("the binary starts");
        expect(name, exit, says, || finish(child));
    }
    expect(name, exit, says, || {
        run_with(rotaplan(folder.path(), &["check", "-"]), bytes)
    });
    assert!(snapshot(folder.path()) == before, "{name} changes files");
}

/// A run in the folder is refused and leaves it as it was.
fn refused_call(folder: &Path, args: &[&str], exit: i32, says: &str) {
    let before = snapshot(folder);
    let name = format!("{args:?}");
    let child = rotaplan(folder, args).spawn().expect("the binary starts");
    expect(&name, exit, says, || finish(child));
    assert!(snapshot(folder) == before, "{name} changes files");
}

/// The small program with one piece of its text replaced.
fn with(from: &str, to: &str) -> Vec<u8> {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replacen(from, to, 1).into_bytes()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let mark = std::iter::once(0xfeff);
    let units = mark.chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}
