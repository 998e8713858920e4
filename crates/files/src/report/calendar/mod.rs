//! Calendars (RFC 5545): an all-day event for every rotation, and what the program's `mentoring` asks for around it.
//!
//! An event keeps its UID from plan to plan. What the calendar before said is read back from its own text:
//! where an event differs its SEQUENCE is raised, and what the new plan dropped is cancelled.

mod known;
mod rotation;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component, Event, EventStatus, Property};
use known::known_events;
use rotaplan_core::program::{DepartmentIdx, MentorIdx, StaffIdx, calendar::parse_date};
use rotation::Rotation;

use super::picture::Picture;
use crate::text::{file_name, printable};

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
