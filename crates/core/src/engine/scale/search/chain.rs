//! One move: a unit into another cell, whoever blocks it ejected and settled elsewhere, and all of it taken
//! back unless it is good enough.

use super::{HOLDERS, Search};
use crate::engine::scale::choices::{Choice, Menu};
use crate::engine::scale::guiding::Block;
use crate::engine::scale::price::NONE;
use crate::engine::scale::state::Unit;
use crate::program::StaffIdx;

/// Units forced into a cell in one move before it is given up.
const DEPTH: usize = 6;

impl Search<'_> {
    /// One move: a unit into another of its cells, whatever that ejects; taken back unless it is good
    /// enough.
    pub(super) fn attempt(&mut self, unit: Unit, temperature: f64) {
        let s = self.state.owner[unit] as usize;
        let menu = &self.menus[s];
        let stays_out = self.state.optional(unit) && self.state.cell[unit] != NONE;
        if menu.choices.is_empty() {
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
            let at = self.draw(menu);
            if menu.choices[at].cell == self.state.cell[unit] {
                return;
            }
            if !self.move_to(unit, menu, at) || !self.chain(threshold) {
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
    fn draw(&mut self, menu: &Menu) -> usize {
        let part = self.random.unit();
        (part * part * menu.choices.len() as f64) as usize
    }

    /// Forces a unit into a choice, now and then with all of its person's others into the set that goes
    /// with it: where rules look at all of a person's placements, one at a time may have no way out.
    fn move_to(&mut self, unit: Unit, menu: &Menu, at: usize) -> bool {
        let set = menu.set(at);
        if set.is_empty() || self.random.chance(50) {
            return self.force(unit, menu.choices[at]);
        }
        let s = self.state.owner[unit] as usize;
        let units = self.state.starts[s]..self.state.starts[s + 1];
        for other in units.clone() {
            let there = self.state.cell[other];
            if there != NONE && !set.contains(&there) {
                self.state.take(other);
                self.pending.retain(|waiting| *waiting != other);
            }
        }
        for cell in set {
            if units.clone().any(|other| self.state.cell[other] == *cell) {
                continue;
            }
            let free = units.clone().find(|other| self.state.cell[*other] == NONE);
            let Some(free) = free else { return false };
            self.pending.retain(|waiting| *waiting != free);
            let choice = Choice {
                cell: *cell,
                gain: self.market.gain(StaffIdx::new(s), *cell as usize),
                loss: 0.0,
            };
            if !self.force(free, choice) {
                return false;
            }
        }
        true
    }

    /// Settles everybody who was ejected.
    fn chain(&mut self, threshold: f64) -> bool {
        let mut forced = 1;
        while let Some(unit) = self.pending.pop() {
            let hope: f64 = self.pending.iter().map(|other| self.hope(*other)).sum();
            if self.energy() + self.hope(unit) + hope < threshold {
                return false;
            }
            if self.settle(unit) {
                continue;
            }
            if forced >= DEPTH {
                // Whoever finds no place stays out, and the penalty tells whether that is worth it.
                if self.state.optional(unit) || self.state.missing > 0 {
                    continue;
                }
                return false;
            }
            forced += 1;
            let menu = &self.menus[self.state.owner[unit] as usize];
            if menu.choices.is_empty() {
                return false;
            }
            let at = self.draw(menu);
            if !self.move_to(unit, menu, at) {
                return false;
            }
        }
        true
    }

    /// The most that placing a unit can add.
    fn hope(&self, unit: Unit) -> f64 {
        let s = self.state.owner[unit] as usize;
        let most = self.menus[s]
            .choices
            .iter()
            .map(|choice| choice.gain)
            .max()
            .unwrap_or(0);
        most as f64 + self.penalty
    }

    /// Puts a unit into its cell of least loss that has room.
    fn settle(&mut self, unit: Unit) -> bool {
        let s = self.state.owner[unit] as usize;
        let optional = self.state.optional(unit);
        let menus = self.menus;
        for choice in &menus[s].choices {
            if optional && choice.gain + self.state.bridge_gain(s, choice.cell) < 0 {
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
        optional
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
            for choice in &self.menus[owner].choices {
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
}
