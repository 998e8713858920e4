//! Solvers in a process of their own, which can be ended at its deadline whatever it is doing.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rotaplan_core::backend::{Runner, Task};
use rotaplan_core::model::Answer;

/// The hidden command that the child process runs.
pub(crate) const VERB: &str = "solve-model";

/// How often a waiting parent looks whether to stop.
const TICK: Duration = Duration::from_millis(20);

/// How long past its own time limit a solver may go on before it is ended.
const GRACE: Duration = Duration::from_millis(500);

/// Runs each task in a child process: this program again, with the hidden command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChildProcess;

impl Runner for ChildProcess {
    fn run(&self, task: Task, stop: &dyn Fn() -> bool) -> Answer {
        let limit = task
            .seconds
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let deadline =
            limit.and_then(|limit| Instant::now().checked_add(limit.saturating_add(GRACE)));
        match start(&task) {
            Ok((child, answers)) => wait(child, &answers, deadline, stop),
            Err(error) => {
                Answer::unknown(Some(format!("the solver's process cannot start: {error}")))
            }
        }
    }
}

/// Starts the child and hands it the task; what it writes comes through the channel at its end.
fn start(task: &Task) -> io::Result<(Child, Receiver<Vec<u8>>)> {
    let mut task = serde_json::to_vec(task)?;
    task.push(b'\n');
    let mut child = Command::new(std::env::current_exe()?)
        .arg(VERB)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(stdin) = &mut child.stdin {
        // A child that ends early reads no more; its answer, or its lack of one, says the rest.
        // Its input stays open as long as we live, so that it ends if we do not end it.
        drop(stdin.write_all(&task));
    }
    let (sender, receiver) = channel();
    if let Some(mut stdout) = child.stdout.take() {
        thread::spawn(move || {
            let mut answer = Vec::new();
            drop(stdout.read_to_end(&mut answer));
            drop(sender.send(answer));
        });
    }
    Ok((child, receiver))
}

fn wait(
    mut child: Child,
    answers: &Receiver<Vec<u8>>,
    deadline: Option<Instant>,
    stop: &dyn Fn() -> bool,
) -> Answer {
    let answer = loop {
        match answers.recv_timeout(TICK) {
            Ok(bytes) => {
                break serde_json::from_slice(&bytes).unwrap_or_else(|_| {
                    Answer::unknown(Some(
                        "the solver's process ended without an answer".to_owned(),
                    ))
                });
            }
            Err(RecvTimeoutError::Disconnected) => {
                break Answer::unknown(Some("the solver's process cannot be heard".to_owned()));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
        let late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
        if late || stop() {
            break Answer::unknown(None);
        }
    };
    // Ended by itself or not: it is gone when this returns, and leaves no zombie.
    drop(child.kill());
    drop(child.wait());
    answer
}
