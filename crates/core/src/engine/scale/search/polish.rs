//! The last touch of a search: where somebody loses, or a limit that is paid for is not used up, the
//! cheapest path that mends it (see `augment`), or a cell forced, with a path for each who has to go.

use super::Search;
use super::augment::Goal;
use crate::engine::scale::choices::Choice;
use crate::engine::scale::price::NONE;
use crate::engine::scale::state::Unit;

/// How much a path may lose at the prices, in typical spreads of points: what was left unused at its end
/// makes up for that.
const ALLOWANCE: f32 = 0.1;
/// Less than this is not worth a search, in the same unit.
pub(super) const LEAST_LOSS: f32 = 0.04;
/// Cells into which somebody is forced where no path makes the loss good, and when thorough.
const DETOURS: usize = 3;
const MORE_DETOURS: usize = 9;
/// Units without a loss that are tried in one go because limits elsewhere are not used up: so many, and
/// this part of all.
const MOST_DRAWN: usize = 50;
const DRAWN_PART: usize = 16;
/// Searches that a point must not cost more of, for it to go on, and after how many that is asked.
const WORTH: f64 = 200.0;
const ASKED: u32 = 1_500;

impl Search<'_> {
    /// How much better than where it is another cell would be for a unit, with what is paid for limits
    /// that are not used up there.
    pub(super) fn drawn(&self, unit: Unit) -> f32 {
        let s = self.state.owner[unit] as usize;
        let menu = &self.menus[s];
        let (top, staying) = (self.top(unit), self.staying(unit));
        let better = |choice: &Choice| {
            let bridge = self.state.bridge_elsewhere(unit, choice.cell) as f32;
            let toll = self.toll(s, choice.cell);
            let mut gain = staying - (top - choice.value + toll - bridge);
            self.state.any_claim(s, choice.cell, |claim| {
                if self.state.room(claim) > 0 {
                    gain += self.prices[claim as usize] as f32;
                }
                false
            });
            gain
        };
        let others = menu
            .choices
            .iter()
            .filter(|choice| choice.cell != self.state.cell[unit])
            .filter(|choice| self.state.agrees(unit, choice.cell));
        others.map(better).fold(0.0, f32::max)
    }

    /// Moves a unit along the path of least loss, for a better score.
    fn improve(&mut self, unit: Unit, allowance: f32) -> bool {
        self.touched.clear();
        let goal = Goal {
            lost: -self.staying(unit),
            allowance,
            // Scores are whole numbers.
            threshold: self.energy() + 0.5,
        };
        let found = self.augment(unit, goal).is_some();
        self.end(found)
    }

    /// Forces a unit into one of its choices, or its person into the set of one, and moves everybody who
    /// has to make way along a path of least loss: a cell that is full in several ways needs several to go.
    fn detour(&mut self, unit: Unit, allowance: f32) -> bool {
        let s = self.state.owner[unit] as usize;
        let menu = &self.menus[s];
        let threshold = self.energy() + 0.5;
        self.touched.clear();
        self.pending.clear();
        self.spent = 0.0;
        let Some(at) = self.draw(menu, allowance + self.loses(s)) else {
            return false;
        };
        if menu.choices[at].cell == self.state.cell[unit] {
            return false;
        }
        let found = self.move_to(unit, menu, at) && self.lead_out(allowance, threshold);
        self.end(found)
    }

    /// Moves everybody who was ejected along a path of least loss.
    fn lead_out(&mut self, allowance: f32, threshold: f64) -> bool {
        let mut lost = self.spent;
        while let Some(out) = self.pending.pop() {
            let last = self.pending.is_empty();
            let goal = Goal {
                lost,
                allowance,
                threshold: if last { threshold } else { f64::NEG_INFINITY },
            };
            match self.augment(out, goal) {
                Some(then) => lost = then,
                None => return false,
            }
        }
        self.energy() >= threshold && self.sets_are_whole()
    }

    /// Keeps the steps of a move, or takes them back.
    fn end(&mut self, keep: bool) -> bool {
        if keep {
            self.state.commit();
            debug_assert!(self.random.below(256) > 0 || self.state.is_true());
        } else {
            self.state.take_back(0);
        }
        keep
    }

    /// Makes losses good, and limits used up that are paid for, as long as that is worth the searches.
    pub(in super::super) fn polish(&mut self, stop: &dyn Fn() -> bool) {
        let spread = self.market.spread as f32;
        let (allowance, least) = (ALLOWANCE * spread, LEAST_LOSS * spread);
        self.trades = true;
        let detours = match self.thorough {
            true => MORE_DETOURS,
            false => DETOURS,
        };
        let mut order: Vec<Unit> = (0..self.state.cell.len()).collect();
        let mut goes_on = true;
        while goes_on {
            let begun = (self.energy(), self.paths.search);
            let mut part = begun;
            self.random.shuffle(&mut order);
            let mut drawn = MOST_DRAWN + order.len() / DRAWN_PART;
            for &unit in &order {
                if self.paths.search - part.1 >= ASKED {
                    goes_on = self.was_worth(part);
                    part = (self.energy(), self.paths.search);
                }
                goes_on &= !stop();
                if !goes_on {
                    break;
                }
                let stays_out = self.state.cell[unit] == NONE && self.state.optional(unit);
                if stays_out {
                    continue;
                }
                // While somebody is missing a whole slot has room to which everybody is drawn, and moves that
                // find a place for them come first.
                if self.state.missing > 0 && self.state.cell[unit] != NONE {
                    continue;
                }
                if self.staying(unit) <= least {
                    if drawn == 0 || self.drawn(unit) <= least {
                        continue;
                    }
                    drawn -= 1;
                }
                let _ = self.improve(unit, allowance)
                    || (0..detours).any(|_| self.detour(unit, allowance));
            }
            self.note();
            goes_on &= self.was_worth(begun);
        }
    }

    /// Whether the searches since then, at the energy and the number of the search that were, paid.
    fn was_worth(&self, (energy, search): (f64, u32)) -> bool {
        self.energy() - energy > f64::from(self.paths.search - search) / WORTH
    }
}
