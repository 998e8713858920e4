//! A program that is written and read again is the same program.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::of;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;

use rotaplan_core::input::file::{
    ApartFile, BridgeDefaultFile, BridgeFile, DepartmentFile, GoalsFile, HistoryFile, HorizonFile,
    MentorFile, MustVisitFile, ParticipationFile, PinFile, RulesFile, SpanFile, StaffFile,
    TeamFile,
};
use rotaplan_core::input::{ProgramFile, read, to_json};

const PEOPLE: usize = 4;

fn numbered(prefix: &str, index: usize) -> String {
    // Quotes, backslashes and line feeds must survive, in ids as well as in names.
    format!("{prefix}\"{index}\\\n é\u{1f600}")
}

fn ids(prefix: &'static str) -> impl Strategy<Value = String> {
    (0..PEOPLE).prop_map(move |index| numbered(prefix, index))
}

fn some_ids(prefix: &'static str) -> impl Strategy<Value = Vec<String>> {
    btree_set(0..PEOPLE, 0..PEOPLE).prop_map(move |set| {
        set.into_iter()
            .map(|index| numbered(prefix, index))
            .collect()
    })
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![0..5u32, Just(1_000_000)]
}

fn by_slot<T: Strategy<Value: std::fmt::Debug>>(
    values: T,
) -> impl Strategy<Value = BTreeMap<String, T::Value>> {
    btree_map(select(vec!["2027-01", "2027-02", "2027-03"]), values, 0..3).prop_map(|map| {
        map.into_iter()
            .map(|(slot, value)| (slot.to_owned(), value))
            .collect()
    })
}

fn spans() -> impl Strategy<Value = Vec<SpanFile>> {
    vec((1..15u32, 15..29u32), 0..3).prop_map(|spans| {
        let day = |day| format!("2027-02-{day:02}");
        let span = |(from, to)| SpanFile {
            from: day(from),
            to: day(to),
        };
        spans.into_iter().map(span).collect()
    })
}

fn staff() -> impl Strategy<Value = StaffFile> {
    let points = -10_000..=10_000i32;
    let wishes = btree_map(ids("d"), points.clone(), 0..3);
    let visits = vec((some_ids("d"), of(count())), 0..2);
    let participation = select(vec![
        ParticipationFile::Mandatory,
        ParticipationFile::Voluntary,
        ParticipationFile::Excused,
    ]);
    let whose = (
        any::<String>(),
        ids("t"),
        vec(any::<String>(), 0..3),
        spans(),
    );
    let when = (participation, of(count()), count(), points.clone());
    let what = (
        wishes,
        by_slot(points),
        some_ids("d"),
        some_ids("m"),
        visits,
    );
    (whose, when, what, of(Just("2026-02-03".to_owned()))).prop_map(
        |(whose, when, what, employed_from)| StaffFile {
            id: String::new(),
            name: whose.0,
            team: whose.1,
            skills: whose.2,
            leave: whose.3,
            participation: when.0,
            reason: String::new(),
            rotations: when.1,
            owed: when.2,
            carry: when.3,
            employed_from,
            employed_until: None,
            preferences: what.0,
            slot_preferences: what.1,
            never: what.2,
            avoid_mentors: what.3,
            must_visit: what
                .4
                .into_iter()
                .map(|(any_of, times)| MustVisitFile { any_of, times })
                .collect(),
        },
    )
}

fn departments() -> impl Strategy<Value = DepartmentFile> {
    (
        count(),
        by_slot(count()),
        spans(),
        of(0..9u32),
        vec(any::<String>(), 0..2),
    )
        .prop_map(
            |(seats, seats_in, closed, priority, needs_skills)| DepartmentFile {
                seats,
                seats_in,
                closed,
                priority,
                needs_skills,
                ..DepartmentFile::default()
            },
        )
}

fn mentors() -> impl Strategy<Value = MentorFile> {
    (ids("d"), of(count()), of(count()), count(), spans()).prop_map(
        |(department, mentees_at_once, mentees_total, rest_slots, leave)| MentorFile {
            department,
            mentees_at_once,
            mentees_total,
            rest_slots,
            leave,
            ..MentorFile::default()
        },
    )
}

fn programs() -> impl Strategy<Value = ProgramFile> {
    let rows = (
        vec(staff(), PEOPLE),
        vec(departments(), PEOPLE),
        vec(mentors(), PEOPLE),
        vec((of(count()), by_slot(count())), PEOPLE),
    );
    let lists = (
        vec((some_ids("e"), of(count()), any::<String>()), 0..3),
        vec((ids("e"), select(vec!["2027-01", "2027-03"])), 0..3),
        vec((any::<String>(), any::<String>(), of(ids("t"))), 0..3),
        btree_map((ids("t"), ids("d")), count(), 0..3),
    );
    let numbers = (
        of(count()),
        by_slot(count()),
        of(any::<bool>()),
        of(0..5u32),
    );
    (rows, lists, numbers, of((count(), count(), any::<bool>()))).prop_map(
        |(rows, lists, numbers, default)| {
            let mut file = ProgramFile {
                format: "rotaplan/program@1".to_owned(),
                horizon: HorizonFile {
                    first_month: "2027-01".to_owned(),
                    months: 3,
                    ..HorizonFile::default()
                },
                rules: RulesFile {
                    max_away: numbers.0,
                    max_away_in: numbers.1,
                    require_mentor: numbers.2,
                    ..RulesFile::default()
                },
                goals: GoalsFile {
                    preference: numbers.3,
                    ..GoalsFile::default()
                },
                staff: rows.0,
                departments: rows.1,
                mentors: rows.2,
                ..ProgramFile::default()
            };
            for index in 0..PEOPLE {
                file.staff[index].id = numbered("e", index);
                file.departments[index].id = numbered("d", index);
                file.mentors[index].id = numbered("m", index);
            }
            for (index, (max_away, max_away_in)) in rows.3.into_iter().enumerate() {
                file.teams.push(TeamFile {
                    id: numbered("t", index),
                    max_away,
                    max_away_in,
                    ..TeamFile::default()
                });
            }
            for (staff, max_away, reason) in lists.0 {
                file.apart.push(ApartFile {
                    staff,
                    max_away,
                    reason,
                });
            }
            for (staff, slot) in lists.1 {
                file.pins.push(PinFile {
                    staff,
                    slot: Some(slot.to_owned()),
                    ..PinFile::default()
                });
            }
            for (staff, department, team) in lists.2 {
                file.history.push(HistoryFile {
                    staff,
                    department,
                    month: "2026-11".to_owned(),
                    team,
                    mentor: None,
                });
            }
            for ((team, department), value) in lists.3 {
                file.bridges.push(BridgeFile {
                    team,
                    department,
                    value,
                });
            }
            file.bridge_default = default.map(|(value, refresh_months, fade)| BridgeDefaultFile {
                value,
                refresh_months,
                fade,
            });
            file
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn written_and_read_again(file in programs()) {
        let reading = read(to_json(&file).as_bytes());
        assert_eq!(reading.file, Some(file), "{:#?}", reading.problems);
    }

    #[test]
    fn any_text_at_all_is_read_without_a_panic(bytes in vec(any::<u8>(), 0..200), text in any::<String>()) {
        let _ = read(&bytes);
        let _ = read(text.as_bytes());
        let _ = read(format!("{{\"staff\": [{{\"id\": {text:?}, {text}").as_bytes());
    }
}
