//! Changes for teams, departments and mentors.

use serde_json::{Value, json};

use super::{ANY, Maker, set, words};
use crate::program::{DepartmentIdx, MentorIdx, SlotSet, TeamIdx};

/// So many more guests at once are asked of one mentor beside seats.
const MORE_GUESTS: u32 = 3;

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
        let units = u64::from(cover.min_present - fewer);
        let most = units * self.program.calendar.len() as u64;
        let patch = vec![set(format!("{path}/cover/{at}/min_present"), fewer)];
        self.add_units((5, units), most, text, Some(patch));
    }

    pub(super) fn seats(&mut self, d: DepartmentIdx) {
        let department = &self.program.departments[d.index()];
        let there = words::department(self.program, d);
        let Some(path) = self.row("departments", &department.id) else {
            return;
        };
        let slots = self.program.calendar.slots();
        let open: SlotSet = slots.filter(|t| !department.closed.contains(*t)).collect();
        for t in open.iter() {
            let now = department.seats[t.index()];
            let seats = words::count(u64::from(now + self.amount), "seat", "seats");
            let when = words::slot(self.program, t);
            let text = format!("give {there} {seats} instead of {now} in {when} (`seats_in`)");
            let new = self.in_slot(&path, "seats_in", t, now, 3, text);
            self.guided(d, SlotSet::one(t), new);
        }
        if open.len() > 1 {
            self.seats_in_all(d, &path, open);
        }
        if !department.closed.is_empty() {
            self.spans(&path, "closed", &format!("a closure of {there}"));
        }
    }

    /// So many seats more in every slot in which a department is open: as many as the amount in all.
    fn seats_in_all(&mut self, d: DepartmentIdx, path: &str, open: SlotSet) {
        let row = self.file.pointer(path);
        let number = |value: Option<&Value>| {
            let number = value.and_then(Value::as_u64).unwrap_or(0);
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        let slots = u32::try_from(open.len()).unwrap_or(1).max(1);
        let amount = std::mem::take(&mut self.amount);
        let each = amount.div_ceil(slots);
        let now = number(row.and_then(|row| row.get("seats")));
        let mut patch = vec![set(format!("{path}/seats"), now.saturating_add(each))];
        let single = row.and_then(|row| row.get("seats_in"));
        let single = single.and_then(Value::as_object);
        for (slot, seats) in single.into_iter().flatten() {
            let seats = number(Some(seats)).saturating_add(each);
            patch.push(set(format!("{path}/seats_in/{slot}"), seats));
        }
        let there = words::department(self.program, d);
        let every = words::every_slot(self.program);
        let text = match single.is_none_or(serde_json::Map::is_empty) {
            true => {
                let seats = words::count(u64::from(now) + u64::from(each), "seat", "seats");
                format!("give {there} {seats} instead of {now} in {every} (`seats`)")
            }
            false => {
                let more = words::count(each.into(), "more seat", "more seats");
                format!("give {there} {more} in {every} (`seats`, `seats_in`)")
            }
        };
        let all = u64::from(each) * u64::from(slots);
        let new = self.add_units((3, all), all, text, Some(patch));
        if let Some(change) = self.changes.last_mut().filter(|_| new) {
            change.wide = true;
        }
        self.amount = each;
        self.guided(d, open, new);
        self.amount = amount;
    }

    /// The last change, seats in these slots, again: with a mentor of the department who guides so many
    /// more, unless that is too many for one.
    fn guided(&mut self, d: DepartmentIdx, slots: SlotSet, new: bool) {
        let asked = new && self.program.require_mentor && self.amount <= MORE_GUESTS;
        let on_duty = self.on_duty(d, slots);
        match on_duty.filter(|_| asked) {
            Some(m) => self.with_mentor(m, slots),
            // A turn all the same, so that levers are the same whatever the amount.
            None => _ = self.add(0, String::new(), None),
        }
    }

    /// The first mentor of a department who is there in all of these slots.
    fn on_duty(&self, d: DepartmentIdx, slots: SlotSet) -> Option<MentorIdx> {
        let mentors = &self.program.departments[d.index()].mentors;
        let there = |m: &&MentorIdx| {
            let row = &self.program.mentors[m.index()];
            slots
                .iter()
                .all(|t| !row.lost.contains(t) && !row.resting.contains(t))
        };
        mentors.iter().find(there).copied()
    }

    fn with_mentor(&mut self, m: MentorIdx, slots: SlotSet) {
        let row = &self.program.mentors[m.index()];
        let (Some(seat), Some(path)) = (self.changes.last().cloned(), self.row("mentors", &row.id))
        else {
            return;
        };
        let (more, amount) = (row.at_once + self.amount, u64::from(self.amount));
        // The mentor may guide more in any slot.
        let guided = self.by_mentor(row.department, self.amount);
        let mut most = seat.most.saturating_add(guided);
        let who = words::mentor(self.program, m);
        let mut patch = seat.patch;
        patch.push(set(format!("{path}/mentees_at_once"), more));
        let mut cost = seat.cost + 4 * amount;
        let mut keys = "`mentees_at_once`".to_owned();
        if let Some(total) = row.total {
            let slots = u32::try_from(slots.len()).unwrap_or(u32::MAX);
            let guests = self.amount.saturating_mul(slots);
            let total = total.saturating_add(guests);
            patch.push(set(format!("{path}/mentees_total"), total));
            cost += 3 * u64::from(guests);
            most = most.saturating_add(guests.into());
            keys.push_str(", `mentees_total`");
        }
        let also = words::count(amount, "more guest", "more guests");
        let text = format!("{}, guided by {who}, who takes {also} ({keys})", seat.text);
        if self.add(cost, text, Some(patch))
            && let Some(change) = self.changes.last_mut()
        {
            (change.units, change.most, change.wide) = (seat.units, most, seat.wide);
        }
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
        // A new mentor takes one guest at once.
        self.most = self.by_mentor(d, 1);
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
                self.most = self.own(s);
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

    /// No more of a shortage than this goes away by so many more guests of one mentor in any slot, unless
    /// that opens a department to people who avoid all its others.
    fn by_mentor(&self, d: DepartmentIdx, guests: u32) -> u64 {
        let mentors = &self.program.departments[d.index()].mentors;
        let mut people = self.program.staff.iter();
        let avoided = people.any(|person| mentors.iter().any(|m| person.avoid_mentors.contains(m)));
        match avoided {
            true => ANY,
            false => u64::from(guests) * self.program.calendar.len() as u64,
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
        let most = self.by_mentor(row.department, self.amount);
        let patch = vec![set(format!("{path}/mentees_at_once"), more)];
        self.add_units((4, amount), most, text, Some(patch));
        if let Some(total) = row.total {
            let more = total + self.amount;
            let text =
                format!("let {who} guide {more} in all instead of {total} (`mentees_total`)");
            let patch = vec![set(format!("{path}/mentees_total"), more)];
            self.add_units((3, amount), amount, text, Some(patch));
        }
        self.most = self.by_mentor(row.department, row.at_once);
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
