//! Days and months as offices write them: ISO, Excel's serial numbers, and spellings that a mapping names.

use chrono::{Datelike, NaiveDate};

/// The day before Excel's day 1; days before March 1900 are off by one there and are not used here.
const EXCEL_EPOCH: (i32, u32, u32) = (1899, 12, 30);
/// 1950-01-01 and 2199-12-31: what lies outside is a number and no day of a rotation program.
const SERIALS: std::ops::RangeInclusive<i64> = 18_264..=109_574;

/// Spellings of dates, such as `DD/MM/YYYY`, that a mapping allows beside ISO.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spellings(Vec<String>);

impl Spellings {
    /// Takes spellings made of `YYYY`, `YY`, `MMMM`, `MMM`, `MM`, `M`, `DD`, `D` and what stands between them.
    ///
    /// # Errors
    /// A sentence on the first spelling that is none.
    pub fn new(spellings: &[String]) -> Result<Self, String> {
        let patterns: Result<Vec<String>, String> =
            spellings.iter().map(|text| pattern(text)).collect();
        Ok(Spellings(patterns?))
    }

    /// The day a text says.
    pub(crate) fn day(&self, text: &str) -> Option<NaiveDate> {
        let text = text.trim();
        iso_day(text)
            .or_else(|| text.parse().ok().and_then(serial))
            .or_else(|| {
                self.0
                    .iter()
                    .filter(|pattern| pattern.contains("%d") || pattern.contains("%-d"))
                    .find_map(|pattern| NaiveDate::parse_from_str(text, pattern).ok())
            })
    }

    /// The first day of the month a text says.
    pub(crate) fn month(&self, text: &str) -> Option<NaiveDate> {
        let text = text.trim();
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 7)
            .or_else(|| self.day(text).and_then(|day| day.with_day(1)))
            .or_else(|| {
                self.0.iter().find_map(|pattern| {
                    NaiveDate::parse_from_str(&format!("1 {text}"), &format!("%-d {pattern}")).ok()
                })
            })
    }
}

/// `2027-01-31`, with or without a time of the day after it.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let (day, rest) = text.split_at_checked(10)?;
    let time_follows = rest.is_empty() || rest.starts_with(['T', ' ']);
    let shaped = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (shaped && time_follows).then(|| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())?
}

/// The day of an Excel serial number.
pub(crate) fn serial(number: i64) -> Option<NaiveDate> {
    let (year, month, day) = EXCEL_EPOCH;
    let epoch = NaiveDate::from_ymd_opt(year, month, day)?;
    SERIALS
        .contains(&number)
        .then(|| epoch.checked_add_signed(chrono::Duration::days(number)))?
}

/// Whether a text looks like a date whose day and month could be swapped.
pub(crate) fn is_ambiguous(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['/', '.', '-']).collect();
    parts.len() == 3
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && parts[0].len() <= 2
}

/// A spelling as chrono's pattern.
fn pattern(spelling: &str) -> Result<String, String> {
    const PARTS: [(&str, &str); 8] = [
        ("YYYY", "%Y"),
        ("YY", "%y"),
        ("MMMM", "%B"),
        ("MMM", "%b"),
        ("MM", "%m"),
        ("M", "%-m"),
        ("DD", "%d"),
        ("D", "%-d"),
    ];
    let mut pattern = String::new();
    let mut rest = spelling;
    while let Some(first) = rest.chars().next() {
        if let Some((part, code)) = PARTS.iter().find(|(part, _)| rest.starts_with(part)) {
            pattern.push_str(code);
            rest = &rest[part.len()..];
        } else if first.is_alphabetic() || first == '%' {
            return Err(format!(
                "`{spelling}` is no spelling of dates; use YYYY, YY, MMMM, MMM, MM, M, DD, D"
            ));
        } else {
            pattern.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    let year = pattern.contains("%Y") || pattern.contains("%y");
    let month = ["%m", "%-m", "%b", "%B"]
        .iter()
        .any(|code| pattern.contains(code));
    if year && month {
        Ok(pattern)
    } else {
        Err(format!("`{spelling}` lacks a year or a month"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Spellings, is_ambiguous};

    #[test]
    fn days_are_read_in_iso_and_as_serials_and_otherwise_only_where_named() {
        let plain = Spellings::default();
        let day = |text| plain.day(text).map(|day| day.to_string());
        assert_eq!(day("2027-02-08").as_deref(), Some("2027-02-08"));
        assert_eq!(day("2027-02-08T10:00:00Z").as_deref(), Some("2027-02-08"));
        assert_eq!(day("46426").as_deref(), Some("2027-02-08"));
        for no in [
            "01/02/2026",
            "2027-02-30",
            "5",
            "",
            "2027-2-8",
            "8 Feb 2027",
            "2027-02-08x",
        ] {
            assert_eq!(day(no), None, "{no}");
        }
        assert!(
            is_ambiguous("01/02/2026") && is_ambiguous("1.2.26") && !is_ambiguous("2026-01-02")
        );

        let named = Spellings::new(&["DD/MM/YYYY".into(), "D MMM YYYY".into(), "MMM-YY".into()])
            .expect("spellings");
        assert_eq!(
            named.day("01/02/2026").map(|d| d.to_string()).as_deref(),
            Some("2026-02-01")
        );
        assert_eq!(
            named.day("8 Feb 2027").map(|d| d.to_string()).as_deref(),
            Some("2027-02-08")
        );
        assert_eq!(
            named.month("Jan-27").map(|d| d.to_string()).as_deref(),
            Some("2027-01-01")
        );
        assert_eq!(
            named.month("2027-01").map(|d| d.to_string()).as_deref(),
            Some("2027-01-01")
        );
        assert!(Spellings::new(&["day/month".into()]).is_err());
        assert!(Spellings::new(&["DD/MM".into()]).is_err());
    }
}
