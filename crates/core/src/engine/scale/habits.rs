//! One person's own rules, compiled: which cells go together, and which sets of them are whole.

use super::person::Cell;
use crate::program::{DepartmentIdx, Pin, Program, Slot, SlotSet, StaffIdx};

/// The rules that bind one person alone, beyond which cells are open.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    /// Exactly this many placements, or at most, for voluntary people.
    pub(crate) rotations: usize,
    pub(crate) voluntary: bool,
    /// Placements that the search counts as missing: all of them, none where the person may stay out,
    /// one where a pin calls a voluntary person.
    pub(super) obliged: usize,
    pub(crate) gap: usize,
    /// Two slots nearer than this, counted in months, cannot share a department.
    pub(crate) no_repeat_months: i32,
    pub(crate) slots_per_month: usize,
    /// Departments to be seen, and how often.
    pub(crate) must_visit: Vec<(Vec<u16>, usize)>,
    /// Departments that must be seen before a department: those not in the person's history.
    pub(crate) before: Vec<(u16, Vec<u16>)>,
    /// For each pin, the cells that match it.
    pub(crate) pins: Vec<PinCells>,
    /// Sets of cells of which at least one is used: what branching adds.
    pub(crate) within: Vec<Vec<u32>>,
    pub(super) departments: usize,
}

/// The cells that match a pin.
#[derive(Clone, Debug)]
pub(crate) struct PinCells {
    pub(crate) department: Option<u16>,
    pub(crate) slots: SlotSet,
}

impl PinCells {
    fn new(p: &Program, s: StaffIdx, pin: &Pin) -> Self {
        let mut slots = pin.slots.unwrap_or(p.calendar.all());
        let mut department = pin.department;
        if let Some(m) = pin.mentor {
            slots = slots
                .iter()
                .filter(|t| crate::rules::may_guide(p, s, m, *t))
                .collect();
            department = Some(p.mentors[m.index()].department);
        }
        PinCells {
            department: department.map(|d| d.0 as u16),
            slots,
        }
    }

    pub(crate) fn matches(&self, (d, t): Cell) -> bool {
        self.department.is_none_or(|wanted| wanted == d) && self.slots.contains(Slot(t.into()))
    }
}

impl Habits {
    /// The person's own rules.
    pub(crate) fn new(p: &Program, s: StaffIdx) -> Self {
        let person = &p.staff[s.index()];
        let seen = |d: DepartmentIdx| {
            person
                .visits
                .iter()
                .any(|visit| visit.department == Some(d))
        };
        let before = p
            .department_indices()
            .zip(&p.departments)
            .filter_map(|(d, department)| {
                let missing: Vec<u16> = department
                    .after
                    .iter()
                    .filter(|e| !seen(**e))
                    .map(|e| e.0 as u16)
                    .collect();
                // With more missing than other rotations the department is closed to the person anyway.
                let reached = missing.len() < person.rotations as usize;
                (reached && !missing.is_empty()).then_some((d.0 as u16, missing))
            })
            .collect();
        Habits {
            rotations: person.rotations as usize,
            voluntary: person.voluntary(),
            obliged: match person.voluntary() {
                true => person.pins.len().min(1),
                false => person.rotations as usize,
            },
            gap: p.gap_slots,
            no_repeat_months: p.no_repeat_months,
            slots_per_month: p.calendar.slots_per_month(),
            must_visit: person
                .must_visit
                .iter()
                .map(|need| {
                    (
                        need.any_of.iter().map(|d| d.0 as u16).collect(),
                        need.times as usize,
                    )
                })
                .collect(),
            before,
            pins: person
                .pins
                .iter()
                .map(|at| PinCells::new(p, s, &p.pins[*at]))
                .collect(),
            within: Vec::new(),
            departments: p.departments.len(),
        }
    }

    /// Whether two cells of the person can stand together.
    pub(crate) fn together(&self, a: Cell, b: Cell) -> bool {
        let apart = a.1.abs_diff(b.1) as usize;
        if apart <= self.gap {
            return false;
        }
        a.0 != b.0 || {
            let month = |t: u16| i32::from(t) / self.slots_per_month.max(1) as i32;
            (month(a.1) - month(b.1)).abs() >= self.no_repeat_months
        }
    }

    /// Whether any cell set is ruled out or bound beyond pairs of cells.
    pub(crate) fn plain(&self) -> bool {
        self.must_visit.is_empty()
            && self.before.is_empty()
            && self.pins.is_empty()
            && self.within.is_empty()
    }

    /// Whether a department comes after others that the person has not seen yet.
    pub(super) fn comes_after(&self, department: u16) -> bool {
        self.before.iter().any(|(d, _)| *d == department)
    }

    /// Whether `after` alone looks at whole sets.
    pub(super) fn only_before(&self) -> bool {
        self.must_visit.is_empty() && self.pins.is_empty() && self.within.is_empty()
    }

    /// Numbers departments so that those of one number may stand for each other: they are in the same
    /// `must_visit` lists, pins and branches, and have no part in `after`.
    pub(super) fn kinds(&self, departments: usize, kinds: &mut Vec<u32>) {
        kinds.clear();
        kinds.resize(departments, 0);
        if !self.within.is_empty() {
            // Sets of cells may tell any two departments apart.
            kinds.iter_mut().zip(0..).for_each(|(kind, d)| *kind = d);
            return;
        }
        let mut next = 1;
        let mut alone = |kinds: &mut Vec<u32>, d: u16| {
            kinds[usize::from(d)] = u32::MAX - next;
            next += 1;
        };
        for (bit, (any_of, _)) in self.must_visit.iter().enumerate() {
            for d in any_of {
                if bit < 16 {
                    kinds[usize::from(*d)] |= 1 << bit
                } else {
                    alone(kinds, *d)
                }
            }
        }
        for d in self.pins.iter().filter_map(|pin| pin.department) {
            alone(kinds, d);
        }
        for (d, missing) in &self.before {
            alone(kinds, *d);
            missing.iter().for_each(|e| alone(kinds, *e));
        }
    }

    /// Whether a complete set (any order) keeps the rules that look at all of it.
    pub(crate) fn complete(&self, cells: &[Cell]) -> bool {
        if self.plain() {
            return true;
        }
        let must = cells.is_empty() && self.voluntary
            || self.must_visit.iter().all(|(any_of, times)| {
                cells.iter().filter(|(d, _)| any_of.contains(d)).count() >= *times
            });
        let used = |set: &Vec<u32>| {
            let index = |cell: &Cell| usize::from(cell.1) * self.departments + usize::from(cell.0);
            cells.iter().any(|cell| set.contains(&(index(cell) as u32)))
        };
        must && self.within.iter().all(used)
            && self
                .pins
                .iter()
                .all(|pin| cells.iter().any(|cell| pin.matches(*cell)))
            && self.before.iter().all(|(d, missing)| {
                cells.iter().filter(|cell| cell.0 == *d).all(|cell| {
                    missing
                        .iter()
                        .all(|e| cells.iter().any(|other| other.0 == *e && other.1 < cell.1))
                })
            })
    }
}
