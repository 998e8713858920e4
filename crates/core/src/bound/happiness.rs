//! What people's sets add together, by the points that the least happy of them gets.

use std::collections::BTreeMap;

use super::Interval;

/// The best that some people's sets add, by the least points that each has to get: a sum of stairs, one
/// for each person, that only go down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stairs {
    /// What they add where nothing is asked.
    top: i128,
    /// How much less from above this many points on.
    drops: BTreeMap<i64, i128>,
    /// Nobody's sets give the least happy more points than this.
    end: i64,
}

impl Stairs {
    /// Nobody's: flat and without end.
    pub(super) fn level(top: i128) -> Self {
        Stairs {
            top,
            drops: BTreeMap::new(),
            end: i64::MAX,
        }
    }

    /// One person's, whose sets give `most` points at most: `best(least)` gives the best set of at least so
    /// many points, as its value and its points. `None`: no set gives even the lowest level of the interval.
    pub(super) fn of_person(
        within: Interval,
        most: i64,
        mut best: impl FnMut(i64) -> Option<(i128, i64)>,
    ) -> Option<Self> {
        if most < within.low {
            return None;
        }
        let (mut value, mut points) = best(within.low)?;
        let mut stairs = Stairs::level(value);
        stairs.end = most;
        while points < within.high.min(most) {
            let (next, more) = best(points + 1)?;
            // The values can only fall; no step where the same value gives more points.
            if next < value {
                stairs.drops.insert(points, value - next);
            }
            (value, points) = (next, more);
        }
        Some(stairs)
    }

    /// Both groups' stairs together.
    pub(super) fn and(mut self, other: Stairs) -> Self {
        self.top += other.top;
        self.end = self.end.min(other.end);
        for (points, drop) in other.drops {
            *self.drops.entry(points).or_default() += drop;
        }
        self
    }

    /// The largest sum of stairs and `weight` times a level of the interval, and that level; `None` if
    /// none of it can be had.
    pub(super) fn highest(&self, weight: i128, within: Interval) -> Option<(i128, i64)> {
        let steps = self.steps(weight, within).into_iter();
        steps.map(|(value, levels)| (value, levels.high)).max()
    }

    /// For the levels from one step to the next, all of which leave the same sets, the largest sum of stairs
    /// and `weight` times a level: that of the highest, since each counts more.
    pub(super) fn steps(&self, weight: i128, within: Interval) -> Vec<(i128, Interval)> {
        let last = within.high.min(self.end);
        if last < within.low {
            return Vec::new();
        }
        let (mut sum, mut low) = (self.top, within.low);
        let mut steps = Vec::new();
        let mut step = |sum: i128, low: i64, high: i64| {
            steps.push((sum + weight * i128::from(high), Interval { low, high }));
        };
        for (points, drop) in self.drops.range(..last) {
            step(sum, low, *points);
            (sum, low) = (sum - drop, points + 1);
        }
        step(sum, low, last);
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_highest_level_is_that_of_trying_all() {
        let mut random = Random::stream(3, 0);
        for _ in 0..2_000 {
            let within = Interval {
                low: random.below(3) as i64 - 1,
                high: 2 + random.below(5) as i64,
            };
            let weight = random.below(4) as i128;
            // Sets of each person: value and points.
            let people: Vec<Vec<(i128, i64)>> = (0..1 + random.below(4))
                .map(|_| {
                    let set = |_| (random.below(20) as i128, random.below(9) as i64 - 1);
                    (0..3).map(set).collect()
                })
                .collect();
            let best = |sets: &[(i128, i64)], least: i64| {
                let enough = sets.iter().copied().filter(|(_, points)| *points >= least);
                enough.max_by_key(|(value, _)| *value)
            };
            let each = (within.low..=within.high).filter_map(|level| {
                let sum: Option<i128> = people
                    .iter()
                    .map(|sets| Some(best(sets, level)?.0))
                    .sum::<Option<i128>>();
                Some(sum? + weight * i128::from(level))
            });
            let stairs = people
                .iter()
                .map(|sets| {
                    let most = sets.iter().map(|(_, points)| *points).max();
                    Stairs::of_person(within, most.unwrap_or(0), |least| best(sets, least))
                })
                .try_fold(Stairs::level(0), |sum, stairs| Some(sum.and(stairs?)));
            let found = stairs.and_then(|stairs| stairs.highest(weight, within));
            let found = found.map(|(value, _)| value);
            assert_eq!(found, each.max(), "{people:?} {within:?} {weight}");
        }
    }
}
