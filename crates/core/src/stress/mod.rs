//! How a plan holds when people, mentors or departments drop out.
//!
//! Every single dropout is tried, and a sample of combinations. A person who drops out is away for the
//! whole horizon, counts for no team's cover, and the person's placements vanish; a mentor guides nobody;
//! a department closes for one slot. Pins that they alone make impossible are let go. All other rules
//! hold, and the plan is repaired with the fewest changes: placements of others that are given up.

mod dropout;
mod file;
mod repair;
mod spare;
mod survival;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

pub(crate) use dropout::Dropout;
pub use file::{DropoutRow, Dropped, Holds, Kind, Reserve, STRESS_FORMAT, Spare, Stress, Tally};

use crate::engine::{Observer, Options};
use crate::goals;
use crate::input::ProgramFile;
use crate::plan::{PlanFile, ProgramRef};
use crate::program::Program;
use crate::random::Random;
use crate::rules::Breach;
use crate::schedule::Schedule;
use crate::side_by_side::{side_by_side, threads};
use crate::verify::verify;

/// What is to be tried.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The program, as its file has it.
    pub file: &'a ProgramFile,
    /// The same program.
    pub program: &'a Program,
    /// The plan that stands.
    pub plan: &'a PlanFile,
    /// So many drop out at once; 1 for single dropouts alone.
    pub at_once: usize,
    /// So many combinations are tried at most.
    pub samples: usize,
}

/// Watches dropouts being tried, and may stop them.
pub trait Tester: Observer {
    /// A dropout was tried: how many were, of how many, and what came of it.
    fn tried(&self, _done: usize, _all: usize, _row: &DropoutRow) {}

    /// All were tried, and the cheapest reserve is looked for.
    fn looks_for_reserve(&self) {}
}

impl Tester for crate::engine::Quiet {}

/// A plan that stands.
struct Standing<'a> {
    program: &'a Program,
    plan: &'a PlanFile,
    schedule: &'a Schedule,
    score: i64,
}

/// Draws of a combination that was drawn before, until no more are looked for.
const REDRAWS: usize = 1_000;

/// Tries every single dropout of a plan, and combinations where more than one are to drop out at once.
///
/// # Errors
/// The rules that the plan breaks as it stands.
pub fn stress(
    question: &Question,
    options: &Options,
    tester: &dyn Tester,
) -> Result<Stress, Vec<Breach>> {
    let Question { program, plan, .. } = *question;
    let verdict = verify(program, plan);
    if !verdict.breaches.is_empty() {
        return Err(verdict.breaches);
    }
    let schedule = &verdict.schedule;
    let standing = Standing {
        program,
        plan,
        schedule,
        score: goals::measure(program, schedule).score,
    };
    let singles: Vec<Vec<Dropout>> = dropout::singles(program)
        .into_iter()
        .map(|one| vec![one])
        .collect();
    let samples = samples(question, schedule, options.seed, &singles);
    let deadline = options
        .time_limit
        .and_then(|limit| Instant::now().checked_add(limit));
    let watch = Watch { tester, deadline };
    let alone = Options {
        threads: Some(1),
        time_limit: None,
        best_effort: false,
        warm: None,
        ..options.clone()
    };
    let all: Vec<&Vec<Dropout>> = singles.iter().chain(&samples).collect();
    let (done, telling) = (AtomicUsize::new(0), Mutex::new(()));
    let rows = side_by_side(threads(options.threads), &all, |dropped| {
        if watch.stop() {
            return None;
        }
        let repair = repair::repaired(&standing, program, dropped, &alone, &watch);
        // What was cut short is no answer.
        if watch.stop() {
            return None;
        }
        let row = repair.row(&standing, dropped);
        let guard = telling.lock();
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        tester.tried(done, all.len(), &row);
        drop(guard);
        Some(row)
    });
    let (single_rows, sample_rows) = rows.split_at(singles.len());
    let failing: Vec<(usize, Dropout)> = kept(single_rows)
        .zip(0..)
        .filter(|((row, _), _)| !row.status.survives())
        .filter_map(|((_, at), place)| Some((place, *singles[at].first()?)))
        .collect();
    let complete = rows.iter().all(Option::is_some);
    let mut found = Stress {
        format: STRESS_FORMAT.to_owned(),
        program: ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        },
        placements: schedule.all().len(),
        score: standing.score,
        complete,
        singles: tally(single_rows),
        combined: (question.at_once > 1).then(|| tally(sample_rows)),
        worst: worst(single_rows),
        dropouts: rows.iter().flatten().cloned().collect(),
        reserve: None,
    };
    if complete && !failing.is_empty() {
        tester.looks_for_reserve();
        let options = Options {
            threads: options.threads,
            ..alone
        };
        found.reserve = spare::reserve(&standing, question.file, &failing, &options, &watch);
    }
    Ok(found)
}

/// Rows of what was tried, and the position of each among all.
fn kept(rows: &[Option<DropoutRow>]) -> impl Iterator<Item = (&DropoutRow, usize)> {
    rows.iter()
        .zip(0..)
        .filter_map(|(row, at)| Some((row.as_ref()?, at)))
}

/// Passes a wish to stop on, and stops when time is up.
struct Watch<'a> {
    tester: &'a dyn Tester,
    deadline: Option<Instant>,
}

impl Observer for Watch<'_> {
    fn stop(&self) -> bool {
        let over = |deadline| Instant::now() >= deadline;
        self.tester.stop() || self.deadline.is_some_and(over)
    }
}

/// Combinations of dropouts that touch the plan, each drawn once.
fn samples(
    question: &Question,
    schedule: &Schedule,
    seed: u64,
    singles: &[Vec<Dropout>],
) -> Vec<Vec<Dropout>> {
    let touching = singles.iter().flatten().copied();
    let touching: Vec<Dropout> = touching.filter(|one| one.touches(schedule)).collect();
    let mut drawn: BTreeSet<Vec<Dropout>> = BTreeSet::new();
    let mut samples = Vec::new();
    if question.at_once < 2 || touching.len() < question.at_once {
        return samples;
    }
    let mut random = Random::stream(seed, 0);
    let mut redraws = 0;
    while samples.len() < question.samples && redraws < REDRAWS {
        let mut combination = BTreeSet::new();
        while combination.len() < question.at_once {
            combination.extend(random.pick(&touching).copied());
        }
        let combination: Vec<Dropout> = combination.into_iter().collect();
        if drawn.insert(combination.clone()) {
            samples.push(combination);
        } else {
            redraws += 1;
        }
    }
    samples
}

fn tally(rows: &[Option<DropoutRow>]) -> Tally {
    let mut tally = Tally {
        all: rows.len(),
        ..Tally::default()
    };
    for (row, _) in kept(rows) {
        tally.tried += 1;
        *match row.status {
            Holds::Holds => &mut tally.holds,
            Holds::Repaired => &mut tally.repaired,
            Holds::Impossible => &mut tally.impossible,
            Holds::Unknown => &mut tally.unknown,
        } += 1;
        tally.most_changes = tally.most_changes.max(row.changes.unwrap_or(0));
        tally.largest_fall = tally.largest_fall.max(row.fall.unwrap_or(0));
    }
    tally
}

/// The dropout that hurts most: one that leaves no plan, else the one that costs most of the score, else
/// the one that moves most people; its position among those that were tried.
fn worst(rows: &[Option<DropoutRow>]) -> Option<usize> {
    let harm = |row: &DropoutRow| {
        let fall = row.fall.unwrap_or(0).max(0);
        (
            row.status.max(Holds::Repaired),
            fall,
            row.changes.unwrap_or(0),
        )
    };
    let tried: Vec<&DropoutRow> = rows.iter().flatten().collect();
    let best = (0..tried.len()).max_by_key(|at| (harm(tried[*at]), std::cmp::Reverse(*at)))?;
    let any = harm(tried[best]) > (Holds::Repaired, 0, 0);
    any.then_some(best)
}
