//! What mentors choose at some prices: whom to guide when, each by its own schedule.

use std::collections::{BTreeMap, BTreeSet};

use super::market::Market;
use crate::bound::Interval;
use crate::bound::schedule::{Schedules, Shift, add_by_load};
use crate::goals::GoalName;

/// Mentors with the same limits and claims choose alike: a pool.
struct Pool {
    shift: Shift,
    size: usize,
}

/// All mentors, and room for their schedules.
pub(super) struct Guides {
    pools: Vec<Pool>,
    /// The pool of each mentor.
    pool_of: Vec<usize>,
    slots: usize,
    /// The claims that widen with people guided, each with the pools and slots whose people count: the
    /// positions in `worth` and `guided`.
    pairings: Vec<(usize, Vec<u32>)>,
    /// What one person guided is worth, pools × slots.
    worth: Vec<f64>,
    /// People guided by each mentor, and by all of a pool, pools × slots.
    guided: Vec<u32>,
    by_pool: Vec<f64>,
    schedules: Schedules<f64>,
    /// What all mentors' best schedules add, by the load of the busiest.
    by_level: Vec<f64>,
    /// What they would add more if the busiest could guide one more than it did in the last round.
    pub(super) marginal: f64,
}

impl Guides {
    pub(super) fn new(market: &Market<'_>) -> Self {
        let p = market.program;
        let slots = p.calendar.len();
        let mut claims = vec![Vec::new(); p.mentors.len()];
        for at in &market.pairings {
            let Some((mentors, _)) = &market.shared[*at].guided else {
                continue;
            };
            mentors.iter().for_each(|m| claims[m.index()].push(*at));
        }
        let mut known: BTreeMap<(Shift, Vec<usize>), usize> = BTreeMap::new();
        let mut pools: Vec<Pool> = Vec::new();
        let mut pool_of = Vec::new();
        for (m, claims) in p.mentor_indices().zip(claims) {
            let shift = Shift::new(p, m);
            let pool = *known.entry((shift.clone(), claims)).or_insert(pools.len());
            if pool == pools.len() {
                pools.push(Pool { shift, size: 0 });
            }
            pools[pool].size += 1;
            pool_of.push(pool);
        }
        let mut guides = Guides {
            slots,
            pairings: Vec::new(),
            worth: vec![0.0; pools.len() * slots],
            guided: vec![0; pools.len() * slots],
            by_pool: vec![0.0; pools.len() * slots],
            schedules: Schedules::new(),
            by_level: Vec::new(),
            marginal: 0.0,
            pools,
            pool_of,
        };
        guides.pairings = pairings(market, &guides.pool_of);
        guides
    }

    /// Lets every mentor choose; what that is worth.
    pub(super) fn choose(&mut self, market: &Market<'_>, prices: &[f64], loads: Interval) -> f64 {
        let p = market.program;
        self.worth.fill(0.0);
        for (at, cells) in &self.pairings {
            for cell in cells {
                self.worth[*cell as usize] += prices[*at];
            }
        }
        let weight = if market.relaxation.scores() {
            GoalName::MentorPeak.goal().weight(p) as f64
        } else {
            0.0
        };
        let mut total = 0.0;
        self.marginal = 0.0;
        let mut most = u32::MAX;
        if weight > 0.0 {
            most = self.best_level(weight, loads);
            total -= weight * f64::from(most);
        }
        for (at, Pool { shift, size }) in self.pools.iter().enumerate() {
            let row = at * self.slots..(at + 1) * self.slots;
            let (worth, guided) = (&self.worth[row.clone()], &mut self.guided[row]);
            if worth.iter().all(|value| *value <= 0.0) {
                guided.fill(0);
                continue;
            }
            let (fewer, more) = (most.saturating_sub(1), most.saturating_add(1));
            self.schedules.find(shift, worth, more);
            self.schedules.guided(shift, worth, most, guided);
            let by_load = &self.schedules.by_load;
            let added = |load: u32| by_load[(load as usize).min(by_load.len() - 1)];
            total += *size as f64 * added(most);
            // The middle of what one more adds and what one fewer takes away.
            let marginal = (added(more) - added(fewer)) / f64::from(more - fewer);
            self.marginal += *size as f64 * marginal;
        }
        total
    }

    /// Adds to the violations what mentors last chose.
    pub(super) fn count(&mut self, over: &mut [f64]) {
        let pools = self.guided.chunks_exact(self.slots).zip(&self.pools);
        self.by_pool.clear();
        self.by_pool.extend(pools.flat_map(|(guided, pool)| {
            let size = pool.size as f64;
            guided.iter().map(move |guided| size * f64::from(*guided))
        }));
        for (at, cells) in &self.pairings {
            let guided = cells.iter().map(|cell| self.by_pool[*cell as usize]);
            over[*at] -= guided.sum::<f64>();
        }
    }

    /// Adds how many people each mentor guides, as it last chose.
    pub(super) fn add_loads(&self, sums: &mut [f64]) {
        for (sum, pool) in sums.iter_mut().zip(&self.pool_of) {
            let row = &self.guided[pool * self.slots..][..self.slots];
            *sum += f64::from(row.iter().sum::<u32>());
        }
    }

    /// The load of the busiest mentor that pays best.
    fn best_level(&mut self, weight: f64, loads: Interval) -> u32 {
        let low = loads.low.clamp(0, 1 << 30) as usize;
        let high = loads.high.clamp(low as i64, 1 << 30) as usize;
        if low == high {
            return low as u32;
        }
        self.by_level.clear();
        self.by_level.push(0.0);
        for (at, Pool { shift, size }) in self.pools.iter().enumerate() {
            let worth = &self.worth[at * self.slots..(at + 1) * self.slots];
            if worth.iter().all(|value| *value <= 0.0) {
                continue;
            }
            self.schedules.find(shift, worth, high as u32);
            for _ in 0..*size {
                add_by_load(&mut self.by_level, &self.schedules.by_load);
            }
        }
        let last = self.by_level.len() - 1;
        let value = |level: usize| self.by_level[level.min(last)] - weight * level as f64;
        let levels = low..=high.min(last.max(low));
        let best = levels.max_by(|a, b| value(*a).total_cmp(&value(*b)).then(b.cmp(a)));
        best.unwrap_or(low) as u32
    }
}

/// The claims that widen with people guided, each with the pools × slots whose people count.
fn pairings(market: &Market<'_>, pool_of: &[usize]) -> Vec<(usize, Vec<u32>)> {
    let row = |at: &usize| {
        let (mentors, slots) = market.shared[*at].guided.as_ref()?;
        let pools: BTreeSet<usize> = mentors.iter().map(|m| pool_of[m.index()]).collect();
        let cells = pools.iter().flat_map(|pool| {
            slots
                .iter()
                .map(move |t| (pool * market.slots + t.index()) as u32)
        });
        Some((*at, cells.collect()))
    };
    market.pairings.iter().filter_map(row).collect()
}
