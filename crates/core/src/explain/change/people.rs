//! Changes for people: what they must do, may do and are pinned to.

use serde_json::{Value, json};

use super::{Maker, PEOPLE, remove, set, words};
use crate::claim::Subject;
use crate::explain::member::Member;
use crate::program::StaffIdx;
use crate::rules::RuleName;

impl Maker<'_> {
    pub(super) fn participation(&mut self, s: StaffIdx) {
        let person = &self.program.staff[s.index()];
        let who = words::staff(self.program, s);
        let Some(path) = self.staff(s) else { return };
        if person.rotations == 0 {
            let patch = vec![
                set(format!("{path}/participation"), "mandatory"),
                set(format!("{path}/rotations"), 1),
            ];
            self.add(
                10,
                format!("let {who} take part with one rotation (`participation`, `rotations`)"),
                Some(patch),
            );
            return;
        }
        self.people += 1;
        if person.voluntary() || self.people > PEOPLE {
            return;
        }
        let fewer = person.rotations.saturating_sub(self.amount);
        let (key, value) = match person.owed {
            0 => ("rotations", Some(fewer)),
            owed => ("owed", owed.checked_sub(self.amount)),
        };
        let times = words::count(fewer.into(), "rotation", "rotations");
        let text = format!(
            "ask for {times} of {who} instead of {} (`{key}`)",
            person.rotations
        );
        let amount = u64::from(self.amount);
        let value = value.filter(|_| fewer > 0);
        let patch = value.map(|value| vec![set(format!("{path}/{key}"), value)]);
        self.add_units((9, amount), amount, text, patch);
        let patch = vec![set(format!("{path}/participation"), "excused")];
        self.add(
            10,
            format!("excuse {who} this time (`participation`)"),
            Some(patch),
        );
    }

    pub(super) fn eligibility(&mut self, s: StaffIdx) {
        let person = &self.program.staff[s.index()];
        let who = words::staff(self.program, s);
        let Some(path) = self.staff(s) else { return };
        for d in &person.never {
            let (id, there) = (
                &self.program.departments[d.index()].id,
                words::department(self.program, *d),
            );
            self.take_out(
                &path,
                "never",
                id,
                6,
                format!("let {who} go to {there} (`never`)"),
            );
        }
        let mut skills: Vec<&String> = Vec::new();
        for department in &self.program.departments {
            skills.extend(
                department
                    .needs_skills
                    .iter()
                    .filter(|skill| !person.skills.contains(skill)),
            );
        }
        skills.sort();
        skills.dedup();
        for skill in skills {
            let has = self
                .file
                .pointer(&path)
                .is_some_and(|row| row.get("skills").is_some());
            let operation = if has {
                set(format!("{path}/skills/-"), skill.as_str())
            } else {
                set(format!("{path}/skills"), json!([skill]))
            };
            self.add(
                8,
                format!("let {who} learn {skill} first (`skills`)"),
                Some(vec![operation]),
            );
        }
    }

    pub(super) fn must_visit(&mut self, s: StaffIdx, at: u32) {
        let who = words::staff(self.program, s);
        let Some(path) = self.staff(s) else { return };
        let person = &self.program.staff[s.index()];
        let Some(need) = person.must_visit.get(at as usize) else {
            return;
        };
        let ids: Vec<&String> = need
            .any_of
            .iter()
            .map(|d| &self.program.departments[d.index()].id)
            .collect();
        let rows = self
            .file
            .pointer(&path)
            .and_then(|row| row.get("must_visit"))
            .and_then(Value::as_array);
        let same = |row: &Value| {
            let any_of = row["any_of"].as_array();
            let alike = any_of.is_some_and(|any| {
                any.len() == ids.len() && ids.iter().all(|id| any.contains(&json!(id)))
            });
            alike && row.get("times").and_then(Value::as_u64).unwrap_or(1) == u64::from(need.times)
        };
        let Some(at) = rows.and_then(|rows| rows.iter().position(same)) else {
            return;
        };
        let places = need
            .any_of
            .iter()
            .map(|d| words::department(self.program, *d))
            .collect();
        let places = words::list(places, "or");
        if need.times > 1 {
            let fewer = need.times - 1;
            let text = format!(
                "let {who} visit {places} {} instead of {} (`must_visit`)",
                words::count(fewer.into(), "time", "times"),
                need.times
            );
            self.add(
                5,
                text,
                Some(vec![set(format!("{path}/must_visit/{at}/times"), fewer)]),
            );
        }
        let cost = 5 * u64::from(need.times);
        let text = format!("do not ask {who} to visit {places} (`must_visit`)");
        self.lift(cost, text, vec![remove(format!("{path}/must_visit/{at}"))]);
    }

    pub(super) fn apart(&mut self, at: u32) {
        let Some(group) = self.program.apart.get(at as usize) else {
            return;
        };
        let ids: Vec<&String> = group
            .people
            .iter()
            .map(|s| &self.program.staff[s.index()].id)
            .collect();
        let rows = self.file.get("apart").and_then(Value::as_array);
        let same = |row: &Value| {
            let staff = row["staff"].as_array();
            staff.is_some_and(|staff| {
                staff.len() == ids.len() && ids.iter().all(|id| staff.contains(&json!(id)))
            }) && row.get("max_away").and_then(Value::as_u64).unwrap_or(1)
                == u64::from(group.max_away)
        };
        let Some(at) = rows.and_then(|rows| rows.iter().position(same)) else {
            return;
        };
        let more = group.max_away + 1;
        let names = group
            .people
            .iter()
            .map(|s| words::staff(self.program, *s))
            .collect();
        let text = format!(
            "let {more} of {} be away in one slot (`apart`)",
            words::list(names, "and")
        );
        self.add(
            3,
            text,
            Some(vec![set(format!("/apart/{at}/max_away"), more)]),
        );
    }

    pub(super) fn pin(&mut self, at: u32) {
        let Some(pin) = self.program.pins.get(at as usize) else {
            return;
        };
        let rows = self.file.get("pins").and_then(Value::as_array);
        let id = |key: &str, row: &Value| row.get(key).and_then(Value::as_str).map(str::to_owned);
        let same = |row: &Value| {
            id("staff", row).as_deref() == Some(&self.program.staff[pin.staff.index()].id)
                && id("slot", row) == pin.slot_name
                && id("department", row)
                    == pin
                        .department
                        .map(|d| self.program.departments[d.index()].id.clone())
                && id("mentor", row)
                    == pin
                        .mentor
                        .map(|m| self.program.mentors[m.index()].id.clone())
        };
        let Some(row) = rows.and_then(|rows| rows.iter().position(same)) else {
            return;
        };
        let member = Member {
            rule: RuleName::Pin,
            subject: Subject::Pin(at),
        };
        let what = words::sentence(self.program, &member).unwrap_or_default();
        self.lift(
            5,
            format!("lift the pin by which {what}"),
            vec![remove(format!("/pins/{row}"))],
        );
    }
}
