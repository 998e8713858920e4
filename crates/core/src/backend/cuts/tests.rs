use super::*;
use crate::backend::Watch;
use crate::backend::microlp::{Part, Solver};
use crate::backend::small::{drawn, kept, task, worst_and_best};
use crate::random::Random;

#[test]
fn whole_values_keep_every_cut_and_the_vertex_breaks_it() {
    let mut random = Random::stream(1, 0);
    let (mut found, mut later, mut proven) = (0, 0, 0);
    for _ in 0..400 {
        let model = drawn(&mut random);
        let (_, (best, _)) = worst_and_best(&model);
        let kept = kept(&model).into_iter();
        let whole: Vec<Vec<f64>> = kept
            .map(|point| point.iter().map(|value| *value as f64).collect())
            .collect();
        let mut sides = Side::of(&model.rows);
        let task = task(model);
        let watch = Watch::default();
        let solver = Solver::new(&task, &watch);
        let columns = &task.model.columns;
        for round in 0..8 {
            let part = Part {
                columns,
                sides: &sides,
            };
            let relaxed = solver.relax(part).expect("a vertex");
            let vertex = relaxed.values();
            let most = solver.most(relaxed.worth()).expect("a number");
            assert!(most >= best, "{most} < {best}");
            let new = cuts(columns, &sides, &vertex);
            for cut in &new {
                assert!(cut.room(&vertex) < 0.0, "{cut:?} keeps {vertex:?}");
                for point in &whole {
                    assert!(cut.room(point) > -1e-6, "{cut:?} cuts off {point:?}");
                }
            }
            found += new.len();
            later += if round > 0 { new.len() } else { 0 };
            if new.is_empty() {
                proven += usize::from(most == best);
                break;
            }
            sides.extend(new);
        }
    }
    assert!(found >= 500 && later >= 300, "{found}, {later} later");
    assert!(proven >= 200, "{proven}");
}
