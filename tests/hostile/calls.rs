//! Files that cannot be read or written, and calls that make no sense.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use crate::support::{SMALL, finish, rotaplan, run, snapshot};
use crate::{expect, folder, refused_call};

#[test]
fn files_that_cannot_be_read_are_refused() {
    let folder = folder();
    let here = folder.path();
    symlink("nowhere", here.join("dangling")).expect("links can be made");
    symlink("circle", here.join("circle")).expect("links can be made");
    let long = "x".repeat(5_000);
    for (file, says) in [
        ("missing.json", "cannot read missing.json"),
        (".", "folder"),
        ("dangling", "cannot read"),
        ("circle", "cannot read"),
        ("p.json/inside", "cannot read"),
        ("", "file name"),
        ("\u{1b}[31mred", "cannot read"),
        (&long, "cannot read"),
        ("/dev/zero", "UTF-8"),
        ("/dev/urandom", "UTF-8"),
        ("/dev/null", "empty"),
    ] {
        refused_call(here, &["check", file], 2, says);
        refused_call(here, &["plan", file], 2, says);
        refused_call(here, &["verify", "p.json", file], 2, says);
        refused_call(here, &["plan", "p.json", "--baseline", file], 2, says);
        refused_call(here, &["stress", "p.json", file], 2, says);
        let recommend = ["recommend", "p.json", file, "--staff", "e01"];
        refused_call(here, &recommend, 2, says);
    }
    fs::write(here.join("people.csv"), "id,name\n007,x\n").expect("there is room");
    refused_call(here, &["check", "people.csv"], 2, "`rotaplan import`");
    refused_call(here, &["check", "."], 2, "`rotaplan import`");
    refused_call(here, &["verify", "-", "-"], 2, "standard input");
    if !nix::unistd::geteuid().is_root() {
        fs::write(here.join("secret.json"), SMALL).expect("there is room");
        let none = fs::Permissions::from_mode(0o000);
        fs::set_permissions(here.join("secret.json"), none).expect("it is ours");
        refused_call(here, &["check", "secret.json"], 2, "ermission");
    }
}

#[test]
fn endless_input_is_not_read_to_its_end() {
    let folder = folder();
    let yes = Command::new("yes").stdout(Stdio::piped()).spawn();
    let mut yes = yes.expect("every system has yes");
    let mut command = rotaplan(folder.path(), &["check", "-"]);
    command.stdin(yes.stdout.take().expect("stdout is piped"));
    let child = command.spawn().expect("the binary starts");
    drop(command);
    expect("yes", 2, "JSON", || finish(child));
    yes.wait().expect("yes ends when nobody reads it");
}

#[test]
fn outputs_that_cannot_be_written_are_refused() {
    let folder = folder();
    let here = folder.path();
    fs::create_dir(here.join("sub")).expect("there is room");
    fs::hard_link(here.join("p.json"), here.join("hard.json")).expect("links can be made");
    symlink("p.json", here.join("soft.json")).expect("links can be made");
    symlink("circle", here.join("circle")).expect("links can be made");
    for (file, says) in [
        ("p.json", "also the input"),
        ("./sub/../p.json", "also the input"),
        ("hard.json", "also the input"),
        ("soft.json", "also the input"),
        ("plan.json", "also the input"),
        ("sub", "folder"),
        ("/", "folder"),
        ("none/plan.json", "no such folder"),
        ("p.json/plan.json", "cannot write"),
        ("circle", "circle"),
        ("/dev/full", "cannot write /dev/full"),
        ("/proc/none", "cannot write"),
    ] {
        refused_call(
            here,
            &["verify", "p.json", "plan.json", "-o", file],
            2,
            says,
        );
        let stress = ["stress", "p.json", "plan.json", "-o", file];
        refused_call(here, &stress, 2, says);
        if file != "plan.json" {
            refused_call(here, &["plan", "p.json", "-o", file], 2, says);
        }
    }
    for file in ["plan.xlsx", "none.CSV", "./sub/plan.html"] {
        refused_call(here, &["plan", "p.json", "-o", file], 2, "would be JSON");
    }
    refused_call(here, &["generate", "-o", "x.csv"], 2, "would be JSON");
    refused_call(here, &["generate", "-o", "sub"], 2, "folder");
    refused_call(here, &["schema", "plan", "-o", "none/x"], 2, "folder");
    refused_call(here, &["init", "p.json"], 2, "p.json");
    fs::write(here.join("sub/program.json"), "mine").expect("there is room");
    refused_call(here, &["init", "sub"], 2, "already");
    assert!(!here.join("sub/README.md").exists());
}

#[test]
fn a_full_disk_leaves_the_old_file() {
    let folder = folder();
    fs::write(folder.path().join("out.json"), "old").expect("there is room");
    let before = snapshot(folder.path());
    for args in ["generate --people 2000", "schema program", "plan p.json"] {
        // No file may grow beyond one block, and the signal that tells so is ignored.
        let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" {args} -o out.json");
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &script, env!("CARGO_BIN_EXE_rotaplan")])
            .current_dir(folder.path());
        shell
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let child = shell.spawn().expect("there is a shell");
        let says = "cannot write out.json: File too large (os error 27)\n  help: make room";
        expect(args, 2, says, || finish(child));
        assert!(snapshot(folder.path()) == before, "{args} changes files");
    }
}

#[test]
fn a_full_or_closed_standard_output_ends_a_run_quietly() {
    let folder = folder();
    for args in [
        &["verify", "p.json", "plan.json"][..],
        &["plan", "p.json"],
        &["plan", "p.json", "-o", "-"],
        &["check", "p.json"],
        &["schema", "plan"],
        &["generate"],
        &["completions", "bash"],
    ] {
        let mut full = rotaplan(folder.path(), args);
        let device = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("it is there");
        let child = full.stdout(device).spawn().expect("the binary starts");
        expect(
            &format!("{args:?} to /dev/full"),
            2,
            "cannot write to standard output",
            || finish(child),
        );

        let mut closed = rotaplan(folder.path(), args)
            .spawn()
            .expect("the binary starts");
        drop(closed.stdout.take());
        expect(&format!("{args:?} to nobody"), 0, "", || finish(closed));
    }
}

#[test]
fn bad_usage_is_refused() {
    let folder = folder();
    for args in [
        &[][..],
        &["plam"],
        &["--no-such-flag"],
        &["plan"],
        &["plan", "p.json", "q.json"],
        &["plan", "p.json", "--output"],
        &["plan", "p.json", "--time-limit", "-1s"],
        &["plan", "p.json", "--time-limit", "30"],
        &["plan", "p.json", "--time-limit", "NaN"],
        &["plan", "p.json", "--time-limit", "infs"],
        &["plan", "p.json", "--time-limit", "99999999999999999999h"],
        &["plan", "p.json", "--time-limit", ""],
        &["plan", "p.json", "--gap", "-1%"],
        &["plan", "p.json", "--gap", "NaN"],
        &["plan", "p.json", "--gap", "1e400"],
        &["plan", "p.json", "--threads", "0"],
        &["plan", "p.json", "--threads", "-3"],
        &["plan", "p.json", "--threads", "4000000000"],
        &["plan", "p.json", "--seed", "-1"],
        &["plan", "p.json", "--seed", "1e30"],
        &["plan", "p.json", "--backend", "cplex"],
        &["plan", "p.json", "--engine", "steam"],
        &["plan", "p.json", "--format", "xml"],
        &["plan", "p.json", "--color", "purple"],
        &["plan", "p.json", "--seed", "1", "--seed", "2"],
        &["plan", "p.json", "-q", "-v"],
        &["schema", "programm"],
        &["completions", "csh"],
        &["generate", "--people", "-1"],
        &["generate", "--people", "1000000000000"],
        &["generate", "--months", "0"],
        &["generate", "--months", "1000000000"],
        &["generate", "--slots-per-month", "3"],
        &["generate", "--rotations", "4"],
        &["generate", "--departments", "0"],
        &["generate", "--slack", "99999"],
    ] {
        refused_call(folder.path(), args, 2, "");
        let ran = run(folder.path(), args);
        assert!(
            ran.stdout.is_empty(),
            "{args:?} is no product: {}",
            ran.stdout
        );
        assert!(
            ran.stderr.len() > 20,
            "{args:?} should say more than {:?}",
            ran.stderr
        );
    }
}

#[cfg(not(feature = "highs"))]
#[test]
fn a_missing_backend_says_how_to_get_it() {
    let folder = folder();
    refused_call(
        folder.path(),
        &["plan", "p.json", "--backend", "highs"],
        2,
        "--features highs",
    );
}
