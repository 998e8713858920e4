//! Certificates of bounds: written beside a plan, and read to recompute the bound.

use std::path::Path;

use rotaplan_core::certificate::{CERTIFICATE_FORMAT, Certificate};
use rotaplan_core::engine::{Engine, Outcome};
use rotaplan_core::plan::{Proof as Word, Status};
use rotaplan_core::verify::{Shown, Verdict};
use rotaplan_core::{Options, Plan, Program};

use crate::console::Console;
use crate::exit::Failure;
use crate::load;
use crate::source::{Content, Source};
use crate::target::Target;

/// Refuses a way of planning that never gives a certificate.
pub(crate) fn possible(options: &Options) -> Result<(), Failure> {
    match options.engine {
        Engine::Exact => Err(Failure::invalid(
            "the exact engine takes a solver's word for its bound, and that has no certificate",
        )
        .help("leave out --engine and --backend")),
        Engine::Auto | Engine::Scale => Ok(()),
    }
}

/// Where a certificate goes, refused before any work is done if it cannot go there.
pub(crate) fn open(
    path: Option<&Path>,
    plan: &Target,
    inputs: &[&Content],
) -> Result<Option<Target>, Failure> {
    let Some(path) = path else { return Ok(None) };
    if path == Path::new("-") {
        return Err(
            Failure::invalid("a certificate cannot go to standard output")
                .help("the plan goes there; name a file for the certificate"),
        );
    }
    let target = Target::open_json(Some(path), inputs)?;
    if target.is_same_file(plan) {
        let name = path.display();
        return Err(
            Failure::invalid(format!("{name} is to be both plan and certificate"))
                .help("give the certificate another name"),
        );
    }
    Ok(Some(target))
}

/// What proves a bound, and where it is to be written.
pub(crate) struct Proof {
    /// Where it goes, if it was asked for.
    pub(crate) target: Option<Target>,
    /// The certificate, if there is one.
    pub(crate) found: Option<Certificate>,
    /// Why there is none, if there is none.
    pub(crate) lacks: &'static str,
}

impl Proof {
    /// Writes the certificate, or says why there is none.
    pub(crate) fn write(&self, console: &Console) -> Result<(), Failure> {
        match (&self.target, &self.found) {
            (None, _) => Ok(()),
            (Some(target), Some(certificate)) => target.write(&certificate.to_json()),
            (Some(_), None) => {
                console.warn(&format!("no certificate was written: {}", self.lacks));
                Ok(())
            }
        }
    }
}

/// Why an outcome may come without a certificate.
pub(crate) fn lacks(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Plan(plan) if plan.status == Some(Status::Partial) => {
            "a partial plan is measured by what it lacks, and that has none"
        }
        Outcome::Plan(plan) if plan.proof == Some(Word::Backend) => {
            "the bound is the solver's word, which nobody can recompute"
        }
        Outcome::Infeasible {
            proof: Word::Backend,
            ..
        } => "that there is no plan is the solver's word, which nobody can recompute",
        Outcome::Infeasible { .. } => {
            "that there is no plan follows from single people or from sums, as said above"
        }
        _ => "nothing was proven that needs one",
    }
}

/// Reads a certificate.
pub(crate) fn read(source: &Source, console: &Console) -> Result<(Content, Certificate), Failure> {
    load::versioned(source, CERTIFICATE_FORMAT, "a certificate", console)
}

/// What a certificate shows of a program, and of a plan where there is one.
pub(crate) fn shown(
    certificate: &Certificate,
    program: &Program,
    plan: &Plan,
    verdict: &Verdict,
) -> Result<Shown, Failure> {
    let fails = |text: String| Shown {
        holds: false,
        bound: None,
        text,
    };
    let bound = match certificate.check(program) {
        Ok(bound) => bound,
        Err(why) => return Ok(fails(format!("The certificate does not hold: {why}."))),
    };
    let kept = verdict.breaches.is_empty();
    let score = verdict.values.score;
    if kept && bound.is_none_or(|bound| bound < score) {
        return Err(Failure::defect(
            "the plan keeps every rule, but its certificate shows that there is none so good",
        ));
    }
    let said = plan.bound.filter(|_| plan.status != Some(Status::Partial));
    Ok(match (bound, said) {
        (None, _) => Shown {
            holds: true,
            bound,
            text: "The certificate shows that no plan keeps every rule.".to_owned(),
        },
        (Some(bound), Some(said)) if said < bound => Shown {
            holds: false,
            bound: Some(bound),
            text: format!(
                "The certificate shows that no plan scores more than {bound}, but the plan file \
                 says {said}: that is not shown."
            ),
        },
        (Some(bound), _) => {
            let best = match kept && bound == score {
                true => " This plan is the best possible.",
                false => "",
            };
            Shown {
                holds: true,
                bound: Some(bound),
                text: format!(
                    "No plan scores more than {bound}: recomputed from the program and the \
                     certificate alone.{best}"
                ),
            }
        }
    })
}
