//! A program as sheets: the way back of [`import`](fn@super::import), by the same table of columns.

use rotaplan_core::input::file::ProgramFile;
use serde_json::Value;

use super::cell::Cell;
use super::kind::{Kind, show};
use super::list::quote_cell;
use super::schema::{LEAVE, LISTS, PREFERENCES, RANKS, SETTING_ROWS, SETTINGS, SHEETS, SheetKind};

/// A sheet as it is to be written.
pub(crate) struct Written {
    pub(crate) kind: &'static SheetKind,
    pub(crate) headings: Vec<Heading>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A heading with what its column holds.
pub(crate) struct Heading {
    pub(crate) text: String,
    pub(crate) note: &'static str,
    pub(crate) kind: Kind,
    pub(crate) from_sheet: Option<&'static str>,
}

/// Every sheet of a program, empty ones too: they are the form to fill in.
pub(crate) fn sheets_of(program: &ProgramFile) -> Vec<Written> {
    let value = serde_json::to_value(program).unwrap_or_default();
    SHEETS
        .iter()
        .filter(|kind| kind.name != RANKS.name)
        .map(|kind| match kind.name {
            name if name == SETTINGS.name => settings(&value),
            name if name == LEAVE.name => leave(&value),
            name if name == PREFERENCES.name => preferences(&value),
            _ => list(kind, &value),
        })
        .collect()
}

fn headings(kind: &'static SheetKind) -> Vec<Heading> {
    kind.columns
        .iter()
        .map(|column| Heading {
            text: column.heading.to_owned(),
            note: column.note,
            kind: column.kind,
            from_sheet: column.from_sheet,
        })
        .collect()
}

fn list(kind: &'static SheetKind, program: &Value) -> Written {
    let pointer = LISTS.iter().find(|(sheet, _)| sheet.name == kind.name);
    let items = pointer.and_then(|(_, pointer)| program.pointer(pointer)?.as_array());
    let row = |item: &Value| {
        let columns = kind.columns.iter();
        columns
            .map(|column| {
                item.get(column.key)
                    .map_or(Cell::Empty, |value| show(column.kind, value))
            })
            .collect()
    };
    Written {
        kind,
        headings: headings(kind),
        rows: items.into_iter().flatten().map(row).collect(),
    }
}

fn settings(program: &Value) -> Written {
    let row = |setting: &super::schema::Column| {
        let pointer = format!("/{}", setting.key.replace('.', "/"));
        let value = program.pointer(&pointer);
        vec![
            Cell::Text(setting.heading.to_owned()),
            value.map_or(Cell::Empty, |value| show(setting.kind, value)),
            Cell::Text(setting.note.to_owned()),
        ]
    };
    Written {
        kind: &SETTINGS,
        headings: headings(&SETTINGS),
        rows: SETTING_ROWS.iter().map(row).collect(),
    }
}

fn leave(program: &Value) -> Written {
    let mut rows = Vec::new();
    for (list, column) in [("staff", 0), ("mentors", 1)] {
        for item in program[list].as_array().into_iter().flatten() {
            for span in item["leave"].as_array().into_iter().flatten() {
                let mut row = vec![Cell::Empty, Cell::Empty];
                row[column] = show(Kind::Text, &item["id"]);
                row.push(show(Kind::Day, &span["from"]));
                row.push(show(Kind::Day, &span["to"]));
                rows.push(row);
            }
        }
    }
    Written {
        kind: &LEAVE,
        headings: headings(&LEAVE),
        rows,
    }
}

/// One row a person and one column a department: what people fill in without being told how.
fn preferences(program: &Value) -> Written {
    let departments: Vec<&str> = program["departments"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|department| department["id"].as_str())
        .collect();
    let mut headings = vec![Heading {
        text: "staff".to_owned(),
        note: "The person's id. Then one column a department with the points, -10,000 to 10,000.",
        kind: Kind::Text,
        from_sheet: Some("people"),
    }];
    headings.extend(departments.iter().map(|department| Heading {
        text: department_heading(department),
        note: "",
        kind: Kind::Points,
        from_sheet: None,
    }));
    let row = |person: &Value| {
        let wishes = person["preferences"].as_object()?;
        let points = departments.iter().map(|department| {
            wishes
                .get(*department)
                .map_or(Cell::Empty, |points| show(Kind::Points, points))
        });
        let staff = show(Kind::Text, &person["id"]);
        Some(std::iter::once(staff).chain(points).collect())
    };
    Written {
        kind: &PREFERENCES,
        headings,
        rows: program["staff"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(row)
            .collect(),
    }
}

/// A department's id as a heading; in quotes where it would be taken for a column of ours or for a choice.
fn department_heading(department: &str) -> String {
    let quoted = quote_cell(department);
    let plain = super::cell::normal(department);
    let ours = PREFERENCES.columns.iter().any(|column| {
        super::cell::normal(column.heading) == plain || column.synonyms.contains(&plain.as_str())
    });
    if quoted == department
        && (ours || plain.is_empty() || super::table::choice_number(department).is_some())
    {
        format!("\"{department}\"")
    } else {
        quoted
    }
}
