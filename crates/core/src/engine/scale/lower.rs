//! How the bound goes down: prices of its own for all levels, branching, and the proof that there is no plan.

use super::ascent::{Ascent, Plan};
use super::branch::{Budget, Tree, at_happiness, branch};
use super::market::Market;
use super::price::{in_points, quantise};
use super::{FEWEST_ROUNDS, FIRST_STEP, ROUNDS, Run};
use crate::bound::{Aim, Domain, Interval};

/// The part of the main ascent's rounds that the bound for all levels needs, and its first step: it starts
/// from the main ascent's prices, balanced.
const FINAL_PART: usize = 2;
const FINAL_STEP: f64 = 0.2;
/// Rounds after which it turns to the happiness at which the bound is highest by then.
const HAPPINESS_ROUNDS: usize = 100;
/// By what part of itself a bound for all levels is far above one at some levels.
const FAR: f64 = 0.002;
/// Cells priced in all rounds of branching; the work of closing the gap.
const BRANCH_CELLS: usize = 100_000_000;

impl Run<'_> {
    /// A bound below this is as low as the best plan.
    pub(super) fn enough(&self) -> f64 {
        self.score()
            .map_or(f64::NEG_INFINITY, |score| score as f64 + 0.9)
    }

    /// Takes prices for the root's, if they prove a lower bound; whether they do.
    pub(super) fn prove(&mut self, prices: &[f64], whole: &Domain) -> bool {
        let prices = quantise(prices);
        let bound = self.market.relaxation.evaluate(&prices, whole);
        let lower = match (bound, self.bound) {
            (Some(bound), Some(known)) => bound < known,
            (bound, known) => bound.is_some() || known.is_some() || self.root.is_empty(),
        };
        if lower {
            (self.bound, self.root, self.tree) = (bound, prices, None);
        }
        lower
    }

    /// Lowers the bound for all levels, once, if it is far above the one at the levels of the search: where time is
    /// short, this goes before the last of the plan.
    pub(super) fn lower_if_far(&mut self, domain: &Domain) {
        self.hurried = false;
        let bound = self.bound.map_or(f64::INFINITY, |bound| bound as f64);
        let there = self.ceiling + self.offset(domain) as f64;
        if bound - there > FAR * bound.abs() {
            self.lower(domain);
        }
    }

    /// Lowers the bound for all levels, which has prices of its own, unless that was done for this
    /// happiness.
    pub(super) fn lower(&mut self, domain: &Domain) {
        let whole = Domain::whole(self.market.program);
        let guide = at_happiness(&self.levels(domain), &whole);
        if self.gap_closed() || self.stop() || self.lowered.as_ref() == Some(&guide) {
            return;
        }
        let start = in_points(&self.root);
        let mut ascent = Ascent::new(self.market, Some(&start));
        let plan = Plan {
            enough: self.enough(),
            ..Plan::new(
                (self.main_rounds / FINAL_PART).max(FEWEST_ROUNDS),
                FINAL_STEP,
            )
        };
        let mut there = guide.clone();
        let part = match self.market.happiness {
            true => HAPPINESS_ROUNDS,
            false => plan.rounds,
        };
        for first in (0..plan.rounds).step_by(part) {
            let rounds = first..(first + part).min(plan.rounds);
            let context = self.context;
            ascent.rounds(rounds, &plan, &there, &|| context.is_over());
            self.prove(&ascent.best.1, &whole);
            if self.gap_closed() || self.stop() {
                break;
            }
            let averaged = quantise(&ascent.averaged);
            if self.market.happiness
                && let Some(level) = self.market.relaxation.happiest(&averaged, &whole)
                && level != there.happiness.low
            {
                there.happiness = Interval::at(level);
                ascent.forget();
            }
        }
        self.lowered = Some(guide);
        self.report();
    }

    /// Lowers the bound by branching, unless that was done for this score with as much effort.
    pub(super) fn split(&mut self, prices: &[f64], domain: &Domain, effort: usize) {
        let done = |(known, score)| known >= effort && score == self.score();
        if self.gap_closed() || self.stop() || self.split_for.is_some_and(done) {
            return;
        }
        let context = self.context;
        let branched = branch(
            self.market,
            prices,
            &self.levels(domain),
            self.score(),
            self.budget(effort),
            &|| context.is_over(),
        );
        let improved = match (branched.bound, self.bound) {
            (Some(new), Some(old)) => new < old,
            (new, _) => new.is_none(),
        };
        if improved || branched.bound == self.bound {
            self.bound = branched.bound;
            self.tree = Some(branched.tree);
        }
        self.promising = branched.promising;
        self.split_for = Some((effort, self.score()));
        self.report();
    }

    /// Nodes and rounds of branching, by the size of the program; later tries may take longer.
    pub(super) fn budget(&self, effort: usize) -> Budget {
        let cells = (BRANCH_CELLS << (2 * effort)) / self.cells();
        let rounds = (cells / 40).clamp(FEWEST_ROUNDS, ROUNDS / 8);
        Budget {
            nodes: (cells / rounds).clamp(3, 400),
            rounds,
        }
    }

    /// Proof that the rules alone cannot be kept, if prices give one.
    pub(super) fn impossible(&self, whole: &Domain) -> Option<Tree> {
        let market = Market::new(self.market.program, self.market.candidates, Aim::Rules);
        let mut ascent = Ascent::new(&market, None);
        let stop = || self.stop();
        let plan = Plan {
            enough: -0.5,
            ..Plan::new(ROUNDS / 4, FIRST_STEP)
        };
        ascent.run(&plan, whole, &stop);
        let prices = quantise(&ascent.best.1);
        let bound = market.relaxation.evaluate(&prices, whole);
        bound
            .is_none_or(|bound| bound < 0)
            .then_some(Tree::Leaf(prices))
    }
}

#[cfg(test)]
mod tests {
    use super::super::core::tests::running;
    use super::*;
    use crate::engine::Options;
    use crate::program::Program;

    #[test]
    fn the_bound_for_all_levels_goes_down_though_the_ascent_starts_at_another_happiness() {
        // With everybody in x the least happy has 5 points, which weigh 50: only a seat there that costs more than
        // both places are worth shows that there is one seat.
        let json = r#"{ "format": "rotaplan/program@1", "teams": [ { "id": "a" } ],
            "horizon": { "first_month": "2027-01", "months": 1 },
            "rules": { "require_mentor": false },
            "goals": { "preference": 1, "least_happy": 10 },
            "departments": [ { "id": "x", "seats": 1 }, { "id": "y", "seats": 2 } ],
            "staff": [ { "id": "p", "team": "a", "preferences": { "x": 5 } },
                { "id": "q", "team": "a", "preferences": { "x": 5 } } ] }"#;
        let program = Program::from_json(json.as_bytes()).expect("a valid program");
        running(&program, &Options::default(), 60, |run, whole| {
            let found = |run: &Run<'_>| run.bound.expect("a bound");
            let before = found(run);
            run.main_rounds = 8_000;
            let offset = run.offset(whole) as f64;
            run.ceiling = before as f64 - offset;
            run.lower_if_far(whole);
            assert_eq!(found(run), before);
            run.ceiling = 31.0 - offset;
            run.lower_if_far(whole);
            assert!(found(run) < before && found(run) <= 31);
        });
    }
}
