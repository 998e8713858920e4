//! One person's exact subproblem: of all sets of placements that keep the person's own rules, the one
//! worth most.
//!
//! Depth first over slots, earliest first, with the bound "what is chosen + the best that the later
//! slots could add if departments did not matter" (a longest path over slots). Generic over the number
//! type, so that the search by prices (`f32`) and the proof in whole numbers (`i128`) are one code.

use super::few::{self, FEW, Outlook};
use super::habits::Habits;
use super::pair::{Leaders, best_pair, largest, lead};
use super::points::Points;

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
#[derive(Clone, Copy)]
pub(crate) struct Worth<'a, V> {
    pub(crate) values: &'a [V],
    pub(crate) departments: usize,
    pub(crate) slots: usize,
    /// What cells give and the least total, where one is set.
    pub(crate) least: Option<(Points<'a>, i64)>,
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
    pub(super) leaders: Vec<Leaders<V>>,
    /// The values without departments that come after others.
    pub(super) free: Vec<V>,
    chosen: Vec<Cell>,
    pub(super) outlook: Outlook<V>,
    /// The best set found.
    pub(crate) best: Vec<Cell>,
    /// A set that may be the best again, of an earlier round: whatever is worth less is not looked at.
    pub(super) hint: Vec<Cell>,
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
            free: Vec::new(),
            chosen: Vec::new(),
            outlook: Outlook::new(),
            best: Vec::new(),
            hint: Vec::new(),
        }
    }
}

/// Fills `row` with the best value of each slot and `ahead` with the best of k slots from each on.
fn look_ahead<V: Value>(habits: &Habits, worth: &Worth<'_, V>, scratch: &mut Scratch<V>) {
    let slots = worth.slots;
    scratch.row.clear();
    let rows = worth.values.chunks_exact(worth.departments).take(slots);
    scratch.row.extend(rows.map(largest));
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
/// First without the rules that look at the whole set, where that is quick: if what is best then keeps
/// them too, it is best.
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
    if habits.rotations <= FEW {
        return best_few(habits, worth, scratch);
    }
    let known = take_hint(habits, worth, scratch);
    look_ahead(habits, worth, scratch);
    list_plain(habits.rotations, worth, scratch);
    let relaxed = search(habits, worth, false, known, scratch)?;
    if habits.complete(&scratch.best) && enough_points(worth, &scratch.best) {
        return Some(relaxed);
    }
    let known = take_hint(habits, worth, scratch);
    list_by_kind(habits, worth, scratch);
    search(habits, worth, true, known, scratch)
}

/// Takes the hint for the best set so far, if it is a set that keeps the rules; its value.
fn take_hint<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    let hint = &scratch.hint;
    let whole = habits.voluntary || hint.len() == habits.rotations;
    let together = |(at, cell): (usize, &Cell)| {
        hint[..at]
            .iter()
            .all(|other| habits.together(*other, *cell))
    };
    let keeps = !hint.is_empty()
        && whole
        && hint.iter().enumerate().all(together)
        && habits.complete(hint)
        && enough_points(worth, hint);
    let at = |(d, t): &Cell| usize::from(*t) * worth.departments + usize::from(*d);
    let value = hint
        .iter()
        .map(|cell| worth.values[at(cell)])
        .try_fold(V::ZERO, |sum, value| {
            (!value.never()).then_some(sum + value)
        });
    let value = value.filter(|_| keeps)?;
    scratch.best.clear();
    scratch.best.extend_from_slice(&scratch.hint);
    Some(value)
}

/// The best set of few placements: first without departments that come after others, then with them.
/// What cannot be reached alone would only blur the bounds of the rest.
fn best_few<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    lead(habits, worth, scratch);
    if habits.rotations == 2 {
        let relaxed = best_pair(habits, worth, scratch)?;
        if habits.complete(&scratch.best) && enough_points(worth, &scratch.best) {
            return Some(relaxed);
        }
    }
    let values = std::mem::take(&mut scratch.free);
    let free = Worth {
        values: &values,
        ..*worth
    };
    look_out(habits, &free, scratch);
    let mut found = None;
    if habits.only_before() {
        let known = take_hint(habits, worth, scratch);
        list_plain(habits.rotations, &free, scratch);
        found = search(habits, &free, false, known, scratch);
    }
    if found.is_none() || !enough_points(worth, &scratch.best) {
        let known = take_hint(habits, worth, scratch);
        found = few::without_later(habits, &free, known, scratch);
    }
    if !habits.before.is_empty() {
        found = few::with_later(habits, worth, &free, found, scratch);
    }
    scratch.free = values;
    found
}

/// Fills what bounds sets of `free` cells.
fn look_out<V: Value>(habits: &Habits, free: &Worth<'_, V>, scratch: &mut Scratch<V>) {
    look_ahead(habits, free, scratch);
    scratch.outlook.fill(&scratch.row, habits.gap);
}

/// Asks what sets of few placements are worth under rules that change from one time to the next, at the same
/// values.
pub(super) struct Asking<'a, V> {
    worth: &'a Worth<'a, V>,
    scratch: &'a mut Scratch<V>,
    free: Vec<V>,
}

impl<'a, V: Value> Asking<'a, V> {
    pub(super) fn new(
        habits: &Habits,
        worth: &'a Worth<'a, V>,
        scratch: &'a mut Scratch<V>,
    ) -> Self {
        lead(habits, worth, scratch);
        let free = std::mem::take(&mut scratch.free);
        let values = Worth {
            values: &free,
            ..*worth
        };
        look_out(habits, &values, scratch);
        Asking {
            worth,
            scratch,
            free,
        }
    }

    /// The best set worth more than this, and its value; the rules are those of the beginning, but for what
    /// branching adds.
    pub(super) fn best(&mut self, habits: &Habits, floor: V) -> Option<(V, &[Cell])> {
        let free = Worth {
            values: &self.free,
            ..*self.worth
        };
        let mut found = few::without_later(habits, &free, Some(floor), self.scratch);
        if !habits.before.is_empty() {
            found = few::with_later(habits, self.worth, &free, found, self.scratch);
        }
        let found = found.filter(|value| *value > floor)?;
        Some((found, &self.scratch.best))
    }
}

/// Whether a set gives the least points that are asked for.
pub(super) fn enough_points<V>(worth: &Worth<'_, V>, cells: &[Cell]) -> bool {
    worth
        .least
        .is_none_or(|(points, least)| points.sum(cells) >= least)
}

/// In each slot only the best few departments can matter, as many as there are rotations: of these at
/// least one is not taken in another slot.
fn list_plain<V: Value>(rotations: usize, worth: &Worth<'_, V>, scratch: &mut Scratch<V>) {
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
            worth
                .least
                .map_or(0, |(points, _)| points.of((d, t as u16)))
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

/// The best set that is worth more than what is known, which is in `scratch.best`, or that.
fn search<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    whole: bool,
    known: Option<V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    if known.is_none() {
        scratch.best.clear();
    }
    scratch.chosen.clear();
    let mut found = known;
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
