//! A level that follows its price while an ascent goes on.
//!
//! With the level fixed at `L` and a weight `w` per unit, the bound's slope in `L` is what is paid for one more
//! less `w`: the level moves up while that is above 0 and down while it is below, by smaller and smaller
//! steps, as prices do.

use crate::bound::Interval;

/// The part of a level's way after which its swings are counted, and by how much of their standard deviation it
/// rests above their mean: one too low leaves people without a place, one too high costs its weight.
const RESTING_PART: f64 = 0.5;
const MARGIN: f64 = 0.5;
/// The part of all rounds from one move to the next, and rounds at most: in few rounds a level has as far to go.
const MOVES_PART: usize = 200;
const MOST_ROUNDS: usize = 10;

/// By what part of itself a level moves, at first and at last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shifts {
    pub(super) first: f64,
    pub(super) last: f64,
}

/// A level while it moves.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    at: f64,
    within: Interval,
    weight: f64,
    shifts: Shifts,
    /// Rounds from one move to the next.
    every: usize,
    /// What was paid for one more since the last move, and in how many rounds.
    paid: f64,
    rounds: usize,
    /// How many moves were later ones, and where it was after each: the sum, and that of the squares.
    later: usize,
    swing: (f64, f64),
}

impl Moving {
    /// A level with a weight that starts `at` a value, in an ascent of so many rounds.
    pub(super) fn new(
        at: i64,
        within: Interval,
        weight: i64,
        shifts: Shifts,
        rounds: usize,
    ) -> Self {
        Moving {
            at: at as f64,
            within,
            weight: weight as f64,
            shifts,
            every: (rounds / MOVES_PART).clamp(1, MOST_ROUNDS),
            paid: 0.0,
            rounds: 0,
            later: 0,
            swing: (0.0, 0.0),
        }
    }

    pub(super) fn at(&self) -> f64 {
        self.at
    }

    /// The nearest whole number.
    pub(super) fn rounded(&self) -> i64 {
        self.at.round() as i64
    }

    /// Counts what one more would have been paid in one more round and, after some of them, moves: `done` is
    /// the part of its way that is behind it. Whether it moved.
    pub(super) fn pay(&mut self, paid: f64, done: f64) -> bool {
        self.paid += paid;
        self.rounds += 1;
        if self.rounds < self.every {
            return false;
        }
        let more = (self.paid / self.rounds as f64 - self.weight) / self.weight;
        let Shifts { first, last } = self.shifts;
        let shift = first * (last / first).powf(done);
        let Interval { low, high } = self.within;
        self.at += self.at.max(1.0) * shift * more.clamp(-1.0, 1.0);
        self.at = self.at.clamp(low as f64, high.max(low) as f64);
        (self.paid, self.rounds) = (0.0, 0);
        if done >= RESTING_PART {
            self.later += 1;
            self.swing = (self.swing.0 + self.at, self.swing.1 + self.at * self.at);
        }
        true
    }

    /// Ends its way a little above the mean of the later part: prices answer late, so that it swings around the level
    /// where the bound is highest and would stop anywhere. Whether it moved.
    pub(super) fn rest(&mut self) -> bool {
        if self.later == 0 {
            return false;
        }
        let moves = std::mem::take(&mut self.later) as f64;
        let (mean, square) = (self.swing.0 / moves, self.swing.1 / moves);
        let deviation = (square - mean * mean).max(0.0).sqrt();
        let most = self.within.high.max(self.within.low) as f64;
        self.at = (mean + MARGIN * deviation).min(most);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_rests_a_little_above_the_mean_of_its_later_swings() {
        let within = Interval { low: 0, high: 200 };
        let shifts = Shifts {
            first: 0.02,
            last: 0.02,
        };
        let mut level = Moving::new(100, within, 1, shifts, 100);
        let mut later = Vec::new();
        for round in 0..100 {
            // Ten rounds up, ten down, and it ends where it is highest.
            let paid = if round / 10 % 2 == 1 { 2.0 } else { 0.0 };
            assert!(level.pay(paid, round as f64 / 100.0));
            if round >= 50 {
                later.push(level.at());
            }
        }
        let mean = later.iter().sum::<f64>() / 50.0;
        let square = later.iter().map(|at| (at - mean).powi(2)).sum::<f64>() / 50.0;
        let (last, rest) = (level.at(), mean + MARGIN * square.sqrt());
        assert!(
            mean + 2.0 < rest && rest + 2.0 < last,
            "{mean} {rest} {last}"
        );
        assert!(level.rest() && (level.at() - rest).abs() < 1e-6);
        assert!(!level.rest() && (level.at() - rest).abs() < 1e-6);
    }
}
