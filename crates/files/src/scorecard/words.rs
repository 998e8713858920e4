//! The words of a scorecard, the same in every format.

use chrono::NaiveDate;
use rotaplan_core::input::file::ParticipationFile;
use rotaplan_core::outcomes::{HeldFile, StateFile};
use rotaplan_core::scorecard::{
    BridgeState, ImprovementCard, MetricCard, PersonCard, Ratings, Scorecard, Trend, VisitCard,
    WeakLink,
};

/// What every bridge can have become, with its sign, word and meaning.
pub(super) const STATES: [(BridgeState, &str, &str, &str); 4] = [
    (
        BridgeState::Fresh,
        "●",
        "fresh",
        "visited within the first half of the refresh time",
    ),
    (
        BridgeState::Fading,
        "◐",
        "fading",
        "visited within the second half; needs a visit soon",
    ),
    (BridgeState::Lost, "◌", "lost", "visited too long ago"),
    (BridgeState::Never, "○", "never", "never visited"),
];

/// The sign and the word of a bridge's state.
pub(super) fn state(state: BridgeState) -> (&'static str, &'static str) {
    let found = STATES.iter().find(|(known, ..)| *known == state);
    found.map_or(("", ""), |(_, sign, word, _)| (sign, word))
}

/// `2027-03` as `Mar 2027`.
pub(super) fn month(text: &str) -> String {
    let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    day.map_or(text.to_owned(), |day| day.format("%b %Y").to_string())
}

/// `2027-03` as `1 March 2027`, the first day of it.
pub(super) fn first_day(text: &str) -> String {
    let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
    day.map_or(text.to_owned(), |day| day.format("%-d %B %Y").to_string())
}

/// What the program is called; never empty.
pub(super) fn title(card: &Scorecard) -> &str {
    match card.program.name.trim() {
        "" => "Rotation program",
        name => name,
    }
}

/// When everything is reckoned, and from what.
pub(super) fn basis(card: &Scorecard) -> String {
    let since = match &card.since {
        Some(since) => format!("history since {}", month(since)),
        None => "no history yet".to_owned(),
    };
    let outcomes = match card.outcomes {
        0 => "no outcomes given".to_owned(),
        1 => "1 row of outcomes".to_owned(),
        rows => format!("{rows} rows of outcomes"),
    };
    format!("As of {} · {since} · {outcomes}", first_day(&card.as_of))
}

/// What of improvements, cancellations and ratings can be known.
pub(super) fn caveat(card: &Scorecard) -> &'static str {
    match card.outcomes {
        0 => {
            "Without outcomes only the history speaks: cancelled visits, briefings, sessions, improvements \
             and ratings are not known."
        }
        _ => {
            "Cancelled visits, briefings, sessions, improvements and ratings are known of the quarters whose \
             outcomes were given."
        }
    }
}

/// How long a bridge lasts, in words.
pub(super) fn lasting(card: &Scorecard) -> String {
    match card.refresh_months {
        Some(months) => format!(
            "A bridge is fresh for {} months after a visit, then fading, and lost after {months}.",
            months / 2
        ),
        None => "The program has no \"bridge_default\", so bridges do not fade.".to_owned(),
    }
}

/// The name in the row with an id, or the id where there is none.
fn name_of<'a, Row>(
    rows: &'a [Row],
    id: &'a str,
    id_and_name: impl Fn(&'a Row) -> (&'a String, &'a String),
) -> &'a str {
    let mut rows = rows.iter().map(id_and_name);
    rows.find(|(known, _)| *known == id)
        .map_or(id, |(_, name)| name)
}

/// A department's name by its id.
pub(super) fn department<'a>(card: &'a Scorecard, id: &'a str) -> &'a str {
    name_of(&card.departments, id, |row| (&row.id, &row.name))
}

/// A team's name by its id.
pub(super) fn team<'a>(card: &'a Scorecard, id: &'a str) -> &'a str {
    name_of(&card.teams, id, |row| (&row.id, &row.name))
}

/// A person's name by the id.
pub(super) fn person<'a>(card: &'a Scorecard, id: &'a str) -> &'a str {
    name_of(&card.people, id, |row| (&row.id, &row.name))
}

/// A mentor's name by the id.
pub(super) fn mentor<'a>(card: &'a Scorecard, id: &'a str) -> &'a str {
    name_of(&card.mentors, id, |row| (&row.id, &row.name))
}

/// Names of departments, one after the other.
pub(super) fn departments(card: &Scorecard, ids: &[String]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| department(card, id)).collect();
    names.join(", ")
}

pub(super) fn participation(person: &PersonCard) -> &'static str {
    match person.participation {
        ParticipationFile::Mandatory => "mandatory",
        ParticipationFile::Voluntary => "voluntary",
        ParticipationFile::Excused => "excused",
    }
}

pub(super) fn held(visit: &VisitCard) -> &'static str {
    match visit.held {
        None => "took place",
        Some(HeldFile::Full) => "in full",
        Some(HeldFile::Part) => "in part",
        Some(HeldFile::Cancelled) => "cancelled",
    }
}

/// How far an improvement has come, and what of it is late.
pub(super) fn progress(improvement: &ImprovementCard) -> String {
    let state = match improvement.state {
        StateFile::Proposed => "proposed",
        StateFile::Agreed => "agreed",
        StateFile::Delivered => "delivered",
        StateFile::Dropped => "dropped",
    };
    let since = improvement.date.as_deref().map(|day| format!(", {day}"));
    let late = match (improvement.overdue, &improvement.due) {
        (true, Some(due)) => format!("; overdue since {due}"),
        _ => String::new(),
    };
    format!("{state}{}{late}", since.unwrap_or_default())
}

/// A mean to two places, or a dash.
pub(super) fn mean(ratings: Ratings) -> String {
    ratings
        .mean
        .map_or("–".to_owned(), |mean| format!("{mean:.2}"))
}

pub(super) fn scale(metric: &MetricCard) -> String {
    format!("{} (worst) to {} (best)", metric.from, metric.to)
}

pub(super) fn reached(metric: &MetricCard) -> String {
    match (metric.target, metric.reached) {
        (Some(target), _) if metric.all.count == 0 => target.to_string(),
        (Some(target), Some(reached)) => {
            format!("{target}: {reached} of {} reach it", metric.all.count)
        }
        _ => "none".to_owned(),
    }
}

/// Where ratings are going, with a sign for those who look only quickly.
pub(super) fn trend(metric: &MetricCard) -> &'static str {
    match metric.trend {
        None => "too early to say",
        Some(Trend::Better) => "▲ better than before",
        Some(Trend::Same) => "= as before",
        Some(Trend::Worse) => "▼ worse than before",
    }
}

/// Who would have to leave for a department to lose all contact.
pub(super) fn weak_link(card: &Scorecard, link: &WeakLink) -> String {
    let who = match link.kind.as_str() {
        "mentor" => "its mentor ",
        _ => "",
    };
    format!(
        "{} would lose all contact if {who}{} left",
        department(card, &link.department),
        link.name
    )
}

/// A sentence with a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    format!("{}.", first.chain(letters).collect::<String>())
}

/// A part of a whole in percent, rounded to the nearest.
pub(super) fn percent(part: usize, whole: usize) -> usize {
    (part * 200 + whole).checked_div(2 * whole).unwrap_or(0)
}
