//! `verify`: any plan against every rule.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use rotaplan_core::input::to_json;
use rotaplan_core::program::sha256;
use rotaplan_core::verify::{Shown, Verdict, VerdictFile};
use rotaplan_core::{Plan, Program, reserve, verify};

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::show::{Report, Table, Tone};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{certificates, load, names, plan_report};

/// So many breaches of one rule are shown unless asked for all.
const SHOWN: usize = 20;

/// Checks any plan, hand-made ones too, against every rule, and recomputes its score
#[derive(Args, Debug)]
pub(crate) struct Verify {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The plan file; - is standard input
    #[arg(value_parser = source)]
    plan: Source,
    /// The earlier plan that `changes` is counted against
    #[arg(long, value_name = "PLAN", value_parser = source)]
    baseline: Option<Source>,
    /// A certificate of the bound, from `plan --certificate`: the bound is recomputed from it
    #[arg(long, value_name = "FILE", value_parser = source)]
    certificate: Option<Source>,
    /// Write the result to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Verify {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        load::one_stdin(&[
            Some(&self.program),
            Some(&self.plan),
            self.baseline.as_ref(),
            self.certificate.as_ref(),
        ])?;
        let (content, mut program) = load::program(&self.program, console)?;
        let (plan_content, plan) = load::plan(&self.plan, console)?;
        let mut inputs = vec![&content, &plan_content];
        let baseline = load::plan_if(self.baseline.as_ref(), console)?;
        inputs.extend(baseline.iter().map(|(content, _)| content));
        let certificate = match &self.certificate {
            Some(source) => Some(certificates::read(source, console)?),
            None => None,
        };
        inputs.extend(certificate.iter().map(|(content, _)| content));
        let target = Target::open(self.output.as_deref(), &inputs)?;
        if let Some((content, baseline)) = &baseline {
            program = program.with_baseline(baseline, sha256(&content.bytes));
        }
        let verdict = verify(&program, &plan);
        for doubt in doubts(&program, &plan, &verdict) {
            console.warn(&doubt);
        }
        let shown = match &certificate {
            Some((_, found)) => Some(certificates::shown(found, &program, &plan, &verdict)?),
            None => None,
        };
        let holds = shown.as_ref().is_none_or(|shown| shown.holds);
        let report = report(&program, &verdict, shown.as_ref(), console.verbose);
        let file = VerdictFile {
            certificate: shown,
            ..verdict.to_file()
        };
        report.write(console, &target, || to_json(&file), || rows(&file))?;
        Ok(if file.valid && holds {
            Exit::Done
        } else {
            Exit::No
        })
    }
}

/// Where the plan file says something else than what was found.
fn doubts(program: &Program, plan: &Plan, verdict: &Verdict) -> Vec<String> {
    let mut doubts = Vec::new();
    if let Some(of) = &plan.program
        && !of.sha256.is_empty()
        && of.sha256 != program.sha256()
    {
        doubts.push(
            "the plan was made for another program file, or for an earlier state of this one"
                .to_owned(),
        );
    }
    let baseline = program.baseline().map(|baseline| &baseline.sha256);
    let other_baseline = match (&plan.baseline, baseline) {
        (Some(_), None) => {
            doubts.push(
                "the plan was made with a baseline; without --baseline, changes are not counted"
                    .to_owned(),
            );
            true
        }
        (Some(said), Some(given)) if said != given => {
            doubts.push("the plan was made with another baseline than this one".to_owned());
            true
        }
        (None, Some(_)) => true,
        _ => false,
    };
    match plan.score {
        Some(said) if said != verdict.values.score && !other_baseline => {
            let found = verdict.values.score;
            doubts.push(format!(
                "the plan file says a score of {said}, but it is {found}"
            ));
        }
        _ => {}
    }
    let unkept = reserve::unkept(program, &verdict.schedule, &plan.reserve);
    if let Some(first) = unkept.first() {
        doubts.push(format!(
            "the plan file says what is kept free, but {first}{}",
            match unkept.len() - 1 {
                0 => String::new(),
                more => format!(", and {more} more"),
            }
        ));
    }
    doubts
}

fn report(program: &Program, verdict: &Verdict, shown: Option<&Shown>, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let placed = names::count(verdict.schedule.all().len(), "placement", "placements");
    report.text(Tone::Plain, format!("{}: {placed}.", names::size(program)));
    let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for breach in &verdict.breaches {
        by_rule
            .entry(&breach.rule)
            .or_default()
            .push(breach.text.clone());
    }
    if by_rule.is_empty() {
        report.text(Tone::Good, "Every rule is kept.");
    } else {
        let breaches = names::count(verdict.breaches.len(), "breach", "breaches");
        let rules = names::count(by_rule.len(), "rule", "rules");
        report.text(Tone::Bad, format!("{breaches} of {rules}."));
    }
    if let Some(shown) = shown {
        let tone = if shown.holds { Tone::Good } else { Tone::Bad };
        report.text(tone, &*shown.text);
    }
    for (rule, mut texts) in by_rule {
        report.heading(format!("{rule}: {}", texts.len()));
        let more = texts.len().saturating_sub(SHOWN);
        if !all && more > 0 {
            texts.truncate(SHOWN);
            texts.push(format!("… and {more} more; -v shows all"));
        }
        report.items(texts);
    }
    report.heading("What the goals got");
    report.table(plan_report::goals(program, &verdict.values));
    report
}

fn rows(file: &VerdictFile) -> Table {
    let mut table = Table::new(&["rule", "text"]);
    for breach in &file.breaches {
        table.row([&breach.rule, &breach.text]);
    }
    if let Some(shown) = file.certificate.as_ref().filter(|shown| !shown.holds) {
        table.row(["certificate", &shown.text]);
    }
    table
}
