//! The best schedule of one mentor at some prices, by how many people it guides.

use crate::engine::scale::person::Value;
use crate::program::{Mentor, MentorIdx, Program, Slot};
use crate::rules;

/// The largest number of steps of a resting mentor's path that is worth taking.
const LARGEST_TABLE: i64 = 1 << 20;

/// The best that one mentor's schedule adds with a load of at most 0, 1, 2, … people.
///
/// A path over slots: in each slot the mentor is idle, or guides up to `mentees_at_once` people and
/// then rests. Slots that are worth nothing are left out.
pub(crate) fn best_by_load<V>(
    p: &Program,
    m: MentorIdx,
    mentor: &Mentor,
    worth: &[V],
    most: i64,
) -> Vec<V>
where
    V: Value + std::ops::Mul<Output = V> + From<i16>,
{
    let slots = worth.len();
    let people = p.staff.len() as i64;
    let caps: Vec<i64> = (0..slots)
        .map(|t| i64::from(rules::guide_limit(p, m, Slot::new(t))).min(people))
        .collect();
    let room: i64 = caps.iter().sum();
    let most = room
        .min(most.max(0))
        .min(mentor.total.map_or(i64::MAX, i64::from)) as usize;
    let rest = mentor.rest_slots as usize;
    if rest == 0 {
        let mut units: Vec<V> = Vec::new();
        for (value, cap) in worth.iter().zip(&caps) {
            if *value > V::ZERO {
                units.extend(std::iter::repeat_n(*value, (*cap as usize).min(most)));
            }
        }
        units.sort_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
        let mut best = vec![V::ZERO];
        for value in units.into_iter().take(most) {
            best.push(best[best.len() - 1] + value);
        }
        return best;
    }
    if most as i64 * caps.iter().copied().max().unwrap_or(0) > LARGEST_TABLE {
        // Too large to be exact: rest and total left aside, which only widens the bound.
        let full = |sum: V, (value, cap): (&V, &i64)| {
            if *value > V::ZERO {
                sum + *value * V::from((*cap).min(i16::MAX.into()) as i16)
            } else {
                sum
            }
        };
        return vec![V::ZERO, worth.iter().zip(&caps).fold(V::ZERO, full)];
    }
    // `ahead[t][k]`: the best from slot t on with at most k people.
    let mut ahead = vec![vec![V::ZERO; most + 1]; slots + 1];
    for t in (0..slots).rev() {
        let after = (t + 1 + rest).min(slots);
        for k in 0..=most {
            let mut best = ahead[t + 1][k];
            let guests = caps[t].min(k as i64);
            if worth[t] > V::ZERO && guests > 0 {
                for taken in 1..=guests {
                    let here = worth[t] * V::from(taken as i16) + ahead[after][k - taken as usize];
                    if here > best {
                        best = here;
                    }
                }
            }
            ahead[t][k] = best;
        }
    }
    ahead.swap_remove(0)
}
