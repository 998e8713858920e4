//! People and mentors who leave before the next horizon begins.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::input::file::ProgramFile;
use crate::program::calendar::parse_date;

/// Takes out who is no longer employed on a day, everywhere but in history; their ids.
pub(super) fn remove(next: &mut ProgramFile, first: NaiveDate) -> Vec<String> {
    let gone = |until: &Option<String>| {
        let last = until.as_deref().and_then(parse_date);
        last.is_some_and(|last| last < first)
    };
    let staff: HashSet<String> = next
        .staff
        .iter()
        .filter(|person| gone(&person.employed_until))
        .map(|person| person.id.clone())
        .collect();
    let mentors: HashSet<String> = next
        .mentors
        .iter()
        .filter(|mentor| gone(&mentor.employed_until))
        .map(|mentor| mentor.id.clone())
        .collect();
    next.staff.retain(|person| !staff.contains(&person.id));
    next.mentors.retain(|mentor| !mentors.contains(&mentor.id));
    for person in &mut next.staff {
        person.avoid_mentors.retain(|id| !mentors.contains(id));
    }
    next.apart.retain_mut(|group| {
        let before = group.staff.len();
        group.staff.retain(|id| !staff.contains(id));
        // A group that has grown so small limits nobody.
        let most = group.max_away.unwrap_or(1) as usize;
        group.staff.len() == before || group.staff.len() > most
    });
    next.pins.retain(|pin| {
        let mentor = pin.mentor.as_ref().is_some_and(|id| mentors.contains(id));
        !staff.contains(&pin.staff) && !mentor
    });
    let mut left: Vec<String> = staff.into_iter().chain(mentors).collect();
    left.sort();
    left
}
