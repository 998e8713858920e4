//! What a leaf of a proof restricts: levels to an interval, people to some of their cells.

use std::collections::BTreeMap;

use crate::program::{Mentor, Program, StaffIdx};

/// An interval of a level, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) low: i64,
    pub(crate) high: i64,
}

impl Interval {
    /// One value alone.
    pub(crate) fn at(value: i64) -> Self {
        Interval {
            low: value,
            high: value,
        }
    }
}

/// What a leaf restricts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Domain {
    pub(crate) peak: Interval,
    pub(crate) mentor_peak: Interval,
    pub(crate) happiness: Interval,
    /// Cells (slot × departments + department, ascending) that people may not use, and ...
    pub(crate) without: BTreeMap<StaffIdx, Vec<u32>>,
    /// ... cells of which people use at least one.
    pub(crate) within: BTreeMap<StaffIdx, Vec<Vec<u32>>>,
}

impl Domain {
    /// No restriction: the widest levels that any plan can have.
    pub(crate) fn whole(p: &Program) -> Domain {
        let wanted: i64 = p
            .staff
            .iter()
            .map(|person| i64::from(person.rotations))
            .sum();
        let people = p.staff.iter().filter(|person| person.rotations > 0).count() as i64;
        let loads = |mentor: &Mentor| {
            let slots = i64::from(mentor.at_once) * p.calendar.len() as i64;
            slots
                .min(mentor.total.map_or(i64::MAX, i64::from))
                .min(wanted)
        };
        let (low, high) = happiness_range(p);
        Domain {
            peak: Interval {
                low: even_peak(p),
                high: people.min(most_away(p)).max(even_peak(p)),
            },
            mentor_peak: Interval {
                low: 0,
                high: p.mentors.iter().map(loads).max().unwrap_or(0),
            },
            happiness: Interval { low, high },
            without: BTreeMap::new(),
            within: BTreeMap::new(),
        }
    }
}

/// The peak if everybody who must go is spread evenly over the slots.
fn even_peak(p: &Program) -> i64 {
    let bound_to = p.staff.iter().filter(|person| !person.voluntary());
    let wanted: i64 = bound_to.map(|person| i64::from(person.rotations)).sum();
    let slots = p.calendar.len().max(1) as i64;
    (wanted + slots - 1) / slots
}

/// The most that may be away in any slot.
fn most_away(p: &Program) -> i64 {
    let limits = p.calendar.slots().map(|t| p.max_away(t));
    let most = limits.map(|limit| limit.map_or(i64::MAX, i64::from)).max();
    most.unwrap_or(0)
}

/// The lowest and highest level that the least happy participant can have.
fn happiness_range(p: &Program) -> (i64, i64) {
    let mut range: Option<(i64, i64)> = None;
    for (s, person) in p
        .staff_indices()
        .zip(&p.staff)
        .filter(|(_, x)| x.counts_for_happiness())
    {
        let extremes = |points: Vec<i64>| {
            let least = points.iter().copied().min().unwrap_or(0).min(0);
            (least, points.into_iter().max().unwrap_or(0).max(0))
        };
        let by_department = extremes(
            p.department_indices()
                .map(|d| p.department_points(s, d))
                .collect(),
        );
        let by_slot = extremes(p.calendar.slots().map(|t| p.slot_points(s, t)).collect());
        let most = i64::from(person.rotations);
        let low = person.carry + most * (by_department.0 + by_slot.0);
        let high = person.carry + most * (by_department.1 + by_slot.1);
        range = Some(range.map_or((low, high), |(a, b)| (a.min(low), b.min(high))));
    }
    range.unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_no_higher_than_the_program_lets_be_away() {
        let peak = |rules: &str| {
            let json = format!(
                r#"{{ "format": "rotaplan/program@1", "horizon": {{ "first_month": "2027-01", "months": 3 }},
                "rules": {{ {rules} }},
                "teams": [ {{ "id": "a" }} ], "departments": [ {{ "id": "x", "seats": 9 }} ],
                "staff": [ {{ "id": "s1", "team": "a" }}, {{ "id": "s2", "team": "a" }}, {{ "id": "s3", "team": "a" }},
                           {{ "id": "s4", "team": "a" }}, {{ "id": "s5", "team": "a" }} ] }}"#
            );
            let program = Program::from_json(json.as_bytes()).expect("a valid program");
            Domain::whole(&program).peak
        };
        let between = |low, high| Interval { low, high };
        assert_eq!(peak(""), between(2, 5));
        assert_eq!(peak(r#""max_away": 3"#), between(2, 3));
        // One month with a limit leaves the others free; fewer than have to go leave no plan, but an interval.
        assert_eq!(peak(r#""max_away_in": { "2027-02": 1 }"#), between(2, 5));
        assert_eq!(peak(r#""max_away": 1"#), between(2, 2));
    }
}
