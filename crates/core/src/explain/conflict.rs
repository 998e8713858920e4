//! A smallest set of rule members that clash: a deletion filter, by rule family first, then member by
//! member in ever smaller bunches. A member is dropped only where the rest is proven impossible
//! without it, and stays only where the rest is then possible; else the conflict is not called minimal.

use super::member::{Member, Members};
use super::subproblem::{Answer, Budget, possible};
use crate::plan::Proof;
use crate::program::Program;
use crate::rules::RuleName;

/// Rule members that cannot all be kept.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The members.
    pub members: Members,
    /// Whose word it is that they clash.
    pub proof: Proof,
    /// Whether without any one of them the rest is proven possible.
    pub minimal: bool,
}

/// The order in which families are dropped: the widest first, so that what is left is short to tell.
const ORDER: [RuleName; 16] = [
    RuleName::Participation,
    RuleName::Gap,
    RuleName::NoRepeat,
    RuleName::Eligibility,
    RuleName::Prerequisite,
    RuleName::Apart,
    RuleName::TeamCover,
    RuleName::TeamAway,
    RuleName::ProgramAway,
    RuleName::MustVisit,
    RuleName::Availability,
    RuleName::Mentor,
    RuleName::Seats,
    RuleName::MinVisits,
    RuleName::OnePlace,
    RuleName::Pin,
];

/// A conflict among these members, if they are proven to clash.
pub(crate) fn conflict(program: &Program, among: &Members, budget: &Budget) -> Option<Conflict> {
    let Answer::Impossible(mut proof) = possible(program, among, budget) else {
        return None;
    };
    let mut kept = among.clone();
    let mut minimal = true;
    let mut drop = |kept: &mut Members, bunch: &[Member]| -> bool {
        if bunch.is_empty() {
            return true;
        }
        let mut rest = kept.clone();
        rest.retain(|member| !bunch.contains(member));
        let answer = if budget.stops() {
            Answer::Unknown
        } else {
            possible(program, &rest, budget)
        };
        match answer {
            Answer::Impossible(whose) => {
                proof = whose;
                *kept = rest;
                true
            }
            Answer::Possible => false,
            Answer::Unknown => {
                minimal &= bunch.len() > 1;
                false
            }
        }
    };
    let of = |kept: &Members, rule: RuleName| -> Vec<Member> {
        kept.iter()
            .filter(|member| member.rule == rule)
            .copied()
            .collect()
    };
    for rule in ORDER {
        let family = of(&kept, rule);
        drop(&mut kept, &family);
    }
    for rule in ORDER {
        let mut left = of(&kept, rule);
        if left.len() < 2 {
            // A family of one was a bunch of one already.
            continue;
        }
        let mut size = left.len().div_ceil(2).max(1);
        while !left.is_empty() {
            let mut at = 0;
            while at < left.len() {
                let bunch = left[at..left.len().min(at + size)].to_vec();
                if drop(&mut kept, &bunch) {
                    left.drain(at..at + bunch.len());
                } else {
                    at += bunch.len();
                }
            }
            if size == 1 {
                break;
            }
            size = size.div_ceil(2);
        }
    }
    Some(Conflict {
        members: kept,
        proof,
        minimal,
    })
}
