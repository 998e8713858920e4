//! Files that are broken, or made to break: an answer every time, never a panic, never all the memory.

mod programs;

use std::io::{Cursor, Read, Write};

use programs::{Dice, program};
use rotaplan_files::report::{Picture, Whose, calendar, workbook};
use rotaplan_files::sheets::{Mapping, export_csv, export_xlsx, import, read_csv, read_xlsx};
use zip::write::SimpleFileOptions;

/// A workbook of these parts and no others.
fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("part");
        writer.write_all(text).expect("part");
    }
    writer.finish().expect("zip").into_inner()
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("zip");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("part");
            let name = part.name().expect("name").into_owned();
            let mut text = Vec::new();
            part.read_to_end(&mut text).expect("part");
            (name, text)
        })
        .collect()
}

/// A small workbook with one sheet of this XML.
fn with_sheet(xml: &str) -> Vec<u8> {
    let mut parts = parts(&export_xlsx(&program(1)).expect("workbook"));
    for (name, text) in &mut parts {
        if name.ends_with("worksheets/sheet1.xml") {
            *text = xml.as_bytes().to_vec();
        }
    }
    zipped(&parts)
}

fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

#[test]
fn workbooks_of_two_cells_do_not_ask_for_all_the_memory() {
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#;
    let sheets = read_xlsx(&with_sheet(&sheet(far))).expect("two cells are no harm");
    assert_eq!(sheets[0].rows.len(), 2);
    for wide in [
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>"#,
    ] {
        assert!(read_xlsx(&with_sheet(&sheet(wide))).is_err());
    }
    let strings: Vec<_> = parts(&with_sheet(&sheet("")))
        .into_iter()
        .map(|(name, text)| match name.as_str() {
            "xl/sharedStrings.xml" => (
                name,
                br#"<sst count="1" uniqueCount="4000000000"></sst>"#.to_vec(),
            ),
            _ => (name, text),
        })
        .collect();
    assert!(read_xlsx(&zipped(&strings)).is_err());
}

#[test]
fn damaged_workbooks_are_answered() {
    let whole = export_xlsx(&program(2)).expect("workbook");
    let dice = &mut Dice::new(11);
    for cut in (0..whole.len()).step_by(whole.len() / 60) {
        assert!(read_xlsx(&whole[..cut]).is_err(), "cut at {cut}");
    }
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..=dice.roll(8) {
            let at = dice.roll(bytes.len());
            bytes[at] = u8::try_from(dice.roll(256)).expect("a byte");
        }
        // It reads or it does not, and says so.
        if let Ok(sheets) = read_xlsx(&bytes) {
            let _ = import(&sheets, &Mapping::default(), None);
        }
    }
    // Damage within the parts, where the checksums of the zip do not see it.
    let parts = parts(&whole);
    for _ in 0..150 {
        let mut parts = parts.clone();
        let which = dice.roll(parts.len());
        let text = &mut parts[which].1;
        for _ in 0..=dice.roll(5) {
            let at = dice.roll(text.len());
            match dice.roll(3) {
                0 => text[at] = u8::try_from(dice.roll(256)).expect("a byte"),
                1 => text.truncate(at.max(1)),
                _ => {
                    let piece = text[at..(at + 40).min(text.len())].to_vec();
                    text.splice(at..at, piece);
                }
            }
        }
        if let Ok(sheets) = read_xlsx(&zipped(&parts)) {
            let _ = import(&sheets, &Mapping::default(), None);
        }
    }
}

#[test]
fn damaged_csv_files_are_answered() {
    let dice = &mut Dice::new(12);
    for seed in 0..40 {
        let mut sheets = Vec::new();
        for (name, mut bytes) in export_csv(&program(seed)).expect("csv") {
            for _ in 0..dice.roll(4) {
                let at = dice.roll(bytes.len());
                match dice.roll(3) {
                    0 => bytes[at] = u8::try_from(dice.roll(128)).expect("a byte"),
                    1 => bytes.truncate(at),
                    _ => bytes.insert(at, b'"'),
                }
                if bytes.is_empty() {
                    break;
                }
            }
            sheets.extend(read_csv(&name, &bytes, &Mapping::default()));
        }
        let read = import(&sheets, &Mapping::default(), None);
        assert!(read.program.is_some() || !read.problems.is_empty());
    }
}

#[test]
fn damaged_calendars_are_followed_or_passed_over() {
    let program = program(4);
    let plan = programs::plan(&program, 4);
    let picture = Picture::new(&program, &plan, None).expect("valid");
    let stamp = chrono::DateTime::from_timestamp(0, 0).expect("a moment");
    let whole = calendar(&picture, Whose::Everybody, stamp, None);
    let dice = &mut Dice::new(13);
    for _ in 0..60 {
        let mut text = whole.clone();
        let characters: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = characters[dice.roll(characters.len())];
        match dice.roll(3) {
            0 => text.truncate(at),
            1 => text.insert_str(at, "\r\nBEGIN:VEVENT\r\n"),
            _ => text.insert(at, '\u{0}'),
        }
        let next = calendar(&picture, Whose::Everybody, stamp, Some(&text));
        assert!(next.starts_with("BEGIN:VCALENDAR\r\n") && next.ends_with("END:VCALENDAR\r\n"));
    }
    let _ = calendar(&picture, Whose::Everybody, stamp, Some("\u{0}BEGIN:"));
}

#[test]
fn ids_that_no_cell_holds_are_refused_and_long_names_are_cut() {
    let mut program = program(6);
    program.staff[0].name = "x".repeat(40_000);
    let plan = programs::plan(&program, 6);
    let picture = Picture::new(&program, &plan, None).expect("valid");
    read_xlsx(&workbook(&picture).expect("names are cut")).expect("readable");
    assert_eq!(
        export_xlsx(&program).expect_err("too long").code,
        "too-large"
    );
    let old = std::mem::replace(&mut program.staff[0].id, "y".repeat(40_000));
    program.pins.retain(|pin| pin.staff != old);
    program.apart.clear();
    let picture = Picture::new(&program, &plan, None).expect("valid");
    assert_eq!(workbook(&picture).expect_err("too long").code, "too-large");
}
