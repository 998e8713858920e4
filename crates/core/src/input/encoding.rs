//! From bytes to text: UTF-8 only, and a name for whatever else a file turns out to be.

use super::place::Lines;
use super::problem::Problem;

/// The byte order mark that some editors put before UTF-8.
const MARK: &str = "\u{feff}";

/// The text and the offset where it starts, after a byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<(&str, usize), Problem> {
    if let Some(kind) = recognise(bytes) {
        let (what, help) = kind;
        return Err(first_line(
            Problem::error(
                "encoding",
                "",
                format!("the file is {what}, not JSON in UTF-8"),
            )
            .help(help),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let line = Lines::new(bytes).line(at);
        let mut problem = Problem::error(
            "encoding",
            "",
            format!("byte {at} of the file is not UTF-8"),
        )
        .help("save the file in the encoding UTF-8; it looks like Windows-1252 or Latin-1");
        problem.line = Some(line);
        problem
    })?;
    let start = if text.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    if text[start..].trim().is_empty() {
        return Err(first_line(
            Problem::error("empty-file", "", "the file is empty")
                .help("start from `rotaplan init`, which writes a complete program"),
        ));
    }
    Ok((text, start))
}

/// Kinds of files that are taken for JSON by mistake.
fn recognise(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const UTF_8: &str = "save the file in the encoding UTF-8";
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, 0x09..=0x7f, ..] => {
            Some(("in UTF-32", UTF_8))
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0x09..=0x7f, 0, ..] | [0, 0x09..=0x7f, ..] => {
            Some(("in UTF-16", UTF_8))
        }
        [0, ..] => Some(("binary", "check which file was given")),
        [b'P', b'K', 3, 4, ..] => Some((
            "a workbook or a zip archive",
            "bring spreadsheets in with `rotaplan import`",
        )),
        [0x1f, 0x8b, ..] => Some(("compressed with gzip", "unpack it first")),
        _ => None,
    }
}

fn first_line(mut problem: Problem) -> Problem {
    problem.line = Some(1);
    problem
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn encodings_are_told_apart() {
        let utf16 =
            |bytes: fn(u16) -> [u8; 2]| "{}".encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let message = |bytes: &[u8]| {
            text(bytes)
                .err()
                .map(|problem| problem.message)
                .unwrap_or_default()
        };
        assert!(message(&utf16(u16::to_le_bytes)).contains("UTF-16"));
        assert!(message(&utf16(u16::to_be_bytes)).contains("UTF-16"));
        assert!(message(&[0xff, 0xfe, b'{', 0]).contains("UTF-16"));
        assert!(message(&[0, 0, 0, b'{']).contains("UTF-32"));
        assert!(message(&[0; 64]).contains("binary"));
        assert!(message(b"{\n\"a\": \"\xe9\"}").contains("byte 8"));
        assert!(message(b"PK\x03\x04rest").contains("workbook"));
        assert!(message(b" \n ").contains("empty"));
        assert_eq!(text(b"\xef\xbb\xbf{}").ok(), Some(("\u{feff}{}", 3)));
        assert_eq!(text(b"{}").ok(), Some(("{}", 0)));
    }

    #[test]
    fn a_byte_out_of_place_has_a_line() {
        let line = text(b"{\n\n \"\xff\"}")
            .err()
            .and_then(|problem| problem.line);
        assert_eq!(line, Some(3));
    }
}
