//! Mentors: as many as the planted plan needs, each with limits that it just keeps.

use super::{Cell, Draft, names};
use crate::input::file::MentorFile;
use crate::program::Slot;

/// A mentor in the making.
struct Guide {
    department: usize,
    at_once: usize,
    rest: usize,
    /// Guests that the mentor takes on in all.
    most: usize,
    /// Guests by slot.
    load: Vec<usize>,
    total: usize,
}

impl Guide {
    fn free(&self, slot: usize) -> bool {
        let rested = |t: usize| t == slot || self.load[t] == 0;
        let around = slot.saturating_sub(self.rest)..(slot + self.rest + 1).min(self.load.len());
        self.total < self.most && self.load[slot] < self.at_once && around.into_iter().all(rested)
    }
}

impl Draft<'_> {
    /// Gives every planted placement a mentor, hiring one where none is free.
    pub(super) fn add_mentors(&mut self) {
        let slots = self.calendar.len();
        let mut guests: Vec<(usize, Slot, usize, usize)> = Vec::new();
        for (at, cells) in self.plan.iter().enumerate() {
            for (nth, cell) in cells.iter().enumerate() {
                guests.push((cell.department, cell.slot, at, nth));
            }
        }
        guests.sort_unstable();
        let optional = self.file.rules.require_mentor == Some(false);
        let mut guides: Vec<Guide> = Vec::new();
        let mut first_here = 0;
        let mut here = usize::MAX;
        for (department, slot, at, nth) in guests {
            if department != here {
                (here, first_here) = (department, guides.len());
            }
            if optional && self.random.chance(20) {
                continue;
            }
            let free = |m: &usize| guides[*m].free(slot.index());
            let known = (first_here..guides.len())
                .filter(free)
                .min_by_key(|m| (guides[*m].total, *m));
            let m = known.unwrap_or(guides.len());
            if known.is_none() {
                let guide = self.hire(department, slots);
                guides.push(guide);
            }
            guides[m].load[slot.index()] += 1;
            guides[m].total += 1;
            self.plan[at][nth].mentor = Some(m);
        }
        let width = guides.len().to_string().len().max(2);
        for (m, guide) in guides.iter().enumerate() {
            let row = self.mentor_row(format!("m{:0width$}", m + 1), guide);
            self.file.mentors.push(row);
        }
        if self.all() {
            self.name_past_mentors(&guides);
        }
    }

    fn hire(&mut self, department: usize, slots: usize) -> Guide {
        let (at_once, rest) = if self.all() {
            let at_once = *self.random.pick(&[1, 1, 1, 2, 2, 3]).unwrap_or(&1);
            let rest = *self.random.pick(&[0, 0, 0, 1, 1, 2]).unwrap_or(&0);
            (at_once, rest)
        } else {
            (1, 0)
        };
        Guide {
            department,
            at_once,
            rest,
            most: 2 + self.random.below(5),
            load: vec![0; slots],
            total: 0,
        }
    }

    fn mentor_row(&mut self, id: String, guide: &Guide) -> MentorFile {
        let busiest = guide.load.iter().copied().max().unwrap_or(0);
        let at_once = self.with_slack(busiest).max(1);
        let unlimited = self.all() && self.random.chance(15);
        let total = self.with_slack(guide.total);
        let mut row = MentorFile {
            id,
            name: names::person(self.random.below(256)),
            department: self.file.departments[guide.department].id.clone(),
            mentees_at_once: (at_once != 1).then_some(at_once),
            mentees_total: (!unlimited).then_some(total),
            rest_slots: u32::try_from(guide.rest).unwrap_or(0),
            ..MentorFile::default()
        };
        let busy = |t: Slot| guide.load[t.index()] > 0;
        if self.random.chance(20) {
            let span = self.absence();
            if !self.takes(std::slice::from_ref(&span), None, None, busy) {
                row.leave.push(span);
            }
        }
        if self.all() && self.random.chance(8) {
            let day = self.random_day();
            if self.random.chance(50) {
                if !self.takes(&row.leave, Some(&day), None, busy) {
                    row.employed_from = Some(day);
                }
            } else if !self.takes(&row.leave, None, Some(&day), busy) {
                row.employed_until = Some(day);
            }
        }
        row
    }

    /// Says for some earlier rotations who guided them, where the mentor has had rest enough since.
    fn name_past_mentors(&mut self, guides: &[Guide]) {
        let mut by_department = vec![Vec::new(); self.file.departments.len()];
        for (m, guide) in guides.iter().enumerate() {
            by_department[guide.department].push(m);
        }
        let position: std::collections::BTreeMap<String, usize> = (0..)
            .zip(&self.file.departments)
            .map(|(at, row)| (row.id.clone(), at))
            .collect();
        for at in 0..self.file.history.len() {
            let row = &self.file.history[at];
            let Some(&department) = position.get(&row.department) else {
                continue;
            };
            let Some(month) = crate::program::Month::parse(&row.month) else {
                continue;
            };
            let Some(&m) = self.random.pick(&by_department[department]) else {
                continue;
            };
            let first_busy = guides[m].load.iter().position(|load| *load > 0);
            let since = |t: usize| t as i64 - self.calendar.history_slot(month);
            let rested = first_busy.is_none_or(|t| since(t) > guides[m].rest as i64);
            if rested && self.random.chance(60) {
                self.file.history[at].mentor = Some(self.file.mentors[m].id.clone());
            }
        }
    }

    /// The mentors of each department, by position.
    pub(super) fn mentors_by_department(&self) -> std::collections::BTreeMap<String, Vec<String>> {
        let mut mentors = std::collections::BTreeMap::<String, Vec<String>>::new();
        for row in &self.file.mentors {
            mentors
                .entry(row.department.clone())
                .or_default()
                .push(row.id.clone());
        }
        mentors
    }

    /// The cells of one person's plan.
    pub(super) fn cells(&self, at: usize) -> &[Cell] {
        &self.plan[at]
    }
}
