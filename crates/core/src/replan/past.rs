//! The part of a plan that is over: kept to the letter, and checked against the changed program.

use crate::plan::PlanFile;
use crate::program::{Past, Pin, Program, Slot, SlotSet};
use crate::rules::{Breach, RuleName};
use crate::schedule::Placement;
use crate::verify::{Verdict, verify};

/// The placements of a plan that are over, as a plan of their own.
pub(super) fn past_of(program: &Program, plan: &PlanFile, from: Slot) -> PlanFile {
    let over = |name: &str| {
        let slot = program.calendar.slot(name);
        slot.is_some_and(|slot| slot < from)
    };
    let rows = plan.placements.iter().filter(|row| over(&row.slot));
    PlanFile {
        placements: rows.cloned().collect(),
        ..plan.clone()
    }
}

/// What the past breaks whatever comes after it, and its placements.
///
/// Rotations, visits and pins that are missing so far may still come, unless all slots of a pin are
/// over.
pub(super) fn check(program: &Program, past: &PlanFile, over: SlotSet) -> Verdict {
    let mut verdict = verify(program, past);
    let has = |breach: &Breach| match breach.subject {
        Some(crate::claim::Subject::Staff(s)) => verdict.schedule.of(s).len(),
        _ => 0,
    };
    let lasts = |breach: &Breach| {
        let rule = RuleName::ALL.iter().find(|rule| rule.name() == breach.rule);
        match (rule, breach.subject) {
            (Some(RuleName::MustVisit | RuleName::MinVisits), _) => false,
            (Some(RuleName::Participation), Some(crate::claim::Subject::Staff(s))) => {
                has(breach) > program.staff[s.index()].rotations as usize
            }
            (Some(RuleName::Pin), Some(crate::claim::Subject::Pin(at))) => {
                let pin = program.pins.get(at as usize).and_then(|pin| pin.slots);
                pin.is_some_and(|slots| slots.minus(over).is_empty())
            }
            _ => true,
        }
    };
    let lasting: Vec<Breach> = verdict
        .breaches
        .iter()
        .filter(|breach| lasts(breach))
        .cloned()
        .collect();
    verdict.breaches = lasting;
    verdict
}

/// The program with its past settled: those who were away stay so, with the mentors they had, and
/// nobody joins them.
pub(super) fn freeze(mut program: Program, over: SlotSet, past: &[Placement]) -> Program {
    let mut away = vec![SlotSet::empty(); program.staff.len()];
    let first_pin = program.pins.len();
    for placement in past {
        away[placement.staff.index()].insert(placement.slot);
        program.staff[placement.staff.index()]
            .pins
            .push(program.pins.len());
        program.pins.push(Pin {
            staff: placement.staff,
            slots: Some(SlotSet::one(placement.slot)),
            slot_name: Some(program.calendar.name(placement.slot).to_owned()),
            department: Some(placement.department),
            mentor: placement.mentor,
        });
    }
    program.orders.past = Past {
        slots: over,
        away,
        first_pin,
    };
    program
}
