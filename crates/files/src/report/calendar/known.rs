//! What the calendar before said.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventStatus};

/// What changes without the event changing.
const INCIDENTAL: [&str; 4] = ["DTSTAMP", "SEQUENCE", "STATUS", "LAST-MODIFIED"];

/// An event of an earlier calendar.
pub(super) struct Known {
    pub(super) event: Event,
    pub(super) sequence: u32,
}

impl Known {
    /// Whether nothing that people see has changed, a cancellation taken back included.
    pub(super) fn same(&self, event: &Event) -> bool {
        self.event.get_status() != Some(EventStatus::Cancelled) && told(&self.event) == told(event)
    }

    pub(super) fn cancelled(self, stamp: DateTime<Utc>) -> Event {
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
pub(super) fn known_events(text: &str) -> BTreeMap<String, Known> {
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
