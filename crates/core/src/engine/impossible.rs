//! What cannot be for one person alone: pins on leave, more rotations than free slots, everything in
//! `never`. Found without a solver, in whole numbers, with the rule and the person named.

use std::collections::BTreeMap;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::feasible::{feasible, feasible_with};
use super::scale::habits::Habits;
use super::scale::person::{Scratch, Value, Worth, best_set};
use crate::candidates::Candidates;
use crate::claim::{Reason, Source};
use crate::formulate::{Formulation, Selection, formulate};
use crate::model::Row;
use crate::program::{Program, Slot, StaffIdx};
use crate::rules::{RuleName, forbidden};

/// People whose own rules leave them no plan, each told in words; empty if there are none.
pub(crate) fn impossible_people(
    program: &Program,
    candidates: &Candidates,
) -> Vec<(StaffIdx, String)> {
    (0..program.staff.len())
        .into_par_iter()
        .map(StaffIdx::new)
        .filter_map(|s| Some((s, impossible(program, candidates, s)?)))
        .collect()
}

fn impossible(program: &Program, candidates: &Candidates, s: StaffIdx) -> Option<String> {
    let person = &program.staff[s.index()];
    let mandatory = person.counts_for_happiness();
    // What forbids a cell to those with one rotation already heeds their pins.
    let free = !candidates.slots_of(s).is_empty() || !mandatory;
    if free && person.rotations <= 1 && person.must_visit.is_empty() && person.pins.is_empty() {
        return None;
    }
    if has_a_set(program, candidates, s) {
        return None;
    }
    let selection = Selection {
        free: vec![(s, candidates.of(s))],
        fixed: Vec::new(),
    };
    let own = formulate(program, &[], &selection, false);
    if own.impossible.is_empty() && feasible(&own.model) != Some(false) {
        return None;
    }
    let clash: Vec<&str> = clash(&own);
    let mut text = format!("{}: {} cannot be met", clash.join(" and "), person.id);
    let out = ruled_out(program, candidates, s);
    if !out.is_empty() {
        let list: Vec<String> = out
            .iter()
            .map(|(rule, cells)| format!("{} rules out {cells}", rule.name()))
            .collect();
        let open = selection.free[0].1.len();
        text.push_str(&format!(
            " with {open} possible placements ({})",
            list.join(", ")
        ));
    }
    Some(text)
}

/// Whether a search for the person's best set finds one; a model of the person's own takes far longer to
/// write than that.
fn has_a_set(program: &Program, candidates: &Candidates, s: StaffIdx) -> bool {
    let departments = program.departments.len();
    let mut values = vec![f32::NEVER; departments * program.calendar.len()];
    for d in program.department_indices() {
        for t in candidates.slots(s, d).iter() {
            values[t.index() * departments + d.index()] = f32::ZERO;
        }
    }
    let worth = Worth {
        values: &values,
        departments,
        slots: program.calendar.len(),
        least: None,
    };
    best_set(&Habits::new(program, s), &worth, &mut Scratch::new()).is_some()
}

/// The rules of a smallest set of rows that no values keep: drop what is not needed, one by one.
fn clash(own: &Formulation) -> Vec<&'static str> {
    let mut rows: Vec<(&Row, &Reason)> = own.model.rows.iter().zip(&own.reasons).collect();
    let mut at = 0;
    while at < rows.len() {
        let dropped = rows.remove(at);
        let left: Vec<&Row> = rows.iter().map(|(row, _)| *row).collect();
        if feasible_with(&own.model, &left) != Some(false) {
            rows.insert(at, dropped);
            at += 1;
        }
    }
    let mut names: Vec<&str> = rows.iter().map(|(_, reason)| reason.name()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// How many of a person's cells each rule rules out, each cell counted for the first that does.
fn ruled_out(program: &Program, candidates: &Candidates, s: StaffIdx) -> Vec<(RuleName, usize)> {
    let mut counts: BTreeMap<RuleName, usize> = BTreeMap::new();
    for d in program.department_indices() {
        let open = candidates.slots(s, d);
        let closed = |t: &Slot| !open.contains(*t);
        for t in program.calendar.slots().filter(closed) {
            if let Some(reason) = forbidden(program, s, d, t)
                && let Source::Rule(rule) = reason.source
            {
                *counts.entry(rule).or_default() += 1;
            }
        }
    }
    counts.into_iter().collect()
}
