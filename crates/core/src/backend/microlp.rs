//! microlp: pure Rust, always there.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use microlp::{
    ComparisonOp, Error, OptimizationDirection, Problem, ResumeOptions, Solution, SolveOptions,
    TerminationReason, Variable,
};

use super::cuts::Side;
use super::improve::improve;
use super::{Task, Watch, after, unit, whole};
use crate::model::{Answer, Column, Ending};

/// Nodes of the search between two looks at the watch.
const SLICE: u64 = 32;

pub(super) fn run(task: &Task, watch: &Watch) -> Answer {
    let fits = |value: i64| i32::try_from(value).is_ok();
    let all_fit = |column: &Column| fits(column.lower) && fits(column.upper);
    if !task.model.columns.iter().all(all_fit) {
        return Answer::unknown(Some("microlp takes no numbers beyond 32 bits".to_owned()));
    }
    let solver = Solver::new(task, watch);
    if let (Some(pivots), Some(start)) = (task.improve, &task.start) {
        return improve(&solver, start.clone(), pivots);
    }
    let sides = Side::of(&task.model.rows);
    let part = Part {
        columns: &task.model.columns,
        sides: &sides,
    };
    solver
        .search(part, task.start.as_deref(), task.improve)
        .answer
}

/// A model within bounds and sides that may be narrower than its own.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) columns: &'a [Column],
    pub(super) sides: &'a [Side],
}

/// What a search of a part came to.
pub(super) struct Searched {
    pub(super) answer: Answer,
    pub(super) pivots: u64,
}

/// What all solves for one task have in common.
pub(super) struct Solver<'a> {
    pub(super) task: &'a Task,
    watch: &'a Watch,
    /// Worths are written in this unit.
    unit: i64,
    deadline: Option<Instant>,
}

impl<'a> Solver<'a> {
    pub(super) fn new(task: &'a Task, watch: &'a Watch) -> Self {
        Solver {
            task,
            watch,
            unit: unit(&task.model),
            deadline: task.seconds.and_then(after),
        }
    }

    /// Whether time is up, or somebody wants an end.
    pub(super) fn is_over(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero()) || self.watch.stop.load(Ordering::Relaxed)
    }

    /// Whether values are as good as can be.
    pub(super) fn enough(&self, worth: i64) -> bool {
        self.task.enough.is_some_and(|enough| worth >= enough)
    }

    fn left(&self) -> Option<Duration> {
        let deadline = self.deadline?;
        Some(deadline.saturating_duration_since(Instant::now()))
    }

    /// Searches a part of the model for its best values, in so many pivots if they are limited.
    pub(super) fn search(
        &self,
        part: Part<'_>,
        start: Option<&[i64]>,
        pivots: Option<u64>,
    ) -> Searched {
        let (mut problem, variables) = self.columns(part.columns, true);
        for side in part.sides {
            let (sum, operator, most) = written(side, &variables);
            problem.add_constraint(sum, operator, most);
        }
        let nodes = self.task.nodes;
        let mut options = SolveOptions::default();
        options.node_limit = Some(nodes.map_or(SLICE, |nodes| nodes.min(SLICE)));
        options.time_limit = self.left();
        options.warm_start = start.map(|start| {
            let values = start.iter().map(|value| *value as f64);
            variables.iter().copied().zip(values).collect()
        });
        let mut spent = 0;
        let ended = |answer: Answer, pivots: u64| Searched { answer, pivots };
        let mut outcome = problem.solve_with(options);
        loop {
            let now = match outcome {
                Ok(now) => now,
                Err(Error::Infeasible) => {
                    let answer = Answer {
                        ending: Ending::Infeasible,
                        ..Answer::unknown(None)
                    };
                    return ended(answer, spent);
                }
                Err(error) => return ended(self.watch.answer(Some(error.to_string())), spent),
            };
            let values = now.solution().map(|solution| -> Vec<i64> {
                let values = variables.iter();
                values
                    .map(|at| solution.var_value(*at).round() as i64)
                    .collect()
            });
            let stats = now.stats();
            spent = stats.lp_iterations;
            let bound = stats
                .best_bound
                .and_then(whole)
                .and_then(|bound| bound.checked_mul(self.unit));
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
                self.watch.found(values.clone());
            }
            let worth = answer.values.as_ref().map(|x| self.task.model.worth(x));
            let done = worth.is_some_and(|worth| self.enough(worth))
                || self.is_over()
                || nodes.is_some_and(|nodes| stats.nodes_solved >= nodes)
                || pivots.is_some_and(|pivots| spent >= pivots);
            if proven || done {
                return ended(answer, spent);
            }
            let mut more = ResumeOptions::default();
            more.node_limit = Some(SLICE);
            more.time_limit = self.left();
            outcome = now.resume_with(more);
        }
    }

    /// The best values of a part whose columns need not be whole: a vertex.
    pub(super) fn relax(&self, part: Part<'_>) -> Option<Relaxed> {
        let (mut problem, variables) = self.columns(part.columns, false);
        for side in part.sides {
            let (sum, operator, most) = written(side, &variables);
            problem.add_constraint(sum, operator, most);
        }
        let mut options = SolveOptions::default();
        options.time_limit = self.left();
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        Some(Relaxed {
            solution,
            variables,
        })
    }

    fn columns(&self, columns: &[Column], whole: bool) -> (Problem, Vec<Variable>) {
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let narrow = |value: i64| i32::try_from(value).unwrap_or(0);
        let variables = columns.iter().map(|column| {
            let (lower, upper) = (narrow(column.lower), narrow(column.upper));
            let worth = (column.worth / self.unit) as f64;
            match whole {
                true => problem.add_integer_var(worth, (lower, upper)),
                false => problem.add_var(worth, (f64::from(lower), f64::from(upper))),
            }
        });
        let variables = variables.collect();
        (problem, variables)
    }

    /// The most that whole values can be worth where the relaxation is worth so much.
    pub(super) fn most(&self, worth: f64) -> Option<i64> {
        whole(worth)?.checked_mul(self.unit)
    }
}

/// A vertex where a relaxation is worth most.
pub(super) struct Relaxed {
    solution: Solution,
    variables: Vec<Variable>,
}

impl Relaxed {
    pub(super) fn values(&self) -> Vec<f64> {
        let each = self.variables.iter();
        each.map(|at| self.solution.var_value(*at)).collect()
    }

    /// In the solver's unit.
    pub(super) fn worth(&self) -> f64 {
        self.solution.objective()
    }

    pub(super) fn pivots(&self) -> u64 {
        self.solution.stats().lp_iterations
    }

    /// The vertex that is best with these sides as well.
    pub(super) fn within(mut self, sides: &[Side]) -> Option<Self> {
        for side in sides {
            let (sum, operator, most) = written(side, &self.variables);
            let outcome = self.solution.add_constraint(sum, operator, most).ok()?;
            self.solution = outcome.into_solution().ok()?;
        }
        Some(self)
    }
}

fn written(side: &Side, variables: &[Variable]) -> (Vec<(Variable, f64)>, ComparisonOp, f64) {
    let terms = side.terms.iter();
    let sum = terms.map(|(at, a)| (variables[*at as usize], *a)).collect();
    let operator = if side.equal {
        ComparisonOp::Eq
    } else {
        ComparisonOp::Le
    };
    (sum, operator, side.most)
}

#[cfg(test)]
mod tests;
