//! A sheet as read from anywhere: rows of cells, each of which knows its place.

use chrono::NaiveDate;

/// One cell as its file holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number, as spreadsheets hold them.
    Number(f64),
    /// A cell formatted as a date.
    Day(NaiveDate),
    /// A tick.
    Truth(bool),
    /// What a formula failed with, or a value no one can use.
    Broken,
}

impl Cell {
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// A cell as people read it.
pub(crate) fn plain_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Broken => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Truth(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

/// A row and where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Line of the file or row of the sheet, from 1.
    pub number: usize,
    /// Its cells from the first column on; trailing empty ones may be missing.
    pub cells: Vec<Cell>,
}

/// One sheet of a workbook, or one CSV file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The sheet's name, or the file's without its ending.
    pub name: String,
    /// The file's name, where the sheet is a file of its own.
    pub file: Option<String>,
    /// Its rows, empty ones left out.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// Where a cell stands: `people!C12` in a workbook, `people.csv:12:3` (line and field) in a folder.
    #[must_use]
    pub fn place(&self, row: usize, column: usize) -> String {
        match &self.file {
            Some(file) => format!("{file}:{row}:{}", column + 1),
            None => format!("{}!{}{row}", self.name, column_letters(column)),
        }
    }

    /// Where a whole row stands.
    #[must_use]
    pub fn row_place(&self, row: usize) -> String {
        match &self.file {
            Some(file) => format!("{file}:{row}"),
            None => format!("{}!{row}:{row}", self.name),
        }
    }

    /// What the sheet is called in messages.
    #[must_use]
    pub fn label(&self) -> &str {
        self.file.as_deref().unwrap_or(&self.name)
    }
}

/// `A` to `Z`, `AA`, and so on, from column 0.
#[must_use]
pub(super) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A heading, a sheet name or a setting as it is compared: letters and digits only, lower case.
#[must_use]
pub(super) fn normal(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric() || *character == '#')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn columns_are_lettered_as_in_spreadsheets() {
        let letters: Vec<String> = [0, 25, 26, 701, 702, 16_383]
            .into_iter()
            .map(column_letters)
            .collect();
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
