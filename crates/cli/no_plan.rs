//! What to say where there is no plan.

use rotaplan_core::diagnosis::{Clause, DiagnosisFile, DiagnosisStatus};
use rotaplan_core::engine::{Outcome, memory_needed};
use rotaplan_core::input::{self, Problem, Severity, to_json};
use rotaplan_core::plan::Proof;
use rotaplan_core::{Options, Program, explain};

use crate::args::size;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::progress::{Watch, interrupted};
use crate::show::{Report, Tone};
use crate::source::Content;
use crate::target::Target;
use crate::{diagnosis, names};

/// What was asked for: the program, as it is and as its file has it, and how to plan it.
pub(crate) struct Asked<'a> {
    pub(crate) content: &'a Content,
    pub(crate) program: &'a Program,
    pub(crate) options: &'a Options,
    pub(crate) watch: &'a Watch,
}

/// What an outcome other than a plan means, explained, and how the run ends for it.
pub(crate) fn diagnose(outcome: Outcome, asked: &Asked) -> Result<(DiagnosisFile, Exit), Failure> {
    match outcome {
        Outcome::Plan(_) => Ok((DiagnosisFile::new(DiagnosisStatus::Ok), Exit::Done)),
        Outcome::Infeasible { proof, reasons } => Ok((explained(proof, reasons, asked), Exit::No)),
        Outcome::Unknown { .. } => {
            fits(asked)?;
            let exit = if interrupted() {
                Exit::Interrupted
            } else {
                Exit::Limit
            };
            Ok((DiagnosisFile::new(DiagnosisStatus::Unknown), exit))
        }
        Outcome::Defect(what) => Err(Failure::defect(what)),
    }
}

/// Refuses a program that was not begun because of its size.
fn fits(asked: &Asked) -> Result<(), Failure> {
    let needed = memory_needed(asked.program, asked.options);
    let limit = asked.options.memory_limit;
    if needed <= limit {
        return Ok(());
    }
    let (about, most) = (size::say(needed), size::say(limit));
    Err(Failure {
        exit: Exit::Limit,
        message: format!(
            "planning this takes about {about} of memory by estimate, more than the limit of {most}"
        ),
        help: "allow more with --memory-limit, or plan parts of the company that share no team or \
               department one by one"
            .to_owned(),
    })
}

fn explained(proof: Proof, reasons: Vec<String>, asked: &Asked) -> DiagnosisFile {
    let mut file = match input::read(&asked.content.bytes).file {
        Some(file) => explain::refusal(&file, asked.program, proof, asked.options, asked.watch),
        None => DiagnosisFile::new(DiagnosisStatus::Infeasible),
    };
    file.proof = file.proof.or(Some(proof));
    if file.shortages.is_empty() && file.conflict.is_empty() {
        // Better than nothing: whom the solve named.
        let named = reasons.into_iter();
        file.problems
            .extend(named.map(|reason| Problem::error("infeasible", "", reason)));
    }
    file
}

/// Shows a diagnosis in the format asked for, after what the report says already.
pub(crate) fn show(
    program: &Program,
    file: &DiagnosisFile,
    mut report: Report,
    console: &Console,
    target: &Target,
) -> Result<(), Failure> {
    report.heading(names::title(program));
    report.text(Tone::Plain, format!("{}.", names::size(program)));
    match file.status {
        DiagnosisStatus::Ok => report.text(Tone::Good, "A plan exists that keeps every rule."),
        DiagnosisStatus::Infeasible => infeasible(&mut report, file),
        DiagnosisStatus::Unknown if interrupted() => {
            report.text(Tone::Bad, "Interrupted before any plan was found.");
        }
        DiagnosisStatus::Unknown => report.text(
            Tone::Bad,
            "Time ran out: neither a plan nor a proof that there is none was found. \
             Give it more time with --time-limit, or leave that out.",
        ),
        DiagnosisStatus::Invalid => report.text(Tone::Bad, "The program file cannot be used."),
    }
    report.write(
        console,
        target,
        || to_json(file),
        || diagnosis::rows(&file.problems),
    )
}

fn infeasible(report: &mut Report, file: &DiagnosisFile) {
    let whose = match file.proof {
        Some(Proof::Backend) => "No plan keeps every rule (on the solver's word).",
        _ => "No plan keeps every rule: that is proven.",
    };
    report.text(Tone::Bad, whose);
    let short = file.shortages.iter();
    items(
        report,
        "Too little of something",
        short.map(|short| short.text.clone()),
    );
    let clauses = file.conflict.iter();
    let heading = match file.conflict_minimal {
        Some(true) => "What clashes: without any one of these the rest can be met",
        _ => "What clashes (whether all of it is needed was not found out in time)",
    };
    let clause = |clause: &Clause| format!("{}: {}", clause.rule, clause.text);
    items(report, heading, clauses.map(clause));
    let errors = file.problems.iter();
    let errors = errors.filter(|problem| problem.severity == Severity::Error);
    let reasons = errors.map(|problem| problem.message.clone());
    items(report, "What stands in the way", reasons);
    let repairs = file.repairs.iter().map(|repair| repair.text.clone());
    let single = file.repairs.iter().all(|repair| repair.changes <= 1);
    let heading = match (single, file.repairs_complete) {
        (true, Some(false)) => {
            "Any one of these changes gives a plan (proven); time ran out before all were tried"
        }
        (true, _) => "Any one of these changes gives a plan (proven), cheapest first",
        (false, Some(false)) => {
            "No single change was found in time; the smallest combination found gives a plan (proven)"
        }
        (false, _) => {
            "No single change tried is enough; the smallest combination found gives a plan (proven)"
        }
    };
    items(report, heading, repairs);
    let next = match (file.repairs.is_empty(), file.repairs_complete) {
        (true, Some(false)) => {
            "Time ran out before a change was found that helps: allow more with --time-limit"
        }
        (true, _) => "Give more seats, mentors or months, or ask for less",
        (false, _) => "Change the program file so (--format json has each change as a patch)",
    };
    let effort = "`rotaplan plan --best-effort` shows how far it goes without";
    report.text(Tone::Aside, format!("{next}; {effort}."));
}

fn items(report: &mut Report, heading: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        report.heading(heading);
        report.items(items);
    }
}
