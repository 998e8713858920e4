//! From a file name to a program or a plan, with every problem said.

use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::input::{self, Problem, Severity};
use rotaplan_core::{Plan, Program};

use crate::args::Format;
use crate::console::Console;
use crate::diagnosis;
use crate::exit::Failure;
use crate::show::json;
use crate::source::{Content, Source};
use crate::target::Target;

/// Reads a program for work other than `check`: warnings are said, errors end the run.
pub(crate) fn program(source: &Source, console: &Console) -> Result<(Content, Program), Failure> {
    let content = source.read()?;
    let (program, problems) = Program::read(&content.bytes);
    say(&problems, &content, console);
    match program {
        Some(program) => Ok((content, program)),
        None => Err(refused(&problems, &content, console)),
    }
}

/// Reads a plan; any plan with `format` and `placements` will do.
pub(crate) fn plan(source: &Source, console: &Console) -> Result<(Content, Plan), Failure> {
    let content = source.read()?;
    match Plan::from_json(&content.bytes) {
        Ok(plan) => Ok((content, plan)),
        Err(problem) => {
            let problems = [problem];
            say(&problems, &content, console);
            Err(refused(&problems, &content, console))
        }
    }
}

/// Standard input can be read only once.
pub(crate) fn one_stdin(sources: &[Option<&Source>]) -> Result<(), Failure> {
    if sources
        .iter()
        .flatten()
        .filter(|source| source.is_stdin())
        .count()
        > 1
    {
        return Err(Failure::invalid("only one input can be standard input"));
    }
    Ok(())
}

fn say(problems: &[Problem], content: &Content, console: &Console) {
    let (errors, warnings): (Vec<Problem>, _) = problems
        .iter()
        .cloned()
        .partition(|problem| problem.severity == Severity::Error);
    if !errors.is_empty() {
        console.print(&diagnosis::draw(problems, content, console.verbose));
    } else if !warnings.is_empty() && !console.quiet {
        if console.verbose {
            console.print(&diagnosis::draw(&warnings, content, true));
        } else {
            console.warn(&format!(
                "{} has {}; `rotaplan check` shows them",
                content.name,
                diagnosis::count(&warnings)
            ));
        }
    }
}

fn refused(problems: &[Problem], content: &Content, console: &Console) -> Failure {
    if console.format == Format::Json {
        let file = DiagnosisFile {
            problems: problems.to_vec(),
            ..DiagnosisFile::new(DiagnosisStatus::Invalid)
        };
        if let Err(failure) = Target::Stdout.write(&json(input::to_json(&file))) {
            return failure;
        }
    }
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .cloned()
        .collect();
    Failure::invalid(format!(
        "{} cannot be used: {}",
        content.name,
        diagnosis::count(&errors)
    ))
}
