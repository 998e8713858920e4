//! Teams, staff, departments and mentors, and how they are read from a valid file.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::calendar::{Calendar, Month, absences};
use super::index::{DepartmentIdx, MentorIdx, Slot, SlotSet, StaffIdx, TeamIdx};
use super::{Ids, Orders, Program, Weights};
use crate::input::file::{ParticipationFile, ProgramFile, StaffFile};

/// Whether a person takes part.
pub type Participation = ParticipationFile;

/// A team of IT.
#[derive(Clone, Debug)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Its members, sorted by id.
    pub members: Arc<[StaffIdx]>,
    /// Most members away, by slot, where limited.
    pub max_away: Vec<Option<u32>>,
    /// How many must stay at home.
    pub cover: Vec<Cover>,
}

/// How many of a team's members, or of those with a skill, must stay at home.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The skill that counts; `None`: every member does.
    pub skill: Option<String>,
    /// How many must be present in every slot.
    pub min_present: u32,
    /// The members who count.
    pub people: Arc<[StaffIdx]>,
    /// How many of them may be away, by slot: those present less `min_present`.
    pub may_go: Vec<u32>,
}

/// A person who rotates.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The person's id.
    pub id: String,
    /// The person's name, or the id where there is none.
    pub name: String,
    /// The person's team.
    pub team: TeamIdx,
    /// What the person can do.
    pub skills: Vec<String>,
    /// Whether the person takes part.
    pub participation: Participation,
    /// Rotations wanted: own and owed ones; 0 if excused.
    pub rotations: u32,
    /// Rotations owed from earlier programs, part of `rotations`.
    pub owed: u32,
    /// Points carried over from earlier programs.
    pub carry: i64,
    /// Slots lost to leave and time outside employment.
    pub lost: SlotSet,
    /// Departments the person may visit at all, by position.
    pub eligible: Vec<bool>,
    /// Departments the person is never sent to.
    pub never: Vec<DepartmentIdx>,
    /// Mentors the person is never paired with.
    pub avoid_mentors: Vec<MentorIdx>,
    /// Departments the person must see.
    pub must_visit: Vec<MustVisit>,
    /// Rotations of the months before the horizon.
    pub visits: Vec<Visit>,
    /// The person's pins, by position in the program.
    pub pins: Vec<usize>,
}

impl Staff {
    /// Whether the person may stay out.
    #[must_use]
    pub fn voluntary(&self) -> bool {
        self.participation == Participation::Voluntary
    }

    /// Whether `least_happy` looks at this person: mandatory, with at least one rotation.
    #[must_use]
    pub fn counts_for_happiness(&self) -> bool {
        self.rotations > 0 && !self.voluntary()
    }
}

/// So many of a person's placements lie in these departments.
#[derive(Clone, Debug)]
pub struct MustVisit {
    /// The departments.
    pub any_of: Arc<[DepartmentIdx]>,
    /// How many placements.
    pub times: u32,
}

/// A rotation of a month before the horizon.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The department; `None` if it is gone.
    pub department: Option<DepartmentIdx>,
    /// When.
    pub month: Month,
}

/// A department that hosts guests.
#[derive(Clone, Debug)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Guests at one time, by slot; 0 in a slot lost to it.
    pub seats: Vec<u32>,
    /// Slots lost to it.
    pub closed: SlotSet,
    /// Visits it must get over the horizon.
    pub min_visits: u32,
    /// Skills every guest must have.
    pub needs_skills: Vec<String>,
    /// Departments every guest must have seen before.
    pub after: Vec<DepartmentIdx>,
    /// Its mentors.
    pub mentors: Vec<MentorIdx>,
    /// Slots in which at least one of them may guide.
    pub guided: SlotSet,
}

/// A person of a department who guides guests.
#[derive(Clone, Debug)]
pub struct Mentor {
    /// The mentor's id.
    pub id: String,
    /// The mentor's name, or the id where there is none.
    pub name: String,
    /// The mentor's department.
    pub department: DepartmentIdx,
    /// Guests guided in one slot.
    pub at_once: u32,
    /// Guests guided over the horizon, if limited.
    pub total: Option<u32>,
    /// Slots without guests after a slot with one.
    pub rest_slots: u32,
    /// Slots lost to leave and time outside employment.
    pub lost: SlotSet,
    /// Slots in which the mentor rests after a guest of the months before the horizon.
    pub resting: SlotSet,
}

impl Mentor {
    /// Slots in which the mentor may guide.
    #[must_use]
    pub fn on_duty(&self, calendar: &Calendar) -> SlotSet {
        calendar.all().minus(self.lost).minus(self.resting)
    }
}

/// A group of whom only so many may be away in one slot.
#[derive(Clone, Debug)]
pub struct Apart {
    /// The people.
    pub people: Arc<[StaffIdx]>,
    /// How many of them.
    pub max_away: u32,
    /// Why, for people.
    pub reason: String,
}

/// A placement that is settled beforehand: some placement of the person matches every key given.
#[derive(Clone, Debug)]
pub struct Pin {
    /// Who.
    pub staff: StaffIdx,
    /// In one of these slots.
    pub slots: Option<SlotSet>,
    /// The slot's name as the file has it.
    pub slot_name: Option<String>,
    /// Where.
    pub department: Option<DepartmentIdx>,
    /// Guided by whom.
    pub mentor: Option<MentorIdx>,
}

fn named(name: &str, id: &str) -> String {
    if name.trim().is_empty() {
        id.to_owned()
    } else {
        name.to_owned()
    }
}

fn positions<'a, I: Copy>(
    ids: impl Iterator<Item = &'a String>,
    new: impl Fn(usize) -> I,
) -> HashMap<String, I> {
    ids.enumerate()
        .map(|(at, id)| (id.clone(), new(at)))
        .collect()
}

/// Sorts all rows, so that their order in the file changes nothing.
fn sort(file: &mut ProgramFile) {
    file.teams.sort_by(|a, b| a.id.cmp(&b.id));
    for team in &mut file.teams {
        team.cover
            .sort_by(|a, b| (&a.skill, a.min_present).cmp(&(&b.skill, b.min_present)));
    }
    file.staff.sort_by(|a, b| a.id.cmp(&b.id));
    for person in &mut file.staff {
        for need in &mut person.must_visit {
            need.any_of.sort();
        }
        person
            .must_visit
            .sort_by(|a, b| (&a.any_of, a.times).cmp(&(&b.any_of, b.times)));
        person.never.sort();
        person.avoid_mentors.sort();
    }
    file.departments.sort_by(|a, b| a.id.cmp(&b.id));
    for department in &mut file.departments {
        department.after.sort();
    }
    file.mentors.sort_by(|a, b| a.id.cmp(&b.id));
    for group in &mut file.apart {
        group.staff.sort();
    }
    file.apart
        .sort_by(|a, b| (&a.staff, a.max_away).cmp(&(&b.staff, b.max_away)));
    file.pins.sort_by(|a, b| {
        (&a.staff, &a.slot, &a.department, &a.mentor).cmp(&(
            &b.staff,
            &b.slot,
            &b.department,
            &b.mentor,
        ))
    });
}

/// Builds the program of a valid file.
pub(super) fn build(mut file: ProgramFile, sha256: String) -> Program {
    sort(&mut file);
    let file = &file;
    let calendar = Calendar::new(&file.horizon);
    let ids = Ids {
        staff: positions(file.staff.iter().map(|row| &row.id), StaffIdx::new),
        teams: positions(file.teams.iter().map(|row| &row.id), TeamIdx::new),
        departments: positions(
            file.departments.iter().map(|row| &row.id),
            DepartmentIdx::new,
        ),
        mentors: positions(file.mentors.iter().map(|row| &row.id), MentorIdx::new),
    };
    let leave_days = file.rules.leave_days.unwrap_or(5);
    let departments = departments(file, &calendar, &ids, leave_days);
    let mentors = mentors(file, &calendar, &ids, leave_days);
    let staff: Vec<Staff> = file
        .staff
        .iter()
        .map(|row| member(row, file, &calendar, &ids, &departments))
        .collect();
    let mut program = Program {
        name: file.name.clone(),
        sha256,
        weights: weights(file),
        teams: teams(file, &calendar, &staff),
        max_away: by_slot(&calendar, file.rules.max_away, &file.rules.max_away_in),
        leave_days,
        gap_slots: file.rules.gap_slots.unwrap_or(0) as usize,
        no_repeat_months: file.rules.no_repeat_months.unwrap_or(24).cast_signed(),
        require_mentor: file.rules.require_mentor.unwrap_or(true),
        department_points: table(
            file.staff.len(),
            departments.len(),
            |at, row: &mut [i32]| {
                for (id, points) in &file.staff[at].preferences {
                    if let Some(department) = ids.departments.get(id) {
                        row[department.index()] = *points;
                    }
                }
            },
        ),
        slot_points: table(file.staff.len(), calendar.len(), |at, row: &mut [i32]| {
            if !file.staff[at].slot_preferences.is_empty() {
                let points = calendar.per_slot(&file.staff[at].slot_preferences);
                for (place, points) in row.iter_mut().zip(points) {
                    *place = points.unwrap_or(0);
                }
            }
        }),
        bridge_values: Vec::new(),
        last_contact: vec![None; file.teams.len() * departments.len()],
        everybody: (0..staff.len()).map(StaffIdx::new).collect(),
        everywhere: (0..departments.len()).map(DepartmentIdx::new).collect(),
        apart: Vec::new(),
        pins: Vec::new(),
        baseline: None,
        orders: Orders::default(),
        calendar,
        staff,
        departments,
        mentors,
        ids,
    };
    for row in &file.apart {
        let people: Arc<[StaffIdx]> = row
            .staff
            .iter()
            .filter_map(|id| program.staff_by_id(id))
            .collect();
        let max_away = row.max_away.unwrap_or(1);
        program.apart.push(Apart {
            people,
            max_away,
            reason: row.reason.clone(),
        });
    }
    add_history(&mut program, file);
    add_pins(&mut program, file);
    for mentor in &program.mentors {
        if mentor.at_once > 0 && mentor.total != Some(0) {
            let guided = &mut program.departments[mentor.department.index()].guided;
            *guided = guided.or(mentor.on_duty(&program.calendar));
        }
    }
    program.bridge_values = bridge_values(&program, file);
    program
}

fn weights(file: &ProgramFile) -> Weights {
    let goals = &file.goals;
    let weight = |value: Option<u32>, default: u32| i64::from(value.unwrap_or(default));
    Weights {
        preference: weight(goals.preference, 1),
        slot_preference: weight(goals.slot_preference, 1),
        bridges: weight(goals.bridges, 1),
        peak_away: weight(goals.peak_away, 0),
        least_happy: weight(goals.least_happy, 0),
        mentor_peak: weight(goals.mentor_peak, 0),
        changes: weight(goals.changes, 10),
    }
}

fn table(rows: usize, columns: usize, fill: impl Fn(usize, &mut [i32])) -> Vec<i32> {
    let mut table = vec![0; rows * columns];
    for (at, row) in table.chunks_mut(columns.max(1)).enumerate().take(rows) {
        fill(at, row);
    }
    table
}

fn by_slot(
    calendar: &Calendar,
    everywhere: Option<u32>,
    single: &std::collections::BTreeMap<String, u32>,
) -> Vec<Option<u32>> {
    calendar
        .per_slot(single)
        .into_iter()
        .map(|limit| limit.or(everywhere))
        .collect()
}

fn departments(
    file: &ProgramFile,
    calendar: &Calendar,
    ids: &Ids,
    leave_days: u32,
) -> Vec<Department> {
    let mut departments: Vec<Department> = file
        .departments
        .iter()
        .map(|row| {
            let closed = calendar.lost(&absences(&row.closed, None, None), leave_days);
            let mut seats: Vec<u32> = by_slot(calendar, Some(row.seats), &row.seats_in)
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect();
            for slot in closed.iter() {
                seats[slot.index()] = 0;
            }
            let after = row.after.iter().filter_map(|id| ids.departments.get(id));
            let after: BTreeSet<DepartmentIdx> = after.copied().collect();
            Department {
                id: row.id.clone(),
                name: named(&row.name, &row.id),
                seats,
                closed,
                min_visits: row.min_visits,
                needs_skills: row.needs_skills.clone(),
                after: after.into_iter().collect(),
                mentors: Vec::new(),
                guided: SlotSet::empty(),
            }
        })
        .collect();
    for (at, row) in file.mentors.iter().enumerate() {
        if let Some(department) = ids.departments.get(&row.department) {
            departments[department.index()]
                .mentors
                .push(MentorIdx::new(at));
        }
    }
    departments
}

fn mentors(file: &ProgramFile, calendar: &Calendar, ids: &Ids, leave_days: u32) -> Vec<Mentor> {
    file.mentors
        .iter()
        .map(|row| {
            let spans = absences(
                &row.leave,
                row.employed_from.as_deref(),
                row.employed_until.as_deref(),
            );
            Mentor {
                id: row.id.clone(),
                name: named(&row.name, &row.id),
                department: ids
                    .departments
                    .get(&row.department)
                    .copied()
                    .unwrap_or(DepartmentIdx(0)),
                at_once: row.mentees_at_once.unwrap_or(1),
                total: row.mentees_total,
                rest_slots: row.rest_slots,
                lost: calendar.lost(&spans, leave_days),
                resting: SlotSet::empty(),
            }
        })
        .collect()
}

fn member(
    row: &StaffFile,
    file: &ProgramFile,
    calendar: &Calendar,
    ids: &Ids,
    departments: &[Department],
) -> Staff {
    let spans = absences(
        &row.leave,
        row.employed_from.as_deref(),
        row.employed_until.as_deref(),
    );
    let rotations = match row.participation {
        ParticipationFile::Excused => 0,
        _ => row.rotations.or(file.rules.rotations).unwrap_or(1) + row.owed,
    };
    let never: Vec<DepartmentIdx> = row
        .never
        .iter()
        .filter_map(|id| ids.departments.get(id).copied())
        .collect();
    let mut eligible: Vec<bool> = departments
        .iter()
        .map(|department| {
            department
                .needs_skills
                .iter()
                .all(|skill| row.skills.contains(skill))
        })
        .collect();
    for department in &never {
        eligible[department.index()] = false;
    }
    Staff {
        id: row.id.clone(),
        name: named(&row.name, &row.id),
        team: ids.teams.get(&row.team).copied().unwrap_or(TeamIdx(0)),
        skills: row.skills.clone(),
        participation: row.participation,
        rotations,
        owed: if row.participation == ParticipationFile::Excused {
            0
        } else {
            row.owed
        },
        carry: i64::from(row.carry),
        lost: calendar.lost(&spans, file.rules.leave_days.unwrap_or(5)),
        eligible,
        never,
        avoid_mentors: row
            .avoid_mentors
            .iter()
            .filter_map(|id| ids.mentors.get(id).copied())
            .collect(),
        must_visit: row
            .must_visit
            .iter()
            .map(|need| MustVisit {
                any_of: need
                    .any_of
                    .iter()
                    .filter_map(|id| ids.departments.get(id).copied())
                    .collect(),
                times: need.times.unwrap_or(1),
            })
            .collect(),
        visits: Vec::new(),
        pins: Vec::new(),
    }
}

fn teams(file: &ProgramFile, calendar: &Calendar, staff: &[Staff]) -> Vec<Team> {
    let mut members = vec![Vec::new(); file.teams.len()];
    for (at, person) in staff.iter().enumerate() {
        if let Some(team) = members.get_mut(person.team.index()) {
            team.push(StaffIdx::new(at));
        }
    }
    file.teams
        .iter()
        .zip(members)
        .map(|(row, members)| Team {
            id: row.id.clone(),
            name: named(&row.name, &row.id),
            max_away: by_slot(calendar, row.max_away, &row.max_away_in),
            cover: row
                .cover
                .iter()
                .map(|cover| {
                    let counts = |person: &&StaffIdx| {
                        let skills = &staff[person.index()].skills;
                        cover
                            .skill
                            .as_ref()
                            .is_none_or(|skill| skills.contains(skill))
                    };
                    let people: Arc<[StaffIdx]> = members.iter().filter(counts).copied().collect();
                    let may_go = |t: Slot| {
                        let here = people.iter().filter(|s| !staff[s.index()].lost.contains(t));
                        u32::try_from(here.count())
                            .unwrap_or(u32::MAX)
                            .saturating_sub(cover.min_present)
                    };
                    Cover {
                        skill: cover.skill.clone(),
                        min_present: cover.min_present,
                        may_go: calendar.slots().map(may_go).collect(),
                        people,
                    }
                })
                .collect(),
            members: members.into(),
        })
        .collect()
}

fn add_history(program: &mut Program, file: &ProgramFile) {
    let width = program.departments.len();
    let first = program.calendar.first_month();
    for row in &file.history {
        let Some(month) = Month::parse(&row.month) else {
            continue;
        };
        let staff = program.staff_by_id(&row.staff);
        let department = program.department_by_id(&row.department);
        if let Some(staff) = staff {
            program.staff[staff.index()]
                .visits
                .push(Visit { department, month });
        }
        let team = match &row.team {
            Some(id) => program.team_by_id(id),
            None => staff.map(|staff| program.staff[staff.index()].team),
        };
        if let (Some(team), Some(department)) = (team, department) {
            let age = first.0 - month.0;
            let last = &mut program.last_contact[team.index() * width + department.index()];
            *last = Some(last.map_or(age, |known| known.min(age)));
        }
        if let Some(mentor) = row.mentor.as_ref().and_then(|id| program.mentor_by_id(id)) {
            let guided = program.calendar.history_slot(month);
            let rest = i64::from(program.mentors[mentor.index()].rest_slots);
            for slot in program.calendar.slots() {
                let after = slot.index() as i64 - guided;
                if 0 < after && after <= rest {
                    program.mentors[mentor.index()].resting.insert(slot);
                }
            }
        }
    }
}

fn add_pins(program: &mut Program, file: &ProgramFile) {
    for row in &file.pins {
        let Some(staff) = program.staff_by_id(&row.staff) else {
            continue;
        };
        program.staff[staff.index()].pins.push(program.pins.len());
        program.pins.push(Pin {
            staff,
            slots: row
                .slot
                .as_ref()
                .map(|name| program.calendar.named(name).unwrap_or_default()),
            slot_name: row.slot.clone(),
            department: row
                .department
                .as_ref()
                .and_then(|id| program.department_by_id(id)),
            mentor: row.mentor.as_ref().and_then(|id| program.mentor_by_id(id)),
        });
    }
}

/// See `format.md`, goal `bridges`: rows first, else `bridge_default`, which jumps or fades.
fn bridge_values(program: &Program, file: &ProgramFile) -> Vec<i64> {
    let width = program.departments.len();
    let mut values = vec![0i64; program.teams.len() * width];
    if let Some(default) = &file.bridge_default {
        let refresh = i64::from(default.refresh_months);
        for (at, value) in values.iter_mut().enumerate() {
            let full = i64::from(default.value)
                * i64::from(file.departments[at % width].priority.unwrap_or(1));
            let age =
                program.last_contact[at].map_or(refresh + 1, |age| i64::from(age).min(refresh + 1));
            *value = if default.fade {
                if refresh == 0 {
                    full
                } else {
                    full * (age - 1) / refresh
                }
            } else if age > refresh {
                full
            } else {
                0
            };
        }
    }
    for row in &file.bridges {
        if let (Some(team), Some(department)) = (
            program.team_by_id(&row.team),
            program.department_by_id(&row.department),
        ) {
            values[team.index() * width + department.index()] = i64::from(row.value);
        }
    }
    values
}

impl Pin {
    /// Whether the pin's keys other than the mentor match a cell.
    #[must_use]
    pub fn matches_cell(&self, department: DepartmentIdx, slot: Slot, program: &Program) -> bool {
        let home = self
            .mentor
            .map(|mentor| program.mentors()[mentor.index()].department);
        self.slots.is_none_or(|slots| slots.contains(slot))
            && self.department.is_none_or(|wanted| wanted == department)
            && home.is_none_or(|home| home == department)
    }
}
