//! The facts that every report draws from, derived once: whatever the format, the numbers are the same.

use std::collections::HashMap;

use chrono::NaiveDate;
use rotaplan_core::input::Problem;
use rotaplan_core::input::file::ProgramFile;
use rotaplan_core::plan::{PlacementFile, PlanFile, Status};
use rotaplan_core::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx, TeamIdx};
use rotaplan_core::verify::{Verdict, verify};

use super::bridges::{Bridge, bridges};
use super::changes::{Changes, changes};
use super::fared::{Fared, Rank, fared, rank};

/// Everything a report can show of a program and a plan.
pub struct Picture<'a> {
    /// The program as its file says it.
    pub file: &'a ProgramFile,
    /// The plan as its file says it.
    pub plan: &'a PlanFile,
    /// The program with every id resolved.
    pub program: Program,
    /// What a re-check of the plan found.
    pub verdict: Verdict,
    /// The slots, earliest first.
    pub slots: Vec<SlotFacts>,
    /// The visits whose ids are known, by slot, department and person.
    pub visits: Vec<Visit>,
    /// The people in the order they are shown: by team, then by name.
    pub people: Vec<Person>,
    /// The teams.
    pub teams: Vec<TeamFacts>,
    /// The departments.
    pub departments: Vec<DepartmentFacts>,
    /// The mentors' visits, by position in the program.
    pub mentor_visits: Vec<Vec<usize>>,
    /// What became of each bridge, teams × departments.
    pub bridges: Vec<Bridge>,
    /// How people fared.
    pub fared: Fared,
    /// What changed against a baseline, where one was given.
    pub changes: Option<Changes>,
}

/// A slot as reports show it.
#[derive(Clone, Debug)]
pub struct SlotFacts {
    /// Its name in files.
    pub name: String,
    /// Short and for people: `Jan` or `1–15 Jan`.
    pub label: String,
    /// Its year.
    pub year: String,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// People away.
    pub away: u32,
    /// Most people away, where limited.
    pub limit: Option<u32>,
}

/// One placement with what there is to say of it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// When.
    pub slot: Slot,
    /// Who.
    pub staff: StaffIdx,
    /// Where.
    pub department: DepartmentIdx,
    /// Guided by whom.
    pub mentor: Option<MentorIdx>,
    /// Points of department and slot together.
    pub points: i64,
    /// Which of the person's choices the department is.
    pub rank: Rank,
}

/// A person with the person's visits.
#[derive(Clone, Debug)]
pub struct Person {
    /// Position in the program.
    pub staff: StaffIdx,
    /// The person's visits, earliest first, by position in the picture.
    pub visits: Vec<usize>,
    /// Points of all visits.
    pub points: i64,
    /// Rotations that a mandatory person lacks.
    pub missing: u32,
}

/// A team's absences.
#[derive(Clone, Debug)]
pub struct TeamFacts {
    /// Its people, by position in the picture.
    pub people: std::ops::Range<usize>,
    /// Members away, by slot.
    pub away: Vec<u32>,
    /// Most members away, by slot: the team's limit, or what its cover leaves.
    pub limit: Vec<Option<u32>>,
}

/// A department's guests.
#[derive(Clone, Debug)]
pub struct DepartmentFacts {
    /// Its visits by position in the picture, earliest first.
    pub visits: Vec<usize>,
    /// Seats used, by slot.
    pub used: Vec<u32>,
}

impl<'a> Picture<'a> {
    /// Works the facts out.
    ///
    /// # Errors
    /// Every problem of the program, where it is not valid.
    pub fn new(
        file: &'a ProgramFile,
        plan: &'a PlanFile,
        baseline: Option<&PlanFile>,
    ) -> Result<Self, Vec<Problem>> {
        let mut program = Program::from_file(file)?;
        if let Some(baseline) = baseline {
            program = program.with_baseline(baseline, String::new());
        }
        let verdict = verify(&program, plan);
        let wishes = wishes(file, &program);
        let mut visits: Vec<Visit> = verdict
            .schedule
            .all()
            .iter()
            .map(|placement| {
                let (staff, department, slot) =
                    (placement.staff, placement.department, placement.slot);
                Visit {
                    slot,
                    staff,
                    department,
                    mentor: placement.mentor,
                    points: program.department_points(staff, department)
                        + program.slot_points(staff, slot),
                    rank: rank(&wishes[staff.index()], department),
                }
            })
            .collect();
        visits.sort_by_key(|visit| (visit.slot, visit.department, visit.staff));
        let people = people(&program, &visits);
        let changes = baseline.map(|baseline| changes(&program, plan, baseline));
        let fared = fared(&program, &people, &visits, &wishes);
        let mut mentor_visits = vec![Vec::new(); program.mentors().len()];
        for (index, visit) in visits.iter().enumerate() {
            if let Some(mentor) = visit.mentor {
                mentor_visits[mentor.index()].push(index);
            }
        }
        Ok(Picture {
            file,
            plan,
            slots: slots(&program, &visits),
            teams: teams(&program, &people, &visits),
            departments: departments(&program, &visits),
            bridges: bridges(&program, &visits),
            mentor_visits,
            people,
            visits,
            verdict,
            fared,
            changes,
            program,
        })
    }

    /// What the program is called; never empty.
    #[must_use]
    pub fn title(&self) -> &str {
        match self.program.name().trim() {
            "" => "Rotation plan",
            name => name,
        }
    }

    /// The months planned, for people: `January to March 2027`.
    #[must_use]
    pub fn period(&self) -> String {
        match (self.slots.first(), self.slots.last()) {
            (Some(first), Some(last)) => {
                let (start, end) = (first.start, last.end);
                if start.format("%Y-%m").to_string() == end.format("%Y-%m").to_string() {
                    end.format("%B %Y").to_string()
                } else if first.year == last.year {
                    format!("{} to {}", start.format("%B"), end.format("%B %Y"))
                } else {
                    format!("{} to {}", start.format("%B %Y"), end.format("%B %Y"))
                }
            }
            _ => String::new(),
        }
    }

    /// How good the plan is known to be, in a word or two.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match (self.plan.status, self.verdict.breaches.is_empty()) {
            (Some(Status::Partial), _) => "Partial",
            (_, false) => "Breaks rules",
            (Some(Status::Optimal), true) => "Optimal, proven",
            (Some(Status::Feasible), true) => "Valid, gap proven",
            (None, true) => "Valid",
        }
    }

    /// A person's name, or id where there is none.
    #[must_use]
    pub fn staff_name(&self, staff: StaffIdx) -> &str {
        &self.program.staff()[staff.index()].name
    }

    /// A person's team.
    #[must_use]
    pub fn team_of(&self, staff: StaffIdx) -> TeamIdx {
        self.program.staff()[staff.index()].team
    }

    /// A team's name, or id.
    #[must_use]
    pub fn team_name(&self, team: TeamIdx) -> &str {
        &self.program.teams()[team.index()].name
    }

    /// A department's name, or id.
    #[must_use]
    pub fn department_name(&self, department: DepartmentIdx) -> &str {
        &self.program.departments()[department.index()].name
    }

    /// A mentor's name, or id; nothing where there is no mentor.
    #[must_use]
    pub fn mentor_name(&self, mentor: Option<MentorIdx>) -> &str {
        mentor.map_or("", |mentor| &self.program.mentors()[mentor.index()].name)
    }

    /// A placement of a plan file in words: where, when, with whom.
    #[must_use]
    pub fn words(&self, placement: &PlacementFile) -> String {
        let department = self.program.department_by_id(&placement.department);
        let department = department.map_or(placement.department.as_str(), |index| {
            self.department_name(index)
        });
        let when = self.program.calendar().slot(&placement.slot).map_or_else(
            || placement.slot.clone(),
            |slot| {
                let slot = &self.slots[slot.index()];
                format!("{} {}", slot.label, slot.year)
            },
        );
        match &placement.mentor {
            None => format!("{department}, {when}"),
            Some(id) => {
                let mentor = self.program.mentor_by_id(id);
                let mentor = mentor.map_or(id.as_str(), |index| self.mentor_name(Some(index)));
                format!("{department}, {when}, with {mentor}")
            }
        }
    }

    /// What became of one bridge.
    #[must_use]
    pub fn bridge(&self, team: TeamIdx, department: DepartmentIdx) -> Bridge {
        self.bridges[team.index() * self.program.departments().len() + department.index()]
    }
}

/// The departments that each person gave points, by position in the program.
fn wishes(file: &ProgramFile, program: &Program) -> Vec<Vec<(DepartmentIdx, i32)>> {
    let mut wishes = vec![Vec::new(); program.staff().len()];
    for person in &file.staff {
        if let Some(staff) = program.staff_by_id(&person.id) {
            wishes[staff.index()] = person
                .preferences
                .iter()
                .filter_map(|(id, points)| Some((program.department_by_id(id)?, *points)))
                .collect();
        }
    }
    wishes
}

fn slots(program: &Program, visits: &[Visit]) -> Vec<SlotFacts> {
    let calendar = program.calendar();
    let mut slots: Vec<SlotFacts> = calendar
        .slots()
        .map(|slot| {
            let (start, end) = (calendar.start(slot), calendar.end(slot));
            let label = if calendar.slots_per_month() == 1 {
                start.format("%b").to_string()
            } else {
                format!("{}–{}", start.format("%-d"), end.format("%-d %b"))
            };
            SlotFacts {
                name: calendar.name(slot).to_owned(),
                label,
                year: start.format("%Y").to_string(),
                start,
                end,
                away: 0,
                limit: program.max_away(slot),
            }
        })
        .collect();
    for visit in visits {
        slots[visit.slot.index()].away += 1;
    }
    slots
}

fn people(program: &Program, visits: &[Visit]) -> Vec<Person> {
    let mut of: HashMap<StaffIdx, Vec<usize>> = HashMap::new();
    for (index, visit) in visits.iter().enumerate() {
        of.entry(visit.staff).or_default().push(index);
    }
    let mut people: Vec<Person> = program
        .staff_indices()
        .map(|staff| {
            let facts = &program.staff()[staff.index()];
            let mine = of.remove(&staff).unwrap_or_default();
            let had = u32::try_from(mine.len()).unwrap_or(u32::MAX);
            Person {
                staff,
                points: mine.iter().map(|visit| visits[*visit].points).sum(),
                missing: if facts.voluntary() {
                    0
                } else {
                    facts.rotations.saturating_sub(had)
                },
                visits: mine,
            }
        })
        .collect();
    let key = |person: &Person| {
        let staff = &program.staff()[person.staff.index()];
        (staff.team, natural(&staff.name), person.staff)
    };
    people.sort_by_cached_key(key);
    people
}

/// A key under which `Person 2` comes before `Person 10`.
pub(crate) fn natural(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 8);
    let mut digits = String::new();
    for character in name.chars().flat_map(char::to_lowercase).chain(['\u{0}']) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        if !digits.is_empty() {
            key.push_str(&format!("{digits:0>12}"));
            digits.clear();
        }
        key.push(character);
    }
    key
}

fn teams(program: &Program, people: &[Person], visits: &[Visit]) -> Vec<TeamFacts> {
    let slots = program.calendar().len();
    let team_of = |person: &Person| program.staff()[person.staff.index()].team;
    let mut teams: Vec<TeamFacts> = program
        .team_indices()
        .map(|index| {
            let team = &program.teams()[index.index()];
            let start = people.partition_point(|person| team_of(person) < index);
            let end = people.partition_point(|person| team_of(person) <= index);
            let whole = team.cover.iter().filter(|cover| cover.skill.is_none());
            let mut limit = team.max_away.clone();
            for cover in whole {
                for (limit, may_go) in limit.iter_mut().zip(&cover.may_go) {
                    *limit = Some(limit.map_or(*may_go, |limit| limit.min(*may_go)));
                }
            }
            TeamFacts {
                people: start..end,
                away: vec![0; slots],
                limit,
            }
        })
        .collect();
    for visit in visits {
        let team = program.staff()[visit.staff.index()].team;
        teams[team.index()].away[visit.slot.index()] += 1;
    }
    teams
}

fn departments(program: &Program, visits: &[Visit]) -> Vec<DepartmentFacts> {
    let empty = DepartmentFacts {
        visits: Vec::new(),
        used: vec![0; program.calendar().len()],
    };
    let mut departments = vec![empty; program.departments().len()];
    for (index, visit) in visits.iter().enumerate() {
        let department = &mut departments[visit.department.index()];
        department.visits.push(index);
        department.used[visit.slot.index()] += 1;
    }
    departments
}
