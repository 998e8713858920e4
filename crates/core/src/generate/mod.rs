//! Seeded sample programs of any size, each built around a plan that keeps every rule.
//!
//! The plan comes first; every limit is then what the plan uses, plus a little slack. So a program is
//! feasible by construction and as tight as is asked. Equal options give equal programs, on every
//! platform.

mod limits;
mod mentors;
mod names;
mod plant;
mod wishes;

use crate::input::ProgramFile;
use crate::input::file::{GoalsFile, HorizonFile, PROGRAM_FORMAT, RulesFile};
use crate::plan::{PLAN_FORMAT, PlacementFile, PlanFile};
use crate::program::{Calendar, Slot};
use crate::random::Random;

/// How much of the format a sample program uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuleSet {
    /// What most programs have: rotations, seats, mentors, limits on absence, leave, preferences,
    /// bridges.
    #[default]
    Core,
    /// Every rule and every goal.
    All,
}

/// What kind of program to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateOptions {
    /// Number of people, at most 1,000,000.
    pub people: usize,
    /// Number of departments, at most 10,000.
    pub departments: usize,
    /// Number of months, 1 to 120.
    pub months: u32,
    /// 1, or 2 for slots of half a month.
    pub slots_per_month: u32,
    /// Rotations of each person.
    pub rotations: u32,
    /// How much of the format to use.
    pub rules: RuleSet,
    /// How many percent the limits exceed what the planted plan uses, at most 1,000.
    pub slack: u32,
    /// Seed of every random choice.
    pub seed: u64,
}

impl Default for GenerateOptions {
    fn default() -> Self {
        GenerateOptions {
            people: 60,
            departments: 8,
            months: 3,
            slots_per_month: 1,
            rotations: 1,
            rules: RuleSet::Core,
            slack: 5,
            seed: 1,
        }
    }
}

/// Why there is no such program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// There is nowhere to go.
    #[error("people need at least one department to visit")]
    NoDepartments,
    /// Nobody can be away more often than there are slots.
    #[error("{rotations} rotations do not fit into {slots} slots")]
    TooManyRotations {
        /// As asked for.
        rotations: u32,
        /// As there are.
        slots: u32,
    },
    /// An option is out of its range.
    #[error("{option} must be from {least} to {most}, not {value}")]
    OutOfRange {
        /// Which option.
        option: &'static str,
        /// Its value.
        value: u64,
        /// The smallest allowed.
        least: u64,
        /// The largest allowed.
        most: u64,
    },
}

/// A sample program and the plan it was built around.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The program.
    pub file: ProgramFile,
    /// A plan that keeps all of its rules; not the best one.
    pub planted: PlanFile,
}

/// One planted placement of a person.
#[derive(Clone, Copy, Debug)]
struct Cell {
    slot: Slot,
    department: usize,
    mentor: Option<usize>,
}

/// A program in the making.
struct Draft<'a> {
    options: &'a GenerateOptions,
    random: Random,
    calendar: Calendar,
    file: ProgramFile,
    /// Position of each person's team.
    team_of: Vec<usize>,
    /// Each person's placements, earliest first.
    plan: Vec<Vec<Cell>>,
    /// Each department's size: how many guests it gets in proportion to the others, 1 to 4.
    sizes: Vec<usize>,
}

/// Makes a program and a plan that keeps its rules.
///
/// # Errors
/// Options that no program can have.
pub fn generate(options: &GenerateOptions) -> Result<Generated, GenerateError> {
    check(options)?;
    let mut draft = Draft::frame(options);
    draft.add_people();
    draft.add_departments();
    draft.add_history();
    draft.plant();
    draft.add_mentors();
    draft.add_absences();
    draft.set_limits();
    draft.add_wishes();
    draft.add_pins();
    draft.add_bridges();
    Ok(draft.finish())
}

fn check(options: &GenerateOptions) -> Result<(), GenerateError> {
    let range = |option, value: u64, least, most| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            Err(GenerateError::OutOfRange {
                option,
                value,
                least,
                most,
            })
        }
    };
    range("people", options.people as u64, 0, 1_000_000)?;
    range("departments", options.departments as u64, 0, 10_000)?;
    range("months", options.months.into(), 1, 120)?;
    range("slots-per-month", options.slots_per_month.into(), 1, 2)?;
    range("slack", options.slack.into(), 0, 1_000)?;
    let slots = options.months * options.slots_per_month;
    if options.rotations > slots {
        return Err(GenerateError::TooManyRotations {
            rotations: options.rotations,
            slots,
        });
    }
    if options.people > 0 && options.departments == 0 {
        return Err(GenerateError::NoDepartments);
    }
    Ok(())
}

impl<'a> Draft<'a> {
    /// Horizon, goals, and the rules that hold for the whole program.
    fn frame(options: &'a GenerateOptions) -> Self {
        let mut random = Random::new(options.seed);
        let all = options.rules == RuleSet::All;
        let mut horizon = HorizonFile {
            first_month: "2027-01".to_owned(),
            months: options.months,
            slots_per_month: (options.slots_per_month == 2).then_some(2),
            holidays: Vec::new(),
        };
        let calendar = Calendar::new(&horizon);
        if all {
            for slot in calendar.slots() {
                if random.chance(40) {
                    let first = calendar.start(slot);
                    let day = first.checked_add_days(chrono::Days::new(random.below(14) as u64));
                    horizon.holidays.extend(day.map(|day| day.to_string()));
                }
            }
        }
        let calendar = Calendar::new(&horizon);
        let file = ProgramFile {
            format: PROGRAM_FORMAT.to_owned(),
            name: format!(
                "Sample of {} people, {} departments, {} months",
                options.people, options.departments, options.months
            ),
            goals: goals(all, &mut random),
            rules: rules(options, calendar.len(), &mut random),
            horizon,
            ..ProgramFile::default()
        };
        Draft {
            options,
            random,
            calendar,
            file,
            team_of: Vec::new(),
            plan: Vec::new(),
            sizes: Vec::new(),
        }
    }

    /// Whether every rule and goal is asked for.
    fn all(&self) -> bool {
        self.options.rules == RuleSet::All
    }

    /// What is used and a little more: `slack` percent on average.
    fn with_slack(&mut self, used: usize) -> u32 {
        let extra = (used * self.options.slack as usize + self.random.below(100)) / 100;
        u32::try_from(used + extra).unwrap_or(u32::MAX)
    }

    /// What is reached and a little less: `slack` percent on average.
    fn less_slack(&mut self, reached: usize) -> u32 {
        let spare = (reached * self.options.slack as usize + self.random.below(100)) / 100;
        u32::try_from(reached.saturating_sub(spare)).unwrap_or(0)
    }

    /// A name for a slot as a key: its own, or now and then that of its month.
    fn slot_key(&mut self, slot: Slot) -> String {
        if self.calendar.slots_per_month() == 2 && self.random.chance(30) {
            self.calendar.month_of(slot).to_string()
        } else {
            self.calendar.name(slot).to_owned()
        }
    }

    fn finish(self) -> Generated {
        let mut rows: Vec<(Slot, PlacementFile)> = Vec::new();
        for (row, cells) in self.file.staff.iter().zip(&self.plan) {
            for cell in cells {
                let placement = PlacementFile {
                    staff: row.id.clone(),
                    department: self.file.departments[cell.department].id.clone(),
                    mentor: cell.mentor.map(|m| self.file.mentors[m].id.clone()),
                    slot: self.calendar.name(cell.slot).to_owned(),
                    start: Some(self.calendar.start(cell.slot).to_string()),
                    end: Some(self.calendar.end(cell.slot).to_string()),
                };
                rows.push((cell.slot, placement));
            }
        }
        rows.sort_unstable();
        Generated {
            file: self.file,
            planted: PlanFile {
                format: PLAN_FORMAT.to_owned(),
                placements: rows.into_iter().map(|(_, row)| row).collect(),
                ..PlanFile::default()
            },
        }
    }
}

fn goals(all: bool, random: &mut Random) -> GoalsFile {
    if !all {
        return GoalsFile {
            peak_away: Some(5),
            ..GoalsFile::default()
        };
    }
    let mut weight = |values: &[u32]| random.pick(values).copied();
    GoalsFile {
        preference: weight(&[1, 1, 1, 2]),
        slot_preference: weight(&[1, 1, 2]),
        bridges: weight(&[1, 1, 2, 3]),
        peak_away: weight(&[0, 2, 5, 10]),
        least_happy: weight(&[0, 3, 5, 10]),
        mentor_peak: weight(&[0, 1, 3, 5]),
        changes: None,
    }
}

fn rules(options: &GenerateOptions, slots: usize, random: &mut Random) -> RulesFile {
    let mut rules = RulesFile {
        rotations: (options.rotations != 1).then_some(options.rotations),
        ..RulesFile::default()
    };
    if options.rules == RuleSet::All {
        let rotations = options.rotations as usize;
        // A gap must leave room for one rotation more, which some people owe.
        let roomy = |gap: usize| rotations * (gap + 1) < slots;
        let gap = (1..=2).rev().find(|gap| roomy(*gap) && random.chance(60));
        rules.gap_slots = gap.and_then(|gap| u32::try_from(gap).ok());
        rules.no_repeat_months = random.pick(&[24, 24, 12, 18, 36]).copied();
        rules.leave_days = random.pick(&[5, 5, 4, 3]).copied();
        rules.require_mentor = random.chance(13).then_some(false);
    }
    rules
}
