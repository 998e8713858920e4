//! The best openings for a joiner or an unplaced person in a standing plan: with nobody else moved, then
//! with one other person moved. Each is a whole plan that was checked against every rule; what it costs is
//! the difference of two scores, both measured.

mod file;
mod trial;

use std::collections::BTreeMap;

pub use file::{Moved, Obstacle, Opening, RECOMMEND_FORMAT, Recommended};
use trial::{Step, Trial};

use crate::engine::{Observer, Options};
use crate::formulate::Cell;
use crate::plan::{PlanFile, ProgramRef};
use crate::program::{Program, StaffIdx};
use crate::rules::Breach;
use crate::side_by_side::{side_by_side, threads};
use crate::verify::verify;

/// So many sets of placements of one person are looked at, at most: work, not seconds.
const SETS: usize = 5_000;

/// So many moves of others are looked at for each opening, at most.
const MOVES: usize = 20_000;

/// Why nothing can be recommended.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The program knows no such person.
    Unknown(String),
    /// The plan names nobody whom the program knows.
    Strangers,
    /// The person has all rotations already.
    Placed {
        /// How many.
        rotations: usize,
    },
    /// The person does not take part.
    Excused,
    /// The plan breaks rules that one more placement does not mend.
    Broken(Vec<Breach>),
}

/// Looks for openings for one more person in a standing plan.
///
/// The plan may lack rotations of people (of those who joined, say); it must keep every other rule.
///
/// # Errors
/// Why nothing can be recommended.
pub fn recommend(
    program: &Program,
    plan: &PlanFile,
    staff: &str,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Recommended, Refusal> {
    let s = program
        .staff_by_id(staff)
        .ok_or_else(|| Refusal::Unknown(staff.to_owned()))?;
    let known = |id: &str| program.staff_by_id(id).is_some();
    let rows = &plan.placements;
    if !rows.is_empty() && !rows.iter().any(|row| known(&row.staff)) {
        return Err(Refusal::Strangers);
    }
    let verdict = verify(program, plan);
    let (person, has) = (&program.staff[s.index()], verdict.schedule.of(s).len());
    let missing = (person.rotations as usize).saturating_sub(has);
    match missing {
        0 if person.rotations == 0 => return Err(Refusal::Excused),
        0 => return Err(Refusal::Placed { rotations: has }),
        _ => {}
    }
    let trial = Trial::new(program, plan, &verdict, s).map_err(Refusal::Broken)?;
    let mut found = Recommended {
        format: RECOMMEND_FORMAT.to_owned(),
        program: ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        },
        staff: staff.to_owned(),
        missing: u32::try_from(missing).unwrap_or(u32::MAX),
        score: verdict.values.score,
        complete: true,
        ..Recommended::default()
    };
    let open = trial.open();
    let sets = Sets::of(&open, missing, person.voluntary());
    found.complete &= sets.complete;
    let threads = threads(options.threads);
    let turns: Vec<usize> = (0..sets.all.len()).collect();
    let unmoved = side_by_side(threads, &turns, |at| {
        let set = &sets.all[at];
        (!observer.stop())
            .then(|| trial.opening(set, None))
            .flatten()
    });
    found.openings = best_first(unmoved.into_iter().flatten());
    let shut: Vec<Cell> = trial.shut(&open);
    let needed = if person.voluntary() { 1 } else { missing };
    let moved = side_by_side(threads, &shut, |cell| {
        with_move(&trial, cell, needed, observer)
    });
    found.complete &= moved.iter().all(|(_, complete)| *complete);
    found.with_one_move = best_first(moved.into_iter().filter_map(|(opening, _)| opening));
    found.complete &= !observer.stop();
    if found.openings.is_empty() {
        found.in_the_way = obstacles(&trial, s);
    }
    Ok(found)
}

/// The best opening that holds a cell which is not open as things stand, with one other person moved, and
/// whether all were looked at.
fn with_move(
    trial: &Trial,
    cell: Cell,
    missing: usize,
    observer: &dyn Observer,
) -> (Option<Opening>, bool) {
    let mut best: Option<Opening> = None;
    let mut left = MOVES;
    for (from, to) in trial.moves(cell) {
        if observer.stop() || left == 0 {
            return (best, false);
        }
        left -= 1;
        let step = Step { from, to };
        let mut set = vec![cell];
        if missing > 1 && !trial.complete(&mut set, missing, step) {
            continue;
        }
        let found = trial.opening(&set, Some(step));
        best = match (best, found) {
            (Some(best), Some(found)) if found.score > best.score => Some(found),
            (None, found) => found,
            (best, _) => best,
        };
    }
    (best, true)
}

/// The best score first; of equal ones the earliest.
fn best_first(openings: impl Iterator<Item = Opening>) -> Vec<Opening> {
    let mut openings: Vec<Opening> = openings.collect();
    openings.sort_by_key(|opening| {
        let first = opening.placements.iter();
        let cells: Vec<_> = first
            .map(|row| (row.slot.clone(), row.department.clone()))
            .collect();
        (std::cmp::Reverse(opening.score), cells)
    });
    openings
}

/// Sets of cells in different slots.
struct Sets {
    all: Vec<Vec<Cell>>,
    complete: bool,
}

impl Sets {
    /// All sets of so many open cells; for volunteers, of fewer as well.
    fn of(open: &[Cell], size: usize, fewer: bool) -> Sets {
        let mut sets = Sets {
            all: Vec::new(),
            complete: true,
        };
        sets.extend(open, size, fewer, &mut Vec::new());
        sets
    }

    fn extend(&mut self, open: &[Cell], size: usize, fewer: bool, chosen: &mut Vec<Cell>) {
        if chosen.len() == size || (fewer && !chosen.is_empty()) {
            if self.all.len() == SETS {
                self.complete = false;
                return;
            }
            self.all.push(chosen.clone());
        }
        if chosen.len() == size {
            return;
        }
        for (at, cell) in open.iter().enumerate() {
            if !self.complete {
                return;
            }
            if chosen.last().is_none_or(|last| last.0 < cell.0) {
                chosen.push(*cell);
                self.extend(&open[at + 1..], size, fewer, chosen);
                chosen.pop();
            }
        }
    }
}

/// What closes cells to the person, the rule that closes most first.
fn obstacles(trial: &Trial, s: StaffIdx) -> Vec<Obstacle> {
    let mut by_rule: BTreeMap<String, Obstacle> = BTreeMap::new();
    for (rule, text) in trial.closed(s) {
        let obstacle = by_rule.entry(rule.clone()).or_insert_with(|| Obstacle {
            rule,
            cells: 0,
            text,
        });
        obstacle.cells += 1;
    }
    let mut obstacles: Vec<Obstacle> = by_rule.into_values().collect();
    obstacles.sort_by_key(|row| std::cmp::Reverse(row.cells));
    obstacles
}
