//! Programs that no chain of quarters can outdo, for proofs that something takes longer.
//!
//! The *joint* program of n quarters has a horizon n times as long, and every chain of n plans that keep
//! the rules of their quarters is, put together, a plan that keeps the rules of the joint one:
//!
//! - limits by slot (`max_away`, teams, cover, `apart`, seats, mentors at once) are the same slots' limits;
//!   what a quarter's end forgets (`max_away_in`, `seats_in`, leave) names slots of its own time alone;
//! - the sums over a horizon grow with the quarters: `rotations` of mandatory people (of the quarters in
//!   which they are still employed) and `owed` once, `rotations` of voluntary people as a limit,
//!   `min_visits` and `mentees_total` n times;
//! - `gap`, `rest_slots` and `no-repeat` look back into history over a quarter's end, and never less far
//!   than within the horizon; `must_visit` and pins are settled in the first quarter they bind.
//!
//! So what the joint program cannot, no chain can. The reverse does not hold.

use std::collections::HashSet;

use crate::input::file::{BridgeFile, GoalsFile, ParticipationFile, ProgramFile, StaffFile};
use crate::program::Month;
use crate::program::calendar::parse_date;

/// The longest horizon, in months, and the largest count, as the format has them.
const LONGEST: u32 = 120;
const MOST: u32 = 1_000_000;

/// The joint program of so many quarters; `None` where it is longer than programs can be.
fn joint(file: &ProgramFile, quarters: u32) -> Option<ProgramFile> {
    let first = Month::parse(&file.horizon.first_month)?;
    let months = file.horizon.months;
    let mut joint = file.clone();
    joint.horizon.months = months
        .checked_mul(quarters)
        .filter(|months| *months <= LONGEST)?;
    joint.goals = GoalsFile {
        preference: Some(0),
        slot_preference: Some(0),
        bridges: Some(0),
        changes: Some(0),
        ..GoalsFile::default()
    };
    for person in &mut joint.staff {
        let last = person.employed_until.as_deref().and_then(parse_date);
        let there = |quarter: &u32| {
            let begin = Month(first.0 + (quarter * months).cast_signed()).start();
            *quarter == 0 || last.is_none_or(|last| last >= begin)
        };
        let there = u32::try_from((0..quarters).filter(there).count()).unwrap_or(quarters);
        let own = person.rotations.or(file.rules.rotations).unwrap_or(1);
        if person.participation == ParticipationFile::Mandatory {
            person.rotations = Some(own.saturating_mul(there).min(MOST));
        } else {
            let most = own.saturating_add(person.owed).saturating_mul(there);
            person.rotations = Some(most.min(MOST));
            person.owed = 0;
        }
    }
    for department in &mut joint.departments {
        department.min_visits = department.min_visits.saturating_mul(quarters).min(MOST);
    }
    for mentor in &mut joint.mentors {
        let total = mentor.mentees_total;
        mentor.mentees_total = total.map(|total| total.saturating_mul(quarters).min(MOST));
    }
    Some(joint)
}

/// Whether a person can be asked to go out at all: neither excused nor without rotations, nor gone.
pub(super) fn takes_part(file: &ProgramFile, person: &StaffFile) -> bool {
    let first = Month::parse(&file.horizon.first_month).unwrap_or(Month(0));
    let last = person.employed_until.as_deref().and_then(parse_date);
    let own = person.rotations.or(file.rules.rotations).unwrap_or(1);
    person.participation != ParticipationFile::Excused
        && own.saturating_add(person.owed) > 0
        && last.is_none_or(|last| last >= first.start())
}

/// A program without a plan exactly if the joint one forgets nothing and still cannot let everybody out.
///
/// Of a voluntary person it asks one placement and takes any: a chain's further ones are left out. So
/// rules that need placements to be there (`after`, `min_visits`, `must_visit` and pins of voluntary
/// people) are left out too.
pub(super) fn everyone(file: &ProgramFile, quarters: u32) -> Option<ProgramFile> {
    let mut program = joint(file, quarters)?;
    let mut asked: HashSet<&str> = HashSet::new();
    for (person, before) in program.staff.iter_mut().zip(&file.staff) {
        if person.participation == ParticipationFile::Voluntary && takes_part(file, before) {
            person.participation = ParticipationFile::Mandatory;
            person.rotations = Some(1);
            person.must_visit.clear();
            asked.insert(&before.id);
        }
    }
    program.pins.retain(|pin| !asked.contains(&*pin.staff));
    for department in &mut program.departments {
        department.after.clear();
        department.min_visits = 0;
    }
    Some(program)
}

/// The joint program whose score is the number of these bridges that it builds.
pub(super) fn bridges(
    file: &ProgramFile,
    quarters: u32,
    missing: &[(String, String)],
) -> Option<ProgramFile> {
    let mut program = joint(file, quarters)?;
    program.goals.bridges = Some(1);
    program.bridge_default = None;
    program.bridges = missing
        .iter()
        .map(|(team, department)| BridgeFile {
            team: team.clone(),
            department: department.clone(),
            value: 1,
        })
        .collect();
    Some(program)
}
