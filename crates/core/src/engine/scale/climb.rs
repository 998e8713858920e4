//! From level to level: asking less where no plan is found, and trying one better or worse than the
//! best plan's.

use super::Run;
use super::ascent::{Ascent, Plan};
use super::choices::choices;
use super::levels::Level;
use super::passes::FIRST;
use crate::bound::{Domain, Interval};

/// Passes in which somebody found no place before less is asked of the levels.
const PATIENCE: i64 = 2;
/// Rounds that tell whether a level can be better than the best plan's.
const HOPE_ROUNDS: usize = 250;

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

    /// Tries each level one better or worse than that of the best plan, and goes on from what helps.
    pub(super) fn try_levels(&mut self, domain: &mut Domain, prices: &[f64]) {
        let whole = Domain::whole(self.market.program);
        for level in Level::weighed(self.market) {
            for step in [-1, 1] {
                while !self.gap_closed() && !self.stop() {
                    let before = self.score();
                    let Some((_, value)) = self
                        .levels(domain)
                        .into_iter()
                        .find(|(known, _)| *known == level)
                    else {
                        return;
                    };
                    let Interval { low, high } = level.interval(&whole);
                    let mut there = self.at_levels(&whole);
                    let value = value + step;
                    if value < low || value > high {
                        break;
                    }
                    level.set(
                        &mut there,
                        Interval {
                            low: value,
                            high: value,
                        },
                    );
                    let Some(ceiling) = self.hope(&there, prices) else {
                        break;
                    };
                    let menus = choices(self.market, prices, &there, self.width(6));
                    let enough = self.bound.unwrap_or(i64::MAX);
                    let here = std::mem::replace(&mut self.ceiling, ceiling);
                    let found = self.pass(&menus, prices, &there, FIRST, None, enough);
                    self.ceiling = here;
                    if let Some(found) = found.filter(|found| found.short == 0) {
                        self.keep(&found);
                    }
                    if self.score() == before {
                        break;
                    }
                    *domain = there;
                }
            }
        }
    }

    /// The ceiling of searches in a domain, if a short ascent leaves room there above the best plan.
    fn hope(&self, there: &Domain, prices: &[f64]) -> Option<f64> {
        let plan = Plan {
            enough: self.enough(),
            ..Plan::new(HOPE_ROUNDS, super::LEVEL_STEP)
        };
        let mut ascent = Ascent::new(self.market, Some(prices));
        let most = ascent.run(&plan, there, &|| self.stop());
        (most >= self.enough()).then(|| most - self.offset(there) as f64)
    }

    /// The domain with every level at the best plan's value.
    pub(super) fn at_levels(&self, whole: &Domain) -> Domain {
        let mut domain = whole.clone();
        for (level, value) in self.levels(whole) {
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
}
