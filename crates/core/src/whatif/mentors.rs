//! The fewest mentors: the size of the smallest set of the file's mentors with which a plan exists, the
//! others guiding nobody (`mentees_total` 0).
//!
//! From below, sums: a mentor guides at most so many, and all rotations need a mentor. From above, the
//! mentors that a plan uses. Between the two, halving: a limit on how many mentors may guide anybody
//! at all is a claim of the exact model, so "with any 4 there is no plan" speaks of all sets at once.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::ask::Ask;
use super::file::{Answer, ScenarioStatus, WhatIf};
use super::scenario::Scenario;
use super::solved::{self, Known};
use super::{Run, Silent, Spectator};
use crate::diagnosis::{DiagnosisFile, DiagnosisStatus};
use crate::engine::{Engine, Options};
use crate::input::{Problem, ProgramFile};
use crate::plan::{PlanFile, ProgramRef, Proof};
use crate::program::{Mentor, MentorIdx, Program};

type Mentors = BTreeSet<MentorIdx>;

/// Answers how few mentors are enough.
pub(super) fn fewest(
    file: &ProgramFile,
    program: &Program,
    options: &Options,
    spectator: &dyn Spectator,
) -> WhatIf {
    let mut search = Search {
        file,
        program,
        run: Run::new(file, &[], options, spectator),
        options,
        enough: None,
        too_few: None,
        open: false,
        asked: 0,
    };
    search.search();
    let mut whatif = WhatIf::new(
        ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        },
        Vec::new(),
    );
    let enough = search.enough.take().map(|used| {
        let scenario = using(program, &used);
        let known = search.plan(&with_only(program, &used), options);
        whatif.scenarios.push(known.row(&scenario));
        (used.len(), scenario.name)
    });
    let too_few = search.too_few.take().map(|(number, known)| {
        let scenario = any(number, program);
        whatif.scenarios.push(known.row(&scenario));
        let proof = known.diagnosis.and_then(|told| told.proof);
        (number, scenario.name, proof)
    });
    let (value, text) = answer(program, enough.as_ref(), too_few.as_ref(), search.open);
    whatif.answer = Some(Answer {
        ask: Ask::FewestMentors.name().to_owned(),
        value,
        text,
        enough: enough.map(|(_, name)| name),
        too_few: too_few.map(|(_, name, _)| name),
    });
    whatif
}

struct Search<'a> {
    file: &'a ProgramFile,
    program: &'a Program,
    run: Run<'a>,
    options: &'a Options,
    /// The smallest set of mentors that is known to be enough.
    enough: Option<Mentors>,
    /// The largest number that is proven to be too small, and what proves it.
    too_few: Option<(usize, Known)>,
    open: bool,
    asked: usize,
}

impl Search<'_> {
    fn search(&mut self) {
        let program = self.program;
        let all: Mentors = program.mentor_indices().collect();
        match self.look(program, &any(all.len(), program)) {
            Ok(Some(used)) => self.enough = Some(used),
            Ok(None) => {
                self.open = true;
                return;
            }
            Err(known) => {
                self.too_few = Some((all.len(), *known));
                return;
            }
        }
        if !program.require_mentor {
            self.enough = Some(Mentors::new());
            return;
        }
        let (least, text) = least_by_sums(program);
        if least > 0 {
            self.too_few = Some((least - 1, none(Proof::Bound, vec![text])));
        }
        let mut low = least;
        while let Some(high) = self
            .enough
            .as_ref()
            .map(Mentors::len)
            .filter(|it| low < *it)
        {
            let middle = low + (high - low) / 2;
            // Any engine may find a plan with the mentors that a plan uses most ...
            let few = self.most_used(middle);
            if let Ok(Some(used)) = self.look(&with_only(program, &few), &using(program, &few)) {
                self.enough = Some(used);
                continue;
            }
            // ... and the exact one tells whether any others would do.
            let mut capped = program.clone().without_goals();
            capped.orders.most_mentors = Some(middle);
            match self.look(&capped, &any(middle, program)) {
                Ok(Some(used)) => self.enough = Some(used),
                Ok(None) => {
                    self.open = true;
                    low = middle + 1;
                }
                Err(known) => {
                    self.too_few = Some((middle, *known));
                    low = middle + 1;
                }
            }
        }
    }

    /// The mentors that some plan of this program uses; `None` where that was not found out.
    ///
    /// # Errors
    /// There is no plan.
    fn look(
        &mut self,
        program: &Program,
        scenario: &Scenario,
    ) -> Result<Option<Mentors>, Box<Known>> {
        let quick = Options {
            gap: f64::MAX,
            engine: match program.orders.most_mentors {
                Some(_) => Engine::Exact,
                None => self.options.engine,
            },
            ..self.options.clone()
        };
        let known = self.plan(program, &quick);
        self.asked += 1;
        self.run
            .spectator
            .settled(self.asked, 0, &known.row(scenario));
        match known.status {
            ScenarioStatus::Infeasible => Err(Box::new(known)),
            status if status.is_planned() => {
                let plan = known.plan.as_deref();
                let used = plan.map(|plan| used(program, plan));
                let most = program.orders.most_mentors.unwrap_or(usize::MAX);
                Ok(used.filter(|used| used.len() <= most))
            }
            _ => Ok(None),
        }
    }

    fn plan(&self, program: &Program, options: &Options) -> Known {
        if self.run.stops() {
            return Known::nothing();
        }
        let options = Options {
            best_effort: false,
            time_limit: self.run.share(1),
            ..options.clone()
        };
        solved::planned(self.file, program, &options, &Silent(self.run.spectator))
    }

    /// Of the mentors known to be enough, those with the most room.
    fn most_used(&self, number: usize) -> Mentors {
        let enough = self.enough.iter().flatten();
        let mut mentors: Vec<MentorIdx> = enough.copied().collect();
        let room = |m: &MentorIdx| room(self.program, &self.program.mentors[m.index()]);
        mentors.sort_by_key(|m| (std::cmp::Reverse(room(m)), *m));
        mentors.into_iter().take(number).collect()
    }
}

fn used(program: &Program, plan: &PlanFile) -> Mentors {
    let rows = plan.placements.iter();
    rows.filter_map(|row| program.mentor_by_id(row.mentor.as_ref()?))
        .collect()
}

/// The program in which only these guide anybody.
fn with_only(program: &Program, mentors: &Mentors) -> Program {
    let mut changed = program.clone();
    for (m, mentor) in program.mentor_indices().zip(&mut changed.mentors) {
        if !mentors.contains(&m) {
            mentor.total = Some(0);
        }
    }
    for (d, department) in program.departments.iter().enumerate() {
        let mentors = department.mentors.iter();
        let guiding = mentors.filter(|m| {
            let mentor = &changed.mentors[m.index()];
            mentor.at_once > 0 && mentor.total != Some(0)
        });
        let guided = guiding.fold(Default::default(), |all: crate::program::SlotSet, m| {
            all.or(changed.mentors[m.index()].on_duty(&program.calendar))
        });
        changed.departments[d].guided = guided;
    }
    changed
}

/// The scenario in which only these guide anybody: the others are set to guide nobody.
fn using(program: &Program, mentors: &Mentors) -> Scenario {
    let mut set = Map::new();
    for (m, mentor) in program.mentor_indices().zip(&program.mentors) {
        if !mentors.contains(&m) {
            let key = format!("mentors.{}.mentees_total", mentor.id);
            set.insert(key, Value::from(0));
        }
    }
    let ids = mentors
        .iter()
        .map(|m| program.mentors[m.index()].id.clone());
    let ids: Vec<String> = ids.collect();
    Scenario {
        name: match ids.is_empty() {
            true => "no mentors".to_owned(),
            false => format!("mentors {}", ids.join(", ")),
        },
        set,
    }
}

fn any(number: usize, program: &Program) -> Scenario {
    let name = match number {
        all if all == program.mentors.len() => format!("all {}", counted(number)),
        _ => format!("any {}", counted(number)),
    };
    Scenario {
        name,
        set: Map::new(),
    }
}

fn counted(number: usize) -> String {
    match number {
        1 => "1 mentor".to_owned(),
        _ => format!("{number} mentors"),
    }
}

/// That there is no plan, and why.
fn none(proof: Proof, reasons: Vec<String>) -> Known {
    let told = reasons.into_iter();
    let told = told.map(|reason| Problem::error("infeasible", "", reason));
    Known {
        status: ScenarioStatus::Infeasible,
        diagnosis: Some(DiagnosisFile {
            proof: Some(proof),
            problems: told.collect(),
            ..DiagnosisFile::new(DiagnosisStatus::Infeasible)
        }),
        ..Known::nothing()
    }
}

/// The most guests that a mentor can guide over the horizon, others' limits left aside.
fn room(program: &Program, mentor: &Mentor) -> u64 {
    let seats = &program.departments[mentor.department.index()].seats;
    let (mut free_from, mut all) = (0, 0u64);
    let rest = mentor.rest_slots as usize;
    let mut most = 0;
    for t in mentor.on_duty(&program.calendar).iter() {
        let guests = mentor.at_once.min(seats[t.index()]);
        // The earliest slots first: no choice of slots with the rest between holds more of them.
        if guests > 0 && t.index() >= free_from {
            free_from = t.index() + 1 + rest;
            all += 1;
        }
        most = most.max(u64::from(guests));
    }
    (all * most).min(u64::from(mentor.total.unwrap_or(u32::MAX)))
}

/// Fewer mentors than this are too few by sums alone, and the sum in words.
fn least_by_sums(program: &Program) -> (usize, String) {
    let staff = program.staff.iter().filter(|person| !person.voluntary());
    let needed: u64 = staff.map(|person| u64::from(person.rotations)).sum();
    let mentors = program.mentors.iter();
    let mut rooms: Vec<u64> = mentors.map(|mentor| room(program, mentor)).collect();
    rooms.sort_unstable_by_key(|room| std::cmp::Reverse(*room));
    let (mut least, mut sum) = (0, 0);
    while sum < needed && least < rooms.len() {
        sum += rooms[least];
        least += 1;
    }
    let fewer: u64 = rooms.iter().take(least.saturating_sub(1)).sum();
    let text = format!(
        "any {} guide {fewer} guests at most, and {needed} rotations need a mentor",
        counted(least.saturating_sub(1))
    );
    (least, text)
}

fn answer(
    program: &Program,
    enough: Option<&(usize, String)>,
    too_few: Option<&(usize, String, Option<Proof>)>,
    open: bool,
) -> (Option<i64>, String) {
    let are = |number: usize| if number == 1 { "is" } else { "are" };
    match (enough, too_few) {
        (Some((number, _)), _) if *number == 0 => {
            let why = match program.require_mentor {
                true => "nobody has to rotate",
                false => "the program requires none",
            };
            (Some(0), format!("no mentors are needed: {why}"))
        }
        (Some((number, _)), Some((less, _, proof))) if less + 1 == *number => {
            let whose = match proof {
                Some(Proof::Backend) => " (on the solver's word)",
                _ => "",
            };
            let text = format!(
                "{} {} enough for everybody; with any {} no plan keeps every rule{whose}",
                counted(*number),
                are(*number),
                counted(*less)
            );
            (i64::try_from(*number).ok(), text)
        }
        (Some((number, _)), less) => {
            let less = less.map_or(String::new(), |(less, ..)| {
                format!(", any {} {} not", counted(*less), are(*less))
            });
            let text = format!(
                "{} {} enough{less}; what lies between was not found out",
                counted(*number),
                are(*number)
            );
            (None, text)
        }
        (None, _) if open => (
            None,
            "no plan was found, and no proof that there is none".to_owned(),
        ),
        (None, Some((number, ..))) => {
            let text = format!(
                "no number is enough: even with all {} no plan keeps every rule",
                counted(*number)
            );
            (None, text)
        }
        (None, None) => (None, "nothing was found out".to_owned()),
    }
}
