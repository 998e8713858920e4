//! The horizon, its slots, spans of days, and the months of history.

use super::Facts;
use crate::input::dates::{LAST_MONTH, day, month, month_name};
use crate::input::file::{HorizonFile, SpanFile};
use crate::input::findings::{Findings, show};
use crate::input::place::{Step, at, key};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    spans(facts, findings);
    let Some(slots) = Slots::new(&facts.file.horizon, findings) else {
        return;
    };
    slot_names(facts, &slots, findings);
    for (index, visit) in facts.file.history.iter().enumerate() {
        if month(&visit.month).is_some_and(|month| month >= slots.first) {
            findings.error(
                "history-month",
                &[key("history"), at(index), key("month")],
                format!(
                    "{} does not lie before the horizon, which begins with {}",
                    show(&visit.month),
                    month_name(slots.first)
                ),
                "history holds what is over: remove the row, or make it a pin".to_owned(),
            );
        }
    }
}

/// The slots that have names.
struct Slots {
    first: i32,
    last: i32,
    per_month: u32,
}

impl Slots {
    fn new(horizon: &HorizonFile, findings: &mut Findings) -> Option<Self> {
        let months = ["first_month", "months", "slots_per_month"];
        if months
            .iter()
            .any(|name| findings.is_unread(&format!("/horizon/{name}")))
        {
            return None;
        }
        let first = month(&horizon.first_month)?;
        let last = first + i32::try_from(horizon.months).ok()? - 1;
        if last > LAST_MONTH {
            findings.error(
                "out-of-range",
                &[key("horizon"), key("months")],
                format!("the horizon ends after {}", month_name(LAST_MONTH)),
                "choose an earlier first month, or fewer months".to_owned(),
            );
            return None;
        }
        Some(Slots {
            first,
            last,
            per_month: horizon.slots_per_month.unwrap_or(1),
        })
    }

    /// Notes a name that no slot of the horizon has.
    fn check<'p>(&self, findings: &mut Findings, name: &str, path: impl FnOnce() -> Vec<Step<'p>>) {
        let (whole, half) = match name.split_once('.') {
            Some((whole, half)) => (whole, Some(half)),
            None => (name, None),
        };
        let inside = month(whole).is_some_and(|month| (self.first..=self.last).contains(&month));
        let halved = match half {
            None => true,
            Some(half) => self.per_month == 2 && matches!(half, "1" | "2"),
        };
        if inside && halved {
            return;
        }
        let (first, last) = (month_name(self.first), month_name(self.last));
        let help = if self.per_month == 2 {
            format!("use {first}.1 to {last}.2, or {first} to {last} for both slots of a month")
        } else {
            format!("use {first} to {last}")
        };
        let message = format!("no slot of the horizon is called {}", show(name));
        findings.error("unknown-slot", &path(), message, help);
    }
}

fn slot_names(facts: &Facts<'_>, slots: &Slots, findings: &mut Findings) {
    for name in facts.file.rules.max_away_in.keys() {
        slots.check(findings, name, || {
            vec![key("rules"), key("max_away_in"), key(name)]
        });
    }
    for (index, team) in facts.file.teams.iter().enumerate() {
        for name in team.max_away_in.keys() {
            slots.check(findings, name, || {
                vec![key("teams"), at(index), key("max_away_in"), key(name)]
            });
        }
    }
    for (index, department) in facts.file.departments.iter().enumerate() {
        for name in department.seats_in.keys() {
            slots.check(findings, name, || {
                vec![key("departments"), at(index), key("seats_in"), key(name)]
            });
        }
    }
    for (index, person) in facts.file.staff.iter().enumerate() {
        for name in person.slot_preferences.keys() {
            slots.check(findings, name, || {
                vec![key("staff"), at(index), key("slot_preferences"), key(name)]
            });
        }
    }
    for (index, pin) in facts.file.pins.iter().enumerate() {
        if let Some(name) = &pin.slot {
            slots.check(findings, name, || vec![key("pins"), at(index), key("slot")]);
        }
    }
}

fn spans(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, person) in facts.file.staff.iter().enumerate() {
        list(
            findings,
            &person.leave,
            &[key("staff"), at(index), key("leave")],
        );
        let path = [key("staff"), at(index), key("employed_until")];
        employment(
            findings,
            &person.employed_from,
            &person.employed_until,
            &path,
        );
    }
    for (index, mentor) in facts.file.mentors.iter().enumerate() {
        list(
            findings,
            &mentor.leave,
            &[key("mentors"), at(index), key("leave")],
        );
        let path = [key("mentors"), at(index), key("employed_until")];
        employment(
            findings,
            &mentor.employed_from,
            &mentor.employed_until,
            &path,
        );
    }
    for (index, department) in facts.file.departments.iter().enumerate() {
        list(
            findings,
            &department.closed,
            &[key("departments"), at(index), key("closed")],
        );
    }
}

fn list(findings: &mut Findings, spans: &[SpanFile], path: &[Step<'_>]) {
    for (row, span) in spans.iter().enumerate() {
        if reversed(Some(&span.from), Some(&span.to)) {
            let mut path = path.to_vec();
            path.push(at(row));
            findings.error(
                "reversed-span",
                &path,
                "the span ends before it starts".to_owned(),
                "make \"to\" the same day as \"from\" or a later one".to_owned(),
            );
        }
    }
}

fn employment(
    findings: &mut Findings,
    from: &Option<String>,
    until: &Option<String>,
    path: &[Step<'_>],
) {
    if reversed(from.as_ref(), until.as_ref()) {
        findings.error(
            "reversed-span",
            path,
            "employment ends before it starts".to_owned(),
            "correct \"employed_from\" or \"employed_until\"; for somebody with no end in sight leave \"employed_until\" out".to_owned(),
        );
    }
}

fn reversed(from: Option<&String>, to: Option<&String>) -> bool {
    let day_of = |text: Option<&String>| text.and_then(|text| day(text));
    matches!((day_of(from), day_of(to)), (Some(from), Some(to)) if to < from)
}
