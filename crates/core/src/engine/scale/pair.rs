//! The best pair of cells of a person, found without a search.

use super::habits::Habits;
use super::person::{Cell, Scratch, Value, Worth};

/// Copies the values to `free`, those of departments that come after others left out, since those are not
/// free to stand with any other, and fills the two best of each slot.
pub(super) fn lead<V: Value>(habits: &Habits, worth: &Worth<'_, V>, scratch: &mut Scratch<V>) {
    scratch.free.clear();
    scratch.free.extend_from_slice(worth.values);
    for row in scratch.free.chunks_exact_mut(worth.departments) {
        for (d, _) in &habits.before {
            row[usize::from(*d)] = V::NEVER;
        }
    }
    let rows = scratch.free.chunks_exact_mut(worth.departments);
    scratch.leaders.clear();
    scratch.leaders.extend(rows.map(Leaders::of));
}

/// The best two cells that can stand together, `after` kept, fewer where the person may stay out: in each
/// slot only the two best departments matter, since one of them at least is free. `scratch` holds what [`lead`]
/// fills.
pub(super) fn best_pair<V: Value>(
    habits: &Habits,
    worth: &Worth<'_, V>,
    scratch: &mut Scratch<V>,
) -> Option<V> {
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
    let firsts = leaders.iter().map(|here| here.first);
    let most = firsts.fold(V::NEVER, |a, b| if b > a { b } else { a });
    for (d, missing) in &habits.before {
        if let [first] = missing.as_slice()
            && !habits.comes_after(*first)
        {
            pair.meet_in_order(*first, *d, most, habits.gap, worth);
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

    /// Counts the best pair of one department, worth `most` at most, and, later, another.
    fn meet_in_order(&mut self, first: u16, then: u16, most: V, gap: usize, worth: &Worth<'_, V>) {
        let value = |d: u16, t: usize| worth.values[t * worth.departments + usize::from(d)];
        for t in gap + 1..worth.slots {
            let here = value(then, t);
            if here.never() || here + most <= self.value {
                continue;
            }
            for earlier in 0..t - gap {
                let before = value(first, earlier);
                if !before.never() {
                    let cells = [(first, earlier as u16), (then, t as u16)];
                    self.meet(before + here, cells, 2);
                }
            }
        }
    }
}

/// The two best of some values, and where they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaders<V> {
    first: V,
    at: usize,
    second: V,
    next: usize,
}

impl<V: Value> Leaders<V> {
    /// The best but for one place.
    #[inline]
    pub(super) fn without(&self, at: usize) -> V {
        if self.at == at {
            self.second
        } else {
            self.first
        }
    }

    /// Of some values, which stay as they are.
    fn of(values: &mut [V]) -> Self {
        let first = largest(values);
        let at = position(values, first);
        values[at] = V::NEVER;
        let second = largest(values);
        let next = position(values, second);
        values[at] = first;
        Leaders {
            first,
            at,
            second,
            next,
        }
    }
}

/// Values that are looked at side by side.
const LANES: usize = 8;

/// The largest of some values.
#[inline]
pub(super) fn largest<V: Value>(values: &[V]) -> V {
    let larger = |a: V, b: V| if b > a { b } else { a };
    let mut lanes = [V::NEVER; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (best, value) in lanes.iter_mut().zip(chunk) {
            *best = larger(*best, *value);
        }
    }
    for half in [LANES / 2, LANES / 4, LANES / 8] {
        for lane in 0..half {
            lanes[lane] = larger(lanes[lane], lanes[lane + half]);
        }
    }
    rest.iter()
        .fold(lanes[0], |best, value| larger(best, *value))
}

/// Where a value stands first.
#[inline]
pub(super) fn position<V: Value>(values: &[V], wanted: V) -> usize {
    let holds = |chunk: &[V]| {
        chunk
            .iter()
            .fold(false, |held, value| held | (*value == wanted))
    };
    let chunk = values.chunks(LANES).position(holds).unwrap_or(0) * LANES;
    let mut within = values[chunk..].iter();
    chunk + within.position(|value| *value == wanted).unwrap_or(0)
}
