//! CSV as programs and spreadsheets write it: `,` `;` or tab, UTF-8 or UTF-16, with or without a mark in front.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use rotaplan_core::input::Problem;

use super::cell::{Cell, Row, Sheet};
use super::mapping::Mapping;
use crate::text::from_csv_field;

/// Longest field; what is longer is a quote that was never closed.
const LONGEST_FIELD: usize = 100_000;
/// Most columns of a sheet.
pub(crate) const MOST_COLUMNS: usize = 4_096;

/// Reads one CSV file, named as in its folder.
///
/// # Errors
/// Text in no known encoding, or rows that no spreadsheet has.
pub fn read_csv(file: &str, bytes: &[u8], mapping: &Mapping) -> Result<Sheet, Problem> {
    let text = decode(file, bytes, mapping)?;
    let (body, skipped, separator) = separator(&text, mapping);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(body.as_bytes());
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut lines = LineCount::default();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                return Err(Problem::error(
                    "csv",
                    file,
                    format!("not readable as CSV: {error}"),
                ));
            }
        }
        let start = record.position().map_or(0, |position| position.byte());
        let number = lines.at(body, usize::try_from(start).unwrap_or_default()) + skipped;
        let place = |column: usize| format!("{file}:{number}:{}", column + 1);
        if record.len() > MOST_COLUMNS {
            let message = format!("a row of more than {MOST_COLUMNS} fields");
            return Err(at_line(
                Problem::error("too-large", place(MOST_COLUMNS), message),
                number,
            ));
        }
        if let Some(column) = record.iter().position(|field| field.len() > LONGEST_FIELD) {
            let message = format!("a field of more than {LONGEST_FIELD} bytes");
            let problem = Problem::error("too-large", place(column), message)
                .help("a quote that is opened here is probably never closed");
            return Err(at_line(problem, number));
        }
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let cells = record
            .iter()
            .map(|field| match from_csv_field(field) {
                "" => Cell::Empty,
                text => Cell::Text(text.to_owned()),
            })
            .collect();
        rows.push(Row { number, cells });
    }
    let name = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    Ok(Sheet {
        name: name.to_owned(),
        file: Some(file.to_owned()),
        rows,
    })
}

/// Counts the lines of a text, each once.
#[derive(Default)]
struct LineCount {
    counted: usize,
    feeds: usize,
}

impl LineCount {
    /// The line, from 1, of the record that is read from an offset on: what is left of the line before,
    /// and empty lines, are none of it.
    fn at(&mut self, text: &str, offset: usize) -> usize {
        let bytes = text.as_bytes();
        let ends = bytes[offset.min(bytes.len())..].iter();
        let start = offset
            + ends
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
        let new = bytes.get(self.counted..start).unwrap_or_default();
        self.feeds += new.iter().filter(|byte| **byte == b'\n').count();
        self.counted = start.max(self.counted);
        self.feeds + 1
    }
}

fn at_line(mut problem: Problem, line: usize) -> Problem {
    problem.line = Some(line);
    problem
}

/// The text of the bytes, by their mark, by their look, or by the mapping's word.
fn decode(file: &str, bytes: &[u8], mapping: &Mapping) -> Result<String, Problem> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => Some(encoding),
        None => looks_like_utf16(bytes),
    };
    if let Some(encoding) = encoding {
        let (text, _, faulty) = encoding.decode(bytes);
        if faulty {
            let message = format!("the file says it is {} and is not", encoding.name());
            return Err(
                Problem::error("encoding", file, message).help("save it again as \"CSV UTF-8\"")
            );
        }
        return Ok(text.into_owned());
    }
    match (std::str::from_utf8(bytes), &mapping.encoding) {
        (Ok(text), _) => Ok(text.to_owned()),
        (Err(error), None) => {
            let line = 1 + bytes[..error.valid_up_to()]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count();
            let problem = Problem::error("encoding", format!("{file}:{line}"), "this is not UTF-8")
                .help("save it as \"CSV UTF-8\", or name its `encoding` in a mapping file, such as windows-1252");
            Err(at_line(problem, line))
        }
        (Err(_), Some(label)) => {
            let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
                return Err(
                    Problem::error("mapping", "/encoding", "there is no such encoding")
                        .help("use a name such as windows-1252 or iso-8859-2"),
                );
            };
            let (text, _, faulty) = encoding.decode(bytes);
            if faulty {
                let message = format!("the file is not {}", encoding.name());
                return Err(Problem::error("encoding", file, message));
            }
            Ok(text.into_owned())
        }
    }
}

/// Text without a mark of which every other byte of the beginning is zero.
fn looks_like_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let beginning = &bytes[..bytes.len().min(64) & !1];
    let zeros = |at: usize| beginning.iter().skip(at).step_by(2).all(|byte| *byte == 0);
    let texts = |at: usize| beginning.iter().skip(at).step_by(2).all(|byte| *byte != 0);
    if beginning.is_empty() {
        None
    } else if zeros(1) && texts(0) {
        Some(UTF_16LE)
    } else if zeros(0) && texts(1) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The text without Excel's `sep=` line, how many lines that was, and the separator.
fn separator<'a>(text: &'a str, mapping: &Mapping) -> (&'a str, usize, u8) {
    let ascii = |character: char| u8::try_from(character).ok().filter(u8::is_ascii);
    let first = text.lines().next().unwrap_or_default();
    let named = first
        .strip_prefix("sep=")
        .and_then(|rest| rest.chars().next());
    if let Some(separator) = named.and_then(ascii) {
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        return (rest, 1, separator);
    }
    if let Some(separator) = mapping.separator.and_then(ascii) {
        return (text, 0, separator);
    }
    let guess = text.lines().take(20).find_map(|line| {
        let counts =
            [b',', b';', b'\t'].map(|separator| (outside_quotes(line, separator), separator));
        // Of equal counts the first wins: the comma.
        let best = counts.into_iter().rev().max_by_key(|(count, _)| *count)?;
        (best.0 > 0).then_some(best.1)
    });
    (text, 0, guess.unwrap_or(b','))
}

fn outside_quotes(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == separator
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::cell::Cell;
    use super::super::mapping::Mapping;
    use super::read_csv;

    fn texts(bytes: &[u8]) -> Vec<Vec<String>> {
        let sheet = read_csv("people.csv", bytes, &Mapping::default()).expect("readable");
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            _ => String::new(),
        };
        sheet
            .rows
            .iter()
            .map(|row| row.cells.iter().map(text).collect())
            .collect()
    }

    #[test]
    fn separators_marks_and_encodings_do_not_matter() {
        let wanted = vec![vec!["id", "näme"], vec!["007", "a;b,c"]];
        let utf16 = |text: &str, little: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| {
                    if little {
                        unit.to_le_bytes()
                    } else {
                        unit.to_be_bytes()
                    }
                })
                .collect()
        };
        for text in [
            "id,näme\r\n007,\"a;b,c\"\r\n",
            "id;näme\n007;\"a;b,c\"\n",
            "id\tnäme\n\n007\ta;b,c",
            "sep=;\nid;näme\n007;\"a;b,c\"\n",
            "\u{feff}id,näme\n007,\"a;b,c\"",
        ] {
            assert_eq!(texts(text.as_bytes()), wanted, "{text}");
            let marked = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'));
            assert_eq!(texts(&utf16(&marked, true)), wanted, "{text}");
            assert_eq!(texts(&utf16(&marked, false)), wanted, "{text}");
        }
        assert_eq!(
            texts(&utf16("id,x\n1,2\n", true)),
            [["id", "x"], ["1", "2"]]
        );
    }

    #[test]
    fn rows_know_their_lines() {
        for end in ["\n", "\r\n"] {
            let text = ["id,name", "1,a", "", "2,\"b", "c\"", "3,d"].join(end);
            let sheet = read_csv("x.csv", text.as_bytes(), &Mapping::default()).expect("readable");
            let numbers: Vec<usize> = sheet.rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [1, 2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn other_encodings_are_read_only_where_the_mapping_names_them() {
        let bytes = b"id,name\n1,J\xfcrgen\n";
        let problem = read_csv("people.csv", bytes, &Mapping::default()).expect_err("no UTF-8");
        assert_eq!((problem.code.as_str(), problem.line), ("encoding", Some(2)));
        let mapping = Mapping {
            encoding: Some("windows-1252".to_owned()),
            ..Mapping::default()
        };
        let sheet = read_csv("people.csv", bytes, &mapping).expect("named encoding");
        assert_eq!(sheet.rows[1].cells[1], Cell::Text("Jürgen".to_owned()));
    }

    #[test]
    fn a_quote_that_never_ends_is_found() {
        let text = format!("id,name\n1,\"{}", "x\n".repeat(100_000));
        let problem = read_csv("people.csv", text.as_bytes(), &Mapping::default());
        assert_eq!(problem.expect_err("too long").place, "people.csv:2:2");
    }
}
