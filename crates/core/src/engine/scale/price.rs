//! Prices on the shared claims: what every cell is worth at some prices, and what everybody chooses.

use super::market::Market;
use super::pair::{largest, position};
use super::person::{Scratch, Value, Worth, best_set};
use super::points::Points;
use crate::bound::{Domain, LARGEST_PRICE, SCALE_BITS};
use crate::program::StaffIdx;

/// Slots that one instruction looks at.
const LANES: usize = 4;

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

/// What placements pay at some prices.
#[derive(Default)]
pub(super) struct Tables {
    /// By tally.
    costs: Vec<f32>,
    /// What everybody pays per cell, slots × departments.
    cells: Vec<f32>,
    /// The same, several slots side by side: departments after one another for each such group of slots.
    side_by_side: Vec<[f32; LANES]>,
    /// Whether a class pays for single cells on top.
    odd: Vec<bool>,
}

impl Tables {
    pub(super) fn new(market: &Market<'_>, prices: &[f64]) -> Self {
        let mut tables = Tables::default();
        tables.fill(market, prices);
        tables
    }

    /// What each cell that is open costs a person.
    pub(super) fn costs_of<'t>(
        &'t self,
        market: &'t Market<'_>,
        s: usize,
    ) -> impl Fn(u32) -> f32 + 't {
        let class = market.class_of[s] as usize;
        let (by_slot, by_department) = market.incidence.class(class, &self.costs);
        let special = market.incidence.class_cells(class, &self.costs);
        move |cell| {
            let cell = cell as usize;
            let (t, d) = (cell / market.departments, cell % market.departments);
            let more = special.get(cell).copied().unwrap_or(0.0);
            by_slot[t] + by_department[d] + self.cells[cell] + more
        }
    }

    /// Writes the tables anew.
    pub(super) fn fill(&mut self, market: &Market<'_>, prices: &[f64]) {
        let incidence = &market.incidence;
        incidence.costs(prices, &mut self.costs);
        let (by_slot, by_cell) = incidence.everybody(&self.costs);
        self.cells.clear();
        for (t, row) in by_cell.chunks_exact(market.departments.max(1)).enumerate() {
            let closed = &market.closed[t * market.departments..];
            let costs = row.iter().zip(closed).map(|(cost, closed)| match closed {
                true => -f32::NEVER,
                false => cost + by_slot[t],
            });
            self.cells.extend(costs);
        }
        self.side_by_side.clear();
        for group in self.cells.chunks(LANES * market.departments.max(1)) {
            let costs = |d: usize| {
                let mut costs = [-f32::NEVER; LANES];
                let column = group.iter().skip(d).step_by(market.departments);
                costs
                    .iter_mut()
                    .zip(column)
                    .for_each(|(cost, here)| *cost = *here);
                costs
            };
            self.side_by_side.extend((0..market.departments).map(costs));
        }
        self.odd.clear();
        self.odd.extend((0..market.classes).map(|class| {
            let cells = incidence.class_cells(class, &self.costs);
            cells.iter().any(|cost| *cost != 0.0)
        }));
    }
}

/// Room for one person's values.
pub(super) struct Desk {
    pub(super) values: Vec<f32>,
    row: Vec<f32>,
    closed: Vec<u32>,
    pub(super) scratch: Scratch<f32>,
}

impl Desk {
    pub(super) fn new() -> Self {
        Desk {
            values: Vec::new(),
            row: Vec::new(),
            closed: Vec::new(),
            scratch: Scratch::new(),
        }
    }
}

impl Market<'_> {
    /// The best set of cells of a person, left in `scratch.best`, and its value; `before` is what it was
    /// in an earlier round.
    pub(super) fn choose_at(
        &self,
        s: StaffIdx,
        tables: &Tables,
        domain: &Domain,
        before: &[u32],
        desk: &mut Desk,
    ) -> Option<f32> {
        if self.is_simple(s, tables, domain) {
            let best = self.best_at_once(s, tables, desk);
            // What single cells hide can only be worse.
            if self.odd[s.index()]
                .iter()
                .all(|(cell, _)| *cell as usize != best.0)
            {
                let voluntary = self.habits[s.index()].voluntary;
                return take_one(best, voluntary, self.departments, &mut desk.scratch);
            }
        }
        self.appraise(s, tables, domain, desk);
        let cells = before.iter().filter(|cell| **cell != NONE);
        let departments = self.departments as u32;
        let cell = |cell: &u32| ((cell % departments) as u16, (cell / departments) as u16);
        desk.scratch.hint.clear();
        desk.scratch.hint.extend(cells.map(cell));
        self.choose(s, domain, desk)
    }

    /// The best single cell of a person whom nothing but prices and gains tells one from another,
    /// without a value for each cell on the desk.
    fn best_at_once(&self, s: StaffIdx, tables: &Tables, desk: &mut Desk) -> (usize, f32) {
        let (departments, slots) = (self.departments, self.slots);
        let class = self.class_of[s.index()] as usize;
        let gains = &self.department_gain[s.index() * departments..][..departments];
        let (paid, costs) = self.incidence.class(class, &tables.costs);
        desk.row.clear();
        desk.row
            .extend(gains.iter().zip(costs).map(|(gain, cost)| gain - cost));
        let here = &self.slot_gain[s.index() * slots..][..slots];
        let (mut best, mut most) = ((0, f32::NEVER), f32::NEVER);
        for (group, costs) in tables.side_by_side.chunks_exact(departments).enumerate() {
            let leading = largest_by_slot(&desk.row, costs);
            for (t, leading) in (group * LANES..slots).zip(leading) {
                let value = leading + (here[t] - paid[t]);
                if value > best.1 {
                    (best, most) = ((t, value), leading);
                }
            }
        }
        let costs = &tables.cells[best.0 * departments..][..departments];
        let mut values = desk.row.iter().zip(costs).map(|(gain, cost)| gain - cost);
        let department = values.position(|value| value == most).unwrap_or(0);
        (best.0 * departments + department, best.1)
    }

    /// Whether [`Market::best_at_once`] speaks for a person, closed single cells left aside.
    fn is_simple(&self, s: StaffIdx, tables: &Tables, domain: &Domain) -> bool {
        let habits = &self.habits[s.index()];
        habits.rotations == 1
            && habits.plain()
            && self.odd[s.index()].iter().all(|(_, gain)| gain.never())
            && !tables.odd[self.class_of[s.index()] as usize]
            && !(self.happiness && self.program.staff[s.index()].counts_for_happiness())
            && !domain.without.contains_key(&s)
            && !domain.within.contains_key(&s)
    }

    /// Fills the desk with the value of each cell of a person at these prices.
    pub(super) fn appraise(&self, s: StaffIdx, tables: &Tables, domain: &Domain, desk: &mut Desk) {
        let (departments, slots) = (self.departments, self.slots);
        let class = self.class_of[s.index()] as usize;
        let gains = &self.department_gain[s.index() * departments..][..departments];
        let (paid, costs) = self.incidence.class(class, &tables.costs);
        desk.row.clear();
        desk.row
            .extend(gains.iter().zip(costs).map(|(gain, cost)| gain - cost));
        desk.values.resize(departments * slots, f32::NEVER);
        let slot_gains = &self.slot_gain[s.index() * slots..][..slots];
        for (t, (gain, paid)) in slot_gains.iter().zip(paid).enumerate() {
            let here = gain - paid;
            let costs = &tables.cells[t * departments..][..departments];
            let values = &mut desk.values[t * departments..][..departments];
            for ((value, by_department), cost) in values.iter_mut().zip(&desk.row).zip(costs) {
                *value = by_department + here - cost;
            }
        }
        let special = self.incidence.class_cells(class, &tables.costs);
        for (value, cost) in desk.values.iter_mut().zip(special) {
            *value -= cost;
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
        let worth = self.worth(s, domain, &desk.values);
        match within {
            None => best_set(habits, &worth, &mut desk.scratch),
            Some(within) => {
                let mut habits = habits.clone();
                habits.within.clone_from(within);
                best_set(&habits, &worth, &mut desk.scratch)
            }
        }
    }

    /// A person's cells, worth this, and the points that they have to give.
    pub(super) fn worth<'v>(
        &'v self,
        s: StaffIdx,
        domain: &Domain,
        values: &'v [f32],
    ) -> Worth<'v, f32> {
        let person = &self.program.staff[s.index()];
        let counts = self.happiness && person.counts_for_happiness();
        let least = domain.happiness.low - person.carry;
        Worth {
            values,
            departments: self.departments,
            slots: self.slots,
            least: counts.then(|| (Points::new(self.program, s), least)),
        }
    }

    /// The best cell of those that give at least so many points.
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
    let best = largest(values);
    (position(values, best), best)
}

/// The largest of some gains less costs, by slot.
#[inline]
fn largest_by_slot(gains: &[f32], costs: &[[f32; LANES]]) -> [f32; LANES] {
    let mut largest = [f32::NEVER; LANES];
    for (gain, costs) in gains.iter().zip(costs) {
        for (best, cost) in largest.iter_mut().zip(costs) {
            let value = gain - cost;
            *best = if value > *best { value } else { *best };
        }
    }
    largest
}

/// Takes the best cell, or none if that is better and allowed.
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
    let cell = ((cell % departments) as u16, (cell / departments) as u16);
    scratch.best.push(cell);
    Some(value)
}

/// No cell.
pub(super) const NONE: u32 = u32::MAX;
