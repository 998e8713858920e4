//! What is allowed, what is warned of, and how help is worded.

use rotaplan_core::input::Problem;

use super::{EVERY_KEY, errors, line_of, quickly};

#[test]
fn what_is_impossible_is_still_valid() {
    for (from, to) in [
        (
            r#""staff": "e07", "slot": "2027-02""#,
            r#""staff": "e12", "slot": "2027-02""#,
        ),
        (r#""owed": 1"#, r#""owed": 1000000"#),
        (
            r#""never": ["legal"]"#,
            r#""never": ["finance", "hr", "legal", "sales"]"#,
        ),
        (r#""max_away": 6"#, r#""max_away": 0"#),
        (
            r#"{ "2027-01": 1 }"#,
            r#"{ "2027-01": 0, "2027-02": 0, "2027-03": 0 }"#,
        ),
        (r#"["finance", "sales"], "times""#, r#"[], "times""#),
        (r#""staff": ["e09", "e10", "e11"]"#, r#""staff": []"#),
        (
            r#""leave": [{ "from": "2027-02-08", "to": "2027-02-19" }]"#,
            r#""leave": [{ "from": "0001-01-01", "to": "9999-12-31" }]"#,
        ),
    ] {
        assert_eq!(EVERY_KEY.matches(from).count(), 1, "{from}");
        let reading = quickly(EVERY_KEY.replacen(from, to, 1).as_bytes());
        assert_eq!(errors(&reading), [] as [&Problem; 0], "{to}");
    }
    let nobody =
        br#"{"format": "rotaplan/program@1", "horizon": {"first_month": "2027-01", "months": 1},
        "teams": [], "staff": [], "departments": []}"#;
    assert_eq!(quickly(nobody).problems, []);
}

#[test]
fn half_months_have_three_names() {
    let halves = EVERY_KEY.replacen(r#""slots_per_month": 1"#, r#""slots_per_month": 2"#, 1);
    let both = halves.replacen(
        r#"{ "2027-03": 5 }"#,
        r#"{ "2027-03": 5, "2027-03.1": 4, "2027-03.2": 3 }"#,
        1,
    );
    assert_eq!(quickly(both.as_bytes()).problems, []);
    let third = halves.replacen(r#"{ "2027-03": 5 }"#, r#"{ "2027-03.3": 5 }"#, 1);
    assert_eq!(errors(&quickly(third.as_bytes()))[0].code, "unknown-slot");
}

#[test]
fn scores_beyond_exact_whole_numbers_are_refused() {
    let rich = EVERY_KEY
        .replacen(r#""bridges": 3"#, r#""bridges": 1000000"#, 1)
        .replacen(r#""value": 2, "#, r#""value": 1000000, "#, 1)
        .replacen(r#""priority": 3"#, r#""priority": 10000"#, 1);
    let reading = quickly(rich.as_bytes());
    let found = errors(&reading);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].code.as_str(), found[0].place.as_str()),
        ("score-range", "/goals/bridges")
    );
    assert!(found[0].message.contains("3.0e16"), "{}", found[0].message);
    let exact = rich.replacen(r#""priority": 10000"#, r#""priority": 2000"#, 1);
    assert_eq!(errors(&quickly(exact.as_bytes())), [] as [&Problem; 0]);
}

#[test]
fn warnings() {
    for (from, to, code, place) in [
        (
            r#""never": ["legal"]"#,
            r#""never": ["legal", "hr"]"#,
            "never-preferred",
            "/staff/0/never/1",
        ),
        (
            r#""never": ["legal"]"#,
            r#""never": ["legal", "legal"]"#,
            "repeated-name",
            "/staff/0/never/1",
        ),
        (
            r#""skill": "oracle""#,
            r#""skill": "db2""#,
            "skill-nobody-has",
            "/teams/0/cover/0/skill",
        ),
        (
            r#""skill": "oracle""#,
            r#""skill": "Oracle""#,
            "look-alike",
            "/staff/0/skills/0",
        ),
        (
            r#"["contracts"],
      "after""#,
            r#"["law"], "after""#,
            "skill-nobody-has",
            "/departments/2/needs_skills/0",
        ),
        (
            r#"{ "id": "m05", "name": "Mentor 5", "department": "legal" },"#,
            "",
            "no-mentor",
            "/departments/2",
        ),
        (
            r#""require_mentor": true"#,
            r#""require_mentor": false"#,
            "idle-goal",
            "/goals/mentor_peak",
        ),
        (
            r#""id": "e12""#,
            r#""id": "E11""#,
            "look-alike",
            "/staff/11/id",
        ),
        (
            r#""id": "e12""#,
            r#""id": "e11\u200b""#,
            "look-alike",
            "/staff/11/id",
        ),
        (r#""id": "e12""#, r#""id": " ""#, "empty-id", "/staff/11/id"),
        (
            r#""slot": "2027-02", "department": "sales", "mentor": "m06" },"#,
            r#""slot": "2027-02" }, { "staff": "e07", "slot": "2027-02" },"#,
            "repeated-pin",
            "/pins/1",
        ),
    ] {
        assert_eq!(EVERY_KEY.matches(from).count(), 1, "{from}");
        let reading = quickly(EVERY_KEY.replacen(from, to, 1).as_bytes());
        let found = reading.problems.iter().find(|problem| problem.code == code);
        assert_eq!(
            found.map(|problem| problem.place.as_str()),
            Some(place),
            "{:?}",
            reading.problems
        );
        assert_eq!(errors(&reading), [] as [&Problem; 0], "{to}");
    }
}

#[test]
fn suggestions_are_in_the_help() {
    for (from, to, meant) in [
        (r#""gap_slots": 1"#, r#""gapSlots": 1"#, "gap_slots"),
        (r#""legal": -5"#, r#""leagl": -5"#, "legal"),
        (
            r#""participation": "excused""#,
            r#""participation": "Excused""#,
            "excused",
        ),
    ] {
        let reading = quickly(EVERY_KEY.replacen(from, to, 1).as_bytes());
        let help = &errors(&reading)[0].help;
        assert_eq!(*help, format!("did you mean \"{meant}\"?"));
    }
}

#[test]
fn both_lines_of_a_key_said_twice_are_named() {
    let text = EVERY_KEY.replacen(
        "\"gap_slots\": 1,",
        "\"gap_slots\": 1,\n\"rotations\": 2,",
        1,
    );
    let first = line_of(&text, "\"rotations\": 1,");
    let second = line_of(&text, "\"rotations\": 2,");
    let reading = quickly(text.as_bytes());
    let message = &errors(&reading)[0].message;
    let lines = format!(
        "on line {} and on line {}",
        first.unwrap_or(0),
        second.unwrap_or(0)
    );
    assert!(message.ends_with(&lines), "{message}");
}
