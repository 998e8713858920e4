//! Openings for one more person, against plain plans in which everybody is pinned.

mod support;

use rotaplan_core::engine::Quiet;
use rotaplan_core::generate::{GenerateOptions, RuleSet, generate};
use rotaplan_core::input::file::{ParticipationFile, PinFile, StaffFile};
use rotaplan_core::input::{ProgramFile, to_json};
use rotaplan_core::plan::{PlacementFile, PlanFile};
use rotaplan_core::recommend::{Recommended, Refusal, recommend};
use rotaplan_core::{Options, Outcome, Program, solve};
use support::rounds;

/// A small program and its best plan, with room for one more.
fn sample(seed: u64) -> (ProgramFile, PlanFile) {
    let options = GenerateOptions {
        people: 5,
        departments: 3,
        months: 3,
        rules: match seed % 2 {
            0 => RuleSet::All,
            _ => RuleSet::Core,
        },
        slack: 30,
        seed,
        ..GenerateOptions::default()
    };
    let mut file = generate(&options).expect("the options are sound").file;
    file.pins.clear();
    file.goals.mentor_peak = Some(0);
    file.goals.least_happy = Some(2);
    file.goals.peak_away = Some(1);
    let program = Program::from_file(&file).expect("a valid program");
    match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => (file, *plan),
        other => panic!("seed {seed}: {other:?}"),
    }
}

/// Somebody joins: nothing but one rotation is asked.
fn joined(file: &ProgramFile, seed: u64) -> ProgramFile {
    let mut file = file.clone();
    let departments = file.departments.iter().zip(1..);
    let points = departments.map(|(row, number)| (row.id.clone(), (number * 7 + seed as i32) % 10));
    let preferences = points.collect();
    file.staff.push(StaffFile {
        id: "joiner".to_owned(),
        team: file.teams[0].id.clone(),
        skills: file
            .departments
            .iter()
            .flat_map(|row| row.needs_skills.clone())
            .collect(),
        rotations: Some(1),
        preferences,
        ..StaffFile::default()
    });
    file
}

fn ask(file: &ProgramFile, plan: &PlanFile, staff: &str) -> Result<Recommended, Refusal> {
    let program = Program::from_file(file).expect("a valid program");
    recommend(&program, plan, staff, &Options::default(), &Quiet)
}

/// The score of the plan with just these places, mentors as may be; `None` if it breaks a rule.
fn pinned(file: &ProgramFile, places: &[PlacementFile]) -> Option<i64> {
    let mut file = file.clone();
    for person in &mut file.staff {
        let has = places.iter().filter(|row| row.staff == person.id).count();
        if person.participation == ParticipationFile::Voluntary {
            // Nobody joins on top of what is asked about.
            person.rotations = Some(has as u32);
            person.owed = 0;
        }
    }
    file.pins = places
        .iter()
        .map(|row| PinFile {
            staff: row.staff.clone(),
            slot: Some(row.slot.clone()),
            department: Some(row.department.clone()),
            mentor: None,
        })
        .collect();
    let program = Program::from_file(&file).expect("a valid program");
    match solve(&program, &Options::default(), &Quiet) {
        Outcome::Plan(plan) => plan.score,
        Outcome::Infeasible { .. } => None,
        other => panic!("{other:?}"),
    }
}

/// The place with another slot and department.
fn at(row: &PlacementFile, slot: &str, department: &str) -> PlacementFile {
    PlacementFile {
        slot: slot.to_owned(),
        department: department.to_owned(),
        mentor: None,
        ..row.clone()
    }
}

#[test]
fn every_opening_is_there_and_no_other() {
    let (mut open, mut shut, mut by_move, mut closed) = (0, 0, 0, 0);
    for seed in 0..rounds(3) {
        let (file, plan) = sample(seed);
        let file = joined(&file, seed);
        let found = ask(&file, &plan, "joiner").expect("one rotation is missing");
        let told = || format!("seed {seed}\n{}\n{}", to_json(&file), to_json(&found));
        assert!(found.complete && found.missing == 1);
        let new = PlacementFile {
            staff: "joiner".to_owned(),
            ..PlacementFile::default()
        };
        let slots = ["2027-01", "2027-02", "2027-03"];
        let departments: Vec<&str> = file.departments.iter().map(|row| row.id.as_str()).collect();
        for (slot, department) in slots
            .iter()
            .flat_map(|t| departments.iter().map(move |d| (*t, *d)))
        {
            let mine = at(&new, slot, department);
            let here = |row: &&rotaplan_core::recommend::Opening| {
                let first = &row.placements[0];
                (first.slot.as_str(), first.department.as_str()) == (slot, department)
            };
            let unmoved = found.openings.iter().find(here);
            let mut places = plan.placements.clone();
            places.push(mine.clone());
            let score = pinned(&file, &places);
            assert_eq!(
                unmoved.map(|row| row.score),
                score,
                "{slot} {department} {}",
                told()
            );
            if let Some(row) = unmoved {
                assert_eq!(row.cost, found.score - row.score);
                assert!(row.moved.is_none());
                open += 1;
                continue;
            }
            shut += 1;
            // Every move of every other person.
            let mut best = None;
            for (place, row) in plan.placements.iter().enumerate() {
                for there in slots
                    .iter()
                    .flat_map(|t| departments.iter().map(move |d| (*t, *d)))
                {
                    let mut places = plan.placements.clone();
                    places[place] = at(row, there.0, there.1);
                    places.push(mine.clone());
                    if places[place].slot != row.slot || places[place].department != row.department
                    {
                        best = best.max(pinned(&file, &places));
                    }
                }
            }
            let moved = found.with_one_move.iter().find(here);
            assert_eq!(
                moved.map(|row| row.score),
                best,
                "{slot} {department} {}",
                told()
            );
            match moved {
                Some(row) => {
                    assert_eq!(row.cost, found.score - row.score);
                    assert!(row.moved.is_some());
                    by_move += 1;
                }
                None => closed += 1,
            }
        }
        let sorted = |rows: &[rotaplan_core::recommend::Opening]| {
            rows.windows(2).all(|pair| pair[0].score >= pair[1].score)
        };
        assert!(sorted(&found.openings) && sorted(&found.with_one_move));
        assert_eq!(found.openings.is_empty(), !found.in_the_way.is_empty());
    }
    assert!(
        open > 2 && by_move > 2 && closed > 0,
        "{open} open, {shut} shut, {by_move} by a move, {closed} closed"
    );
}

#[test]
fn who_cannot_be_placed_is_told() {
    let (file, plan) = sample(1);
    let asked = |staff: &str| ask(&file, &plan, staff);
    assert!(matches!(asked("nobody"), Err(Refusal::Unknown(_))));
    let placed = &plan.placements[0].staff;
    let refused = asked(placed);
    assert!(
        matches!(refused, Err(Refusal::Placed { .. })),
        "{refused:?}"
    );
    let mut others = plan.clone();
    for row in &mut others.placements {
        row.staff.insert(0, '?');
    }
    let refused = ask(&file, &others, placed);
    assert!(matches!(refused, Err(Refusal::Strangers)), "{refused:?}");
    let mut broken = plan.clone();
    let twice = broken.placements[0].clone();
    broken.placements.push(twice);
    let refused = ask(&joined(&file, 1), &broken, "joiner");
    assert!(matches!(refused, Err(Refusal::Broken(_))), "{refused:?}");
}

#[test]
fn a_guest_who_holds_the_only_seat_may_move() {
    let text = serde_json::json!({
        "format": "rotaplan/program@1",
        "horizon": {"first_month": "2027-01", "months": 1},
        "rules": {"require_mentor": false},
        "teams": [{"id": "net"}],
        "staff": [
            {"id": "guest", "team": "net"},
            {"id": "joiner", "team": "net", "never": ["legal"]}
        ],
        "departments": [{"id": "finance", "seats": 1}, {"id": "legal", "seats": 1}],
        "mentors": []
    });
    let file: ProgramFile = serde_json::from_value(text).expect("a program file");
    let mut before = file.clone();
    before.staff.pop();
    before.pins.push(PinFile {
        staff: "guest".to_owned(),
        slot: None,
        department: Some("finance".to_owned()),
        mentor: None,
    });
    let program = Program::from_file(&before).expect("a valid program");
    let Outcome::Plan(plan) = solve(&program, &Options::default(), &Quiet) else {
        panic!("the guest can be placed");
    };
    let found = ask(&file, &plan, "joiner").expect("one rotation is missing");
    assert!(found.openings.is_empty(), "{found:?}");
    let [row] = found.with_one_move.as_slice() else {
        panic!("one opening by a move: {found:?}");
    };
    let moved = row.moved.as_ref().expect("somebody moves");
    let told = (
        row.placements[0].department.as_str(),
        moved.from.staff.as_str(),
        moved.to.department.as_str(),
    );
    assert_eq!(told, ("finance", "guest", "legal"));
}
