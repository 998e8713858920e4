//! `bridges`: the value of each team-department pair with at least one placement in the horizon.
//!
//! Σ value[g, d] · linked[g, d] with linked[g, d] ≤ Σ x[s, d, ·] over the members s of team g; the
//! values, with staleness and fading, are worked out in [`crate::program`].

use std::sync::Arc;

use super::Goal;
use crate::claim::{Block, Claim, Limit, Reason, Subject, Sum, Term};
use crate::program::{DepartmentIdx, Program, TeamIdx};
use crate::schedule::Schedule;

pub(super) struct Bridges;

fn wanted(p: &Program) -> impl Iterator<Item = (TeamIdx, DepartmentIdx, i64)> {
    p.team_indices().flat_map(move |g| {
        let pair = move |d| (g, d, p.bridge_value(g, d));
        p.department_indices()
            .map(pair)
            .filter(|(_, _, value)| *value > 0)
    })
}

impl Goal for Bridges {
    fn sentence(&self) -> &'static str {
        "the value of each (team, department) pair with at least one placement"
    }

    fn weight(&self, p: &Program) -> i64 {
        p.weights.bridges
    }

    fn auxiliaries(&self, p: &Program) -> Vec<(Sum, i64)> {
        wanted(p)
            .map(|(team, department, value)| (Sum::Linked { team, department }, value))
            .collect()
    }

    fn claims(&self, p: &Program) -> Vec<Claim> {
        wanted(p)
            .map(|(team, department, _)| {
                let visits = Block {
                    people: Arc::clone(&p.teams[team.index()].members),
                    departments: Arc::from([department]),
                    slots: p.calendar.all(),
                };
                Claim {
                    reason: Reason::goal("bridges", Subject::Bridge(team, department), None),
                    terms: vec![
                        Term {
                            coefficient: 1,
                            sum: Sum::Linked { team, department },
                        },
                        Term {
                            coefficient: -1,
                            sum: Sum::Placed(visits),
                        },
                    ],
                    limit: Limit::AtMost(0),
                }
            })
            .collect()
    }

    fn measure(&self, p: &Program, schedule: &Schedule) -> i64 {
        let mut met = vec![false; p.teams.len() * p.departments.len()];
        let mut value = 0;
        for x in schedule.all() {
            let team = p.staff[x.staff.index()].team;
            let pair = &mut met[team.index() * p.departments.len() + x.department.index()];
            if !*pair {
                *pair = true;
                value += p.bridge_value(team, x.department);
            }
        }
        value
    }
}
