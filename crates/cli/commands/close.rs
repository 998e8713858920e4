//! `close`: a finished quarter goes into history, and the next quarter's program comes out.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::Program;
use rotaplan_core::close::{Closed, Quarter, close};
use rotaplan_core::input::{find_lines, to_json};
use rotaplan_core::program::sha256;
use rotaplan_files::sheets::blank_outcomes;

use super::export::refused;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::outcomes::Outcomes;
use crate::show::{Report, Table, Tone, json};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{load, names};

/// So many people are named unless asked for all.
const SHOWN: usize = 20;

/// Puts a finished quarter into history and writes the next quarter's program
#[derive(Args, Debug)]
pub(crate) struct Close {
    /// The program file of the quarter; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// Its plan file
    #[arg(value_parser = source)]
    plan: Source,
    /// What became of the placements, JSON or CSV; without it all took place
    #[arg(long, value_name = "FILE", value_parser = source)]
    outcomes: Option<Source>,
    /// Write the next quarter's program here; - is standard output
    #[arg(long, short, value_name = "NEXT")]
    output: Option<PathBuf>,
    /// Close nothing: write a CSV form for the outcomes here, with a row for each placement
    #[arg(long, value_name = "FILE", conflicts_with_all = ["outcomes", "output"])]
    form: Option<PathBuf>,
}

impl Close {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        load::one_stdin(&[
            Some(&self.program),
            Some(&self.plan),
            self.outcomes.as_ref(),
        ])?;
        let (content, program) = load::program(&self.program, console)?;
        let file = load::program_file(&content)?;
        let (plan_content, plan) = load::plan(&self.plan, console)?;
        if let Some(form) = &self.form {
            let target = Target::open(Some(form), &[&content, &plan_content])?;
            let bytes = blank_outcomes(&file, &plan).map_err(|problem| refused(&problem))?;
            target.write_bytes(&bytes)?;
            console.note(&format!("wrote {}", form.display()));
            return Ok(Exit::Done);
        }
        let outcomes = match &self.outcomes {
            Some(source) => Some(Outcomes::read(source, console)?),
            None => None,
        };
        let mut inputs = vec![&content, &plan_content];
        inputs.extend(outcomes.iter().map(|outcomes| &outcomes.content));
        let target = Target::open_json(self.output.as_deref(), &inputs)?;
        let quarter = Quarter {
            file: &file,
            program: &program,
            plan: &plan,
            sha256: &sha256(&plan_content.bytes),
            outcomes: outcomes.as_ref().map(|outcomes| &outcomes.file),
        };
        let (closed, mut faults) = match close(&quarter) {
            Ok(closed) => (Some(closed.clone()), closed.warnings),
            Err(faults) => (None, faults),
        };
        find_lines(&content.bytes, &mut faults.program);
        find_lines(&plan_content.bytes, &mut faults.plan);
        let mut said = vec![(&*faults.program, &content), (&*faults.plan, &plan_content)];
        let traced = outcomes
            .as_ref()
            .map(|outcomes| (outcomes.trace(faults.outcomes.clone()), &outcomes.content));
        said.extend(
            traced
                .iter()
                .map(|(problems, content)| (&**problems, *content)),
        );
        load::all(&said, console)?;
        let Some(closed) = closed else {
            return Err(Failure::defect("a quarter without a fault was not closed"));
        };
        self.show(&program, &closed, &target, console)
    }

    fn show(
        &self,
        program: &Program,
        closed: &Closed,
        target: &Target,
        console: &Console,
    ) -> Result<Exit, Failure> {
        target.write(&json(to_json(&closed.next)))?;
        if matches!(target, Target::Stdout) || console.quiet {
            return Ok(Exit::Done);
        }
        let report = report(program, closed, console.verbose);
        let rows = || {
            let mut table = Table::new(&["staff", "#owed", "#carry"]);
            for person in &closed.next.staff {
                table.row([
                    person.id.clone(),
                    person.owed.to_string(),
                    person.carry.to_string(),
                ]);
            }
            table
        };
        report.write(console, &Target::Stdout, || to_json(&closed.next), rows)?;
        Ok(Exit::Done)
    }
}

fn report(program: &Program, closed: &Closed, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let first = program.calendar().slots().next();
    let last = program.calendar().slots().next_back();
    if let (Some(first), Some(last)) = (first, last) {
        report.text(
            Tone::Good,
            format!(
                "Closed: {} to {}.",
                names::slot(program, first),
                names::slot(program, last)
            ),
        );
    }
    report.text(
        Tone::Plain,
        format!(
            "{} went into history, {} cancelled. The next program begins with {}.",
            names::count(closed.visits, "visit", "visits"),
            names::count(closed.cancelled, "was", "were"),
            closed.next.horizon.first_month
        ),
    );
    let shown = |lines: Vec<String>| {
        let more = lines
            .len()
            .saturating_sub(if all { usize::MAX } else { SHOWN });
        let mut lines = lines;
        if more > 0 {
            lines.truncate(SHOWN);
            lines.push(format!("… and {more} more; -v shows all"));
        }
        lines
    };
    if !closed.owed.is_empty() {
        report.heading("Owed to the next quarter");
        let line = |(id, owed): &(String, u32)| {
            let who = program
                .staff_by_id(id)
                .map_or(id.clone(), |staff| names::staff(program, staff));
            format!(
                "{who}: {}",
                names::count(*owed as usize, "rotation", "rotations")
            )
        };
        report.items(shown(closed.owed.iter().map(line).collect()));
    }
    if !closed.left.is_empty() {
        report.heading("Gone, but for the history");
        report.items(shown(closed.left.clone()));
    }
    report
}
