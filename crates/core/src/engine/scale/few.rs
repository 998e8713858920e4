//! A few rotations under rules that look at all of them: a person's best set of cells.
//!
//! Without departments that come after others: where a rule still asks for something (a department to
//! be seen, a pin), some cell must answer it, so only those that do are tried next. Else any cell may
//! come next, slot by slot, the slot with the best cell first. A branch is cut where what is chosen and
//! the best that the remaining ones could add, departments left aside, is not enough.
//!
//! With them, such a department and one that comes before it are chosen first, and the third by itself.

use super::habits::Habits;
use super::pair::{Leaders, lead};
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
    /// A cell that matches the pin of this number.
    Pin(usize),
    /// One of these cells.
    Within(&'a [u32]),
}

/// The best set without departments that come after others, left in `scratch.best`, and its value, if
/// it is worth more than what is known, which is there; `None` if there is none. `scratch` holds the
/// best value of each slot and the best of so many from each slot on, those departments left out.
pub(super) fn without_later<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    known: Option<V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    if known.is_none() {
        scratch.best.clear();
    }
    scratch.outlook.fill(&scratch.row, habits.gap);
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
/// `scratch.best`. `scratch` holds the same as above.
pub(super) fn with_later<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    known: Option<V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
    lead(habits, worth, scratch);
    let mut few = Few::new(habits, worth, scratch, known);
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
        let need = self.need();
        self.choose(left, from, value, need.as_ref());
    }

    /// Sets with a department that comes after others: each of its cells, with each of the first of the
    /// others before it.
    fn after_others(&mut self, size: usize) {
        let habits = self.habits;
        for (d, missing) in &habits.before {
            if missing.len() >= size {
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
                    Some(any_of) => {
                        let asked = any_of.iter().map(|f| self.best_of(*f));
                        smaller(most, asked.fold(V::NEVER, larger))
                    }
                    None => most,
                }
            }
            _ => V::ZERO,
        }
    }

    /// Departments of which one is asked for as a third: what the second comes after, or what is to be
    /// seen oftener than in these two.
    fn asked(&self, d: u16, e: u16) -> Option<&'a [u16]> {
        let first = self.habits.before.iter().find(|(later, _)| *later == e);
        if let Some((_, missing)) = first {
            return Some(missing);
        }
        let short = |(any_of, times): &&(Vec<u16>, usize)| {
            let seen = [d, e].iter().filter(|d| any_of.contains(d)).count();
            seen < *times
        };
        let asked = self.habits.must_visit.iter().find(short);
        asked.map(|(any_of, _)| any_of.as_slice())
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

    /// Adds a third cell: of any department that comes after none, or of one that comes after the two.
    fn add_any(&mut self, value: V) {
        let [(d, at), (e, earlier), _] = self.chosen;
        if let Some(any_of) = self.asked(d, e) {
            any_of.iter().for_each(|f| self.add_of(*f, value));
            return;
        }
        let gap = self.habits.gap;
        let apart = |t: usize, other: u16| t.abs_diff(usize::from(other)) > gap;
        for t in 0..self.worth.slots {
            if !apart(t, at) || !apart(t, earlier) {
                continue;
            }
            let again = self.habits.together((e, earlier), (e, t as u16));
            let top = match again {
                true => self.row[t],
                false => self.leaders[t].without(usize::from(e)),
            };
            if top.never() || self.hopeless(value + top) {
                continue;
            }
            for other in 0..self.worth.departments as u16 {
                if !self.habits.comes_after(other) {
                    self.add((other, t as u16), value);
                }
            }
        }
        for f in self.later(d, e) {
            self.add_of(f, value);
        }
    }

    /// Offers what is chosen with a third cell.
    #[inline]
    fn add(&mut self, cell: Cell, value: V) {
        let here = self.value(cell.0, usize::from(cell.1));
        if here.never() || self.hopeless(value + here) {
            return;
        }
        let mut chosen = self.chosen[..2].iter();
        if chosen.all(|other| self.habits.together(*other, cell)) {
            self.chosen[2] = cell;
            self.count = 3;
            self.offer(value + here);
            self.count = 2;
        }
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
                if self.habits.comes_after(cell.0) {
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
            Need::Pin(at) => self.habits.pins[*at].matches(cell),
            Need::Within(cells) => cells.contains(&self.index(cell)),
        }
    }
}

fn larger<V: Value>(a: V, b: V) -> V {
    if b > a { b } else { a }
}

fn smaller<V: Value>(a: V, b: V) -> V {
    if b < a { b } else { a }
}
