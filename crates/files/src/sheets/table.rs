//! A sheet whose headings are understood: which of its columns fills which of ours.

use std::borrow::Cow;

use rotaplan_core::input::{Problem, Severity};

use super::cell::{Cell, Row, Sheet, normal};
use super::kind::text;
use super::mapping::{ColumnMapping, SheetMapping};
use super::schema::{Column, SheetKind};

/// Two headings this much alike are taken for a slip of the pen (Jaro-Winkler).
const ALIKE: f64 = 0.9;

/// Where the cells of one of our columns come from.
#[derive(Clone, Debug)]
enum Source {
    Absent,
    Column(usize),
    Join(Vec<usize>),
    Constant(Cell),
}

/// A sheet with its headings read.
pub(crate) struct Table<'a> {
    pub(crate) sheet: &'a Sheet,
    pub(crate) kind: &'static SheetKind,
    mapping: Option<&'a SheetMapping>,
    sources: Vec<Source>,
    /// Columns that are none of ours: their index and heading.
    pub(crate) others: Vec<(usize, String)>,
    /// The rows below the headings that are to be read.
    pub(crate) rows: Vec<&'a Row>,
}

/// A heading's texts: its last row's, and all its rows' joined.
struct Heading {
    last: String,
    joined: String,
}

impl Heading {
    fn is(&self, name: &str) -> bool {
        let name = normal(name);
        !name.is_empty() && (normal(&self.last) == name || normal(&self.joined) == name)
    }
}

impl<'a> Table<'a> {
    /// Reads the headings of a sheet.
    pub(crate) fn new(
        sheet: &'a Sheet,
        kind: &'static SheetKind,
        mapping: Option<&'a SheetMapping>,
        over_base: bool,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let header_rows = mapping
            .and_then(|mapping| mapping.header_rows)
            .unwrap_or(1)
            .max(1);
        let first = match mapping.and_then(|mapping| mapping.header_row) {
            Some(number) => sheet.rows.iter().position(|row| row.number >= number),
            None => Some(0),
        };
        let first = first.unwrap_or(sheet.rows.len()).min(sheet.rows.len());
        let below = (first + header_rows).min(sheet.rows.len());
        let headings = headings(&sheet.rows[first..below]);
        let header_row = sheet
            .rows
            .get(below.saturating_sub(1))
            .map_or(1, |row| row.number);

        let mut taken = vec![false; headings.len()];
        let mut sources = Vec::with_capacity(kind.columns.len());
        for column in kind.columns {
            let source = source(column, &headings, mapping);
            match &source {
                Source::Column(index) => taken[*index] = true,
                Source::Join(indices) => indices.iter().for_each(|index| taken[*index] = true),
                Source::Absent | Source::Constant(_) => {}
            }
            if let Source::Column(index) = source {
                let twin = |other: &usize| headings[*other].joined == headings[index].joined;
                if let Some(other) = (index + 1..headings.len()).find(twin) {
                    taken[other] = true;
                    let message = format!(
                        "the heading of the column {} stands here again",
                        column.heading
                    );
                    problems.push(
                        Problem::error("duplicate-column", sheet.place(header_row, other), message)
                            .help("remove or rename one of the two"),
                    );
                }
            }
            // Over a base, the rows of a list keep what their sheet has no column for.
            let kept = over_base && !sources.is_empty() && kind.keeps;
            if column.required && matches!(source, Source::Absent) && !kept {
                let message = format!("{} lacks the column {}", sheet.label(), column.heading);
                problems.push(
                    Problem::error("missing-column", sheet.place(header_row, 0), message).help(
                        "add the column, or name in a mapping file which column stands for it",
                    ),
                );
            }
            sources.push(source);
        }
        let others = headings
            .into_iter()
            .enumerate()
            .filter(|(index, heading)| !taken[*index] && !heading.last.is_empty())
            .map(|(index, heading)| (index, heading.last))
            .collect();
        let mut table = Table {
            sheet,
            kind,
            mapping,
            sources,
            others,
            rows: Vec::new(),
        };
        table.rows = table.wanted(&sheet.rows[first..below], &sheet.rows[below..]);
        table
    }

    /// The rows that the mapping's `only` lets through.
    fn wanted(&self, header: &[Row], rows: &'a [Row]) -> Vec<&'a Row> {
        let headings = headings(header);
        let only: Vec<_> = self
            .mapping
            .iter()
            .flat_map(|mapping| &mapping.only)
            .filter_map(|(name, words)| {
                let index = headings.iter().position(|heading| heading.is(name))?;
                Some((index, words))
            })
            .collect();
        rows.iter()
            .filter(|row| {
                only.iter().all(|(index, words)| {
                    row.cells
                        .get(*index)
                        .is_some_and(|cell| words.has(&text(cell)))
                })
            })
            .collect()
    }

    /// Whether anything fills this column of ours.
    pub(crate) fn has(&self, column: usize) -> bool {
        !matches!(self.sources[column], Source::Absent)
    }

    /// The cell of one of our columns, its words translated.
    pub(crate) fn cell<'r>(&'r self, row: &'r Row, column: usize) -> Cow<'r, Cell> {
        let at = |index: usize| row.cells.get(index).unwrap_or(&Cell::Empty);
        let cell = match &self.sources[column] {
            Source::Absent => return Cow::Owned(Cell::Empty),
            Source::Constant(cell) => return Cow::Borrowed(cell),
            Source::Column(index) => Cow::Borrowed(at(*index)),
            Source::Join(indices) => {
                let texts: Vec<String> = indices.iter().map(|index| text(at(*index))).collect();
                let joined = texts.join(" ");
                Cow::Owned(Cell::Text(joined.trim().to_owned()))
            }
        };
        let heading = self.kind.columns[column].heading;
        let words = self.mapping.and_then(|mapping| mapping.values.get(heading));
        let translated = words.and_then(|words| {
            let said = normal(&text(&cell));
            let (_, meant) = words.iter().find(|(word, _)| normal(word) == said)?;
            Some(Cell::Text(meant.clone()))
        });
        translated.map_or(cell, Cow::Owned)
    }

    /// Where the cell of one of our columns stands.
    pub(crate) fn place(&self, row: usize, column: usize) -> String {
        match &self.sources[column] {
            Source::Column(index) => self.sheet.place(row, *index),
            Source::Join(indices) => self.sheet.place(row, indices.first().copied().unwrap_or(0)),
            Source::Absent | Source::Constant(_) => self.sheet.row_place(row),
        }
    }

    /// A problem at a place of this sheet, with its line where the sheet is a file.
    pub(crate) fn problem(
        &self,
        severity: Severity,
        code: &str,
        row: usize,
        place: String,
        message: &str,
        help: &str,
    ) -> Problem {
        let mut problem = match severity {
            Severity::Error => Problem::error(code, place, message),
            Severity::Warning => Problem::warning(code, place, message),
        };
        problem.line = self.sheet.file.as_ref().map(|_| row);
        problem.help(help)
    }

    /// Says of every column that nothing was read from that nothing was, and guesses at slips.
    pub(crate) fn report_others(&self, used: &[usize], problems: &mut Vec<Problem>) {
        if self.mapping.is_some_and(|mapping| mapping.other_columns) {
            return;
        }
        let header_row = self.sheet.rows.first().map_or(1, |row| row.number);
        let mut unread = Vec::new();
        for (index, heading) in self
            .others
            .iter()
            .filter(|(index, _)| !used.contains(index))
        {
            let alike =
                |ours: &Column| strsim::jaro_winkler(&normal(ours.heading), &normal(heading));
            let near = self.kind.columns.iter().enumerate();
            let near = near.filter(|(column, ours)| !self.has(*column) && alike(ours) > ALIKE);
            match near.map(|(_, ours)| ours).next() {
                Some(ours) => problems.push(self.problem(
                    Severity::Error,
                    "unknown-column",
                    header_row,
                    self.sheet.place(header_row, *index),
                    "this heading is not known",
                    &format!("did you mean {}?", ours.heading),
                )),
                None => unread.push(*index),
            }
        }
        if let Some(first) = unread.first() {
            let message = match unread.len() {
                1 => "this column is not read".to_owned(),
                count => format!("this column and {} more are not read", count - 1),
            };
            problems.push(self.problem(
                Severity::Warning,
                "unread-column",
                header_row,
                self.sheet.place(header_row, *first),
                &message,
                "nothing needs to be done, unless they should have been",
            ));
        }
    }
}

/// Where a column of ours comes from: the mapping's word, our heading, then its synonyms.
fn source(column: &Column, headings: &[Heading], mapping: Option<&SheetMapping>) -> Source {
    let find = |name: &str| headings.iter().position(|heading| heading.is(name));
    if let Some(mapping) = mapping {
        if let Some(constant) = mapping.constants.get(column.heading) {
            return Source::Constant(Cell::Text(constant.clone()));
        }
        match mapping.columns.get(column.heading) {
            Some(ColumnMapping::Heading(names)) => {
                if let Some(index) = names.all().iter().find_map(|name| find(name)) {
                    return Source::Column(index);
                }
            }
            Some(ColumnMapping::Join { join }) => {
                let indices: Vec<usize> = join.iter().filter_map(|name| find(name)).collect();
                if !indices.is_empty() {
                    return Source::Join(indices);
                }
            }
            None => {}
        }
    }
    find(column.heading)
        .or_else(|| column.synonyms.iter().find_map(|name| find(name)))
        .map_or(Source::Absent, Source::Column)
}

/// The headings of one or more header rows; a group's heading holds until the next one.
fn headings(rows: &[Row]) -> Vec<Heading> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut groups = vec![String::new(); rows.len()];
    (0..width)
        .map(|index| {
            let mut parts: Vec<String> = Vec::new();
            let mut last = String::new();
            for (row, group) in rows.iter().zip(&mut groups) {
                let own = row.cells.get(index).map(heading_text).unwrap_or_default();
                let is_last = std::ptr::eq(row, &rows[rows.len() - 1]);
                if !own.is_empty() {
                    last.clone_from(&own);
                    group.clone_from(&own);
                }
                let part = if is_last { own } else { group.clone() };
                if !part.is_empty() {
                    parts.push(part);
                }
            }
            Heading {
                last,
                joined: parts.join(" / "),
            }
        })
        .collect()
}

/// A heading as written; quotes stay, for they part a department called `staff` from the column.
fn heading_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_owned(),
        other => text(other),
    }
}

/// Which choice a heading such as `1st choice`, `Choice 2` or `third wish` names.
pub(crate) fn choice_number(heading: &str) -> Option<usize> {
    const WORDS: [&str; 9] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    ];
    let heading = normal(heading);
    let rest = ["choice", "wish", "preference", "priority"]
        .iter()
        .find_map(|noun| {
            heading
                .strip_suffix(noun)
                .or_else(|| heading.strip_prefix(noun))
        })?;
    if let Some(at) = WORDS.iter().position(|word| *word == rest) {
        return Some(at + 1);
    }
    let digits = rest.trim_end_matches(|character: char| character.is_alphabetic());
    let ending = &rest[digits.len()..];
    let number = digits.parse().ok()?;
    (matches!(ending, "" | "st" | "nd" | "rd" | "th") && number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::choice_number;

    #[test]
    fn choices_are_known_by_their_headings() {
        for (heading, number) in [
            ("1st choice", Some(1)),
            ("2nd Choice", Some(2)),
            ("Choice 3", Some(3)),
            ("third wish", Some(3)),
            ("11th choice", Some(11)),
            ("choice", None),
            ("0 choice", None),
            ("finance", None),
            ("no choice", None),
        ] {
            assert_eq!(choice_number(heading), number, "{heading}");
        }
    }
}
