//! From a file name to a program or a plan, with every problem said.

use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::input::{self, Problem, ProgramFile, Severity};
use rotaplan_core::plan::PLAN_FORMAT;
use rotaplan_core::rules::Breach;
use rotaplan_core::{Plan, Program};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::args::Format;
use crate::console::Console;
use crate::diagnosis;
use crate::exit::{Exit, Failure};
use crate::hide;
use crate::show::json;
use crate::source::{Content, Source};
use crate::target::Target;

/// Reads a file; one that cannot be read is a problem of its own where JSON is asked for.
pub(crate) fn content(source: &Source, console: &Console) -> Result<Content, Failure> {
    source.read().map_err(|failure| {
        let problem = Problem::error("unreadable", "", &*failure.message).help(&*failure.help);
        tell_invalid(vec![problem], console)
            .err()
            .unwrap_or(failure)
    })
}

/// Reads a program for work other than `check`: warnings are said, errors end the run.
pub(crate) fn program(source: &Source, console: &Console) -> Result<(Content, Program), Failure> {
    let content = content(source, console)?;
    let (program, problems) = Program::read(&content.bytes);
    say(&problems, &content, console);
    match program {
        Some(program) => hide::program(content, program, console),
        None => Err(refused(&problems, &content, console)),
    }
}

/// The program as its file says it, of contents that were read and found valid.
pub(crate) fn program_file(content: &Content) -> Result<ProgramFile, Failure> {
    let reading = input::read(&content.bytes);
    reading
        .file
        .ok_or_else(|| Failure::defect("a program that was valid is not"))
}

/// Reads a plan if one is given.
pub(crate) fn plan_if(
    source: Option<&Source>,
    console: &Console,
) -> Result<Option<(Content, Plan)>, Failure> {
    source.map(|source| plan(source, console)).transpose()
}

/// Reads a plan; any plan with `format` and `placements` will do.
pub(crate) fn plan(source: &Source, console: &Console) -> Result<(Content, Plan), Failure> {
    let (content, plan) = versioned(source, PLAN_FORMAT, "a plan", console)?;
    hide::plan(content, plan, console)
}

/// Refuses a plan that names nobody whom the program knows.
pub(crate) fn same_people(program: &Program, plan: &Plan) -> Result<(), Failure> {
    let rows = &plan.placements;
    let known = |id: &str| program.staff_by_id(id).is_some();
    match rows.is_empty() || rows.iter().any(|row| known(&row.staff)) {
        true => Ok(()),
        false => Err(strangers()),
    }
}

/// That a plan is of other people.
pub(crate) fn strangers() -> Failure {
    Failure::invalid("the plan names nobody whom the program knows")
        .help("give a plan that was made for this program")
}

/// That a plan cannot be built on because it breaks rules as it stands.
pub(crate) fn broken_plan(breaches: &[Breach]) -> Failure {
    let first = breaches.first().map_or(String::new(), |breach| {
        format!(": {}: {}", breach.rule, breach.text)
    });
    let many = match breaches.len() {
        1 => "a rule".to_owned(),
        count => format!("rules {count} times, first"),
    };
    Failure {
        exit: Exit::No,
        message: format!("the plan as it stands breaks {many}{first}"),
        help: "`rotaplan verify PROGRAM PLAN` tells all; `rotaplan replan PROGRAM PLAN` mends it"
            .to_owned(),
    }
}

/// Reads a file of one of our formats other than the program's.
pub(crate) fn versioned<T: DeserializeOwned + JsonSchema>(
    source: &Source,
    wanted: &str,
    what: &str,
    console: &Console,
) -> Result<(Content, T), Failure> {
    let content = content(source, console)?;
    let (file, mut problems) = input::read_as::<T>(&content.bytes);
    let format = format_of(&content);
    let other = format.filter(|format| format != wanted);
    if let Some(format) = &other {
        // Every key of another kind of file would be a problem of its own, and none of them news.
        let problem = Problem::error(
            "other-format",
            "/format",
            format!("this is {format:?}, not {what}"),
        )
        .help(format!("the format must be {wanted:?}"));
        problems = vec![problem];
    }
    say(&problems, &content, console);
    match file.filter(|_| other.is_none()) {
        Some(file) => Ok((content, file)),
        None => Err(refused(&problems, &content, console)),
    }
}

/// What a file that cannot be read says it is.
fn format_of(content: &Content) -> Option<String> {
    #[derive(Deserialize)]
    struct Opening {
        format: String,
    }
    let opening: Opening = serde_json::from_slice(&content.bytes).ok()?;
    Some(opening.format)
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

/// Says everything there is to say of some inputs; a failure, if anything is an error.
pub(crate) fn all(said: &[(&[Problem], &Content)], console: &Console) -> Result<(), Failure> {
    for (problems, content) in said {
        say(problems, content, console);
    }
    let wrong = |problem: &&Problem| problem.severity == Severity::Error;
    let errors: Vec<Problem> = said
        .iter()
        .flat_map(|(problems, _)| problems.iter())
        .filter(wrong)
        .cloned()
        .collect();
    if errors.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = said
        .iter()
        .filter(|(problems, _)| problems.iter().any(|problem| wrong(&problem)))
        .map(|(_, content)| content.name.as_str())
        .collect();
    tell_invalid(errors.clone(), console)?;
    let (names, count) = (names.join(" and "), diagnosis::count(&errors));
    Err(Failure::invalid(format!("{names} cannot be used: {count}")))
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

/// The diagnosis of an input that cannot be used, on standard output, where JSON is asked for.
fn tell_invalid(problems: Vec<Problem>, console: &Console) -> Result<(), Failure> {
    if console.format != Format::Json {
        return Ok(());
    }
    let file = DiagnosisFile {
        problems,
        ..DiagnosisFile::new(DiagnosisStatus::Invalid)
    };
    Target::Stdout.write(&json(input::to_json(&file)))
}

fn refused(problems: &[Problem], content: &Content, console: &Console) -> Failure {
    if let Err(failure) = tell_invalid(problems.to_vec(), console) {
        return failure;
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
