//! The sheets of rotations: earlier ones, settled ones, and those kept apart.

use super::synonyms::{DEPARTMENT_ID, MENTOR_ID, STAFF_ID, TEAM_ID};
use super::{SheetKind, column};
use crate::sheets::kind::Kind;

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

/// Plans whose months are over.
pub(crate) const CLOSED_PLANS: SheetKind = SheetKind {
    name: "closed_plans",
    synonyms: &["closedplans"],
    note: "The plans whose months are over and stand in the history; `rotaplan close` writes it.",
    keeps: false,
    columns: &[
        column(
            "sha256",
            &["plan"],
            Kind::Text,
            "The sha256 of the plan file.",
        )
        .required(),
        column(
            "first_month",
            &["month"],
            Kind::Month,
            "The first month of its program.",
        )
        .required(),
        column(
            "months",
            &["length"],
            Kind::Count,
            "Number of months of its program.",
        )
        .required(),
    ],
};
