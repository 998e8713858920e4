//! How people fared: which of their choices they got, and who got least.

use std::collections::BTreeMap;

use rotaplan_core::program::{DepartmentIdx, Program};

use super::picture::{Person, Visit};

/// Which of a person's choices a department is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The first, the second, and so on; equal points share a place.
    Choice(usize),
    /// The person named others.
    NotNamed,
    /// The person named none.
    NoWishes,
}

impl Rank {
    /// For people: `1st choice`.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Rank::Choice(place) => format!("{} choice", ordinal(place)),
            Rank::NotNamed => "not named".to_owned(),
            Rank::NoWishes => "no wishes given".to_owned(),
        }
    }

    /// In a few characters: `1st`.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Rank::Choice(place) => ordinal(place),
            Rank::NotNamed => "–".to_owned(),
            Rank::NoWishes => String::new(),
        }
    }
}

fn ordinal(place: usize) -> String {
    let ending = match (place % 100, place % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

/// How people fared, all of them.
#[derive(Clone, Debug)]
pub struct Fared {
    /// Visits by choice, best first.
    pub ranks: Vec<(Rank, usize)>,
    /// Mandatory participants by their points and what they carried over, least first: person and total.
    pub least_happy: Vec<(usize, i64)>,
    /// Points of all visits.
    pub points: i64,
    /// Visits of people who named departments.
    pub with_wishes: usize,
    /// Whether the first choice is one and the same kind of thing for all: somebody named departments.
    pub any_wishes: bool,
}

impl Fared {
    /// Visits that are a first choice, in hundredths of the visits of people who named departments.
    #[must_use]
    pub fn first_choice_share(&self) -> Option<usize> {
        let first = self.ranks.iter().find(|(rank, _)| *rank == Rank::Choice(1));
        let first = first.map_or(0, |(_, count)| *count);
        (first * 200 + self.with_wishes)
            .checked_div(2 * self.with_wishes)
            .filter(|_| self.any_wishes)
    }
}

/// Which of a person's wishes a department is.
pub(crate) fn rank(wishes: &[(DepartmentIdx, i32)], department: DepartmentIdx) -> Rank {
    if wishes.is_empty() {
        return Rank::NoWishes;
    }
    match wishes.iter().find(|(named, _)| *named == department) {
        None => Rank::NotNamed,
        Some((_, points)) => {
            Rank::Choice(1 + wishes.iter().filter(|(_, more)| more > points).count())
        }
    }
}

pub(crate) fn fared(
    program: &Program,
    people: &[Person],
    visits: &[Visit],
    wishes: &[Vec<(DepartmentIdx, i32)>],
) -> Fared {
    let mut ranks: BTreeMap<Rank, usize> = BTreeMap::new();
    for visit in visits {
        *ranks.entry(visit.rank).or_default() += 1;
    }
    let mut least_happy: Vec<(usize, i64)> = people
        .iter()
        .enumerate()
        .filter_map(|(index, person)| {
            let staff = &program.staff()[person.staff.index()];
            staff
                .counts_for_happiness()
                .then_some((index, person.points + staff.carry))
        })
        .collect();
    least_happy.sort_by_key(|(index, total)| (*total, *index));
    let with_wishes = visits
        .iter()
        .filter(|visit| visit.rank != Rank::NoWishes)
        .count();
    Fared {
        ranks: ranks.into_iter().collect(),
        least_happy,
        points: visits.iter().map(|visit| visit.points).sum(),
        with_wishes,
        any_wishes: wishes.iter().any(|mine| !mine.is_empty()) && with_wishes > 0,
    }
}

#[cfg(test)]
mod tests {
    use rotaplan_core::program::DepartmentIdx;

    use super::{Rank, rank};

    #[test]
    fn equal_points_share_a_place() {
        let wishes: Vec<_> = [9, 9, 5]
            .into_iter()
            .enumerate()
            .map(|(at, points)| (DepartmentIdx::new(at), points))
            .collect();
        let of = |at| rank(&wishes, DepartmentIdx::new(at));
        assert_eq!(
            [of(0), of(1), of(2), of(3)],
            [
                Rank::Choice(1),
                Rank::Choice(1),
                Rank::Choice(3),
                Rank::NotNamed
            ]
        );
        assert_eq!(rank(&[], DepartmentIdx::new(0)), Rank::NoWishes);
        assert_eq!(
            [1, 2, 3, 4, 11, 21].map(|n| Rank::Choice(n).short()),
            ["1st", "2nd", "3rd", "4th", "11th", "21st"]
        );
    }
}
