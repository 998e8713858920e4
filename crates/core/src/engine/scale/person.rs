//! One person's exact subproblem: of all sets of placements that keep the person's own rules, the one
//! worth most.
//!
//! Depth first over slots, earliest first, with the bound "what is chosen + the best that the later
//! slots could add if departments did not matter" (a longest path over slots). Generic over the number
//! type, so that the search by prices (`f32`) and the proof in whole numbers (`i128`) are one code.

use super::few::{self, FEW, Outlook};
use super::habits::Habits;

/// A number that values are counted in.
pub(crate) trait Value: Copy + PartialOrd + std::ops::Add<Output = Self> {
    /// Nothing.
    const ZERO: Self;
    /// Less than anything that can be reached, also after adding to it.
    const NEVER: Self;
    /// Whether the number stands for something that cannot be.
    fn never(self) -> bool;
}

impl Value for f32 {
    const ZERO: f32 = 0.0;
    const NEVER: f32 = -1e30;

    #[inline]
    fn never(self) -> bool {
        self < -1e29
    }
}

impl Value for f64 {
    const ZERO: f64 = 0.0;
    const NEVER: f64 = -1e30;

    #[inline]
    fn never(self) -> bool {
        self < -1e29
    }
}

impl Value for i128 {
    const ZERO: i128 = 0;
    const NEVER: i128 = -(1 << 110);

    #[inline]
    fn never(self) -> bool {
        self < -(1 << 109)
    }
}

/// A cell of a person: department and slot.
pub(crate) type Cell = (u16, u16);

/// The value of every cell of one person, slots × departments, `NEVER` where it cannot be.
pub(crate) struct Worth<'a, V> {
    pub(crate) values: &'a [V],
    pub(crate) departments: usize,
    pub(crate) slots: usize,
    /// Points (department and slot, unweighted) of each cell and the least total, where one is set.
    pub(crate) least: Option<(&'a [i32], i64)>,
}

/// Room that the search keeps between calls, so that it allocates nothing.
#[derive(Clone, Debug)]
pub(crate) struct Scratch<V> {
    /// Best value of each slot.
    pub(super) row: Vec<V>,
    /// `ahead[k * (slots + 1) + t]`: the best k placements from slot t on, departments left aside.
    pub(super) ahead: Vec<V>,
    /// Departments worth trying in each slot, best first, and where each slot's begin.
    tried: Vec<(u16, V)>,
    tried_from: Vec<usize>,
    /// Departments that may stand for each other carry the same kind.
    kinds: Vec<u32>,
    leaders: Vec<Leaders<V>>,
    chosen: Vec<Cell>,
    pub(super) outlook: Outlook<V>,
    /// The best set found.
    pub(crate) best: Vec<Cell>,
}

impl<V: Value> Scratch<V> {
    pub(crate) fn new() -> Self {
        Scratch {
            row: Vec::new(),
            ahead: Vec::new(),
            tried: Vec::new(),
            tried_from: Vec::new(),
            kinds: Vec::new(),
            leaders: Vec::new(),
            chosen: Vec::new(),
            outlook: Outlook::new(),
            best: Vec::new(),
        }
    }
}

/// Fills `row` with the best value of each slot and `ahead` with the best of k slots from each on, some
/// departments left out.
fn look_ahead<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
    left_out: impl Fn(u16) -> bool,
) {
    let slots = worth.slots;
    scratch.row.clear();
    scratch.row.resize(slots, V::NEVER);
    for (best, row) in scratch
        .row
        .iter_mut()
        .zip(worth.values.chunks_exact(worth.departments))
    {
        for (d, value) in row.iter().enumerate() {
            if *value > *best && !left_out(d as u16) {
                *best = *value;
            }
        }
    }
    let width = slots + 1;
    scratch.ahead.clear();
    scratch
        .ahead
        .resize((habits.rotations + 1) * width, V::NEVER);
    scratch.ahead[..width].fill(V::ZERO);
    for k in 1..=habits.rotations {
        for t in (0..slots).rev() {
            let after = (t + 1 + habits.gap).min(slots);
            let rest = scratch.ahead[(k - 1) * width + after];
            let mut best = scratch.ahead[k * width + t + 1];
            if !scratch.row[t].never() && !rest.never() {
                let here = scratch.row[t] + rest;
                if here > best {
                    best = here;
                }
            }
            scratch.ahead[k * width + t] = best;
        }
    }
}

/// The best set of cells, left in `scratch.best`, and its value; `None` if there is none.
///
/// First without the rules that look at the whole set: if what is best then keeps them too, it is best.
pub(crate) fn best_set<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    scratch.best.clear();
    scratch.chosen.clear();
    if habits.rotations > worth.slots {
        if !habits.voluntary {
            return None;
        }
        let fewer = Habits {
            rotations: worth.slots,
            ..habits.clone()
        };
        return best_set(&fewer, worth, scratch);
    }
    let relaxed = if habits.rotations == 2 {
        best_pair(habits, worth, scratch)?
    } else {
        look_ahead(habits, worth, scratch, |_| false);
        list_plain(habits.rotations, worth, scratch, |_| false);
        search(habits, worth, false, scratch)?
    };
    if habits.complete(&scratch.best) && enough_points(worth, &scratch.best) {
        return Some(relaxed);
    }
    if habits.rotations <= FEW {
        return best_whole(habits, worth, scratch);
    }
    list_by_kind(habits, worth, scratch);
    search(habits, worth, true, scratch)
}

/// The best two cells that can stand together, fewer where the person may stay out: in each slot only
/// the two best departments matter, since one of them at least is free.
fn best_pair<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    let rows = worth.values.chunks_exact(worth.departments);
    scratch.leaders.clear();
    scratch
        .leaders
        .extend(rows.take(worth.slots).map(Leaders::of));
    let leaders = scratch.leaders.as_slice();
    let mut pair = Pair {
        value: V::NEVER,
        cells: [(0, 0); 2],
        count: 0,
    };
    if habits.voluntary {
        pair.meet(V::ZERO, [(0, 0); 2], 0);
        for (t, here) in (0u16..).zip(leaders) {
            pair.meet(here.first, [(here.at as u16, t), (0, 0)], 1);
        }
    }
    for (a, here) in leaders.iter().enumerate() {
        if here.first.never() {
            continue;
        }
        for (b, there) in leaders.iter().enumerate().skip(a + 1 + habits.gap) {
            let both = here.first + there.first;
            if there.first.never() || both <= pair.value {
                continue;
            }
            let (one, other) = ((here.at as u16, a as u16), (there.at as u16, b as u16));
            if one.0 != other.0 || habits.together(one, other) {
                pair.meet(both, [one, other], 2);
                continue;
            }
            // The same department twice: one of the two goes to the next best.
            let (low, high) = (here.second + there.first, here.first + there.second);
            pair.meet(low, [(here.next as u16, one.1), other], 2);
            pair.meet(high, [one, (there.next as u16, other.1)], 2);
        }
    }
    if pair.value.never() {
        return None;
    }
    scratch.best.clear();
    scratch.best.extend_from_slice(&pair.cells[..pair.count]);
    Some(pair.value)
}

/// The best pair so far, or what stands for one where the person may stay out.
struct Pair<V> {
    value: V,
    cells: [Cell; 2],
    count: usize,
}

impl<V: Value> Pair<V> {
    #[inline]
    fn meet(&mut self, value: V, cells: [Cell; 2], count: usize) {
        if value > self.value && !value.never() {
            (self.value, self.cells, self.count) = (value, cells, count);
        }
    }
}

/// The two best of some values, and where they stand.
#[derive(Clone, Copy, Debug)]
struct Leaders<V> {
    first: V,
    at: usize,
    second: V,
    next: usize,
}

impl<V: Value> Leaders<V> {
    fn of(values: &[V]) -> Self {
        let first = largest(values);
        let at = position(values, first);
        let (before, after) = (&values[..at], values.get(at + 1..).unwrap_or(&[]));
        let (left, right) = (largest(before), largest(after));
        let (second, next) = if right > left {
            (right, at + 1 + position(after, right))
        } else {
            (left, position(before, left))
        };
        Leaders {
            first,
            at,
            second,
            next,
        }
    }
}

/// The largest of some values.
#[inline]
pub(super) fn largest<V: Value>(values: &[V]) -> V {
    const LANES: usize = 8;
    let mut lanes = [V::NEVER; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (best, value) in lanes.iter_mut().zip(chunk) {
            *best = if *value > *best { *value } else { *best };
        }
    }
    let larger = |a: V, b: &V| if *b > a { *b } else { a };
    lanes.iter().chain(rest).fold(V::NEVER, larger)
}

/// Where a value stands first.
#[inline]
pub(super) fn position<V: Value>(values: &[V], wanted: V) -> usize {
    values
        .iter()
        .position(|value| *value == wanted)
        .unwrap_or(0)
}

/// The best set of few placements where rules look at all of them: first without departments that come
/// after others, then with them. What cannot be reached alone would only blur the bounds of the rest.
fn best_whole<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    let later = |d: u16| habits.comes_after(d);
    look_ahead(habits, worth, scratch, later);
    let mut found = None;
    scratch.best.clear();
    if habits.only_before() {
        list_plain(habits.rotations, worth, scratch, later);
        found = search(habits, worth, false, scratch);
    }
    if found.is_none() || !enough_points(worth, &scratch.best) {
        found = few::without_later(habits, worth, scratch);
    }
    if habits.before.is_empty() {
        return found;
    }
    look_ahead(habits, worth, scratch, |_| false);
    few::with_later(habits, worth, found, scratch)
}

/// Whether a set gives the least points that are asked for.
pub(super) fn enough_points<V>(worth: &Worth<'_, V>, cells: &[Cell]) -> bool {
    worth
        .least
        .is_none_or(|(points, least)| total_points(points, worth.departments, cells) >= least)
}

fn total_points(points: &[i32], departments: usize, cells: &[Cell]) -> i64 {
    let at = |cell: &Cell| usize::from(cell.1) * departments + usize::from(cell.0);
    cells.iter().map(|cell| i64::from(points[at(cell)])).sum()
}

/// In each slot only the best few departments can matter, as many as there are rotations: of these at
/// least one is not taken in another slot.
fn list_plain<V: Value>(
    rotations: usize,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
    left_out: impl Fn(u16) -> bool,
) {
    scratch.tried.clear();
    scratch.tried_from.clear();
    for row in worth
        .values
        .chunks_exact(worth.departments)
        .take(worth.slots)
    {
        let first = scratch.tried.len();
        scratch.tried_from.push(first);
        for (d, value) in row.iter().enumerate() {
            let full = scratch.tried.len() - first == rotations;
            if value.never() || (full && scratch.tried.last().is_none_or(|last| *value <= last.1)) {
                continue;
            }
            if left_out(d as u16) {
                continue;
            }
            if full {
                scratch.tried.pop();
            }
            let at = scratch.tried[first..].partition_point(|(_, known)| *known >= *value);
            scratch.tried.insert(first + at, (d as u16, *value));
        }
    }
    scratch.tried_from.push(scratch.tried.len());
}

/// The same among departments of each kind, where a department is only outdone by others of its kind
/// that are worth no less and give no fewer points.
fn list_by_kind<V: Value>(habits: &Habits, worth: &Worth<'_, V>, scratch: &mut Scratch<V>) {
    habits.kinds(worth.departments, &mut scratch.kinds);
    scratch.tried.clear();
    scratch.tried_from.clear();
    for (t, row) in worth
        .values
        .chunks_exact(worth.departments)
        .take(worth.slots)
        .enumerate()
    {
        let first = scratch.tried.len();
        scratch.tried_from.push(first);
        let open = row.iter().enumerate().filter(|(_, value)| !value.never());
        scratch
            .tried
            .extend(open.map(|(d, value)| (d as u16, *value)));
        let here = &mut scratch.tried[first..];
        here.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal));
        let points = |d: u16| {
            worth.least.map_or(0, |(points, _)| {
                points[t * worth.departments + usize::from(d)]
            })
        };
        let mut kept = first;
        for at in first..scratch.tried.len() {
            let (d, value) = scratch.tried[at];
            let kind = scratch.kinds[usize::from(d)];
            let better = |(other, _): &&(u16, V)| {
                scratch.kinds[usize::from(*other)] == kind && points(*other) >= points(d)
            };
            let outdone = scratch.tried[first..kept].iter().filter(better).count();
            if outdone < habits.rotations {
                scratch.tried[kept] = (d, value);
                kept += 1;
            }
        }
        scratch.tried.truncate(kept);
    }
    scratch.tried_from.push(scratch.tried.len());
}

fn search<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    whole: bool,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    scratch.best.clear();
    scratch.chosen.clear();
    let mut found = None;
    let most = habits.rotations;
    let fewest = if habits.voluntary { 0 } else { most };
    for k in (fewest..=most).rev() {
        let mut descent = Descent {
            habits,
            worth,
            whole,
            scratch: &mut *scratch,
            found,
        };
        descent.go(k, 0, V::ZERO);
        found = descent.found;
    }
    found
}

/// The depth-first search of one person's sets.
struct Descent<'a, V> {
    habits: &'a Habits,
    worth: &'a Worth<'a, V>,
    /// Whether the rules that look at the whole set count.
    whole: bool,
    scratch: &'a mut Scratch<V>,
    found: Option<V>,
}

impl<V: Value> Descent<'_, V> {
    fn hopeless(&self, value: V) -> bool {
        self.found.is_some_and(|best| value <= best)
    }

    /// Whether a cell can join those chosen, all of which are earlier.
    fn fits(&self, cell: Cell) -> bool {
        let chosen = &self.scratch.chosen;
        chosen
            .iter()
            .all(|other| self.habits.together(*other, cell))
            && (!self.whole
                || self.habits.before.iter().all(|(d, missing)| {
                    *d != cell.0
                        || missing
                            .iter()
                            .all(|e| chosen.iter().any(|other| other.0 == *e))
                }))
    }

    fn go(&mut self, left: usize, from: usize, value: V) {
        if left == 0 {
            let kept = !self.whole
                || (self.habits.complete(&self.scratch.chosen)
                    && enough_points(self.worth, &self.scratch.chosen));
            if kept && !self.hopeless(value) {
                self.found = Some(value);
                self.scratch.best.clear();
                self.scratch.best.extend_from_slice(&self.scratch.chosen);
            }
            return;
        }
        let (slots, width) = (self.worth.slots, self.worth.slots + 1);
        for t in from..slots {
            let ahead = self.scratch.ahead[left * width + t];
            if ahead.never() || self.hopeless(value + ahead) {
                return;
            }
            let after = (t + 1 + self.habits.gap).min(slots);
            let rest = self.scratch.ahead[(left - 1) * width + after];
            if self.scratch.row[t].never() || rest.never() {
                continue;
            }
            for at in self.scratch.tried_from[t]..self.scratch.tried_from[t + 1] {
                let (d, here) = self.scratch.tried[at];
                if self.hopeless(value + here + rest) {
                    break;
                }
                let cell = (d, t as u16);
                if self.fits(cell) {
                    self.scratch.chosen.push(cell);
                    self.go(left - 1, after, value + here);
                    self.scratch.chosen.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
