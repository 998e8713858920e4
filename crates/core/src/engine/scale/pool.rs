//! Sets that somebody chose of late, which stand for all others in most rounds.
//!
//! Of people with three or more rotations a set takes a search, and from round to round prices change little.
//! So most rounds only look at what a person chose before (partial pricing, as in the simplex method: Orchard-Hays,
//! *Advanced linear-programming computing techniques*, 1968). Such a round gives a direction, and proves nothing.

use super::price::NONE;

/// People with so many rotations or more have a pool.
pub(super) const POOLED: usize = 3;
/// Sets that a pool holds.
const SETS: usize = 32;

/// A person's sets and what each gains without prices.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// The sets one after the other, `NONE` where a place is unused.
    cells: Vec<u32>,
    gains: Vec<f32>,
}

impl Pool {
    /// The best of the sets where cells cost this, and its value.
    pub(super) fn best(&self, costs: impl Fn(u32) -> f32) -> Option<(&[u32], f32)> {
        let mut best = None;
        for (set, value) in self.sets(&costs) {
            if best.is_none_or(|(_, most)| value > most) {
                best = Some((set, value));
            }
        }
        best
    }

    /// Takes in a set that is worth this, for the one of least value where there is no room.
    pub(super) fn keep(&mut self, set: &[u32], value: f32, costs: impl Fn(u32) -> f32) {
        let gain = value + paid(set, &costs);
        let mut least: Option<(usize, f32)> = None;
        for (at, (other, value)) in self.sets(&costs).enumerate() {
            if other == set {
                return;
            }
            if least.is_none_or(|(_, least)| value < least) {
                least = Some((at, value));
            }
        }
        match least.filter(|_| self.gains.len() >= SETS) {
            Some((at, _)) => {
                self.cells[at * set.len()..][..set.len()].copy_from_slice(set);
                self.gains[at] = gain;
            }
            None => {
                self.cells.extend_from_slice(set);
                self.gains.push(gain);
            }
        }
    }

    /// The sets and their values.
    fn sets(&self, costs: &impl Fn(u32) -> f32) -> impl Iterator<Item = (&[u32], f32)> {
        let size = self.cells.len() / self.gains.len().max(1);
        let sets = self.cells.chunks_exact(size.max(1));
        let gains = self.gains.iter();
        sets.zip(gains)
            .map(|(set, gain)| (set, gain - paid(set, costs)))
    }
}

/// What the cells of a set cost.
fn paid(set: &[u32], costs: &impl Fn(u32) -> f32) -> f32 {
    let placed = set.iter().filter(|cell| **cell != NONE);
    placed.map(|cell| costs(*cell)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn costs(of: &[f32]) -> impl Fn(u32) -> f32 {
        |cell| of[cell as usize]
    }

    #[test]
    fn the_best_set_follows_the_costs() {
        let (mut pool, at_first) = (Pool::default(), costs(&[1.0, 1.0, 1.0]));
        pool.keep(&[0, 1], 5.0, &at_first);
        pool.keep(&[2, NONE], 4.0, &at_first);
        assert_eq!(pool.best(&at_first), Some(([0, 1].as_slice(), 5.0)));
        let later = costs(&[1.0, 3.0, 0.5]);
        assert_eq!(pool.best(later), Some(([2, NONE].as_slice(), 4.5)));
        assert_eq!(Pool::default().best(at_first), None);
    }

    #[test]
    fn a_full_pool_gives_up_the_set_of_least_value_and_holds_none_twice() {
        let all: Vec<f32> = vec![0.0; SETS + 1];
        let mut pool = Pool::default();
        for cell in 0..SETS as u32 {
            pool.keep(&[cell], cell as f32, costs(&all));
            pool.keep(&[cell], cell as f32, costs(&all));
        }
        assert_eq!(pool.gains.len(), SETS);
        pool.keep(&[SETS as u32], 0.5, costs(&all));
        assert_eq!(pool.gains.len(), SETS);
        assert!(!pool.cells.contains(&0) && pool.cells.contains(&1));
    }
}
