//! Better values near those that are known.
//!
//! Rounds of cuts bring the relaxation near the whole values. What is equal there and in the best values is held,
//! and the rest is searched (relaxation induced neighbourhoods: Danna, Rothberg and Le Pape, Exploring relaxation
//! induced neighborhoods to improve MIP solutions, Mathematical Programming 102, 2005), as long as that finds
//! better ones; then the whole. Without the cuts the relaxation says too little: of six models that hold better
//! values neither search found them in any, and with them in five.

use super::cuts::{Side, cuts};
use super::microlp::{Part, Relaxed, Solver};
use super::vertex::NEAR;
use crate::model::{Answer, Column, Ending, Model};

/// Rounds of cuts.
const ROUNDS: usize = 30;
/// Cuts that the vertex keeps with room to spare before all such are left out: they make each pivot slower.
const IDLE: usize = 100;

/// The best values found in so many pivots, which are at least those known; best of all where cuts or a search of
/// the whole leave no better ones.
pub(super) fn improve(solver: &Solver<'_>, known: Vec<i64>, pivots: u64) -> Answer {
    let model = &solver.task.model;
    let mut best = Best {
        worth: model.worth(&known),
        values: known,
    };
    let mut left = pivots;
    let cut = strengthened(solver, best.worth, &mut left);
    let mut searches = true;
    while let (Some(cut), true) = (&cut, searches) {
        if left == 0 || best.is_final(solver, cut.most) {
            break;
        }
        let columns = best.near(&model.columns, &cut.vertex);
        let part = Part {
            columns: &columns,
            sides: &cut.sides,
        };
        let before = best.worth;
        // The other half is for the whole, or for what is near the next.
        best.search(solver, part, left.div_ceil(2), &mut left);
        searches = best.worth > before;
    }
    let most = cut.as_ref().map_or(i64::MAX, |cut| cut.most);
    let mut ending = Ending::Unknown;
    if most <= best.worth {
        ending = Ending::Optimal;
    } else if left > 0 && !best.is_final(solver, most) {
        let sides = cut.map_or_else(|| Side::of(&model.rows), |cut| cut.sides);
        let part = Part {
            columns: &model.columns,
            sides: &sides,
        };
        ending = best.search(solver, part, left, &mut left);
    }
    Answer {
        ending,
        values: Some(best.values),
        bound: None,
        note: None,
    }
}

struct Best {
    values: Vec<i64>,
    worth: i64,
}

impl Best {
    fn is_final(&self, solver: &Solver<'_>, most: i64) -> bool {
        most <= self.worth || solver.enough(self.worth) || solver.is_over()
    }

    /// The columns, with switches that stand in the vertex as they do here held.
    fn near(&self, columns: &[Column], vertex: &[f64]) -> Vec<Column> {
        let mut columns = columns.to_vec();
        for ((column, value), there) in columns.iter_mut().zip(&self.values).zip(vertex) {
            let is_switch = column.upper - column.lower == 1;
            if is_switch && (*value as f64 - there).abs() < NEAR {
                (column.lower, column.upper) = (*value, *value);
            }
        }
        columns
    }

    /// Searches a part from here, and goes where that is better.
    fn search(
        &mut self,
        solver: &Solver<'_>,
        part: Part<'_>,
        pivots: u64,
        left: &mut u64,
    ) -> Ending {
        let searched = solver.search(part, Some(&self.values), Some(pivots));
        *left = left.saturating_sub(searched.pivots.max(1));
        let model = &solver.task.model;
        if let Some(values) = searched.answer.values
            && model.kept_by(&values)
            && model.worth(&values) > self.worth
        {
            self.worth = model.worth(&values);
            self.values = values;
        }
        searched.answer.ending
    }
}

/// A vertex of the relaxation with cuts.
struct Strengthened {
    /// The model's sides and the cuts that hold the vertex.
    sides: Vec<Side>,
    vertex: Vec<f64>,
    /// Whole values are worth no more.
    most: i64,
}

/// Cuts off vertices, as long as whole values there may be worth more than so much.
fn strengthened(solver: &Solver<'_>, known: i64, left: &mut u64) -> Option<Strengthened> {
    let Model { columns, rows } = &solver.task.model;
    let mut sides = Side::of(rows);
    let own = sides.len();
    let relax = |sides: &[Side]| solver.relax(Part { columns, sides });
    let mut relaxed = relax(&sides)?;
    let mut spent = relaxed.pivots();
    let mut round = 0;
    loop {
        let vertex = relaxed.values();
        let holds = |side: &Side| side.room(&vertex) < NEAR;
        let idle = sides[own..].iter().filter(|side| !holds(side)).count();
        let most = solver.most(relaxed.worth())?;
        let new = match round < ROUNDS && most > known && !solver.is_over() && spent < *left {
            true => cuts(columns, &sides, &vertex),
            false => Vec::new(),
        };
        if new.is_empty() || idle > IDLE {
            let mut at = 0;
            sides.retain(|side| {
                at += 1;
                at <= own || holds(side)
            });
        }
        if new.is_empty() {
            *left = left.saturating_sub(spent);
            return Some(Strengthened {
                sides,
                vertex,
                most,
            });
        }
        let before = relaxed.pivots();
        sides.extend_from_slice(&new);
        relaxed = if idle > IDLE {
            let again = relax(&sides)?;
            spent += again.pivots();
            again
        } else {
            let next: Relaxed = relaxed.within(&new)?;
            spent += next.pivots().saturating_sub(before);
            next
        };
        round += 1;
    }
}

#[cfg(test)]
mod tests;
