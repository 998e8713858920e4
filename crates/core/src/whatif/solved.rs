//! One scenario planned: from a changed file to what is known of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::file::{ProvedBy, ScenarioRow, ScenarioStatus};
use super::scenario::{Scenario, trimmed};
use crate::certificate::{Certificate, Price};
use crate::diagnosis::{DiagnosisFile, DiagnosisStatus};
use crate::engine::{Observer, Options, Outcome, Solution, Warm, solve_with_proof};
use crate::explain::{is_large, refused};
use crate::goals::{GoalName, Values};
use crate::input::{Problem, ProgramFile};
use crate::plan::{PlanFile, Status};
use crate::program::Program;
use crate::schedule::Schedule;
use crate::verify::verify;

/// What is known of a scenario.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) status: ScenarioStatus,
    pub(super) score: Option<i64>,
    /// No plan scores more.
    pub(super) bound: Option<i64>,
    pub(super) facts: Facts,
    pub(super) diagnosis: Option<DiagnosisFile>,
    pub(super) proved_by: Option<ProvedBy>,
    /// The plan, what proves its bound, and the prices at its end, for neighbours to begin with.
    pub(super) plan: Option<Arc<PlanFile>>,
    pub(super) certificate: Option<Arc<Certificate>>,
    pub(super) prices: Arc<[Price]>,
}

/// What a plan brings, beside its score.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) unplaced: Option<u32>,
    pub(super) first_choices: Option<f64>,
    pub(super) goals: BTreeMap<String, i64>,
}

impl Known {
    /// Nothing is known yet.
    pub(super) fn nothing() -> Known {
        Known {
            status: ScenarioStatus::Unknown,
            score: None,
            bound: None,
            facts: Facts::default(),
            diagnosis: None,
            proved_by: None,
            plan: None,
            certificate: None,
            prices: Arc::default(),
        }
    }

    /// What a neighbour can begin with.
    pub(super) fn warm(&self) -> Option<Warm> {
        let plan = self.plan.as_ref()?;
        Some(Warm {
            plan: Some(PlanFile::clone(plan)),
            prices: self.prices.to_vec(),
        })
    }

    /// The changed file is no program.
    pub(super) fn invalid(problems: Vec<Problem>) -> Known {
        let diagnosis = DiagnosisFile {
            problems,
            ..DiagnosisFile::new(DiagnosisStatus::Invalid)
        };
        Known {
            status: ScenarioStatus::Invalid,
            diagnosis: Some(diagnosis),
            ..Known::nothing()
        }
    }

    /// The score, where no plan scores more.
    pub(super) fn best(&self) -> Option<i64> {
        self.score
            .filter(|_| self.status == ScenarioStatus::Optimal)
    }

    /// The row of a file.
    pub(super) fn row(&self, scenario: &Scenario) -> ScenarioRow {
        let gap = self
            .score
            .zip(self.bound)
            .map(|(score, bound)| (bound - score) as f64 / score.unsigned_abs().max(1) as f64);
        ScenarioRow {
            name: scenario.name.clone(),
            set: scenario.set.clone(),
            status: self.status,
            score: self.score,
            bound: self.bound,
            gap,
            unplaced: self.facts.unplaced,
            first_choices: self.facts.first_choices,
            goals: self.facts.goals.clone(),
            diagnosis: self.diagnosis.clone(),
            proved_by: self.proved_by,
        }
    }
}

/// The program of a changed file.
pub(super) fn program(changed: &Value) -> Result<Program, Vec<Problem>> {
    let bytes = serde_json::to_vec(&trimmed(changed.clone())).unwrap_or_default();
    Program::from_json(&bytes)
}

/// The one place where scenarios are planned.
pub(super) fn solve(program: &Program, options: &Options, observer: &dyn Observer) -> Solution {
    solve_with_proof(program, options, observer)
}

/// Plans a scenario's program.
pub(super) fn planned(
    file: &ProgramFile,
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
) -> Known {
    let Solution {
        outcome,
        certificate,
        prices,
    } = solve(program, options, observer);
    let known = Known {
        proved_by: Some(ProvedBy::Solve),
        certificate: certificate.map(Arc::new),
        prices: prices.into(),
        ..Known::nothing()
    };
    match outcome {
        Outcome::Plan(plan) => Known {
            status: match plan.status {
                Some(Status::Optimal) => ScenarioStatus::Optimal,
                Some(Status::Partial) => ScenarioStatus::Partial,
                Some(Status::Feasible) | None => ScenarioStatus::Feasible,
            },
            score: plan.score,
            bound: plan.bound,
            facts: Facts::of(file, program, &plan),
            plan: Some(Arc::new(*plan)),
            ..known
        },
        Outcome::Infeasible { proof, reasons } => {
            let mut diagnosis = DiagnosisFile::new(DiagnosisStatus::Infeasible);
            diagnosis.proof = Some(proof);
            let told = reasons.into_iter();
            let told = told.map(|reason| Problem::error("infeasible", "", reason));
            diagnosis.problems = told.collect();
            Known {
                status: ScenarioStatus::Infeasible,
                diagnosis: Some(diagnosis),
                ..known
            }
        }
        Outcome::Unknown { bound } => Known {
            bound,
            proved_by: None,
            ..known
        },
        Outcome::Defect(text) => {
            let mut diagnosis = DiagnosisFile::new(DiagnosisStatus::Unknown);
            let problem = Problem::error("defect", "", text);
            let help = "this is a defect of rotaplan, not of your file; please report it";
            diagnosis.problems.push(problem.help(help));
            Known {
                diagnosis: Some(diagnosis),
                ..Known::nothing()
            }
        }
    }
}

/// Says why a scenario has no plan, where it has none; of large programs only what sums told already.
pub(super) fn explain(
    known: &mut Known,
    program: &Program,
    options: &Options,
    observer: &dyn Observer,
) {
    let proof = known.diagnosis.as_ref().and_then(|told| told.proof);
    let (ScenarioStatus::Infeasible, Some(proof)) = (known.status, proof) else {
        return;
    };
    if is_large(program) {
        return;
    }
    let why = refused(None, program, proof, options, observer);
    if !why.shortages.is_empty() || !why.conflict.is_empty() {
        known.diagnosis = Some(why);
    }
}

impl Facts {
    fn of(file: &ProgramFile, program: &Program, plan: &PlanFile) -> Facts {
        let verdict = verify(program, plan);
        Facts {
            unplaced: Some(plan.unplaced.iter().map(|row| row.missing).sum()),
            first_choices: first_choices(file, program, &verdict.schedule),
            goals: told(program, &verdict.values),
        }
    }
}

/// The value of each goal; of changes only where there is an earlier plan.
fn told(program: &Program, values: &Values) -> BTreeMap<String, i64> {
    let counts = |goal: &GoalName| *goal != GoalName::Changes || program.baseline.is_some();
    let each = values.by_goal.iter().filter(|(goal, _)| counts(goal));
    each.map(|(goal, value)| (goal.name().to_owned(), *value))
        .collect()
}

/// Share of the visits of people who named departments that are a first choice.
fn first_choices(file: &ProgramFile, program: &Program, schedule: &Schedule) -> Option<f64> {
    let (mut first, mut all) = (0u32, 0u32);
    for person in &file.staff {
        let Some(s) = program.staff_by_id(&person.id) else {
            continue;
        };
        let points = person.preferences.values();
        let Some(most) = points.max().copied().map(i64::from) else {
            continue;
        };
        for x in schedule.of(s) {
            let named = person
                .preferences
                .contains_key(&program.departments[x.department.index()].id);
            all += 1;
            first += u32::from(named && program.department_points(s, x.department) == most);
        }
    }
    (all > 0).then(|| f64::from(first) / f64::from(all))
}
