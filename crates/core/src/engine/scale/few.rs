//! A few rotations under rules that look at all of them: a person's best set of cells.
//!
//! Without departments that come after others: where a rule still asks for something (a department to
//! be seen, a pin), some cell must answer it, so only those that do are tried next. Else any cell may
//! come next, slot by slot, the slot with the best cell first. A branch is cut where what is chosen and
//! the best that the remaining ones could add, departments left aside, is not enough.
//!
//! With them, such a department and one that comes before it are chosen first, and the third by itself.

use super::habits::{Habits, PinCells};
use super::pair::Leaders;
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
    pub(super) fn fill(&mut self, row: &[V], gap: usize) {
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
#[derive(Clone, Copy)]
enum Need<'a> {
    /// One of these departments.
    AnyOf(&'a [u16]),
    /// A cell that matches the pin.
    Pin(&'a PinCells),
    /// One of these cells.
    Within(&'a [u32]),
}

impl Need<'_> {
    /// Each cell that answers it, of so many departments and slots.
    fn each(self, departments: usize, slots: usize, mut take: impl FnMut(Cell)) {
        match self {
            Need::AnyOf(any_of) => {
                for d in any_of {
                    (0..slots as u16).for_each(|t| take((*d, t)));
                }
            }
            Need::Pin(pin) => {
                let all = 0..departments as u16;
                for d in pin.department.map_or(all, |d| d..d + 1) {
                    pin.slots.iter().for_each(|t| take((d, t.0 as u16)));
                }
            }
            Need::Within(cells) => {
                let cell = |at: usize| ((at % departments) as u16, (at / departments) as u16);
                cells.iter().for_each(|at| take(cell(*at as usize)));
            }
        }
    }
}

/// The best set without departments that come after others, which have no values in `worth`, left in
/// `scratch.best`, and its value, if it is worth more than what is known, which is there; `None` if there is
/// none. `scratch` holds the best value of each slot and the best of so many from each slot on.
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
/// `scratch.best`. `free` are the values without those departments, `scratch` holds the same as above.
pub(super) fn with_later<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    free: &Worth<'_, V>,
    known: Option<V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    let mut few = Few::new(habits, worth, scratch, known);
    few.free = free.values;
    // A department and one before it: two placements at least.
    let fewest = match habits.voluntary {
        true => 2,
        false => habits.rotations.max(2),
    };
    for size in (fewest..=habits.rotations).rev() {
        few.after_others(size);
    }
    few.found
}

struct Few<'a, V> {
    habits: &'a Habits,
    worth: &'a Worth<'a, V>,
    /// The values without departments that come after others.
    free: &'a [V],
    row: &'a [V],
    ahead: &'a [V],
    outlook: &'a Outlook<V>,
    leaders: &'a [Leaders<V>],
    best: &'a mut Vec<Cell>,
    found: Option<V>,
    chosen: [Cell; FEW],
    count: usize,
}

impl<'a, V: Value> Few<'a, V> {
    fn new(
        habits: &'a Habits,
        worth: &'a Worth<'a, V>,
        scratch: &'a mut Scratch<V>,
        known: Option<V>,
    ) -> Self {
        Few {
            habits,
            worth,
            free: worth.values,
            row: &scratch.row,
            ahead: &scratch.ahead,
            outlook: &scratch.outlook,
            leaders: &scratch.leaders,
            best: &mut scratch.best,
            found: known,
            chosen: [(0, 0); FEW],
            count: 0,
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

    /// Takes what is chosen for the best set, if it is whole and worth more.
    fn offer(&mut self, value: V) {
        let chosen = &self.chosen[..self.count];
        if !self.hopeless(value)
            && self.habits.complete(chosen)
            && enough_points(self.worth, chosen)
        {
            self.found = Some(value);
            self.best.clear();
            self.best.extend_from_slice(chosen);
        }
    }

    fn go(&mut self, left: usize, from: usize, value: V) {
        if left == 0 {
            self.offer(value);
            return;
        }
        match self.need() {
            None if left == 1 => self.add_free(from, value),
            need => self.choose(left, from, value, need),
        }
    }

    /// Sets with a department that comes after others: each of its cells, with each of the first of the
    /// others before it.
    fn after_others(&mut self, size: usize) {
        let habits = self.habits;
        for (d, missing) in &habits.before {
            if missing.len() >= size {
                continue;
            }
            if size == 2 && self.asked(*d, missing[0]).is_some() {
                continue;
            }
            let more = self.third(size, *d, missing);
            let mut before = V::NEVER;
            for t in habits.gap + 1..self.worth.slots {
                let last = t - habits.gap - 1;
                let other = self.value(missing[0], last);
                before = larger(before, other);
                let here = self.value(*d, t);
                let most = here + before + more;
                if here.never() || before.never() || more.never() || self.hopeless(most) {
                    continue;
                }
                for earlier in 0..=last {
                    let both = here + self.value(missing[0], earlier);
                    if both.never() || self.hopeless(both + more) {
                        continue;
                    }
                    self.chosen[0] = (*d, t as u16);
                    self.chosen[1] = (missing[0], earlier as u16);
                    self.count = 2;
                    match (size, missing.get(1)) {
                        (3, Some(e)) => self.add_of(*e, both),
                        (3, None) => self.add_any(both),
                        _ => self.offer(both),
                    }
                }
            }
        }
        self.count = 0;
    }

    #[inline]
    fn value(&self, d: u16, t: usize) -> V {
        self.worth.values[t * self.worth.departments + usize::from(d)]
    }

    /// The best cell of a department.
    fn best_of(&self, d: u16) -> V {
        let slots = 0..self.worth.slots;
        let values = slots.map(|t| self.value(d, t));
        values.fold(V::NEVER, larger)
    }

    /// The most that a third cell can add to one of a department and one of the first that comes before
    /// it.
    fn third(&self, size: usize, d: u16, missing: &[u16]) -> V {
        match (size, missing.get(1)) {
            (3, Some(e)) => self.best_of(*e),
            (3, None) => {
                let free = self.ahead[self.worth.slots + 1];
                let open = self.later(d, missing[0]).map(|f| self.best_of(f));
                let most = open.fold(free, larger);
                match self.asked(d, missing[0]) {
                    Some(need) => smaller(most, self.best_answer(need)),
                    None => most,
                }
            }
            _ => V::ZERO,
        }
    }

    fn best_answer(&self, need: Need<'_>) -> V {
        let mut best = V::NEVER;
        need.each(self.worth.departments, self.worth.slots, |(d, t)| {
            best = larger(best, self.value(d, usize::from(t)));
        });
        best
    }

    /// What is asked of a third cell, in whatever slots these two departments are: what the second comes
    /// after, what is to be seen oftener than in these two, a pin that neither can match, or one of some cells
    /// elsewhere.
    fn asked(&self, d: u16, e: u16) -> Option<Need<'a>> {
        let short = |(any_of, times): &&(Vec<u16>, usize)| {
            let seen = [d, e].iter().filter(|d| any_of.contains(d)).count();
            seen < *times
        };
        let visit = || self.habits.must_visit.iter().find(short);
        let elsewhere = |pin: &&PinCells| pin.department.is_some_and(|at| at != d && at != e);
        let pin = || self.habits.pins.iter().find(elsewhere);
        let departments = self.worth.departments as u32;
        let outside = |cell: &u32| ![d, e].contains(&((cell % departments) as u16));
        let within = || {
            self.habits
                .within
                .iter()
                .find(|set| set.iter().all(outside))
        };
        self.comes_after(e)
            .or_else(|| visit().map(|(any_of, _)| Need::AnyOf(any_of)))
            .or_else(|| pin().map(Need::Pin))
            .or_else(|| within().map(|set| Need::Within(set)))
    }

    /// What a department comes after.
    fn comes_after(&self, d: u16) -> Option<Need<'a>> {
        let mut before = self.habits.before.iter();
        let after = before.find(|(later, _)| *later == d);
        after.map(|(_, missing)| Need::AnyOf(missing))
    }

    /// The departments that come after no others than these two.
    fn later(&self, d: u16, e: u16) -> impl Iterator<Item = u16> + use<'a, V> {
        let after = move |(_, missing): &&(u16, Vec<u16>)| {
            missing.iter().all(|other| *other == d || *other == e)
        };
        self.habits.before.iter().filter(after).map(|(f, _)| *f)
    }

    /// Adds a third cell, of one department.
    fn add_of(&mut self, d: u16, value: V) {
        for t in 0..self.worth.slots {
            self.add((d, t as u16), value);
        }
    }

    /// Adds a third cell: what is asked for, or of any department that comes after none, or of one that
    /// comes after the two.
    fn add_any(&mut self, value: V) {
        let [(d, _), (e, _), _] = self.chosen;
        if let Some(need) = self.comes_after(e).or_else(|| self.need()) {
            need.each(self.worth.departments, self.worth.slots, |cell| {
                self.add(cell, value);
            });
            return;
        }
        self.add_free(0, value);
        for f in self.later(d, e) {
            self.add_of(f, value);
        }
    }

    /// Adds a last cell of any department that comes after none, of the best slots but for so many.
    fn add_free(&mut self, from: usize, value: V) {
        let (outlook, free, departments) = (self.outlook, self.free, self.worth.departments);
        for at in outlook.order.iter().skip(from) {
            let t = usize::from(*at);
            if self.hopeless(value + self.row[t]) {
                break;
            }
            let mut chosen = self.chosen[..self.count].iter();
            let clashing = chosen.find(|(d, other)| !self.habits.together((*d, *other), (*d, *at)));
            let top = clashing.map_or(self.row[t], |(d, _)| {
                self.leaders[t].without(usize::from(*d))
            });
            if self.hopeless(value + top) {
                continue;
            }
            for (d, here) in free[t * departments..][..departments].iter().enumerate() {
                if !self.hopeless(value + *here) {
                    self.add((d as u16, *at), value);
                }
            }
        }
    }

    /// Offers what is chosen with one more cell.
    #[inline]
    fn add(&mut self, cell: Cell, value: V) {
        let here = self.value(cell.0, usize::from(cell.1));
        if here.never() || self.hopeless(value + here) {
            return;
        }
        let mut chosen = self.chosen[..self.count].iter();
        if chosen.all(|other| self.habits.together(*other, cell)) {
            self.chosen[self.count] = cell;
            self.count += 1;
            self.offer(value + here);
            self.count -= 1;
        }
    }

    /// Goes on with each cell: of those that answer what is asked for, else of the best slots but for so many.
    fn choose(&mut self, left: usize, from: usize, value: V, need: Option<Need<'_>>) {
        let departments = self.worth.departments;
        if let Some(need) = need {
            need.each(departments, self.worth.slots, |cell| {
                self.take(cell, left, from, value);
            });
            return;
        }
        let outlook = self.outlook;
        for (at, t) in outlook.order.iter().enumerate().skip(from) {
            let rest = self.rest(left - 1, usize::from(*t));
            if rest.never() || self.hopeless(value + self.row[usize::from(*t)] + rest) {
                continue;
            }
            for d in 0..departments as u16 {
                self.take((d, *t), left, at + 1, value);
            }
        }
    }

    /// Goes on with a cell.
    fn take(&mut self, cell: Cell, left: usize, from: usize, value: V) {
        let t = usize::from(cell.1);
        let (here, rest) = (self.value(cell.0, t), self.rest(left - 1, t));
        if here.never() || rest.never() || self.hopeless(value + here + rest) {
            return;
        }
        let mut chosen = self.chosen[..self.count].iter();
        if chosen.all(|other| self.habits.together(*other, cell)) {
            self.chosen[self.count] = cell;
            self.count += 1;
            self.go(left - 1, from, value + here);
            self.count -= 1;
        }
    }

    /// What is still asked for, if anything. A voluntary person who stays out owes no visits.
    fn need(&self) -> Option<Need<'a>> {
        let habits = self.habits;
        let chosen = &self.chosen[..self.count];
        let pinned = |pin: &&PinCells| !chosen.iter().any(|cell| pin.matches(*cell));
        let outside = |set: &&Vec<u32>| !chosen.iter().any(|cell| set.contains(&self.index(*cell)));
        let short = |(any_of, times): &&(Vec<u16>, usize)| {
            chosen.iter().filter(|(d, _)| any_of.contains(d)).count() < *times
        };
        let visit = || habits.must_visit.iter().find(short);
        let within = || habits.within.iter().find(outside);
        let pin = habits.pins.iter().find(pinned).map(Need::Pin);
        pin.or_else(|| within().map(|set| Need::Within(set)))
            .or_else(|| visit().map(|(any_of, _)| Need::AnyOf(any_of)))
    }

    fn index(&self, cell: Cell) -> u32 {
        u32::from(cell.1) * self.habits.departments as u32 + u32::from(cell.0)
    }
}

fn larger<V: Value>(a: V, b: V) -> V {
    if b > a { b } else { a }
}

fn smaller<V: Value>(a: V, b: V) -> V {
    if b < a { b } else { a }
}
