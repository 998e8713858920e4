//! Scenarios: what each sets, where they come from, and what they make of a program file.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use schemars::JsonSchema;

use super::key::{Kind, Named, named};
use super::setting::{Setting, Settings};
use crate::input::{Problem, ProgramFile};
use crate::program::Month;

/// A changed program that is planned beside others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// What it sets: a number, `"+1"` for one more than there is, true, false, or null to leave the
    /// key out.
    pub set: Map<String, Value>,
}

/// The scenarios of a grid, counted before they are written out.
#[derive(Clone, Debug)]
pub struct Grid {
    lines: Vec<(String, Settings)>,
}

impl Grid {
    /// Reads `KEY=VALUES` texts, one for each key that is varied.
    ///
    /// # Errors
    /// The first text that names no number of the file, or no values.
    pub fn parse(file: &ProgramFile, texts: &[String]) -> Result<Grid, Problem> {
        let file = value(file);
        let mut lines: Vec<(String, Settings)> = Vec::new();
        for text in texts {
            let Some((key, values)) = text.rsplit_once('=') else {
                let message = format!("{text} is not of the form KEY=VALUES");
                let help = "write, say, rules.max_away=2..10 or departments.finance.seats=1,2,4";
                return Err(Problem::error("setting", text.clone(), message).help(help));
            };
            let key = key.trim();
            let found = named(&file, key)?;
            if lines.iter().any(|(known, _)| known == key) {
                let message = format!("{key} is varied twice");
                return Err(Problem::error("duplicate-key", text.clone(), message)
                    .help("name all its values at once, such as 2..4,8"));
            }
            let values = Settings::parse(values, found.key.kind).map_err(|mut problem| {
                problem.message = format!("{text}: {}", problem.message);
                problem.place.clone_from(text);
                problem
            })?;
            lines.push((key.to_owned(), values));
        }
        Ok(Grid { lines })
    }

    /// How many scenarios it has.
    #[must_use]
    pub fn count(&self) -> u128 {
        let each = self.lines.iter().map(|(_, settings)| settings.count());
        each.fold(1, u128::saturating_mul)
    }

    /// All of them; the last key changes fastest.
    #[must_use]
    pub fn scenarios(&self) -> Vec<Scenario> {
        let mut all: Vec<(Vec<String>, Map<String, Value>)> = vec![(Vec::new(), Map::new())];
        for (key, settings) in &self.lines {
            let settings = settings.all();
            let mut next = Vec::with_capacity(all.len() * settings.len());
            for (names, set) in &all {
                for setting in &settings {
                    let (mut names, mut set) = (names.clone(), set.clone());
                    names.push(format!("{key}={}", setting.text()));
                    set.insert(key.clone(), setting.value());
                    next.push((names, set));
                }
            }
            all = next;
        }
        let scenario = |(names, set): (Vec<String>, _)| Scenario {
            name: names.join(", "),
            set,
        };
        all.into_iter().map(scenario).collect()
    }
}

/// Reads a file of scenarios: `[{"name": …, "set": {KEY: VALUE}}]`, keys as in a grid.
///
/// # Errors
/// What is wrong with the text, or the first scenario that sets what cannot be set.
pub fn read_scenarios(file: &ProgramFile, bytes: &[u8]) -> Result<Vec<Scenario>, Problem> {
    let file = value(file);
    let scenarios: Vec<Scenario> = serde_json::from_slice(bytes).map_err(|error| {
        let mut problem = Problem::error("json", "", format!("not a list of scenarios: {error}"))
            .help(r#"write [{"name": "more room", "set": {"rules.max_away": 8}}]"#);
        problem.line = Some(error.line());
        problem
    })?;
    if scenarios.is_empty() {
        return Err(
            Problem::error("scenarios", "", "the file holds no scenario")
                .help(r#"write [{"name": "more room", "set": {"rules.max_away": 8}}]"#),
        );
    }
    for (at, scenario) in scenarios.iter().enumerate() {
        let place = |key: &str| format!("/{at}/set/{}", key.replace('~', "~0").replace('/', "~1"));
        let same = |other: &&Scenario| other.name == scenario.name;
        if scenarios[..at].iter().any(|other| same(&other)) {
            let message = format!("two scenarios are called {:?}", scenario.name);
            return Err(
                Problem::error("duplicate-id", format!("/{at}/name"), message)
                    .help("give each a name of its own"),
            );
        }
        for (key, setting) in &scenario.set {
            let told = |mut problem: Problem| {
                problem.message = format!("{:?}: {key}: {}", scenario.name, problem.message);
                problem.place = place(key);
                problem
            };
            let found = named(&file, key).map_err(told)?;
            Setting::of_value(setting, found.key.kind).map_err(told)?;
        }
    }
    Ok(scenarios)
}

/// A program file as plain JSON.
pub(super) fn value(file: &ProgramFile) -> Value {
    serde_json::to_value(file).unwrap_or_default()
}

/// What a scenario makes of a program file.
pub(super) fn changed(file: &Value, scenario: &Scenario) -> Result<Value, Problem> {
    let mut changed = file.clone();
    for (text, setting) in &scenario.set {
        let Named { key, places } = named(file, text)?;
        let setting = Setting::of_value(setting, key.kind)?;
        for place in &places {
            set(&mut changed, place, setting, key.kind);
        }
    }
    Ok(changed)
}

/// Sets what stands at a place; what has no limit has none with a few more either.
fn set(file: &mut Value, place: &[String], setting: Setting, kind: Kind) {
    let value = match setting {
        Setting::To(number) => Some(Value::from(number)),
        Setting::Flag(flag) => Some(Value::from(flag)),
        Setting::Absent => None,
        Setting::By(more) => {
            let (Some(number), Kind::Whole(least, most)) = (stands(file, place), kind) else {
                return;
            };
            Some((number + more).clamp(least, most).into())
        }
    };
    let Some((last, way)) = place.split_last() else {
        return;
    };
    let mut here = file;
    for step in way {
        here = match here {
            Value::Array(rows) => match step.parse().ok().and_then(|at: usize| rows.get_mut(at)) {
                Some(row) => row,
                None => return,
            },
            Value::Object(map) => {
                if value.is_none() && !map.contains_key(step) {
                    return;
                }
                let inner = map.entry(step.clone());
                inner.or_insert_with(|| Value::Object(Map::new()))
            }
            _ => return,
        };
    }
    if let Value::Object(map) = here {
        match value {
            Some(value) => {
                map.insert(last.clone(), value);
            }
            None => {
                map.shift_remove(last);
            }
        }
    }
}

/// The number at a place, or what it is where the file says nothing; none where that is no limit.
fn stands(file: &Value, place: &[String]) -> Option<i64> {
    let at = |place: &[String]| {
        let mut here = file;
        for step in place {
            here = match here {
                Value::Array(rows) => rows.get(step.parse::<usize>().ok()?)?,
                _ => here.get(step)?,
            };
        }
        here.as_i64()
    };
    let last = place.last().map(String::as_str).unwrap_or_default();
    let section = place.first().map(String::as_str).unwrap_or_default();
    at(place).or_else(|| match (section, last) {
        ("rules", "leave_days") => Some(5),
        ("rules", "no_repeat_months") => Some(24),
        ("staff", "rotations") => Some(at(&["rules", "rotations"].map(str::to_owned)).unwrap_or(1)),
        ("goals", "preference" | "slot_preference" | "bridges") => Some(1),
        ("goals", "changes") => Some(10),
        ("apart", "max_away") => Some(1),
        (_, "max_away" | "mentees_total") => None,
        (_, "rotations" | "priority" | "times" | "mentees_at_once" | "slots_per_month") => Some(1),
        // An entry of a table by slot is what holds for every slot, unless it says otherwise.
        _ => match place.get(place.len().wrapping_sub(2)).map(String::as_str) {
            Some(table @ ("seats_in" | "max_away_in")) => {
                let mut everywhere = place[..place.len() - 2].to_vec();
                everywhere.push(table.trim_end_matches("_in").to_owned());
                at(&everywhere)
            }
            _ => Some(0),
        },
    })
}

/// Takes out what limits or favours slots after the horizon: a shorter one does without.
pub(super) fn trimmed(mut file: Value) -> Value {
    let horizon = &file["horizon"];
    let first = horizon["first_month"].as_str().and_then(Month::parse);
    let months = horizon["months"]
        .as_i64()
        .and_then(|months| i32::try_from(months).ok());
    let (Some(first), Some(months)) = (first, months) else {
        return file;
    };
    let within = |name: &str| {
        let month = name.get(..7).and_then(Month::parse);
        month.is_none_or(|month| month.0 < first.0.saturating_add(months))
    };
    let trim = |table: Option<&mut Value>| {
        if let Some(Value::Object(table)) = table {
            table.retain(|name, _| within(name));
        }
    };
    trim(file.pointer_mut("/rules/max_away_in"));
    for (section, table) in [
        ("teams", "max_away_in"),
        ("departments", "seats_in"),
        ("staff", "slot_preferences"),
    ] {
        let rows = file.get_mut(section).and_then(Value::as_array_mut);
        for row in rows.into_iter().flatten() {
            trim(row.get_mut(table));
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Grid, Scenario, changed, read_scenarios, trimmed, value};
    use crate::input::ProgramFile;

    fn file() -> ProgramFile {
        let text = r#"{ "format": "rotaplan/program@1",
            "horizon": { "first_month": "2027-01", "months": 3 },
            "rules": { "max_away_in": { "2027-02": 2 } },
            "teams": [ { "id": "a", "max_away": 1 }, { "id": "b" } ],
            "staff": [ { "id": "s", "team": "a", "slot_preferences": { "2027-03": 4 } } ],
            "departments": [ { "id": "x", "seats": 1, "seats_in": { "2027-01": 0 } } ],
            "mentors": [ { "id": "m", "department": "x" } ] }"#;
        serde_json::from_str(text).expect("a program file")
    }

    fn grid(texts: &[&str]) -> Result<Vec<Scenario>, String> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let grid = Grid::parse(&file(), &texts).map_err(|problem| problem.message)?;
        assert_eq!(grid.count(), grid.scenarios().len() as u128);
        Ok(grid.scenarios())
    }

    #[test]
    fn a_grid_is_every_combination() {
        let found = grid(&["rules.max_away=2..3", "departments.x.seats=1,4"]);
        let names: Vec<String> = found
            .unwrap_or_default()
            .into_iter()
            .map(|it| it.name)
            .collect();
        let expected = [
            "rules.max_away=2, departments.x.seats=1",
            "rules.max_away=2, departments.x.seats=4",
            "rules.max_away=3, departments.x.seats=1",
            "rules.max_away=3, departments.x.seats=4",
        ];
        assert_eq!(names, expected);
        assert!(grid(&["rules.max_away"]).is_err());
        assert!(grid(&["rules.max_away=1", "rules.max_away=2"]).is_err());
        assert!(grid(&["rules.max_away=3..2"]).is_err_and(|told| told.contains("descends")));
    }

    #[test]
    fn settings_change_what_they_name_and_nothing_else() {
        let whole = value(&file());
        let after = |set: serde_json::Value| {
            let set = set.as_object().cloned().unwrap_or_default();
            let name = String::new();
            changed(&whole, &Scenario { name, set }).unwrap_or_default()
        };
        let mut expected = whole.clone();
        assert_eq!(after(json!({})), expected);
        expected["rules"]["max_away"] = 4.into();
        assert_eq!(after(json!({ "rules.max_away": 4 })), expected);
        let more = after(json!({ "teams.*.max_away": "+1" }));
        assert_eq!(
            more["teams"],
            json!([{ "id": "a", "max_away": 2 }, { "id": "b" }])
        );
        let fewer = after(json!({ "departments.x.seats": "-3" }));
        assert_eq!(fewer["departments"][0]["seats"], 0);
        let default = after(json!({ "mentors.m.mentees_at_once": "+1", "goals.changes": "-1" }));
        assert_eq!(default["mentors"][0]["mentees_at_once"], 2);
        assert_eq!(default["goals"]["changes"], 9);
        let slot = after(json!({ "departments.x.seats_in.2027-02": "+1" }));
        assert_eq!(slot["departments"][0]["seats_in"]["2027-02"], 2);
        let none = after(json!({ "teams.a.max_away": null, "teams.b.max_away": null }));
        assert_eq!(none["teams"], json!([{ "id": "a" }, { "id": "b" }]));
        let both = after(json!({ "rules.rotations": 2, "staff.s.rotations": "+1" }));
        assert_eq!(both["staff"][0]["rotations"], 3);
    }

    #[test]
    fn a_shorter_horizon_does_without_later_slots() {
        let mut shorter = value(&file());
        shorter["horizon"]["months"] = 1.into();
        let shorter = trimmed(shorter);
        assert_eq!(shorter["rules"]["max_away_in"], json!({}));
        assert_eq!(shorter["staff"][0]["slot_preferences"], json!({}));
        assert_eq!(
            shorter["departments"][0]["seats_in"],
            json!({ "2027-01": 0 })
        );
    }

    #[test]
    fn files_of_scenarios_are_checked_before_anything_is_planned() {
        let read = |text: &str| read_scenarios(&file(), text.as_bytes()).map(|all| all.len());
        let good = r#"[{"name": "a", "set": {"rules.max_away": 2}}, {"name": "b", "set": {}}]"#;
        assert_eq!(read(good).ok(), Some(2));
        for (bad, told) in [
            ("[]", "no scenario"),
            ("{}", "list of scenarios"),
            (r#"[{"name": "a"}]"#, "set"),
            (r#"[{"name": "a", "set": {"rules.max_awy": 2}}]"#, "max_awy"),
            (
                r#"[{"name": "a", "set": {"rules.max_away": -2}}]"#,
                "out of range",
            ),
            (
                r#"[{"name": "a", "set": {}}, {"name": "a", "set": {}}]"#,
                "called",
            ),
        ] {
            let message = read(bad).expect_err(bad).message;
            assert!(message.contains(told), "{bad}: {message}");
        }
    }
}
