//! Whether a small model has any values at all: depth first, with bounds propagated along the rows, in
//! whole numbers. For one person's own rules, not for whole programs.

use crate::model::{Model, Row};

/// Columns tried before giving up.
const TRIES: u32 = 20_000;

/// Whether any values keep every row; `None` if that was not found out.
pub(super) fn feasible(model: &Model) -> Option<bool> {
    values(model, TRIES).map(|found| found.is_some())
}

/// Values that keep every row, or `Some(None)` if there are none; `None` if that was not found out in
/// so many tries.
pub(crate) fn values(model: &Model, tries: u32) -> Option<Option<Vec<i64>>> {
    let rows: Vec<&Row> = model.rows.iter().collect();
    let mut left = tries;
    descend(&rows, domain(model), &mut left)
}

/// The same for some of the rows.
pub(super) fn feasible_with(model: &Model, rows: &[&Row]) -> Option<bool> {
    let mut left = TRIES;
    descend(rows, domain(model), &mut left).map(|found| found.is_some())
}

fn domain(model: &Model) -> Vec<(i64, i64)> {
    let columns = model.columns.iter();
    columns.map(|column| (column.lower, column.upper)).collect()
}

fn descend(rows: &[&Row], mut domain: Vec<(i64, i64)>, left: &mut u32) -> Option<Option<Vec<i64>>> {
    if !propagate(rows, &mut domain) {
        return Some(None);
    }
    // Rows that the least values break say where to look; without any, those values will do.
    let broken = rows.iter().find(|row| {
        let total = row.terms.iter();
        let total = total.map(|(at, coefficient)| coefficient * domain[*at as usize].0);
        !row.holds(total.sum())
    });
    let Some(broken) = broken else {
        return Some(Some(domain.into_iter().map(|(least, _)| least).collect()));
    };
    let open = broken
        .terms
        .iter()
        .map(|(at, _)| *at as usize)
        .find(|at| domain[*at].0 < domain[*at].1)?;
    *left = left.checked_sub(1)?;
    let (lower, upper) = domain[open];
    let mut higher = domain.clone();
    higher[open] = (lower + 1, upper);
    domain[open] = (lower, lower);
    match descend(rows, higher, left) {
        Some(None) => descend(rows, domain, left),
        answer => answer,
    }
}

/// Narrows the domains to what the rows leave; false if some row cannot be kept.
fn propagate(rows: &[&Row], domain: &mut [(i64, i64)]) -> bool {
    let ends = |coefficient: i64, (lower, upper): (i64, i64)| {
        if coefficient > 0 {
            (coefficient * lower, coefficient * upper)
        } else {
            (coefficient * upper, coefficient * lower)
        }
    };
    loop {
        let mut changed = false;
        for row in rows {
            let (mut least, mut most) = (0, 0);
            for &(at, coefficient) in &row.terms {
                let (low, high) = ends(coefficient, domain[at as usize]);
                least += low;
                most += high;
            }
            if row.upper.is_some_and(|upper| least > upper)
                || row.lower.is_some_and(|lower| most < lower)
            {
                return false;
            }
            for &(at, coefficient) in &row.terms {
                let known = domain[at as usize];
                let (low, high) = ends(coefficient, known);
                let (mut lower, mut upper) = known;
                // What the others leave for this column's share.
                if let Some(room) = row.upper.map(|upper| upper - (least - low)) {
                    if coefficient > 0 {
                        upper = upper.min(room.div_euclid(coefficient));
                    } else {
                        lower = lower.max(ceiling_of(room, coefficient));
                    }
                }
                if let Some(need) = row.lower.map(|lower| lower - (most - high)) {
                    if coefficient > 0 {
                        lower = lower.max(ceiling_of(need, coefficient));
                    } else {
                        upper = upper.min(floor_of(need, coefficient));
                    }
                }
                if lower > upper {
                    return false;
                }
                if (lower, upper) != known {
                    domain[at as usize] = (lower, upper);
                    let (new_low, new_high) = ends(coefficient, (lower, upper));
                    least += new_low - low;
                    most += new_high - high;
                    changed = true;
                }
            }
        }
        if !changed {
            return true;
        }
    }
}

/// The quotient rounded down, whatever the signs.
fn floor_of(number: i64, by: i64) -> i64 {
    let quotient = number / by;
    if number % by != 0 && (number < 0) != (by < 0) {
        quotient - 1
    } else {
        quotient
    }
}

/// The quotient rounded up, whatever the signs.
fn ceiling_of(number: i64, by: i64) -> i64 {
    -floor_of(-number, by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Column;

    /// Every assignment, one after the other.
    fn by_hand(model: &Model) -> bool {
        let columns = model.columns.len();
        (0..4i64.pow(u32::try_from(columns).expect("few columns"))).any(|mut number| {
            let values: Vec<i64> = (0..columns)
                .map(|_| {
                    let value = number % 4;
                    number /= 4;
                    value
                })
                .collect();
            model.kept_by(&values)
        })
    }

    #[test]
    fn agrees_with_trying_everything() {
        let mut seed = 7u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let (mut yes, mut no) = (0, 0);
        for _ in 0..400 {
            let columns = 1 + next(4) as usize;
            let rows: Vec<Row> = (0..1 + next(4))
                .map(|_| {
                    let terms: Vec<(u32, i64)> = (0..columns)
                        .map(|at| (at as u32, next(7) as i64 - 3))
                        .filter(|(_, coefficient)| *coefficient != 0)
                        .collect();
                    let lower = (next(2) == 0).then(|| next(9) as i64 - 2);
                    let upper = (next(2) == 0).then(|| next(9) as i64 - 4);
                    Row {
                        terms,
                        lower,
                        upper,
                    }
                })
                .collect();
            let column = Column {
                lower: 0,
                upper: 3,
                worth: 0,
            };
            let columns = vec![column; columns];
            let model = Model { columns, rows };
            let expected = by_hand(&model);
            assert_eq!(feasible(&model), Some(expected), "{model:?}");
            yes += usize::from(expected);
            no += usize::from(!expected);
        }
        assert!(yes > 50 && no > 50, "{yes} {no}");
    }
}
