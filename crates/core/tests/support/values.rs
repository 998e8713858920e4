//! The goals, told once more from the words of the format.

use super::brute_force::{in_slot, placements_of};
use super::facts::{Facts, Place, month_number};

/// The goals' names, in the order of the format.
pub(crate) const GOALS: [&str; 7] = [
    "preference",
    "slot_preference",
    "bridges",
    "least_happy",
    "peak_away",
    "mentor_peak",
    "changes",
];

impl Facts {
    /// The value of a goal, before its weight.
    pub(crate) fn value(&self, goal: &str, plan: &[Place]) -> i64 {
        match goal {
            "preference" => {
                let points = |x: &Place| {
                    let department = &self.file.departments[x.department].id;
                    let person = &self.file.staff[x.staff];
                    i64::from(person.preferences.get(department).copied().unwrap_or(0))
                };
                plan.iter().map(points).sum()
            }
            "slot_preference" => {
                let points = |x: &Place| {
                    let person = &self.file.staff[x.staff];
                    i64::from(self.in_slot(&person.slot_preferences, x.slot).unwrap_or(0))
                };
                plan.iter().map(points).sum()
            }
            "bridges" => self.bridges(plan),
            "least_happy" => {
                let counts =
                    |s: &usize| !self.voluntary(*s) && !self.excused(*s) && self.wanted[*s] > 0;
                let total = |s: usize| {
                    let points: i64 = placements_of(s, plan).map(|x| self.points(x)).sum();
                    points + i64::from(self.file.staff[s].carry)
                };
                self.people().filter(counts).map(total).min().unwrap_or(0)
            }
            "peak_away" => {
                let away = |t: usize| in_slot(t, plan).count() as i64;
                self.times().map(away).max().unwrap_or(0)
            }
            "mentor_peak" if !self.require_mentor() => 0,
            "mentor_peak" => {
                let guests = |m: usize| plan.iter().filter(|x| x.mentor == Some(m)).count() as i64;
                (0..self.file.mentors.len()).map(guests).max().unwrap_or(0)
            }
            "changes" => {
                let kept = |row: &&rotaplan_core::plan::PlacementFile| {
                    plan.iter().any(|x| {
                        self.file.staff[x.staff].id == row.staff
                            && self.file.departments[x.department].id == row.department
                            && self.slots[x.slot].name == row.slot
                    })
                };
                self.baseline.iter().filter(|row| !kept(row)).count() as i64
            }
            other => panic!("no goal {other}"),
        }
    }

    fn bridges(&self, plan: &[Place]) -> i64 {
        let mut value = 0;
        for (g, team) in self.file.teams.iter().enumerate() {
            for (d, department) in self.file.departments.iter().enumerate() {
                let meets = |x: &Place| self.team_of[x.staff] == g && x.department == d;
                if plan.iter().any(meets) {
                    value += self.bridge_value(&team.id, &department.id);
                }
            }
        }
        value
    }

    fn bridge_value(&self, team: &str, department: &str) -> i64 {
        let row = |row: &&rotaplan_core::input::file::BridgeFile| {
            row.team == team && row.department == department
        };
        if let Some(row) = self.file.bridges.iter().find(row) {
            return i64::from(row.value);
        }
        let Some(default) = &self.file.bridge_default else {
            return 0;
        };
        let d = self.department(department).expect("a department");
        let priority = self.file.departments[d].priority.unwrap_or(1);
        let full = i64::from(default.value) * i64::from(priority);
        let refresh = i64::from(default.refresh_months);
        // Months between each visit of the team and the first month of the horizon.
        let mut ages = Vec::new();
        for past in &self.file.history {
            let present = self
                .staff(&past.staff)
                .map(|s| self.file.staff[s].team.as_str());
            if past.department == department && past.team.as_deref().or(present) == Some(team) {
                ages.push(self.slots[0].month - month_number(&past.month));
            }
        }
        let age = ages.into_iter().min();
        if default.fade {
            let age = age.map_or(refresh + 1, |age| age.min(refresh + 1));
            if refresh == 0 {
                full
            } else {
                full * (age - 1) / refresh
            }
        } else if age.is_some_and(|age| age <= refresh) {
            0
        } else {
            full
        }
    }

    /// What a goal's value counts in the score: its weight, with a minus for costs.
    pub(crate) fn weight(&self, goal: &str) -> i64 {
        let goals = &self.file.goals;
        match goal {
            "preference" => i64::from(goals.preference.unwrap_or(1)),
            "slot_preference" => i64::from(goals.slot_preference.unwrap_or(1)),
            "bridges" => i64::from(goals.bridges.unwrap_or(1)),
            "least_happy" => i64::from(goals.least_happy.unwrap_or(0)),
            "peak_away" => -i64::from(goals.peak_away.unwrap_or(0)),
            "mentor_peak" => -i64::from(goals.mentor_peak.unwrap_or(0)),
            "changes" => -i64::from(goals.changes.unwrap_or(10)),
            other => panic!("no goal {other}"),
        }
    }

    /// The score of a plan.
    pub(crate) fn score(&self, plan: &[Place]) -> i64 {
        let worth = |goal: &str| self.weight(goal) * self.value(goal, plan);
        GOALS.into_iter().map(worth).sum()
    }
}
