//! What people want and need, pins, and the value of bridges.

use super::Draft;
use crate::input::file::ActivityFile;
use crate::input::file::{BridgeDefaultFile, BridgeFile, MentoringFile, MustVisitFile, PinFile};

/// Kinds of taste; the members of a team mostly share one.
const TASTES: usize = 6;

impl Draft<'_> {
    /// Points for departments and slots, and what only some people have: departments they never
    /// visit or must see, mentors they avoid.
    pub(super) fn add_wishes(&mut self) {
        let departments = self.options.departments;
        // A few departments are popular with everybody, and each taste has its own favourites.
        let popular: Vec<i32> = (0..departments)
            .map(|_| self.random.between(0, 3) + if self.random.chance(15) { 4 } else { 0 })
            .collect();
        let tastes: Vec<Vec<i32>> = (0..TASTES)
            .map(|_| {
                popular
                    .iter()
                    .map(|p| p + self.random.between(0, 4))
                    .collect()
            })
            .collect();
        let of_team: Vec<usize> = (0..self.file.teams.len())
            .map(|_| self.random.below(TASTES))
            .collect();
        for at in 0..self.options.people {
            let usual = of_team[self.team_of[at]];
            let own = self.random.below(TASTES);
            let taste = if self.random.chance(70) { usual } else { own };
            if self.random.chance(95) {
                self.add_preferences(at, &tastes[taste]);
            }
            self.add_slot_preferences(at);
        }
        if self.all() {
            let mentors = self.mentors_by_department();
            for at in 0..self.options.people {
                self.add_needs(at, &mentors);
            }
        }
    }

    fn add_preferences(&mut self, at: usize, taste: &[i32]) {
        let mut liked: Vec<(i32, usize)> = (0..)
            .zip(taste)
            .map(|(d, liking)| (liking + self.random.between(0, 5), d))
            .collect();
        liked.sort_unstable_by_key(|(liking, d)| (-liking, *d));
        let rated = 3 + self.random.below(6);
        let top = liked.first().map_or(0, |best| best.0);
        for (liking, d) in liked.iter().take(rated) {
            let points = 10 - (top - liking) - self.random.between(0, 1);
            if points > 0 {
                let id = self.file.departments[*d].id.clone();
                self.file.staff[at].preferences.insert(id, points);
            }
        }
        let disliked = liked
            .last()
            .filter(|_| self.all() && self.random.chance(12));
        if let Some((_, d)) = disliked {
            let points = self.random.between(-5, -1);
            let id = self.file.departments[*d].id.clone();
            self.file.staff[at].preferences.insert(id, points);
        }
    }

    fn add_slot_preferences(&mut self, at: usize) {
        if !self.random.chance(30) {
            return;
        }
        for _ in 0..=self.random.below(2) {
            let slot = crate::program::Slot::new(self.random.below(self.calendar.len()));
            let points = [-3, -2, 1, 2, 3][self.random.below(5)];
            let name = self.slot_key(slot);
            self.file.staff[at].slot_preferences.insert(name, points);
        }
    }

    fn add_needs(&mut self, at: usize, mentors: &std::collections::BTreeMap<String, Vec<String>>) {
        let departments = self.options.departments;
        let mut visited: Vec<usize> = self.cells(at).iter().map(|cell| cell.department).collect();
        visited.sort_unstable();
        if self.random.chance(20) {
            let d = self.random.below(departments);
            if !visited.contains(&d) {
                let id = self.file.departments[d].id.clone();
                self.file.staff[at].never.push(id);
            }
        }
        if self.random.chance(10) && !visited.is_empty() {
            self.add_must_visit(at, &visited);
        }
        if self.random.chance(15) {
            // Mostly a mentor of a department the person is likely to come to.
            let likely = self.file.staff[at].preferences.keys().next().cloned();
            let own = visited
                .first()
                .map(|d| self.file.departments[*d].id.clone());
            let home = if self.random.chance(50) {
                own.or(likely)
            } else {
                likely.or(own)
            };
            let pool = home.and_then(|home| mentors.get(&home));
            let mentor = pool.and_then(|pool| self.random.pick(pool)).cloned();
            let planted = |id: &String| {
                let has = |m: usize| self.file.mentors[m].id == *id;
                self.cells(at)
                    .iter()
                    .any(|cell| cell.mentor.is_some_and(has))
            };
            if let Some(mentor) = mentor.filter(|id| !planted(id)) {
                self.file.staff[at].avoid_mentors.push(mentor);
            }
        }
    }

    fn add_must_visit(&mut self, at: usize, visited: &[usize]) {
        let mut any_of = vec![visited[self.random.below(visited.len())]];
        for _ in 0..self.random.below(3) {
            any_of.push(self.random.below(self.options.departments));
        }
        any_of.sort_unstable();
        any_of.dedup();
        let kept = visited.iter().filter(|d| any_of.contains(d)).count();
        let times = 1 + self.random.below(kept);
        self.file.staff[at].must_visit.push(MustVisitFile {
            any_of: any_of
                .iter()
                .map(|d| self.file.departments[*d].id.clone())
                .collect(),
            times: (times > 1).then(|| u32::try_from(times).unwrap_or(1)),
        });
    }

    /// Settles a few planted placements beforehand, by any of their keys.
    pub(super) fn add_pins(&mut self) {
        if !self.all() {
            return;
        }
        for at in 0..self.options.people {
            if !self.random.chance(4) {
                continue;
            }
            let Some(cell) = self.random.pick(&self.plan[at]).copied() else {
                continue;
            };
            let mut pin = PinFile {
                staff: self.file.staff[at].id.clone(),
                ..PinFile::default()
            };
            let keys = 1 + self.random.below(7);
            if keys & 1 != 0 {
                pin.slot = Some(self.slot_key(cell.slot));
            }
            if keys & 2 != 0 {
                pin.department = Some(self.file.departments[cell.department].id.clone());
            }
            if keys & 4 != 0 {
                pin.mentor = cell.mentor.map(|m| self.file.mentors[m].id.clone());
            }
            if pin.slot.is_some() || pin.department.is_some() || pin.mentor.is_some() {
                self.file.pins.push(pin);
            }
        }
    }

    /// What a first visit of a team to a department is worth.
    pub(super) fn add_bridges(&mut self) {
        let (teams, departments) = (self.file.teams.len(), self.options.departments);
        if teams == 0 {
            return;
        }
        let fade = self.all() && self.random.chance(40);
        self.file.bridge_default = Some(BridgeDefaultFile {
            value: if fade { 4 } else { 2 },
            refresh_months: [12, 18, 24][self.random.below(3)],
            fade,
        });
        for team in 0..teams {
            if !self.random.chance(40) {
                continue;
            }
            let department = self.random.below(departments);
            self.file.bridges.push(BridgeFile {
                team: self.file.teams[team].id.clone(),
                department: self.file.departments[department].id.clone(),
                value: 3 + self.random.below(5) as u32,
            });
        }
        if self.all() {
            self.file.mentoring = Some(MentoringFile {
                briefing_days_before: Some(7),
                improvement_due_days_after: Some(28),
                activities: vec![ActivityFile {
                    name: "Discussion session".to_owned(),
                    ..ActivityFile::default()
                }],
            });
        }
    }
}
