//! The report as a workbook: a sheet each by person, department, mentor and month, ready to filter and to print.

use rotaplan_core::input::Problem;
use rust_xlsxwriter::{
    Color, ConditionalFormat3ColorScale, ConditionalFormatCell, ConditionalFormatCellRule,
    DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::picture::Picture;
use super::rows::{Table, absences, by_department, by_mentor, by_month, by_person, summary};
use crate::sheets::{Cell, LONGEST_CELL, excel_day, xlsx_fault};
use crate::text::{looks_like_formula, printable};

/// Tints of the departments, the same as on the page.
const TINTS: [u32; 8] = [
    0x00D3_E6F5,
    0x00FB_E3B8,
    0x00C8_EBDC,
    0x00F5_DBE9,
    0x00F6_F0B0,
    0x00F9_D7C4,
    0x00DF_DFF4,
    0x00E0_E0E0,
];
const HEADER: Color = Color::RGB(0x00DD_E7F0);
const GOOD: Color = Color::RGB(0x00C8_EBDC);
const NEAR: Color = Color::RGB(0x00FB_E3B8);
const BAD: Color = Color::RGB(0x00F3_B8A8);
/// Excel's most characters of a page's header.
const PAGE_HEADER: usize = 100;

/// The report as the bytes of a workbook.
///
/// # Errors
/// An id longer than a cell can be, or more rows than a sheet has.
pub fn workbook(picture: &Picture<'_>) -> Result<Vec<u8>, Problem> {
    // A name may be cut; an id that was would not be found again.
    let program = &picture.program;
    let staff = program.staff().iter().map(|one| &one.id);
    let departments = program.departments().iter().map(|one| &one.id);
    let mentors = program.mentors().iter().map(|one| &one.id);
    let mut ids = staff.chain(departments).chain(mentors);
    if ids.any(|id| id.encode_utf16().count() > LONGEST_CELL) {
        let message = format!("an id is longer than {LONGEST_CELL} characters");
        return Err(Problem::error("too-large", "", message).help("write .csv instead"));
    }
    write(picture).map_err(|error| xlsx_fault(&error))
}

fn write(picture: &Picture<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed moment: the same plan gives the same bytes.
    let moment = excel_day(
        picture
            .slots
            .first()
            .map(|slot| slot.start)
            .unwrap_or_default(),
    );
    let mut properties = DocProperties::new().set_title(cut(&printable(picture.title()), 200));
    if let Some(moment) = &moment {
        properties = properties.set_creation_datetime(moment);
    }
    workbook.set_properties(&properties);
    let formats = Formats::new();
    for table in [
        by_person(picture),
        by_department(picture),
        by_mentor(picture),
        by_month(picture),
        absences(picture),
        summary(picture),
    ] {
        let worksheet = workbook.add_worksheet();
        sheet(worksheet, &table, &formats)?;
        print_setup(worksheet, picture, &table)?;
        colours(worksheet, &table)?;
    }
    let worksheet = workbook.add_worksheet();
    board(worksheet, picture, &formats)?;
    workbook.save_to_buffer()
}

struct Formats {
    header: Format,
    number_header: Format,
    text: Format,
    guarded: Format,
    number: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let cell = Format::new().set_align(FormatAlign::Top);
        let text = cell.clone().set_num_format("@");
        let header = Format::new()
            .set_bold()
            .set_background_color(HEADER)
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Thin);
        Formats {
            number_header: header.clone().set_align(FormatAlign::Right),
            header,
            guarded: text.clone().set_quote_prefix(),
            text,
            number: cell.clone().set_num_format("0"),
            // At the left like text, or it would touch the column after it.
            day: cell
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
        }
    }
}

fn sheet(worksheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    worksheet.set_name(table.name)?;
    for (column, heading) in (0_u16..).zip(&table.headings) {
        let numbers = table
            .rows
            .iter()
            .any(|row| matches!(row.get(usize::from(column)), Some(Cell::Number(_))));
        let format = match numbers && table.name != "Summary" {
            true => &formats.number_header,
            false => &formats.header,
        };
        worksheet.write_string_with_format(0, column, *heading, format)?;
        worksheet.set_column_width(column, width(table, usize::from(column)))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty | Cell::Broken => {}
                Cell::Truth(yes) => {
                    worksheet.write_boolean(row, column, *yes)?;
                }
                Cell::Number(number) => {
                    worksheet.write_number_with_format(row, column, *number, &formats.number)?;
                }
                Cell::Day(day) => match excel_day(*day) {
                    Some(moment) => {
                        worksheet.write_datetime_with_format(row, column, &moment, &formats.day)?;
                    }
                    None => {
                        worksheet.write_string_with_format(
                            row,
                            column,
                            day.to_string(),
                            &formats.text,
                        )?;
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
        }
    }
    worksheet.set_freeze_panes(1, if table.name == "Summary" { 0 } else { 1 })?;
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1);
    let last_column = u16::try_from(table.headings.len())
        .unwrap_or(u16::MAX)
        .saturating_sub(1);
    worksheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

/// Text is always text; what could be taken for a formula is marked as text for good.
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
    worksheet.write_string_with_format(row, column, cut(text, LONGEST_CELL), format)?;
    Ok(())
}

fn width(table: &Table, column: usize) -> f64 {
    let length = |row: &Vec<Cell>| match row.get(column) {
        Some(Cell::Text(text)) => text.chars().count(),
        Some(Cell::Empty) | None => 0,
        Some(_) => 10,
    };
    let longest = table.rows.iter().take(300).map(length).max().unwrap_or(0);
    longest
        .max(table.headings[column].chars().count() + 3)
        .clamp(8, 60) as f64
        + 1.0
}

/// At most so many UTF-16 units, which is how Excel counts.
fn cut(text: &str, most: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= most
        })
        .collect()
}

fn print_setup(
    worksheet: &mut Worksheet,
    picture: &Picture<'_>,
    table: &Table,
) -> Result<(), XlsxError> {
    // An ampersand begins a code in page headers.
    let title = cut(&printable(picture.title()), PAGE_HEADER).replace('&', "&&");
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3)
        .set_header(format!("&L{title}&R{}", table.name))
        .set_footer("&RPage &P of &N");
    worksheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// Colours that follow the numbers, also when somebody changes them.
fn colours(worksheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let Some(last) = u32::try_from(table.rows.len())
        .ok()
        .filter(|rows| *rows > 0)
    else {
        return Ok(());
    };
    let column = |heading: &str| {
        let at = table.headings.iter().position(|one| *one == heading)?;
        u16::try_from(at).ok()
    };
    let filled = |color| Format::new().set_background_color(color);
    if let Some(points) = column("Points") {
        let scale = ConditionalFormat3ColorScale::new()
            .set_minimum_color(BAD)
            .set_midpoint_color(Color::White)
            .set_maximum_color(GOOD);
        worksheet.add_conditional_format(1, points, last, points, &scale)?;
    }
    if let Some(room) = column("Room") {
        for (rule, color) in [
            (ConditionalFormatCellRule::LessThan(0), BAD),
            (ConditionalFormatCellRule::Between(0, 0), NEAR),
        ] {
            let format = ConditionalFormatCell::new()
                .set_rule(rule)
                .set_format(filled(color));
            worksheet.add_conditional_format(1, room, last, room, &format)?;
        }
    }
    if let Some(choice) = column("Choice") {
        for (label, color) in [("1st choice", GOOD), ("not named", NEAR)] {
            let rule = ConditionalFormatCellRule::EqualTo(label);
            let format = ConditionalFormatCell::new()
                .set_rule(rule)
                .set_format(filled(color));
            worksheet.add_conditional_format(1, choice, last, choice, &format)?;
        }
    }
    Ok(())
}

/// People by slots, each department in its tint.
fn board(
    worksheet: &mut Worksheet,
    picture: &Picture<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let table = Table {
        name: "Board",
        headings: Vec::new(),
        rows: Vec::new(),
    };
    worksheet.set_name(table.name)?;
    for (column, heading) in (0_u16..).zip(["Name", "Team"]) {
        worksheet.write_string_with_format(0, column, heading, &formats.header)?;
        worksheet.set_column_width(column, 24)?;
    }
    for (column, slot) in (2_u16..).zip(&picture.slots) {
        worksheet.write_string_with_format(0, column, &slot.name, &formats.header)?;
        worksheet.set_column_width(column, 20)?;
    }
    let tinted: Vec<[Format; 2]> = TINTS
        .iter()
        .map(|tint| {
            [&formats.text, &formats.guarded]
                .map(|format| format.clone().set_background_color(Color::RGB(*tint)))
        })
        .collect();
    for (row, person) in (1_u32..).zip(&picture.people) {
        let staff = &picture.program.staff()[person.staff.index()];
        write_text(
            worksheet,
            row,
            0,
            &printable(&staff.name),
            &formats.text,
            &formats.guarded,
        )?;
        let team = printable(picture.team_name(staff.team));
        write_text(worksheet, row, 1, &team, &formats.text, &formats.guarded)?;
        for visit in &person.visits {
            let visit = &picture.visits[*visit];
            let [plain, guarded] = &tinted[visit.department.index() % TINTS.len()];
            let column = u16::try_from(visit.slot.index()).unwrap_or(u16::MAX - 2) + 2;
            let department = printable(picture.department_name(visit.department));
            write_text(worksheet, row, column, &department, plain, guarded)?;
        }
    }
    worksheet.set_freeze_panes(1, 1)?;
    let last_row = u32::try_from(picture.people.len())
        .unwrap_or(u32::MAX)
        .max(1);
    let last_column = u16::try_from(picture.slots.len()).unwrap_or(u16::MAX - 2) + 1;
    worksheet.autofilter(0, 0, last_row, last_column)?;
    print_setup(worksheet, picture, &table)
}
