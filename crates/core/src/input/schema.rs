//! JSON Schemas (2020-12) of every format, from the same types that read and write the files.
//!
//! The reader takes its ranges, required keys and nulls from these schemas too, so that what a
//! schema says and what the reader accepts cannot drift apart.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value};

use super::file::ProgramFile;
use crate::ahead::Ahead;
use crate::certificate::Certificate;
use crate::diagnosis::DiagnosisFile;
use crate::diff::Difference;
use crate::explanation::Explanation;
use crate::frontier::Frontier;
use crate::outcomes::OutcomesFile;
use crate::plan::PlanFile;
use crate::recommend::Recommended;
use crate::replan::Replanned;
use crate::scorecard::Scorecard;
use crate::stress::Stress;
use crate::verify::VerdictFile;
use crate::whatif::WhatIf;

/// How a month is written.
pub(super) const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";
/// How a day is written.
pub(super) const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const SLOT: &str = "^[0-9]{4}-(0[1-9]|1[0-2])(\\.[12])?$";

/// Makes the schema of a format.
pub type Describe = fn() -> Value;

/// Every format that has a schema, by the name that [`schema`] takes.
///
/// A new format is one more row.
pub const SCHEMAS: &[(&str, Describe)] = &[
    ("program", || describe::<ProgramFile>("program")),
    ("plan", || describe::<PlanFile>("plan")),
    ("verdict", || describe::<VerdictFile>("verdict")),
    ("certificate", || describe::<Certificate>("certificate")),
    ("diagnosis", || describe::<DiagnosisFile>("diagnosis")),
    ("explanation", || describe::<Explanation>("explanation")),
    ("diff", || describe::<Difference>("diff")),
    ("replan", || describe::<Replanned>("replan")),
    ("outcomes", || describe::<OutcomesFile>("outcomes")),
    ("whatif", || describe::<WhatIf>("whatif")),
    ("frontier", || describe::<Frontier>("frontier")),
    ("ahead", || describe::<Ahead>("ahead")),
    ("scorecard", || describe::<Scorecard>("scorecard")),
    ("stress", || describe::<Stress>("stress")),
    ("recommend", || describe::<Recommended>("recommend")),
];

/// The JSON Schema of a format, such as `program`.
#[must_use]
pub fn schema(name: &str) -> Option<Value> {
    let (_, build) = SCHEMAS.iter().find(|(known, _)| *known == name)?;
    Some(build())
}

/// The schema of a type, with a title and an address of its own before all else.
fn describe<T: JsonSchema>(name: &str) -> Value {
    let mut derived = raw::<T>();
    let mut schema = Map::new();
    if let Some(dialect) = derived.remove("$schema") {
        schema.insert("$schema".to_owned(), dialect);
    }
    schema.insert("$id".to_owned(), format!("urn:rotaplan:{name}@1").into());
    schema.insert("title".to_owned(), format!("rotaplan/{name}@1").into());
    derived.remove("title");
    if let Value::Object(rest) = derived.to_value() {
        schema.extend(rest);
    }
    Value::Object(schema)
}

/// The schema of a type as schemars derives it.
pub(super) fn raw<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
}

pub(crate) fn count(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 })
}

pub(super) fn points(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": -10_000, "maximum": 10_000 })
}

pub(super) fn months(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": 120 })
}

pub(super) fn slots_per_month(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 1, "maximum": 2 })
}

pub(super) fn month(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": MONTH })
}

pub(crate) fn day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date", "pattern": DAY })
}

pub(super) fn day_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "format": "date", "pattern": DAY })
}

pub(super) fn days(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": day(generator) })
}

pub(super) fn counts_by_slot(generator: &mut SchemaGenerator) -> Schema {
    by_slot(count(generator))
}

pub(super) fn points_by_slot(generator: &mut SchemaGenerator) -> Schema {
    by_slot(points(generator))
}

pub(crate) fn points_by_id(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": points(generator) })
}

fn by_slot(values: Schema) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": { "pattern": SLOT },
        "additionalProperties": values,
    })
}

#[cfg(test)]
mod tests {
    use super::{SCHEMAS, schema};

    #[test]
    fn every_schema_names_itself_and_denies_unknown_keys() {
        for (name, _) in SCHEMAS {
            let schema = schema(name).unwrap_or_default();
            assert_eq!(schema["$id"], format!("urn:rotaplan:{name}@1"));
            assert_eq!(schema["title"], format!("rotaplan/{name}@1"));
            assert_eq!(
                schema["$schema"],
                "https://json-schema.org/draft/2020-12/schema"
            );
            assert_eq!(schema["additionalProperties"], false);
        }
        assert_eq!(schema("nonsense"), None);
    }

    #[test]
    fn the_program_schema_says_ranges_and_what_may_be_null() {
        let schema = schema("program").unwrap_or_default();
        let staff = &schema["$defs"]["StaffFile"]["properties"];
        assert_eq!(staff["rotations"]["maximum"], 1_000_000);
        assert_eq!(staff["rotations"]["type"], "integer");
        assert_eq!(staff["employed_until"]["type"][1], "null");
        assert_eq!(
            staff["preferences"]["additionalProperties"]["minimum"],
            -10_000
        );
        assert_eq!(
            schema["$defs"]["HorizonFile"]["properties"]["months"]["maximum"],
            120
        );
        let required = |name: &str| schema["$defs"][name]["required"].to_string();
        assert_eq!(required("StaffFile"), r#"["id","team"]"#);
        assert_eq!(
            required("BridgeDefaultFile"),
            r#"["value","refresh_months"]"#
        );
        assert_eq!(required("PinFile"), r#"["staff"]"#);
        let nulls = schema.to_string().matches("\"null\"").count();
        assert_eq!(
            nulls, 4,
            "only employed_from and employed_until, of staff and mentors"
        );
    }
}
