//! `eligibility`: not a department in the person's `never`; all of its `needs_skills` held.

use super::{Breach, Rule, RuleName, Scope};
use crate::claim::{Reason, Subject};
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::schedule::Schedule;

pub(super) struct Eligibility;

impl Rule for Eligibility {
    fn sentence(&self) -> &'static str {
        "not a department in the person's `never`, and only where all of its `needs_skills` are held"
    }

    fn scope(&self) -> Scope {
        Scope::PersonDepartment
    }

    fn forbids(&self, p: &Program, s: StaffIdx, d: DepartmentIdx, _: Slot) -> Option<Reason> {
        (!p.staff[s.index()].eligible[d.index()])
            .then(|| Reason::rule(RuleName::Eligibility, Subject::Visit(s, d), None))
    }

    fn check(&self, p: &Program, schedule: &Schedule) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for x in schedule.all() {
            let (person, department) = (
                &p.staff[x.staff.index()],
                &p.departments[x.department.index()],
            );
            let lacks = department
                .needs_skills
                .iter()
                .find(|skill| !person.skills.contains(skill));
            let text = if person.never.contains(&x.department) {
                format!("{} is never to visit {}", person.id, department.id)
            } else if let Some(skill) = lacks {
                format!("{} lacks {skill}, which {} needs", person.id, department.id)
            } else {
                continue;
            };
            let subject = Subject::Visit(x.staff, x.department);
            breaches.push(Breach::new(RuleName::Eligibility, subject, 1, text));
        }
        breaches
    }
}
