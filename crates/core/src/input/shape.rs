//! What the schemas say about each key: whether it is required, its range, whether it may be null.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde_json::Value;

use super::schema::{DAY, MONTH, raw};

/// The shapes of all objects of a format, by the name of their type.
#[derive(Debug)]
pub(super) struct Shapes(HashMap<String, Shape>);

/// The keys of one kind of object.
#[derive(Debug, Default)]
pub(super) struct Shape {
    keys: Vec<(String, Rule)>,
}

/// What is asked of the numbers or texts of one key, single or inside a list or an object.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rule {
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
    pub(super) form: Form,
}

/// How a text must be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Free,
    Month,
    Day,
}

impl Shapes {
    /// The shapes of a format, from its schema.
    pub(super) fn of<T: JsonSchema>() -> Self {
        let schema = raw::<T>().to_value();
        let mut shapes = HashMap::new();
        shapes.insert(T::schema_name().into_owned(), Shape::new(&schema));
        for (name, schema) in members(&schema, "$defs") {
            shapes.insert(name.clone(), Shape::new(schema));
        }
        Shapes(shapes)
    }

    /// The shape of the type of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Shape> {
        self.0.get(name)
    }
}

impl Shape {
    fn new(schema: &Value) -> Self {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let keys = members(schema, "properties")
            .map(|(name, schema)| {
                let mut rule = Rule::new(schema);
                rule.required = required.contains(&name.as_str());
                (name.clone(), rule)
            })
            .collect();
        Shape { keys }
    }

    /// What is asked of a key.
    pub(super) fn rule(&self, name: &str) -> Rule {
        let found = self.keys.iter().find(|(key, _)| key == name);
        found.map(|(_, rule)| *rule).unwrap_or_default()
    }
}

impl Rule {
    fn new(schema: &Value) -> Self {
        let inner = ["items", "additionalProperties"]
            .into_iter()
            .find_map(|key| schema.get(key).filter(|inner| inner.is_object()))
            .unwrap_or(schema);
        let null = Value::from("null");
        let nullable = schema["type"] == null
            || schema["type"]
                .as_array()
                .is_some_and(|types| types.contains(&null))
            || schema["anyOf"]
                .as_array()
                .is_some_and(|options| options.iter().any(|option| option["type"] == null));
        Rule {
            required: false,
            nullable,
            least: inner["minimum"].as_i64(),
            most: inner["maximum"].as_i64(),
            form: match inner["pattern"].as_str() {
                Some(MONTH) => Form::Month,
                Some(DAY) => Form::Day,
                _ => Form::Free,
            },
        }
    }
}

fn members<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    schema[key].as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::{Form, Shapes};
    use crate::input::ProgramFile;

    #[test]
    fn rules_are_read_from_the_schema() {
        let shapes = Shapes::of::<ProgramFile>();
        let rule =
            |shape: &str, key: &str| shapes.get(shape).map(|s| s.rule(key)).unwrap_or_default();
        assert!(rule("ProgramFile", "horizon").required);
        assert!(!rule("ProgramFile", "rules").required);
        assert_eq!(rule("HorizonFile", "months").most, Some(120));
        assert_eq!(rule("HorizonFile", "first_month").form, Form::Month);
        assert_eq!(rule("HorizonFile", "holidays").form, Form::Day);
        assert_eq!(rule("StaffFile", "preferences").least, Some(-10_000));
        assert!(rule("StaffFile", "employed_until").nullable);
        assert!(!rule("StaffFile", "rotations").nullable);
        assert!(!rule("ProgramFile", "bridge_default").nullable);
    }
}
