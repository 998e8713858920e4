//! Questions that a number answers: the fewest away at one time, the fewest months or the fewest
//! mentors (see `mentors`) for which everybody gets a rotation.
//!
//! The first two only leave more room as they grow (`room`), so halving finds the smallest that is enough: it
//! has a plan, and one less is proven to have none.

use serde_json::{Map, Value};

use super::file::{Answer, ScenarioStatus, WhatIf};
use super::scenario::Scenario;
use super::solved::Known;
use super::{Run, Silent, Spectator, mentors, solved};
use crate::engine::Options;
use crate::input::ProgramFile;
use crate::plan::ProgramRef;
use crate::program::Program;

/// A question that a number answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The smallest `rules.max_away`.
    FewestAway,
    /// The smallest `horizon.months`.
    FewestMonths,
    /// The smallest set of the file's mentors (`mentors`).
    FewestMentors,
}

/// No horizon is longer.
const LONGEST: i64 = 120;

impl Ask {
    /// The question's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ask::FewestAway => "fewest-away",
            Ask::FewestMonths => "fewest-months",
            Ask::FewestMentors => "fewest-mentors",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Ask::FewestAway => "rules.max_away",
            Ask::FewestMonths => "horizon.months",
            Ask::FewestMentors => "mentors",
        }
    }

    fn scenario(self, number: i64) -> Scenario {
        let mut set = Map::new();
        set.insert(self.key().to_owned(), Value::from(number));
        Scenario {
            name: format!("{}={number}", self.key()),
            set,
        }
    }

    /// The smallest number that can be asked about, and where to begin.
    fn range(self, program: &Program) -> (i64, i64) {
        match self {
            // With everybody away there is no limit.
            Ask::FewestAway => (0, program.staff.len() as i64),
            Ask::FewestMonths => (1, program.calendar.months() as i64),
            Ask::FewestMentors => (0, program.mentors.len() as i64),
        }
    }

    /// "1 month is", "2 months are".
    fn words(self, number: i64) -> String {
        let is = if number == 1 { "is" } else { "are" };
        format!("{} {is}", self.counted(number))
    }

    /// "1 month", "2 months".
    fn counted(self, number: i64) -> String {
        let count = |one: &str, many: &str| match number {
            1 => format!("1 {one}"),
            _ => format!("{number} {many}"),
        };
        match self {
            Ask::FewestAway => count("person away at one time", "people away at one time"),
            Ask::FewestMonths => count("month", "months"),
            Ask::FewestMentors => count("mentor", "mentors"),
        }
    }
}

/// Answers a question about a program.
#[must_use]
pub fn ask(
    file: &ProgramFile,
    program: &Program,
    question: Ask,
    options: &Options,
    spectator: &dyn Spectator,
) -> WhatIf {
    let options = Options {
        best_effort: false,
        ..options.clone()
    };
    if question == Ask::FewestMentors {
        // Which mentors matters too: no single number of the file says how many there are.
        return mentors::fewest(file, program, &options, spectator);
    }
    let mut search = Search {
        question,
        run: Run::new(file, &[], &options, spectator),
        found: None,
        none: None,
        asked: 0,
    };
    let open = search.halve(program);
    let mut whatif = WhatIf::new(
        ProgramRef {
            name: program.name.clone(),
            sha256: program.sha256.clone(),
        },
        Vec::new(),
    );
    let enough = search.found.take().map(|(number, quick)| {
        let scenario = question.scenario(number);
        // Now for the best plan, not just any.
        let best = search.plan(&scenario, &options);
        let best = if best.status.is_planned() {
            best
        } else {
            quick
        };
        whatif.scenarios.push(best.row(&scenario));
        number
    });
    let too_few = search.none.take().map(|(number, mut known)| {
        let scenario = question.scenario(number);
        if let Ok((_, program)) = search.run.change(&scenario) {
            solved::explain(&mut known, &program, &options, &Silent(spectator));
        }
        whatif.scenarios.push(known.row(&scenario));
        number
    });
    whatif.answer = Some(answer(question, program, enough, too_few, open));
    whatif
}

fn answer(
    question: Ask,
    program: &Program,
    enough: Option<i64>,
    too_few: Option<i64>,
    open: bool,
) -> Answer {
    let name = |number: i64| question.scenario(number).name;
    let words = |number: i64| question.words(number);
    let (least, _) = question.range(program);
    let (value, text) = match (enough, too_few) {
        (Some(number), _) if number == least => (
            Some(number),
            format!("{} enough for everybody: there is no less", words(number)),
        ),
        (Some(number), Some(less)) if less + 1 == number => {
            let less = question.counted(less);
            let text = format!(
                "{} enough for everybody; with {less} no plan keeps every rule",
                words(number)
            );
            (Some(number), text)
        }
        (Some(number), less) => {
            let less = less.map_or(String::new(), |less| format!(", {} not", words(less)));
            let text = format!(
                "{} enough{less}; what lies between was not found out",
                words(number)
            );
            (None, text)
        }
        (None, _) if open => (
            None,
            "no plan was found, and no proof that there is none".to_owned(),
        ),
        (None, Some(number)) => {
            let most = question.counted(number);
            let text = format!("no number is enough: even with {most} no plan keeps every rule");
            (None, text)
        }
        (None, None) => (None, "nothing was found out".to_owned()),
    };
    Answer {
        ask: question.name().to_owned(),
        value,
        text,
        enough: enough.map(name),
        too_few: too_few.map(name),
    }
}

struct Search<'a> {
    question: Ask,
    run: Run<'a>,
    /// The smallest number that is known to be enough.
    found: Option<(i64, Known)>,
    /// The largest that is proven not to be.
    none: Option<(i64, Known)>,
    asked: usize,
}

impl Search<'_> {
    /// Halves what lies between enough and too few; whether something was left open.
    fn halve(&mut self, program: &Program) -> bool {
        let (least, mut most) = self.question.range(program);
        let mut step = 1;
        loop {
            match self.look(most) {
                Some(true) => break,
                Some(false) if self.question == Ask::FewestMonths && most < LONGEST => {
                    most = (most + step).min(LONGEST);
                    step *= 2;
                }
                Some(false) => return false,
                None => return true,
            }
        }
        let mut open = false;
        // Below this number nothing is looked at again.
        let mut low = self.none.as_ref().map_or(least, |(number, _)| number + 1);
        while let Some(high) = self
            .found
            .as_ref()
            .map(|(number, _)| *number)
            .filter(|it| low < *it)
        {
            // The number that most plans need first: the even spread is where it bends.
            match self.look(low + (high - low) / 2) {
                Some(true) => {}
                Some(false) => low = self.none.as_ref().map_or(low, |(number, _)| number + 1),
                None => {
                    open = true;
                    low = low + (high - low) / 2 + 1;
                }
            }
        }
        open
    }

    /// Whether a number is enough; nothing where that was not found out.
    fn look(&mut self, number: i64) -> Option<bool> {
        let scenario = self.question.scenario(number);
        let any = Options {
            gap: f64::MAX,
            ..self.run.options.clone()
        };
        let known = self.plan(&scenario, &any);
        self.asked += 1;
        self.run
            .spectator
            .settled(self.asked, 0, &known.row(&scenario));
        match known.status {
            status if status.is_planned() => {
                self.found = Some((number, known));
                Some(true)
            }
            ScenarioStatus::Infeasible | ScenarioStatus::Invalid => {
                if self
                    .none
                    .as_ref()
                    .is_none_or(|(before, _)| *before < number)
                {
                    self.none = Some((number, known));
                }
                Some(false)
            }
            _ => None,
        }
    }

    fn plan(&self, scenario: &Scenario, options: &Options) -> Known {
        if self.run.stops() {
            return Known::nothing();
        }
        let program = match self.run.change(scenario) {
            Ok((_, program)) => program,
            Err(problems) => return Known::invalid(problems),
        };
        let options = Options {
            time_limit: self.run.share(1),
            ..options.clone()
        };
        let silent = Silent(self.run.spectator);
        solved::planned(self.run.file, &program, &options, &silent)
    }
}
