//! What the tests share: a second reading of the format, and tiny random programs.

#![allow(dead_code, reason = "no test uses all of it")]

pub(crate) mod best;
pub(crate) mod brute_force;
pub(crate) mod claims;
pub(crate) mod facts;
pub(crate) mod tiny;
pub(crate) mod values;

/// How many times a test goes round: `usual`, or that times `ROTAPLAN_CAMPAIGN` where it is set.
pub(crate) fn rounds(usual: u64) -> u64 {
    let times = std::env::var("ROTAPLAN_CAMPAIGN").ok();
    usual * times.and_then(|times| times.parse().ok()).unwrap_or(1)
}
