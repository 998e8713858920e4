//! Sheets to a program: every problem at once, each with the cell it stands in.
//!
//! The sheets become the text of a program file, which the core's reader checks like any other;
//! what it finds is traced back to its cell by [`Origins`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rotaplan_core::input::file::{PROGRAM_FORMAT, ProgramFile};
use rotaplan_core::input::{Problem, Severity, read};
use serde_json::{Map, Value, json};

use super::cell::{Cell, Row, Sheet, normal};
use super::kind::{Kind, read as read_cell, text};
use super::mapping::Mapping;
use super::origins::{Origin, Origins};
use super::schema::{
    LEAVE, LISTS, PEOPLE, PREFERENCES, RANK_POINTS, RANKS, SETTING_ROWS, SETTINGS, SHEETS,
    SheetKind,
};
use super::table::Table;
use super::wishes::{Departments, Wishes, read_wishes};

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
    spellings: super::day::Spellings,
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

    fn settings(&mut self) {
        let mut program = std::mem::take(&mut self.program);
        set(&mut program, "format", json!(PROGRAM_FORMAT));
        if let Some((at, table)) = self.table(&SETTINGS) {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            for row in &table.rows {
                let name = text(&table.cell(row, 0));
                if normal(&name) == normal(RANK_POINTS) {
                    self.rank_points_setting(table, row);
                    continue;
                }
                let names = |setting: &&super::schema::Column| {
                    normal(setting.heading) == normal(&name) || normal(setting.key) == normal(&name)
                };
                let Some(setting) = SETTING_ROWS.iter().find(names) else {
                    let near = SETTING_ROWS
                        .iter()
                        .map(|setting| setting.heading)
                        .max_by(|a, b| {
                            strsim::jaro_winkler(a, &name)
                                .total_cmp(&strsim::jaro_winkler(b, &name))
                        });
                    let help = format!("did you mean {}?", near.unwrap_or_default());
                    self.fault(
                        table,
                        row,
                        0,
                        "unknown-setting",
                        "there is no such setting",
                        &help,
                    );
                    continue;
                };
                if !seen.insert(setting.key) {
                    self.fault(
                        table,
                        row,
                        0,
                        "duplicate",
                        "this setting stands above already",
                        "remove one of the two",
                    );
                    continue;
                }
                if let Some(value) = self.value(table, row, 1, setting.kind, false) {
                    set(&mut program, setting.key, value);
                    self.origins.setting(
                        setting.key,
                        Origin {
                            table: at,
                            row: row.number,
                        },
                    );
                }
            }
            table.report_others(&[], &mut self.problems);
        }
        for setting in SETTING_ROWS.iter().filter(|setting| setting.required) {
            let pointer = format!("/{}", setting.key.replace('.', "/"));
            if program.pointer(&pointer).is_none() {
                set(&mut program, setting.key, stand_in(setting.kind));
                let faulty = self.table(&SETTINGS).is_some_and(|(_, table)| {
                    table.rows.iter().any(|row| {
                        normal(&text(&table.cell(row, 0))) == normal(setting.heading)
                            && !table.cell(row, 1).is_empty()
                    })
                });
                if !faulty {
                    let sheet = self
                        .table(&SETTINGS)
                        .map_or("settings", |(_, table)| table.sheet.label());
                    self.problems.push(
                        Problem::error("missing-setting", sheet, format!("the setting {} is missing", setting.heading))
                            .help(format!("add a sheet settings with the columns setting and value, and in it the row {}", setting.heading)),
                    );
                }
                self.origins.missing_setting(&pointer);
            }
        }
        self.program = program;
    }

    fn rank_points_setting(&mut self, table: &Table<'_>, row: &Row) {
        let cell = table.cell(row, 1);
        let points: Option<Vec<i64>> = super::list::items(&text(&cell))
            .iter()
            .map(|item| item.parse().ok())
            .collect();
        match points.filter(|points| !points.is_empty()) {
            Some(points) => self.rank_points = self.rank_points.take().or(Some(points)),
            None => self.fault(
                table,
                row,
                1,
                "number",
                "this is not a list of points",
                "write 10; 6; 3",
            ),
        }
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

    /// The wishes of every sheet that holds some, or nothing where none does.
    fn wishes(&mut self) -> Option<Wishes> {
        let named = |item: &'_ Value| -> Option<(String, String)> {
            Some((
                item["id"].as_str()?.to_owned(),
                item["name"].as_str().unwrap_or_default().to_owned(),
            ))
        };
        let listed = self.program["departments"].as_array();
        let listed: Vec<(String, String)> =
            listed.into_iter().flatten().filter_map(named).collect();
        let departments =
            Departments::new(listed.iter().map(|(id, name)| (id.as_str(), name.as_str())));
        let mut wishes = Wishes::new();
        let mut any = false;
        for kind in [&PEOPLE, &PREFERENCES, &RANKS] {
            let Some((_, table)) = self.table(kind) else {
                continue;
            };
            let points = self.rank_points.as_deref();
            let used = read_wishes(
                table,
                0,
                &departments,
                points,
                &mut wishes,
                &mut self.problems,
            );
            any |= kind.name != PEOPLE.name || !used.is_empty();
            if !used.is_empty() {
                let wishes = format!("wishes in {} columns", used.len());
                self.wish_columns
                    .push((table.sheet.label().to_owned(), wishes));
            }
            let long_form = kind.name != PEOPLE.name && table.has(1);
            table.report_others(if long_form { &[] } else { &used }, &mut self.problems);
        }
        any.then_some(wishes)
    }

    fn lay_wishes(&mut self, wishes: Option<Wishes>) {
        let Some(mut wishes) = wishes else { return };
        for (index, person) in items(&mut self.program, "staff").iter_mut().enumerate() {
            let id = person["id"].as_str().unwrap_or_default();
            let Some(mine) = wishes.remove(id) else {
                if let Some(person) = person.as_object_mut() {
                    person.remove("preferences");
                }
                continue;
            };
            let points: Map<String, Value> = mine
                .iter()
                .map(|(department, wish)| (department.clone(), json!(wish.points)))
                .collect();
            person["preferences"] = Value::Object(points);
            self.origins.wishes(index, mine);
        }
        let mut strangers: Vec<_> = wishes
            .into_values()
            .filter_map(|mine| mine.into_values().min_by_key(|wish| wish.row))
            .collect();
        strangers.sort_by_key(|wish| wish.row);
        for wish in strangers {
            self.problems.push(
                Problem::error(
                    "unknown-id",
                    wish.place,
                    "this wish is of nobody on the sheet people",
                )
                .help("use an id of the sheet people"),
            );
        }
    }

    /// Lays the rows of the leave sheet that name somebody of this list into the list.
    fn leave(&mut self, pointer: &'static str, column: usize, other: usize) {
        let Some((at, table)) = self.table(&LEAVE) else {
            return;
        };
        let mut spans: BTreeMap<String, Vec<(Value, usize)>> = BTreeMap::new();
        for row in &table.rows {
            let id = text(&table.cell(row, column));
            let other_id = text(&table.cell(row, other));
            if id.is_empty() != other_id.is_empty() && id.is_empty() {
                continue;
            }
            // Rows that name both or nobody are told once, with the people.
            if id.is_empty() || !other_id.is_empty() {
                if column == 0 {
                    self.fault(
                        table,
                        row,
                        column,
                        "leave",
                        "a row of leave names one person or one mentor",
                        "fill either the column staff or the column mentor",
                    );
                }
                continue;
            }
            let ends = [2, 3].map(|end| self.value(table, row, end, Kind::Day, true));
            if let [Some(from), Some(to)] = ends {
                spans
                    .entry(id)
                    .or_default()
                    .push((json!({ "from": from, "to": to }), row.number));
            }
        }
        if column == 0 {
            table.report_others(&[], &mut self.problems);
            self.warn_of_numbers(table);
        }
        for (index, item) in items(&mut self.program, &pointer[1..])
            .iter_mut()
            .enumerate()
        {
            let mine = spans.remove(item["id"].as_str().unwrap_or_default());
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            item.remove("leave");
            if let Some(mine) = mine {
                let (mine, rows): (Vec<Value>, Vec<usize>) = mine.into_iter().unzip();
                item.insert("leave".to_owned(), Value::Array(mine));
                let origins = rows.into_iter().map(|row| Origin { table: at, row });
                self.origins.leave(pointer, index, origins.collect());
            }
        }
        let mut strangers: Vec<usize> = spans.into_values().flatten().map(|(_, row)| row).collect();
        strangers.sort_unstable();
        let whom = if column == 0 { "people" } else { "mentors" };
        for row in strangers {
            self.problems.push(table.problem(
                Severity::Error,
                "unknown-id",
                row,
                table.place(row, column),
                &format!("this leave is of nobody on the sheet {whom}"),
                &format!("use an id of the sheet {whom}"),
            ));
        }
    }

    fn teams_from_people(&mut self) {
        if self.mapping.teams_from_people != Some(true) {
            return;
        }
        let id = |item: &Value, key: &str| item[key].as_str().map(str::to_owned);
        let known: BTreeSet<String> = items(&mut self.program, "teams")
            .iter()
            .filter_map(|team| id(team, "id"))
            .collect();
        let named: BTreeSet<String> = items(&mut self.program, "staff")
            .iter()
            .filter_map(|person| id(person, "team"))
            .collect();
        if let Some(teams) = self.program.get_mut("teams").and_then(Value::as_array_mut) {
            teams.extend(named.difference(&known).map(|team| json!({ "id": team })));
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
