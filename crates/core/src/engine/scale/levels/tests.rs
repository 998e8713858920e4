//! Where levels are put.

use super::*;
use crate::bound::Aim;
use crate::candidates::Candidates;
use crate::engine::scale::search::recount;

/// Programs that are tried.
const PROGRAMS: u64 = 12;
/// Rounds of an ascent: the programs are tiny.
const ROUNDS: usize = 250;

/// The bound and prices of an ascent at one peak.
fn at_peak(market: &Market<'_>, domain: &Domain) -> (f64, Vec<f64>) {
    let mut ascent = Ascent::new(market, None);
    ascent.run(&Plan::new(ROUNDS, 2.0), domain, &|| false);
    ascent.best
}

#[test]
fn a_peak_set_too_low_or_too_high_moves_to_where_the_bound_is_higher() {
    let mut moved = [0, 0];
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let whole = Domain::whole(&program);
        if market.peaks.is_empty() {
            continue;
        }
        let Interval { low, high } = whole.peak;
        for at in [low, high] {
            let mut domain = Domain {
                peak: Interval::at(at),
                ..whole.clone()
            };
            let before = at_peak(&market, &domain);
            if before.0 == f64::NEG_INFINITY {
                continue;
            }
            let mut found = before.clone();
            let look = Plan::new(ROUNDS, 0.3);
            shift_peak(&market, &mut found, &mut domain, &whole, &look, &|| false);
            let there = domain.peak.low;
            assert!((low..=high).contains(&there) && domain.peak.high == there);
            assert_eq!(there != at, found.0 > before.0, "seed {seed}");
            if there != at {
                // An ascent of its own says no less of the level that was left.
                let (value, _) = at_peak(&market, &domain);
                assert!(
                    value > before.0,
                    "seed {seed}: {value} is not above {}",
                    before.0
                );
                moved[usize::from(at == high)] += 1;
            }
        }
    }
    assert!(moved.iter().all(|times| *times > 0), "{moved:?}");
}
