//! Golden runs: every console block of `tests/golden/` and of the README, through the real binary.
//!
//! In a block, `$ ` starts a command for the shell, and the rest is all it prints, both outputs
//! together; `exit status 1` follows where it is not 0. `...` on a line of its own stands for any
//! lines, `[..]` within one for any text. A file's commands run in one folder, in which `examples` is
//! to be found. `GOLDEN=overwrite cargo test --test golden` writes what is printed now.
#![cfg(unix)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command and what it prints.
struct Step {
    command: String,
    expected: Vec<String>,
}

/// A golden file: text as it is, and console blocks of steps.
enum Part {
    Text(String),
    Console(Vec<Step>),
}

fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        parts.push(Part::Text(line.to_owned()));
        if line != "```console" {
            continue;
        }
        let mut steps: Vec<Step> = Vec::new();
        for line in lines.by_ref().take_while(|line| *line != "```") {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(Step {
                    command: command.to_owned(),
                    expected: Vec::new(),
                }),
                (None, Some(step)) => step.expected.push(line.to_owned()),
                (None, None) => panic!("a console block starts with $, not {line}"),
            }
        }
        parts.push(Part::Console(steps));
        parts.push(Part::Text("```".to_owned()));
    }
    parts
}

/// What the command prints, line by line.
fn run(command: &str, folder: &Path) -> Vec<String> {
    let binary = Path::new(env!("CARGO_BIN_EXE_rotaplan"));
    let command = command.replace("cargo run --release -- ", "rotaplan ");
    let mut path = binary
        .parent()
        .expect("it lies in a folder")
        .as_os_str()
        .to_owned();
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    let ran = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("RUST_BACKTRACE")
        .output()
        .expect("there is a shell");
    let mut lines: Vec<_> = String::from_utf8_lossy(&ran.stdout)
        .lines()
        .map(str::to_owned)
        .collect();
    match ran.status.code() {
        Some(0) => {}
        code => lines.push(format!("exit status {}", code.unwrap_or(-1))),
    }
    lines
}

/// Whether the lines are as expected, with `...` for any lines.
fn agree(expected: &[String], lines: &[String]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((any, rest)) if any == "..." => {
            (0..=lines.len()).any(|skip| agree(rest, &lines[skip..]))
        }
        Some((first, rest)) => match lines.split_first() {
            Some((line, lines)) => line_agrees(first, line) && agree(rest, lines),
            None => false,
        },
    }
}

/// Whether the line is as expected, with `[..]` for any text.
fn line_agrees(expected: &str, line: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == line,
        Some((start, rest)) => line.strip_prefix(start).is_some_and(|line| {
            let ends = line.char_indices().map(|(at, _)| at).chain([line.len()]);
            ends.into_iter().any(|at| line_agrees(rest, &line[at..]))
        }),
    }
}

/// The line, or the expected one with `[..]` that stands for it.
fn wild<'a>(expected: &'a [String], line: &'a str) -> &'a str {
    let stands = |pattern: &&String| pattern.contains("[..]") && line_agrees(pattern, line);
    expected.iter().find(stands).map_or(line, String::as_str)
}

/// Runs a file's commands; the text of the file as it would have to be, and what disagrees.
fn play(path: &Path) -> (String, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("there is room");
    std::os::unix::fs::symlink(root.join("examples"), folder.path().join("examples"))
        .expect("links can be made");
    let text = fs::read_to_string(path).expect("the golden file can be read");
    let (mut played, mut wrong) = (String::new(), Vec::new());
    for part in parse(&text) {
        let steps = match part {
            Part::Text(line) => {
                played += &format!("{line}\n");
                continue;
            }
            Part::Console(steps) => steps,
        };
        for step in steps {
            let lines = run(&step.command, folder.path());
            let good = agree(&step.expected, &lines);
            played += &format!("$ {}\n", step.command);
            if good {
                played.extend(step.expected.iter().map(|line| format!("{line}\n")));
            } else {
                played.extend(
                    lines
                        .iter()
                        .map(|line| format!("{}\n", wild(&step.expected, line))),
                );
            }
            if !good {
                let (expected, found) = (step.expected.join("\n"), lines.join("\n"));
                let name = path.display();
                wrong.push(format!(
                    "{name}\n$ {}\n--- expected\n{expected}\n--- printed\n{found}\n",
                    step.command
                ));
            }
        }
    }
    (played, wrong)
}

fn hold(paths: &[PathBuf]) {
    assert!(!paths.is_empty());
    let overwrite = env::var("GOLDEN").is_ok_and(|value| value == "overwrite");
    let mut all = Vec::new();
    for path in paths {
        let (played, wrong) = play(path);
        if overwrite && !wrong.is_empty() {
            fs::write(path, played).expect("the golden file can be written");
        } else {
            all.extend(wrong);
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_readme_tells_what_happens() {
    hold(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")]);
}

#[test]
fn every_command_prints_what_it_printed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .collect();
    paths.sort();
    hold(&paths);
}

#[test]
fn a_wrong_line_is_seen() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(agree(
        &lines("a\n...\nscore [..]6"),
        &lines("a\nb\nc\nscore 66")
    ));
    assert!(!agree(&lines("a\n...\nscore [..]6"), &lines("a\nscore 67")));
    assert!(!agree(&lines("a"), &lines("a\nb")));
}
