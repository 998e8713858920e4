//! Which scenarios leave at least as much room as others: every plan of the one is a plan of the other.
//!
//! Two scenarios are compared only where they differ in limits alone. That a looser limit keeps every
//! plan is plain for most: a plan that stays below a limit stays below a larger one. The others:
//!
//! - `gap_slots`, `no_repeat_months` (0 is off), `rest_slots`: whoever waits long enough for the longer
//!   wait has waited long enough for the shorter, after months of history too.
//! - `min_present`, `min_visits`: whoever reaches the larger number has reached the smaller.
//! - `leave_days`: with more of them fewer slots are lost. A placement was in no lost slot before, and
//!   is in none now. Of a team's cover no fewer are present. Where lost slots alone go below it, none
//!   of its members is placed; then either they still do, or all who are present stay.
//! - `months`: a plan of the shorter horizon, read as one of the longer, places the same people; in the
//!   later slots nobody is away, so every limit of those holds, and cover falls short only where lost
//!   slots alone make it. Limits over the whole horizon (`rotations`, `mentees_total`, `min_visits`,
//!   `must_visit`, pins) speak of the same placements. The goals count the same: bridges look at the
//!   months before the horizon, which are the same, and peaks at placements.
//!
//! Where the goals are the same too, the plan has the same score in both.

use serde_json::{Map, Value};

use crate::program::{Program, sha256};

/// The limits of a scenario's program, and what else it says.
#[derive(Clone, Debug)]
pub(super) struct Room {
    /// What its file says but for limits and goals, in brief.
    rules: String,
    /// What it says of goals.
    goals: String,
    slots: usize,
    /// Larger is looser; no limit is the loosest. By slot: the program's, then each team's and
    /// department's.
    by_slot: Vec<Vec<u32>>,
    /// Larger is looser.
    more: Vec<u32>,
    /// Smaller is looser.
    fewer: Vec<u32>,
}

/// Keys of limits, which are compared; the rest must be the same.
const LIMITS: [&str; 16] = [
    "months",
    "max_away",
    "max_away_in",
    "gap_slots",
    "no_repeat_months",
    "leave_days",
    "min_present",
    "seats",
    "seats_in",
    "min_visits",
    "mentees_at_once",
    "mentees_total",
    "rest_slots",
    // For people, or for none of the rules.
    "name",
    "reason",
    "mentoring",
];

/// Keys that rules know nothing of, only goals do.
const GOALS: [&str; 7] = [
    "goals",
    "bridges",
    "bridge_default",
    "preferences",
    "slot_preferences",
    "carry",
    "priority",
];

impl Room {
    /// The room of a program; `file` is what a scenario made of the program's file, with all its slots.
    pub(super) fn new(file: &Value, program: &Program) -> Room {
        let (mut rules, mut goals) = (file.clone(), Value::Object(Map::new()));
        split(&mut rules, &mut goals);
        let limit = |limit: &Option<u32>| limit.unwrap_or(u32::MAX);
        let by_slot = |limits: &[Option<u32>]| limits.iter().map(limit).collect();
        let teams = program.teams.iter().map(|team| by_slot(&team.max_away));
        let departments = program.departments.iter().map(|row| row.seats.clone());
        let mentors = || program.mentors.iter();
        let covers = program.teams.iter().flat_map(|team| &team.cover);
        Room {
            rules: sha256(rules.to_string().as_bytes()),
            goals: sha256(goals.to_string().as_bytes()),
            slots: program.calendar.len(),
            by_slot: std::iter::once(by_slot(&program.max_away))
                .chain(teams)
                .chain(departments)
                .collect(),
            more: (program.apart.iter().map(|group| group.max_away))
                .chain(mentors().map(|mentor| mentor.at_once))
                .chain(mentors().map(|mentor| limit(&mentor.total)))
                .chain([program.leave_days])
                .collect(),
            fewer: covers
                .map(|cover| cover.min_present)
                .chain(program.departments.iter().map(|row| row.min_visits))
                .chain(mentors().map(|mentor| mentor.rest_slots))
                .chain([program.no_repeat_months.unsigned_abs()])
                .chain([u32::try_from(program.gap_slots).unwrap_or(u32::MAX)])
                .collect(),
        }
    }

    /// Whether every plan of the other keeps the rules here too.
    pub(super) fn admits(&self, other: &Room) -> bool {
        let no_less = |(mine, theirs): (&u32, &u32)| mine >= theirs;
        let no_more = |(mine, theirs): (&u32, &u32)| mine <= theirs;
        // Over the slots of the other, which may be fewer.
        let slots = |(mine, theirs): (&Vec<u32>, &Vec<u32>)| mine.iter().zip(theirs).all(no_less);
        self.rules == other.rules
            && self.slots >= other.slots
            && self.more.iter().zip(&other.more).all(no_less)
            && self.fewer.iter().zip(&other.fewer).all(no_more)
            && self.by_slot.iter().zip(&other.by_slot).all(slots)
    }

    /// Whether every plan of the other is one here, with the same score.
    pub(super) fn admits_with_score(&self, other: &Room) -> bool {
        self.goals == other.goals && self.admits(other)
    }
}

/// Takes limits out of a file, and puts what goals say into another.
fn split(rules: &mut Value, goals: &mut Value) {
    match rules {
        Value::Object(map) => {
            map.retain(|key, _| !LIMITS.contains(&key.as_str()));
            let mut told = Map::new();
            for key in GOALS {
                if let Some(value) = map.shift_remove(key) {
                    told.insert(key.to_owned(), value);
                }
            }
            // An empty object is as good as none, whichever scenario wrote it.
            map.retain(|key, value| {
                let mut inner = Value::Null;
                split(value, &mut inner);
                if !inner.is_null() {
                    told.insert(key.clone(), inner);
                }
                *value != Value::Object(Map::new())
            });
            if !told.is_empty() {
                *goals = Value::Object(told);
            }
        }
        Value::Array(rows) => {
            let mut told = Vec::new();
            for row in rows {
                let mut inner = Value::Null;
                split(row, &mut inner);
                told.push(inner);
            }
            if told.iter().any(|inner| !inner.is_null()) {
                *goals = Value::Array(told);
            }
        }
        _ => {}
    }
}
