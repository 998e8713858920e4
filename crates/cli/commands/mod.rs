//! The commands, one file each.

mod check;
mod close;
mod completions;
mod diff;
mod explain;
mod export;
mod frontier;
mod generate;
mod import;
mod init;
mod plan;
mod recommend;
mod replan;
mod report;
mod schema;
mod scorecard;
mod solve_model;
mod stress;
mod verify;
mod whatif;

use clap::Subcommand;
pub(crate) use export::write_folder;

use crate::backend_process::VERB;
use crate::console::Console;
use crate::exit::{Exit, Failure};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::Init),
    Check(check::Check),
    Plan(plan::Plan),
    Verify(verify::Verify),
    Explain(explain::Explain),
    Replan(replan::Replan),
    Diff(diff::Diff),
    #[command(name = "whatif")]
    WhatIf(whatif::WhatIf),
    Frontier(frontier::Frontier),
    Stress(stress::Stress),
    Recommend(recommend::Recommend),
    Generate(generate::Generate),
    Schema(schema::Schema),
    Import(import::Import),
    Export(export::Export),
    Report(report::Report),
    Close(close::Close),
    Scorecard(Box<scorecard::Scorecard>),
    Completions(completions::Completions),
    #[command(name = VERB, hide = true)]
    SolveModel(solve_model::SolveModel),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        match self {
            Command::Init(verb) => verb.run(console),
            Command::Check(verb) => verb.run(console),
            Command::Plan(verb) => verb.run(console),
            Command::Verify(verb) => verb.run(console),
            Command::Explain(verb) => verb.run(console),
            Command::Replan(verb) => verb.run(console),
            Command::Diff(verb) => verb.run(console),
            Command::WhatIf(verb) => verb.run(console),
            Command::Frontier(verb) => verb.run(console),
            Command::Stress(verb) => verb.run(console),
            Command::Recommend(verb) => verb.run(console),
            Command::Generate(verb) => verb.run(console),
            Command::Schema(verb) => verb.run(console),
            Command::Import(verb) => verb.run(console),
            Command::Export(verb) => verb.run(console),
            Command::Report(verb) => verb.run(console),
            Command::Close(verb) => verb.run(console),
            Command::Scorecard(verb) => verb.run(console),
            Command::Completions(verb) => verb.run(),
            Command::SolveModel(verb) => verb.run(),
        }
    }
}
