//! Changes of the example with every key, each with the one error that it must bring.

/// A change of the example, and the one error it must bring.
pub(super) struct Case {
    /// A piece of text that stands once in the example.
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) code: &'static str,
    pub(super) place: &'static str,
    /// A piece of the changed text on the line that must be named.
    pub(super) line_of: &'static str,
}

const fn case(
    from: &'static str,
    to: &'static str,
    code: &'static str,
    place: &'static str,
    line_of: &'static str,
) -> Case {
    Case {
        from,
        to,
        code,
        place,
        line_of,
    }
}

/// Keys, types, ranges and forms.
#[rustfmt::skip]
pub(super) const SHAPES: &[Case] = &[
    case(r#""months": 3,"#, r#""months": "3","#, "wrong-type", "/horizon/months", r#""months": "3""#),
    case(r#""months": 3,"#, r#""months": 0,"#, "out-of-range", "/horizon/months", r#""months": 0"#),
    case(r#""months": 3,"#, r#""months": 121,"#, "out-of-range", "/horizon/months", r#""months": 121"#),
    case(r#""months": 3,"#, r#""months": 3.0,"#, "not-whole", "/horizon/months", r#""months": 3.0"#),
    case(r#""months": 3,"#, "", "missing-key", "/horizon", r#""horizon": {"#),
    case(r#""slots_per_month": 1"#, r#""slots_per_month": 3"#, "out-of-range", "/horizon/slots_per_month", r#""slots_per_month": 3"#),
    case(r#""first_month": "2027-01""#, r#""first_month": "2027-13""#, "no-such-month", "/horizon/first_month", "2027-13"),
    case(r#""first_month": "2027-01""#, r#""first_month": "January""#, "no-such-month", "/horizon/first_month", "January"),
    case(r#""first_month": "2027-01""#, r#""first_month": 202701"#, "wrong-type", "/horizon/first_month", "202701"),
    case(r#""2027-03-26"]"#, r#""2027-02-29"]"#, "no-such-day", "/horizon/holidays/1", "2027-02-29"),
    case(r#"["2027-01-01", "2027-03-26"]"#, r#""2027-01-01""#, "wrong-type", "/horizon/holidays", r#""holidays""#),
    case(r#""max_away": 6"#, r#""max_away": -1"#, "out-of-range", "/rules/max_away", r#""max_away": -1"#),
    case(r#""max_away": 6"#, r#""max_away": 1e18"#, "out-of-range", "/rules/max_away", "1e18"),
    case(r#""max_away": 6"#, r#""max_away": 1e400"#, "out-of-range", "/rules/max_away", "1e400"),
    case(r#""max_away": 6"#, r#""max_away": 99999999999999999999999999"#, "out-of-range", "/rules/max_away", "9999999"),
    case(r#""max_away": 6"#, r#""max_away": null"#, "null", "/rules/max_away", "null,"),
    case(r#""max_away": 6"#, r#""max_away": NaN"#, "json", "/rules/max_away", "NaN"),
    case(r#""max_away": 6"#, r#""max_away": -Infinity"#, "json", "/rules/max_away", "-Infinity"),
    case(r#""max_away": 6"#, r#""max_away": 06"#, "json", "/rules/max_away", "06"),
    case(r#""max_away": 6"#, r#""max_away": six"#, "json", "/rules/max_away", "six"),
    case(r#""require_mentor": true"#, r#""require_mentor": 1"#, "wrong-type", "/rules/require_mentor", r#""require_mentor": 1"#),
    case(r#""require_mentor": true"#, r#""require_mentor": True"#, "json", "/rules/require_mentor", "True"),
    case(r#""gap_slots": 1"#, r#""gapSlots": 1"#, "unknown-key", "/rules/gapSlots", "gapSlots"),
    case(r#""preference": 2"#, r#""preference": 1000001"#, "out-of-range", "/goals/preference", "1000001"),
    case(r#""carry": -4"#, r#""carry": -10001"#, "out-of-range", "/staff/0/carry", "-10001"),
    case(r#""finance": 10, "#, r#""finance": 10001, "#, "out-of-range", "/staff/0/preferences/finance", "10001"),
    case(r#""finance": 10, "#, r#""finance": 9.5, "#, "not-whole", "/staff/0/preferences/finance", "9.5"),
    case(r#""participation": "excused""#, r#""participation": "maybe""#, "unknown-value", "/staff/11/participation", "maybe"),
    case(r#""participation": "excused""#, r#""participation": null"#, "null", "/staff/11/participation", r#""participation": null"#),
    case(r#""team": "databases",
      "skills": ["oracle", "sql"],"#, r#""skills": [],"#, "missing-key", "/staff/0", r#"{
      "id": "e01""#),
    case(r#""team": "databases",
      "skills": ["oracle", "sql"],"#, r#""team": 7, "skills": [],"#, "wrong-type", "/staff/0/team", r#""team": 7"#),
    case(r#"["oracle", "sql"]"#, r#"["oracle", ["sql"]]"#, "wrong-type", "/staff/0/skills/1", r#"["sql"]"#),
    case(r#"{ "id": "e12", "name": "Person 12", "team": "support", "participation": "excused", "reason": "parental leave until May" }"#, "12", "wrong-type", "/staff/11", "    12\n"),
    case(r#""leave": [{ "from": "2027-02-08", "to": "2027-02-19" }]"#, r#""leave": { "from": "2027-02-08", "to": "2027-02-19" }"#, "wrong-type", "/staff/0/leave", r#""leave": { "from""#),
    case(r#""from": "2027-02-08", "#, "", "missing-key", "/staff/0/leave/0", r#"{ "to": "2027-02-19" }"#),
    case(r#""from": "2027-02-08""#, r#""from": "8 Feb 2027""#, "no-such-day", "/staff/0/leave/0/from", "8 Feb"),
    case(r#""employed_from": "2025-05-01""#, r#""employed_from": "2025-05-32""#, "no-such-day", "/staff/0/employed_from", "2025-05-32"),
    case(r#"[{ "any_of": ["finance"] }]"#, r#"[{ "times": 1 }]"#, "missing-key", "/staff/5/must_visit/0", r#"[{ "times": 1 }]"#),
    case(r#""seats": 2,
      "seats_in""#, r#""seats": 1000000000000000000, "seats_in""#, "out-of-range", "/departments/0/seats", "1000000000000000000"),
    case(r#"{ "2027-01": 1 }"#, r#"{ "2027-01": "1" }"#, "wrong-type", "/departments/0/seats_in/2027-01", r#""2027-01": "1""#),
    case(r#""id": "e12", "#, "", "missing-key", "/staff/11", r#""name": "Person 12""#),
    case(r#""month": "2026-05""#, r#""month": "2026-5""#, "no-such-month", "/history/0/month", "2026-5"),
    case(r#""value": 2, "#, r#""value": -2, "#, "out-of-range", "/bridge_default/value", r#""value": -2"#),
    case(r#""value": 2, "#, "", "missing-key", "/bridge_default", r#""bridge_default": {"#),
    case(r#""hours": 4"#, r#""hours": {}"#, "wrong-type", "/mentoring/activities/1/hours", r#""hours": {}"#),
    case(r#""rules": {"#, r#""rulez": 1, "rules": {"#, "unknown-key", "/rulez", "rulez"),
    case(r#""max_away": 6,"#, r#""max_away": 6, "max_away": 7,"#, "duplicate-key", "/rules/max_away", r#""max_away": 7"#),
    case(r#""hr": 6, "#, r#""hr": 6, "h\u0072": 7, "#, "duplicate-key", "/staff/0/preferences/hr", r#"h\u0072"#),
];

/// What keys and types cannot tell.
#[rustfmt::skip]
pub(super) const MEANINGS: &[Case] = &[
    case(r#""format": "rotaplan/program@1""#, r#""format": "program""#, "format", "/format", r#""format": "program""#),
    case(r#""format": "rotaplan/program@1""#, r#""format": "rotaplan/program@2""#, "other-format", "/format", "program@2"),
    case(r#""format": "rotaplan/program@1""#, r#""format": "rotaplan/plan@1""#, "other-format", "/format", "plan@1"),
    case(r#""first_month": "2027-01""#, r#""first_month": "9999-12""#, "out-of-range", "/horizon/months", r#""months": 3"#),
    case(r#"{ "2027-03": 5 }"#, r#"{ "2027-04": 5 }"#, "unknown-slot", "/rules/max_away_in/2027-04", "2027-04"),
    case(r#"{ "2027-03": 1 }"#, r#"{ "2027-03.1": 1 }"#, "unknown-slot", "/teams/0/max_away_in/2027-03.1", "2027-03.1"),
    case(r#"{ "2027-02": 3 }"#, r#"{ "February": 3 }"#, "unknown-slot", "/departments/3/seats_in/February", "February"),
    case(r#"{ "2027-02": 5 }"#, r#"{ "2026-12": 5 }"#, "unknown-slot", "/staff/6/slot_preferences/2026-12", "2026-12"),
    case(r#""slot": "2027-02""#, r#""slot": "2027-2""#, "unknown-slot", "/pins/0/slot", "2027-2\""),
    case(r#""to": "2027-02-19""#, r#""to": "2027-02-07""#, "reversed-span", "/staff/0/leave/0", "2027-02-07"),
    case(r#""to": "2027-03-12""#, r#""to": "2027-02-28""#, "reversed-span", "/mentors/0/leave/0", r#""to": "2027-02-28""#),
    case(r#""to": "2027-03-31""#, r#""to": "2027-03-01""#, "reversed-span", "/departments/0/closed/0", r#""to": "2027-03-01""#),
    case(r#""employed_until": "2027-02-28""#, r#""employed_until": "2026-02-28""#, "reversed-span", "/staff/7/employed_until", "2026-02-28"),
    case(r#""team": "support", "participation""#, r#""team": "suport", "participation""#, "unknown-team", "/staff/11/team", "suport"),
    case(r#""legal": -5"#, r#""leagl": -5"#, "unknown-department", "/staff/0/preferences/leagl", "leagl"),
    case(r#""never": ["legal"]"#, r#""never": ["Legal"]"#, "unknown-department", "/staff/0/never/0", r#"["Legal"]"#),
    case(r#""avoid_mentors": ["m04"]"#, r#""avoid_mentors": ["m4"]"#, "unknown-mentor", "/staff/0/avoid_mentors/0", r#"["m4"]"#),
    case(r#"["finance", "sales"], "times""#, r#"["finance", "audit"], "times""#, "unknown-department", "/staff/0/must_visit/0/any_of/1", r#""audit"], "times""#),
    case(r#"["finance", "sales"], "times""#, r#"["finance", "finance"], "times""#, "duplicate-name", "/staff/0/must_visit/0/any_of/1", r#""finance"], "times""#),
    case(r#""after": ["hr"]"#, r#""after": ["hrr"]"#, "unknown-department", "/departments/2/after/0", "hrr"),
    case(r#""after": ["hr"]"#, r#""after": ["legal"]"#, "after-cycle", "/departments/2/after/0", r#""after": ["legal"]"#),
    case(r#""name": "Human resources", "#, r#""name": "Human resources", "after": ["legal"], "#, "after-cycle", "/departments/1/after/0", r#""after": ["legal"]"#),
    case(r#"{ "id": "m07", "name": "Mentor 7", "department": "sales" }"#, r#"{ "id": "m07", "department": "Sales" }"#, "unknown-department", "/mentors/6/department", r#""Sales" }"#),
    case(r#""staff": ["e01", "e02"]"#, r#""staff": ["e01", "x02"]"#, "unknown-staff", "/apart/0/staff/1", "x02"),
    case(r#""staff": ["e01", "e02"]"#, r#""staff": ["e01", "e01"]"#, "duplicate-name", "/apart/0/staff/1", r#"["e01", "e01"]"#),
    case(r#"{ "staff": "e10", "department": "hr" }"#, r#"{ "staff": "e10" }"#, "empty-pin", "/pins/1", r#"{ "staff": "e10" }"#),
    case(r#"{ "staff": "e10", "department": "hr" }"#, r#"{ "department": "hr" }"#, "missing-key", "/pins/1", r#"{ "department": "hr" }"#),
    case(r#"{ "staff": "e10", "department": "hr" }"#, r#"{ "staff": "e77", "department": "hr" }"#, "unknown-staff", "/pins/1/staff", "e77"),
    case(r#""department": "sales", "mentor": "m06""#, r#""department": "sales", "mentor": "m01""#, "pin-mentor", "/pins/0/mentor", r#""mentor": "m01""#),
    case(r#""department": "sales", "mentor": "m06""#, r#""department": "sales", "mentor": "m77""#, "unknown-mentor", "/pins/0/mentor", "m77"),
    case(r#""month": "2026-09""#, r#""month": "2027-01""#, "history-month", "/history/1/month", r#""month": "2027-01""#),
    case(r#""team": "databases", "mentor": "m99""#, r#""team": "cobol", "mentor": "m99""#, "unknown-team", "/history/1/team", "cobol"),
    case(r#""team": "support", "department": "sales""#, r#""team": "support", "department": "salles""#, "unknown-department", "/bridges/1/department", "salles"),
    case(r#""team": "support", "department": "sales""#, r#""team": "databases", "department": "finance""#, "duplicate-row", "/bridges/1", r#""value": 4 }"#),
    case(r#""id": "e12""#, r#""id": "e11""#, "duplicate-id", "/staff/11/id", r#""Person 12""#),
    case(r#""id": "m07""#, r#""id": "m06""#, "duplicate-id", "/mentors/6/id", r#""Mentor 7""#),
    case(r#""priority": 3"#, r#""priority": 1000000, "after": [], "min_visits": 1"#, "duplicate-key", "/departments/0/min_visits", r#""priority": 1000000"#),
];

/// Faults of grammar, after which nothing can be read.
#[rustfmt::skip]
pub(super) const GRAMMAR: &[Case] = &[
    case(r#""months": 3,"#, r#""months": 3"#, "json", "/horizon", r#""slots_per_month""#),
    case(r#""months": 3,"#, r#""months": ,"#, "json", "/horizon/months", r#""months": ,"#),
    case(r#""months": 3,"#, r#"months: 3,"#, "json", "/horizon", "months: 3"),
    case(r#""months": 3,"#, r#"'months': 3,"#, "json", "/horizon", "'months'"),
    case(r#""months": 3,"#, r#""months" 3,"#, "json", "/horizon", r#""months" 3"#),
    case(r#""months": 3,"#, "// three months\n", "json", "/horizon", "// three"),
    case(r#""2027-03-26"]"#, r#""2027-03-26",]"#, "json", "/horizon/holidays", "2027-03-26"),
    case(r#""changes": 10"#, r#""changes": 10,"#, "json", "/goals", "  },\n  \"teams\""),
    case(r#""name": "Databases""#, "\"name\": \"Data\nbases\"", "json", "/teams/0/name", "\"Data"),
    case(r#""name": "Databases""#, r#""name": "C:\data""#, "json", "/teams/0/name", r"C:\data"),
    case(r#""name": "Databases""#, r#""name": "\ud83d""#, "json", "/teams/0/name", r"\ud83d"),
];
