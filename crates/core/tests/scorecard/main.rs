//! The scorecard's numbers, counted again from the files' JSON alone: no type and no function of the
//! library takes part in the recount.

mod recount;

use std::collections::BTreeSet;

use recount::{Recount, list, month, named, text};
use rotaplan_core::random::Random;
use rotaplan_core::scorecard::{check, scorecard};
use rotaplan_core::{input, outcomes};
use serde_json::{Value, json};

/// A program with a long past, and outcomes of the closed part of it, in two files.
fn sample(seed: u64) -> (Value, Vec<Value>) {
    let mut random = Random::new(seed);
    let mut pick = |most: usize| random.below(most);
    let (teams, departments, people, mentors) = (4, 6, 30, 12);
    let half = seed.is_multiple_of(3);
    let now = month("2027-07");
    let team = |at: usize| format!("t{}", at % teams);
    let department = |at: usize| format!("d{at}");
    let staff: Vec<Value> = (0..people)
        .map(|at| {
            json!({ "id": format!("p{at:02}"), "team": team(at), "owed": pick(2),
                "participation": (["mandatory", "mandatory", "voluntary", "excused"][pick(4)]) })
        })
        .collect();
    let mut history = Vec::new();
    let mut rows: [Vec<Value>; 2] = Default::default();
    let mut seen = BTreeSet::new();
    for _ in 0..90 {
        // Some have left, some departments and mentors are gone.
        let who = format!("p{:02}", pick(people + 4));
        let place = department(pick(departments + 1));
        let at = now - 1 - pick(40) as i64;
        if !seen.insert((who.clone(), place.clone(), at)) {
            continue;
        }
        let closed = at >= now - 12;
        let slot = match half {
            true => format!("{}.{}", named(at), pick(2) + 1),
            false => named(at),
        };
        let told = closed && pick(4) > 0;
        let held = ["full", "part", "cancelled"][if told { pick(3) } else { 0 }];
        if held != "cancelled" {
            let mut row = json!({ "staff": who, "department": place, "month": named(at) });
            if pick(2) == 0 {
                row["team"] = team(pick(teams)).into();
            }
            if pick(5) > 0 {
                row["mentor"] = format!("m{}", pick(mentors + 2)).into();
            }
            history.push(row);
        }
        if !told {
            continue;
        }
        let mut row = json!({ "staff": who, "department": place, "slot": slot, "held": held, "reason": "so" });
        if held != "cancelled" {
            row["sessions"] = pick(9).into();
            row["briefed"] = (pick(2) == 0).into();
            if pick(3) > 0 {
                let state = ["proposed", "agreed", "delivered", "dropped"][pick(4)];
                row["improvement"] = json!({ "title": "x", "state": state, "worth": pick(50) });
            }
            if place == "d0" {
                row["ratings"] = json!({ "Use": 1 + pick(5), "Faults": pick(10) });
            }
        }
        rows[usize::from(at >= now - 6)].push(row);
    }
    let mut hosts: Vec<Value> = (0..departments)
        .map(|at| json!({ "id": department(at), "seats": 3, "priority": pick(3) }))
        .collect();
    hosts[0]["metrics"] = json!([
        { "name": "Use", "scale": { "from": 1, "to": 5 }, "target": 4 },
        { "name": "Faults", "scale": { "from": 9, "to": 0 }, "target": 3 } ]);
    let program = json!({
        "format": "rotaplan/program@1", "name": "Past",
        "horizon": { "first_month": named(now), "months": 3, "slots_per_month": if half { 2 } else { 1 } },
        "teams": (0..teams).map(|at| json!({ "id": team(at) })).collect::<Vec<_>>(),
        "staff": staff, "departments": hosts, "history": history,
        "mentors": (0..mentors).map(|at| json!({ "id": format!("m{at}"), "department": department(at % departments) })).collect::<Vec<_>>(),
        "bridges": [ { "team": "t0", "department": "d1", "value": 0 }, { "team": "t1", "department": "d2", "value": 7 } ],
        "bridge_default": { "value": 2, "refresh_months": 7 + pick(14) },
        "mentoring": { "improvement_due_days_after": 40 },
        "closed_plans": (0..4).map(|at| json!({ "sha256": format!("{at}"), "first_month": named(now - 12 + 3 * at), "months": 3 })).collect::<Vec<_>>(),
    });
    let files = rows.map(|rows| json!({ "format": "rotaplan/outcomes@1", "outcomes": rows }));
    (program, files.into())
}

fn card(program: &Value, files: &[Value]) -> Value {
    let reading = input::read(program.to_string().as_bytes());
    let file = reading
        .file
        .unwrap_or_else(|| panic!("{:?}", reading.problems));
    let given: Vec<_> = files
        .iter()
        .map(|file| {
            let (read, problems) = outcomes::read(file.to_string().as_bytes());
            read.unwrap_or_else(|| panic!("{problems:?}"))
        })
        .collect();
    for problem in check(&file, &given).into_iter().flatten() {
        assert_eq!(problem.severity, input::Severity::Warning, "{problem:?}");
    }
    let card = scorecard(&file, "sha".to_owned(), &given, None);
    serde_json::to_value(card).expect("it can be written")
}

fn agree(seed: u64) {
    let (program, files) = sample(seed);
    let card = card(&program, &files);
    let recount = Recount::of(&program, &files);
    let whole = &card["whole"];
    assert_eq!(whole["bridges"], recount.bridges(None));
    assert_eq!(whole["visits"], recount.visits(|_| true, |_| true));
    assert_eq!(whole["improvements"], recount.improvements(|_| true));
    let out: BTreeSet<&str> = recount.visits.iter().map(|x| x.staff).collect();
    let people = list(&program, "staff");
    let been = people
        .iter()
        .filter(|x| out.contains(text(x, "id")))
        .count();
    assert_eq!(whole["been_out"], been);

    for row in list(whole, "coverage") {
        let end = month(text(row, "to")) + 1;
        let mut standing = 0;
        for team in list(&program, "teams").iter().map(|row| text(row, "id")) {
            for place in list(&program, "departments")
                .iter()
                .map(|row| text(row, "id"))
            {
                let age = recount.age(team, place, end);
                let stands = age.is_some_and(|age| age <= recount.refresh);
                standing += usize::from(stands && recount.wanted(team, place));
            }
        }
        assert_eq!(row["standing"], standing, "{row}");
        let from = month(text(row, "from"));
        let visits = recount
            .visits
            .iter()
            .filter(|x| (from..end).contains(&x.month));
        assert_eq!(row["visits"], visits.count());
        assert_eq!((end - from, (recount.now - end) % 3), (3, 0));
    }
    let counted: usize = list(whole, "coverage")
        .iter()
        .map(|x| x["visits"].as_u64().unwrap_or(0) as usize)
        .sum();
    assert_eq!(
        counted,
        recount.visits.len(),
        "every visit lies in one period"
    );

    let mut weak = BTreeSet::new();
    let mut alone = BTreeSet::new();
    for place in list(&program, "departments")
        .iter()
        .map(|row| text(row, "id"))
    {
        if !recount.contact(place, "") {
            alone.insert(place);
            continue;
        }
        for (kind, key) in [("staff", "staff"), ("mentor", "mentors")] {
            for id in list(&program, key).iter().map(|row| text(row, "id")) {
                if !recount.contact(place, id) {
                    weak.insert((place, kind, id));
                }
            }
        }
    }
    let told = list(whole, "weak_links").iter();
    let told: BTreeSet<_> = told
        .map(|x| (text(x, "department"), text(x, "kind"), text(x, "person")))
        .collect();
    assert_eq!(told, weak);
    let told: BTreeSet<&str> = list(whole, "no_contact")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(told, alone);

    for row in list(&card, "departments") {
        let id = text(row, "id");
        assert_eq!(
            row["visits"],
            recount.visits(|x| x.department == id, |x| x["department"] == id)
        );
        assert_eq!(
            row["improvements"],
            recount.improvements(|x| x.department == id)
        );
        for bridge in list(row, "bridges") {
            let team = text(bridge, "team");
            assert_eq!(bridge["state"], recount.state(team, id));
            assert_eq!(bridge["age"].as_i64(), recount.age(team, id, recount.now));
            assert_eq!(bridge["wanted"], recount.wanted(team, id));
        }
        for metric in list(row, "ratings") {
            let name = text(metric, "name");
            let ratings: Vec<(i64, i64)> = recount
                .visits
                .iter()
                .filter(|x| x.department == id)
                .filter_map(|x| Some((x.month, x.row?["ratings"][name].as_i64()?)))
                .collect();
            let sum: i64 = ratings.iter().map(|x| x.1).sum();
            assert_eq!(
                (&metric["all"]["count"], &metric["all"]["sum"]),
                (&json!(ratings.len()), &json!(sum))
            );
            let good = |rating: i64| {
                if name == "Use" {
                    rating >= 4
                } else {
                    rating <= 3
                }
            };
            assert_eq!(
                metric["reached"],
                ratings.iter().filter(|x| good(x.1)).count()
            );
            // The trend, in floating point this time.
            let period = |at: i64| (recount.now - 1 - at) / 3;
            let last = ratings.iter().map(|x| period(x.0)).min();
            let of = |new: bool| -> Vec<i64> {
                let these = ratings.iter();
                let these = these.filter(|x| (Some(period(x.0)) == last) == new);
                these.map(|x| x.1).collect()
            };
            let (new, old) = (of(true), of(false));
            let mean = |of: &[i64]| of.iter().sum::<i64>() as f64 / of.len() as f64;
            let up = if name == "Use" {
                mean(&new) - mean(&old)
            } else {
                mean(&old) - mean(&new)
            };
            let trend = match (old.is_empty(), up) {
                (true, _) => Value::Null,
                (_, up) if up.abs() < 1e-9 => "same".into(),
                (_, up) if up > 0.0 => "better".into(),
                _ => "worse".into(),
            };
            assert_eq!(metric["trend"], trend, "{metric}");
        }
    }
    for row in list(&card, "teams") {
        let id = text(row, "id");
        assert_eq!(row["bridges"], recount.bridges(Some(id)));
        let members: Vec<&str> = people
            .iter()
            .filter(|x| x["team"] == id)
            .map(|x| text(x, "id"))
            .collect();
        assert_eq!(
            row["been_out"],
            members.iter().filter(|x| out.contains(*x)).count()
        );
        let kept = recount.visits(
            |x| x.team == Some(id),
            |x| members.contains(&text(x, "staff")),
        );
        assert_eq!(
            row["disruption"],
            json!({ "promised": kept["promised"], "real": kept["kept"], "part": kept["part"] })
        );
    }
    for (row, person) in list(&card, "people").iter().zip(people) {
        let id = text(person, "id");
        let done = recount.visits.iter().filter(|x| x.staff == id).count();
        let owed = person["owed"].as_u64().unwrap_or(0) as usize;
        assert_eq!(
            (text(row, "id"), &row["done"], &row["due"]),
            (id, &json!(done), &json!(done + owed))
        );
        assert_eq!(
            list(row, "excused").len(),
            recount
                .cancelled
                .iter()
                .filter(|x| x["staff"] == id)
                .count()
        );
        assert_eq!(row["improvements"], recount.improvements(|x| x.staff == id));
    }
    for row in list(&card, "mentors") {
        let id = text(row, "id");
        let mine = || recount.visits.iter().filter(|x| x.mentor == Some(id));
        assert_eq!(row["guests"], mine().count());
        for load in list(row, "years") {
            let year = load["year"].as_i64().expect("a year");
            assert_eq!(
                load["guests"],
                mine().filter(|x| x.month / 12 == year).count()
            );
        }
    }
}

#[test]
fn the_numbers_are_those_of_the_files() {
    for seed in 1..=60 {
        agree(seed);
    }
}

#[test]
fn a_history_alone_makes_a_scorecard() {
    for seed in 1..=10 {
        let (program, _) = sample(seed);
        let card = card(&program, &[]);
        let recount = Recount::of(&program, &[]);
        assert_eq!(card["whole"]["bridges"], recount.bridges(None));
        assert_eq!(card["whole"]["improvements"]["promised"], 0);
        assert_eq!(card["whole"]["visits"]["cancelled"], 0);
    }
}

#[test]
fn outcomes_that_contradict_the_history_are_reported_where_they_stand() {
    let program = json!({
        "format": "rotaplan/program@1", "horizon": { "first_month": "2027-04", "months": 3 },
        "teams": [ { "id": "t" } ], "staff": [ { "id": "a", "team": "t" } ],
        "departments": [ { "id": "x", "seats": 1, "metrics": [ { "name": "Use", "scale": { "from": 1, "to": 5 } } ] } ],
        "history": [ { "staff": "a", "department": "x", "month": "2027-01" } ] });
    let file = input::read(program.to_string().as_bytes())
        .file
        .expect("valid");
    let row = |slot: &str, more: Value| {
        let mut row = json!({ "staff": "a", "department": "x", "slot": slot });
        for (key, value) in more.as_object().expect("keys") {
            row[key] = value.clone();
        }
        row
    };
    let rows = [
        row("2027-01", json!({ "ratings": { "Use": 6 } })),
        row("2027-02", json!({})),
        row("2027-04", json!({})),
        row("soon", json!({})),
    ];
    let found = |rows: Value| {
        let text = json!({ "format": "rotaplan/outcomes@1", "outcomes": rows }).to_string();
        outcomes::read(text.as_bytes()).0.expect("read")
    };
    let given = [
        found(json!(rows)),
        found(json!([
            row("2027-01", json!({})),
            row("2027-03", json!({ "held": "cancelled", "reason": "ill" }))
        ])),
    ];
    let problems = check(&file, &given);
    let told: Vec<Vec<(&str, &str)>> = problems
        .iter()
        .map(|file| file.iter().map(|x| (&*x.code, &*x.place)).collect())
        .collect();
    assert_eq!(
        told,
        [
            vec![
                ("rating-outside-scale", "/outcomes/0/ratings/Use"),
                ("unknown-placement", "/outcomes/1"),
                ("not-closed", "/outcomes/2"),
                ("unknown-slot", "/outcomes/3"),
            ],
            vec![("duplicate-outcome", "/outcomes/0")],
        ]
    );
    let cancelled = [found(json!([row(
        "2027-01",
        json!({ "held": "cancelled", "reason": "ill" })
    )]))];
    assert_eq!(check(&file, &cancelled)[0][0].code, "history-contradicts");
}
