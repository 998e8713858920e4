//! One move: a unit into another cell, whoever blocks it ejected and settled elsewhere, and all of it taken
//! back unless it is good enough.

use super::{HOLDERS, Search};
use crate::engine::scale::choices::Menu;
use crate::engine::scale::guiding::Block;
use crate::engine::scale::price::NONE;
use crate::engine::scale::state::Unit;
use crate::program::StaffIdx;

/// Units forced into a cell in one move before it is given up.
const DEPTH: usize = 10;

/// Holders of a full limit that are compared.
const TRIED: usize = 3;

/// Where teammates trade bridges: how many percent of those who come to make one that one other makes
/// eject that one.
const TWINS: usize = 50;

/// How much more a cell without room counts than one with room, in typical spreads of points.
const CROWDED: f32 = 0.3;

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
        let margin = -temperature * self.random.unit().max(1e-12).ln();
        let threshold = before - margin;
        self.touched.clear();
        self.pending.clear();
        self.spent = 0.0;
        if stays_out && self.random.chance(10) {
            self.state.take(unit);
            self.touched.push(s as u32);
        } else {
            let allowance = self.allowance(margin);
            let Some(at) = self.draw(menu, allowance + self.loses(s)) else {
                return;
            };
            if menu.choices[at].cell == self.state.cell[unit] {
                return;
            }
            if !self.move_to(unit, menu, at) || !self.chain(threshold, allowance) {
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

    /// How much more people may lose in a move that gives up no more score than the margin: the score
    /// is the bound at the prices less what people lose and what is left unused, so that a move can only
    /// make up for losses by what was unused before. That is rarely all of it.
    fn allowance(&mut self, margin: f64) -> f32 {
        let short = self.state.missing > 0 || self.state.lacking > 0;
        let part = self.random.unit();
        let made_up = f64::from(self.unused).clamp(0.0, self.market.spread) * part * part;
        let placed = if short { self.penalty } else { 0.0 };
        (margin + made_up + placed + 1e-3 * self.market.spread) as f32
    }

    /// One of a person's choices that lose no more than this, rather one of small loss.
    pub(super) fn draw(&mut self, menu: &Menu, most: f32) -> Option<usize> {
        let count = menu.within(most);
        if count == 0 {
            return None;
        }
        let part = self.random.unit();
        Some((part * part * count as f64) as usize)
    }

    /// Forces a unit into a choice, now and then with all of its person's others into the set that goes
    /// with it: where rules look at all of a person's placements, one at a time may have no way out.
    pub(super) fn move_to(&mut self, unit: Unit, menu: &Menu, at: usize) -> bool {
        let set = menu.set(at);
        if set.is_empty() || self.random.chance(50) {
            return self.force(unit, menu.choices[at].cell, menu.gains[at]);
        }
        let s = self.state.owner[unit] as usize;
        let units = self.state.starts[s]..self.state.starts[s + 1];
        for other in units.clone() {
            let there = self.state.cell[other];
            if there != NONE && !set.contains(&there) {
                self.take(other);
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
            let gain = self.market.gain(StaffIdx::new(s), *cell as usize);
            if !self.force(free, *cell, gain) {
                return false;
            }
        }
        true
    }

    /// Settles everybody who was ejected.
    fn chain(&mut self, threshold: f64, allowance: f32) -> bool {
        let mut forced = 1;
        while let Some(unit) = self.pending.pop() {
            let hope: f64 = self.pending.iter().map(|other| self.hope(*other)).sum();
            if self.spent > allowance || self.energy() + self.hope(unit) + hope < threshold {
                return false;
            }
            if self.settle(unit, allowance) {
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
            let Some(at) = self.draw(menu, allowance - self.spent) else {
                return false;
            };
            if !self.move_to(unit, menu, at) {
                return false;
            }
        }
        self.spent <= allowance
    }

    /// The most that placing a unit can add.
    fn hope(&self, unit: Unit) -> f64 {
        let s = self.state.owner[unit] as usize;
        self.menus[s].gain as f64 + self.penalty
    }

    /// Puts a unit into the cell of least loss that has room, bridges reckoned in; where no mentor is free
    /// there, into the next.
    fn settle(&mut self, unit: Unit, allowance: f32) -> bool {
        let s = self.state.owner[unit] as usize;
        let optional = self.state.optional(unit);
        let before = self.loses(s);
        let mut least = (f32::NEG_INFINITY, 0);
        loop {
            let mut best: Option<(f32, u32, i64)> = None;
            let menu = &self.menus[s];
            for (choice, gain) in menu.choices.iter().zip(&menu.gains) {
                if self.spent + choice.loss - before > allowance {
                    break;
                }
                let bridge = self.state.bridge_gain(s, choice.cell);
                let loss = choice.loss + self.toll(s, choice.cell) - bridge as f32;
                let untried = (loss, choice.cell) > least;
                let better = untried
                    && best.is_none_or(|(known, there, _)| (loss, choice.cell) < (known, there));
                if better
                    && (!optional || gain + bridge >= 0)
                    && self.fits(unit, choice.cell)
                    && self.completes(unit, choice.cell)
                {
                    best = Some((loss, choice.cell, *gain));
                }
            }
            let Some((loss, cell, gain)) = best else {
                return optional;
            };
            if self.state.put(unit, cell, gain) {
                self.spent += self.loses(s) - before;
                self.touched.push(s as u32);
                return true;
            }
            least = (loss, cell);
        }
    }

    /// Puts a unit into a cell, ejecting whoever is in the way.
    pub(super) fn force(&mut self, unit: Unit, cell: u32, gain: i64) -> bool {
        let s = self.state.owner[unit] as usize;
        if self.state.cell[unit] != NONE {
            self.take(unit);
        }
        // The person's own placements that do not go together with the cell have to move too.
        for other in self.state.starts[s]..self.state.starts[s + 1] {
            let there = self.state.cell[other];
            if other != unit && there != NONE && !self.state.together(s, there, cell) {
                self.eject(other);
            }
        }
        let mut ejected = 0;
        while let Some(claim) = self.state.full(s, cell) {
            let mut holders = std::mem::take(&mut self.holders);
            let from = self.random.bits() as usize & 0xffff;
            self.state.holders(claim, unit, &mut holders, HOLDERS, from);
            let out = self.cheapest(&holders, cell, s);
            self.holders = holders;
            let Some(out) = out else { return false };
            self.eject(out);
            ejected += 1;
            if ejected > 3 {
                return false;
            }
        }
        loop {
            let why = self.state.unguided(s, cell);
            let before = self.loses(s);
            if why.is_none() && self.state.put(unit, cell, gain) {
                self.spent += self.loses(s) - before;
                break;
            }
            // No mentor: somebody of the same cell, or of the same department in another slot, goes.
            let mut holders = std::mem::take(&mut self.holders);
            self.guests(s, cell, why, &mut holders);
            let out = self.cheapest(&holders, cell, s);
            self.holders = holders;
            let Some(out) = out else { return false };
            self.eject(out);
            ejected += 1;
            if ejected > 3 {
                return false;
            }
        }
        self.touched.push(s as u32);
        // Who made the same bridge alone until now has a reason less to stay.
        if self.trades
            && let Some(twin) = self.state.twin(unit)
            && self.state.owner[twin] as usize != s
            && self.random.chance(TWINS)
        {
            self.eject(twin);
        }
        true
    }

    /// Guests of a cell whose mentors may be needed, or of its department in any slot; of the one mentor, where
    /// the person is pinned to one there.
    fn guests(&mut self, s: usize, cell: u32, why: Option<Block>, found: &mut Vec<Unit>) {
        found.clear();
        let d = self.state.department(cell);
        let tied: Vec<u32> = self.state.tied(s, d, self.state.slot(cell)).collect();
        if !tied.is_empty() {
            let cells = (0..self.market.slots).map(|t| t * self.market.departments + d);
            let guests = cells.flat_map(|cell| &self.state.members[cell]);
            let guided = guests.map(|unit| *unit as usize);
            found.extend(guided.filter(|unit| tied.contains(&self.state.mentor[*unit])));
            if !found.is_empty() {
                return;
            }
        }
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

    /// Takes a unit out, and counts what its person loses no more.
    fn take(&mut self, unit: Unit) {
        let s = self.state.owner[unit] as usize;
        self.spent -= self.loses(s);
        self.state.take(unit);
        self.spent += self.loses(s);
    }

    fn eject(&mut self, unit: Unit) {
        self.take(unit);
        self.touched.push(self.state.owner[unit]);
        self.pending.push(unit);
    }

    /// Of some who hold a full limit, the one who loses least elsewhere, as far as that is seen: room
    /// that the ejection itself makes is not.
    fn cheapest(&mut self, holders: &[Unit], cell: u32, s: usize) -> Option<Unit> {
        if holders.is_empty() {
            return None;
        }
        let mut best: Option<(f32, Unit)> = None;
        for _ in 0..TRIED {
            let out = holders[self.random.below(holders.len())];
            let owner = self.state.owner[out] as usize;
            if owner == s {
                continue;
            }
            let now = self.state.cell[out];
            let crowded = CROWDED * self.market.spread as f32;
            let mut loss = f32::INFINITY;
            self.state.fares(out, &self.tolls, &mut self.fares);
            let bonus = -self.fares.iter().copied().fold(0.0, f32::min);
            for choice in &self.menus[owner].choices {
                if choice.loss - bonus >= loss {
                    break;
                }
                if choice.cell == now || choice.cell == cell {
                    continue;
                }
                let there = choice.loss + self.fares[self.state.department(choice.cell)];
                if there >= loss {
                    continue;
                }
                let fits = there + crowded < loss && self.fits(out, choice.cell);
                loss = loss.min(if fits { there } else { there + crowded });
            }
            loss -= self.loses(owner) + self.wasted(out);
            if best.is_none_or(|(least, _)| loss < least) {
                best = Some((loss, out));
            }
        }
        best.map(|(_, out)| out)
            .or_else(|| holders.first().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bound::{Aim, Domain};
    use crate::candidates::Candidates;
    use crate::engine::scale::choices::Menu;
    use crate::engine::scale::limits::Limits;
    use crate::engine::scale::market::Market;
    use crate::engine::scale::state::State;
    use crate::program::Program;
    use crate::random::Random;

    #[test]
    fn whoever_is_pinned_to_a_mentor_ejects_those_whom_that_one_guides() {
        let json = r#"{ "format": "rotaplan/program@1", "horizon": { "first_month": "2027-01", "months": 2 },
            "teams": [ { "id": "a" } ], "departments": [ { "id": "x", "seats": 9 } ],
            "staff": [ { "id": "s1", "team": "a" }, { "id": "s2", "team": "a" }, { "id": "s3", "team": "a" } ],
            "mentors": [ { "id": "m1", "department": "x", "mentees_total": 1 }, { "id": "m2", "department": "x" } ],
            "pins": [ { "staff": "s3", "slot": "2027-01", "mentor": "m1" } ] }"#;
        let program = Program::from_json(json.as_bytes()).expect("a valid program");
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let limits = Limits::new(&market);
        let starts = market.starts();
        let domain = Domain::whole(&program);
        let mut state = State::new(&market, &limits, &starts, &domain);
        // The first is in the slot that is asked for, the second has the mentor, in the other slot.
        state.restore(0, 0, 0, 1);
        state.restore(1, 1, 0, 0);
        let menus = vec![Menu::default(); 3];
        let prices = vec![0.0; market.shared.len()];
        let random = Random::stream(1, 0);
        let mut search = Search::new(&market, &menus, &prices, state, &domain, random);
        let mut found = Vec::new();
        search.guests(2, 0, None, &mut found);
        assert_eq!(found, [1]);
        search.guests(0, 0, Some(Block::Cell), &mut found);
        assert_eq!(found, [0]);
    }
}
