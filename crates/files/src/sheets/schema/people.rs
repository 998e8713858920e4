//! The sheets of the people who go: who they are, when they are away, what they wish.

use super::synonyms::{DEPARTMENT_ID, FROM, HIRED, LEFT, MENTOR_ID, NAME, STAFF_ID, TEAM_ID, TO};
use super::{SheetKind, column};
use crate::sheets::kind::Kind;

/// The words of `participation`, as drop-down and as check.
const PARTICIPATION: &[&str] = &["mandatory", "voluntary", "excused"];

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
            "reason",
            &["why"],
            Kind::Text,
            "Why the person is excused, for people to read.",
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
