//! Runs the real binary, and sees how it ended, what it said and what it used.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A run that takes longer hangs.
const HANGS: Duration = Duration::from_secs(60);

/// How a run ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit status; `None` where a signal ended it.
    pub(crate) exit: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Ran {
    /// Both outputs.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// A command line of the real binary, in a folder of its own.
pub(crate) fn rotaplan(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotaplan"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end, with this on its standard input.
pub(crate) fn run_with(mut command: Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // Whoever refuses an input stops reading it.
        let _ = stdin.write_all(&input);
    });
    let ran = finish(child);
    writer.join().expect("the writer ends");
    ran
}

/// Runs a command to its end.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Ran {
    finish(rotaplan(folder, args).spawn().expect("the binary starts"))
}

/// Waits for a child, and ends it if it hangs.
pub(crate) fn finish(mut child: Child) -> Ran {
    let stdout = child.stdout.take().map(collect);
    let stderr = child.stderr.take().map(collect);
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("the child can be waited for") {
            Some(status) => break status,
            None if start.elapsed() > HANGS => {
                child.kill().expect("the child can be ended");
                panic!("it hangs");
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let text = |reader: Option<std::thread::JoinHandle<String>>| match reader {
        Some(reader) => reader.join().expect("the reader ends"),
        None => String::new(),
    };
    Ran {
        exit: status.code(),
        stdout: text(stdout),
        stderr: text(stderr),
    }
}

fn collect(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("the pipe can be read");
        String::from_utf8(bytes).expect("only UTF-8 is printed")
    })
}

/// Every file of a folder with its bytes, to see that nothing changed.
pub(crate) fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the entry can be read").path())
        .map(|path| {
            let bytes = if path.is_file() {
                fs::read(&path).unwrap_or_default()
            } else {
                Vec::new()
            };
            (path, bytes)
        })
        .collect();
    files.sort();
    files
}

/// A small program that keeps to no limit but its own.
pub(crate) const SMALL: &str = r#"{
  "format": "rotaplan/program@1",
  "name": "Small",
  "horizon": { "first_month": "2027-01", "months": 2 },
  "teams": [ { "id": "t1" } ],
  "staff": [ { "id": "a", "team": "t1", "preferences": { "d1": 3 } }, { "id": "b", "team": "t1" } ],
  "departments": [ { "id": "d1", "seats": 1 } ],
  "mentors": [ { "id": "m1", "department": "d1" } ]
}
"#;
