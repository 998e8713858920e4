//! Some people taken out and placed again, all at once and as well as can be.
//!
//! Chains and paths move a few people one after the other; where rules look at all of a person's
//! placements, or several limits are full at once, what is left to gain takes many who move together. A
//! *window* is such a group, with some sets of cells for each that have room once all are out: a small
//! program of whole numbers, which microlp solves (large neighbourhood search: Shaw, Using constraint
//! programming and local search methods to solve vehicle routing problems, CP 1998).

mod model;
mod sets;

use self::sets::Set;
use super::{HOLDERS, Search};
use crate::backend::{Task, run_here};
use crate::engine::scale::price::NONE;
use crate::engine::scale::state::Unit;
use crate::program::StaffIdx;

/// People of a window, and how many of them are drawn because something is lost where they are; the
/// others stand in the way of what these could have.
const PEOPLE: usize = 100;
const SEEDS: usize = 20;
/// Units looked at for each of these, and of those that lose nothing, how many percent for what is not
/// used up.
const SEED_LOOKS: usize = 50;
const DRAWN: usize = 10;
/// Draws for each of the others, and holders of a full limit that are compared.
const DRAWS: usize = 20;
const HELD: usize = 3;
/// Less than this is no loss, and people whose losses are this near are in each other's way, in typical
/// spreads of points.
const LEAST_LOSS: f32 = 0.04;
const REACH: f32 = 0.3;

/// A group of people and what they may have.
struct Window {
    people: Vec<usize>,
    /// The sets of each, the one held first, and their columns.
    sets: Vec<Vec<Set>>,
    columns: Vec<Vec<u32>>,
    /// The program of them, from the plan as it is.
    task: Task,
}

impl Search<'_> {
    /// Solves so many windows, fewer if nobody is left who loses; `left` tells how many seconds are left.
    pub(in super::super) fn windows(
        &mut self,
        count: usize,
        left: &dyn Fn() -> Option<f64>,
        stop: &dyn Fn() -> bool,
    ) {
        for _ in 0..count {
            if stop() {
                break;
            }
            let Some(people) = self.gather() else { break };
            // Mentors are told one from another only where it turns out that this matters.
            for one_by_one in [false, true] {
                let mut window = self.open(&people, one_by_one);
                let chosen = window.solve(left());
                let guided = chosen.is_none_or(|chosen| self.rearrange(&window, &chosen));
                if guided {
                    break;
                }
            }
        }
        self.note();
    }

    /// People who lose, or could use what is paid for and not used up, and people in their way; `None` if
    /// nobody seems to lose.
    fn gather(&mut self) -> Option<Vec<usize>> {
        let least = LEAST_LOSS * self.market.spread as f32;
        let mut taken = vec![false; self.menus.len()];
        let mut people = Vec::new();
        for _ in 0..SEEDS * SEED_LOOKS {
            let unit = self.random.below(self.state.cell.len());
            let s = self.state.owner[unit] as usize;
            let loses =
                self.staying(unit) > least || self.random.chance(DRAWN) && self.drawn(unit) > least;
            if loses && !std::mem::replace(&mut taken[s], true) {
                people.push(s);
            }
            if people.len() == SEEDS {
                break;
            }
        }
        if people.is_empty() {
            return None;
        }
        for draw in 0..DRAWS * PEOPLE {
            if people.len() == PEOPLE {
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

    /// The window of a group; the plan stays as it is.
    fn open(&mut self, people: &[usize], one_by_one: bool) -> Window {
        let guided = self.state.guided.clone();
        let needed = self.state.needed();
        let mut held = Vec::new();
        for s in people {
            held.push(self.placed(*s));
            self.take_all(*s);
        }
        let each = people.iter().zip(held);
        let sets = each.map(|(s, held)| self.sets(*s, held, &needed)).collect();
        let window = self.written(people.to_vec(), sets, one_by_one, &guided);
        self.state.take_back(0);
        window
    }

    /// The cells where a person is.
    fn placed(&self, s: usize) -> Vec<u32> {
        let cells = &self.state.cell[self.state.starts[s]..self.state.starts[s + 1]];
        cells.iter().copied().filter(|cell| *cell != NONE).collect()
    }

    /// Takes a person out of all of them.
    fn take_all(&mut self, s: usize) {
        for unit in self.state.starts[s]..self.state.starts[s + 1] {
            if self.state.cell[unit] != NONE {
                self.state.take(unit);
            }
        }
    }

    /// Gives everybody of a window the chosen set, unless the plan is worse for it; whether mentors were
    /// found for all. A plan that is as good is taken: it may be the way to a better one.
    fn rearrange(&mut self, window: &Window, chosen: &[usize]) -> bool {
        let before = self.energy();
        for s in &window.people {
            self.take_all(*s);
        }
        let mut guided = true;
        let sets = window.sets.iter().zip(chosen).map(|(sets, at)| &sets[*at]);
        let fits = window.people.iter().zip(sets).all(|(s, set)| {
            let units = self.state.starts[*s]..self.state.starts[*s + 1];
            units.zip(&set.cells).all(|(unit, cell)| {
                let gain = self.market.gain(StaffIdx::new(*s), *cell as usize);
                let fits = self.state.full(*s, *cell).is_none() && self.state.agrees(unit, *cell);
                guided &= !fits || self.state.put(unit, *cell, gain);
                fits && guided
            })
        });
        if fits && self.energy() >= before {
            self.state.commit();
            debug_assert!(self.state.is_true());
        } else {
            self.state.take_back(0);
        }
        guided
    }
}

impl Window {
    /// Which set each has in the best plan that a short search finds, within so many seconds.
    fn solve(&mut self, left: Option<f64>) -> Option<Vec<usize>> {
        self.task.seconds = left;
        let values = run_here(&self.task).values?;
        let set = |mine: &Vec<u32>| mine.iter().position(|x| values[*x as usize] == 1);
        self.columns.iter().map(set).collect()
    }
}

#[cfg(test)]
mod tests;
