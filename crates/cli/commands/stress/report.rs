//! A stress test as sentences and tables.

use std::cmp::Reverse;

use rotaplan_core::Program;
use rotaplan_core::plan::Proof;
use rotaplan_core::stress::{DropoutRow, Holds, Stress, Tally};

use crate::names;
use crate::show::{Report, Table, Tone};

/// So many rows are shown unless asked for all.
const SHOWN: usize = 15;

/// The whole story.
pub(super) fn report(program: &Program, found: &Stress, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let placements = names::count(found.placements, "placement", "placements");
    let size = names::size(program);
    report.text(
        Tone::Plain,
        format!("{size}: {placements} with a score of {}.", found.score),
    );
    if !found.complete {
        let tally = &found.singles;
        let combined = found.combined.as_ref();
        let tried = tally.tried + combined.map_or(0, |tally| tally.tried);
        let all = tally.all + combined.map_or(0, |tally| tally.all);
        report.text(Tone::Bad, format!("Stopped: {tried} of {all} were tried."));
    }
    say(
        &mut report,
        &found.singles,
        "single dropout",
        "single dropouts",
    );
    if let Some(combined) = &found.combined {
        say(&mut report, combined, "combination", "combinations");
    }
    let singles = found.singles.tried;
    if let Some(row) = found.worst.and_then(|at| found.dropouts.get(at)) {
        let text = format!("Hurts most: {}. {}.", who(row), sentence(row));
        report.text(Tone::Plain, text);
    }
    let (single, combined) = found.dropouts.split_at(singles.min(found.dropouts.len()));
    add(&mut report, "Single dropouts, the worst first", single, all);
    add(&mut report, "Combinations, the worst first", combined, all);
    reserve(&mut report, found);
    report
}

/// How many hold, are repaired, and are not.
fn say(report: &mut Report, tally: &Tally, one: &str, many: &str) {
    let tried = names::count(tally.tried, one, many);
    if tally.tried == 0 {
        report.text(Tone::Plain, format!("{tried} tried."));
        return;
    }
    let survived = tally.holds + tally.repaired;
    let mut text = match survived == tally.tried {
        true => format!("{tried}: the plan survives every one"),
        false => format!("{tried}: the plan survives {survived}"),
    };
    text.push_str(&format!(
        " ({} with nobody else moved, {} repaired with {} at most)",
        tally.holds,
        tally.repaired,
        names::count(tally.most_changes, "change", "changes")
    ));
    match tally.impossible {
        0 => {}
        1 => text.push_str("; 1 leaves no plan"),
        more => text.push_str(&format!("; {more} leave no plan")),
    }
    if tally.unknown > 0 {
        text.push_str(&format!("; of {} it was not found out", tally.unknown));
    }
    let tone = match survived == tally.tried {
        true => Tone::Good,
        false => Tone::Bad,
    };
    report.text(tone, format!("{text}."));
    if tally.largest_fall > 0 {
        let text = format!("The score falls by {} at most.", tally.largest_fall);
        report.text(Tone::Plain, text);
    }
}

/// Who drops out: "Ada Park (e01)", or several joined by "and".
pub(super) fn who(row: &DropoutRow) -> String {
    let names: Vec<&str> = row.dropped.iter().map(|one| one.text.as_str()).collect();
    names.join(" and ")
}

/// What comes of it, in a few words.
pub(super) fn outcome(row: &DropoutRow) -> String {
    match row.status {
        Holds::Holds if row.lost == 0 && row.new.is_empty() => "nothing changes".to_owned(),
        Holds::Holds => "the others stay".to_owned(),
        Holds::Repaired => "repaired".to_owned(),
        Holds::Unknown => "not found out".to_owned(),
        Holds::Impossible => match row.proof {
            Some(Proof::Bound) => "no plan (proven)".to_owned(),
            _ => "no plan (on the solver's word)".to_owned(),
        },
    }
}

/// The same as a sentence.
fn sentence(row: &DropoutRow) -> String {
    let fall = row.fall.unwrap_or(0);
    match row.status {
        Holds::Impossible => match row.reasons.first() {
            Some(reason) => format!("No plan is left: {reason}"),
            None => "No plan is left that keeps every rule".to_owned(),
        },
        Holds::Unknown => "Whether a plan is left was not found out".to_owned(),
        Holds::Holds => format!("The others stay, and the score falls by {fall}"),
        Holds::Repaired => {
            let needed = names::count(row.changes.unwrap_or(0), "change", "changes");
            format!("It is repaired with {needed}, and the score falls by {fall}")
        }
    }
}

/// The changes of others: "2", or "2 (at least 1)" where fewer are not ruled out.
fn changes(row: &DropoutRow) -> String {
    match row.changes {
        Some(found) if row.at_least < found => format!("{found} (at least {})", row.at_least),
        Some(found) => found.to_string(),
        None => String::new(),
    }
}

fn add(report: &mut Report, heading: &str, rows: &[DropoutRow], all: bool) {
    let harm = |row: &&DropoutRow| {
        let fall = row.fall.unwrap_or(0);
        Reverse((row.status.max(Holds::Repaired), fall, row.changes))
    };
    let mut sorted: Vec<&DropoutRow> = rows.iter().collect();
    sorted.sort_by_key(harm);
    if sorted.is_empty() {
        return;
    }
    report.heading(heading);
    let mut table = Table::new(&[
        "Who drops out",
        "What comes of it",
        "#Changes",
        "#Score falls by",
        "In the way",
    ]);
    let shown = match all || sorted.len() <= SHOWN + 1 {
        true => sorted.len(),
        false => SHOWN,
    };
    for row in &sorted[..shown] {
        let fall = row.fall.map_or(String::new(), |fall| fall.to_string());
        let reason = row.reasons.first().cloned().unwrap_or_default();
        table.row([who(row), outcome(row), changes(row), fall, reason]);
    }
    report.table(table);
    if shown < sorted.len() {
        let more = sorted.len() - shown;
        report.text(Tone::Aside, format!("… and {more} more; -v shows all"));
    }
}

/// What would make the plan survive.
fn reserve(report: &mut Report, found: &Stress) {
    let failing = found.singles.impossible + found.singles.unknown;
    let Some(reserve) = &found.reserve else {
        if failing > 0 {
            let text = "The reserve that would help was not looked for to the end.";
            report.text(Tone::Aside, text);
        }
        return;
    };
    report.heading("Reserve");
    let saves = reserve.saves.len();
    if saves > 0 {
        let whose = match reserve.cheapest {
            true => "the cheapest reserve",
            false => "a reserve (whether a cheaper one would do is not proven)",
        };
        let all = match reserve.beyond.is_empty() {
            true => "the plan survives every single dropout".to_owned(),
            false => format!("the plan survives {saves} more"),
        };
        report.text(
            Tone::Good,
            format!("With {whose} {all}; each was planned again with it:"),
        );
        report.items(reserve.add.iter().map(|spare| spare.text.clone()).collect());
    }
    if !reserve.beyond.is_empty() {
        report.text(
            Tone::Bad,
            "No mentor and no seat more in any department was found to help with:",
        );
        let rows = reserve
            .beyond
            .iter()
            .filter_map(|at| found.dropouts.get(*at));
        report.items(rows.map(who).collect());
    }
}

/// A row for each dropout.
pub(super) fn rows(found: &Stress) -> Table {
    let mut table = Table::new(&[
        "dropped",
        "kind",
        "slot",
        "status",
        "#lost",
        "#changes",
        "#at_least",
        "proof",
        "#score",
        "#fall",
        "reason",
    ]);
    let number = |value: Option<i64>| value.map_or(String::new(), |value| value.to_string());
    for row in &found.dropouts {
        let joined = |part: &dyn Fn(&rotaplan_core::stress::Dropped) -> String| {
            let parts: Vec<String> = row.dropped.iter().map(part).collect();
            parts.join(" + ")
        };
        let changes = row
            .changes
            .map_or(String::new(), |changes| changes.to_string());
        let proof = match row.proof {
            Some(Proof::Bound) => "bound",
            Some(Proof::Backend) => "backend",
            None => "",
        };
        table.row([
            joined(&|one| one.id.clone()),
            joined(&|one| one.kind.word().to_owned()),
            joined(&|one| one.slot.clone().unwrap_or_default()),
            row.status.word().to_owned(),
            row.lost.to_string(),
            changes,
            row.at_least.to_string(),
            proof.to_owned(),
            number(row.score),
            number(row.fall),
            row.reasons.first().cloned().unwrap_or_default(),
        ]);
    }
    table
}
