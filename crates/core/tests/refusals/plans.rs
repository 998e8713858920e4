//! Why this plan, and why not that one, held against a brute force.

use rotaplan_core::engine::Quiet;
use rotaplan_core::explain::{Question, alternatives, explain, limits, tell_reasons};
use rotaplan_core::explanation::Verdict;
use rotaplan_core::input::ProgramFile;
use rotaplan_core::input::file::PinFile;
use rotaplan_core::plan::PlanFile;
use rotaplan_core::{Options, Outcome, Program, solve};

use crate::support::facts::Facts;
use crate::support::rounds;
use crate::support::tiny::{EXHAUSTIVE, tiny};

/// Tiny programs that have a plan, with the plan and the earlier one it should be close to.
fn planned() -> impl Iterator<Item = (ProgramFile, Program, PlanFile, Option<PlanFile>)> {
    (0..).filter_map(|seed| {
        let (file, baseline) = tiny(seed, EXHAUSTIVE);
        let mut program = Program::from_file(&file).expect("it is valid");
        if let Some(baseline) = &baseline {
            program = program.with_baseline(baseline, String::new());
        }
        match solve(&program, &Options::default(), &Quiet) {
            Outcome::Plan(plan) if !plan.placements.is_empty() => {
                Some((file, program, *plan, baseline))
            }
            _ => None,
        }
    })
}

#[test]
fn what_everybody_got_adds_up_to_the_score() {
    let mut shared = 0;
    for (_, program, plan, _) in planned().take(rounds(80) as usize) {
        let told = explain(&program, &plan);
        assert_eq!(told.score, plan.score);
        let goals: i64 = told.goals.iter().map(|row| row.part).sum();
        assert_eq!(Some(goals), plan.score);
        for rows in [&told.people, &told.departments] {
            let total: i64 = rows.iter().map(|row| row.total).sum();
            assert_eq!(Some(total), plan.score);
            let parts: i64 = rows.iter().flat_map(|row| row.parts.values()).sum();
            assert_eq!(Some(parts), plan.score);
            shared += rows.last().map_or(0, |row| row.parts.len());
        }
    }
    assert!(shared > 20, "some of it belongs to all together");
}

#[test]
fn a_plan_that_breaks_rules_is_told_of_them_and_nothing_else() {
    let (_, program, mut plan, _) = planned().next().expect("there is one");
    plan.placements.push(plan.placements[0].clone());
    let told = explain(&program, &plan);
    assert!(!told.breaches.is_empty());
    assert!(told.score.is_none() && told.people.is_empty() && told.goals.is_empty());
}

#[test]
fn alternatives_cost_what_a_brute_force_says() {
    let options = Options::default();
    let (mut possible, mut forbidden) = (0, 0);
    for (file, program, plan, baseline) in planned().take(rounds(25) as usize) {
        let question = Question {
            file: &file,
            program: &program,
            plan: &plan,
            staff: program
                .staff_by_id(&plan.placements[0].staff)
                .expect("it is there"),
            department: None,
            slots: None,
        };
        for row in alternatives(&question, &options, &Quiet) {
            let mut forced = file.clone();
            forced.pins.push(PinFile {
                staff: plan.placements[0].staff.clone(),
                department: Some(row.department.clone()),
                slot: Some(row.slot.clone()),
                mentor: None,
            });
            let best = Facts::new(&forced, baseline.as_ref()).best();
            let case = format!("{row:?}\n{}", rotaplan_core::input::to_json(&file));
            match row.verdict {
                Verdict::Planned => assert_eq!(row.cost_at_most, Some(0)),
                Verdict::Possible => {
                    possible += 1;
                    assert!(best.worth.complete(), "{case}");
                    let cost = plan.score.expect("it has one") - best.worth.score;
                    assert_eq!(row.cost_at_most, Some(cost), "{case}");
                    assert_eq!(row.cost_at_least, Some(cost), "{case}");
                }
                Verdict::Forbidden => {
                    forbidden += 1;
                    assert!(!best.worth.complete(), "{case}");
                    assert!(!row.reasons.is_empty(), "{case}");
                }
                Verdict::Unknown => panic!("{case}"),
            }
        }
    }
    assert!(possible > 15 && forbidden > 15, "{possible} {forbidden}");
}

#[test]
fn more_room_buys_what_planning_again_says() {
    let options = Options::default();
    let (mut worth, mut idle) = (0, 0);
    for (file, program, plan, baseline) in planned().take(rounds(60) as usize) {
        let mut told = explain(&program, &plan);
        limits(&file, &program, &plan, &mut told, &options, &Quiet);
        assert_eq!(told.limits_not_tried, 0);
        for cost in &told.limits {
            let changed = crate::patched(&file, &cost.patch);
            let changed = serde_json::from_value(changed).expect("it is a program");
            let best = Facts::new(&changed, baseline.as_ref()).best();
            let gain = best.worth.score - plan.score.expect("it has one");
            assert_eq!(
                (cost.gain_at_least, cost.gain_at_most),
                (gain, gain),
                "{}",
                cost.text
            );
            worth += usize::from(gain > 0);
            idle += usize::from(gain == 0);
        }
        let gains = told
            .limits
            .iter()
            .map(|cost| std::cmp::Reverse(cost.gain_at_least));
        assert!(gains.is_sorted(), "the dearest come first");
    }
    assert!(worth > 3 && idle > 3, "{worth} {idle}");
}

#[test]
fn whoever_is_short_is_told_why() {
    let mut short = 0;
    for seed in 0..rounds(150) {
        let (file, _) = tiny(seed, EXHAUSTIVE);
        let program = Program::from_file(&file).expect("it is valid");
        let options = Options {
            best_effort: true,
            ..Options::default()
        };
        if let Outcome::Plan(mut plan) = solve(&program, &options, &Quiet) {
            tell_reasons(&program, &mut plan);
            for row in &plan.unplaced {
                short += 1;
                assert!(!row.reasons.is_empty(), "seed {seed}: {row:?}");
            }
        }
    }
    assert!(short > 30, "{short}");
}
