//! Changes of a program file as JSON Patches (RFC 6902), and what they make of the file.

use serde_json::{Value, json};

use crate::program::Program;

/// A change: operations of a JSON Patch, in order.
pub(crate) type Patch = Vec<Value>;

/// Sets a value, whether or not there is one.
pub(crate) fn set(path: String, value: impl Into<Value>) -> Value {
    json!({ "op": "add", "path": path, "value": value.into() })
}

/// Takes a value out.
pub(crate) fn remove(path: String) -> Value {
    json!({ "op": "remove", "path": path })
}

/// A file after a change; `None` where an operation does not fit.
pub(crate) fn applied(file: &Value, patch: &Patch) -> Option<Value> {
    let mut file = file.clone();
    for operation in patch {
        let (parent, key) = operation["path"].as_str()?.rsplit_once('/')?;
        let key = key.replace("~1", "/").replace("~0", "~");
        let place = file.pointer_mut(parent)?;
        match (operation["op"].as_str()?, place) {
            ("add", Value::Object(map)) => {
                map.insert(key, operation["value"].clone());
            }
            ("add", Value::Array(list)) => {
                let at = match key.as_str() {
                    "-" => list.len(),
                    key => key.parse().ok().filter(|at| *at <= list.len())?,
                };
                list.insert(at, operation["value"].clone());
            }
            ("remove", Value::Object(map)) => {
                map.remove(&key)?;
            }
            ("remove", Value::Array(list)) => {
                let at = key.parse().ok().filter(|at| *at < list.len())?;
                list.remove(at);
            }
            _ => return None,
        }
    }
    Some(file)
}

/// The program of a changed file, without its goals; `None` where the change makes it invalid.
pub(crate) fn goalless(file: &Value) -> Option<Program> {
    program(file).map(Program::without_goals)
}

/// The program of a changed file; `None` where the change makes it invalid.
pub(crate) fn program(file: &Value) -> Option<Program> {
    Program::from_json(&serde_json::to_vec(file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_go_through_objects_and_lists() {
        let file = json!({ "staff": [ { "id": "a" }, { "id": "b", "leave": [1, 2] } ] });
        let patch = vec![
            set("/staff/0/rotations".into(), 2),
            remove("/staff/1/leave/0".into()),
            set("/staff/1/leave/-".into(), 3),
        ];
        let expected =
            json!({ "staff": [ { "id": "a", "rotations": 2 }, { "id": "b", "leave": [2, 3] } ] });
        assert_eq!(applied(&file, &patch), Some(expected));
        assert_eq!(applied(&file, &vec![remove("/staff/7".into())]), None);
        assert_eq!(applied(&file, &vec![remove("/teams/0".into())]), None);
    }
}
