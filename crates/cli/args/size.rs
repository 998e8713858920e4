//! Sizes of memory, read and said.

/// A unit and how many bytes it is.
const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];

/// Reads `500MB` or `1.5GB`.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    const HOW: &str = "a size is a number and a unit: 500MB, 16GB";
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
    let unit = text[digits.len()..].to_uppercase();
    let (_, bytes) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(HOW)?;
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    let number: f64 = match digits.trim() {
        number if number.chars().all(plain) => number.parse().map_err(|_| HOW)?,
        _ => return Err(HOW.to_owned()),
    };
    Ok((number * *bytes as f64) as u64)
}

/// A number of bytes for people: `7.2 GB`.
pub(crate) fn say(bytes: u64) -> String {
    let (name, unit) = UNITS
        .iter()
        .find(|(_, unit)| bytes >= *unit)
        .unwrap_or(&UNITS[2]);
    format!("{:.1} {name}", bytes as f64 / *unit as f64)
}

#[cfg(test)]
mod tests {
    use super::{parse, say};

    #[test]
    fn sizes_are_numbers_with_a_unit() {
        assert_eq!(parse("500MB"), Ok(500_000_000));
        assert_eq!(parse(" 1.5 gb "), Ok(1_500_000_000));
        assert_eq!(parse("0KB"), Ok(0));
        assert_eq!(parse("99999999999999999999999GB"), Ok(u64::MAX));
        for wrong in [
            "", "8", "GB", "-1GB", "1e3MB", "NaNGB", "infGB", "8 G B", "1..5GB", "8Gé",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sizes_are_said_in_the_largest_unit_they_fill() {
        assert_eq!(say(0), "0.0 KB");
        assert_eq!(say(1_234_567), "1.2 MB");
        assert_eq!(say(u64::MAX), "18446744073.7 GB");
    }
}
