//! The `rotaplan` command: parses, calls the library, prints, and says how it ended.

mod ahead;
mod args;
mod backend_process;
mod certificates;
mod commands;
mod console;
mod diagnosis;
mod exit;
mod hide;
mod instead;
mod load;
mod load_report;
mod masked;
mod names;
mod no_plan;
mod outcomes;
mod plan_report;
mod progress;
mod show;
mod source;
mod target;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::console::Console;
use crate::exit::Exit;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return explain_usage(&usage),
    };
    let console = Console::new(&cli.global);
    match exit::contained(|| cli.command.run(&console)) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            console.fail(&failure);
            failure.exit.into()
        }
    }
}

/// Prints help to standard output, or what is wrong with the call to standard error.
fn explain_usage(usage: &clap::Error) -> ExitCode {
    let exit = if usage.use_stderr() {
        Exit::Invalid
    } else {
        Exit::Done
    };
    match usage.print() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Exit::Invalid.into(),
        _ => exit.into(),
    }
}
