//! The sheet of settings, one a row.

use super::{Column, SheetKind, column};
use crate::sheets::kind::Kind;

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
