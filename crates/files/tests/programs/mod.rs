//! Small seeded programs with every key in use, hostile texts among them, and plans for them.
#![allow(dead_code, reason = "each test file uses its own part")]

mod dice;

use std::collections::BTreeMap;

pub(crate) use dice::Dice;

use rotaplan_core::input::file::{
    ActivityFile, ApartFile, BridgeDefaultFile, BridgeFile, ClosedPlanFile, CoverFile,
    DepartmentFile, GoalsFile, HistoryFile, HorizonFile, MentorFile, MentoringFile, MetricFile,
    MustVisitFile, PROGRAM_FORMAT, ParticipationFile, PinFile, ProgramFile, RulesFile, ScaleFile,
    SpanFile, StaffFile, TeamFile,
};
use rotaplan_core::plan::{PLAN_FORMAT, PlacementFile, PlanFile};

/// Texts that mean something to a spreadsheet, a page, a calendar or a terminal.
pub(crate) const HOSTILE: &[&str] = &[
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|'/c calc'!A1",
    "\t=1",
    "'=1",
    "''",
    " edge ",
    "\"quoted\"",
    "a\"b",
    "a;b,c|d",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='x",
    "&amp;&#39;",
    "line\nbreak",
    "BEGIN:VEVENT",
    "x\nATTENDEE:mailto:a@example.com",
    "DESCRIPTION:x;y\\,z\\n",
    "{{ 7*7 }}",
    "{% raw %}",
    "\u{202e}gnp.exe",
    "naïve 東京 🚀",
    "../../etc/passwd",
    "=HYPERLINK(\"http://x\",\"y\")",
    "00042",
    "2027-01-01",
    "TRUE",
    "1e5",
    "＝1+1",
    "null",
    "a|b|c",
    "`code` *b* [l](x)",
    "-- DROP TABLE",
    "x..y",
    "2 of z",
];

fn name(dice: &mut Dice, plain: &str) -> String {
    match dice.roll(3) {
        0 => (*dice.pick(HOSTILE)).to_owned(),
        1 => String::new(),
        _ => plain.to_owned(),
    }
}

/// An id: plain, with leading zeros, or hostile and made unique by its number.
fn id(dice: &mut Dice, kind: &str, number: usize) -> String {
    match dice.roll(4) {
        0 => format!("{number:05}{}", kind.len()),
        1 => format!("{}{kind}{number}", dice.pick(HOSTILE).trim()),
        _ => format!("{kind}{number}"),
    }
}

fn maybe<T>(dice: &mut Dice, value: T) -> Option<T> {
    dice.seldom().then_some(value)
}

/// A valid program of every key; it need not be feasible.
pub(crate) fn program(seed: u64) -> ProgramFile {
    let dice = &mut Dice::new(seed);
    let months = 1 + dice.roll(4) as u32;
    let halves = dice.seldom();
    let slots: Vec<String> = (1..=months)
        .flat_map(|month| match halves {
            true => vec![format!("2027-{month:02}.1"), format!("2027-{month:02}.2")],
            false => vec![format!("2027-{month:02}")],
        })
        .collect();
    let by_slot = |dice: &mut Dice| -> BTreeMap<String, u32> {
        dice.some(&slots)
            .into_iter()
            .map(|slot| (slot, dice.roll(4) as u32))
            .collect()
    };
    let span = |dice: &mut Dice| {
        let day = 1 + dice.roll(20);
        SpanFile {
            from: format!("2027-01-{day:02}"),
            to: format!("2027-02-{day:02}"),
        }
    };
    let ids = |dice: &mut Dice, kind: &str, count: usize| -> Vec<String> {
        (0..count).map(|number| id(dice, kind, number)).collect()
    };
    let (teams, departments) = (ids(dice, "team", 3), ids(dice, "dept", 4));
    let (staff, mentors) = (ids(dice, "e", 12), ids(dice, "m", 6));
    let skills = [
        "oracle".to_owned(),
        "net;work".to_owned(),
        "3com".to_owned(),
    ];
    let mentor_home: Vec<&String> = mentors
        .iter()
        .enumerate()
        .map(|(at, _)| &departments[at % 4])
        .collect();
    ProgramFile {
        format: PROGRAM_FORMAT.to_owned(),
        name: name(dice, "Generated"),
        horizon: HorizonFile {
            first_month: "2027-01".to_owned(),
            months,
            slots_per_month: if halves { Some(2) } else { maybe(dice, 1) },
            holidays: dice.some(&["2027-01-01".to_owned(), "2027-02-15".to_owned()]),
        },
        rules: RulesFile {
            max_away: maybe(dice, 5),
            max_away_in: by_slot(dice),
            rotations: maybe(dice, 1),
            leave_days: maybe(dice, 4),
            gap_slots: maybe(dice, 1),
            no_repeat_months: maybe(dice, 0),
            require_mentor: maybe(dice, false),
        },
        goals: GoalsFile {
            preference: maybe(dice, 2),
            peak_away: maybe(dice, 5),
            changes: maybe(dice, 0),
            ..GoalsFile::default()
        },
        teams: teams
            .iter()
            .map(|id| TeamFile {
                id: id.clone(),
                name: name(dice, "Databases"),
                max_away: maybe(dice, 2),
                max_away_in: by_slot(dice),
                cover: dice.some(&[
                    CoverFile {
                        skill: Some(skills[1].clone()),
                        min_present: 1,
                    },
                    CoverFile {
                        skill: None,
                        min_present: 2,
                    },
                ]),
            })
            .collect(),
        staff: staff
            .iter()
            .map(|id| StaffFile {
                id: id.clone(),
                name: name(dice, "Ada Park"),
                team: dice.pick(&teams).clone(),
                skills: dice.some(&skills),
                participation: *dice.pick(&[
                    ParticipationFile::Mandatory,
                    ParticipationFile::Voluntary,
                    ParticipationFile::Excused,
                ]),
                reason: name(dice, ""),
                rotations: maybe(dice, 1),
                owed: dice.roll(2) as u32,
                carry: dice.roll(9) as i32 - 4,
                leave: if dice.seldom() {
                    vec![span(dice)]
                } else {
                    Vec::new()
                },
                employed_from: maybe(dice, "2025-05-01".to_owned()),
                employed_until: maybe(dice, "2027-12-31".to_owned()),
                preferences: dice
                    .some(&departments)
                    .into_iter()
                    .map(|department| (department, dice.roll(20) as i32 - 5))
                    .collect(),
                slot_preferences: dice
                    .some(&slots)
                    .into_iter()
                    .map(|slot| (slot, dice.roll(9) as i32 - 4))
                    .collect(),
                never: dice.some(&departments),
                avoid_mentors: dice.some(&mentors),
                must_visit: if dice.seldom() {
                    vec![MustVisitFile {
                        any_of: departments[1..3].to_vec(),
                        times: maybe(dice, 1),
                    }]
                } else {
                    Vec::new()
                },
            })
            .collect(),
        departments: departments
            .iter()
            .enumerate()
            .map(|(at, id)| DepartmentFile {
                id: id.clone(),
                name: name(dice, "Finance"),
                seats: 1 + dice.roll(3) as u32,
                seats_in: by_slot(dice),
                closed: if dice.seldom() {
                    vec![span(dice)]
                } else {
                    Vec::new()
                },
                min_visits: dice.roll(2) as u32,
                needs_skills: dice.some(&skills),
                after: if at > 0 && dice.seldom() {
                    vec![departments[at - 1].clone()]
                } else {
                    Vec::new()
                },
                priority: maybe(dice, 2),
                metrics: if dice.seldom() {
                    vec![MetricFile {
                        name: id.clone(),
                        scale: ScaleFile { from: 5, to: -1 },
                        target: maybe(dice, 2),
                    }]
                } else {
                    Vec::new()
                },
            })
            .collect(),
        mentors: mentors
            .iter()
            .zip(&mentor_home)
            .map(|(id, home)| MentorFile {
                id: id.clone(),
                name: name(dice, "Bo Lund"),
                department: (*home).clone(),
                mentees_at_once: maybe(dice, 2),
                mentees_total: maybe(dice, 2),
                rest_slots: dice.roll(2) as u32,
                leave: if dice.seldom() {
                    vec![span(dice)]
                } else {
                    Vec::new()
                },
                employed_from: maybe(dice, "2025-05-01".to_owned()),
                employed_until: None,
            })
            .collect(),
        apart: if dice.often() {
            vec![ApartFile {
                staff: staff[..2].to_vec(),
                max_away: maybe(dice, 1),
                reason: name(dice, "deputies"),
            }]
        } else {
            Vec::new()
        },
        pins: if dice.often() {
            vec![
                PinFile {
                    staff: staff[0].clone(),
                    slot: Some(slots[0].clone()),
                    department: None,
                    mentor: None,
                },
                PinFile {
                    staff: staff[1].clone(),
                    slot: None,
                    department: Some(departments[0].clone()),
                    mentor: maybe(dice, mentors[0].clone()),
                },
            ]
        } else {
            Vec::new()
        },
        history: if dice.often() {
            vec![HistoryFile {
                staff: staff[2].clone(),
                department: departments[1].clone(),
                month: "2026-05".to_owned(),
                team: maybe(dice, teams[2].clone()),
                mentor: maybe(dice, "left".to_owned()),
            }]
        } else {
            Vec::new()
        },
        bridges: if dice.often() {
            vec![BridgeFile {
                team: teams[0].clone(),
                department: departments[0].clone(),
                value: dice.roll(9) as u32,
            }]
        } else {
            Vec::new()
        },
        bridge_default: maybe(
            dice,
            BridgeDefaultFile {
                value: 1,
                refresh_months: 12,
                fade: true,
            },
        ),
        mentoring: Some(MentoringFile {
            briefing_days_before: Some(7),
            improvement_due_days_after: Some(28),
            activities: vec![ActivityFile {
                name: name(dice, "Discussion"),
                times_per_week: Some(1),
                hours: maybe(dice, 2),
            }],
        })
        .filter(|mentoring| !mentoring.activities[0].name.is_empty()),
        closed_plans: if dice.seldom() {
            vec![ClosedPlanFile {
                sha256: "0af3".repeat(16),
                first_month: "2026-10".to_owned(),
                months: 3,
            }]
        } else {
            Vec::new()
        },
    }
}

/// A plan for a program: one placement for about everyone, whether it keeps the rules or not.
pub(crate) fn plan(program: &ProgramFile, seed: u64) -> PlanFile {
    let dice = &mut Dice::new(seed ^ 0x5eed);
    let slots: Vec<String> = (0..program.horizon.months)
        .flat_map(|month| {
            let month = format!("2027-{:02}", month + 1);
            match program.horizon.slots_per_month {
                Some(2) => vec![format!("{month}.1"), format!("{month}.2")],
                _ => vec![month],
            }
        })
        .collect();
    let mut placements: Vec<PlacementFile> = program
        .staff
        .iter()
        .filter(|person| person.participation != ParticipationFile::Excused)
        .map(|person| {
            let department = &dice.pick(&program.departments).id;
            let guides: Vec<_> = program
                .mentors
                .iter()
                .filter(|mentor| mentor.department == *department)
                .collect();
            PlacementFile {
                staff: person.id.clone(),
                department: department.clone(),
                mentor: (!guides.is_empty()).then(|| dice.pick(&guides).id.clone()),
                slot: dice.pick(&slots).clone(),
                start: None,
                end: None,
            }
        })
        .collect();
    placements.sort_by(|a, b| {
        (&a.slot, &a.staff, &a.department).cmp(&(&b.slot, &b.staff, &b.department))
    });
    PlanFile {
        format: PLAN_FORMAT.to_owned(),
        placements,
        ..PlanFile::default()
    }
}

/// Five hundred and more names that mean something to one format or another.
pub(crate) fn hostile_names() -> Vec<String> {
    const AROUND: [(&str, &str); 15] = [
        ("", ""),
        ("=", ""),
        ("\r", ""),
        ("\r\n", "\r\n"),
        ("\0", "\u{7f}"),
        (";", ","),
        ("", "\\"),
        ("\"", ""),
        ("'", "'"),
        ("<b ", ">"),
        ("\u{2028}", "\u{85}"),
        ("]]>", "<![CDATA["),
        ("--", "-->"),
        ("\u{1b}[2J", "\u{7}"),
        ("_x000D_", "_x003D_"),
    ];
    let around = AROUND.iter();
    around
        .flat_map(|(before, after)| {
            HOSTILE
                .iter()
                .map(move |name| format!("{before}{name}{after}"))
        })
        .collect()
}

/// A program in which every free text is a hostile name, beginning with the one of this number.
pub(crate) fn hostile_program(names: &[String], from: usize) -> ProgramFile {
    let mut program = program(from as u64);
    let mut next = names.iter().cycle().skip(from);
    let mut name = || next.next().cloned().unwrap_or_default();
    program.name = name();
    program.teams.iter_mut().for_each(|team| team.name = name());
    program
        .staff
        .iter_mut()
        .for_each(|person| person.name = name());
    program
        .departments
        .iter_mut()
        .for_each(|department| department.name = name());
    program
        .mentors
        .iter_mut()
        .for_each(|mentor| mentor.name = name());
    program
        .apart
        .iter_mut()
        .for_each(|group| group.reason = name());
    for activity in program
        .mentoring
        .iter_mut()
        .flat_map(|mentoring| &mut mentoring.activities)
    {
        activity.name = name();
    }
    program
}

/// The same program with every name a plain one.
pub(crate) fn with_plain_names(mut program: ProgramFile) -> ProgramFile {
    let plain = || "Plain".to_owned();
    program.name = plain();
    program
        .teams
        .iter_mut()
        .for_each(|team| team.name = plain());
    program
        .staff
        .iter_mut()
        .for_each(|person| person.name = plain());
    program
        .departments
        .iter_mut()
        .for_each(|department| department.name = plain());
    program
        .mentors
        .iter_mut()
        .for_each(|mentor| mentor.name = plain());
    for activity in program
        .mentoring
        .iter_mut()
        .flat_map(|mentoring| &mut mentoring.activities)
    {
        activity.name = plain();
    }
    program
}
