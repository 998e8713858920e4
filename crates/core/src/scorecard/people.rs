//! People: the participation record of each, and the mentors' load over the years.

use std::collections::{BTreeMap, HashMap};

use super::file::{ExcuseCard, MentorCard, PersonCard, VisitCard, YearLoad};
use super::named;
use super::past::{Past, Visit};
use crate::input::file::{ParticipationFile, ProgramFile};
use crate::outcomes::{HeldFile, OutcomeFile};

/// The participation records, by id.
pub(super) fn people(file: &ProgramFile, past: &Past<'_>) -> Vec<PersonCard> {
    let mut visits: HashMap<&str, Vec<&Visit<'_>>> = HashMap::new();
    for visit in &past.visits {
        visits.entry(visit.staff).or_default().push(visit);
    }
    let mut cancelled: HashMap<&str, Vec<&OutcomeFile>> = HashMap::new();
    for row in &past.cancelled {
        cancelled.entry(&row.staff).or_default().push(row);
    }
    let mut people: Vec<PersonCard> = file
        .staff
        .iter()
        .map(|row| {
            let mine = visits.get(&*row.id).map_or(&[][..], Vec::as_slice);
            let excused = cancelled.get(&*row.id).map_or(&[][..], Vec::as_slice);
            let own = row.rotations.or(file.rules.rotations).unwrap_or(1);
            PersonCard {
                id: row.id.clone(),
                name: named(&row.name, &row.id).to_owned(),
                team: row.team.clone(),
                participation: row.participation,
                reason: row.reason.clone(),
                due: mine.len() + row.owed as usize,
                done: mine.len(),
                owed: row.owed,
                coming: match row.participation {
                    ParticipationFile::Excused => 0,
                    _ => own.saturating_add(row.owed),
                },
                excused: excused.iter().map(|row| excuse(row)).collect(),
                visits: mine.iter().map(|visit| card(past, visit)).collect(),
                improvements: past.improvements_of(mine.iter().copied()),
            }
        })
        .collect();
    people.sort_by(|a, b| a.id.cmp(&b.id));
    people
}

fn excuse(row: &OutcomeFile) -> ExcuseCard {
    ExcuseCard {
        department: row.department.clone(),
        slot: row.slot.clone(),
        reason: row.reason.clone(),
    }
}

fn card(past: &Past<'_>, visit: &Visit<'_>) -> VisitCard {
    let row = visit.outcome;
    let held = row.map(|row| row.held);
    VisitCard {
        department: visit.department.to_owned(),
        month: visit.month.to_string(),
        mentor: visit.mentor.map(str::to_owned),
        held: held.or(visit.reported.then_some(HeldFile::Full)),
        reason: row.map_or(String::new(), |row| row.reason.clone()),
        briefed: row.and_then(|row| row.briefed),
        sessions: row.and_then(|row| row.sessions),
        improvement: past.improvement(visit),
    }
}

/// The mentors by id, with those who are gone and guided somebody.
pub(super) fn mentors(file: &ProgramFile, past: &Past<'_>) -> Vec<MentorCard> {
    let mut cards: BTreeMap<&str, MentorCard> = BTreeMap::new();
    for row in &file.mentors {
        let card = MentorCard {
            id: row.id.clone(),
            name: named(&row.name, &row.id).to_owned(),
            department: row.department.clone(),
            ..MentorCard::default()
        };
        cards.insert(&row.id, card);
    }
    for visit in &past.visits {
        let Some(id) = visit.mentor else { continue };
        let card = cards.entry(id).or_insert_with(|| MentorCard {
            id: id.to_owned(),
            name: id.to_owned(),
            department: visit.department.to_owned(),
            gone: true,
            ..MentorCard::default()
        });
        card.guests += 1;
        let sessions = visit.outcome.and_then(|row| row.sessions);
        card.sessions += u64::from(sessions.unwrap_or(0));
        // Visits come earliest first.
        let year = visit.month.0.div_euclid(12);
        match card.years.last_mut().filter(|load| load.year == year) {
            Some(load) => load.guests += 1,
            None => card.years.push(YearLoad { year, guests: 1 }),
        }
    }
    cards.into_values().collect()
}
