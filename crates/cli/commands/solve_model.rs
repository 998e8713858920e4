//! `solve-model`, hidden: what the child process of [`crate::backend_process`] runs.

use std::{io, process, thread};

use clap::Args;
use rotaplan_core::backend::{Task, run_here};

use crate::exit::{Exit, Failure};
use crate::target::Target;

/// Solves one whole-number model from standard input; not for people
#[derive(Args, Debug)]

pub(crate) struct SolveModel {}

impl SolveModel {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut line = String::new();
        io::stdin()
            .read_line(&mut line)
            .map_err(|error| Failure::invalid(format!("cannot read the model: {error}")))?;
        // Whoever asked is gone when the input ends.
        thread::spawn(|| {
            drop(io::copy(&mut io::stdin(), &mut io::sink()));
            process::exit(Exit::Interrupted as i32);
        });
        let task: Task = serde_json::from_str(&line)
            .map_err(|error| Failure::invalid(format!("this is no model: {error}")))?;
        let answer = serde_json::to_string(&run_here(&task))
            .map_err(|error| Failure::defect(error.to_string()))?;
        Target::Stdout.write(&answer)?;
        Ok(Exit::Done)
    }
}
