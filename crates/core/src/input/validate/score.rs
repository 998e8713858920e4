//! Whether every score the program can have is a whole number that JSON readers keep exact.
//!
//! The bounds are generous: everybody takes as many slots as there are, each at the best or the
//! worst points of all, every bridge is built, every mentor guides everybody.

use crate::input::file::{ParticipationFile, ProgramFile};
use crate::input::findings::Findings;
use crate::input::place::key;

/// 2^53, the last whole number up to which a double counts every one.
const EXACT: i128 = 1 << 53;

pub(super) fn check(file: &ProgramFile, findings: &mut Findings) {
    let parts = parts(file);
    let most: i128 = parts.iter().map(|part| part.most).sum();
    let least: i128 = parts.iter().map(|part| part.least).sum();
    if most <= EXACT && -least <= EXACT {
        return;
    }
    let size = |part: &Part| part.most.max(-part.least);
    let Some(largest) = parts.iter().max_by_key(|part| size(part)) else {
        return;
    };
    #[allow(
        clippy::cast_precision_loss,
        reason = "a size for people to read, in two digits"
    )]
    let rounded = |value: i128| format!("{:.1e}", value as f64);
    findings.error(
        "score-range",
        &[key("goals"), key(largest.goal)],
        format!(
            "the score could reach {}, beyond ±2^53, where it would no longer be exact",
            rounded(most.max(-least))
        ),
        format!(
            "lower the weight \"goals\".\"{}\" or the values it counts: alone it could reach {}",
            largest.goal,
            rounded(size(largest))
        ),
    );
}

/// What one goal can add to the score.
struct Part {
    goal: &'static str,
    least: i128,
    most: i128,
}

fn parts(file: &ProgramFile) -> [Part; 7] {
    let slots =
        i128::from(file.horizon.months) * i128::from(file.horizon.slots_per_month.unwrap_or(1));
    let (mut departments, mut times, mut happiness) = (Span::ZERO, Span::ZERO, Span::ZERO);
    let mut placements = 0;
    for person in &file.staff {
        let rotations = person.rotations.or(file.rules.rotations).unwrap_or(1);
        let rotations = match person.participation {
            ParticipationFile::Excused => 0,
            _ => (i128::from(rotations) + i128::from(person.owed)).min(slots),
        };
        let department = Span::of(person.preferences.values()).times(rotations);
        let time = Span::of(person.slot_preferences.values()).times(rotations);
        let carry = Span::of([&person.carry]);
        happiness = Span {
            least: happiness
                .least
                .min(department.least + time.least + carry.least),
            most: happiness.most.max(department.most + time.most + carry.most),
        };
        departments = departments.plus(department);
        times = times.plus(time);
        placements += rotations;
    }
    let weight = |given: Option<u32>, default: u32| i128::from(given.unwrap_or(default));
    let gain = |goal, span: Span, weight: i128| Part {
        goal,
        least: span.least * weight,
        most: span.most * weight,
    };
    let cost = |goal, amount: i128, weight: i128| Part {
        goal,
        least: -amount * weight,
        most: 0,
    };
    let goals = &file.goals;
    let people = i128::try_from(file.staff.len()).unwrap_or(i128::MAX >> 64);
    let bridges = Span {
        least: 0,
        most: bridges(file),
    };
    [
        gain("preference", departments, weight(goals.preference, 1)),
        gain("slot_preference", times, weight(goals.slot_preference, 1)),
        gain("bridges", bridges, weight(goals.bridges, 1)),
        gain("least_happy", happiness, weight(goals.least_happy, 0)),
        cost("peak_away", people, weight(goals.peak_away, 0)),
        cost("mentor_peak", placements, weight(goals.mentor_peak, 0)),
        // A baseline has at most one placement for each person and slot that counts.
        cost("changes", people * slots, weight(goals.changes, 10)),
    ]
}

fn bridges(file: &ProgramFile) -> i128 {
    let rows: i128 = file.bridges.iter().map(|row| i128::from(row.value)).sum();
    let Some(default) = &file.bridge_default else {
        return rows;
    };
    let priorities: i128 = file
        .departments
        .iter()
        .map(|department| i128::from(department.priority.unwrap_or(1)))
        .sum();
    let teams = i128::try_from(file.teams.len()).unwrap_or(i128::MAX >> 64);
    rows + i128::from(default.value) * priorities * teams
}

/// The least and the most of a sum, 0 always among its values.
#[derive(Clone, Copy)]
struct Span {
    least: i128,
    most: i128,
}

impl Span {
    const ZERO: Span = Span { least: 0, most: 0 };

    fn of<'a>(points: impl IntoIterator<Item = &'a i32>) -> Self {
        points.into_iter().fold(Span::ZERO, |span, points| Span {
            least: span.least.min(i128::from(*points)),
            most: span.most.max(i128::from(*points)),
        })
    }

    fn times(self, factor: i128) -> Self {
        Span {
            least: self.least * factor,
            most: self.most * factor,
        }
    }

    fn plus(self, other: Span) -> Self {
        Span {
            least: self.least + other.least,
            most: self.most + other.most,
        }
    }
}
