//! A window tells of the plan what the plan is, and what comes of it is a plan.

use super::super::recount::{program, searching};

#[test]
fn the_plan_as_it_is_keeps_the_rows_of_a_window_and_is_worth_what_its_people_add() {
    let (mut compared, mut one_by_one_binds) = (0, false);
    for seed in 0..30 {
        searching(&program(seed), seed, |search| {
            search.construct();
            search.try_moves(2_000, search.market.spread);
            let Some(people) = search.gather() else {
                return;
            };
            let score = search.state.score;
            let whole = search.state.missing == 0 && search.state.lacking == 0;
            people.iter().for_each(|s| search.take_all(*s));
            let added = score - search.state.score;
            search.state.take_back(0);
            let rows = [false, true].map(|one_by_one| {
                let task = search.open(&people, one_by_one).task;
                let start = task.start.expect("a plan to start from");
                assert!(task.model.kept_by(&start), "seed {seed}, {one_by_one}");
                if whole {
                    assert_eq!(task.model.worth(&start), added, "seed {seed}, {one_by_one}");
                    compared += 1;
                }
                task.model.rows.len()
            });
            one_by_one_binds |= rows[1] > rows[0];
        });
    }
    assert!(compared > 0 && one_by_one_binds);
}

#[test]
fn where_together_there_seem_to_be_mentors_enough_and_are_not_one_by_one_tells() {
    let mended = (0..40).any(|seed| {
        searching(&program(seed), seed, |search| {
            search.construct();
            search.try_moves(2_000, search.market.spread);
            (0..8).any(|_| {
                let Some(people) = search.gather() else {
                    return false;
                };
                let mut guided = |one_by_one| {
                    let mut window = search.open(&people, one_by_one);
                    let chosen = window.solve(None);
                    chosen.is_some_and(|chosen| search.rearrange(&window, &chosen))
                };
                !guided(false) && guided(true)
            })
        })
    });
    assert!(mended);
}
