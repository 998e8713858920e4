//! `team-cover`: in a slot, at least `min_present` members holding the skill (any member, if none is
//! named) have not lost it and are not placed in it; where lost slots alone go below, none of those
//! members is placed and that is no breach.
//!
//! Σ x[present holders, ·, t] ≤ max(0, present holders − min_present).

use std::sync::Arc;

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{Cover, DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct TeamCover;

fn present(p: &Program, cover: &Cover, t: Slot) -> Arc<[StaffIdx]> {
    cover
        .people
        .iter()
        .copied()
        .filter(|s| !p.staff[s.index()].lost.contains(t))
        .collect()
}

impl Rule for TeamCover {
    fn sentence(&self) -> &'static str {
        "in a slot, at least `min_present` members holding the skill (any member, if none is named) \
         are present"
    }

    fn scope(&self) -> Scope {
        Scope::PersonSlot
    }

    fn forbids(&self, p: &Program, s: StaffIdx, _: DepartmentIdx, t: Slot) -> Option<Reason> {
        let person = &p.staff[s.index()];
        if person.lost.contains(t) {
            return None;
        }
        let covers = &p.teams[person.team.index()].cover;
        let at = covers.iter().position(|cover| {
            cover
                .skill
                .as_ref()
                .is_none_or(|skill| person.skills.contains(skill))
                && cover.may_go[t.index()] == 0
        })?;
        let subject = Subject::Cover(person.team, u32::try_from(at).unwrap_or(u32::MAX));
        Some(Reason::rule(RuleName::TeamCover, subject, Some(t)))
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (g, team) in p.team_indices().zip(&p.teams) {
            for (at, cover) in (0..).zip(&team.cover) {
                for t in p.calendar.slots() {
                    let people = present(p, cover, t);
                    if !people.is_empty() {
                        let limit = Limit::AtMost(cover.may_go[t.index()].into());
                        let block = Block::group(p, &people, SlotSet::one(t));
                        let subject = Subject::Cover(g, at);
                        let reason = Reason::rule(RuleName::TeamCover, subject, Some(t));
                        claims.push(Claim::placed(reason, block, limit));
                    }
                }
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (g, team) in p.team_indices().zip(&p.teams) {
            for (at, cover) in (0..).zip(&team.cover) {
                for t in p.calendar.slots() {
                    let here = cover
                        .people
                        .iter()
                        .filter(|s| !p.staff[s.index()].lost.contains(t));
                    let (mut present, mut gone) = (0, 0);
                    for s in here {
                        present += 1;
                        gone += schedule.away(*s, t);
                    }
                    let stay = present - gone.min(present);
                    let allowed = present.saturating_sub(cover.min_present as usize);
                    if gone > allowed {
                        let who = cover.skill.as_deref().unwrap_or("anyone");
                        let slot = p.calendar.name(t);
                        let text = format!(
                            "{}/{who}: {stay} present in {slot}, {} needed",
                            team.id, cover.min_present
                        );
                        let over = u32::try_from(gone - allowed).unwrap_or(u32::MAX);
                        let subject = Subject::Cover(g, at);
                        breaches.push(Breach::new(RuleName::TeamCover, subject, over, text));
                    }
                }
            }
        }
        breaches
    }
}
