//! A plan by ejection chains: simulated annealing over price-filtered cells.
//!
//! A move forces a rotation into one of its cells and ejects whoever blocks it; each of those goes to
//! its best cell that has room, or is forced in turn, to a small depth (ejection chains: Glover,
//! Discrete Applied Mathematics 65, 1996). The threshold is drawn before the move, so that a chain is
//! cut as soon as it can no longer be met (Metropolis with the random number first).

use super::choices::Choice;
use super::guiding::Block;
use super::market::Market;
use super::price::NONE;
use super::state::{State, Unit};
use crate::bound::Domain;
use crate::program::StaffIdx;
use crate::random::Random;

/// First and last temperature, in units of the program's typical spread of points.
const HOT: f64 = 0.2;
const COLD: f64 = 0.03;
/// What a missing rotation or visit costs at first, in the same units; it grows while any is missing.
const PENALTY: f64 = 12.0;
/// Units forced into a cell in one move before it is given up.
const DEPTH: usize = 6;
/// Holders of a full limit that are looked at.
const HOLDERS: usize = 12;

/// How long a search goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Moves per unit.
    pub(super) moves: usize,
    /// Looks at the stop signal and at the best plan, over the whole search.
    pub(super) looks: usize,
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

/// A search in progress.
pub(super) struct Search<'a> {
    market: &'a Market<'a>,
    choices: &'a [Vec<Choice>],
    pub(super) state: State<'a>,
    random: Random,
    /// What one missing rotation or visit costs.
    penalty: f64,
    /// The least points of each person's set, where the level counts.
    least: Option<i64>,
    pending: Vec<Unit>,
    touched: Vec<u32>,
    holders: Vec<Unit>,
    pub(super) best: Option<Best>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        market: &'a Market<'a>,
        choices: &'a [Vec<Choice>],
        state: State<'a>,
        domain: &Domain,
        random: Random,
    ) -> Self {
        Search {
            market,
            choices,
            state,
            random,
            penalty: PENALTY * market.spread,
            least: market.happiness.then_some(domain.happiness.low),
            pending: Vec::new(),
            touched: Vec::new(),
            holders: Vec::new(),
            best: None,
        }
    }

    /// Score less what is paid for what is missing.
    fn energy(&self) -> f64 {
        let missing = self.state.missing as f64 + self.state.lacking as f64;
        self.state.score as f64 - self.penalty * missing
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

    /// Places everybody at their best cell with room, in the order of how much a second one costs.
    pub(super) fn construct(&mut self) {
        let mut order: Vec<(f32, usize)> = (0..self.state.cell.len())
            .map(|unit| {
                let choices = &self.choices[self.state.owner[unit] as usize];
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
            for at in 0..self.choices[s].len() {
                let choice = self.choices[s][at];
                if self.fits(unit, choice.cell)
                    && self.completes(unit, choice.cell)
                    && self.state.put(unit, choice.cell, choice.gain)
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
    pub(super) fn anneal(
        &mut self,
        effort: Effort,
        heat: f64,
        enough: i64,
        stop: &dyn Fn() -> bool,
    ) {
        let units = self.state.cell.len();
        if units == 0 || self.choices.iter().all(Vec::is_empty) {
            self.note();
            return;
        }
        let moves = effort.moves.saturating_mul(units).max(effort.looks);
        let hot = HOT * heat * self.market.spread;
        let cold = COLD * self.market.spread;
        let per_look = (moves / effort.looks).max(1);
        for look in 0..effort.looks {
            let part = look as f64 / effort.looks as f64;
            let temperature = hot * (cold / hot).powf(part);
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

    /// A unit to move: one that is not placed now and then, else any.
    fn pick(&mut self) -> Unit {
        let units = self.state.cell.len();
        if self.state.missing > 0 && self.random.chance(25) {
            let from = self.random.below(units);
            let unplaced = |unit: &usize| self.state.cell[*unit] == NONE;
            if let Some(unit) = (from..units.min(from + 4096)).find(unplaced) {
                return unit;
            }
        }
        self.random.below(units)
    }

    /// Keeps the present plan if less is missing than in any before, or as little and it is better.
    pub(super) fn note(&mut self) {
        let lacking = usize::try_from(self.state.lacking).unwrap_or(usize::MAX);
        let short = self.state.missing.saturating_add(lacking);
        let known = |best: &Best| (best.short, -best.score) <= (short, -self.state.score);
        if self.best.as_ref().is_some_and(known) {
            return;
        }
        self.best = Some(Best {
            short,
            score: self.state.score,
            cell: self.state.cell.clone(),
            mentor: self.state.mentor.clone(),
        });
    }

    /// One move: a unit into another of its cells, whatever that ejects; taken back unless it is good
    /// enough.
    fn attempt(&mut self, unit: Unit, temperature: f64) {
        let s = self.state.owner[unit] as usize;
        let choices: &[Choice] = &self.choices[s];
        let stays_out = self.market.habits[s].voluntary && self.state.cell[unit] != NONE;
        if choices.is_empty() {
            return;
        }
        let before = self.energy();
        // −T·ln u ≥ loss is the Metropolis rule with the random number drawn first.
        let threshold = before + temperature * self.random.unit().max(1e-12).ln();
        self.touched.clear();
        self.pending.clear();
        if stays_out && self.random.chance(10) {
            self.state.take(unit);
            self.touched.push(s as u32);
        } else {
            let choice = self.draw(choices);
            if choice.cell == self.state.cell[unit] {
                return;
            }
            if !self.force(unit, choice) || !self.chain(threshold) {
                self.state.take_back(0);
                return;
            }
        }
        let keep = self.energy() >= threshold && self.sets_are_whole();
        if keep {
            self.state.commit();
            debug_assert!(self.random.below(4096) > 0 || self.state.is_true());
        } else {
            self.state.take_back(0);
        }
    }

    /// One of a person's choices, rather one of small loss.
    fn draw(&mut self, choices: &[Choice]) -> Choice {
        let part = self.random.unit();
        choices[(part * part * choices.len() as f64) as usize]
    }

    /// Settles everybody who was ejected.
    fn chain(&mut self, threshold: f64) -> bool {
        let mut forced = 1;
        while let Some(unit) = self.pending.pop() {
            let s = self.state.owner[unit] as usize;
            let hope: f64 = self.pending.iter().map(|other| self.hope(*other)).sum();
            if self.energy() + self.hope(unit) + hope < threshold {
                return false;
            }
            if self.settle(unit) {
                continue;
            }
            if forced >= DEPTH {
                // Whoever finds no place stays out, and the penalty tells whether that is worth it.
                if self.market.habits[s].voluntary || self.state.missing > 0 {
                    continue;
                }
                return false;
            }
            forced += 1;
            let choices: &[Choice] = &self.choices[s];
            let choice = self.draw(choices);
            if !self.force(unit, choice) {
                return false;
            }
        }
        true
    }

    /// The most that placing a unit can add.
    fn hope(&self, unit: Unit) -> f64 {
        let s = self.state.owner[unit] as usize;
        let most = self.choices[s]
            .iter()
            .map(|choice| choice.gain)
            .max()
            .unwrap_or(0);
        most as f64 + self.penalty
    }

    /// Puts a unit into its cell of least loss that has room.
    fn settle(&mut self, unit: Unit) -> bool {
        let s = self.state.owner[unit] as usize;
        let voluntary = self.market.habits[s].voluntary;
        let choices = self.choices;
        for choice in &choices[s] {
            if voluntary && choice.gain + self.state.bridge_gain(s, choice.cell) < 0 {
                continue;
            }
            if self.fits(unit, choice.cell)
                && self.completes(unit, choice.cell)
                && self.state.put(unit, choice.cell, choice.gain)
            {
                self.touched.push(s as u32);
                return true;
            }
        }
        voluntary
    }

    /// Puts a unit into a cell, ejecting whoever is in the way.
    fn force(&mut self, unit: Unit, choice: Choice) -> bool {
        let s = self.state.owner[unit] as usize;
        if self.state.cell[unit] != NONE {
            self.state.take(unit);
        }
        // The person's own placements that do not go together with the cell have to move too.
        for other in self.state.starts[s]..self.state.starts[s + 1] {
            let there = self.state.cell[other];
            if other != unit && there != NONE && !self.state.together(s, there, choice.cell) {
                self.eject(other);
            }
        }
        let mut ejected = 0;
        while let Some(claim) = self.state.full(s, choice.cell) {
            let mut holders = std::mem::take(&mut self.holders);
            let from = self.random.bits() as usize & 0xffff;
            self.state.holders(claim, unit, &mut holders, HOLDERS, from);
            let out = self.cheapest(&holders, choice.cell, s);
            self.holders = holders;
            let Some(out) = out else { return false };
            self.eject(out);
            ejected += 1;
            if ejected > 3 {
                return false;
            }
        }
        loop {
            let why = self.state.unguided(s, choice.cell);
            if why.is_none() && self.state.put(unit, choice.cell, choice.gain) {
                break;
            }
            // No mentor: somebody of the same cell, or of the same department in another slot, goes.
            let mut holders = std::mem::take(&mut self.holders);
            self.guests(choice.cell, why, &mut holders);
            let out = self.cheapest(&holders, choice.cell, s);
            self.holders = holders;
            let Some(out) = out else { return false };
            self.eject(out);
            ejected += 1;
            if ejected > 3 {
                return false;
            }
        }
        self.touched.push(s as u32);
        true
    }

    /// Guests of a cell whose mentors may be needed, or of its department in any slot.
    fn guests(&mut self, cell: u32, why: Option<Block>, found: &mut Vec<Unit>) {
        found.clear();
        let d = self.state.department(cell);
        let whole = match why {
            Some(Block::Cell) => false,
            Some(Block::Department) => true,
            None => self.random.chance(50),
        };
        if !whole {
            let here = &self.state.members[cell as usize];
            found.extend(here.iter().map(|other| *other as usize));
        }
        if found.is_empty() {
            for t in 0..self.market.slots {
                let there = &self.state.members[t * self.market.departments + d];
                found.extend(there.iter().map(|other| *other as usize));
            }
        }
    }

    fn eject(&mut self, unit: Unit) {
        self.state.take(unit);
        self.touched.push(self.state.owner[unit]);
        self.pending.push(unit);
    }

    /// Of those who hold a full limit one at random, but rather one who has somewhere to go.
    fn cheapest(&mut self, holders: &[Unit], cell: u32, s: usize) -> Option<Unit> {
        if holders.is_empty() {
            return None;
        }
        let mut best: Option<(i64, Unit)> = None;
        for _ in 0..3 {
            let out = holders[self.random.below(holders.len())];
            let owner = self.state.owner[out] as usize;
            if owner == s {
                continue;
            }
            let now = self.state.cell[out];
            // Room that the ejection itself makes is not seen here; this only orders the tries.
            let mut to = i64::MIN / 2;
            for choice in &self.choices[owner] {
                if choice.cell != now
                    && choice.cell != cell
                    && choice.gain > to
                    && self.fits(out, choice.cell)
                {
                    to = choice.gain;
                }
            }
            let loss = self.market.gain(StaffIdx::new(owner), now as usize) - to;
            if best.is_none_or(|(least, _)| loss < least) {
                best = Some((loss, out));
            }
        }
        best.map(|(_, out)| out)
            .or_else(|| holders.first().copied())
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
        let wanted = units.len();
        let placed = self.state.cell[units]
            .iter()
            .copied()
            .filter(|cell| *cell != NONE);
        let mut cells = [(0u16, 0u16); LARGEST_SET];
        let mut points = person.carry;
        let mut count = 0;
        for cell in placed.chain(more) {
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
        if count < wanted && !habits.voluntary {
            return true;
        }
        habits.complete(&cells[..count]) && least.is_none_or(|least| points >= least)
    }
}

/// Placements of one person that are looked at together.
const LARGEST_SET: usize = 32;

#[cfg(test)]
mod recount;
