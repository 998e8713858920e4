use crate::backend::{Backend, Task, run_here};
use crate::model::{Answer, Column, Ending, Model, Row};

/// Columns that are on in the best: nearly half of them, and the switch.
const CHOSEN: i64 = 7;

/// Twice a sum and a switch are odd: the switch has to be on, which takes many nodes to prove.
fn odd(improve: Option<u64>, enough: Option<i64>) -> Answer {
    const COUNT: u32 = 13;
    let column = |worth| Column {
        lower: 0,
        upper: 1,
        worth,
    };
    let each = (0..COUNT).map(|at| (at, 2));
    let row = Row {
        terms: each.chain([(COUNT, 1)]).collect(),
        lower: Some(i64::from(COUNT)),
        upper: Some(i64::from(COUNT)),
    };
    let mut columns = vec![column(2); COUNT as usize];
    columns.push(column(-7));
    let start = (0..=COUNT).map(|at| i64::from(at < COUNT / 2 || at == COUNT));
    run_here(&Task {
        backend: Backend::Microlp,
        model: Model {
            columns,
            rows: vec![row],
        },
        start: Some(start.collect()),
        seconds: None,
        nodes: None,
        improve,
        enough,
        seed: 1,
    })
}

#[test]
fn a_search_ends_with_what_it_has_when_its_pivots_are_spent_or_that_is_enough() {
    let best = (CHOSEN, Ending::Optimal);
    let came_to = |answer: Answer| {
        let values = answer.values.expect("the start at least");
        (values.iter().sum::<i64>(), answer.ending)
    };
    assert_eq!(came_to(odd(None, None)), best);
    assert_eq!(came_to(odd(None, Some(6))), best);
    let cut = (CHOSEN, Ending::Unknown);
    assert_eq!(came_to(odd(Some(1), None)), cut);
    assert_eq!(came_to(odd(None, Some(5))), cut);
}
