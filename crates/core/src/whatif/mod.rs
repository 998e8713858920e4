//! What if: changed programs planned side by side, as few of them as proofs allow.
//!
//! Scenarios are planned in rounds. A round holds those whose settings lie farthest from what is known
//! (the ends of every range first, then the middles), so that what comes of them bounds the others: a
//! plan keeps every rule of a scenario with more room too, and a bound holds for one with less
//! (`room`). Where the two meet, or where a scenario with more room has no plan at all, nothing is left
//! to plan. Rounds depend on results alone, not on who was first, so the same bytes come out of any
//! number of threads.

mod ask;
mod bends;
mod file;
mod key;
mod mentors;
mod room;
mod rounds;
mod scenario;
mod setting;
mod solved;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

pub use ask::{Ask, ask};
pub use file::{Answer, Bend, ProvedBy, ScenarioRow, ScenarioStatus, WHATIF_FORMAT, WhatIf};
pub use key::keys;
pub use scenario::{Grid, Scenario, read_scenarios};

use crate::engine::{Observer, Options, Warm};
use crate::input::{Problem, ProgramFile};
use crate::plan::ProgramRef;
use crate::program::Program;
use crate::side_by_side::{side_by_side, threads};
use room::Room;
use solved::Known;

/// Watches scenarios, and may stop them.
pub trait Spectator: Observer {
    /// A scenario is settled: the number that are, of how many, and what came of it.
    fn settled(&self, _done: usize, _all: usize, _row: &ScenarioRow) {}
}

impl Spectator for crate::engine::Quiet {}

/// Plans scenarios of a program.
#[must_use]
pub fn whatif(
    file: &ProgramFile,
    program: &Program,
    scenarios: &[Scenario],
    options: &Options,
    spectator: &dyn Spectator,
) -> WhatIf {
    let mut run = Run::new(file, scenarios, options, spectator);
    run.rounds();
    run.tighten();
    let bends = bends::bends(&run);
    let mut whatif = WhatIf::new(
        ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        },
        run.rows(),
    );
    whatif.bends = bends;
    whatif
}

/// Scenarios being planned.
struct Run<'a> {
    file: &'a ProgramFile,
    whole: Value,
    scenarios: &'a [Scenario],
    options: &'a Options,
    spectator: &'a dyn Spectator,
    deadline: Option<Instant>,
    /// Of each scenario that is a program.
    rooms: Vec<Option<Room>>,
    known: Vec<Option<Known>>,
}

impl<'a> Run<'a> {
    fn new(
        file: &'a ProgramFile,
        scenarios: &'a [Scenario],
        options: &'a Options,
        spectator: &'a dyn Spectator,
    ) -> Run<'a> {
        let limit = options.time_limit;
        let mut run = Run {
            file,
            whole: scenario::value(file),
            scenarios,
            options,
            spectator,
            deadline: limit.and_then(|limit| Instant::now().checked_add(limit)),
            rooms: vec![None; scenarios.len()],
            known: vec![None; scenarios.len()],
        };
        let all: Vec<usize> = (0..scenarios.len()).collect();
        let read = side_by_side(run.threads(), &all, |at| match run.changed(at) {
            Ok((changed, program)) => Ok(Room::new(&changed, &program)),
            Err(problems) => Err(problems),
        });
        for (at, read) in read.into_iter().enumerate() {
            match read {
                Ok(room) => run.rooms[at] = Some(room),
                Err(problems) => run.known[at] = Some(Known::invalid(problems)),
            }
        }
        run
    }

    fn threads(&self) -> usize {
        threads(self.options.threads)
    }

    /// The file and the program that a scenario makes.
    fn changed(&self, at: usize) -> Result<(Value, Program), Vec<Problem>> {
        self.change(&self.scenarios[at])
    }

    fn change(&self, scenario: &Scenario) -> Result<(Value, Program), Vec<Problem>> {
        let changed = scenario::changed(&self.whole, scenario).map_err(|problem| vec![problem])?;
        let program = solved::program(&changed)?;
        Ok((changed, program))
    }

    fn stops(&self) -> bool {
        self.spectator.stop()
            || self
                .deadline
                .is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Plans these scenarios side by side.
    fn plan(&mut self, these: &[usize]) {
        let threads = self.threads();
        let side_by = threads.min(these.len()).max(1);
        let done = AtomicUsize::new(self.known.iter().flatten().count());
        let all = self.scenarios.len();
        let watcher = Mutex::new(());
        let run = &*self;
        let found = side_by_side(threads, these, |at| {
            let known = run.plan_one(at, threads / side_by, these.len().div_ceil(side_by));
            // One at a time, so that the count goes up as it is told.
            let guard = watcher.lock();
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            run.spectator
                .settled(done, all, &known.row(&run.scenarios[at]));
            drop(guard);
            known
        });
        for (at, known) in these.iter().zip(found) {
            self.known[*at] = Some(known);
        }
    }

    fn plan_one(&self, at: usize, threads: usize, turns: usize) -> Known {
        if self.stops() {
            return Known::nothing();
        }
        let program = match self.changed(at) {
            Ok((_, program)) => program,
            Err(problems) => return Known::invalid(problems),
        };
        let options = Options {
            threads: Some(threads.max(1)),
            time_limit: self.share(turns),
            warm: self.neighbour(at),
            ..self.options.clone()
        };
        let silent = Silent(self.spectator);
        let mut known = solved::planned(self.file, &program, &options, &silent);
        solved::explain(&mut known, &program, &options, &silent);
        known
    }

    /// What the nearest scenario that was planned in an earlier round knew: the one with the fewest other
    /// settings, and of those the one that stands nearest.
    fn neighbour(&self, at: usize) -> Option<Warm> {
        let mine = &self.scenarios[at].set;
        let other = |theirs: &Scenario| {
            let keys = theirs.set.keys().chain(mine.keys());
            keys.filter(|key| mine.get(*key) != theirs.set.get(*key))
                .count()
        };
        let planned = |other: &usize| {
            let known = self.known[*other].as_ref();
            known.is_some_and(|known| known.plan.is_some())
        };
        let nearest = (0..self.known.len())
            .filter(planned)
            .min_by_key(|known| (other(&self.scenarios[*known]), known.abs_diff(at)))?;
        self.known[nearest].as_ref()?.warm()
    }

    /// A time limit is for all scenarios: what is left of it, for one of so many turns.
    fn share(&self, turns: usize) -> Option<Duration> {
        let left = self.deadline?.saturating_duration_since(Instant::now());
        Some(left / u32::try_from(turns.max(1)).unwrap_or(u32::MAX))
    }

    fn rows(&self) -> Vec<ScenarioRow> {
        let nothing = Known::nothing();
        let known = self.known.iter().zip(self.scenarios);
        known
            .map(|(known, scenario)| known.as_ref().unwrap_or(&nothing).row(scenario))
            .collect()
    }
}

/// Passes a wish to stop on, and keeps to itself how far one scenario of many has come.
struct Silent<'a>(&'a dyn Spectator);

impl Observer for Silent<'_> {
    fn stop(&self) -> bool {
        self.0.stop()
    }
}
