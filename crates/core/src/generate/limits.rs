//! Absences that spare the planted plan, and limits that it just keeps.

use super::Draft;
use super::names::SKILLS;
use crate::input::file::{ApartFile, CoverFile, SpanFile};
use crate::program::calendar::absences;
use crate::program::{Slot, SlotSet};

impl Draft<'_> {
    /// A random day of the horizon.
    pub(super) fn random_day(&mut self) -> String {
        let slot = Slot::new(self.random.below(self.calendar.len()));
        let start = self.calendar.start(slot);
        let days = (self.calendar.end(slot) - start).num_days();
        let offset = self.random.below(usize::try_from(days).unwrap_or(0) + 1);
        let day = start.checked_add_days(chrono::Days::new(offset as u64));
        day.unwrap_or(start).to_string()
    }

    /// A random span of leave, of days or weeks.
    pub(super) fn absence(&mut self) -> SpanFile {
        let slot = Slot::new(self.random.below(self.calendar.len()));
        let start = self.calendar.start(slot);
        let later = |days: usize| {
            let day = start.checked_add_days(chrono::Days::new(days as u64));
            day.unwrap_or(start)
        };
        let first = self.random.below(8);
        let length = [2, 4, 11, 13, 18, 20][self.random.below(6)];
        SpanFile {
            from: later(first).to_string(),
            to: later(first + length).to_string(),
        }
    }

    fn lost(&self, leave: &[SpanFile], from: Option<&str>, until: Option<&str>) -> SlotSet {
        let allowed = self.file.rules.leave_days.unwrap_or(5);
        self.calendar.lost(&absences(leave, from, until), allowed)
    }

    /// Whether these absences take away a slot that is needed.
    pub(super) fn takes(
        &self,
        leave: &[SpanFile],
        from: Option<&str>,
        until: Option<&str>,
        needed: impl Fn(Slot) -> bool,
    ) -> bool {
        self.lost(leave, from, until).iter().any(needed)
    }

    /// Leave of a quarter of the people, joiners and leavers.
    pub(super) fn add_absences(&mut self) {
        for at in 0..self.options.people {
            let needed: SlotSet = self.cells(at).iter().map(|cell| cell.slot).collect();
            let needed = |t| needed.contains(t);
            let mut leave = Vec::new();
            if self.random.chance(25) {
                for _ in 0..=self.random.below(2) {
                    leave.push(self.absence());
                    if self.takes(&leave, None, None, needed) {
                        leave.pop();
                    }
                }
            }
            let (mut from, mut until) = (None, None);
            if self.all() {
                match self.random.below(100) {
                    0..4 => from = Some(self.random_day()),
                    4..7 => until = Some(self.random_day()),
                    7..30 => from = Some("2024-10-01".to_owned()),
                    _ => {}
                }
                if self.takes(&leave, from.as_deref(), until.as_deref(), needed) {
                    (from, until) = (None, None);
                }
            }
            let row = &mut self.file.staff[at];
            (row.leave, row.employed_from, row.employed_until) = (leave, from, until);
        }
    }

    /// Seats, minimum visits, and the limits on absence.
    pub(super) fn set_limits(&mut self) {
        self.limit_departments();
        self.limit_absence();
        if self.all() {
            self.add_covers();
            self.add_apart();
        }
    }

    fn limit_departments(&mut self) {
        let slots = self.calendar.len();
        let mut load = vec![0usize; self.options.departments * slots];
        for cell in self.plan.iter().flatten() {
            load[cell.department * slots + cell.slot.index()] += 1;
        }
        for d in 0..self.options.departments {
            let mine = &load[d * slots..(d + 1) * slots];
            let most = mine.iter().copied().max().unwrap_or(0);
            let visits: usize = mine.iter().sum();
            self.file.departments[d].seats = self.with_slack(most).max(1);
            if !self.all() {
                continue;
            }
            if self.random.chance(35) {
                let slot = Slot::new(self.random.below(slots));
                let seats = self.with_slack(mine[slot.index()]);
                let name = self.calendar.name(slot).to_owned();
                self.file.departments[d].seats_in.insert(name, seats);
            }
            if visits > 0 && self.random.chance(45) {
                self.file.departments[d].min_visits = self.less_slack(visits);
            }
        }
    }

    fn limit_absence(&mut self) {
        let slots = self.calendar.len();
        let mut away = vec![0usize; slots];
        let mut of_team = vec![0usize; self.file.teams.len() * slots];
        for (cells, team) in self.plan.iter().zip(&self.team_of) {
            for cell in cells {
                away[cell.slot.index()] += 1;
                of_team[team * slots + cell.slot.index()] += 1;
            }
        }
        if !self.all() || self.random.chance(85) {
            let most = away.iter().copied().max().unwrap_or(0);
            self.file.rules.max_away = Some(self.with_slack(most).max(1));
        }
        if self.all() && self.random.chance(50) {
            let slot = Slot::new(self.random.below(slots));
            let (name, most) = self.limit_in(slot, &away);
            self.file.rules.max_away_in.insert(name, most);
        }
        for team in 0..self.file.teams.len() {
            let mine = &of_team[team * slots..(team + 1) * slots];
            if !self.all() || self.random.chance(80) {
                let most = mine.iter().copied().max().unwrap_or(0);
                self.file.teams[team].max_away = Some(self.with_slack(most).max(1));
            }
            if self.all() && self.random.chance(25) {
                let slot = Slot::new(self.random.below(slots));
                let (name, most) = self.limit_in(slot, mine);
                self.file.teams[team].max_away_in.insert(name, most);
            }
        }
    }

    /// A limit for one slot, or for both halves of its month.
    fn limit_in(&mut self, slot: Slot, used: &[usize]) -> (String, u32) {
        let name = self.slot_key(slot);
        let slots = self.calendar.named(&name).unwrap_or_default();
        let most = slots.iter().map(|t| used[t.index()]).max().unwrap_or(0);
        (name, self.with_slack(most))
    }

    fn add_covers(&mut self) {
        let lost: Vec<SlotSet> = self
            .file
            .staff
            .iter()
            .map(|row| {
                let (from, until) = (row.employed_from.as_deref(), row.employed_until.as_deref());
                self.lost(&row.leave, from, until)
            })
            .collect();
        let mut first = 0;
        for team in 0..self.file.teams.len() {
            let of_team = self.team_of[first..].iter().take_while(|t| **t == team);
            let end = first + of_team.count();
            let mut skills = vec![None];
            skills.extend(SKILLS.map(Some));
            for skill in skills {
                if !self.random.chance(if skill.is_none() { 40 } else { 12 }) {
                    continue;
                }
                let holds = |at: &usize| {
                    let known = &self.file.staff[*at].skills;
                    skill.is_none_or(|skill| known.iter().any(|k| k == skill))
                };
                let holders: Vec<usize> = (first..end).filter(holds).collect();
                let least = self.least_present(&holders, &lost);
                let min_present = self.less_slack(least);
                if min_present > 0 {
                    self.file.teams[team].cover.push(CoverFile {
                        skill: skill.map(str::to_owned),
                        min_present,
                    });
                }
            }
            first = end;
        }
    }

    /// How many of these people stay, in the worst of the slots in which one of them goes.
    fn least_present(&self, people: &[usize], lost: &[SlotSet]) -> usize {
        let staying = |slot: Slot| {
            let present = people.iter().filter(|at| !lost[**at].contains(slot));
            let goes = |at: &&usize| self.plan[**at].iter().any(|cell| cell.slot == slot);
            let gone = people.iter().filter(goes).count();
            (gone > 0).then(|| present.count() - gone)
        };
        let slots = self.calendar.slots();
        slots.filter_map(staying).min().unwrap_or(people.len())
    }

    /// Groups of people, one for every dozen, most of them of one team.
    fn add_apart(&mut self) {
        let people = self.options.people;
        for _ in 0..people.div_ceil(12) {
            let size = 2 + self.random.below(3);
            let start = self.random.below(people);
            let near = self.random.chance(70);
            let mut group: Vec<usize> = (0..size)
                .map(|nth| {
                    if near {
                        (start + nth) % people
                    } else {
                        self.random.below(people)
                    }
                })
                .collect();
            group.sort_unstable();
            group.dedup();
            let together = |t: Slot| {
                let gone = |at: &&usize| self.plan[**at].iter().any(|cell| cell.slot == t);
                group.iter().filter(gone).count()
            };
            let most = self
                .calendar
                .slots()
                .map(together)
                .max()
                .unwrap_or(0)
                .max(1);
            if most >= group.len() {
                continue;
            }
            self.file.apart.push(ApartFile {
                staff: group
                    .iter()
                    .map(|at| self.file.staff[*at].id.clone())
                    .collect(),
                max_away: (most != 1).then(|| u32::try_from(most).unwrap_or(u32::MAX)),
                reason: "deputies for each other".to_owned(),
            });
        }
    }
}
