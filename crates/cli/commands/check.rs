//! `check`: every problem of a program file, then whether a plan can exist.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::Program;
use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::engine::solve;
use rotaplan_core::input::{Problem, to_json};

use crate::args::Planning;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::no_plan::Asked;
use crate::progress::Watch;
use crate::show::{Report, Tone};
use crate::source::{Content, Source, source};
use crate::target::Target;
use crate::{diagnosis, hide, load, no_plan};

/// Finds every problem of a program file, then whether a plan can exist
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// Write the result to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

impl Check {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let mut options = self.planning.options()?;
        // Any plan will do.
        options.gap = f64::MAX;
        let content = load::content(&self.program, console)?;
        let target = Target::open(self.output.as_deref(), &[&content])?;
        let (program, problems) = Program::read(&content.bytes);
        let Some(program) = program else {
            return show_invalid(problems, &content, &target, console);
        };
        let (content, program) = hide::program(content, program, console)?;
        let problems = match console.pseudonyms {
            Some(_) => Program::read(&content.bytes).1,
            None => problems,
        };
        let watch = Watch::begin(console);
        let outcome = solve(&program, &options, &watch);
        let asked = Asked {
            content: &content,
            program: &program,
            options: &options,
            watch: &watch,
        };
        let diagnosed = no_plan::diagnose(outcome, &asked);
        watch.end();
        let (mut file, exit) = diagnosed?;
        let mut report = Report::default();
        report.drawn(diagnosis::draw(&problems, &content, console.verbose));
        file.problems.splice(0..0, problems);
        no_plan::show(&program, &file, report, console, &target)?;
        Ok(exit)
    }
}

fn show_invalid(
    problems: Vec<Problem>,
    content: &Content,
    target: &Target,
    console: &Console,
) -> Result<Exit, Failure> {
    let file = DiagnosisFile {
        problems,
        ..DiagnosisFile::new(DiagnosisStatus::Invalid)
    };
    let mut report = Report::default();
    report.drawn(diagnosis::draw(&file.problems, content, console.verbose));
    let count = diagnosis::count(&file.problems);
    report.text(
        Tone::Bad,
        format!("{} cannot be used: {count}.", content.name),
    );
    report.write(
        console,
        target,
        || to_json(&file),
        || diagnosis::rows(&file.problems),
    )?;
    Ok(Exit::Invalid)
}
