//! Who is guided by whom, as published where that can be: mentors have plans too.

use std::collections::{BTreeMap, BTreeSet};

use crate::formulate::Cell;
use crate::pairing::{Pair, pair};
use crate::plan::PlanFile;
use crate::program::{DepartmentIdx, Program, StaffIdx};
use crate::rules::may_guide;
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// Departments are tried pair by pair where all published pairs together are too many; of so many pairs
/// at most.
const PAIRS: usize = 60;

/// The same placements with as many published pairs of guest and mentor as are found without giving up
/// any of the score; never fewer guests with a mentor.
pub(crate) fn keep_mentors(
    program: &Program,
    placements: Vec<Placement>,
    published: &PlanFile,
) -> Vec<Placement> {
    let wanted = wanted(program, published);
    let mut by_department: BTreeMap<DepartmentIdx, Vec<Placement>> = BTreeMap::new();
    for placement in placements {
        by_department
            .entry(placement.department)
            .or_default()
            .push(placement);
    }
    let mut kept: Vec<Placement> = Vec::new();
    let departments: Vec<DepartmentIdx> = by_department.keys().copied().collect();
    let score = |placements: &[Placement]| {
        let schedule = Schedule::new(program, placements.to_vec());
        let (breaches, values) = recheck(program, &schedule);
        (breaches.len(), -values.score)
    };
    for d in departments {
        let now = by_department.remove(&d).unwrap_or_default();
        let others: Vec<Placement> = kept
            .iter()
            .chain(by_department.values().flatten())
            .copied()
            .collect();
        let better = repaired(program, &now, &wanted);
        let judged = |mine: &[Placement]| score(&[&others, mine].concat());
        let good = better.filter(|better| {
            let same = better.iter().all(|x| now.contains(x));
            same || judged(better) <= judged(&now)
        });
        kept.extend(good.unwrap_or(now));
    }
    kept
}

/// The pairs that were published.
fn wanted(program: &Program, published: &PlanFile) -> BTreeSet<Pair> {
    let pair = |row: &crate::plan::PlacementFile| {
        let s = program.staff_by_id(&row.staff)?;
        let m = program.mentor_by_id(row.mentor.as_ref()?)?;
        let t = program.calendar.slot(&row.slot)?;
        may_guide(program, s, m, t).then_some((s, m, t))
    };
    published.placements.iter().filter_map(pair).collect()
}

/// One department's guests with the mentors they were promised, where any promise was broken.
fn repaired(
    program: &Program,
    now: &[Placement],
    wanted: &BTreeSet<Pair>,
) -> Option<Vec<Placement>> {
    let placed: Vec<(StaffIdx, Cell)> = now
        .iter()
        .map(|x| (x.staff, (x.slot, x.department)))
        .collect();
    let mut asked: BTreeSet<Pair> = BTreeSet::new();
    let mut open: Vec<Pair> = Vec::new();
    let mut broken = false;
    for x in now {
        let pinned = |at: &usize| {
            let pin = &program.pins[*at];
            pin.mentor.is_some() && pin.mentor == x.mentor
        };
        let held = x.mentor.map(|m| (x.staff, m, x.slot));
        let mine = wanted.iter().find(|(s, m, t)| {
            let home = program.mentors[m.index()].department;
            *s == x.staff && *t == x.slot && home == x.department
        });
        if program.staff[x.staff.index()].pins.iter().any(pinned) {
            asked.extend(held);
        } else if let Some(mine) = mine {
            broken |= held != Some(*mine);
            open.push(*mine);
        }
    }
    if !broken {
        return None;
    }
    let all: BTreeSet<Pair> = asked.iter().chain(&open).copied().collect();
    let guided = |found: &[Placement]| found.iter().filter(|x| x.mentor.is_some()).count();
    let fewest = guided(now);
    let pairing = |pairs: &BTreeSet<Pair>| {
        let found = pair(program, &placed, Some(pairs)).ok()?;
        (guided(&found) >= fewest).then_some(found)
    };
    if let Some(found) = pairing(&all) {
        return Some(found);
    }
    let mut best = None;
    for mine in open.into_iter().take(PAIRS) {
        asked.insert(mine);
        match pairing(&asked) {
            Some(found) => best = Some(found),
            None => {
                asked.remove(&mine);
            }
        }
    }
    best
}
