//! Changes of the program file that might restore a plan, each for one rule member, with its cost.
//!
//! | change | cost |
//! | --- | --- |
//! | one more person away in a slot, of the program or a team | 2 |
//! | one more of an `apart` group away | 3 |
//! | a seat in a slot; a mentor's guest more over the horizon | 3 |
//! | a mentor's guest more at once; a slot less of rest; a visit less of `min_visits` | 4 |
//! | a pin lifted; one less of `min_present`; a `must_visit` less | 5 |
//! | a slot less of `gap_slots`; `no_repeat_months` off; an `after`, a `never`, an avoided mentor lifted | 6 |
//! | one more mentor | 7 |
//! | a leave or a closure moved; a skill learnt | 8 |
//! | a rotation less of a person | 9 |
//! | a person excused | 10 |
//! | a month more of horizon | 12 |
//!
//! Changes of several units cost so many times as much. The table says what managers give away most
//! easily; it is fixed, so that equal programs get equal advice.

use serde_json::{Value, json};

use super::member::{Member, Members};
use super::patch::{Patch, remove, set};
use super::words;
use crate::claim::Subject;
use crate::program::{DepartmentIdx, MentorIdx, Program, Slot, StaffIdx, TeamIdx};
use crate::rules::RuleName;

/// A change of the program file.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// What it does, in words.
    pub(crate) text: String,
    /// What it costs.
    pub(crate) cost: u64,
    /// How the file changes.
    pub(crate) patch: Patch,
    /// Whether it takes its rule member away altogether.
    pub(crate) lifts: bool,
}

/// So many people are offered to be excused.
const PEOPLE: usize = 12;

/// Changes that touch these rule members, cheapest first; limits are changed by each of these amounts.
pub(crate) fn changes(
    program: &Program,
    file: &Value,
    members: &Members,
    amounts: &[u64],
) -> Vec<Change> {
    let mut maker = Maker {
        program,
        file,
        amount: 1,
        changes: Vec::new(),
        people: 0,
    };
    for amount in amounts {
        maker.amount = u32::try_from((*amount).clamp(1, 1_000)).unwrap_or(1);
        for member in members {
            maker.member(member);
        }
    }
    if members
        .iter()
        .any(|member| member.rule == RuleName::Participation)
    {
        maker.month();
    }
    maker.changes.sort_by_key(|change| change.cost);
    maker.changes
}

struct Maker<'a> {
    program: &'a Program,
    file: &'a Value,
    amount: u32,
    changes: Vec<Change>,
    people: usize,
}

impl Maker<'_> {
    fn member(&mut self, member: &Member) {
        match (member.rule, member.subject) {
            (RuleName::Participation, Subject::Staff(s)) => self.participation(s),
            (RuleName::Availability, Subject::Staff(s)) => {
                let who = words::staff(self.program, s);
                if let Some(path) = self.staff(s) {
                    self.spans(&path, "leave", &format!("a leave of {who}"));
                }
            }
            (RuleName::Eligibility, Subject::Staff(s)) => self.eligibility(s),
            (RuleName::Gap, _) => {
                let gap = self.program.gap_slots;
                let text = format!(
                    "let {} lie between two rotations instead of {gap} (`gap_slots`)",
                    gap - 1
                );
                let patch = self.rules_key("gap_slots", json!(gap - 1));
                self.add(6, text, patch);
            }
            (RuleName::NoRepeat, _) => {
                let text = "let people return to a department at any time: `no_repeat_months` 0"
                    .to_owned();
                let patch = self.rules_key("no_repeat_months", json!(0));
                self.add(6, text, patch);
            }
            (RuleName::Prerequisite, Subject::Department(d)) => {
                let there = words::department(self.program, d);
                let Some(path) = self.row("departments", &self.program.departments[d.index()].id)
                else {
                    return;
                };
                for e in &self.program.departments[d.index()].after {
                    let id = &self.program.departments[e.index()].id;
                    let first = words::department(self.program, *e);
                    self.take_out(
                        &path,
                        "after",
                        id,
                        6,
                        format!("let people go to {there} before {first} (`after`)"),
                    );
                }
            }
            (RuleName::MustVisit, Subject::MustVisit(s, at)) => self.must_visit(s, at),
            (RuleName::ProgramAway, _) => {
                for t in self.program.calendar.slots() {
                    if let Some(most) = self.program.max_away(t) {
                        let when = words::slot(self.program, t);
                        let text = format!(
                            "let {} be away instead of {most} in {when} (`max_away_in` of `rules`)",
                            most + self.amount
                        );
                        self.in_slot("/rules", "max_away_in", t, most, 2, text);
                    }
                }
            }
            (RuleName::TeamAway, Subject::Team(g)) => self.team_away(g),
            (RuleName::TeamCover, Subject::Cover(g, at)) => self.cover(g, at),
            (RuleName::Apart, Subject::Apart(at)) => self.apart(at),
            (RuleName::Seats, Subject::Department(d)) => self.seats(d),
            (RuleName::MinVisits, Subject::Department(d)) => {
                let department = &self.program.departments[d.index()];
                let (now, there) = (department.min_visits, words::department(self.program, d));
                let fewer = now.saturating_sub(self.amount);
                if let Some(path) = self.row("departments", &department.id) {
                    let text = format!(
                        "ask for {} of {there} instead of {now} (`min_visits`)",
                        words::count(fewer.into(), "visit", "visits")
                    );
                    self.add(
                        4 * u64::from(now - fewer),
                        text,
                        Some(vec![set(format!("{path}/min_visits"), fewer)]),
                    );
                }
            }
            (RuleName::Mentor, Subject::Department(d)) => self.mentors(d),
            (RuleName::Pin, Subject::Pin(at)) => self.pin(at),
            _ => {}
        }
    }

    fn add(&mut self, cost: u64, text: String, patch: Option<Patch>) {
        let known = |change: &Change| Some(&change.patch) == patch.as_ref();
        if !self.changes.iter().any(known)
            && let Some(patch) = patch
        {
            self.changes.push(Change {
                text,
                cost,
                patch,
                lifts: false,
            });
        }
    }

    fn lift(&mut self, cost: u64, text: String, patch: Patch) {
        self.add(cost, text, Some(patch));
        if let Some(change) = self.changes.last_mut() {
            change.lifts = true;
        }
    }

    /// Where the row with this id stands.
    fn row(&self, list: &str, id: &str) -> Option<String> {
        let rows = self.file.get(list)?.as_array()?;
        let at = rows.iter().position(|row| row["id"] == id)?;
        Some(format!("/{list}/{at}"))
    }

    fn staff(&self, s: StaffIdx) -> Option<String> {
        self.row("staff", &self.program.staff[s.index()].id)
    }

    fn rules_key(&self, key: &str, value: Value) -> Option<Patch> {
        Some(vec![match self.file.get("rules") {
            Some(_) => set(format!("/rules/{key}"), value),
            None => set("/rules".to_owned(), json!({ key: value })),
        }])
    }

    /// So many more in one slot, by a table of slots.
    fn in_slot(&mut self, path: &str, key: &str, t: Slot, now: u32, unit: u64, text: String) {
        let (name, value) = (self.program.calendar.name(t), now + self.amount);
        let operation = match self.file.pointer(path).map(|row| row.get(key)) {
            Some(Some(Value::Object(_))) => set(format!("{path}/{key}/{name}"), value),
            Some(_) => set(format!("{path}/{key}"), json!({ name: value })),
            None => set(path.to_owned(), json!({ key: { name: value } })),
        };
        self.add(unit * u64::from(self.amount), text, Some(vec![operation]));
    }

    fn spans(&mut self, path: &str, key: &str, what: &str) {
        let Some(Value::Array(spans)) = self.file.pointer(path).and_then(|row| row.get(key)) else {
            return;
        };
        for (at, span) in spans.clone().iter().enumerate() {
            let (from, to) = (
                span["from"].as_str().unwrap_or_default(),
                span["to"].as_str().unwrap_or_default(),
            );
            let text = format!("move {what} ({from} to {to}) out of the way (`{key}`)");
            self.add(8, text, Some(vec![remove(format!("{path}/{key}/{at}"))]));
        }
    }

    fn take_out(&mut self, path: &str, key: &str, id: &str, cost: u64, text: String) {
        let list = self
            .file
            .pointer(path)
            .and_then(|row| row.get(key))
            .and_then(Value::as_array);
        if let Some(at) = list.and_then(|list| list.iter().position(|entry| entry == id)) {
            self.add(cost, text, Some(vec![remove(format!("{path}/{key}/{at}"))]));
        }
    }

    fn participation(&mut self, s: StaffIdx) {
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
        if person.rotations > 1 {
            let fewer = person.rotations - 1;
            let (key, value) = match person.owed {
                0 => ("rotations", fewer),
                owed => ("owed", owed - 1),
            };
            let times = words::count(fewer.into(), "rotation", "rotations");
            let text = format!(
                "ask for {times} of {who} instead of {} (`{key}`)",
                person.rotations
            );
            self.add(9, text, Some(vec![set(format!("{path}/{key}"), value)]));
        }
        let patch = vec![set(format!("{path}/participation"), "excused")];
        self.add(
            10,
            format!("excuse {who} this time (`participation`)"),
            Some(patch),
        );
    }

    fn month(&mut self) {
        let months = self.program.calendar.months() + 1;
        if months <= 120 {
            let text = format!(
                "plan {months} months instead of {} (`horizon.months`)",
                months - 1
            );
            self.add(
                12,
                text,
                Some(vec![set("/horizon/months".to_owned(), months)]),
            );
        }
    }

    fn eligibility(&mut self, s: StaffIdx) {
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

    fn must_visit(&mut self, s: StaffIdx, at: u32) {
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

    fn team_away(&mut self, g: TeamIdx) {
        let team = &self.program.teams[g.index()];
        let (name, limits) = (words::team(self.program, g), team.max_away.clone());
        let Some(path) = self.row("teams", &team.id) else {
            return;
        };
        for t in self.program.calendar.slots() {
            if let Some(most) = limits[t.index()] {
                let when = words::slot(self.program, t);
                let text = format!(
                    "let {} of {name} be away instead of {most} in {when} (`max_away_in`)",
                    most + self.amount
                );
                self.in_slot(&path, "max_away_in", t, most, 2, text);
            }
        }
    }

    fn cover(&mut self, g: TeamIdx, at: u32) {
        let team = &self.program.teams[g.index()];
        let Some(cover) = team.cover.get(at as usize) else {
            return;
        };
        let Some(path) = self.row("teams", &team.id) else {
            return;
        };
        let rows = self
            .file
            .pointer(&path)
            .and_then(|row| row.get("cover"))
            .and_then(Value::as_array);
        let same = |row: &Value| {
            row.get("skill").and_then(Value::as_str) == cover.skill.as_deref()
                && row["min_present"].as_u64() == Some(cover.min_present.into())
        };
        let Some(at) = rows.and_then(|rows| rows.iter().position(same)) else {
            return;
        };
        let fewer = cover.min_present.saturating_sub(self.amount);
        let whom = cover
            .skill
            .as_ref()
            .map(|skill| format!(" with {skill}"))
            .unwrap_or_default();
        let name = words::team(self.program, g);
        let text = format!(
            "keep {fewer}{whom} of {name} present instead of {} (`min_present`)",
            cover.min_present
        );
        let cost = 5 * u64::from(cover.min_present - fewer);
        self.add(
            cost,
            text,
            Some(vec![set(format!("{path}/cover/{at}/min_present"), fewer)]),
        );
    }

    fn apart(&mut self, at: u32) {
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

    fn seats(&mut self, d: DepartmentIdx) {
        let department = &self.program.departments[d.index()];
        let there = words::department(self.program, d);
        let Some(path) = self.row("departments", &department.id) else {
            return;
        };
        for t in self
            .program
            .calendar
            .slots()
            .filter(|t| !department.closed.contains(*t))
        {
            let now = department.seats[t.index()];
            let seats = words::count(u64::from(now + self.amount), "seat", "seats");
            let when = words::slot(self.program, t);
            let text = format!("give {there} {seats} instead of {now} in {when} (`seats_in`)");
            self.in_slot(&path, "seats_in", t, now, 3, text);
            if let (true, Some(m)) = (self.program.require_mentor, self.on_duty(d, t)) {
                self.with_mentor(m);
            }
        }
        if !department.closed.is_empty() {
            self.spans(&path, "closed", &format!("a closure of {there}"));
        }
    }

    /// The first mentor of a department who is there in a slot.
    fn on_duty(&self, d: DepartmentIdx, t: Slot) -> Option<MentorIdx> {
        let mentors = &self.program.departments[d.index()].mentors;
        let there = |m: &&MentorIdx| {
            let row = &self.program.mentors[m.index()];
            !row.lost.contains(t) && !row.resting.contains(t)
        };
        mentors.iter().find(there).copied()
    }

    /// The last change again, with a mentor who guides so many more.
    fn with_mentor(&mut self, m: MentorIdx) {
        let row = &self.program.mentors[m.index()];
        let (Some(seat), Some(path)) = (self.changes.last().cloned(), self.row("mentors", &row.id))
        else {
            return;
        };
        let (more, amount) = (row.at_once + self.amount, u64::from(self.amount));
        let who = words::mentor(self.program, m);
        let mut patch = seat.patch;
        patch.push(set(format!("{path}/mentees_at_once"), more));
        let mut cost = seat.cost + 4 * amount;
        let mut keys = "`mentees_at_once`".to_owned();
        if let Some(total) = row.total {
            patch.push(set(format!("{path}/mentees_total"), total + self.amount));
            cost += 3 * amount;
            keys.push_str(", `mentees_total`");
        }
        let also = words::count(amount, "more guest", "more guests");
        let text = format!("{}, guided by {who}, who takes {also} ({keys})", seat.text);
        self.add(cost, text, Some(patch));
    }

    fn mentors(&mut self, d: DepartmentIdx) {
        let department = &self.program.departments[d.index()];
        let there = words::department(self.program, d);
        for m in &department.mentors {
            self.mentor(*m);
        }
        let mut id = format!("new-mentor-{}", department.id);
        while self.program.mentor_by_id(&id).is_some() {
            id.push('+');
        }
        let row = json!({ "id": id, "department": department.id });
        let operation = match self.file.get("mentors") {
            Some(_) => set("/mentors/-".to_owned(), row),
            None => set("/mentors".to_owned(), json!([row])),
        };
        self.add(
            7,
            format!("find one more mentor in {there} (`mentors`)"),
            Some(vec![operation]),
        );
        for (s, person) in self.program.staff_indices().zip(&self.program.staff) {
            for m in person
                .avoid_mentors
                .iter()
                .filter(|m| department.mentors.contains(m))
            {
                let Some(path) = self.staff(s) else { continue };
                let (who, whom) = (
                    words::staff(self.program, s),
                    words::mentor(self.program, *m),
                );
                let id = &self.program.mentors[m.index()].id;
                self.take_out(
                    &path,
                    "avoid_mentors",
                    id,
                    6,
                    format!("let {whom} guide {who} (`avoid_mentors`)"),
                );
            }
        }
    }

    fn mentor(&mut self, m: MentorIdx) {
        let row = &self.program.mentors[m.index()];
        let who = words::mentor(self.program, m);
        let Some(path) = self.row("mentors", &row.id) else {
            return;
        };
        let amount = u64::from(self.amount);
        let more = row.at_once + self.amount;
        let text = format!(
            "let {who} guide {more} at once instead of {} (`mentees_at_once`)",
            row.at_once
        );
        self.add(
            4 * amount,
            text,
            Some(vec![set(format!("{path}/mentees_at_once"), more)]),
        );
        if let Some(total) = row.total {
            let more = total + self.amount;
            let text =
                format!("let {who} guide {more} in all instead of {total} (`mentees_total`)");
            self.add(
                3 * amount,
                text,
                Some(vec![set(format!("{path}/mentees_total"), more)]),
            );
        }
        if row.rest_slots > 0 {
            let fewer = row.rest_slots - 1;
            let text = format!(
                "let {who} rest {fewer} instead of {} (`rest_slots`)",
                words::count(row.rest_slots.into(), "slot", "slots")
            );
            self.add(
                4,
                text,
                Some(vec![set(format!("{path}/rest_slots"), fewer)]),
            );
        }
        self.spans(&path, "leave", &format!("a leave of {who}"));
    }

    fn pin(&mut self, at: u32) {
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
