//! Why not that one: a placement is asked for, and the program planned again with it. Either rules
//! forbid it, or it costs so much of the score and makes so many others move.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::member::Member;
use super::patch::{applied, program as program_of, set};
use super::why::{rule_and_sentence, with_baseline_of};
use super::{Trouble, budget, trouble, words};
use crate::backend::InProcess;
use crate::claim::Source;
use crate::engine::{Observer, Options, Outcome, solve, solve_with_proof};
use crate::explanation::{Alternative, Move, Verdict};
use crate::input::ProgramFile;
use crate::plan::PlanFile;
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::rules::RuleName;
use crate::schedule::Schedule;
use crate::verify::verify;

/// The placement that is asked for, and the plan it is held against.
pub struct Question<'a> {
    /// The program as its file has it.
    pub file: &'a ProgramFile,
    /// The program.
    pub program: &'a Program,
    /// A plan that keeps every rule.
    pub plan: &'a PlanFile,
    /// Who.
    pub staff: StaffIdx,
    /// Where; everywhere, if not said.
    pub department: Option<DepartmentIdx>,
    /// When; at any time, if not said.
    pub slots: Option<SlotSet>,
}

/// The placements that are asked for, each possible or not, with cost or reason.
#[must_use]
pub fn alternatives(
    question: &Question,
    options: &Options,
    observer: &dyn Observer,
) -> Vec<Alternative> {
    let program = question.program;
    let verdict = verify(program, question.plan);
    let Ok(file) = serde_json::to_value(question.file) else {
        return Vec::new();
    };
    let mut instead = Instead {
        question,
        file,
        schedule: verdict.schedule,
        score: verdict.values.score,
        options: options.clone(),
        observer,
        bound: None,
    };
    let departments = program.department_indices();
    let departments = departments.filter(|d| question.department.is_none_or(|asked| asked == *d));
    let asked = |t: &Slot| question.slots.is_none_or(|asked| asked.contains(*t));
    let cells =
        departments.flat_map(|d| program.calendar.slots().filter(asked).map(move |t| (d, t)));
    let cells: Vec<(DepartmentIdx, Slot)> = cells.collect();
    // A time limit is for the whole answer.
    let share = u32::try_from(cells.len() + 1).unwrap_or(u32::MAX);
    instead.options.time_limit = options.time_limit.map(|limit| limit / share);
    instead.options.best_effort = false;
    let solution = solve_with_proof(program, &instead.options, observer);
    if let Outcome::Plan(plan) = &solution.outcome {
        instead.bound = plan.bound;
    }
    // Each of them is close to what was planned.
    instead.options.warm = Some(solution.warm());
    let mut all: Vec<Alternative> = cells
        .into_par_iter()
        .map(|(d, t)| instead.alternative(d, t))
        .collect();
    let single = all.len() == 1;
    for row in &mut all {
        if !single {
            // Of a table only the numbers are read.
            row.moves.truncate(0);
        }
    }
    all
}

struct Instead<'a> {
    question: &'a Question<'a>,
    file: Value,
    schedule: Schedule,
    score: i64,
    options: Options,
    observer: &'a dyn Observer,
    /// No plan scores more than this, whatever is asked for.
    bound: Option<i64>,
}

impl Instead<'_> {
    fn alternative(&self, d: DepartmentIdx, t: Slot) -> Alternative {
        let program = self.question.program;
        let s = self.question.staff;
        let mut row = Alternative {
            department: program.departments[d.index()].id.clone(),
            slot: program.calendar.name(t).to_owned(),
            verdict: Verdict::Unknown,
            cost_at_least: None,
            cost_at_most: None,
            reasons: Vec::new(),
            moves: Vec::new(),
        };
        let mine = self.schedule.of(s);
        if mine.iter().any(|x| (x.department, x.slot) == (d, t)) {
            row.verdict = Verdict::Planned;
            (row.cost_at_least, row.cost_at_most) = (Some(0), Some(0));
            return row;
        }
        row.reasons = self.forbidden(d, t);
        if !row.reasons.is_empty() {
            row.verdict = Verdict::Forbidden;
            return row;
        }
        self.force(d, t, &mut row);
        row
    }

    /// The rules that forbid a placement by itself.
    fn forbidden(&self, d: DepartmentIdx, t: Slot) -> Vec<String> {
        let (program, s) = (self.question.program, self.question.staff);
        let reasons = RuleName::ALL.iter().filter_map(|rule| {
            let reason = rule.rule().forbids(program, s, d, t)?;
            let Source::Rule(rule) = reason.source else {
                return None;
            };
            rule_and_sentence(program, &Member::of(program, rule, reason.subject)?)
        });
        reasons.collect()
    }

    /// Plans again with the placement pinned.
    fn force(&self, d: DepartmentIdx, t: Slot, row: &mut Alternative) {
        let (program, s) = (self.question.program, self.question.staff);
        let pin = json!({
            "staff": program.staff[s.index()].id,
            "department": program.departments[d.index()].id,
            "slot": program.calendar.name(t),
        });
        let operation = match self.file.get("pins") {
            Some(_) => set("/pins/-".to_owned(), pin),
            None => set("/pins".to_owned(), json!([pin])),
        };
        let forced = applied(&self.file, &vec![operation]).and_then(|file| program_of(&file));
        let Some(forced) = forced.map(|forced| with_baseline_of(program, forced)) else {
            return;
        };
        match solve(&forced, &self.options, self.observer) {
            Outcome::Plan(plan) => {
                let (Some(score), Some(bound)) = (plan.score, plan.bound) else {
                    return;
                };
                row.verdict = Verdict::Possible;
                let bound = self.bound.map_or(bound, |known| known.min(bound));
                row.cost_at_least = Some(self.score - bound);
                row.cost_at_most = Some(self.score - score);
                row.moves = self.moves(&plan);
            }
            Outcome::Infeasible { .. } => {
                row.verdict = Verdict::Forbidden;
                row.reasons = self.clash(&forced, d, t);
            }
            Outcome::Unknown { .. } | Outcome::Defect(_) => {}
        }
    }

    /// The rules that clash with the placement, which is a pin of the forced program.
    fn clash(&self, forced: &Program, d: DepartmentIdx, t: Slot) -> Vec<String> {
        let in_process = InProcess;
        let budget = budget(&self.options, self.observer, &in_process);
        let asked = |member: &&Member| {
            let pin = match member.subject {
                crate::claim::Subject::Pin(at) => forced.pins.get(at as usize),
                _ => None,
            };
            !pin.is_some_and(|pin| {
                pin.staff == self.question.staff
                    && pin.department == Some(d)
                    && pin
                        .slots
                        .is_some_and(|slots| slots.contains(t) && slots.len() == 1)
            })
        };
        match trouble(&forced.clone().without_goals(), &budget) {
            Some(Trouble::Clash(conflict)) => {
                let members = conflict.members.iter().filter(asked);
                members
                    .filter_map(|member| rule_and_sentence(forced, member))
                    .collect()
            }
            Some(Trouble::Short(shorts)) => {
                let told = shorts
                    .iter()
                    .map(|short| words::shortage(forced, short).text);
                told.collect()
            }
            None => vec!["no plan has it".to_owned()],
        }
    }

    /// Who is elsewhere, or at another time, in another plan.
    fn moves(&self, plan: &PlanFile) -> Vec<Move> {
        let program = self.question.program;
        let other = verify(program, plan).schedule;
        let mut moves = Vec::new();
        for s in program.staff_indices() {
            let places = |schedule: &Schedule| -> Vec<String> {
                let mine = schedule.of(s).iter();
                mine.map(|x| {
                    let there = words::department(program, x.department);
                    format!("{there} in {}", words::slot(program, x.slot))
                })
                .collect()
            };
            let (from, to) = (places(&self.schedule), places(&other));
            if from != to {
                moves.push(Move {
                    staff: program.staff[s.index()].id.clone(),
                    name: program.staff[s.index()].name.clone(),
                    from,
                    to,
                });
            }
        }
        moves
    }
}
