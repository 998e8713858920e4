//! `min-visits`: at least `min_visits` placements in a department over the horizon.
//!
//! Σ x[·, d, ·] ≥ min_visits.

use super::{Breach, Rule, RuleName};
use crate::claim::{Block, Claim, Limit, Reason, Subject};
use crate::program::Program;
use crate::schedule::Schedule;

pub(super) struct MinVisits;

impl Rule for MinVisits {
    fn sentence(&self) -> &'static str {
        "at least `min_visits` placements in a department over the horizon"
    }

    fn shared(&self, p: &Program) -> Vec<Claim> {
        p.department_indices()
            .zip(&p.departments)
            .filter(|(_, department)| department.min_visits > 0)
            .map(|(d, department)| {
                let block = Block::department(p, d, p.calendar.all());
                let reason = Reason::rule(RuleName::MinVisits, Subject::Department(d), None);
                Claim::placed(reason, block, Limit::AtLeast(department.min_visits.into()))
            })
            .collect()
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut visits = vec![0u32; p.departments.len()];
        for x in schedule.all() {
            visits[x.department.index()] += 1;
        }
        let mut breaches = Vec::new();
        for ((d, department), has) in p.department_indices().zip(&p.departments).zip(visits) {
            let wanted = department.min_visits;
            if has < wanted {
                let text = format!("{} has {has} of {wanted} visitors", department.id);
                let subject = Subject::Department(d);
                breaches.push(Breach::new(
                    RuleName::MinVisits,
                    subject,
                    wanted - has,
                    text,
                ));
            }
        }
        breaches
    }
}
