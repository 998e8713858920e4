//! The hidden command that solves one model in a process of its own.

mod support;

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rotaplan_core::Program;
use rotaplan_core::backend::{Backend, Task, run_here};
use rotaplan_core::candidates::Candidates;
use rotaplan_core::formulate::{Selection, all_shared, formulate};
use rotaplan_core::generate::{GenerateOptions, generate};
use rotaplan_core::model::Answer;
use support::{finish, rotaplan, run_with};

fn task(people: usize) -> Task {
    let options = GenerateOptions {
        people,
        ..GenerateOptions::default()
    };
    let sample = generate(&options).expect("the options are sound");
    let program = Program::from_file(&sample.file).expect("a sample is valid");
    let selection = Selection::all(&program, &Candidates::new(&program));
    Task {
        backend: Backend::Microlp,
        model: formulate(&program, &all_shared(&program), &selection, false).model,
        start: None,
        seconds: None,
        nodes: None,
        improve: None,
        enough: None,
        seed: 1,
    }
}

#[test]
fn a_process_answers_like_the_library() {
    let folder = tempfile::tempdir().expect("there is room");
    let task = task(20);
    let mut child = rotaplan(folder.path(), &["solve-model"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    serde_json::to_writer(&mut stdin, &task).expect("a task can be written");
    stdin.write_all(b"\n").expect("the process reads");
    let ran = finish(child);
    drop(stdin);
    assert_eq!(ran.exit, Some(0), "{}", ran.said());
    let answer: Answer = serde_json::from_str(&ran.stdout).expect("it is an answer");
    assert_eq!(answer, run_here(&task));
}

#[test]
fn a_process_nobody_waits_for_ends() {
    let folder = tempfile::tempdir().expect("there is room");
    let mut line = serde_json::to_vec(&task(600)).expect("a task can be written");
    line.push(b'\n');
    let start = Instant::now();
    // The input ends here, as it does when the parent is gone.
    let ran = run_with(rotaplan(folder.path(), &["solve-model"]), &line);
    assert_eq!(ran.exit, Some(130), "{}", ran.said());
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn what_is_no_model_is_refused() {
    let folder = tempfile::tempdir().expect("there is room");
    for input in ["", "{}\n", "model\n"] {
        let mut child = rotaplan(folder.path(), &["solve-model"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut stdin = child.stdin.take().expect("stdin is piped");
        stdin
            .write_all(input.as_bytes())
            .expect("the process reads");
        if input.is_empty() {
            drop(stdin);
            let ran = finish(child);
            assert!(matches!(ran.exit, Some(2 | 130)), "{}", ran.said());
        } else {
            let ran = finish(child);
            assert_eq!(ran.exit, Some(2), "{}", ran.said());
        }
    }
}
