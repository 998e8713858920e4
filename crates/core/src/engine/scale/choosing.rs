//! What everybody chooses at some prices, and how many choices each claim counts.

use rayon::prelude::*;

use super::market::Market;
use super::pool::{POOLED, Pool};
use super::price::{Desk, NONE, Tables};
use crate::bound::Domain;
use crate::program::StaffIdx;

/// Below this many cells a round is done before a second thread has woken up.
const PARALLEL_CELLS: usize = 20_000;
/// People that one task asks.
const CHUNK: usize = 64;
/// Whoever has a pool looks at all sets once in so many rounds, oftener at first, when there is little in it: each
/// so many rounds the time in between is a round longer.
const PERIOD: usize = 10;
const LENGTHENING: usize = 10;

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
    /// What each person chose of late, where that stands for all sets in most rounds.
    pools: Vec<Pool>,
    /// Rounds so far, and whether everybody looked at all sets in the last one.
    rounds: usize,
    pub(super) exact: bool,
}

impl Choosing {
    pub(super) fn new(market: &Market<'_>) -> Self {
        let starts = market.starts();
        let people = market.program.staff.len();
        Choosing {
            cells: vec![NONE; starts[starts.len() - 1]],
            starts,
            counts: Vec::new(),
            settled: vec![false; people],
            pools: vec![Pool::default(); people],
            rounds: 0,
            exact: true,
        }
    }

    /// Lets everybody choose, all of them among all sets if that is asked for; the sum of what the choices are
    /// worth at the prices, or `None` if somebody has nothing to choose.
    pub(super) fn choose(
        &mut self,
        market: &Market<'_>,
        tables: &Tables,
        domain: &Domain,
        exact: bool,
    ) -> Option<f64> {
        let starts = &self.starts;
        let people = market.program.staff.len();
        self.rounds += 1;
        let (round, period) = match exact {
            true => (0, 1),
            false => (self.rounds, (self.rounds / LENGTHENING + 1).min(PERIOD)),
        };
        let pooled = |s: usize| market.habits[s].rotations >= POOLED;
        self.exact = period == 1 || !(0..people).any(pooled);
        let mut rows: Vec<(usize, &mut [u32], &mut [Pool])> =
            Vec::with_capacity(people / CHUNK + 1);
        let mut rest = self.cells.as_mut_slice();
        let mut pools = self.pools.chunks_mut(CHUNK);
        for first in (0..people).step_by(CHUNK) {
            let end = (first + CHUNK).min(people);
            let (row, after) = rest.split_at_mut(starts[end] - starts[first]);
            rows.push((first, row, pools.next().unwrap_or_default()));
            rest = after;
        }
        let ask = |(first, row, pools): (usize, &mut [u32], &mut [Pool])| -> Option<f64> {
            let mut desk = Desk::new();
            let mut sum = 0.0;
            for (s, pool) in (first..).zip(pools) {
                let mine = &mut row[starts[s] - starts[first]..starts[s + 1] - starts[first]];
                if mine.is_empty() || self.settled[s] {
                    continue;
                }
                let costs = tables.costs_of(market, s);
                if pooled(s)
                    && let Some((set, value)) = pool.best(&costs)
                {
                    mine.copy_from_slice(set);
                    if !(s + round).is_multiple_of(period) {
                        sum += f64::from(value);
                        continue;
                    }
                }
                let value = market.choose_at(StaffIdx::new(s), tables, domain, mine, &mut desk)?;
                sum += f64::from(value);
                mine.fill(NONE);
                for (place, cell) in mine.iter_mut().zip(&desk.scratch.best) {
                    *place = u32::from(cell.1) * market.departments as u32 + u32::from(cell.0);
                }
                if pooled(s) {
                    mine.sort_unstable();
                    pool.keep(mine, value, costs);
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

    /// Forgets what people chose in earlier rounds.
    pub(super) fn forget(&mut self) {
        self.pools.fill(Pool::default());
        self.rounds = 0;
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
