//! What a plan changes against an earlier one, person by person.

use std::collections::{BTreeMap, BTreeSet};

use rotaplan_core::plan::{PlacementFile, PlanFile};
use rotaplan_core::program::Program;

use super::picture::natural;

/// What changed against a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Placements (person, department, slot) that both plans have.
    pub kept: usize,
    /// Placements that only the earlier plan has.
    pub given_up: usize,
    /// One row a person whose placements differ, in order of names.
    pub rows: Vec<Change>,
}

/// What changed for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The person's id.
    pub staff: String,
    /// In a word: moved, elsewhere, new, dropped, another mentor.
    pub kind: &'static str,
    /// Placements of the earlier plan that the new one lacks.
    pub before: Vec<PlacementFile>,
    /// Placements that the earlier plan lacked.
    pub after: Vec<PlacementFile>,
}

/// What the plan changes against the baseline.
pub(crate) fn changes(program: &Program, plan: &PlanFile, baseline: &PlanFile) -> Changes {
    let by_person = |plan: &PlanFile| {
        let mut people: BTreeMap<String, BTreeSet<PlacementFile>> = BTreeMap::new();
        for placement in &plan.placements {
            // Dates follow from the slot; a hand-made plan may leave them out.
            let bare = PlacementFile {
                start: None,
                end: None,
                ..placement.clone()
            };
            people
                .entry(placement.staff.clone())
                .or_default()
                .insert(bare);
        }
        people
    };
    let (mut old, mut new) = (by_person(baseline), by_person(plan));
    let ids: BTreeSet<String> = old.keys().chain(new.keys()).cloned().collect();
    let mut changes = Changes::default();
    for staff in ids {
        let (old, new) = (
            old.remove(&staff).unwrap_or_default(),
            new.remove(&staff).unwrap_or_default(),
        );
        let place = |x: &PlacementFile| (x.department.clone(), x.slot.clone());
        let (was, is): (BTreeSet<_>, BTreeSet<_>) = (
            old.iter().map(place).collect(),
            new.iter().map(place).collect(),
        );
        changes.kept += was.intersection(&is).count();
        changes.given_up += was.difference(&is).count();
        let before: Vec<PlacementFile> = old.difference(&new).cloned().collect();
        let after: Vec<PlacementFile> = new.difference(&old).cloned().collect();
        if before.is_empty() && after.is_empty() {
            continue;
        }
        let departments = |rows: &[PlacementFile]| {
            rows.iter()
                .map(|x| x.department.clone())
                .collect::<BTreeSet<_>>()
        };
        let kind = match (before.is_empty(), after.is_empty()) {
            (true, _) => "new",
            (_, true) => "dropped",
            _ if was == is => "another mentor",
            _ if departments(&before) == departments(&after) => "moved",
            _ => "elsewhere",
        };
        changes.rows.push(Change {
            staff,
            kind,
            before,
            after,
        });
    }
    let name = |change: &Change| {
        let staff = program.staff_by_id(&change.staff);
        staff.map_or_else(
            || natural(&change.staff),
            |staff| natural(&program.staff()[staff.index()].name),
        )
    };
    changes
        .rows
        .sort_by_cached_key(|change| (name(change), change.staff.clone()));
    changes
}
