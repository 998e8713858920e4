use super::*;
use crate::backend::run_here;
use crate::backend::small::{drawn, task, worst_and_best};
use crate::random::Random;

#[test]
fn from_the_worst_values_the_best_are_found() {
    let mut random = Random::stream(2, 0);
    for _ in 0..300 {
        let model = drawn(&mut random);
        let ((_, worst), (most, _)) = worst_and_best(&model);
        let mut task = task(model);
        task.start = Some(worst);
        task.improve = Some(10_000);
        let answer = run_here(&task);
        let values = answer.values.expect("the start at least");
        assert_eq!(task.model.worth(&values), most, "{:?}", task.model);
        assert_eq!((answer.ending, answer.bound), (Ending::Optimal, Some(most)));
    }
}

#[test]
fn it_ends_when_the_pivots_are_spent_or_the_values_are_enough() {
    let mut random = Random::stream(3, 0);
    let (mut short, mut long) = (0, 0);
    for _ in 0..300 {
        let model = drawn(&mut random);
        let ((_, worst), (most, _)) = worst_and_best(&model);
        let mut task = task(model);
        task.start = Some(worst.clone());
        task.improve = Some(10_000);
        task.enough = Some(task.model.worth(&worst));
        assert_eq!(run_here(&task).values.as_ref(), Some(&worst));
        task.enough = None;
        task.improve = Some(0);
        assert_eq!(run_here(&task).values.as_ref(), Some(&worst));
        task.improve = Some(1);
        let answer = run_here(&task);
        let values = answer.values.expect("the start at least");
        let worth = task.model.worth(&values);
        assert!(worth == most || answer.ending == Ending::Unknown);
        short += i64::from(worth < most);
        long += 1;
    }
    assert!(short * 4 > long, "{short} of {long} end early");
}

#[test]
fn near_are_the_values_whose_switches_stand_as_in_the_vertex_and_here() {
    let column = |lower, upper| Column {
        lower,
        upper,
        worth: 1,
    };
    let columns = [column(0, 1), column(0, 1), column(0, 1), column(0, 3)];
    let best = Best {
        values: vec![1, 1, 0, 2],
        worth: 4,
    };
    let near = best.near(&columns, &[1.0, 0.5, 1.0, 2.0]);
    let expected = [column(1, 1), column(0, 1), column(0, 1), column(0, 3)];
    assert_eq!(near, expected);
}
