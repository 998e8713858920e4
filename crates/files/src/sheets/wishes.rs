//! Preferences as people write them: points or ranks, one wish a row, one department a column, or choices in order.

use std::collections::{BTreeMap, HashMap};

use rotaplan_core::input::{Problem, Severity};

use super::cell::{Cell, normal};
use super::kind::{number, text};
use super::list::unquote_cell;
use super::schema::RANKS;
use super::table::{Table, choice_number};

/// A wish and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) points: i64,
    pub(crate) row: usize,
    pub(crate) place: String,
}

/// The wishes of everyone, by person and department.
pub(crate) type Wishes = HashMap<String, BTreeMap<String, Wish>>;

/// The departments a wish may name, by id and by name.
pub(crate) struct Departments {
    ids: HashMap<String, String>,
    known: usize,
}

impl Departments {
    /// From the ids and names of all departments.
    pub(crate) fn new<'a>(departments: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut ids: HashMap<String, String> = HashMap::new();
        let mut exact = Vec::new();
        for (id, name) in departments {
            exact.push(id.to_owned());
            for spelling in [normal(id), normal(name)] {
                // A spelling that two departments share names neither.
                ids.entry(spelling)
                    .and_modify(|known| {
                        if known != id {
                            known.clear();
                        }
                    })
                    .or_insert_with(|| id.to_owned());
            }
        }
        let known = exact.len();
        ids.retain(|spelling, id| !id.is_empty() && !spelling.is_empty());
        ids.extend(exact.into_iter().map(|id| (format!("={id}"), id)));
        Departments { ids, known }
    }

    /// The id of the department that a text names, if any.
    fn find(&self, text: &str) -> Option<&str> {
        let exact = self.ids.get(&format!("={}", unquote_cell(text)));
        exact
            .or_else(|| self.ids.get(&normal(text)))
            .map(String::as_str)
    }
}

/// Reads the wishes of a sheet; answers which of its other columns were read.
pub(crate) fn read_wishes(
    table: &Table<'_>,
    staff_column: usize,
    departments: &Departments,
    points_by_rank: Option<&[i64]>,
    wishes: &mut Wishes,
    problems: &mut Vec<Problem>,
) -> Vec<usize> {
    let is_ranks = table.kind.name == RANKS.name;
    let of_people = table.kind.name == super::schema::PEOPLE.name;
    let choices: Vec<(usize, usize)> = table
        .others
        .iter()
        .filter_map(|(index, heading)| Some((*index, choice_number(heading)?)))
        .collect();
    let columns: Vec<(usize, &str)> = table
        .others
        .iter()
        .filter(|_| !of_people)
        .filter(|(index, _)| choices.iter().all(|(choice, _)| choice != index))
        .filter_map(|(index, heading)| Some((*index, departments.find(heading)?)))
        .collect();
    let last_rank = if choices.is_empty() {
        departments.known
    } else {
        choices.len()
    };
    let points_of = |rank: i64| -> Option<i64> {
        let rank = usize::try_from(rank).ok().filter(|rank| *rank > 0)?;
        match points_by_rank {
            Some(points) => points.get(rank - 1).copied(),
            None => i64::try_from((last_rank + 1).checked_sub(rank)?)
                .ok()
                .filter(|points| *points > 0),
        }
    };
    let fault = |row: usize, place: String, code: &str, message: &str, help: &str| {
        table.problem(Severity::Error, code, row, place, message, help)
    };
    for row in &table.rows {
        let person = text(&table.cell(row, staff_column));
        if person.is_empty() {
            continue;
        }
        let mut add =
            |department: &str, points: i64, place: String, problems: &mut Vec<Problem>| {
                let wish = Wish {
                    points,
                    row: row.number,
                    place,
                };
                let mine = wishes.entry(person.clone()).or_default();
                if let Some(earlier) = mine.insert(department.to_owned(), wish) {
                    let again = mine[department].place.clone();
                    problems.push(fault(
                        row.number,
                        again,
                        "duplicate",
                        "this department is wished for twice",
                        &format!("the other wish stands at {}", earlier.place),
                    ));
                }
            };
        let points_or_rank =
            |cell: &Cell, ranked: bool, place: &str, problems: &mut Vec<Problem>| {
                let points = match number(cell) {
                    Some(rank) if ranked => points_of(rank),
                    points => points.filter(|points| i32::try_from(*points).is_ok()),
                };
                if points.is_none() {
                    let (message, help) = if ranked {
                        (
                            "this is no rank that has points",
                            "write 1, 2, 3 …; points_by_rank gives the points of each",
                        )
                    } else {
                        (
                            "this is not a whole number",
                            "write digits only, such as 3 or -2",
                        )
                    };
                    problems.push(fault(row.number, place.to_owned(), "number", message, help));
                }
                points
            };
        if !of_people && table.has(1) {
            let (named, place) = (table.cell(row, 1), table.place(row.number, 1));
            let Some(department) = departments.find(&text(&named)) else {
                problems.push(unknown_department(table, row.number, place));
                continue;
            };
            let (column, ranked) = if table.has(2) && !is_ranks {
                (2, false)
            } else if table.has(3) {
                (3, true)
            } else {
                (2, is_ranks)
            };
            let cell = table.cell(row, column);
            if let Some(points) =
                points_or_rank(&cell, ranked, &table.place(row.number, column), problems)
            {
                add(department, points, place, problems);
            }
        }
        for (index, department) in &columns {
            let cell = row.cells.get(*index).unwrap_or(&Cell::Empty);
            if cell.is_empty() {
                continue;
            }
            let place = table.sheet.place(row.number, *index);
            if let Some(points) = points_or_rank(cell, is_ranks, &place, problems) {
                add(department, points, place, problems);
            }
        }
        for (index, choice) in &choices {
            let cell = row.cells.get(*index).unwrap_or(&Cell::Empty);
            if cell.is_empty() {
                continue;
            }
            let place = table.sheet.place(row.number, *index);
            let rank = Cell::Number(*choice as f64);
            match departments.find(&text(cell)) {
                None => problems.push(unknown_department(table, row.number, place)),
                Some(department) => {
                    if let Some(points) = points_or_rank(&rank, true, &place, problems) {
                        add(department, points, place, problems);
                    }
                }
            }
        }
    }
    choices
        .iter()
        .map(|(index, _)| *index)
        .chain(columns.iter().map(|(index, _)| *index))
        .collect()
}

fn unknown_department(table: &Table<'_>, row: usize, place: String) -> Problem {
    table.problem(
        Severity::Error,
        "unknown-id",
        row,
        place,
        "there is no such department",
        "use an id or a name of the sheet departments",
    )
}
