//! Who guides whom while a plan is made: a free mentor, or one freed by passing mentees on.

use std::ops::Range;

use super::price::NONE;
use super::state::{State, Step, Unit};
use crate::program::{Slot, SlotSet};

/// Whose mentors are all taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// The department's, over the horizon.
    Department,
    /// The department's, in the slot.
    Cell,
}

/// How many mentees are passed on in a row to free a mentor.
const MENTOR_DEPTH: usize = 3;

/// How many passings on are tried in one search for a mentor; without an end a full department costs
/// the third power of its guests.
const PASSES: u32 = 32;

impl State<'_> {
    /// Why no mentor of a cell's department can have room, as far as numbers tell.
    #[inline]
    pub(super) fn unguided(&self, s: usize, cell: u32) -> Option<Block> {
        match self.needs_mentor(s, self.department(cell)) {
            true => self.exhausted(cell),
            false => None,
        }
    }

    /// Whether a cell's department, or the cell, has no mentor with room left, as far as numbers tell.
    #[inline]
    pub(super) fn exhausted(&self, cell: u32) -> Option<Block> {
        if self.spare[self.department(cell)] <= 0 {
            Some(Block::Department)
        } else if self.spare_in[cell as usize] <= 0 {
            Some(Block::Cell)
        } else {
            None
        }
    }

    /// Whether a person needs a mentor in a department.
    pub(super) fn needs_mentor(&self, s: usize, d: usize) -> bool {
        let here = |(m, _): &(u32, SlotSet)| self.limits.mentors[d].contains(m);
        self.market.program.require_mentor || self.limits.tied[s].iter().any(here)
    }

    /// The mentors whom a person's pins name for a department and a slot.
    pub(super) fn tied(&self, s: usize, d: usize, t: usize) -> impl Iterator<Item = u32> {
        let named = self.limits.tied[s].iter();
        let here = named.filter(move |(m, slots)| {
            slots.contains(Slot::new(t)) && self.limits.mentors[d].contains(m)
        });
        here.map(|(m, _)| *m)
    }

    /// Whether a mentor who can guide somebody in a slot may guide this person.
    #[inline]
    fn suits(&self, s: usize, m: u32, d: usize, t: usize) -> bool {
        !self.limits.choosy[s] || self.is_chosen(s, m, d, t)
    }

    /// The same for somebody who may not be guided by all.
    fn is_chosen(&self, s: usize, m: u32, d: usize, t: usize) -> bool {
        let mut tied = self.tied(s, d, t).peekable();
        !self.limits.avoid[s].contains(&m)
            && (tied.peek().is_none() || tied.any(|other| other == m))
    }

    /// Whether a mentor has room for one more person in a slot.
    fn has_room(&self, m: u32, t: usize) -> bool {
        let slots = self.market.slots;
        let m = m as usize;
        let most = self.limits.guide_total[m].min(self.most_load);
        if self.load[m] >= most
            || self.guided[m * slots + t] >= self.limits.guide_caps[m * slots + t]
        {
            return false;
        }
        let rest = self.limits.rest[m];
        if rest == 0 || self.guided[m * slots + t] > 0 {
            return true;
        }
        let near = t.saturating_sub(rest)..(t + rest + 1).min(slots);
        near.filter(|u| *u != t)
            .all(|u| self.guided[m * slots + u] == 0)
    }

    pub(super) fn set_mentor(&mut self, unit: Unit, m: u32) {
        let old = self.mentor[unit];
        let t = self.slot(self.cell[unit]);
        let cell = self.cell[unit];
        let d = self.department(cell);
        if old != NONE {
            self.guided[old as usize * self.market.slots + t] -= 1;
            self.load[old as usize] -= 1;
            self.spare[d] += 1;
            self.spare_in[cell as usize] += 1;
        }
        if m != NONE {
            self.guided[m as usize * self.market.slots + t] += 1;
            self.load[m as usize] += 1;
            self.spare[d] -= 1;
            self.spare_in[cell as usize] -= 1;
        }
        self.mentor[unit] = m;
    }

    fn guide(&mut self, unit: Unit, m: u32) {
        self.log.push(Step::Guided(unit, self.mentor[unit]));
        self.set_mentor(unit, m);
    }

    /// Finds a mentor for a unit that stands in its cell, with so many passings on as one search may try.
    pub(super) fn give_mentor(&mut self, unit: Unit) -> bool {
        self.passes = PASSES;
        self.find_mentor(unit, MENTOR_DEPTH)
    }

    /// The same with what is left of these: a free one, or one freed by passing others on.
    ///
    /// With rest the free slots of mentors are no matroid, so a mentor may be tried again at another
    /// depth; the depth bounds the search.
    fn find_mentor(&mut self, unit: Unit, depth: usize) -> bool {
        let s = self.owner[unit] as usize;
        let cell = self.cell[unit];
        let (t, d) = (self.slot(cell), self.department(cell));
        let limits = self.limits;
        let slots = self.market.slots;
        // Whoever guides in the slot already rests after it anyway.
        let mut free = None;
        for &m in limits.guides.of(cell as usize) {
            if m != self.mentor[unit] && self.suits(s, m, d, t) && self.has_room(m, t) {
                free = free.or(Some(m));
                if limits.rest[m as usize] == 0 || self.guided[m as usize * slots + t] > 0 {
                    free = Some(m);
                    break;
                }
            }
        }
        if let Some(m) = free {
            self.guide(unit, m);
            return true;
        }
        if depth == 0 || self.passes == 0 {
            return false;
        }
        for &m in limits.guides.of(cell as usize) {
            if m == self.mentor[unit] || !self.suits(s, m, d, t) {
                continue;
            }
            let here =
                self.guided[m as usize * slots + t] >= limits.guide_caps[m as usize * slots + t];
            let rest = limits.rest[m as usize];
            // Whoever keeps the mentor from guiding in this slot: one guest of the same slot, one of any
            // slot if the total is used up, or a single guest of a slot too near.
            let spans = if here {
                t..t + 1
            } else if rest > 0 && self.guided[m as usize * slots + t] == 0 {
                let near = t.saturating_sub(rest)..(t + rest + 1).min(slots);
                let guests: i32 = near
                    .clone()
                    .map(|u| self.guided[m as usize * slots + u])
                    .sum();
                if guests == 1 {
                    near
                } else if guests == 0 {
                    0..slots
                } else {
                    let mark = self.log.len();
                    if self.pass_all_on(m, unit, d, near, depth) && self.has_room(m, t) {
                        self.guide(unit, m);
                        return true;
                    }
                    self.take_back(mark);
                    continue;
                }
            } else {
                0..slots
            };
            let mark = self.log.len();
            for u in spans {
                let there = (u * self.market.departments + d) as u32;
                for at in 0..self.members[there as usize].len() {
                    let other = self.members[there as usize][at] as usize;
                    if other == unit || self.mentor[other] != m {
                        continue;
                    }
                    if self.passes == 0 {
                        return false;
                    }
                    self.passes -= 1;
                    if self.find_mentor(other, depth - 1) {
                        if self.has_room(m, t) {
                            self.guide(unit, m);
                            return true;
                        }
                        self.take_back(mark);
                    }
                }
            }
        }
        false
    }

    /// Passes on all whom a mentor guides in some slots of a department; where not all can be, some are.
    fn pass_all_on(
        &mut self,
        m: u32,
        unit: Unit,
        d: usize,
        slots: Range<usize>,
        depth: usize,
    ) -> bool {
        for u in slots {
            let there = u * self.market.departments + d;
            for at in 0..self.members[there].len() {
                let other = self.members[there][at] as usize;
                if other == unit || self.mentor[other] != m {
                    continue;
                }
                if self.passes == 0 {
                    return false;
                }
                self.passes -= 1;
                if !self.find_mentor(other, depth - 1) {
                    return false;
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bound::{Aim, Domain};
    use crate::candidates::Candidates;
    use crate::engine::scale::limits::Limits;
    use crate::engine::scale::market::Market;
    use crate::program::Program;

    /// Three people, the third with these keys, one department, two slots, and these mentors.
    fn with_state(mentors: &str, third: &str, look: impl FnOnce(&mut State<'_>)) {
        let json = format!(
            r#"{{ "format": "rotaplan/program@1", "horizon": {{ "first_month": "2027-01", "months": 2 }},
            "teams": [ {{ "id": "a" }} ], "departments": [ {{ "id": "x", "seats": 9 }} ],
            "staff": [ {{ "id": "s1", "team": "a" }}, {{ "id": "s2", "team": "a" }}, {{ "id": "s3", "team": "a" {third} }} ],
            "mentors": [ {mentors} ] }}"#
        );
        let program = Program::from_json(json.as_bytes()).expect("a valid program");
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let limits = Limits::new(&market);
        let starts = market.starts();
        look(&mut State::new(
            &market,
            &limits,
            &starts,
            &Domain::whole(&program),
        ));
    }

    #[test]
    fn a_mentor_who_would_have_to_rest_passes_all_mentees_on() {
        let mentors = r#"{ "id": "m1", "department": "x", "rest_slots": 1, "mentees_at_once": 2 },
            { "id": "m2", "department": "x", "mentees_at_once": 2,
              "leave": [ { "from": "2027-01-01", "to": "2027-01-31" } ] }"#;
        with_state(mentors, "", |state| {
            state.restore(0, 1, 0, 0);
            state.restore(1, 1, 0, 0);
            assert!(state.put(2, 0, 0), "nobody to guide in the first slot");
            assert_eq!(state.mentor, [1, 1, 0]);
            // All of it can be taken back.
            state.take_back(0);
            assert_eq!(state.mentor, [0, 0, NONE]);
        });
    }

    #[test]
    fn a_mentor_on_leave_or_avoided_guides_nobody() {
        let mentors = r#"{ "id": "m1", "department": "x", "mentees_at_once": 3 },
            { "id": "m2", "department": "x",
              "leave": [ { "from": "2027-01-01", "to": "2027-01-31" } ] }"#;
        with_state(mentors, r#", "avoid_mentors": ["m1"]"#, |state| {
            assert_eq!(
                [0, 1].map(|cell| state.limits.guides.of(cell)),
                [&[0][..], &[0, 1]]
            );
            assert_eq!(state.limits.choosy, [false, false, true]);
            assert!(!state.put(2, 0, 0));
            assert!(state.put(2, 1, 0) && state.put(0, 0, 0));
            assert_eq!(state.mentor, [0, NONE, 1]);
        });
    }

    #[test]
    fn whoever_need_not_rest_or_guides_already_is_asked_first() {
        let mentors = r#"{ "id": "m1", "department": "x", "rest_slots": 1, "mentees_at_once": 2 },
            { "id": "m2", "department": "x" }"#;
        with_state(mentors, "", |state| {
            assert!(state.put(0, 0, 0));
            assert_eq!(state.mentor[0], 1);
            assert!(state.put(1, 0, 0) && state.put(2, 0, 0));
            assert_eq!(state.mentor[1..], [0, 0]);
        });
    }
}
