//! How much each cell loses a person, at the prices, against the best set of all: by itself for one rotation,
//! with the best others for several.

use super::few::FEW;
use super::habits::Habits;
use super::market::Market;
use super::pair::largest;
use super::person::{Asking, Cell, Value, Worth};
use super::price::{Desk, NONE};
use crate::bound::Domain;
use crate::program::StaffIdx;

/// Room for the losses of one person's cells.
pub(super) struct Losses {
    /// Cells added to sets for each cell.
    looks: usize,
    best: Vec<(usize, f32, f32)>,
    row: Vec<f32>,
    ahead: Vec<f32>,
    behind: Vec<f32>,
    /// The loss of each open cell.
    pub(super) loss: Vec<(f32, u32)>,
    /// What the best whole set is worth.
    pub(super) top: f32,
    /// The other cells of the best whole set with each cell, `NONE` where there is no such set.
    pub(super) mates: Vec<u32>,
}

impl Losses {
    /// For a program with so many cells of all rotations.
    pub(super) fn new(size: usize) -> Self {
        Losses {
            looks: (LOOKS / size.max(1)).clamp(FEWEST_LOOKS, MOST_LOOKS),
            best: Vec::new(),
            row: Vec::new(),
            ahead: Vec::new(),
            behind: Vec::new(),
            loss: Vec::new(),
            top: f32::NEVER,
            mates: Vec::new(),
        }
    }

    /// The loss of every open cell: the value of the best set, less that of the best set with the cell. One
    /// above `most` may be less than it is said to be, or not be there if so many others are.
    pub(super) fn measure(
        &mut self,
        market: &Market<'_>,
        s: StaffIdx,
        domain: &Domain,
        desk: &mut Desk,
        most: f32,
        fewest: usize,
    ) {
        let habits = &market.habits[s.index()];
        let person = &market.program.staff[s.index()];
        self.loss.clear();
        self.mates.clear();
        let (departments, slots) = (market.departments, market.slots);
        let counts = market.happiness && person.counts_for_happiness();
        let least = domain.happiness.low - person.carry;
        let within = domain.within.get(&s);
        if habits.rotations == 1 {
            for (cell, value) in desk.values.iter().enumerate() {
                let fits = !value.never()
                    && (!counts || i64::from(market.points(s, cell)) >= least)
                    && within
                        .is_none_or(|sets| sets.iter().all(|set| set.contains(&(cell as u32))))
                    && habits
                        .complete(&[((cell % departments) as u16, (cell / departments) as u16)]);
                if fits {
                    self.loss.push((-value, cell as u32));
                }
            }
            self.measured(habits.obliged == 0 && within.is_none());
            return;
        }
        // Of three, two could stand in one department, and somebody would seem to lose who cannot do better.
        let free = habits.rotations <= 2 && habits.plain() && within.is_none() && !counts;
        if free || habits.rotations > slots {
            self.measure_sets(habits, departments, slots, &desk.values);
            return;
        }
        let mut habits = habits.clone();
        if let Some(within) = within {
            habits.within.clone_from(within);
        }
        let points = |cell: u32| i64::from(market.points(s, cell as usize));
        let enough =
            |cells: &[u32]| !counts || cells.iter().map(|cell| points(*cell)).sum::<i64>() >= least;
        desk.scratch.hint.clear();
        if habits.rotations <= FEW {
            let Some(top) = market.choose(s, domain, desk) else {
                return self.measured(false);
            };
            let Desk {
                values, scratch, ..
            } = desk;
            let worth = market.worth(s, domain, values);
            let mut asking = Asking::new(&habits, &worth, scratch);
            self.measure_few(&mut habits, &worth, top - most, fewest, &mut asking);
            return;
        }
        let best = match market.choose(s, domain, desk) {
            Some(_) => desk.scratch.best.as_slice(),
            None => &[],
        };
        self.measure_many(&habits, departments, &desk.values, enough, best, most);
    }

    /// Turns what the best sets are worth into what others lose against the best of all, staying out among
    /// them where that is allowed.
    fn measured(&mut self, may_stay_out: bool) {
        let out = if may_stay_out { 0.0 } else { f32::NEVER };
        let values = self.loss.iter().map(|(loss, _)| -loss);
        self.top = values.fold(out, f32::max);
        let top = self.top;
        self.loss.iter_mut().for_each(|(loss, _)| *loss += top);
    }

    /// With few placements under rules that look at all of them: for each cell the best set with it, where
    /// that is worth more than `floor`, or for all if fewer than so many are.
    fn measure_few(
        &mut self,
        habits: &mut Habits,
        worth: &Worth<'_, f32>,
        floor: f32,
        fewest: usize,
        asking: &mut Asking<'_, f32>,
    ) {
        let others = habits.rotations - 1;
        let departments = worth.departments;
        self.mates.resize(worth.values.len() * others, NONE);
        // What the others can add, departments left aside.
        let rows = worth.values.chunks_exact(departments);
        let mut tops: Vec<f32> = rows.map(largest).collect();
        tops.sort_unstable_by(|a, b| b.total_cmp(a));
        let most = tops[..others].iter().map(|top| top.max(0.0)).sum::<f32>();
        let rules = habits.within.len();
        for floor in [floor, f32::NEVER] {
            self.loss.clear();
            for (at, value) in worth.values.iter().enumerate() {
                if value.never() || value + most <= floor {
                    continue;
                }
                let cell = at as u32;
                habits.within.truncate(rules);
                habits.within.push(vec![cell]);
                let Some((value, set)) = asking.best(habits, floor) else {
                    continue;
                };
                self.loss.push((-value, cell));
                let index =
                    |(d, t): &Cell| (usize::from(*t) * departments + usize::from(*d)) as u32;
                let mates = set.iter().map(index).filter(|other| *other != cell);
                let places = &mut self.mates[at * others..][..others];
                places.fill(NONE);
                places
                    .iter_mut()
                    .zip(mates)
                    .for_each(|(place, mate)| *place = mate);
            }
            if self.loss.len() >= fewest {
                break;
            }
        }
        habits.within.truncate(rules);
        self.measured(habits.obliged == 0 && habits.within.is_empty());
    }

    /// The same with many placements, as far as so many looks at each cell go.
    fn measure_many(
        &mut self,
        habits: &Habits,
        departments: usize,
        values: &[f32],
        enough: impl Fn(&[u32]) -> bool,
        best: &[Cell],
        most: f32,
    ) {
        let open =
            |(cell, value): (usize, &f32)| (!value.never()).then_some((-*value, cell as u32));
        let mut order: Vec<(f32, u32)> = values.iter().enumerate().filter_map(open).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let others = habits.rotations - 1;
        self.mates.resize(values.len() * others, NONE);
        let pair = |cell: u32| {
            let cell = cell as usize;
            ((cell % departments) as u16, (cell / departments) as u16)
        };
        let cell = |(d, t): &Cell| usize::from(*t) * departments + usize::from(*d);
        let top = best.iter().map(|best| values[cell(best)]).sum::<f32>();
        let mut growing = Growing {
            habits,
            order: &order,
            pair: &pair,
            enough: &enough,
            top: top - LEAST,
            floor: top - most,
            best: f32::NEVER,
            looks: 0,
            chosen: Vec::new(),
            cells: Vec::new(),
        };
        let fewest = if habits.voluntary { 0 } else { others };
        for (_, cell) in &order {
            growing.best = f32::NEVER;
            let mates = &mut self.mates[*cell as usize * others..][..others];
            for more in (fewest..=others).rev() {
                growing.chosen.clear();
                growing.cells.clear();
                growing.chosen.push(*cell);
                growing.cells.push(pair(*cell));
                growing.looks = self.looks;
                growing.complete(more, 0, values[*cell as usize], mates);
            }
            let best = growing.best;
            if !best.never() {
                self.loss.push((-best, *cell));
            }
        }
        self.add_set(best, departments, values, others);
        self.measured(habits.obliged == 0 && habits.within.is_empty());
    }

    /// Adds the cells of the best set of which none better was found: some are found by looking for
    /// what a rule asks for alone, not by adding the best cells one by one.
    fn add_set(&mut self, best: &[Cell], departments: usize, values: &[f32], others: usize) {
        let cells: Vec<u32> = best
            .iter()
            .map(|(d, t)| (usize::from(*t) * departments + usize::from(*d)) as u32)
            .collect();
        let value: f32 = cells.iter().map(|cell| values[*cell as usize]).sum();
        for cell in &cells {
            let known = self.loss.iter().position(|(_, other)| other == cell);
            match known {
                Some(at) if -self.loss[at].0 >= value => continue,
                Some(at) => self.loss[at].0 = -value,
                None => self.loss.push((-value, *cell)),
            }
            let mates = &mut self.mates[*cell as usize * others..][..others];
            mates.fill(NONE);
            let rest = cells.iter().filter(|other| *other != cell);
            mates
                .iter_mut()
                .zip(rest)
                .for_each(|(mate, other)| *mate = *other);
        }
    }

    /// With several rotations: for each department the best other slots, that department left out where
    /// it cannot be visited twice. Exact for two rotations; for more, the others may share one.
    fn measure_sets(&mut self, habits: &Habits, departments: usize, slots: usize, values: &[f32]) {
        self.two_best(departments, values);
        let most = habits.rotations.min(slots);
        let width = slots + 1;
        let months = slots.div_ceil(habits.slots_per_month.max(1)) as i32;
        let once = habits.no_repeat_months >= months;
        let fewest = if habits.voluntary { 0 } else { most - 1 };
        for d in 0..departments {
            self.row.clear();
            self.row
                .extend(self.best.iter().map(
                    |(first, value, second)| {
                        if once && *first == d { *second } else { *value }
                    },
                ));
            chain_values(&self.row, most, habits.gap, &mut self.ahead, true);
            chain_values(&self.row, most, habits.gap, &mut self.behind, false);
            for t in 0..slots {
                let cell = t * departments + d;
                let value = values[cell];
                if value.never() {
                    continue;
                }
                let after = (t + 1 + habits.gap).min(slots);
                let before = t.saturating_sub(habits.gap);
                let around = (fewest..most)
                    .flat_map(|others| (0..=others).map(move |k| (k, others - k)))
                    .map(|(k, rest)| {
                        self.behind[k * width + before] + self.ahead[rest * width + after]
                    })
                    .fold(f32::NEVER, f32::max);
                if !around.never() {
                    self.loss.push((-(value + around), cell as u32));
                }
            }
        }
        self.measured(habits.obliged == 0 && habits.within.is_empty());
    }

    /// The best department of each slot with its value, and the value of the second best.
    fn two_best(&mut self, departments: usize, values: &[f32]) {
        self.best.clear();
        for row in values.chunks_exact(departments) {
            let mut best = (usize::MAX, f32::NEVER, f32::NEVER);
            for (d, value) in row.iter().enumerate() {
                if *value > best.1 {
                    best = (d, *value, best.1);
                } else if *value > best.2 {
                    best.2 = *value;
                }
            }
            self.best.push(best);
        }
    }
}

/// Cells added to sets of many in all, times the cells of all rotations, and for each cell of a person at least
/// and at most before no better set is expected: large programs have no time for the last of the losses.
const LOOKS: usize = 600_000_000;
const FEWEST_LOOKS: usize = 300;
const MOST_LOOKS: usize = 4_000;
/// A loss below this, in points, is none.
const LEAST: f32 = 0.001;

/// A set of cells in the making.
struct Growing<'a> {
    habits: &'a Habits,
    /// Open cells, best first.
    order: &'a [(f32, u32)],
    pair: &'a dyn Fn(u32) -> Cell,
    enough: &'a dyn Fn(&[u32]) -> bool,
    /// What is as good as the best set of all, what is too little for a choice, and what the best whole set so far
    /// is worth.
    top: f32,
    floor: f32,
    best: f32,
    looks: usize,
    chosen: Vec<u32>,
    cells: Vec<Cell>,
}

impl Growing<'_> {
    /// Adds so many more cells to those chosen, which are worth this, in all ways that may be better than the
    /// best whole set, and keeps the others of that in `mates`.
    fn complete(&mut self, left: usize, from: usize, value: f32, mates: &mut [u32]) {
        if left == 0 {
            let better = value > self.best;
            if better && self.habits.complete(&self.cells) && (self.enough)(&self.chosen) {
                self.best = value;
                mates.fill(NONE);
                mates[..self.chosen.len() - 1].copy_from_slice(&self.chosen[1..]);
            }
            return;
        }
        for at in from..self.order.len() {
            let (less, next) = self.order[at];
            // Those after are worth no more.
            let hope = value - less * left as f32;
            let done = self.best >= self.top || hope <= self.floor && !self.best.never();
            if done || hope <= self.best || self.looks == 0 {
                return;
            }
            let cell = (self.pair)(next);
            let mut others = self.cells.iter();
            if !others.all(|other| self.habits.together(*other, cell)) {
                continue;
            }
            self.looks -= 1;
            self.chosen.push(next);
            self.cells.push(cell);
            self.complete(left - 1, at + 1, value - less, mates);
            self.chosen.pop();
            self.cells.pop();
        }
    }
}

/// The best k slots from each slot on (`onwards`), or before each slot.
fn chain_values(row: &[f32], most: usize, gap: usize, table: &mut Vec<f32>, onwards: bool) {
    let slots = row.len();
    let width = slots + 1;
    table.clear();
    table.resize((most + 1) * width, f32::NEVER);
    table[..width].fill(0.0);
    for k in 1..=most {
        for step in 0..slots {
            let (here, near, far, at) = if onwards {
                let t = slots - 1 - step;
                (t, t + 1, (t + 1 + gap).min(slots), t)
            } else {
                (step, step, step.saturating_sub(gap), step + 1)
            };
            let rest = table[(k - 1) * width + far];
            let with = if row[here].never() || rest.never() {
                f32::NEVER
            } else {
                row[here] + rest
            };
            table[k * width + at] = with.max(table[k * width + near]);
        }
    }
}
