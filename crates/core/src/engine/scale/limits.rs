//! The limits of a program, compiled for search: which claims a placement counts for, and what mentors
//! can carry.

use super::market::{Market, Reach};
use super::price::NONE;
use crate::bound::Domain;
use crate::claim::{Subject, Sum};
use crate::program::{MentorIdx, Slot, SlotSet};
use crate::rules;

/// Lists by key, in one block of memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn new(keys: usize, mut pairs: Vec<(usize, u32)>) -> Self {
        pairs.sort_unstable();
        let mut starts = vec![0u32; keys + 1];
        for (key, _) in &pairs {
            starts[key + 1] += 1;
        }
        for at in 0..keys {
            starts[at + 1] += starts[at];
        }
        Lists {
            starts,
            items: pairs.into_iter().map(|(_, item)| item).collect(),
        }
    }

    #[inline]
    pub(super) fn of(&self, key: usize) -> &[u32] {
        &self.items[self.starts[key] as usize..self.starts[key + 1] as usize]
    }
}

/// The limits of a program, compiled for search.
pub(super) struct Limits {
    /// Caps of the claims; `i32::MAX` where nothing is capped.
    pub(super) caps: Vec<i32>,
    /// What each claim needs at least.
    pub(super) needs: Vec<i32>,
    /// Claims by class × slot, by cell, and by class × cell in the odd case.
    pub(super) by_class_slot: Lists,
    pub(super) by_cell: Lists,
    pub(super) by_class_cell: Vec<Vec<(u32, u32)>>,
    /// People of each claim, for claims on groups.
    pub(super) people: Vec<Vec<u32>>,
    /// The slot and the department of each cell.
    pub(super) slot_of: Vec<u16>,
    pub(super) department_of: Vec<u16>,
    /// The slot of each claim that speaks of one.
    pub(super) slot: Vec<u32>,
    /// The cell of each claim that speaks of one.
    pub(super) cell: Vec<u32>,
    /// Mentors of each department, and by cell those of them who can guide somebody in its slot.
    pub(super) mentors: Vec<Vec<u32>>,
    pub(super) guides: Lists,
    pub(super) guide_caps: Vec<i32>,
    pub(super) guide_total: Vec<i32>,
    pub(super) rest: Vec<usize>,
    /// Per person: who may not guide, who must, in which slots of that one's department, and whether there is
    /// anybody of either.
    pub(super) avoid: Vec<Vec<u32>>,
    pub(super) tied: Vec<Vec<(u32, SlotSet)>>,
    pub(super) choosy: Vec<bool>,
    /// Weighted value of teams × departments.
    pub(super) bridges: Vec<i64>,
    /// By person: where the bridges of its team begin.
    pub(super) first_bridge: Vec<u32>,
}

impl Limits {
    pub(super) fn new(market: &Market<'_>) -> Self {
        let p = market.program;
        let (slots, departments) = (market.slots, market.departments);
        let claims = market.shared.len();
        let mut limits = Limits {
            caps: vec![i32::MAX; claims],
            needs: vec![0; claims],
            by_class_slot: Lists::default(),
            by_cell: Lists::default(),
            by_class_cell: vec![Vec::new(); market.classes],
            people: vec![Vec::new(); claims],
            slot_of: (0..slots as u16)
                .flat_map(|t| std::iter::repeat_n(t, departments))
                .collect(),
            department_of: (0..slots).flat_map(|_| 0..departments as u16).collect(),
            slot: vec![NONE; claims],
            cell: vec![NONE; claims],
            mentors: vec![Vec::new(); departments],
            guides: Lists::default(),
            guide_caps: vec![0; p.mentors.len() * slots],
            guide_total: p
                .mentors
                .iter()
                .map(|mentor| {
                    mentor
                        .total
                        .map_or(i32::MAX, |most| most.min(1 << 30) as i32)
                })
                .collect(),
            rest: p
                .mentors
                .iter()
                .map(|mentor| mentor.rest_slots as usize)
                .collect(),
            avoid: vec![Vec::new(); p.staff.len()],
            tied: vec![Vec::new(); p.staff.len()],
            choosy: vec![false; p.staff.len()],
            bridges: p
                .bridge_values
                .iter()
                .map(|value| value * p.weights.bridges)
                .collect(),
            first_bridge: p
                .staff
                .iter()
                .map(|person| (person.team.index() * departments) as u32)
                .collect(),
        };
        limits.compile(market);
        for (d, department) in p.departments.iter().enumerate() {
            limits.mentors[d] = department.mentors.iter().map(|m| m.0).collect();
        }
        for m in p.mentor_indices() {
            for t in 0..slots {
                limits.guide_caps[m.index() * slots + t] =
                    rules::guide_limit(p, m, Slot::new(t)).min(1 << 30) as i32;
            }
        }
        for (s, person) in p.staff.iter().enumerate() {
            limits.avoid[s] = person
                .avoid_mentors
                .iter()
                .map(|m: &MentorIdx| m.0)
                .collect();
            let tied = person.pins.iter().filter_map(|at| {
                let pin = &p.pins[*at];
                let slots = pin.slots.unwrap_or(p.calendar.all());
                Some((pin.mentor?.0, slots))
            });
            limits.tied[s] = tied.collect();
            limits.choosy[s] = !limits.avoid[s].is_empty() || !limits.tied[s].is_empty();
        }
        limits.guides = limits.guides(market);
        limits
    }

    /// By cell the mentors of its department who can guide somebody in its slot.
    fn guides(&self, market: &Market<'_>) -> Lists {
        let mut pairs = Vec::new();
        for (d, mentors) in self.mentors.iter().enumerate() {
            for m in mentors {
                let caps = &self.guide_caps[*m as usize * market.slots..][..market.slots];
                let able = (0..market.slots).filter(|t| caps[*t] > 0);
                pairs.extend(able.map(|t| (t * market.departments + d, *m)));
            }
        }
        Lists::new(market.slots * market.departments, pairs)
    }

    /// People whom each department's mentors can guide in all.
    pub(super) fn spare(&self, market: &Market<'_>, domain: &Domain) -> Vec<i64> {
        let most = domain.mentor_peak.high.min(1 << 30);
        let room = |m: &u32| {
            let slots = &self.guide_caps[*m as usize * market.slots..][..market.slots];
            let all: i64 = slots.iter().map(|cap| i64::from(*cap)).sum();
            all.min(i64::from(self.guide_total[*m as usize])).min(most)
        };
        self.mentors
            .iter()
            .map(|mentors| mentors.iter().map(room).sum())
            .collect()
    }

    /// People whom each department's mentors can guide in each slot.
    pub(super) fn spare_in(&self, market: &Market<'_>) -> Vec<i64> {
        let mut spare = vec![0; market.slots * market.departments];
        for (d, mentors) in self.mentors.iter().enumerate() {
            for t in 0..market.slots {
                let caps = mentors
                    .iter()
                    .map(|m| self.guide_caps[*m as usize * market.slots + t]);
                spare[t * market.departments + d] = caps.map(i64::from).sum();
            }
        }
        spare
    }

    fn compile(&mut self, market: &Market<'_>) {
        let p = market.program;
        let (slots, departments) = (market.slots, market.departments);
        let mut class_slot = Vec::new();
        let mut by_cell = Vec::new();
        for (at, (shared, claim)) in market
            .shared
            .iter()
            .zip(&market.relaxation.claims)
            .enumerate()
        {
            let id = at as u32;
            // Links and pairings are kept natively: see `bridges` and the mentors' own counts.
            if shared.link.is_some() || shared.guided.is_some() {
                continue;
            }
            for (reach, often) in &shared.reaches {
                if *often < 0.0 {
                    self.needs[at] = -market.limit[at] as i32;
                } else if !shared.peak {
                    self.caps[at] = market.limit[at] as i32;
                }
                match reach {
                    Reach::Slots(which) => {
                        for t in which {
                            class_slot
                                .extend((0..market.classes).map(|class| (class * slots + t, id)));
                            self.slot[at] = *t as u32;
                        }
                    }
                    Reach::ClassSlots(classes, which) => {
                        for t in which {
                            let keys = classes.iter().map(|class| *class as usize * slots + t);
                            class_slot.extend(keys.map(|key| (key, id)));
                            self.slot[at] = *t as u32;
                        }
                    }
                    Reach::Cells(which) => {
                        by_cell.extend(which.iter().map(|cell| (*cell, id)));
                        self.cell[at] = which.first().map_or(NONE, |cell| *cell as u32);
                    }
                    Reach::ClassDepartment(classes, d) => {
                        for class in classes {
                            let cells = (0..slots).map(|t| (t * departments + d) as u32);
                            self.by_class_cell[*class as usize]
                                .extend(cells.map(|cell| (cell, id)));
                        }
                    }
                    Reach::ClassCells(classes, which) => {
                        for class in classes {
                            let cells = which.iter().map(|cell| (*cell as u32, id));
                            self.by_class_cell[*class as usize].extend(cells);
                        }
                    }
                }
            }
            let group = matches!(
                claim.reason.subject,
                Subject::Team(_) | Subject::Cover(..) | Subject::Apart(_)
            );
            if group {
                for term in &claim.terms {
                    if let Sum::Placed(block) = &term.sum {
                        self.people[at] = block.people.iter().map(|s| s.0).collect();
                    }
                }
            }
        }
        // A group whose cap its people cannot exceed is no limit.
        for (cap, people) in self.caps.iter_mut().zip(&self.people) {
            if !people.is_empty() && *cap >= people.len() as i32 {
                *cap = i32::MAX;
            }
        }
        class_slot.retain(|(_, id)| {
            let at = *id as usize;
            self.caps[at] < i32::MAX || market.shared[at].peak
        });
        self.by_class_slot = Lists::new(market.classes * slots, class_slot);
        self.by_cell = Lists::new(slots * departments, by_cell);
        debug_assert_eq!(p.departments.len(), departments);
    }
}
