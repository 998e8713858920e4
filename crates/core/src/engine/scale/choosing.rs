//! What everybody chooses at some prices, and how many choices each claim counts.

use rayon::prelude::*;

use super::market::{Market, Reach};
use super::price::{Desk, NONE, Tables};
use crate::bound::Domain;
use crate::program::StaffIdx;

/// Below this many cells a round is done before a second thread has woken up.
const PARALLEL_CELLS: usize = 20_000;
/// People that one task asks.
const CHUNK: usize = 64;

/// Everybody's choices at some prices.
pub(super) struct Choosing {
    /// Where each person's cells begin.
    pub(super) starts: Vec<usize>,
    /// Cells chosen, people × rotations, `NONE` where unused.
    pub(super) cells: Vec<u32>,
    counts: Counts,
}

impl Choosing {
    pub(super) fn new(market: &Market<'_>) -> Self {
        let starts = market.starts();
        Choosing {
            cells: vec![NONE; starts[starts.len() - 1]],
            starts,
            counts: Counts::new(market),
        }
    }

    /// Lets everybody choose; the sum of what the choices are worth at the prices, or `None` if somebody
    /// has nothing to choose.
    pub(super) fn choose(
        &mut self,
        market: &Market<'_>,
        tables: &Tables,
        domain: &Domain,
    ) -> Option<f64> {
        let starts = &self.starts;
        let people = market.program.staff.len();
        let mut rows: Vec<(usize, &mut [u32])> = Vec::with_capacity(people / CHUNK + 1);
        let mut rest = self.cells.as_mut_slice();
        for first in (0..people).step_by(CHUNK) {
            let end = (first + CHUNK).min(people);
            let (row, after) = rest.split_at_mut(starts[end] - starts[first]);
            rows.push((first, row));
            rest = after;
        }
        let ask = |(first, row): (usize, &mut [u32])| -> Option<f64> {
            let mut desk = Desk::new();
            let mut sum = 0.0;
            for s in first..(first + CHUNK).min(people) {
                let mine = &mut row[starts[s] - starts[first]..starts[s + 1] - starts[first]];
                if mine.is_empty() {
                    continue;
                }
                let value = market.choose_at(StaffIdx::new(s), tables, domain, mine, &mut desk)?;
                sum += f64::from(value);
                mine.fill(NONE);
                for (place, cell) in mine.iter_mut().zip(&desk.scratch.best) {
                    *place = u32::from(cell.1) * market.departments as u32 + u32::from(cell.0);
                }
            }
            Some(sum)
        };
        let sums: Vec<Option<f64>> = if people * market.departments * market.slots > PARALLEL_CELLS
        {
            rows.into_par_iter().map(ask).collect()
        } else {
            rows.into_iter().map(ask).collect()
        };
        // Added up in the order of people, whatever thread did which.
        sums.into_iter()
            .try_fold(0.0, |total, sum| Some(total + sum?))
    }

    /// Adds to each claim's violation what people chose.
    pub(super) fn count(&mut self, market: &Market<'_>, over: &mut [f64]) {
        self.counts.count(market, &self.starts, &self.cells);
        for (shared, over) in market.shared.iter().zip(over) {
            for (reach, often) in &shared.reaches {
                *over += often * f64::from(self.counts.of(market, reach));
            }
        }
    }

    /// Placements within a claim's reach, as last counted.
    pub(super) fn counted(&self, market: &Market<'_>, reach: &Reach) -> u32 {
        self.counts.of(market, reach)
    }
}

/// How many placements are where.
struct Counts {
    cells: Vec<u32>,
    by_slot: Vec<u32>,
    class_slot: Vec<u32>,
    class_department: Vec<u32>,
    /// By cell, for the classes that some claim counts cell by cell.
    class_cell: Vec<u32>,
    /// Where a class's row of those begins, `usize::MAX` for the others.
    row: Vec<usize>,
}

impl Counts {
    fn new(market: &Market<'_>) -> Self {
        let cells = market.departments * market.slots;
        let mut row = vec![usize::MAX; market.classes];
        let mut rows = 0;
        for (reach, _) in market.shared.iter().flat_map(|shared| &shared.reaches) {
            let Reach::ClassCells(classes, _) = reach else {
                continue;
            };
            for class in classes {
                let at = &mut row[*class as usize];
                if *at == usize::MAX {
                    *at = rows * cells;
                    rows += 1;
                }
            }
        }
        Counts {
            cells: vec![0; cells],
            by_slot: vec![0; market.slots],
            class_slot: vec![0; market.classes * market.slots],
            class_department: vec![0; market.classes * market.departments],
            class_cell: vec![0; rows * cells],
            row,
        }
    }

    fn count(&mut self, market: &Market<'_>, starts: &[usize], cells: &[u32]) {
        let (departments, slots) = (market.departments, market.slots);
        self.cells.fill(0);
        self.by_slot.fill(0);
        self.class_slot.fill(0);
        self.class_department.fill(0);
        self.class_cell.fill(0);
        for s in 0..market.program.staff.len() {
            let class = market.class_of[s] as usize;
            let mine = &cells[starts[s]..starts[s + 1]];
            for cell in mine.iter().filter(|cell| **cell != NONE) {
                let cell = *cell as usize;
                let (t, d) = (cell / departments, cell % departments);
                self.cells[cell] += 1;
                self.by_slot[t] += 1;
                self.class_slot[class * slots + t] += 1;
                self.class_department[class * departments + d] += 1;
                if self.row[class] != usize::MAX {
                    self.class_cell[self.row[class] + cell] += 1;
                }
            }
        }
    }

    /// Placements within a claim's reach.
    fn of(&self, market: &Market<'_>, reach: &Reach) -> u32 {
        match reach {
            Reach::Slots(which) => which.iter().map(|t| self.by_slot[*t]).sum(),
            Reach::Cells(which) => which.iter().map(|cell| self.cells[*cell]).sum(),
            Reach::ClassSlots(classes, which) => classes
                .iter()
                .flat_map(|class| which.iter().map(|t| *class as usize * market.slots + t))
                .map(|at| self.class_slot[at])
                .sum(),
            Reach::ClassDepartment(classes, d) => classes
                .iter()
                .map(|class| self.class_department[*class as usize * market.departments + d])
                .sum(),
            Reach::ClassCells(classes, which) => classes
                .iter()
                .map(|class| self.row[*class as usize])
                .flat_map(|row| which.iter().map(move |cell| row + cell))
                .map(|at| self.class_cell[at])
                .sum(),
        }
    }
}
