//! HiGHS, through good_lp; behind the cargo feature `highs`.

use good_lp::solvers::SolverModel;
use good_lp::{Expression, ProblemVariables, Variable, variable};
use highs::{HighsModelStatus, HighsSolutionStatus};

use super::{Task, unit, whole};
use crate::model::{Answer, Ending, Model};

/// Pivots that a node counts for where these are limited: HiGHS limits them only by node.
const NODE_PIVOTS: u64 = 50;

/// HiGHS, with both gaps at zero; its presolve stays on.
pub(super) fn run(task: &Task) -> Answer {
    let model = &task.model;
    let unit = unit(model);
    let (variables, columns, objective) = written(model, unit);
    let mut solver = variables.maximise(objective).using(good_lp::highs);
    add_rows(model, &columns, &mut solver);
    // good_lp hides the bound, so its model is driven below the wrapper.
    let failed = |what: &str| Answer::unknown(Some(format!("highs: {what}")));
    let Ok(mut inner) = solver.try_into_inner() else {
        return failed("the model was refused");
    };
    inner.make_quiet();
    let seed = i32::try_from(task.seed % 0x7fff_ffff).unwrap_or(0);
    let improve = task.improve.map(|pivots| pivots.div_ceil(NODE_PIVOTS));
    let nodes = task.nodes.into_iter().chain(improve).min();
    let set = [
        inner.try_set_option("mip_rel_gap", 0.0),
        inner.try_set_option("mip_abs_gap", 0.0),
        // It was seen to hang there for ever, on models of a handful of columns.
        inner.try_set_option("mip_heuristic_run_feasibility_jump", false),
        inner.try_set_option("presolve", "on"),
        inner.try_set_option("random_seed", seed),
        inner.try_set_option("threads", 1),
        inner.try_set_option("time_limit", task.seconds.unwrap_or(f64::INFINITY)),
        inner.try_set_option(
            "mip_max_nodes",
            nodes
                .and_then(|nodes| i32::try_from(nodes).ok())
                .unwrap_or(i32::MAX),
        ),
    ];
    if set.iter().any(Result::is_err) {
        return failed("an option was refused");
    }
    if let Some(start) = &task.start {
        let start: Vec<f64> = start.iter().map(|value| *value as f64).collect();
        // A refused start costs nothing but the head start.
        let _ = inner.try_set_solution(Some(&start), None, None, None);
    }
    let Ok(solved) = inner.try_solve() else {
        return failed("the run failed");
    };
    let found = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    let values = found.then(|| -> Vec<i64> {
        let solution = solved.get_solution();
        let values = solution.columns().iter();
        values.map(|value| value.round() as i64).collect()
    });
    let bound = solved
        .double_info_value(c"mip_dual_bound")
        .ok()
        .filter(|bound| bound.is_finite())
        .and_then(whole)
        .and_then(|bound| bound.checked_mul(unit));
    let (ending, note) = match solved.status() {
        HighsModelStatus::Optimal => (Ending::Optimal, None),
        HighsModelStatus::Infeasible => (Ending::Infeasible, None),
        HighsModelStatus::ReachedTimeLimit
        | HighsModelStatus::ReachedIterationLimit
        | HighsModelStatus::ReachedSolutionLimit
        | HighsModelStatus::ReachedInterrupt => (Ending::Unknown, None),
        other => (Ending::Unknown, Some(format!("highs: {other:?}"))),
    };
    Answer {
        ending,
        values,
        bound,
        note,
    }
}

/// The model in good_lp's words.
fn written(model: &Model, unit: i64) -> (ProblemVariables, Vec<Variable>, Expression) {
    let mut variables = ProblemVariables::new();
    let mut objective = Expression::with_capacity(model.columns.len());
    let columns: Vec<Variable> = model
        .columns
        .iter()
        .map(|column| {
            let definition = variable()
                .integer()
                .min(column.lower as f64)
                .max(column.upper as f64);
            let at = variables.add(definition);
            if column.worth != 0 {
                objective.add_mul((column.worth / unit) as f64, at);
            }
            at
        })
        .collect();
    (variables, columns, objective)
}

fn add_rows(model: &Model, columns: &[Variable], solver: &mut impl SolverModel) {
    for row in &model.rows {
        let mut sum = Expression::with_capacity(row.terms.len());
        for &(at, coefficient) in &row.terms {
            sum.add_mul(coefficient as f64, columns[at as usize]);
        }
        match (row.lower, row.upper) {
            (Some(lower), Some(upper)) if lower == upper => {
                solver.add_constraint(sum.eq(lower as f64));
            }
            (lower, upper) => {
                if let Some(lower) = lower {
                    solver.add_constraint(sum.clone().geq(lower as f64));
                }
                if let Some(upper) = upper {
                    solver.add_constraint(sum.leq(upper as f64));
                }
            }
        }
    }
}
