//! `plan`: the main job.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::engine::{Outcome, solve_with_proof};
use rotaplan_core::input::Problem;
use rotaplan_core::plan::Status;
use rotaplan_core::program::sha256;
use rotaplan_core::reserve::{MOST, most_kept, solve_with_reserve};
use rotaplan_core::{Options, Plan as PlanFile, Program, explain, verify};

use crate::ahead;
use crate::args::Planning;
use crate::certificates::{self, Proof};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::no_plan::Asked;
use crate::progress::Watch;
use crate::show::{Report, json};
use crate::source::{Content, Source, source};
use crate::target::Target;
use crate::{load, names, no_plan, plan_report};

/// Makes the best plan, with a proven bound, and shows it as tables
#[derive(Args, Debug)]
pub(crate) struct Plan {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// Write the plan file (JSON) here; - is standard output, without the tables
    #[arg(long, short, value_name = "PLAN")]
    output: Option<PathBuf>,
    /// An earlier plan to stay close to: each placement given up costs the weight of `changes`
    #[arg(long, value_name = "PLAN", value_parser = source)]
    baseline: Option<Source>,
    /// Write here what proves the bound, for `verify --certificate`
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Plan so many quarters ahead, each closed as if its plan took place; -o names a folder then
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=40),
        conflicts_with_all = ["baseline", "certificate", "reserve"]
    )]
    quarters: Option<u32>,
    /// Keep so many pairs of a seat and a mentor free in every slot, all of them at once, for whatever comes
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=i64::from(MOST)), conflicts_with_all = ["certificate", "best_effort"])]
    reserve: u32,
    /// Where no plan keeps every rule, give the one that falls short the least
    #[arg(long)]
    best_effort: bool,
    #[command(flatten)]
    planning: Planning,
}

impl Plan {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let mut options = self.planning.options()?;
        options.best_effort = self.best_effort;
        if self.certificate.is_some() {
            certificates::possible(&options)?;
        }
        load::one_stdin(&[Some(&self.program), self.baseline.as_ref()])?;
        let (content, program) = load::program(&self.program, console)?;
        if let Some(quarters) = self.quarters {
            let asked = ahead::Asked {
                file: &load::program_file(&content)?,
                program: &program,
                content: &content,
                quarters: quarters as usize,
                output: self.output.as_deref(),
                options: &options,
            };
            return asked.run(console);
        }
        let mut inputs = vec![&content];
        let baseline = match &self.baseline {
            Some(source) => Some(load::plan(source, console)?),
            None => None,
        };
        inputs.extend(baseline.iter().map(|(content, _)| content));
        let target = Target::open_json(self.output.as_deref(), &inputs)?;
        let certificate = certificates::open(self.certificate.as_deref(), &target, &inputs)?;
        let program = match &baseline {
            Some((content, plan)) => program.with_baseline(plan, sha256(&content.bytes)),
            None => program,
        };

        let watch = Watch::begin(console);
        if self.reserve > 0 {
            return self.with_reserve(&content, &program, &options, watch, &target, console);
        }
        let solution = solve_with_proof(&program, &options, &watch);
        let outcome = solution.outcome;
        let proof = Proof {
            target: certificate,
            found: solution.certificate,
            lacks: certificates::lacks(&outcome),
        };
        if let Outcome::Plan(mut plan) = outcome {
            explain::tell_reasons(&program, &mut plan);
            watch.end();
            let exit = self.show(&program, &plan, &target, console)?;
            proof.write(console)?;
            return Ok(exit);
        }
        let asked = Asked {
            content: &content,
            program: &program,
            options: &options,
            watch: &watch,
        };
        let diagnosed = no_plan::diagnose(outcome, &asked);
        watch.end();
        let (file, exit) = diagnosed?;
        no_plan::show(&program, &file, Report::default(), console, &Target::Stdout)?;
        proof.write(console)?;
        Ok(exit)
    }

    /// Plans with pairs of a seat and a mentor kept free.
    fn with_reserve(
        &self,
        content: &Content,
        program: &Program,
        options: &Options,
        watch: Watch,
        target: &Target,
        console: &Console,
    ) -> Result<Exit, Failure> {
        let outcome = solve_with_reserve(program, self.reserve, options, &watch);
        let (proof, reasons) = match outcome {
            Outcome::Plan(plan) => {
                watch.end();
                return self.show(program, &plan, target, console);
            }
            Outcome::Infeasible { proof, reasons } => (proof, reasons),
            other => {
                let asked = Asked {
                    content,
                    program,
                    options,
                    watch: &watch,
                };
                let diagnosed = no_plan::diagnose(other, &asked);
                watch.end();
                let (file, exit) = diagnosed?;
                no_plan::show(program, &file, Report::default(), console, &Target::Stdout)?;
                return Ok(exit);
            }
        };
        let fewer = most_kept(program, self.reserve - 1, options, &watch);
        watch.end();
        let pairs = names::count(self.reserve as usize, "free pair", "free pairs");
        let text =
            format!("no plan keeps every rule and {pairs} of a seat and a mentor in every slot");
        let less = match fewer {
            None => {
                "no plan was found without a reserve either; `rotaplan check` says why".to_owned()
            }
            Some(0) => "without --reserve there is a plan".to_owned(),
            Some(most) => format!("--reserve {most} can be kept"),
        };
        let mut problems = vec![Problem::error("reserve", "", format!("{text}; {less}"))];
        let told = reasons.into_iter();
        problems.extend(told.map(|reason| Problem::error("reserve", "", reason)));
        let file = DiagnosisFile {
            problems,
            proof: Some(proof),
            ..DiagnosisFile::new(DiagnosisStatus::Infeasible)
        };
        no_plan::show(program, &file, Report::default(), console, &Target::Stdout)?;
        Ok(Exit::No)
    }

    /// Writes the plan file and shows the plan.
    fn show(
        &self,
        program: &Program,
        plan: &PlanFile,
        target: &Target,
        console: &Console,
    ) -> Result<Exit, Failure> {
        if self.output.is_some() {
            target.write(&json(plan.to_json()))?;
        }
        // With the plan file on standard output there is no room for tables, and whoever asks for a
        // file and quiet wants none.
        let only_file = matches!(target, Target::Stdout) || console.quiet;
        if self.output.is_none() || !only_file {
            let verdict = verify(program, plan);
            let schedule = &verdict.schedule;
            let report =
                plan_report::report(program, plan, schedule, &verdict.values, console.verbose);
            report.write(
                console,
                &Target::Stdout,
                || plan.to_json(),
                || plan_report::rows(program, schedule),
            )?;
        }
        Ok(match plan.status {
            Some(Status::Partial) => Exit::No,
            _ => Exit::Done,
        })
    }
}
