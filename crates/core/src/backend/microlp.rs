//! microlp: pure Rust, always there.

use std::sync::atomic::Ordering;
use std::time::Instant;

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, ResumeOptions, SolveOptions,
    TerminationReason, Variable,
};

use super::{Task, Watch, after, unit, whole};
use crate::model::{Answer, Column, Ending, Model};

/// Nodes of the search between two looks at the watch.
const SLICE: u64 = 32;

pub(super) fn run(task: &Task, watch: &Watch) -> Answer {
    let model = &task.model;
    let fits = |value: i64| i32::try_from(value).is_ok();
    let all_fit = |column: &Column| fits(column.lower) && fits(column.upper);
    if !model.columns.iter().all(all_fit) {
        return Answer::unknown(Some("microlp takes no numbers beyond 32 bits".to_owned()));
    }
    let unit = unit(model);
    let (problem, variables) = written(model, unit);
    let deadline = task.seconds.and_then(after);
    let left = || deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let mut options = SolveOptions::default();
    options.node_limit = Some(task.nodes.map_or(SLICE, |nodes| nodes.min(SLICE)));
    options.time_limit = left();
    options.warm_start = task.start.as_ref().map(|start| {
        let values = start.iter().map(|value| *value as f64);
        variables.iter().copied().zip(values).collect()
    });
    let mut outcome = problem.solve_with(options);
    loop {
        let now = match outcome {
            Ok(now) => now,
            Err(Error::Infeasible) => {
                return Answer {
                    ending: Ending::Infeasible,
                    ..Answer::unknown(None)
                };
            }
            Err(error) => return watch.answer(Some(error.to_string())),
        };
        let values = now.solution().map(|solution| -> Vec<i64> {
            let values = variables.iter();
            values
                .map(|at| solution.var_value(*at).round() as i64)
                .collect()
        });
        let stats = now.stats();
        let bound = stats
            .best_bound
            .and_then(whole)
            .and_then(|bound| bound.checked_mul(unit));
        let proven = now.termination_reason() == TerminationReason::ProvenOptimal;
        let answer = Answer {
            ending: if proven {
                Ending::Optimal
            } else {
                Ending::Unknown
            },
            values,
            bound,
            note: None,
        };
        if let Some(values) = &answer.values {
            watch.found(values.clone());
        }
        let worth = answer.values.as_ref().map(|values| model.worth(values));
        let enough = task.enough.is_some_and(|enough| worth >= Some(enough));
        let done = enough
            || left().is_some_and(|left| left.is_zero())
            || watch.stop.load(Ordering::Relaxed)
            || task.nodes.is_some_and(|nodes| stats.nodes_solved >= nodes)
            || task
                .pivots
                .is_some_and(|pivots| stats.lp_iterations >= pivots);
        if proven || done {
            return answer;
        }
        let mut more = ResumeOptions::default();
        more.node_limit = Some(SLICE);
        more.time_limit = left();
        outcome = now.resume_with(more);
    }
}

fn written(model: &Model, unit: i64) -> (Problem, Vec<Variable>) {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let narrow = |value: i64| i32::try_from(value).unwrap_or(0);
    let variables: Vec<Variable> = model
        .columns
        .iter()
        .map(|column| {
            let bounds = (narrow(column.lower), narrow(column.upper));
            problem.add_integer_var((column.worth / unit) as f64, bounds)
        })
        .collect();
    for row in &model.rows {
        let sum: Vec<(Variable, f64)> = row
            .terms
            .iter()
            .map(|(at, coefficient)| (variables[*at as usize], *coefficient as f64))
            .collect();
        if let (Some(lower), true) = (row.lower, row.lower == row.upper) {
            problem.add_constraint(sum, ComparisonOp::Eq, lower as f64);
            continue;
        }
        if let Some(lower) = row.lower {
            problem.add_constraint(sum.as_slice(), ComparisonOp::Ge, lower as f64);
        }
        if let Some(upper) = row.upper {
            problem.add_constraint(sum, ComparisonOp::Le, upper as f64);
        }
    }
    (problem, variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::{Backend, run_here};
    use crate::model::{Column, Row};

    /// Columns that are on in the best: nearly half of them, and the switch.
    const CHOSEN: i64 = 7;

    /// Twice a sum and a switch are odd: the switch has to be on, which takes many nodes to prove.
    fn odd(pivots: Option<u64>, enough: Option<i64>) -> Answer {
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
            pivots,
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
}
