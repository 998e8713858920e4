//! Closing a quarter, key by key, and everything that keeps it from being closed.

use rotaplan_core::close::{Closed, Faults, Quarter, close};
use rotaplan_core::input::Problem;
use rotaplan_core::outcomes::OutcomesFile;
use rotaplan_core::{Plan, Program, input, outcomes};
use serde_json::{Value, json};

fn program() -> Value {
    json!({
        "format": "rotaplan/program@1", "name": "Bridges 2027 Q1",
        "horizon": { "first_month": "2027-01", "months": 3, "holidays": ["2027-01-01", "2027-04-02"] },
        "rules": { "max_away": 6, "max_away_in": { "2027-03": 2 }, "no_repeat_months": 24 },
        "teams": [ { "id": "t", "max_away_in": { "2027-01": 1 } }, { "id": "u" } ],
        "staff": [
            { "id": "a", "team": "t", "rotations": 2, "owed": 1, "carry": 3,
              "preferences": { "x": 10, "y": 4 }, "slot_preferences": { "2027-01": 2 },
              "leave": [ { "from": "2027-01-04", "to": "2027-01-08" }, { "from": "2027-03-29", "to": "2027-04-02" } ],
              "must_visit": [ { "any_of": ["x", "y"], "times": 3 }, { "any_of": ["x"] } ] },
            { "id": "b", "team": "u", "preferences": { "x": 5 }, "avoid_mentors": ["gone"] },
            { "id": "c", "team": "u", "participation": "voluntary", "carry": -2, "preferences": { "y": 9 } },
            { "id": "d", "team": "u", "employed_until": "2027-03-31" },
            { "id": "e", "team": "u", "participation": "excused", "owed": 1, "reason": "deputy head" } ],
        "departments": [
            { "id": "x", "seats": 2, "seats_in": { "2027-02": 1 },
              "closed": [ { "from": "2027-03-20", "to": "2027-03-31" }, { "from": "2027-04-01", "to": "2027-04-30" } ],
              "metrics": [ { "name": "Use", "scale": { "from": 1, "to": 5 } },
                           { "name": "Faults", "scale": { "from": 9, "to": 0 }, "target": 2 } ] },
            { "id": "y", "seats": 2 } ],
        "mentors": [ { "id": "m", "department": "x", "mentees_at_once": 2 }, { "id": "n", "department": "y", "mentees_at_once": 3 },
            { "id": "gone", "department": "y", "employed_until": "2027-02-28" } ],
        "apart": [ { "staff": ["b", "d"] }, { "staff": ["a", "b", "d"] }, { "staff": ["a", "c"], "max_away": 2 } ],
        "pins": [ { "staff": "a", "slot": "2027-01" }, { "staff": "b", "department": "x" },
            { "staff": "c", "department": "x" }, { "staff": "d", "department": "y" } ],
        "history": [ { "staff": "a", "department": "z", "month": "2026-05" },
            { "staff": "left", "department": "x", "month": "2026-06" },
            { "staff": "b", "department": "y", "month": "2024-01", "team": "t" } ]
    })
}

fn plan() -> Value {
    json!({ "format": "rotaplan/plan@1", "placements": [
        { "staff": "a", "department": "x", "mentor": "m", "slot": "2027-01" },
        { "staff": "a", "department": "y", "mentor": "n", "slot": "2027-02" },
        { "staff": "b", "department": "x", "mentor": "m", "slot": "2027-02" },
        { "staff": "c", "department": "y", "mentor": "n", "slot": "2027-02" },
        { "staff": "d", "department": "y", "mentor": "n", "slot": "2027-03" } ] })
}

fn closed(program: &Value, plan: &Value, rows: &Value) -> Result<Closed, Faults> {
    let bytes = program.to_string().into_bytes();
    let file = input::read(&bytes);
    assert_eq!(
        file.problems
            .iter()
            .filter(|x| x.severity == input::Severity::Error)
            .count(),
        0,
        "{:#?}",
        file.problems
    );
    let plan_bytes = plan.to_string().into_bytes();
    let outcomes = json!({ "format": "rotaplan/outcomes@1", "outcomes": rows }).to_string();
    let (outcomes, problems): (Option<OutcomesFile>, _) = outcomes::read(outcomes.as_bytes());
    assert_eq!(problems, []);
    close(&Quarter {
        file: &file.file.expect("valid"),
        program: &Program::from_json(&bytes).expect("valid"),
        plan: &Plan::from_json(&plan_bytes).expect("a plan"),
        sha256: "5a",
        outcomes: outcomes.as_ref(),
    })
}

#[test]
fn the_next_program_is_the_old_one_without_what_is_over() {
    let rows = json!([
        { "staff": "a", "department": "y", "slot": "2027-02", "held": "part" },
        { "staff": "b", "department": "x", "slot": "2027-02", "held": "cancelled", "reason": "ill" } ]);
    let closed = closed(&program(), &plan(), &rows).expect("nothing contradicts");
    let mut wanted = program();
    wanted["name"] = json!("Bridges 2027 Q2");
    wanted["horizon"] =
        json!({ "first_month": "2027-04", "months": 3, "holidays": ["2027-04-02"] });
    wanted["rules"] = json!({ "max_away": 6, "no_repeat_months": 24 });
    wanted["teams"] = json!([ { "id": "t" }, { "id": "u" } ]);
    // Points: a 10 + 2 + 4 = 16, b none, d none; a third of 16 is 5.33.
    wanted["staff"] = json!([
        { "id": "a", "team": "t", "rotations": 2, "owed": 1, "carry": 14,
          "leave": [ { "from": "2027-03-29", "to": "2027-04-02" } ],
          "preferences": { "x": 10, "y": 4 },
          "must_visit": [ { "any_of": ["x", "y"], "times": 1 } ] },
        { "id": "b", "team": "u", "owed": 1, "carry": -5, "preferences": { "x": 5 } },
        { "id": "c", "team": "u", "participation": "voluntary", "carry": -2, "preferences": { "y": 9 } },
        { "id": "e", "team": "u", "participation": "excused", "reason": "deputy head", "owed": 1 } ]);
    wanted["departments"][0]
        .as_object_mut()
        .expect("an object")
        .remove("seats_in");
    wanted["departments"][0]["closed"] = json!([ { "from": "2027-04-01", "to": "2027-04-30" } ]);
    wanted["mentors"]
        .as_array_mut()
        .expect("a list")
        .truncate(2);
    wanted["apart"] = json!([ { "staff": ["a", "b"] }, { "staff": ["a", "c"], "max_away": 2 } ]);
    wanted["pins"] =
        json!([ { "staff": "b", "department": "x" }, { "staff": "c", "department": "x" } ]);
    wanted["history"] = json!([
        { "staff": "a", "department": "z", "month": "2026-05", "team": "t" },
        { "staff": "left", "department": "x", "month": "2026-06" },
        { "staff": "b", "department": "y", "month": "2024-01", "team": "t" },
        { "staff": "a", "department": "x", "month": "2027-01", "team": "t", "mentor": "m" },
        { "staff": "a", "department": "y", "month": "2027-02", "team": "t", "mentor": "n" },
        { "staff": "c", "department": "y", "month": "2027-02", "team": "u", "mentor": "n" },
        { "staff": "d", "department": "y", "month": "2027-03", "team": "u", "mentor": "n" } ]);
    wanted["closed_plans"] = json!([ { "sha256": "5a", "first_month": "2027-01", "months": 3 } ]);
    let next = serde_json::to_value(&closed.next).expect("JSON");
    for (key, value) in wanted.as_object().expect("an object") {
        assert_eq!(&next[key], value, "{key}");
    }
    assert_eq!(next, wanted);
    assert_eq!((closed.visits, closed.cancelled), (4, 1));
    assert_eq!(closed.owed, [("a".to_owned(), 1), ("b".to_owned(), 1)]);
    assert_eq!(closed.left, ["d", "gone"]);
}

#[test]
fn half_months_go_into_history_by_their_month() {
    let mut program = program();
    program["horizon"]["slots_per_month"] = json!(2);
    program["pins"] = json!([]);
    let plan = json!({ "format": "rotaplan/plan@1", "placements": [
        { "staff": "b", "department": "x", "mentor": "m", "slot": "2027-02.2" } ] });
    let closed = closed(&program, &plan, &json!([])).expect("nothing contradicts");
    let last = closed.next.history.last().expect("a row");
    assert_eq!((&*last.month, &*last.staff), ("2027-02", "b"));
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems
        .iter()
        .map(|x| (x.code.as_str(), x.place.as_str()))
        .collect()
}

#[test]
fn outcomes_that_fit_nothing_are_refused_row_by_row() {
    let row = |staff: &str, department: &str, slot: &str, more: Value| {
        let mut row = json!({ "staff": staff, "department": department, "slot": slot });
        row.as_object_mut()
            .expect("an object")
            .extend(more.as_object().cloned().unwrap_or_default());
        row
    };
    let rows = json!([
        row("a", "y", "2027-03", json!({})),
        row("nobody", "y", "2027-03", json!({})),
        row(
            "a",
            "x",
            "2027-01",
            json!({ "ratings": { "Use": 6, "Faults": 0, "Us": 3 } })
        ),
        row("a", "x", "2027-01", json!({})),
        row(
            "b",
            "x",
            "2027-02",
            json!({ "held": "cancelled", "sessions": 2, "ratings": { "Use": 1 } })
        ),
        row("c", "y", "2027-02", json!({ "ratings": { "Use": 3 } })),
    ]);
    let faults = closed(&program(), &plan(), &rows).expect_err("much is wrong");
    assert_eq!(
        codes(&faults.outcomes),
        [
            ("unknown-placement", "/outcomes/0"),
            ("unknown-placement", "/outcomes/1"),
            ("unknown-metric", "/outcomes/2/ratings/Us"),
            ("rating-outside-scale", "/outcomes/2/ratings/Use"),
            ("duplicate-outcome", "/outcomes/3"),
            ("cancelled-visit", "/outcomes/4/sessions"),
            ("cancelled-visit", "/outcomes/4/ratings"),
            ("unknown-metric", "/outcomes/5/ratings/Use"),
        ]
    );
    assert!(faults.outcomes.iter().all(|x| !x.help.is_empty()));
    assert!(
        faults.outcomes[0]
            .help
            .contains("x in 2027-01, y in 2027-02")
    );
    assert!(faults.outcomes[2].help.contains("\"Use\""));
    assert!(faults.plan.is_empty() && faults.program.is_empty());
}

#[test]
fn a_plan_or_a_history_that_contradicts_is_refused() {
    let mut other = plan();
    other["placements"][0]["staff"] = json!("aa");
    other["placements"][1]["department"] = json!("q");
    other["placements"][2]["mentor"] = json!("mm");
    other["placements"][3]["slot"] = json!("2026-12");
    other["placements"][4] = other["placements"][1].clone();
    let faults = closed(&program(), &other, &json!([])).expect_err("much is wrong");
    assert_eq!(
        codes(&faults.plan),
        [
            ("unknown-id", "/placements/0/staff"),
            ("unknown-id", "/placements/1/department"),
            ("unknown-id", "/placements/2/mentor"),
            ("unknown-id", "/placements/3/slot"),
            ("unknown-id", "/placements/4/department"),
            ("two-places", "/placements/4"),
        ]
    );
    assert!(faults.plan[3].help.contains("closed already"));

    let mut again = program();
    again["history"][0] = json!({ "staff": "a", "department": "x", "month": "2025-02" });
    let faults = closed(&again, &plan(), &json!([])).expect_err("history contradicts");
    assert_eq!(
        codes(&faults.program),
        [("history-contradicts", "/history/0")]
    );
    // 24 months before is not too soon.
    again["history"][0]["month"] = json!("2025-01");
    assert!(closed(&again, &plan(), &json!([])).is_ok());
}

#[test]
fn what_took_place_is_taken_as_it_is_with_a_warning() {
    let mut odd = plan();
    odd["program"] = json!({ "name": "", "sha256": "77" });
    odd["placements"][1]["slot"] = json!("2027-03");
    odd["placements"][1]["mentor"] = json!(null);
    let rows = json!([{ "staff": "b", "department": "x", "slot": "2027-02", "held": "cancelled" }]);
    let closed = closed(&program(), &odd, &rows).expect("only warnings");
    assert_eq!(
        codes(&closed.warnings.plan),
        [
            ("other-program", "/program/sha256"),
            ("broken-rules", "/placements")
        ]
    );
    assert_eq!(
        codes(&closed.warnings.outcomes),
        [("no-reason", "/outcomes/0")]
    );
}

#[test]
fn the_last_month_of_all_has_no_next_one() {
    let mut program = program();
    program["horizon"] = json!({ "first_month": "9999-10", "months": 3 });
    program["rules"] = json!({});
    for list in ["teams", "departments", "staff"] {
        for row in program[list].as_array_mut().expect("a list") {
            let row = row.as_object_mut().expect("an object");
            for key in ["max_away_in", "seats_in", "slot_preferences"] {
                row.remove(key);
            }
        }
    }
    program["pins"] = json!([]);
    let plan = json!({ "format": "rotaplan/plan@1", "placements": [] });
    let faults = closed(&program, &plan, &json!([])).expect_err("time ends");
    assert!(!faults.program.is_empty());
}
