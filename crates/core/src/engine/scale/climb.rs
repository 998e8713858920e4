//! From level to level: asking less where no plan is found, and trying one better or worse than the
//! best plan's.

use super::Run;
use super::ascent::{Ascent, Plan};
use super::levels::Level;
use super::passes::{LEAF_PASSES, PASSES};
use crate::bound::{Domain, Interval};

/// Passes in which somebody found no place before less is asked of the levels.
const PATIENCE: i64 = 2;
/// Rounds that tell whether a level can be better than the best plan's.
const HOPE_ROUNDS: usize = 500;
/// How far from the best plan's a level is tried.
const LEVEL_REACH: i64 = 2;

impl Run<'_> {
    /// Asks less of the levels, more so with every failure: a plan first, a better one after.
    pub(super) fn loosen(&self, domain: &mut Domain, failed: i64) {
        let whole = Domain::whole(self.market.program);
        let by = (failed - PATIENCE).max(0).pow(2);
        let more = by + domain.peak.high * (by - 1).max(0) / 50;
        domain.peak.high = (domain.peak.high + more).min(whole.peak.high);
        domain.mentor_peak.high = (domain.mentor_peak.high + by).min(whole.mentor_peak.high);
        domain.happiness.low = (domain.happiness.low - 2 * by).max(whole.happiness.low);
        if failed > super::FAILURES / 2 {
            *domain = whole;
        }
    }

    /// Tries each level some better or worse than that of the best plan, and goes on from what helps, until all
    /// have been tried beside the best plan's.
    pub(super) fn try_levels(&mut self, domain: &mut Domain, prices: &[f64]) {
        let weighed = Level::weighed(self.market);
        let mut tried = 0;
        for level in weighed.iter().cycle() {
            if tried == weighed.len() || self.gap_closed() || self.stop() {
                return;
            }
            let before = self.score();
            self.climb(*level, domain, prices);
            tried = if self.score() > before { 1 } else { tried + 1 };
        }
    }

    /// The same for one level.
    fn climb(&mut self, level: Level, domain: &mut Domain, prices: &[f64]) {
        let whole = Domain::whole(self.market.program);
        for step in [-1, 1] {
            let mut far = 1;
            // The next level may be none that anybody can have: points come in steps.
            while far <= LEVEL_REACH && !self.gap_closed() && !self.stop() {
                let before = self.score();
                if let Some(there) = self.beside(level, step * far, &whole) {
                    self.try_level(&there, prices);
                    if self.score() > before {
                        (*domain, far) = (there, 1);
                        continue;
                    }
                }
                far += 1;
            }
        }
    }

    /// The levels of the best plan, but for one that is so much higher.
    fn beside(&self, level: Level, by: i64, whole: &Domain) -> Option<Domain> {
        let mut there = self.at_levels(whole);
        let value = level.interval(&there).low + by;
        let Interval { low, high } = level.interval(whole);
        let at = Interval::at(value);
        level.set(&mut there, at);
        (low..=high).contains(&value).then_some(there)
    }

    /// Searches at other levels, from the best plan and then from nothing, if prices leave hope there.
    fn try_level(&mut self, there: &Domain, prices: &[f64]) {
        let Some((ceiling, prices)) = self.hope(there, prices) else {
            return;
        };
        let before = self.score();
        let here = std::mem::replace(&mut self.ceiling, ceiling);
        let known = self.best.as_ref().map(|(placements, _)| placements.clone());
        let given = std::mem::replace(&mut self.start, known.unwrap_or_default());
        self.search(&mut there.clone(), &prices, LEAF_PASSES, None);
        self.start.clear();
        if self.score() == before {
            self.search(&mut there.clone(), &prices, LEAF_PASSES, None);
        }
        (self.start, self.ceiling) = (given, here);
    }

    /// Searches from nothing, at the best plan's levels but for the happiness: once for each that leaves hope.
    pub(super) fn start_afresh(&mut self, prices: &[f64]) {
        let whole = Domain::whole(self.market.program);
        let hopeful = self.score().map(|score| self.hopeful(score));
        for (_, guide) in hopeful.into_iter().flatten() {
            if self.gap_closed() || self.stop() {
                return;
            }
            let high = guide.happiness.high;
            let there = Domain {
                happiness: Interval::at(high),
                ..self.at_levels(&whole)
            };
            let Some((ceiling, prices)) = self.hope(&there, prices) else {
                continue;
            };
            let here = std::mem::replace(&mut self.ceiling, ceiling);
            let given = std::mem::take(&mut self.start);
            // As long as the first search: what few passes end with adds nothing to a merge.
            self.search(&mut there.clone(), &prices, PASSES, None);
            (self.start, self.ceiling) = (given, here);
        }
    }

    /// The ceiling of searches in a domain, if a short ascent leaves room there above the best plan.
    fn hope(&self, there: &Domain, prices: &[f64]) -> Option<(f64, Vec<f64>)> {
        let plan = Plan {
            enough: self.enough(),
            ..Plan::new(HOPE_ROUNDS, super::LEVEL_STEP)
        };
        let mut ascent = Ascent::new(self.market, Some(prices));
        let most = ascent.run(&plan, there, &|| self.stop());
        (most >= self.enough()).then(|| (most - self.offset(there) as f64, ascent.best.1))
    }

    /// The domain with every level at the best plan's value.
    pub(super) fn at_levels(&self, whole: &Domain) -> Domain {
        let mut domain = whole.clone();
        for (level, value) in self.levels(whole) {
            level.set(&mut domain, Interval::at(value));
        }
        domain
    }
}
