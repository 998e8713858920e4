//! The recount: a scorecard's numbers from the JSON of program and outcomes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// Months since year 0, of a month or slot.
pub(crate) fn month(name: &str) -> i64 {
    let number = |text: &str| text.parse::<i64>().expect("a number");
    number(&name[..4]) * 12 + number(&name[5..7]) - 1
}

pub(crate) fn named(month: i64) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// What the recount knows of a visit.
pub(crate) struct Visit<'a> {
    pub(crate) staff: &'a str,
    pub(crate) department: &'a str,
    pub(crate) month: i64,
    pub(crate) team: Option<&'a str>,
    pub(crate) mentor: Option<&'a str>,
    pub(crate) row: Option<&'a Value>,
    pub(crate) reported: bool,
}

pub(crate) struct Recount<'a> {
    pub(crate) program: &'a Value,
    pub(crate) visits: Vec<Visit<'a>>,
    pub(crate) cancelled: Vec<&'a Value>,
    pub(crate) now: i64,
    pub(crate) refresh: i64,
}

impl<'a> Recount<'a> {
    pub(crate) fn of(program: &'a Value, files: &'a [Value]) -> Self {
        let rows: Vec<&Value> = files
            .iter()
            .flat_map(|file| list(file, "outcomes"))
            .collect();
        let closed = |at: i64| {
            list(program, "closed_plans").iter().any(|plan| {
                let first = month(text(plan, "first_month"));
                let within = |at: i64| {
                    (first..first + plan["months"].as_i64().expect("months")).contains(&at)
                };
                within(at) && rows.iter().any(|row| within(month(text(row, "slot"))))
            })
        };
        let visits = list(program, "history").iter().map(|row| {
            let at = month(text(row, "month"));
            let same = |told: &&&Value| {
                text(told, "held") != "cancelled"
                    && month(text(told, "slot")) == at
                    && ["staff", "department"]
                        .iter()
                        .all(|key| told[*key] == row[*key])
            };
            let told = rows.iter().find(same).copied();
            let present = list(program, "staff")
                .iter()
                .find(|x| x["id"] == row["staff"]);
            Visit {
                staff: text(row, "staff"),
                department: text(row, "department"),
                month: at,
                team: row["team"].as_str().or(present.map(|x| text(x, "team"))),
                mentor: row["mentor"].as_str(),
                row: told,
                reported: told.is_some() || closed(at),
            }
        });
        Recount {
            program,
            visits: visits.collect(),
            cancelled: rows
                .iter()
                .filter(|row| text(row, "held") == "cancelled")
                .copied()
                .collect(),
            now: month(text(&program["horizon"], "first_month")),
            refresh: program["bridge_default"]["refresh_months"]
                .as_i64()
                .expect("months"),
        }
    }

    pub(crate) fn wanted(&self, team: &str, department: &str) -> bool {
        let row = list(self.program, "bridges")
            .iter()
            .find(|row| row["team"] == team && row["department"] == department);
        let here = list(self.program, "departments")
            .iter()
            .find(|row| row["id"] == department);
        let value = match row {
            Some(row) => row["value"].as_i64(),
            None => here.and_then(|row| row["priority"].as_i64()),
        };
        value.is_some_and(|value| value > 0)
    }

    pub(crate) fn age(&self, team: &str, department: &str, at: i64) -> Option<i64> {
        let met = self
            .visits
            .iter()
            .filter(|x| x.team == Some(team) && x.department == department);
        met.filter(|x| x.month < at).map(|x| at - x.month).min()
    }

    pub(crate) fn state(&self, team: &str, department: &str) -> &'static str {
        match self.age(team, department, self.now) {
            None => "never",
            Some(age) if age > self.refresh => "lost",
            Some(age) if age > self.refresh / 2 => "fading",
            Some(_) => "fresh",
        }
    }

    pub(crate) fn visits(
        &self,
        kept: impl Fn(&Visit<'_>) -> bool,
        cancelled: impl Fn(&Value) -> bool,
    ) -> Value {
        let kept: Vec<&Visit<'_>> = self.visits.iter().filter(|x| kept(x)).collect();
        let told = |of: &dyn Fn(&Value) -> bool| {
            kept.iter()
                .filter_map(|x| x.row)
                .filter(|row| of(row))
                .count()
        };
        let cancelled = self.cancelled.iter().filter(|row| cancelled(row)).count();
        json!({ "promised": kept.len() + cancelled, "kept": kept.len(), "cancelled": cancelled,
            "reported": kept.iter().filter(|x| x.reported).count(),
            "part": told(&|row| row["held"] == "part"),
            "briefed": told(&|row| row["briefed"] == true),
            "not_briefed": told(&|row| row["briefed"] == false),
            "sessions": kept.iter().filter_map(|x| x.row?["sessions"].as_u64()).sum::<u64>() })
    }

    pub(crate) fn improvements(&self, of: impl Fn(&Visit<'_>) -> bool) -> Value {
        let owing: Vec<&Visit<'_>> = self.visits.iter().filter(|x| x.reported && of(x)).collect();
        let state = |x: &Visit<'_>| {
            x.row
                .map_or("", |row| text(&row["improvement"], "state"))
                .to_owned()
        };
        let count = |state_is: &str| owing.iter().filter(|x| state(x) == state_is).count();
        // 40 days after the end of a visit lie before the first of July up to the one that ends on 21 May:
        // whole months until April, and the first half of May.
        let late = |x: &Visit<'_>| {
            let slot = x.row.map_or("", |row| text(row, "slot"));
            x.month <= self.now - 3 || (x.month == self.now - 2 && slot.ends_with(".1"))
        };
        let open = |x: &Visit<'_>| !["delivered", "dropped"].contains(&state(x).as_str());
        let delivered = owing.iter().filter(|x| state(x) == "delivered");
        json!({ "promised": owing.len(), "delivered": count("delivered"), "dropped": count("dropped"),
            "owed": owing.iter().filter(|x| open(x)).count(),
            "agreed": count("agreed"), "proposed": count("proposed"),
            "overdue": owing.iter().filter(|x| open(x) && late(x)).count(),
            "worth": delivered.filter_map(|x| x.row?["improvement"]["worth"].as_u64()).sum::<u64>() })
    }

    pub(crate) fn bridges(&self, of_team: Option<&str>) -> Value {
        let mut states: BTreeMap<&str, usize> = BTreeMap::new();
        for team in list(self.program, "teams")
            .iter()
            .map(|row| text(row, "id"))
        {
            for department in list(self.program, "departments")
                .iter()
                .map(|row| text(row, "id"))
            {
                if of_team.is_none_or(|of| of == team) && self.wanted(team, department) {
                    *states.entry(self.state(team, department)).or_default() += 1;
                }
            }
        }
        let count = |state| states.get(state).copied().unwrap_or(0);
        json!({ "wanted": states.values().sum::<usize>(), "standing": count("fresh") + count("fading"),
            "fresh": count("fresh"), "fading": count("fading"), "lost": count("lost"), "never": count("never") })
    }

    /// Whether anybody still knows a department once these are gone.
    pub(crate) fn contact(&self, department: &str, without: &str) -> bool {
        let here = |key: &str, id: &str, of: Option<&str>| {
            let there =
                |row: &&Value| row["id"] == id && of.is_none_or(|of| row["department"] == of);
            id != without && list(self.program, key).iter().any(|row| there(&row))
        };
        self.visits.iter().any(|x| {
            x.department == department
                && self.now - x.month <= self.refresh
                && here("staff", x.staff, None)
                && x.mentor
                    .is_none_or(|id| here("mentors", id, Some(department)))
        })
    }
}
