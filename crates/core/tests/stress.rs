//! Dropouts of small programs, against every plan there is and against plain plans.

mod support;

use rotaplan_core::engine::Quiet;
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::input::file::{MentorFile, ParticipationFile, SpanFile};
use rotaplan_core::input::{ProgramFile, to_json};
use rotaplan_core::plan::PlanFile;
use rotaplan_core::stress::{DropoutRow, Holds, Kind, Question, Stress, stress};
use rotaplan_core::{Options, Outcome, Program, solve};
use serde_json::Value;
use support::rounds;

/// A small program around a planted plan, and its best plan.
fn sample(seed: u64) -> (ProgramFile, PlanFile) {
    let options = GenerateOptions {
        people: 5 + seed as usize % 4,
        departments: 3,
        months: 3,
        rules: match seed % 2 {
            0 => RuleSet::All,
            _ => RuleSet::Core,
        },
        slack: (seed % 3) as u32 * 20,
        seed,
        ..GenerateOptions::default()
    };
    let mut file = generate(&options).expect("the options are sound").file;
    // Pins of whoever drops out are let go; without any, a changed file says the same.
    file.pins.clear();
    let program = Program::from_file(&file).expect("a valid program");
    match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => (file, *plan),
        other => panic!("seed {seed}: {other:?}"),
    }
}

fn ask(file: &ProgramFile, plan: &PlanFile, at_once: usize, threads: usize) -> Stress {
    let program = Program::from_file(file).expect("a valid program");
    let question = Question {
        file,
        program: &program,
        plan,
        at_once,
        samples: 12,
    };
    let options = Options {
        threads: Some(threads),
        ..Options::default()
    };
    stress(&question, &options, &Quiet).expect("a plan that keeps every rule")
}

/// The whole horizon of samples.
fn ever() -> SpanFile {
    SpanFile {
        from: "2027-01-01".to_owned(),
        to: "2027-12-31".to_owned(),
    }
}

/// The file as somebody would change it by hand after a dropout.
fn without(file: &ProgramFile, row: &DropoutRow) -> ProgramFile {
    let mut file = file.clone();
    for one in &row.dropped {
        match one.kind {
            Kind::Person => {
                let mut staff = file.staff.iter_mut();
                let person = staff.find(|person| person.id == one.id).expect("known");
                person.participation = ParticipationFile::Excused;
                person.must_visit.clear();
                person.leave.push(ever());
            }
            Kind::Mentor => {
                let mut mentors = file.mentors.iter_mut();
                let mentor = mentors.find(|mentor| mentor.id == one.id).expect("known");
                mentor.leave.push(ever());
            }
            Kind::Department => {
                let mut departments = file.departments.iter_mut();
                let there = departments.find(|there| there.id == one.id).expect("known");
                let slot = one.slot.clone().expect("a department closes in a slot");
                there.seats_in.insert(slot, 0);
            }
        }
    }
    file
}

/// The fewest changes of any plan of a file, by a plain plan that weighs nothing else; `None`: no plan.
fn fewest(file: &ProgramFile, standing: &PlanFile) -> Option<usize> {
    let mut file = file.clone();
    file.goals.preference = Some(0);
    file.goals.slot_preference = Some(0);
    file.goals.bridges = Some(0);
    file.goals.peak_away = Some(0);
    file.goals.least_happy = Some(0);
    file.goals.mentor_peak = Some(0);
    file.goals.changes = Some(1);
    let program = Program::from_file(&file).expect("a valid program");
    let program = program.with_baseline(standing, String::new());
    match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => {
            assert_eq!(
                plan.score, plan.bound,
                "a plain plan settles so small a program"
            );
            plan.score.and_then(|score| usize::try_from(-score).ok())
        }
        Outcome::Infeasible { .. } => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_dropout_is_what_a_plain_plan_of_the_changed_file_says() {
    let (mut holds, mut repaired, mut impossible) = (0, 0, 0);
    for seed in 0..rounds(3) {
        let (file, plan) = sample(seed);
        let found = ask(&file, &plan, 2, 2);
        assert!(found.complete);
        for row in &found.dropouts {
            let told = || format!("seed {seed}: {row:?}\n{}", to_json(&file));
            let fewest = fewest(&without(&file, row), &plan);
            match row.status {
                Holds::Holds => {
                    assert_eq!(row.changes, Some(0), "{}", told());
                    holds += 1;
                }
                Holds::Repaired => repaired += 1,
                Holds::Impossible => impossible += 1,
                Holds::Unknown => panic!("{}", told()),
            }
            assert_eq!(row.status.survives(), fewest.is_some(), "{}", told());
            let Some(fewest) = fewest else { continue };
            let changes = row.changes.expect("a plan has changes") + row.lost;
            assert!(changes >= fewest, "{}", told());
            assert!(row.at_least + row.lost <= fewest, "{}", told());
            if row.proof.is_some() {
                assert_eq!(changes, fewest, "{}", told());
            }
        }
        let proven = found.dropouts.iter().filter(|row| row.proof.is_some());
        assert!(
            proven.count() * 10 >= found.dropouts.len() * 9,
            "seed {seed}"
        );
    }
    assert!(
        holds > 15 && repaired > 5 && impossible > 2,
        "{holds} hold, {repaired} repaired, {impossible} impossible"
    );
}

/// The program file after an RFC 6902 patch.
fn patched(file: &ProgramFile, patches: &[&Value]) -> ProgramFile {
    let mut value = serde_json::to_value(file).expect("a file is JSON");
    for operation in patches.iter().flat_map(|patch| patch.as_array()).flatten() {
        let path = operation["path"].as_str().expect("a path");
        let (parent, key) = path.rsplit_once('/').expect("a key");
        match value.pointer_mut(parent).expect("its place") {
            Value::Object(map) => {
                map.insert(key.to_owned(), operation["value"].clone());
            }
            Value::Array(list) => list.push(operation["value"].clone()),
            other => panic!("{other:?}"),
        }
    }
    serde_json::from_value(value).expect("a program file")
}

#[test]
fn the_reserve_helps_and_none_that_is_cheaper_does() {
    let (mut helped, mut beyond, mut dearer) = (0, 0, 0);
    for seed in 0..rounds(4) {
        let (file, plan) = sample(seed);
        let found = ask(&file, &plan, 1, 2);
        let Some(reserve) = found.reserve else {
            let survived = found.dropouts.iter().all(|row| row.status.survives());
            assert!(survived, "seed {seed}");
            continue;
        };
        beyond += reserve.beyond.len();
        let survives = |patches: &[&Value], at: usize| {
            let larger = patched(&file, patches);
            fewest(&without(&larger, &found.dropouts[at]), &plan).is_some()
        };
        let patches: Vec<&Value> = reserve.add.iter().map(|spare| &spare.patch).collect();
        for at in &reserve.saves {
            assert!(
                survives(&patches, *at),
                "seed {seed}: {:?}",
                found.dropouts[*at]
            );
        }
        // Without any one of its parts, something is not survived.
        for left_out in 0..patches.len() {
            let mut fewer = patches.clone();
            fewer.remove(left_out);
            let all = reserve.saves.iter().all(|at| survives(&fewer, *at));
            assert!(!all, "seed {seed}: {:?}", reserve.add[left_out]);
        }
        assert_eq!(reserve.add.is_empty(), reserve.saves.is_empty());
        helped += reserve.saves.len();
        // No seats and mentors that cost less help against as much.
        let mut saves: Vec<DropoutRow> = Vec::new();
        saves.extend(reserve.saves.iter().map(|at| found.dropouts[*at].clone()));
        let choices = 1..1u32 << (2 * file.departments.len());
        for (chosen, cost) in choices.map(|chosen| (chosen, costs(chosen, &file))) {
            if !reserve.cheapest || cost >= reserve.cost {
                continue;
            }
            let larger = with_more(&file, chosen);
            let failing = |row: &DropoutRow| fewest(&without(&larger, row), &plan).is_none();
            let Some(first) = saves.iter().position(failing) else {
                panic!("seed {seed}: {chosen:b} costs {cost}: {:?}", reserve.add);
            };
            // What one choice does not help against, the next hardly will.
            saves.swap(0, first);
            dearer += 1;
        }
    }
    assert!(
        helped > 2 && dearer > 5,
        "{helped} helped, {beyond} beyond, {dearer} cheaper ones do not"
    );
}

/// What seats (lower bits) and mentors (upper bits) cost together.
fn costs(chosen: u32, file: &ProgramFile) -> u64 {
    let departments = file.departments.len();
    let seats = u64::from((chosen & ((1 << departments) - 1)).count_ones());
    3 * seats + 7 * u64::from((chosen >> departments).count_ones())
}

/// The file with these seats and mentors more.
fn with_more(file: &ProgramFile, chosen: u32) -> ProgramFile {
    let mut file = file.clone();
    let departments = file.departments.len();
    for (d, there) in file.departments.iter_mut().enumerate() {
        if chosen & (1 << d) != 0 {
            there.seats += 1;
            there.seats_in.values_mut().for_each(|seats| *seats += 1);
        }
        if chosen & (1 << (departments + d)) != 0 {
            file.mentors.push(MentorFile {
                id: format!("one more of {d}"),
                department: there.id.clone(),
                ..MentorFile::default()
            });
        }
    }
    file
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let (file, plan) = sample(4);
    let one = to_json(&ask(&file, &plan, 2, 1));
    assert_eq!(one, to_json(&ask(&file, &plan, 2, 2)));
    assert_eq!(one, to_json(&ask(&file, &plan, 2, 5)));
}

#[test]
fn a_plan_that_breaks_rules_is_refused() {
    let (file, mut plan) = sample(1);
    plan.placements.pop();
    let program = Program::from_file(&file).expect("a valid program");
    let question = Question {
        file: &file,
        program: &program,
        plan: &plan,
        at_once: 1,
        samples: 0,
    };
    let refused = stress(&question, &Options::default(), &Quiet);
    assert!(refused.is_err_and(|breaches| !breaches.is_empty()));
}
