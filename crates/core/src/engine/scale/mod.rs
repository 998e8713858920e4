//! The engine for any size: a bound by prices on what people share, a plan by ejection chains.
//!
//! See `ENGINE.md` for the mathematics. The way of a solve: prices (`price`), levels (`levels`), a first
//! plan by prices (`dive`), choices by price (`choices`), annealing over them (`search`, on `state`),
//! branching on the bound (`branch`), and a backend on what is left of a small program (`core`), until bound and
//! plan meet or the work allowed is done. The work is counted in rounds, moves, nodes and pivots, never in
//! seconds, and every parallel part is merged in a fixed order.

mod ascent;
pub mod bench;
pub(crate) mod branch;
mod choices;
mod choosing;
mod climb;
mod core;
mod dive;
mod few;
mod found;
mod guiding;
pub(crate) mod habits;
mod incidence;
pub(crate) mod levels;
mod limits;
mod linking;
mod losses;
mod lower;
mod market;
mod mentors;
mod moving;
mod pace;
mod pair;
mod passes;
pub(crate) mod person;
pub(crate) mod points;
mod pool;
mod price;
mod search;
mod state;

use std::time::Instant;

use self::ascent::{Ascent, Plan};
use self::branch::Tree;
use self::levels::{Level, Priced};
use self::limits::Limits;
use self::market::Market;
use self::passes::{LEAF_PASSES, PASSES};
use self::price::in_points;
use super::{Context, Progress};
use crate::bound::{Aim, Domain, Interval};
use crate::candidates::Candidates;
use crate::certificate::Price;
use crate::certificate::keys::{by_name, by_position};
use crate::goals::Values;
use crate::program::Program;
use crate::random::Random;
use crate::schedule::{Placement, Schedule};
use crate::verify::{recheck, verify};

/// Rounds of the main ascent at most; the last ones buy the proof.
const ROUNDS: usize = 2_000;
/// The same in a small program, where they cost little and decide what the core is, and in a large one where
/// nobody's placements are looked at together: what no branching proves the prices have to, and they guide the
/// search.
const MANY_ROUNDS: usize = 4_000;
/// The part of them that finds out where the levels are.
const FIRST_PART: usize = 8;
/// The part of them that inherited prices need.
const WARM_PART: usize = 4;
/// Rounds of an ascent at least: fewer do not even guide the search.
const FEWEST_ROUNDS: usize = 60;
/// Rounds of the main ascent at least: with fewer, more of 100,000 people are left without a place.
const LEAST_ROUNDS: usize = 600;
/// Cells priced in all rounds of one ascent, and of one of many rounds: very large programs get fewer.
const ROUND_CELLS: usize = 14_400_000_000;
const MANY_ROUND_CELLS: usize = 300_000_000_000;
/// First step of the first ascent and of the main one, in units of the program's typical spread of
/// points, and of one from inherited prices.
const FIRST_STEP: f64 = 0.5;
const MAIN_STEP: f64 = 2.0;
const WARM_STEP: f64 = 0.2;
/// The part of the rounds, and the first step, of an ascent that compares one value of a level with the next.
const LEVEL_PART: usize = 4;
const LEVEL_STEP: f64 = 0.3;
/// What choosing a set of several placements costs, against looking up the best cell.
const SET_WORK: usize = 30;
/// Passes in which somebody found no place before the search gives up.
const FAILURES: i64 = 10;
/// How far the filter of choices reaches at first, in typical spreads of points.
const REACH: f32 = 1.5;
/// With up to so many cells of all rotations other levels are tried, and leaves searched.
const SMALL_CELLS: usize = 150_000;
/// Rounds of branching and searching on in the most promising leaf.
const BRANCHINGS: usize = 2;
/// With no more points than this between plan and bound, branching takes longer even though the search
/// found nothing better.
const NEARLY: i64 = 4;

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
    /// The prices at the root, for the next solve of a program like this one.
    pub(crate) prices: Vec<Price>,
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
    let mut run = Run::new(context, &market, &limits);
    if let Task::Prove(Some(known)) = task {
        run.best = Some((known.to_vec(), run.measure(known).score));
    }
    run.adopt();
    let plans = matches!(task, Task::Plan);
    let mut scaled = run.solve(plans);
    if let Some((placements, _)) = scaled.plan.as_mut().filter(|_| plans) {
        run.guide(placements);
    }
    scaled
}

/// The placements of an earlier plan that speak of this program.
fn known_start(context: &Context<'_>) -> Vec<Placement> {
    let plan = context
        .options
        .warm
        .as_ref()
        .and_then(|warm| warm.plan.as_ref());
    plan.map_or_else(Vec::new, |plan| {
        verify(context.program, plan).schedule.all().to_vec()
    })
}

struct Run<'a> {
    context: &'a Context<'a>,
    market: &'a Market<'a>,
    limits: &'a Limits,
    starts: Vec<usize>,
    /// Placements of an earlier plan to start from, whether they keep the rules or not.
    start: Vec<Placement>,
    /// The prices at the root.
    root: Vec<i64>,
    best: Option<(Vec<Placement>, i64)>,
    bound: Option<i64>,
    /// The best plans that searches of a small program ended with, and their scores, best first.
    ends: Vec<(i64, Vec<Placement>)>,
    /// The bound at the prices of the present search, in its own score; see `Search::ceiling`.
    ceiling: f64,
    /// Streams of random numbers used so far.
    streams: u64,
    /// Rounds of the main ascent, and for what domain the bound for all levels was lowered.
    main_rounds: usize,
    lowered: Option<Domain>,
    /// Whether time is limited, and nobody looked yet whether that bound is far from its end.
    hurried: bool,
    /// What proves the bound, where the root's prices do not.
    tree: Option<Tree>,
    /// The effort and the score of the last branching, and the leaf it found worth a search, with its
    /// prices and its bound.
    split_for: Option<(usize, Option<i64>)>,
    promising: Option<(Domain, Vec<f64>, f64)>,
}

impl<'a> Run<'a> {
    fn new(context: &'a Context<'a>, market: &'a Market<'a>, limits: &'a Limits) -> Self {
        Run {
            context,
            market,
            limits,
            starts: market.starts(),
            start: known_start(context),
            root: Vec::new(),
            best: None,
            bound: None,
            ends: Vec::new(),
            ceiling: f64::INFINITY,
            streams: 0,
            main_rounds: FEWEST_ROUNDS,
            lowered: None,
            hurried: false,
            tree: None,
            split_for: None,
            promising: None,
        }
    }

    fn stop(&self) -> bool {
        self.context.is_over()
    }

    /// Random numbers of which nothing was drawn yet.
    fn random(&mut self) -> Random {
        self.streams += 1;
        Random::stream(self.context.options.seed, self.streams - 1)
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

    /// Points between the best plan and the bound.
    fn gap(&self) -> i64 {
        match (self.score(), self.bound) {
            (Some(score), Some(bound)) => bound.saturating_sub(score),
            _ => i64::MAX,
        }
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
        let rounds = self.rounds();
        let inherited = self.inherited();
        let (part, step) = match inherited {
            Some(_) => (WARM_PART, WARM_STEP),
            None => (1, MAIN_STEP),
        };
        let first_step = step.min(FIRST_STEP);
        let first = Plan::new((rounds / FIRST_PART).max(FEWEST_ROUNDS), first_step);
        // An ascent's room is given back before the next one.
        let begun = Instant::now();
        let (average, mut prices) = {
            let mut ascent = Ascent::new(market, inherited.as_deref());
            ascent.run(&first, &whole, &stop);
            (ascent.average, ascent.best.1)
        };
        let each = begun.elapsed().as_secs_f64() / first.rounds as f64;
        self.prove(&prices, &whole);
        self.report();
        if self.bound.is_none() || self.gap_closed() {
            return self.done(None, Aim::Score);
        }
        let mut main = Plan::new((rounds / part).max(FEWEST_ROUNDS), step);
        let most = if self.is_small() { MANY_ROUNDS } else { ROUNDS };
        self.main_rounds = main.rounds.min(most);
        let mut domain = whole.clone();
        if searches {
            if self.best.is_some() {
                domain = self.at_levels(&whole);
            } else {
                let found = Priced { prices, average };
                let look = Plan::new((first.rounds / 2).max(FEWEST_ROUNDS), LEVEL_STEP);
                (domain, prices) = levels::fix(market, found, &whole, &look, &stop);
            }
            // A plan is worth more than the last of the bound: half of a time limit is the search's. Fewer rounds
            // whose steps end small come further than the first of many.
            let stop = || context.is_half_over();
            if let Some(left) = context.left_of_half() {
                main.rounds = main.rounds.min((left / each) as usize).max(1);
            }
            let mut best = {
                let mut ascent = Ascent::new(market, Some(&prices));
                ascent.average_over(main.rounds);
                if self.best.is_none() {
                    ascent.let_levels_move(&domain, &whole, main.rounds);
                }
                ascent.run(&main, &domain, &stop);
                ascent.fix_moved(&mut domain);
                ascent.best
            };
            if ROUND_CELLS / self.cells() >= ROUNDS {
                // With fewer rounds prices do not tell one level from the next.
                let look = Plan::new(self.main_rounds / LEVEL_PART, LEVEL_STEP);
                levels::shift_peak(market, &mut best, &mut domain, &whole, &look, &stop);
            }
            self.hurried = context.deadline.is_some();
            self.main_rounds = self.main_rounds.min(main.rounds);
            self.ceiling = best.0 - self.offset(&domain) as f64;
            prices = best.1;
            self.prove(&prices, &whole);
            self.prove(&market.balanced(&prices), &whole);
            self.report();
            let dived = self.dive(&prices, &domain);
            self.search(&mut domain, &prices, PASSES, dived);
            if self.best.is_some() && self.is_small() {
                self.try_levels(&mut domain, &prices);
            }
            self.report();
        }
        if domain != whole || !searches {
            self.lower(&domain);
        }
        if self.best.is_none() && !self.stop() {
            if let Some(proof) = self.impossible(&whole) {
                return self.done(Some(proof), Aim::Rules);
            }
            if !searches {
                return self.done(None, Aim::Score);
            }
        }
        let small = self.is_small();
        for effort in 0..if small { BRANCHINGS } else { 1 } {
            self.split(&prices, &domain, effort);
            let before = self.score();
            if !searches || !small || self.gap_closed() || self.stop() {
                break;
            }
            if let Some((there, prices, most)) = self.promising.take() {
                let mut there = self.near(&there, &domain);
                self.ceiling = most - self.offset(&there) as f64;
                self.search(&mut there, &prices, LEAF_PASSES, None);
                if self.score() > before {
                    domain = there;
                }
            }
            if self.score() == before && self.gap() > NEARLY {
                break;
            }
        }
        if searches && small {
            self.finish(&prices);
        }
        self.done(None, Aim::Score)
    }

    fn done(&mut self, proof: Option<Tree>, aim: Aim) -> Scaled {
        let proof = proof.or(self.tree.take());
        let bound = if aim == Aim::Rules { None } else { self.bound };
        Scaled {
            plan: self.best.take(),
            bound,
            proof: proof.unwrap_or_else(|| Tree::Leaf(self.root.clone())),
            aim,
            prices: by_name(
                self.market.program,
                &self.market.relaxation.claims,
                &self.root,
            ),
        }
    }

    /// Prices of an earlier solve, where there are any.
    fn inherited(&self) -> Option<Vec<f64>> {
        let rows = &self.context.options.warm.as_ref()?.prices;
        let market = self.market;
        let prices = by_position(market.program, &market.relaxation.claims, rows);
        (!rows.is_empty()).then(|| in_points(&prices))
    }

    /// Takes the earlier plan for the best so far, if it keeps every rule.
    fn adopt(&mut self) {
        if self.start.is_empty() || self.best.is_some() {
            return;
        }
        let schedule = Schedule::new(self.market.program, self.start.clone());
        let (breaches, values) = recheck(self.market.program, &schedule);
        if breaches.is_empty() {
            self.best = Some((self.start.clone(), values.score));
        }
    }

    /// Whether levels beside the best plan's are tried, leaves searched and the core solved.
    fn is_small(&self) -> bool {
        self.market.size() <= SMALL_CELLS
    }

    /// Whether rules look at all placements of somebody who goes out more than once.
    fn weighs_sets(&self) -> bool {
        let mut habits = self.market.habits.iter();
        habits.any(|habits| habits.rotations > 1 && !habits.plain())
    }

    /// Rounds of the main ascent.
    fn rounds(&self) -> usize {
        let (cells, most) = match (self.is_small(), self.weighs_sets()) {
            (true, _) => (ROUND_CELLS, MANY_ROUNDS),
            (false, true) => (ROUND_CELLS, ROUNDS),
            (false, false) => (MANY_ROUND_CELLS, MANY_ROUNDS),
        };
        (cells / self.cells()).clamp(LEAST_ROUNDS, most)
    }

    /// The work of one round in cells of people who go out once; more often costs more.
    fn cells(&self) -> usize {
        let each = self.market.departments * self.market.slots;
        let work = |rotations: usize| match rotations {
            0..=2 => rotations,
            3 => SET_WORK,
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
            level.set(&mut domain, Interval::at(value));
        }
        domain
    }
}

/// The number of columns that a program has as one model.
pub(super) fn columns(program: &Program, candidates: &Candidates) -> usize {
    candidates.count() + program.mentors.len() * program.calendar.len()
}
