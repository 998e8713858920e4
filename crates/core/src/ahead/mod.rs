//! Planning ahead: one quarter's plan after the other, and whether something takes longer whatever is
//! planned.
//!
//! A rolling horizon: the first quarter is planned as `plan` plans it, taken as done, closed with
//! [`close`](crate::close::close), and the next program planned in its turn, to within 5 % of its best,
//! for until then things will have changed. Where the program's own goals do not reach what is to be
//! reached, the quarters are planned once more with missing bridges and people who were not out first.
//!
//! Two targets are answered: *everyone* who takes part has been out in these quarters, and *every bridge*
//! that is wanted stands at the end of one. A plan proves that so many quarters are enough. That so many
//! are too few is proven by a program that no chain of plans can outdo (see `joint`): it has no plan, or
//! the bound of its bridges lies below the number of those that do not stand today. Neither proof looks at
//! what changes on the way: leavers that nobody knows of, visits that are cancelled, plans that fall short.

mod chain;
mod file;
mod joint;
mod standing;

use std::time::{Duration, Instant};

pub use file::{AHEAD_FORMAT, Ahead, AheadStatus, QuarterAhead, Target};

use crate::engine::{Observer, Options, Outcome, Quiet, solve};
use crate::input::file::ProgramFile;
use crate::plan::{ProgramRef, Proof};
use crate::program::{Month, Program, sha256};
use chain::{Chain, chain};
use standing::Standing;

/// Watches quarters being planned, and may stop it.
pub trait Outlook: Observer {
    /// A quarter was planned, or could not be.
    fn planned(&self, _quarter: &QuarterAhead, _steered: bool) {}
}

impl Outlook for Quiet {}

/// What is asked of the future.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// So many quarters are planned.
    pub quarters: usize,
    /// Whether to stop once every wanted bridge stands.
    pub until_bridged: bool,
}

/// How quarters are planned.
pub(crate) struct Watched<'a> {
    program: Option<Program>,
    options: &'a Options,
    observer: &'a dyn Outlook,
    deadline: Option<Instant>,
    until_bridged: bool,
}

impl Watched<'_> {
    /// The options with a fair part of the time that is left, with so many solves to come.
    fn options(&self, to_come: usize) -> Options {
        let left = self
            .deadline
            .map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let parts = u32::try_from(to_come + 1).unwrap_or(u32::MAX);
        Options {
            time_limit: left.map(|left| left.checked_div(parts).unwrap_or(Duration::ZERO)),
            ..self.options.clone()
        }
    }
}

/// Plans a valid program's quarters ahead.
///
/// `program` is the one that `file` describes, with the sha256 of its own bytes.
#[must_use]
pub fn ahead(
    file: &ProgramFile,
    program: &Program,
    question: Question,
    options: &Options,
    observer: &dyn Outlook,
) -> Ahead {
    let watched = Watched {
        program: Some(program.clone()),
        options,
        observer,
        deadline: options
            .time_limit
            .and_then(|limit| Instant::now().checked_add(limit)),
        until_bridged: question.until_bridged,
    };
    let count = question.quarters.max(1);
    let mut found = chain(file, count, false, &watched);
    let standing = Standing::of(file);
    let proofs = Proofs {
        file,
        standing: &standing,
        watched: &watched,
    };
    let mut everyone = proofs.too_few(Sought::Everyone, found.everyone, count);
    let mut bridges = proofs.too_few(Sought::Bridges, found.every_bridge, count);
    let open = |reached: Option<usize>, few: &TooFew| reached.is_none() && few.quarters < count;
    let mut steered = false;
    if (open(found.everyone, &everyone) || open(found.every_bridge, &bridges)) && !observer.stop() {
        let other = chain(file, count, true, &watched);
        if other.quarters.iter().all(|x| x.plan_file.is_some()) && other.worth() > found.worth() {
            for (few, was, is, sought) in [
                (
                    &mut everyone,
                    found.everyone,
                    other.everyone,
                    Sought::Everyone,
                ),
                (
                    &mut bridges,
                    found.every_bridge,
                    other.every_bridge,
                    Sought::Bridges,
                ),
            ] {
                if was.is_none() && is.is_some() {
                    *few = proofs.too_few(sought, is, count);
                }
            }
            (found, steered) = (other, true);
        }
    }
    let answer = Answer {
        chain: &found,
        count,
    };
    Ahead {
        format: AHEAD_FORMAT.to_owned(),
        program: ProgramRef {
            name: file.name.clone(),
            sha256: program.sha256().to_owned(),
        },
        asked: count,
        months: file.horizon.months,
        steered,
        everyone: answer.target(Sought::Everyone, standing.people.len(), &everyone),
        every_bridge: answer.target(Sought::Bridges, standing.wanted.len(), &bridges),
        quarters: found.quarters,
    }
}

/// The bytes of a quarter's program file.
#[must_use]
pub fn program_bytes(quarter: &QuarterAhead) -> Vec<u8> {
    chain::bytes(&quarter.program_file)
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sought {
    Everyone,
    Bridges,
}

/// So many quarters are too few, and how that is known.
#[derive(Clone, Copy, Debug, Default)]
struct TooFew {
    quarters: usize,
    proof: Option<Proof>,
    at_most: Option<i64>,
}

struct Proofs<'a> {
    file: &'a ProgramFile,
    standing: &'a Standing,
    watched: &'a Watched<'a>,
}

impl Proofs<'_> {
    /// The most quarters that can be proven too few: what is too few for more is so for fewer.
    fn too_few(&self, sought: Sought, reached: Option<usize>, count: usize) -> TooFew {
        let mut best = TooFew::default();
        let (mut low, mut high) = (
            0,
            reached.map_or(count, |reached| reached.saturating_sub(1)),
        );
        let mut next = high;
        while low < high {
            match self.prove(sought, next) {
                Some((proof, at_most)) => {
                    best = TooFew {
                        quarters: next,
                        proof: Some(proof),
                        at_most,
                    };
                    low = next;
                }
                None => high = next - 1,
            }
            next = (low + high).div_ceil(2);
        }
        best
    }

    /// Whether so many quarters are proven too few.
    fn prove(&self, sought: Sought, quarters: usize) -> Option<(Proof, Option<i64>)> {
        if self.watched.observer.stop() {
            return None;
        }
        let quarters = u32::try_from(quarters).ok()?;
        let now = Month::parse(&self.file.horizon.first_month)?;
        let missing = self.standing.missing(now);
        let file = match sought {
            Sought::Everyone => joint::everyone(self.file, quarters)?,
            Sought::Bridges => joint::bridges(self.file, quarters, &missing)?,
        };
        let program = Program::from_file(&file).ok()?;
        let mut options = self.watched.options(2);
        options.best_effort = false;
        match solve(&program, &options, self.watched.observer) {
            Outcome::Infeasible { proof, .. } => Some((proof, None)),
            Outcome::Plan(plan) if sought == Sought::Bridges => {
                let bound = plan.bound.filter(|bound| *bound < missing.len() as i64)?;
                // Of those that stand today, any may stand then.
                let others = (self.standing.wanted.len() - missing.len()) as i64;
                Some((plan.proof.unwrap_or(Proof::Bound), Some(bound + others)))
            }
            _ => None,
        }
    }
}

/// What a chain and the proofs beside it say.
struct Answer<'a> {
    chain: &'a Chain,
    count: usize,
}

impl Answer<'_> {
    fn target(&self, sought: Sought, wanted: usize, few: &TooFew) -> Target {
        let (reached, lacking) = match sought {
            Sought::Everyone => (self.chain.everyone, self.chain.at_home.clone()),
            Sought::Bridges => {
                let pair = |(team, department): &(String, String)| format!("{team} → {department}");
                let pairs = self.chain.missing.iter().map(pair).collect();
                (self.chain.every_bridge, pairs)
            }
        };
        let quarter = |number: usize| self.chain.quarters.get(number.checked_sub(1)?);
        let reached_by = reached.and_then(quarter).map(|x| x.last_month.clone());
        let lacking = match reached {
            Some(_) => Vec::new(),
            None => lacking,
        };
        let text = self.text(
            sought,
            wanted,
            reached,
            reached_by.as_deref(),
            lacking.len(),
            few,
        );
        Target {
            wanted,
            reached,
            reached_by,
            impossible_within: few.quarters,
            proof: few.proof,
            at_most: few.at_most,
            lacking,
            text,
        }
    }

    fn text(
        &self,
        sought: Sought,
        wanted: usize,
        reached: Option<usize>,
        by: Option<&str>,
        lacking: usize,
        few: &TooFew,
    ) -> String {
        let bridges = sought == Sought::Bridges;
        let (what, has, have) = match bridges {
            true => ("every wanted bridge", "stands", "stand"),
            false => ("everybody who takes part", "has been out", "have been out"),
        };
        let quarters = |count: usize| match count {
            1 => "1 quarter".to_owned(),
            _ => format!("{count} quarters"),
        };
        let word = match few.proof {
            Some(Proof::Backend) => "that is a solver's word",
            _ => "that is proven",
        };
        if wanted == 0 {
            return match bridges {
                true => "no bridge is wanted".to_owned(),
                false => "nobody takes part".to_owned(),
            };
        }
        let sooner = match few.quarters {
            0 => String::new(),
            few => format!(
                "; {} are too few, whatever is planned: {word}",
                quarters(few)
            )
            .replace("1 quarter are", "1 quarter is"),
        };
        match (reached, by) {
            (Some(0), _) => format!("{what} {has} today"),
            (Some(number), Some(by)) => {
                format!(
                    "{what} {has} after {}, at the end of {by}{sooner}",
                    quarters(number)
                )
            }
            _ if few.quarters >= self.count => {
                let most = few.at_most.map_or(String::new(), |most| {
                    format!(", and no more than {most} of {wanted}")
                });
                format!(
                    "not {what} can {have} after {}, whatever is planned{most}: {word}",
                    quarters(self.count)
                )
                .replace("have been out", "be out")
            }
            _ => {
                let planned = self.chain.quarters.iter().filter(|x| x.plan_file.is_some());
                format!(
                    "{lacking} of {wanted} are lacking after {} of these plans; whether others do \
                     better is open{sooner}",
                    quarters(planned.count())
                )
            }
        }
    }
}

/// The sha256 that a quarter's program has as a file.
#[must_use]
pub fn program_sha256(quarter: &QuarterAhead) -> String {
    sha256(&program_bytes(quarter))
}
