//! Changes for teams, departments and mentors.

use serde_json::{Value, json};

use super::{Maker, set, words};
use crate::program::{DepartmentIdx, MentorIdx, Slot, TeamIdx};

impl Maker<'_> {
    pub(super) fn team_away(&mut self, g: TeamIdx) {
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

    pub(super) fn cover(&mut self, g: TeamIdx, at: u32) {
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

    pub(super) fn seats(&mut self, d: DepartmentIdx) {
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
            let new = self.in_slot(&path, "seats_in", t, now, 3, text);
            if let (true, Some(m)) = (new && self.program.require_mentor, self.on_duty(d, t)) {
                self.with_mentor(m);
            }
        }
        if !department.closed.is_empty() {
            self.spans(&path, "closed", &format!("a closure of {there}"));
        }
    }

    /// The first mentor of a department who is there in a slot.
    pub(super) fn on_duty(&self, d: DepartmentIdx, t: Slot) -> Option<MentorIdx> {
        let mentors = &self.program.departments[d.index()].mentors;
        let there = |m: &&MentorIdx| {
            let row = &self.program.mentors[m.index()];
            !row.lost.contains(t) && !row.resting.contains(t)
        };
        mentors.iter().find(there).copied()
    }

    /// The last change again, with a mentor who guides so many more.
    pub(super) fn with_mentor(&mut self, m: MentorIdx) {
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

    pub(super) fn mentors(&mut self, d: DepartmentIdx) {
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

    pub(super) fn mentor(&mut self, m: MentorIdx) {
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
}
