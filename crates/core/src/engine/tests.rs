//! Outcomes of whole solves.

use super::*;
use crate::plan::Status;

fn planned(json: &str) -> Outcome {
    let program = Program::from_json(json.as_bytes()).expect("a valid program");
    solve(&program, &Options::default(), &Quiet)
}

#[test]
fn a_small_program_is_planned_to_the_optimum() {
    let outcome = planned(
        r#"{ "format": "rotaplan/program@1",
        "horizon": { "first_month": "2027-01", "months": 3 }, "rules": { "max_away": 3 },
        "goals": { "peak_away": 2, "least_happy": 3, "mentor_peak": 1 },
        "teams": [ { "id": "a", "max_away": 1 }, { "id": "b" } ],
        "staff": [
          { "id": "s1", "team": "a", "preferences": { "x": 5, "y": 2 }, "avoid_mentors": ["m1"] },
          { "id": "s2", "team": "a", "preferences": { "x": 4 } },
          { "id": "s3", "team": "b", "preferences": { "y": 3 }, "must_visit": [ { "any_of": ["x"] } ] },
          { "id": "s4", "team": "b", "participation": "voluntary", "preferences": { "x": -3, "y": 2 }, "rotations": 2 } ],
        "departments": [ { "id": "x", "seats": 1, "min_visits": 2 }, { "id": "y", "seats": 2 } ],
        "mentors": [ { "id": "m1", "department": "x", "rest_slots": 1 },
          { "id": "m2", "department": "x", "mentees_total": 1 },
          { "id": "m3", "department": "y", "mentees_at_once": 2 } ],
        "bridge_default": { "value": 1, "refresh_months": 12 } }"#,
    );
    let Outcome::Plan(plan) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!((plan.status, plan.score), (Some(Status::Optimal), Some(8)));
    assert_eq!(plan.bound, plan.score);
}

/// Nobody's wishes can be met: four rotations in three slots, a pin on leave, two visits in one.
const TOO_MUCH: &str = r#"{ "format": "rotaplan/program@1",
    "horizon": { "first_month": "2027-01", "months": 3 }, "rules": { "rotations": 2 },
    "teams": [ { "id": "a", "max_away": 1 }, { "id": "b" } ],
    "staff": [ { "id": "s1", "team": "a", "owed": 2 }, { "id": "s2", "team": "a" },
      { "id": "s3", "team": "b", "rotations": 1, "must_visit": [ { "any_of": ["z"], "times": 2 } ] },
      { "id": "s4", "team": "b", "rotations": 1, "leave": [ { "from": "2027-02-01", "to": "2027-02-28" } ] } ],
    "departments": [ { "id": "x", "seats": 1, "min_visits": 5 }, { "id": "y", "seats": 1 }, { "id": "z", "seats": 1 } ],
    "mentors": [ { "id": "m1", "department": "x" }, { "id": "m2", "department": "y" }, { "id": "m3", "department": "z" } ],
    "pins": [ { "staff": "s4", "slot": "2027-02" } ] }"#;

#[test]
fn what_one_person_cannot_do_is_told_by_rule_and_person() {
    let outcome = planned(TOO_MUCH);
    let Outcome::Infeasible { proof, reasons } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(proof, Proof::Bound);
    let says = |rule: &str, person: &str| {
        let mut lines = reasons.iter();
        lines.any(|line| line.contains(rule) && line.contains(person))
    };
    assert!(says("participation", "s1"), "{reasons:?}");
    assert!(says("must-visit", "s3"), "{reasons:?}");
    assert!(
        says("pin", "s4") && says("availability", "s4"),
        "{reasons:?}"
    );
    assert!(!says("", "s2"), "{reasons:?}");
}

#[test]
fn a_best_effort_falls_short_as_little_as_can_be() {
    let program = Program::from_json(TOO_MUCH.as_bytes()).expect("a valid program");
    let options = Options {
        best_effort: true,
        ..Options::default()
    };
    let outcome = solve(&program, &options, &Quiet);
    let Outcome::Plan(plan) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(plan.status, Some(Status::Partial));
    // Team a has three slots for six rotations; of the three missing, none need be owed: s1 has
    // two owed, so s1 goes at least twice.
    let missing: u32 = plan.unplaced.iter().map(|row| row.missing).sum();
    assert_eq!(missing, 3);
    let of = |id: &str| plan.placements.iter().filter(|x| x.staff == id).count();
    assert!(of("s1") >= 2);
    let unmet: u32 = plan.unmet.iter().map(|row| row.missing).sum();
    assert_eq!(unmet, 4, "{:?}", plan.unmet);
    assert_eq!(plan.bound, plan.score);
}

#[test]
fn without_any_time_there_is_a_checked_plan_all_the_same() {
    let sample = crate::generate::generate(&crate::generate::GenerateOptions::default());
    let program = Program::from_file(&sample.expect("a sample").file).expect("it is valid");
    let options = Options {
        time_limit: Some(Duration::ZERO),
        ..Options::default()
    };
    let outcome = solve(&program, &options, &Quiet);
    let Outcome::Plan(plan) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(plan.status, Some(Status::Feasible));
    assert!(plan.bound > plan.score);
}

#[test]
fn nobody_and_nowhere_is_a_plan() {
    let outcome = planned(
        r#"{ "format": "rotaplan/program@1", "horizon": { "first_month": "2027-01", "months": 1 },
        "goals": { "peak_away": 5, "least_happy": 3 }, "teams": [], "staff": [], "departments": [] }"#,
    );
    let Outcome::Plan(plan) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!((plan.status, plan.score), (Some(Status::Optimal), Some(0)));
}

/// Four people, two to a slot, and a mentor for one at a time, whom a placement may do without.
const ONE_MENTOR: &str = r#"{ "format": "rotaplan/program@1",
    "horizon": { "first_month": "2027-01", "months": 2 }, "rules": { "require_mentor": false },
    "teams": [ { "id": "a" } ],
    "staff": [ { "id": "s1", "team": "a" }, { "id": "s2", "team": "a" }, { "id": "s3", "team": "a" }, { "id": "s4", "team": "a" } ],
    "departments": [ { "id": "x", "seats": 2 } ], "mentors": [ { "id": "m1", "department": "x" } ] }"#;

#[test]
fn where_mentors_are_optional_as_many_as_can_be_have_one_whichever_engine_plans() {
    let program = Program::from_json(ONE_MENTOR.as_bytes()).expect("a valid program");
    for engine in [Engine::Exact, Engine::Scale] {
        let options = Options {
            engine,
            ..Options::default()
        };
        let Outcome::Plan(plan) = solve(&program, &options, &Quiet) else {
            panic!("{engine:?} finds no plan");
        };
        let guided = plan.placements.iter().filter(|x| x.mentor.is_some());
        assert_eq!(
            (plan.placements.len(), guided.count()),
            (4, 2),
            "{engine:?}"
        );
    }
}

/// Somebody who is pinned to one mentor, and then to the other, and somebody who may have the first only.
const TWO_PINS: &str = r#"{ "format": "rotaplan/program@1", "horizon": { "first_month": "2027-01", "months": 2 },
    "rules": { "require_mentor": false, "no_repeat_months": 0, "gap_slots": 0 },
    "teams": [ { "id": "a" } ],
    "staff": [ { "id": "s1", "team": "a", "rotations": 2 }, { "id": "s2", "team": "a", "avoid_mentors": [ "m2" ] } ],
    "departments": [ { "id": "x", "seats": 2 } ],
    "mentors": [ { "id": "m1", "department": "x" }, { "id": "m2", "department": "x" } ],
    "pins": [ { "staff": "s1", "slot": "2027-01", "mentor": "m1" }, { "staff": "s1", "slot": "2027-02", "mentor": "m2" },
              { "staff": "s2", "slot": "2027-01" } ] }"#;

#[test]
fn a_pin_names_its_mentor_in_its_slots_alone() {
    let program = Program::from_json(TWO_PINS.as_bytes()).expect("a valid program");
    let options = Options {
        engine: Engine::Scale,
        ..Options::default()
    };
    let outcome = solve(&program, &options, &Quiet);
    let Outcome::Plan(plan) = outcome else {
        panic!("{outcome:?}");
    };
    let guided = plan.placements.iter().filter(|x| x.mentor.is_some());
    assert_eq!((plan.placements.len(), guided.count()), (3, 2));
}

#[test]
fn half_of_a_time_limit_is_over_before_the_whole() {
    let program = Program::from_json(ONE_MENTOR.as_bytes()).expect("a valid program");
    let (minute, now) = (std::time::Duration::from_secs(60), Instant::now());
    // When the limit is up, from a start that lies a minute back.
    let over = |deadline: Option<Instant>| {
        let context = Context {
            program: &program,
            options: &Options::default(),
            observer: &Quiet,
            started: now.checked_sub(minute).unwrap_or(now),
            deadline,
            runner: &InProcess,
        };
        if let Some(left) = context.left_of_half() {
            // From a minute back to the limit; nothing that takes seconds lies between.
            let half = deadline.map_or(0.0, |at| (at - now + minute).as_secs_f64() / 2.0);
            assert!((left + 60.0 - half).abs() < 20.0, "{left} s of half");
        }
        (context.is_half_over(), context.is_over())
    };
    assert_eq!(over(None), (false, false));
    assert_eq!(over(now.checked_add(minute * 3)), (false, false));
    assert_eq!(over(now.checked_add(minute / 3)), (true, false));
    assert_eq!(over(Some(now)), (true, true));
}
