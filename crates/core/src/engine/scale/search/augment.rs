//! The cheapest way to make somebody's loss good: a path on which each takes the place of the next, up to
//! one who finds room.
//!
//! Shortest augmenting paths over units, the length of a step being what it loses at the prices
//! (successive shortest paths: Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 9). Where a move
//! meets several full limits, only somebody who holds all of them can make way.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Search;
use super::standing::NO_OTHERS;
use crate::engine::scale::price::NONE;
use crate::engine::scale::state::Unit;
use crate::program::StaffIdx;

/// Units looked at in one search for a path, and in a thorough one.
const UNITS: usize = 40;
const MORE_UNITS: usize = 80;
/// Paths that turned out to be none before a search is given up.
const FAILURES: usize = 4;
/// Holders of a full limit that are reached, and guests of a full cell: of a whole slot there are hundreds,
/// and whom one search leaves out the next may reach.
const REACHED: usize = 48;
const GUESTS: usize = 16;
/// Full limits that a move may meet.
const BLOCKS: usize = 6;

/// A unit that would have to leave its cell, and at what loss so far.
#[derive(Clone, Copy, Debug)]
struct Reached {
    lost: f32,
    unit: u32,
}

impl PartialEq for Reached {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Reached {}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Reached {
    /// The least loss first.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .lost
            .total_cmp(&self.lost)
            .then(other.unit.cmp(&self.unit))
    }
}

/// A unit on its way into a cell, what people lose by then, and what the score gains.
#[derive(Clone, Copy, Debug)]
struct Way {
    unit: Unit,
    cell: u32,
    lost: f32,
    gained: f64,
}

/// What a path has to come to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    /// What people lose by now.
    pub(super) lost: f32,
    /// What they may lose in the end.
    pub(super) allowance: f32,
    /// The least energy in the end.
    pub(super) threshold: f64,
}

/// Nobody on any way.
const NOBODY: Way = Way {
    unit: Unit::MAX,
    cell: NONE,
    lost: 0.0,
    gained: 0.0,
};

/// What is known of the units in one search for a path.
#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    /// The number of the search.
    pub(super) search: u32,
    /// The search in which a unit was last reached, and for whom it makes way.
    seen: Vec<u32>,
    before: Vec<Way>,
    /// Where a unit and its person's others were when it was last asked what it loses there, and the answer.
    known: Vec<((u32, [u32; 2]), f32)>,
    /// The search in which all who hold something were reached: claims, departments, cells.
    opened: Vec<u32>,
    open: BinaryHeap<Reached>,
    holders: Vec<Unit>,
    path: Vec<(Unit, u32)>,
}

/// What is full where a unit wants to go.
#[derive(Clone, Copy, Debug, Default)]
struct Blocks {
    claims: [u32; BLOCKS],
    count: usize,
    /// Whether a mentor of the cell, or of the department, is wanting.
    cell: bool,
    department: bool,
}

impl Blocks {
    fn is_free(&self) -> bool {
        self.count == 0 && !self.cell && !self.department
    }
}

impl Search<'_> {
    /// Moves a unit elsewhere along the path of least loss; what people lose then, if a path is found that
    /// meets the goal.
    pub(super) fn augment(&mut self, unit: Unit, goal: Goal) -> Option<f32> {
        let mut paths = std::mem::take(&mut self.paths);
        let found = self.find_path(&mut paths, unit, goal);
        self.paths = paths;
        found
    }

    fn find_path(&mut self, paths: &mut Paths, unit: Unit, goal: Goal) -> Option<f32> {
        let Goal {
            lost,
            allowance,
            threshold,
        } = goal;
        let market = self.market;
        let things = market.shared.len() + market.departments * (market.slots + 1);
        paths.seen.resize(self.state.cell.len(), 0);
        paths
            .known
            .resize(self.state.cell.len(), ((NONE, NO_OTHERS), 0.0));
        paths.before.resize(self.state.cell.len(), NOBODY);
        paths.opened.resize(things, 0);
        paths.search += 1;
        paths.open.clear();
        paths.seen[unit] = paths.search;
        paths.before[unit] = NOBODY;
        paths.open.push(Reached {
            lost,
            unit: unit as u32,
        });
        let cells = market.shared.len() + market.departments;
        let energy = self.energy();
        let mut failures = 0;
        let units = if self.thorough { MORE_UNITS } else { UNITS };
        for _ in 0..units {
            let Reached { lost, unit } = paths.open.pop()?;
            let unit = unit as Unit;
            let s = self.state.owner[unit] as usize;
            let (top, gained) = (
                self.top(unit),
                paths.before[unit].gained - self.leaving(paths, unit),
            );
            for at in 0..self.menus[s].choices.len() {
                let choice = self.menus[s].choices[at];
                // Whoever could make way in a full cell was reached already, at no greater loss.
                if paths.opened[cells + choice.cell as usize] == paths.search {
                    continue;
                }
                let bridge = self.bridging(paths, unit, choice.cell);
                let twin = match bridge {
                    0 => self.state.maker(self.state.link(s, choice.cell)),
                    _ => None,
                };
                let twin = twin.filter(|other| {
                    let owner = self.state.owner[*other] as usize;
                    owner != s && paths.seen[*other] != paths.search
                });
                let way = Way {
                    unit,
                    cell: choice.cell,
                    lost: lost + top - choice.value + self.toll(s, choice.cell) - bridge as f32,
                    gained: gained + (self.menus[s].gains[at] + bridge) as f64,
                };
                if way.lost > allowance && twin.is_none()
                    || choice.cell == self.state.cell[unit]
                    || !self.state.agrees(unit, choice.cell)
                    || !self.completes_without(unit, choice.cell)
                {
                    continue;
                }
                let Some(blocks) = self.blocks(paths, unit, choice.cell) else {
                    continue;
                };
                if let Some(twin) = twin
                    && self.makes_way(twin, &blocks, choice.cell)
                {
                    self.push(paths, way, twin, allowance);
                }
                if way.lost > allowance {
                    continue;
                }
                if !blocks.is_free() {
                    self.reach(paths, way, &blocks, allowance);
                } else if energy + way.gained >= threshold {
                    if self.follow(paths, way, threshold) {
                        return Some(way.lost);
                    }
                    failures += 1;
                    if failures > FAILURES {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// What a bridge is worth that a unit makes alone in a cell, once all on the path up to it have moved
    /// and it has left its own: for that cell too, what is lost by leaving.
    fn bridging(&self, paths: &Paths, unit: Unit, cell: u32) -> i64 {
        let link = self.state.link(self.state.owner[unit] as usize, cell);
        let value = self.state.limits.bridges[link];
        if value == 0 {
            return 0;
        }
        let makes = |s: usize, cell: u32| self.state.link(s, cell) == link;
        match self.state.makers(link) - self.freed(paths, unit, makes) {
            0 => value,
            _ => 0,
        }
    }

    /// What the score loses when a unit leaves its cell, once all on the path up to it have moved.
    fn leaving(&self, paths: &Paths, unit: Unit) -> f64 {
        let cell = self.state.cell[unit];
        if cell == NONE {
            return match self.state.optional(unit) {
                true => 0.0,
                false => -self.penalty,
            };
        }
        (self.state.gains[unit] + self.bridging(paths, unit, cell)) as f64
    }

    /// Whether a unit's person keeps the rules on whole sets if the unit goes to a cell.
    fn completes_without(&mut self, unit: Unit, cell: u32) -> bool {
        let here = std::mem::replace(&mut self.state.cell[unit], NONE);
        let whole = self.completes(unit, cell);
        self.state.cell[unit] = here;
        whole
    }

    /// What is full in a cell for a unit that leaves its own, once all on the path up to it have moved.
    fn blocks(&self, paths: &Paths, unit: Unit, cell: u32) -> Option<Blocks> {
        let mut blocks = Blocks::default();
        let s = self.state.owner[unit] as usize;
        let mut many = false;
        self.state.any_claim(s, cell, |claim| {
            let room = self.state.room(claim);
            let counts = |s: usize, cell: u32| self.state.counts_for(s, cell, claim);
            if room > 0 || room + self.freed(paths, unit, counts) > 0 {
                return false;
            }
            many = blocks.count == BLOCKS;
            if !many {
                blocks.claims[blocks.count] = claim;
                blocks.count += 1;
            }
            many
        });
        if many {
            return None;
        }
        let d = self.state.department(cell);
        if self.state.needs_mentor(s, d) {
            let wants = |s: usize| self.state.needs_mentor(s, d);
            let there = |s: usize, other: u32| self.state.department(other) == d && wants(s);
            let same = |s: usize, other: u32| other == cell && wants(s);
            let (all, here) = (self.state.spare[d], self.state.spare_in[cell as usize]);
            blocks.department = all <= 0 && all + i64::from(self.freed(paths, unit, there)) <= 0;
            blocks.cell = here <= 0 && here + i64::from(self.freed(paths, unit, same)) <= 0;
        }
        Some(blocks)
    }

    /// How much of something that counts people in cells is free once all on the path up to a unit have
    /// moved, and the unit has left its cell.
    fn freed(&self, paths: &Paths, unit: Unit, counts: impl Fn(usize, u32) -> bool) -> i32 {
        let mut freed = 0;
        let mut unit = unit;
        loop {
            let (s, here) = (self.state.owner[unit] as usize, self.state.cell[unit]);
            freed += i32::from(here != NONE && counts(s, here));
            let before = paths.before[unit];
            if before.cell == NONE {
                return freed;
            }
            let s = self.state.owner[before.unit] as usize;
            freed -= i32::from(counts(s, before.cell));
            unit = before.unit;
        }
    }

    /// Reaches all who could make way in a cell.
    fn reach(&self, paths: &mut Paths, way: Way, blocks: &Blocks, allowance: f32) {
        let (state, cell) = (&self.state, way.cell);
        let d = state.department(cell);
        let claims = &blocks.claims[..blocks.count];
        // The narrowest of what is full: the cell, a group in the slot, the department, the slot.
        let one_cell = |claim: &u32| state.limits.cell[*claim as usize] != NONE;
        let a_group = |claim: &&u32| !state.limits.people[**claim as usize].is_empty();
        let full_cell = blocks.cell || claims.iter().any(one_cell);
        let group = claims.iter().find(a_group);
        let claims_end = self.market.shared.len();
        let key = match (full_cell, group) {
            (true, _) => claims_end + self.market.departments + cell as usize,
            (false, Some(claim)) => *claim as usize,
            (false, None) if blocks.department => claims_end + d,
            (false, None) => claims[0] as usize,
        };
        if paths.opened[key] == paths.search {
            return;
        }
        let mut holders = std::mem::take(&mut paths.holders);
        holders.clear();
        let from = paths.search as usize;
        if full_cell {
            let guests = &state.members[cell as usize];
            let (later, first) = guests.split_at(from % guests.len().max(1));
            let some = first.iter().chain(later).take(GUESTS);
            holders.extend(some.map(|unit| *unit as Unit));
        } else if key >= claims_end {
            let cells = (0..self.market.slots).map(|t| t * self.market.departments + d);
            let guests = cells.flat_map(|cell| &state.members[cell]);
            holders.extend(guests.map(|unit| *unit as Unit));
        } else {
            state.holders(key as u32, way.unit, &mut holders, REACHED, from);
        }
        let mut all = true;
        for &other in &holders {
            let owner = state.owner[other] as usize;
            if paths.seen[other] == paths.search || owner == state.owner[way.unit] as usize {
                continue;
            }
            let makes_way = self.makes_way(other, blocks, cell);
            all &= makes_way;
            if makes_way {
                self.push(paths, way, other, allowance);
            }
        }
        if all {
            paths.opened[key] = paths.search;
        }
        paths.holders = holders;
    }

    /// Whether a unit holds all that is full in a cell.
    fn makes_way(&self, unit: Unit, blocks: &Blocks, cell: u32) -> bool {
        let (state, there) = (&self.state, self.state.cell[unit]);
        let owner = state.owner[unit] as usize;
        let holds = |claim: &u32| state.counts_for(owner, there, *claim);
        (!blocks.department || state.department(there) == state.department(cell))
            && (!blocks.cell || there == cell)
            && blocks.claims[..blocks.count].iter().all(holds)
    }

    /// Reaches a unit that makes way, unless too much is lost by then.
    fn push(&self, paths: &mut Paths, way: Way, unit: Unit, allowance: f32) {
        let others = self.others(unit);
        let there = (self.state.cell[unit], others.unwrap_or(NO_OTHERS));
        if others.is_none() || paths.known[unit].0 != there {
            paths.known[unit] = (there, self.standing(unit));
        }
        paths.before[unit] = way;
        let bridge = self.bridging(paths, unit, self.state.cell[unit]);
        let lost = way.lost - paths.known[unit].1 + bridge as f32;
        if lost <= allowance {
            paths.seen[unit] = paths.search;
            paths.open.push(Reached {
                lost,
                unit: unit as u32,
            });
        }
    }

    /// Moves everybody on a path; whether that kept every limit and the energy.
    fn follow(&mut self, paths: &mut Paths, last: Way, threshold: f64) -> bool {
        let (mark, moved) = (self.state.log.len(), self.touched.len());
        let before = self.worth();
        paths.path.clear();
        let mut way = last;
        while way.cell != NONE {
            paths.path.push((way.unit, way.cell));
            self.touched.push(self.state.owner[way.unit]);
            way = paths.before[way.unit];
        }
        for (unit, _) in &paths.path {
            if self.state.cell[*unit] != NONE {
                self.state.take(*unit);
            }
        }
        let kept = paths.path.iter().all(|(unit, cell)| {
            let s = self.state.owner[*unit] as usize;
            let gain = self.market.gain(StaffIdx::new(s), *cell as usize);
            self.fits(*unit, *cell) && self.state.put(*unit, *cell, gain)
        });
        debug_assert!(
            !kept || (self.worth() - before - last.gained).abs() < 1e-6,
            "the path was to gain {} and gains {}",
            last.gained,
            self.worth() - before,
        );
        if kept && self.energy() >= threshold && self.sets_are_whole() {
            return true;
        }
        self.touched.truncate(moved);
        self.state.take_back(mark);
        false
    }
}
