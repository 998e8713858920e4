//! Models of a few columns, and all their values.

use super::{Backend, Task};
use crate::model::{Column, Model, Row};
use crate::random::Random;

/// A few columns and rows, some of them equalities, that the values drawn first keep.
pub(super) fn drawn(random: &mut Random) -> Model {
    let columns: Vec<Column> = (0..5)
        .map(|_| {
            let lower = random.below(3) as i64 - 1;
            Column {
                lower,
                upper: lower + 1 + random.below(3) as i64,
                worth: random.below(20) as i64 - 4,
            }
        })
        .collect();
    let room = |column: &Column| (column.upper - column.lower + 1) as usize;
    let values: Vec<i64> = columns
        .iter()
        .map(|column| column.lower + random.below(room(column)) as i64)
        .collect();
    let mut row = || {
        let drawn = (0..5).map(|at| (at, random.below(9) as i64 - 3));
        let terms: Vec<(u32, i64)> = drawn.filter(|(_, a)| *a != 0).collect();
        let each = terms.iter();
        let total: i64 = each.map(|(at, a)| a * values[*at as usize]).sum();
        let (below, above) = (random.below(4) as i64, random.below(4) as i64);
        Row {
            terms,
            lower: (below != 3).then_some(total - below),
            upper: (below == 3 || above != 3).then_some(total + above),
        }
    };
    let rows = (0..4).map(|_| row()).collect();
    Model { columns, rows }
}

/// All whole values within a model's columns.
fn points(columns: &[Column]) -> Vec<Vec<i64>> {
    columns.iter().fold(vec![Vec::new()], |points, column| {
        let longer = |point: &Vec<i64>| -> Vec<Vec<i64>> {
            let values = column.lower..=column.upper;
            values
                .map(|value| point.iter().copied().chain([value]).collect())
                .collect()
        };
        points.iter().flat_map(longer).collect()
    })
}

/// The worth of the worst and the best values that keep a model, and these.
pub(super) fn worst_and_best(model: &Model) -> ((i64, Vec<i64>), (i64, Vec<i64>)) {
    let kept = kept(model).into_iter();
    let mut valued: Vec<_> = kept.map(|point| (model.worth(&point), point)).collect();
    valued.sort();
    (valued[0].clone(), valued[valued.len() - 1].clone())
}

/// All whole values that keep a model.
pub(super) fn kept(model: &Model) -> Vec<Vec<i64>> {
    let mut points = points(&model.columns);
    points.retain(|point| model.kept_by(point));
    points
}

/// What is to be done with a model, without limits.
pub(super) fn task(model: Model) -> Task {
    Task {
        backend: Backend::Microlp,
        model,
        start: None,
        seconds: None,
        nodes: None,
        improve: None,
        enough: None,
        seed: 1,
    }
}
