//! Cuts: inequalities that all whole values of a model keep, and a vertex of its relaxation does not.
//!
//! A row of the simplex tableau (`vertex`) is, over columns at a bound, their distances x′ ≥ 0 from it, and the
//! slacks s ≥ 0 of tight sides, x + Σ a x′ + Σ u s = β with β not whole. Mixed-integer rounding makes of it
//!
//! Σ F(a) x′ + Σ F(u) s + Σ min(u, 0) / (1 − f) s ≤ ⌊β⌋, F(a) = ⌊a⌋ + max(0, a − ⌊a⌋ − f) / (1 − f), f = β − ⌊β⌋,
//!
//! the second sum over slacks that are whole and the third over the others (Gomory, An algorithm for the mixed
//! integer problem, RAND RM-2597, 1960; Marchand and Wolsey, Aggregation and mixed integer rounding to solve MIPs,
//! Operations Research 49, 2001). They are reckoned in floating point: whoever uses them checks what comes of it.

use super::vertex::{Weights, tableau};
use crate::model::{Column, Row};

/// Cuts taken at one vertex.
const TAKEN: usize = 40;
/// The cosine between two of them at most: cuts alike do little more than one.
const ALIKE: f64 = 0.3;
/// Terms of a cut at most: long ones make each pivot slower.
const LONGEST: usize = 1_000;
/// How far beyond a cut the vertex is at least, as a distance.
const DEPTH: f64 = 1e-3;
/// How far from whole numbers β is at least: nearer ones give coefficients that are too large.
const FAR: f64 = 0.01;
/// A number below this is a rounding error.
pub(super) const NOISE: f64 = 1e-9;
/// A number this near a whole one is that.
const WHOLE: f64 = 1e-8;
/// How far from the nearest whole number a value of a vertex is at least to count as none.
const BROKEN: f64 = 1e-5;
/// Coefficients this much smaller than a cut's largest are replaced by what their column comes to at most.
const TINY: f64 = 1e-5;

/// One side of a row: a sum of columns that is at most something, or just that.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) most: f64,
    /// Whether the sum is just that.
    pub(super) equal: bool,
    /// Whether the slack of whole values is whole.
    pub(super) whole: bool,
}

impl Side {
    /// The sides of a model's rows.
    pub(super) fn of(rows: &[Row]) -> Vec<Side> {
        let side = |row: &Row, sign: f64, most: i64| Side {
            terms: row
                .terms
                .iter()
                .map(|(at, coefficient)| (*at, sign * *coefficient as f64))
                .collect(),
            most: sign * most as f64,
            equal: row.lower == row.upper,
            whole: true,
        };
        let mut sides = Vec::with_capacity(rows.len());
        for row in rows {
            sides.extend(row.upper.map(|upper| side(row, 1.0, upper)));
            let lower = row.lower.filter(|_| row.lower != row.upper);
            sides.extend(lower.map(|lower| side(row, -1.0, lower)));
        }
        sides
    }

    /// How much the sum may still grow.
    pub(super) fn room(&self, values: &[f64]) -> f64 {
        let each = self.terms.iter();
        self.most - each.map(|(at, a)| a * values[*at as usize]).sum::<f64>()
    }
}

/// The best cuts through which a vertex of these sides breaks, the deepest first.
pub(super) fn cuts(columns: &[Column], sides: &[Side], vertex: &[f64]) -> Vec<Side> {
    let bounds: Vec<(f64, f64)> = columns
        .iter()
        .map(|column| (column.lower as f64, column.upper as f64))
        .collect();
    let broken: Vec<u32> = (0..)
        .zip(vertex)
        .filter(|(_, value)| (*value - value.round()).abs() > BROKEN)
        .map(|(at, _)| at)
        .collect();
    let mut rounding = Rounding {
        sides,
        bounds: &bounds,
        vertex,
        sum: Sum::new(columns.len()),
    };
    let tableau = tableau(sides, &bounds, vertex, &broken);
    let found = tableau.iter().filter_map(|weights| rounding.cut(weights));
    let mut found: Vec<(f64, Side)> = found.collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    unlike(found, columns.len())
}

/// The first of these cuts, and those after them that are not like one before.
fn unlike(found: Vec<(f64, Side)>, columns: usize) -> Vec<Side> {
    let mut taken = Vec::new();
    let mut directions: Vec<Vec<f64>> = Vec::new();
    for (_, cut) in found {
        let length = length(&cut.terms);
        let alike = directions.iter().any(|direction| {
            let each = cut.terms.iter();
            let product: f64 = each.map(|(at, a)| a * direction[*at as usize]).sum();
            product > ALIKE * length
        });
        if alike {
            continue;
        }
        let mut direction = vec![0.0; columns];
        for (at, a) in &cut.terms {
            direction[*at as usize] = a / length;
        }
        directions.push(direction);
        taken.push(cut);
        if taken.len() == TAKEN {
            break;
        }
    }
    taken
}

fn length(terms: &[(u32, f64)]) -> f64 {
    terms.iter().map(|(_, a)| a * a).sum::<f64>().sqrt()
}

/// The whole number that a number is but for rounding errors, or itself.
fn snapped(value: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() < WHOLE {
        whole
    } else {
        value
    }
}

/// What rows of one vertex's tableau are rounded with.
struct Rounding<'a> {
    sides: &'a [Side],
    bounds: &'a [(f64, f64)],
    vertex: &'a [f64],
    sum: Sum,
}

impl Rounding<'_> {
    /// The cut of a row of the tableau, and how deep the vertex is in what it cuts off.
    fn cut(&mut self, weights: &Weights) -> Option<(f64, Side)> {
        let mut beta = 0.0;
        for (at, weight) in weights {
            beta += weight * self.sides[*at].most;
            self.sum.add(&self.sides[*at].terms, *weight);
        }
        // Columns are counted from their nearer bound: a distance that grows adds its coefficient.
        let row = self.sum.take();
        let mut distances: Vec<(u32, f64, f64, f64)> = Vec::with_capacity(row.len());
        for (at, coefficient) in row {
            let (lower, upper) = self.bounds[at as usize];
            let value = self.vertex[at as usize];
            let (bound, sign) = match upper - value < value - lower {
                true => (upper, -1.0),
                false => (lower, 1.0),
            };
            let coefficient = snapped(coefficient);
            beta -= coefficient * bound;
            distances.push((at, coefficient, bound, sign));
        }
        let beta = snapped(beta);
        let f = beta - beta.floor();
        if !(FAR..=1.0 - FAR).contains(&f) {
            return None;
        }
        let rounded = |a: f64| {
            let a = snapped(a);
            a.floor() + (a - a.floor() - f).max(0.0) / (1.0 - f)
        };
        let mut most = beta.floor();
        for (at, coefficient, bound, sign) in distances {
            let term = sign * rounded(sign * coefficient);
            most += term * bound;
            self.sum.add(&[(at, term)], 1.0);
        }
        for (at, weight) in weights {
            let side = &self.sides[*at];
            let factor = match (side.equal, side.whole) {
                (true, _) => 0.0,
                (false, true) => rounded(*weight),
                (false, false) => weight.min(0.0) / (1.0 - f),
            };
            most -= factor * side.most;
            self.sum.add(&side.terms, -factor);
        }
        self.finished(most)
    }

    /// The cut that the sum makes, if it is short and deep.
    fn finished(&mut self, mut most: f64) -> Option<(f64, Side)> {
        let mut terms = self.sum.take();
        let largest = terms
            .iter()
            .fold(0.0, |most: f64, (_, a)| most.max(a.abs()));
        terms.retain(|(at, a)| {
            let (lower, upper) = self.bounds[*at as usize];
            let tiny = a.abs() < TINY * largest;
            if tiny {
                most -= (a * lower).min(a * upper);
            }
            !tiny
        });
        let mut cut = Side {
            terms,
            most,
            equal: false,
            whole: false,
        };
        let depth = -cut.room(self.vertex) / length(&cut.terms);
        let is_whole = |a: f64| (a - a.round()).abs() < WHOLE;
        cut.whole = cut.terms.iter().all(|(_, a)| is_whole(*a)) && is_whole(most);
        if cut.whole {
            cut.most = most.round();
            for (_, a) in &mut cut.terms {
                *a = a.round();
            }
        } else {
            // Room for the rounding errors of the sums.
            cut.most += NOISE * most.abs().max(1.0);
        }
        let fits = (1..=LONGEST).contains(&cut.terms.len());
        (fits && depth > DEPTH).then_some((depth, cut))
    }
}

/// A sum of sparse rows.
struct Sum {
    values: Vec<f64>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Sum {
    fn new(columns: usize) -> Self {
        Sum {
            values: vec![0.0; columns],
            touched: Vec::new(),
            is_touched: vec![false; columns],
        }
    }

    fn add(&mut self, terms: &[(u32, f64)], factor: f64) {
        if factor == 0.0 {
            return;
        }
        for (at, a) in terms {
            let column = *at as usize;
            if !self.is_touched[column] {
                self.is_touched[column] = true;
                self.touched.push(*at);
            }
            self.values[column] += factor * a;
        }
    }

    /// What has been added up, by column, and back to nothing.
    fn take(&mut self) -> Vec<(u32, f64)> {
        self.touched.sort_unstable();
        let mut terms = Vec::with_capacity(self.touched.len());
        for at in self.touched.drain(..) {
            let value = std::mem::take(&mut self.values[at as usize]);
            self.is_touched[at as usize] = false;
            if value.abs() > NOISE {
                terms.push((at, value));
            }
        }
        terms
    }
}

#[cfg(test)]
mod tests;
