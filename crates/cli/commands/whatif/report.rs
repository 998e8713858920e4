//! What came of scenarios: a table with bars, where it bends, and the answer to a question.

use rotaplan_core::Program;
use rotaplan_core::diagnosis::DiagnosisFile;
use rotaplan_core::whatif::{ProvedBy, ScenarioRow, ScenarioStatus, WhatIf};
use rotaplan_files::chart::{Chart, Panel};

use crate::names;
use crate::show::{Report, Table, Tone};

/// So many scenarios are shown unless asked for all.
const SHOWN: usize = 40;
/// Characters of the longest bar.
const BAR: usize = 12;

/// The whole story.
pub(super) fn report(program: &Program, found: &WhatIf, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    report.text(Tone::Plain, format!("{}.", names::size(program)));
    if let Some(answer) = &found.answer {
        let tone = match answer.value {
            Some(_) => Tone::Good,
            None => Tone::Bad,
        };
        report.text(tone, format!("{}.", capital(&answer.text)));
    }
    let rows = &found.scenarios;
    let shown = if all || rows.len() <= SHOWN + 1 {
        rows.len()
    } else {
        SHOWN
    };
    if !rows.is_empty() {
        report.heading(match found.answer {
            Some(_) => "What proves it".to_owned(),
            None => names::count(rows.len(), "scenario", "scenarios"),
        });
        report.table(table(rows, shown));
    }
    if shown < rows.len() {
        let more = rows.len() - shown;
        report.text(Tone::Aside, format!("… and {more} more; -v shows all"));
    }
    let bends: Vec<String> = found
        .bends
        .iter()
        .map(|bend| sentence(bend.with.is_empty(), bend))
        .collect();
    if !bends.is_empty() {
        report.heading("Where it bends");
        report.items(bends);
    }
    let told = rows.iter().filter_map(why).collect::<Vec<_>>();
    if !told.is_empty() {
        report.heading("Why there is no plan");
        let count = told.len();
        let most = if all { count } else { count.min(10) };
        let mut told = told;
        told.truncate(most);
        if most < count {
            told.push(format!("… and {} more; -v shows all", count - most));
        }
        report.items(told);
    }
    let proven = rows
        .iter()
        .filter(|row| row.proved_by == Some(ProvedBy::Neighbour))
        .count();
    if proven > 0 {
        let text = format!(
            "{} proven by others with more or less room, without planning.",
            names::count(proven, "scenario was", "scenarios were")
        );
        report.text(Tone::Aside, text);
    }
    report
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn sentence(alone: bool, bend: &rotaplan_core::whatif::Bend) -> String {
    if alone {
        return bend.text.clone();
    }
    let with = bend
        .with
        .iter()
        .map(|(key, value)| format!("{key}={}", bare(value)));
    format!(
        "with {}: {}",
        with.collect::<Vec<_>>().join(", "),
        bend.text
    )
}

/// A setting as the command line says it.
fn bare(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "none".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

fn table(rows: &[ScenarioRow], shown: usize) -> Table {
    let mut table = Table::new(&[
        "Scenario",
        "Result",
        "#Score",
        "",
        "#Gap",
        "#Short",
        "#Peak",
        "#First choice",
    ]);
    let scores = || rows.iter().filter_map(|row| row.score);
    let (least, most) = (scores().min().unwrap_or(0), scores().max().unwrap_or(0));
    for row in &rows[..shown] {
        let number = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        table.row([
            row.name.clone(),
            word(row).to_owned(),
            number(row.score.map(|score| score.to_string())),
            row.score
                .map_or(String::new(), |score| bar(score, least, most)),
            number(row.gap.map(|gap| match gap == 0.0 {
                true => "0 %".to_owned(),
                false => format!("{:.2} %", gap * 100.0),
            })),
            number(row.unplaced.map(|short| short.to_string())),
            number(row.goals.get("peak_away").map(|peak| peak.to_string())),
            number(
                row.first_choices
                    .map(|share| format!("{:.0} %", share * 100.0)),
            ),
        ]);
    }
    table
}

/// A bar from the lowest score, which still shows, to the highest.
fn bar(score: i64, least: i64, most: i64) -> String {
    let span = (i128::from(most) - i128::from(least)).max(1);
    let length = (i128::from(score) - i128::from(least)) * (BAR as i128 - 1) / span;
    "▇".repeat(1 + usize::try_from(length).unwrap_or(0).min(BAR - 1))
}

fn word(row: &ScenarioRow) -> &'static str {
    match row.status {
        ScenarioStatus::Infeasible => "no plan",
        status => status.word(),
    }
}

/// Why a scenario that was planned has no plan, in a line.
fn why(row: &ScenarioRow) -> Option<String> {
    let told = row
        .diagnosis
        .as_ref()
        .filter(|_| row.proved_by != Some(ProvedBy::Neighbour))?;
    Some(format!("{}: {}", row.name, in_short(told)?))
}

fn in_short(told: &DiagnosisFile) -> Option<String> {
    let shortages = told.shortages.iter().map(|short| short.text.clone());
    let clauses = told
        .conflict
        .iter()
        .map(|clause| format!("{} ({})", clause.text, clause.rule));
    let problems = told.problems.iter().map(|problem| problem.message.clone());
    let mut texts: Vec<String> = shortages.collect();
    if texts.is_empty() {
        let clauses: Vec<String> = clauses.collect();
        texts.extend((!clauses.is_empty()).then(|| format!("these clash: {}", clauses.join("; "))));
    }
    if texts.is_empty() {
        texts = problems.collect();
    }
    let more = texts.len().saturating_sub(2);
    texts.truncate(2);
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// Score, people short, peak absence and share of first choices, one above the other.
pub(super) fn chart(program: &Program, found: &WhatIf) -> Chart {
    let rows = &found.scenarios;
    let keys: std::collections::BTreeSet<&String> =
        rows.iter().flat_map(|row| row.set.keys()).collect();
    let one = keys.len() == 1;
    let label = |row: &ScenarioRow| match row.set.values().next() {
        Some(value) if one && found.answer.is_none() => bare(value),
        _ => row.name.clone(),
    };
    let panel = |title: &str, value: &dyn Fn(&ScenarioRow) -> Option<f64>| Panel {
        title: title.to_owned(),
        values: rows.iter().map(value).collect(),
    };
    let peak = |row: &ScenarioRow| row.goals.get("peak_away").map(|peak| *peak as f64);
    Chart {
        title: names::title(program),
        axis: keys.into_iter().cloned().collect::<Vec<_>>().join(", "),
        labels: rows.iter().map(label).collect(),
        at: Vec::new(),
        panels: vec![
            panel("score", &|row| row.score.map(|score| score as f64)),
            panel("rotations missing", &|row| row.unplaced.map(f64::from)),
            panel("away at the peak", &peak),
            panel("first choices, %", &|row| {
                row.first_choices.map(|share| share * 100.0)
            }),
        ],
    }
}

/// The scenarios as rows.
pub(super) fn rows(found: &WhatIf) -> Table {
    let mut table = Table::new(&[
        "scenario",
        "status",
        "#score",
        "#bound",
        "#gap",
        "#unplaced",
        "#peak_away",
        "#first_choices",
        "proved_by",
    ]);
    for row in &found.scenarios {
        let peak = row.goals.get("peak_away");
        let proved = row.proved_by.map(|by| match by {
            ProvedBy::Solve => "solve",
            ProvedBy::Neighbour => "neighbour",
        });
        table.row([
            row.name.clone(),
            row.status.word().to_owned(),
            text(row.score),
            text(row.bound),
            text(row.gap),
            text(row.unplaced),
            text(peak),
            text(row.first_choices),
            text(proved),
        ]);
    }
    table
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
