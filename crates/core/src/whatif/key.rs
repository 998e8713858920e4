//! Keys: how a scenario names a number of the program file, such as `departments.finance.seats`.
//!
//! A key is the way to a number, step by step, with dots between: names of the format, the id of a row
//! (`*` for every row), the position of a row without an id, and the entry of a table. The keys come
//! from the schema of the program file, so that none can be forgotten.

use std::sync::LazyLock;

use serde_json::Value;

use crate::input::{Problem, schema, suggest};

/// A number, or a yes or no, that scenarios may set.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    steps: Vec<Step>,
    pub(super) kind: Kind,
}

/// What a key's value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// True or false.
    Flag,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A key of the format.
    Name(String),
    /// A row by its id.
    Id,
    /// A row by its position, from 0.
    Position,
    /// An entry of a table, by slot or by id.
    Entry,
}

/// What plays no part in planning, or is settled by what came before.
const LEFT_OUT: [&str; 5] = ["mentoring", "history", "pins", "metrics", "closed_plans"];

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let schema = schema("program").unwrap_or_default();
    let mut keys = Vec::new();
    walk(&schema, &schema["$defs"], &mut Vec::new(), &mut keys);
    keys
});

/// Every key that scenarios may set, with `ID`, `N` and `ENTRY` for what the program names.
pub fn keys() -> impl Iterator<Item = String> {
    KEYS.iter().map(Key::text)
}

fn walk(node: &Value, definitions: &Value, steps: &mut Vec<Step>, keys: &mut Vec<Key>) {
    let node = match node["$ref"].as_str() {
        Some(name) => &definitions[name.trim_start_matches("#/$defs/")],
        None => node,
    };
    let mut leaf = |kind, entry: bool| {
        let entry = entry.then_some(Step::Entry);
        keys.push(Key {
            steps: steps.iter().cloned().chain(entry).collect(),
            kind,
        });
    };
    match node["type"].as_str() {
        Some("integer") => leaf(whole(node), false),
        Some("boolean") => leaf(Kind::Flag, false),
        Some("array") => {
            let rows = &node["items"];
            let row = match rows["$ref"].as_str() {
                Some(name) => &definitions[name.trim_start_matches("#/$defs/")],
                None => rows,
            };
            let by_id = row["properties"].get("id").is_some();
            steps.push(if by_id { Step::Id } else { Step::Position });
            if row["type"] == "object" {
                walk(row, definitions, steps, keys);
            }
            steps.pop();
        }
        _ if node["additionalProperties"]["type"] == "integer" => {
            leaf(whole(&node["additionalProperties"]), true);
        }
        _ => {
            for (name, inner) in node["properties"].as_object().into_iter().flatten() {
                if !LEFT_OUT.contains(&name.as_str()) {
                    steps.push(Step::Name(name.clone()));
                    walk(inner, definitions, steps, keys);
                    steps.pop();
                }
            }
        }
    }
}

fn whole(node: &Value) -> Kind {
    let end = |name: &str, default| node[name].as_i64().unwrap_or(default);
    Kind::Whole(end("minimum", 0), end("maximum", 1_000_000))
}

impl Key {
    /// The key with `ID`, `N` and `ENTRY` for what the program names.
    pub(super) fn text(&self) -> String {
        self.with(&[])
    }

    /// The key with words of one's own for what the program names.
    fn with(&self, words: &[&str]) -> String {
        let steps = self.steps.iter().enumerate().map(|(at, step)| {
            let own = words.get(at).copied();
            match step {
                Step::Name(name) => name.as_str(),
                Step::Id => own.unwrap_or("ID"),
                Step::Position => own.unwrap_or("N"),
                Step::Entry => own.unwrap_or("ENTRY"),
            }
        });
        steps.collect::<Vec<_>>().join(".")
    }

    /// The places of a file that a text names; empty where it names none by this key.
    fn places(&self, file: &Value, text: &str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        places(&self.steps, Some(file), text, &mut Vec::new(), &mut found);
        found
    }
}

/// Follows a text step by step.
fn places(
    steps: &[Step],
    value: Option<&Value>,
    text: &str,
    way: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    let last = rest.is_empty();
    let mut follow = |name: &str, inner: Option<&Value>, text: &str| {
        way.push(name.to_owned());
        if last {
            found.push(way.clone());
        } else {
            places(rest, inner, text, way, found);
        }
        way.pop();
    };
    // What follows a word and its dot; nothing follows the last word.
    let after = |word: &str| -> Option<String> {
        let rest = text.strip_prefix(word)?;
        match last {
            true => rest.is_empty().then(String::new),
            false => rest.strip_prefix('.').map(str::to_owned),
        }
    };
    match step {
        Step::Name(name) => {
            if let Some(text) = after(name) {
                follow(name, value.and_then(|value| value.get(name)), &text);
            }
        }
        Step::Id => {
            let rows = value.and_then(Value::as_array).into_iter().flatten();
            let rows: Vec<(usize, &Value)> = rows.enumerate().collect();
            let id = |row: &Value| row["id"].as_str().unwrap_or_default().to_owned();
            // An id may hold dots: the longest that fits is meant.
            let fits = rows.iter().filter(|(_, row)| after(&id(row)).is_some());
            let exact = fits.max_by_key(|(_, row)| id(row).len());
            if let Some((at, row)) = exact {
                let text = after(&id(row)).unwrap_or_default();
                follow(&at.to_string(), Some(row), &text);
            } else if let Some(text) = after("*") {
                for (at, row) in rows {
                    follow(&at.to_string(), Some(row), &text);
                }
            }
        }
        Step::Position => {
            let rows = value.and_then(Value::as_array).into_iter().flatten();
            for (at, row) in rows.enumerate() {
                let text = after(&at.to_string()).or_else(|| after("*"));
                if let Some(text) = text {
                    follow(&at.to_string(), Some(row), &text);
                }
            }
        }
        Step::Entry => {
            let entries = value.and_then(Value::as_object).into_iter().flatten();
            if text == "*" {
                for (name, inner) in entries {
                    follow(name, Some(inner), "");
                }
            } else if !text.is_empty() {
                follow(text, value.and_then(|value| value.get(text)), "");
            }
        }
    }
}

/// A key, and the places of a file that a text names by it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) key: &'static Key,
    pub(super) places: Vec<Vec<String>>,
}

/// What a text names in a file.
pub(super) fn named(file: &Value, text: &str) -> Result<Named, Problem> {
    let each = KEYS.iter().map(|key| Named {
        key,
        places: key.places(file, text),
    });
    each.into_iter()
        .find(|named| !named.places.is_empty())
        .ok_or_else(|| unknown(file, text))
}

/// What is wrong with a key, and which was likely meant.
fn unknown(file: &Value, text: &str) -> Problem {
    let words: Vec<&str> = text.split('.').collect();
    let alike: Vec<(&Key, String)> = KEYS.iter().map(|key| (key, key.with(&words))).collect();
    let error = |message: String, help: String| {
        Problem::error("unknown-key", text.to_owned(), message).help(help)
    };
    if let Some((key, _)) = alike.iter().find(|(_, own)| own == text) {
        return unknown_row(key, file, &words, text, error);
    }
    let message = format!("there is no number {text} in a program file");
    let list = || keys().collect::<Vec<_>>().join(", ");
    let meant = suggest(text, alike.iter().map(|(_, own)| own.as_str())).map(str::to_owned);
    let meant = meant.or_else(|| {
        // The right word without the way to it.
        let last = words.last().copied().unwrap_or_default();
        let ends = KEYS.iter().filter_map(|key| match key.steps.last() {
            Some(Step::Name(name)) => Some((name.as_str(), key)),
            _ => None,
        });
        let ends: Vec<(&str, &Key)> = ends.collect();
        let near = suggest(last, ends.iter().map(|(name, _)| *name))?;
        let key = ends.iter().find(|(name, _)| *name == near)?;
        Some(key.1.text())
    });
    match meant {
        Some(meant) => error(
            message,
            format!("did you mean {meant}? The keys are {}", list()),
        ),
        None => error(message, format!("the keys are {}", list())),
    }
}

/// The shape of the key is right, but it names a row that is not there.
fn unknown_row(
    key: &Key,
    file: &Value,
    words: &[&str],
    text: &str,
    error: impl Fn(String, String) -> Problem,
) -> Problem {
    let section = words.first().copied().unwrap_or_default();
    let rows = file[section].as_array().map_or(&[][..], Vec::as_slice);
    let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
    let word = words.get(1).copied().unwrap_or_default();
    let known = ids.contains(&word);
    if key.steps.get(1) == Some(&Step::Id) && !known && word != "*" {
        let message = format!("the program has nothing called {word} in its {section}");
        let help = match suggest(word, ids.iter().copied()) {
            Some(near) => format!("did you mean {}?", text.replacen(word, near, 1)),
            None if ids.is_empty() => format!("it has no {section} at all"),
            None => {
                let first: Vec<&str> = ids.iter().copied().take(8).collect();
                format!("it has {}; * stands for every one", first.join(", "))
            }
        };
        return error(message, help);
    }
    let message = format!("{text} names nothing in this program");
    let help = "rows without an id are counted from 0, and * stands for every row that is there";
    error(message, help.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{keys, named};

    #[test]
    fn every_number_of_the_format_has_a_key() {
        let all: Vec<String> = keys().collect();
        for key in [
            "horizon.months",
            "rules.max_away",
            "rules.max_away_in.ENTRY",
            "rules.require_mentor",
            "goals.peak_away",
            "teams.ID.max_away",
            "teams.ID.cover.N.min_present",
            "staff.ID.preferences.ENTRY",
            "staff.ID.must_visit.N.times",
            "departments.ID.seats",
            "mentors.ID.mentees_total",
            "apart.N.max_away",
            "bridges.N.value",
            "bridge_default.refresh_months",
        ] {
            assert!(all.iter().any(|known| known == key), "{key}: {all:?}");
        }
        assert!(!all.iter().any(|key| key.contains("mentoring")));
    }

    #[test]
    fn keys_name_rows_by_id_star_and_position() {
        let file = json!({
            "teams": [ { "id": "a" }, { "id": "a.b", "cover": [ { "min_present": 1 } ] } ],
            "departments": [ { "id": "x", "seats": 1, "seats_in": { "2027-01": 0 } } ],
        });
        let places = |text: &str| {
            let named = named(&file, text).map(|named| named.places);
            named.map(|places| places.iter().map(|way| way.join("/")).collect::<Vec<_>>())
        };
        assert_eq!(
            places("rules.max_away").ok(),
            Some(vec!["rules/max_away".to_owned()])
        );
        let stars = ["teams/0/max_away", "teams/1/max_away"].map(str::to_owned);
        assert_eq!(places("teams.*.max_away").ok(), Some(stars.to_vec()));
        let dotted = vec!["teams/1/max_away".to_owned()];
        assert_eq!(places("teams.a.b.max_away").ok(), Some(dotted));
        let cover = vec!["teams/1/cover/0/min_present".to_owned()];
        assert_eq!(places("teams.*.cover.0.min_present").ok(), Some(cover));
        let seats = vec!["departments/0/seats_in/2027-02".to_owned()];
        assert_eq!(places("departments.x.seats_in.2027-02").ok(), Some(seats));
        let star = vec!["departments/0/seats_in/2027-01".to_owned()];
        assert_eq!(places("departments.x.seats_in.*").ok(), Some(star));
    }

    #[test]
    fn unknown_keys_are_told_what_was_meant() {
        let file = json!({ "departments": [ { "id": "finance", "seats": 1 }, { "id": "hr" } ] });
        let help = |text: &str| named(&file, text).expect_err(text).help;
        assert!(help("rules.max_awya").starts_with("did you mean rules.max_away?"));
        assert!(help("rules.max_awya").contains("departments.ID.seats"));
        assert!(help("max_away").starts_with("did you mean rules.max_away?"));
        assert!(
            help("departments.finance.seat").starts_with("did you mean departments.finance.seats?")
        );
        assert!(
            help("departments.finanse.seats")
                .starts_with("did you mean departments.finance.seats?")
        );
        assert!(help("departments.marketing.seats").starts_with("it has finance, hr"));
        assert!(help("apart.0.max_away").contains("counted from 0"));
        assert!(help("nonsense").starts_with("the keys are"));
        assert!(named(&file, "").is_err() && named(&file, "*.*").is_err());
    }
}
