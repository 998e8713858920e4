//! Free pairs of a seat and a mentor, against counting them by hand and against every plan there is.

mod support;

use rotaplan_core::engine::{Engine, Quiet};
use rotaplan_core::input::{ProgramFile, to_json};
use rotaplan_core::plan::{PlanFile, Status};
use rotaplan_core::reserve::solve_with_reserve;
use rotaplan_core::{Options, Outcome, Program, solve, verify};
use support::rounds;
use support::tiny::{ORACLE, tiny};

/// The same question as a program of its own, by the file's own means: in each slot, guests of a team of
/// their own that must go somewhere then, and count for nothing else.
fn with_guests(file: &ProgramFile, pairs: u32) -> ProgramFile {
    let mut file = file.clone();
    let mut more: ProgramFile = serde_json::from_str(
        r#"{ "format": "rotaplan/program@1", "horizon": { "first_month": "2027-01", "months": 1 },
             "teams": [ { "id": "~guests" } ], "departments": [],
             "staff": [ { "id": "~", "team": "~guests", "participation": "voluntary" } ] }"#,
    )
    .expect("a program");
    file.teams.append(&mut more.teams);
    let program = Program::from_file(&file).expect("a valid program");
    let slots = program.calendar().slots();
    let names: Vec<String> = slots
        .map(|t| program.calendar().name(t).to_owned())
        .collect();
    for name in names {
        for number in 0..pairs {
            let mut guest = more.staff[0].clone();
            guest.id = format!("~{name}/{number}");
            guest.rotations = Some(1);
            guest.skills = file
                .departments
                .iter()
                .flat_map(|row| row.needs_skills.clone())
                .collect();
            file.pins.push(rotaplan_core::input::file::PinFile {
                staff: guest.id.clone(),
                slot: Some(name.clone()),
                department: None,
                mentor: None,
            });
            file.staff.push(guest);
        }
    }
    file.rules.max_away = file.rules.max_away.map(|most| most + pairs);
    for most in file.rules.max_away_in.values_mut() {
        *most += pairs;
    }
    file
}

/// Tiny programs whose goals and rules treat guests as if they were not there.
fn plain(seed: u64) -> ProgramFile {
    let (mut file, _) = tiny(seed, ORACLE);
    file.goals.mentor_peak = Some(0);
    file.bridge_default = None;
    for department in &mut file.departments {
        department.after.clear();
    }
    file
}

fn plan_of(outcome: Outcome) -> Option<PlanFile> {
    match outcome {
        Outcome::Plan(plan) => Some(*plan),
        Outcome::Infeasible { .. } => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_reserve_is_kept_at_the_best_score_or_proven_impossible() {
    let (mut kept, mut dearer, mut impossible) = (0, 0, 0);
    for seed in 0..rounds(60) {
        let file = plain(seed);
        let program = Program::from_file(&file).expect("a valid program");
        let without = plan_of(solve(&program, &Options::default(), &Quiet));
        for pairs in 1..=2 {
            let told = || format!("seed {seed}, {pairs}\n{}", to_json(&file));
            let options = Options::default();
            let found = plan_of(solve_with_reserve(&program, pairs, &options, &Quiet));
            let guests = Program::from_file(&with_guests(&file, pairs)).expect("a valid program");
            let best = plan_of(solve(&guests, &Options::default(), &Quiet));
            assert_eq!(found.is_some(), best.is_some(), "{}", told());
            let (Some(found), Some(best)) = (found, best) else {
                impossible += u32::from(without.is_some());
                continue;
            };
            assert_eq!(found.status, Some(Status::Optimal), "{}", told());
            let peak = i64::from(file.goals.peak_away.unwrap_or(0)) * i64::from(pairs);
            assert_eq!(
                found.score,
                best.score.map(|score| score + peak),
                "{}",
                told()
            );
            let verdict = verify(&program, &found);
            assert_eq!(verdict.breaches, [], "{}", told());
            assert_eq!(found.score, Some(verdict.values.score));
            // By hand: the pairs with the guests keep seats and mentors.
            for slot in program.calendar().slots() {
                let name = program.calendar().name(slot);
                let here = found.reserve.iter().filter(|row| row.slot == name);
                assert_eq!(here.count(), pairs as usize, "{}", told());
            }
            by_hand(&program, &file, &found, &told());
            kept += 1;
            let dear = without.as_ref().and_then(|plan| plan.score) > found.score;
            dearer += u32::from(dear);
        }
    }
    assert!(
        kept > 15 && dearer > 1 && impossible > 10,
        "{kept} kept, {dearer} dearer, {impossible} impossible"
    );
}

/// Seats, and mentors' limits at once and in all, with those who are placed and those who might be.
fn by_hand(program: &Program, file: &ProgramFile, plan: &PlanFile, told: &str) {
    let placed = plan.placements.iter();
    let placed = placed.map(|row| (&row.slot, &row.department, &row.mentor));
    let free = plan.reserve.iter();
    let free = free.map(|row| (&row.slot, &row.department, &row.mentor));
    let all: Vec<_> = placed.chain(free).collect();
    for (department, row) in program.departments().iter().zip(sorted(file)) {
        assert_eq!(department.id, row);
        for slot in program.calendar().slots() {
            let name = program.calendar().name(slot);
            let guests = all
                .iter()
                .filter(|(t, d, _)| (t.as_str(), *d) == (name, &department.id));
            assert!(
                guests.count() <= department.seats[slot.index()] as usize,
                "{told}"
            );
        }
    }
    for mentor in program.mentors() {
        let mine: Vec<_> = all
            .iter()
            .filter(|(.., m)| m.as_ref() == Some(&mentor.id))
            .collect();
        assert!(mine.iter().all(|(_, d, _)| {
            let home = &program.departments()[mentor.department.index()].id;
            *d == home
        }));
        assert!(
            mentor.total.is_none_or(|most| mine.len() <= most as usize),
            "{told}"
        );
        for slot in program.calendar().slots() {
            let name = program.calendar().name(slot);
            let then = mine.iter().filter(|(t, ..)| t.as_str() == name).count();
            assert!(then <= mentor.at_once as usize, "{told}");
        }
    }
}

fn sorted(file: &ProgramFile) -> Vec<String> {
    let mut ids: Vec<String> = file.departments.iter().map(|row| row.id.clone()).collect();
    ids.sort();
    ids
}

#[test]
fn both_engines_agree() {
    for seed in 0..rounds(10) {
        let program = Program::from_file(&plain(seed)).expect("a valid program");
        let by = |engine| {
            let options = Options {
                engine,
                ..Options::default()
            };
            plan_of(solve_with_reserve(&program, 1, &options, &Quiet))
        };
        let (Some(exact), Some(scale)) = (by(Engine::Exact), by(Engine::Scale)) else {
            continue;
        };
        assert!(
            scale.score <= exact.bound && exact.score <= scale.bound,
            "seed {seed}"
        );
    }
}
