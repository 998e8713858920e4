//! People, departments, history, and the plan that everything else is built around.

use super::names::{self, SKILLS};
use super::{Cell, Draft};
use crate::input::file::{
    DepartmentFile, HistoryFile, ParticipationFile, SpanFile, StaffFile, TeamFile,
};
use crate::program::{Month, Slot};

/// The largest number of slots before the horizon's start that history of a sample reaches back.
const HISTORY_MONTHS: usize = 36;

impl Draft<'_> {
    /// Teams of about 8 people, more in large programs, and their members.
    pub(super) fn add_people(&mut self) {
        let (people, all) = (self.options.people, self.all());
        let usual = (8 + people / 1_250).min(24);
        while self.team_of.len() < people {
            let at = self.file.teams.len();
            let size = usual / 2 + self.random.below(usual + 1);
            let size = size.clamp(1, people - self.team_of.len());
            self.team_of.extend(std::iter::repeat_n(at, size));
            let name = names::team(at);
            self.file.teams.push(TeamFile {
                id: names::id(&name),
                name,
                ..TeamFile::default()
            });
        }
        let width = people.to_string().len().max(3);
        for at in 0..people {
            let mut row = StaffFile {
                id: format!("e{:0width$}", at + 1),
                name: names::person(self.random.below(256)),
                team: self.file.teams[self.team_of[at]].id.clone(),
                ..StaffFile::default()
            };
            if all {
                self.vary_person(&mut row);
            }
            self.file.staff.push(row);
        }
    }

    fn vary_person(&mut self, row: &mut StaffFile) {
        for skill in SKILLS {
            if self.random.chance(35) {
                row.skills.push(skill.to_owned());
            }
        }
        let (usual, slots) = (self.options.rotations, self.calendar.len());
        let gap = self.file.rules.gap_slots.unwrap_or(0) as usize;
        let fits = |rotations: u32| (rotations as usize) <= slots.div_ceil(gap + 1);
        match self.random.below(100) {
            0..10 => row.participation = ParticipationFile::Voluntary,
            10..15 => row.participation = ParticipationFile::Excused,
            15..21 if fits(usual + 1) => row.owed = 1,
            21..25 if fits(usual + 1) => row.rotations = Some(usual + 1),
            25..29 if usual > 1 => row.rotations = Some(usual - 1),
            29..31 => row.rotations = Some(0),
            _ => {}
        }
        if self.random.chance(30) {
            row.carry = self.random.between(-5, 5);
        }
    }

    /// How many rotations a person is to have, or may have.
    pub(super) fn wanted(&self, at: usize) -> usize {
        let row = &self.file.staff[at];
        if row.participation == ParticipationFile::Excused {
            return 0;
        }
        (row.rotations.unwrap_or(self.options.rotations) + row.owed) as usize
    }

    /// Departments; the first is open to all at all times, so that nobody is ever stuck.
    pub(super) fn add_departments(&mut self) {
        for at in 0..self.options.departments {
            let name = names::department(at);
            self.sizes.push(1 + self.random.below(4));
            let mut row = DepartmentFile {
                id: names::id(&name),
                name,
                ..DepartmentFile::default()
            };
            if self.all() {
                if self.random.chance(40) {
                    row.priority = Some(1 + self.random.below(3) as u32);
                }
                if at > 0 {
                    self.vary_department(at, &mut row);
                }
            }
            self.file.departments.push(row);
        }
    }

    fn vary_department(&mut self, at: usize, row: &mut DepartmentFile) {
        match self.random.below(100) {
            0..18 => {
                let skill = SKILLS[self.random.below(SKILLS.len())];
                row.needs_skills.push(skill.to_owned());
            }
            18..34 => {
                let first = self.random.below(at);
                row.after.push(self.file.departments[first].id.clone());
            }
            34..56 if self.calendar.len() > 1 => {
                let slot = Slot::new(self.random.below(self.calendar.len()));
                let (from, to) = (self.calendar.start(slot), self.calendar.end(slot));
                row.closed.push(SpanFile {
                    from: from.to_string(),
                    to: to.to_string(),
                });
            }
            56..66 => {
                // A few days: not enough to close the slot.
                let slot = Slot::new(self.random.below(self.calendar.len()));
                let from = self.calendar.start(slot);
                let to = from.checked_add_days(chrono::Days::new(2)).unwrap_or(from);
                row.closed.push(SpanFile {
                    from: from.to_string(),
                    to: to.to_string(),
                });
            }
            _ => {}
        }
    }

    /// Earlier rotations of about a third of the people, and of some who are gone.
    pub(super) fn add_history(&mut self) {
        let departments = self.options.departments;
        let gap = self.file.rules.gap_slots.unwrap_or(0) as usize;
        for at in 0..self.options.people {
            if !self.random.chance(35) {
                continue;
            }
            for _ in 0..=self.random.below(2) {
                let back = 1 + self.random.below(HISTORY_MONTHS);
                // Slots of the horizon that the gap after this rotation takes away.
                let last = (back - 1) * self.calendar.slots_per_month();
                let taken = gap.saturating_sub(last);
                let room = self.calendar.len().saturating_sub(taken);
                if self.wanted(at) > room.div_ceil(gap + 1) {
                    continue;
                }
                let department = self.random.below(departments);
                self.push_history(at, department, back);
            }
        }
        if self.all() {
            let back = 1 + self.random.below(HISTORY_MONTHS);
            let month = self.month_before(back);
            self.file.history.push(HistoryFile {
                staff: "left-long-ago".to_owned(),
                department: "closed-for-good".to_owned(),
                month: month.to_string(),
                team: self.file.teams.first().map(|team| team.id.clone()),
                mentor: Some("gone-too".to_owned()),
            });
        }
    }

    fn month_before(&self, back: usize) -> Month {
        Month(self.calendar.first_month().0 - i32::try_from(back).unwrap_or(i32::MAX))
    }

    fn push_history(&mut self, at: usize, department: usize, back: usize) {
        let mut row = HistoryFile {
            staff: self.file.staff[at].id.clone(),
            department: self.file.departments[department].id.clone(),
            month: self.month_before(back).to_string(),
            ..HistoryFile::default()
        };
        if self.all() && self.random.chance(20) {
            let team = self.random.below(self.file.teams.len());
            row.team = Some(self.file.teams[team].id.clone());
        }
        self.file.history.push(row);
    }

    /// Places everybody: slots so that teams and the whole stay level, then departments.
    pub(super) fn plant(&mut self) {
        let (slots, departments) = (self.calendar.len(), self.options.departments);
        let past = self.past_visits();
        let closed = self.closed_slots();
        let rank = |id: &String| self.file.departments.iter().position(|row| row.id == *id);
        let after: Vec<Vec<usize>> = self
            .file
            .departments
            .iter()
            .map(|row| row.after.iter().filter_map(rank).collect())
            .collect();
        let mut away = vec![0usize; slots];
        let mut team_away = vec![0usize; self.file.teams.len() * slots];
        let mut load = vec![0usize; departments * slots];
        let mut shortest = self.file.rules.no_repeat_months.map_or(24, |n| n as i32);
        let mut order: Vec<usize> = (0..self.options.people).collect();
        self.random.shuffle(&mut order);
        self.plan = vec![Vec::new(); self.options.people];
        for at in order {
            let wanted = if self.file.staff[at].participation == ParticipationFile::Voluntary {
                self.random.below(self.wanted(at) + 1)
            } else {
                self.wanted(at)
            };
            let of_team = self.team_of[at] * slots;
            let costs: Vec<u64> = (0..slots)
                .map(|t| {
                    let level = (team_away[of_team + t] as u64) << 40 | (away[t] as u64) << 16;
                    level | self.random.below(1 << 10) as u64
                })
                .collect();
            let visits = past.get(&at).map_or(&[][..], Vec::as_slice);
            let first = self.first_free_slot(visits);
            for t in self.cheapest_slots(&costs, first, wanted) {
                let month = self.calendar.month_of(Slot::new(t)).0;
                let mut best: Option<((bool, i32, usize, usize), usize)> = None;
                let offset = self.random.below(departments);
                for shift in 0..departments {
                    let d = (offset + shift) % departments;
                    let open = !closed[d].contains(Slot::new(t));
                    let seen = |e: &usize| {
                        visits.iter().any(|(known, _)| known == e)
                            || self.plan[at].iter().any(|cell| cell.department == *e)
                    };
                    if !open || !self.skilled(at, d) || !after[d].iter().all(seen) {
                        continue;
                    }
                    let earlier = visits.iter().filter(|(known, _)| *known == d);
                    let planned = self.plan[at].iter().filter(|cell| cell.department == d);
                    let last = earlier
                        .map(|(_, month)| *month)
                        .chain(planned.map(|cell| self.calendar.month_of(cell.slot).0))
                        .max();
                    let distance = last.map_or(i32::MAX, |last| month - last).min(shortest);
                    let filled = (load[d * slots + t] + 1) * 12 / self.sizes[d];
                    let rank = (distance < shortest, -distance, filled, shift);
                    if best.is_none_or(|(known, _)| rank < known) {
                        best = Some((rank, d));
                    }
                }
                if let Some(((_, distance, ..), department)) = best {
                    shortest = shortest.min(-distance);
                    load[department * slots + t] += 1;
                    away[t] += 1;
                    team_away[of_team + t] += 1;
                    self.plan[at].push(Cell {
                        slot: Slot::new(t),
                        department,
                        mentor: None,
                    });
                }
            }
        }
        if self.file.rules.no_repeat_months.is_some() || shortest < 24 {
            self.file.rules.no_repeat_months = u32::try_from(shortest).ok();
        }
    }

    fn skilled(&self, at: usize, department: usize) -> bool {
        let skills = &self.file.staff[at].skills;
        let needed = &self.file.departments[department].needs_skills;
        needed.iter().all(|skill| skills.contains(skill))
    }

    /// Each person's earlier visits, as department and month.
    fn past_visits(&self) -> std::collections::BTreeMap<usize, Vec<(usize, i32)>> {
        let staff: std::collections::BTreeMap<&str, usize> = (0..)
            .zip(&self.file.staff)
            .map(|(at, row)| (row.id.as_str(), at))
            .collect();
        let departments: std::collections::BTreeMap<&str, usize> = (0..)
            .zip(&self.file.departments)
            .map(|(at, row)| (row.id.as_str(), at))
            .collect();
        let mut visits: std::collections::BTreeMap<usize, Vec<(usize, i32)>> =
            std::collections::BTreeMap::new();
        for row in &self.file.history {
            if let (Some(at), Some(department), Some(month)) = (
                staff.get(row.staff.as_str()),
                departments.get(row.department.as_str()),
                Month::parse(&row.month),
            ) {
                visits.entry(*at).or_default().push((*department, month.0));
            }
        }
        visits
    }

    fn closed_slots(&self) -> Vec<crate::program::SlotSet> {
        let allowed = self.file.rules.leave_days.unwrap_or(5);
        self.file
            .departments
            .iter()
            .map(|row| {
                let spans = crate::program::calendar::absences(&row.closed, None, None);
                self.calendar.lost(&spans, allowed)
            })
            .collect()
    }

    fn first_free_slot(&self, visits: &[(usize, i32)]) -> usize {
        let gap = i64::from(self.file.rules.gap_slots.unwrap_or(0));
        visits
            .iter()
            .map(|(_, month)| self.calendar.history_slot(Month(*month)) + gap + 1)
            .max()
            .and_then(|slot| usize::try_from(slot).ok())
            .unwrap_or(0)
    }

    /// So many slots from `first` on, far enough apart, of least total cost, earliest first.
    fn cheapest_slots(&self, costs: &[u64], first: usize, wanted: usize) -> Vec<usize> {
        let step = self.file.rules.gap_slots.unwrap_or(0) as usize + 1;
        let slots = costs.len();
        // best[k][t]: the least cost of k slots from t on.
        let mut best = vec![vec![Some(0u64); slots + step + 1]];
        for k in 1..=wanted {
            let mut row = vec![None; slots + step + 1];
            for t in (first..slots).rev() {
                let take = best[k - 1][t + step].map(|rest| rest + costs[t]);
                row[t] = match (take, row[t + 1]) {
                    (Some(take), Some(skip)) => Some(take.min(skip)),
                    (take, skip) => take.or(skip),
                };
            }
            best.push(row);
        }
        let (mut chosen, mut left) = (Vec::new(), wanted);
        let mut t = first;
        while left > 0 && t < slots {
            if best[left][t] != best[left][t + 1] {
                chosen.push(t);
                left -= 1;
                t += step;
            } else {
                t += 1;
            }
        }
        chosen
    }
}
