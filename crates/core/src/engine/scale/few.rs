//! A few rotations under rules that look at all of them: a person's best set of cells.
//!
//! Cells join a set in two ways. Where a rule still asks for something (a department to be seen, one to
//! be seen before another, a pin), some cell must answer it, so only those that do are tried next. Else
//! any cell may come next, slot by slot, the slot with the best cell first. A branch is cut where what
//! is chosen and the best that the remaining ones could add, departments left aside, is not enough.

use super::habits::Habits;
use super::person::{Cell, Scratch, Value, Worth, enough_points};

/// With more rotations than this the slots are searched one after the other; see `person`.
pub(super) const FEW: usize = 3;

/// What bounds the cells still to be chosen.
#[derive(Clone, Debug)]
pub(super) struct Outlook<V> {
    /// Slots by falling best value.
    order: Vec<u16>,
    /// For each slot the best value of those far enough from it.
    mate: Vec<V>,
}

impl<V: Value> Outlook<V> {
    pub(super) fn new() -> Self {
        Outlook {
            order: Vec::new(),
            mate: Vec::new(),
        }
    }

    /// From the best value of each slot.
    fn fill(&mut self, row: &[V], gap: usize) {
        let slots = row.len();
        self.order.clear();
        self.order
            .extend((0..slots as u16).filter(|t| !row[usize::from(*t)].never()));
        let value = |t: &u16| row[usize::from(*t)];
        self.order.sort_unstable_by(|a, b| {
            let by_value = value(b).partial_cmp(&value(a));
            by_value.unwrap_or(std::cmp::Ordering::Equal).then(a.cmp(b))
        });
        self.mate.clear();
        self.mate.resize(slots, V::NEVER);
        let larger = |a: V, b: V| if b > a { b } else { a };
        let (mut before, mut after) = (V::NEVER, V::NEVER);
        for t in gap + 1..slots {
            before = larger(before, row[t - gap - 1]);
            self.mate[t] = larger(self.mate[t], before);
            let back = slots - 1 - t;
            after = larger(after, row[back + gap + 1]);
            self.mate[back] = larger(self.mate[back], after);
        }
    }
}

/// Something that a rule asks of a set, and that no chosen cell answers yet.
enum Need<'a> {
    /// One of these departments.
    AnyOf(&'a [u16]),
    /// This department before this slot.
    Before(u16, u16),
    /// A cell that matches the pin of this number.
    Pin(usize),
    /// One of these cells.
    Within(&'a [u32]),
}

/// The best set without departments that come after others, left in `scratch.best`, and its value, if
/// it is worth more than what is known, which is there; `None` if there is none. `scratch` holds the best value of each slot and the best of so many from
/// each slot on, those departments left out.
pub(super) fn without_later<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    known: Option<V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    if known.is_none() {
        scratch.best.clear();
    }
    let mut few = Few::new(habits, worth, scratch, known);
    few.later = false;
    let fewest = match habits.voluntary {
        true => 0,
        false => habits.rotations,
    };
    for size in (fewest..=habits.rotations).rev() {
        few.go(size, 0, V::ZERO);
    }
    few.found
}

/// The best set with such departments too, where `known` is the value of the best without, which is in
/// `scratch.best`, and `free` the best single cell without. `scratch` holds the same as above, no
/// department left out.
pub(super) fn with_later<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    known: Option<V>,
    free: V,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    let mut few = Few::new(habits, worth, scratch, known);
    // A department and one before it: two placements at least.
    let fewest = match habits.voluntary {
        true => 2,
        false => habits.rotations.max(2),
    };
    for size in (fewest..=habits.rotations).rev() {
        few.after_others(size, free);
    }
    few.found
}

struct Few<'a, V> {
    habits: &'a Habits,
    worth: &'a Worth<'a, V>,
    row: &'a [V],
    ahead: &'a [V],
    outlook: &'a Outlook<V>,
    best: &'a mut Vec<Cell>,
    found: Option<V>,
    chosen: [Cell; FEW],
    count: usize,
    /// Whether departments that come after others may be chosen.
    later: bool,
}

impl<'a, V: Value> Few<'a, V> {
    fn new(
        habits: &'a Habits,
        worth: &'a Worth<'a, V>,
        scratch: &'a mut Scratch<V>,
        known: Option<V>,
    ) -> Self {
        scratch.outlook.fill(&scratch.row, habits.gap);
        Few {
            habits,
            worth,
            row: &scratch.row,
            ahead: &scratch.ahead,
            outlook: &scratch.outlook,
            best: &mut scratch.best,
            found: known,
            chosen: [(0, 0); FEW],
            count: 0,
            later: true,
        }
    }

    fn hopeless(&self, value: V) -> bool {
        self.found.is_some_and(|best| value <= best)
    }

    /// The most that so many more can add to a cell in a slot, departments left aside.
    #[inline]
    fn rest(&self, left: usize, t: usize) -> V {
        if left == 0 {
            return V::ZERO;
        }
        let mate = self.outlook.mate[t];
        let apart = (1..left).fold(mate, |sum, _| sum + mate);
        let chain = self.ahead[left * (self.worth.slots + 1)];
        if left > 1 && chain < apart {
            chain
        } else {
            apart
        }
    }

    fn go(&mut self, left: usize, from: usize, value: V) {
        if left == 0 {
            let chosen = &self.chosen[..self.count];
            if !self.hopeless(value)
                && self.habits.complete(chosen)
                && enough_points(self.worth, chosen)
            {
                self.found = Some(value);
                self.best.clear();
                self.best.extend_from_slice(chosen);
            }
            return;
        }
        let need = self.need();
        self.choose(left, from, value, need.as_ref());
    }

    /// Sets with a department that comes after others: such a cell first, if it is worth it with the
    /// best cell of the first of the others before it and the best that a third could add.
    fn after_others(&mut self, size: usize, free: V) {
        let departments = self.worth.departments;
        let habits = self.habits;
        let larger = |a: V, b: V| if b > a { b } else { a };
        let of_department = |d: u16| {
            let column = self.worth.values.iter().skip(usize::from(d));
            column.step_by(departments).copied().fold(V::NEVER, larger)
        };
        let later: Vec<(u16, V)> = match size {
            3 => habits
                .before
                .iter()
                .map(|(d, _)| (*d, of_department(*d)))
                .collect(),
            _ => Vec::new(),
        };
        for (d, missing) in &habits.before {
            // The same department twice only where it may be visited again.
            let again = habits.together((*d, 0), (*d, (self.worth.slots - 1) as u16));
            let others = later.iter().filter(|(other, _)| again || other != d);
            let more = match size {
                3 => others.fold(free, |most, (_, value)| larger(most, *value)),
                _ => V::ZERO,
            };
            let mut before = V::NEVER;
            for t in habits.gap + 1..self.worth.slots {
                let earlier = (t - habits.gap - 1) * departments;
                let other = self.worth.values[earlier + usize::from(missing[0])];
                before = if other > before { other } else { before };
                let here = self.worth.values[t * departments + usize::from(*d)];
                if !here.never() && !before.never() && !self.hopeless(here + before + more) {
                    self.chosen[0] = (*d, t as u16);
                    self.count = 1;
                    self.go(size - 1, 0, here);
                }
            }
        }
        self.count = 0;
    }

    /// Goes on with each cell that answers what is asked for.
    fn choose(&mut self, left: usize, from: usize, value: V, need: Option<&Need<'_>>) {
        let outlook = self.outlook;
        let departments = self.worth.departments;
        let first = if need.is_some() { 0 } else { from };
        for (at, t) in outlook.order.iter().enumerate().skip(first) {
            let rest = self.rest(left - 1, usize::from(*t));
            if rest.never() || self.hopeless(value + self.row[usize::from(*t)] + rest) {
                continue;
            }
            let next = if need.is_some() { from } else { at + 1 };
            let values = &self.worth.values[usize::from(*t) * departments..][..departments];
            for (d, here) in values.iter().enumerate() {
                if here.never() || self.hopeless(value + *here + rest) {
                    continue;
                }
                let cell = (d as u16, *t);
                if !self.later && self.habits.comes_after(cell.0) {
                    continue;
                }
                let mut chosen = self.chosen[..self.count].iter();
                if need.is_none_or(|need| self.answers(need, cell))
                    && chosen.all(|other| self.habits.together(*other, cell))
                {
                    self.chosen[self.count] = cell;
                    self.count += 1;
                    self.go(left - 1, next, value + *here);
                    self.count -= 1;
                }
            }
        }
    }

    /// What is still asked for, if anything. A voluntary person who stays out owes no visits.
    fn need(&self) -> Option<Need<'a>> {
        let habits = self.habits;
        let chosen = &self.chosen[..self.count];
        for (d, missing) in &habits.before {
            for cell in chosen.iter().filter(|cell| cell.0 == *d) {
                let seen = |e: &u16| {
                    let earlier = |other: &Cell| other.0 == *e && other.1 < cell.1;
                    chosen.iter().any(earlier)
                };
                if let Some(e) = missing.iter().find(|e| !seen(e)) {
                    return Some(Need::Before(*e, cell.1));
                }
            }
        }
        for (at, pin) in habits.pins.iter().enumerate() {
            if !chosen.iter().any(|cell| pin.matches(*cell)) {
                return Some(Need::Pin(at));
            }
        }
        for set in &habits.within {
            if !chosen.iter().any(|cell| set.contains(&self.index(*cell))) {
                return Some(Need::Within(set));
            }
        }
        for (any_of, times) in &habits.must_visit {
            if chosen.iter().filter(|(d, _)| any_of.contains(d)).count() < *times {
                return Some(Need::AnyOf(any_of));
            }
        }
        None
    }

    fn index(&self, cell: Cell) -> u32 {
        u32::from(cell.1) * self.habits.departments as u32 + u32::from(cell.0)
    }

    fn answers(&self, need: &Need<'_>, cell: Cell) -> bool {
        match need {
            Need::AnyOf(departments) => departments.contains(&cell.0),
            Need::Before(d, t) => cell.0 == *d && cell.1 < *t,
            Need::Pin(at) => self.habits.pins[*at].matches(cell),
            Need::Within(cells) => cells.contains(&self.index(cell)),
        }
    }
}
