//! How much memory planning a program takes, told before any of it is asked for.

use std::collections::BTreeSet;

use super::{Backend, Engine, Options};
use crate::program::{DepartmentIdx, MentorIdx, Program};
use crate::rules::SETS_PER_DEPARTMENT;

/// What the command, its code and its threads take with no program at all, and a backend on what is left of a
/// small one.
const BASE: u64 = 24 << 20;
/// A person's own facts in every part of an engine: rules that bind it, lists of choices, random access.
const PERSON: u64 = 2_000;
/// A rotation: its choices, and its place in the plans that are searched side by side.
const ROTATION: u64 = 3_000;
/// A person in a department: points, gains by both engines.
const PERSON_DEPARTMENT: u64 = 16;
/// A person in a slot: points and gains.
const PERSON_SLOT: u64 = 12;
/// A claim that people share, with its terms, its prices and its place in the search.
const CLAIM: u64 = 700;
/// A column of a whole-number model, its rows' entries included, in our hands and in a solver's.
const COLUMN: u64 = 1_500;

/// Bytes that planning a program takes at its peak, roughly: rather too many than too few.
///
/// For S people with R rotations in all, D departments, T slots, W = ⌈T / 64⌉ words for a set of slots,
/// C claims that people share and G groups of people that these speak of, and h(d) sets of the m(d) mentors of a
/// department d that claims speak of, where everybody needs one:
///
/// 24 MB + S·2000 + R·3000 + S·D·(16 + 8·W) + S·T·12 + C·700 + G·D·T·16 + T·Σ h(d)·(700 + 4·m(d)), and where the
/// whole program goes to a backend S·D·T·1500 more.
#[must_use]
pub fn memory_needed(program: &Program, options: &Options) -> u64 {
    let count = |number: usize| number as u64;
    let (people, departments) = (count(program.staff.len()), count(program.departments.len()));
    let (slots, teams) = (count(program.calendar.len()), count(program.teams.len()));
    let rotations = program
        .staff
        .iter()
        .map(|person| u64::from(person.rotations).min(slots))
        .sum::<u64>();
    let covers: u64 = program
        .teams
        .iter()
        .map(|team| count(team.cover.len()))
        .sum();
    let apart = count(program.apart.len());
    let cells = departments.saturating_mul(slots);
    let groups = teams.saturating_add(covers).saturating_add(apart);
    let claims = cells
        .saturating_mul(2)
        .saturating_add(groups.saturating_mul(slots))
        .saturating_add(teams.saturating_mul(departments))
        .saturating_add(count(program.mentors.len()).saturating_mul(slots));
    let words = slots.div_ceil(64);
    let mut parts = vec![
        BASE,
        people.saturating_mul(PERSON),
        rotations.saturating_mul(ROTATION),
        people
            .saturating_mul(departments)
            .saturating_mul(PERSON_DEPARTMENT + 8 * words),
        people.saturating_mul(slots).saturating_mul(PERSON_SLOT),
        claims.saturating_mul(CLAIM),
        groups.saturating_mul(cells).saturating_mul(16),
        pairings(program).saturating_mul(slots),
    ];
    let whole = options.engine == Engine::Exact || options.backend == Backend::Highs;
    if whole {
        parts.push(people.saturating_mul(cells).saturating_mul(COLUMN));
    }
    parts.into_iter().fold(0, u64::saturating_add)
}

/// What the claims on sets of mentors take in one slot.
fn pairings(program: &Program) -> u64 {
    if !program.require_mentor {
        return 0;
    }
    // Whoever avoids mentors is left with a set of each of their departments.
    let mut left: BTreeSet<(DepartmentIdx, &[MentorIdx])> = BTreeSet::new();
    for person in program
        .staff
        .iter()
        .filter(|person| !person.avoid_mentors.is_empty())
    {
        let homes = person
            .avoid_mentors
            .iter()
            .map(|m| program.mentors[m.index()].department);
        left.extend(homes.map(|d| (d, &*person.avoid_mentors)));
    }
    let mut sets = vec![0u64; program.departments.len()];
    left.iter().for_each(|(d, _)| sets[d.index()] += 1);
    let each = sets
        .iter()
        .zip(&program.departments)
        .filter(|(sets, _)| **sets > 0);
    each.map(|(sets, department)| {
        let claim = CLAIM + 4 * department.mentors.len() as u64;
        (*sets).max(SETS_PER_DEPARTMENT as u64) * claim
    })
    .sum()
}
