//! What a person loses where it is, and a unit, given where its person's others are.

use super::Search;
use crate::engine::scale::choices::Choice;
use crate::engine::scale::price::NONE;
use crate::engine::scale::state::Unit;

/// What stands for a person's other placements where nothing is known of them: no two are in one cell.
pub(super) const NO_OTHERS: [u32; 2] = [0; 2];
/// The same for all of a person's placements.
pub(super) const NO_CELLS: [u32; 3] = [0; 3];

impl Search<'_> {
    /// What a person loses against the best set, at the prices; while placements are missing that have to
    /// be, the least that can come of it.
    pub(super) fn loses(&self, s: usize) -> f32 {
        // It is asked of many who have not moved since, and a menu lies far away in memory.
        let units = self.state.starts[s]..self.state.starts[s + 1];
        let cells = &self.state.cell[units];
        let mut there = [NONE; NO_CELLS.len()];
        if cells.len() > there.len() {
            return self.loses_at(s, cells);
        }
        there[..cells.len()].copy_from_slice(cells);
        let (known, loss) = self.losses[s].get();
        if known == there {
            return loss;
        }
        let loss = self.loses_at(s, cells);
        self.losses[s].set((there, loss));
        loss
    }

    /// The same for a person's units in these cells.
    pub(super) fn loses_at(&self, s: usize, cells: &[u32]) -> f32 {
        let menu = &self.menus[s];
        let (mut least, mut value, mut whole) = (0.0, 0.0, true);
        for (unit, cell) in (self.state.starts[s]..).zip(cells) {
            if *cell == NONE {
                whole &= self.state.optional(unit);
                continue;
            }
            match menu.choice(*cell) {
                Some(choice) => {
                    least = choice.loss.max(least);
                    value += choice.value;
                }
                None => {
                    least = menu.choices.last().map_or(0.0, |last| last.loss).max(least);
                    whole = false;
                }
            }
        }
        if whole {
            (menu.best - value).max(least)
        } else {
            least
        }
    }

    /// What the best of a unit's choices is worth that goes with its person's other placements.
    pub(super) fn top(&self, unit: Unit) -> f32 {
        let s = self.state.owner[unit] as usize;
        let menu = &self.menus[s];
        let units = self.state.starts[s]..self.state.starts[s + 1];
        if units.len() == 1 {
            return menu.most;
        }
        // It is asked far more often than the person's other placements change.
        let others = self.others(unit);
        let (known, top) = self.tops[unit].get();
        if others == Some(known) {
            return top;
        }
        let open = |choice: &&Choice| self.state.agrees(unit, choice.cell);
        let values = menu.choices.iter().filter(open).map(|choice| choice.value);
        let top = values.fold(menu.least, f32::max);
        self.tops[unit].set((others.unwrap_or(NO_OTHERS), top));
        top
    }

    /// The cells of a person's other placements than a unit, if these are few enough to remember.
    pub(super) fn others(&self, unit: Unit) -> Option<[u32; 2]> {
        let s = self.state.owner[unit] as usize;
        let units = self.state.starts[s]..self.state.starts[s + 1];
        let few = units.len() <= 3;
        let others = units.filter(|other| *other != unit);
        let mut cells = others.map(|other| self.state.cell[other]);
        few.then(|| [cells.next().unwrap_or(NONE), cells.next().unwrap_or(NONE)])
    }

    /// What a unit loses where it is, against the best of its choices.
    pub(super) fn staying(&self, unit: Unit) -> f32 {
        let cell = self.state.cell[unit];
        let bridge = match cell {
            NONE => 0,
            cell => self
                .state
                .bridge_loss(self.state.owner[unit] as usize, cell),
        };
        self.standing(unit) - bridge as f32
    }

    /// The same, the bridge that it makes left aside.
    pub(super) fn standing(&self, unit: Unit) -> f32 {
        let s = self.state.owner[unit] as usize;
        let menu = &self.menus[s];
        let cell = self.state.cell[unit];
        if cell == NONE {
            return self.penalty as f32;
        }
        match menu.choice(cell) {
            Some(choice) => self.top(unit) - choice.value + self.toll(s, cell),
            None if menu.choices.is_empty() => 0.0,
            None => self.top(unit) - menu.least,
        }
    }
}
