//! A visit as events: the rotation itself, and what the program's `mentoring` asks for around it.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use icalendar::{Component, Event, EventLike, Property};
use rotaplan_core::input::file::{ActivityFile, MentoringFile};
use sha2::{Digest, Sha256};

use super::line;
use crate::report::picture::{Picture, Visit};
use crate::text::hex;

/// A visit about to become events.
pub(super) struct Rotation<'a> {
    person: String,
    department: String,
    mentor: Option<String>,
    team: String,
    start: NaiveDate,
    end: NaiveDate,
    key: String,
    mentoring: Option<&'a MentoringFile>,
    holidays: &'a [NaiveDate],
}

impl<'a> Rotation<'a> {
    pub(super) fn new(
        picture: &'a Picture<'_>,
        visit: &Visit,
        ordinal: usize,
        holidays: &'a [NaiveDate],
    ) -> Self {
        let slot = &picture.slots[visit.slot.index()];
        let staff = &picture.program.staff()[visit.staff.index()];
        let department = &picture.program.departments()[visit.department.index()];
        // Month, mentor and names may change and it is still the same rotation; the person and the department may not.
        let key = [
            picture.file.horizon.first_month.as_str(),
            &staff.id,
            &department.id,
            &ordinal.to_string(),
        ]
        .map(|part| format!("{}:{part}", part.len()))
        .concat();
        Rotation {
            person: line(&staff.name),
            department: line(&department.name),
            mentor: visit
                .mentor
                .map(|mentor| line(picture.mentor_name(Some(mentor)))),
            team: line(picture.team_name(staff.team)),
            start: slot.start,
            end: slot.end,
            key,
            mentoring: picture.file.mentoring.as_ref(),
            holidays,
        }
    }

    pub(super) fn events(&self) -> Vec<Event> {
        let mut events = vec![self.rotation()];
        let Some(mentoring) = self.mentoring else {
            return events;
        };
        if let (Some(days), Some(mentor)) = (mentoring.briefing_days_before, &self.mentor) {
            events.extend(self.briefing(days, mentor));
        }
        for (number, activity) in mentoring.activities.iter().enumerate() {
            events.extend(self.sessions(number, activity));
        }
        if let Some(days) = mentoring.improvement_due_days_after {
            events.extend(self.improvement(days));
        }
        events
    }

    fn event(&self, kind: &str, summary: &str, from: NaiveDate, to: NaiveDate) -> Event {
        let uid = Sha256::digest(format!("{kind}/{}", self.key).as_bytes());
        let mut event = Event::new();
        event
            .uid(&format!("{}@rotaplan", hex(&uid[..16])))
            .summary(&line(summary))
            .description(&self.description())
            .location(&self.department);
        event.append_property(day("DTSTART", from));
        // The day after the last one, as RFC 5545 wants it.
        event.append_property(day("DTEND", to.succ_opt().unwrap_or(to)));
        // Nobody's other appointments are in the way of a rotation.
        event.append_property(Property::new("TRANSP", "TRANSPARENT"));
        event
    }

    fn description(&self) -> String {
        let mut lines = vec![
            format!("{} ({}) in {}", self.person, self.team, self.department),
            format!("From {} to {}", self.start, self.end),
        ];
        if let Some(mentor) = &self.mentor {
            lines.push(format!("Mentor: {mentor}"));
        }
        lines.join("\n")
    }

    fn rotation(&self) -> Event {
        let summary = format!("{} in {}", self.person, self.department);
        self.event("rotation", &summary, self.start, self.end)
    }

    /// So many days before the start; the last working day by then.
    fn briefing(&self, days: u32, mentor: &str) -> Option<Event> {
        let mut on = self
            .start
            .checked_sub_signed(TimeDelta::days(days.into()))?;
        while !self.works_on(on) {
            on = on.pred_opt()?;
        }
        let summary = format!(
            "Briefing of {mentor}: {} comes on {}",
            self.person, self.start
        );
        Some(self.event("briefing", &summary, on, on))
    }

    fn improvement(&self, days: u32) -> Option<Event> {
        let on = self.end.checked_add_signed(TimeDelta::days(days.into()))?;
        let summary = format!("Improvement due: {} for {}", self.person, self.department);
        Some(self.event("improvement", &summary, on, on))
    }

    /// The weekly sessions as one event that recurs.
    fn sessions(&self, number: usize, activity: &ActivityFile) -> Option<Event> {
        let times = activity.times_per_week.unwrap_or(1);
        let days: &[Weekday] = match times {
            0 => return None,
            1 => &[Weekday::Tue],
            2 => &[Weekday::Tue, Weekday::Thu],
            3 => &[Weekday::Mon, Weekday::Wed, Weekday::Fri],
            4 => &[Weekday::Mon, Weekday::Tue, Weekday::Thu, Weekday::Fri],
            _ => &[
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
            ],
        };
        let all = self.start.iter_days().take_while(|day| *day <= self.end);
        let meets = |day: &NaiveDate| days.contains(&day.weekday());
        let first = all.clone().find(|day| meets(day) && self.works_on(*day))?;
        let hours = activity.hours.unwrap_or(1);
        let with = self
            .mentor
            .as_deref()
            .map_or(String::new(), |mentor| format!(" with {mentor}"));
        let often = match times {
            1 => "once a week".to_owned(),
            times => format!("{times} times a week"),
        };
        let unit = if hours == 1 { "hour" } else { "hours" };
        let summary = format!(
            "{}: {}{with}, {often}, {hours} {unit}",
            activity.name, self.person
        );
        let mut event = self.event(&format!("activity {number}"), &summary, first, first);
        let by_day: Vec<String> = days
            .iter()
            .map(|day| day.to_string()[..2].to_uppercase())
            .collect();
        let rule = format!(
            "FREQ=WEEKLY;UNTIL={};BYDAY={}",
            self.end.format("%Y%m%d"),
            by_day.join(",")
        );
        event.append_property(Property::new("RRULE", rule));
        for free in all.filter(|day| *day > first && meets(day) && !self.works_on(*day)) {
            event.append_multi_property(day("EXDATE", free));
        }
        Some(event)
    }

    fn works_on(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            && self.holidays.binary_search(&day).is_err()
    }
}

fn day(key: &str, day: NaiveDate) -> Property {
    let mut property = Property::new(key, day.format("%Y%m%d").to_string());
    property.append_parameter(("VALUE", "DATE"));
    property
}
