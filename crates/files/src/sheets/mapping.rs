//! Mapping files: which sheet and column of somebody else's export fills which of ours.

use std::collections::BTreeMap;

use rotaplan_core::input::Problem;
use serde::Deserialize;

use super::cell::normal;
use super::day::Spellings;

/// The format name every mapping file opens with.
pub const MAPPING_FORMAT: &str = "rotaplan/mapping@1";

/// The mappings that come with the product, by name.
pub const PRESETS: &[(&str, &str)] = &[
    ("scim", include_str!("presets/scim.json")),
    ("bamboohr", include_str!("presets/bamboohr.json")),
    ("workday", include_str!("presets/workday.json")),
];

/// A mapping file: all of it is optional but its format.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Always `rotaplan/mapping@1`.
    pub format: String,
    /// A preset to start from; what the file says itself goes first.
    #[serde(default)]
    pub preset: Option<String>,
    /// Spellings of dates beside ISO, such as `DD/MM/YYYY`.
    #[serde(default)]
    pub dates: Vec<String>,
    /// The encoding of CSV files that are not Unicode, such as `windows-1252`.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The separator of CSV files, where guessing it from the first line goes wrong.
    #[serde(default)]
    pub separator: Option<char>,
    /// Points of the first choice, the second, and so on.
    #[serde(default)]
    pub points_by_rank: Option<Vec<i32>>,
    /// Whether the teams are those that people name, where no sheet lists them.
    #[serde(default)]
    pub teams_from_people: Option<bool>,
    /// What fills each of our sheets, by our name.
    #[serde(default)]
    pub sheets: BTreeMap<String, SheetMapping>,
}

/// What fills one sheet.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetMapping {
    /// The names of the sheets or files it may be in.
    #[serde(default)]
    pub from: OneOrMore,
    /// The row of the first heading, from 1.
    #[serde(default)]
    pub header_row: Option<usize>,
    /// How many rows of headings there are; a heading is the last one's text, or all joined by ` / `.
    #[serde(default)]
    pub header_rows: Option<usize>,
    /// Their columns, by our heading.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnMapping>,
    /// Values that hold for every row, by our heading.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// What their words mean, by our heading.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Only rows are read in which each of these columns has one of these values.
    #[serde(default)]
    pub only: BTreeMap<String, OneOrMore>,
    /// Whether columns that nothing is read from are passed over in silence.
    #[serde(default)]
    pub other_columns: bool,
}

/// Where a column's text comes from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum ColumnMapping {
    /// The first of these headings that is there.
    Heading(OneOrMore),
    /// Several columns, joined by a space.
    Join {
        /// The headings, in order.
        join: Vec<String>,
    },
}

/// A text, or several.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl Default for OneOrMore {
    fn default() -> Self {
        OneOrMore::More(Vec::new())
    }
}

impl OneOrMore {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[String] {
        match self {
            OneOrMore::One(one) => std::slice::from_ref(one),
            OneOrMore::More(more) => more,
        }
    }

    /// Whether a text is one of them, as headings are compared.
    #[must_use]
    pub fn has(&self, text: &str) -> bool {
        self.all().iter().any(|one| normal(one) == normal(text))
    }
}

impl Mapping {
    /// Reads a mapping file and lays it over its preset.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Problem> {
        let text = String::from_utf8_lossy(bytes);
        let mapping: Mapping =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
                let message = format!("not a mapping file: {error}");
                let mut problem = Problem::error("mapping", "", message)
                    .help("docs/spreadsheets.md shows a mapping file");
                problem.line = Some(error.line());
                problem
            })?;
        if mapping.format != MAPPING_FORMAT {
            return Err(
                Problem::error("format", "/format", "this is not a mapping file")
                    .help(format!("the format must be \"{MAPPING_FORMAT}\"")),
            );
        }
        mapping.spellings()?;
        let known = |sheet: &String| super::schema::SHEETS.iter().any(|kind| kind.name == sheet);
        if let Some(sheet) = mapping.sheets.keys().find(|sheet| !known(sheet)) {
            return Err(
                Problem::error("mapping", format!("/sheets/{sheet}"), "there is no such sheet")
                    .help("name one of people, leave, teams, departments, mentors, preferences, ranks, history, pins, apart, bridges, activities, closed_plans, settings"),
            );
        }
        match &mapping.preset {
            Some(name) => Ok(mapping.clone().over(Mapping::preset(name)?)),
            None => Ok(mapping),
        }
    }

    /// A mapping that comes with the product.
    ///
    /// # Errors
    /// The names there are, where this is none of them.
    pub fn preset(name: &str) -> Result<Self, Problem> {
        let text = PRESETS.iter().find(|(preset, _)| *preset == name);
        let Some((_, text)) = text else {
            let names: Vec<&str> = PRESETS.iter().map(|(name, _)| *name).collect();
            return Err(
                Problem::error("mapping", "/preset", "there is no such preset")
                    .help(format!("the presets are {}", names.join(", "))),
            );
        };
        Mapping::from_json(text.as_bytes())
    }

    /// The spellings of dates it names.
    ///
    /// # Errors
    /// The first one that is none.
    pub fn spellings(&self) -> Result<Spellings, Problem> {
        Spellings::new(&self.dates)
            .map_err(|sentence| Problem::error("mapping", "/dates", sentence))
    }

    fn over(mut self, preset: Mapping) -> Mapping {
        if self.dates.is_empty() {
            self.dates = preset.dates;
        }
        self.encoding = self.encoding.or(preset.encoding);
        self.separator = self.separator.or(preset.separator);
        self.points_by_rank = self.points_by_rank.or(preset.points_by_rank);
        self.teams_from_people = self.teams_from_people.or(preset.teams_from_people);
        for (name, theirs) in preset.sheets {
            let ours = self.sheets.remove(&name).unwrap_or_default();
            self.sheets.insert(name, ours.over(theirs));
        }
        self
    }
}

impl SheetMapping {
    fn over(mut self, preset: SheetMapping) -> SheetMapping {
        if self.from.all().is_empty() {
            self.from = preset.from;
        }
        self.header_row = self.header_row.or(preset.header_row);
        self.header_rows = self.header_rows.or(preset.header_rows);
        self.columns = preset.columns.into_iter().chain(self.columns).collect();
        self.constants = preset.constants.into_iter().chain(self.constants).collect();
        self.values = preset.values.into_iter().chain(self.values).collect();
        self.only = preset.only.into_iter().chain(self.only).collect();
        self.other_columns |= preset.other_columns;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Mapping, OneOrMore, PRESETS};

    #[test]
    fn every_preset_reads() {
        for (name, _) in PRESETS {
            let preset = Mapping::preset(name).expect(name);
            assert!(preset.sheets.contains_key("people"));
        }
        assert!(Mapping::preset("none").is_err());
    }

    #[test]
    fn a_mapping_goes_before_its_preset() {
        let text = r#"{ "format": "rotaplan/mapping@1", "preset": "bamboohr",
            "sheets": { "people": { "from": "Export", "columns": { "team": "Squad" } } } }"#;
        let mapping = Mapping::from_json(text.as_bytes()).expect("mapping");
        let people = &mapping.sheets["people"];
        assert_eq!(people.from, OneOrMore::One("Export".to_owned()));
        assert!(people.columns.contains_key("id") && people.other_columns);
    }

    #[test]
    fn what_is_no_mapping_is_refused() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"format":"x"}"#,
            r#"{"format":"rotaplan/mapping@1","sheet":{}}"#,
            r#"{"format":"rotaplan/mapping@1","sheets":{"persons":{}}}"#,
            r#"{"format":"rotaplan/mapping@1","dates":["tomorrow"]}"#,
            r#"{"format":"rotaplan/mapping@1","preset":"none"}"#,
        ] {
            assert!(Mapping::from_json(text.as_bytes()).is_err(), "{text}");
        }
    }
}
