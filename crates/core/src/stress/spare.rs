//! The cheapest reserve: spare mentors and empty seats that make a plan survive what it does not.
//!
//! More room never makes a dropout worse. So where a reserve does not help against one, no smaller one
//! does: it is grown as far as it does not help, and whatever helps must hold something of the rest. The
//! cheapest reserve with something of each rest is tried next, until one helps against all. This is the
//! implicit hitting set method (Moreno-Centeno and Karp, Operations Research 61, 2013), and exact as far as
//! each failure is proven.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::json;

use super::Standing;
use super::dropout::{Dropout, guided_anew};
use super::file::{Reserve, Spare};
use super::survival::{Survival, survival};
use crate::engine::{Observer, Options};
use crate::explain::words;
use crate::input::ProgramFile;
use crate::program::{DepartmentIdx, Mentor, MentorIdx, Program, SlotSet};
use crate::schedule::Placement;
use crate::side_by_side::{side_by_side, threads};

/// Unit costs, as in the table of repairs.
const SEAT: u64 = 3;
const MENTOR: u64 = 7;

/// Reserves that are tried at most.
const TRIES: usize = 60;

/// Plans of one dropout that are kept.
const KNOWN: usize = 8;

/// Choices that are looked at for the cheapest set, at most.
const CHOICES: u32 = 200_000;

/// A mentor or a seat more, for the whole horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Seat(DepartmentIdx),
    Mentor(DepartmentIdx),
}

impl Item {
    fn cost(self) -> u64 {
        match self {
            Item::Seat(_) => SEAT,
            Item::Mentor(_) => MENTOR,
        }
    }
}

type Items = BTreeSet<Item>;

/// Looks for the cheapest reserve against these single dropouts, given by position.
pub(super) fn reserve(
    standing: &Standing,
    file: &ProgramFile,
    failing: &[(usize, Dropout)],
    options: &Options,
    observer: &dyn Observer,
) -> Option<Reserve> {
    let departments = standing.program.department_indices();
    let every: Items = departments
        .flat_map(|d| [Item::Seat(d), Item::Mentor(d)])
        .collect();
    let trial = Trial {
        standing,
        options,
        observer,
        every: &every,
        known: Mutex::default(),
    };
    let helped = side_by_side(threads(options.threads), failing, |(_, one)| {
        trial.helps(&every, one) == Some(true)
    });
    let split = |wanted: bool| {
        let rows = failing.iter().zip(&helped);
        let rows = rows.filter(move |(_, helped)| **helped == wanted);
        rows.map(|(row, _)| *row).collect::<Vec<_>>()
    };
    let (saved, beyond) = (split(true), split(false));
    let (chosen, cheapest) = match saved.is_empty() {
        true => (Items::new(), true),
        false => trial.cheapest(&saved)?,
    };
    if observer.stop() {
        return None;
    }
    let spare = |item: &Item| told(standing.program, file, *item);
    Some(Reserve {
        add: chosen.iter().map(spare).collect(),
        cost: chosen.iter().map(|item| item.cost()).sum(),
        cheapest,
        saves: saved.iter().map(|(at, _)| *at).collect(),
        beyond: beyond.iter().map(|(at, _)| *at).collect(),
    })
}

struct Trial<'a> {
    standing: &'a Standing<'a>,
    options: &'a Options,
    observer: &'a dyn Observer,
    every: &'a Items,
    /// Plans that are left of each dropout: what helps once helps again, with less around it perhaps.
    /// One thread at a time asks of a dropout, so that what is known does not depend on the threads.
    known: Mutex<BTreeMap<Dropout, Vec<Vec<Placement>>>>,
}

impl Trial<'_> {
    /// Whether the plan survives with these; nothing where that was not found out.
    fn helps(&self, items: &Items, one: Dropout) -> Option<bool> {
        if self.observer.stop() {
            return None;
        }
        let program = with(self.standing.program.clone(), items);
        let known = self.known(|known| known.get(&one).cloned().unwrap_or_default());
        let how = (self.options, self.observer);
        match survival(self.standing, &program, &[one], &known, how) {
            Survival::Plan(plan) => {
                let new = |known: &mut BTreeMap<_, Vec<_>>| {
                    let known = known.entry(one).or_default();
                    if !known.contains(&plan) {
                        // The last that helped is the likeliest to help again.
                        known.insert(0, plan);
                        known.truncate(KNOWN);
                    }
                };
                self.known(new);
                Some(true)
            }
            Survival::None => Some(false),
            Survival::Unknown => None,
        }
    }

    fn known<T>(&self, act: impl FnOnce(&mut BTreeMap<Dropout, Vec<Vec<Placement>>>) -> T) -> T {
        // A thread that panicked while it held the plans left them whole.
        let mut known = self.known.lock().unwrap_or_else(|held| held.into_inner());
        act(&mut known)
    }

    /// The cheapest items that help against all, and whether that is proven.
    fn cheapest(&self, saved: &[(usize, Dropout)]) -> Option<(Items, bool)> {
        let mut rests: Vec<Items> = Vec::new();
        let mut proven = true;
        for _ in 0..TRIES {
            let (chosen, sure) = cheapest_of_each(&rests);
            proven &= sure;
            let found = side_by_side(threads(self.options.threads), saved, |(_, one)| {
                self.rest(&chosen, one)
            });
            if self.observer.stop() {
                return None;
            }
            let before = rests.len();
            for (rest, sure) in found.into_iter().flatten() {
                proven &= sure;
                if !rests.contains(&rest) {
                    rests.push(rest);
                }
            }
            if rests.len() == before {
                return Some((chosen, proven));
            }
        }
        // Everything helps against all: that much is known.
        Some((self.every.clone(), false))
    }

    /// Of what is not chosen, something of this is needed, and whether that is proven; nothing where
    /// what is chosen helps.
    fn rest(&self, chosen: &Items, one: Dropout) -> Option<(Items, bool)> {
        let mut proven = match self.helps(chosen, one) {
            Some(true) => return None,
            Some(false) => true,
            None => false,
        };
        let mut useless = chosen.clone();
        // The dearest first, so that the cheapest are left as what may help.
        let mut others: Vec<Item> = self.every.difference(chosen).copied().collect();
        others.sort_by_key(|item| (std::cmp::Reverse(item.cost()), *item));
        for item in others {
            useless.insert(item);
            match self.helps(&useless, one) {
                Some(false) => {}
                Some(true) => {
                    useless.remove(&item);
                }
                None => {
                    useless.remove(&item);
                    proven = false;
                }
            }
        }
        let rest: Items = self.every.difference(&useless).copied().collect();
        Some((rest, proven))
    }
}

/// The cheapest items with one of each of these, and whether none are cheaper.
fn cheapest_of_each(rests: &[Items]) -> (Items, bool) {
    let mut search = Cover {
        rests,
        best: rests.iter().flatten().copied().collect(),
        left: CHOICES,
    };
    search.choose(&mut Items::new());
    (search.best, search.left > 0)
}

struct Cover<'a> {
    rests: &'a [Items],
    best: Items,
    left: u32,
}

impl Cover<'_> {
    fn choose(&mut self, chosen: &mut Items) {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.least(chosen) >= cost(&self.best) {
            return;
        }
        let open = self.rests.iter().find(|rest| rest.is_disjoint(chosen));
        let Some(open) = open else {
            self.best = chosen.clone();
            return;
        };
        let mut items: Vec<Item> = open.iter().copied().collect();
        items.sort_by_key(|item| (item.cost(), *item));
        for item in items {
            chosen.insert(item);
            self.choose(chosen);
            chosen.remove(&item);
        }
    }

    /// No choice that holds these costs less: what shares nothing is paid for one by one.
    fn least(&self, chosen: &Items) -> u64 {
        let mut taken = chosen.clone();
        let mut least = cost(chosen);
        for rest in self.rests {
            if rest.is_disjoint(&taken) {
                least += rest.iter().map(|item| item.cost()).min().unwrap_or(0);
                taken.extend(rest);
            }
        }
        least
    }
}

fn cost(items: &Items) -> u64 {
    items.iter().map(|item| item.cost()).sum()
}

/// The program with these mentors and seats more.
fn with(mut program: Program, items: &Items) -> Program {
    for &item in items {
        match item {
            Item::Seat(d) => {
                let department = &mut program.departments[d.index()];
                let open = program.calendar.slots();
                for t in open.filter(|t| !department.closed.contains(*t)) {
                    department.seats[t.index()] += 1;
                }
            }
            Item::Mentor(d) => {
                let id = free_id(&program, d);
                let m = MentorIdx::new(program.mentors.len());
                program.ids.mentors.insert(id.clone(), m);
                program.departments[d.index()].mentors.push(m);
                program.mentors.push(Mentor {
                    name: id.clone(),
                    id,
                    department: d,
                    at_once: 1,
                    total: None,
                    rest_slots: 0,
                    lost: SlotSet::empty(),
                    resting: SlotSet::empty(),
                });
                guided_anew(&mut program, d);
            }
        }
    }
    program
}

/// An id that no mentor has.
fn free_id(program: &Program, d: DepartmentIdx) -> String {
    let mut id = format!("spare-{}", program.departments[d.index()].id);
    while program.mentor_by_id(&id).is_some() {
        id.push('\'');
    }
    id
}

/// A seat or mentor more, in words and as a change of the file.
fn told(program: &Program, file: &ProgramFile, item: Item) -> Spare {
    let (Item::Seat(d) | Item::Mentor(d)) = item;
    let id = &program.departments[d.index()].id;
    let there = words::department(program, d);
    let at = file.departments.iter().position(|row| row.id == *id);
    let at = at.unwrap_or_default();
    let row = file.departments.get(at);
    let (kind, text, patch) = match item {
        Item::Seat(_) => {
            let path = format!("/departments/{at}");
            let seats = row.map_or(0, |row| row.seats);
            let mut patch = vec![
                json!({ "op": "replace", "path": format!("{path}/seats"), "value": seats + 1 }),
            ];
            for (slot, seats) in row.iter().flat_map(|row| &row.seats_in) {
                let path = format!("{path}/seats_in/{slot}");
                patch.push(json!({ "op": "replace", "path": path, "value": seats + 1 }));
            }
            ("seat", format!("a seat more in {there}"), patch)
        }
        Item::Mentor(_) => {
            let value = json!({ "id": free_id(program, d), "department": id });
            let patch = match file.mentors.is_empty() {
                true => json!({ "op": "add", "path": "/mentors", "value": [value] }),
                false => json!({ "op": "add", "path": "/mentors/-", "value": value }),
            };
            ("mentor", format!("a mentor more in {there}"), vec![patch])
        }
    };
    Spare {
        kind: kind.to_owned(),
        department: id.clone(),
        text,
        patch: patch.into(),
    }
}
