//! Scenarios against the brute force and against plain plans.

mod support;

use rotaplan_core::engine::{Quiet, solve};
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::input::{ProgramFile, to_json};
use rotaplan_core::plan::Status;
use rotaplan_core::random::Random;
use rotaplan_core::whatif::{
    Ask, Grid, ProvedBy, ScenarioStatus, WhatIf, ask, read_scenarios, whatif,
};
use rotaplan_core::{Options, Outcome, Program};
use support::facts::Facts;
use support::rounds;
use support::tiny::{EXHAUSTIVE, ORACLE, tiny};

/// A key to vary, and the same change made by hand.
type Change = (&'static str, &'static [u32], fn(&mut ProgramFile, u32));

const CHANGES: [Change; 16] = [
    ("rules.max_away", &[0, 1, 2, 3], |file, n| {
        file.rules.max_away = Some(n);
    }),
    ("rules.gap_slots", &[0, 1, 2], |file, n| {
        file.rules.gap_slots = Some(n);
    }),
    ("rules.no_repeat_months", &[0, 1, 2, 24], |file, n| {
        file.rules.no_repeat_months = Some(n);
    }),
    ("rules.leave_days", &[0, 5, 31], |file, n| {
        file.rules.leave_days = Some(n);
    }),
    ("departments.*.seats", &[0, 1, 2], |file, n| {
        file.departments.iter_mut().for_each(|row| row.seats = n);
    }),
    ("departments.*.min_visits", &[0, 1, 2], |file, n| {
        file.departments
            .iter_mut()
            .for_each(|row| row.min_visits = n);
    }),
    ("mentors.*.mentees_total", &[0, 1, 2, 3], |file, n| {
        file.mentors
            .iter_mut()
            .for_each(|row| row.mentees_total = Some(n));
    }),
    ("mentors.*.mentees_at_once", &[0, 1, 2], |file, n| {
        file.mentors
            .iter_mut()
            .for_each(|row| row.mentees_at_once = Some(n));
    }),
    ("mentors.*.rest_slots", &[0, 1, 2], |file, n| {
        file.mentors.iter_mut().for_each(|row| row.rest_slots = n);
    }),
    ("teams.*.max_away", &[0, 1, 2], |file, n| {
        file.teams.iter_mut().for_each(|row| row.max_away = Some(n));
    }),
    ("teams.*.cover.*.min_present", &[0, 1, 2], |file, n| {
        let cover = file.teams.iter_mut().flat_map(|row| &mut row.cover);
        cover.for_each(|row| row.min_present = n);
    }),
    ("apart.*.max_away", &[0, 1, 2], |file, n| {
        file.apart.iter_mut().for_each(|row| row.max_away = Some(n));
    }),
    ("horizon.months", &[1, 2, 3], |file, n| {
        file.horizon.months = n
    }),
    ("goals.peak_away", &[0, 5], |file, n| {
        file.goals.peak_away = Some(n);
    }),
    ("rules.rotations", &[0, 1, 2], |file, n| {
        file.rules.rotations = Some(n);
    }),
    ("staff.*.owed", &[0, 1], |file, n| {
        file.staff.iter_mut().for_each(|row| row.owed = n);
    }),
];

fn run(file: &ProgramFile, texts: &[String], options: &Options) -> Option<WhatIf> {
    let program = Program::from_file(file).expect("a valid program");
    // Some programs have no mentor or no group to vary.
    let grid = Grid::parse(file, texts).ok()?;
    Some(whatif(file, &program, &grid.scenarios(), options, &Quiet))
}

fn text((key, values, _): &Change) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    format!("{key}={}", values.join(","))
}

#[test]
fn every_scenario_is_what_trying_every_plan_says() {
    let (mut by_neighbours, mut planned, mut none) = (0, 0, 0);
    for seed in 0..rounds(60) {
        let (file, _) = tiny(seed, if seed % 2 == 0 { EXHAUSTIVE } else { ORACLE });
        let mut random = Random::stream(seed, 5);
        let first = &CHANGES[random.below(CHANGES.len())];
        let second = &CHANGES[random.below(CHANGES.len())];
        // More months give the brute force too much to try.
        let longer = |change: &Change| change.0 == "horizon.months" && seed % 2 == 1;
        if first.0 == second.0 || longer(first) || longer(second) {
            continue;
        }
        let Some(found) = run(&file, &[text(first), text(second)], &Options::default()) else {
            continue;
        };
        let mut rows = found.scenarios.iter();
        for a in first.1 {
            for b in second.1 {
                let row = rows.next().expect("one for each combination");
                let mut changed = file.clone();
                (first.2)(&mut changed, *a);
                (second.2)(&mut changed, *b);
                if Program::from_file(&changed).is_err() {
                    // A shorter horizon does without what is said of later slots.
                    continue;
                }
                let best = Facts::new(&changed, None).best();
                let told = format!("seed {seed}, {}\n{}", row.name, to_json(&changed));
                by_neighbours += u32::from(row.proved_by == Some(ProvedBy::Neighbour));
                if best.worth.complete() {
                    assert_eq!(row.status, ScenarioStatus::Optimal, "{told}");
                    assert_eq!(row.score, Some(best.worth.score), "{told}");
                    planned += 1;
                } else {
                    assert_eq!(row.status, ScenarioStatus::Infeasible, "{told}");
                    assert!(row.diagnosis.is_some(), "{told}");
                    none += 1;
                }
            }
        }
        assert!(rows.next().is_none());
    }
    assert!(
        by_neighbours > 100 && planned > 60 && none > 60,
        "{by_neighbours} by neighbours, {planned} planned, {none} without a plan"
    );
}

fn sample(seed: u64) -> ProgramFile {
    let options = GenerateOptions {
        people: 6 + seed as usize % 3,
        departments: 3,
        months: 2 + seed as u32 % 2,
        rules: if seed.is_multiple_of(2) {
            RuleSet::All
        } else {
            RuleSet::Core
        },
        seed,
        ..GenerateOptions::default()
    };
    generate(&options).expect("the options are sound").file
}

/// The best score of a plain plan; nothing where there is none.
fn plain(file: &ProgramFile) -> Option<i64> {
    let program = Program::from_file(file).expect("a valid program");
    match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => {
            assert_eq!(plan.status, Some(Status::Optimal));
            plan.score
        }
        Outcome::Infeasible { .. } => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn no_looser_cap_is_worse() {
    let (mut by_neighbours, mut tighter) = (0, 0);
    for seed in 0..50 {
        let file = sample(seed);
        let change = [&CHANGES[0], &CHANGES[4], &CHANGES[6], &CHANGES[9]][seed as usize % 4];
        let texts = [format!("{}=1..5", change.0)];
        let found = run(&file, &texts, &Options::default()).expect("a sample has all of these");
        let mut before = None;
        for (row, n) in found.scenarios.iter().zip(1..=5) {
            let proven = [ScenarioStatus::Optimal, ScenarioStatus::Infeasible];
            assert!(proven.contains(&row.status), "seed {seed}, {}", row.name);
            assert!(row.score >= before, "seed {seed}, {}", row.name);
            tighter += u32::from(row.score > before);
            before = row.score;
            // What a neighbour proves is planned plainly as well.
            if row.proved_by == Some(ProvedBy::Neighbour) {
                by_neighbours += 1;
                let mut changed = file.clone();
                (change.2)(&mut changed, n);
                assert_eq!(plain(&changed), row.score, "seed {seed}, {}", row.name);
            }
        }
    }
    assert!(
        by_neighbours > 50 && tighter > 50,
        "{by_neighbours} by neighbours, {tighter} better than a tighter cap"
    );
}

#[test]
fn the_fewest_are_enough_and_one_less_is_not() {
    let (mut answered, mut none) = (0, 0);
    for seed in 0..rounds(70) {
        let (file, _) = tiny(seed, EXHAUSTIVE);
        let program = Program::from_file(&file).expect("a valid program");
        let found = ask(
            &file,
            &program,
            Ask::FewestAway,
            &Options::default(),
            &Quiet,
        );
        let answer = found.answer.expect("a question was asked");
        let with = |n: u32| {
            let mut changed = file.clone();
            changed.rules.max_away = Some(n);
            (
                Facts::new(&changed, None).best().worth.complete(),
                plain(&changed).is_some(),
            )
        };
        match answer.value {
            Some(n) => {
                let n = u32::try_from(n).expect("a count");
                assert_eq!(with(n), (true, true), "seed {seed}: {answer:?}");
                if n > 0 {
                    assert_eq!(with(n - 1), (false, false), "seed {seed}: {answer:?}");
                }
                answered += u32::from(n > 0);
            }
            None => {
                assert_eq!(with(100), (false, false), "seed {seed}: {answer:?}");
                none += 1;
            }
        }
    }
    assert!(
        answered > 8 && none > 4,
        "{answered} answered, {none} without"
    );
}

#[test]
fn the_fewest_away_of_generated_programs_are_confirmed_by_two_plain_plans() {
    let mut answered = 0;
    for seed in 0..50 {
        let file = sample(seed);
        let program = Program::from_file(&file).expect("a valid program");
        let options = Options::default();
        let found = ask(&file, &program, Ask::FewestAway, &options, &Quiet);
        let n = found.answer.and_then(|answer| answer.value);
        let n = n.expect("a planted plan is enough");
        let with = |n: i64| {
            let mut changed = file.clone();
            changed.rules.max_away = Some(u32::try_from(n).expect("a count"));
            let program = Program::from_file(&changed).expect("a valid program");
            matches!(solve(&program, &options, &Quiet), Outcome::Plan(_))
        };
        assert!(with(n), "seed {seed}: {n}");
        if n > 0 {
            assert!(!with(n - 1), "seed {seed}: {n}");
            answered += 1;
        }
    }
    assert!(answered > 40, "{answered}");
}

#[test]
fn the_fewest_mentors_are_enough_and_no_set_of_one_less_is() {
    let (mut answered, mut none) = (0, 0);
    for seed in 0..rounds(70) {
        let (file, _) = tiny(seed, EXHAUSTIVE);
        let program = Program::from_file(&file).expect("a valid program");
        let options = Options::default();
        let found = ask(&file, &program, Ask::FewestMentors, &options, &Quiet);
        let answer = found.answer.expect("a question was asked");
        // Every set of mentors, each by every plan there is.
        let mentors = file.mentors.len();
        let enough = |set: &u32| {
            let mut changed = file.clone();
            for (at, mentor) in changed.mentors.iter_mut().enumerate() {
                if set & (1 << at) == 0 {
                    mentor.mentees_total = Some(0);
                }
            }
            Facts::new(&changed, None).best().worth.complete()
        };
        let needed = file.rules.require_mentor != Some(false);
        let sets = 0..1u32 << mentors;
        let fewest = match needed {
            true => sets.filter(enough).map(u32::count_ones).min(),
            false => enough(&0).then_some(0),
        };
        let told = || format!("seed {seed}: {answer:?}\n{}", to_json(&file));
        match answer.value {
            Some(n) => {
                assert_eq!(fewest.map(i64::from), Some(n), "{}", told());
                let enough = found.scenarios.first().expect("what is enough");
                assert!(enough.status.is_planned(), "{}", told());
                assert_eq!(enough.set.len() as i64, mentors as i64 - n, "{}", told());
                answered += u32::from(n > 0);
            }
            None => {
                assert!(
                    fewest.is_none() || (!needed && fewest == Some(0)),
                    "{}",
                    told()
                );
                none += 1;
            }
        }
    }
    assert!(
        answered > 5 && none > 4,
        "{answered} answered, {none} without"
    );
}

#[test]
fn sums_alone_do_not_say_how_few_mentors_are_enough() {
    // Either mentor could guide both, but each person may go to one department only.
    let text = r#"{ "format": "rotaplan/program@1",
        "horizon": { "first_month": "2027-01", "months": 2 },
        "teams": [ { "id": "t" } ],
        "staff": [ { "id": "a", "team": "t", "never": [ "hr" ] },
                   { "id": "b", "team": "t", "never": [ "finance" ] } ],
        "departments": [ { "id": "finance", "seats": 2 }, { "id": "hr", "seats": 2 } ],
        "mentors": [ { "id": "m", "department": "finance" }, { "id": "n", "department": "hr" },
                     { "id": "o", "department": "hr" } ] }"#;
    let file: ProgramFile = serde_json::from_str(text).expect("a program");
    let program = Program::from_file(&file).expect("a valid program");
    let options = Options::default();
    let found = ask(&file, &program, Ask::FewestMentors, &options, &Quiet);
    let answer = found.answer.expect("a question was asked");
    assert_eq!(answer.value, Some(2), "{answer:?}");
    assert_eq!(answer.too_few.as_deref(), Some("any 1 mentor"));
    assert_eq!(found.scenarios[1].status, ScenarioStatus::Infeasible);
}

#[test]
fn the_fewest_months_are_enough_and_one_less_is_not() {
    let mut answered = 0;
    for seed in 0..12 {
        let mut file = sample(seed);
        // What is said of single slots would make a shorter horizon another program.
        file.rules.max_away_in.clear();
        file.teams
            .iter_mut()
            .for_each(|row| row.max_away_in.clear());
        file.departments
            .iter_mut()
            .for_each(|row| row.seats_in.clear());
        file.staff
            .iter_mut()
            .for_each(|row| row.slot_preferences.clear());
        file.pins.clear();
        let program = Program::from_file(&file).expect("a valid program");
        let found = ask(
            &file,
            &program,
            Ask::FewestMonths,
            &Options::default(),
            &Quiet,
        );
        let n = found
            .answer
            .and_then(|answer| answer.value)
            .expect("a planted plan is enough");
        let with = |n: i64| {
            let mut changed = file.clone();
            changed.horizon.months = u32::try_from(n).expect("a count");
            plain(&changed).is_some()
        };
        assert!(with(n), "seed {seed}: {n}");
        if n > 1 {
            assert!(!with(n - 1), "seed {seed}: {n}");
            answered += 1;
        }
    }
    assert!(answered > 4, "{answered}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let file = sample(3);
    let texts = ["rules.max_away=2..6", "goals.peak_away=0,3"].map(str::to_owned);
    let with = |threads| {
        let options = Options {
            threads: Some(threads),
            ..Options::default()
        };
        to_json(&run(&file, &texts, &options).expect("both can be varied"))
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(5));
}

#[test]
fn a_scenario_that_is_no_program_does_not_spoil_the_others() {
    let file = sample(1);
    let program = Program::from_file(&file).expect("a valid program");
    let text = r#"[ { "name": "as it is", "set": {} },
        { "name": "a slot that is not there", "set": { "rules.max_away_in.2019-01": 1 } },
        { "name": "nobody goes", "set": { "rules.max_away": 0 } } ]"#;
    let scenarios = read_scenarios(&file, text.as_bytes()).expect("three scenarios");
    let found = whatif(&file, &program, &scenarios, &Options::default(), &Quiet);
    let status: Vec<ScenarioStatus> = found.scenarios.iter().map(|row| row.status).collect();
    let expected = [
        ScenarioStatus::Optimal,
        ScenarioStatus::Invalid,
        ScenarioStatus::Infeasible,
    ];
    assert_eq!(status, expected);
    let told = |at: usize| found.scenarios[at].diagnosis.clone().expect("a diagnosis");
    assert_eq!(told(1).problems[0].code, "unknown-slot");
    assert!(!told(2).shortages.is_empty());
}

#[test]
fn a_bend_names_the_limit_that_binds() {
    // Three people want Finance, which has one mentor for one guest a month; two months.
    let text = r#"{ "format": "rotaplan/program@1",
        "horizon": { "first_month": "2027-01", "months": 2 },
        "goals": { "bridges": 0 }, "rules": { "max_away": 1 },
        "teams": [ { "id": "t" } ],
        "staff": [ { "id": "a", "team": "t", "participation": "voluntary", "preferences": { "finance": 5 } },
                   { "id": "b", "team": "t", "participation": "voluntary", "preferences": { "finance": 5 } },
                   { "id": "c", "team": "t", "participation": "voluntary", "preferences": { "hr": 3 } },
                   { "id": "d", "team": "t", "participation": "voluntary", "preferences": { "finance": 4 } } ],
        "departments": [ { "id": "finance", "name": "Finance", "seats": 4 }, { "id": "hr", "seats": 4 } ],
        "mentors": [ { "id": "m", "department": "finance" },
                     { "id": "n", "department": "hr", "mentees_at_once": 4 } ] }"#;
    let file: ProgramFile = serde_json::from_str(text).expect("a program");
    let found = run(
        &file,
        &["rules.max_away=0..4".to_owned()],
        &Options::default(),
    );
    let bends = found.expect("it can be varied").bends;
    assert_eq!(bends.len(), 1, "{bends:?}");
    assert_eq!(bends[0].at, "rules.max_away=2");
    assert_eq!(bends[0].limits, ["the mentors of Finance (finance)"]);
    assert_eq!(
        bends[0].text,
        "beyond rules.max_away=2 nothing improves: the mentors of Finance (finance) are the limit"
    );
}
