//! `mentor`: each placement has one mentor of its department who has not lost the slot and whom the
//! person does not avoid; per mentor at most `mentees_at_once` in a slot and `mentees_total` over the
//! horizon, and `rest_slots` slots with none after a slot with a mentee, history included.
//!
//! Putting the mentor into the placement would multiply the decisions by ten, so people are paired
//! with mentors afterwards and the claims only say that a pairing exists: for each department d, slot
//! t and set M of its mentors, those who may have nobody outside M are no more than M guides
//! (P. Hall, On representatives of subsets, 1935):
//!
//! Σ x[s, d, t] over N(s) ⊆ M ≤ Σ z[m, t] over m ∈ M, where z[m, t] ≤ mentees_at_once,
//! Σ z[m, ·] ≤ mentees_total, z[m, t] ≤ mentees_at_once · busy[m, t], and
//! Σ busy[m, u] over u = t … t + rest_slots is at most 1.
//! A person whom a pin ties to mentor m counts for every M with m ∈ M.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::{Placement, Schedule};

pub(super) struct Mentor;

/// Sets of mentors that get a claim per department from the start; more are found when needed.
pub(crate) const SETS_PER_DEPARTMENT: usize = 32;

/// Whether a mentor may guide a person in a slot, all limits on numbers left aside.
pub(crate) fn may_guide(p: &Program, s: StaffIdx, m: MentorIdx, t: Slot) -> bool {
    let mentor = &p.mentors[m.index()];
    mentor.at_once > 0
        && mentor.total != Some(0)
        && !mentor.lost.contains(t)
        && !mentor.resting.contains(t)
        && !p.staff[s.index()].avoid_mentors.contains(&m)
}

/// How many people a mentor may guide in a slot at most.
pub(crate) fn guide_limit(p: &Program, m: MentorIdx, t: Slot) -> u32 {
    let mentor = &p.mentors[m.index()];
    if mentor.lost.contains(t) || mentor.resting.contains(t) {
        0
    } else {
        mentor.at_once.min(mentor.total.unwrap_or(u32::MAX))
    }
}

/// A set of mentors of one department.
type Mentors = BTreeSet<MentorIdx>;

/// Sets of mentors of a department that somebody is left with, closed under union as far as allowed.
fn sets(p: &Program, d: DepartmentIdx, left_with: &BTreeMap<StaffIdx, Mentors>) -> Vec<Mentors> {
    let all: Mentors = p.departments[d.index()].mentors.iter().copied().collect();
    let pinned = pinned_pairs(p, d)
        .into_iter()
        .map(|(_, m)| Mentors::from([m]));
    let mut found: Vec<Mentors> = Vec::new();
    for set in left_with.values().cloned().chain(pinned) {
        if set.len() < all.len() && !set.is_empty() && !found.contains(&set) {
            found.push(set);
        }
    }
    let singles = found.len();
    let mut at = 0;
    while at < found.len() && found.len() < SETS_PER_DEPARTMENT {
        for other in 0..singles {
            let union: Mentors = found[at].union(&found[other]).copied().collect();
            if union.len() < all.len() && !found.contains(&union) {
                found.push(union);
            }
        }
        at += 1;
    }
    found
}

/// People and the mentors of a department that pins tie them to.
pub(crate) fn pinned_pairs(p: &Program, d: DepartmentIdx) -> BTreeSet<(StaffIdx, MentorIdx)> {
    p.pins
        .iter()
        .filter_map(|pin| Some((pin.staff, pin.mentor?)))
        .filter(|(_, mentor)| p.mentors[mentor.index()].department == d)
        .collect()
}

/// For people who avoid some mentor of a department: those they are left with.
fn left_with(p: &Program, d: DepartmentIdx) -> BTreeMap<StaffIdx, Mentors> {
    let mut left = BTreeMap::new();
    if !p.require_mentor {
        return left;
    }
    let all = &p.departments[d.index()].mentors;
    for (s, person) in p.staff_indices().zip(&p.staff) {
        let here = |m: &MentorIdx| p.mentors[m.index()].department == d;
        if person.avoid_mentors.iter().any(here) {
            let rest = all
                .iter()
                .copied()
                .filter(|m| !person.avoid_mentors.contains(m));
            left.insert(s, rest.collect());
        }
    }
    left
}

/// The claim of one set of mentors in one slot; `at` tells sets of one department apart.
pub(crate) fn hall_claim(
    p: &Program,
    d: DepartmentIdx,
    t: Slot,
    set: &Mentors,
    at: u32,
) -> Option<Claim> {
    let slots = SlotSet::one(t);
    hall_claims(p, d, slots, set, at, &left_with(p, d)).pop()
}

/// The claims of one set of mentors in each of some slots, which share their lists of people and mentors.
fn hall_claims(
    p: &Program,
    d: DepartmentIdx,
    slots: SlotSet,
    set: &Mentors,
    at: u32,
    left_with: &BTreeMap<StaffIdx, Mentors>,
) -> Vec<Claim> {
    let bound_to: Arc<[StaffIdx]> = left_with
        .iter()
        .filter(|(_, left)| left.is_subset(set))
        .map(|(s, _)| *s)
        .collect();
    let tied =
        |(staff, mentor): &(StaffIdx, MentorIdx)| set.contains(mentor) && !bound_to.contains(staff);
    let tied: Vec<_> = pinned_pairs(p, d).into_iter().filter(tied).collect();
    if tied.is_empty() && bound_to.is_empty() {
        return Vec::new();
    }
    let (departments, mentors) = (Arc::from([d]), set.iter().copied().collect());
    let term = |coefficient, sum| Term { coefficient, sum };
    let claim = |t: Slot| {
        let slots = SlotSet::one(t);
        let paired = tied.iter().map(|&(staff, mentor)| Sum::Paired {
            staff,
            mentor,
            slots,
        });
        let placed = (!bound_to.is_empty()).then(|| {
            Sum::Placed(Block {
                people: Arc::clone(&bound_to),
                departments: Arc::clone(&departments),
                slots,
            })
        });
        let guided = Sum::Guided {
            mentors: Arc::clone(&mentors),
            slots,
        };
        let guests = paired.chain(placed).map(|sum| term(1, sum));
        Claim {
            reason: Reason::rule(RuleName::Mentor, Subject::Mentors(d, at), Some(t)),
            terms: guests.chain([term(-1, guided)]).collect(),
            limit: Limit::AtMost(0),
        }
    };
    slots.iter().map(claim).collect()
}

/// The breach of a placement that has no mentor and needs one.
pub(crate) fn unguided(p: &Program, x: &Placement) -> Breach {
    let (person, slot) = (&p.staff[x.staff.index()].id, p.calendar.name(x.slot));
    let subject = Subject::Visit(x.staff, x.department);
    let text = format!("{person} has no mentor in {slot}");
    Breach::new(RuleName::Mentor, subject, 1, text)
}

/// What one mentor can do over the horizon.
fn capacity_claims(p: &Program, m: MentorIdx, claims: &mut Vec<Claim>) {
    let mentor = &p.mentors[m.index()];
    let reason = |slot| Reason::rule(RuleName::Mentor, Subject::Mentor(m), slot);
    let guided = |slots| Sum::Guided {
        mentors: Arc::from([m]),
        slots,
    };
    if let Some(total) = mentor.total {
        claims.push(Claim {
            reason: reason(None),
            terms: vec![Term {
                coefficient: 1,
                sum: guided(p.calendar.all()),
            }],
            limit: Limit::AtMost(total.into()),
        });
    }
    let slots = p.calendar.len();
    if mentor.rest_slots == 0 || slots < 2 {
        return;
    }
    for t in p.calendar.slots() {
        let busy = Sum::Busy {
            mentor: m,
            slots: SlotSet::one(t),
        };
        claims.push(Claim {
            reason: reason(Some(t)),
            terms: vec![
                Term {
                    coefficient: 1,
                    sum: guided(SlotSet::one(t)),
                },
                Term {
                    coefficient: -i64::from(mentor.at_once),
                    sum: busy,
                },
            ],
            limit: Limit::AtMost(0),
        });
    }
    let width = (mentor.rest_slots as usize + 1).min(slots);
    for first in 0..=slots - width {
        let window = SlotSet::range(first, first + width);
        claims.push(Claim {
            reason: reason(Some(Slot::new(first))),
            terms: vec![Term {
                coefficient: 1,
                sum: Sum::Busy {
                    mentor: m,
                    slots: window,
                },
            }],
            limit: Limit::AtMost(1),
        });
    }
}

/// That no more mentors guide anybody than were ordered: `z[m, t] ≤ most(m, t) · used[m]`, and Σ used ≤ most.
///
/// No rule of the program, so it stands apart: only the exact engine knows it.
pub(crate) fn most_mentors_claims(p: &Program) -> Vec<Claim> {
    let Some(most) = p.orders.most_mentors else {
        return Vec::new();
    };
    let term = |coefficient, sum| Term { coefficient, sum };
    let reason = |subject, slot| Reason::rule(RuleName::Mentor, subject, slot);
    let mut claims = Vec::new();
    for m in p.mentor_indices() {
        for t in p.calendar.slots() {
            let guided = Sum::Guided {
                mentors: Arc::from([m]),
                slots: SlotSet::one(t),
            };
            let limit = i64::from(guide_limit(p, m, t));
            claims.push(Claim {
                reason: reason(Subject::Mentor(m), Some(t)),
                terms: vec![term(1, guided), term(-limit, Sum::Used(m))],
                limit: Limit::AtMost(0),
            });
        }
    }
    let used = p.mentor_indices().map(|m| term(1, Sum::Used(m)));
    claims.push(Claim {
        reason: reason(Subject::Program, None),
        terms: used.collect(),
        limit: Limit::AtMost(i64::try_from(most).unwrap_or(i64::MAX)),
    });
    claims
}

impl Rule for Mentor {
    fn sentence(&self) -> &'static str {
        "each placement has one mentor of its department, present and not avoided; a mentor guides at \
         most `mentees_at_once` in a slot and `mentees_total` in all, with `rest_slots` between"
    }

    fn scope(&self) -> Scope {
        Scope::Placement
    }

    fn forbids(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<Reason> {
        if !p.require_mentor {
            return None;
        }
        let guided = if p.staff[s.index()].avoid_mentors.is_empty() {
            p.departments[d.index()].guided.contains(t)
        } else {
            p.departments[d.index()]
                .mentors
                .iter()
                .any(|m| may_guide(p, s, *m, t))
        };
        (!guided).then(|| Reason::rule(RuleName::Mentor, Subject::Visit(s, d), Some(t)))
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (d, department) in p.department_indices().zip(&p.departments) {
            let mentors: Arc<[MentorIdx]> = department.mentors.iter().copied().collect();
            if p.require_mentor {
                for t in p.calendar.slots() {
                    let slots = SlotSet::one(t);
                    let guests = Sum::Placed(Block::department(p, d, slots));
                    let guided = Sum::Guided {
                        mentors: Arc::clone(&mentors),
                        slots,
                    };
                    claims.push(Claim {
                        reason: Reason::rule(RuleName::Mentor, Subject::Department(d), Some(t)),
                        terms: vec![
                            Term {
                                coefficient: 1,
                                sum: guests,
                            },
                            Term {
                                coefficient: -1,
                                sum: guided,
                            },
                        ],
                        limit: Limit::AtMost(0),
                    });
                }
            }
            let left = left_with(p, d);
            for (at, set) in (0..).zip(sets(p, d, &left)) {
                claims.extend(hall_claims(p, d, p.calendar.all(), &set, at, &left));
            }
        }
        for m in p.mentor_indices() {
            capacity_claims(p, m, &mut claims);
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for x in schedule.all() {
            let (person, slot) = (&p.staff[x.staff.index()], p.calendar.name(x.slot));
            let subject = Subject::Visit(x.staff, x.department);
            let Some(m) = x.mentor else {
                breaches.extend(p.require_mentor.then(|| unguided(p, x)));
                continue;
            };
            let mut say = |subject: Subject, amount: u32, text: String| {
                breaches.push(Breach::new(RuleName::Mentor, subject, amount, text));
            };
            let mentor = &p.mentors[m.index()];
            if mentor.department != x.department {
                let department = &p.departments[x.department.index()].id;
                say(subject, 1, format!("{} is not of {department}", mentor.id));
            }
            if mentor.lost.contains(x.slot) {
                say(subject, 1, format!("{} is away in {slot}", mentor.id));
            }
            if person.avoid_mentors.contains(&m) {
                say(
                    subject,
                    1,
                    format!("{} is to avoid {}", person.id, mentor.id),
                );
            }
        }
        let mut say = |subject: Subject, amount: u32, text: String| {
            breaches.push(Breach::new(RuleName::Mentor, subject, amount, text));
        };
        let slots = p.calendar.len();
        let guided = schedule.guided(p);
        for (m, mentor) in p.mentor_indices().zip(&p.mentors) {
            let mine = &guided[m.index() * slots..(m.index() + 1) * slots];
            let subject = Subject::Mentor(m);
            let mut last: Option<usize> = None;
            for (at, &mentees) in mine.iter().enumerate().filter(|(_, mentees)| **mentees > 0) {
                let slot = p.calendar.name(Slot::new(at));
                if mentees > mentor.at_once {
                    let most = mentor.at_once;
                    let text = format!("{} guides {mentees} in {slot}, {most} allowed", mentor.id);
                    say(subject, mentees - most, text);
                }
                let tired = last.is_some_and(|last| at - last <= mentor.rest_slots as usize);
                if tired || mentor.resting.contains(Slot::new(at)) {
                    say(
                        subject,
                        1,
                        format!("{} has no rest before {slot}", mentor.id),
                    );
                }
                last = Some(at);
            }
            let total: u32 = mine.iter().sum();
            if let Some(most) = mentor.total.filter(|most| total > *most) {
                let text = format!("{} guides {total} in all, {most} allowed", mentor.id);
                say(subject, total - most, text);
            }
        }
        breaches
    }
}
