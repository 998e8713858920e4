//! What to say where there is no plan.

use rotaplan_core::Program;
use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::engine::Outcome;
use rotaplan_core::input::{Problem, Severity, to_json};
use rotaplan_core::plan::Proof;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::progress::interrupted;
use crate::show::{Report, Tone};
use crate::target::Target;
use crate::{diagnosis, names};

/// Shows why there is no plan, on standard output, and how the run ends for it.
pub(crate) fn tell(
    program: &Program,
    outcome: Outcome,
    console: &Console,
) -> Result<Exit, Failure> {
    let (file, exit) = diagnose(outcome)?;
    show(program, &file, Report::default(), console, &Target::Stdout)?;
    Ok(exit)
}

/// What an outcome other than a plan means.
pub(crate) fn diagnose(outcome: Outcome) -> Result<(DiagnosisFile, Exit), Failure> {
    match outcome {
        Outcome::Plan(_) => Ok((DiagnosisFile::new(DiagnosisStatus::Ok), Exit::Done)),
        Outcome::Infeasible { proof, reasons } => {
            let mut file = DiagnosisFile::new(DiagnosisStatus::Infeasible);
            file.proof = Some(proof);
            file.problems = reasons
                .into_iter()
                .map(|reason| Problem::error("infeasible", "", reason))
                .collect();
            Ok((file, Exit::No))
        }
        Outcome::Unknown { .. } => {
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
    let reasons: Vec<_> = file
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.message.clone())
        .collect();
    if !reasons.is_empty() {
        report.heading("What stands in the way");
        report.items(reasons);
    }
    report.text(
        Tone::Aside,
        "Give more seats, mentors or months, or ask for less; `rotaplan plan --best-effort` shows how \
         far it goes without.",
    );
}
