//! The report as one page: what it shows is put into words here, how it looks stands in the templates.

mod board;
mod words;

use askama::Template;
use board::teams;
use rotaplan_core::input::Problem;
use words::{changes, facts, goals};
pub(crate) use words::{notices, proof};

use crate::report::bridges::Bridge;
use crate::report::chart::Chart;
use crate::report::picture::{Picture, SlotFacts, Visit, natural};
use crate::report::shell::{Shell, filters};

/// Departments that differ in colour and pattern; further ones begin again, with their name beside.
const COLOURS: usize = 24;
/// Notices shown at the top; the rest is counted.
const NOTICES: usize = 12;
/// People shown among the least happy.
const LEAST_HAPPY: usize = 10;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    shell: Shell,
    title: &'a str,
    period: String,
    people_count: usize,
    facts: Vec<Fact>,
    notices: Vec<String>,
    more_notices: usize,
    slots: &'a [SlotFacts],
    teams: Vec<Team<'a>>,
    departments: Vec<Department<'a>>,
    mentors: Vec<Mentor<'a>>,
    chart: Chart,
    bridge_summary: String,
    bridge_states: [(Bridge, &'static str, &'static str, &'static str); 5],
    ranks: Vec<RankRow>,
    least_happy: Vec<LeastHappy<'a>>,
    proof: String,
    goals: Vec<Goal>,
    score: i64,
    changes: Option<ChangeTable>,
    version: &'a str,
    sha256: &'a str,
}

struct Fact {
    name: &'static str,
    value: String,
    note: String,
    tone: &'static str,
}

struct Team<'a> {
    name: &'a str,
    rows: Vec<Row<'a>>,
    away: Vec<Away>,
    bridges: Vec<Bridge>,
}

struct Row<'a> {
    name: &'a str,
    id: &'a str,
    tag: String,
    missing: bool,
    cells: Vec<Option<Cell<'a>>>,
    choices: String,
    points: i64,
}

struct Cell<'a> {
    name: &'a str,
    mentor: &'a str,
    rank: String,
    department: usize,
    colour: usize,
}

struct Away {
    text: String,
    tone: &'static str,
    over: bool,
}

struct Department<'a> {
    name: &'a str,
    colour: usize,
    summary: String,
    rows: Vec<Seats<'a>>,
}

struct Seats<'a> {
    when: String,
    seats: String,
    width: u32,
    guests: Vec<Guest<'a>>,
}

struct Guest<'a> {
    name: &'a str,
    team: &'a str,
    mentor: &'a str,
    when: String,
}

struct Mentor<'a> {
    name: &'a str,
    department: &'a str,
    load: String,
    width: u32,
    guests: Vec<Guest<'a>>,
}

struct RankRow {
    label: String,
    count: usize,
    share: usize,
}

struct LeastHappy<'a> {
    name: &'a str,
    team: &'a str,
    points: i64,
}

struct Goal {
    name: String,
    sentence: String,
    value: i64,
    weight: i64,
    part: String,
}

struct ChangeTable {
    summary: String,
    rows: Vec<ChangeRow>,
}

struct ChangeRow {
    name: String,
    kind: &'static str,
    before: String,
    after: String,
}

/// The report as one self-contained HTML page.
///
/// # Errors
/// A page that cannot be put together.
pub fn html(picture: &Picture<'_>) -> Result<String, Problem> {
    let page = page(picture);
    page.render()
        .map_err(|error| Problem::error("html", "", format!("cannot write the page: {error}")))
}

fn page<'a>(picture: &'a Picture<'a>) -> Page<'a> {
    let mut notices = notices(picture);
    let more_notices = notices.len().saturating_sub(NOTICES);
    notices.truncate(NOTICES);
    let mut sections = vec![
        ("board", "Board"),
        ("departments", "Departments"),
        ("mentors", "Mentors"),
        ("absences", "Absences"),
        ("bridges", "Bridges"),
        ("wishes", "Wishes"),
        ("score", "Score"),
    ];
    if picture.program.mentors().is_empty() {
        sections.retain(|(anchor, _)| *anchor != "mentors");
    }
    if picture.changes.is_some() {
        sections.push(("changes", "Changes"));
    }
    if !notices.is_empty() {
        sections.insert(0, ("attention", "Attention"));
    }
    let script = include_str!("../../../templates/report.js");
    Page {
        shell: Shell::new(picture.title(), sections, script),
        title: picture.title(),
        period: picture.period(),
        people_count: picture.people.len(),
        facts: facts(picture),
        notices,
        more_notices,
        slots: &picture.slots,
        teams: teams(picture),
        departments: departments(picture),
        mentors: mentors(picture),
        chart: Chart::of(&picture.slots),
        bridge_summary: bridge_summary(picture),
        bridge_states: Bridge::SHOWN,
        ranks: ranks(picture),
        least_happy: least_happy(picture),
        proof: proof(picture),
        goals: goals(picture),
        score: picture.verdict.values.score,
        changes: changes(picture),
        version: picture.plan.run.as_ref().map_or("", |run| &run.version),
        sha256: picture
            .plan
            .program
            .as_ref()
            .map_or("", |program| &program.sha256),
    }
}

fn share(part: u32, whole: u32) -> u32 {
    (u64::from(part) * 100)
        .checked_div(u64::from(whole))
        .map_or(0, |share| u32::try_from(share.min(100)).unwrap_or(100))
}

fn departments<'a>(picture: &'a Picture<'a>) -> Vec<Department<'a>> {
    picture
        .program
        .departments()
        .iter()
        .zip(&picture.departments)
        .enumerate()
        .map(|(index, (department, facts))| {
            let seats: u32 = department
                .seats
                .iter()
                .fold(0, |sum, seats| sum.saturating_add(*seats));
            let mut visits = facts.visits.iter().peekable();
            let mut rows = Vec::new();
            for (at, slot) in picture.slots.iter().enumerate() {
                let mut guests = Vec::new();
                while let Some(visit) =
                    visits.next_if(|visit| picture.visits[**visit].slot.index() == at)
                {
                    guests.push(guest(picture, &picture.visits[*visit]));
                }
                let (used, seats) = (facts.used[at], department.seats[at]);
                if seats == 0 && used == 0 {
                    continue;
                }
                rows.push(Seats {
                    when: format!("{} {}", slot.label, slot.year),
                    seats: format!("{used} of {seats}"),
                    width: share(used, seats),
                    guests,
                });
            }
            let guests = facts.visits.len();
            let summary = format!(
                "{} · {guests} of {seats} seats used · {}",
                counted(guests, "guest"),
                counted(department.mentors.len(), "mentor"),
            );
            Department {
                name: &department.name,
                colour: index % COLOURS,
                summary,
                rows,
            }
        })
        .collect()
}

pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn guest<'a>(picture: &'a Picture<'a>, visit: &Visit) -> Guest<'a> {
    let slot = &picture.slots[visit.slot.index()];
    Guest {
        name: picture.staff_name(visit.staff),
        team: picture.team_name(picture.team_of(visit.staff)),
        mentor: picture.mentor_name(visit.mentor),
        when: format!("{} {}", slot.label, slot.year),
    }
}

fn mentors<'a>(picture: &'a Picture<'a>) -> Vec<Mentor<'a>> {
    let mut mentors: Vec<_> = picture
        .program
        .mentors()
        .iter()
        .zip(&picture.mentor_visits)
        .collect();
    mentors.sort_by_cached_key(|(mentor, _)| (mentor.department, natural(&mentor.name)));
    mentors
        .into_iter()
        .map(|(mentor, visits)| {
            let guests = u32::try_from(visits.len()).unwrap_or(u32::MAX);
            Mentor {
                name: &mentor.name,
                department: picture.department_name(mentor.department),
                load: match mentor.total {
                    Some(total) => format!("{guests} of {total}"),
                    None => guests.to_string(),
                },
                width: mentor.total.map_or(0, |total| share(guests, total)),
                guests: visits
                    .iter()
                    .map(|visit| guest(picture, &picture.visits[*visit]))
                    .collect(),
            }
        })
        .collect()
}

fn bridge_summary(picture: &Picture<'_>) -> String {
    let count = |bridge: Bridge| {
        picture
            .bridges
            .iter()
            .filter(|state| **state == bridge)
            .count()
    };
    let parts: Vec<String> = Bridge::SHOWN
        .iter()
        .map(|(bridge, _, word, _)| format!("{} {word}", count(*bridge)))
        .collect();
    parts.join(", ")
}

fn ranks(picture: &Picture<'_>) -> Vec<RankRow> {
    let all = picture.visits.len();
    let row = |(rank, count): &(crate::report::fared::Rank, usize)| RankRow {
        label: rank.label(),
        count: *count,
        share: (count * 200 + all).checked_div(2 * all).unwrap_or(0),
    };
    picture.fared.ranks.iter().map(row).collect()
}

fn least_happy<'a>(picture: &'a Picture<'a>) -> Vec<LeastHappy<'a>> {
    let least = picture.fared.least_happy.iter().take(LEAST_HAPPY);
    least
        .map(|(person, points)| {
            let staff = picture.people[*person].staff;
            LeastHappy {
                name: picture.staff_name(staff),
                team: picture.team_name(picture.team_of(staff)),
                points: *points,
            }
        })
        .collect()
}
