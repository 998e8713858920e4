//! The library against a brute force that was written from the words of the format alone.

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rotaplan_core::engine::{Engine, Observer, Progress, Quiet};
use rotaplan_core::input::ProgramFile;
use rotaplan_core::pairing::pair;
use rotaplan_core::plan::{PlanFile, Status};
use rotaplan_core::random::Random;
use rotaplan_core::schedule::Placement;
use rotaplan_core::{Options, Outcome, Program, solve, verify};
use support::best::Best;
use support::brute_force::RULES;
use support::facts::{Facts, Place};
use support::rounds;
use support::tiny::{ORACLE, tiny};
use support::values::GOALS;

fn program(file: &ProgramFile, baseline: Option<&PlanFile>) -> Program {
    let program = Program::from_file(file).unwrap_or_else(|problems| {
        panic!("{problems:#?}\n{}", rotaplan_core::input::to_json(file))
    });
    match baseline {
        Some(plan) => program.with_baseline(plan, String::new()),
        None => program,
    }
}

/// Placements here and there, good and bad.
fn random_plan(facts: &Facts, random: &mut Random) -> Vec<Place> {
    let mut plan = Vec::new();
    for staff in 0..facts.file.staff.len() {
        for _ in 0..[0, 1, 1, 1, 2, 2, 3][random.below(7)] {
            let department = random.below(facts.file.departments.len());
            let anyone: Vec<usize> = (0..facts.file.mentors.len()).collect();
            let of_it = |m: &usize| facts.mentor_home[*m] == department;
            let here: Vec<usize> = anyone.iter().copied().filter(of_it).collect();
            let mentor = match random.below(10) {
                0 => None,
                1 => random.pick(&anyone).copied(),
                _ => random.pick(&here).copied(),
            };
            plan.push(Place {
                slot: random.below(facts.slots.len()),
                staff,
                department,
                mentor,
            });
        }
    }
    plan.sort_unstable();
    plan
}

/// Stops a solve as soon as there is a plan.
#[derive(Default)]
struct FirstPlan(AtomicBool);

impl Observer for FirstPlan {
    fn progress(&self, progress: Progress) {
        self.0.fetch_or(progress.score.is_some(), Ordering::Relaxed);
    }

    fn stop(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[test]
fn who_stops_a_solve_gets_a_checked_plan_and_most_of_the_mentors_that_could_be() {
    let (mut plans, mut given, mut most) = (0, 0, 0);
    for seed in 0..rounds(1_000) {
        let (mut file, baseline) = tiny(seed, ORACLE);
        file.rules.require_mentor = Some(false);
        let program = program(&file, baseline.as_ref());
        let options = Options {
            engine: Engine::Scale,
            ..Options::default()
        };
        let plan = match solve(&program, &options, &FirstPlan::default()) {
            Outcome::Plan(plan) => plan,
            Outcome::Defect(why) => panic!("{seed}: {why}"),
            _ => continue,
        };
        let schedule = verify(&program, &plan).schedule;
        let placed = |x: &Placement| (x.staff, (x.slot, x.department));
        let placed: Vec<_> = schedule.all().iter().map(placed).collect();
        let paired = pair(&program, &placed, None).expect("the plan has a pairing");
        let guided = |all: &[Placement]| all.iter().filter(|x| x.mentor.is_some()).count();
        assert!(guided(schedule.all()) <= guided(&paired), "{seed}");
        plans += 1;
        given += guided(schedule.all());
        most += guided(&paired);
    }
    assert!(
        plans > 200 && 10 * given >= 9 * most,
        "{plans} {given} {most}"
    );
}

#[test]
fn checks_and_goals_agree_with_the_words() {
    let mut kept = [0u32; RULES.len()];
    let mut broken = [0u32; RULES.len()];
    let mut varied = [const { BTreeSet::new() }; GOALS.len()];
    for seed in 0..rounds(300) {
        let (file, baseline) = tiny(seed, ORACLE);
        let facts = Facts::new(&file, baseline.as_ref());
        let program = program(&file, baseline.as_ref());
        let mut random = Random::stream(seed, 1);
        for _ in 0..20 {
            let plan = random_plan(&facts, &mut random);
            let verdict = verify(&program, &facts.to_plan(&plan));
            let twice = facts.breaks("one-place", &plan);
            let uninvited = plan.iter().any(|x| facts.wanted[x.staff] == 0);
            for (at, rule) in RULES.into_iter().enumerate() {
                // Somebody in two places at once counts twice to the checks, but is one person, and
                // does not repeat a visit; volunteers of whom no rotation is wanted need see nothing.
                if twice && ["team-cover", "apart", "no-repeat"].contains(&rule)
                    || uninvited && rule == "must-visit"
                {
                    continue;
                }
                let found = verdict.breaches.iter().any(|breach| breach.rule == rule);
                let wrong = facts.breaks(rule, &plan);
                assert_eq!(
                    found,
                    wrong,
                    "seed {seed}, {rule}: {plan:?}\n{:#?}\n{}",
                    verdict.breaches,
                    rotaplan_core::input::to_json(&file)
                );
                kept[at] += u32::from(!found);
                broken[at] += u32::from(found);
            }
            for (at, goal) in GOALS.into_iter().enumerate() {
                let value = facts.value(goal, &plan);
                let mut measured = verdict.values.by_goal.iter();
                let own = measured
                    .find(|(name, _)| name.name() == goal)
                    .map(|(_, value)| *value);
                assert_eq!(
                    own,
                    Some(value),
                    "seed {seed}, {goal}: {plan:?}\n{}",
                    rotaplan_core::input::to_json(&file)
                );
                varied[at].insert(value);
            }
            assert_eq!(verdict.values.score, facts.score(&plan), "seed {seed}");
        }
    }
    for (at, rule) in RULES.into_iter().enumerate() {
        assert!(
            kept[at] > 100 && broken[at] > 100,
            "{rule}: {} kept, {} broken",
            kept[at],
            broken[at]
        );
    }
    for (at, goal) in GOALS.into_iter().enumerate() {
        assert!(varied[at].len() >= 3, "{goal}: only {:?}", varied[at]);
    }
}

#[test]
fn the_brute_force_finds_plans_that_it_calls_clean() {
    let mut complete = 0;
    let programs = rounds(200);
    for seed in 0..programs {
        let (file, baseline) = tiny(seed, ORACLE);
        let facts = Facts::new(&file, baseline.as_ref());
        let best = facts.best();
        let verdict = verify(
            &program(&file, baseline.as_ref()),
            &facts.to_plan(&best.plan),
        );
        assert_eq!(
            verdict.breaches.is_empty(),
            best.worth.complete(),
            "seed {seed}"
        );
        assert_eq!(verdict.values.score, best.worth.score, "seed {seed}");
        complete += u64::from(best.worth.complete());
    }
    assert!(
        (programs / 5..programs * 4 / 5).contains(&complete),
        "{complete} of {programs} can be planned"
    );
}

/// A plan file by positions; every id is known.
fn places(facts: &Facts, plan: &PlanFile) -> Vec<Place> {
    let place = |row: &rotaplan_core::plan::PlacementFile| Place {
        slot: facts
            .slots
            .iter()
            .position(|slot| slot.name == row.slot)
            .expect("a slot"),
        staff: facts.staff(&row.staff).expect("somebody"),
        department: facts.department(&row.department).expect("a department"),
        mentor: row.mentor.as_ref().map(|id| {
            let mentors = &facts.file.mentors;
            mentors
                .iter()
                .position(|mentor| mentor.id == *id)
                .expect("a mentor")
        }),
    };
    plan.placements.iter().map(place).collect()
}

fn options(engine: Engine, best_effort: bool) -> Options {
    Options {
        engine,
        best_effort,
        threads: Some(1),
        ..Options::default()
    }
}

/// What is wrong with the answer to a program, if anything.
fn fault(facts: &Facts, program: &Program, options: &Options, best: &Best) -> Option<String> {
    let plan = match solve(program, options, &Quiet) {
        Outcome::Plan(plan) => plan,
        Outcome::Infeasible { .. } if !best.worth.complete() && !options.best_effort => {
            return None;
        }
        other => return Some(format!("{other:?}, where the best is {:?}", best.worth)),
    };
    let own = places(facts, &plan);
    let Some(worth) = facts.worth(&own) else {
        return Some(format!("breaks {:?}: {own:?}", facts.broken(&own)));
    };
    if worth != best.worth {
        return Some(format!("{worth:?}, where the best is {:?}", best.worth));
    }
    let status = match worth.complete() {
        true => Status::Optimal,
        false => Status::Partial,
    };
    if plan.status != Some(status) {
        return Some(format!("{:?} instead of {status:?}", plan.status));
    }
    let missing: u32 = plan.unplaced.iter().map(|row| row.missing).sum();
    let unmet: u32 = plan.unmet.iter().map(|row| row.missing).sum();
    if (missing as usize, unmet as usize) != (worth.missing, worth.other) {
        return Some(format!("lists {missing} and {unmet} missing of {worth:?}"));
    }
    if plan.score != Some(worth.score) || plan.bound != Some(worth.score) {
        return Some(format!("says {:?}, at most {:?}", plan.score, plan.bound));
    }
    let guided = own.iter().filter(|x| x.mentor.is_some()).count();
    let most = facts.most_guided(&own);
    (guided < most).then(|| format!("gives {guided} a mentor, where {most} can have one"))
}

#[test]
fn the_solved_optimum_is_the_brute_force_optimum() {
    let (mut complete, mut impossible) = (0, 0);
    for seed in 0..rounds(500) {
        let (file, baseline) = tiny(seed, ORACLE);
        let facts = Facts::new(&file, baseline.as_ref());
        let program = program(&file, baseline.as_ref());
        let best = facts.best();
        for engine in [Engine::Exact, Engine::Auto] {
            let options = options(engine, false);
            if let Some(fault) = fault(&facts, &program, &options, &best) {
                panic!(
                    "seed {seed}, {engine:?}: {fault}\n{}",
                    rotaplan_core::input::to_json(&file)
                );
            }
        }
        if best.worth.complete() {
            complete += 1;
        } else {
            impossible += 1;
        }
    }
    assert!(
        complete >= 100 && impossible >= 100,
        "{complete} {impossible}"
    );
}

#[test]
fn best_effort_falls_short_as_little_as_the_brute_force() {
    let mut short = 0;
    for seed in 1_000..1_000 + rounds(200) {
        let (file, baseline) = tiny(seed, ORACLE);
        let facts = Facts::new(&file, baseline.as_ref());
        let program = program(&file, baseline.as_ref());
        let best = facts.best();
        let options = options(Engine::Auto, true);
        if let Some(fault) = fault(&facts, &program, &options, &best) {
            panic!(
                "seed {seed}: {fault}\n{}",
                rotaplan_core::input::to_json(&file)
            );
        }
        short += u64::from(!best.worth.complete());
    }
    assert!(short >= 50, "only {short} fall short");
}
