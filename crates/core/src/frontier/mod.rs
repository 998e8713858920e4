//! The frontier of two goals: one plan for each pair of values that no plan betters in one goal without
//! giving up the other.
//!
//! The ε-constraint method (Haimes, Lasdon and Wismer, IEEE Transactions on Systems, Man, and Cybernetics
//! 1, 1971), in whole numbers: the best of the first goal, of those plans the best of the second, and on
//! with the second better by one, until no plan is left. Every efficient pair is met and no other, where
//! each of these plans is proven.
//!
//! Floors on `peak_away` and `mentor_peak` are limits of the program like any other, so either engine
//! plans with them, and one plan gives both values: the other goal counts as many times as this one can
//! vary, and one. Floors on the other goals are claims (`goals/floor`) of the exact engine.

mod file;

use std::time::Instant;

pub use file::{FRONTIER_FORMAT, Frontier, Point};

use crate::engine::{Engine, Observer, Options, Outcome, solve};
use crate::goals::{Floor, GoalName};
use crate::plan::{PlanFile, ProgramRef, Proof, Status};
use crate::program::{Program, Weights};
use crate::verify::verify;

/// Watches a frontier grow, and may stop it.
pub trait Surveyor: Observer {
    /// A point was found: its number, from 1.
    fn found(&self, _number: usize, _point: &Point) {}
}

impl Surveyor for crate::engine::Quiet {}

/// The frontier of two different goals of a program.
#[must_use]
pub fn frontier(
    program: &Program,
    goals: [GoalName; 2],
    options: &Options,
    surveyor: &dyn Surveyor,
) -> Frontier {
    let options = Options {
        gap: 0.0,
        best_effort: false,
        ..options.clone()
    };
    let survey = Survey {
        program,
        deadline: options
            .time_limit
            .and_then(|limit| Instant::now().checked_add(limit)),
        options,
        surveyor,
    };
    survey.run(goals)
}

struct Survey<'a> {
    program: &'a Program,
    options: Options,
    deadline: Option<Instant>,
    surveyor: &'a dyn Surveyor,
}

/// What came of looking for the best of a goal.
enum Best {
    /// A plan; whether no other is better, and whose word that is.
    Plan(Box<PlanFile>, Option<Proof>),
    None(Proof),
    Unknown,
}

impl Survey<'_> {
    fn run(&self, goals: [GoalName; 2]) -> Frontier {
        // The goal that carries the floor comes second; a limit by itself, if there is one.
        let turned = is_limit(goals[0]) && !is_limit(goals[1]);
        let [first, second] = if turned { [goals[1], goals[0]] } else { goals };
        let own = self.own_bound();
        let mut points: Vec<Point> = Vec::new();
        let mut floor: Option<i64> = None;
        let mut proofs: Vec<Option<Proof>> = Vec::new();
        let ended = loop {
            match self.pair(first, second, floor) {
                Best::None(proof) => break Some(proof),
                Best::Unknown => break None,
                Best::Plan(plan, proof) => {
                    let point = self.point(goals, &plan, proof.is_some(), own);
                    let value = point.values[usize::from(!turned)];
                    let cost = second.goal().is_cost();
                    if floor.is_some_and(|floor| if cost { value > floor } else { value < floor }) {
                        // An engine broke its word: nothing more can be said.
                        break None;
                    }
                    floor = Some(if cost { value - 1 } else { value + 1 });
                    proofs.push(proof);
                    self.surveyor.found(points.len() + 1, &point);
                    points.push(point);
                }
            }
        };
        if turned {
            points.reverse();
        }
        let complete = ended.is_some() && proofs.iter().all(Option::is_some);
        let weakest = proofs.iter().copied().chain([ended]).flatten();
        let backend = weakest.clone().any(|proof| proof == Proof::Backend);
        if !complete {
            efficient_only(goals, &mut points);
        }
        Frontier {
            format: FRONTIER_FORMAT.to_owned(),
            program: ProgramRef {
                name: self.program.name.clone(),
                sha256: self.program.sha256.clone(),
            },
            goals: goals.map(|goal| goal.name().to_owned()),
            text: words(goals, points.len(), complete, ended.is_some()),
            proof: complete.then_some(match backend {
                true => Proof::Backend,
                false => Proof::Bound,
            }),
            points,
            complete,
        }
    }

    /// The best of the first goal where the second is at least so good, and of those plans the best of
    /// the second.
    fn pair(&self, first: GoalName, second: GoalName, floor: Option<i64>) -> Best {
        if is_limit(second) {
            let (least, most) = range(self.program, second);
            let mut program = self.aiming(&[(first, most - least + 1), (second, 1)]);
            if let Some(value) = floor {
                if value < least {
                    return Best::None(Proof::Bound);
                }
                limit(&mut program, second, value);
            }
            return self.best(&program);
        }
        let mut program = self.aiming(&[(first, 1)]);
        let floored = floor.and_then(|value| Floor::new(second, value));
        program.orders.floors.extend(floored);
        let (plan, proof) = match self.best(&program) {
            Best::Plan(plan, proof) => (plan, proof),
            none => return none,
        };
        let value = verify(self.program, &plan).values.by_goal[&first];
        let mut program = self.aiming(&[(second, 1)]);
        program.orders.floors.extend(Floor::new(first, value));
        match self.best(&program) {
            Best::Plan(plan, also) => {
                let weaker = |a: Proof, b: Proof| if a == Proof::Backend { a } else { b };
                Best::Plan(plan, proof.zip(also).map(|(a, b)| weaker(a, b)))
            }
            // The plan at hand has these values, whatever a solver says.
            Best::None(_) | Best::Unknown => Best::Plan(plan, None),
        }
    }

    /// The program with these weights and no others.
    fn aiming(&self, weights: &[(GoalName, i64)]) -> Program {
        let mut program = self.program.clone();
        program.weights = Weights::default();
        for (goal, weight) in weights {
            let weights = &mut program.weights;
            *match goal {
                GoalName::Preference => &mut weights.preference,
                GoalName::SlotPreference => &mut weights.slot_preference,
                GoalName::Bridges => &mut weights.bridges,
                GoalName::LeastHappy => &mut weights.least_happy,
                GoalName::PeakAway => &mut weights.peak_away,
                GoalName::MentorPeak => &mut weights.mentor_peak,
                GoalName::Changes => &mut weights.changes,
            } = *weight;
        }
        program
    }

    /// The one place where the frontier is planned.
    fn best(&self, program: &Program) -> Best {
        if self.surveyor.stop() {
            return Best::Unknown;
        }
        let left = self
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let options = Options {
            time_limit: left,
            engine: match program.orders.floors.is_empty() {
                true => self.options.engine,
                false => Engine::Exact,
            },
            ..self.options.clone()
        };
        match solve(program, &options, self.surveyor) {
            Outcome::Plan(plan) => {
                let proof = plan.proof.filter(|_| plan.status == Some(Status::Optimal));
                Best::Plan(plan, proof)
            }
            Outcome::Infeasible { proof, .. } => Best::None(proof),
            Outcome::Unknown { .. } | Outcome::Defect(_) => Best::Unknown,
        }
    }

    /// What no plan scores more than by the program's own weights.
    fn own_bound(&self) -> Option<(i64, Option<Proof>)> {
        match self.best(self.program) {
            Best::Plan(plan, _) => Some((plan.bound?, plan.proof)),
            Best::None(_) | Best::Unknown => None,
        }
    }

    /// The point of a plan, as one of the program with its own weights.
    fn point(
        &self,
        goals: [GoalName; 2],
        plan: &PlanFile,
        proven: bool,
        own: Option<(i64, Option<Proof>)>,
    ) -> Point {
        let values = verify(self.program, plan).values;
        let mut plan = plan.clone();
        let bound = own.filter(|(bound, _)| *bound >= values.score);
        plan.score = Some(values.score);
        plan.bound = bound.map(|(bound, _)| bound);
        plan.proof = bound.and_then(|(_, proof)| proof);
        plan.gap = plan
            .bound
            .map(|bound| (bound - values.score) as f64 / values.score.unsigned_abs().max(1) as f64);
        plan.status = Some(match plan.bound == plan.score {
            true => Status::Optimal,
            false => Status::Feasible,
        });
        let told = |(goal, value): (&GoalName, &i64)| (goal.name().to_owned(), *value);
        let weighed = values.by_goal.iter();
        let weighed = weighed.filter(|(goal, _)| goal.goal().weight(self.program) != 0);
        plan.goals = weighed.map(told).collect();
        let counts = |(goal, _): &(&GoalName, &i64)| {
            **goal != GoalName::Changes || self.program.baseline.is_some()
        };
        Point {
            values: goals.map(|goal| values.by_goal[&goal]),
            status: match proven {
                true => Status::Optimal,
                false => Status::Feasible,
            },
            score: plan.score,
            goals: values.by_goal.iter().filter(counts).map(told).collect(),
            file: None,
            plan,
        }
    }
}

/// Whether a limit of the program says what the goal is worth.
fn is_limit(goal: GoalName) -> bool {
    matches!(
        goal,
        GoalName::PeakAway | GoalName::MentorPeak | GoalName::Changes
    )
}

/// What the goal is at least and at most, whatever the plan.
fn range(program: &Program, goal: GoalName) -> (i64, i64) {
    let slots = program.calendar.len() as i64;
    let wanted = |rotations: u32| i64::from(rotations).min(slots);
    match (goal, &program.baseline) {
        (GoalName::Changes, Some(baseline)) => {
            let gone = baseline.gone as i64;
            (gone, gone + baseline.placements.len() as i64)
        }
        (GoalName::PeakAway, _) => (0, program.staff.len() as i64),
        (GoalName::MentorPeak, _) => {
            let people = program.staff.iter();
            (0, people.map(|person| wanted(person.rotations)).sum())
        }
        _ => (0, 0),
    }
}

/// Limits a program so that the goal is no more than this.
fn limit(program: &mut Program, goal: GoalName, value: i64) {
    let count = u32::try_from(value).unwrap_or(u32::MAX);
    let tighter = |old: Option<u32>| Some(old.map_or(count, |old| old.min(count)));
    match goal {
        GoalName::PeakAway => {
            for most in &mut program.max_away {
                *most = tighter(*most);
            }
        }
        // Where mentors are optional the goal counts nothing, and its value is 0 already.
        GoalName::MentorPeak if program.require_mentor => {
            for mentor in &mut program.mentors {
                mentor.total = tighter(mentor.total);
            }
        }
        GoalName::Changes if program.baseline.is_some() => {
            program.orders.max_changes = usize::try_from(value).ok();
        }
        _ => {}
    }
}

/// Leaves out points that another betters: where proofs are missing there may be some.
fn efficient_only(goals: [GoalName; 2], points: &mut Vec<Point>) {
    let good = |point: &Point| {
        let sign = |goal: GoalName| if goal.goal().is_cost() { -1 } else { 1 };
        [
            point.values[0] * sign(goals[0]),
            point.values[1] * sign(goals[1]),
        ]
    };
    let all: Vec<[i64; 2]> = points.iter().map(good).collect();
    points.retain(|point| {
        let mine = good(point);
        !all.iter()
            .any(|other| *other != mine && other[0] >= mine[0] && other[1] >= mine[1])
    });
}

fn words(goals: [GoalName; 2], count: usize, complete: bool, ended: bool) -> String {
    let [a, b] = goals.map(GoalName::name);
    let pairs = match count {
        1 => "1 efficient pair".to_owned(),
        _ => format!("{count} efficient pairs"),
    };
    match (count, complete, ended) {
        (0, true, _) => "no plan keeps every rule".to_owned(),
        (0, false, _) => "no plan was found in time".to_owned(),
        (1, true, _) => format!("{a} and {b} do not compete: one plan is the best of both"),
        (_, true, _) => format!("{pairs} of {a} and {b}, and no other: that is proven"),
        (_, false, true) => format!("{pairs} of {a} and {b}; not all of them are proven"),
        (_, false, false) => format!("{pairs} of {a} and {b} until the search was stopped"),
    }
}
