//! Spreadsheets to a program and back: one table of sheets and columns, read in both directions.

mod caps;
mod cell;
mod day;
mod export;
mod fault;
mod import;
mod kind;
mod list;
mod mapping;
mod open;
mod origins;
mod outcomes;
mod read_csv;
mod read_xlsx;
mod schema;
mod table;
mod wishes;
mod write_csv;
mod write_xlsx;

pub use cell::{Cell, Row, Sheet};
pub use day::Spellings;
pub use import::{Import, Seen, import};
pub use mapping::{ColumnMapping, MAPPING_FORMAT, Mapping, OneOrMore, PRESETS, SheetMapping};
pub use open::open;
pub use outcomes::{OutcomesSheet, blank_outcomes, read_outcomes};
pub use read_csv::read_csv;
pub use read_xlsx::read_xlsx;
pub use write_csv::export_csv;
pub use write_xlsx::export_xlsx;

pub(crate) use cell::plain_text;
pub(crate) use list::quote_cell;
pub(crate) use write_csv::csv_bytes;
pub(crate) use write_xlsx::{LONGEST_CELL, excel_day, fault as xlsx_fault};
