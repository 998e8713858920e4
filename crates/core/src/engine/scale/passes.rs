//! Passes of annealing: several searches side by side, wider and less ambitious while somebody finds no
//! place.

use rayon::prelude::*;

use super::ascent::Ascent;
use super::choices::{Menu, Width, choices};
use super::pace::Pace;
use super::search::{Best, Effort, Search, Touch};
use super::state::State;
use super::{FAILURES, REACH, Run, SMALL_CELLS};
use crate::bound::Domain;
use crate::random::Random;
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// Choices of a person at least per rotation, at most per rotation and slot, and of how many slots:
/// departments are often worth the same in every slot.
const FEWEST_CHOICES: usize = 4;
const CHOICES: usize = 8;
const CHOICE_SLOTS: usize = 12;
/// Searches side by side, each with random numbers of its own.
const SEARCHES: u64 = 2;
/// How many times as many start from nothing in a small program: they come to different ends.
const STARTS: usize = 3;
/// Passes of annealing at most, and in a leaf of the branching.
pub(super) const PASSES: usize = 60;
pub(super) const LEAF_PASSES: usize = 6;
/// How often the filter of choices is widened while somebody finds no place.
const WIDENINGS: i64 = 4;
/// Every so many failures the search starts from nothing: what is stuck stays so.
const FRESH_START: i64 = 3;

impl Run<'_> {
    /// Searches for plans within a domain in so many passes at most, widening the choices while somebody
    /// finds no place; from `held`, if there is one.
    pub(super) fn search(
        &mut self,
        domain: &mut Domain,
        prices: &[f64],
        most: usize,
        held: Option<Best>,
    ) {
        let held = self.passes(domain, prices, most, held);
        if let Some(best) = held.filter(|best| best.short == 0) {
            self.remember(self.placements(&best));
        }
    }

    /// The same; what the last pass held.
    fn passes(
        &mut self,
        domain: &mut Domain,
        prices: &[f64],
        most: usize,
        mut held: Option<Best>,
    ) -> Option<Best> {
        let enough = self.bound.unwrap_or(i64::MAX);
        let mut width = self.width();
        let (mut idle, mut failed, mut pass) = (0, 0, 0);
        let (asked, given) = (domain.clone(), self.start.clone());
        // The levels at which a first plan was found, and it, while it is tried to have it at those asked.
        let mut found_at: Option<(Domain, Best)> = None;
        let pace = self.pace();
        let (mut menus, mut chosen_for) = (Vec::new(), None);
        while pace.goes_on(idle) && pass < most && !self.stop() && !self.gap_closed() {
            if self.hurried && self.best.is_some() {
                self.lower_if_far(domain);
            }
            if pace.is_hot(idle) {
                // Long passes for what may be the best plan already.
                self.lower(domain);
                self.split(prices, domain, 0);
            }
            if self.gap_closed() {
                return held;
            }
            let asked_for = (pace.width(width, idle), domain.clone());
            if chosen_for.as_ref() != Some(&asked_for) {
                menus = choices(self.market, prices, domain, asked_for.0);
                chosen_for = Some(asked_for);
            }
            let effort = pace.effort(!self.start.is_empty(), held.as_ref(), idle);
            let Some(found) = self.pass(&menus, prices, domain, effort, held.as_ref(), enough)
            else {
                return held;
            };
            if found.short > 0
                && let Some((levels, plan)) = found_at.take()
            {
                (*domain, held) = (levels, Some(plan));
                self.start.clone_from(&given);
                failed = 0;
                continue;
            }
            if found.short > 0 {
                // Somebody has no place: look at more cells, ask less of the levels, and go on.
                failed += 1;
                if failed > FAILURES {
                    return held;
                }
                if failed <= WIDENINGS {
                    width = width.doubled();
                }
                self.loosen(domain, failed);
                held = (failed % FRESH_START != 0).then_some(found);
                continue;
            }
            pass += 1;
            if failed > 0 && *domain != asked {
                // A plan, but at levels worse than asked: a start for one that is not.
                self.keep(&found);
                self.start = self.placements(&found);
                found_at = Some((std::mem::replace(domain, asked.clone()), found));
                (held, failed) = (None, 0);
                continue;
            }
            if found_at.take().is_some() {
                self.start.clone_from(&given);
            }
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
        }
        held
    }

    /// A first plan by prices alone, unless there is an earlier one to start from.
    pub(super) fn dive(&mut self, prices: &[f64], domain: &Domain) -> Option<Best> {
        if !self.start.is_empty() {
            return None;
        }
        let mut random = self.random();
        let mut state = State::new(self.market, self.limits, &self.starts, domain);
        let mut ascent = Ascent::new(self.market, Some(prices));
        let found = ascent.dive(&mut state, domain, &mut random, &|| self.stop());
        if found.short == 0 {
            self.keep(&found);
            self.report();
        }
        Some(found)
    }

    fn pace(&self) -> Pace {
        let bridges = !self.market.links.is_empty();
        Pace::new(self.market.size(), self.weighs_sets(), bridges)
    }

    /// How wide the filter of choices is at first.
    fn width(&self) -> Width {
        Width {
            loss: REACH * self.market.spread as f32,
            fewest: FEWEST_CHOICES,
            most: CHOICES * self.market.slots.min(CHOICE_SLOTS),
        }
    }

    /// One pass of annealing by several searches; the plan with least missing, of those the best, of
    /// equals the first.
    pub(super) fn pass(
        &mut self,
        menus: &[Menu],
        prices: &[f64],
        domain: &Domain,
        effort: Effort,
        held: Option<&Best>,
        enough: i64,
    ) -> Option<Best> {
        let searches = match held {
            None if self.start.is_empty() => {
                SEARCHES * (SMALL_CELLS / self.cells()).clamp(1, STARTS) as u64
            }
            _ => SEARCHES,
        };
        let first = self.streams;
        self.streams += searches;
        let offset = self.offset(domain);
        let seed = self.context.options.seed;
        let stop = || self.stop();
        let run = |stream: u64| {
            let state = State::new(self.market, self.limits, &self.starts, domain);
            let random = Random::stream(seed, first + stream);
            let mut search = Search::new(self.market, menus, prices, state, domain, random);
            match held {
                Some(held) => search.resume(held),
                None => search.start(&self.start),
            }
            search.ceiling = self.ceiling;
            search.thorough = effort.touch == Touch::Thorough;
            search.construct();
            search.anneal(effort, enough.saturating_sub(offset), &stop);
            if effort.touch != Touch::Left {
                search.polish(&stop);
            }
            search.best
        };
        let found: Vec<Option<Best>> = (0..searches).into_par_iter().map(run).collect();
        let better = |a: &Best, b: &Best| (b.short, -b.score) < (a.short, -a.score);
        found
            .into_iter()
            .flatten()
            .reduce(|a, b| if better(&a, &b) { b } else { a })
    }

    /// What the levels and constants add to a search's score.
    pub(super) fn offset(&self, domain: &Domain) -> i64 {
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
    pub(super) fn keep(&mut self, found: &Best) {
        self.take(self.placements(found));
    }

    /// The same for placements.
    pub(super) fn take(&mut self, placements: Vec<Placement>) {
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
