//! `whatif`: changed programs planned side by side.

mod report;

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, ValueEnum};
use rotaplan_core::input::{self, Problem, to_json};
use rotaplan_core::whatif::{
    self, Ask, Grid, ScenarioRow, ScenarioStatus, Spectator, WhatIf as Found, read_scenarios,
};

use crate::args::Planning;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::progress::{Bar, interrupted};
use crate::source::{Source, source};
use crate::target::Target;

/// A larger grid is planned only with --yes.
const LARGE: u128 = 10_000;

/// Plans changed programs side by side: how many at one time, how many seats, how long?
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("scenario").required(true)))]
#[command(
    after_help = "Keys are the way to a number of the program file, such as rules.max_away, \
departments.finance.seats, teams.*.max_away (every team) or mentors.m01.mentees_total. Values are \
4, 2..10, 3,4,6, +0..+2 (more than there is now), true,false or none (no limit)."
)]
pub(crate) struct WhatIf {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// Vary numbers: every combination is planned
    #[arg(long, value_name = "KEY=VALUES", num_args = 1.., group = "scenario")]
    vary: Vec<String>,
    /// Plan the scenarios of this file: [{"name": …, "set": {KEY: VALUE}}]
    #[arg(long, value_name = "FILE", value_parser = source, group = "scenario")]
    scenarios: Option<Source>,
    /// Find the smallest number for which everybody gets a rotation
    #[arg(
        long,
        value_enum,
        group = "scenario",
        hide_possible_values = true,
        value_name = "fewest-away|fewest-months|fewest-mentors"
    )]
    ask: Option<Question>,
    /// Plan a grid of more than 10,000 scenarios
    #[arg(long)]
    yes: bool,
    /// Where no plan keeps every rule, give the one that falls short the least
    #[arg(long)]
    best_effort: bool,
    /// Write the result to this file; with the ending .svg, a chart of it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Question {
    #[value(name = "fewest-away")]
    Away,
    #[value(name = "fewest-months")]
    Months,
    #[value(name = "fewest-mentors")]
    Mentors,
}

impl WhatIf {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let mut options = self.planning.options()?;
        options.best_effort = self.best_effort;
        load::one_stdin(&[Some(&self.program), self.scenarios.as_ref()])?;
        let (content, program) = load::program(&self.program, console)?;
        let file = load::program_file(&content)?;
        let mut inputs = vec![&content];
        let listed = match &self.scenarios {
            Some(source) => Some(load::content(source, console)?),
            None => None,
        };
        inputs.extend(&listed);
        let target = Target::open(self.output.as_deref(), &inputs)?;
        let found = match (&self.ask, &listed) {
            (Some(question), _) => {
                let question = match question {
                    Question::Away => Ask::FewestAway,
                    Question::Months => Ask::FewestMonths,
                    Question::Mentors => Ask::FewestMentors,
                };
                let bar = Bar::begin(console);
                let found = whatif::ask(&file, &program, question, &options, &bar);
                bar.end();
                found
            }
            (None, listed) => {
                let scenarios = match listed {
                    Some(content) => {
                        let read = read_scenarios(&file, &content.bytes);
                        read.map_err(|problem| refused(&problem, Some(&content.name)))?
                    }
                    None => self.grid(&file)?,
                };
                let bar = Bar::begin(console);
                let found = whatif::whatif(&file, &program, &scenarios, &options, &bar);
                bar.end();
                found
            }
        };
        let chart = self.output.as_deref().is_some_and(is_svg);
        if chart {
            target.write(&report::chart(&program, &found).svg())?;
        }
        if !chart || !console.quiet {
            let told = report::report(&program, &found, console.verbose);
            let shown = if chart { &Target::Stdout } else { &target };
            told.write(console, shown, || to_json(&found), || report::rows(&found))?;
        }
        Ok(exit(&found))
    }

    fn grid(&self, file: &input::ProgramFile) -> Result<Vec<whatif::Scenario>, Failure> {
        let grid = Grid::parse(file, &self.vary).map_err(|problem| refused(&problem, None))?;
        let count = grid.count();
        if count > LARGE && !self.yes {
            let failure = Failure::invalid(format!("that is a grid of {count} scenarios"));
            let help = "vary fewer keys or values, or say --yes if all of them are meant";
            return Err(failure.help(help));
        }
        Ok(grid.scenarios())
    }
}

fn is_svg(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("svg")
}

fn refused(problem: &Problem, name: Option<&str>) -> Failure {
    let place = match (name, problem.line) {
        (Some(name), Some(line)) => format!("{name}:{line}: "),
        (Some(name), None) => format!("{name}: "),
        (None, _) => String::new(),
    };
    Failure::invalid(format!("{place}{}", problem.message)).help(problem.help.clone())
}

/// How a run ends: done, if something was found out.
fn exit(found: &Found) -> Exit {
    let any =
        |wanted: fn(ScenarioStatus) -> bool| found.scenarios.iter().any(|row| wanted(row.status));
    match &found.answer {
        Some(answer) if answer.value.is_some() => Exit::Done,
        Some(answer) if answer.enough.is_none() && answer.too_few.is_some() => Exit::No,
        Some(_) if interrupted() => Exit::Interrupted,
        Some(_) => Exit::Limit,
        None if any(ScenarioStatus::is_planned) => Exit::Done,
        None if any(|it| matches!(it, ScenarioStatus::Infeasible | ScenarioStatus::Partial)) => {
            Exit::No
        }
        None if any(|it| it == ScenarioStatus::Invalid) => Exit::Invalid,
        None if interrupted() => Exit::Interrupted,
        None => Exit::Limit,
    }
}

impl Spectator for Bar {
    fn settled(&self, done: usize, all: usize, row: &ScenarioRow) {
        if self.is_hidden() {
            return;
        }
        self.done(done, all);
        let score = row.score.map_or(String::new(), |score| format!(" {score}"));
        let line = format!("{}: {}{score}", row.name, row.status.word());
        self.tell(&line);
    }
}
