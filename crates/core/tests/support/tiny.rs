//! Tiny random programs that use every rule and goal, many of them impossible.

use std::collections::BTreeMap;

use rotaplan_core::input::ProgramFile;
use rotaplan_core::input::file::{
    ApartFile, BridgeDefaultFile, BridgeFile, CoverFile, DepartmentFile, GoalsFile, HistoryFile,
    HorizonFile, MentorFile, MustVisitFile, ParticipationFile, PinFile, RulesFile, SpanFile,
    StaffFile, TeamFile,
};
use rotaplan_core::plan::{PlacementFile, PlanFile};
use rotaplan_core::random::Random;

/// How large a tiny program may be.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) people: usize,
    pub(crate) departments: usize,
    pub(crate) slots: usize,
    pub(crate) mentors: usize,
    /// Most cells, people × departments × slots.
    pub(crate) cells: usize,
}

/// Small enough for every plan of it to be tried with every pruning that is plain to see.
pub(crate) const ORACLE: Size = Size {
    people: 4,
    departments: 3,
    slots: 4,
    mentors: 3,
    cells: 30,
};

/// Small enough for every set of cells to be tried.
pub(crate) const EXHAUSTIVE: Size = Size {
    people: 4,
    departments: 3,
    slots: 4,
    mentors: 3,
    cells: 9,
};

struct Maker {
    random: Random,
    people: usize,
    departments: usize,
    /// Names of the slots, and of the months where those are halved.
    keys: Vec<String>,
    slots: Vec<String>,
    mentors: Vec<(String, usize)>,
}

/// A tiny program, and now and then an earlier plan to stay close to.
pub(crate) fn tiny(seed: u64, size: Size) -> (ProgramFile, Option<PlanFile>) {
    let mut random = Random::stream(seed, 77);
    let (people, departments, slots) = loop {
        let people = 2 + random.below(size.people - 1);
        let departments = 1 + random.below(size.departments);
        let slots = 1 + random.below(size.slots);
        if people * departments * slots <= size.cells {
            break (people, departments, slots);
        }
    };
    let halves = slots % 2 == 0 && random.chance(35);
    let months = if halves { slots / 2 } else { slots };
    let mut maker = Maker {
        random,
        people,
        departments,
        keys: Vec::new(),
        slots: Vec::new(),
        mentors: Vec::new(),
    };
    for month in 1..=months {
        let month = format!("2027-{month:02}");
        if halves {
            maker.slots.push(format!("{month}.1"));
            maker.slots.push(format!("{month}.2"));
        }
        maker.keys.push(month.clone());
        if !halves {
            maker.slots.push(month);
        }
    }
    if halves {
        maker.keys.extend(maker.slots.clone());
    }
    maker.program(months, halves, size)
}

impl Maker {
    fn number(&mut self, end: usize) -> u32 {
        u32::try_from(self.random.below(end)).expect("a small number")
    }

    fn maybe<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.random.chance(percent).then(|| make(self))
    }

    fn some<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Vec<T> {
        self.maybe(percent, make).into_iter().collect()
    }

    fn key(&mut self) -> String {
        self.keys[self.random.below(self.keys.len())].clone()
    }

    fn by_slot<V>(
        &mut self,
        percent: usize,
        value: impl FnOnce(&mut Self) -> V,
    ) -> BTreeMap<String, V> {
        if !self.random.chance(percent) {
            return BTreeMap::new();
        }
        let key = self.key();
        BTreeMap::from([(key, value(self))])
    }

    fn person(&mut self) -> String {
        format!("p{}", self.random.below(self.people))
    }

    fn department(&mut self) -> String {
        format!("d{}", self.random.below(self.departments))
    }

    fn day(&mut self) -> String {
        let month = self.random.below(self.slots.len().min(4)) + 1;
        format!("2027-{month:02}-{:02}", 1 + self.random.below(28))
    }

    fn span(&mut self) -> SpanFile {
        let (mut from, mut to) = (self.day(), self.day());
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        SpanFile { from, to }
    }

    /// First and last day of employment, mostly open.
    fn employment(&mut self) -> (Option<String>, Option<String>) {
        let (from, until) = (self.maybe(5, Self::day), self.maybe(5, Self::day));
        if until.is_some() && from > until {
            (until, from)
        } else {
            (from, until)
        }
    }

    fn skills(&mut self, percent: usize) -> Vec<String> {
        let all = ["java", "sql"].into_iter();
        all.filter(|_| self.random.chance(percent))
            .map(str::to_owned)
            .collect()
    }

    fn program(
        mut self,
        months: usize,
        halves: bool,
        size: Size,
    ) -> (ProgramFile, Option<PlanFile>) {
        let mut file = ProgramFile {
            format: "rotaplan/program@1".to_owned(),
            horizon: HorizonFile {
                first_month: "2027-01".to_owned(),
                months: u32::try_from(months).expect("a few"),
                slots_per_month: halves.then_some(2),
                holidays: self.some(20, Self::day),
            },
            rules: self.rules(),
            goals: self.goals(),
            ..ProgramFile::default()
        };
        let teams = 1 + self.random.below(2);
        for g in 0..teams {
            let team = self.team(g);
            file.teams.push(team);
        }
        for d in 0..self.departments {
            let row = self.department_row(d);
            file.departments.push(row);
        }
        // Mostly a mentor for each department, so that not everything is impossible.
        let mentors = match self.random.below(10) {
            0 => self.random.below(size.mentors + 1),
            _ => self.departments + self.random.below(size.mentors + 1 - self.departments),
        };
        for m in 0..mentors {
            let row = self.mentor(m);
            file.mentors.push(row);
        }
        for s in 0..self.people {
            let row = self.staff(s, teams);
            file.staff.push(row);
        }
        for _ in 0..2 {
            let row = self.some(25, |maker| maker.history(teams));
            file.history.extend(row);
            let row = self.some(9, Self::pin);
            file.pins.extend(row);
        }
        file.apart = self.some(25, Self::apart);
        file.bridges = self.some(35, |maker| BridgeFile {
            team: format!("t{}", maker.random.below(teams)),
            department: maker.department(),
            value: maker.number(6),
        });
        file.bridge_default = self.maybe(50, |maker| BridgeDefaultFile {
            value: maker.number(5),
            refresh_months: [0, 1, 6, 12][maker.random.below(4)],
            fade: maker.random.chance(50),
        });
        let baseline = self.maybe(25, Self::baseline);
        (file, baseline)
    }

    fn rules(&mut self) -> RulesFile {
        RulesFile {
            max_away: self.maybe(30, |maker| 2 + maker.number(2)),
            max_away_in: self.by_slot(12, |maker| maker.number(4)),
            rotations: self.maybe(15, |_| 2),
            leave_days: self.maybe(30, |maker| 2 + maker.number(8)),
            gap_slots: self.maybe(20, |maker| 1 + maker.number(2)),
            no_repeat_months: self.maybe(50, |maker| [0, 1, 2, 3, 12][maker.random.below(5)]),
            require_mentor: self.maybe(25, |maker| maker.random.chance(40)),
        }
    }

    fn goals(&mut self) -> GoalsFile {
        GoalsFile {
            preference: self.maybe(30, |maker| maker.number(4)),
            slot_preference: self.maybe(30, |maker| maker.number(4)),
            bridges: self.maybe(30, |maker| maker.number(4)),
            peak_away: self.maybe(40, |maker| maker.number(6)),
            least_happy: self.maybe(40, |maker| maker.number(4)),
            mentor_peak: self.maybe(40, |maker| maker.number(5)),
            changes: self.maybe(40, |maker| maker.number(5)),
        }
    }

    fn team(&mut self, g: usize) -> TeamFile {
        TeamFile {
            id: format!("t{g}"),
            max_away: self.maybe(30, |maker| 1 + maker.number(2)),
            max_away_in: self.by_slot(10, |maker| maker.number(3)),
            cover: self.some(25, |maker| CoverFile {
                skill: maker.skills(30).pop(),
                min_present: 1,
            }),
            ..TeamFile::default()
        }
    }

    fn department_row(&mut self, d: usize) -> DepartmentFile {
        DepartmentFile {
            id: format!("d{d}"),
            seats: [0, 1, 1, 2, 2, 2, 3, 3, 4, 4][self.random.below(10)],
            seats_in: self.by_slot(12, |maker| maker.number(3)),
            closed: self.some(12, Self::span),
            min_visits: self.maybe(12, |maker| 1 + maker.number(2)).unwrap_or(0),
            needs_skills: self.skills(8),
            after: match d > 0 && self.random.chance(15) {
                true => vec![format!("d{}", self.random.below(d))],
                false => Vec::new(),
            },
            priority: self.maybe(30, |maker| maker.number(4)),
            ..DepartmentFile::default()
        }
    }

    fn mentor(&mut self, m: usize) -> MentorFile {
        let home = match m < self.departments {
            true => m,
            false => self.random.below(self.departments),
        };
        self.mentors.push((format!("m{m}"), home));
        let (from, until) = self.employment();
        MentorFile {
            id: format!("m{m}"),
            department: format!("d{home}"),
            mentees_at_once: self
                .maybe(70, |maker| [0, 1, 2, 2, 3, 3, 3, 4][maker.random.below(8)]),
            mentees_total: self.maybe(25, |maker| maker.number(5)),
            rest_slots: self.maybe(20, |maker| 1 + maker.number(2)).unwrap_or(0),
            leave: self.some(12, Self::span),
            employed_from: from,
            employed_until: until,
            ..MentorFile::default()
        }
    }

    fn staff(&mut self, s: usize, teams: usize) -> StaffFile {
        let mut preferences = BTreeMap::new();
        for d in 0..self.departments {
            if self.random.chance(70) {
                preferences.insert(format!("d{d}"), self.random.between(-2, 9));
            }
        }
        let (from, until) = self.employment();
        StaffFile {
            id: format!("p{s}"),
            team: format!("t{}", self.random.below(teams)),
            skills: self.skills(50),
            participation: match self.random.below(20) {
                0..4 => ParticipationFile::Voluntary,
                4 => ParticipationFile::Excused,
                _ => ParticipationFile::Mandatory,
            },
            rotations: self.maybe(12, |maker| maker.number(3)),
            owed: self
                .maybe(9, |maker| 1 + maker.number(2))
                .unwrap_or(0)
                .min(1),
            carry: self
                .maybe(20, |maker| maker.random.between(-3, 3))
                .unwrap_or(0),
            leave: self.some(15, Self::span),
            employed_from: from,
            employed_until: until,
            preferences,
            slot_preferences: self.by_slot(35, |maker| maker.random.between(-3, 4)),
            never: self.some(10, Self::department),
            avoid_mentors: match self.mentors.is_empty() || !self.random.chance(25) {
                true => Vec::new(),
                false => vec![
                    self.mentors[self.random.below(self.mentors.len())]
                        .0
                        .clone(),
                ],
            },
            must_visit: self.some(10, |maker| {
                let mut any_of = vec![maker.department(), maker.department()];
                any_of.sort();
                any_of.dedup();
                MustVisitFile {
                    any_of,
                    times: maker.maybe(30, |maker| 1 + maker.number(2)),
                }
            }),
            ..StaffFile::default()
        }
    }

    fn history(&mut self, teams: usize) -> HistoryFile {
        let back = [1, 1, 2, 3, 7, 14][self.random.below(6)];
        let (year, month) = if back < 13 {
            (2026, 13 - back)
        } else {
            (2025, 25 - back)
        };
        let gone = self.random.chance(10);
        HistoryFile {
            staff: if gone {
                "gone".to_owned()
            } else {
                self.person()
            },
            department: match self.random.chance(10) {
                true => "gone".to_owned(),
                false => self.department(),
            },
            month: format!("{year}-{month:02}"),
            team: self.maybe(30, |maker| format!("t{}", maker.random.below(teams))),
            mentor: self.maybe(40, |maker| format!("m{}", maker.random.below(4))),
        }
    }

    fn pin(&mut self) -> PinFile {
        let keys = 1 + self.random.below(7);
        let mut pin = PinFile {
            staff: self.person(),
            slot: (keys & 1 != 0).then(|| self.key()),
            department: (keys & 2 != 0).then(|| self.department()),
            mentor: None,
        };
        if keys & 4 != 0 && !self.mentors.is_empty() {
            let (id, home) = self.mentors[self.random.below(self.mentors.len())].clone();
            if pin.department.is_some() {
                pin.department = Some(format!("d{home}"));
            }
            pin.mentor = Some(id);
        }
        if pin.slot.is_none() && pin.department.is_none() && pin.mentor.is_none() {
            pin.slot = Some(self.key());
        }
        pin
    }

    fn apart(&mut self) -> ApartFile {
        let mut staff: Vec<String> = (0..self.people).map(|s| format!("p{s}")).collect();
        self.random.shuffle(&mut staff);
        staff.truncate(2 + self.random.below(2));
        ApartFile {
            staff,
            max_away: self.maybe(40, |maker| maker.number(3)),
            ..ApartFile::default()
        }
    }

    fn baseline(&mut self) -> PlanFile {
        let mut placements = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            let row = PlacementFile {
                staff: if self.random.chance(8) {
                    "gone".to_owned()
                } else {
                    self.person()
                },
                department: self.department(),
                mentor: None,
                slot: self.slots[self.random.below(self.slots.len())].clone(),
                start: None,
                end: None,
            };
            if !placements.contains(&row) {
                placements.push(row);
            }
        }
        PlanFile {
            format: "rotaplan/plan@1".to_owned(),
            placements,
            ..PlanFile::default()
        }
    }
}
