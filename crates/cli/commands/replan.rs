//! `replan`: a new plan after a change, as close as possible to the published one.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::input::{Problem, suggest, to_json};
use rotaplan_core::plan::Proof;
use rotaplan_core::program::{Slot, sha256};
use rotaplan_core::replan::{Question, Refusal, Replanned, diagnosis, replan};
use rotaplan_core::{Options, Program};

use crate::args::Planning;
use crate::commands::diff;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::progress::{Watch, interrupted};
use crate::show::{Report, Table, Tone, json};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{load, names, no_plan};

/// So many changes are shown unless asked for all.
const SHOWN: usize = 60;

/// Plans again after a change, as close as possible to the published plan, the past frozen
#[derive(Args, Debug)]
pub(crate) struct Replan {
    /// The changed program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The published plan; - is standard input
    #[arg(value_parser = source)]
    plan: Source,
    /// The first slot that may still change, such as 2027-02; all before it stays as published
    #[arg(long, value_name = "SLOT")]
    from: Option<String>,
    /// Give up at most so many published placements; by default each costs the weight of `changes`
    #[arg(long, value_name = "N")]
    max_changes: Option<usize>,
    /// Write the new plan file (JSON) here; - is standard output, without the tables
    #[arg(long, short, value_name = "PLAN")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

impl Replan {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let options = self.planning.options()?;
        load::one_stdin(&[Some(&self.program), Some(&self.plan)])?;
        let (content, program) = load::program(&self.program, console)?;
        let (plan_content, published) = load::plan(&self.plan, console)?;
        let target = Target::open_json(self.output.as_deref(), &[&content, &plan_content])?;
        let file = load::program_file(&content)?;
        let from = self.from(&program)?;
        if let Some(of) = &published.program
            && !of.sha256.is_empty()
            && of.sha256 != program.sha256()
        {
            console.note("the plan was made for an earlier state of the program file, which is what replanning is for");
        }
        let sha256 = sha256(&plan_content.bytes);
        let question = Question {
            file: &file,
            program: &program,
            published: &published,
            sha256: &sha256,
            from,
            max_changes: self.max_changes,
        };
        let watch = Watch::begin(console);
        let replanned = replan(&question, &options, &watch);
        let refusal = match replanned {
            Ok(replanned) => {
                watch.end();
                return self.show(&program, &replanned, &target, console);
            }
            Err(refusal) => refusal,
        };
        let diagnosed = refused(refusal, &question, &options, &watch);
        watch.end();
        let (file, exit) = diagnosed?;
        no_plan::show(&program, &file, Report::default(), console, &Target::Stdout)?;
        Ok(exit)
    }

    /// The first slot that may change.
    fn from(&self, program: &Program) -> Result<Option<Slot>, Failure> {
        let Some(name) = &self.from else {
            return Ok(None);
        };
        let calendar = program.calendar();
        // The name of a month stands for both of its halves.
        let named = calendar.named(name);
        if let Some(first) = named.and_then(|slots| slots.iter().next()) {
            return Ok(Some(first));
        }
        let known: Vec<&str> = calendar.slots().map(|slot| calendar.name(slot)).collect();
        let failure = Failure::invalid(format!("the program has no slot {name}"));
        Err(match suggest(name, known.iter().copied()) {
            Some(near) => failure.help(format!("did you mean {near}?")),
            None => {
                let (first, last) = (known.first(), known.last());
                let ends = [first, last].map(|slot| slot.copied().unwrap_or_default());
                failure.help(format!("its slots are {} to {}", ends[0], ends[1]))
            }
        })
    }

    /// Writes the new plan and shows what changed, and why.
    fn show(
        &self,
        program: &Program,
        replanned: &Replanned,
        target: &Target,
        console: &Console,
    ) -> Result<Exit, Failure> {
        if self.output.is_some() {
            target.write(&json(replanned.plan.to_json()))?;
        }
        let only_file = matches!(target, Target::Stdout) || console.quiet;
        if self.output.is_none() || !only_file {
            let report = report(program, replanned, console.verbose);
            report.write(
                console,
                &Target::Stdout,
                || to_json(replanned),
                || rows(replanned),
            )?;
        }
        Ok(Exit::Done)
    }
}

/// What a refusal means, and how the run ends for it.
fn refused(
    refusal: Refusal,
    question: &Question,
    options: &Options,
    watch: &Watch,
) -> Result<(DiagnosisFile, Exit), Failure> {
    let problems = match refusal {
        Refusal::Strangers => {
            return Err(Failure::invalid(
                "the plan names nobody whom the program knows",
            )
            .help("give the plan that was published for this program; people who left stay in the program file, with `employed_until`"));
        }
        Refusal::Past(breaches) => breaches
            .iter()
            .map(|breach| {
                let text = format!("what is over breaks `{}`: {}", breach.rule, breach.text);
                Problem::error("frozen-past", "", text).help(PAST)
            })
            .collect(),
        Refusal::TooFew(fewest) => {
            let most = question.max_changes.unwrap_or_default();
            let whose = match fewest.proof {
                Some(Proof::Bound) => " (proven)",
                Some(Proof::Backend) => " (on the solver's word)",
                None => ", as far as was found",
            };
            let found = names::count(fewest.found, "change is", "changes are");
            let text = format!("{found} needed{whose}, and --max-changes allows {most}");
            if fewest.proof.is_none() && fewest.at_least <= most {
                let text = format!("{text}; whether fewer would do was not found out");
                let file = DiagnosisFile {
                    problems: vec![Problem::error("max-changes", "", text)],
                    ..DiagnosisFile::new(DiagnosisStatus::Unknown)
                };
                return Ok((file, Exit::Limit));
            }
            vec![
                Problem::error("max-changes", "", text)
                    .help("allow more changes, or leave the option out"),
            ]
        }
        Refusal::NoPlan { proof, reasons } => {
            let mut file = diagnosis(question, proof, options, watch);
            file.proof = file.proof.or(Some(proof));
            if file.shortages.is_empty() && file.conflict.is_empty() {
                let named = reasons.into_iter();
                file.problems
                    .extend(named.map(|reason| Problem::error("infeasible", "", reason)));
            }
            return Ok((file, Exit::No));
        }
        Refusal::Unknown => {
            let exit = match interrupted() {
                true => Exit::Interrupted,
                false => Exit::Limit,
            };
            return Ok((DiagnosisFile::new(DiagnosisStatus::Unknown), exit));
        }
        Refusal::Defect(text) => return Err(Failure::defect(text)),
    };
    let file = DiagnosisFile {
        problems,
        proof: Some(Proof::Bound),
        ..DiagnosisFile::new(DiagnosisStatus::Infeasible)
    };
    Ok((file, Exit::No))
}

const PAST: &str = "what has happened cannot be planned again: let the program file say how it was, or \
begin with an earlier slot (--from)";

fn report(program: &Program, replanned: &Replanned, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    report.text(Tone::Plain, format!("{}.", names::size(program)));
    if let Some(from) = &replanned.from {
        let frozen = names::count(replanned.frozen, "placement", "placements");
        report.text(
            Tone::Plain,
            format!("What lies before {from} stays as published: {frozen}."),
        );
    }
    let (tone, text) = fewest(replanned);
    report.text(tone, text);
    let (tone, text) = crate::plan_report::proof(&replanned.plan);
    report.text(tone, text);
    let given_up = causes(replanned, true);
    let joined = causes(replanned, false);
    if !given_up.is_empty() {
        report.heading("Why published placements were given up");
        report.items(cut(given_up, all));
    }
    if !joined.is_empty() {
        report.heading("Who is placed anew");
        report.items(cut(joined, all));
    }
    if !replanned.excused.is_empty() {
        report.heading("Who leaves");
        let texts = replanned.excused.iter().map(|row| row.text.clone());
        report.items(texts.collect());
        report.text(
            Tone::Aside,
            "Say so in the program file too (--format json has each change as a patch), so that \
             `rotaplan verify` agrees.",
        );
    }
    report.heading("What changed");
    diff::add(&mut report, &replanned.difference, all);
    report
}

/// How many changes there are, and how few there can be.
fn fewest(replanned: &Replanned) -> (Tone, String) {
    let fewest = &replanned.fewest;
    let changes = names::count(replanned.changes, "change", "changes");
    if replanned.changes == 0 {
        return (
            Tone::Good,
            "The published plan holds: no change.".to_owned(),
        );
    }
    let needed = match fewest.proof {
        Some(Proof::Backend) => format!("at least {} needed, on the solver's word", fewest.found),
        Some(Proof::Bound) => format!("at least {} needed, proven", fewest.found),
        None => format!("between {} and {} needed", fewest.at_least, fewest.found),
    };
    let tone = match fewest.proof {
        Some(_) => Tone::Good,
        None => Tone::Plain,
    };
    (tone, format!("{changes} ({needed})."))
}

fn causes(replanned: &Replanned, given_up: bool) -> Vec<String> {
    let rows = replanned
        .causes
        .iter()
        .filter(|row| row.given_up == given_up);
    rows.map(|row| {
        let (who, there, when) = (&row.staff, &row.department, &row.slot);
        format!("{who} at {there} in {when}: {}", row.text)
    })
    .collect()
}

fn cut(mut items: Vec<String>, all: bool) -> Vec<String> {
    if !all && items.len() > SHOWN {
        let more = items.len() - SHOWN;
        items.truncate(SHOWN);
        items.push(format!("… and {more} more; -v shows all"));
    }
    items
}

/// A row for each cause.
fn rows(replanned: &Replanned) -> Table {
    let mut table = Table::new(&["change", "staff", "department", "slot", "cause", "text"]);
    for row in &replanned.causes {
        let change = if row.given_up { "given up" } else { "new" };
        table.row([
            change,
            &row.staff,
            &row.department,
            &row.slot,
            &row.code,
            &row.text,
        ]);
    }
    table
}
