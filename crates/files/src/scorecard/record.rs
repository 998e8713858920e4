//! The participation record of each person as a page to print, for the performance review.

use askama::Template;
use rotaplan_core::input::Problem;
use rotaplan_core::scorecard::{PersonCard, Scorecard};

use super::words::{
    basis, caveat, department, held, mentor, month, participation, progress, team, title,
};
use crate::report::shell::{Shell, filters};
use crate::text::file_name;

#[derive(Template)]
#[template(path = "record.html")]
struct Page<'a> {
    shell: Shell,
    program: &'a str,
    basis: String,
    caveat: &'static str,
    name: &'a str,
    id: &'a str,
    team: &'a str,
    participation: &'static str,
    reason: &'a str,
    person: &'a PersonCard,
    visits: Vec<Visit<'a>>,
    excused: Vec<Excuse<'a>>,
}

struct Visit<'a> {
    month: String,
    department: &'a str,
    mentor: &'a str,
    held: &'static str,
    reason: &'a str,
    sessions: String,
    improvement: &'a str,
    progress: String,
    worth: String,
}

struct Excuse<'a> {
    slot: &'a str,
    department: &'a str,
    reason: &'a str,
}

/// A page for each person: file name and text.
///
/// # Errors
/// A page that cannot be put together.
pub fn records(card: &Scorecard) -> Result<Vec<(String, String)>, Problem> {
    card.people
        .iter()
        .map(|person| {
            let page = page(card, person).render();
            let page = page.map_err(|error| {
                Problem::error("html", "", format!("cannot write the page: {error}"))
            })?;
            Ok((format!("{}.html", file_name(&person.id)), page))
        })
        .collect()
}

fn page<'a>(card: &'a Scorecard, person: &'a PersonCard) -> Page<'a> {
    let sections = vec![("summary", "Summary"), ("rotations", "Rotations")];
    let visits = person.visits.iter().map(|visit| {
        let improvement = visit.improvement.as_ref();
        Visit {
            month: month(&visit.month),
            department: department(card, &visit.department),
            mentor: visit.mentor.as_deref().map_or("–", |id| mentor(card, id)),
            held: held(visit),
            reason: &visit.reason,
            sessions: visit
                .sessions
                .map_or("–".to_owned(), |held| held.to_string()),
            improvement: improvement.map_or("–", |x| match x.title.trim() {
                "" => "(no title)",
                _ => &x.title,
            }),
            progress: improvement.map_or(String::new(), progress),
            worth: improvement
                .and_then(|x| x.worth)
                .map_or("–".to_owned(), |worth| worth.to_string()),
        }
    });
    let excused = person.excused.iter().map(|row| Excuse {
        slot: &row.slot,
        department: department(card, &row.department),
        reason: match row.reason.trim() {
            "" => "no reason given",
            _ => &row.reason,
        },
    });
    Page {
        shell: Shell::new(&format!("Participation: {}", person.name), sections, ""),
        program: title(card),
        basis: basis(card),
        caveat: caveat(card),
        name: &person.name,
        id: &person.id,
        team: team(card, &person.team),
        participation: participation(person),
        reason: &person.reason,
        person,
        visits: visits.collect(),
        excused: excused.collect(),
    }
}
