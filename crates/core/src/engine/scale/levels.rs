//! The levels of a plan: how many are away at the peak, what the busiest mentor carries, how happy the
//! least happy is. Each is a number that many claims share; with all three fixed, the rest falls apart.

use super::ascent::{Ascent, Average, Plan};
use super::market::Market;
use super::price::quantise;
use crate::bound::{Domain, Interval};
use crate::goals::GoalName;
use crate::program::Program;

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
        self.goal().name()
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

    fn goal(self) -> GoalName {
        match self {
            Level::Peak => GoalName::PeakAway,
            Level::MentorPeak => GoalName::MentorPeak,
            Level::Happiness => GoalName::LeastHappy,
        }
    }

    /// What one unit of it weighs in a program.
    pub(super) fn weight(self, p: &Program) -> i64 {
        self.goal().goal().weight(p)
    }

    /// The levels that count in a program.
    pub(super) fn weighed(market: &Market<'_>) -> Vec<Level> {
        Level::ALL
            .into_iter()
            .filter(|level| level.weight(market.program) > 0)
            .collect()
    }
}

/// Fixes each level where the bound is highest: happiness by ascents from one value to the next, the
/// peak and the mentors' where people and mentors chose on average in the last rounds, rounded up, since
/// the average choice is what the relaxed problem does.
pub(super) fn fix(
    market: &Market<'_>,
    found: Priced,
    whole: &Domain,
    plan: &Plan,
    stop: &dyn Fn() -> bool,
) -> (Domain, Vec<f64>) {
    let weighed = Level::weighed(market);
    let mut domain = whole.clone();
    let mut found = found;
    if weighed.contains(&Level::Happiness) {
        (domain, found) = happiest(market, found, whole, plan, stop);
    }
    for level in weighed {
        let at = match level {
            Level::Peak => rounded_up(found.average.peak()),
            Level::MentorPeak => rounded_up(found.average.mentor_peak()),
            Level::Happiness => continue,
        };
        let Interval { low, high } = level.interval(whole);
        let at = at.clamp(low, high.max(low));
        level.set(&mut domain, Interval::at(at));
    }
    (domain, found.prices)
}

/// Points that another peak has to add to the bound.
const LEAST_GAIN: f64 = 1.0;

/// Moves the peak by one as long as that raises the bound: what all slots charge together, less the
/// weight, is the most that one more away at the peak can add.
pub(super) fn shift_peak(
    market: &Market<'_>,
    found: &mut (f64, Vec<f64>),
    domain: &mut Domain,
    whole: &Domain,
    plan: &Plan,
    stop: &dyn Fn() -> bool,
) {
    let weight = market.program.weights.peak_away as f64;
    let Interval { low, high } = whole.peak;
    let mut way = 0;
    while !market.peaks.is_empty() && domain.peak.low == domain.peak.high && !stop() {
        let charged: f64 = market.peaks.iter().map(|at| found.1[*at]).sum();
        let by = match charged - weight {
            more if more >= LEAST_GAIN => 1,
            less if less <= -LEAST_GAIN => -1,
            _ => return,
        };
        let at = domain.peak.low + by;
        // Back again only for the rounding of an ascent.
        if !(low..=high).contains(&at) || by == -way {
            return;
        }
        way = by;
        let there = Domain {
            peak: Interval::at(at),
            ..domain.clone()
        };
        let plan = Plan {
            enough: found.0 + LEAST_GAIN,
            ..*plan
        };
        // Two starts, each good where the other is not: as they are the prices are off by what was said.
        let mut ascent = Ascent::new(market, Some(&market.balanced(&found.1)));
        let balanced = ascent.run(&Plan { rounds: 1, ..plan }, &there, stop);
        let start = match balanced < found.0 + (charged - weight).abs() {
            true => ascent.best.1,
            false => found.1.clone(),
        };
        let mut ascent = Ascent::new(market, Some(&start));
        ascent.run(&plan, &there, stop);
        if ascent.best.0 < plan.enough {
            return;
        }
        (*domain, *found) = (there, ascent.best);
    }
}

/// What an ascent came to.
#[derive(Clone, Debug)]
pub(super) struct Priced {
    pub(super) prices: Vec<f64>,
    pub(super) average: Average,
}

/// The happiness at which the bound is highest, nearly concave in it: steps that double while they gain
/// and halve where they lose find it.
fn happiest(
    market: &Market<'_>,
    from: Priced,
    whole: &Domain,
    plan: &Plan,
    stop: &dyn Fn() -> bool,
) -> (Domain, Priced) {
    let range = whole.happiness;
    let at = |level: i64| Domain {
        happiness: Interval::at(level),
        ..whole.clone()
    };
    let look = |level: i64, prices: &[f64]| -> (f64, Priced) {
        let mut ascent = Ascent::new(market, Some(prices));
        ascent.run(plan, &at(level), stop);
        let (value, prices) = ascent.best;
        let average = ascent.average;
        (value, Priced { prices, average })
    };
    let guess = market
        .relaxation
        .happiest(&quantise(&from.prices), whole)
        .unwrap_or(range.high);
    let mut best = (guess, look(guess, &from.prices));
    let mut seen = vec![guess];
    let (mut step, mut direction, mut turns) = (1, -1, 0);
    while turns < 2 && !stop() {
        let next = (best.0 + direction * step).clamp(range.low, range.high.max(range.low));
        let known = seen.contains(&next);
        seen.push(next);
        if !known {
            let there = look(next, &best.1.1.prices);
            if there.0 > best.1.0 {
                best = (next, there);
                step *= 2;
                turns = 0;
                continue;
            }
        }
        if step > 1 {
            step = 1;
        } else {
            direction = -direction;
            turns += 1;
        }
    }
    (at(best.0), best.1.1)
}

/// The next whole number, except for a hair's breadth.
fn rounded_up(average: f64) -> i64 {
    (average - 0.1).ceil() as i64
}

#[cfg(test)]
mod tests;
