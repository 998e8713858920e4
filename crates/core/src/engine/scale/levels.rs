//! The levels of a plan: how many are away at the peak, what the busiest mentor carries, how happy the
//! least happy is. Each is a number that many claims share; with all three fixed, the rest falls apart.

use super::ascent::{Ascent, Plan};
use super::market::Market;
use crate::bound::{Domain, Interval};
use crate::goals::GoalName;

/// A level that a program weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Placements of the fullest slot.
    Peak,
    /// Mentees of the busiest mentor.
    MentorPeak,
    /// Points of the least happy participant.
    Happiness,
}

impl Level {
    /// Happiness first: it moves the bound most.
    pub(crate) const ALL: [Level; 3] = [Level::Happiness, Level::MentorPeak, Level::Peak];

    /// The name that certificates use: the goal's.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Peak => GoalName::PeakAway.name(),
            Level::MentorPeak => GoalName::MentorPeak.name(),
            Level::Happiness => GoalName::LeastHappy.name(),
        }
    }

    pub(crate) fn interval(self, domain: &Domain) -> Interval {
        match self {
            Level::Peak => domain.peak,
            Level::MentorPeak => domain.mentor_peak,
            Level::Happiness => domain.happiness,
        }
    }

    pub(crate) fn set(self, domain: &mut Domain, interval: Interval) {
        match self {
            Level::Peak => domain.peak = interval,
            Level::MentorPeak => domain.mentor_peak = interval,
            Level::Happiness => domain.happiness = interval,
        }
    }

    /// The levels that count in a program.
    pub(super) fn weighed(market: &Market<'_>) -> Vec<Level> {
        let p = market.program;
        let weight = |level: &Level| match level {
            Level::Peak => GoalName::PeakAway.goal().weight(p),
            Level::MentorPeak => GoalName::MentorPeak.goal().weight(p),
            Level::Happiness => GoalName::LeastHappy.goal().weight(p),
        };
        Level::ALL
            .into_iter()
            .filter(|level| weight(level) > 0)
            .collect()
    }
}

/// Rounds of the ascent that compares one value of a level with the next.
const ROUNDS: usize = 120;
/// First step of such an ascent, which starts from good prices.
const STEP: f64 = 0.1;

/// Fixes each level where the bound is highest, one after the other, starting from prices for all.
///
/// The bound falls off on both sides of its best value (it is concave in the peaks, nearly so in
/// happiness), so steps that double while they gain and halve where they lose find it.
pub(super) fn fix(
    market: &Market<'_>,
    prices: &mut Vec<f64>,
    whole: &Domain,
    rounds: usize,
    stop: &dyn Fn() -> bool,
) -> Domain {
    let mut domain = whole.clone();
    let rounds = rounds.min(ROUNDS);
    for level in Level::weighed(market) {
        let range = level.interval(whole);
        let start = first_guess(market, level, range, prices, &domain);
        let mut known: Vec<(i64, f64, Vec<f64>)> = Vec::new();
        let mut look = |at: i64, from: &[f64], domain: &Domain| -> f64 {
            if let Some((_, value, _)) = known.iter().find(|(known, _, _)| *known == at) {
                return *value;
            }
            let mut there = domain.clone();
            level.set(&mut there, Interval { low: at, high: at });
            let mut ascent = Ascent::new(market, Some(from));
            let plan = Plan {
                rounds,
                first_step: STEP,
                enough: f64::NEG_INFINITY,
            };
            let value = ascent.run(&plan, &there, stop);
            known.push((at, value, ascent.best.1));
            value
        };
        let mut at = start;
        let mut value = look(at, prices, &domain);
        let mut step = 1;
        let mut direction = 1;
        let mut turns = 0;
        while turns < 2 && !stop() {
            let next = (at + direction * step).clamp(range.low, range.high);
            let there = if next == at {
                f64::NEG_INFINITY
            } else {
                look(next, prices, &domain)
            };
            if there > value {
                (at, value) = (next, there);
                step *= 2;
                turns = 0;
            } else if step > 1 {
                step = 1;
            } else {
                direction = -direction;
                turns += 1;
            }
        }
        if let Some((_, _, found)) = known.into_iter().find(|(known, _, _)| *known == at) {
            *prices = found;
        }
        level.set(&mut domain, Interval { low: at, high: at });
    }
    domain
}

/// Where to begin: an even peak, the middle otherwise.
fn first_guess(
    market: &Market<'_>,
    level: Level,
    range: Interval,
    prices: &[f64],
    domain: &Domain,
) -> i64 {
    let guess = match level {
        Level::Peak => {
            let mut ascent = Ascent::new(market, Some(prices));
            let placed = ascent.placed(domain) as i64;
            (placed + market.slots.max(1) as i64 - 1) / market.slots.max(1) as i64
        }
        Level::MentorPeak => {
            let mentors = market.program.mentors.len().max(1) as i64;
            let wanted: i64 = market
                .program
                .staff
                .iter()
                .map(|person| i64::from(person.rotations))
                .sum();
            wanted / mentors + 2
        }
        Level::Happiness => (range.low + range.high) / 2,
    };
    guess.clamp(range.low, range.high)
}
