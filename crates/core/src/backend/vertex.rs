//! Rows of the simplex tableau, from a vertex alone: the simplex method keeps its basis to itself.
//!
//! At a vertex the columns between their bounds are the unknowns of as many independent sides that hold with
//! equality. Weights on these sides that leave one such column alone, u A = e, make its row of the tableau. Where
//! more sides hold than are needed, the basis is not the one that the method ended with, and as good for cuts.

use super::cuts::{NOISE, Side};

/// A pivot is at least this much.
const PIVOT: f64 = 1e-6;
/// How near its limit a side holds with equality, and how near its bound a column is there.
pub(super) const NEAR: f64 = 1e-6;
/// More columns between their bounds than these take too long: the elimination is dense.
const MOST: usize = 1_000;

/// Sides of a tableau's row, by position, and their weights.
pub(super) type Weights = Vec<(usize, f64)>;

/// The weights that leave each of the `wanted` columns alone among those between their bounds, for columns where
/// there are any; bounds are pairs of the least and the most.
pub(super) fn tableau(
    sides: &[Side],
    bounds: &[(f64, f64)],
    vertex: &[f64],
    wanted: &[u32],
) -> Vec<Weights> {
    let mut unknown: Vec<Option<usize>> = vec![None; vertex.len()];
    let mut count = 0;
    for (at, (value, (lower, upper))) in vertex.iter().zip(bounds).enumerate() {
        if lower + NEAR < *value && *value < upper - NEAR {
            unknown[at] = Some(count);
            count += 1;
        }
    }
    if count > MOST {
        return Vec::new();
    }
    let mut tight: Vec<usize> = (0..sides.len())
        .filter(|at| {
            let mut terms = sides[*at].terms.iter();
            terms.any(|(at, _)| unknown[*at as usize].is_some()) && sides[*at].room(vertex) < NEAR
        })
        .collect();
    // The model's own sides are better than cuts, short ones than long ones, and a slack that is nothing best.
    tight.sort_by_key(|at| {
        let side = &sides[*at];
        (!side.equal, !side.whole, side.terms.len())
    });
    let mut reduced = Reduced::new(count);
    for at in tight {
        if reduced.rows.len() == count {
            break;
        }
        let mut row = vec![0.0; count];
        for (column, coefficient) in &sides[at].terms {
            if let Some(k) = unknown[*column as usize] {
                row[k] = *coefficient;
            }
        }
        reduced.take(at, row);
    }
    let wanted = wanted.iter().filter_map(|at| unknown[*at as usize]);
    wanted.filter_map(|k| reduced.weights(k)).collect()
}

/// Sides whose unknowns are eliminated by each other (Gauss and Jordan).
struct Reduced {
    /// Which of the sides there is a row of, in the order of the rows.
    taken: Vec<usize>,
    /// What is left of each side: its own unknown once, no other row's, and those of no row.
    rows: Vec<Vec<f64>>,
    /// What each row is made of, as weights of the sides taken up to it and after it.
    made_of: Vec<Vec<f64>>,
    /// The row whose own an unknown is.
    row_of: Vec<Option<usize>>,
}

impl Reduced {
    fn new(count: usize) -> Self {
        Reduced {
            taken: Vec::with_capacity(count),
            rows: Vec::with_capacity(count),
            made_of: Vec::with_capacity(count),
            row_of: vec![None; count],
        }
    }

    /// Takes a side, unless it follows from those before.
    fn take(&mut self, side: usize, mut row: Vec<f64>) {
        let new = self.rows.len();
        let mut made_of = vec![0.0; self.row_of.len()];
        made_of[new] = 1.0;
        let owned = self.row_of.iter().zip(&row);
        let hits: Vec<(usize, f64)> = owned
            .filter(|(_, value)| **value != 0.0)
            .filter_map(|(owner, value)| Some(((*owner)?, *value)))
            .collect();
        for (owner, factor) in hits {
            subtract(&mut row, &self.rows[owner], factor);
            subtract(&mut made_of, &self.made_of[owner], factor);
        }
        let free = (0..row.len()).filter(|k| self.row_of[*k].is_none());
        let Some(own) = free.max_by(|a, b| row[*a].abs().total_cmp(&row[*b].abs())) else {
            return;
        };
        let pivot = row[own];
        if pivot.abs() < PIVOT {
            return;
        }
        for value in row.iter_mut().chain(&mut made_of) {
            *value /= pivot;
        }
        for (other, other_made_of) in self.rows.iter_mut().zip(&mut self.made_of) {
            let factor = other[own];
            if factor != 0.0 {
                subtract(other, &row, factor);
                subtract(other_made_of, &made_of, factor);
            }
        }
        self.row_of[own] = Some(new);
        self.taken.push(side);
        self.rows.push(row);
        self.made_of.push(made_of);
    }

    /// The weights of the row whose own an unknown is, where it holds no other.
    fn weights(&self, unknown: usize) -> Option<Weights> {
        let row = self.row_of[unknown]?;
        let mut others = self.rows[row].iter().enumerate();
        if others.any(|(k, value)| k != unknown && value.abs() > NOISE) {
            return None;
        }
        let each = self.taken.iter().zip(&self.made_of[row]);
        let weights = each.filter(|(_, weight)| weight.abs() > NOISE);
        Some(weights.map(|(at, weight)| (*at, *weight)).collect())
    }
}

/// Subtracts so many times another row, without leaving rounding errors in place of nothing.
fn subtract(row: &mut [f64], other: &[f64], factor: f64) {
    for (value, other) in row.iter_mut().zip(other) {
        if *other != 0.0 {
            *value -= factor * other;
            if value.abs() < NOISE {
                *value = 0.0;
            }
        }
    }
}
