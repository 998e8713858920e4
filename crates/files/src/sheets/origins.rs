//! Which cell a place in the program came from.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rotaplan_core::input::{Problem, Severity};

use super::schema::{LISTS, SETTING_ROWS};
use super::table::Table;
use super::wishes::Wish;

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub(crate) table: usize,
    pub(crate) row: usize,
}

/// Where everything that was read stands.
#[derive(Default)]
pub(crate) struct Origins {
    items: HashMap<&'static str, Vec<Origin>>,
    leave: HashMap<(&'static str, usize), Vec<Origin>>,
    wishes: HashMap<usize, BTreeMap<String, Wish>>,
    settings: HashMap<String, Origin>,
    missing: HashSet<String>,
    faulty: BTreeSet<(&'static str, usize)>,
}

impl Origins {
    pub(crate) fn item(&mut self, pointer: &'static str, origin: Origin) {
        self.items.entry(pointer).or_default().push(origin);
    }

    pub(crate) fn leave(&mut self, pointer: &'static str, index: usize, origins: Vec<Origin>) {
        self.leave.insert((pointer, index), origins);
    }

    pub(crate) fn wishes(&mut self, index: usize, wishes: BTreeMap<String, Wish>) {
        self.wishes.insert(index, wishes);
    }

    pub(crate) fn setting(&mut self, key: &str, origin: Origin) {
        let pointer = format!("/{}", key.replace('.', "/"));
        self.settings.insert(pointer, origin);
    }

    /// A setting whose absence was reported.
    pub(crate) fn missing_setting(&mut self, pointer: &str) {
        self.missing.insert(pointer.to_owned());
    }

    /// A row that has a fault of its own: what follows from it is not told again.
    pub(crate) fn mark_faulty(&mut self, sheet: &'static str, row: usize) {
        self.faulty.insert((sheet, row));
    }

    /// A problem of the program as a problem of its cell; nothing where it only follows from another.
    pub(crate) fn trace(
        &self,
        mut problem: Problem,
        tables: &[Table<'_>],
        own_errors: bool,
    ) -> Option<Problem> {
        problem.line = None;
        let pointer = std::mem::take(&mut problem.place);
        if own_errors
            && problem.severity == Severity::Error
            && self
                .missing
                .iter()
                .any(|missing| pointer.starts_with(missing))
        {
            return None;
        }
        match self.cell(&pointer) {
            Some((origin, key)) => {
                let table = &tables[origin.table];
                if self.faulty.contains(&(table.kind.name, origin.row)) {
                    return None;
                }
                let column = match key {
                    Some(key) => table
                        .kind
                        .columns
                        .iter()
                        .position(|column| column.key == key),
                    None => None,
                };
                problem.place = match column {
                    Some(column) => table.place(origin.row, column),
                    None => table.sheet.row_place(origin.row),
                };
                problem.line = table.sheet.file.as_ref().map(|_| origin.row);
                Some(problem)
            }
            // A wish knows its cell itself.
            None => {
                if let Some(wish) = self.wish(&pointer) {
                    problem.place.clone_from(&wish.place);
                } else {
                    problem.place = pointer;
                }
                Some(problem)
            }
        }
    }

    /// The row of a pointer, and the key within it.
    fn cell(&self, pointer: &str) -> Option<(Origin, Option<String>)> {
        let setting = SETTING_ROWS
            .iter()
            .map(|row| format!("/{}", row.key.replace('.', "/")));
        for key in setting {
            if pointer == key
                || pointer
                    .strip_prefix(&key)
                    .is_some_and(|rest| rest.starts_with('/'))
            {
                return Some((*self.settings.get(&key)?, Some("value".to_owned())));
            }
        }
        let (list, rest) = LISTS.iter().find_map(|(_, list)| {
            let rest = pointer.strip_prefix(list)?.strip_prefix('/')?;
            Some((*list, rest))
        })?;
        let mut parts = rest.split('/');
        let index: usize = parts.next()?.parse().ok()?;
        let key = parts
            .next()
            .map(|key| key.replace("~1", "/").replace("~0", "~"));
        if key.as_deref() == Some("leave") {
            let span: usize = parts.next()?.parse().ok()?;
            let origin = self.leave.get(&(list, index))?.get(span)?;
            return Some((*origin, parts.next().map(str::to_owned)));
        }
        if list == "/staff" && key.as_deref() == Some("preferences") {
            return None;
        }
        Some((*self.items.get(list)?.get(index)?, key))
    }

    fn wish(&self, pointer: &str) -> Option<&Wish> {
        let rest = pointer.strip_prefix("/staff/")?;
        let (index, rest) = rest.split_once('/')?;
        let department = rest
            .strip_prefix("preferences/")?
            .replace("~1", "/")
            .replace("~0", "~");
        self.wishes.get(&index.parse().ok()?)?.get(&department)
    }
}
