//! Whom a change of the program touches: people who cannot stay as they were, and who could make room.

use std::collections::BTreeSet;

use crate::candidates::Candidates;
use crate::claim::Subject;
use crate::formulate::Cell;
use crate::pairing::{Unpaired, pair};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::rules::{Breach, RuleName};
use crate::schedule::Schedule;
use crate::verify::recheck;

/// So many people are looked at for a department that lacks visits.
const VISITORS: usize = 24;

/// Rounds of looking what still breaks once those who must move are out of the way.
const ROUNDS: usize = 40;

/// People who cannot all stay where they were.
pub(crate) fn affected(program: &Program, kept: &[(StaffIdx, Cell)]) -> BTreeSet<StaffIdx> {
    let mut free = BTreeSet::new();
    let mut own = vec![0usize; program.staff.len()];
    for (s, _) in kept {
        own[s.index()] += 1;
    }
    for (s, person) in program.staff_indices().zip(&program.staff) {
        let (has, wanted) = (own[s.index()], person.rotations as usize);
        if has > wanted || (has < wanted && !person.voluntary()) {
            free.insert(s);
        }
    }
    if let Some(baseline) = &program.baseline {
        let lost = |(s, d, t): &(StaffIdx, DepartmentIdx, Slot)| {
            kept.binary_search(&(*s, (*t, *d))).is_err()
        };
        let people = baseline.placements.iter().filter(|known| lost(known));
        free.extend(people.map(|(s, ..)| *s));
    }
    for _ in 0..ROUNDS {
        let stands = |(s, _): &&(StaffIdx, Cell)| !free.contains(s);
        let standing: Vec<(StaffIdx, Cell)> = kept.iter().filter(stands).copied().collect();
        let before = free.len();
        match pair(program, &standing, None) {
            Ok(placements) => {
                let schedule = Schedule::new(program, placements);
                let (breaches, _) = recheck(program, &schedule);
                for breach in &breaches {
                    free.extend(people_of(program, &schedule, breach, &free));
                }
            }
            Err(Unpaired::Impossible(d) | Unpaired::Unknown(d)) => {
                let there = standing.iter().filter(|(_, (_, at))| *at == d);
                free.extend(there.map(|(s, _)| *s));
            }
            Err(Unpaired::Short(_)) => {}
        }
        if free.len() == before {
            break;
        }
    }
    free
}

/// The people whose placements break a rule together.
fn people_of(
    program: &Program,
    schedule: &Schedule,
    breach: &Breach,
    free: &BTreeSet<StaffIdx>,
) -> Vec<StaffIdx> {
    let crowd = |people: &[StaffIdx], most: &dyn Fn(Slot) -> usize| -> Vec<StaffIdx> {
        let over = program.calendar.slots().filter(|t| {
            let gone: usize = people.iter().map(|s| schedule.away(*s, *t)).sum();
            gone > most(*t)
        });
        over.flat_map(|t| people.iter().filter(move |s| schedule.away(**s, t) > 0))
            .copied()
            .collect()
    };
    let limit = |most: Option<u32>| most.map_or(usize::MAX, |most| most as usize);
    match breach.subject {
        Some(Subject::Staff(s) | Subject::Visit(s, _) | Subject::MustVisit(s, _)) => {
            // Whoever is free already is short of rotations by that alone.
            if free.contains(&s) {
                Vec::new()
            } else {
                vec![s]
            }
        }
        Some(Subject::Pin(at)) => program
            .pins
            .get(at as usize)
            .map(|pin| pin.staff)
            .into_iter()
            .collect(),
        Some(Subject::Program) => crowd(&program.everybody, &|t| limit(program.max_away(t))),
        Some(Subject::Team(g)) => {
            let team = &program.teams[g.index()];
            crowd(&team.members, &|t| limit(team.max_away[t.index()]))
        }
        Some(Subject::Cover(g, at)) => {
            let cover = &program.teams[g.index()].cover[at as usize];
            crowd(&cover.people, &|t| cover.may_go[t.index()] as usize)
        }
        Some(Subject::Apart(at)) => match program.apart.get(at as usize) {
            Some(group) => crowd(&group.people, &|_| group.max_away as usize),
            None => Vec::new(),
        },
        Some(Subject::Department(d)) if breach.rule == RuleName::MinVisits.name() => {
            let may = |s: &StaffIdx| {
                let free_there = |t: &Slot| crate::rules::forbidden(program, *s, d, *t).is_none();
                program.calendar.slots().any(|t| free_there(&t))
            };
            let people = program.staff_indices().filter(|s| !free.contains(s));
            people.filter(may).take(VISITORS).collect()
        }
        Some(Subject::Department(d)) => {
            let guests = schedule.all().iter().filter(|x| x.department == d);
            guests.map(|x| x.staff).collect()
        }
        Some(Subject::Mentor(m)) => {
            let mentees = schedule.all().iter().filter(|x| x.mentor == Some(m));
            mentees.map(|x| x.staff).collect()
        }
        _ => Vec::new(),
    }
}

/// The people who are free, and so many more who sit where those could go, the most wanted first.
pub(crate) fn widened(
    program: &Program,
    candidates: &Candidates,
    kept: &[(StaffIdx, Cell)],
    free: &BTreeSet<StaffIdx>,
    more: usize,
) -> BTreeSet<StaffIdx> {
    let slots = program.calendar.len();
    let mut wanted = vec![0usize; program.departments.len() * slots];
    let mut teams = vec![false; program.teams.len()];
    for s in free {
        teams[program.staff[s.index()].team.index()] = true;
        for d in program.department_indices() {
            for t in candidates.slots(*s, d).iter() {
                wanted[d.index() * slots + t.index()] += 1;
            }
        }
    }
    let mut relevance = vec![0usize; program.staff.len()];
    for (s, (t, d)) in kept {
        let near = teams[program.staff[s.index()].team.index()];
        relevance[s.index()] += wanted[d.index() * slots + t.index()] * if near { 2 } else { 1 };
    }
    let mut others: Vec<StaffIdx> = program
        .staff_indices()
        .filter(|s| !free.contains(s) && relevance[s.index()] > 0)
        .collect();
    others.sort_by_key(|s| (std::cmp::Reverse(relevance[s.index()]), *s));
    others.truncate(more);
    free.iter().copied().chain(others).collect()
}

/// People whom an empty seat elsewhere would serve better than where they stand, the keenest first, so
/// many at most.
pub(crate) fn keen(
    program: &Program,
    candidates: &Candidates,
    standing: &[(StaffIdx, Cell)],
    most: usize,
) -> Vec<StaffIdx> {
    let slots = program.calendar.len();
    let mut guests = vec![0u32; program.departments.len() * slots];
    for (_, (t, d)) in standing {
        guests[d.index() * slots + t.index()] += 1;
    }
    let gain = |s, d, t| crate::goals::placement_gain(program, s, d, t);
    let mut best: Vec<(i64, StaffIdx)> = Vec::new();
    for &(s, (t, d)) in standing {
        let here = gain(s, d, t);
        let elsewhere = program.department_indices().flat_map(|there| {
            let seats = &program.departments[there.index()].seats;
            let open = candidates.slots(s, there).iter();
            let guests = &guests;
            open.filter(move |t| guests[there.index() * slots + t.index()] < seats[t.index()])
                .map(move |t| gain(s, there, t))
        });
        if let Some(there) = elsewhere.max().filter(|there| *there > here) {
            best.push((here - there, s));
        }
    }
    best.sort_unstable();
    let mut seen = BTreeSet::new();
    let people = best.into_iter().map(|(_, s)| s).filter(|s| seen.insert(*s));
    people.take(most).collect()
}
