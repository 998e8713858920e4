//! One quarter's plan after the other: planned, taken as done, closed, planned again.

use std::collections::HashSet;

use super::Watched;
use super::file::{AheadStatus, QuarterAhead};
use super::standing::{Pair, Standing};
use crate::close::{Quarter, close};
use crate::engine::{Outcome, solve};
use crate::input::file::ProgramFile;
use crate::input::to_json;
use crate::plan::{PlanFile, Status};
use crate::program::{Month, Program, Weights, sha256};
use crate::verify::verify;

/// Later quarters are planned to within this of the best, for what comes before them will change.
const COARSE: f64 = 0.05;

/// What a missing bridge and a person who has not been out are worth to a steered quarter: more than the
/// wishes for any one placement, department and slot together.
const FIRST: i32 = 50_000;

/// Plans that follow each other, and what came of them.
pub(super) struct Chain {
    pub(super) quarters: Vec<QuarterAhead>,
    /// So many quarters until everybody has been out.
    pub(super) everyone: Option<usize>,
    /// So many quarters until every wanted bridge stands.
    pub(super) every_bridge: Option<usize>,
    pub(super) at_home: Vec<String>,
    pub(super) missing: Vec<Pair>,
}

impl Chain {
    /// How many of the two targets are reached, and how soon.
    pub(super) fn worth(&self) -> (usize, i64) {
        let reached = [self.everyone, self.every_bridge];
        let soon: usize = reached.iter().flatten().sum();
        (
            reached.iter().flatten().count(),
            -(soon as i64) - self.missing.len() as i64,
        )
    }
}

/// Plans quarter after quarter.
pub(super) fn chain(
    first: &ProgramFile,
    count: usize,
    steered: bool,
    watched: &Watched<'_>,
) -> Chain {
    let mut standing = Standing::of(first);
    let now = Month::parse(&first.horizon.first_month).unwrap_or(Month(0));
    let mut chain = Chain {
        quarters: Vec::new(),
        everyone: standing.at_home().is_empty().then_some(0),
        every_bridge: standing.missing(now).is_empty().then_some(0),
        at_home: Vec::new(),
        missing: Vec::new(),
    };
    let mut file = first.clone();
    let mut end = now;
    for number in 1..=count {
        let begin = Month::parse(&file.horizon.first_month).unwrap_or(end);
        end = Month(begin.0 + file.horizon.months.cast_signed());
        let mut quarter = QuarterAhead {
            number,
            first_month: begin.to_string(),
            last_month: Month(end.0 - 1).to_string(),
            ..QuarterAhead::default()
        };
        let next = plan(&file, &mut quarter, &standing, steered, count, watched);
        if let Some(plan) = &quarter.plan_file {
            standing.add(&file, plan);
        }
        quarter.been_out = standing.out.len();
        quarter.standing = standing.wanted.len() - standing.missing(end).len();
        quarter.program_file = std::mem::take(&mut file);
        let planned = quarter.plan_file.is_some();
        watched.observer.planned(&quarter, steered);
        chain.quarters.push(quarter);
        if planned {
            let everybody = standing.at_home().is_empty();
            chain.everyone = chain.everyone.or(everybody.then_some(number));
            let all = standing.missing(end).is_empty();
            chain.every_bridge = chain.every_bridge.or(all.then_some(number));
        }
        match next {
            Some(next) => file = next,
            None => break,
        }
        if watched.until_bridged && chain.every_bridge.is_some() {
            break;
        }
    }
    chain.at_home = standing.at_home();
    chain.missing = standing.missing(end);
    chain
}

/// Plans one quarter; the next one's program, if there can be one.
fn plan(
    file: &ProgramFile,
    quarter: &mut QuarterAhead,
    standing: &Standing,
    steered: bool,
    count: usize,
    watched: &Watched<'_>,
) -> Option<ProgramFile> {
    let own = match &watched.program {
        Some(program) if quarter.number == 1 => program.clone(),
        _ => Program::from_file(file).ok()?,
    };
    let mut options = watched.options(count + 1 - quarter.number);
    if quarter.number > 1 || steered {
        options.gap = options.gap.max(COARSE);
    }
    let outcome = match steered {
        true => solve(
            &steer(own.clone(), standing, file),
            &options,
            watched.observer,
        ),
        false => solve(&own, &options, watched.observer),
    };
    let mut plan = match outcome {
        Outcome::Plan(plan) => *plan,
        Outcome::Infeasible { .. } => {
            quarter.status = AheadStatus::Infeasible;
            return None;
        }
        Outcome::Unknown { .. } | Outcome::Defect(_) => return None,
    };
    if steered {
        tell_again(&own, &mut plan);
    }
    if let Some(run) = &mut plan.run {
        // The next program names the plan by its bytes, and those are to be the same every time.
        run.seconds = 0.0;
    }
    quarter.status = match plan.status {
        Some(Status::Optimal) => AheadStatus::Optimal,
        Some(Status::Partial) => AheadStatus::Partial,
        _ => AheadStatus::Feasible,
    };
    quarter.score = plan.score;
    quarter.bound = plan.bound;
    quarter.placements = plan.placements.len();
    quarter.missing = plan.unplaced.iter().map(|row| row.missing).sum();
    let closed = close(&Quarter {
        file,
        program: &own,
        plan: &plan,
        sha256: &sha256(plan.to_json().as_bytes()),
        outcomes: None,
    });
    quarter.plan_file = Some(plan);
    Some(closed.ok()?.next)
}

/// The program with missing bridges and people who have not been out first, then everybody's wishes.
fn steer(mut program: Program, standing: &Standing, file: &ProgramFile) -> Program {
    let first = program.calendar().first_month();
    let end = Month(first.0 + file.horizon.months.cast_signed());
    let missing: HashSet<Pair> = standing.missing(end).into_iter().collect();
    let width = program.departments.len();
    let pairs = program.teams.iter().flat_map(|team| {
        let departments = program.departments.iter();
        departments.map(|department| (team.id.clone(), department.id.clone()))
    });
    program.bridge_values = pairs
        .map(|pair| i64::from(FIRST) * i64::from(missing.contains(&pair)))
        .collect();
    for (at, person) in program.staff.iter().enumerate() {
        let waits = standing.people.contains(&person.id) && !standing.out.contains(&person.id);
        if waits && person.voluntary() {
            for points in &mut program.department_points[at * width..(at + 1) * width] {
                *points += FIRST;
            }
        }
    }
    program.weights = Weights {
        preference: 1,
        slot_preference: 1,
        bridges: 1,
        ..Weights::default()
    };
    program
}

/// Score and goals of a plan by the program's own weights, of which nothing is proven.
fn tell_again(own: &Program, plan: &mut PlanFile) {
    let values = verify(own, plan).values;
    let told = values.by_goal.iter();
    let told = told.filter(|(goal, _)| goal.goal().weight(own) != 0);
    plan.goals = told
        .map(|(goal, value)| (goal.name().to_owned(), *value))
        .collect();
    plan.score = Some(values.score);
    (plan.bound, plan.gap, plan.proof) = (None, None, None);
    if plan.status != Some(Status::Partial) {
        plan.status = Some(Status::Feasible);
    }
}

/// A program's bytes as its file has them.
pub(super) fn bytes(file: &ProgramFile) -> Vec<u8> {
    to_json(file).into_bytes()
}
