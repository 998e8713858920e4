//! Values that keep every row of a model, found by jumps: pick a broken row, and change the column of
//! it that helps most by weight; rows that stay broken grow heavy (weighting as in Luteberget and
//! Sartor, Feasibility Jump, 2022). Once all rows are kept, more worth is asked for, and so on.
//!
//! It proves nothing and is far from the best, but there is something to show when time runs out.

use crate::model::Model;
use crate::random::Random;

/// Columns of a broken row that are looked at.
const LOOKS: usize = 40;

/// Jumps per column, and in all: work, not seconds.
const JUMPS_PER_COLUMN: usize = 20;
const MOST_JUMPS: usize = 300_000;

/// Jumps between two looks whether to stop.
const PAUSE: usize = 1_024;

/// The best values found that keep every row.
pub(crate) fn jump(model: &Model, seed: u64, stop: &dyn Fn() -> bool) -> Option<Vec<i64>> {
    let mut search = Search::new(model);
    let mut random = Random::new(seed);
    let mut best: Option<(i64, Vec<i64>)> = None;
    let jumps = (JUMPS_PER_COLUMN * model.columns.len()).min(MOST_JUMPS);
    for at in 0..=jumps {
        if search.broken.is_empty() {
            let worth = model.worth(&search.values);
            best = Some((worth, search.values.clone()));
            search.ask_for(worth + 1 + worth.abs() / 200);
            if search.worths.is_empty() {
                break;
            }
        }
        if at % PAUSE == 0 && stop() {
            break;
        }
        search.step(&mut random);
    }
    best.map(|(_, values)| values)
}

struct Search<'a> {
    model: &'a Model,
    values: Vec<i64>,
    /// Rows and coefficients by column; the last row is the worth that is asked for.
    uses: Vec<Vec<(u32, i64)>>,
    terms: Vec<&'a [(u32, i64)]>,
    worths: Vec<(u32, i64)>,
    limits: Vec<(Option<i64>, Option<i64>)>,
    totals: Vec<i64>,
    weights: Vec<f64>,
    broken: Vec<u32>,
    /// Each row's place among the broken ones.
    place: Vec<u32>,
}

const KEPT: u32 = u32::MAX;

impl<'a> Search<'a> {
    fn new(model: &'a Model) -> Self {
        let rows = model.rows.len();
        let mut search = Search {
            model,
            values: model
                .columns
                .iter()
                .map(|column| column.lower.max(0).min(column.upper))
                .collect(),
            uses: vec![Vec::new(); model.columns.len()],
            terms: model.rows.iter().map(|row| row.terms.as_slice()).collect(),
            worths: Vec::new(),
            limits: model
                .rows
                .iter()
                .map(|row| (row.lower, row.upper))
                .collect(),
            totals: vec![0; rows + 1],
            weights: Vec::new(),
            broken: Vec::new(),
            place: vec![KEPT; rows + 1],
        };
        search.limits.push((None, None));
        for (row, at) in model.rows.iter().zip(0u32..) {
            // A row counts by its largest coefficient, so that one unit of any row is alike.
            let largest = row
                .terms
                .iter()
                .map(|(_, coefficient)| coefficient.abs())
                .max();
            search
                .weights
                .push(1.0 / largest.unwrap_or(1).max(1) as f64);
            for &(column, coefficient) in &row.terms {
                search.uses[column as usize].push((at, coefficient));
                search.totals[at as usize] += coefficient * search.values[column as usize];
            }
        }
        let last = u32::try_from(rows).unwrap_or(KEPT);
        for (column, at) in model.columns.iter().zip(0u32..) {
            if column.worth != 0 {
                search.worths.push((at, column.worth));
                search.uses[at as usize].push((last, column.worth));
                search.totals[rows] += column.worth * search.values[at as usize];
            }
        }
        let largest = search.worths.iter().map(|(_, worth)| worth.abs()).max();
        search
            .weights
            .push(1.0 / largest.unwrap_or(1).max(1) as f64);
        for row in 0..=rows {
            search.mark(row);
        }
        search
    }

    /// From here on the worth must be no less than this.
    fn ask_for(&mut self, worth: i64) {
        let last = self.totals.len() - 1;
        self.limits[last].0 = Some(worth);
        self.mark(last);
    }

    fn excess(&self, row: usize, total: i64) -> i64 {
        let (lower, upper) = self.limits[row];
        let below = lower.map_or(0, |lower| (lower - total).max(0));
        let above = upper.map_or(0, |upper| (total - upper).max(0));
        below + above
    }

    /// Puts a row among the broken ones, or takes it out.
    fn mark(&mut self, row: usize) {
        let broken = self.excess(row, self.totals[row]) > 0;
        let known = self.place[row];
        if broken && known == KEPT {
            self.place[row] = u32::try_from(self.broken.len()).unwrap_or(KEPT);
            self.broken.push(u32::try_from(row).unwrap_or(KEPT));
        } else if !broken && known != KEPT {
            self.broken.swap_remove(known as usize);
            if let Some(moved) = self.broken.get(known as usize) {
                self.place[*moved as usize] = known;
            }
            self.place[row] = KEPT;
        }
    }

    /// What a change of a column saves, by weight.
    fn saved(&self, column: usize, change: i64) -> f64 {
        let mut saved = 0.0;
        for &(row, coefficient) in &self.uses[column] {
            let row = row as usize;
            let total = self.totals[row];
            let less = self.excess(row, total) - self.excess(row, total + coefficient * change);
            saved += self.weights[row] * less as f64;
        }
        saved
    }

    fn apply(&mut self, column: usize, change: i64) {
        self.values[column] += change;
        for at in 0..self.uses[column].len() {
            let (row, coefficient) = self.uses[column][at];
            self.totals[row as usize] += coefficient * change;
            self.mark(row as usize);
        }
    }

    fn step(&mut self, random: &mut Random) {
        let row = self.broken[random.below(self.broken.len())] as usize;
        let total = self.totals[row];
        let (lower, upper) = self.limits[row];
        let terms: &[(u32, i64)] = self.terms.get(row).copied().unwrap_or(&self.worths);
        let (looks, first) = (terms.len().min(LOOKS), random.below(terms.len()));
        let mut best: Option<(f64, usize, i64)> = None;
        for look in 0..looks {
            let (column, coefficient) = terms[(first + look * terms.len() / looks) % terms.len()];
            let column = column as usize;
            let needed = match (lower, upper) {
                (Some(lower), _) if total < lower => lower - total,
                (_, Some(upper)) if total > upper => upper - total,
                _ => return,
            };
            // Far enough to mend the row, rounded away from zero, within the column's bounds.
            let size = (needed.abs() + coefficient.abs() - 1) / coefficient.abs();
            let change = size * needed.signum() * coefficient.signum();
            let bounds = self.model.columns[column];
            let value = self.values[column];
            let change = (value + change).clamp(bounds.lower, bounds.upper) - value;
            if change != 0 {
                let saved = self.saved(column, change);
                if best.is_none_or(|(most, _, _)| saved > most) {
                    best = Some((saved, column, change));
                }
            }
        }
        let Some((saved, column, change)) = best else {
            return;
        };
        if saved <= 0.0 {
            let largest = terms.iter().map(|(_, coefficient)| coefficient.abs()).max();
            self.weights[row] += 1.0 / largest.unwrap_or(1).max(1) as f64;
        }
        self.apply(column, change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Row};

    #[test]
    fn an_assignment_is_found_and_made_better() {
        // Four people, four places, one each; worth 10 where the numbers agree, else 1.
        let columns = (0..16).map(|at| Column {
            lower: 0,
            upper: 1,
            worth: if at / 4 == at % 4 { 10 } else { 1 },
        });
        let row = |cells: [u32; 4], lower| Row {
            terms: cells.into_iter().map(|at| (at, 1)).collect(),
            lower,
            upper: Some(1),
        };
        let mut rows: Vec<Row> = Vec::new();
        for at in 0..4 {
            rows.push(row([0, 1, 2, 3].map(|cell| 4 * at + cell), Some(1)));
            rows.push(row([0, 4, 8, 12].map(|cell| at + cell), None));
        }
        let model = Model {
            columns: columns.collect(),
            rows,
        };
        let values = jump(&model, 1, &|| false).expect("an assignment");
        assert!(model.kept_by(&values));
        assert!(model.worth(&values) > 4, "{values:?}");
        let mut impossible = model;
        impossible.rows.push(row([0, 5, 10, 15], Some(2)));
        assert_eq!(jump(&impossible, 1, &|| false), None);
    }
}
