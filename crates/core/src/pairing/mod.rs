//! Who is guided by whom, once departments and slots stand: exact, and independent by department.
//!
//! Where no mentor rests between guests this is a maximum flow (placement → mentor in the slot →
//! mentor over the horizon), found by augmenting paths. Where they rest it is a small model of its own.

mod department;
mod flow;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use department::InDepartment;
use flow::{Flow, Guest};
use rayon::prelude::*;

use crate::formulate::Cell;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx};
use crate::schedule::Placement;

/// A person guided by just this mentor in a slot.
pub type Pair = (StaffIdx, MentorIdx, Slot);

/// How many people each mentor guides in a slot, as a solve settled it, and the pairs it promised.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// People guided by mentor and slot.
    pub guided: BTreeMap<(MentorIdx, Slot), u32>,
    /// Pairs that must be.
    pub pairs: BTreeSet<Pair>,
}

/// Guests of a department in a slot who are left with too few mentors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Where.
    pub department: DepartmentIdx,
    /// When.
    pub slot: Slot,
    /// All the mentors that those guests may have.
    pub mentors: BTreeSet<MentorIdx>,
}

/// Why people could not be paired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpaired {
    /// The numbers settled for mentors leave some guests with too few.
    Short(Vec<Shortage>),
    /// No pairing exists in this department.
    Impossible(DepartmentIdx),
    /// Whether one exists was not found out.
    Unknown(DepartmentIdx),
}

/// Pairs people with mentors within the numbers that a solve settled.
///
/// # Errors
/// The guests that are left with too few mentors.
pub fn pair_within(
    program: &Program,
    placed: &[(StaffIdx, Cell)],
    settled: &Settled,
) -> Result<Vec<Placement>, Unpaired> {
    let mut placements = Vec::with_capacity(placed.len());
    let mut short = Vec::new();
    for ((department, slot), people) in by_cell(placed) {
        let mentors = &program.departments[department.index()].mentors;
        let bound_to = |s: StaffIdx| {
            let mut mine = mentors.iter();
            mine.position(|m| settled.pairs.contains(&(s, *m, slot)))
        };
        let choices: Vec<Vec<usize>> = people
            .iter()
            .map(|s| match bound_to(*s) {
                Some(mentor) => vec![mentor],
                None => (0..mentors.len())
                    .filter(|m| {
                        let avoided = &program.staff[s.index()].avoid_mentors;
                        !avoided.contains(&mentors[*m])
                    })
                    .collect(),
            })
            .collect();
        let room: Vec<u32> = mentors
            .iter()
            .map(|m| settled.guided.get(&(*m, slot)).copied().unwrap_or(0))
            .collect();
        let guests: Vec<Guest> = choices
            .into_iter()
            .map(|mentors| Guest { slot, mentors })
            .collect();
        let mut flow = Flow::new(guests, mentors.len(), |m, _| room[m], |_| None);
        match flow.fill() {
            None => placements.extend(flow.placements(department, mentors, &people)),
            Some(full) => short.push(Shortage {
                department,
                slot,
                mentors: full.iter().map(|m| mentors[*m]).collect(),
            }),
        }
    }
    if short.is_empty() {
        Ok(placements)
    } else {
        Err(Unpaired::Short(short))
    }
}

/// Pairs people with mentors as well as can be: everybody where mentors are required, then with as few
/// as possible for the busiest mentor where that counts; else as many people as can be.
///
/// `pairs` are those that must be; `None`: those that the program's pins ask for.
///
/// # Errors
/// The department in which no pairing was found.
pub fn pair(
    program: &Program,
    placed: &[(StaffIdx, Cell)],
    pairs: Option<&BTreeSet<Pair>>,
) -> Result<Vec<Placement>, Unpaired> {
    let never = Until {
        deadline: None,
        stop: &|| false,
    };
    pair_until(program, placed, pairs, never)
}

/// When the models of mentors who rest are given up.
#[derive(Clone, Copy)]
pub struct Until<'a> {
    /// The time, if there is one.
    pub deadline: Option<Instant>,
    /// Asked before each model.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// The same, but that the models of mentors who rest are given up at some time.
///
/// # Errors
/// The department in which no pairing was found, by then or at all.
pub fn pair_until(
    program: &Program,
    placed: &[(StaffIdx, Cell)],
    pairs: Option<&BTreeSet<Pair>>,
    until: Until<'_>,
) -> Result<Vec<Placement>, Unpaired> {
    let mut by_department: BTreeMap<DepartmentIdx, Vec<(StaffIdx, Slot)>> = BTreeMap::new();
    for &(s, (t, d)) in placed {
        by_department.entry(d).or_default().push((s, t));
    }
    let paired = by_department
        .into_par_iter()
        .map(|(department, mut guests)| {
            guests.sort_unstable_by_key(|(s, t)| (*t, *s));
            let task = InDepartment::new(program, department, guests, until);
            task.with_pairs(pairs).pair()
        });
    let paired: Vec<Result<Vec<Placement>, Unpaired>> = paired.collect();
    let mut placements = Vec::with_capacity(placed.len());
    for department in paired {
        placements.extend(department?);
    }
    Ok(placements)
}

fn by_cell(placed: &[(StaffIdx, Cell)]) -> BTreeMap<(DepartmentIdx, Slot), Vec<StaffIdx>> {
    let mut people: BTreeMap<(DepartmentIdx, Slot), Vec<StaffIdx>> = BTreeMap::new();
    for &(s, (t, d)) in placed {
        people.entry((d, t)).or_default().push(s);
    }
    for group in people.values_mut() {
        group.sort_unstable();
    }
    people
}

#[cfg(test)]
mod tests;
