//! What to say of placements that somebody asked about.

use rotaplan_core::Program;
use rotaplan_core::explanation::{Alternative, Explanation, Verdict};
use rotaplan_core::program::StaffIdx;

use crate::names;
use crate::show::{Report, Table, Tone};

/// A sentence or two about one placement, a table about several.
pub(crate) fn report(program: &Program, staff: StaffIdx, explanation: &Explanation) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let who = names::staff(program, staff);
    match explanation.alternatives.as_slice() {
        [row] => one(&mut report, program, &who, row, explanation.score),
        rows => several(&mut report, program, &who, rows),
    }
    report
}

fn place(program: &Program, row: &Alternative) -> (String, String) {
    let department = program.department_by_id(&row.department);
    let slot = program.calendar().slot(&row.slot);
    (
        department.map_or(row.department.clone(), |d| names::department(program, d)),
        slot.map_or(row.slot.clone(), |t| names::slot(program, t)),
    )
}

fn one(report: &mut Report, program: &Program, who: &str, row: &Alternative, score: Option<i64>) {
    let (department, slot) = place(program, row);
    let what = format!("{who} in {department} in {slot}");
    match row.verdict {
        Verdict::Planned => report.text(Tone::Good, format!("{what}: that is the plan.")),
        Verdict::Unknown => report.text(
            Tone::Bad,
            format!("{what}: whether that can be was not found out in time."),
        ),
        Verdict::Forbidden => {
            report.text(Tone::Bad, format!("{what}: no plan has that. In the way:"));
            report.items(row.reasons.clone());
            report.text(
                Tone::Aside,
                "Change one of these in the program file, then plan again.",
            );
        }
        Verdict::Possible => {
            let cost = cost(row);
            let now = score.unwrap_or_default();
            let text = format!("{what} is possible. It costs {cost} of the score of {now}.");
            report.text(Tone::Plain, text);
            if row.moves.is_empty() {
                return;
            }
            report.heading("Who would be where in the best plan with it");
            let mut table = Table::new(&["Who", "Now", "Then"]);
            for row in &row.moves {
                let list = |places: &[String]| match places {
                    [] => "nowhere".to_owned(),
                    places => places.join(" and "),
                };
                let name = names::label(&row.name, &row.staff);
                table.row([name, list(&row.from), list(&row.to)]);
            }
            report.table(table);
            report.text(
                Tone::Aside,
                "To have it so, add it to `pins` of the program file and plan again.",
            );
        }
    }
}

fn several(report: &mut Report, program: &Program, who: &str, rows: &[Alternative]) {
    report.text(
        Tone::Plain,
        format!("Where else {who} could be, and what that costs of the score:"),
    );
    let mut table = Table::new(&["When", "Where", "Possible", "#Cost", "Why"]);
    let mut rows: Vec<&Alternative> = rows.iter().collect();
    rows.sort_by_key(|row| (order(row.verdict), row.cost_at_most, row.slot.clone()));
    for row in rows {
        let (department, slot) = place(program, row);
        let possible = match row.verdict {
            Verdict::Planned => "as planned",
            Verdict::Possible => "yes",
            Verdict::Forbidden => "no",
            Verdict::Unknown => "not known",
        };
        table.row([slot, department, possible.to_owned(), cost(row), rules(row)]);
    }
    report.table(table);
    let text =
        "Ask with --department and --slot too for the reasons in full, and for who would move.";
    report.text(Tone::Aside, text);
}

/// The rules that stand in the way, by their names.
fn rules(row: &Alternative) -> String {
    let reasons = row.reasons.iter();
    let mut names: Vec<&str> = reasons
        .map(|reason| reason.split_once(": ").map_or("shortage", |(rule, _)| rule))
        .map(|rule| if rule.contains(' ') { "shortage" } else { rule })
        .collect();
    names.dedup();
    names.join(", ")
}

fn order(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Planned => 0,
        Verdict::Possible => 1,
        Verdict::Unknown => 2,
        Verdict::Forbidden => 3,
    }
}

/// "4", or "2 to 4" where it is not exact.
fn cost(row: &Alternative) -> String {
    match (row.cost_at_least, row.cost_at_most) {
        (Some(least), Some(most)) if least == most => most.to_string(),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        _ => String::new(),
    }
}

/// The placements as rows for a spreadsheet.
pub(crate) fn rows(explanation: &Explanation) -> Table {
    let mut table = Table::new(&[
        "slot",
        "department",
        "verdict",
        "#cost_at_least",
        "#cost_at_most",
        "reasons",
    ]);
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    for row in &explanation.alternatives {
        table.row([
            row.slot.clone(),
            row.department.clone(),
            format!("{:?}", row.verdict).to_lowercase(),
            number(row.cost_at_least),
            number(row.cost_at_most),
            row.reasons.join("; "),
        ]);
    }
    table
}
