//! What everybody chooses at some prices, and how many choices each claim counts.

use rayon::prelude::*;

use super::market::Market;
use super::price::{Desk, NONE, Tables};
use crate::bound::Domain;
use crate::program::StaffIdx;

/// Below this many cells a round is done before a second thread has woken up.
const PARALLEL_CELLS: usize = 20_000;
/// People that one task asks.
const CHUNK: usize = 64;

/// Whether a round is done by several threads.
pub(super) fn is_parallel(market: &Market<'_>) -> bool {
    market.program.staff.len() * market.departments * market.slots > PARALLEL_CELLS
}

/// Everybody's choices at some prices.
pub(super) struct Choosing {
    /// Where each person's cells begin.
    pub(super) starts: Vec<usize>,
    /// Cells chosen, people × rotations, `NONE` where unused.
    pub(super) cells: Vec<u32>,
    /// How many of them each tally counts.
    counts: Vec<u32>,
    /// Whose choices stay as they are.
    pub(super) settled: Vec<bool>,
}

impl Choosing {
    pub(super) fn new(market: &Market<'_>) -> Self {
        let starts = market.starts();
        Choosing {
            cells: vec![NONE; starts[starts.len() - 1]],
            starts,
            counts: Vec::new(),
            settled: vec![false; market.program.staff.len()],
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
                if mine.is_empty() || self.settled[s] {
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
        let sums: Vec<Option<f64>> = match is_parallel(market) {
            true => rows.into_par_iter().map(ask).collect(),
            false => rows.into_iter().map(ask).collect(),
        };
        // Added up in the order of people, whatever thread did which.
        sums.into_iter()
            .try_fold(0.0, |total, sum| Some(total + sum?))
    }

    /// By how much what people chose violates each claim.
    pub(super) fn count(&mut self, market: &Market<'_>, over: &mut [f64]) {
        let people = 0..market.program.staff.len();
        let placed = people.flat_map(|s| {
            let mine = &self.cells[self.starts[s]..self.starts[s + 1]];
            mine.iter().map(move |cell| (market.class_of[s], *cell))
        });
        market.incidence.count(placed, &mut self.counts);
        for (claim, (over, limit)) in over.iter_mut().zip(&market.limit).enumerate() {
            *over = market.incidence.counted(claim, &self.counts) - limit;
        }
    }

    /// How much of its limit a claim counts of what people last chose.
    pub(super) fn counted(&self, market: &Market<'_>, claim: usize) -> f64 {
        market.incidence.counted(claim, &self.counts)
    }
}
