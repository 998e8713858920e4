//! The horizon: months, slots, working days, and which slots a span of days takes away.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::index::{Slot, SlotSet};
use crate::input::file::{HorizonFile, SpanFile};

/// A calendar month, counted from January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// Reads `YYYY-MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits =
            |text: &str, width| text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12)
            .contains(&month)
            .then_some(Month(year * 12 + month - 1))
    }

    /// Its first day.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        let (year, month) = (self.0.div_euclid(12), self.0.rem_euclid(12) + 1);
        NaiveDate::from_ymd_opt(year, month.unsigned_abs(), 1).unwrap_or(NaiveDate::MAX)
    }

    /// Its last day.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        Month(self.0 + 1)
            .start()
            .pred_opt()
            .unwrap_or(NaiveDate::MAX)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:04}-{:02}",
            self.0.div_euclid(12),
            self.0.rem_euclid(12) + 1
        )
    }
}

/// Reads `YYYY-MM-DD`.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// One slot: a month, or half of one.
#[derive(Clone, Debug)]
struct SlotSpan {
    name: String,
    start: NaiveDate,
    end: NaiveDate,
    /// Bit `n` is set where the slot's day `start + n` is a working day.
    working: u32,
}

/// The months that are planned, cut into slots.
#[derive(Clone, Debug)]
pub struct Calendar {
    first: Month,
    months: usize,
    per_month: usize,
    slots: Vec<SlotSpan>,
    by_name: HashMap<String, SlotSet>,
}

impl Calendar {
    /// The calendar of a valid horizon.
    #[must_use]
    pub fn new(horizon: &HorizonFile) -> Self {
        let first = Month::parse(&horizon.first_month).unwrap_or(Month(0));
        let months = horizon.months as usize;
        let per_month = horizon.slots_per_month.unwrap_or(1) as usize;
        let holidays: Vec<NaiveDate> = horizon
            .holidays
            .iter()
            .filter_map(|day| parse_date(day))
            .collect();
        let mut calendar = Calendar {
            first,
            months,
            per_month,
            slots: Vec::with_capacity(months * per_month),
            by_name: HashMap::new(),
        };
        for offset in 0..horizon.months {
            let month = Month(first.0 + offset.cast_signed());
            let (start, end) = (month.start(), month.end());
            if per_month == 2 {
                let middle = start.with_day(15).unwrap_or(start);
                calendar.push(format!("{month}.1"), start, middle, &holidays);
                let rest = middle.succ_opt().unwrap_or(middle);
                calendar.push(format!("{month}.2"), rest, end, &holidays);
                let both = SlotSet::range(calendar.slots.len() - 2, calendar.slots.len());
                calendar.by_name.insert(month.to_string(), both);
            } else {
                calendar.push(month.to_string(), start, end, &holidays);
            }
        }
        calendar
    }

    fn push(&mut self, name: String, start: NaiveDate, end: NaiveDate, holidays: &[NaiveDate]) {
        let mut working = 0;
        for (offset, day) in start.iter_days().take_while(|day| *day <= end).enumerate() {
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            if !weekend && !holidays.contains(&day) {
                working |= 1 << offset;
            }
        }
        self.by_name
            .insert(name.clone(), SlotSet::one(Slot::new(self.slots.len())));
        self.slots.push(SlotSpan {
            name,
            start,
            end,
            working,
        });
    }

    /// Number of slots.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether the horizon has no slot; a valid one has at least one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// All slots, earliest first.
    pub fn slots(&self) -> impl DoubleEndedIterator<Item = Slot> + use<> {
        (0..self.slots.len()).map(Slot::new)
    }

    /// All slots as a set.
    #[must_use]
    pub fn all(&self) -> SlotSet {
        SlotSet::range(0, self.slots.len())
    }

    /// The first month.
    #[must_use]
    pub fn first_month(&self) -> Month {
        self.first
    }

    /// Number of calendar months.
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    /// 1 or 2.
    #[must_use]
    pub fn slots_per_month(&self) -> usize {
        self.per_month
    }

    /// The slot's name: `2027-01`, or `2027-01.1` and `2027-01.2`.
    #[must_use]
    pub fn name(&self, slot: Slot) -> &str {
        &self.slots[slot.index()].name
    }

    /// The slot's first day.
    #[must_use]
    pub fn start(&self, slot: Slot) -> NaiveDate {
        self.slots[slot.index()].start
    }

    /// The slot's last day.
    #[must_use]
    pub fn end(&self, slot: Slot) -> NaiveDate {
        self.slots[slot.index()].end
    }

    /// The slots that a name stands for: one, or both halves of a month.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<SlotSet> {
        self.by_name.get(name).copied()
    }

    /// The one slot of this exact name.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Slot> {
        let slot = self.named(name)?.iter().next()?;
        (self.name(slot) == name).then_some(slot)
    }

    /// The calendar month that a slot lies in.
    #[must_use]
    pub fn month_of(&self, slot: Slot) -> Month {
        Month(self.first.0 + i32::try_from(slot.index() / self.per_month).unwrap_or(i32::MAX))
    }

    /// The number, below 0, of the last slot of a month before the horizon.
    #[must_use]
    pub fn history_slot(&self, month: Month) -> i64 {
        let per_month = self.per_month as i64;
        (i64::from(month.0) - i64::from(self.first.0)) * per_month + per_month - 1
    }

    /// A table by slot name, read out per slot; an exact name goes before its month's.
    pub(crate) fn per_slot<V: Copy>(
        &self,
        table: &std::collections::BTreeMap<String, V>,
    ) -> Vec<Option<V>> {
        let mut values = vec![None; self.slots.len()];
        let mut put = |exact: bool| {
            for (name, value) in table {
                let Some(slots) = self.named(name) else {
                    continue;
                };
                for slot in slots.iter() {
                    if (self.name(slot) == name) == exact {
                        values[slot.index()] = Some(*value);
                    }
                }
            }
        };
        put(false);
        put(true);
        values
    }

    /// Slots of which these spans together take more than `allowed` working days.
    #[must_use]
    pub fn lost(&self, spans: &[(NaiveDate, NaiveDate)], allowed: u32) -> SlotSet {
        let mut lost = SlotSet::empty();
        if spans.is_empty() {
            return lost;
        }
        for (at, slot) in self.slots.iter().enumerate() {
            let mut away = 0u32;
            for &(from, to) in spans {
                let (from, to) = (from.max(slot.start), to.min(slot.end));
                if from <= to {
                    let first = (from - slot.start).num_days();
                    let last = (to - slot.start).num_days();
                    let through = |day: i64| (1u64 << (day + 1)) - 1;
                    let days = through(last) & !(through(first) >> 1);
                    away |= u32::try_from(days).unwrap_or(u32::MAX);
                }
            }
            if (away & slot.working).count_ones() > allowed {
                lost.insert(Slot::new(at));
            }
        }
        lost
    }
}

/// Spans of leave and of time outside employment.
pub(crate) fn absences(
    leave: &[SpanFile],
    employed_from: Option<&str>,
    employed_until: Option<&str>,
) -> Vec<(NaiveDate, NaiveDate)> {
    let mut spans: Vec<(NaiveDate, NaiveDate)> = leave
        .iter()
        .filter_map(|span| Some((parse_date(&span.from)?, parse_date(&span.to)?)))
        .collect();
    if let Some(before) = employed_from
        .and_then(parse_date)
        .and_then(|day| day.pred_opt())
    {
        spans.push((NaiveDate::MIN, before));
    }
    if let Some(after) = employed_until
        .and_then(parse_date)
        .and_then(|day| day.succ_opt())
    {
        spans.push((after, NaiveDate::MAX));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(per_month: u32) -> Calendar {
        Calendar::new(&HorizonFile {
            first_month: "2027-01".into(),
            months: 3,
            slots_per_month: Some(per_month),
            holidays: vec!["2027-01-01".into()],
        })
    }

    fn day(text: &str) -> NaiveDate {
        parse_date(text).expect("a date")
    }

    #[test]
    fn halves_split_after_the_fifteenth() {
        let calendar = calendar(2);
        assert_eq!(calendar.len(), 6);
        assert_eq!(calendar.name(Slot(3)), "2027-02.2");
        assert_eq!(calendar.start(Slot(3)), day("2027-02-16"));
        assert_eq!(calendar.end(Slot(3)), day("2027-02-28"));
        assert_eq!(calendar.named("2027-02"), Some(SlotSet::range(2, 4)));
        assert_eq!(calendar.slot("2027-02"), None);
        assert_eq!(
            calendar.history_slot(Month::parse("2026-12").expect("a month")),
            -1
        );
        assert_eq!(
            calendar.month_of(Slot(3)),
            Month::parse("2027-02").expect("a month")
        );
    }

    #[test]
    fn a_slot_is_lost_when_more_than_the_allowed_working_days_are() {
        let calendar = calendar(1);
        // 2027-01-01 is a Friday and a holiday: working days start on Monday the 4th.
        let week = [(day("2026-12-20"), day("2027-01-08"))];
        assert!(calendar.lost(&week, 5).is_empty());
        assert_eq!(calendar.lost(&week, 4), SlotSet::one(Slot(0)));
        // The same days said twice count once.
        let twice = [week[0], (day("2027-01-04"), day("2027-01-10"))];
        assert!(calendar.lost(&twice, 5).is_empty());
        let never = absences(&[], Some("2027-02-01"), None);
        assert_eq!(calendar.lost(&never, 5), SlotSet::one(Slot(0)));
        assert_eq!(
            calendar.lost(&[(day("2027-01-31"), day("2027-03-01"))], 5),
            SlotSet::one(Slot(1))
        );
    }

    #[test]
    fn months_and_dates_are_read_strictly() {
        assert_eq!(Month::parse("2027-13"), None);
        assert_eq!(Month::parse("+027-01"), None);
        assert_eq!(parse_date("2027-02-29"), None);
        assert_eq!(parse_date("2027-2-01"), None);
        assert_eq!(
            Month::parse("2027-12").expect("a month").end(),
            day("2027-12-31")
        );
    }
}
