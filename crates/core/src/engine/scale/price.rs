//! Prices on the shared claims: what every cell is worth at some prices, and what everybody chooses.

use rayon::prelude::*;

use super::market::{Market, Reach};
use super::person::{Scratch, Value, Worth, best_set};
use crate::bound::{Domain, LARGEST_PRICE, SCALE_BITS};
use crate::program::StaffIdx;

/// Below this many cells a round is done before a second thread has woken up.
const PARALLEL_CELLS: usize = 20_000;

/// Prices of the claims, in points.
pub(crate) type Prices = Vec<f64>;

/// Prices in the whole-number units of the bound.
pub(crate) fn quantise(prices: &[f64]) -> Vec<i64> {
    let unit = (1i64 << SCALE_BITS) as f64;
    let most = LARGEST_PRICE as f64;
    prices
        .iter()
        .map(|price| (price.clamp(0.0, most) * unit).round() as i64)
        .collect()
}

/// Prices from the whole-number units of the bound.
pub(crate) fn in_points(prices: &[i64]) -> Prices {
    let unit = (1i64 << SCALE_BITS) as f64;
    let most = LARGEST_PRICE << SCALE_BITS;
    prices
        .iter()
        .map(|price| (*price).clamp(0, most) as f64 / unit)
        .collect()
}

/// Price tables of one round.
pub(super) struct Tables {
    /// What everybody pays per cell, slots × departments.
    cells: Vec<f32>,
    /// What a class pays per slot, classes × slots.
    slots: Vec<f32>,
    /// What a class pays per department, classes × departments.
    departments: Vec<f32>,
    /// What a class pays per cell on top.
    special: Vec<Vec<(u32, f32)>>,
}

impl Tables {
    pub(super) fn new(market: &Market<'_>, prices: &[f64]) -> Self {
        let mut everybody = vec![0.0f64; market.slots];
        let mut cells = vec![0.0f64; market.slots * market.departments];
        let mut tables = Tables {
            cells: Vec::new(),
            slots: vec![0.0; market.classes * market.slots],
            departments: vec![0.0; market.classes * market.departments],
            special: vec![Vec::new(); market.classes],
        };
        for (shared, price) in market.shared.iter().zip(prices) {
            if *price == 0.0 {
                continue;
            }
            for (reach, often) in &shared.reaches {
                let cost = price * often;
                match reach {
                    Reach::Slots(slots) => slots.iter().for_each(|t| everybody[*t] += cost),
                    Reach::Cells(which) => which.iter().for_each(|cell| cells[*cell] += cost),
                    Reach::ClassSlots(classes, slots) => {
                        for class in classes {
                            let row = *class as usize * market.slots;
                            slots
                                .iter()
                                .for_each(|t| tables.slots[row + t] += cost as f32);
                        }
                    }
                    Reach::ClassDepartment(classes, d) => {
                        for class in classes {
                            tables.departments[*class as usize * market.departments + d] +=
                                cost as f32;
                        }
                    }
                    Reach::ClassCells(classes, which) => {
                        for class in classes {
                            let special = &mut tables.special[*class as usize];
                            special.extend(which.iter().map(|cell| (*cell as u32, cost as f32)));
                        }
                    }
                }
            }
        }
        for (t, row) in cells.chunks_mut(market.departments.max(1)).enumerate() {
            row.iter_mut().for_each(|cost| *cost += everybody[t]);
        }
        tables.cells = cells
            .iter()
            .zip(&market.closed)
            .map(|(cost, closed)| if *closed { -f32::NEVER } else { *cost as f32 })
            .collect();
        tables
    }
}

/// Room for one person's values.
pub(super) struct Desk {
    pub(super) values: Vec<f32>,
    row: Vec<f32>,
    points: Vec<i32>,
    closed: Vec<u32>,
    pub(super) scratch: Scratch<f32>,
}

impl Desk {
    pub(super) fn new() -> Self {
        Desk {
            values: Vec::new(),
            row: Vec::new(),
            points: Vec::new(),
            closed: Vec::new(),
            scratch: Scratch::new(),
        }
    }
}

impl Market<'_> {
    /// Fills the desk with the value of each cell of a person at these prices.
    pub(super) fn appraise(&self, s: StaffIdx, tables: &Tables, domain: &Domain, desk: &mut Desk) {
        let (departments, slots) = (self.departments, self.slots);
        let class = self.class_of[s.index()] as usize;
        let gains = &self.department_gain[s.index() * departments..][..departments];
        let costs = &tables.departments[class * departments..][..departments];
        desk.row.clear();
        desk.row
            .extend(gains.iter().zip(costs).map(|(gain, cost)| gain - cost));
        desk.values.resize(departments * slots, f32::NEVER);
        for t in 0..slots {
            let here = self.slot_gain[s.index() * slots + t] - tables.slots[class * slots + t];
            let costs = &tables.cells[t * departments..][..departments];
            let values = &mut desk.values[t * departments..][..departments];
            for ((value, by_department), cost) in values.iter_mut().zip(&desk.row).zip(costs) {
                *value = by_department + here - cost;
            }
        }
        for (cell, cost) in &tables.special[class] {
            desk.values[*cell as usize] -= cost;
        }
        for (cell, gain) in &self.odd[s.index()] {
            desk.values[*cell as usize] += gain;
        }
        self.restrictions(domain, s, &mut desk.closed);
        for cell in &desk.closed {
            desk.values[*cell as usize] = f32::NEVER;
        }
    }

    /// The best set of cells of a person whose values are on the desk; left in `scratch.best`.
    pub(super) fn choose(&self, s: StaffIdx, domain: &Domain, desk: &mut Desk) -> Option<f32> {
        let habits = &self.habits[s.index()];
        let person = &self.program.staff[s.index()];
        let counts = self.happiness && person.counts_for_happiness();
        let least = domain.happiness.low - person.carry;
        let within = domain.within.get(&s);
        if habits.rotations == 1 && habits.plain() && within.is_none() {
            let best = if counts {
                self.best_cell_above(s, least, &desk.values)
            } else {
                best_cell(&desk.values)
            };
            return take_one(best, habits.voluntary, self.departments, &mut desk.scratch);
        }
        desk.points.clear();
        if counts {
            desk.points
                .extend((0..desk.values.len()).map(|cell| self.points(s, cell)));
        }
        let worth = Worth {
            values: &desk.values,
            departments: self.departments,
            slots: self.slots,
            least: counts.then_some((desk.points.as_slice(), least)),
        };
        match within {
            None => best_set(habits, &worth, &mut desk.scratch),
            Some(within) => {
                let mut habits = habits.clone();
                habits.within.clone_from(within);
                best_set(&habits, &worth, &mut desk.scratch)
            }
        }
    }

    fn best_cell_above(&self, s: StaffIdx, least: i64, values: &[f32]) -> (usize, f32) {
        let mut best = (0, f32::NEVER);
        for (cell, value) in values.iter().enumerate() {
            if *value > best.1 && i64::from(self.points(s, cell)) >= least {
                best = (cell, *value);
            }
        }
        best
    }
}

/// The position and value of the largest number, the first of equals.
fn best_cell(values: &[f32]) -> (usize, f32) {
    const LANES: usize = 8;
    let mut lanes = [f32::NEVER; LANES];
    let (chunks, rest) = values.split_at(values.len() - values.len() % LANES);
    for chunk in chunks.chunks_exact(LANES) {
        for (best, value) in lanes.iter_mut().zip(chunk) {
            *best = if *value > *best { *value } else { *best };
        }
    }
    let best = lanes.iter().chain(rest).copied().fold(f32::NEVER, f32::max);
    let at = values.iter().position(|value| *value == best).unwrap_or(0);
    (at, best)
}

fn take_one(
    (cell, value): (usize, f32),
    voluntary: bool,
    departments: usize,
    scratch: &mut Scratch<f32>,
) -> Option<f32> {
    scratch.best.clear();
    if voluntary && value <= 0.0 {
        return Some(0.0);
    }
    if value.never() {
        return None;
    }
    scratch
        .best
        .push(((cell % departments) as u16, (cell / departments) as u16));
    Some(value)
}

/// What everybody chose at some prices.
pub(super) struct Choices {
    /// Cells, people × rotations, `NONE` where unused.
    pub(super) cells: Vec<u32>,
    /// The sum of their values; `None` if somebody has nothing to choose.
    pub(super) total: Option<f64>,
}

/// No cell.
pub(super) const NONE: u32 = u32::MAX;

impl Market<'_> {
    /// Where each person's choices begin in [`Choices::cells`].
    pub(super) fn starts(&self) -> Vec<usize> {
        let mut starts = vec![0];
        for habits in &self.habits {
            let most = habits.rotations.min(self.slots);
            starts.push(starts[starts.len() - 1] + most);
        }
        starts
    }

    pub(super) fn people_choose(
        &self,
        tables: &Tables,
        domain: &Domain,
        starts: &[usize],
        choices: &mut Choices,
    ) {
        const CHUNK: usize = 64;
        let people = self.program.staff.len();
        let mut rows: Vec<(usize, &mut [u32])> = Vec::with_capacity(people / CHUNK + 1);
        let mut rest = choices.cells.as_mut_slice();
        for first in (0..people).step_by(CHUNK) {
            let end = (first + CHUNK).min(people);
            let (row, after) = rest.split_at_mut(starts[end] - starts[first]);
            rows.push((first, row));
            rest = after;
        }
        let work = |(first, row): (usize, &mut [u32])| -> Option<f64> {
            let mut desk = Desk::new();
            let mut sum = 0.0;
            for s in first..(first + CHUNK).min(people) {
                let mine = &mut row[starts[s] - starts[first]..starts[s + 1] - starts[first]];
                mine.fill(NONE);
                if mine.is_empty() {
                    continue;
                }
                let s = StaffIdx::new(s);
                self.appraise(s, tables, domain, &mut desk);
                sum += f64::from(self.choose(s, domain, &mut desk)?);
                for (place, cell) in mine.iter_mut().zip(&desk.scratch.best) {
                    *place = u32::from(cell.1) * self.departments as u32 + u32::from(cell.0);
                }
            }
            Some(sum)
        };
        let sums: Vec<Option<f64>> = if people * self.departments * self.slots > PARALLEL_CELLS {
            rows.into_par_iter().map(work).collect()
        } else {
            rows.into_iter().map(work).collect()
        };
        // Added up in the order of people, whatever thread did which.
        choices.total = sums
            .into_iter()
            .try_fold(0.0, |total, sum| Some(total + sum?));
    }
}
