//! A plan in the making: who is where, guided by whom, and how full every shared limit is.
//!
//! A *unit* is one rotation of one person. Every limit holds after every step; only what is missing
//! (people not placed, visits a department still needs) is allowed, and paid for. All steps are
//! written to a log and can be taken back.

use super::limits::Limits;
use super::market::Market;
use super::price::NONE;
use crate::bound::Domain;
use crate::program::StaffIdx;

/// A rotation of a person, by position.
pub(super) type Unit = usize;

/// One step that can be taken back.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// The unit was put into a cell.
    Placed(Unit),
    /// The unit was taken out of this cell, where this mentor guided it and it gained this.
    Removed(Unit, u32, u32, i64),
    /// The unit's mentor was this one before.
    Guided(Unit, u32),
}

/// A plan in the making.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) market: &'a Market<'a>,
    pub(super) limits: &'a Limits,
    /// Where each person's units begin.
    pub(super) starts: &'a [usize],
    pub(super) owner: Vec<u32>,
    /// The cell and the mentor of each unit.
    pub(super) cell: Vec<u32>,
    pub(super) mentor: Vec<u32>,
    pub(super) gains: Vec<i64>,
    /// Units by cell, and each unit's place in its list.
    pub(super) members: Vec<Vec<u32>>,
    place: Vec<u32>,
    /// What each claim allows at most, and how much of it is left.
    caps: Vec<i32>,
    room: Vec<i32>,
    pub(super) guided: Vec<i32>,
    pub(super) load: Vec<i32>,
    pub(super) most_load: i32,
    /// People whom a department's mentors can still guide in all, and by cell; rest left aside.
    pub(super) spare: Vec<i64>,
    pub(super) spare_in: Vec<i64>,
    /// Passings on of mentees left in the present search for a mentor.
    pub(super) passes: u32,
    /// How many make each bridge, and the sum of their units: of two, either tells the other.
    pub(super) links: Vec<u32>,
    pub(super) makers: Vec<usize>,
    pub(super) log: Vec<Step>,
    /// Placements' gains and bridges' values.
    pub(super) score: i64,
    /// Units of mandatory people that are not placed.
    pub(super) missing: usize,
    /// Visits that departments still need.
    pub(super) lacking: i64,
}

impl<'a> State<'a> {
    pub(super) fn new(
        market: &'a Market<'a>,
        limits: &'a Limits,
        starts: &'a [usize],
        domain: &Domain,
    ) -> Self {
        let p = market.program;
        let units = starts[starts.len() - 1];
        let mut owner = vec![0; units];
        for s in 0..p.staff.len() {
            owner[starts[s]..starts[s + 1]].fill(s as u32);
        }
        let mut caps = limits.caps.clone();
        if p.weights.peak_away > 0 {
            for claim in &market.peaks {
                caps[*claim] = domain.peak.high.min(1 << 30) as i32;
            }
        }
        let obliged = (0..p.staff.len()).map(|s| {
            let most = starts[s + 1] - starts[s];
            market.habits[s].obliged.min(most)
        });
        State {
            missing: obliged.sum(),
            lacking: limits.needs.iter().map(|need| i64::from(*need)).sum(),
            cell: vec![NONE; units],
            mentor: vec![NONE; units],
            gains: vec![0; units],
            members: vec![Vec::new(); market.slots * market.departments],
            place: vec![0; units],
            room: caps.clone(),
            caps,
            guided: vec![0; p.mentors.len() * market.slots],
            load: vec![0; p.mentors.len()],
            spare: limits.spare(market, domain),
            spare_in: limits.spare_in(market),
            passes: 0,
            most_load: domain.mentor_peak.high.min(1 << 30) as i32,
            links: vec![0; p.teams.len() * market.departments],
            makers: vec![0; p.teams.len() * market.departments],
            log: Vec::new(),
            score: 0,
            owner,
            market,
            limits,
            starts,
        }
    }

    #[inline]
    pub(super) fn slot(&self, cell: u32) -> usize {
        usize::from(self.limits.slot_of[cell as usize])
    }

    #[inline]
    pub(super) fn department(&self, cell: u32) -> usize {
        usize::from(self.limits.department_of[cell as usize])
    }

    /// Whether nothing is missing where the unit is not placed.
    #[inline]
    pub(super) fn optional(&self, unit: Unit) -> bool {
        let s = self.owner[unit] as usize;
        unit - self.starts[s] >= self.market.habits[s].obliged
    }

    /// Calls `look` with each claim that a person's placement in a cell counts for, until it says true.
    #[inline]
    pub(super) fn any_claim(&self, s: usize, cell: u32, mut look: impl FnMut(u32) -> bool) -> bool {
        let limits = self.limits;
        let mut any = |claims: &[u32]| claims.iter().any(|claim| look(*claim));
        // What the person's class says lies far away in memory, and often need not be asked.
        any(limits.by_cell.of(cell as usize)) || {
            let class = self.market.class_of[s] as usize;
            let there = class * self.market.slots + self.slot(cell);
            any(limits.by_class_slot.of(there))
                || limits.by_class_cell[class]
                    .iter()
                    .any(|(at, claim)| *at == cell && look(*claim))
        }
    }

    /// Whether a person's placement in a cell counts for a claim.
    #[inline]
    pub(super) fn counts_for(&self, s: usize, cell: u32, claim: u32) -> bool {
        self.any_claim(s, cell, |other| other == claim)
    }

    /// How much of a claim is left.
    #[inline]
    pub(super) fn room(&self, claim: u32) -> i32 {
        self.room[claim as usize]
    }

    /// Whether a limit is in the way of placing a person in a cell.
    #[inline]
    pub(super) fn full(&self, s: usize, cell: u32) -> Option<u32> {
        let mut found = None;
        self.any_claim(s, cell, |claim| {
            let full = self.room[claim as usize] <= 0;
            if full {
                found = Some(claim);
            }
            full
        });
        found
    }

    /// Whether two cells of a person can stand together.
    #[inline]
    pub(super) fn together(&self, s: usize, a: u32, b: u32) -> bool {
        let pair = |cell: u32| (self.department(cell) as u16, self.slot(cell) as u16);
        self.market.habits[s].together(pair(a), pair(b))
    }

    /// Whether the person's other placements go together with a cell.
    #[inline]
    pub(super) fn agrees(&self, unit: Unit, cell: u32) -> bool {
        let s = self.owner[unit] as usize;
        let mine = self.starts[s]..self.starts[s + 1];
        mine.len() == 1
            || mine
                .filter(|other| *other != unit && self.cell[*other] != NONE)
                .all(|other| self.together(s, self.cell[other], cell))
    }

    /// Puts an unplaced unit into a cell whose limits have room; false where no mentor can be found.
    pub(super) fn put(&mut self, unit: Unit, cell: u32, gain: i64) -> bool {
        let mark = self.log.len();
        self.enter(unit, cell, gain);
        self.log.push(Step::Placed(unit));
        let s = self.owner[unit] as usize;
        if self.needs_mentor(s, self.department(cell)) && !self.give_mentor(unit) {
            self.take_back(mark);
            return false;
        }
        true
    }

    /// Puts a unit back where an earlier plan had it, with its mentor.
    pub(super) fn restore(&mut self, unit: Unit, cell: u32, gain: i64, mentor: u32) {
        self.enter(unit, cell, gain);
        self.set_mentor(unit, mentor);
    }

    fn enter(&mut self, unit: Unit, cell: u32, gain: i64) {
        let s = self.owner[unit] as usize;
        self.score += gain + self.bridge_gain(s, cell);
        let link = self.link(s, cell);
        self.links[link] += 1;
        self.makers[link] += unit;
        self.cell[unit] = cell;
        self.gains[unit] = gain;
        self.place[unit] = self.members[cell as usize].len() as u32;
        self.members[cell as usize].push(unit as u32);
        if !self.optional(unit) {
            self.missing -= 1;
        }
        self.count(s, cell, 1);
    }

    fn leave(&mut self, unit: Unit) {
        let s = self.owner[unit] as usize;
        let cell = self.cell[unit];
        if self.mentor[unit] != NONE {
            self.set_mentor(unit, NONE);
        }
        let link = self.link(s, cell);
        self.links[link] -= 1;
        self.makers[link] -= unit;
        self.score -= self.gains[unit] + self.bridge_gain(s, cell);
        let list = &mut self.members[cell as usize];
        let at = self.place[unit] as usize;
        list.swap_remove(at);
        if let Some(moved) = list.get(at) {
            self.place[*moved as usize] = at as u32;
        }
        self.cell[unit] = NONE;
        if !self.optional(unit) {
            self.missing += 1;
        }
        self.count(s, cell, -1);
    }

    fn count(&mut self, s: usize, cell: u32, by: i32) {
        let class = self.market.class_of[s] as usize;
        let slots = self.market.slots;
        let limits = self.limits;
        let t = self.slot(cell);
        for claim in limits.by_class_slot.of(class * slots + t) {
            self.room[*claim as usize] -= by;
        }
        for claim in limits.by_cell.of(cell as usize) {
            self.count_one(*claim as usize, by);
        }
        for (at, claim) in &limits.by_class_cell[class] {
            if *at == cell {
                self.count_one(*claim as usize, by);
            }
        }
    }

    fn count_one(&mut self, claim: usize, by: i32) {
        let need = self.limits.needs[claim];
        self.room[claim] -= by;
        if need > 0 {
            let count = self.count_of(claim);
            let lacks = |count: i32| (need - count).max(0);
            self.lacking += i64::from(lacks(count) - lacks(count - by));
        }
    }

    /// Takes a placed unit out.
    pub(super) fn take(&mut self, unit: Unit) {
        self.log.push(Step::Removed(
            unit,
            self.cell[unit],
            self.mentor[unit],
            self.gains[unit],
        ));
        self.leave(unit);
    }

    /// Forgets how to go back.
    pub(super) fn commit(&mut self) {
        self.log.clear();
    }

    /// Takes back all steps since a mark.
    pub(super) fn take_back(&mut self, mark: usize) {
        while self.log.len() > mark {
            match self.log.pop() {
                Some(Step::Placed(unit)) => self.leave(unit),
                Some(Step::Removed(unit, cell, mentor, gain)) => {
                    self.enter(unit, cell, gain);
                    self.set_mentor(unit, mentor);
                }
                Some(Step::Guided(unit, mentor)) => self.set_mentor(unit, mentor),
                None => {}
            }
        }
    }

    /// The units of a full limit, one of whom may have to go; `unit` is left out.
    pub(super) fn holders(
        &self,
        claim: u32,
        unit: Unit,
        found: &mut Vec<Unit>,
        limit: usize,
        from: usize,
    ) {
        found.clear();
        let people = &self.limits.people[claim as usize];
        let t = self.limits.slot[claim as usize];
        let cell = self.limits.cell[claim as usize];
        if !people.is_empty() {
            for at in 0..people.len() {
                let s = people[(at + from) % people.len()] as usize;
                for other in self.starts[s]..self.starts[s + 1] {
                    if other != unit
                        && self.cell[other] != NONE
                        && self.slot(self.cell[other]) as u32 == t
                    {
                        found.push(other);
                    }
                }
                if found.len() >= limit {
                    return;
                }
            }
        } else if cell != NONE {
            found.extend(
                self.members[cell as usize]
                    .iter()
                    .map(|u| *u as usize)
                    .filter(|u| *u != unit),
            );
        } else if t != NONE {
            let departments = self.market.departments;
            for at in 0..departments {
                let d = (at + from) % departments;
                let there = t as usize * departments + d;
                found.extend(
                    self.members[there]
                        .iter()
                        .map(|u| *u as usize)
                        .filter(|u| *u != unit),
                );
                if found.len() >= limit {
                    return;
                }
            }
        }
    }

    /// Missing rotations and lacking visits.
    pub(super) fn short(&self) -> usize {
        let lacking = usize::try_from(self.lacking).unwrap_or(usize::MAX);
        self.missing.saturating_add(lacking)
    }

    /// How often a claim counts.
    pub(super) fn count_of(&self, claim: usize) -> i32 {
        self.caps[claim] - self.room[claim]
    }

    fn counts(&self) -> Vec<i32> {
        (0..self.caps.len())
            .map(|claim| self.count_of(claim))
            .collect()
    }

    /// Everything counted again from the cells alone, for tests and debug runs.
    pub(super) fn recount(&self) -> (i64, usize, i64, Vec<i32>, Vec<i32>) {
        let mut fresh = State::new(
            self.market,
            self.limits,
            self.starts,
            &Domain::whole(self.market.program),
        );
        for unit in 0..self.cell.len() {
            if self.cell[unit] != NONE {
                let s = StaffIdx::new(self.owner[unit] as usize);
                let gain = self.market.gain(s, self.cell[unit] as usize);
                fresh.enter(unit, self.cell[unit], gain);
                fresh.set_mentor(unit, self.mentor[unit]);
            }
        }
        (
            fresh.score,
            fresh.missing,
            fresh.lacking,
            fresh.counts(),
            fresh.guided,
        )
    }

    /// Whether the running counts equal a recount.
    pub(super) fn is_true(&self) -> bool {
        let (score, missing, lacking, counts, guided) = self.recount();
        score == self.score
            && missing == self.missing
            && lacking == self.lacking
            && counts == self.counts()
            && guided == self.guided
    }
}
