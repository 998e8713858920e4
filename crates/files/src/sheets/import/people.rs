//! What other sheets say of the people: their wishes, their leave, their teams.

use std::collections::{BTreeMap, BTreeSet};

use rotaplan_core::input::{Problem, Severity};
use serde_json::{Map, Value, json};

use super::{Draft, items};
use crate::sheets::kind::{Kind, text};
use crate::sheets::origins::Origin;
use crate::sheets::schema::{LEAVE, PEOPLE, PREFERENCES, RANKS};
use crate::sheets::wishes::{Departments, Wishes, read_wishes};

impl Draft<'_> {
    /// The wishes of every sheet that holds some, or nothing where none does.
    pub(super) fn wishes(&mut self) -> Option<Wishes> {
        let named = |item: &'_ Value| -> Option<(String, String)> {
            Some((
                item["id"].as_str()?.to_owned(),
                item["name"].as_str().unwrap_or_default().to_owned(),
            ))
        };
        let listed = self.program["departments"].as_array();
        let listed: Vec<(String, String)> =
            listed.into_iter().flatten().filter_map(named).collect();
        let departments =
            Departments::new(listed.iter().map(|(id, name)| (id.as_str(), name.as_str())));
        let mut wishes = Wishes::new();
        let mut any = false;
        for kind in [&PEOPLE, &PREFERENCES, &RANKS] {
            let Some((_, table)) = self.table(kind) else {
                continue;
            };
            let points = self.rank_points.as_deref();
            let used = read_wishes(
                table,
                0,
                &departments,
                points,
                &mut wishes,
                &mut self.problems,
            );
            any |= kind.name != PEOPLE.name || !used.is_empty();
            if !used.is_empty() {
                let wishes = format!("wishes in {} columns", used.len());
                self.wish_columns
                    .push((table.sheet.label().to_owned(), wishes));
            }
            let long_form = kind.name != PEOPLE.name && table.has(1);
            table.report_others(if long_form { &[] } else { &used }, &mut self.problems);
        }
        any.then_some(wishes)
    }

    pub(super) fn lay_wishes(&mut self, wishes: Option<Wishes>) {
        let Some(mut wishes) = wishes else { return };
        for (index, person) in items(&mut self.program, "staff").iter_mut().enumerate() {
            let id = person["id"].as_str().unwrap_or_default();
            let Some(mine) = wishes.remove(id) else {
                if let Some(person) = person.as_object_mut() {
                    person.remove("preferences");
                }
                continue;
            };
            let points: Map<String, Value> = mine
                .iter()
                .map(|(department, wish)| (department.clone(), json!(wish.points)))
                .collect();
            person["preferences"] = Value::Object(points);
            self.origins.wishes(index, mine);
        }
        let mut strangers: Vec<_> = wishes
            .into_values()
            .filter_map(|mine| mine.into_values().min_by_key(|wish| wish.row))
            .collect();
        strangers.sort_by_key(|wish| wish.row);
        for wish in strangers {
            self.problems.push(
                Problem::error(
                    "unknown-id",
                    wish.place,
                    "this wish is of nobody on the sheet people",
                )
                .help("use an id of the sheet people"),
            );
        }
    }

    /// Lays the rows of the leave sheet that name somebody of this list into the list.
    pub(super) fn leave(&mut self, pointer: &'static str, column: usize, other: usize) {
        let Some((at, table)) = self.table(&LEAVE) else {
            return;
        };
        let mut spans: BTreeMap<String, Vec<(Value, usize)>> = BTreeMap::new();
        for row in &table.rows {
            let id = text(&table.cell(row, column));
            let other_id = text(&table.cell(row, other));
            if id.is_empty() != other_id.is_empty() && id.is_empty() {
                continue;
            }
            // Rows that name both or nobody are told once, with the people.
            if id.is_empty() || !other_id.is_empty() {
                if column == 0 {
                    self.fault(
                        table,
                        row,
                        column,
                        "leave",
                        "a row of leave names one person or one mentor",
                        "fill either the column staff or the column mentor",
                    );
                }
                continue;
            }
            let ends = [2, 3].map(|end| self.value(table, row, end, Kind::Day, true));
            if let [Some(from), Some(to)] = ends {
                spans
                    .entry(id)
                    .or_default()
                    .push((json!({ "from": from, "to": to }), row.number));
            }
        }
        if column == 0 {
            table.report_others(&[], &mut self.problems);
            self.warn_of_numbers(table);
        }
        for (index, item) in items(&mut self.program, &pointer[1..])
            .iter_mut()
            .enumerate()
        {
            let mine = spans.remove(item["id"].as_str().unwrap_or_default());
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            item.remove("leave");
            if let Some(mine) = mine {
                let (mine, rows): (Vec<Value>, Vec<usize>) = mine.into_iter().unzip();
                item.insert("leave".to_owned(), Value::Array(mine));
                let origins = rows.into_iter().map(|row| Origin { table: at, row });
                self.origins.leave(pointer, index, origins.collect());
            }
        }
        let mut strangers: Vec<usize> = spans.into_values().flatten().map(|(_, row)| row).collect();
        strangers.sort_unstable();
        let whom = if column == 0 { "people" } else { "mentors" };
        for row in strangers {
            self.problems.push(table.problem(
                Severity::Error,
                "unknown-id",
                row,
                table.place(row, column),
                &format!("this leave is of nobody on the sheet {whom}"),
                &format!("use an id of the sheet {whom}"),
            ));
        }
    }

    pub(super) fn teams_from_people(&mut self) {
        if self.mapping.teams_from_people != Some(true) {
            return;
        }
        let id = |item: &Value, key: &str| item[key].as_str().map(str::to_owned);
        let known: BTreeSet<String> = items(&mut self.program, "teams")
            .iter()
            .filter_map(|team| id(team, "id"))
            .collect();
        let named: BTreeSet<String> = items(&mut self.program, "staff")
            .iter()
            .filter_map(|person| id(person, "team"))
            .collect();
        if let Some(teams) = self.program.get_mut("teams").and_then(Value::as_array_mut) {
            teams.extend(named.difference(&known).map(|team| json!({ "id": team })));
        }
    }
}
