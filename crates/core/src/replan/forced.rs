//! Baseline placements that no plan can keep: a bound on changes that needs no search.

use crate::candidates::Candidates;
use crate::formulate::Cell;
use crate::program::{Program, Slot, Staff, StaffIdx};
use crate::rules::guide_limit;

/// The baseline's placements that may stay as far as single cells tell, each once, sorted.
pub(crate) fn keepable(program: &Program, candidates: &Candidates) -> Vec<(StaffIdx, Cell)> {
    let Some(baseline) = &program.baseline else {
        return Vec::new();
    };
    let known = baseline.placements.iter();
    let mut kept: Vec<(StaffIdx, Cell)> = known
        .filter(|(s, d, t)| candidates.allows(*s, *d, *t))
        .map(|(s, d, t)| (*s, (*t, *d)))
        .collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// No plan changes fewer baseline placements than this many: those that rules forbid one by one, and,
/// of the rest, the larger of two counts: how many people have too many rotations by, and, slot by slot, how
/// many guests are more than seats, mentors or limits on absence allow.
pub(crate) fn forced(program: &Program, kept: &[(StaffIdx, Cell)]) -> usize {
    let Some(baseline) = &program.baseline else {
        return 0;
    };
    let all = baseline.placements.len() + baseline.gone;
    let mut own = vec![0usize; program.staff.len()];
    for (s, _) in kept {
        own[s.index()] += 1;
    }
    let many = |(person, has): (&Staff, &usize)| has.saturating_sub(person.rotations as usize);
    let too_often: usize = program.staff.iter().zip(&own).map(many).sum();
    let crowded: usize = program
        .calendar
        .slots()
        .map(|t| crowd(program, kept, t))
        .sum();
    all - kept.len() + too_often.max(crowded)
}

/// By how many the guests of one slot are too many.
fn crowd(program: &Program, kept: &[(StaffIdx, Cell)], t: Slot) -> usize {
    let away = Away::new(program, kept, t);
    let limit = |most: Option<u32>| most.map_or(usize::MAX, |most| most as usize);
    let everybody = away.count.saturating_sub(limit(program.max_away(t)));
    let departments = program.department_indices().zip(&program.departments);
    let seats: usize = departments
        .map(|(d, department)| {
            let mentors = department.mentors.iter();
            let room: u64 = mentors
                .map(|m| u64::from(guide_limit(program, *m, t)))
                .sum();
            let mut most = department.seats[t.index()] as usize;
            if program.require_mentor {
                most = most.min(usize::try_from(room).unwrap_or(usize::MAX));
            }
            away.guests[d.index()].saturating_sub(most)
        })
        .sum();
    let teams: usize = program
        .teams
        .iter()
        .map(|team| {
            let gone = |people: &[StaffIdx]| people.iter().filter(|s| away.goes[s.index()]).count();
            let covers = team.cover.iter();
            let covers = covers
                .map(|cover| gone(&cover.people).saturating_sub(cover.may_go[t.index()] as usize));
            let limited = gone(&team.members).saturating_sub(limit(team.max_away[t.index()]));
            covers.max().unwrap_or(0).max(limited)
        })
        .sum();
    everybody.max(seats).max(teams)
}

/// Who is away in one slot.
struct Away {
    goes: Vec<bool>,
    guests: Vec<usize>,
    count: usize,
}

impl Away {
    fn new(program: &Program, kept: &[(StaffIdx, Cell)], t: Slot) -> Self {
        let mut away = Away {
            goes: vec![false; program.staff.len()],
            guests: vec![0; program.departments.len()],
            count: 0,
        };
        for (s, (_, d)) in kept.iter().filter(|(_, (when, _))| *when == t) {
            away.goes[s.index()] = true;
            away.guests[d.index()] += 1;
            away.count += 1;
        }
        away
    }
}
