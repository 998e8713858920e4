//! Which claim counts which placements: the sparse matrix of claims and *tallies*.
//!
//! A tally is a number of placements that are always counted together: everybody's in a slot or a cell, a
//! class's in a slot, a department or (where a claim asks for it) a cell. What a claim costs is spread
//! over its tallies, and what it counts is gathered from them; both are one walk through the matrix.

use super::market::{Reach, Shared};
use super::price::NONE;

/// The matrix, by rows, and where which tallies are.
#[derive(Clone, Debug)]
pub(super) struct Incidence {
    departments: usize,
    slots: usize,
    /// Where each claim's row begins.
    starts: Vec<u32>,
    tallies: Vec<u32>,
    /// How often a placement counts against the claim's limit.
    often: Vec<f32>,
    /// Where the tallies of classes by slot and by department begin.
    class_slots: usize,
    class_departments: usize,
    /// Where a class's tallies by cell begin, `NOWHERE` for the classes that have none.
    class_cells: Vec<usize>,
    /// Tallies in all.
    len: usize,
}

/// Of a class without tallies by cell.
const NOWHERE: usize = usize::MAX;

impl Incidence {
    pub(super) fn new(shared: &[Shared], classes: usize, departments: usize, slots: usize) -> Self {
        let cells = departments * slots;
        let class_slots = slots + cells;
        let class_departments = class_slots + classes * slots;
        let mut matrix = Incidence {
            departments,
            slots,
            starts: vec![0],
            tallies: Vec::new(),
            often: Vec::new(),
            class_slots,
            class_departments,
            class_cells: vec![NOWHERE; classes],
            len: class_departments + classes * departments,
        };
        for claim in shared {
            for (reach, often) in &claim.reaches {
                matrix.add(reach, *often as f32);
            }
            matrix.starts.push(matrix.tallies.len() as u32);
        }
        matrix
    }

    fn add(&mut self, reach: &Reach, often: f32) {
        let cells = self.departments * self.slots;
        let before = self.tallies.len();
        match reach {
            Reach::Slots(slots) => self.tallies.extend(slots.iter().map(|t| *t as u32)),
            Reach::Cells(which) => {
                let first = self.slots;
                self.tallies
                    .extend(which.iter().map(|cell| (first + cell) as u32));
            }
            Reach::ClassSlots(classes, slots) => {
                for class in classes {
                    let first = self.class_slots + *class as usize * self.slots;
                    self.tallies
                        .extend(slots.iter().map(|t| (first + t) as u32));
                }
            }
            Reach::ClassDepartment(classes, d) => {
                let first = self.class_departments;
                let at = |class: &u32| (first + *class as usize * self.departments + d) as u32;
                self.tallies.extend(classes.iter().map(at));
            }
            Reach::ClassCells(classes, which) => {
                for class in classes {
                    let first = &mut self.class_cells[*class as usize];
                    if *first == NOWHERE {
                        *first = self.len;
                        self.len += cells;
                    }
                    self.tallies
                        .extend(which.iter().map(|cell| (*first + cell) as u32));
                }
            }
        }
        self.often
            .extend(std::iter::repeat_n(often, self.tallies.len() - before));
    }

    fn row(&self, claim: usize) -> impl Iterator<Item = (usize, f32)> {
        let row = self.starts[claim] as usize..self.starts[claim + 1] as usize;
        let often = self.often[row.clone()].iter().copied();
        self.tallies[row].iter().map(|at| *at as usize).zip(often)
    }

    /// What a placement pays for each tally it is in.
    pub(super) fn costs(&self, prices: &[f64], costs: &mut Vec<f32>) {
        costs.clear();
        costs.resize(self.len, 0.0);
        for (claim, price) in prices.iter().enumerate() {
            if *price != 0.0 {
                let price = *price as f32;
                for (at, often) in self.row(claim) {
                    costs[at] += price * often;
                }
            }
        }
    }

    /// Counts placements, each by the class of its person and its cell.
    pub(super) fn count(&self, placed: impl Iterator<Item = (u32, u32)>, counts: &mut Vec<u32>) {
        counts.clear();
        counts.resize(self.len, 0);
        for (class, cell) in placed.filter(|(_, cell)| *cell != NONE) {
            let (class, cell) = (class as usize, cell as usize);
            let (t, d) = (cell / self.departments, cell % self.departments);
            counts[t] += 1;
            counts[self.slots + cell] += 1;
            counts[self.class_slots + class * self.slots + t] += 1;
            counts[self.class_departments + class * self.departments + d] += 1;
            if self.class_cells[class] != NOWHERE {
                counts[self.class_cells[class] + cell] += 1;
            }
        }
    }

    /// How much of its limit a claim counts.
    pub(super) fn counted(&self, claim: usize, counts: &[u32]) -> f64 {
        self.row(claim)
            .map(|(at, often)| f64::from(often) * f64::from(counts[at]))
            .sum()
    }

    /// The row of everybody's tallies by slot, and by cell.
    pub(super) fn everybody<'t, T>(&self, tallies: &'t [T]) -> (&'t [T], &'t [T]) {
        tallies[..self.class_slots].split_at(self.slots)
    }

    /// A class's tallies by slot, and by department.
    #[inline]
    pub(super) fn class<'t, T>(&self, class: usize, tallies: &'t [T]) -> (&'t [T], &'t [T]) {
        let by_slot = self.class_slots + class * self.slots;
        let by_department = self.class_departments + class * self.departments;
        (
            &tallies[by_slot..][..self.slots],
            &tallies[by_department..][..self.departments],
        )
    }

    /// A class's tallies by cell; none where no claim asks for them.
    #[inline]
    pub(super) fn class_cells<'t, T>(&self, class: usize, tallies: &'t [T]) -> &'t [T] {
        match self.class_cells[class] {
            NOWHERE => &[],
            first => &tallies[first..][..self.departments * self.slots],
        }
    }
}
