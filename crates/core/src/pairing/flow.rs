//! A maximum flow from guests to mentors, by augmenting paths.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::program::{DepartmentIdx, MentorIdx, Slot, StaffIdx};
use crate::schedule::Placement;

/// A guest in search of a mentor.
pub(super) struct Guest {
    pub(super) slot: Slot,
    /// Those the guest may have, by position in the department.
    pub(super) mentors: Vec<usize>,
}

/// A flow from guests to mentors, limited per slot and over the horizon.
pub(super) struct Flow {
    guests: Vec<Guest>,
    /// Each guest's mentor so far.
    pub(super) mentor_of: Vec<Option<usize>>,
    /// Room left in a slot and guests there, by mentor and slot.
    in_slot: BTreeMap<(usize, Slot), (u32, Vec<usize>)>,
    /// Room left over the horizon, where limited, by mentor.
    in_all: Vec<Option<u32>>,
    load: Vec<u32>,
}

impl Flow {
    /// Nobody matched yet.
    pub(super) fn new(
        guests: Vec<Guest>,
        mentors: usize,
        at_once: impl Fn(usize, Slot) -> u32,
        total: impl Fn(usize) -> Option<u32>,
    ) -> Self {
        let mut in_slot = BTreeMap::new();
        for guest in &guests {
            for &m in &guest.mentors {
                in_slot
                    .entry((m, guest.slot))
                    .or_insert_with(|| (at_once(m, guest.slot), Vec::new()));
            }
        }
        Flow {
            mentor_of: vec![None; guests.len()],
            guests,
            in_slot,
            in_all: (0..mentors).map(total).collect(),
            load: vec![0; mentors],
        }
    }

    /// Guests of the busiest mentor.
    pub(super) fn peak(&self) -> u32 {
        self.load.iter().copied().max().unwrap_or(0)
    }

    /// Matches as many as can be; the full mentors in the way of the first who is left out, if any is.
    pub(super) fn fill(&mut self) -> Option<BTreeSet<usize>> {
        let mut stuck = None;
        for guest in 0..self.guests.len() {
            if self.mentor_of[guest].is_none() {
                let full = self.augment(guest);
                stuck = stuck.or(full);
            }
        }
        stuck
    }

    /// Finds the guest a mentor, moving others where that helps. If it cannot be, all mentors that the
    /// guest and those who could make way may have: all of them are full.
    pub(super) fn augment(&mut self, first: usize) -> Option<BTreeSet<usize>> {
        let mut seen = vec![false; self.guests.len()];
        // Whom each guest reached would displace another for, and with which mentor.
        let mut came_from: Vec<Option<(usize, usize)>> = vec![None; self.guests.len()];
        let mut reached = BTreeSet::new();
        let mut queue = VecDeque::from([first]);
        seen[first] = true;
        while let Some(guest) = queue.pop_front() {
            let slot = self.guests[guest].slot;
            for &m in &self.guests[guest].mentors {
                reached.insert(m);
                let Some((room, here)) = self.in_slot.get(&(m, slot)) else {
                    continue;
                };
                let makes_way: Vec<usize> = if *room == 0 {
                    here.clone()
                } else if self.in_all[m].is_none_or(|all| self.load[m] < all) {
                    self.settle(guest, m, &came_from);
                    return None;
                } else {
                    let all = self.in_slot.range((m, Slot(0))..=(m, Slot(u32::MAX)));
                    all.flat_map(|(_, (_, guests))| guests.iter().copied())
                        .collect()
                };
                for other in makes_way {
                    if !seen[other] {
                        seen[other] = true;
                        came_from[other] = Some((guest, m));
                        queue.push_back(other);
                    }
                }
            }
        }
        Some(reached)
    }

    /// Gives the guest a mentor with room, then each along the way the one that was given up.
    fn settle(&mut self, last: usize, mentor: usize, came_from: &[Option<(usize, usize)>]) {
        let (mut guest, mut mentor) = (last, mentor);
        loop {
            self.assign(guest, Some(mentor));
            match came_from[guest] {
                Some(before) => (guest, mentor) = before,
                None => return,
            }
        }
    }

    fn assign(&mut self, guest: usize, mentor: Option<usize>) {
        let slot = self.guests[guest].slot;
        if let Some(old) = self.mentor_of[guest] {
            self.load[old] -= 1;
            if let Some((room, here)) = self.in_slot.get_mut(&(old, slot)) {
                *room += 1;
                here.retain(|other| *other != guest);
            }
        }
        self.mentor_of[guest] = mentor;
        if let Some(new) = mentor {
            self.load[new] += 1;
            if let Some((room, here)) = self.in_slot.get_mut(&(new, slot)) {
                *room = room.saturating_sub(1);
                here.push(guest);
            }
        }
    }

    /// The guests, who are these people, with their mentors.
    pub(super) fn placements<'a>(
        &'a self,
        department: DepartmentIdx,
        mentors: &'a [MentorIdx],
        people: &'a [StaffIdx],
    ) -> impl Iterator<Item = Placement> + 'a {
        let each = self.guests.iter().zip(&self.mentor_of).zip(people);
        each.map(move |((guest, mentor), staff)| Placement {
            slot: guest.slot,
            staff: *staff,
            department,
            mentor: mentor.map(|at| mentors[at]),
        })
    }
}
