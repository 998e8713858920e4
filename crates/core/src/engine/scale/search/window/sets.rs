//! What the people of a window may have: sets of cells that have room and keep a person's own rules.

use crate::engine::scale::search::Search;
use crate::program::StaffIdx;

/// Sets of a person beside the one that is held, and combinations of cells looked at for them.
const SETS: usize = 25;
const COMBINATIONS: usize = 4_000;
/// How much a set may lose, in typical spreads of points: so much, and twice as much while there are few.
const NARROWEST: f32 = 0.1;
const WIDEST: f32 = 2.0;
/// Sets whose losses are this near each other are as good as equal, in the same unit.
const TIE: f32 = 0.05;

/// Cells that a person may have together.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) cells: Vec<u32>,
    /// What they add to the score by themselves, less the penalty for what is missing.
    pub(super) gain: i64,
}

impl Search<'_> {
    /// Sets of a person who is out, those of small loss first, after the one that was held; `needed` are
    /// claims that lack visits even while nobody is out.
    pub(super) fn sets(&mut self, s: usize, held: Vec<u32>, needed: &[u32]) -> Vec<Set> {
        let spread = self.market.spread as f32;
        let open = self.open_cells(s, needed);
        let best = self.menus[s].best;
        let (mut found, mut reach) = (Vec::new(), NARROWEST * spread);
        while found.len() < 2 * SETS && reach <= WIDEST * spread {
            found = self.combined(s, &open, best - reach);
            reach *= 2.0;
        }
        // Of sets that are as good, lots say which are tried: the first by number would be everybody's.
        let random = &mut self.random;
        found.sort_by_cached_key(|(worth, _)| {
            let loss = (best - worth).max(0.0);
            ((loss / (TIE * spread)) as u32, random.bits())
        });
        found.truncate(SETS);
        let sorted = |cells: &[u32]| {
            let mut cells = cells.to_vec();
            cells.sort_unstable();
            cells
        };
        let same = sorted(&held);
        found.retain(|(_, cells)| sorted(cells) != same);
        let set = |cells: Vec<u32>| {
            let gains = cells
                .iter()
                .map(|cell| self.market.gain(StaffIdx::new(s), *cell as usize));
            let missing = self.market.habits[s].obliged.saturating_sub(cells.len());
            Set {
                gain: gains.sum::<i64>() - (missing as f64 * self.penalty) as i64,
                cells,
            }
        };
        let others = found.into_iter().map(|(_, cells)| cells);
        std::iter::once(held).chain(others).map(set).collect()
    }

    /// A person's cells with room, and what each is worth, the best first: at the prices, but with bridges
    /// as they stand, and the penalty for visits that a department still needs.
    fn open_cells(&self, s: usize, needed: &[u32]) -> Vec<(f32, u32)> {
        let state = &self.state;
        let fits = |cell: u32| state.full(s, cell).is_none() && state.unguided(s, cell).is_none();
        let choices = self.menus[s].choices.iter();
        let mut open: Vec<(f32, u32)> = choices
            .filter(|choice| fits(choice.cell))
            .map(|choice| {
                let bridge = state.bridge_gain(s, choice.cell) as f32;
                let visits = state.any_claim(s, choice.cell, |claim| needed.contains(&claim));
                let visit = if visits { self.penalty as f32 } else { 0.0 };
                (choice.value - choice.toll + bridge + visit, choice.cell)
            })
            .collect();
        open.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        open
    }

    /// Combinations of cells, of which the best come first, that are worth so much and that a person may
    /// have together.
    fn combined(&self, s: usize, open: &[(f32, u32)], floor: f32) -> Vec<(f32, Vec<u32>)> {
        let rotations = self.state.starts[s + 1] - self.state.starts[s];
        let obliged = self.market.habits[s].obliged;
        let mut found = Vec::new();
        if obliged == 0 && floor <= 0.0 {
            found.push((0.0, Vec::new()));
        }
        // Depth first: each cell with those after it, as long as all can still be worth enough.
        let (mut chosen, mut worth): (Vec<usize>, Vec<f32>) = (Vec::new(), vec![0.0]);
        let mut next = 0;
        for _ in 0..COMBINATIONS {
            let so_far = worth[chosen.len()];
            let left = (rotations - chosen.len()) as f32;
            if left > 0.0 && next < open.len() && so_far + left * open[next].0 >= floor {
                let (value, cell) = open[next];
                let together = |at: &usize| self.state.together(s, open[*at].1, cell);
                if chosen.iter().all(together) {
                    chosen.push(next);
                    worth.push(so_far + value);
                    let cells = chosen.iter().map(|at| open[*at].1);
                    let enough = so_far + value >= floor && chosen.len() >= obliged;
                    if enough && self.are_whole(s, cells.clone()) {
                        found.push((so_far + value, cells.collect()));
                    }
                }
                next += 1;
                continue;
            }
            let Some(last) = chosen.pop() else { break };
            worth.pop();
            next = last + 1;
        }
        found
    }
}
