//! Months and days as the formats write them.

use chrono::{Datelike, NaiveDate};

/// The last month that has a name, `9999-12`.
pub(super) const LAST_MONTH: i32 = 9999 * 12 + 11;

/// Months since year 0 of a `YYYY-MM` that exists.
pub(super) fn month(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (digits(year, 4)?, digits(month, 2)?);
    ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
}

/// A `YYYY-MM-DD` that exists.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    if !is_day_shaped(text) {
        return None;
    }
    let year = digits(text.get(..4)?, 4)?;
    let month = digits(text.get(5..7)?, 2)?;
    let day = digits(text.get(8..)?, 2)?;
    let date = NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)?;
    (date.year() >= 1).then_some(date)
}

/// Whether a text is written `YYYY-MM-DD`, be there such a day or not.
pub(super) fn is_day_shaped(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// The name of a month, from the months since year 0.
pub(super) fn month_name(month: i32) -> String {
    format!(
        "{:04}-{:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

fn digits(text: &str, length: usize) -> Option<i32> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::{day, month, month_name};

    #[test]
    fn only_what_exists_is_read() {
        assert_eq!(month("2027-01").map(month_name).as_deref(), Some("2027-01"));
        for bad in [
            "2027-13",
            "2027-00",
            "0000-01",
            "2027-1",
            "27-01",
            "2027/01",
            "2027-01-01",
            "+027-01",
            "",
        ] {
            assert_eq!(month(bad), None, "{bad}");
        }
        assert!(day("2028-02-29").is_some());
        for bad in [
            "2027-02-29",
            "2027-2-9",
            "2027-02-30",
            "0000-01-01",
            "2027-01-01T00:00",
            "2027-01-0é",
            "01.02.2027",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
