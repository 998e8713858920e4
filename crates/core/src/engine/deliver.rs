//! The last step of every engine: placements become a plan file, re-checked in whole numbers.

use super::exact::{Bound, Found};
use super::{Backend, Context, Engine, Outcome};
use crate::claim::Subject;
use crate::goals;
use crate::plan::{PLAN_FORMAT, PlanFile, ProgramRef, Run, Status, Unmet, Unplaced};
use crate::program::Program;
use crate::rules::{Breach, RuleName, may_fall_short};
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// What an engine found, as the outcome of a solve: no placement leaves unchecked.
pub(super) fn deliver(context: &Context, found: Found, planner: Engine) -> Outcome {
    let constant = goals::constant(context.program);
    let raised = |bound: Bound| Bound {
        most: bound.most + constant,
        ..bound
    };
    match found {
        Found::Plan { placements, bound } => {
            checked(context, placements, Some(raised(bound)), planner)
        }
        Found::Partial { placements, bound } => {
            checked(context, placements, bound.map(raised), planner)
        }
        Found::Infeasible { proof, reasons } => Outcome::Infeasible { proof, reasons },
        Found::Unknown { bound } => Outcome::Unknown {
            bound: Some(raised(bound).most),
        },
        Found::Defect(text) => Outcome::Defect(text),
    }
}

fn checked(
    context: &Context,
    placements: Vec<Placement>,
    bound: Option<Bound>,
    planner: Engine,
) -> Outcome {
    let program = context.program;
    let schedule = Schedule::new(program, placements);
    let (breaches, values) = recheck(program, &schedule);
    let falls_short = |breach: &Breach| {
        let rule = RuleName::ALL.iter().find(|rule| rule.name() == breach.rule);
        let too_many = match breach.subject {
            Some(Subject::Staff(s)) => {
                schedule.of(s).len() > program.staff[s.index()].rotations as usize
            }
            _ => false,
        };
        context.options.best_effort && !too_many && rule.is_some_and(|rule| may_fall_short(*rule))
    };
    if let Some(breach) = breaches.iter().find(|breach| !falls_short(breach)) {
        let (rule, text) = (&breach.rule, &breach.text);
        return Outcome::Defect(format!("a plan broke {rule}: {text}"));
    }
    let score = values.score;
    if let Some(bound) = bound.filter(|bound| bound.most < score) {
        let most = bound.most;
        return Outcome::Defect(format!("a plan of {score} refutes the bound of {most}"));
    }
    let mut plan = draft(context, &schedule, values, planner);
    plan.status = Some(if !breaches.is_empty() {
        Status::Partial
    } else if bound.is_some_and(|bound| bound.most == score) {
        Status::Optimal
    } else {
        Status::Feasible
    });
    plan.proof = bound.map(|bound| bound.proof);
    plan.bound = bound.map(|bound| bound.most);
    plan.gap = bound.map(|bound| gap(score, bound.most));
    shortfalls(program, breaches, &mut plan);
    Outcome::Plan(Box::new(plan))
}

/// Lists what a best-effort plan falls short of.
fn shortfalls(program: &Program, breaches: Vec<Breach>, plan: &mut PlanFile) {
    for breach in breaches {
        let who = match breach.subject {
            Some(Subject::Staff(s) | Subject::MustVisit(s, _)) => &program.staff[s.index()].id,
            Some(Subject::Department(d)) => &program.departments[d.index()].id,
            Some(Subject::Pin(at)) => match program.pins.get(at as usize) {
                Some(pin) => &program.staff[pin.staff.index()].id,
                None => continue,
            },
            _ => continue,
        };
        if breach.rule == RuleName::Participation.name() {
            plan.unplaced.push(Unplaced {
                staff: who.clone(),
                missing: breach.amount,
                reasons: Vec::new(),
            });
        } else {
            plan.unmet.push(Unmet {
                rule: breach.rule,
                who: who.clone(),
                missing: breach.amount,
                text: breach.text,
            });
        }
    }
}

/// (bound − score) / max(1, |score|).
fn gap(score: i64, bound: i64) -> f64 {
    (bound - score) as f64 / score.abs().max(1) as f64
}

/// All of a plan file but how good it is known to be.
fn draft(
    context: &Context,
    schedule: &Schedule,
    values: goals::Values,
    planner: Engine,
) -> PlanFile {
    let program = context.program;
    let by_scale = planner == Engine::Scale;
    PlanFile {
        format: PLAN_FORMAT.to_owned(),
        program: Some(ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        }),
        baseline: program
            .baseline
            .as_ref()
            .map(|baseline| baseline.sha256.clone()),
        score: Some(values.score),
        goals: values
            .by_goal
            .iter()
            .filter(|(goal, _)| goal.goal().weight(program) != 0)
            .map(|(goal, value)| (goal.name().to_owned(), *value))
            .collect(),
        placements: schedule.to_file(program),
        run: Some(Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: if by_scale { "scale" } else { "exact" }.to_owned(),
            // Our own engine may have given it what is left of a small program: another gives another plan.
            backend: (!by_scale || context.options.backend != Backend::default())
                .then(|| context.options.backend.name().to_owned()),
            seed: context.options.seed,
            seconds: context.started.elapsed().as_secs_f64(),
        }),
        ..PlanFile::default()
    }
}
