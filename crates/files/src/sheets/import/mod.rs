//! Sheets to a program: every problem at once, each with the cell it stands in.
//!
//! The sheets become the text of a program file, which the core's reader checks like any other;
//! what it finds is traced back to its cell by [`Origins`].

mod people;
mod settings;

use std::collections::{BTreeSet, HashMap};

use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::input::{Problem, Severity, read};
use serde_json::{Map, Value, json};

use crate::sheets::cell::{Cell, Row, Sheet, normal};
use crate::sheets::day::Spellings;
use crate::sheets::kind::{Kind, read as read_cell, text};
use crate::sheets::mapping::Mapping;
use crate::sheets::origins::{Origin, Origins};
use crate::sheets::schema::{LISTS, PEOPLE, SHEETS, SheetKind};
use crate::sheets::table::Table;

/// What importing gave.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The program, where no problem is an error.
    pub program: Option<ProgramFile>,
    /// Errors and warnings, sheet by sheet.
    pub problems: Vec<Problem>,
    /// What was read from where, for `--dry-run`.
    pub seen: Vec<Seen>,
}

/// What was read from one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The sheet or file.
    pub sheet: String,
    /// What it was taken for; nothing where it was passed over.
    pub kind: Option<&'static str>,
    /// Rows below the headings that were read.
    pub rows: usize,
    /// Our columns that it fills.
    pub columns: Vec<String>,
}

/// Reads sheets into a program; with a base, each sheet replaces its part of it and the rest stays.
#[must_use]
pub fn import(sheets: &[Sheet], mapping: &Mapping, base: Option<&ProgramFile>) -> Import {
    let mut problems = Vec::new();
    let tables = tables(sheets, mapping, base.is_some(), &mut problems);
    let spellings = match mapping.spellings() {
        Ok(spellings) => spellings,
        Err(problem) => {
            return Import {
                problems: vec![problem],
                ..Import::default()
            };
        }
    };
    let seen = seen(sheets, &tables);
    let mut draft = Draft {
        tables: &tables,
        mapping,
        spellings,
        problems,
        program: base
            .and_then(|base| serde_json::to_value(base).ok())
            .unwrap_or_else(|| json!({})),
        origins: Origins::default(),
        rank_points: mapping
            .points_by_rank
            .as_ref()
            .map(|points| points.iter().map(|points| i64::from(*points)).collect()),
        wish_columns: Vec::new(),
    };
    draft.settings();
    for (kind, pointer) in LISTS {
        if *pointer != "/staff" {
            draft.list(kind, pointer);
        }
    }
    let wishes = draft.wishes();
    draft.list(&PEOPLE, "/staff");
    draft.lay_wishes(wishes);
    draft.leave("/staff", 0, 1);
    draft.leave("/mentors", 1, 0);
    draft.teams_from_people();
    draft.finish(seen)
}

/// The tables of the sheets that are known, in the order of [`SHEETS`].
fn tables<'a>(
    sheets: &'a [Sheet],
    mapping: &'a Mapping,
    over_base: bool,
    problems: &mut Vec<Problem>,
) -> Vec<Table<'a>> {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut tables = Vec::new();
    for kind in SHEETS {
        let mapped = mapping.sheets.get(kind.name);
        let by_mapping = |sheet: &Sheet| mapped.is_some_and(|mapped| mapped.from.has(&sheet.name));
        let by_name = |sheet: &Sheet| {
            let name = normal(&sheet.name);
            name == kind.name || kind.synonyms.contains(&name.as_str())
        };
        let free = |(index, _): &(usize, &Sheet)| !taken.contains(index);
        let mut found: Vec<(usize, &Sheet)> = sheets
            .iter()
            .enumerate()
            .filter(free)
            .filter(|(_, sheet)| by_mapping(sheet))
            .collect();
        if found.is_empty() {
            found = sheets
                .iter()
                .enumerate()
                .filter(free)
                .filter(|(_, sheet)| by_name(sheet))
                .collect();
        }
        if let [(_, first), (_, second), ..] = found[..] {
            problems.push(
                Problem::error(
                    "duplicate-sheet",
                    second.label(),
                    format!("{} holds {} already", first.label(), kind.name),
                )
                .help("keep one of the two, or name it under `from` in a mapping file"),
            );
        }
        if let Some((index, sheet)) = found.first() {
            taken.extend(found.iter().map(|(index, _)| *index));
            taken.insert(*index);
            if !sheet.rows.is_empty() {
                tables.push(Table::new(sheet, kind, mapped, over_base, problems));
            }
        }
    }
    for (_, sheet) in sheets
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
    {
        problems.push(
            Problem::warning("unknown-sheet", sheet.label(), "this sheet is not read")
                .help("name it under `from` in a mapping file if it should be"),
        );
    }
    tables
}

fn seen(sheets: &[Sheet], tables: &[Table<'_>]) -> Vec<Seen> {
    let one = |sheet: &Sheet| {
        let table = tables.iter().find(|table| std::ptr::eq(table.sheet, sheet));
        let columns = |table: &Table<'_>| {
            let ours = table.kind.columns.iter().enumerate();
            ours.filter(|(column, _)| table.has(*column))
                .map(|(_, column)| column.heading.to_owned())
                .collect()
        };
        Seen {
            sheet: sheet.label().to_owned(),
            kind: table.map(|table| table.kind.name),
            rows: table.map_or(0, |table| table.rows.len()),
            columns: table.map(columns).unwrap_or_default(),
        }
    };
    sheets.iter().map(one).collect()
}

/// A program while its sheets are read.
struct Draft<'a> {
    tables: &'a [Table<'a>],
    mapping: &'a Mapping,
    spellings: Spellings,
    problems: Vec<Problem>,
    program: Value,
    origins: Origins,
    rank_points: Option<Vec<i64>>,
    /// What `--dry-run` says of the columns of wishes, by sheet.
    wish_columns: Vec<(String, String)>,
}

impl<'a> Draft<'a> {
    fn table(&self, kind: &SheetKind) -> Option<(usize, &'a Table<'a>)> {
        let same = |table: &&Table<'_>| table.kind.name == kind.name;
        let at = self.tables.iter().position(|table| same(&table))?;
        Some((at, &self.tables[at]))
    }

    /// The value of a cell; a fault is reported and gives a stand-in where the format needs a value.
    fn value(
        &mut self,
        table: &Table<'_>,
        row: &Row,
        column: usize,
        kind: Kind,
        required: bool,
    ) -> Option<Value> {
        let cell = table.cell(row, column);
        if cell.is_empty() {
            if !required || !table.has(column) {
                return required.then(|| stand_in(kind));
            }
            let message = format!("{} is missing", table.kind.columns[column].heading);
            self.fault(
                table,
                row,
                column,
                "missing-value",
                &message,
                "fill the cell, or remove the row",
            );
            return Some(stand_in(kind));
        }
        match read_cell(kind, &cell, &self.spellings) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault(table, row, column, fault.code, fault.message, fault.help);
                required.then(|| stand_in(kind))
            }
        }
    }

    fn fault(
        &mut self,
        table: &Table<'_>,
        row: &Row,
        column: usize,
        code: &str,
        message: &str,
        help: &str,
    ) {
        let place = table.place(row.number, column);
        self.origins.mark_faulty(table.kind.name, row.number);
        self.problems
            .push(table.problem(Severity::Error, code, row.number, place, message, help));
    }

    /// The rows of a sheet as the items of a list; with a base, a row keeps what its sheet has no column for.
    fn list(&mut self, kind: &'static SheetKind, pointer: &'static str) {
        let Some((at, table)) = self.table(kind) else {
            if pointer.matches('/').count() == 1
                && matches!(kind.name, "teams" | "people" | "departments")
            {
                let key = &pointer[1..];
                if self.program.get(key).is_none() {
                    set(&mut self.program, key, json!([]));
                    let from_people =
                        kind.name == "teams" && self.mapping.teams_from_people == Some(true);
                    if !from_people {
                        self.problems.push(
                            Problem::error(
                                "missing-sheet",
                                "",
                                format!("there is no sheet {}", kind.name),
                            )
                            .help("add it, or name in a mapping file which sheet stands for it"),
                        );
                    }
                }
            }
            return;
        };
        let key = pointer[1..].replace('/', ".");
        let earlier = self.program.pointer_mut(pointer).map(Value::take);
        let mut kept: HashMap<String, Map<String, Value>> = HashMap::new();
        for item in earlier
            .as_ref()
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let (Some(id), Some(item)) = (item["id"].as_str(), item.as_object()) {
                kept.insert(id.to_owned(), item.clone());
            }
        }
        drop(earlier);
        let mut items = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let mut item = match kept.is_empty() {
                true => Map::new(),
                false => kept.remove(&text(&table.cell(row, 0))).unwrap_or_default(),
            };
            let mut empty = true;
            for (index, column) in kind.columns.iter().enumerate() {
                if !table.has(index) && !column.required {
                    continue;
                }
                empty &= table.cell(row, index).is_empty();
            }
            if empty {
                continue;
            }
            for (index, column) in kind.columns.iter().enumerate() {
                if table.has(index) {
                    item.remove(column.key);
                }
                let required = column.required && !item.contains_key(column.key);
                if let Some(value) = self.value(table, row, index, column.kind, required) {
                    item.insert(column.key.to_owned(), value);
                }
            }
            items.push(Value::Object(item));
            self.origins.item(
                pointer,
                Origin {
                    table: at,
                    row: row.number,
                },
            );
        }
        if kind.name != PEOPLE.name {
            table.report_others(&[], &mut self.problems);
        }
        self.warn_of_numbers(table);
        // An empty sheet is a form nobody filled in; only the lists that every program has are written all the same.
        let needed = matches!(kind.name, "teams" | "people" | "departments");
        if needed || !items.is_empty() || self.program.pointer(pointer).is_some() {
            set(&mut self.program, &key, Value::Array(items));
        }
    }

    /// Ids in number cells have lost their leading zeros, if they had any.
    fn warn_of_numbers(&mut self, table: &Table<'_>) {
        const IDS: [&str; 5] = ["id", "staff", "team", "department", "mentor"];
        for (index, column) in table.kind.columns.iter().enumerate() {
            let is_number = |row: &&&Row| matches!(*table.cell(row, index), Cell::Number(_));
            if let (true, Some(row)) = (
                IDS.contains(&column.heading),
                table.rows.iter().find(is_number),
            ) {
                self.problems.push(table.problem(
                    Severity::Warning,
                    "number-id",
                    row.number,
                    table.place(row.number, index),
                    "ids stand in this column as numbers",
                    "format the column as text: as numbers they have lost their leading zeros",
                ));
            }
        }
    }

    fn finish(mut self, mut seen: Vec<Seen>) -> Import {
        for (label, wishes) in self.wish_columns {
            let sheet = seen.iter_mut().find(|seen| seen.sheet == label);
            sheet
                .into_iter()
                .for_each(|seen| seen.columns.push(wishes.clone()));
        }
        let text = self.program.to_string();
        drop(std::mem::take(&mut self.program));
        let reading = read(text.as_bytes());
        drop(text);
        let own_errors = self
            .problems
            .iter()
            .any(|problem| problem.severity == Severity::Error);
        for problem in reading.problems {
            let traced = self.origins.trace(problem, self.tables, own_errors);
            self.problems.extend(traced);
        }
        let sound = self
            .problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning);
        Import {
            program: reading.file.filter(|_| sound),
            problems: self.problems,
            seen,
        }
    }
}

fn items<'p>(program: &'p mut Value, key: &str) -> &'p mut [Value] {
    let list = program.get_mut(key).and_then(Value::as_array_mut);
    list.map_or(&mut [], Vec::as_mut_slice)
}

/// Sets a dotted key, making the objects on the way.
fn set(program: &mut Value, key: &str, value: Value) {
    let mut at = program;
    for part in key.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[part];
    }
    *at = value;
}

/// A value that keeps the rest of the file readable where a needed one is missing or faulty.
fn stand_in(kind: Kind) -> Value {
    match kind {
        Kind::Count | Kind::Points => json!(1),
        Kind::Month | Kind::Slot => json!("2000-01"),
        Kind::Day => json!("2000-01-01"),
        Kind::Texts => json!([]),
        _ => json!(""),
    }
}
