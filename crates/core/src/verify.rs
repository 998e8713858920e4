//! The integer re-check of a plan: every breach of a rule, the value of every goal, and the score,
//! from the program alone. It sees no claim and no solver.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::goals::{self, Values};
use crate::input::suggest;
use crate::plan::PlanFile;
use crate::program::Program;
use crate::rules::{Breach, RuleName, unguided};
use crate::schedule::{Placement, Schedule};

/// What a re-check of a plan found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Every broken rule; empty for a good plan.
    pub breaches: Vec<Breach>,
    /// Goals and score, of the placements whose ids are known.
    pub values: Values,
    /// The placements whose ids are known.
    pub schedule: Schedule,
}

/// A verdict as JSON, `rotaplan/verdict@1`.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VerdictFile {
    /// Always `rotaplan/verdict@1`.
    pub format: String,
    /// Whether no rule is broken.
    pub valid: bool,
    /// The score of the placements whose ids are known.
    pub score: i64,
    /// Unweighted value of each goal.
    pub goals: BTreeMap<String, i64>,
    /// Number of placements whose ids are known.
    pub placements: usize,
    /// Every broken rule.
    pub breaches: Vec<Breach>,
    /// What a certificate shows, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Shown>,
}

/// What a certificate shows of a program, and so of a plan.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Shown {
    /// Whether the certificate holds, and shows what the plan file says of its bound.
    pub holds: bool,
    /// No plan scores more, recomputed from the program and the certificate alone; null: the certificate
    /// does not hold, or it shows that no plan keeps every rule.
    pub bound: Option<i64>,
    /// The same in words.
    pub text: String,
}

impl Verdict {
    /// The verdict as a file has it.
    #[must_use]
    pub fn to_file(&self) -> VerdictFile {
        VerdictFile {
            format: "rotaplan/verdict@1".to_owned(),
            valid: self.breaches.is_empty(),
            score: self.values.score,
            goals: self
                .values
                .by_goal
                .iter()
                .map(|(goal, value)| (goal.name().to_owned(), *value))
                .collect(),
            placements: self.schedule.all().len(),
            breaches: self.breaches.clone(),
            certificate: None,
        }
    }
}

/// So many unknown ids are told what may be meant; looking through all known ids for each of a large
/// foreign plan would take hours.
const HINTS: usize = 20;

/// Checks any plan, wherever it comes from, against every rule, and measures every goal.
#[must_use]
pub fn verify(program: &Program, plan: &PlanFile) -> Verdict {
    let mut breaches = Vec::new();
    let mut placements = Vec::with_capacity(plan.placements.len());
    let mut misguided = Vec::new();
    for (at, row) in plan.placements.iter().enumerate() {
        let mut unknown = |kind: &str, id: &str, known: &mut dyn Iterator<Item = &str>| {
            let near = known.take(if breaches.len() < HINTS {
                usize::MAX
            } else {
                0
            });
            let hint = suggest(id, near)
                .map(|near| format!("; did you mean {near}?"))
                .unwrap_or_default();
            breaches.push(Breach {
                rule: "reference".to_owned(),
                text: format!("placement {}: unknown {kind} {id}{hint}", at + 1),
                amount: 1,
                subject: None,
            });
        };
        let staff = program.staff_by_id(&row.staff);
        if staff.is_none() {
            let mut known = program.staff.iter().map(|person| person.id.as_str());
            unknown("staff", &row.staff, &mut known);
        }
        let department = program.department_by_id(&row.department);
        if department.is_none() {
            let mut known = program.departments.iter().map(|there| there.id.as_str());
            unknown("department", &row.department, &mut known);
        }
        let calendar = &program.calendar;
        let slot = calendar.slot(&row.slot);
        if slot.is_none() {
            let mut known = calendar.slots().map(|slot| calendar.name(slot));
            unknown("slot", &row.slot, &mut known);
        }
        let mentor = row.mentor.as_ref().and_then(|id| program.mentor_by_id(id));
        let lost = row.mentor.as_ref().filter(|_| mentor.is_none());
        if let Some(id) = lost {
            let mut known = program.mentors.iter().map(|mentor| mentor.id.as_str());
            unknown("mentor", id, &mut known);
        }
        if let (Some(staff), Some(department), Some(slot)) = (staff, department, slot) {
            let placement = Placement {
                slot,
                staff,
                department,
                mentor,
            };
            placements.push(placement);
            misguided.extend(lost.map(|_| placement));
        }
    }
    let schedule = Schedule::new(program, placements);
    let (mut found, values) = recheck(program, &schedule);
    // An unknown mentor is a breach of `reference`, and not also a missing one.
    let mut missing: BTreeMap<Breach, usize> = BTreeMap::new();
    for placement in misguided {
        *missing.entry(unguided(program, &placement)).or_default() += 1;
    }
    found.retain(|breach| match missing.get_mut(breach) {
        Some(left @ 1..) => {
            *left -= 1;
            false
        }
        _ => true,
    });
    breaches.extend(found);
    Verdict {
        breaches,
        values,
        schedule,
    }
}

/// Checks a schedule whose ids are known.
#[must_use]
pub fn recheck(program: &Program, schedule: &Schedule) -> (Vec<Breach>, Values) {
    let breaches = RuleName::ALL
        .iter()
        .flat_map(|rule| rule.rule().check(program, schedule))
        .collect();
    (breaches, goals::measure(program, schedule))
}
