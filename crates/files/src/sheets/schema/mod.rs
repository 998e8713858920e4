//! The one table of sheets and columns: reading, writing, comments and drop-downs all follow it.

mod hosts;
mod outcomes;
mod people;
mod rotations;
mod settings;
mod synonyms;

pub(crate) use hosts::{ACTIVITIES, BRIDGES, DEPARTMENTS, MENTORS};
pub(crate) use outcomes::{IMPROVEMENT, NOT_READ, OUTCOMES, RATING};
pub(crate) use people::{LEAVE, PEOPLE, PREFERENCES, RANKS, TEAMS};
pub(crate) use rotations::{APART, CLOSED_PLANS, HISTORY, PINS};
pub(crate) use settings::{RANK_POINTS, SETTING_ROWS, SETTINGS};

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
    &CLOSED_PLANS,
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
    (&CLOSED_PLANS, "/closed_plans"),
];

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
