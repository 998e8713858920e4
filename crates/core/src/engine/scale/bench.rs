//! The hot paths of the engine one by one, for `benches/`; no part of the library's promises.

use super::ascent::{Ascent, Plan};
use super::choices::{Menu, Width, choices};
use super::limits::Limits;
use super::market::Market;
use super::price::quantise;
use super::search::Search;
use super::state::State;
use crate::bound::{Aim, Domain};
use crate::candidates::Candidates;
use crate::program::Program;
use crate::random::Random;

/// Rounds that find the prices for the other paths.
const ROUNDS: usize = 60;

/// A program, compiled and priced once.
pub struct Prepared<'p> {
    market: Market<'p>,
    limits: Limits,
    starts: Vec<usize>,
    domain: Domain,
    prices: Vec<f64>,
    menus: Vec<Menu>,
}

impl<'p> Prepared<'p> {
    /// Compiles a program, and prices it roughly.
    #[must_use]
    pub fn new(program: &'p Program, candidates: &'p Candidates) -> Self {
        let market = Market::new(program, candidates, Aim::Score);
        let limits = Limits::new(&market);
        let domain = Domain::whole(program);
        let mut ascent = Ascent::new(&market, None);
        ascent.run(&Plan::new(ROUNDS, 1.0), &domain, &|| false);
        let prices = ascent.best.1;
        let width = Width {
            loss: market.spread as f32,
            fewest: 4,
            most: 24,
        };
        Prepared {
            menus: choices(&market, &prices, &domain, width),
            starts: market.starts(),
            limits,
            domain,
            prices,
            market,
        }
    }

    /// So many rounds of the ascent from the prices found; the lowest bound seen, in points.
    #[must_use]
    pub fn rounds(&self, rounds: usize) -> f64 {
        let mut ascent = Ascent::new(&self.market, Some(&self.prices));
        ascent.run(&Plan::new(rounds, 1.0), &self.domain, &|| false)
    }

    /// The bound in whole numbers at the prices found.
    #[must_use]
    pub fn bound(&self) -> Option<i64> {
        let prices = quantise(&self.prices);
        self.market.relaxation.evaluate(&prices, &self.domain)
    }

    /// A search that has placed everybody whom it could place at once.
    #[must_use]
    pub fn search(&self) -> Running<'_> {
        let state = State::new(&self.market, &self.limits, &self.starts, &self.domain);
        let random = Random::stream(1, 0);
        let mut search = Search::new(
            &self.market,
            &self.menus,
            &self.prices,
            state,
            &self.domain,
            random,
        );
        search.construct();
        Running {
            search,
            temperature: 0.1 * self.market.spread,
        }
    }
}

/// A search in progress.
pub struct Running<'a> {
    search: Search<'a>,
    temperature: f64,
}

impl Running<'_> {
    /// Tries so many moves; the score of what is placed then.
    pub fn moves(&mut self, moves: usize) -> i64 {
        self.search.try_moves(moves, self.temperature);
        self.search.state.score
    }
}
