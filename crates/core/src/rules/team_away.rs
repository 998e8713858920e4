//! `team-away`: at most a team's `max_away` of its members in a slot.
//!
//! Σ x[team, ·, t] ≤ max_away(team, t).

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, SlotSet, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct TeamAway;

impl Rule for TeamAway {
    fn sentence(&self) -> &'static str {
        "at most a team's `max_away` of its members are placed in a slot"
    }

    fn scope(&self) -> Scope {
        Scope::PersonSlot
    }

    fn forbids(&self, p: &Program, s: StaffIdx, _: DepartmentIdx, t: Slot) -> Option<Reason> {
        let team = p.staff[s.index()].team;
        (p.teams[team.index()].max_away[t.index()] == Some(0))
            .then(|| Reason::rule(RuleName::TeamAway, Subject::Team(team), Some(t)))
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (g, team) in p.team_indices().zip(&p.teams) {
            for t in p.calendar.slots() {
                if let Some(limit) = team.max_away[t.index()] {
                    let block = Block::group(p, &team.members, SlotSet::one(t));
                    let reason = Reason::rule(RuleName::TeamAway, Subject::Team(g), Some(t));
                    claims.push(Claim::placed(
                        reason,
                        block,
                        Limit::AtMost(i64::from(limit)),
                    ));
                }
            }
        }
        claims
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let slots = p.calendar.len();
        let mut away = vec![0u32; p.teams.len() * slots];
        for x in schedule.all() {
            away[p.staff[x.staff.index()].team.index() * slots + x.slot.index()] += 1;
        }
        let mut breaches = Vec::new();
        for (g, team) in p.team_indices().zip(&p.teams) {
            for t in p.calendar.slots() {
                let gone = away[g.index() * slots + t.index()];
                if let Some(limit) = team.max_away[t.index()].filter(|limit| gone > *limit) {
                    let slot = p.calendar.name(t);
                    let text = format!("{}: {gone} away in {slot}, {limit} allowed", team.id);
                    breaches.push(Breach::new(
                        RuleName::TeamAway,
                        Subject::Team(g),
                        gone - limit,
                        text,
                    ));
                }
            }
        }
        breaches
    }
}
