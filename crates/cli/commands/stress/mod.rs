//! `stress`: how a plan holds when somebody drops out.

mod report;

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::input::to_json;
use rotaplan_core::stress::{DropoutRow, Question, Stress as Found, Tester, stress};

use crate::args::Planning;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::progress::{Bar, interrupted};
use crate::source::{Source, source};
use crate::target::Target;

/// Tries how a plan holds when people, mentors or departments drop out, and what reserve would help
#[derive(Args, Debug)]
#[command(
    after_help = "A person who drops out is away for the whole horizon, a mentor guides nobody, a department \
closes for one slot. Everything else stays as it is, and the plan is repaired with the fewest changes."
)]
pub(crate) struct Stress {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The plan that stands; - is standard input
    #[arg(value_parser = source)]
    plan: Source,
    /// Besides every single dropout, try combinations of so many at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    dropouts: u16,
    /// So many combinations, drawn by the seed
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    samples: u32,
    /// Write the result to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

impl Stress {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let options = self.planning.options()?;
        load::one_stdin(&[Some(&self.program), Some(&self.plan)])?;
        let (content, program) = load::program(&self.program, console)?;
        let (plan_content, plan) = load::plan(&self.plan, console)?;
        let target = Target::open(self.output.as_deref(), &[&content, &plan_content])?;
        let file = load::program_file(&content)?;
        load::same_people(&program, &plan)?;
        let question = Question {
            file: &file,
            program: &program,
            plan: &plan,
            at_once: self.dropouts.into(),
            samples: self.samples as usize,
        };
        let bar = Bar::begin(console);
        let tried = stress(&question, &options, &bar);
        bar.end();
        let found = match tried {
            Ok(found) => found,
            Err(breaches) => return Err(load::broken_plan(&breaches)),
        };
        let told = report::report(&program, &found, console.verbose);
        told.write(
            console,
            &target,
            || to_json(&found),
            || report::rows(&found),
        )?;
        Ok(exit(&found))
    }
}

fn exit(found: &Found) -> Exit {
    match (found.dropouts.is_empty(), found.complete) {
        (true, false) if interrupted() => Exit::Interrupted,
        (true, false) => Exit::Limit,
        _ => Exit::Done,
    }
}

impl Tester for Bar {
    fn tried(&self, done: usize, all: usize, row: &DropoutRow) {
        if self.is_hidden() {
            return;
        }
        self.done(done, all);
        if !row.status.survives() {
            let line = format!("{}: {}", report::who(row), report::outcome(row));
            self.tell(&line);
        }
    }

    fn looks_for_reserve(&self) {
        self.say("looking for the cheapest reserve");
    }
}
