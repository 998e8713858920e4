//! People who lose, and others in their way: what they hold together may be worth placing anew.

use super::polish::LEAST_LOSS;
use super::{HOLDERS, Search};
use crate::engine::scale::state::Unit;

/// Units looked at for each of those who lose, and of those that lose nothing, how many percent for what is
/// not used up.
const SEED_LOOKS: usize = 50;
const DRAWN: usize = 10;
/// Draws for each of the others, and holders of a full limit that are compared.
const DRAWS: usize = 20;
const HELD: usize = 3;
/// People whose losses are this near are in each other's way, in typical spreads of points.
const REACH: f32 = 0.3;

impl Search<'_> {
    /// People who lose, or could use what is paid for and not used up, so many at most, and with people in
    /// their way so many in all; `None` if nobody seems to lose.
    pub(in super::super) fn gather(&mut self, seeds: usize, size: usize) -> Option<Vec<usize>> {
        let least = LEAST_LOSS * self.market.spread as f32;
        let mut taken = vec![false; self.menus.len()];
        let mut people = Vec::new();
        for _ in 0..seeds * SEED_LOOKS {
            let unit = self.random.below(self.state.cell.len());
            let s = self.state.owner[unit] as usize;
            let loses =
                self.staying(unit) > least || self.random.chance(DRAWN) && self.drawn(unit) > least;
            if loses && !std::mem::replace(&mut taken[s], true) {
                people.push(s);
            }
            if people.len() == seeds {
                break;
            }
        }
        if people.is_empty() {
            return None;
        }
        for draw in 0..DRAWS * size {
            if people.len() == size {
                break;
            }
            let other = self.in_the_way(people[draw % people.len()]);
            if let Some(other) = other.filter(|other| !taken[*other]) {
                taken[other] = true;
                people.push(other);
            }
        }
        Some(people)
    }

    /// Somebody in the way of one of a person's better cells, if it is full, or who makes the same bridge.
    fn in_the_way(&mut self, s: usize) -> Option<usize> {
        let reach = REACH * self.market.spread as f32;
        let at = self.draw(&self.menus[s], self.loses(s) + reach)?;
        let cell = self.menus[s].choices[at].cell;
        let first = self.state.starts[s];
        if (first..self.state.starts[s + 1]).any(|unit| self.state.cell[unit] == cell) {
            return None;
        }
        let unit = match (self.state.full(s, cell), self.state.unguided(s, cell)) {
            (Some(claim), _) => {
                let mut holders = std::mem::take(&mut self.holders);
                let from = self.random.bits() as usize & 0xffff;
                self.state
                    .holders(claim, first, &mut holders, HOLDERS, from);
                let held: Vec<Unit> = (0..HELD)
                    .filter_map(|_| self.random.pick(&holders).copied())
                    .collect();
                self.holders = holders;
                // Whoever loses most has most to gain.
                let loss = |unit: &Unit| self.loses(self.state.owner[*unit] as usize);
                held.into_iter().max_by(|a, b| loss(a).total_cmp(&loss(b)))
            }
            (None, Some(_)) => {
                let guests = &self.state.members[cell as usize];
                self.random.pick(guests).map(|unit| *unit as Unit)
            }
            (None, None) => self.state.maker(self.state.link(s, cell)),
        }?;
        Some(self.state.owner[unit] as usize)
    }
}
