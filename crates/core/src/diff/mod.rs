//! What two plans differ in, from their files alone: per person, per department, per mentor.
//!
//! A placement is a person, a department, a slot and a mentor; dates follow from the slot. Plans are
//! compared as multisets, so that a hand-made plan that says something twice differs from one that
//! says it once. What was taken away and what was added tell it all: [`Difference::applied`] makes the
//! second plan of the first.

mod file;

use std::collections::{BTreeMap, BTreeSet};

pub use file::{DIFF_FORMAT, DepartmentChange, Difference, MentorChange, PersonChange, PlanRef};

use crate::plan::{PlacementFile, PlanFile};

/// In a word, what happened to a person: the kinds of [`PersonChange`].
pub const KINDS: [&str; 5] = ["new", "dropped", "another mentor", "moved", "elsewhere"];

/// A placement without its dates.
fn bare(placement: &PlacementFile) -> PlacementFile {
    PlacementFile {
        start: None,
        end: None,
        ..placement.clone()
    }
}

/// How often each placement is said.
type Bag = BTreeMap<PlacementFile, usize>;

fn bag<'a>(placements: impl Iterator<Item = &'a PlacementFile>) -> Bag {
    let mut bag = Bag::new();
    for placement in placements {
        *bag.entry(bare(placement)).or_default() += 1;
    }
    bag
}

/// What the first bag holds and the second lacks, in order of slots as they are named.
fn minus(bag: &Bag, other: &Bag) -> Vec<PlacementFile> {
    let mut rows: Vec<PlacementFile> = bag
        .iter()
        .flat_map(|(row, often)| {
            let there = other.get(row).copied().unwrap_or(0);
            std::iter::repeat_n(row.clone(), often.saturating_sub(there))
        })
        .collect();
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    rows
}

fn key(x: &PlacementFile) -> (&str, &str, &str, &Option<String>) {
    (&x.slot, &x.staff, &x.department, &x.mentor)
}

/// What changes from one plan to another.
#[must_use]
pub fn diff(from: &PlanFile, to: &PlanFile) -> Difference {
    let (old, new) = (bag(from.placements.iter()), bag(to.placements.iter()));
    let (removed, added) = (minus(&old, &new), minus(&new, &old));
    let place = |x: &PlacementFile| PlacementFile {
        mentor: None,
        ..bare(x)
    };
    let places =
        |plan: &PlanFile| bag(plan.placements.iter().map(place).collect::<Vec<_>>().iter());
    let (was, is) = (places(from), places(to));
    let given_up = minus(&was, &is).len();
    Difference {
        format: DIFF_FORMAT.to_owned(),
        from: reference(from),
        to: reference(to),
        kept: from.placements.len() - given_up,
        given_up,
        people: people(from, to, &removed, &added),
        departments: departments(from, to),
        mentors: mentors(from, to),
        removed,
        added,
    }
}

fn reference(plan: &PlanFile) -> PlanRef {
    PlanRef {
        sha256: None,
        program: plan.program.clone(),
        score: plan.score,
        placements: plan.placements.len(),
    }
}

fn people(
    from: &PlanFile,
    to: &PlanFile,
    removed: &[PlacementFile],
    added: &[PlacementFile],
) -> Vec<PersonChange> {
    let ids: BTreeSet<&String> = removed.iter().chain(added).map(|x| &x.staff).collect();
    let of = |plan: &PlanFile, id: &str| {
        let mine = plan.placements.iter().filter(|x| x.staff == id);
        mine.count()
    };
    ids.into_iter()
        .map(|id| {
            let mine = |rows: &[PlacementFile]| -> Vec<PlacementFile> {
                rows.iter().filter(|x| x.staff == *id).cloned().collect()
            };
            let (before, after) = (mine(removed), mine(added));
            PersonChange {
                staff: id.clone(),
                kind: kind(&before, &after).to_owned(),
                placements_before: of(from, id),
                placements_after: of(to, id),
                before,
                after,
            }
        })
        .collect()
}

/// In a word, what became of these placements.
fn kind(before: &[PlacementFile], after: &[PlacementFile]) -> &'static str {
    let departments = |rows: &[PlacementFile]| {
        let mut all: Vec<String> = rows.iter().map(|x| x.department.clone()).collect();
        all.sort_unstable();
        all
    };
    let places = |rows: &[PlacementFile]| {
        let mut all: Vec<(String, String)> = rows
            .iter()
            .map(|x| (x.department.clone(), x.slot.clone()))
            .collect();
        all.sort_unstable();
        all
    };
    match (before.is_empty(), after.is_empty()) {
        (true, _) => KINDS[0],
        (_, true) => KINDS[1],
        _ if places(before) == places(after) => KINDS[2],
        _ if departments(before) == departments(after) => KINDS[3],
        _ => KINDS[4],
    }
}

fn departments(from: &PlanFile, to: &PlanFile) -> Vec<DepartmentChange> {
    let ids: BTreeSet<&String> = from
        .placements
        .iter()
        .chain(&to.placements)
        .map(|x| &x.department)
        .collect();
    let of = |plan: &PlanFile, id: &str| {
        let guests = plan.placements.iter().filter(|x| x.department == id);
        // Who guides is the mentors' matter.
        let rows: Vec<PlacementFile> = guests
            .map(|x| PlacementFile {
                mentor: None,
                ..bare(x)
            })
            .collect();
        bag(rows.iter())
    };
    ids.into_iter()
        .filter_map(|id| {
            let (old, new) = (of(from, id), of(to, id));
            let (left, came) = (minus(&old, &new), minus(&new, &old));
            (!left.is_empty() || !came.is_empty()).then(|| DepartmentChange {
                department: id.clone(),
                guests_before: old.values().sum(),
                guests_after: new.values().sum(),
                left,
                came,
            })
        })
        .collect()
}

fn mentors(from: &PlanFile, to: &PlanFile) -> Vec<MentorChange> {
    let ids: BTreeSet<&String> = from
        .placements
        .iter()
        .chain(&to.placements)
        .filter_map(|x| x.mentor.as_ref())
        .collect();
    let of = |plan: &PlanFile, id: &str| {
        let mine = |x: &&PlacementFile| x.mentor.as_deref() == Some(id);
        bag(plan.placements.iter().filter(mine))
    };
    ids.into_iter()
        .filter_map(|id| {
            let (old, new) = (of(from, id), of(to, id));
            let (left, came) = (minus(&old, &new), minus(&new, &old));
            (!left.is_empty() || !came.is_empty()).then(|| MentorChange {
                mentor: id.clone(),
                mentees_before: old.values().sum(),
                mentees_after: new.values().sum(),
                left,
                came,
            })
        })
        .collect()
}

impl Difference {
    /// Whether the plans place everybody alike, mentors included.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty()
    }

    /// The placements of the plan that this difference makes of another, without dates, sorted.
    ///
    /// # Errors
    /// The first placement that is to be taken away and is not there.
    pub fn applied(&self, plan: &PlanFile) -> Result<Vec<PlacementFile>, Box<PlacementFile>> {
        let mut rows = bag(plan.placements.iter());
        for row in &self.removed {
            match rows.get_mut(row) {
                Some(often @ 1..) => *often -= 1,
                _ => return Err(Box::new(row.clone())),
            }
        }
        for row in &self.added {
            *rows.entry(row.clone()).or_default() += 1;
        }
        Ok(minus(&rows, &Bag::new()))
    }
}

#[cfg(test)]
mod tests;
