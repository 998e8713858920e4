//! People who leave stay in the file with `employed_until`. What they cannot do any more is not asked
//! of them: their rotations shrink to what they did and still can do by their own rules.

use serde_json::{Value, json};

use super::file::Excused;
use crate::engine::feasible;
use crate::explain::words;
use crate::formulate::{Selection, formulate};
use crate::input::ProgramFile;
use crate::program::calendar::absences;
use crate::program::{Participation, Program, SlotSet, StaffIdx};
use crate::rules::forbidden;

/// Tries of the search whether one person's rules can be kept.
const TRIES: u32 = 20_000;

/// A person who leaves within the horizon.
#[derive(Clone, Debug)]
pub(super) struct Leaver {
    pub(super) staff: StaffIdx,
    /// Slots lost to the end of employment alone.
    pub(super) gone: SlotSet,
    /// The last day.
    pub(super) until: String,
}

/// The people who leave within the horizon, by position.
pub(super) fn leavers(file: &ProgramFile, program: &Program) -> Vec<Leaver> {
    let mut found: Vec<Leaver> = file
        .staff
        .iter()
        .filter_map(|row| {
            let until = row.employed_until.as_ref()?;
            let spans = absences(&[], None, Some(until));
            let gone = program.calendar.lost(&spans, program.leave_days);
            let staff = program.staff_by_id(&row.id)?;
            (!gone.is_empty()).then(|| Leaver {
                staff,
                gone,
                until: until.clone(),
            })
        })
        .collect();
    found.sort_by_key(|leaver| leaver.staff);
    found
}

/// The program with every leaver's rotations shrunk to what the person did and still can do.
pub(super) fn shrink(mut program: Program, leavers: &[Leaver]) -> Program {
    for leaver in leavers {
        let s = leaver.staff;
        let done = program
            .orders
            .past
            .away
            .get(s.index())
            .map_or(0, SlotSet::len);
        let done = u32::try_from(done).unwrap_or(u32::MAX);
        let person = &program.staff[s.index()];
        let most = person.rotations.max(done);
        let fewest = if person.voluntary() { most } else { done };
        let fits = (fewest..=most).rev().find_map(|rotations| {
            let whole = with(&program, s, rotations, true);
            let tried = [whole, with(&program, s, rotations, false)];
            tried.into_iter().find(|tried| possible(tried, s))
        });
        if let Some(fits) = fits {
            program = fits;
        }
    }
    program
}

/// The program with so many rotations of a person and, unless all is kept, without what the person must
/// visit and the pins of slots to come.
fn with(program: &Program, s: StaffIdx, rotations: u32, all: bool) -> Program {
    let mut changed = program.clone();
    let person = &mut changed.staff[s.index()];
    if person.participation == Participation::Excused && rotations > 0 {
        person.participation = Participation::Mandatory;
    }
    person.rotations = rotations;
    person.owed = person.owed.min(rotations);
    if !all {
        person.must_visit.clear();
        drop_pins(&mut changed, s);
    }
    changed
}

/// Takes a person's own pins away; those that settle the past stay.
fn drop_pins(program: &mut Program, s: StaffIdx) {
    let first = program.orders.past.first_pin;
    let mut at = 0..;
    let mut dropped = 0;
    program.pins.retain(|pin| {
        let goes = at.next().is_some_and(|at| at < first) && pin.staff == s;
        dropped += usize::from(goes);
        !goes
    });
    program.orders.past.first_pin -= dropped;
    for person in &mut program.staff {
        person.pins.clear();
    }
    for (at, pin) in program.pins.iter().enumerate() {
        program.staff[pin.staff.index()].pins.push(at);
    }
}

/// Whether a person's own rules leave the person any placements, past ones included.
fn possible(program: &Program, s: StaffIdx) -> bool {
    let mut cells = Vec::new();
    for t in program.calendar.slots() {
        for d in program.department_indices() {
            if forbidden(program, s, d, t).is_none() {
                cells.push((t, d));
            }
        }
    }
    let selection = Selection {
        free: vec![(s, cells)],
        fixed: Vec::new(),
    };
    let own = formulate(program, &[], &selection, false);
    own.impossible.is_empty() && !matches!(feasible::values(&own.model, TRIES), Some(None))
}

/// The program in which leavers may stay out: where there is no room for all, they go first.
pub(super) fn let_go(mut program: Program, leavers: &[Leaver]) -> Program {
    for leaver in leavers {
        let person = &mut program.staff[leaver.staff.index()];
        if person.counts_for_happiness() {
            person.participation = Participation::Voluntary;
        }
    }
    program
}

/// Whom the plan gives fewer rotations than the file asks for, or more than it allows, or nothing that was
/// waived.
///
/// `asked` is the program as its file has it, `planned` as it was planned.
pub(super) fn excused(
    file: &ProgramFile,
    asked: &Program,
    planned: &Program,
    leavers: &[Leaver],
    has: impl Fn(StaffIdx) -> usize,
) -> Vec<Excused> {
    let tell = |leaver: &Leaver| {
        let person = &asked.staff[leaver.staff.index()];
        let rotations = u32::try_from(has(leaver.staff)).unwrap_or(u32::MAX);
        let waived = Waived::of(asked, planned, leaver.staff);
        let short = rotations < person.rotations && !person.voluntary();
        let other = short || rotations > person.rotations;
        if !other && waived == Waived::default() {
            return None;
        }
        let at = file.staff.iter().position(|row| row.id == person.id)?;
        let who = words::staff(asked, leaver.staff);
        let until = &leaver.until;
        let text = match rotations {
            _ if !other => format!(
                "{who} leaves on {until}: {} cannot be kept any more",
                waived.words()
            ),
            0 => format!("{who} leaves on {until} and cannot rotate any more: excused"),
            _ => format!(
                "{who} leaves on {until}: {} of {} stay, the rest is excused",
                rotations,
                words::count(person.rotations.into(), "rotation", "rotations"),
            ),
        };
        Some(Excused {
            staff: person.id.clone(),
            wanted: person.rotations,
            rotations,
            text,
            patch: patch(file, at, other.then_some(rotations), waived),
        })
    };
    leavers.iter().filter_map(tell).collect()
}

/// What the file asks of a person and the plan need not keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Waived {
    visits: bool,
    pins: bool,
}

impl Waived {
    fn of(asked: &Program, planned: &Program, s: StaffIdx) -> Self {
        let (before, now) = (&asked.staff[s.index()], &planned.staff[s.index()]);
        let first = planned.orders.past.first_pin;
        Waived {
            visits: !before.must_visit.is_empty() && now.must_visit.is_empty(),
            pins: !before.pins.is_empty() && !now.pins.iter().any(|at| *at < first),
        }
    }

    fn words(self) -> &'static str {
        match (self.visits, self.pins) {
            (true, true) => "what the file pins and which departments have to be visited",
            (true, false) => "which departments have to be visited",
            (false, _) => "what the file pins",
        }
    }
}

/// What makes the file ask for so many rotations of a person, if others, and for nothing that was waived.
fn patch(file: &ProgramFile, at: usize, rotations: Option<u32>, waived: Waived) -> Value {
    let row = &file.staff[at];
    let path = |key: &str| format!("/staff/{at}/{key}");
    let mut patch = Vec::new();
    match rotations {
        Some(0) => {
            patch.push(json!({ "op": "add", "path": path("participation"), "value": "excused" }));
        }
        Some(rotations) => {
            let mandatory =
                json!({ "op": "add", "path": path("participation"), "value": "mandatory" });
            patch.push(mandatory);
            patch.push(json!({ "op": "add", "path": path("rotations"), "value": rotations }));
            if row.owed > 0 {
                patch.push(json!({ "op": "remove", "path": path("owed") }));
            }
        }
        None => {}
    }
    if waived.visits && rotations != Some(0) {
        patch.push(json!({ "op": "remove", "path": path("must_visit") }));
    }
    // From the last to the first, so that positions stay what they are.
    for (pin, row) in file.pins.iter().enumerate().rev() {
        if waived.pins && row.staff == file.staff[at].id {
            patch.push(json!({ "op": "remove", "path": format!("/pins/{pin}") }));
        }
    }
    Value::Array(patch)
}
