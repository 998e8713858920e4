//! A part of a program made again while the rest stands: everybody keeps their placements but for a few
//! people, whose placements are found by a small model, exact within that part.

use std::collections::BTreeSet;

use crate::backend::{Runner, Task};
use crate::candidates::Candidates;
use crate::claim::Claim;
use crate::engine::{Observer, Options, jump};
use crate::formulate::{Cell, Decision, Formulation, Selection, all_shared, formulate};
use crate::model::{Answer, Ending};
use crate::pairing::{Settled, Unpaired, pair, pair_within};
use crate::plan::Proof;
use crate::program::{Program, StaffIdx};
use crate::rules;
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// Nodes of a backend's search, times columns: work, not seconds.
const WORK: u64 = 1_000_000;

/// Claims on sets of mentors that may join one model.
const SETS: u32 = 100;

/// Sets of mentors whose claims are added are told apart by numbers from here on.
const FIRST_ADDED: u32 = 2_000_000;

/// A program whose parts are made again, and how.
pub(crate) struct Ground<'a> {
    pub(crate) program: &'a Program,
    pub(crate) candidates: &'a Candidates,
    claims: Vec<Claim>,
    pub(crate) options: &'a Options,
    pub(crate) observer: &'a dyn Observer,
    runner: &'a dyn Runner,
}

/// What came of making a part again.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Everybody's placements, those that stood included.
    pub(crate) placements: Vec<Placement>,
    /// Whether nothing better exists with everybody else where they stand.
    pub(crate) best: bool,
}

/// Whether everything that stands can stay.
#[derive(Clone, Debug)]
pub(crate) enum Completion {
    /// It can, with these placements.
    Found(Vec<Placement>),
    /// It cannot, and whose word that is.
    None(Proof),
    /// That was not found out.
    Unknown,
}

impl<'a> Ground<'a> {
    /// A program with all its claims told.
    pub(crate) fn new(
        program: &'a Program,
        candidates: &'a Candidates,
        options: &'a Options,
        observer: &'a dyn Observer,
        runner: &'a dyn Runner,
    ) -> Self {
        Ground {
            program,
            candidates,
            claims: all_shared(program),
            options,
            observer,
            runner,
        }
    }

    /// The best placements of these people while everybody else stands; `None`: there are none, or none
    /// were found.
    pub(crate) fn solve(
        &self,
        standing: &[(StaffIdx, Cell)],
        free: &BTreeSet<StaffIdx>,
    ) -> Option<Part> {
        let cells = |s: &StaffIdx| (*s, self.candidates.of(*s));
        let stands = |(s, _): &&(StaffIdx, Cell)| !free.contains(s);
        let selection = Selection {
            free: free.iter().map(cells).collect(),
            fixed: standing.iter().filter(stands).copied().collect(),
        };
        let mut claims = self.claims.clone();
        for added in 0..SETS {
            let formulation = formulate(self.program, &claims, &selection, false);
            if !formulation.impossible.is_empty() {
                return None;
            }
            let (values, best) = self.ask(&formulation)?;
            match self.paired(&formulation, &values, &selection) {
                Ok(placements) => {
                    let schedule = Schedule::new(self.program, placements);
                    let (breaches, _) = recheck(self.program, &schedule);
                    return breaches.is_empty().then(|| Part {
                        placements: schedule.all().to_vec(),
                        best,
                    });
                }
                Err(Unpaired::Short(short)) => {
                    let before = claims.len();
                    for shortage in short {
                        let (d, t) = (shortage.department, shortage.slot);
                        let at = FIRST_ADDED + added;
                        claims.extend(rules::hall_claim(self.program, d, t, &shortage.mentors, at));
                    }
                    if claims.len() == before {
                        return None;
                    }
                }
                Err(_) => return None,
            }
        }
        None
    }

    /// Whether a plan exists in which all of these stay, whoever else is placed on top of them.
    pub(crate) fn completes(&self, standing: &[(StaffIdx, Cell)]) -> Completion {
        let mut own = vec![0; self.program.staff.len()];
        for (s, _) in standing {
            own[s.index()] += 1;
        }
        let people = self.program.staff_indices();
        let has_room = |s: &StaffIdx| own[s.index()] < self.program.staff[s.index()].rotations;
        let open = |s: StaffIdx| {
            let mut cells = self.candidates.of(s);
            cells.retain(|cell| !standing.contains(&(s, *cell)));
            (s, cells)
        };
        let selection = Selection {
            free: people.filter(has_room).map(open).collect(),
            fixed: standing.to_vec(),
        };
        let formulation = formulate(self.program, &self.claims, &selection, false);
        if !formulation.impossible.is_empty() {
            return Completion::None(Proof::Bound);
        }
        let answer = self.run(&formulation);
        let Some(values) = answer.values else {
            return match answer.ending {
                Ending::Infeasible => Completion::None(Proof::Backend),
                _ => Completion::Unknown,
            };
        };
        let Ok(placements) = self.paired(&formulation, &values, &selection) else {
            return Completion::Unknown;
        };
        let schedule = Schedule::new(self.program, placements);
        let (breaches, _) = recheck(self.program, &schedule);
        match breaches.is_empty() {
            true => Completion::Found(schedule.all().to_vec()),
            false => Completion::Unknown,
        }
    }

    fn run(&self, formulation: &Formulation) -> Answer {
        let model = &formulation.model;
        let task = Task {
            backend: self.options.backend,
            model: model.clone(),
            start: None,
            seconds: None,
            nodes: Some((WORK / model.columns.len().max(1) as u64).max(100)),
            improve: None,
            enough: None,
            seed: self.options.seed,
        };
        self.runner.run(task, &|| self.observer.stop())
    }

    fn ask(&self, formulation: &Formulation) -> Option<(Vec<i64>, bool)> {
        let model = &formulation.model;
        let answer = self.run(formulation);
        match (answer.values, answer.ending) {
            (Some(values), ending) => Some((values, ending == Ending::Optimal)),
            (None, Ending::Infeasible) => None,
            (None, _) => {
                let values = jump::jump(model, self.options.seed, &|| self.observer.stop())?;
                Some((values, false))
            }
        }
    }

    fn paired(
        &self,
        formulation: &Formulation,
        values: &[i64],
        selection: &Selection,
    ) -> Result<Vec<Placement>, Unpaired> {
        let mut placed = selection.fixed.clone();
        let mut settled = Settled::default();
        for (decision, &value) in formulation.decisions.iter().zip(values) {
            match *decision {
                Decision::Placed(s, t, d) if value > 0 => placed.push((s, (t, d))),
                Decision::Guided(m, t) if value > 0 => {
                    let guided = u32::try_from(value).unwrap_or(u32::MAX);
                    settled.guided.insert((m, t), guided);
                }
                Decision::Paired(s, m, t) if value > 0 => {
                    settled.pairs.insert((s, m, t));
                }
                _ => {}
            }
        }
        if self.program.require_mentor {
            pair_within(self.program, &placed, &settled)
        } else {
            pair(self.program, &placed, Some(&settled.pairs))
        }
    }
}
