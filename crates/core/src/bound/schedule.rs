//! The best schedules of one mentor at some prices, by how many people it guides.

use crate::engine::scale::person::Value;
use crate::program::{MentorIdx, Program, Slot};
use crate::rules;

/// The largest number of steps of a resting mentor's path that is worth taking.
const LARGEST_TABLE: usize = 1 << 18;

/// The limits of one mentor's schedule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shift {
    /// People guided at most, by slot.
    pub(crate) caps: Vec<u32>,
    /// People guided at most, over the horizon.
    pub(crate) total: u32,
    /// Slots of rest after a slot with people.
    pub(crate) rest: usize,
}

impl Shift {
    /// The limits of a mentor's schedule, what it rests from history included.
    pub(crate) fn new(p: &Program, m: MentorIdx) -> Self {
        let mentor = &p.mentors[m.index()];
        let people = p.staff.len() as u32;
        let cap = |t| rules::guide_limit(p, m, Slot::new(t)).min(people);
        Shift {
            caps: (0..p.calendar.len()).map(cap).collect(),
            total: mentor.total.unwrap_or(u32::MAX),
            rest: mentor.rest_slots as usize,
        }
    }
}

/// The best schedules of a mentor; keeps its room between calls.
#[derive(Clone, Debug)]
pub(crate) struct Schedules<V> {
    /// The best that a schedule of at most 0, 1, 2, … people adds.
    pub(crate) by_load: Vec<V>,
    /// Without rest: the slots worth something, best first. With it: unused.
    order: Vec<usize>,
    /// With rest: `ahead[t * width + k]`, the best from slot t on with at most k people.
    ahead: Vec<V>,
}

impl<V> Schedules<V>
where
    V: Value + std::ops::Mul<Output = V> + From<u32>,
{
    pub(crate) fn new() -> Self {
        Schedules {
            by_load: Vec::new(),
            order: Vec::new(),
            ahead: Vec::new(),
        }
    }

    /// Finds the best that schedules of at most `most` people add, where one person guided in a slot is
    /// `worth` so much.
    ///
    /// A path over slots: in each slot the mentor is idle, or guides up to its cap and then rests. Slots
    /// that are worth nothing are left out.
    pub(crate) fn find(&mut self, shift: &Shift, worth: &[V], most: u32) {
        let largest = shift.caps.iter().copied().max().unwrap_or(0);
        let paying = worth.iter().zip(&shift.caps);
        let paying = paying.filter(|(value, _)| **value > V::ZERO);
        let room: u64 = paying.map(|(_, cap)| u64::from(*cap)).sum();
        let most = room.min(u64::from(most.min(shift.total))) as usize;
        let steps = worth
            .len()
            .saturating_mul(most)
            .saturating_mul(largest as usize);
        self.by_load.clear();
        self.order.clear();
        self.ahead.clear();
        if shift.rest == 0 {
            self.order
                .extend((0..worth.len()).filter(|t| worth[*t] > V::ZERO));
            self.order.sort_by(|a, b| {
                let by_worth = worth[*b].partial_cmp(&worth[*a]);
                by_worth.unwrap_or(std::cmp::Ordering::Equal)
            });
            let mut sum = V::ZERO;
            self.by_load.push(sum);
            for t in &self.order {
                for _ in 0..shift.caps[*t] {
                    if self.by_load.len() > most {
                        return;
                    }
                    sum = sum + worth[*t];
                    self.by_load.push(sum);
                }
            }
        } else if steps > LARGEST_TABLE {
            // Too large to be exact: rest and total left aside, which only widens the bound.
            let full = |sum: V, (value, cap): (&V, &u32)| {
                if *value > V::ZERO {
                    sum + *value * V::from(*cap)
                } else {
                    sum
                }
            };
            let all = worth.iter().zip(&shift.caps).fold(V::ZERO, full);
            self.by_load.extend([V::ZERO, all]);
        } else {
            self.look_ahead(shift, worth, most);
            self.by_load.extend_from_slice(&self.ahead[..most + 1]);
        }
    }

    fn look_ahead(&mut self, shift: &Shift, worth: &[V], most: usize) {
        let (slots, width) = (worth.len(), most + 1);
        self.ahead.resize((slots + 1) * width, V::ZERO);
        for t in (0..slots).rev() {
            let after = (t + 1 + shift.rest).min(slots) * width;
            for k in 0..=most {
                let mut best = self.ahead[(t + 1) * width + k];
                if worth[t] > V::ZERO {
                    for taken in 1..=k.min(shift.caps[t] as usize) {
                        let here = worth[t] * V::from(taken as u32) + self.ahead[after + k - taken];
                        if here > best {
                            best = here;
                        }
                    }
                }
                self.ahead[t * width + k] = best;
            }
        }
    }

    /// The people guided by slot in a best schedule of at most `most` people, after [`Schedules::find`]
    /// with as many or more.
    pub(crate) fn guided(&self, shift: &Shift, worth: &[V], most: u32, guided: &mut [u32]) {
        guided.fill(0);
        let load = (most as usize).min(self.by_load.len().saturating_sub(1));
        if shift.rest == 0 {
            let mut left = load as u32;
            for t in &self.order {
                guided[*t] = shift.caps[*t].min(left);
                left -= guided[*t];
            }
        } else if self.ahead.is_empty() {
            for ((guided, cap), value) in guided.iter_mut().zip(&shift.caps).zip(worth) {
                *guided = if *value > V::ZERO && most > 0 {
                    *cap
                } else {
                    0
                };
            }
        } else {
            self.retrace(shift, worth, load, guided);
        }
    }

    fn retrace(&self, shift: &Shift, worth: &[V], load: usize, guided: &mut [u32]) {
        let (slots, width) = (worth.len(), self.by_load.len());
        let (mut t, mut k) = (0, load);
        while t < slots {
            let value = self.ahead[t * width + k];
            if value <= self.ahead[(t + 1) * width + k] {
                t += 1;
                continue;
            }
            let after = (t + 1 + shift.rest).min(slots);
            let most = k.min(shift.caps[t] as usize);
            let taken = (1..=most).find(|taken| {
                let rest = self.ahead[after * width + k - taken];
                value <= worth[t] * V::from(*taken as u32) + rest
            });
            let taken = taken.unwrap_or(most);
            guided[t] = taken as u32;
            k -= taken;
            t = after;
        }
    }
}

/// Adds the best of one mentor, by load, to a sum over mentors; beyond its end a list stays flat.
pub(crate) fn add_by_load<V: Value>(sums: &mut Vec<V>, more: &[V]) {
    let Some(&last) = more.last() else { return };
    let before = sums.last().copied().unwrap_or(V::ZERO);
    sums.resize(sums.len().max(more.len()), before);
    for (at, sum) in sums.iter_mut().enumerate() {
        *sum = *sum + more.get(at).copied().unwrap_or(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// The best of all schedules, each tried.
    fn best(shift: &Shift, worth: &[i128], t: usize, left: u32) -> i128 {
        if t >= worth.len() {
            return 0;
        }
        let idle = best(shift, worth, t + 1, left);
        (1..=shift.caps[t].min(left))
            .map(|taken| {
                worth[t] * i128::from(taken) + best(shift, worth, t + 1 + shift.rest, left - taken)
            })
            .fold(idle, i128::max)
    }

    #[test]
    fn the_best_schedules_are_those_of_trying_all() {
        let mut random = Random::stream(7, 0);
        for _ in 0..500 {
            let slots = 1 + random.below(6);
            let shift = Shift {
                caps: (0..slots).map(|_| random.below(3) as u32).collect(),
                total: random.below(6) as u32,
                rest: random.below(3),
            };
            let worth: Vec<i128> = (0..slots).map(|_| random.below(12) as i128 - 3).collect();
            let mut schedules = Schedules::new();
            schedules.find(&shift, &worth, 9);
            for (load, value) in (0u32..).zip(&schedules.by_load) {
                assert_eq!(
                    *value,
                    best(&shift, &worth, 0, load.min(shift.total)),
                    "{shift:?} {worth:?} {load}"
                );
                let mut guided = vec![0; slots];
                schedules.guided(&shift, &worth, load, &mut guided);
                let sum: i128 = guided
                    .iter()
                    .zip(&worth)
                    .map(|(guided, worth)| i128::from(*guided) * worth)
                    .sum();
                assert_eq!(sum, *value, "{shift:?} {worth:?} {load}");
            }
            let most = *schedules.by_load.last().expect("there is a load of none");
            assert_eq!(most, best(&shift, &worth, 0, shift.total));
        }
    }
}
