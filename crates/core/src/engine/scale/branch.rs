//! Branching on the bound: where one set of prices cannot close the gap, several leaves can, each with
//! prices of its own.
//!
//! First the levels are split around the incumbent's, then people: somebody whose choices waver is
//! either sent to some cells or kept out of them. A leaf whose bound is no more than the incumbent's
//! score is done; when all are, the incumbent is proven best, and the tree is the certificate.

use std::collections::BinaryHeap;

use super::ascent::{Ascent, Plan};
use super::levels::Level;
use super::market::Market;
use super::price::quantise;
use crate::bound::{Domain, Interval};
use crate::program::StaffIdx;

/// A domain in which the least happy gets what it gets in the incumbent, as near as the domain allows:
/// the ascent lowers the bound at one value, and the whole-number bound then looks at all.
pub(super) fn at_happiness(levels: &[(Level, i64)], domain: &Domain) -> Domain {
    let mut guide = domain.clone();
    let known = levels.iter().find(|(level, _)| *level == Level::Happiness);
    if let Some((_, value)) = known {
        let Interval { low, high } = domain.happiness;
        let value = *value.clamp(&low, &high.max(low));
        guide.happiness = Interval::at(value);
    }
    guide
}

/// What a node of the tree splits on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// Low: the level is at most this; high: it is more.
    Level(Level, i64),
    /// Low: the person uses none of the cells; high: at least one.
    Person(StaffIdx, Vec<u32>),
}

impl Split {
    /// The two parts of a domain.
    pub(crate) fn parts(&self, domain: &Domain) -> [Domain; 2] {
        let (mut low, mut high) = (domain.clone(), domain.clone());
        match self {
            Split::Level(level, at) => {
                let whole = level.interval(domain);
                level.set(&mut low, Interval { high: *at, ..whole });
                level.set(
                    &mut high,
                    Interval {
                        low: at + 1,
                        ..whole
                    },
                );
            }
            Split::Person(s, cells) => {
                let out = low.without.entry(*s).or_default();
                out.extend_from_slice(cells);
                out.sort_unstable();
                out.dedup();
                high.within.entry(*s).or_default().push(cells.clone());
            }
        }
        [low, high]
    }
}

/// A tree whose leaves carry prices in whole-number units.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Leaf(Vec<i64>),
    Node(Split, Box<[Tree; 2]>),
}

/// First step of a leaf's ascent, which starts from good prices.
const STEP: f64 = 0.1;

/// How much work branching may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) nodes: usize,
    pub(super) rounds: usize,
}

/// A leaf that is still open.
struct Open {
    bound: i64,
    /// Where in the arena it stands.
    at: usize,
    domain: Domain,
    prices: Vec<f64>,
    /// The bound at these prices in floats, at the levels of the ascent.
    most: f64,
    split: Option<Split>,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bound.cmp(&other.bound).then(other.at.cmp(&self.at))
    }
}

/// A node of the growing tree.
enum Grown {
    Leaf(Vec<i64>),
    Node(Split, [usize; 2]),
}

/// What branching came to.
pub(super) struct Branched {
    /// No plan scores more; `None`: no plan exists.
    pub(super) bound: Option<i64>,
    pub(super) tree: Tree,
    /// The leaf with the highest bound, its prices and the bound there in floats: where to search on.
    pub(super) promising: Option<(Domain, Vec<f64>, f64)>,
}

/// Grows the tree until no leaf's bound exceeds `score`, or the budget is spent.
pub(super) fn branch(
    market: &Market<'_>,
    prices: &[f64],
    levels: &[(Level, i64)],
    score: Option<i64>,
    budget: Budget,
    stop: &dyn Fn() -> bool,
) -> Branched {
    let mut grower = Grower {
        market,
        score,
        budget,
        stop,
        grown: Vec::new(),
        closed: None,
    };
    let whole = Domain::whole(market.program);
    let mut open = BinaryHeap::new();
    grower.plant(whole, prices.to_vec(), levels, &mut open);
    let mut nodes = 1;
    while let Some(worst) = open.peek() {
        let good_enough = score.is_some_and(|score| worst.bound <= score);
        if good_enough || nodes >= budget.nodes || stop() {
            break;
        }
        let Some(Open {
            at,
            domain,
            prices,
            split,
            bound,
            ..
        }) = open.pop()
        else {
            break;
        };
        let Some(split) = split else {
            grower.close(bound);
            continue;
        };
        nodes += 2;
        let parts = split.parts(&domain);
        let first = grower.grown.len();
        grower.grown[at] = Grown::Node(split, [first, first + 1]);
        grower.grown.push(Grown::Leaf(Vec::new()));
        grower.grown.push(Grown::Leaf(Vec::new()));
        for (side, part) in parts.into_iter().enumerate() {
            grower.leaf(first + side, part, prices.clone(), levels, &mut open);
        }
    }
    let promising = open
        .peek()
        .map(|leaf| (leaf.domain.clone(), leaf.prices.clone(), leaf.most));
    let bound = open.iter().map(|leaf| leaf.bound).max().max(grower.closed);
    Branched {
        bound,
        tree: grower.tree(0),
        promising,
    }
}

struct Grower<'a, 'p> {
    market: &'a Market<'p>,
    score: Option<i64>,
    budget: Budget,
    stop: &'a dyn Fn() -> bool,
    grown: Vec<Grown>,
    /// The highest bound of a leaf that cannot be split.
    closed: Option<i64>,
}

impl Grower<'_, '_> {
    fn close(&mut self, bound: i64) {
        self.closed = self.closed.max(Some(bound));
    }

    fn plant(
        &mut self,
        domain: Domain,
        prices: Vec<f64>,
        levels: &[(Level, i64)],
        open: &mut BinaryHeap<Open>,
    ) {
        self.grown.push(Grown::Leaf(Vec::new()));
        self.leaf(0, domain, prices, levels, open);
    }

    /// Prices a leaf, closes it if its bound is low enough, and else opens it for splitting.
    fn leaf(
        &mut self,
        at: usize,
        domain: Domain,
        prices: Vec<f64>,
        levels: &[(Level, i64)],
        open: &mut BinaryHeap<Open>,
    ) {
        let mut ascent = Ascent::new(self.market, Some(&prices));
        // Happiness last: the bound takes its best value by itself, only at other prices.
        let split_level = levels.iter().rev().find_map(|(level, value)| {
            let Interval { low, high } = level.interval(&domain);
            // Around the incumbent's value, as far as it lies within.
            let at = if *value > low { value - 1 } else { low };
            (low < high).then_some(Split::Level(*level, at.min(high - 1)))
        });
        let plan = Plan {
            enough: self
                .score
                .map_or(f64::NEG_INFINITY, |score| score as f64 + 0.9),
            ..Plan::new(self.budget.rounds, STEP)
        };
        let guide = at_happiness(levels, &domain);
        ascent.run(&plan, &guide, self.stop);
        let found = std::mem::take(&mut ascent.best.1);
        let quantised = quantise(&found);
        let bound = self.market.relaxation.evaluate(&quantised, &domain);
        self.grown[at] = Grown::Leaf(quantised);
        let Some(bound) = bound else { return };
        if self.score.is_some_and(|score| bound <= score) {
            self.close(bound);
            return;
        }
        let split = split_level.or_else(|| ascent.wavering(&domain));
        open.push(Open {
            bound,
            at,
            domain,
            prices: found,
            most: ascent.best.0,
            split,
        });
    }

    fn tree(&self, at: usize) -> Tree {
        match &self.grown[at] {
            Grown::Leaf(prices) => Tree::Leaf(prices.clone()),
            Grown::Node(split, [low, high]) => {
                Tree::Node(split.clone(), Box::new([self.tree(*low), self.tree(*high)]))
            }
        }
    }
}
