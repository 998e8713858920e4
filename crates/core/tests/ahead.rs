//! Planning ahead: what is said to be reached is, counted again from the plans; what is said to be
//! impossible is so for every chain of plans there is, where there are few enough to try them all.

use std::collections::BTreeSet;

use rotaplan_core::ahead::{Ahead, AheadStatus, Question, ahead};
use rotaplan_core::close::{Quarter, close};
use rotaplan_core::engine::{Options, Quiet};
use rotaplan_core::input::ProgramFile;
use rotaplan_core::plan::{PLAN_FORMAT, PlacementFile};
use rotaplan_core::random::Random;
use rotaplan_core::{Plan, Program, input, verify};
use serde_json::{Value, json};

fn read(program: &Value) -> (ProgramFile, Program) {
    let reading = input::read(program.to_string().as_bytes());
    let file = reading
        .file
        .unwrap_or_else(|| panic!("{:?}", reading.problems));
    let program = Program::from_file(&file).expect("valid");
    (file, program)
}

fn look(program: &Value, quarters: usize) -> Ahead {
    let (file, program) = read(program);
    let question = Question {
        quarters,
        until_bridged: false,
    };
    let options = Options {
        threads: Some(1),
        ..Options::default()
    };
    ahead(&file, &program, question, &options, &Quiet)
}

fn tiny(staff: Value, departments: Value) -> Value {
    json!({ "format": "rotaplan/program@1", "name": "Tiny",
        "horizon": { "first_month": "2027-01", "months": 1 },
        "rules": { "require_mentor": false },
        "teams": [ { "id": "t" } ], "staff": staff, "departments": departments,
        "bridge_default": { "value": 1, "refresh_months": 24 } })
}

#[test]
fn a_lone_person_needs_a_quarter_for_each_bridge() {
    let seats = |id: &str| json!({ "id": id, "seats": 1 });
    let program = tiny(
        json!([{ "id": "a", "team": "t" }]),
        json!([seats("x"), seats("y"), seats("z")]),
    );
    let found = look(&program, 3);
    assert_eq!(
        (
            found.every_bridge.reached,
            found.every_bridge.impossible_within
        ),
        (Some(3), 2)
    );
    assert_eq!(
        (found.everyone.reached, found.everyone.impossible_within),
        (Some(1), 0)
    );
    assert!(!found.steered);
    let found = look(&program, 2);
    assert_eq!(
        (
            found.every_bridge.reached,
            found.every_bridge.impossible_within
        ),
        (None, 2)
    );
    assert_eq!(found.every_bridge.at_most, Some(2));
    assert_eq!(found.every_bridge.lacking.len(), 1);
}

#[test]
fn volunteers_take_turns_where_seats_are_few() {
    let staff: Vec<Value> = (0..4)
        .map(|at| json!({ "id": format!("p{at}"), "team": "t", "participation": "voluntary", "preferences": { "x": at * 3 } }))
        .collect();
    let mut program = tiny(json!(staff), json!([{ "id": "x", "seats": 1 }]));
    program["rules"]["no_repeat_months"] = 0.into();
    // By its own goals the program sends the keenest every time.
    let found = look(&program, 4);
    assert!(found.steered);
    assert_eq!(
        (found.everyone.reached, found.everyone.impossible_within),
        (Some(4), 3)
    );
    let found = look(&program, 3);
    assert_eq!(
        (found.everyone.reached, found.everyone.impossible_within),
        (None, 3)
    );
    assert!(
        found.everyone.text.contains("whatever is planned"),
        "{}",
        found.everyone.text
    );
}

#[test]
fn a_chain_that_runs_into_a_wall_says_where() {
    let program = tiny(
        json!([{ "id": "a", "team": "t" }]),
        json!([{ "id": "x", "seats": 1 }]),
    );
    let found = look(&program, 3);
    let statuses: Vec<AheadStatus> = found
        .quarters
        .iter()
        .map(|quarter| quarter.status)
        .collect();
    assert_eq!(statuses, [AheadStatus::Optimal, AheadStatus::Infeasible]);
}

/// A random tiny program of one-month quarters.
fn random_tiny(seed: u64) -> Value {
    let mut random = Random::new(seed);
    let mut pick = |most: usize| random.below(most);
    let people = 2 + pick(2);
    let staff: Vec<Value> = (0..people)
        .map(|at| {
            let mut row = json!({ "id": format!("p{at}"), "team": format!("t{}", at % 2), "rotations": 1,
                "participation": (["mandatory", "voluntary", "voluntary"][pick(3)]),
                "preferences": { "x": pick(5), "y": pick(5) } });
            if pick(4) == 0 {
                row["never"] = [["x", "y"][pick(2)]].to_vec().into();
            }
            if pick(5) == 0 {
                row["employed_until"] = ["2027-01-31", "2027-02-28"][pick(2)].into();
            }
            if pick(5) == 0 {
                row["leave"] = json!([{ "from": "2027-02-01", "to": "2027-02-28" }]);
            }
            row
        })
        .collect();
    let mut program = tiny(
        json!(staff),
        json!([{ "id": "x", "seats": pick(2) + 1 }, { "id": "y", "seats": 1, "min_visits": pick(2) }]),
    );
    program["teams"] = json!([{ "id": "t0", "max_away": 1 }, { "id": "t1" }]);
    if pick(3) > 0 {
        program["rules"]["max_away"] = (1 + pick(2)).into();
    }
    if pick(4) == 0 {
        program["departments"][1]["after"] = json!(["x"]);
    }
    program["rules"]["no_repeat_months"] = [0, 2, 24][pick(3)].into();
    program["rules"]["gap_slots"] = pick(2).into();
    program["bridge_default"]["refresh_months"] = [1, 2, 24][pick(3)].into();
    if pick(2) == 0 {
        program["history"] = json!([{ "staff": "p0", "department": "x", "month": "2026-12" }]);
    }
    program
}

/// The soonest that any chain of plans reaches each target, within so many quarters.
struct Soonest {
    everyone: Option<usize>,
    bridges: Option<usize>,
}

/// What a chain has come to: people out, and the month of each bridge's last visit.
type Reached = (BTreeSet<String>, Vec<(String, i32)>);

fn every_chain(
    first: &ProgramFile,
    file: &ProgramFile,
    number: usize,
    most: usize,
    so_far: &Reached,
    soonest: &mut Soonest,
) {
    if number > most {
        return;
    }
    let program = Program::from_file(file).expect("valid");
    let slot = file.horizon.first_month.clone();
    let count = file.staff.len();
    for code in 0..3_usize.pow(u32::try_from(count).expect("few")) {
        let place =
            |at: usize| ["", "x", "y"][code / 3_usize.pow(u32::try_from(at).expect("few")) % 3];
        let placements = (0..count)
            .filter(|at| !place(*at).is_empty())
            .map(|at| PlacementFile {
                staff: file.staff[at].id.clone(),
                department: place(at).to_owned(),
                slot: slot.clone(),
                ..PlacementFile::default()
            });
        let plan = Plan {
            format: PLAN_FORMAT.to_owned(),
            placements: placements.collect(),
            ..Plan::default()
        };
        if !verify(&program, &plan).breaches.is_empty() {
            continue;
        }
        let mut reached = so_far.clone();
        for x in &plan.placements {
            let team = &file
                .staff
                .iter()
                .find(|row| row.id == x.staff)
                .expect("known")
                .team;
            reached.0.insert(x.staff.clone());
            reached.1.push((
                format!("{team} {}", x.department),
                i32::try_from(number).expect("few"),
            ));
        }
        let part = |x: &&rotaplan_core::input::file::StaffFile| {
            x.participation != rotaplan_core::input::file::ParticipationFile::Excused
        };
        if first
            .staff
            .iter()
            .filter(part)
            .all(|x| reached.0.contains(&x.id))
        {
            soonest.everyone = Some(soonest.everyone.map_or(number, |n| n.min(number)));
        }
        let refresh = i32::try_from(first.bridge_default.as_ref().expect("given").refresh_months)
            .expect("few");
        let now = i32::try_from(number).expect("few") + 1;
        let stands = |pair: String| {
            reached
                .1
                .iter()
                .any(|(met, month)| *met == pair && now - month <= refresh)
        };
        if ["t0", "t1"]
            .iter()
            .all(|t| ["x", "y"].iter().all(|d| stands(format!("{t} {d}"))))
        {
            soonest.bridges = Some(soonest.bridges.map_or(number, |n| n.min(number)));
        }
        let quarter = Quarter {
            file,
            program: &program,
            plan: &plan,
            sha256: &format!("{number} {code}"),
            outcomes: None,
        };
        let next = close(&quarter)
            .expect("a plan that keeps the rules can be closed")
            .next;
        every_chain(first, &next, number + 1, most, &reached, soonest);
    }
}

#[test]
fn what_is_called_impossible_is_so_for_every_chain_of_plans() {
    let (mut proven, mut sharp) = (0, 0);
    for seed in 1..=60 {
        let program = random_tiny(seed);
        let (file, _) = read(&program);
        let met = match file.history.is_empty() {
            true => vec![],
            // Of the team of p0; December lies one month before quarter 1.
            false => vec![("t0 x".to_owned(), 0)],
        };
        let mut soonest = Soonest {
            everyone: None,
            bridges: None,
        };
        every_chain(&file, &file, 1, 2, &(BTreeSet::new(), met), &mut soonest);
        let found = look(&program, 2);
        for (target, soonest) in [
            (&found.everyone, soonest.everyone),
            (&found.every_bridge, soonest.bridges),
        ] {
            let context = format!("seed {seed}: {target:?}, soonest {soonest:?}");
            let soonest = soonest.unwrap_or(3);
            assert!(target.impossible_within < soonest, "{context}");
            if let Some(reached) = target.reached.filter(|reached| *reached > 0) {
                assert!(reached >= soonest, "{context}");
            }
            proven += usize::from(target.impossible_within > 0);
            sharp += usize::from(target.impossible_within == soonest - 1);
        }
    }
    assert!(proven > 30, "only {proven} proofs were put to the test");
    assert!(sharp > 60, "only {sharp} of 120 proofs go as far as can be");
}
