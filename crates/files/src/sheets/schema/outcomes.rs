//! The sheet of outcomes, which is no part of a program: one row a placement, for a coordinator to fill in.

use super::synonyms::{DEPARTMENT_ID, STAFF_ID};
use super::{SheetKind, column};
use crate::sheets::kind::Kind;

/// Before the name of a metric in the heading of its column.
pub(crate) const RATING: &str = "rating ";

/// What became of the placements.
pub(crate) const OUTCOMES: SheetKind = SheetKind {
    name: "outcomes",
    synonyms: &[],
    note: "What became of each placement. Empty: it took place in full, and nothing else is known.",
    keeps: false,
    columns: &[
        column(
            "slot",
            &["month", "when"],
            Kind::Slot,
            "As the plan has it.",
        )
        .required(),
        column("staff", STAFF_ID, Kind::Text, "The person's id.").required(),
        column(
            "department",
            DEPARTMENT_ID,
            Kind::Text,
            "The department's id.",
        )
        .required(),
        column(
            "name",
            &[],
            Kind::Text,
            "For people to read; not read back.",
        ),
        column(
            "department_name",
            &[],
            Kind::Text,
            "For people to read; not read back.",
        ),
        column(
            "mentor",
            &[],
            Kind::Text,
            "For people to read; not read back.",
        ),
        column(
            "held",
            &["tookplace"],
            Kind::Choice(&["full", "part", "cancelled"]),
            "full (the default), part or cancelled.",
        ),
        column(
            "reason",
            &["why"],
            Kind::Text,
            "Why it was cancelled or cut short.",
        ),
        column(
            "briefed",
            &["mentorbriefed"],
            Kind::Truth,
            "Whether the mentor was briefed.",
        ),
        column(
            "sessions",
            &["sessionsheld"],
            Kind::Count,
            "Sessions of guest and mentor held.",
        ),
        column(
            "improvement",
            &["title"],
            Kind::Text,
            "What the guest introduced.",
        ),
        column(
            "state",
            &["improvementstate"],
            Kind::Choice(&["proposed", "agreed", "delivered", "dropped"]),
            "proposed (the default), agreed, delivered or dropped.",
        ),
        column(
            "date",
            &["improvementdate"],
            Kind::Day,
            "The day of that state.",
        ),
        column(
            "worth",
            &["value"],
            Kind::Count,
            "The department's estimate of its worth.",
        ),
    ],
};

/// The columns whose keys stand in `improvement`, with those keys.
pub(crate) const IMPROVEMENT: &[(&str, &str)] = &[
    ("improvement", "title"),
    ("state", "state"),
    ("date", "date"),
    ("worth", "worth"),
];

/// The columns that are for people alone.
pub(crate) const NOT_READ: &[&str] = &["name", "department_name", "mentor"];
