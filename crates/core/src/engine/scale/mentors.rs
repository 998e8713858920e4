//! What mentors choose at some prices: whom to guide when, each by its own schedule.

use super::market::Market;
use crate::bound::Domain;
use crate::bound::schedule::{Schedules, Shift, add_by_load};
use crate::goals::GoalName;
use crate::program::Program;

/// All mentors, and room for their schedules.
pub(super) struct Guides {
    shifts: Vec<Shift>,
    slots: usize,
    /// What one person guided is worth, mentors × slots.
    worth: Vec<f64>,
    /// People guided, mentors × slots.
    guided: Vec<u32>,
    schedules: Schedules<f64>,
    /// What all mentors' best schedules add, by the load of the busiest.
    by_level: Vec<f64>,
}

impl Guides {
    pub(super) fn new(p: &Program) -> Self {
        let slots = p.calendar.len();
        let cells = p.mentors.len() * slots;
        Guides {
            shifts: p.mentor_indices().map(|m| Shift::new(p, m)).collect(),
            slots,
            worth: vec![0.0; cells],
            guided: vec![0; cells],
            schedules: Schedules::new(),
            by_level: Vec::new(),
        }
    }

    /// Lets every mentor choose; adds to the violations what they guide, and returns what it is worth.
    pub(super) fn choose(
        &mut self,
        market: &Market<'_>,
        prices: &[f64],
        domain: &Domain,
        over: &mut [f64],
    ) -> f64 {
        let p = market.program;
        self.worth.fill(0.0);
        let pairings = || {
            let pairings = market.pairings.iter();
            pairings.filter_map(|at| Some((*at, market.shared[*at].guided.as_ref()?)))
        };
        for (at, (mentors, slots)) in pairings() {
            for m in mentors {
                let row = m * self.slots;
                slots.iter().for_each(|t| self.worth[row + t] += prices[at]);
            }
        }
        let weight = if market.relaxation.scores() {
            GoalName::MentorPeak.goal().weight(p) as f64
        } else {
            0.0
        };
        let mut total = 0.0;
        let mut most = u32::MAX;
        if weight > 0.0 {
            most = self.best_level(weight, domain);
            total -= weight * f64::from(most);
        }
        for (at, shift) in self.shifts.iter().enumerate() {
            let row = at * self.slots..(at + 1) * self.slots;
            let (worth, guided) = (&self.worth[row.clone()], &mut self.guided[row]);
            if worth.iter().all(|value| *value <= 0.0) {
                guided.fill(0);
                continue;
            }
            self.schedules.find(shift, worth, most);
            self.schedules.guided(shift, worth, most, guided);
            total += self.schedules.by_load.last().copied().unwrap_or(0.0);
        }
        let width = self.slots;
        for (at, (mentors, slots)) in pairings() {
            let cells = mentors
                .iter()
                .flat_map(|m| slots.iter().map(move |t| m * width + t));
            let guided: u32 = cells.map(|cell| self.guided[cell]).sum();
            over[at] -= f64::from(guided);
        }
        total
    }

    /// Adds how many people each mentor guides, as it last chose.
    pub(super) fn add_loads(&self, sums: &mut [f64]) {
        let rows = self.guided.chunks_exact(self.slots.max(1));
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum += f64::from(row.iter().sum::<u32>());
        }
    }

    /// The load of the busiest mentor that pays best.
    fn best_level(&mut self, weight: f64, domain: &Domain) -> u32 {
        let low = domain.mentor_peak.low.clamp(0, 1 << 30) as usize;
        let high = domain.mentor_peak.high.clamp(low as i64, 1 << 30) as usize;
        self.by_level.clear();
        self.by_level.push(0.0);
        for (at, shift) in self.shifts.iter().enumerate() {
            let worth = &self.worth[at * self.slots..(at + 1) * self.slots];
            if worth.iter().all(|value| *value <= 0.0) {
                continue;
            }
            self.schedules.find(shift, worth, high as u32);
            add_by_load(&mut self.by_level, &self.schedules.by_load);
        }
        let last = self.by_level.len() - 1;
        let value = |level: usize| self.by_level[level.min(last)] - weight * level as f64;
        let levels = low..=high.min(last.max(low));
        let best = levels.max_by(|a, b| value(*a).total_cmp(&value(*b)).then(b.cmp(a)));
        best.unwrap_or(low) as u32
    }
}
