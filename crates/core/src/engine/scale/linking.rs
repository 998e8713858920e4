//! The bridges that a plan in the making makes: what each is worth, how many make it, and who.

use super::price::NONE;
use super::state::{State, Unit};

impl State<'_> {
    /// The bridge that a person's placement in a cell makes.
    #[inline]
    pub(super) fn link(&self, s: usize, cell: u32) -> usize {
        self.limits.first_bridge[s] as usize + self.department(cell)
    }

    /// What the bridge of a person's placement in a cell is worth if so many units make it, else 0.
    #[inline]
    fn bridge_of(&self, s: usize, cell: u32, makers: u32) -> i64 {
        let link = self.link(s, cell);
        if self.links[link] == makers {
            self.limits.bridges[link]
        } else {
            0
        }
    }

    /// What a placement would add to the score by a new bridge.
    #[inline]
    pub(super) fn bridge_gain(&self, s: usize, cell: u32) -> i64 {
        self.bridge_of(s, cell, 0)
    }

    /// What taking a placement out would take from the score by a bridge that it alone makes.
    #[inline]
    pub(super) fn bridge_loss(&self, s: usize, cell: u32) -> i64 {
        self.bridge_of(s, cell, 1)
    }

    /// What a unit would add to the score by a new bridge in another cell than its own.
    #[inline]
    pub(super) fn bridge_elsewhere(&self, unit: Unit, cell: u32) -> i64 {
        let s = self.owner[unit] as usize;
        let here = self.cell[unit];
        match here != NONE && self.department(here) == self.department(cell) {
            true => self.bridge_loss(s, cell),
            false => self.bridge_gain(s, cell),
        }
    }

    /// For each department what is paid for the bridge there, less what it is worth if a unit that leaves its
    /// cell made it new, given what is paid for all bridges.
    pub(super) fn fares(&self, unit: Unit, tolls: &[f32], fares: &mut Vec<f32>) {
        let first = self.limits.first_bridge[self.owner[unit] as usize] as usize;
        let row = first..first + self.market.departments;
        let links = self.links[row.clone()]
            .iter()
            .zip(&self.limits.bridges[row.clone()]);
        let fare = |((made, worth), toll): ((&u32, &i64), &f32)| match made {
            0 => toll - *worth as f32,
            _ => *toll,
        };
        fares.clear();
        fares.extend(links.zip(&tolls[row]).map(fare));
        if self.cell[unit] != NONE {
            let here = self.department(self.cell[unit]);
            if self.links[first + here] == 1 {
                fares[here] -= self.limits.bridges[first + here] as f32;
            }
        }
    }

    /// How many units make a bridge.
    #[inline]
    pub(super) fn makers(&self, link: usize) -> i32 {
        self.links[link] as i32
    }

    /// The one unit that makes a bridge.
    #[inline]
    pub(super) fn maker(&self, link: usize) -> Option<Unit> {
        (self.links[link] == 1 && self.limits.bridges[link] > 0).then(|| self.makers[link])
    }

    /// The one other unit that makes the same bridge as a unit, which either could leave.
    pub(super) fn twin(&self, unit: Unit) -> Option<Unit> {
        let link = self.link(self.owner[unit] as usize, self.cell[unit]);
        let shared = self.links[link] == 2 && self.limits.bridges[link] > 0;
        shared.then(|| self.makers[link] - unit)
    }
}
