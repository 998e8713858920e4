//! Calendars (RFC 5545): an all-day event for every rotation, and what the program's `mentoring` asks for around it.
//!
//! An event keeps its UID from plan to plan. What the calendar before said is read back from its own text:
//! where an event differs its SEQUENCE is raised, and what the new plan dropped is cancelled.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use rotaplan_core::input::file::{ActivityFile, MentoringFile};
use rotaplan_core::program::{DepartmentIdx, MentorIdx, StaffIdx, calendar::parse_date};
use sha2::{Digest, Sha256};

use super::picture::{Picture, Visit};
use crate::text::{file_name, hex, printable};

/// Whose events a calendar holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    Everybody,
    /// One person's.
    Staff(StaffIdx),
    /// One mentor's.
    Mentor(MentorIdx),
    /// One department's.
    Department(DepartmentIdx),
}

/// One calendar for each of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Each person.
    Person,
    /// Each mentor.
    Mentor,
    /// Each department.
    Department,
}

/// Longest summary; calendars show a line.
const LONGEST_TEXT: usize = 300;
/// What changes without the event changing.
const INCIDENTAL: [&str; 4] = ["DTSTAMP", "SEQUENCE", "STATUS", "LAST-MODIFIED"];

/// A calendar as iCalendar text.
///
/// `stamp` is the moment it is made; `previous` the text of the calendar that it follows, if there is one.
#[must_use]
pub fn calendar(
    picture: &Picture<'_>,
    whose: Whose,
    stamp: DateTime<Utc>,
    previous: Option<&str>,
) -> String {
    let holidays = holidays(picture);
    let mut events: Vec<Event> = Vec::new();
    let mut ordinals: BTreeMap<(StaffIdx, DepartmentIdx), usize> = BTreeMap::new();
    for visit in &picture.visits {
        let ordinal = ordinals.entry((visit.staff, visit.department)).or_default();
        *ordinal += 1;
        let wanted = match whose {
            Whose::Everybody => true,
            Whose::Staff(staff) => visit.staff == staff,
            Whose::Mentor(mentor) => visit.mentor == Some(mentor),
            Whose::Department(department) => visit.department == department,
        };
        if wanted {
            events.extend(Rotation::new(picture, visit, *ordinal, &holidays).events());
        }
    }
    let before = previous.map(known_events).unwrap_or_default();
    let mut now = BTreeMap::new();
    for mut event in events {
        event.timestamp(stamp);
        let uid = event.get_uid().unwrap_or_default().to_owned();
        match before.get(&uid) {
            None => event.sequence(0),
            // What has not changed keeps its moment too: the same plan gives the same bytes.
            Some(earlier) if earlier.same(&event) => event
                .timestamp(earlier.event.get_timestamp().unwrap_or(stamp))
                .sequence(earlier.sequence),
            Some(earlier) => event.sequence(earlier.sequence.saturating_add(1)),
        };
        event.status(EventStatus::Confirmed);
        now.insert(uid, event);
    }
    for (uid, earlier) in before {
        now.entry(uid).or_insert_with(|| earlier.cancelled(stamp));
    }
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//rotaplan//rotaplan//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(Property::new("X-WR-CALNAME", line(&title(picture, whose))));
    let mut events: Vec<Event> = now.into_values().collect();
    events.sort_by_cached_key(|event| {
        let key = |key| event.property_value(key).unwrap_or_default().to_owned();
        (key("DTSTART"), key("SUMMARY"), key("UID"))
    });
    for event in events {
        calendar.push(event);
    }
    refold(&calendar.to_string())
}

/// One calendar for each person, mentor or department that has events, or had some: file name and text.
///
/// `previous` gives the text of the calendar of that file name, if there is one.
#[must_use]
pub fn calendars(
    picture: &Picture<'_>,
    per: Per,
    stamp: DateTime<Utc>,
    previous: &dyn Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let program = &picture.program;
    let owners: Vec<(&str, Whose, bool)> = match per {
        Per::Person => picture
            .people
            .iter()
            .map(|person| {
                let id = program.staff()[person.staff.index()].id.as_str();
                (id, Whose::Staff(person.staff), !person.visits.is_empty())
            })
            .collect(),
        Per::Mentor => program
            .mentor_indices()
            .map(|index| {
                let id = program.mentors()[index.index()].id.as_str();
                (
                    id,
                    Whose::Mentor(index),
                    !picture.mentor_visits[index.index()].is_empty(),
                )
            })
            .collect(),
        Per::Department => program
            .department_indices()
            .map(|index| {
                let id = program.departments()[index.index()].id.as_str();
                (
                    id,
                    Whose::Department(index),
                    !picture.departments[index.index()].visits.is_empty(),
                )
            })
            .collect(),
    };
    owners
        .into_iter()
        .filter_map(|(id, whose, any)| {
            let name = format!("{}.ics", file_name(id));
            let before = previous(&name);
            (any || before.is_some()).then(|| {
                let text = calendar(picture, whose, stamp, before.as_deref());
                (name, text)
            })
        })
        .collect()
}

fn title(picture: &Picture<'_>, whose: Whose) -> String {
    let title = picture.title();
    match whose {
        Whose::Everybody => title.to_owned(),
        Whose::Staff(staff) => format!("{title}: {}", picture.staff_name(staff)),
        Whose::Mentor(mentor) => format!("{title}: {}", picture.mentor_name(Some(mentor))),
        Whose::Department(department) => {
            format!("{title}: {}", picture.department_name(department))
        }
    }
}

/// One line of text that cannot end its property, short enough for a calendar to show.
fn line(text: &str) -> String {
    let text = printable(text);
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn holidays(picture: &Picture<'_>) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = picture
        .file
        .horizon
        .holidays
        .iter()
        .filter_map(|day| parse_date(day))
        .collect();
    days.sort_unstable();
    days
}

/// A visit about to become events.
struct Rotation<'a> {
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
    fn new(
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

    fn events(&self) -> Vec<Event> {
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

/// An event of an earlier calendar.
struct Known {
    event: Event,
    sequence: u32,
}

impl Known {
    /// Whether nothing that people see has changed, a cancellation taken back included.
    fn same(&self, event: &Event) -> bool {
        self.event.get_status() != Some(EventStatus::Cancelled) && told(&self.event) == told(event)
    }

    fn cancelled(self, stamp: DateTime<Utc>) -> Event {
        let already = self.event.get_status() == Some(EventStatus::Cancelled);
        let mut event = self.event;
        if !already {
            event
                .timestamp(stamp)
                .sequence(self.sequence.saturating_add(1));
            event.status(EventStatus::Cancelled);
        }
        event
    }
}

/// What an event tells: every property that is not incidental.
fn told(event: &Event) -> Vec<(String, String)> {
    let single = event
        .properties()
        .iter()
        .map(|(key, property)| (key.clone(), property.value().to_owned()));
    let many = event
        .multi_properties()
        .iter()
        .flat_map(|(key, properties)| {
            properties
                .iter()
                .map(|property| (key.clone(), property.value().to_owned()))
        });
    let mut told: Vec<(String, String)> = single
        .chain(many)
        .filter(|(key, _)| !INCIDENTAL.contains(&key.as_str()))
        .collect();
    told.sort_unstable();
    told
}

/// The events of a calendar that we wrote, by UID; nothing where the text is no calendar.
fn known_events(text: &str) -> BTreeMap<String, Known> {
    let Ok(calendar) = text.parse::<Calendar>() else {
        return BTreeMap::new();
    };
    calendar
        .events()
        .filter_map(|event| {
            let uid = event.get_uid()?.to_owned();
            // Other people's events in the same file are not ours to cancel.
            uid.ends_with("@rotaplan").then(|| {
                let sequence = event.get_sequence().unwrap_or(0);
                (
                    uid,
                    Known {
                        event: event.clone(),
                        sequence,
                    },
                )
            })
        })
        .collect()
}

/// Lines of at most 75 octets, the blank that continues them included, never cut within a character.
fn refold(text: &str) -> String {
    const LINE: usize = 75;
    let unfolded = text.replace("\r\n ", "");
    let mut folded = String::with_capacity(text.len() + 64);
    for line in unfolded.split_terminator("\r\n") {
        let mut length = 0;
        for character in line.chars() {
            if length + character.len_utf8() > LINE {
                folded.push_str("\r\n ");
                length = 1;
            }
            folded.push(character);
            length += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}
