//! A program as one workbook: comments on every heading, drop-downs, dates as dates, ids as text.

use rotaplan_core::input::Problem;
use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::program::Month;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format,
    FormatAlign, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::cell::{Cell, column_letters};
use super::export::{Heading, Written, sheets_of};
use super::kind::Kind;
use crate::text::looks_like_formula;

/// Excel's longest cell.
pub(crate) const LONGEST_CELL: usize = 32_767;
/// Rows below the last one that get the formats and drop-downs, for new entries.
const SPARE_ROWS: u32 = 500;

/// A program as the bytes of a workbook.
///
/// # Errors
/// A text longer than a cell can be, or more rows than a sheet has.
pub fn export_xlsx(program: &ProgramFile) -> Result<Vec<u8>, Problem> {
    let mut workbook = Workbook::new();
    // The moment of writing would make equal programs differ.
    let first = Month::parse(&program.horizon.first_month).map(Month::start);
    if let Some(moment) = first.and_then(excel_day) {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    }
    let sheets = sheets_of(program);
    for sheet in &sheets {
        too_long(sheet)?;
        let worksheet = workbook.add_worksheet();
        write_sheet(worksheet, sheet).map_err(|error| fault(&error))?;
    }
    workbook.save_to_buffer().map_err(|error| fault(&error))
}

pub(crate) fn fault(error: &XlsxError) -> Problem {
    Problem::error(
        "workbook",
        "",
        format!("cannot write the workbook: {error}"),
    )
    .help("write CSV files instead")
}

/// A cell that a workbook cannot hold is refused rather than cut: it would not come back.
fn too_long(sheet: &Written) -> Result<(), Problem> {
    for (index, row) in sheet.rows.iter().enumerate() {
        let long = |cell: &Cell| matches!(cell, Cell::Text(text) if text.encode_utf16().count() > LONGEST_CELL);
        if let Some(column) = row.iter().position(long) {
            let place = format!(
                "{}!{}{}",
                sheet.kind.name,
                column_letters(column),
                index + 2
            );
            return Err(Problem::error(
                "too-large",
                place,
                format!("the text is longer than {LONGEST_CELL} characters"),
            )
            .help("export to a folder of CSV files instead"));
        }
    }
    Ok(())
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &Written) -> Result<(), XlsxError> {
    worksheet.set_name(sheet.kind.name)?;
    let header = Format::new()
        .set_bold()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00DD_E7F0));
    let formats = Formats::new();
    for (index, heading) in sheet.headings.iter().enumerate() {
        let Ok(column) = u16::try_from(index) else {
            break;
        };
        worksheet.set_column_width(column, width(sheet, index))?;
        worksheet.set_column_format(column, formats.of(heading.kind))?;
        write_text(worksheet, 0, column, &heading.text, &header, &header)?;
        let note = if index == 0 {
            format!("{}\n\n{}", sheet.kind.note, heading.note)
        } else {
            heading.note.to_owned()
        };
        if !note.trim().is_empty() {
            worksheet.insert_note(
                0,
                column,
                &Note::new(note)
                    .set_author("rotaplan")
                    .add_author_prefix(false)
                    .set_width(260),
            )?;
        }
        let last = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX - SPARE_ROWS) + SPARE_ROWS;
        if let Some(validation) = validation(heading)? {
            worksheet.add_data_validation(1, column, last.min(1_048_575), column, &validation)?;
        }
    }
    for (index, row) in sheet.rows.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for (index, cell) in row.iter().enumerate() {
            let Ok(column) = u16::try_from(index) else {
                break;
            };
            write_cell(
                worksheet,
                number,
                column,
                cell,
                sheet
                    .headings
                    .get(index)
                    .map_or(Kind::Text, |heading| heading.kind),
                &formats,
            )?;
        }
    }
    worksheet.set_freeze_panes(1, 1)?;
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    worksheet.set_repeat_rows(0, 0)?;
    if let (Ok(rows), Ok(columns)) = (
        u32::try_from(sheet.rows.len()),
        u16::try_from(sheet.headings.len()),
    ) {
        worksheet.autofilter(0, 0, rows.max(1), columns.max(1) - 1)?;
    }
    Ok(())
}

/// Wide enough for the heading and the longest cell, within reason.
fn width(sheet: &Written, column: usize) -> f64 {
    let length = |cell: &Cell| match cell {
        Cell::Text(text) => text.chars().count(),
        _ => 10,
    };
    let cells = sheet
        .rows
        .iter()
        .take(200)
        .filter_map(|row| row.get(column))
        .map(length);
    let longest = cells
        .chain([sheet.headings[column].text.chars().count() + 2])
        .max()
        .unwrap_or(10);
    longest.clamp(9, 48) as f64 + 1.5
}

pub(crate) struct Formats {
    text: Format,
    guarded: Format,
    number: Format,
    day: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        let text = Format::new()
            .set_num_format("@")
            .set_align(FormatAlign::Top);
        Formats {
            guarded: text.clone().set_quote_prefix(),
            text,
            number: Format::new()
                .set_num_format("0")
                .set_align(FormatAlign::Top),
            day: Format::new()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Left),
        }
    }

    fn of(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Count | Kind::Points => &self.number,
            Kind::Day => &self.day,
            _ => &self.text,
        }
    }
}

/// Writes one cell; text is always text, never a formula or a link.
pub(crate) fn write_cell(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    kind: Kind,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty | Cell::Broken => {}
        Cell::Number(number) => {
            let format = if kind == Kind::Text {
                &formats.text
            } else {
                &formats.number
            };
            worksheet.write_number_with_format(row, column, *number, format)?;
        }
        Cell::Truth(yes) => {
            worksheet.write_boolean(row, column, *yes)?;
        }
        Cell::Day(day) => match excel_day(*day) {
            Some(moment) => {
                worksheet.write_datetime_with_format(row, column, &moment, &formats.day)?;
            }
            None => {
                worksheet.write_string_with_format(row, column, day.to_string(), &formats.text)?;
            }
        },
        Cell::Text(text) => write_text(
            worksheet,
            row,
            column,
            text,
            &formats.text,
            &formats.guarded,
        )?,
    }
    Ok(())
}

/// A day as Excel holds it; nothing outside 1950 to 2199, where what comes back would be told from a number no more.
pub(crate) fn excel_day(day: chrono::NaiveDate) -> Option<ExcelDateTime> {
    use chrono::Datelike;
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| (1950..2200).contains(year))?;
    let (month, day) = (
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    );
    ExcelDateTime::from_ymd(year, month, day).ok()
}

fn write_text(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    plain: &Format,
    guarded: &Format,
) -> Result<(), XlsxError> {
    let format = if looks_like_formula(text) {
        guarded
    } else {
        plain
    };
    worksheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

fn validation(heading: &Heading) -> Result<Option<DataValidation>, XlsxError> {
    let validation = DataValidation::new();
    let validation = match (heading.kind, heading.from_sheet) {
        (Kind::Choice(words), _) => validation.allow_list_strings(words)?,
        // The sheet may name somebody who is not listed yet, so this one only warns.
        (_, Some(sheet)) => validation
            .allow_list_formula(Formula::new(format!("={sheet}!$A$2:$A$10000")))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message(format!("This id is not on the sheet {sheet}."))?,
        (Kind::Truth, _) => validation.allow_list_strings(&["yes", "no"])?,
        _ => return Ok(None),
    };
    Ok(Some(validation))
}
