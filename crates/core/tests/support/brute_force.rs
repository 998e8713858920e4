//! The rules, told once more from the words of the format: slow, plain, and independent of the
//! library's own rules and claims.

use super::facts::{Facts, Place, month_number};

/// The rules' names, in the order of the format.
pub(crate) const RULES: [&str; 16] = [
    "participation",
    "one-place",
    "gap",
    "availability",
    "eligibility",
    "no-repeat",
    "prerequisite",
    "must-visit",
    "program-away",
    "team-away",
    "team-cover",
    "apart",
    "seats",
    "min-visits",
    "mentor",
    "pin",
];

impl Facts {
    /// Whether a plan breaks a rule.
    pub(crate) fn breaks(&self, rule: &str, plan: &[Place]) -> bool {
        match rule {
            "participation" => self.people().any(|s| {
                let has = placements_of(s, plan).count();
                let wanted = self.wanted[s];
                if self.voluntary(s) {
                    has > wanted
                } else {
                    has != wanted
                }
            }),
            "one-place" => pairs(plan).any(|(x, y)| x.staff == y.staff && x.slot == y.slot),
            "gap" => self.breaks_gap(plan),
            "availability" => plan.iter().any(|x| self.staff_lost[x.staff][x.slot]),
            "eligibility" => plan.iter().any(|x| !self.eligible(x.staff, x.department)),
            "no-repeat" => self.breaks_no_repeat(plan),
            "prerequisite" => plan.iter().any(|x| !self.prepared(x, plan)),
            "must-visit" => self.missing_visits_of_people(plan) > 0,
            "program-away" => self.times().any(|t| {
                let rules = &self.file.rules;
                let limit = self.in_slot(&rules.max_away_in, t).or(rules.max_away);
                limit.is_some_and(|limit| in_slot(t, plan).count() > limit as usize)
            }),
            "team-away" => self.breaks_team_away(plan),
            "team-cover" => self.breaks_team_cover(plan),
            "apart" => self.breaks_apart(plan),
            "seats" => self.times().any(|t| {
                (0..self.seats.len()).any(|d| {
                    let guests = in_slot(t, plan).filter(|x| x.department == d).count();
                    guests > self.seats[d][t] as usize
                })
            }),
            "min-visits" => self.missing_visits_of_departments(plan) > 0,
            "mentor" => self.breaks_mentor(plan),
            "pin" => self.missing_pins(plan) > 0,
            other => panic!("no rule {other}"),
        }
    }

    /// The names of all rules that a plan breaks.
    pub(crate) fn broken(&self, plan: &[Place]) -> Vec<&'static str> {
        let broken = |rule: &&str| self.breaks(rule, plan);
        RULES.into_iter().filter(broken).collect()
    }

    pub(super) fn people(&self) -> impl Iterator<Item = usize> + use<> {
        0..self.file.staff.len()
    }

    pub(super) fn times(&self) -> impl Iterator<Item = usize> + use<> {
        0..self.slots.len()
    }

    fn breaks_gap(&self, plan: &[Place]) -> bool {
        let gap = i64::from(self.file.rules.gap_slots.unwrap_or(0));
        // So many slots lie strictly between two different ones.
        let too_near = |a: i64, b: i64| a != b && (a - b).abs() - 1 < gap;
        pairs(plan).any(|(x, y)| x.staff == y.staff && too_near(x.slot as i64, y.slot as i64))
            || plan.iter().any(|x| {
                self.visits(x.staff)
                    .any(|(_, month)| too_near(self.slot_of_past(month), x.slot as i64))
            })
    }

    fn eligible(&self, s: usize, d: usize) -> bool {
        let (person, department) = (&self.file.staff[s], &self.file.departments[d]);
        let holds = |skill: &String| person.skills.contains(skill);
        !person.never.contains(&department.id) && department.needs_skills.iter().all(holds)
    }

    fn breaks_no_repeat(&self, plan: &[Place]) -> bool {
        let apart = i64::from(self.file.rules.no_repeat_months.unwrap_or(24));
        let month = |x: &Place| self.slots[x.slot].month;
        let again = pairs(plan).any(|(x, y)| {
            x.staff == y.staff
                && x.department == y.department
                && (month(x) - month(y)).abs() < apart
        });
        again
            || plan.iter().any(|x| {
                let here = self.file.departments[x.department].id.as_str();
                self.visits(x.staff)
                    .any(|(past, when)| past == here && (month(x) - when).abs() < apart)
            })
    }

    /// Whether a person has been to all departments that come before this one.
    fn prepared(&self, x: &Place, plan: &[Place]) -> bool {
        let after = &self.file.departments[x.department].after;
        after.iter().all(|needed| {
            self.visits(x.staff).any(|(past, _)| past == needed)
                || placements_of(x.staff, plan)
                    .any(|y| y.slot < x.slot && self.file.departments[y.department].id == *needed)
        })
    }

    /// Visits that people must make and do not.
    pub(crate) fn missing_visits_of_people(&self, plan: &[Place]) -> usize {
        let mut missing = 0;
        for s in self.people() {
            let placed = placements_of(s, plan).next().is_some();
            let bound = match self.voluntary(s) {
                true => placed,
                false => self.wanted[s] > 0,
            };
            if self.excused(s) || !bound {
                continue;
            }
            for need in &self.file.staff[s].must_visit {
                let there = |x: &&Place| {
                    need.any_of
                        .contains(&self.file.departments[x.department].id)
                };
                let visits = placements_of(s, plan).filter(there).count();
                missing += (need.times.unwrap_or(1) as usize).saturating_sub(visits);
            }
        }
        missing
    }

    fn breaks_team_away(&self, plan: &[Place]) -> bool {
        (0..self.file.teams.len()).any(|g| {
            let team = &self.file.teams[g];
            self.times().any(|t| {
                let limit = self.in_slot(&team.max_away_in, t).or(team.max_away);
                let away = in_slot(t, plan)
                    .filter(|x| self.team_of[x.staff] == g)
                    .count();
                limit.is_some_and(|limit| away > limit as usize)
            })
        })
    }

    fn breaks_team_cover(&self, plan: &[Place]) -> bool {
        let placed = |s: usize, t: usize| in_slot(t, plan).any(|x| x.staff == s);
        (0..self.file.teams.len()).any(|g| {
            self.file.teams[g].cover.iter().any(|cover| {
                self.times().any(|t| {
                    let counts = |s: &usize| {
                        let skills = &self.file.staff[*s].skills;
                        self.team_of[*s] == g
                            && cover
                                .skill
                                .as_ref()
                                .is_none_or(|skill| skills.contains(skill))
                    };
                    let here = |s: &usize| counts(s) && !self.staff_lost[*s][t];
                    let present = self.people().filter(here).count();
                    let stay = self
                        .people()
                        .filter(here)
                        .filter(|s| !placed(*s, t))
                        .count();
                    // Short without anybody's rotation: nobody more may go, and that is no breach.
                    let needed = (cover.min_present as usize).min(present);
                    stay < needed
                })
            })
        })
    }

    fn breaks_apart(&self, plan: &[Place]) -> bool {
        self.file.apart.iter().any(|group| {
            self.times().any(|t| {
                let goes = |id: &&String| in_slot(t, plan).any(|x| self.staff(id) == Some(x.staff));
                let away = group.staff.iter().filter(goes).count();
                away > group.max_away.unwrap_or(1) as usize
            })
        })
    }

    /// Visits that departments must get and do not.
    pub(crate) fn missing_visits_of_departments(&self, plan: &[Place]) -> usize {
        let missing = |d: usize| {
            let visits = plan.iter().filter(|x| x.department == d).count();
            (self.file.departments[d].min_visits as usize).saturating_sub(visits)
        };
        (0..self.file.departments.len()).map(missing).sum()
    }

    fn breaks_mentor(&self, plan: &[Place]) -> bool {
        plan.iter().any(|x| match x.mentor {
            None => self.require_mentor(),
            Some(m) => !self.suits(m, x),
        }) || (0..self.file.mentors.len()).any(|m| self.overloaded(m, plan))
    }

    /// Whether a mentor is of the department, there, and not avoided.
    pub(crate) fn suits(&self, m: usize, x: &Place) -> bool {
        let mentor = &self.file.mentors[m];
        self.mentor_home[m] == x.department
            && !self.mentor_lost[m][x.slot]
            && !self.file.staff[x.staff].avoid_mentors.contains(&mentor.id)
    }

    /// Whether a mentor guides too many at once or in all, or without a rest.
    pub(crate) fn overloaded(&self, m: usize, plan: &[Place]) -> bool {
        let mentor = &self.file.mentors[m];
        let guests = |t: usize| in_slot(t, plan).filter(|x| x.mentor == Some(m)).count();
        let all: usize = self.times().map(guests).sum();
        let busy: Vec<i64> = self
            .times()
            .filter(|t| guests(*t) > 0)
            .map(|t| t as i64)
            .collect();
        let history = self.file.history.iter();
        let past: Vec<i64> = history
            .filter(|row| row.mentor.as_ref() == Some(&mentor.id))
            .map(|row| self.slot_of_past(month_number(&row.month)))
            .collect();
        let tired = |t: &i64| {
            let since = |u: &i64| u < t && t - u <= i64::from(mentor.rest_slots);
            busy.iter().chain(&past).any(since)
        };
        self.times()
            .any(|t| guests(t) > mentor.mentees_at_once.unwrap_or(1) as usize)
            || mentor.mentees_total.is_some_and(|most| all > most as usize)
            || busy.iter().any(tired)
    }

    /// Pins that no placement matches.
    pub(crate) fn missing_pins(&self, plan: &[Place]) -> usize {
        let missed = |pin: &&rotaplan_core::input::file::PinFile| {
            !plan.iter().any(|x| {
                let slot = &self.slots[x.slot];
                let mentor = x.mentor.map(|m| &self.file.mentors[m].id);
                self.file.staff[x.staff].id == pin.staff
                    && pin
                        .slot
                        .as_ref()
                        .is_none_or(|name| *name == slot.name || *name == slot.month_name)
                    && pin
                        .department
                        .as_ref()
                        .is_none_or(|id| *id == self.file.departments[x.department].id)
                    && pin.mentor.as_ref().is_none_or(|id| mentor == Some(id))
            })
        };
        self.file.pins.iter().filter(missed).count()
    }
}

pub(super) fn placements_of(s: usize, plan: &[Place]) -> impl Iterator<Item = &Place> {
    plan.iter().filter(move |x| x.staff == s)
}

pub(super) fn in_slot(t: usize, plan: &[Place]) -> impl Iterator<Item = &Place> {
    plan.iter().filter(move |x| x.slot == t)
}

fn pairs(plan: &[Place]) -> impl Iterator<Item = (&Place, &Place)> {
    (0..plan.len()).flat_map(move |a| (a + 1..plan.len()).map(move |b| (&plan[a], &plan[b])))
}
