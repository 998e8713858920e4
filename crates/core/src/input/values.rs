//! What single values must look like, and the words for those that do not.

use super::dates;
use super::findings::show;
use super::shape::Form;
use super::suggest::suggest;

/// A whole number within a range, or the code, message and help of why it is none.
pub(super) fn whole(
    number: &str,
    least: i64,
    most: i64,
) -> Result<i64, (&'static str, String, String)> {
    let plain = number
        .bytes()
        .all(|byte| byte == b'-' || byte.is_ascii_digit());
    let nearest = number.parse::<f64>().unwrap_or(f64::NAN);
    if let Some(value) = number
        .parse()
        .ok()
        .filter(|value| (least..=most).contains(value))
    {
        return Ok(value);
    }
    if !plain && nearest.is_finite() && nearest.fract() != 0.0 {
        return Err((
            "not-whole",
            format!("{} is not a whole number", short(number)),
            "write a whole number, without a fraction".to_owned(),
        ));
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "ranges that matter are far below 2^53; this only picks the words"
    )]
    let inside = nearest >= least as f64 && nearest <= most as f64;
    if !plain && inside {
        return Err((
            "not-whole",
            format!("{} is not written as a whole number", short(number)),
            format!("write it as {nearest:.0}"),
        ));
    }
    let (least, most) = (grouped(least), grouped(most));
    Err((
        "out-of-range",
        format!("{} is not between {least} and {most}", short(number)),
        format!("write a whole number from {least} to {most}"),
    ))
}

/// The code, message and help of a text that is not written as it must be.
///
/// Days are not repeated: one may tell when somebody is on leave.
pub(super) fn wrong_form(text: &str, form: Form) -> Option<(&'static str, String, &'static str)> {
    match form {
        Form::Free => None,
        Form::Month => dates::month(text).is_none().then(|| {
            (
                "no-such-month",
                format!("{} is not a month", show(text)),
                "write a month as YYYY-MM, such as \"2027-01\"",
            )
        }),
        Form::Day => dates::day(text).is_none().then(|| {
            let message = if dates::is_day_shaped(text) {
                "there is no such day in the calendar"
            } else {
                "this is not a day written as YYYY-MM-DD"
            };
            (
                "no-such-day",
                message.to_owned(),
                "write an existing day as YYYY-MM-DD, such as \"2027-01-31\"",
            )
        }),
    }
}

/// A value of the wrong type.
pub(super) fn mismatch(subject: &str, wanted: &str, found: &str) -> (&'static str, String, String) {
    let hint = match (wanted, found) {
        ("a text", _) => ", in double quotes",
        (_, "a text") if wanted != "a list" && wanted != "an object" => ", without quotes",
        ("a list", _) => " in [ ], even for a single entry",
        ("an object", _) => " in { }",
        _ => "",
    };
    (
        "wrong-type",
        format!("{subject} must be {wanted}, not {found}"),
        format!("give {subject} {wanted}{hint}"),
    )
}

/// A null where none may stand.
pub(super) fn null(subject: &str, required: bool) -> (&'static str, String, String) {
    let help = if required {
        format!("give {subject} a value")
    } else {
        format!("leave {subject} out instead of writing null")
    };
    ("null", format!("{subject} may not be null"), help)
}

/// A word that JSON does not know.
pub(super) fn unknown_word(word: &str) -> (&'static str, String, String) {
    let help = match word {
        "NaN" | "nan" | "Infinity" | "-Infinity" | "inf" | "-inf" => {
            "write a number, or leave the key out"
        }
        "True" | "TRUE" => "write true",
        "False" | "FALSE" => "write false",
        "None" | "NULL" | "Null" | "nil" | "undefined" => "leave the key out",
        _ if word.starts_with(['+', '0', '.']) => {
            "write numbers without leading zeros, plus signs or bare points"
        }
        _ => "put texts in double quotes",
    };
    (
        "json",
        format!("{} is not a value that JSON knows", show(word)),
        help.to_owned(),
    )
}

/// A word other than those a key allows.
pub(super) fn unknown_value(value: &str, known: &[&str]) -> (String, String) {
    let message = format!("{} is none of {}", show(value), list(known));
    (
        message,
        did_you_mean(suggest(value, known.iter().copied()), known),
    )
}

/// A key the format does not have.
pub(super) fn unknown_key(key: &str, known: &[&'static str]) -> (String, String) {
    let message = format!("there is no key {} here", show(key));
    (
        message,
        did_you_mean(suggest(key, known.iter().copied()), known),
    )
}

fn did_you_mean(meant: Option<&str>, known: &[&str]) -> String {
    match meant {
        Some(meant) => format!("did you mean {}?", show(meant)),
        None => format!("use one of {}", list(known)),
    }
}

/// A key that must be there.
pub(super) fn missing_key(key: &str) -> (String, String) {
    (
        format!("the key {} is missing", show(key)),
        format!("add {} here", show(key)),
    )
}

/// A key that one object has twice.
pub(super) fn twice(key: &str, first: usize, second: usize) -> (String, String) {
    let key = show(key);
    (
        format!("the key {key} is given twice, on line {first} and on line {second}"),
        format!("keep one of the two {key}"),
    )
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| show(word)).collect();
    quoted.join(", ")
}

fn short(number: &str) -> String {
    show(number).trim_matches('"').to_owned()
}

/// A number with commas between thousands.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, whole};

    #[test]
    fn whole_numbers_have_a_range() {
        let code = |number| whole(number, 0, 1_000_000).err().map(|(code, ..)| code);
        assert_eq!(whole("-0", 0, 5), Ok(0));
        assert_eq!(whole("1000000", 0, 1_000_000), Ok(1_000_000));
        for far in [
            "1000001",
            "-1",
            "1e18",
            "1000000000000000000",
            "1e400",
            "99999999999999999999999",
            "-1e400",
        ] {
            assert_eq!(code(far), Some("out-of-range"), "{far}");
        }
        for broken in ["1.0", "1.5", "1e2", "0.1e1", "1e-400"] {
            assert!(whole(broken, 0, 1_000_000).is_err(), "{broken}");
        }
        assert_eq!(code("1.5"), Some("not-whole"));
        let help = whole("1.0", 0, 9).err().map(|(.., help)| help);
        assert_eq!(help.as_deref(), Some("write it as 1"));
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(grouped(-10_000), "-10,000");
        assert_eq!(grouped(999), "999");
    }
}
