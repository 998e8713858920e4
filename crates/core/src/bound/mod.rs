//! The bound, in whole numbers: what no plan can exceed, recomputed from the program and prices alone.
//!
//! Prices p ≥ 0 on the claims that people share turn a hard problem into many small ones
//! (Lagrangian relaxation: Geoffrion, Approaches to Integer Programming, 1974; Fisher, Management
//! Science 27, 1981). For claims Σ a·x ≤ b the bound is
//!
//! U(p) = constant + Σ p·b + Σ over people of max (gain − Σ p·a) over the person's own sets of
//! placements + Σ over mentors of the same over the mentor's own schedules + Σ over bridges of
//! max(0, value − price) + what the levels (peak, busiest mentor, least happy) can add. Mentors' and
//! people's best are taken for each value of the busiest mentor's load and of the least happy's points,
//! and the best of these counts.
//!
//! It holds for any prices, wherever they come from. Prices count in units of 2⁻²⁰ of a point; all
//! sums are 128 bits wide, since 2⁵³ points times 2²⁰ overflow 64.
//!
//! A leaf may restrict the problem (levels to an interval, people to some of their cells); leaves that
//! together leave out no plan prove the largest of their bounds (see [`crate::certificate`]).

mod domain;
mod happiness;
mod people;
pub(crate) mod schedule;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use domain::{Domain, Interval};
use happiness::Stairs;
use schedule::{Schedules, Shift, add_by_load};

use crate::candidates::Candidates;
use crate::claim::{Block, Claim, Limit, Subject, Sum, Term};
use crate::engine::scale::habits::Habits;
use crate::goals;
use crate::program::{Program, StaffIdx};
use crate::rules;

/// Prices count in units of 2 to the minus this many points.
pub(crate) const SCALE_BITS: u32 = 20;

/// The largest price, in points: no claim's unit can be worth more than any score (±2⁵³).
pub(crate) const LARGEST_PRICE: i64 = 1 << 42;

/// What the bound speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The score.
    Score,
    /// Nothing but the rules: all gains are 0, so that a bound below 0 proves that no plan exists.
    Rules,
}

/// The claims that can carry a price, in their fixed order: those that people share, without what a
/// single mentor's schedule keeps by itself. A pin's mentor is told by the placement where the person
/// visits the mentor's department only once; else that term is left out, which only widens the bound.
pub(crate) fn priced_claims(p: &Program, aim: Aim) -> Vec<Claim> {
    let own_schedule = |claim: &Claim| matches!(claim.reason.subject, Subject::Mentor(_));
    let mut claims: Vec<Claim> = rules::shared_claims(p)
        .into_iter()
        .filter(|claim| !own_schedule(claim))
        .collect();
    for claim in &mut claims {
        let terms = std::mem::take(&mut claim.terms);
        claim.terms = terms
            .into_iter()
            .filter_map(|term| told_by_placement(p, term))
            .collect();
    }
    if aim == Aim::Score {
        let carries_price = |claim: &Claim| {
            matches!(claim.reason.subject, Subject::Bridge(..))
                || matches!(claim.reason.subject, Subject::Program)
        };
        claims.extend(goals::goal_claims(p).into_iter().filter(carries_price));
    }
    claims
}

fn told_by_placement(p: &Program, term: Term) -> Option<Term> {
    let Sum::Paired {
        staff,
        mentor,
        slots,
    } = term.sum
    else {
        return Some(term);
    };
    let person = &p.staff[staff.index()];
    let once = person.rotations == 1 || p.no_repeat_months >= p.calendar.months() as i32;
    let tied = person
        .pins
        .iter()
        .any(|at| p.pins[*at].mentor == Some(mentor));
    let home = p.mentors[mentor.index()].department;
    (once && tied).then(|| Term {
        coefficient: term.coefficient,
        sum: Sum::Placed(Block::person(staff, Arc::from([home]), slots)),
    })
}

/// A set of people with the same priced claims on them, and what those cost per cell.
struct Group {
    /// Price of each cell, slots × departments.
    cells: Vec<i128>,
}

/// The problem that prices split into small ones, made once per program and aim.
pub(crate) struct Relaxation<'p> {
    program: &'p Program,
    candidates: &'p Candidates,
    aim: Aim,
    /// The claims that can carry a price.
    pub(crate) claims: Vec<Claim>,
    /// Distinct sets of people that claims speak of; the first is everybody.
    groups: Vec<Arc<[StaffIdx]>>,
    /// For each claim and term the group of its placements, if it has any.
    group_of: Vec<Vec<Option<usize>>>,
    /// For each person the groups it is in, everybody left out.
    groups_of: Vec<Vec<u32>>,
    habits: Vec<Habits>,
}

impl<'p> Relaxation<'p> {
    pub(crate) fn new(program: &'p Program, candidates: &'p Candidates, aim: Aim) -> Self {
        let claims = priced_claims(program, aim);
        let mut groups: Vec<Arc<[StaffIdx]>> = vec![Arc::clone(&program.everybody)];
        let mut known: BTreeMap<Arc<[StaffIdx]>, usize> =
            BTreeMap::from([(Arc::clone(&program.everybody), 0)]);
        let mut group_of = Vec::with_capacity(claims.len());
        for claim in &claims {
            let mut of_terms = Vec::with_capacity(claim.terms.len());
            for term in &claim.terms {
                let Sum::Placed(block) = &term.sum else {
                    of_terms.push(None);
                    continue;
                };
                let at = *known.entry(Arc::clone(&block.people)).or_insert_with(|| {
                    groups.push(Arc::clone(&block.people));
                    groups.len() - 1
                });
                of_terms.push(Some(at));
            }
            group_of.push(of_terms);
        }
        let mut groups_of = vec![Vec::new(); program.staff.len()];
        for (at, people) in (0u32..).zip(&groups).skip(1) {
            for s in people.iter() {
                groups_of[s.index()].push(at);
            }
        }
        let habits = program
            .staff_indices()
            .map(|s| Habits::new(program, s))
            .collect();
        Relaxation {
            program,
            candidates,
            aim,
            claims,
            groups,
            group_of,
            groups_of,
            habits,
        }
    }

    /// Whether gains count, or the rules alone.
    pub(crate) fn scores(&self) -> bool {
        self.aim == Aim::Score
    }

    /// What the score starts from: the goals' constants.
    pub(crate) fn constant(&self) -> i128 {
        match self.aim {
            Aim::Score => i128::from(goals::constant(self.program)),
            Aim::Rules => 0,
        }
    }

    /// What a point of the least happy counts.
    fn happiness_weight(&self) -> i128 {
        match self.aim {
            Aim::Score => i128::from(goals::GoalName::LeastHappy.goal().weight(self.program)),
            Aim::Rules => 0,
        }
    }

    /// Number of distinct sets of people that claims speak of; the first is everybody.
    pub(crate) fn group_count(&self) -> usize {
        self.groups.len()
    }

    /// The groups that a person is in, everybody left out.
    pub(crate) fn groups_of(&self, s: StaffIdx) -> &[u32] {
        &self.groups_of[s.index()]
    }

    /// For each term of a claim the group of its placements, if it has any.
    pub(crate) fn groups_of_terms(&self, claim: usize) -> &[Option<usize>] {
        &self.group_of[claim]
    }

    /// U(p) of a leaf, rounded down: no plan of the leaf scores more; `None`: it holds no plan at all.
    /// `prices` go with `claims`, in units of 2⁻²⁰ of a point.
    ///
    /// Prices below 0 or above [`LARGEST_PRICE`] are taken as the nearest allowed one, since the bound
    /// holds for any prices.
    pub(crate) fn evaluate(&self, prices: &[i64], domain: &Domain) -> Option<i64> {
        let (rest, people) = self.parts(prices, domain)?;
        let (most, _) = people.highest(self.happiness_weight() * unit(), domain.happiness)?;
        Some(round_down(rest.saturating_add(most)))
    }

    /// The points of the least happy at which U(p) of a leaf is highest.
    pub(crate) fn happiest(&self, prices: &[i64], domain: &Domain) -> Option<i64> {
        let (_, people) = self.parts(prices, domain)?;
        let highest = people.highest(self.happiness_weight() * unit(), domain.happiness);
        highest.map(|(_, level)| level)
    }

    /// U(p) of a leaf by the points of the least happy: for those that leave everybody the same sets the
    /// largest, rounded down.
    pub(crate) fn by_happiness(&self, prices: &[i64], domain: &Domain) -> Vec<(i64, Interval)> {
        let Some((rest, people)) = self.parts(prices, domain) else {
            return Vec::new();
        };
        let steps = people.steps(self.happiness_weight() * unit(), domain.happiness);
        let total = |(most, levels)| (round_down(rest.saturating_add(most)), levels);
        steps.into_iter().map(total).collect()
    }

    /// What people's own sets of placements add, and everything else.
    fn parts(&self, prices: &[i64], domain: &Domain) -> Option<(i128, Stairs)> {
        let p = self.program;
        let (departments, slots) = (p.departments.len(), p.calendar.len());
        let mut groups: Vec<Group> = self
            .groups
            .iter()
            .map(|_| Group { cells: Vec::new() })
            .collect();
        let mut guided = vec![0i128; p.mentors.len() * slots];
        let mut peak = 0i128;
        let mut total = 0i128;
        for (at, claim) in self.claims.iter().enumerate() {
            let price = i128::from(prices.get(at).copied().unwrap_or(0))
                .clamp(0, i128::from(LARGEST_PRICE) << SCALE_BITS);
            let mut linked = None;
            // At least b is the same as at most −b of the negated sum.
            let (sign, limit) = match claim.limit {
                Limit::AtMost(most) => (1, most),
                Limit::AtLeast(least) => (-1, -least),
                Limit::Exactly(_) => continue,
            };
            total += price * i128::from(limit);
            for (term, group) in claim.terms.iter().zip(&self.group_of[at]) {
                let cost = price * i128::from(sign * term.coefficient);
                match &term.sum {
                    Sum::Placed(block) => {
                        if cost == 0 {
                            continue;
                        }
                        let Some(group) = group else { continue };
                        let cells = &mut groups[*group].cells;
                        cells.resize(departments * slots, 0);
                        for d in block.departments.iter() {
                            for t in block.slots.iter() {
                                cells[t.index() * departments + d.index()] += cost;
                            }
                        }
                    }
                    Sum::Guided {
                        mentors,
                        slots: when,
                    } => {
                        for m in mentors.iter() {
                            for t in when.iter() {
                                guided[m.index() * slots + t.index()] -= cost;
                            }
                        }
                    }
                    Sum::Linked { team, department } => {
                        linked = Some(i128::from(p.bridge_value(*team, *department)));
                    }
                    Sum::Peak => peak -= cost,
                    // No priced claim speaks of these; see `priced_claims`.
                    Sum::Points(_)
                    | Sum::Busy { .. }
                    | Sum::Used(_)
                    | Sum::Paired { .. }
                    | Sum::MentorPeak
                    | Sum::Happiness => {}
                }
            }
            if let Some(value) = linked {
                total += (value * i128::from(p.weights.bridges) * unit() - price).max(0);
            }
        }
        if self.aim == Aim::Score {
            let slope = peak - i128::from(p.weights.peak_away) * unit();
            if p.weights.peak_away > 0 {
                let end = if slope > 0 {
                    domain.peak.high
                } else {
                    domain.peak.low
                };
                total += slope * i128::from(end);
            }
        }
        total += self.constant() * unit();
        total += self.mentors(&guided, domain);
        Some((total, self.people(&groups, domain)?))
    }

    /// What mentors' own schedules can add, `mentor_peak` included.
    fn mentors(&self, guided: &[i128], domain: &Domain) -> i128 {
        let p = self.program;
        let slots = p.calendar.len();
        let weight = if self.aim == Aim::Score {
            i128::from(goals::GoalName::MentorPeak.goal().weight(p)) * unit()
        } else {
            0
        };
        let most = if weight > 0 {
            domain.mentor_peak.high
        } else {
            i64::MAX
        };
        let mut schedules = Schedules::new();
        let mut by_load: Vec<i128> = Vec::new();
        let mut settled = 0;
        for m in p.mentor_indices() {
            let worth = &guided[m.index() * slots..(m.index() + 1) * slots];
            if worth.iter().all(|value| *value <= 0) {
                continue;
            }
            let most = u32::try_from(most.max(0)).unwrap_or(u32::MAX);
            schedules.find(&Shift::new(p, m), worth, most);
            let best = &schedules.by_load;
            let Some(&last) = best.last() else { continue };
            if weight == 0 {
                settled += last;
                continue;
            }
            add_by_load(&mut by_load, best);
        }
        if weight == 0 {
            return settled;
        }
        let low = domain.mentor_peak.low.max(0);
        let last = by_load.last().copied().unwrap_or(0);
        let end = (by_load.len() as i64).max(low + 1);
        (low..end.min(most.saturating_add(1)))
            .map(|k| {
                let sum = by_load.get(k as usize).copied().unwrap_or(last);
                sum - weight * i128::from(k)
            })
            .max()
            .unwrap_or(-weight * i128::from(low))
    }
}

/// One point in the units of prices.
fn unit() -> i128 {
    1 << SCALE_BITS
}

/// The largest whole score that is no more than a number of units.
fn round_down(total: i128) -> i64 {
    i64::try_from(total >> SCALE_BITS).unwrap_or(if total > 0 { i64::MAX } else { i64::MIN })
}
