//! The example that uses every key of the program format.

use std::collections::BTreeSet;

use rotaplan_core::input::{read, schema, to_json};
use serde_json::Value;

const EVERY_KEY: &[u8] = include_bytes!("../../../examples/programs/every-key.json");

#[test]
fn the_example_is_valid_and_survives_being_written() {
    let reading = read(EVERY_KEY);
    assert_eq!(reading.problems, [], "{:#?}", reading.problems);
    let file = reading.file.expect("a file without problems");
    let again = read(to_json(&file).as_bytes());
    assert_eq!(again.problems, []);
    assert_eq!(again.file, Some(file));
}

/// Every key below a schema, as `Type.key`.
fn keys_of_schema(schema: &Value) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let definitions = schema["$defs"].as_object().into_iter().flatten();
    let types = definitions
        .map(|(_, definition)| definition)
        .chain([schema]);
    for (key, _) in types.flat_map(|kind| kind["properties"].as_object().into_iter().flatten()) {
        keys.insert(key.clone());
    }
    keys
}

fn keys_of_value(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                keys.insert(key.clone());
                keys_of_value(member, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys_of_value(item, keys)),
        _ => {}
    }
}

#[test]
fn the_example_uses_every_key_of_the_format() {
    let value: Value = serde_json::from_slice(EVERY_KEY).expect("JSON");
    let mut used = BTreeSet::new();
    keys_of_value(&value, &mut used);
    let schema = schema("program").expect("the schema of programs");
    let unused: Vec<_> = keys_of_schema(&schema).difference(&used).cloned().collect();
    assert_eq!(unused, [""; 0]);
}
