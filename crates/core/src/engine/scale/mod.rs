//! The engine for any size: a bound by prices on what people share, a plan by ejection chains.
//!
//! See `ENGINE.md` for the mathematics. The way of a solve: prices (`price`), levels (`levels`),
//! choices by price (`choices`), annealing over them (`search`, on `state`), and branching on the bound
//! (`branch`) until bound and plan meet or the work allowed is done. The work is counted in rounds,
//! moves and nodes, never in seconds, and every parallel part is merged in a fixed order.

mod ascent;
pub mod bench;
pub(crate) mod branch;
mod choices;
mod climb;
mod found;
mod guiding;
pub(crate) mod habits;
pub(crate) mod levels;
mod limits;
mod market;
mod mentors;
pub(crate) mod person;
mod price;
mod search;
mod state;

use rayon::prelude::*;

use self::ascent::{Ascent, Plan};
use self::branch::{Budget, Tree, branch};
use self::choices::{Choice, Width, choices};
use self::levels::Level;
use self::limits::Limits;
use self::market::Market;
use self::price::quantise;
use self::search::{Best, Effort, Search};
use self::state::State;
use super::{Context, Progress};
use crate::bound::{Aim, Domain, Interval};
use crate::candidates::Candidates;
use crate::goals::Values;
use crate::program::Program;
use crate::random::Random;
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// Rounds of the first ascent; the last ones buy the proof.
const ROUNDS: usize = 1_000;
/// Cells priced in all rounds of one ascent: large programs get fewer rounds.
const ROUND_CELLS: usize = 1_200_000_000;
/// What choosing a set of several placements costs, against looking up the best cell.
const SET_WORK: usize = 8;
/// Moves per rotation in a pass of annealing.
const MOVES: usize = 200;
/// Searches side by side, each with random numbers of its own.
const SEARCHES: u64 = 2;
/// Passes of annealing without a better plan before the search ends.
const IDLE_PASSES: usize = 1;
/// Passes of annealing at most.
const PASSES: usize = 4;
/// Passes in which somebody found no place before the search gives up.
const FAILURES: i64 = 10;
/// How often the filter of choices is widened then.
const WIDENINGS: i64 = 4;
/// Looks at the stop signal within a pass.
const LOOKS: usize = 100;
/// How far the filter of choices reaches at first, in typical spreads of points.
const REACH: f32 = 0.5;
/// Up to so many cells the neighbours of each level are tried, and leaves searched.
const SMALL_CELLS: usize = 100_000;
/// Rounds of branching and searching on in the most promising leaf.
const BRANCHINGS: usize = 2;
/// Cells priced in all rounds of branching; the work of closing the gap.
const BRANCH_CELLS: usize = 30_000_000;

/// What the engine came to.
pub(crate) struct Scaled {
    /// The best plan that keeps every rule, and its score.
    pub(crate) plan: Option<(Vec<Placement>, i64)>,
    /// No plan scores more; `None`: no plan exists.
    pub(crate) bound: Option<i64>,
    /// What proves the bound.
    pub(crate) proof: Tree,
    /// Whether the proof is of the score, or that the rules alone cannot be kept.
    pub(crate) aim: Aim,
}

/// What the engine is to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Task<'a> {
    /// Plan and prove.
    Plan,
    /// Prove how good a plan is that another engine found, or that there is none.
    Prove(Option<&'a [Placement]>),
}

/// Plans a program, or proves what another engine found.
pub(crate) fn plan(context: &Context<'_>, candidates: &Candidates, task: Task<'_>) -> Scaled {
    let market = Market::new(context.program, candidates, Aim::Score);
    let limits = Limits::new(&market);
    let mut run = Run {
        context,
        market: &market,
        limits: &limits,
        starts: market.starts(),
        best: None,
        bound: None,
        streams: 0,
    };
    if let Task::Prove(Some(known)) = task {
        run.best = Some((known.to_vec(), run.measure(known).score));
    }
    run.solve(matches!(task, Task::Plan))
}

struct Run<'a> {
    context: &'a Context<'a>,
    market: &'a Market<'a>,
    limits: &'a Limits,
    starts: Vec<usize>,
    best: Option<(Vec<Placement>, i64)>,
    bound: Option<i64>,
    /// Streams of random numbers used so far.
    streams: u64,
}

impl Run<'_> {
    fn stop(&self) -> bool {
        self.context.is_over()
    }

    fn report(&self) {
        self.context.observer.progress(Progress {
            elapsed: self.context.started.elapsed(),
            score: self.best.as_ref().map(|(_, score)| *score),
            bound: self.bound,
        });
    }

    fn score(&self) -> Option<i64> {
        self.best.as_ref().map(|(_, score)| *score)
    }

    fn gap_closed(&self) -> bool {
        let (Some(score), Some(bound)) = (self.score(), self.bound) else {
            return false;
        };
        let gap = (bound - score) as f64 / score.abs().max(1) as f64;
        bound <= score || gap <= self.context.options.gap
    }

    fn solve(&mut self, searches: bool) -> Scaled {
        let market = self.market;
        let context = self.context;
        let stop = || context.is_over();
        let whole = Domain::whole(market.program);
        let mut ascent = Ascent::new(market, None);
        let rounds = (ROUND_CELLS / self.cells()).clamp(60, ROUNDS / 2);
        ascent.run(&Plan::full(rounds), &whole, &stop);
        let mut prices = ascent.best.1;
        let root = quantise(&prices);
        self.bound = market.relaxation.evaluate(&root, &whole);
        if self.bound.is_none() {
            return self.done(Tree::Leaf(root), Aim::Score);
        }
        self.report();
        let mut tree = Tree::Leaf(root);
        if self.gap_closed() {
            return self.done(tree, Aim::Score);
        }
        let mut domain = whole.clone();
        if searches {
            domain = levels::fix(market, &mut prices, &whole, rounds / 5, &stop);
            let mut ascent = Ascent::new(market, Some(&prices));
            ascent.run(
                &Plan {
                    first_step: 0.3,
                    ..Plan::full(rounds)
                },
                &domain,
                &stop,
            );
            prices = ascent.best.1;
            self.search(&mut domain, &prices);
            if self.best.is_some() && self.cells() <= SMALL_CELLS {
                self.try_levels(&mut domain, &prices);
            }
            self.report();
        }
        if self.best.is_none() && !self.stop() {
            if let Some(proof) = self.impossible(&whole) {
                return self.done(proof, Aim::Rules);
            }
            if !searches {
                return self.done(tree, Aim::Score);
            }
        }
        let small = self.cells() <= SMALL_CELLS;
        for _ in 0..if small { BRANCHINGS } else { 1 } {
            if self.gap_closed() || self.stop() {
                break;
            }
            let branched = branch(
                market,
                &prices,
                &self.levels(&domain),
                self.score(),
                self.budget(),
                &stop,
            );
            let improved = match (branched.bound, self.bound) {
                (Some(new), Some(old)) => new < old,
                (new, _) => new.is_none(),
            };
            if improved || branched.bound == self.bound {
                self.bound = branched.bound;
                tree = branched.tree;
            }
            self.report();
            let before = self.score();
            if !searches || !small || self.gap_closed() || self.stop() {
                break;
            }
            if let Some((there, prices)) = branched.promising {
                let mut there = self.near(&there, &domain);
                self.search(&mut there, &prices);
                if self.score() > before {
                    domain = there;
                }
            }
            if self.score() == before {
                break;
            }
        }
        self.done(tree, Aim::Score)
    }

    fn done(&mut self, proof: Tree, aim: Aim) -> Scaled {
        let bound = if aim == Aim::Rules { None } else { self.bound };
        Scaled {
            plan: self.best.take(),
            bound,
            proof,
            aim,
        }
    }

    /// Nodes and rounds of branching, by the size of the program.
    fn budget(&self) -> Budget {
        let cells = BRANCH_CELLS / self.cells();
        let rounds = (cells / 40).clamp(60, ROUNDS / 2);
        Budget {
            nodes: (cells / rounds).clamp(3, 400),
            rounds,
        }
    }

    /// The work of one round in cells of people who go out once; more often costs more.
    fn cells(&self) -> usize {
        let each = self.market.departments * self.market.slots;
        let work = |rotations: usize| match rotations {
            0 | 1 => rotations,
            more => SET_WORK * more * more,
        };
        let people: usize = self
            .market
            .habits
            .iter()
            .map(|habits| work(habits.rotations))
            .sum();
        (people * each).max(1_000)
    }

    /// The value of each level that counts: the incumbent's, or where the prices put it.
    fn levels(&self, domain: &Domain) -> Vec<(Level, i64)> {
        let weighed = Level::weighed(self.market);
        let measured = self
            .best
            .as_ref()
            .map(|(placements, _)| self.measure(placements));
        weighed
            .into_iter()
            .map(|level| {
                let value = measured.as_ref().and_then(|values| {
                    values
                        .by_goal
                        .iter()
                        .find(|(goal, _)| goal.name() == level.name())
                        .map(|(_, v)| *v)
                });
                (level, value.unwrap_or(level.interval(domain).low))
            })
            .collect()
    }

    fn measure(&self, placements: &[Placement]) -> Values {
        let schedule = Schedule::new(self.market.program, placements.to_vec());
        crate::goals::measure(self.market.program, &schedule)
    }

    /// A domain to search in: where levels are open, the end nearest to where the search was.
    fn near(&self, there: &Domain, here: &Domain) -> Domain {
        let mut domain = there.clone();
        for level in Level::ALL {
            let (Interval { low, high }, at) = (level.interval(there), level.interval(here).high);
            let value = at.clamp(low, high.max(low));
            level.set(
                &mut domain,
                Interval {
                    low: value,
                    high: value,
                },
            );
        }
        domain
    }

    /// Proof that the rules alone cannot be kept, if prices give one.
    fn impossible(&self, whole: &Domain) -> Option<Tree> {
        let market = Market::new(self.market.program, self.market.candidates, Aim::Rules);
        let mut ascent = Ascent::new(&market, None);
        let stop = || self.stop();
        let plan = Plan {
            enough: -0.5,
            ..Plan::full(ROUNDS / 2)
        };
        ascent.run(&plan, whole, &stop);
        let prices = quantise(&ascent.best.1);
        let bound = market.relaxation.evaluate(&prices, whole);
        bound
            .is_none_or(|bound| bound < 0)
            .then_some(Tree::Leaf(prices))
    }

    /// Searches for plans within a domain, widening the choices while somebody finds no place.
    fn search(&mut self, domain: &mut Domain, prices: &[f64]) {
        let enough = self.bound.unwrap_or(i64::MAX);
        let mut width = Width {
            loss: REACH * self.market.spread as f32,
            fewest: 4,
            most: 24,
        };
        let (mut idle, mut failed, mut pass) = (0, 0, 0);
        let mut held: Option<Best> = None;
        while idle < IDLE_PASSES && pass < PASSES && !self.stop() {
            let choices = choices(self.market, prices, domain, width);
            let heat = if held.is_none() { 1.0 } else { 0.6 };
            let Some(found) = self.pass(&choices, domain, heat, held.as_ref(), enough) else {
                return;
            };
            if found.short > 0 {
                // Somebody has no place: look at more cells, ask less of the levels, and go on.
                failed += 1;
                if failed > FAILURES {
                    return;
                }
                if failed <= WIDENINGS {
                    width = width.doubled();
                }
                self.loosen(domain, failed);
                held = Some(found);
                continue;
            }
            pass += 1;
            if held
                .as_ref()
                .is_none_or(|held| held.short > 0 || found.score > held.score)
            {
                self.keep(&found);
                held = Some(found);
                idle = 0;
            } else {
                idle += 1;
            }
            self.report();
            if self.gap_closed() {
                return;
            }
        }
    }

    /// One pass of annealing by several searches; the plan with least missing, of those the best, of
    /// equals the first.
    fn pass(
        &mut self,
        choices: &[Vec<Choice>],
        domain: &Domain,
        heat: f64,
        held: Option<&Best>,
        enough: i64,
    ) -> Option<Best> {
        let first = self.streams;
        self.streams += SEARCHES;
        let offset = self.offset(domain);
        let seed = self.context.options.seed;
        let stop = || self.stop();
        let run = |stream: u64| {
            let state = State::new(self.market, self.limits, &self.starts, domain);
            let random = Random::stream(seed, first + stream);
            let mut search = Search::new(self.market, choices, state, domain, random);
            if let Some(held) = held {
                search.resume(held);
            }
            search.construct();
            let effort = Effort {
                moves: MOVES,
                looks: LOOKS,
            };
            search.anneal(effort, heat, enough.saturating_sub(offset), &stop);
            search.best
        };
        let found: Vec<Option<Best>> = (0..SEARCHES).into_par_iter().map(run).collect();
        let better = |a: &Best, b: &Best| (b.short, -b.score) < (a.short, -a.score);
        found
            .into_iter()
            .flatten()
            .reduce(|a, b| if better(&a, &b) { b } else { a })
    }

    /// What the levels and constants add to a search's score.
    fn offset(&self, domain: &Domain) -> i64 {
        let p = self.market.program;
        let weights = &p.weights;
        let mut offset = crate::goals::constant(p) - weights.peak_away * domain.peak.high;
        if self.market.happiness {
            offset += weights.least_happy * domain.happiness.low;
        }
        if p.require_mentor {
            offset -= weights.mentor_peak * domain.mentor_peak.high;
        }
        offset
    }

    /// Keeps a search's plan if it holds and is the best so far.
    fn keep(&mut self, found: &Best) {
        let Some(placements) = self.placements(found) else {
            return;
        };
        let schedule = Schedule::new(self.market.program, placements.clone());
        let (breaches, values) = recheck(self.market.program, &schedule);
        debug_assert!(
            breaches.is_empty(),
            "the search broke a rule: {:?}",
            breaches.first()
        );
        if breaches.is_empty() && self.score().is_none_or(|score| values.score > score) {
            self.best = Some((placements, values.score));
        }
    }
}

/// The number of columns that a program has as one model.
pub(super) fn columns(program: &Program, candidates: &Candidates) -> usize {
    candidates.count() + program.mentors.len() * program.calendar.len()
}
