//! Changes of the program file that might restore a plan, each for one rule member, with its cost.
//!
//! | change | cost |
//! | --- | --- |
//! | one more person away in a slot, of the program or a team | 2 |
//! | one more of an `apart` group away | 3 |
//! | a seat in a slot, or in every slot for each of them; a mentor's guest more over the horizon | 3 |
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
//!
//! Of each change it is known how much of a shortage can go away by it at most. A limit of a flow that
//! lets `k` more through in each of `n` places lets `k · n` more through in all; and a person adds no more
//! to a shortage than that person's rotations.

mod people;
mod places;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::member::{Member, Members};
use super::patch::{Patch, remove, set};
use super::words;
use crate::claim::Subject;
use crate::program::{Program, Slot, StaffIdx};
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
    /// Whether it changes every slot alike, which is more than most shortages ask for.
    pub(crate) wide: bool,
    /// Its units, each of which costs the same.
    pub(crate) units: u64,
    /// No more of a shortage than this goes away by it.
    pub(crate) most: u64,
    /// What it changes, whatever the amount: the rule member, and which of its changes.
    pub(crate) lever: Option<(Member, usize)>,
}

/// A change of which it is not known how much it does.
const ANY: u64 = u64::MAX;

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
        known: BTreeSet::new(),
        rows: rows(file),
        people: 0,
        lever: None,
        most: ANY,
    };
    for amount in amounts {
        maker.people = 0;
        maker.amount = u32::try_from((*amount).clamp(1, 1_000)).unwrap_or(1);
        for member in members {
            maker.lever = Some((*member, 0));
            maker.most = maker.most(member);
            maker.member(member);
        }
    }
    (maker.lever, maker.most) = (None, ANY);
    if members
        .iter()
        .any(|member| member.rule == RuleName::Participation)
    {
        maker.month();
    }
    maker.changes.sort_by_key(|change| change.cost);
    maker.changes
}

/// Where the row with this id stands in this list of the file.
type Rows = BTreeMap<(&'static str, String), usize>;

fn rows(file: &Value) -> Rows {
    let mut rows = Rows::new();
    for list in ["staff", "teams", "departments", "mentors"] {
        let all = file.get(list).and_then(Value::as_array).into_iter();
        for (at, row) in all.flatten().enumerate() {
            let id = row["id"].as_str().unwrap_or_default().to_owned();
            rows.entry((list, id)).or_insert(at);
        }
    }
    rows
}

struct Maker<'a> {
    program: &'a Program,
    file: &'a Value,
    amount: u32,
    changes: Vec<Change>,
    /// Their patches, as text.
    known: BTreeSet<String>,
    rows: Rows,
    people: usize,
    /// Of the next change; see [`Change`].
    lever: Option<(Member, usize)>,
    most: u64,
}

impl Maker<'_> {
    /// No more of a shortage than this goes away by one change for a member.
    fn most(&self, member: &Member) -> u64 {
        let slots = self.program.calendar.len() as u64;
        let amount = u64::from(self.amount);
        match member.rule {
            RuleName::ProgramAway | RuleName::TeamAway | RuleName::MinVisits => amount,
            RuleName::TeamCover => amount * slots,
            RuleName::Participation | RuleName::Eligibility | RuleName::Pin => {
                member.staff(self.program).map_or(ANY, |s| self.own(s))
            }
            // Whoever is back also lets others of the team go.
            RuleName::Availability => {
                let own = member.staff(self.program).map(|s| self.own(s));
                own.map_or(ANY, |own| own + slots)
            }
            _ => ANY,
        }
    }

    /// The rotations of a person, or the one that a person without any may have.
    fn own(&self, s: StaffIdx) -> u64 {
        u64::from(self.program.staff[s.index()].rotations.max(1))
    }

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
                let fewer = words::count(gap as u64 - 1, "slot", "slots");
                let text =
                    format!("let {fewer} lie between two rotations instead of {gap} (`gap_slots`)");
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
                    let units = u64::from(now - fewer);
                    let patch = vec![set(format!("{path}/min_visits"), fewer)];
                    self.add_units((4, units), units, text, Some(patch));
                }
            }
            (RuleName::Mentor, Subject::Department(d)) => self.mentors(d),
            (RuleName::Pin, Subject::Pin(at)) => self.pin(at),
            _ => {}
        }
    }

    /// Keeps a change, unless it is known; whether it was new.
    fn add(&mut self, cost: u64, text: String, patch: Option<Patch>) -> bool {
        let lever = self.lever;
        if let Some((_, turn)) = &mut self.lever {
            *turn += 1;
        }
        let Some(patch) = patch else { return false };
        let new = self.known.insert(Value::from(patch.clone()).to_string());
        if new {
            self.changes.push(Change {
                text,
                cost,
                patch,
                lifts: false,
                wide: false,
                units: 1,
                most: self.most,
                lever,
            });
        }
        new
    }

    /// The same for a change of so many units, by which so much of a shortage goes away at most.
    fn add_units(
        &mut self,
        (unit, units): (u64, u64),
        most: u64,
        text: String,
        patch: Option<Patch>,
    ) -> bool {
        let new = self.add(unit * units, text, patch);
        if let Some(change) = self.changes.last_mut().filter(|_| new) {
            (change.units, change.most) = (units, most);
        }
        new
    }

    fn lift(&mut self, cost: u64, text: String, patch: Patch) {
        if self.add(cost, text, Some(patch))
            && let Some(change) = self.changes.last_mut()
        {
            change.lifts = true;
        }
    }

    /// Where the row with this id stands.
    fn row(&self, list: &'static str, id: &str) -> Option<String> {
        let at = self.rows.get(&(list, id.to_owned()))?;
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
    fn in_slot(
        &mut self,
        path: &str,
        key: &str,
        t: Slot,
        now: u32,
        unit: u64,
        text: String,
    ) -> bool {
        let (name, value) = (self.program.calendar.name(t), now + self.amount);
        let operation = match self.file.pointer(path).map(|row| row.get(key)) {
            Some(Some(Value::Object(_))) => set(format!("{path}/{key}/{name}"), value),
            Some(_) => set(format!("{path}/{key}"), json!({ name: value })),
            None => set(path.to_owned(), json!({ key: { name: value } })),
        };
        let amount = u64::from(self.amount);
        self.add_units((unit, amount), amount, text, Some(vec![operation]))
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::members;
    use crate::explain::patch::{applied, goalless};
    use crate::explain::shortage::shortages;
    use crate::generate::{GenerateOptions, RuleSet, generate};

    /// Files with too few seats, places away or people present.
    fn short(seed: u64) -> Value {
        let options = GenerateOptions {
            people: 12,
            departments: 4,
            months: 3,
            rules: [RuleSet::Core, RuleSet::All][seed as usize % 2],
            seed,
            ..GenerateOptions::default()
        };
        let mut file = generate(&options).expect("the options are sound").file;
        let cut = 1 + seed as usize % 3;
        for department in file.departments.iter_mut().take(cut) {
            department.seats = 0;
            department.seats_in.clear();
        }
        if seed % 4 == 3 {
            file.rules.max_away = Some(2);
        }
        serde_json::to_value(&file).expect("a file is JSON")
    }

    #[test]
    fn no_change_does_more_than_it_is_said_to_do_at_most() {
        let (mut refuted, mut enough) = (0, 0);
        for seed in 0..8 {
            let file = short(seed);
            let program = goalless(&file).expect("a valid program");
            let missing = shortages(&program)
                .iter()
                .map(|short| short.missing())
                .max();
            let Some(missing) = missing else { continue };
            for change in changes(&program, &file, &members(&program), &[1, 2, missing]) {
                let changed = applied(&file, &change.patch).and_then(|file| goalless(&file));
                let Some(changed) = changed else { continue };
                let left = shortages(&changed);
                if change.most < missing {
                    assert!(
                        !left.is_empty(),
                        "seed {seed}, {missing} missing: {change:?}"
                    );
                    refuted += 1;
                } else if left.is_empty() {
                    enough += 1;
                }
            }
        }
        assert!(
            refuted > 100 && enough > 10,
            "{refuted} refuted, {enough} enough"
        );
    }

    #[test]
    fn a_lever_is_the_same_whatever_the_amount() {
        let mut compared = 0;
        for seed in 0..4 {
            let file = short(seed);
            let program = goalless(&file).expect("a valid program");
            let all = |amount| changes(&program, &file, &members(&program), &[amount]);
            let two = all(2);
            for one in all(1) {
                let path = |change: &Change| change.patch[0]["path"].clone();
                let Some(same) = two.iter().find(|change| change.lever == one.lever) else {
                    continue;
                };
                compared += 1;
                assert_eq!(path(same), path(&one), "{one:?}");
            }
        }
        assert!(compared > 100, "{compared} compared");
    }
}
