//! Plans that keep pairs of a seat and a mentor free in every slot, from the start.
//!
//! A plan keeps N free pairs when N more guests in every slot, all of them at once, each in some department
//! with one of its mentors, would still keep the rules `seats` and `mentor`: `mentees_at_once`,
//! `mentees_total` and `rest_slots` included. Where the program requires no mentors, the seats are enough.
//!
//! That is just what it is planned as. The program gets a *holder* for each slot and pair: a person of a
//! team of their own, without wishes and bound by nothing else, pinned to that slot. Limits on all who
//! are away grow by N, and since every slot is fuller by just N, the fullest is too. So every engine plans
//! it, with its own proofs; at last the holders are taken out of the plan, and what they held is checked.

mod check;
mod holders;

use crate::engine::{Observer, Options, Outcome, solve};
use crate::goals::{self, GoalName};
use crate::pairing::pair;
use crate::plan::{PlanFile, Proof, ReservedFile, Status};
use crate::program::Program;
use crate::rules::guide_limit;
use crate::schedule::{Placement, Schedule};
use crate::verify::{recheck, verify};

pub use check::unkept;

/// The most free pairs that can be asked for.
pub const MOST: u32 = 1_000;

/// Plans a program with so many free pairs of a seat and a mentor in every slot.
///
/// The plan's bound is that of plans which keep so many. Best effort and warm starts are left out.
#[must_use]
pub fn solve_with_reserve(
    program: &Program,
    pairs: u32,
    options: &Options,
    observer: &dyn Observer,
) -> Outcome {
    let options = Options {
        best_effort: false,
        warm: None,
        ..options.clone()
    };
    let reasons = too_few(program, pairs);
    if !reasons.is_empty() {
        let proof = Proof::Bound;
        return Outcome::Infeasible { proof, reasons };
    }
    let held = holders::with_holders(program, pairs);
    let plan = match solve(&held, &options, observer) {
        Outcome::Plan(plan) => *plan,
        other => return other,
    };
    let bound = match counts_mentees(program) {
        // The goal counts what holders take of mentors, so that bound is not of the plan without them.
        true => bound_without(held.clone(), &options, observer),
        false => plan.bound.zip(plan.proof),
    };
    let freed = i64::from(pairs) * GoalName::PeakAway.goal().weight(program);
    let bound = bound.map(|(bound, proof)| (bound + freed, proof));
    match without_holders(program, &held, &plan, bound) {
        Ok(plan) => Outcome::Plan(Box::new(plan)),
        Err(text) => Outcome::Defect(text),
    }
}

/// The most pairs that can be kept free, at most so many, as far as quick plans tell.
#[must_use]
pub fn most_kept(
    program: &Program,
    at_most: u32,
    options: &Options,
    observer: &dyn Observer,
) -> Option<u32> {
    let options = Options {
        gap: f64::MAX,
        ..options.clone()
    };
    let mut kept = None;
    // Fewer are never harder to keep.
    let (mut low, mut high) = (0, at_most + 1);
    while low < high && !observer.stop() {
        let middle = low + (high - low) / 2;
        match solve_with_reserve(program, middle, &options, observer) {
            Outcome::Plan(_) => {
                kept = Some(middle);
                low = middle + 1;
            }
            _ => high = middle,
        }
    }
    kept
}

/// Slots in which even an empty plan has fewer free pairs, in words.
fn too_few(program: &Program, pairs: u32) -> Vec<String> {
    let mut reasons = Vec::new();
    for t in program.calendar.slots() {
        let departments = program.departments.iter();
        let room: u64 = departments
            .map(|department| {
                let mentors = department.mentors.iter();
                let guided: u64 = mentors
                    .map(|m| u64::from(guide_limit(program, *m, t)))
                    .sum();
                let seats = u64::from(department.seats[t.index()]);
                match program.require_mentor {
                    true => seats.min(guided),
                    false => seats,
                }
            })
            .sum();
        if room < u64::from(pairs) {
            let slot = crate::explain::words::slot(program, t);
            let pairs_there = crate::explain::words::count(room, "pair", "pairs");
            reasons.push(format!(
                "even with nobody placed, {slot} has {pairs_there} of a seat and a mentor"
            ));
        }
    }
    reasons
}

fn counts_mentees(program: &Program) -> bool {
    program.require_mentor && program.weights.mentor_peak > 0
}

/// What no plan scores more than, holders included, if mentees cost nothing.
fn bound_without(
    mut held: Program,
    options: &Options,
    observer: &dyn Observer,
) -> Option<(i64, Proof)> {
    held.weights.mentor_peak = 0;
    match solve(&held, options, observer) {
        Outcome::Plan(plan) => plan.bound.zip(plan.proof),
        Outcome::Unknown { bound } => bound.map(|bound| (bound, Proof::Backend)),
        Outcome::Infeasible { .. } | Outcome::Defect(_) => None,
    }
}

/// The plan without those who held its free pairs, checked and measured anew.
fn without_holders(
    program: &Program,
    held: &Program,
    plan: &PlanFile,
    bound: Option<(i64, Proof)>,
) -> Result<PlanFile, String> {
    let people = program.staff.len();
    let all = verify(held, plan).schedule;
    let (mut placements, holding): (Vec<Placement>, Vec<Placement>) =
        all.all().iter().partition(|x| x.staff.index() < people);
    if !program.require_mentor {
        // Nobody goes without a mentor for the sake of a free seat.
        let placed: Vec<_> = placements
            .iter()
            .map(|x| (x.staff, (x.slot, x.department)))
            .collect();
        placements = pair(program, &placed, None).unwrap_or(placements);
    }
    let mut reserve: Vec<ReservedFile> = holding
        .iter()
        .map(|x| {
            let mentor = x.mentor.filter(|_| program.require_mentor);
            ReservedFile {
                slot: program.calendar.name(x.slot).to_owned(),
                department: program.departments[x.department.index()].id.clone(),
                mentor: mentor.map(|m| program.mentors[m.index()].id.clone()),
            }
        })
        .collect();
    reserve.sort();
    let schedule = Schedule::new(program, placements);
    let (breaches, values) = recheck(program, &schedule);
    if let Some(breach) = breaches.first() {
        let (rule, text) = (&breach.rule, &breach.text);
        return Err(format!("a plan broke {rule}: {text}"));
    }
    if let Some(text) = unkept(program, &schedule, &reserve).into_iter().next() {
        return Err(format!("a plan does not keep its reserve: {text}"));
    }
    let score = values.score;
    if let Some((most, _)) = bound.filter(|(most, _)| *most < score) {
        return Err(format!("a plan of {score} refutes the bound of {most}"));
    }
    Ok(PlanFile {
        status: Some(match bound {
            Some((most, _)) if most == score => Status::Optimal,
            _ => Status::Feasible,
        }),
        proof: bound.map(|(_, proof)| proof),
        score: Some(score),
        bound: bound.map(|(most, _)| most),
        gap: bound.map(|(most, _)| (most - score) as f64 / score.unsigned_abs().max(1) as f64),
        goals: goals::GoalName::weighed(program)
            .map(|goal| (goal.name().to_owned(), values.by_goal[&goal]))
            .collect(),
        placements: schedule.to_file(program),
        reserve,
        ..plan.clone()
    })
}
