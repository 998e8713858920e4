//! Outcomes as CSV: the form that a coordinator fills in, and back.

use std::collections::HashMap;

use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::input::{Problem, Severity, read_as};
use rotaplan_core::outcomes::{OUTCOMES_FORMAT, OutcomesFile};
use rotaplan_core::plan::PlanFile;
use serde_json::{Map, Value, json};

use super::cell::Cell;
use super::day::Spellings;
use super::kind::{Kind, read, show};
use super::list::unquote_cell;
use super::mapping::Mapping;
use super::read_csv::read_csv;
use super::schema::{IMPROVEMENT, NOT_READ, OUTCOMES, RATING};
use super::table::Table;
use super::write_csv::csv_bytes;

/// Outcomes read from CSV, and where each row stood.
#[derive(Clone, Debug, Default)]
pub struct OutcomesSheet {
    /// The outcomes, if no problem is an error.
    pub outcomes: Option<OutcomesFile>,
    /// Everything there is to say of the cells.
    pub problems: Vec<Problem>,
    name: String,
    lines: Vec<usize>,
}

impl OutcomesSheet {
    /// The problem with the line of the row that its pointer means.
    #[must_use]
    pub fn trace(&self, mut problem: Problem) -> Problem {
        let row = problem
            .place
            .split('/')
            .nth(2)
            .and_then(|row| row.parse::<usize>().ok());
        if let Some(line) = row.and_then(|row| self.lines.get(row)) {
            problem.line = Some(*line);
            let column = column_of(&problem.place);
            problem.place = match column.is_empty() {
                true => format!("{}:{line}", self.name),
                false => format!("{}:{line}, column {column}", self.name),
            };
        }
        problem
    }
}

/// The heading of the column that a pointer into a row means.
fn column_of(pointer: &str) -> String {
    let steps: Vec<String> = pointer
        .split('/')
        .skip(3)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["improvement", key] => IMPROVEMENT
            .iter()
            .find(|(_, inner)| inner == key)
            .map_or("improvement", |(column, _)| column)
            .to_owned(),
        ["ratings", metric] => format!("{RATING}{metric}"),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}

/// Reads outcomes from a CSV file.
#[must_use]
pub fn read_outcomes(name: &str, bytes: &[u8]) -> OutcomesSheet {
    let mut read_in = OutcomesSheet {
        name: name.to_owned(),
        ..OutcomesSheet::default()
    };
    let sheet = match read_csv(name, bytes, &Mapping::default()) {
        Ok(sheet) => sheet,
        Err(problem) => {
            read_in.problems.push(problem);
            return read_in;
        }
    };
    let table = Table::new(&sheet, &OUTCOMES, None, false, &mut read_in.problems);
    let ratings: Vec<(usize, String)> = table
        .others
        .iter()
        .filter_map(|(index, heading)| {
            let metric = heading.strip_prefix(RATING)?;
            Some((*index, unquote_cell(metric)))
        })
        .collect();
    let used: Vec<usize> = ratings.iter().map(|(index, _)| *index).collect();
    table.report_others(&used, &mut read_in.problems);
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let mut faults = Vec::new();
        let mut item = Map::new();
        let mut improvement = Map::new();
        for (at, column) in OUTCOMES.columns.iter().enumerate() {
            let cell = table.cell(row, at);
            if NOT_READ.contains(&column.heading) || (cell.is_empty() && !column.required) {
                continue;
            }
            let inner = IMPROVEMENT.iter().find(|(name, _)| *name == column.heading);
            match read(column.kind, &cell, &Spellings::default()) {
                Ok(value) => match inner {
                    Some((_, key)) => improvement.insert((*key).to_owned(), value),
                    None => item.insert(column.heading.to_owned(), value),
                },
                Err(fault) => {
                    faults.push((table.place(row.number, at), fault));
                    None
                }
            };
        }
        let mut rated = Map::new();
        for (index, metric) in &ratings {
            let cell = row.cells.get(*index).unwrap_or(&Cell::Empty);
            if cell.is_empty() {
                continue;
            }
            match read(Kind::Points, cell, &Spellings::default()) {
                Ok(value) => drop(rated.insert(metric.clone(), value)),
                Err(fault) => faults.push((sheet.place(row.number, *index), fault)),
            }
        }
        for (place, fault) in faults {
            read_in.problems.push(table.problem(
                Severity::Error,
                fault.code,
                row.number,
                place,
                fault.message,
                fault.help,
            ));
        }
        if !improvement.is_empty() {
            item.insert("improvement".to_owned(), Value::Object(improvement));
        }
        if !rated.is_empty() {
            item.insert("ratings".to_owned(), Value::Object(rated));
        }
        rows.push(Value::Object(item));
        read_in.lines.push(row.number);
    }
    let sound = |problems: &[Problem]| problems.iter().all(|x| x.severity == Severity::Warning);
    if sound(&read_in.problems) {
        let text = json!({ "format": OUTCOMES_FORMAT, "outcomes": rows }).to_string();
        let (outcomes, problems) = read_as::<OutcomesFile>(text.as_bytes());
        let traced: Vec<Problem> = problems.into_iter().map(|x| read_in.trace(x)).collect();
        read_in.problems.extend(traced);
        read_in.outcomes = outcomes;
    }
    read_in
}

/// A form for the outcomes of a plan: a row for each placement, and a column for each metric.
///
/// # Errors
/// Rows that cannot be written as CSV.
pub fn blank_outcomes(program: &ProgramFile, plan: &PlanFile) -> Result<Vec<u8>, Problem> {
    let people: HashMap<&str, &str> = program.staff.iter().map(|x| (&*x.id, &*x.name)).collect();
    let places: HashMap<&str, &str> = program
        .departments
        .iter()
        .map(|x| (&*x.id, &*x.name))
        .collect();
    let guides: HashMap<&str, &str> = program.mentors.iter().map(|x| (&*x.id, &*x.name)).collect();
    let mut metrics: Vec<&str> = Vec::new();
    let departments = program.departments.iter();
    for metric in departments.flat_map(|department| &department.metrics) {
        if !metrics.contains(&metric.name.as_str()) {
            metrics.push(&metric.name);
        }
    }
    let ours = OUTCOMES
        .columns
        .iter()
        .map(|column| column.heading.to_owned());
    let rated = metrics
        .iter()
        .map(|metric| format!("{RATING}{}", super::quote_cell(metric)));
    let header = ours.chain(rated).map(Cell::Text).collect();
    let rows = plan.placements.iter().map(|x| {
        let text = |text: &str| show(Kind::Text, &json!(text));
        let filled = |heading: &str| match heading {
            "slot" => text(&x.slot),
            "staff" => text(&x.staff),
            "department" => text(&x.department),
            "name" => text(people.get(&*x.staff).copied().unwrap_or_default()),
            "department_name" => text(places.get(&*x.department).copied().unwrap_or_default()),
            "mentor" => x.mentor.as_deref().map_or(Cell::Empty, |id| {
                let name = guides.get(id).copied().unwrap_or_default();
                text(if name.is_empty() { id } else { name })
            }),
            _ => Cell::Empty,
        };
        let cells = OUTCOMES.columns.iter().map(|column| filled(column.heading));
        cells.chain(metrics.iter().map(|_| Cell::Empty)).collect()
    });
    csv_bytes(std::iter::once(header).chain(rows))
}
