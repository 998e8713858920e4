//! Why each change was made, in the words of the program file.

use std::collections::BTreeSet;

use super::Question;
use super::file::Cause;
use super::leavers::Leaver;
use crate::claim::{Source, Subject};
use crate::explain::words;
use crate::pairing::pair;
use crate::plan::PlacementFile;
use crate::program::{DepartmentIdx, Program, Slot, StaffIdx};
use crate::rules::{RuleName, forbidden};
use crate::schedule::{Placement, Schedule};
use crate::verify::recheck;

/// So many changes are tried the other way round to see what forbids it; the rest are told in general.
const TRIED: usize = 400;

/// Every published placement that was given up and every person who is placed anew, with the cause.
pub(super) fn causes(
    question: &Question,
    program: &Program,
    schedule: &Schedule,
    leavers: &[Leaver],
) -> Vec<Cause> {
    let story = Story {
        program,
        schedule,
        leavers,
        published: published(question),
    };
    let mut causes = Vec::new();
    let mut tried = 0;
    for row in &question.published.placements {
        causes.extend(story.given_up(row, &mut tried));
    }
    for placement in schedule.all() {
        causes.extend(story.new_place(placement));
    }
    causes.sort_by(|a, b| {
        let key = |x: &Cause| (x.staff.clone(), x.slot.clone(), x.department.clone());
        (!a.given_up, key(a)).cmp(&(!b.given_up, key(b)))
    });
    causes
}

/// A person, a department and a slot.
type Known = (StaffIdx, DepartmentIdx, Slot);

fn published(question: &Question) -> BTreeSet<Known> {
    let rows = question.published.placements.iter();
    rows.filter_map(|row| resolved(question.program, row))
        .collect()
}

fn resolved(program: &Program, row: &PlacementFile) -> Option<Known> {
    Some((
        program.staff_by_id(&row.staff)?,
        program.department_by_id(&row.department)?,
        program.calendar.slot(&row.slot)?,
    ))
}

struct Story<'a> {
    program: &'a Program,
    schedule: &'a Schedule,
    leavers: &'a [Leaver],
    published: BTreeSet<Known>,
}

impl Story<'_> {
    fn given_up(&self, row: &PlacementFile, tried: &mut usize) -> Option<Cause> {
        let told = |code: &str, text: String| {
            Some(Cause {
                staff: row.staff.clone(),
                department: row.department.clone(),
                slot: row.slot.clone(),
                given_up: true,
                code: code.to_owned(),
                text,
            })
        };
        let p = self.program;
        let Some((s, d, t)) = resolved(p, row) else {
            return told("gone", self.nameless(row));
        };
        let stays = self.schedule.of(s).iter();
        if stays.clone().any(|x| x.department == d && x.slot == t) {
            return None;
        }
        let (code, text) = self
            .own_cause(s, d, t)
            .or_else(|| self.barred(s, d, t))
            .unwrap_or_else(|| {
                *tried += 1;
                match *tried <= TRIED {
                    true => self.the_other_way_round(s, d, t),
                    false => (
                        "other".to_owned(),
                        "makes room for other changes".to_owned(),
                    ),
                }
            });
        told(&code, text)
    }

    fn nameless(&self, row: &PlacementFile) -> String {
        let p = self.program;
        if p.staff_by_id(&row.staff).is_none() {
            return format!("{} is not in the program any more", row.staff);
        }
        if p.department_by_id(&row.department).is_none() {
            return format!("{} is not in the program any more", row.department);
        }
        format!("{} is not in the horizon any more", row.slot)
    }

    /// What became of the person, or of the department.
    fn own_cause(&self, s: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<(String, String)> {
        let p = self.program;
        let who = words::staff(p, s);
        let when = words::slot(p, t);
        let leaver = self.leavers.iter().find(|leaver| leaver.staff == s);
        if let Some(leaver) = leaver.filter(|leaver| leaver.gone.contains(t)) {
            let text = format!("{who} leaves on {}", leaver.until);
            return Some(("left".to_owned(), text));
        }
        if p.staff[s.index()].lost.contains(t) {
            let text = format!("{who} is away in {when} (`leave` or `employed_from`)");
            return Some(("leave".to_owned(), text));
        }
        if p.staff[s.index()].rotations == 0 {
            return Some((
                "excused".to_owned(),
                format!("{who} has no rotation any more"),
            ));
        }
        let department = &p.departments[d.index()];
        if department.closed.contains(t) {
            let text = format!("{} is closed in {when}", words::department(p, d));
            return Some(("closed".to_owned(), text));
        }
        if department.seats[t.index()] == 0 {
            let text = format!("{} has no seat in {when}", words::department(p, d));
            return Some(("seats".to_owned(), text));
        }
        None
    }

    /// The rule that forbids the placement by itself.
    fn barred(&self, s: StaffIdx, d: DepartmentIdx, t: Slot) -> Option<(String, String)> {
        let p = self.program;
        let reason = forbidden(p, s, d, t)?;
        let who = words::staff(p, s);
        let (there, when) = (words::department(p, d), words::slot(p, t));
        let Source::Rule(rule) = reason.source else {
            return None;
        };
        let text = match (rule, reason.subject) {
            (RuleName::Mentor, _) => {
                format!("no mentor of {there} can guide {who} in {when}")
            }
            (RuleName::Pin, _) => format!("{who} is pinned elsewhere"),
            (RuleName::Eligibility, _) => {
                format!("{who} may not go to {there} (`never` or `needs_skills`)")
            }
            (RuleName::TeamAway | RuleName::TeamCover, _) => {
                let team = words::team(p, p.staff[s.index()].team);
                format!("{team} can spare nobody in {when}")
            }
            (_, Subject::Program) => format!("nobody may be away in {when}"),
            _ => format!("`{}` forbids {who} at {there} in {when}", rule.name()),
        };
        Some((rule.name().to_owned(), text))
    }

    /// What would break if just this person went back, or what the score would lose.
    fn the_other_way_round(&self, s: StaffIdx, d: DepartmentIdx, t: Slot) -> (String, String) {
        let p = self.program;
        let mine = |x: &&(StaffIdx, DepartmentIdx, Slot)| x.0 == s;
        let old = self.published.iter().filter(mine).map(|x| (s, (x.2, x.1)));
        let others = self.schedule.all().iter().filter(|x| x.staff != s);
        let mut placed: Vec<_> = others.map(|x| (x.staff, (x.slot, x.department))).collect();
        placed.extend(old);
        placed.sort_unstable();
        let there = words::department(p, d);
        let when = words::slot(p, t);
        let guests = placed.iter().filter(|(_, cell)| *cell == (t, d)).count();
        if guests > p.departments[d.index()].seats[t.index()] as usize {
            return self.taken("taken", d, t, format!("the seat at {there} in {when}"));
        }
        let Ok(placements) = pair(p, &placed, None) else {
            return self.taken("mentor", d, t, format!("the mentor at {there} in {when}"));
        };
        let (breaches, values) = recheck(p, &Schedule::new(p, placements));
        if let Some(breach) = breaches.first() {
            let text = format!("staying would break `{}`: {}", breach.rule, breach.text);
            return (breach.rule.clone(), text);
        }
        let now = crate::goals::measure(p, self.schedule).score;
        let gain = now - values.score;
        let text = match u64::try_from(gain) {
            Ok(gain @ 1..) => {
                let points = words::count(gain, "point", "points");
                format!("for the score: {points} more, the cost of the change paid")
            }
            _ => "for the score of the plan as a whole".to_owned(),
        };
        ("score".to_owned(), text)
    }

    /// Who has what the person had.
    fn taken(&self, code: &str, d: DepartmentIdx, t: Slot, what: String) -> (String, String) {
        let p = self.program;
        let new = |x: &&Placement| {
            x.department == d && x.slot == t && !self.published.contains(&(x.staff, d, t))
        };
        let takers = self.schedule.all().iter().filter(new);
        let takers: Vec<String> = takers.map(|x| words::staff(p, x.staff)).collect();
        let text = match takers.is_empty() {
            true => format!("{what} went to others"),
            false => format!("{what} went to {}", words::list(takers, "and")),
        };
        (code.to_owned(), text)
    }

    /// Somebody who was nowhere in the published plan.
    fn new_place(&self, x: &Placement) -> Option<Cause> {
        let p = self.program;
        let was = |known: &Known| known.0 == x.staff;
        if self.published.iter().any(was) {
            return None;
        }
        let person = &p.staff[x.staff.index()];
        let who = words::staff(p, x.staff);
        let text = match person.voluntary() {
            true => format!("{who} joins the program of their own will"),
            false => format!("{who} has a rotation and was not in the published plan"),
        };
        Some(Cause {
            staff: person.id.clone(),
            department: p.departments[x.department.index()].id.clone(),
            slot: p.calendar.name(x.slot).to_owned(),
            given_up: false,
            code: "joins".to_owned(),
            text,
        })
    }
}
