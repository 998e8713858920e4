//! `diff`: what changed from one plan to another.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::diff::{Difference, diff};
use rotaplan_core::input::to_json;
use rotaplan_core::plan::PlacementFile;
use rotaplan_core::program::sha256;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::show::{Report, Table, Tone};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{load, names};

/// So many rows of a table are shown unless asked for all.
const SHOWN: usize = 40;

/// Shows what changed from one plan to another: per person, department and mentor
#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// The earlier plan file; - is standard input
    #[arg(value_parser = source)]
    from: Source,
    /// The later plan file; - is standard input
    #[arg(value_parser = source)]
    to: Source,
    /// Write the result to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Diff {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        load::one_stdin(&[Some(&self.from), Some(&self.to)])?;
        let (from_content, from) = load::plan(&self.from, console)?;
        let (to_content, to) = load::plan(&self.to, console)?;
        let target = Target::open(self.output.as_deref(), &[&from_content, &to_content])?;
        let mut difference = diff(&from, &to);
        difference.from.sha256 = Some(sha256(&from_content.bytes));
        difference.to.sha256 = Some(sha256(&to_content.bytes));
        let of = |of: &rotaplan_core::diff::PlanRef| {
            let program = of.program.as_ref();
            program.map(|program| program.sha256.clone())
        };
        if let (Some(a), Some(b)) = (of(&difference.from), of(&difference.to))
            && a != b
        {
            console.note(
                "the plans were made for different program files, or for different states of one",
            );
        }
        let mut report = Report::default();
        report.heading("What changed");
        add(&mut report, &difference, console.verbose);
        report.write(
            console,
            &target,
            || to_json(&difference),
            || rows(&difference),
        )?;
        Ok(Exit::Done)
    }
}

/// Adds what differs: in all, per person, per department and per mentor.
pub(crate) fn add(report: &mut Report, difference: &Difference, all: bool) {
    if difference.is_empty() {
        let placed = names::count(difference.kept, "placement", "placements");
        report.text(
            Tone::Good,
            format!("Nothing: both plans have the same {placed}."),
        );
        return;
    }
    let kept = names::count(difference.kept, "placement is kept", "placements are kept");
    let given_up = difference.given_up;
    let new = difference.to.placements.saturating_sub(difference.kept);
    report.text(
        Tone::Plain,
        format!("{kept}, {given_up} given up, {new} new."),
    );
    if let (Some(before), Some(after)) = (difference.from.score, difference.to.score) {
        let text = format!("The plan files say a score of {before} before and {after} after.");
        report.text(Tone::Aside, text);
    }
    let mut table = Table::new(&["Who", "What", "Before", "After"]);
    for row in cut(&difference.people, all) {
        let (before, after) = (places(&row.before), places(&row.after));
        table.row([row.staff.clone(), row.kind.clone(), before, after]);
    }
    section(report, "By person", table, difference.people.len(), all);
    let mut table = Table::new(&["Where", "#Guests before", "#After", "Who left", "Who came"]);
    for row in cut(&difference.departments, all) {
        let guests = [row.guests_before, row.guests_after].map(|number| number.to_string());
        let [before, after] = guests;
        let (left, came) = (guests_of(&row.left), guests_of(&row.came));
        table.row([row.department.clone(), before, after, left, came]);
    }
    section(
        report,
        "By department",
        table,
        difference.departments.len(),
        all,
    );
    let mut table = Table::new(&[
        "Mentor",
        "#Mentees before",
        "#After",
        "No longer",
        "Instead",
    ]);
    for row in cut(&difference.mentors, all) {
        let mentees = [row.mentees_before, row.mentees_after].map(|number| number.to_string());
        let [before, after] = mentees;
        let (left, came) = (guests_of(&row.left), guests_of(&row.came));
        table.row([row.mentor.clone(), before, after, left, came]);
    }
    section(report, "By mentor", table, difference.mentors.len(), all);
}

fn section(report: &mut Report, heading: &str, table: Table, rows: usize, all: bool) {
    if rows == 0 {
        return;
    }
    report.heading(heading);
    report.table(table);
    if !all && rows > SHOWN {
        let more = rows - SHOWN;
        report.text(Tone::Aside, format!("… and {more} more; -v shows all"));
    }
}

fn cut<T>(rows: &[T], all: bool) -> &[T] {
    match all {
        true => rows,
        false => &rows[..rows.len().min(SHOWN)],
    }
}

/// "finance in 2027-02 with m01; hr in 2027-03".
fn places(rows: &[PlacementFile]) -> String {
    let each = rows.iter().map(|x| {
        let with = x.mentor.as_ref().map(|mentor| format!(" with {mentor}"));
        format!("{} in {}{}", x.department, x.slot, with.unwrap_or_default())
    });
    each.collect::<Vec<_>>().join("; ")
}

/// "e01 in 2027-02; e02 in 2027-03".
fn guests_of(rows: &[PlacementFile]) -> String {
    let each = rows.iter().map(|x| format!("{} in {}", x.staff, x.slot));
    each.collect::<Vec<_>>().join("; ")
}

/// A row for each placement that only one of the plans has.
pub(crate) fn rows(difference: &Difference) -> Table {
    let mut table = Table::new(&["change", "slot", "staff", "department", "mentor"]);
    let told = [
        ("removed", &difference.removed),
        ("added", &difference.added),
    ];
    for (change, rows) in told {
        for x in rows {
            let mentor = x.mentor.clone().unwrap_or_default();
            table.row([change, &x.slot, &x.staff, &x.department, &mentor]);
        }
    }
    table
}
