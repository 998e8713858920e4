//! What a workbook asks for, measured before anything parses it.
//!
//! A workbook is a zip of XML. One of 1.4 KB can unpack to gigabytes, name cells a billion apart,
//! or announce more shared strings than there is memory; readers believe it.

use std::io::{Cursor, Read};

use rotaplan_core::input::Problem;

/// Most bytes of a file that is read.
pub(crate) const MOST_BYTES: u64 = 256 << 20;
/// Most bytes of all parts of a workbook, unpacked.
const MOST_UNPACKED: u64 = 768 << 20;
/// Most parts; a workbook has a handful for each sheet.
const MOST_PARTS: usize = 2_000;
/// Most cells a sheet may declare; ours are read one by one, so this is a matter of honesty, not of memory.
const MOST_DECLARED_CELLS: u64 = 50_000_000;
/// Most strings the shared table may announce.
const MOST_STRINGS: u64 = 10_000_000;

/// Refuses a workbook that asks for more than any office has.
///
/// # Errors
/// What it asks for, and where.
pub(crate) fn check_caps(bytes: &[u8]) -> Result<(), Problem> {
    check_unpacked(bytes, MOST_UNPACKED)
}

fn check_unpacked(bytes: &[u8], most: u64) -> Result<(), Problem> {
    let refuse = |message: String| {
        Err(Problem::error("too-large", "", message)
            .help("save the sheets that are wanted into a new workbook, or as CSV files"))
    };
    if bytes.len() as u64 > MOST_BYTES {
        return refuse(format!(
            "the workbook has more than {} MB",
            MOST_BYTES >> 20
        ));
    }
    let mut archive = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(_) => {
            return Err(Problem::error("workbook", "", "this is not an XLSX workbook")
                .help("save it as .xlsx, or as CSV files; .xls and password-protected files cannot be read"));
        }
    };
    if archive.len() > MOST_PARTS {
        return refuse(format!("the workbook has more than {MOST_PARTS} parts"));
    }
    let mut left = most;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            return Err(Problem::error(
                "workbook",
                "",
                "a part of the workbook is damaged",
            ));
        };
        let name = part
            .name()
            .map(|name| name.into_owned())
            .unwrap_or_default();
        if part.size() > left {
            return refuse(format!(
                "{name} says it unpacks to {} MB",
                part.size() >> 20
            ));
        }
        // The declared size may lie, so what counts is what comes out.
        let mut text = Vec::new();
        if part.take(left + 1).read_to_end(&mut text).is_err() {
            return Err(Problem::error("workbook", "", format!("{name} is damaged")));
        }
        if text.len() as u64 > left {
            return refuse(format!("{name} unpacks to more than {} MB", left >> 20));
        }
        left -= text.len() as u64;
        check_part(&name, &text)?;
    }
    Ok(())
}

/// Looks at what a sheet or the table of strings declares.
fn check_part(name: &str, text: &[u8]) -> Result<(), Problem> {
    let too_many = |what: String| {
        Err(
            Problem::error("too-large", "", format!("{name} declares {what}"))
                .help("copy the rows that are wanted into a new workbook"),
        )
    };
    let beginning = &text[..text.len().min(4_096)];
    if let Some(size) = attribute(beginning, b"<dimension", b"ref").and_then(|area| cells_of(&area))
        && size > MOST_DECLARED_CELLS
    {
        return too_many(format!("{size} cells"));
    }
    for key in [&b"count"[..], b"uniqueCount"] {
        if let Some(count) = attribute(beginning, b"<sst", key) {
            match count.trim().parse::<u64>() {
                Ok(count) if count <= MOST_STRINGS => {}
                _ => return too_many(format!("{count} shared strings")),
            }
        }
    }
    Ok(())
}

/// The value of an attribute of the first element of this name, prefixes aside.
fn attribute(text: &[u8], element: &[u8], key: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).map_or_else(
        |error| String::from_utf8_lossy(&text[..error.valid_up_to()]).into_owned(),
        str::to_owned,
    );
    let element = String::from_utf8_lossy(element);
    let name = element.trim_start_matches('<');
    let start = text
        .match_indices(name)
        .find(|(at, _)| text[..*at].ends_with('<') || text[..*at].ends_with(':'))?;
    let tag = text[start.0..].split('>').next()?;
    let key = String::from_utf8_lossy(key);
    tag.match_indices(&*key).find_map(|(at, _)| {
        let before = tag[..at].chars().next_back()?;
        let rest = tag[at + key.len()..]
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let quote = rest
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let value = rest[1..].split(quote).next()?;
        before.is_whitespace().then(|| value.to_owned())
    })
}

/// How many cells an area such as `A1:XFD1048576` has; nothing where it is none.
fn cells_of(area: &str) -> Option<u64> {
    let (from, to) = area.split_once(':').unwrap_or((area, area));
    let ((left, top), (right, bottom)) = (corner(from)?, corner(to)?);
    Some((right.abs_diff(left) + 1).saturating_mul(bottom.abs_diff(top) + 1))
}

fn corner(cell: &str) -> Option<(u64, u64)> {
    let digits = cell.find(|character: char| character.is_ascii_digit())?;
    let column = cell[..digits].bytes().try_fold(0_u64, |column, letter| {
        let letter = letter.to_ascii_uppercase();
        let digit = u64::from(letter.checked_sub(b'A')?) + 1;
        column.checked_mul(26)?.checked_add(digit)
    })?;
    Some((column, cell[digits..].parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::{check_caps, check_part, check_unpacked};

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .expect("part");
            writer.write_all(text).expect("part");
        }
        writer.finish().expect("zip").into_inner()
    }

    #[test]
    fn small_workbooks_that_ask_for_much_are_refused() {
        let whole = br#"<worksheet><dimension ref="A1:XFD1048576"/></worksheet>"#;
        let strings = br#"<sst count="1" uniqueCount="18446744073709551615"><si/></sst>"#;
        for text in [
            &whole[..],
            &strings[..],
            br#"<x:sst uniqueCount='99999999999'>"#,
        ] {
            let bytes = zipped(&[("xl/part.xml", text)]);
            let problem = check_caps(&bytes).expect_err("too large");
            assert_eq!(problem.code, "too-large");
        }
        let fine = br#"<worksheet><dimension ref="A1:Z2000"/></worksheet>"#;
        assert_eq!(check_part("sheet1", fine), Ok(()));
    }

    #[test]
    fn zip_bombs_are_refused_before_they_fill_the_memory() {
        let blanks = vec![b' '; 4 << 20];
        let mut bytes = zipped(&[("xl/worksheets/sheet1.xml", &blanks)]);
        assert!(bytes.len() < 1 << 14);
        let most = 1 << 20;
        assert_eq!(
            check_unpacked(&bytes, most).expect_err("bomb").code,
            "too-large"
        );
        // A size that lies, in the local header and in the central directory alike.
        let size = u32::try_from(blanks.len()).expect("small").to_le_bytes();
        while let Some(at) = bytes.windows(4).position(|window| window == size) {
            bytes[at..at + 4].copy_from_slice(&7_u32.to_le_bytes());
        }
        assert!(check_unpacked(&bytes, most).is_err());
    }

    #[test]
    fn what_is_no_zip_is_no_workbook() {
        for bytes in [&b""[..], b"PK", b"id,name\n1,2\n", &[0; 1000]] {
            assert_eq!(check_caps(bytes).expect_err("no zip").code, "workbook");
        }
    }
}
