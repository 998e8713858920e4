//! A program as a folder of CSV files.

use rotaplan_core::input::Problem;
use rotaplan_core::input::file::ProgramFile;

use super::cell::Cell;
use super::export::sheets_of;
use crate::text::csv_field;

/// Every sheet of a program as a CSV file: its name and its bytes.
///
/// # Errors
/// Rows that cannot be written as CSV.
pub fn export_csv(program: &ProgramFile) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    sheets_of(program)
        .into_iter()
        .map(|sheet| {
            let headings = sheet
                .headings
                .into_iter()
                .map(|heading| Cell::Text(heading.text))
                .collect();
            let rows = std::iter::once(headings).chain(sheet.rows);
            Ok((format!("{}.csv", sheet.kind.name), csv_bytes(rows)?))
        })
        .collect()
}

/// Rows as CSV that spreadsheets open: a mark in front, CR LF, and no field that is a formula.
pub(crate) fn csv_bytes(rows: impl Iterator<Item = Vec<Cell>>) -> Result<Vec<u8>, Problem> {
    let fault = |error: String| Problem::error("csv", "", format!("cannot write CSV: {error}"));
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        let fields = row.into_iter().map(|cell| match cell {
            Cell::Empty | Cell::Broken => String::new(),
            Cell::Text(text) => csv_field(&text),
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Truth(yes) => if yes { "yes" } else { "no" }.to_owned(),
        });
        writer
            .write_record(fields)
            .map_err(|error| fault(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| fault(error.to_string()))
}
