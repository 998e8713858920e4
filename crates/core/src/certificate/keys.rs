//! Which claim a price is for: the names that certificates use.

use crate::claim::{Claim, Subject, Sum};
use crate::program::{Program, StaffIdx};

/// Which claim a price is for.
pub(super) type Key = (String, Vec<String>, Option<String>);

/// The key of a claim: its rule, the ids it speaks of, and its slot.
pub(super) fn key(p: &Program, claim: &Claim) -> Key {
    let staff = |s: &StaffIdx| p.staff[s.index()].id.clone();
    let of = match claim.reason.subject {
        Subject::Program => Vec::new(),
        Subject::Team(g) => vec![p.teams[g.index()].id.clone()],
        Subject::Cover(g, at) => vec![p.teams[g.index()].id.clone(), format!("cover {at}")],
        Subject::Apart(at) => {
            let people = p.apart[at as usize].people.iter().map(staff);
            std::iter::once(format!("group {at}"))
                .chain(people)
                .collect()
        }
        Subject::Department(d) => vec![p.departments[d.index()].id.clone()],
        Subject::Mentors(d, _) => {
            let mentors = claim.terms.iter().filter_map(|term| match &term.sum {
                Sum::Guided { mentors, .. } => Some(mentors),
                _ => None,
            });
            let ids = mentors.flat_map(|set| set.iter().map(|m| p.mentors[m.index()].id.clone()));
            std::iter::once(p.departments[d.index()].id.clone())
                .chain(ids)
                .collect()
        }
        Subject::Mentor(m) => vec![p.mentors[m.index()].id.clone()],
        Subject::Bridge(g, d) => {
            vec![
                p.teams[g.index()].id.clone(),
                p.departments[d.index()].id.clone(),
            ]
        }
        Subject::Staff(s) | Subject::Visit(s, _) | Subject::MustVisit(s, _) => vec![staff(&s)],
        Subject::Pin(at) => vec![format!("pin {at}")],
    };
    let slot = claim.reason.slot.map(|t| p.calendar.name(t).to_owned());
    (claim.reason.name().to_owned(), of, slot)
}
