//! Names are free text and may hold anything: what keeps them text, format by format.

use sha2::{Digest, Sha256};

/// What a spreadsheet takes for the start of a formula (OWASP, CSV injection), the full-width twins included.
const FORMULA_STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet could take the text for a formula.
#[must_use]
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(FORMULA_STARTS)
}

/// A text as a CSV field that no spreadsheet runs: an apostrophe before what could start a formula.
///
/// [`from_csv_field`] takes it away again, and one more apostrophe keeps texts that begin with one apart.
#[must_use]
pub fn csv_field(text: &str) -> String {
    if looks_like_formula(text) || needs_another_apostrophe(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that [`csv_field`] made a field of.
#[must_use]
pub fn from_csv_field(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) || needs_another_apostrophe(rest) => rest,
        _ => field,
    }
}

fn needs_another_apostrophe(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.len() < text.len() && looks_like_formula(bare)
}

/// A text without the characters that steer terminals, reorder lines or end them; each becomes a space or nothing.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|character| match character {
            '\t' | '\n' | '\r' => Some(' '),
            _ if character.is_control() || reorders(character) => None,
            _ => Some(character),
        })
        .collect()
}

/// Marks, overrides and isolates of direction, line and paragraph separators, and what nobody sees.
fn reorders(character: char) -> bool {
    matches!(character,
        '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text as Markdown that shows it and nothing else.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    for character in printable(text).chars() {
        match character {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '!' | '~' | '{' | '}'
            | ':' | '@' | '$' => {
                shown.push('\\');
                shown.push(character);
            }
            _ => shown.push(character),
        }
    }
    shown.trim().to_owned()
}

/// A table in Markdown; every cell is escaped here.
#[must_use]
pub fn markdown_table<S: AsRef<str>>(header: &[S], rows: &[Vec<String>]) -> String {
    let mut table = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        table.push('|');
        for cell in cells {
            table.push(' ');
            table.push_str(&cell);
            table.push_str(" |");
        }
        table.push('\n');
    };
    line(&mut header.iter().map(|cell| markdown(cell.as_ref())));
    line(&mut header.iter().map(|_| "---".to_owned()));
    for row in rows {
        line(&mut row.iter().map(|cell| markdown(cell)));
    }
    table
}

/// The first eight hexadecimal digits of a text's SHA-256.
#[must_use]
pub fn short_hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..4])
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Longest readable part of a file name made from an id.
const NAME_LENGTH: usize = 48;

/// A file name, without its ending, made from an id: never a path, never a device, never the name of another id.
#[must_use]
pub fn file_name(id: &str) -> String {
    let plain: String = id
        .chars()
        .take(NAME_LENGTH)
        .map(|character| match character {
            'a'..='z' | '0'..='9' | '-' | '_' => character,
            'A'..='Z' => character.to_ascii_lowercase(),
            _ => '_',
        })
        .collect();
    let plain = plain.trim_start_matches('-').to_owned();
    // Anything that was changed gets a hash: file systems that fold case would merge `a` and `A`.
    if plain == id && !plain.is_empty() && !is_device(&plain) {
        plain
    } else {
        format!("{plain}~{}", short_hash(id))
    }
}

/// Windows opens these names as devices, whatever their ending.
fn is_device(name: &str) -> bool {
    let (stem, number) = name.split_at(name.len().min(3));
    matches!((stem, number), ("con" | "prn" | "aux" | "nul", ""))
        || (matches!(stem, "com" | "lpt")
            && number.len() == 1
            && number.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{csv_field, file_name, from_csv_field, markdown, printable};

    #[test]
    fn csv_fields_are_never_formulas_and_come_back() {
        for text in [
            "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'=x", "''=x", "'x", "x", "", "'",
            "＝x", "e=mc2", "'''-1",
        ] {
            let field = csv_field(text);
            assert!(!super::looks_like_formula(&field), "{text:?}");
            assert_eq!(from_csv_field(&field), text);
        }
    }

    #[test]
    fn file_names_stay_in_their_folder_and_apart() {
        for id in [
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "",
            ".",
            "..",
            "con",
            "COM1",
            "x\0y",
            "-rf",
        ] {
            let name = file_name(id);
            assert!(
                name.chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '~')),
                "{name}"
            );
            assert!(!name.starts_with('-') && !name.is_empty());
        }
        assert_eq!(file_name("e017"), "e017");
        assert_ne!(file_name("A"), file_name("a"));
        assert_ne!(file_name("a/b"), file_name("a\\b"));
        assert!(file_name(&"x".repeat(500)).len() < 70);
    }

    #[test]
    fn terminals_and_markdown_show_text_only() {
        assert_eq!(printable("a\u{1b}[31mb\rc\u{202e}"), "a[31mb c");
        assert_eq!(markdown("a|b\n<c>"), "a\\|b &lt;c&gt;");
    }
}
