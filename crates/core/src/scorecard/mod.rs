//! The scorecard: whether a rotation program works, told from its history and outcomes alone.
//!
//! Everything is reckoned at the first day of the program's horizon, for nobody asks a clock here. With
//! *a* the months from a visit to then, `refresh_months` of `bridge_default` says what a bridge is:
//!
//! - *fresh*: a ≤ ⌊refresh / 2⌋; *fading*: a ≤ refresh; *lost*: longer ago; *never* visited. Without
//!   `bridge_default` nothing fades. A bridge *stands* while it is fresh or fading, and it is *wanted*
//!   where its value (a row of `bridges`, else the default times the department's `priority`) is above 0.
//! - *Kept* visits are those of the history; *promised* ones are those and the cancelled ones of the
//!   outcomes. Outcomes are *reported* of a visit that a row names, and of all visits of a closed plan
//!   that some row is of: without a row of its own such a visit took place in full.
//! - Each reported visit owes an improvement until it is delivered or dropped; it is *overdue* where
//!   `improvement_due_days_after` its end lies before the horizon.
//! - Periods have as many months as the horizon and are counted back from it.

mod faults;
mod file;
mod links;
mod map;
mod past;
mod people;
mod ratings;

pub use faults::check;
pub use file::{
    BridgeCard, BridgeCounts, BridgeState, Coverage, DepartmentCard, Disruption, ExcuseCard,
    ImprovementCard, ImprovementCounts, MentorCard, MetricCard, PeriodRatings, PersonCard, Ratings,
    SCORECARD_FORMAT, Scorecard, TeamCard, Trend, VisitCard, VisitCounts, WeakLink, Whole,
    YearLoad,
};
pub(crate) use map::{holds, refresh_months, wanted};

use std::collections::HashSet;

use crate::ahead::Ahead;
use crate::input::file::ProgramFile;
use crate::outcomes::OutcomesFile;
use crate::plan::ProgramRef;
use crate::program::Month;
use map::Map;
use past::Past;

/// So many periods are looked back on at most.
const PERIODS: i32 = 40;

/// The scorecard of a valid program and of outcomes in which [`check`] finds nothing wrong.
#[must_use]
pub fn scorecard(
    file: &ProgramFile,
    sha256: String,
    outcomes: &[OutcomesFile],
    ahead: Option<Ahead>,
) -> Scorecard {
    let past = Past::of(file, outcomes);
    let map = Map::of(file, &past);
    Scorecard {
        format: SCORECARD_FORMAT.to_owned(),
        program: ProgramRef {
            name: file.name.clone(),
            sha256,
        },
        as_of: past.now.to_string(),
        since: past.visits.first().map(|visit| visit.month.to_string()),
        outcomes: outcomes.iter().map(|file| file.outcomes.len()).sum(),
        refresh_months: map.refresh,
        whole: whole(file, &past, &map, ahead),
        departments: departments(file, &past, &map),
        teams: teams(file, &past, &map),
        people: people::people(file, &past),
        mentors: people::mentors(file, &past),
    }
}

/// A name, or the id where there is none.
fn named<'a>(name: &'a str, id: &'a str) -> &'a str {
    match name.trim() {
        "" => id,
        _ => name,
    }
}

fn whole(file: &ProgramFile, past: &Past<'_>, map: &Map<'_>, ahead: Option<Ahead>) -> Whole {
    let out: HashSet<&str> = past.visits.iter().map(|visit| visit.staff).collect();
    let links = links::links(file, past, map);
    Whole {
        people: file.staff.len(),
        been_out: file.staff.iter().filter(|x| out.contains(&*x.id)).count(),
        bridges: map.counts(|_| true),
        visits: past.visit_counts(|_| true, |_| true),
        improvements: past.improvements(|_| true),
        coverage: coverage(past, map),
        weak_links: links.weak,
        no_contact: links.no_contact,
        islands: links.islands,
        ahead,
    }
}

fn coverage(past: &Past<'_>, map: &Map<'_>) -> Vec<Coverage> {
    let Some(first) = past.visits.first() else {
        return Vec::new();
    };
    let oldest = past.period(first.month).min(PERIODS - 1);
    let mut rows = Vec::new();
    for period in (0..=oldest).rev() {
        let from = past.period_start(period);
        let end = Month(from.0 + past.months);
        let within = |month: Month| month >= from && month < end;
        let visits = past.visits.iter().filter(|visit| within(visit.month));
        rows.push(Coverage {
            from: from.to_string(),
            to: Month(end.0 - 1).to_string(),
            visits: visits.count(),
            standing: map.standing(end),
            wanted: map.wanted.len(),
        });
    }
    rows
}

fn departments(file: &ProgramFile, past: &Past<'_>, map: &Map<'_>) -> Vec<DepartmentCard> {
    let mut teams: Vec<&str> = file.teams.iter().map(|team| &*team.id).collect();
    teams.sort_unstable();
    let card = |row: &crate::input::file::DepartmentFile| {
        let here = |visit: &past::Visit<'_>| visit.department == row.id;
        let of = past.visits.iter().rev().filter(|visit| here(visit));
        DepartmentCard {
            id: row.id.clone(),
            name: named(&row.name, &row.id).to_owned(),
            bridges: teams.iter().map(|team| map.card(team, &row.id)).collect(),
            visits: past.visit_counts(here, |outcome| outcome.department == row.id),
            improvements: past.improvements(here),
            brought: of.filter_map(|visit| past.improvement(visit)).collect(),
            ratings: ratings::ratings(row, past),
        }
    };
    let mut cards: Vec<DepartmentCard> = file.departments.iter().map(card).collect();
    cards.sort_by(|a, b| a.id.cmp(&b.id));
    cards
}

fn teams(file: &ProgramFile, past: &Past<'_>, map: &Map<'_>) -> Vec<TeamCard> {
    let out: HashSet<&str> = past.visits.iter().map(|visit| visit.staff).collect();
    let mut departments: Vec<&str> = file.departments.iter().map(|row| &*row.id).collect();
    departments.sort_unstable();
    let card = |row: &crate::input::file::TeamFile| {
        let id = row.id.as_str();
        let members = file.staff.iter().filter(|person| person.team == id);
        let of: HashSet<&str> = members.clone().map(|person| &*person.id).collect();
        let counts = past.visit_counts(
            |visit| visit.team == Some(id),
            // Nobody writes down which team a cancelled visit was of.
            |outcome| of.contains(&*outcome.staff),
        );
        let unknown = departments
            .iter()
            .filter(|department| map.months((id, department)).is_empty());
        TeamCard {
            id: id.to_owned(),
            name: named(&row.name, id).to_owned(),
            members: of.len(),
            been_out: of.iter().filter(|id| out.contains(*id)).count(),
            never_reached: unknown.map(|id| (*id).to_owned()).collect(),
            bridges: map.counts(|(team, _)| team == id),
            disruption: Disruption {
                promised: counts.promised,
                real: counts.kept,
                part: counts.part,
            },
        }
    };
    let mut cards: Vec<TeamCard> = file.teams.iter().map(card).collect();
    cards.sort_by(|a, b| a.id.cmp(&b.id));
    cards
}
