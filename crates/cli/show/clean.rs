//! Names are free text: nothing in them may steer a terminal, break a table or flood a screen.

use std::borrow::Cow;

/// The text with control characters and direction marks made visible, cut to so many characters.
pub(crate) fn clean(text: &str, most: usize) -> Cow<'_, str> {
    let short = text.len() <= most || text.chars().nth(most).is_none();
    if short && !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len().min(most.saturating_mul(4)));
    let keep = if short { most } else { most.saturating_sub(1) };
    for character in text.chars().take(keep) {
        if steers(character) {
            cleaned.extend(character.escape_unicode());
        } else {
            cleaned.push(character);
        }
    }
    if !short {
        cleaned.push('…');
    }
    Cow::Owned(cleaned)
}

/// Whether a character moves the cursor, colours, hides or turns what comes after it.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The same JSON with the control characters escaped that JSON itself lets through.
pub(super) fn json(text: String) -> String {
    let steers = |c: char| matches!(c, '\u{7f}'..='\u{9f}');
    if !text.contains(steers) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for character in text.chars() {
        if steers(character) {
            escaped += &format!("\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{clean, json};

    #[test]
    fn escape_sequences_and_direction_marks_show() {
        assert_eq!(clean("a\u{1b}[31mb", 80), "a\\u{1b}[31mb");
        assert_eq!(clean("x\u{202e}y\nz", 80), "x\\u{202e}y\\u{a}z");
        assert_eq!(clean("Ángström 名前", 80), "Ángström 名前");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(clean("äöüß", 4), "äöüß");
        assert_eq!(clean("äöüßx", 4), "äöü…");
        assert_eq!(clean(&"x".repeat(10_000_000), 10).chars().count(), 10);
    }

    #[test]
    fn json_stays_the_same_value() {
        let text = "{\"a\":\"\u{9b}31m\"}".to_owned();
        assert_eq!(json(text), "{\"a\":\"\\u009b31m\"}");
    }
}
