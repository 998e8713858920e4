//! The core: the cells that a better plan could use, as a model for a backend.
//!
//! Whoever uses a cell loses at least its loss at the prices, and nobody gains: a plan with the cell is worth no
//! more than the bound less the loss. Where that is no more than the best plan's score, the cell is out
//! (fixing by reduced costs). Losses and bound are those of one happiness; each at which the bound is above the
//! score is looked at. Small programs with small gaps are left with a model that a backend can handle, and it
//! finds what moves of a few people do not. Of a larger core it gets those cells that lose least (a kernel:
//! Angelelli, Mansini and Speranza, Computers & Operations Research 37, 2010), and beside that the cells of the
//! best plans that several searches from nothing end with, to merge them (Cook and Seymour, Tour merging via
//! branch-decomposition, INFORMS Journal on Computing 15, 2003; Rothberg, An evolutionary algorithm for polishing
//! mixed integer programming solutions, the same 19, 2007). The core finds plans and proves nothing.

use rayon::prelude::*;

use super::Run;
use super::choices::{Width, choices};
use super::price::in_points;
use crate::bound::{Domain, Interval};
use crate::engine::exact::improve;
use crate::formulate::{Cell, Selection};
use crate::program::{DepartmentIdx, Slot, StaffIdx};
use crate::schedule::Placement;

/// Cells of a kernel; the best plan's are in it in any case.
const CELLS: usize = 1_000;
/// Plans that are merged.
const MERGED: usize = 8;
/// Values of happiness that are looked at.
const LEVELS: usize = 8;
/// How much a backend may search one model, in columns times pivots of the simplex method.
const WORK: u64 = 60_000_000;
/// Rounds of searches from nothing, one after the other, that find no better plan and end it.
const FRUITLESS: usize = 2;
/// Losses this near each other, in points, are as good as equal: lots say which cells of them are in a kernel.
const TIE: f32 = 0.05;

impl Run<'_> {
    /// Searches the core for a better plan than the best, and again after searches from nothing at these prices.
    pub(super) fn finish(&mut self, prices: &[f64]) {
        self.solve_cores();
        let mut fruitless = 0;
        while fruitless < FRUITLESS && !self.gap_closed() && !self.stop() {
            let before = self.score();
            self.start_afresh(prices);
            self.solve_cores();
            fruitless = match self.score() > before {
                true => 0,
                false => fruitless + 1,
            };
        }
    }

    /// Gives a kernel, and the best plans to merge, to a backend.
    fn solve_cores(&mut self) {
        if self.gap_closed() || self.stop() {
            return;
        }
        let (Some((known, score)), Some(bound)) = (self.best.clone(), self.bound) else {
            return;
        };
        let cores = [self.kernel(score), self.merged()];
        let improved = |core: &Selection| improve(self.context, core, &known, bound, WORK);
        let found: Vec<_> = cores.par_iter().map(improved).collect();
        for found in found {
            debug_assert!(found.is_ok(), "{found:?}");
            if let Ok(Some(placements)) = found {
                self.take(placements);
            }
        }
        self.report();
    }

    /// Remembers what a search ended with, to merge it with others.
    pub(super) fn remember(&mut self, placements: Vec<Placement>) {
        if !self.is_small() {
            return;
        }
        let score = self.measure(&placements).score;
        let at = self.ends.partition_point(|(other, _)| *other >= score);
        if self.ends.iter().all(|(_, other)| *other != placements) {
            self.ends.insert(at, (score, placements));
            self.ends.truncate(MERGED);
        }
    }

    /// The values of happiness at which the bound is above a score, with how much it is, the most first.
    pub(super) fn hopeful(&self, score: i64) -> Vec<(i64, Domain)> {
        let whole = Domain::whole(self.market.program);
        let bounds = self.market.relaxation.by_happiness(&self.root, &whole);
        let hope = |(most, happiness): (i64, Interval)| {
            let there = Domain {
                happiness,
                ..whole.clone()
            };
            (most > score).then_some((most - score, there))
        };
        let mut found: Vec<_> = bounds.into_iter().filter_map(hope).collect();
        found.sort_by_key(|(most, _)| -most);
        found.truncate(LEVELS);
        found
    }

    /// The cells that a plan better than this could use: of more than a kernel holds those that lose least.
    fn kernel(&mut self, score: i64) -> Selection {
        let mut random = self.random();
        let market = self.market;
        let prices = in_points(&self.root);
        let mut cells: Vec<(i64, u64, usize, u32)> = Vec::new();
        for (hope, guide) in self.hopeful(score) {
            let width = Width {
                loss: hope as f32,
                fewest: 0,
                most: market.departments * market.slots,
            };
            let menus = choices(market, &prices, &guide, width);
            for (s, menu) in menus.iter().enumerate() {
                for choice in &menu.choices {
                    let left = hope as f32 - choice.loss.max(0.0);
                    cells.push((-(left / TIE) as i64, random.bits(), s, choice.cell));
                }
            }
        }
        cells.sort_unstable();
        let mut open = vec![Vec::new(); market.program.staff.len()];
        let mut room = CELLS;
        for (_, _, s, cell) in cells {
            if room > 0 && !open[s].contains(&cell) {
                open[s].push(cell);
                room -= 1;
            }
        }
        self.selection(open)
    }

    /// The cells of the best plans that searches ended with.
    fn merged(&self) -> Selection {
        let mut open = vec![Vec::new(); self.market.program.staff.len()];
        for x in self.ends.iter().flat_map(|(_, placements)| placements) {
            let cell = x.slot.index() * self.market.departments + x.department.index();
            open[x.staff.index()].push(cell as u32);
        }
        self.selection(open)
    }

    /// The part of the program in which people have these cells and those of the best plan; whoever has no
    /// others stays there.
    fn selection(&self, open: Vec<Vec<u32>>) -> Selection {
        let program = self.market.program;
        let mut held: Vec<Vec<Cell>> = vec![Vec::new(); open.len()];
        for x in self.best.iter().flat_map(|(placements, _)| placements) {
            held[x.staff.index()].push((x.slot, x.department));
        }
        let mut selection = Selection::default();
        let departments = self.market.departments;
        for (s, (cells, held)) in open.into_iter().zip(held).enumerate() {
            let count = held.len();
            let pair = |cell: u32| {
                let (t, d) = (cell as usize / departments, cell as usize % departments);
                (Slot::new(t), DepartmentIdx::new(d))
            };
            let mut mine: Vec<Cell> = cells.into_iter().map(pair).chain(held).collect();
            mine.sort_unstable();
            mine.dedup();
            let staff = StaffIdx::new(s);
            if count > 0 && mine.len() == count && program.staff[s].pins.is_empty() {
                selection
                    .fixed
                    .extend(mine.into_iter().map(|cell| (staff, cell)));
            } else {
                selection.free.push((staff, mine));
            }
        }
        selection
    }
}

#[cfg(test)]
pub(super) mod tests;
