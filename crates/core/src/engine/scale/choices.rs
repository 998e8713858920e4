//! The cells worth trying for each person: those whose loss at the prices is small.
//!
//! The filter is what makes the search fast and good: a person's best reduced value less a small loss
//! admits a handful of hundreds of cells. For several rotations a cell is measured by the best set
//! that contains it.

use rayon::prelude::*;

use super::losses::Losses;
use super::market::Market;
use super::person::Value;
use super::price::{Desk, NONE, Tables};
use crate::bound::Domain;
use crate::claim::Sum;
use crate::program::StaffIdx;
use crate::random::Random;

/// Losses this near each other, in typical spreads of points, are as good as equal: of more than a menu
/// holds, lots say which are on it.
const TIE: f32 = 0.1;
/// No place on a menu.
const NOWHERE: u16 = u16::MAX;

/// A cell that a person may be tried in. A search reads millions of them a second: nothing else belongs here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) cell: u32,
    /// How much less the person's best set with it is worth, at the prices.
    pub(super) loss: f32,
    /// What it is worth by itself, at the prices, what is paid for the bridge it makes included.
    pub(super) value: f32,
}

/// A person's choices, best first.
#[derive(Clone, Debug, Default)]
pub(super) struct Menu {
    pub(super) choices: Vec<Choice>,
    /// What each adds to the score by itself.
    pub(super) gains: Vec<i64>,
    /// What the best whole set is worth, at the prices.
    pub(super) best: f32,
    /// The largest and the least value of a choice by itself.
    pub(super) most: f32,
    pub(super) least: f32,
    /// The most that a choice adds to the score by itself.
    pub(super) gain: i64,
    /// By cell: the position of its choice, if it is one.
    place: Vec<u16>,
    /// Where rules look at all of a person's placements: for each choice the best whole set with it,
    /// the choice's own cell first. As many cells each as the person has rotations, `NONE` after the last
    /// where the person may do with fewer; else empty.
    sets: Vec<u32>,
}

impl Menu {
    /// A person's cells of least loss, of equals as many as there is room for; `values` are those of all cells.
    fn narrowed(
        losses: &mut Losses,
        market: &Market<'_>,
        s: StaffIdx,
        width: Width,
        rotations: usize,
        values: &[f32],
    ) -> Menu {
        let by_loss = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        losses.loss.sort_unstable_by(by_loss);
        let near = losses.loss.partition_point(|(loss, _)| *loss <= width.loss);
        let most = width.most * rotations;
        let count = near
            .clamp((width.fewest * rotations).min(most), most)
            .min(losses.loss.len());
        if near > count {
            // Where a person does not care for most of the cells, the first by number would be everybody's.
            let tie = TIE * market.spread as f32;
            let by_lot = |(loss, cell): &(f32, u32)| {
                let lot = Random::stream(s.index() as u64, u64::from(*cell)).bits();
                ((loss / tie) as u32, lot)
            };
            losses.loss[..near].sort_by_cached_key(by_lot);
            losses.loss[..count].sort_unstable_by(by_loss);
        }
        let choices: Vec<Choice> = losses.loss[..count]
            .iter()
            .map(|(loss, cell)| Choice {
                cell: *cell,
                loss: *loss,
                value: values[*cell as usize],
            })
            .collect();
        let mut place = vec![NOWHERE; market.departments * market.slots];
        for (at, choice) in (0..NOWHERE).zip(&choices) {
            place[choice.cell as usize] = at;
        }
        let mut sets = Vec::new();
        if !losses.mates.is_empty() {
            for choice in &choices {
                let at = choice.cell as usize * (rotations - 1);
                sets.push(choice.cell);
                sets.extend_from_slice(&losses.mates[at..at + rotations - 1]);
            }
        }
        let values = choices.iter().map(|choice| choice.value);
        let gain = |choice: &Choice| market.gain(s, choice.cell as usize);
        let gains: Vec<i64> = choices.iter().map(gain).collect();
        Menu {
            gain: gains.iter().copied().max().unwrap_or(0),
            gains,
            place,
            most: values.clone().fold(f32::NEVER, f32::max),
            least: values.fold(f32::INFINITY, f32::min),
            choices,
            best: losses.top,
            sets,
        }
    }

    /// The choice of a cell, if it is one.
    #[inline]
    pub(super) fn choice(&self, cell: u32) -> Option<&Choice> {
        let place = *self.place.get(cell as usize)?;
        self.choices.get(usize::from(place))
    }

    /// How many choices lose no more than this.
    #[inline]
    pub(super) fn within(&self, loss: f32) -> usize {
        self.choices.partition_point(|choice| choice.loss <= loss)
    }

    /// The whole set that goes with a choice; empty where single cells are free to change.
    pub(super) fn set(&self, at: usize) -> &[u32] {
        let size = self.sets.len() / self.choices.len().max(1);
        let set = &self.sets[at * size..(at + 1) * size];
        let used = set.iter().position(|cell| *cell == NONE);
        &set[..used.unwrap_or(size)]
    }
}

/// How wide the filter is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Width {
    /// The largest loss, in points.
    pub(super) loss: f32,
    /// Cells of a person at least and at most, per rotation.
    pub(super) fewest: usize,
    pub(super) most: usize,
}

impl Width {
    /// Twice as wide.
    pub(super) fn doubled(self) -> Width {
        Width {
            loss: self.loss * 2.0,
            fewest: self.fewest * 2,
            most: self.most * 2,
        }
    }
}

/// Everybody's choices.
pub(super) fn choices(
    market: &Market<'_>,
    prices: &[f64],
    domain: &Domain,
    width: Width,
) -> Vec<Menu> {
    let tables = Tables::new(market, prices);
    let size = market.size();
    (0..market.program.staff.len())
        .into_par_iter()
        .map_init(
            || (Desk::new(), Losses::new(size)),
            |(desk, losses), s| {
                let s = StaffIdx::new(s);
                let rotations = market.habits[s.index()].rotations;
                if rotations == 0 {
                    return Menu::default();
                }
                market.appraise(s, &tables, domain, desk);
                losses.measure(
                    market,
                    s,
                    domain,
                    desk,
                    width.loss,
                    width.fewest * rotations,
                );
                Menu::narrowed(losses, market, s, width, rotations, &desk.values)
            },
        )
        .collect()
}

/// What is paid for each bridge, teams × departments; it counts once, however many make the bridge.
pub(super) fn tolls(market: &Market<'_>, prices: &[f64]) -> Vec<f32> {
    let departments = market.departments;
    let mut tolls = vec![0.0; market.program.teams.len() * departments];
    for at in &market.links {
        for term in &market.relaxation.claims[*at].terms {
            if let Sum::Linked { team, department } = term.sum {
                tolls[team.index() * departments + department.index()] = prices[*at] as f32;
            }
        }
    }
    tolls
}

#[cfg(test)]
mod tests;
