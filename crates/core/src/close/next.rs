//! What of a program is over once its months are.

use chrono::NaiveDate;

use super::{Held, Quarter};
use crate::input::file::{MustVisitFile, PinFile, ProgramFile, SpanFile};
use crate::plan::PlacementFile;
use crate::program::Month;
use crate::program::calendar::parse_date;

/// Moves the horizon on by its months and drops what lies before; the first day of the new one.
pub(super) fn move_on(next: &mut ProgramFile, quarter: &Quarter<'_>, held: &Held<'_>) -> NaiveDate {
    let calendar = quarter.program.calendar();
    let months = i32::try_from(calendar.months()).unwrap_or(i32::MAX);
    let month = Month(calendar.first_month().0.saturating_add(months));
    let first = month.start();
    next.name = renamed(&next.name, calendar.first_month(), months);
    next.horizon.first_month = month.to_string();
    next.horizon
        .holidays
        .retain(|day| parse_date(day).is_none_or(|day| day >= first));
    // Slots are named within the horizon alone, so all that name one are over.
    next.rules.max_away_in.clear();
    for team in &mut next.teams {
        team.max_away_in.clear();
    }
    for department in &mut next.departments {
        department.seats_in.clear();
        from(&mut department.closed, first);
    }
    for mentor in &mut next.mentors {
        from(&mut mentor.leave, first);
    }
    for person in &mut next.staff {
        person.slot_preferences.clear();
        from(&mut person.leave, first);
        still_to_visit(&mut person.must_visit, held.of_staff(&person.id));
    }
    next.pins
        .retain(|pin| pin.slot.is_none() && !kept(pin, held));
    first
}

/// Keeps the spans that reach a day or lie behind it.
fn from(spans: &mut Vec<SpanFile>, first: NaiveDate) {
    spans.retain(|span| parse_date(&span.to).is_none_or(|to| to >= first));
}

/// Takes visits off what a person must visit; each row counts every visit, as the rule does.
fn still_to_visit(needs: &mut Vec<MustVisitFile>, visits: &[&PlacementFile]) {
    for need in needs.iter_mut() {
        let seen = visits
            .iter()
            .filter(|visit| need.any_of.contains(&visit.department))
            .count();
        if seen > 0 {
            let seen = u32::try_from(seen).unwrap_or(u32::MAX);
            need.times = Some(need.times.unwrap_or(1).saturating_sub(seen));
        }
    }
    needs.retain(|need| need.times != Some(0));
}

/// Whether a pin without a slot was kept by a visit that took place.
fn kept(pin: &PinFile, held: &Held<'_>) -> bool {
    held.of_staff(&pin.staff).iter().any(|visit| {
        let there = |id: &String| *id == visit.department;
        pin.department.as_ref().is_none_or(there)
            && (pin.mentor.is_none() || pin.mentor == visit.mentor)
    })
}

/// The name with its quarter moved on, where it names the horizon's quarter as `2027 Q1` or `Q1 2027`.
fn renamed(name: &str, first: Month, months: i32) -> String {
    let quarter = |month: Month| (month.0.div_euclid(12), month.0.rem_euclid(12) / 3 + 1);
    if months % 3 != 0 || first.0.rem_euclid(3) != 0 {
        return name.to_owned();
    }
    let (year, number) = quarter(first);
    let (next_year, next_number) = quarter(Month(first.0 + months));
    name.replace(
        &format!("{year} Q{number}"),
        &format!("{next_year} Q{next_number}"),
    )
    .replace(
        &format!("Q{number} {year}"),
        &format!("Q{next_number} {next_year}"),
    )
}

#[cfg(test)]
mod tests {
    use super::renamed;
    use crate::program::Month;

    #[test]
    fn a_quarter_in_the_name_moves_on() {
        let first = Month::parse("2027-10").expect("a month");
        assert_eq!(renamed("Bridges 2027 Q4", first, 3), "Bridges 2028 Q1");
        assert_eq!(renamed("Q4 2027, all", first, 3), "Q1 2028, all");
        assert_eq!(renamed("Bridges 2027 Q4", first, 2), "Bridges 2027 Q4");
        assert_eq!(renamed("Bridges 2026 Q4", first, 3), "Bridges 2026 Q4");
    }
}
