//! A plan by ejection chains: simulated annealing over price-filtered cells.
//!
//! A move forces a rotation into one of its cells and ejects whoever blocks it; each of those goes to
//! its best cell that has room, or is forced in turn, to a small depth (ejection chains: Glover,
//! Discrete Applied Mathematics 65, 1996). The threshold is drawn before the move, so that a chain is
//! cut as soon as it can no longer be met (Metropolis with the random number first).

use std::cell::Cell;

mod augment;
mod chain;
mod polish;
mod standing;

use super::choices::{Menu, tolls};
use super::market::Market;
use super::price::NONE;
use super::state::{State, Unit};
use crate::bound::Domain;
use crate::program::StaffIdx;
use crate::random::Random;
use crate::schedule::Placement;

/// First and last temperature, in units of the program's typical spread of points.
const HOT: f64 = 0.1;
const COLD: f64 = 0.02;
/// How many percent of the moves look for the unit with the largest loss: what the
/// plan lacks to the bound is the sum of losses and of priced limits left unused, so that most of the
/// units have nothing to gain.
const DIRECTED: usize = 80;
/// One of so many units, and how many at least and at most: the more there are, the rarer are those who lose.
const LOOKS_PART: usize = 60;
const FEWEST_LOOKS: usize = 8;
const MOST_LOOKS: usize = 32;
/// What a missing rotation or visit costs at first, in the same units; it grows while any is missing.
const PENALTY: f64 = 12.0;
/// Holders of a full limit that are looked at.
const HOLDERS: usize = 12;

/// How long a search goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Moves per unit.
    pub(super) moves: usize,
    /// Looks at the stop signal and at the best plan, over the whole search.
    pub(super) looks: usize,
    /// First temperature, in units of [`HOT`].
    pub(super) heat: f64,
    pub(super) touch: Touch,
}

/// How far the last touch of a search looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    Left,
    Short,
    Thorough,
}

/// A plan that a search came to.
#[derive(Clone, Debug)]
pub(super) struct Best {
    /// Missing rotations and lacking visits; 0 for a complete plan.
    pub(super) short: usize,
    /// Placements' gains and bridges' values.
    pub(super) score: i64,
    pub(super) cell: Vec<u32>,
    pub(super) mentor: Vec<u32>,
}

impl Best {
    /// The plan as it is.
    pub(super) fn of(state: &State<'_>) -> Self {
        Best {
            short: state.short(),
            score: state.score,
            cell: state.cell.clone(),
            mentor: state.mentor.clone(),
        }
    }
}

/// A search in progress.
pub(super) struct Search<'a> {
    market: &'a Market<'a>,
    menus: &'a [Menu],
    prices: &'a [f64],
    pub(super) state: State<'a>,
    random: Random,
    /// What is paid for each bridge, teams × departments, and what it would cost a unit, what it is worth taken
    /// off, to make each of its own; the latter is room for one unit at a time.
    tolls: Vec<f32>,
    fares: Vec<f32>,
    /// Whether whoever comes to make a bridge that one teammate makes may eject that one.
    trades: bool,
    /// Whether the last touch looks further.
    pub(super) thorough: bool,
    /// What one missing rotation or visit costs.
    penalty: f64,
    /// The least points of each person's set, where the level counts.
    least: Option<i64>,
    /// What the plan loses, at the prices, beyond what people lose: limits and bridges left unused.
    unused: f32,
    /// How much more than before people lose in the present move, at least.
    spent: f32,
    pending: Vec<Unit>,
    touched: Vec<u32>,
    paths: augment::Paths,
    /// What the best of each unit's choices is worth that goes with its person's other placements, and
    /// these.
    tops: Vec<Cell<([u32; 2], f32)>>,
    /// Where each person was when it was last asked what that loses, and the answer.
    losses: Vec<Cell<([u32; 3], f32)>>,
    holders: Vec<Unit>,
    pub(super) best: Option<Best>,
    /// The bound at the prices, for a search's score.
    pub(super) ceiling: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        market: &'a Market<'a>,
        menus: &'a [Menu],
        prices: &'a [f64],
        state: State<'a>,
        domain: &Domain,
        random: Random,
    ) -> Self {
        Search {
            market,
            menus,
            prices,
            random,
            tolls: tolls(market, prices),
            fares: Vec::new(),
            trades: false,
            thorough: false,
            penalty: PENALTY * market.spread,
            least: market.happiness.then_some(domain.happiness.low),
            unused: 0.0,
            spent: 0.0,
            pending: Vec::new(),
            touched: Vec::new(),
            paths: augment::Paths::default(),
            tops: vec![Cell::new((standing::NO_OTHERS, 0.0)); state.cell.len()],
            losses: vec![Cell::new((standing::NO_CELLS, 0.0)); menus.len()],
            holders: Vec::new(),
            best: None,
            ceiling: f64::INFINITY,
            state,
        }
    }

    /// Score less what is paid for what is missing.
    fn energy(&self) -> f64 {
        self.worth() - self.penalty * self.state.lacking as f64
    }

    /// The same, visits that departments still need left aside.
    fn worth(&self) -> f64 {
        self.state.score as f64 - self.penalty * self.state.missing as f64
    }

    /// Starts from the plan of an earlier pass, under limits no tighter than it had.
    pub(super) fn resume(&mut self, plan: &Best) {
        for unit in 0..plan.cell.len() {
            if plan.cell[unit] != NONE {
                let s = StaffIdx::new(self.state.owner[unit] as usize);
                let gain = self.market.gain(s, plan.cell[unit] as usize);
                self.state
                    .restore(unit, plan.cell[unit], gain, plan.mentor[unit]);
            }
        }
        self.note();
    }

    /// Starts from placements of an earlier plan, as far as the limits have room for them.
    pub(super) fn start(&mut self, placements: &[Placement]) {
        let departments = self.market.departments;
        for placement in placements {
            let s = placement.staff.index();
            let cell = placement.slot.index() * departments + placement.department.index();
            let mut units = self.state.starts[s]..self.state.starts[s + 1];
            let free = units.find(|unit| self.state.cell[*unit] == NONE);
            let Some(unit) = free else { continue };
            let open = self.menus[s]
                .choices
                .iter()
                .any(|choice| choice.cell == cell as u32);
            if open && self.fits(unit, cell as u32) && self.completes(unit, cell as u32) {
                let gain = self.market.gain(placement.staff, cell);
                self.state.put(unit, cell as u32, gain);
            }
        }
        self.state.commit();
    }

    /// Places everybody at their best cell with room, in the order of how much a second one costs.
    pub(super) fn construct(&mut self) {
        let mut order: Vec<(f32, usize)> = (0..self.state.cell.len())
            .map(|unit| {
                let choices = &self.menus[self.state.owner[unit] as usize].choices;
                let second = choices.get(1).map_or(f32::MAX, |choice| choice.loss);
                (-second, unit)
            })
            .collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, unit) in order {
            if self.state.cell[unit] != NONE {
                continue;
            }
            let s = self.state.owner[unit] as usize;
            let menu = &self.menus[s];
            if self.place_set(s, menu) {
                continue;
            }
            for (choice, gain) in menu.choices.iter().zip(&menu.gains) {
                if self.fits(unit, choice.cell)
                    && self.completes(unit, choice.cell)
                    && self.state.put(unit, choice.cell, *gain)
                {
                    break;
                }
            }
        }
        self.state.commit();
    }

    #[inline]
    fn fits(&self, unit: Unit, cell: u32) -> bool {
        let s = self.state.owner[unit] as usize;
        self.state.full(s, cell).is_none()
            && self.state.unguided(s, cell).is_none()
            && self.state.agrees(unit, cell)
    }

    /// Anneals for so many moves; `enough` is a score that cannot be beaten.
    pub(super) fn anneal(&mut self, effort: Effort, enough: i64, stop: &dyn Fn() -> bool) {
        let units = self.state.cell.len();
        if units == 0 || self.menus.iter().all(|menu| menu.choices.is_empty()) {
            self.note();
            return;
        }
        let moves = effort.moves.saturating_mul(units).max(effort.looks);
        self.trades = effort.heat > 1.0;
        let hot = HOT * effort.heat * self.market.spread;
        let cold = COLD * self.market.spread;
        let per_look = (moves / effort.looks).max(1);
        for look in 0..effort.looks {
            let part = look as f64 / effort.looks as f64;
            let temperature = hot * (cold / hot).powf(part);
            self.look();
            self.try_moves(per_look, temperature);
            self.note();
            let closed = |best: &Best| best.short == 0 && best.score >= enough;
            if self.best.as_ref().is_some_and(closed) || stop() {
                return;
            }
            if look % 8 == 7 && (self.state.missing > 0 || self.state.lacking > 0) {
                self.penalty *= 1.15;
            }
        }
    }

    /// Tries so many moves at a temperature.
    pub(super) fn try_moves(&mut self, moves: usize, temperature: f64) {
        for _ in 0..moves {
            let unit = self.pick();
            self.attempt(unit, temperature);
        }
    }

    /// A unit to move: one that is not placed now and then, else rather one with a large loss.
    fn pick(&mut self) -> Unit {
        let units = self.state.cell.len();
        if self.state.missing > 0 && self.random.chance(25) {
            let from = self.random.below(units);
            let unplaced =
                |unit: &usize| self.state.cell[*unit] == NONE && !self.state.optional(*unit);
            if let Some(unit) = (from..units.min(from + 4096)).find(unplaced) {
                return unit;
            }
        }
        if self.random.chance(DIRECTED) {
            let mut worst = (f32::NEG_INFINITY, 0);
            for _ in 0..(units / LOOKS_PART).clamp(FEWEST_LOOKS, MOST_LOOKS) {
                let unit = self.random.below(units);
                let loss = self.loss(unit);
                if loss > worst.0 {
                    worst = (loss, unit);
                }
            }
            return worst.1;
        }
        self.random.below(units)
    }

    /// How much worse off a unit's person is, at the prices, than with the best choice, and what is paid
    /// for a bridge that others make as well.
    fn loss(&self, unit: Unit) -> f32 {
        self.loses(self.state.owner[unit] as usize) + self.wasted(unit).max(0.0)
    }

    /// What is paid for the bridge that a unit makes, less what would be lost without.
    fn wasted(&self, unit: Unit) -> f32 {
        let s = self.state.owner[unit] as usize;
        let cell = self.state.cell[unit];
        if cell == NONE {
            return 0.0;
        }
        self.toll(s, cell) - self.state.bridge_loss(s, cell) as f32
    }

    /// What is paid for the bridge that a person's placement in a cell makes.
    #[inline]
    fn toll(&self, s: usize, cell: u32) -> f32 {
        self.tolls[self.state.link(s, cell)]
    }

    /// Counts what is left unused, at the prices, beyond what people lose.
    fn look(&mut self) {
        let lost: f64 = (0..self.menus.len())
            .map(|s| f64::from(self.loses(s)))
            .sum();
        self.unused = (self.ceiling - self.state.score as f64 - lost).max(0.0) as f32;
    }

    /// Keeps the present plan if less is missing than in any before, or as little and it is better.
    pub(super) fn note(&mut self) {
        let short = self.state.short();
        let known = |best: &Best| (best.short, -best.score) <= (short, -self.state.score);
        if self.best.as_ref().is_some_and(known) {
            return;
        }
        self.best = Some(Best::of(&self.state));
    }

    /// Places a person who is not placed at all by the first whole set that has room.
    fn place_set(&mut self, s: usize, menu: &Menu) -> bool {
        let first = self.state.starts[s];
        let units = first..self.state.starts[s + 1];
        if units.clone().any(|unit| self.state.cell[unit] != NONE) {
            return false;
        }
        for at in 0..menu.choices.len() {
            let set = menu.set(at);
            if set.is_empty() {
                return false;
            }
            let mark = self.state.log.len();
            let fits = units.clone().zip(set).all(|(unit, cell)| {
                let gain = self.market.gain(StaffIdx::new(s), *cell as usize);
                self.fits(unit, *cell) && self.state.put(unit, *cell, gain)
            });
            if fits {
                return true;
            }
            self.state.take_back(mark);
        }
        false
    }

    /// Whether everybody the move touched keeps the rules that look at all of a person's placements.
    fn sets_are_whole(&self) -> bool {
        self.touched
            .iter()
            .all(|s| self.is_whole(*s as usize, None))
    }

    /// Whether putting a unit into a cell leaves its person with a set that is whole or can become so.
    fn completes(&self, unit: Unit, cell: u32) -> bool {
        self.is_whole(self.state.owner[unit] as usize, Some(cell))
    }

    /// Whether a person's placements, and one more, keep the rules that look at all of them; as long as
    /// some are missing, those rules wait.
    fn is_whole(&self, s: usize, more: Option<u32>) -> bool {
        let habits = &self.market.habits[s];
        let person = &self.market.program.staff[s];
        let least = self.least.filter(|_| person.counts_for_happiness());
        if habits.rotations == 1 && habits.within.is_empty() || habits.plain() && least.is_none() {
            return true;
        }
        let units = self.state.starts[s]..self.state.starts[s + 1];
        let wanted = units.len().min(habits.obliged);
        let placed = self.state.cell[units].iter().copied();
        let all = placed.filter(|cell| *cell != NONE).chain(more);
        all.clone().count() < wanted || self.are_whole(s, all)
    }

    /// Whether cells of a person keep the rules that look at all of them.
    fn are_whole(&self, s: usize, all: impl Iterator<Item = u32>) -> bool {
        let person = &self.market.program.staff[s];
        let least = self.least.filter(|_| person.counts_for_happiness());
        let mut cells = [(0u16, 0u16); LARGEST_SET];
        let mut points = person.carry;
        let mut count = 0;
        for cell in all {
            if count == LARGEST_SET {
                // Nobody is known to rotate so often; such a set is left to the final check.
                return true;
            }
            cells[count] = (
                self.state.department(cell) as u16,
                self.state.slot(cell) as u16,
            );
            points += i64::from(self.market.points(StaffIdx::new(s), cell as usize));
            count += 1;
        }
        let habits = &self.market.habits[s];
        habits.complete(&cells[..count]) && least.is_none_or(|least| points >= least)
    }
}

/// Placements of one person that are looked at together.
const LARGEST_SET: usize = 32;

#[cfg(test)]
pub(super) mod recount;
