//! The frontier of two goals as a table and a chart.

use rotaplan_core::Program;
use rotaplan_core::frontier::{Frontier, Point};
use rotaplan_core::plan::{Proof, Status};
use rotaplan_files::chart::{Chart, Panel};

use crate::names;
use crate::show::{Report, Table, Tone};

/// So many points are shown unless asked for all.
const SHOWN: usize = 40;

/// The whole story.
pub(super) fn report(program: &Program, found: &Frontier, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    report.text(Tone::Plain, format!("{}.", names::size(program)));
    let tone = match found.points.is_empty() {
        true => Tone::Bad,
        false => Tone::Good,
    };
    let word = match found.proof {
        Some(Proof::Backend) => " (on the solver's word)",
        _ => "",
    };
    let mut letters = found.text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    let text: String = first.chain(letters).collect();
    report.text(tone, format!("{text}{word}."));
    let [a, b] = &found.goals;
    let saved = found.points.iter().any(|point| point.file.is_some());
    let mut table = Table::new(&[&format!("#{a}"), &format!("#{b}"), "#Score", "Which"]);
    if saved {
        table.add_column("Plan");
    }
    let best = found.points.iter().filter_map(|point| point.score).max();
    let shown = if all || found.points.len() <= SHOWN + 1 {
        found.points.len()
    } else {
        SHOWN
    };
    for point in &found.points[..shown] {
        let mut row = vec![
            point.values[0].to_string(),
            point.values[1].to_string(),
            point.score.map_or(String::new(), |score| score.to_string()),
            which(point, best),
        ];
        row.extend(saved.then(|| point.file.clone().unwrap_or_default()));
        table.row(row);
    }
    report.table(table);
    if shown < found.points.len() {
        let more = found.points.len() - shown;
        report.text(Tone::Aside, format!("… and {more} more; -v shows all"));
    }
    report
}

fn which(point: &Point, best: Option<i64>) -> String {
    let mut words = Vec::new();
    if point.status != Status::Optimal {
        words.push("not proven");
    }
    if point.plan.status == Some(Status::Optimal) {
        words.push("best by the program's own weights");
    } else if point.score == best {
        words.push("most by the program's own weights");
    }
    words.join(", ")
}

/// The second goal against the first.
pub(super) fn chart(program: &Program, found: &Frontier) -> Chart {
    let [a, b] = &found.goals;
    let value = |at: usize| found.points.iter().map(move |point| point.values[at]);
    Chart {
        title: names::title(program),
        axis: format!("{b} against {a}"),
        labels: value(0).map(|value| value.to_string()).collect(),
        at: value(0).map(|value| value as f64).collect(),
        panels: vec![Panel {
            title: b.clone(),
            values: value(1).map(|value| Some(value as f64)).collect(),
        }],
    }
}

/// The points as rows.
pub(super) fn rows(found: &Frontier) -> Table {
    let [a, b] = &found.goals;
    let mut table = Table::new(&[
        &format!("#{a}"),
        &format!("#{b}"),
        "#score",
        "status",
        "file",
    ]);
    for point in &found.points {
        let status = match point.status {
            Status::Optimal => "optimal",
            _ => "feasible",
        };
        table.row([
            point.values[0].to_string(),
            point.values[1].to_string(),
            point.score.map_or(String::new(), |score| score.to_string()),
            status.to_owned(),
            point.file.clone().unwrap_or_default(),
        ]);
    }
    table
}
