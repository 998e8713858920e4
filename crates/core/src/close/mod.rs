//! Closing a quarter: what took place goes into history, and the next quarter's program comes out.
//!
//! With `first` the first month of the next horizon (the old one plus its months), the next program is
//! the old one, but
//!
//! - `history` has a row more for each placement that was not cancelled: its month, the person's team
//!   and the mentor. Older rows of people without a `team` get the present one, so that who changes
//!   teams later takes no bridge along.
//! - `owed` of mandatory people with `rotations` is what they lack: max(0, `rotations` + `owed` − visits).
//! - `carry` of those whom `least_happy` looks at grows by their points less the average:
//!   `carry` + round(points − Σ points / n), the sum over all n of them, points of the visits that took
//!   place (department and slot); rounded to the nearest, halves away from zero, and kept within ±10,000.
//! - `must_visit` asks for what is still missing; pins that name a slot, or were kept, are gone.
//! - whatever names slots of the past is gone (`max_away_in`, `seats_in`, `slot_preferences`), as are
//!   leave, closures and holidays that end before `first`.
//! - people and mentors whose employment ends before `first` are gone from all but `history`.
//! - `closed_plans` names the plan, so that it cannot be closed again.

mod carry;
mod faults;
mod leavers;
mod next;

use std::collections::{HashMap, HashSet};

pub use faults::Faults;

use crate::input::file::{ClosedPlanFile, HistoryFile, ProgramFile};
use crate::input::{self, Severity};
use crate::outcomes::{HeldFile, OutcomesFile, month_of};
use crate::plan::{PlacementFile, PlanFile};
use crate::program::Program;

/// A finished quarter.
#[derive(Clone, Copy, Debug)]
pub struct Quarter<'a> {
    /// Its program as the file says it.
    pub file: &'a ProgramFile,
    /// The same with every id resolved.
    pub program: &'a Program,
    /// Its plan.
    pub plan: &'a PlanFile,
    /// The sha256 of the plan file's bytes, in hexadecimal.
    pub sha256: &'a str,
    /// What became of the placements; without it all took place.
    pub outcomes: Option<&'a OutcomesFile>,
}

/// What came of closing a quarter.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The next quarter's program.
    pub next: ProgramFile,
    /// Visits that went into history.
    pub visits: usize,
    /// Placements that were cancelled.
    pub cancelled: usize,
    /// Who owes rotations to the next quarter, by id, and how many.
    pub owed: Vec<(String, u32)>,
    /// Who left, people and mentors.
    pub left: Vec<String>,
    /// What somebody should look at.
    pub warnings: Faults,
}

/// Closes a quarter.
///
/// # Errors
/// Everything in plan, outcomes and program that contradicts each other.
pub fn close(quarter: &Quarter<'_>) -> Result<Closed, Faults> {
    let faults = faults::find(quarter);
    let (faults, warnings) = faults.split();
    if !faults.is_empty() {
        return Err(faults);
    }
    let held = Held::of(quarter);
    let mut next = quarter.file.clone();
    add_history(&mut next, quarter, &held);
    let owed = owe(&mut next, quarter.program, &held);
    carry::carry(&mut next, quarter.program, &held);
    let first = next::move_on(&mut next, quarter, &held);
    let left = leavers::remove(&mut next, first);
    next.closed_plans.push(ClosedPlanFile {
        sha256: quarter.sha256.to_owned(),
        first_month: quarter.file.horizon.first_month.clone(),
        months: quarter.file.horizon.months,
    });
    let wrong: Vec<_> = input::read(input::to_json(&next).as_bytes())
        .problems
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|mut problem| {
            // The line is of a file that nobody has.
            problem.line = None;
            problem
        })
        .collect();
    if !wrong.is_empty() {
        return Err(Faults {
            program: wrong,
            ..Faults::default()
        });
    }
    Ok(Closed {
        visits: held.visits.len(),
        cancelled: quarter.plan.placements.len() - held.visits.len(),
        owed: owed
            .into_iter()
            .filter(|(id, _)| !left.contains(id))
            .collect(),
        left,
        next,
        warnings,
    })
}

/// The placements that took place.
struct Held<'a> {
    visits: Vec<&'a PlacementFile>,
    by_staff: HashMap<&'a str, Vec<&'a PlacementFile>>,
}

impl<'a> Held<'a> {
    fn of(quarter: &Quarter<'a>) -> Self {
        let cancelled: HashSet<(&str, &str, &str)> = quarter
            .outcomes
            .iter()
            .flat_map(|outcomes| &outcomes.outcomes)
            .filter(|row| row.held == HeldFile::Cancelled)
            .map(crate::outcomes::key)
            .collect();
        let mut visits: Vec<&PlacementFile> = quarter
            .plan
            .placements
            .iter()
            .filter(|x| !cancelled.contains(&(&*x.staff, &*x.department, &*x.slot)))
            .collect();
        visits.sort_by_key(|x| (&x.slot, &x.staff, &x.department));
        let mut by_staff: HashMap<&str, Vec<&PlacementFile>> = HashMap::new();
        for visit in &visits {
            by_staff.entry(&visit.staff).or_default().push(visit);
        }
        Held { visits, by_staff }
    }

    fn of_staff(&self, id: &str) -> &[&'a PlacementFile] {
        self.by_staff.get(id).map_or(&[], Vec::as_slice)
    }
}

fn add_history(next: &mut ProgramFile, quarter: &Quarter<'_>, held: &Held<'_>) {
    let teams: HashMap<&str, &str> = quarter
        .file
        .staff
        .iter()
        .map(|person| (person.id.as_str(), person.team.as_str()))
        .collect();
    let team = |staff: &str| teams.get(staff).map(|team| (*team).to_owned());
    for row in &mut next.history {
        if row.team.is_none() {
            row.team = team(&row.staff);
        }
    }
    next.history
        .extend(held.visits.iter().map(|visit| HistoryFile {
            staff: visit.staff.clone(),
            department: visit.department.clone(),
            month: month_of(&visit.slot).to_owned(),
            team: team(&visit.staff),
            mentor: visit.mentor.clone(),
        }));
}

/// Writes what mandatory people lack into `owed`, and tells it.
fn owe(next: &mut ProgramFile, program: &Program, held: &Held<'_>) -> Vec<(String, u32)> {
    let mut owed = Vec::new();
    for row in &mut next.staff {
        let Some(staff) = program.staff_by_id(&row.id) else {
            continue;
        };
        let person = &program.staff()[staff.index()];
        if !person.counts_for_happiness() {
            continue;
        }
        let had = u32::try_from(held.of_staff(&row.id).len()).unwrap_or(u32::MAX);
        row.owed = person.rotations.saturating_sub(had);
        if row.owed > 0 {
            owed.push((row.id.clone(), row.owed));
        }
    }
    owed
}
