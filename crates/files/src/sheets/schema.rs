//! The one table of sheets and columns: reading, writing, comments and drop-downs all follow it.

use super::kind::Kind;

/// A sheet whose rows are the items of one list of the program.
#[derive(Debug)]
pub(crate) struct SheetKind {
    /// The sheet's name when written.
    pub(crate) name: &'static str,
    /// Other names it is known by, in their normal form.
    pub(crate) synonyms: &'static [&'static str],
    /// What it is for, in the workbook's comment.
    pub(crate) note: &'static str,
    /// Whether its rows are the items of a list that are known by an id.
    pub(crate) keeps: bool,
    /// Its columns.
    pub(crate) columns: &'static [Column],
}

/// A column of a sheet, or a row of the settings.
#[derive(Debug)]
pub(crate) struct Column {
    /// Its heading when written.
    pub(crate) heading: &'static str,
    /// The key of the program file it fills; dotted for settings.
    pub(crate) key: &'static str,
    /// Other headings it is known by, in their normal form.
    pub(crate) synonyms: &'static [&'static str],
    /// What it holds.
    pub(crate) kind: Kind,
    /// Whether every row needs it.
    pub(crate) required: bool,
    /// The sheet whose first column lists the values allowed.
    pub(crate) from_sheet: Option<&'static str>,
    /// What it means, in the heading's comment.
    pub(crate) note: &'static str,
}

const fn column(
    heading: &'static str,
    synonyms: &'static [&'static str],
    kind: Kind,
    note: &'static str,
) -> Column {
    Column {
        heading,
        key: heading,
        synonyms,
        kind,
        required: false,
        from_sheet: None,
        note,
    }
}

impl Column {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn listed_on(mut self, sheet: &'static str) -> Self {
        self.from_sheet = Some(sheet);
        self
    }
}

/// The words of `participation`, as drop-down and as check.
const PARTICIPATION: &[&str] = &["mandatory", "voluntary", "excused"];

const STAFF_ID: &[&str] = &[
    "staffid",
    "person",
    "personid",
    "employee",
    "employeeid",
    "employeenumber",
    "employee#",
    "employeeno",
    "who",
    "workerid",
    "personnelnumber",
];
const TEAM_ID: &[&str] = &["teamid", "group", "squad", "unit"];
const DEPARTMENT_ID: &[&str] = &["departmentid", "dept", "deptid", "host", "hostdepartment"];
const MENTOR_ID: &[&str] = &["mentorid", "guide", "guidedby"];
const NAME: &[&str] = &["displayname", "fullname", "label"];
const FROM: &[&str] = &["start", "startdate", "firstday", "begin", "since"];
const TO: &[&str] = &["end", "enddate", "lastday", "until", "till"];
const HIRED: &[&str] = &[
    "employedsince",
    "hiredate",
    "startdate",
    "joined",
    "entrydate",
];
const LEFT: &[&str] = &[
    "employedto",
    "terminationdate",
    "enddate",
    "leaves",
    "exitdate",
];

/// The people who rotate.
pub(crate) const PEOPLE: SheetKind = SheetKind {
    name: "people",
    synonyms: &[
        "staff",
        "employees",
        "persons",
        "workers",
        "users",
        "members",
    ],
    note: "Everyone who may rotate, one row each.",
    keeps: true,
    columns: &[
        column(
            "id",
            STAFF_ID,
            Kind::Text,
            "Unique among people. Text: leading zeros stay.",
        )
        .required(),
        column(
            "name",
            NAME,
            Kind::Text,
            "For people to read; may hold anything.",
        ),
        column("team", TEAM_ID, Kind::Text, "The id of the person's team.")
            .required()
            .listed_on("teams"),
        column(
            "skills",
            &["skill", "competences"],
            Kind::Texts,
            "What the person can do, parted by ;",
        ),
        column(
            "participation",
            &["takespart"],
            Kind::Choice(PARTICIPATION),
            "mandatory (the default), voluntary or excused.",
        ),
        column(
            "rotations",
            &["numberofrotations"],
            Kind::Count,
            "Rotations of this person; empty: the program's number.",
        ),
        column(
            "owed",
            &["rotationsowed"],
            Kind::Count,
            "Rotations owed from earlier programs, on top.",
        ),
        column(
            "carry",
            &["pointscarried"],
            Kind::Points,
            "Points carried over from earlier programs.",
        ),
        column(
            "employed_from",
            HIRED,
            Kind::Day,
            "First day of employment, YYYY-MM-DD.",
        ),
        column(
            "employed_until",
            LEFT,
            Kind::Day,
            "Last day of employment, YYYY-MM-DD.",
        ),
        column(
            "never",
            &["notto", "exclude"],
            Kind::Texts,
            "Departments the person is never sent to, parted by ;",
        ),
        column(
            "avoid_mentors",
            &["notwith"],
            Kind::Texts,
            "Mentors the person is never paired with, parted by ;",
        ),
        column(
            "must_visit",
            &["mustsee"],
            Kind::Visits,
            "Departments to see: finance|audit for one of the two; 2 of hr|legal for two visits.",
        ),
        column(
            "slot_preferences",
            &["slotpoints", "preferredslots", "preferredmonths"],
            Kind::PointsBySlot,
            "Points by slot: 2027-02=3; 2027-03=-1",
        ),
    ],
};

/// Absences of people and of mentors.
pub(crate) const LEAVE: SheetKind = SheetKind {
    name: "leave",
    synonyms: &[
        "absences",
        "absence",
        "timeoff",
        "vacation",
        "vacations",
        "pto",
    ],
    note: "Absences, one row each: of a person or of a mentor. Both days are included.",
    keeps: false,
    columns: &[
        column(
            "staff",
            STAFF_ID,
            Kind::Text,
            "The person's id; empty where it is a mentor's leave.",
        )
        .listed_on("people"),
        column(
            "mentor",
            MENTOR_ID,
            Kind::Text,
            "The mentor's id; empty where it is a person's leave.",
        )
        .listed_on("mentors"),
        column("from", FROM, Kind::Day, "First day, YYYY-MM-DD.").required(),
        column("to", TO, Kind::Day, "Last day, YYYY-MM-DD.").required(),
    ],
};

/// The teams.
pub(crate) const TEAMS: SheetKind = SheetKind {
    name: "teams",
    synonyms: &["team", "groups", "squads", "units"],
    note: "The teams people come from.",
    keeps: true,
    columns: &[
        column("id", TEAM_ID, Kind::Text, "Unique among teams.").required(),
        column("name", NAME, Kind::Text, "For people to read."),
        column(
            "max_away",
            &["maximumaway", "awaylimit"],
            Kind::Count,
            "Most members away in one slot; empty: no limit.",
        ),
        column(
            "max_away_in",
            &["maximumawayin"],
            Kind::CountsBySlot,
            "The same for single slots: 2027-03=0",
        ),
        column(
            "cover",
            &["minpresent", "muststay"],
            Kind::Cover,
            "Who must stay: 2 oracle; 3 means two with the skill oracle, and three of any.",
        ),
    ],
};

/// The hosting departments.
pub(crate) const DEPARTMENTS: SheetKind = SheetKind {
    name: "departments",
    synonyms: &["department", "hosts", "depts"],
    note: "The departments that host guests.",
    keeps: true,
    columns: &[
        column("id", DEPARTMENT_ID, Kind::Text, "Unique among departments.").required(),
        column("name", NAME, Kind::Text, "For people to read."),
        column(
            "seats",
            &["places", "capacity"],
            Kind::Count,
            "Guests at one time.",
        )
        .required(),
        column(
            "seats_in",
            &["placesin", "capacityin"],
            Kind::CountsBySlot,
            "The same for single slots: 2027-01=0",
        ),
        column(
            "closed",
            &["closures"],
            Kind::Spans,
            "Spans without guests: 2027-03-20..2027-03-31",
        ),
        column(
            "min_visits",
            &["minimumvisits"],
            Kind::Count,
            "Visits it must get over the horizon.",
        ),
        column(
            "needs_skills",
            &["requiredskills"],
            Kind::Texts,
            "Skills every guest must have, parted by ;",
        ),
        column(
            "after",
            &["prerequisites"],
            Kind::Texts,
            "Departments every guest must have seen before, parted by ;",
        ),
        column(
            "priority",
            &["weight"],
            Kind::Count,
            "Factor of the value of a bridge to it; empty: 1.",
        ),
    ],
};

/// The mentors.
pub(crate) const MENTORS: SheetKind = SheetKind {
    name: "mentors",
    synonyms: &["mentor", "guides"],
    note: "The people of the departments who guide the guests.",
    keeps: true,
    columns: &[
        column(
            "id",
            &[
                "mentor",
                "mentorid",
                "employeeid",
                "employeenumber",
                "employee#",
            ],
            Kind::Text,
            "Unique among mentors. Text: leading zeros stay.",
        )
        .required(),
        column("name", NAME, Kind::Text, "For people to read."),
        column(
            "department",
            DEPARTMENT_ID,
            Kind::Text,
            "The id of the mentor's department.",
        )
        .required()
        .listed_on("departments"),
        column(
            "mentees_at_once",
            &["atonce"],
            Kind::Count,
            "Guests guided in one slot; empty: 1.",
        ),
        column(
            "mentees_total",
            &["total", "intotal"],
            Kind::Count,
            "Guests guided over the horizon; empty: no limit.",
        ),
        column(
            "rest_slots",
            &["rest"],
            Kind::Count,
            "Slots without guests after a slot with one.",
        ),
        column(
            "employed_from",
            HIRED,
            Kind::Day,
            "First day of employment, YYYY-MM-DD.",
        ),
        column(
            "employed_until",
            LEFT,
            Kind::Day,
            "Last day of employment, YYYY-MM-DD.",
        ),
    ],
};

/// Earlier rotations.
pub(crate) const HISTORY: SheetKind = SheetKind {
    name: "history",
    synonyms: &["past", "earlierrotations", "pastrotations"],
    note: "Rotations of the months before the first month planned.",
    keeps: false,
    columns: &[
        column(
            "staff",
            STAFF_ID,
            Kind::Text,
            "The person's id; may have left.",
        )
        .required(),
        column(
            "department",
            DEPARTMENT_ID,
            Kind::Text,
            "The department's id; may be gone.",
        )
        .required(),
        column(
            "month",
            &["when", "slot", "period"],
            Kind::Month,
            "YYYY-MM.",
        )
        .required(),
        column(
            "team",
            TEAM_ID,
            Kind::Text,
            "The person's team at that time; empty: the present one.",
        ),
        column("mentor", MENTOR_ID, Kind::Text, "Who guided."),
    ],
};

/// Placements settled beforehand.
pub(crate) const PINS: SheetKind = SheetKind {
    name: "pins",
    synonyms: &["pin", "fixed", "settled", "byperson"],
    note: "What is settled beforehand: a person, and where, when or with whom. The sheet of a plan's report can be put here.",
    keeps: false,
    columns: &[
        column("staff", STAFF_ID, Kind::Text, "The person's id.")
            .required()
            .listed_on("people"),
        column(
            "slot",
            &["month", "when", "period"],
            Kind::Slot,
            "2027-02, or 2027-02.1 for its first half.",
        ),
        column(
            "department",
            DEPARTMENT_ID,
            Kind::Text,
            "The department's id.",
        )
        .listed_on("departments"),
        column("mentor", MENTOR_ID, Kind::Text, "The mentor's id.").listed_on("mentors"),
    ],
};

/// Groups who may not all be away.
pub(crate) const APART: SheetKind = SheetKind {
    name: "apart",
    synonyms: &["keepapart", "nottogether"],
    note: "Groups of whom only so many may be away in one slot.",
    keeps: false,
    columns: &[
        column(
            "staff",
            &["people", "persons", "ids", "group"],
            Kind::Texts,
            "The ids of the group, parted by ;",
        )
        .required(),
        column(
            "max_away",
            &["maximumaway"],
            Kind::Count,
            "How many of them; empty: 1.",
        ),
        column("reason", &["why"], Kind::Text, "Why, for people to read."),
    ],
};

/// What single bridges are worth.
pub(crate) const BRIDGES: SheetKind = SheetKind {
    name: "bridges",
    synonyms: &["bridge", "contacts"],
    note: "What a visit of a team to a department is worth, pair by pair.",
    keeps: false,
    columns: &[
        column("team", TEAM_ID, Kind::Text, "The team's id.")
            .required()
            .listed_on("teams"),
        column(
            "department",
            DEPARTMENT_ID,
            Kind::Text,
            "The department's id.",
        )
        .required()
        .listed_on("departments"),
        column(
            "value",
            &["points", "worth"],
            Kind::Count,
            "0 to 1,000,000.",
        )
        .required(),
    ],
};

/// What happens every week of a rotation.
pub(crate) const ACTIVITIES: SheetKind = SheetKind {
    name: "activities",
    synonyms: &["activity", "sessions"],
    note: "What guest and mentor do every week; calendars carry it out.",
    keeps: false,
    columns: &[
        column("name", NAME, Kind::Text, "What it is called.").required(),
        column(
            "times_per_week",
            &["perweek", "times"],
            Kind::Count,
            "How often; empty: 1.",
        ),
        column(
            "hours",
            &["length", "duration"],
            Kind::Count,
            "How long; empty: 1.",
        ),
    ],
};

/// One setting a row.
pub(crate) const SETTINGS: SheetKind = SheetKind {
    name: "settings",
    synonyms: &["setting", "program", "general", "parameters"],
    note: "The months planned, the numbers of the rules and the weights of the goals.",
    keeps: false,
    columns: &[
        column(
            "setting",
            &["key", "name", "what"],
            Kind::Text,
            "What is set.",
        )
        .required(),
        column(
            "value",
            &["is", "setto"],
            Kind::Text,
            "Its value; empty: the default.",
        ),
        column(
            "meaning",
            &["note", "comment", "help"],
            Kind::Text,
            "For people to read; not read back.",
        ),
    ],
};

/// Points of people for departments.
pub(crate) const PREFERENCES: SheetKind = SheetKind {
    name: "preferences",
    synonyms: &["preference", "wishes", "points"],
    note: "Points of people for departments: one row a person, one column a department, or the columns staff, department and points.",
    keeps: false,
    columns: &[
        column("staff", STAFF_ID, Kind::Text, "The person's id.")
            .required()
            .listed_on("people"),
        column(
            "department",
            DEPARTMENT_ID,
            Kind::Text,
            "The department's id, where each row is one wish.",
        ),
        column(
            "points",
            &["value", "score"],
            Kind::Points,
            "The points of that wish, -10,000 to 10,000.",
        ),
        column(
            "rank",
            &["choice", "place"],
            Kind::Count,
            "1 for the first choice, where wishes are ranks.",
        ),
    ],
};

/// Ranks of departments by people.
pub(crate) const RANKS: SheetKind = SheetKind {
    name: "ranks",
    synonyms: &["rank", "choices", "ranking", "rankings"],
    note: "Ranks of departments by people: one column a department, or the columns 1st choice, 2nd choice and so on.",
    keeps: false,
    columns: PREFERENCES.columns,
};

/// Every sheet, in the order it is written and read.
pub(crate) const SHEETS: &[&SheetKind] = &[
    &SETTINGS,
    &TEAMS,
    &PEOPLE,
    &PREFERENCES,
    &RANKS,
    &LEAVE,
    &DEPARTMENTS,
    &MENTORS,
    &BRIDGES,
    &APART,
    &PINS,
    &HISTORY,
    &ACTIVITIES,
];

/// Sheets whose rows are the items of a list of the program, with the list's pointer.
pub(crate) const LISTS: &[(&SheetKind, &str)] = &[
    (&TEAMS, "/teams"),
    (&PEOPLE, "/staff"),
    (&DEPARTMENTS, "/departments"),
    (&MENTORS, "/mentors"),
    (&APART, "/apart"),
    (&PINS, "/pins"),
    (&HISTORY, "/history"),
    (&BRIDGES, "/bridges"),
    (&ACTIVITIES, "/mentoring/activities"),
];

/// The name of the setting that holds the points of each rank; of the sheets alone, not of the program.
pub(crate) const RANK_POINTS: &str = "points_by_rank";

/// The rows of the settings sheet; a key is its place in the program file.
pub(crate) const SETTING_ROWS: &[Column] = &[
    column(
        "name",
        &["program"],
        Kind::Text,
        "What the program is called.",
    ),
    setting(
        "first_month",
        "horizon.first_month",
        Kind::Month,
        "The first month planned, YYYY-MM.",
    )
    .required(),
    setting(
        "months",
        "horizon.months",
        Kind::Count,
        "How many months, 1 to 120.",
    )
    .required(),
    setting(
        "slots_per_month",
        "horizon.slots_per_month",
        Kind::Count,
        "1 for whole months, 2 for half months.",
    ),
    setting(
        "holidays",
        "horizon.holidays",
        Kind::Days,
        "Days that are no working days, parted by ;",
    ),
    setting(
        "max_away",
        "rules.max_away",
        Kind::Count,
        "Most people away in one slot; empty: no limit.",
    ),
    setting(
        "max_away_in",
        "rules.max_away_in",
        Kind::CountsBySlot,
        "The same for single slots: 2027-03=2",
    ),
    setting(
        "rotations",
        "rules.rotations",
        Kind::Count,
        "Rotations of each person; empty: 1.",
    ),
    setting(
        "leave_days",
        "rules.leave_days",
        Kind::Count,
        "A slot is lost to who misses more working days of it; empty: 5.",
    ),
    setting(
        "gap_slots",
        "rules.gap_slots",
        Kind::Count,
        "Slots between two rotations of a person; empty: 0.",
    ),
    setting(
        "no_repeat_months",
        "rules.no_repeat_months",
        Kind::Count,
        "Months between two visits of a person to a department; empty: 24.",
    ),
    setting(
        "require_mentor",
        "rules.require_mentor",
        Kind::Truth,
        "Whether every placement needs a mentor; empty: yes.",
    ),
    setting(
        "goal preference",
        "goals.preference",
        Kind::Count,
        "Weight of the points of departments; empty: 1.",
    ),
    setting(
        "goal slot_preference",
        "goals.slot_preference",
        Kind::Count,
        "Weight of the points of slots; empty: 1.",
    ),
    setting(
        "goal bridges",
        "goals.bridges",
        Kind::Count,
        "Weight of the bridges' value; empty: 1.",
    ),
    setting(
        "goal peak_away",
        "goals.peak_away",
        Kind::Count,
        "Cost of each person of the fullest slot; empty: 0.",
    ),
    setting(
        "goal least_happy",
        "goals.least_happy",
        Kind::Count,
        "Worth of each point of the least happy person; empty: 0.",
    ),
    setting(
        "goal mentor_peak",
        "goals.mentor_peak",
        Kind::Count,
        "Cost of each guest of the busiest mentor; empty: 0.",
    ),
    setting(
        "goal changes",
        "goals.changes",
        Kind::Count,
        "Cost of each placement of the earlier plan given up; empty: 10.",
    ),
    setting(
        "bridge value",
        "bridge_default.value",
        Kind::Count,
        "What a bridge is worth that is not on the sheet bridges.",
    ),
    setting(
        "bridge refresh_months",
        "bridge_default.refresh_months",
        Kind::Count,
        "A visit within so many months makes it worth nothing.",
    ),
    setting(
        "bridge fade",
        "bridge_default.fade",
        Kind::Truth,
        "Whether the value grows with time instead of jumping.",
    ),
    setting(
        "briefing_days_before",
        "mentoring.briefing_days_before",
        Kind::Count,
        "Days before the start at which the mentor is briefed.",
    ),
    setting(
        "improvement_due_days_after",
        "mentoring.improvement_due_days_after",
        Kind::Count,
        "Days after the end at which the improvement is due.",
    ),
];

const fn setting(
    heading: &'static str,
    key: &'static str,
    kind: Kind,
    note: &'static str,
) -> Column {
    let mut row = column(heading, &[], kind, note);
    row.key = key;
    row
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rotaplan_core::input::file::ProgramFile;
    use serde_json::Value;

    use super::{LISTS, SETTING_ROWS, SHEETS};
    use crate::sheets::cell::normal;

    /// Keys that other sheets hold: leave and preferences have sheets of their own, `format` says nothing.
    const ELSEWHERE: &[&str] = &[
        "/format",
        "/staff/leave",
        "/staff/preferences",
        "/mentors/leave",
    ];

    #[test]
    fn every_key_of_the_program_has_a_column() {
        let schema = schemars::schema_for!(ProgramFile).to_value();
        let mut wanted = BTreeSet::new();
        keys(&schema, &schema, "", &mut wanted);
        let mut have: BTreeSet<String> = ELSEWHERE.iter().map(|key| (*key).to_owned()).collect();
        for (sheet, pointer) in LISTS {
            have.extend(
                sheet
                    .columns
                    .iter()
                    .map(|column| format!("{pointer}/{}", column.key)),
            );
        }
        have.extend(
            SETTING_ROWS
                .iter()
                .map(|row| format!("/{}", row.key.replace('.', "/"))),
        );
        let structured: BTreeSet<&str> = wanted
            .iter()
            .filter(|key| {
                have.iter()
                    .any(|column| key.starts_with(&format!("{column}/")))
            })
            .map(String::as_str)
            .collect();
        let missing: Vec<&String> = wanted
            .iter()
            .filter(|key| !have.contains(*key) && !structured.contains(key.as_str()))
            .collect();
        assert!(missing.is_empty(), "no column for {missing:?}");
    }

    /// Every leaf key of a schema as a pointer without list indices.
    fn keys(root: &Value, schema: &Value, at: &str, found: &mut BTreeSet<String>) {
        let target = |schema: &Value| {
            let name = schema["$ref"]
                .as_str()?
                .strip_prefix("#/$defs/")?
                .to_owned();
            Some(root["$defs"][name].clone())
        };
        if let Some(target) = target(schema) {
            return keys(root, &target, at, found);
        }
        if let Some(any) = schema["anyOf"].as_array() {
            return any.iter().for_each(|one| keys(root, one, at, found));
        }
        if schema["items"].is_object() {
            return keys(root, &schema["items"], at, found);
        }
        match schema["properties"].as_object() {
            Some(properties) => properties
                .iter()
                .for_each(|(key, value)| keys(root, value, &format!("{at}/{key}"), found)),
            None if schema["type"] != "null" => {
                found.insert(at.to_owned());
            }
            None => {}
        }
    }

    #[test]
    fn no_two_columns_of_a_sheet_share_a_heading() {
        for sheet in SHEETS {
            let mut seen = BTreeSet::new();
            for column in sheet.columns {
                let headings: BTreeSet<String> = std::iter::once(normal(column.heading))
                    .chain(column.synonyms.iter().map(|text| (*text).to_owned()))
                    .collect();
                for heading in headings {
                    assert_eq!(heading, normal(&heading));
                    assert!(seen.insert(heading.clone()), "{}: {heading}", sheet.name);
                }
            }
        }
    }
}
