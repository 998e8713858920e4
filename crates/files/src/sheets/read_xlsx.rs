//! Workbooks, read cell by cell: no sheet is ever laid out as a grid, however far apart its cells are.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use chrono::NaiveDate;
use rotaplan_core::input::Problem;

use super::caps::check_caps;
use super::cell::{Cell, Row, Sheet, column_letters};
use super::read_csv::MOST_COLUMNS;

/// Most cells of one sheet that are read.
const MOST_CELLS: usize = 20_000_000;

/// Reads every sheet of a workbook.
///
/// # Errors
/// Bytes that are no workbook, or one that asks for too much.
pub fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    check_caps(bytes)?;
    let damaged = |what: &str| {
        Problem::error("workbook", what, "the workbook is damaged")
            .help("open it in a spreadsheet program and save it again as .xlsx")
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged(""))?;
    let names = workbook.sheet_names();
    let mut sheets = Vec::new();
    for name in names {
        // Charts and macro sheets have no cells and are passed over.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else {
            continue;
        };
        let mut rows: Vec<Row> = Vec::new();
        let mut count = 0;
        while let Some(found) = cells.next_cell().map_err(|_| damaged(&name))? {
            let (row, column) = found.get_position();
            let cell = cell(found.get_value());
            if cell.is_empty() {
                continue;
            }
            let (number, column) = (row as usize + 1, column as usize);
            count += 1;
            if column >= MOST_COLUMNS || count > MOST_CELLS {
                let place = format!("{name}!{}{number}", column_letters(column));
                return Err(
                    Problem::error("too-large", place, "the sheet is too large").help(format!(
                        "at most {MOST_COLUMNS} columns are read; delete what is not wanted"
                    )),
                );
            }
            if rows.last().is_none_or(|last| last.number != number) {
                rows.push(Row {
                    number,
                    cells: Vec::new(),
                });
            }
            if let Some(last) = rows.last_mut() {
                if last.cells.len() <= column {
                    last.cells.resize(column + 1, Cell::Empty);
                }
                last.cells[column] = cell;
            }
        }
        sheets.push(Sheet {
            name,
            file: None,
            rows,
        });
    }
    Ok(sheets)
}

fn cell(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(yes) => Cell::Truth(*yes),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
                .map_or(Cell::Broken, Cell::Day)
        }
        DataRef::DateTimeIso(text) => Cell::Text(text.clone()),
        DataRef::DateTime(_) | DataRef::DurationIso(_) | DataRef::Error(_) => Cell::Broken,
    }
}
