//! The facts of a program file, worked out from the words of the format and nothing else.

use chrono::{Datelike, NaiveDate, Weekday};
use rotaplan_core::input::ProgramFile;
use rotaplan_core::input::file::{ParticipationFile, SpanFile};
use rotaplan_core::plan::{PlacementFile, PlanFile};
use std::collections::BTreeMap;

/// A placement by positions in the file; a placement without a mentor has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) slot: usize,
    pub(crate) staff: usize,
    pub(crate) department: usize,
    pub(crate) mentor: Option<usize>,
}

/// A slot of the horizon.
pub(crate) struct SlotFacts {
    pub(crate) name: String,
    /// The month's name, which with two slots to the month stands for both.
    pub(crate) month_name: String,
    /// Months since year 0.
    pub(crate) month: i64,
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

/// A program file and what its words come to.
pub(crate) struct Facts {
    pub(crate) file: ProgramFile,
    pub(crate) slots: Vec<SlotFacts>,
    /// `[staff][slot]`.
    pub(crate) staff_lost: Vec<Vec<bool>>,
    /// `[mentor][slot]`.
    pub(crate) mentor_lost: Vec<Vec<bool>>,
    /// `[department][slot]`: 0 where the slot is lost to it.
    pub(crate) seats: Vec<Vec<u32>>,
    /// Rotations and owed ones; 0 for the excused.
    pub(crate) wanted: Vec<usize>,
    pub(crate) team_of: Vec<usize>,
    pub(crate) mentor_home: Vec<usize>,
    pub(crate) baseline: Vec<PlacementFile>,
}

/// Months since year 0 of `YYYY-MM`.
pub(crate) fn month_number(text: &str) -> i64 {
    let year: i64 = text[..4].parse().expect("a year");
    let month: i64 = text[5..7].parse().expect("a month");
    year * 12 + month - 1
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn first_day(month: i64) -> NaiveDate {
    let (year, month) = (month / 12, month % 12 + 1);
    format!("{year:04}-{month:02}-01").parse().expect("a date")
}

impl Facts {
    pub(crate) fn new(file: &ProgramFile, baseline: Option<&PlanFile>) -> Self {
        let mut facts = Facts {
            file: file.clone(),
            slots: slots(file),
            staff_lost: Vec::new(),
            mentor_lost: Vec::new(),
            seats: Vec::new(),
            wanted: Vec::new(),
            team_of: Vec::new(),
            mentor_home: Vec::new(),
            baseline: baseline.map_or(Vec::new(), |plan| plan.placements.clone()),
        };
        facts.staff_lost = file
            .staff
            .iter()
            .map(|s| facts.lost(&s.leave, &s.employed_from, &s.employed_until))
            .collect();
        facts.mentor_lost = file
            .mentors
            .iter()
            .map(|m| facts.lost(&m.leave, &m.employed_from, &m.employed_until))
            .collect();
        for department in &file.departments {
            let closed = facts.lost(&department.closed, &None, &None);
            let seats = (0..facts.slots.len()).map(|t| match closed[t] {
                true => 0,
                false => facts
                    .in_slot(&department.seats_in, t)
                    .unwrap_or(department.seats),
            });
            facts.seats.push(seats.collect());
        }
        for person in &file.staff {
            let usual = file.rules.rotations.unwrap_or(1);
            facts.wanted.push(match person.participation {
                ParticipationFile::Excused => 0,
                _ => (person.rotations.unwrap_or(usual) + person.owed) as usize,
            });
            facts.team_of.push(
                file.teams
                    .iter()
                    .position(|team| team.id == person.team)
                    .expect("a team"),
            );
        }
        for mentor in &file.mentors {
            facts
                .mentor_home
                .push(facts.department(&mentor.department).expect("a department"));
        }
        facts
    }

    /// Slots in which leave and time outside employment take more than `leave_days` working days.
    fn lost(&self, leave: &[SpanFile], from: &Option<String>, until: &Option<String>) -> Vec<bool> {
        let holidays: Vec<NaiveDate> = self
            .file
            .horizon
            .holidays
            .iter()
            .map(|text| day(text))
            .collect();
        let gone = |date: NaiveDate| {
            leave
                .iter()
                .any(|span| day(&span.from) <= date && date <= day(&span.to))
                || from.as_ref().is_some_and(|from| date < day(from))
                || until.as_ref().is_some_and(|until| date > day(until))
        };
        let working = |date: NaiveDate| {
            date.weekday() != Weekday::Sat
                && date.weekday() != Weekday::Sun
                && !holidays.contains(&date)
        };
        self.slots
            .iter()
            .map(|slot| {
                let days = slot.first.iter_days().take_while(|date| *date <= slot.last);
                let taken = days.filter(|date| working(*date) && gone(*date)).count();
                taken > self.file.rules.leave_days.unwrap_or(5) as usize
            })
            .collect()
    }

    /// A value by slot: the slot's own name, else its month's name.
    pub(crate) fn in_slot<V: Copy>(&self, table: &BTreeMap<String, V>, t: usize) -> Option<V> {
        let slot = &self.slots[t];
        table
            .get(&slot.name)
            .or_else(|| table.get(&slot.month_name))
            .copied()
    }

    pub(crate) fn department(&self, id: &str) -> Option<usize> {
        self.file.departments.iter().position(|row| row.id == id)
    }

    pub(crate) fn staff(&self, id: &str) -> Option<usize> {
        self.file.staff.iter().position(|row| row.id == id)
    }

    pub(crate) fn voluntary(&self, s: usize) -> bool {
        self.file.staff[s].participation == ParticipationFile::Voluntary
    }

    pub(crate) fn excused(&self, s: usize) -> bool {
        self.file.staff[s].participation == ParticipationFile::Excused
    }

    pub(crate) fn require_mentor(&self) -> bool {
        self.file.rules.require_mentor.unwrap_or(true)
    }

    /// Earlier visits of a person, as department id and month.
    pub(crate) fn visits(&self, s: usize) -> impl Iterator<Item = (&str, i64)> {
        let id = &self.file.staff[s].id;
        self.file
            .history
            .iter()
            .filter(move |row| row.staff == *id)
            .map(|row| (row.department.as_str(), month_number(&row.month)))
    }

    /// The number, below 0, of the last slot of a month before the horizon.
    pub(crate) fn slot_of_past(&self, month: i64) -> i64 {
        let per_month = i64::from(self.file.horizon.slots_per_month.unwrap_or(1));
        (month + 1 - self.slots[0].month) * per_month - 1
    }

    pub(crate) fn points(&self, place: &Place) -> i64 {
        let person = &self.file.staff[place.staff];
        let department = &self.file.departments[place.department].id;
        let there = person.preferences.get(department).copied().unwrap_or(0);
        let then = self
            .in_slot(&person.slot_preferences, place.slot)
            .unwrap_or(0);
        i64::from(there) + i64::from(then)
    }

    /// A plan of the oracle as a plan file.
    pub(crate) fn to_plan(&self, plan: &[Place]) -> PlanFile {
        let row = |x: &Place| PlacementFile {
            staff: self.file.staff[x.staff].id.clone(),
            department: self.file.departments[x.department].id.clone(),
            mentor: x.mentor.map(|m| self.file.mentors[m].id.clone()),
            slot: self.slots[x.slot].name.clone(),
            start: None,
            end: None,
        };
        PlanFile {
            format: "rotaplan/plan@1".to_owned(),
            placements: plan.iter().map(row).collect(),
            ..PlanFile::default()
        }
    }
}

fn slots(file: &ProgramFile) -> Vec<SlotFacts> {
    let start = month_number(&file.horizon.first_month);
    let mut slots = Vec::new();
    for month in start..start + i64::from(file.horizon.months) {
        let month_name = format!("{:04}-{:02}", month / 12, month % 12 + 1);
        let first = first_day(month);
        let last = first_day(month + 1).pred_opt().expect("a date");
        let mut push = |name: String, first, last| {
            slots.push(SlotFacts {
                name,
                month_name: month_name.clone(),
                month,
                first,
                last,
            });
        };
        if file.horizon.slots_per_month == Some(2) {
            let middle = first.with_day(15).expect("a date");
            push(format!("{month_name}.1"), first, middle);
            push(
                format!("{month_name}.2"),
                middle.succ_opt().expect("a date"),
                last,
            );
        } else {
            push(month_name.clone(), first, last);
        }
    }
    slots
}
