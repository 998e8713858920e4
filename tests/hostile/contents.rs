//! Files whose contents are bad.

use std::fs;

use crate::support::{SMALL, finish, rotaplan};
use crate::{PLAN, expect, folder, refused, refused_call, utf16, with};

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let folder = folder();
    for end in 0..SMALL.trim_end().len() {
        fs::write(folder.path().join("cut.json"), &SMALL[..end]).expect("there is room");
        let child = rotaplan(folder.path(), &["check", "cut.json"])
            .spawn()
            .expect("the binary starts");
        expect(&format!("cut at {end}"), 2, "", || finish(child));
    }
}

#[test]
fn what_is_no_json_text_is_refused() {
    refused("empty", b"", 2, "empty");
    refused("white space", b" \n\t\r\n ", 2, "");
    refused("UTF-16", &utf16(SMALL, true), 2, "UTF-8");
    refused("UTF-16, big end first", &utf16(SMALL, false), 2, "UTF-8");
    refused("Latin-1", b"{ \"name\": \"\xe9\" }", 2, "UTF-8");
    refused("NUL", b"{ \0 }", 2, "UTF-8");
    refused("a workbook", b"PK\x03\x04\x14\0\x06\0", 2, "workbook");
    refused("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 2, "UTF-8");
    refused("a letter of two bytes first", "é{}".as_bytes(), 2, "");
    refused("an array", b"[]", 2, "");
    refused("a text", b"\"program\"", 2, "");
    refused("a number", b"12", 2, "");
    refused("null", b"null", 2, "");
    refused("two texts", format!("{SMALL}{SMALL}").as_bytes(), 2, "");
    refused("text behind", format!("{SMALL} x").as_bytes(), 2, "");
    refused("a comment", &with("{", "{ // note\n"), 2, "");
    refused(
        "a comma too many",
        &with("\"months\": 2", "\"months\": 2,"),
        2,
        "",
    );
    refused("single quotes", b"{'format': 'rotaplan/program@1'}", 2, "");
    refused("NaN", &with("\"seats\": 1", "\"seats\": NaN"), 2, "");
    refused(
        "Infinity",
        &with("\"seats\": 1", "\"seats\": Infinity"),
        2,
        "",
    );
    refused("a lone surrogate", &with("\"Small\"", "\"\\ud800\""), 2, "");
    refused("a line feed in a text", &with("Small", "Sm\nall"), 2, "");
    refused("arrays in arrays", "[".repeat(200_000).as_bytes(), 2, "");
    refused(
        "objects in objects",
        "{\"a\":".repeat(200_000).as_bytes(),
        2,
        "",
    );
    let deep = format!("\"name\": {}{}", "[".repeat(100_000), "]".repeat(100_000));
    refused("deep inside", &with("\"name\": \"Small\"", &deep), 2, "");
}

#[test]
fn what_is_no_program_is_refused() {
    refused("no keys", b"{}", 2, "format");
    refused("a plan", PLAN.as_bytes(), 2, "format");
    refused(
        "a later format",
        &with("program@1", "program@2"),
        2,
        "format",
    );
    refused(
        "huge seats",
        &with("\"seats\": 1", "\"seats\": 1000000000000000000"),
        2,
        "seats",
    );
    refused(
        "a huge number",
        &with("\"seats\": 1", "\"seats\": 1e999"),
        2,
        "",
    );
    refused(
        "negative seats",
        &with("\"seats\": 1", "\"seats\": -1"),
        2,
        "seats",
    );
    refused(
        "half a seat",
        &with("\"seats\": 1", "\"seats\": 1.5"),
        2,
        "seats",
    );
    refused(
        "a text for a number",
        &with("\"seats\": 1", "\"seats\": \"1\""),
        2,
        "seats",
    );
    refused(
        "no months",
        &with("\"months\": 2", "\"months\": 0"),
        2,
        "months",
    );
    refused(
        "too many months",
        &with("\"months\": 2", "\"months\": 4000000000"),
        2,
        "months",
    );
    refused("month 13", &with("2027-01", "2027-13"), 2, "first_month");
    refused(
        "thirds of months",
        &with("\"months\": 2", "\"months\": 2, \"slots_per_month\": 3"),
        2,
        "slots_per_month",
    );
    refused(
        "a key twice",
        &with("\"seats\": 1", "\"seats\": 1, \"seats\": 2"),
        2,
        "seats",
    );
    refused(
        "an id twice",
        &with("\"id\": \"b\"", "\"id\": \"a\""),
        2,
        "a",
    );
    refused(
        "an unknown key",
        &with("\"seats\": 1", "\"seats\": 1, \"seast\": 1"),
        2,
        "seats",
    );
    refused(
        "an unknown team",
        &with("\"b\", \"team\": \"t1\"", "\"b\", \"team\": \"t9\""),
        2,
        "t9",
    );
    refused(
        "an unknown department",
        &with("\"department\": \"d1\"", "\"department\": \"d2\""),
        2,
        "d2",
    );
    refused(
        "after itself",
        &with("\"seats\": 1", "\"seats\": 1, \"after\": [\"d1\"]"),
        2,
        "after",
    );
    refused(
        "a span backwards",
        &with(
            "\"seats\": 1",
            "\"seats\": 1, \"closed\": [{\"from\": \"2027-02-02\", \"to\": \"2027-02-01\"}]",
        ),
        2,
        "closed",
    );
    refused(
        "30 February",
        &with(
            "\"seats\": 1",
            "\"seats\": 1, \"closed\": [{\"from\": \"2027-02-30\", \"to\": \"2027-03-01\"}]",
        ),
        2,
        "there is no such day",
    );
    refused(
        "a steering id",
        &with(
            "\"id\": \"b\"",
            "\"id\": \"a\\u001b[31m\\u202e\", \"tem\": 1",
        ),
        2,
        "tem",
    );
    let long = "x".repeat(10_000_000);
    refused(
        "a key of 10 MB",
        &with("\"seats\"", &format!("\"{long}\": 1, \"seats\"")),
        2,
        "",
    );
    refused(
        "an unknown id of 10 MB",
        &with(
            "\"department\": \"d1\"",
            &format!("\"department\": \"{long}\""),
        ),
        2,
        "",
    );
    let many = "{\"id\":\"a\",\"tem\":1},".repeat(5_000);
    refused(
        "10,000 problems",
        &with("\"staff\": [", &format!("\"staff\": [{many}")),
        2,
        "more",
    );
}

#[test]
fn plans_that_are_none_are_refused() {
    let folder = folder();
    let long = "x".repeat(10_000_000);
    let deep = "[".repeat(200_000);
    for (text, exit, says) in [
        ("", 2, "plan"),
        ("[]", 2, "object"),
        (SMALL, 2, "plan"),
        ("{}", 2, "placements"),
        (&*deep, 2, "object"),
        (r#"{ "format": "rotaplan/plan@1" }"#, 2, "placements"),
        (
            r#"{ "format": "rotaplan/plan@2", "placements": [] }"#,
            2,
            "format",
        ),
        (
            r#"{ "format": "rotaplan/plan@1", "placements": {} }"#,
            2,
            "plan",
        ),
        (
            r#"{ "format": "rotaplan/plan@1", "placements": [{}] }"#,
            2,
            "plan",
        ),
        (
            r#"{ "format": "rotaplan/plan@1", "score": 1e99, "placements": [] }"#,
            2,
            "plan",
        ),
        (
            r#"{ "format": "rotaplan/plan@1", "placements": [] }"#,
            1,
            "participation",
        ),
        (
            r#"{ "format": "rotaplan/plan@1", "placements": [ { "staff": "z", "department": "d1", "slot": "2027-01" } ] }"#,
            1,
            "unknown staff z",
        ),
        (
            &*PLAN.replace("\"a\"", &format!("\"{long}\"")),
            1,
            "reference",
        ),
        (
            &*PLAN.replace("\"a\"", "\"\\u001b]0;x\\u0007\""),
            1,
            "reference",
        ),
    ] {
        fs::write(folder.path().join("bad.json"), text).expect("there is room");
        refused_call(folder.path(), &["verify", "p.json", "bad.json"], exit, says);
    }
    fs::write(folder.path().join("bad.json"), utf16(PLAN, true)).expect("there is room");
    refused_call(folder.path(), &["verify", "p.json", "bad.json"], 2, "UTF-8");
}

#[test]
fn what_is_too_large_to_plan_is_refused_before_it_is_begun() {
    let list = |kind: &str, more: &str| {
        let rows = (0..20_000).map(|at| format!("{{\"id\":\"{kind}{at}\"{more}}},"));
        rows.collect::<String>()
    };
    let staff = with(
        "\"staff\": [",
        &format!("\"staff\": [{}", list("p", ",\"team\":\"t1\"")),
    );
    let staff = String::from_utf8(staff).expect("it is text");
    let seats = list("q", ",\"seats\":1");
    let both = staff.replace("\"departments\": [", &format!("\"departments\": [{seats}"));
    refused("400 million pairs", both.as_bytes(), 2, "400 million pairs");
    // No limit but the one that is asked for.
    let folder = folder();
    let call = ["plan", "p.json", "-o", "new.json", "--memory-limit", "1MB"];
    refused_call(folder.path(), &call, 3, "more than the limit of 1.0 MB");
    let call = ["check", "p.json", "--memory-limit", "1MB"];
    refused_call(folder.path(), &call, 3, "more than the limit of 1.0 MB");
    for wrong in ["1", "MB", "-1MB", "NaNGB", "one GB"] {
        let call = ["plan", "p.json", &*format!("--memory-limit={wrong}")];
        refused_call(folder.path(), &call, 2, "memory-limit");
    }
}

/// `check` and `plan` take this file, and come to this.
fn taken(name: &str, bytes: &[u8], exit: i32, says: &str) {
    let folder = folder();
    fs::write(folder.path().join("odd.json"), bytes).expect("there is room");
    for args in [
        &["check", "odd.json"][..],
        &["plan", "odd.json"],
        &["plan", "odd.json", "--format", "md"],
    ] {
        let child = rotaplan(folder.path(), args)
            .spawn()
            .expect("the binary starts");
        expect(name, exit, says, || finish(child));
    }
}

#[test]
fn what_asks_for_the_impossible_is_infeasible_and_not_invalid() {
    let february = r#"[{"from": "2027-02-01", "to": "2027-02-28"}]"#;
    let both = r#"[{"from": "2027-01-01", "to": "2027-02-28"}]"#;
    let no = "No plan keeps every rule";
    let seats = "\"seats\": 1";
    taken("no seats", &with(seats, "\"seats\": 0"), 1, no);
    taken(
        "everything closed",
        &with(seats, &format!("{seats}, \"closed\": {both}")),
        1,
        no,
    );
    taken(
        "nobody may leave",
        &with("\"name\": \"Small\"", "\"rules\": {\"max_away\": 0}"),
        1,
        no,
    );
    taken(
        "too many rotations",
        &with("\"id\": \"b\"", "\"id\": \"b\", \"rotations\": 9"),
        1,
        no,
    );
    taken(
        "a million rotations",
        &with("\"id\": \"b\"", "\"id\": \"b\", \"rotations\": 1000000"),
        1,
        no,
    );
    taken(
        "never anywhere",
        &with("\"id\": \"b\"", "\"id\": \"b\", \"never\": [\"d1\"]"),
        1,
        no,
    );
    taken(
        "no mentor",
        &with("{ \"id\": \"m1\", \"department\": \"d1\" }", ""),
        1,
        no,
    );
    let pin = format!(
        "\"pins\": [{{\"staff\": \"b\", \"slot\": \"2027-02\"}}], \"staff\": [ {{ \"id\": \"b\", \"team\": \"t1\", \"leave\": {february} }}, {{ \"id\": \"a\", \"team\": \"t1\" }} ]"
    );
    let text = SMALL.lines().map(|line| match line.contains("\"staff\"") {
        true => format!("  {pin},\n"),
        false => format!("{line}\n"),
    });
    taken("a pin on leave", text.collect::<String>().as_bytes(), 1, no);
}

#[test]
fn what_is_odd_but_sound_is_planned() {
    let nobody = SMALL.lines().filter(|line| !line.contains("\"staff\""));
    let nobody: String = nobody.map(|line| format!("{line}\n")).collect();
    taken(
        "nobody",
        nobody
            .replace("\"departments\"", "\"staff\": [],\n\"departments\"")
            .as_bytes(),
        0,
        "0 people",
    );
    taken(
        "a byte order mark",
        format!("\u{feff}{SMALL}").as_bytes(),
        0,
        "Small",
    );
    taken(
        "a steering name",
        &with("Small", "\\u001b[2J\\u001b]0;gone\\u0007\\u202eSmall"),
        0,
        "u{1b}",
    );
    taken(
        "a steering id",
        &with("\"id\": \"b\"", "\"id\": \"b\\u001b[31m\\r\\n\""),
        0,
        "",
    );
    taken(
        "a name of markup",
        &with("Small", "<script>|*_`</script>"),
        0,
        "script",
    );
    let long = "x".repeat(10_000_000);
    taken("a name of 10 MB", &with("Small", &long), 0, "xxx…");
    taken(
        "an id of 10 MB",
        &with("\"id\": \"b\"", &format!("\"id\": \"{long}\"")),
        0,
        "",
    );
    taken(
        "a million seats",
        &with("\"seats\": 1", "\"seats\": 1000000"),
        0,
        "",
    );
    taken(
        "120 months",
        &with("\"months\": 2", "\"months\": 120, \"slots_per_month\": 2"),
        0,
        "120 months",
    );
    taken("the end of time", &with("2027-01", "9999-11"), 0, "");
}
