//! Lines of a file as errors show them: without names, reasons and days of anybody's leave or employment.

/// Keys whose values are nobody's business but the file's.
const PRIVATE: [&str; 6] = [
    "\"name\"",
    "\"reason\"",
    "\"from\"",
    "\"to\"",
    "\"employed_from\"",
    "\"employed_until\"",
];

/// The line with a dot for each character of its private texts.
pub(crate) fn masked(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((at, key)) = PRIVATE
        .iter()
        .filter_map(|key| Some((rest.find(key)?, key)))
        .min()
    {
        let after_key = at + key.len();
        let value = rest[after_key..].trim_start_matches([' ', '\t', ':']);
        let value_at = rest.len() - value.len();
        shown.push_str(&rest[..value_at]);
        rest = value;
        if let Some(inside) = value.strip_prefix('"') {
            // A text that does not end in this line is hidden to its end; columns stay where they were.
            let (text, after) = inside.split_at(end_of_text(inside));
            shown.push('"');
            shown.extend(text.chars().map(|_| '·'));
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

/// Where the closing quote stands, or the end.
fn end_of_text(inside: &str) -> usize {
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            '"' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    inside.len()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn names_and_days_are_not_shown() {
        for (line, shown) in [
            (
                r#"{ "id": "e1", "name": "Ada \"x\" Park", "team": "t" }"#,
                r#"{ "id": "e1", "name": "··············", "team": "t" }"#,
            ),
            (
                r#""from": "2027-02-31","to":"2027-03-01""#,
                r#""from": "··········","to":"··········""#,
            ),
            (r#""name": "never ends"#, r#""name": "··········"#),
            (r#""name": 7, "seats": 2"#, r#""name": 7, "seats": 2"#),
            (r#""employed_until": null"#, r#""employed_until": null"#),
            ("", ""),
        ] {
            assert_eq!(masked(line), shown);
        }
    }
}
