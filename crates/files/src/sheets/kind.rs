//! What a column holds: how a cell becomes a JSON value, and how that value becomes a cell again.
//!
//! Messages name no value: a cell may hold a name or a day of leave, and input errors end up in logs.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::cell::{Cell, normal};
use super::day::{Spellings, is_ambiguous, serial};
use super::fault::{
    AMBIGUOUS, BROKEN, BY_SLOT, CHOICE, COUNT, COVER, DAY, Fault, METRICS, MONTH, NUMBER, SLOT,
    SPANS, TRUTH, VISITS,
};
use super::list::{items, quote_cell, quote_item, split, unquote_cell};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Free text or an id; ids are text, so leading zeros stay.
    Text,
    /// A whole number from 0 on.
    Count,
    /// A whole number, below 0 too.
    Points,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A slot, or a month that stands for its slots.
    Slot,
    /// Yes or no.
    Truth,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Texts, parted by `;`.
    Texts,
    /// Days, parted by `;`.
    Days,
    /// Counts by slot: `2027-01=2; 2027-03=0`.
    CountsBySlot,
    /// Points by slot: `2027-01=2; 2027-03=-1`.
    PointsBySlot,
    /// Spans: `2027-03-20..2027-03-31; …`.
    Spans,
    /// How many must stay: `2 oracle; 3`.
    Cover,
    /// What must be seen: `finance|audit; 2 of hr|legal`.
    Visits,
    /// What a department rates visits by: `1..5 Quality; 1..5>4 Speed`.
    Metrics,
}

/// The value of a cell that is not empty.
pub(crate) fn read(kind: Kind, cell: &Cell, spellings: &Spellings) -> Result<Value, Fault> {
    if *cell == Cell::Broken {
        return Err(BROKEN);
    }
    match kind {
        Kind::Text => Ok(Value::String(text(cell))),
        Kind::Count => number(cell).filter(counts).map(Value::from).ok_or(COUNT),
        Kind::Points => number(cell).filter(points).map(Value::from).ok_or(NUMBER),
        Kind::Day => day(cell, spellings).map(|day| Value::String(day.to_string())),
        Kind::Month => month(cell, spellings).map(Value::String),
        Kind::Slot => slot(cell, spellings).map(Value::String),
        Kind::Truth => truth(cell).map(Value::Bool).ok_or(TRUTH),
        Kind::Choice(words) => {
            let said = normal(&text(cell));
            let word = words.iter().find(|word| normal(word) == said);
            word.map(|word| json!(word)).ok_or(CHOICE)
        }
        Kind::Texts => Ok(json!(items(&text_as_is(cell)))),
        Kind::Days => match cell {
            Cell::Day(_) => Ok(json!([day(cell, spellings)?.to_string()])),
            _ => items(&text_as_is(cell))
                .into_iter()
                .map(|item| day(&Cell::Text(item), spellings).map(|day| json!(day.to_string())))
                .collect(),
        },
        Kind::CountsBySlot => by_slot(&text_as_is(cell), spellings, counts).ok_or(BY_SLOT),
        Kind::PointsBySlot => by_slot(&text_as_is(cell), spellings, points).ok_or(BY_SLOT),
        Kind::Spans => spans(&text_as_is(cell), spellings),
        Kind::Cover => cover(&text_as_is(cell)).ok_or(COVER),
        Kind::Visits => visits(&text_as_is(cell)).ok_or(VISITS),
        Kind::Metrics => metrics(&text_as_is(cell)).ok_or(METRICS),
    }
}

/// The cell of a value that [`read`] gives back.
pub(crate) fn show(kind: Kind, value: &Value) -> Cell {
    let text = |text: String| {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    };
    match (kind, value) {
        (_, Value::Null) => Cell::Empty,
        (Kind::Text, Value::String(value)) => text(quote_cell(value)),
        (Kind::Count | Kind::Points, Value::Number(number)) => number
            .as_i64()
            .map_or(Cell::Empty, |number| Cell::Number(number as f64)),
        (Kind::Day, Value::String(day)) => {
            NaiveDate::parse_from_str(day, "%Y-%m-%d").map_or_else(|_| text(day.clone()), Cell::Day)
        }
        (Kind::Truth, Value::Bool(yes)) => text(if *yes { "yes" } else { "no" }.to_owned()),
        (Kind::Texts | Kind::Days, Value::Array(items)) => text(joined(items, string_item)),
        (Kind::CountsBySlot | Kind::PointsBySlot, Value::Object(map)) => {
            let pairs: Vec<String> = map.iter().map(|(slot, n)| format!("{slot}={n}")).collect();
            text(pairs.join("; "))
        }
        (Kind::Spans, Value::Array(spans)) => text(joined(spans, |span| {
            format!("{}..{}", plain(&span["from"]), plain(&span["to"]))
        })),
        (Kind::Cover, Value::Array(covers)) => text(joined(covers, |cover| {
            let least = &cover["min_present"];
            match &cover["skill"] {
                Value::String(skill) => format!("{least} {}", quote_item(skill)),
                _ => least.to_string(),
            }
        })),
        (Kind::Visits, Value::Array(visits)) => text(joined(visits, |visit| {
            let any_of = visit["any_of"].as_array().cloned().unwrap_or_default();
            let names: Vec<String> = any_of.iter().map(string_item).collect();
            match &visit["times"] {
                Value::Number(times) => format!("{times} of {}", names.join("|")),
                _ => names.join("|"),
            }
        })),
        (Kind::Metrics, Value::Array(metrics)) => text(joined(metrics, |metric| {
            let (from, to) = (&metric["scale"]["from"], &metric["scale"]["to"]);
            let target = match &metric["target"] {
                Value::Number(target) => format!(">{target}"),
                _ => String::new(),
            };
            format!("{from}..{to}{target} {}", string_item(&metric["name"]))
        })),
        (_, Value::String(value)) => text(value.clone()),
        _ => text(value.to_string()),
    }
}

fn joined(values: &[Value], item: impl Fn(&Value) -> String) -> String {
    values.iter().map(item).collect::<Vec<_>>().join("; ")
}

fn string_item(value: &Value) -> String {
    quote_item(value.as_str().unwrap_or_default())
}

fn plain(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The text of a cell, trimmed and without the quotes that guard its edges.
pub(crate) fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => unquote_cell(text),
        _ => text_as_is(cell),
    }
}

fn text_as_is(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Truth(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Cell::Empty | Cell::Broken => String::new(),
    }
}

/// The whole number of a cell.
pub(crate) fn number(cell: &Cell) -> Option<i64> {
    /// Beyond this a spreadsheet's numbers have lost digits.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => {
            // Whole and within 53 bits, so the cast is exact.
            Some(*number as i64)
        }
        Cell::Text(text) => {
            let text = text.trim();
            let whole = text.strip_suffix(".0").unwrap_or(text);
            whole.strip_prefix('+').unwrap_or(whole).parse().ok()
        }
        Cell::Truth(yes) => Some(i64::from(*yes)),
        _ => None,
    }
}

fn day(cell: &Cell, spellings: &Spellings) -> Result<NaiveDate, Fault> {
    match cell {
        Cell::Day(day) => Ok(*day),
        Cell::Number(_) => number(cell).and_then(serial).ok_or(DAY),
        Cell::Text(text) => {
            let fault = if is_ambiguous(text) { AMBIGUOUS } else { DAY };
            spellings.day(text).ok_or(fault)
        }
        _ => Err(DAY),
    }
}

fn month(cell: &Cell, spellings: &Spellings) -> Result<String, Fault> {
    let first = match cell {
        Cell::Text(text) => {
            spellings
                .month(text)
                .ok_or(if is_ambiguous(text) { AMBIGUOUS } else { MONTH })?
        }
        _ => day(cell, spellings).map_err(|_| MONTH)?,
    };
    Ok(first.format("%Y-%m").to_string())
}

fn slot(cell: &Cell, spellings: &Spellings) -> Result<String, Fault> {
    if let Cell::Text(text) = cell {
        let text = text.trim();
        if let Some((month, half @ ("1" | "2"))) = text.split_once('.')
            && spellings.month(month).is_some()
            && month.len() == 7
        {
            return Ok(format!("{month}.{half}"));
        }
    }
    month(cell, spellings).map_err(|fault| if fault == AMBIGUOUS { fault } else { SLOT })
}

fn truth(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Truth(yes) => Some(*yes),
        Cell::Number(number) => match *number {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        },
        Cell::Text(text) => match normal(text).as_str() {
            "yes" | "y" | "true" | "1" | "x" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn counts(number: &i64) -> bool {
    u32::try_from(*number).is_ok()
}

fn points(number: &i64) -> bool {
    i32::try_from(*number).is_ok()
}

fn by_slot(text: &str, spellings: &Spellings, fits: fn(&i64) -> bool) -> Option<Value> {
    let mut map = Map::new();
    for item in split(text, &[';', '\n']) {
        let (name, number) = item.split_once(['=', ':'])?;
        let name = slot(&Cell::Text(name.to_owned()), spellings).ok()?;
        let number: i64 = number.trim().parse().ok().filter(fits)?;
        if map.insert(name, Value::from(number)).is_some() {
            return None;
        }
    }
    Some(Value::Object(map))
}

fn spans(text: &str, spellings: &Spellings) -> Result<Value, Fault> {
    split(text, &[';', '\n'])
        .into_iter()
        .map(|item| {
            // A single day is a span of itself.
            let (from, to) = item.split_once("..").unwrap_or((item, item));
            let one = |text: &str| {
                let fault = if is_ambiguous(text) { AMBIGUOUS } else { SPANS };
                spellings.day(text).ok_or(fault)
            };
            Ok(json!({ "from": one(from)?.to_string(), "to": one(to)?.to_string() }))
        })
        .collect()
}

fn cover(text: &str) -> Option<Value> {
    split(text, &[';', '\n'])
        .into_iter()
        .map(|item| {
            let (least, skill) = item.split_once(char::is_whitespace).unwrap_or((item, ""));
            let least: u32 = least.parse().ok()?;
            Some(if skill.trim().is_empty() {
                json!({ "min_present": least })
            } else {
                json!({ "skill": unquote_cell(skill), "min_present": least })
            })
        })
        .collect()
}

fn visits(text: &str) -> Option<Value> {
    split(text, &[';', '\n'])
        .into_iter()
        .map(|item| {
            let counted = item
                .split_once(" of ")
                .and_then(|(times, names)| Some((times.trim().parse::<u32>().ok()?, names)));
            let (times, names) = match counted {
                Some((times, names)) => (Some(times), names),
                None => (None, item),
            };
            let names: Vec<String> = split(names, &['|']).into_iter().map(unquote_cell).collect();
            let mut visit = Map::new();
            visit.insert("any_of".to_owned(), json!(names));
            if let Some(times) = times {
                visit.insert("times".to_owned(), json!(times));
            }
            Some(Value::Object(visit))
        })
        .collect()
}

fn metrics(text: &str) -> Option<Value> {
    let whole = |text: &str| text.trim().parse::<i32>().ok();
    split(text, &[';', '\n'])
        .into_iter()
        .map(|item| {
            let (numbers, name) = item.split_once(char::is_whitespace)?;
            let (scale, target) = match numbers.split_once('>') {
                Some((scale, target)) => (scale, Some(whole(target)?)),
                None => (numbers, None),
            };
            let (from, to) = scale.split_once("..")?;
            let scale = json!({ "from": whole(from)?, "to": whole(to)? });
            let mut metric = Map::new();
            metric.insert("name".to_owned(), json!(unquote_cell(name)));
            metric.insert("scale".to_owned(), scale);
            if let Some(target) = target {
                metric.insert("target".to_owned(), json!(target));
            }
            Some(Value::Object(metric))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::cell::Cell;
    use super::super::day::Spellings;
    use super::{Kind, read, show};

    #[test]
    fn every_kind_comes_back_from_its_cell() {
        let hostile = "a;b|c=\"d\" 2 of x..y";
        for (kind, value) in [
            (Kind::Text, json!("007")),
            (Kind::Text, json!(" edge ")),
            (Kind::Text, json!("\"quoted\"")),
            (Kind::Points, json!(-10_000)),
            (Kind::Day, json!("2027-02-08")),
            (Kind::Month, json!("2026-05")),
            (Kind::Slot, json!("2027-01")),
            (Kind::Slot, json!("2027-01.2")),
            (Kind::Truth, json!(false)),
            (
                Kind::Choice(&["mandatory", "voluntary"]),
                json!("voluntary"),
            ),
            (Kind::Texts, json!([hostile, "b", ""])),
            (Kind::Days, json!(["2027-01-01", "2027-01-06"])),
            (Kind::PointsBySlot, json!({ "2027-01": 0, "2027-02.1": -3 })),
            (
                Kind::Spans,
                json!([{ "from": "2027-01-01", "to": "2027-01-06" }]),
            ),
            (
                Kind::Cover,
                json!([{ "skill": hostile, "min_present": 2 }, { "min_present": 3 }]),
            ),
            (
                Kind::Cover,
                json!([{ "skill": "3com x", "min_present": 2 }]),
            ),
            (
                Kind::Visits,
                json!([{ "any_of": ["a", hostile], "times": 2 }, { "any_of": ["c"] }]),
            ),
            (
                Kind::Metrics,
                json!([{ "name": hostile, "scale": { "from": -5, "to": 5 } },
                    { "name": "1..2>3 x", "scale": { "from": 10, "to": 0 }, "target": 2 }]),
            ),
        ] {
            let cell = show(kind, &value);
            assert_eq!(
                read(kind, &cell, &Spellings::default()),
                Ok(value),
                "{kind:?} {cell:?}"
            );
        }
    }

    #[test]
    fn what_is_no_value_is_refused_without_being_repeated() {
        for (kind, text) in [
            (Kind::Count, "3.5"),
            (Kind::Count, "-1"),
            (Kind::Points, "99999999999"),
            (Kind::Count, "three"),
            (Kind::Day, "01/02/2026"),
            (Kind::Month, "2026-13"),
            (Kind::Slot, "2027-01.3"),
            (Kind::Truth, "maybe"),
            (Kind::Choice(&["mandatory"]), "never"),
            (Kind::Days, "2027-01-01; 2027-02-30"),
            (Kind::CountsBySlot, "2027-01"),
            (Kind::CountsBySlot, "2027-01=-1"),
            (Kind::CountsBySlot, "2027-01=1; 2027-01=2"),
            (Kind::Spans, "2027-01-01..soon"),
            (Kind::Cover, "two oracle"),
            (Kind::Metrics, "Quality 1..5"),
            (Kind::Metrics, "1..5>high Quality"),
        ] {
            let fault = read(kind, &Cell::Text(text.to_owned()), &Spellings::default());
            let fault = fault.expect_err(text);
            assert!(!fault.message.contains(text) && !fault.help.is_empty());
        }
    }

    #[test]
    fn spreadsheets_turn_months_into_days_and_numbers_into_text() {
        let day = Cell::Day("2027-02-01".parse().expect("day"));
        let plain = Spellings::default();
        assert_eq!(read(Kind::Slot, &day, &plain), Ok(json!("2027-02")));
        assert_eq!(
            read(Kind::Text, &Cell::Number(42.0), &plain),
            Ok(json!("42"))
        );
        assert_eq!(
            read(Kind::Day, &Cell::Number(46_426.0), &plain),
            Ok(json!("2027-02-08"))
        );
        assert_eq!(
            read(Kind::Count, &Cell::Number(2.5), &plain).map_err(|f| f.code),
            Err("number")
        );
    }
}
