//! Claims put to a plan: the value of every sum, and a search for auxiliary values that keep all.

use rotaplan_core::claim::{Claim, Sum};
use rotaplan_core::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx};
use rotaplan_core::rules::RuleName;
use rotaplan_core::schedule::{Placement, Schedule};

pub(crate) type Cell = (StaffIdx, DepartmentIdx, Slot);

/// A value for every decision.
#[derive(Default)]
pub(crate) struct Values {
    pub(crate) cells: Vec<Cell>,
    /// `[mentor][slot]`.
    pub(crate) guided: Vec<Vec<i64>>,
    /// People guided by the very mentor that a pin names.
    pub(crate) paired: Vec<(StaffIdx, MentorIdx, Slot)>,
    /// Whether teams and departments meet, the peaks, the happiness: one number, as one goal at a
    /// time is looked at.
    pub(crate) auxiliary: i64,
}

impl Values {
    fn total(&self, p: &Program, sum: &Sum) -> i64 {
        let count = |n: usize| i64::try_from(n).expect("a small number");
        match sum {
            Sum::Placed(block) => {
                let within = |(s, d, t): &&Cell| {
                    block.people.contains(s)
                        && block.departments.contains(d)
                        && block.slots.contains(*t)
                };
                count(self.cells.iter().filter(within).count())
            }
            Sum::Points(staff) => self
                .cells
                .iter()
                .filter(|(s, ..)| s == staff)
                .map(|(s, d, t)| p.department_points(*s, *d) + p.slot_points(*s, *t))
                .sum(),
            Sum::Guided { mentors, slots } => {
                let mine = |m: &MentorIdx| -> i64 {
                    slots
                        .iter()
                        .map(|t| self.guided[m.index()][t.index()])
                        .sum()
                };
                mentors.iter().map(mine).sum()
            }
            Sum::Busy { mentor, slots } => {
                let busy = |t: &Slot| self.guided[mentor.index()][t.index()] > 0;
                count(slots.iter().filter(busy).count())
            }
            Sum::Used(mentor) => {
                let guided = &self.guided[mentor.index()];
                i64::from(guided.iter().any(|people| *people > 0))
            }
            Sum::Paired {
                staff,
                mentor,
                slots,
            } => {
                let pair = |(s, m, t): &&(StaffIdx, MentorIdx, Slot)| {
                    s == staff && m == mentor && slots.contains(*t)
                };
                count(self.paired.iter().filter(pair).count())
            }
            Sum::Linked { .. } | Sum::Peak | Sum::MentorPeak | Sum::Happiness => self.auxiliary,
        }
    }

    pub(crate) fn keep(&self, p: &Program, claim: &Claim) -> bool {
        let term = |term: &rotaplan_core::claim::Term| term.coefficient * self.total(p, &term.sum);
        claim.limit.holds(claim.terms.iter().map(term).sum())
    }

    fn keep_all(&self, p: &Program, claims: &[Claim]) -> bool {
        claims.iter().all(|claim| self.keep(p, claim))
    }
}

/// The claims of some rules, those on mentors and pairs apart, and the cells they forbid.
pub(crate) struct Told<'a> {
    p: &'a Program,
    rules: Vec<RuleName>,
    plain: Vec<Claim>,
    with_mentors: Vec<Claim>,
}

impl<'a> Told<'a> {
    pub(crate) fn new(p: &'a Program, rules: &[RuleName]) -> Self {
        let mut told = Told {
            p,
            rules: rules.to_vec(),
            plain: Vec::new(),
            with_mentors: Vec::new(),
        };
        for rule in rules {
            let mut claims = rule.rule().shared(p);
            for s in p.staff_indices() {
                claims.extend(rule.rule().personal(p, s));
            }
            for claim in claims {
                let plain = claim
                    .terms
                    .iter()
                    .all(|term| matches!(term.sum, Sum::Placed(_)));
                if plain {
                    told.plain.push(claim);
                } else {
                    told.with_mentors.push(claim);
                }
            }
        }
        told
    }

    /// Whether nothing is forbidden and auxiliary values exist that keep every claim.
    pub(crate) fn holds(&self, cells: &[Cell]) -> bool {
        let forbidden = |(s, d, t): &Cell| {
            let forbids = |rule: &RuleName| rule.rule().forbids(self.p, *s, *d, *t).is_some();
            self.rules.iter().any(forbids)
        };
        !cells.iter().any(forbidden) && self.claims_hold(cells)
    }

    /// Whether auxiliary values exist that keep every claim.
    pub(crate) fn claims_hold(&self, cells: &[Cell]) -> bool {
        let p = self.p;
        let mut values = Values {
            cells: cells.to_vec(),
            guided: vec![vec![0; p.calendar().len()]; p.mentors().len()],
            ..Values::default()
        };
        if !values.keep_all(p, &self.plain) {
            return false;
        }
        if self.with_mentors.is_empty() {
            return true;
        }
        // The range of a mentor's guests in a slot is 0 to `mentees_at_once`, 0 where off duty; more
        // than come to the department would be of no use to anybody.
        let mut places = Vec::new();
        for (m, mentor) in p.mentor_indices().zip(p.mentors()) {
            for t in p.calendar().slots() {
                let here = |(_, d, u): &&Cell| *d == mentor.department && *u == t;
                let guests = cells
                    .iter()
                    .filter(here)
                    .count()
                    .min(mentor.at_once as usize);
                if guests > 0 && mentor.on_duty(p.calendar()).contains(t) {
                    places.push((m, t, i64::try_from(guests).expect("a small number")));
                }
            }
        }
        let mut pairs = Vec::new();
        for pin in p.pins() {
            if let Some(mentor) = pin.mentor {
                let home = p.mentors()[mentor.index()].department;
                for (_, _, t) in cells
                    .iter()
                    .filter(|(s, d, _)| *s == pin.staff && *d == home)
                {
                    if !pairs.contains(&(pin.staff, mentor, *t)) {
                        pairs.push((pin.staff, mentor, *t));
                    }
                }
            }
        }
        (0..1u32 << pairs.len()).any(|chosen| {
            let pair = (0..).zip(&pairs).filter(|(at, _)| chosen >> at & 1 == 1);
            values.paired = pair.map(|(_, pair)| *pair).collect();
            self.guide(&mut values, &places)
        })
    }

    fn guide(&self, values: &mut Values, places: &[(MentorIdx, Slot, i64)]) -> bool {
        let Some(((m, t, most), rest)) = places.split_first() else {
            return values.keep_all(self.p, &self.with_mentors);
        };
        // From above: where nothing else limits a mentor, the most is best.
        for guests in (0..=*most).rev() {
            values.guided[m.index()][t.index()] = guests;
            if self.guide(values, rest) {
                return true;
            }
        }
        false
    }
}

pub(crate) fn clean(p: &Program, rules: &[RuleName], placements: &[Placement]) -> bool {
    let schedule = Schedule::new(p, placements.to_vec());
    rules
        .iter()
        .all(|rule| rule.rule().check(p, &schedule).is_empty())
}

/// Whether some choice of mentors makes the plan clean.
pub(crate) fn pairable(p: &Program, rules: &[RuleName], cells: &[Cell]) -> bool {
    fn choose(
        p: &Program,
        rules: &[RuleName],
        cells: &[Cell],
        chosen: &mut Vec<Placement>,
    ) -> bool {
        let Some((&(staff, department, slot), rest)) = cells.split_first() else {
            return clean(p, rules, chosen);
        };
        let guides = rules.contains(&RuleName::Mentor);
        let here = p.departments()[department.index()]
            .mentors
            .iter()
            .map(|m| Some(*m));
        for mentor in here.chain([None]) {
            chosen.push(Placement {
                slot,
                staff,
                department,
                mentor,
            });
            // More placements never mend a breach of `mentor`.
            if (!guides || clean(p, &[RuleName::Mentor], chosen)) && choose(p, rules, rest, chosen)
            {
                return true;
            }
            chosen.pop();
        }
        false
    }
    choose(p, rules, cells, &mut Vec::new())
}

pub(crate) fn all_cells(p: &Program) -> Vec<Cell> {
    let mut cells = Vec::new();
    for s in p.staff_indices() {
        for d in p.department_indices() {
            cells.extend(p.calendar().slots().map(|t| (s, d, t)));
        }
    }
    cells
}

pub(crate) fn every_plan(p: &Program) -> impl Iterator<Item = Vec<Cell>> {
    let cells = all_cells(p);
    (0..1u32 << cells.len()).map(move |chosen| {
        let within = (0..).zip(&cells).filter(|(at, _)| chosen >> at & 1 == 1);
        within.map(|(_, cell)| *cell).collect()
    })
}
