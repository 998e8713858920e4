//! Which claim a price is for: the names that certificates use.

use std::collections::BTreeMap;

use super::Price;
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

/// Prices that go with `claims`, by rule and ids; those that are 0 are left out.
pub(crate) fn by_name(p: &Program, claims: &[Claim], prices: &[i64]) -> Vec<Price> {
    let priced = claims.iter().zip(prices).filter(|(_, price)| **price != 0);
    let name = |(claim, price): (&Claim, &i64)| {
        let (rule, of, slot) = key(p, claim);
        Price {
            rule,
            of,
            slot,
            price: *price,
        }
    };
    priced.map(name).collect()
}

/// The prices of `claims`, from those by rule and ids of this program or one like it: claims that are
/// not named have price 0, names of other claims are passed over.
pub(crate) fn by_position(p: &Program, claims: &[Claim], rows: &[Price]) -> Vec<i64> {
    let known: BTreeMap<(&str, &[String], Option<&str>), i64> = rows
        .iter()
        .map(|row| {
            let name = (row.rule.as_str(), row.of.as_slice(), row.slot.as_deref());
            (name, row.price)
        })
        .collect();
    let price = |claim: &Claim| {
        let (rule, of, slot) = key(p, claim);
        let price = known.get(&(rule.as_str(), of.as_slice(), slot.as_deref()));
        price.copied().unwrap_or(0)
    };
    claims.iter().map(price).collect()
}
