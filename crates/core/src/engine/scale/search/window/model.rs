//! A window as a program of whole numbers: a column for each set of each person, a row for what they share.

use std::collections::BTreeMap;

use super::Window;
use super::sets::Set;
use crate::backend::{Backend, Task};
use crate::engine::scale::search::Search;
use crate::model::{Column, Model, Row};

/// Nodes of the branching in one window: nearly always the relaxed program is whole already.
const NODES: u64 = 10;

/// What the people of a window share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Claim(u32),
    /// The mentors of a cell, and of a department.
    Cell(u32),
    Department(usize),
    Bridge(usize),
}

/// A sum of columns.
type Sum = Vec<(u32, i64)>;

/// A model in the making, and the plan as it is.
#[derive(Default)]
struct Making {
    model: Model,
    start: Vec<i64>,
}

impl Making {
    fn column(&mut self, worth: i64, most: i32, now: i32) -> u32 {
        self.model.columns.push(Column {
            lower: 0,
            upper: i64::from(most),
            worth,
        });
        self.start.push(i64::from(now));
        self.start.len() as u32 - 1
    }

    fn row(&mut self, mut terms: Sum, lower: Option<i64>, upper: Option<i64>) {
        terms.sort_unstable();
        self.model.rows.push(Row {
            terms,
            lower,
            upper,
        });
    }

    fn at_most(&mut self, sum: Sum, limit: i64) {
        self.row(sum, None, Some(limit));
    }

    fn at_least(&mut self, sum: Sum, limit: i64) {
        self.row(sum, Some(limit), None);
    }
}

impl Search<'_> {
    /// The window of people who are out, who had the first of their sets; its mentors all together
    /// or one by one, who guided so many (mentors × slots).
    pub(super) fn written(
        &self,
        people: Vec<usize>,
        sets: Vec<Vec<Set>>,
        one_by_one: bool,
        guided: &[i32],
    ) -> Window {
        let state = &self.state;
        let mut model = Making::default();
        let mut columns = Vec::new();
        // By what is shared: who uses it, in which set, how often; by person.
        let mut uses: BTreeMap<Shared, Vec<(usize, u32, i64)>> = BTreeMap::new();
        let mut made = Vec::new();
        for (at, (s, sets)) in people.iter().zip(&sets).enumerate() {
            let mut mine = Vec::new();
            for (k, set) in sets.iter().enumerate() {
                let column = model.column(set.gain, 1, i32::from(k == 0));
                let mut used: BTreeMap<Shared, i64> = BTreeMap::new();
                for cell in &set.cells {
                    self.each_shared(*s, *cell, |shared| {
                        *used.entry(shared).or_default() += 1;
                    });
                }
                if k == 0 {
                    made.extend(used.keys().copied());
                }
                for (shared, often) in used {
                    uses.entry(shared).or_default().push((at, column, often));
                }
                mine.push(column);
            }
            let all = mine.iter().map(|column| (*column, 1)).collect();
            model.row(all, Some(1), Some(1));
            columns.push(mine);
        }
        let mut guests: BTreeMap<usize, Vec<(usize, Sum)>> = BTreeMap::new();
        // Of limits on the same columns the narrowest is enough.
        let mut limits: BTreeMap<Sum, i64> = BTreeMap::new();
        for (shared, uses) in &uses {
            let mut sum: Sum = uses.iter().map(|(_, x, often)| (*x, *often)).collect();
            let room = match *shared {
                Shared::Bridge(link) => {
                    let value = state.limits.bridges[link];
                    let bridge = model.column(value, 1, i32::from(made.contains(shared)));
                    sum.push((bridge, -1));
                    model.at_least(sum, 0);
                    continue;
                }
                Shared::Cell(cell) if one_by_one => {
                    let here = guests.entry(state.department(cell)).or_default();
                    here.push((state.slot(cell), sum));
                    continue;
                }
                Shared::Claim(claim) => {
                    let lacks = state.lacks(claim);
                    if lacks > 0 {
                        let visits = uses
                            .iter()
                            .map(|(_, x, often)| model.start[*x as usize] * often);
                        let now = i64::from(lacks).saturating_sub(visits.sum()).max(0);
                        let lack = model.column(-self.penalty.ceil() as i64, lacks, now as i32);
                        let visits = sum.iter().copied().chain([(lack, 1)]);
                        model.at_least(visits.collect(), i64::from(lacks));
                    }
                    i64::from(state.room(claim))
                }
                Shared::Cell(cell) => state.spare_in[cell as usize],
                Shared::Department(d) => state.spare[d],
            };
            if most(uses) > room {
                let limit = limits.entry(sum).or_insert(room);
                *limit = room.min(*limit);
            }
        }
        for (d, guests) in guests {
            self.add_mentors(&mut model, d, guests, guided);
        }
        for (sum, room) in limits {
            model.at_most(sum, room);
        }
        Window {
            people,
            sets,
            columns,
            task: Task {
                backend: Backend::Microlp,
                model: model.model,
                start: Some(model.start),
                seconds: None,
                nodes: Some(NODES),
                seed: 0,
            },
        }
    }

    /// Adds how many guests each of a department's mentors takes in each slot, beside those who stay.
    fn add_mentors(
        &self,
        model: &mut Making,
        d: usize,
        mut guests: Vec<(usize, Sum)>,
        guided: &[i32],
    ) {
        let (state, slots) = (&self.state, self.market.slots);
        for &m in &state.limits.mentors[d] {
            let m = m as usize;
            let rest = state.limits.rest[m];
            let row = m * slots..(m + 1) * slots;
            let (now, before) = (&state.guided[row.clone()], &guided[row.clone()]);
            let caps = &state.limits.guide_caps[row];
            let left = state.limits.guide_total[m].min(state.most_load) - state.load[m];
            let mut all = Vec::new();
            let mut busy: Vec<(usize, u32)> = Vec::new();
            for (t, sum) in &mut guests {
                let t = *t;
                let near = t.saturating_sub(rest)..(t + rest + 1).min(slots);
                let rests = near.into_iter().any(|u| u != t && now[u] > 0);
                let most = (caps[t] - now[t]).min(left);
                if rests || most <= 0 {
                    continue;
                }
                let takes = model.column(0, most, before[t] - now[t]);
                sum.push((takes, -1));
                all.push((takes, 1));
                // Whoever guides in the slot already rests after it anyway.
                if rest > 0 && now[t] == 0 {
                    let guides = model.column(0, 1, i32::from(before[t] > 0));
                    model.at_most(vec![(takes, 1), (guides, -i64::from(most))], 0);
                    for (_, other) in busy.iter().filter(|(u, _)| t.abs_diff(*u) <= rest) {
                        model.at_most(vec![(guides, 1), (*other, 1)], 1);
                    }
                    busy.push((t, guides));
                }
            }
            if !all.is_empty() {
                model.at_most(all, i64::from(left));
            }
        }
        for (_, sum) in guests {
            model.at_most(sum, 0);
        }
    }

    /// Calls `look` with all that a person shares with others in a cell, of bridges those that nobody makes.
    fn each_shared(&self, s: usize, cell: u32, mut look: impl FnMut(Shared)) {
        let state = &self.state;
        state.any_claim(s, cell, |claim| {
            look(Shared::Claim(claim));
            false
        });
        let d = state.department(cell);
        if state.needs_mentor(s, d) {
            look(Shared::Cell(cell));
            look(Shared::Department(d));
        }
        let link = state.link(s, cell);
        if state.limits.bridges[link] > 0 && state.makers(link) == 0 {
            look(Shared::Bridge(link));
        }
    }
}

/// The most of something that people can use, each in the set that uses most.
fn most(uses: &[(usize, u32, i64)]) -> i64 {
    let each = uses.chunk_by(|a, b| a.0 == b.0);
    let often = each.filter_map(|uses| uses.iter().map(|(_, _, often)| *often).max());
    often.sum()
}
