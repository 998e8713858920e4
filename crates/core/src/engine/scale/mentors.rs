//! What mentors choose at some prices: whom to guide when, each by its own schedule.

use super::market::Market;
use crate::bound::Domain;
use crate::goals::GoalName;
use crate::program::{Program, Slot};
use crate::rules;

/// One mentor's limits.
struct Guide {
    /// People guided at most, by slot.
    caps: Vec<u32>,
    total: u32,
    rest: usize,
}

/// All mentors, and room for their schedules.
pub(super) struct Guides {
    guides: Vec<Guide>,
    slots: usize,
    /// What one person guided is worth, mentors × slots.
    worth: Vec<f64>,
    /// People guided, mentors × slots.
    guided: Vec<u32>,
}

impl Guides {
    pub(super) fn new(p: &Program) -> Self {
        let slots = p.calendar.len();
        let people = p.staff.len() as u32;
        let guides: Vec<Guide> = p
            .mentor_indices()
            .zip(&p.mentors)
            .map(|(m, mentor)| Guide {
                caps: (0..slots)
                    .map(|t| rules::guide_limit(p, m, Slot::new(t)).min(people))
                    .collect(),
                total: mentor.total.unwrap_or(u32::MAX),
                rest: mentor.rest_slots as usize,
            })
            .collect();
        let cells = guides.len() * slots;
        Guides {
            guides,
            slots,
            worth: vec![0.0; cells],
            guided: vec![0; cells],
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
        for (shared, price) in market.shared.iter().zip(prices) {
            if let Some((mentors, slots)) = &shared.guided {
                for m in mentors {
                    slots
                        .iter()
                        .for_each(|t| self.worth[m * self.slots + t] += price);
                }
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
            let level = self.best_level(weight, domain);
            total -= weight * f64::from(level);
            most = level;
        }
        for (at, guide) in self.guides.iter().enumerate() {
            let row = at * self.slots..(at + 1) * self.slots;
            let guided = &mut self.guided[row.clone()];
            total += guide.schedule(&self.worth[row], guide.total.min(most), guided);
        }
        for (shared, over) in market.shared.iter().zip(over) {
            if let Some((mentors, slots)) = &shared.guided {
                let width = self.slots;
                let guided: u32 = mentors
                    .iter()
                    .flat_map(|m| slots.iter().map(move |t| m * width + t))
                    .map(|at| self.guided[at])
                    .sum();
                *over -= f64::from(guided);
            }
        }
        total
    }

    /// The load of the busiest mentor that pays best.
    fn best_level(&mut self, weight: f64, domain: &Domain) -> u32 {
        let low = domain.mentor_peak.low.max(0) as u32;
        let high = domain.mentor_peak.high.max(0) as u32;
        let mut best = (f64::NEG_INFINITY, low);
        let mut flat = None;
        for level in low..=high.max(low) {
            let mut sum = -weight * f64::from(level);
            for (at, guide) in self.guides.iter().enumerate() {
                let row = at * self.slots..(at + 1) * self.slots;
                let guided = &mut self.guided[row.clone()];
                sum += guide.schedule(&self.worth[row], guide.total.min(level), guided);
            }
            if sum > best.0 {
                best = (sum, level);
            }
            // The gain of one more falls with the level, so a second loss in a row is the end.
            match flat {
                Some(before) if sum < before && sum < best.0 - weight => break,
                _ => flat = Some(sum),
            }
        }
        best.1
    }
}

impl Guide {
    /// The best schedule of at most `most` people; returns what it is worth.
    fn schedule(&self, worth: &[f64], most: u32, guided: &mut [u32]) -> f64 {
        guided.fill(0);
        if worth.iter().all(|value| *value <= 0.0) {
            return 0.0;
        }
        if self.rest > 0 {
            return self.with_rest(worth, most, guided);
        }
        let room: u32 = self.caps.iter().sum();
        let mut total = 0.0;
        if room <= most {
            for ((value, cap), guided) in worth.iter().zip(&self.caps).zip(guided) {
                if *value > 0.0 {
                    *guided = *cap;
                    total += value * f64::from(*cap);
                }
            }
            return total;
        }
        let mut order: Vec<usize> = (0..worth.len()).filter(|t| worth[*t] > 0.0).collect();
        order.sort_by(|a, b| worth[*b].total_cmp(&worth[*a]));
        let mut left = most;
        for t in order {
            guided[t] = self.caps[t].min(left);
            left -= guided[t];
            total += worth[t] * f64::from(guided[t]);
        }
        total
    }

    /// A path over slots, resting after each busy one; a total limit is kept by taking the best busy
    /// slots of the path (a guide for prices; the proof is exact, see `bound/schedule.rs`).
    fn with_rest(&self, worth: &[f64], most: u32, guided: &mut [u32]) -> f64 {
        let slots = worth.len();
        let most_busy = (0..slots).step_by(self.rest + 1).count().min(most as usize);
        let mut ahead = vec![vec![0.0; most_busy + 1]; slots + 1];
        for t in (0..slots).rev() {
            let after = (t + 1 + self.rest).min(slots);
            let here = worth[t].max(0.0) * f64::from(self.caps[t].min(most));
            for k in 0..=most_busy {
                let busy = if k > 0 {
                    here + ahead[after][k - 1]
                } else {
                    f64::NEG_INFINITY
                };
                ahead[t][k] = busy.max(ahead[t + 1][k]);
            }
        }
        let (mut t, mut k, mut left, mut total) = (0, most_busy, most, 0.0);
        while t < slots {
            if k > 0 && ahead[t][k] > ahead[t + 1][k] {
                guided[t] = self.caps[t].min(left);
                left -= guided[t];
                total += worth[t] * f64::from(guided[t]);
                t += 1 + self.rest;
                k -= 1;
            } else {
                t += 1;
            }
        }
        total
    }
}
