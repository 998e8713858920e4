//! `frontier`: one plan for each efficient pair of values of two goals.

mod report;

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rotaplan_core::engine::{Observer, Progress};
use rotaplan_core::frontier::{Frontier as Found, Point, Surveyor, frontier};
use rotaplan_core::goals::GoalName;
use rotaplan_core::input::{suggest, to_json};
use rotaplan_core::program::sha256;

use super::export::write_folder;
use crate::args::Planning;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::progress::{handle_interrupts, interrupted};
use crate::source::{Source, source};
use crate::target::Target;

/// Finds what can be had of one goal for what is given of another: a plan for each efficient pair
#[derive(Args, Debug)]
pub(crate) struct Frontier {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The two goals, such as preference,peak_away
    #[arg(long, value_name = "A,B", value_delimiter = ',', required = true)]
    goals: Vec<String>,
    /// An earlier plan: placements of it that a plan lacks are its changes
    #[arg(long, value_name = "PLAN", value_parser = source)]
    baseline: Option<Source>,
    /// Write each plan, the frontier and its chart (SVG) into this folder
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

impl Frontier {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let options = self.planning.options()?;
        let goals = goals(&self.goals)?;
        load::one_stdin(&[Some(&self.program), self.baseline.as_ref()])?;
        let (content, mut program) = load::program(&self.program, console)?;
        let mut inputs = vec![&content];
        let baseline = match &self.baseline {
            Some(source) => Some(load::plan(source, console)?),
            None => None,
        };
        inputs.extend(baseline.iter().map(|(content, _)| content));
        match &baseline {
            Some((content, plan)) => program = program.with_baseline(plan, sha256(&content.bytes)),
            None if goals.contains(&GoalName::Changes) => {
                let failure = Failure::invalid("without an earlier plan nothing changes");
                return Err(failure.help("name that plan with --baseline"));
            }
            None => {}
        }
        if let Some(folder) = &self.output {
            // Whatever keeps the folder from being written is said before the work is done.
            write_folder(folder, &[], &inputs)?;
            Target::open(Some(&folder.join(JSON)), &inputs)?;
        }
        let line = Line::begin(console);
        let mut found = frontier(&program, goals, &options, &line);
        line.end();
        if let Some(folder) = &self.output {
            let mut files = Vec::new();
            for (at, point) in (1..).zip(&mut found.points) {
                let name = format!("plan-{at:03}.json");
                files.push((name.clone(), point.plan.to_json().into_bytes()));
                point.file = Some(name);
            }
            files.push((JSON.to_owned(), to_json(&found).into_bytes()));
            let chart = report::chart(&program, &found);
            files.push(("frontier.svg".to_owned(), chart.svg().into_bytes()));
            write_folder(folder, &files, &inputs)?;
        }
        if self.output.is_none() || !console.quiet {
            let told = report::report(&program, &found, console.verbose);
            let rows = || report::rows(&found);
            told.write(console, &Target::Stdout, || to_json(&found), rows)?;
        }
        Ok(exit(&found))
    }
}

const JSON: &str = "frontier.json";

/// The two goals of these names.
fn goals(names: &[String]) -> Result<[GoalName; 2], Failure> {
    let mut found = Vec::new();
    for name in names {
        let name = name.trim();
        let known = || GoalName::ALL.iter().map(|goal| goal.name());
        let Some(goal) = GoalName::ALL.iter().find(|goal| goal.name() == name) else {
            let failure = Failure::invalid(format!("there is no goal {name}"));
            let list = known().collect::<Vec<_>>().join(", ");
            return Err(match suggest(name, known()) {
                Some(near) => failure.help(format!("did you mean {near}? The goals are {list}")),
                None => failure.help(format!("the goals are {list}")),
            });
        };
        found.push(*goal);
    }
    match found[..] {
        [a, b] if a != b => Ok([a, b]),
        _ => {
            let failure = Failure::invalid("a frontier is of two different goals");
            Err(failure.help("write, say, --goals preference,peak_away"))
        }
    }
}

fn exit(found: &Found) -> Exit {
    match (found.points.is_empty(), found.complete) {
        (false, _) => Exit::Done,
        (true, true) => Exit::No,
        (true, false) if interrupted() => Exit::Interrupted,
        (true, false) => Exit::Limit,
    }
}

/// The line that moves, with the points above it as they come.
struct Line {
    line: ProgressBar,
}

impl Line {
    fn begin(console: &Console) -> Line {
        handle_interrupts();
        let line = match console.shows_progress() {
            true => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            line.set_style(style);
        }
        Line { line }
    }

    fn end(self) {
        self.line.finish_and_clear();
    }
}

impl Observer for Line {
    fn progress(&self, _: Progress) {
        self.line.tick();
    }

    fn stop(&self) -> bool {
        interrupted()
    }
}

impl Surveyor for Line {
    fn found(&self, number: usize, point: &Point) {
        if !self.line.is_hidden() {
            let [a, b] = point.values;
            self.line.println(format!("{number}: {a} and {b}"));
            self.line.set_message(format!("{number} found"));
        }
    }
}
