//! The core: the cells that a better plan could use, as a model for a backend.
//!
//! Whoever uses a cell loses at least its loss at the prices, and nobody gains: a plan with the cell is worth no
//! more than the bound less the loss. Where that is no more than the best plan's score, the cell is out
//! (fixing by reduced costs). Small programs with small gaps are left with a model that a backend can handle,
//! and it finds what moves of a few people do not. Of a larger core it gets those cells that lose least (a
//! kernel: Angelelli, Mansini and Speranza, Computers & Operations Research 37, 2010), and beside that all
//! cells of some people, while the others stay where they are.
//!
//! Losses are those where the least happy gets what it gets in the best plan, and for three rotations the others
//! of a set are added one by one: there a better plan may be left out. The core finds plans and proves nothing.

use rayon::prelude::*;

use super::Run;
use super::branch::at_happiness;
use super::choices::{Menu, Width, choices};
use super::price::in_points;
use super::search::Search;
use super::state::State;
use crate::bound::Domain;
use crate::engine::exact::improve;
use crate::formulate::{Cell, Selection};
use crate::program::{DepartmentIdx, Slot, StaffIdx};

/// Cells of a model, beside those of the best plan.
const CELLS: usize = 1_000;
/// People of a group at most, and how many of them are drawn because something is lost where they are.
const PEOPLE: usize = 60;
const SEEDS: usize = 5;
/// How much a backend may search one model, in columns times pivots of the simplex method.
const WORK: u64 = 50_000_000;
/// Pairs of models without a better plan before the search ends.
const FRUITLESS: usize = 2;
/// Losses this near each other, in points, are as good as equal: lots say which cells of them are in a kernel.
const TIE: f32 = 0.05;

impl Run<'_> {
    /// Searches the core for a better plan than the best, kernel and group side by side.
    pub(super) fn finish(&mut self, domain: &Domain) {
        let mut fruitless = 0;
        while fruitless < FRUITLESS && !self.gap_closed() && !self.stop() {
            let (Some((known, score)), Some(bound)) = (self.best.clone(), self.bound) else {
                return;
            };
            let cores = self.cores(domain, bound - score);
            // A core that is whole, or in which nobody loses, is not tried twice.
            let once = cores.len() == 1;
            let improved = |core: &Selection| improve(self.context, core, &known, bound, WORK);
            let found: Vec<_> = cores.par_iter().map(improved).collect();
            for found in found {
                debug_assert!(found.is_ok(), "{found:?}");
                if let Ok(Some(placements)) = found {
                    self.take(placements);
                }
            }
            self.report();
            fruitless = match self.score() > Some(score) {
                true => 0,
                false if once => return,
                false => fruitless + 1,
            };
        }
    }

    /// The parts of the core that a backend gets, in which no cell loses more than this: all of it, if it is
    /// small, or else a kernel and a group.
    fn cores(&mut self, domain: &Domain, most: i64) -> Vec<Selection> {
        let market = self.market;
        let guide = at_happiness(&self.levels(domain), &Domain::whole(market.program));
        let prices = in_points(&self.root);
        let width = Width {
            loss: most as f32,
            fewest: 0,
            most: market.departments * market.slots,
        };
        let menus = choices(market, &prices, &guide, width);
        let mut cores = vec![self.kernel(&menus)];
        if menus.iter().map(|menu| menu.choices.len()).sum::<usize>() > CELLS {
            cores.extend(self.group(&menus, &prices, &guide));
        }
        cores
    }

    /// The cells that lose least.
    fn kernel(&mut self, menus: &[Menu]) -> Selection {
        let mut random = self.random();
        let mut cells: Vec<(u32, u64, usize, u32)> = Vec::new();
        for (s, menu) in menus.iter().enumerate() {
            for choice in &menu.choices {
                let loss = (choice.loss.max(0.0) / TIE) as u32;
                cells.push((loss, random.bits(), s, choice.cell));
            }
        }
        cells.sort_unstable();
        cells.truncate(CELLS);
        let mut open = vec![Vec::new(); menus.len()];
        for (_, _, s, cell) in cells {
            open[s].push(cell);
        }
        self.selection(open)
    }

    /// All cells of some people who lose, and of others in their way.
    fn group(&mut self, menus: &[Menu], prices: &[f64], domain: &Domain) -> Option<Selection> {
        let random = self.random();
        let state = State::new(self.market, self.limits, &self.starts, domain);
        let mut search = Search::new(self.market, menus, prices, state, domain, random);
        search.start(self.best.as_ref().map_or(&[], |(placements, _)| placements));
        let mut open = vec![Vec::new(); menus.len()];
        let mut room = CELLS;
        for s in search.gather(SEEDS, PEOPLE)? {
            let cells = menus[s].choices.iter().map(|choice| choice.cell);
            if cells.len() <= room {
                room -= cells.len();
                open[s].extend(cells);
            }
        }
        Some(self.selection(open))
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
mod tests;
