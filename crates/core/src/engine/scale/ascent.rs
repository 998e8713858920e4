//! The ascent that finds prices.
//!
//! Each round lets every person, mentor, bridge and the peak choose what is best for it alone, and moves
//! each price by how far its claim is over- or undersubscribed: a subgradient step with exponential
//! averages of the violation and of its square (Kingma & Ba, Adam, 2015, used as a step rule). What is
//! proven is not this sum of floats but the whole-number bound at the prices found (see
//! [`crate::bound`]).

use std::collections::BTreeMap;
use std::ops::Range;

use super::branch::Split;
use super::choosing::{Choosing, is_parallel};
use super::levels::Level;
use super::market::Market;
use super::mentors::Guides;
use super::moving::{Moving, Shifts};
use super::price::{NONE, Prices, Tables};
use crate::bound::{Domain, Interval};
use crate::program::StaffIdx;

/// Weight of the past in the average violation, for long ascents, and in its average square.
const MEAN_DECAY: f64 = 0.97;
const SQUARE_DECAY: f64 = 0.99;
/// Keeps a step from blowing up where a claim has hardly been violated at all.
const DAMPING: f64 = 0.1;
/// Last step, in units of the program's typical spread of points.
const LAST_STEP: f64 = 0.0002;
/// Weight of the newest prices in the averaged ones, where the bound is taken, and the part of an ascent of few rounds
/// that these look back on.
const AVERAGING: f64 = 0.02;
const LOOK_BACK_PART: f64 = 30.0;
/// Rounds from one look at the averaged prices to the next.
const LOOK_EVERY: usize = 20;
/// The last rounds, in which people's choices are counted to see who wavers.
const VOTING_ROUNDS: usize = 40;
/// The part of the rounds, the last ones, whose choices are averaged.
const AVERAGED_PART: usize = 4;

/// The part of the rounds, the first ones, in which levels follow their prices, and by how much of themselves
/// they move: a mentor guides few people, in whole numbers.
const MOVING_PART: f64 = 0.9;
const PEAK_SHIFTS: Shifts = Shifts {
    first: 0.01,
    last: 0.0005,
};
const LOAD_SHIFTS: Shifts = Shifts {
    first: 0.03,
    last: 0.001,
};

/// What was chosen in the last rounds, added up: on average that is what the relaxed problem does, where
/// each round alone goes all one way.
#[derive(Clone, Debug)]
pub(super) struct Average {
    rounds: usize,
    /// Placements of the slots that pay for the peak, weighted by what they pay, and the weights.
    placed: (f64, f64),
    /// People guided by mentor, over the horizon.
    guided: Vec<f64>,
}

impl Average {
    fn new(market: &Market<'_>) -> Self {
        Average {
            rounds: 0,
            placed: (0.0, 0.0),
            guided: vec![0.0; market.program.mentors.len()],
        }
    }

    /// Placements of the fullest slots.
    pub(super) fn peak(&self) -> f64 {
        self.placed.0 / self.placed.1.max(f64::MIN_POSITIVE)
    }

    /// Mentees of the busiest mentor.
    pub(super) fn mentor_peak(&self) -> f64 {
        let most = self.guided.iter().copied().fold(0.0, f64::max);
        most / self.rounds.max(1) as f64
    }
}

/// The state of an ascent.
pub(crate) struct Ascent<'m, 'p> {
    pub(super) market: &'m Market<'p>,
    guides: Guides,
    tables: Tables,
    pub(super) choosing: Choosing,
    prices: Prices,
    mean: Vec<f64>,
    /// Weight of the past in the average violation.
    pub(super) mean_decay: f64,
    square: Vec<f64>,
    /// What is left of the weight that these averages began with.
    decayed: (f64, f64),
    pub(super) averaged: Prices,
    /// Weight of the newest prices in these.
    averaging: f64,
    over: Vec<f64>,
    /// The lowest bound seen (floats; a guide, not a proof) and its prices.
    pub(crate) best: (f64, Prices),
    /// How often each person chose which cell of late.
    votes: Vec<BTreeMap<u32, u32>>,
    pub(super) average: Average,
    /// The peak and the load of the busiest mentor, where they follow their prices.
    peak: Option<Moving>,
    busiest: Option<Moving>,
}

/// When an ascent ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// First step, in units of the program's typical spread of points; ascents from good prices start
    /// smaller.
    pub(crate) first_step: f64,
    /// Stop once the bound is below this.
    pub(crate) enough: f64,
}

impl Plan {
    /// An ascent of so many rounds.
    pub(crate) fn new(rounds: usize, first_step: f64) -> Self {
        Plan {
            rounds,
            first_step,
            enough: f64::NEG_INFINITY,
        }
    }
}

impl<'m, 'p> Ascent<'m, 'p> {
    pub(crate) fn new(market: &'m Market<'p>, start: Option<&[f64]>) -> Self {
        let claims = market.shared.len();
        let prices = start.map_or_else(|| vec![0.0; claims], <[f64]>::to_vec);
        Ascent {
            guides: Guides::new(market),
            tables: Tables::default(),
            choosing: Choosing::new(market),
            mean: vec![0.0; claims],
            mean_decay: MEAN_DECAY,
            square: vec![0.0; claims],
            decayed: (1.0, 1.0),
            averaged: prices.clone(),
            averaging: AVERAGING,
            over: vec![0.0; claims],
            best: (f64::INFINITY, prices.clone()),
            votes: Vec::new(),
            average: Average::new(market),
            peak: None,
            busiest: None,
            prices,
            market,
        }
    }

    /// How far each claim is oversubscribed at some prices, and what they bound in floats: at the averaged ones,
    /// and wherever everybody looks at all sets.
    pub(super) fn round(&mut self, at_averaged: bool, domain: &Domain) -> f64 {
        let market = self.market;
        let p = market.program;
        let prices = if at_averaged {
            &self.averaged
        } else {
            &self.prices
        };
        self.tables.fill(market, prices);
        let loads = match &self.busiest {
            Some(busiest) => Interval::at(busiest.rounded()),
            None => domain.mentor_peak,
        };
        let mut people = || {
            self.choosing
                .choose(market, &self.tables, domain, at_averaged)
        };
        let mut mentors = || self.guides.choose(market, prices, loads);
        let (chosen, guided) = match is_parallel(market) {
            true => rayon::join(people, mentors),
            false => (people(), mentors()),
        };
        let Some(mut total) = chosen.map(|chosen| chosen + guided) else {
            return f64::NEG_INFINITY;
        };
        self.choosing.count(market, &mut self.over);
        self.guides.count(&mut self.over);
        let paid = market.limit.iter().zip(prices);
        total += paid.map(|(limit, price)| limit * price).sum::<f64>();
        for at in &market.links {
            let left = market.dearest[*at] - prices[*at];
            if left > 0.0 {
                total += left;
                self.over[*at] += 1.0;
            }
        }
        if p.weights.peak_away > 0 && market.relaxation.scores() {
            let paid: f64 = market.peaks.iter().map(|at| prices[*at]).sum();
            let slope = paid - p.weights.peak_away as f64;
            let peak = match &self.peak {
                Some(peak) => peak.at(),
                None if slope > 0.0 => domain.peak.high as f64,
                None => domain.peak.low as f64,
            };
            total += slope * peak;
            for at in &market.peaks {
                self.over[*at] -= peak;
            }
        }
        let happiest = if market.happiness {
            p.weights.least_happy as f64 * domain.happiness.high as f64
        } else {
            0.0
        };
        total + market.relaxation.constant() as f64 + happiest
    }

    /// Moves prices for some rounds; returns the lowest bound seen, in floats.
    pub(crate) fn run(&mut self, plan: &Plan, domain: &Domain, stop: &dyn Fn() -> bool) -> f64 {
        self.rounds(0..plan.rounds, plan, domain, stop)
    }

    /// Some of the rounds of an ascent, those before them done.
    pub(super) fn rounds(
        &mut self,
        rounds: Range<usize>,
        plan: &Plan,
        domain: &Domain,
        stop: &dyn Fn() -> bool,
    ) -> f64 {
        let scale = self.market.spread;
        for round in rounds {
            let value = self.round(false, domain);
            if self.choosing.exact && value < self.best.0 {
                self.best = (value, self.prices.clone());
            }
            if value == f64::NEG_INFINITY || self.best.0 < plan.enough || stop() {
                return self.best.0;
            }
            if plan.rounds - round <= VOTING_ROUNDS {
                self.vote();
            }
            if plan.rounds - round <= plan.rounds / AVERAGED_PART {
                self.average.rounds += 1;
                self.add_peak();
                self.guides.add_loads(&mut self.average.guided);
            }
            let part = round as f64 / plan.rounds.max(2) as f64;
            if part < MOVING_PART {
                self.move_levels(part / MOVING_PART);
            } else {
                self.rest_peak();
            }
            let step = scale * plan.first_step * (LAST_STEP / plan.first_step).powf(part * part);
            self.follow(step);
            if round % LOOK_EVERY == LOOK_EVERY - 1 || round + 1 == plan.rounds {
                let value = self.round(true, domain);
                if value < self.best.0 {
                    self.best = (value, self.averaged.clone());
                }
            }
        }
        self.best.0
    }
}

impl Ascent<'_, '_> {
    /// Moves every price by a step; the averages began at 0, which `decayed` makes good.
    pub(super) fn follow(&mut self, step: f64) {
        let (mean, square) = self.decayed;
        self.decayed = (mean * self.mean_decay, square * SQUARE_DECAY);
        self.step(step / (1.0 - self.decayed.0), 1.0 / (1.0 - self.decayed.1));
    }

    /// Moves every price by the average violation, in units of its average square.
    fn step(&mut self, by: f64, square_scale: f64) {
        let averages = self.mean.iter_mut().zip(&mut self.square);
        let prices = self.prices.iter_mut().zip(&mut self.averaged);
        let claims = averages.zip(prices).zip(&self.over);
        for ((((mean, square), (price, averaged)), over), dearest) in
            claims.zip(&self.market.dearest)
        {
            *mean = self.mean_decay * *mean + (1.0 - self.mean_decay) * over;
            *square = SQUARE_DECAY * *square + (1.0 - SQUARE_DECAY) * over * over;
            let moved = *price + by * *mean / ((*square * square_scale).sqrt() + DAMPING);
            *price = moved.max(0.0).min(*dearest);
            *averaged += self.averaging * (*price - *averaged);
        }
    }

    /// Averages prices over no more than a part of an ascent of so many rounds: with few of them, prices of long before
    /// are far from where it ends.
    pub(super) fn average_over(&mut self, rounds: usize) {
        self.averaging = (LOOK_BACK_PART / rounds as f64).clamp(AVERAGING, 1.0);
    }

    /// Lets the peak and the load of the busiest mentor follow their prices from where they are fixed in the
    /// domain, in an ascent of so many rounds.
    pub(super) fn let_levels_move(&mut self, domain: &Domain, whole: &Domain, rounds: usize) {
        let weighed = Level::weighed(self.market);
        let moving = |level: Level, shifts: Shifts| {
            let Interval { low, high } = level.interval(domain);
            let weight = level.weight(self.market.program);
            let moves = low == high && weighed.contains(&level);
            moves.then(|| Moving::new(low, level.interval(whole), weight, shifts, rounds))
        };
        self.peak = moving(Level::Peak, PEAK_SHIFTS);
        self.busiest = moving(Level::MentorPeak, LOAD_SHIFTS);
    }

    /// Fixes the levels that moved where they came to.
    pub(super) fn fix_moved(&mut self, domain: &mut Domain) {
        if let Some(peak) = &mut self.peak {
            // Where the ascent was stopped on the way.
            peak.rest();
        }
        let levels = [
            (Level::Peak, &self.peak),
            (Level::MentorPeak, &self.busiest),
        ];
        for (level, moving) in levels {
            if let Some(moving) = moving {
                level.set(domain, Interval::at(moving.rounded()));
            }
        }
    }

    /// Ends the way of the peak; the mean of a mentor's load, a small number, is easily one too high.
    fn rest_peak(&mut self) {
        if self.peak.as_mut().is_some_and(Moving::rest) {
            // The bound was that of another peak.
            self.best.0 = f64::INFINITY;
        }
    }

    /// Forgets the lowest bound and the sets seen, which are those of another happiness.
    pub(super) fn forget(&mut self) {
        self.best.0 = f64::INFINITY;
        self.choosing.forget();
    }

    /// Counts what was paid for one more of each level that moves, and moves it.
    fn move_levels(&mut self, done: f64) {
        let peaks = self.market.peaks.iter().map(|at| self.prices[*at]).sum();
        let levels = [
            (&mut self.peak, peaks),
            (&mut self.busiest, self.guides.marginal),
        ];
        for (level, paid) in levels {
            if level.as_mut().is_some_and(|level| level.pay(paid, done)) {
                // The bound was that of another level.
                self.best.0 = f64::INFINITY;
            }
        }
    }

    /// Adds what the slots that pay for the peak hold.
    fn add_peak(&mut self) {
        for at in &self.market.peaks {
            let placed = self.choosing.counted(self.market, *at);
            self.average.placed.0 += self.prices[*at] * placed;
            self.average.placed.1 += self.prices[*at];
        }
    }

    fn vote(&mut self) {
        let people = self.market.program.staff.len();
        self.votes.resize(people, BTreeMap::new());
        for s in 0..people {
            let starts = &self.choosing.starts;
            for cell in &self.choosing.cells[starts[s]..starts[s + 1]] {
                if *cell != NONE {
                    *self.votes[s].entry(*cell).or_default() += 1;
                }
            }
        }
    }

    /// The person who wavered most in the last rounds, and the cells to split on: those of one slot if
    /// the slots waver, else a single one.
    pub(super) fn wavering(&self, domain: &Domain) -> Option<Split> {
        let mut most: Option<(u32, Split)> = None;
        for (s, votes) in self.votes.iter().enumerate() {
            let all: u32 = votes.values().sum();
            if all == 0 {
                continue;
            }
            let staff = StaffIdx::new(s);
            let departments = self.market.departments as u32;
            let mut by_slot: BTreeMap<u32, u32> = BTreeMap::new();
            for (cell, count) in votes {
                *by_slot.entry(cell / departments).or_default() += count;
            }
            let rotations = self.market.habits[s].rotations as u32;
            let per = (all / rotations.max(1)).max(1);
            let unsure = |count: u32| count.min(per.saturating_sub(count));
            let slot = by_slot
                .iter()
                .max_by_key(|(t, count)| (unsure(**count), u32::MAX - **t));
            let cell = votes
                .iter()
                .max_by_key(|(cell, count)| (unsure(**count), u32::MAX - **cell));
            let (Some((t, slot_count)), Some((cell, count))) = (slot, cell) else {
                continue;
            };
            let slot_doubt = unsure(*slot_count);
            let (doubt, cells) = if slot_doubt * 2 >= unsure(*count) && slot_doubt > 0 {
                (
                    slot_doubt,
                    (t * departments..(t + 1) * departments).collect::<Vec<u32>>(),
                )
            } else {
                (unsure(*count), vec![*cell])
            };
            let fresh = domain
                .within
                .get(&staff)
                .is_none_or(|sets| !sets.contains(&cells));
            if doubt > 0 && fresh && most.as_ref().is_none_or(|(known, _)| doubt > *known) {
                most = Some((doubt, Split::Person(staff, cells)));
            }
        }
        most.map(|(_, split)| split)
    }
}

#[cfg(test)]
mod tests;
