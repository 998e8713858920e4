//! A level that follows its price while an ascent goes on.
//!
//! With the level fixed at `L` and a weight `w` per unit, the bound's slope in `L` is what is paid for one more
//! less `w`: the level moves up while that is above 0 and down while it is below, by smaller and smaller
//! steps, as prices do.

use crate::bound::Interval;

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
        true
    }
}
