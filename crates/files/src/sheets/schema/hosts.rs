//! The sheets of the departments that host: seats, mentors, and what a visit is worth.

use super::synonyms::{DEPARTMENT_ID, HIRED, LEFT, NAME, TEAM_ID};
use super::{SheetKind, column};
use crate::sheets::kind::Kind;

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
        column(
            "metrics",
            &["metric", "measures"],
            Kind::Metrics,
            "What it rates visits by, from worst to best, with a target: 1..5>4 Quality; 10..0 Errors",
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
