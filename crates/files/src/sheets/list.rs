//! Lists within one cell: items parted by `;`, and quotes around what would be misread.

/// Characters that mean something in a list cell.
const SPECIAL: &[char] = &['"', ';', '|', '=', '\n', '\r'];

/// A text as one cell: as it is, or in quotes where reading it back would trim or misread it.
pub(crate) fn quote_cell(text: &str) -> String {
    if text.trim() != text || text.starts_with('"') {
        quote(text)
    } else {
        text.to_owned()
    }
}

/// The text of one cell: trimmed, or what stands in its quotes.
pub(crate) fn unquote_cell(cell: &str) -> String {
    let trimmed = cell.trim();
    unquote(trimmed).unwrap_or_else(|| trimmed.to_owned())
}

/// A text as one item of a list cell.
pub(crate) fn quote_item(text: &str) -> String {
    if text.is_empty()
        || text.trim() != text
        || text.contains(SPECIAL)
        || text.contains("..")
        || text.contains(" of ")
    {
        quote(text)
    } else {
        text.to_owned()
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn unquote(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    // Every quote inside must be doubled, or the text was not one quoted thing.
    let whole = !inner.replace("\"\"", "").contains('"');
    whole.then(|| inner.replace("\"\"", "\""))
}

/// Cuts a text at a separator wherever it stands outside quotes; the pieces are trimmed and keep their quotes.
pub(crate) fn split<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut quoted = false;
    let mut start = 0;
    for (at, character) in text.char_indices() {
        if character == '"' {
            quoted = !quoted;
        } else if !quoted && separators.contains(&character) {
            pieces.push(text[start..at].trim());
            start = at + character.len_utf8();
        }
    }
    pieces.push(text[start..].trim());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The items of a list cell, unquoted.
pub(crate) fn items(cell: &str) -> Vec<String> {
    split(cell, &[';', '\n'])
        .into_iter()
        .map(unquote_cell)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{items, quote_cell, quote_item, unquote_cell};

    const TEXTS: &[&str] = &[
        "",
        "a",
        " a",
        "a ",
        "\"",
        "\"\"",
        "a\"b",
        "a;b",
        "a|b",
        "2 of a",
        "00123",
        "x=y",
        "\"a\"",
        "a\nb",
        "\u{a0}",
        "=1",
        "1..2",
        "\"a\";\"b\"",
    ];

    #[test]
    fn any_text_survives_a_cell() {
        for text in TEXTS {
            assert_eq!(unquote_cell(&quote_cell(text)), *text, "{text:?}");
        }
    }

    #[test]
    fn any_texts_survive_a_list() {
        let cell: Vec<String> = TEXTS.iter().map(|text| quote_item(text)).collect();
        assert_eq!(items(&cell.join("; ")), TEXTS);
    }
}
