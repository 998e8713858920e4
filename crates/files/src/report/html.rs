//! The report as one page: what it shows is put into words here, how it looks stands in the templates.

use askama::Template;
use rotaplan_core::goals::GoalName;
use rotaplan_core::input::Problem;
use rotaplan_core::plan::Proof;
use rotaplan_core::program::Participation;

use super::bridges::Bridge;
use super::chart::Chart;
use super::picture::{Picture, SlotFacts, Visit, natural};
use super::shell::{Shell, filters};

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
    sentence: &'static str,
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
    let script = include_str!("../../templates/report.js");
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

fn facts(picture: &Picture<'_>) -> Vec<Fact> {
    let fact = |name, value: String, note: String| Fact {
        name,
        value,
        note,
        tone: "",
    };
    let valid = picture.verdict.breaches.is_empty();
    let tone = if valid && picture.plan.unplaced.is_empty() {
        "good"
    } else {
        "bad"
    };
    let checked = if valid {
        "every rule checked and kept".to_owned()
    } else {
        format!(
            "rules are broken in {} places",
            picture.verdict.breaches.len()
        )
    };
    let mut facts = vec![Fact {
        tone,
        ..fact("Plan", picture.status().to_owned(), checked)
    }];
    let bound = match (picture.plan.bound, picture.plan.gap) {
        (Some(bound), _) if bound == picture.verdict.values.score => {
            "and no plan can have more".to_owned()
        }
        (Some(bound), Some(gap)) => format!("at most {bound} is possible ({:.2} %)", gap * 100.0),
        (Some(bound), None) => format!("at most {bound} is possible"),
        (None, _) => "no bound known".to_owned(),
    };
    facts.push(fact(
        "Score",
        picture.verdict.values.score.to_string(),
        bound,
    ));
    let missing: u32 = picture.people.iter().map(|person| person.missing).sum();
    let placed = match missing {
        0 => "nobody is short of one".to_owned(),
        missing => format!("{missing} missing"),
    };
    facts.push(fact("Rotations", picture.visits.len().to_string(), placed));
    if let Some(share) = picture.fared.first_choice_share() {
        let average = format!("{} points in all", picture.fared.points);
        facts.push(fact("First choices", format!("{share} %"), average));
    }
    if let Some(peak) = picture.slots.iter().max_by_key(|slot| slot.away) {
        let when = format!("in {} {}", peak.label, peak.year);
        let note = peak
            .limit
            .map_or(when.clone(), |limit| format!("{when}, {limit} may be"));
        facts.push(fact("Most away at once", peak.away.to_string(), note));
    }
    let count = |bridge| {
        picture
            .bridges
            .iter()
            .filter(|state| **state == bridge)
            .count()
    };
    let missing = count(Bridge::Missing) + count(Bridge::Faded);
    facts.push(fact(
        "New bridges",
        count(Bridge::New).to_string(),
        format!(
            "{} refreshed, {missing} still missing",
            count(Bridge::Refreshed)
        ),
    ));
    facts
}

/// What somebody should look at: breaches, people who are short, and other shortfalls.
pub(crate) fn notices(picture: &Picture<'_>) -> Vec<String> {
    let breaches = picture
        .verdict
        .breaches
        .iter()
        .map(|breach| format!("{}: {}", breach.rule, breach.text));
    let unplaced = picture.plan.unplaced.iter().map(|short| {
        let name = picture
            .program
            .staff_by_id(&short.staff)
            .map_or(short.staff.as_str(), |staff| picture.staff_name(staff));
        let reasons = match short.reasons.is_empty() {
            true => String::new(),
            false => format!(": {}", short.reasons.join("; ")),
        };
        format!("{name} lacks {} of the rotations{reasons}", short.missing)
    });
    let unmet = picture
        .plan
        .unmet
        .iter()
        .map(|unmet| format!("{}: {}", unmet.rule, unmet.text));
    unplaced.chain(unmet).chain(breaches).collect()
}

fn teams<'a>(picture: &'a Picture<'a>) -> Vec<Team<'a>> {
    let departments = picture.program.departments().len();
    picture
        .program
        .teams()
        .iter()
        .zip(&picture.teams)
        .enumerate()
        .map(|(index, (team, facts))| Team {
            name: &team.name,
            rows: facts
                .people
                .clone()
                .map(|person| row(picture, person))
                .collect(),
            away: facts
                .away
                .iter()
                .zip(&facts.limit)
                .map(|(away, limit)| away_cell(*away, *limit))
                .collect(),
            bridges: picture.bridges[index * departments..(index + 1) * departments].to_vec(),
        })
        .collect()
}

fn row<'a>(picture: &'a Picture<'a>, person: usize) -> Row<'a> {
    let person = &picture.people[person];
    let staff = &picture.program.staff()[person.staff.index()];
    let mut cells: Vec<Option<Cell<'a>>> = picture.slots.iter().map(|_| None).collect();
    for visit in &person.visits {
        let visit = &picture.visits[*visit];
        cells[visit.slot.index()] = Some(cell(picture, visit));
    }
    let choices = person.visits.iter().map(|visit| {
        let visit = &picture.visits[*visit];
        format!(
            "{} ({})",
            picture.department_name(visit.department),
            visit.rank.label()
        )
    });
    let tag = match (person.missing, staff.participation) {
        (0, Participation::Voluntary) => "voluntary".to_owned(),
        (0, Participation::Excused) => "excused".to_owned(),
        (0, Participation::Mandatory) => String::new(),
        (missing, _) => format!("{missing} missing"),
    };
    Row {
        name: &staff.name,
        id: if staff.name == staff.id {
            ""
        } else {
            &staff.id
        },
        tag,
        missing: person.missing > 0,
        cells,
        choices: choices.collect::<Vec<_>>().join(", "),
        points: person.points,
    }
}

fn cell<'a>(picture: &'a Picture<'a>, visit: &Visit) -> Cell<'a> {
    let department = visit.department.index();
    Cell {
        name: picture.department_name(visit.department),
        mentor: picture.mentor_name(visit.mentor),
        rank: visit.rank.short(),
        department,
        colour: department % COLOURS,
    }
}

fn away_cell(away: u32, limit: Option<u32>) -> Away {
    let tone = match (away, limit) {
        (away, Some(limit)) if away > limit => "over",
        (0, _) => "h0",
        (away, Some(limit)) if away == limit => "h3 full",
        (away, Some(limit)) if 2 * away > limit => "h2",
        _ => "h1",
    };
    let text = match (away, limit) {
        (0, None) => String::new(),
        (away, Some(limit)) => format!("{away}/{limit}"),
        (away, None) => away.to_string(),
    };
    Away {
        text,
        tone,
        over: tone == "over",
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
    let row = |(rank, count): &(super::fared::Rank, usize)| RankRow {
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

/// What is known of how good the plan is, in a sentence or two.
pub(crate) fn proof(picture: &Picture<'_>) -> String {
    let score = picture.verdict.values.score;
    let whose = match picture.plan.proof {
        Some(Proof::Bound) => {
            "The bound was recomputed in whole numbers; nobody’s word has to be taken for it."
        }
        Some(Proof::Backend) => "The bound is a solver’s claim.",
        None => "",
    };
    let said = match picture.plan.score {
        Some(said) if said != score => format!(
            "The plan file says {said}; the score of its placements under this program is {score}. "
        ),
        _ => String::new(),
    };
    let known = match picture.plan.bound {
        Some(bound) if bound == score => {
            format!("The score is {score}, and no plan that keeps the rules can have more. {whose}")
        }
        Some(bound) => format!(
            "The score is {score}; no plan that keeps the rules can have more than {bound}. {whose}"
        ),
        None => format!("The score is {score}. How much more is possible is not known."),
    };
    format!("{said}{known}").trim().to_owned()
}

fn goals(picture: &Picture<'_>) -> Vec<Goal> {
    let weighed: Vec<GoalName> = GoalName::weighed(&picture.program).collect();
    let values = &picture.verdict.values.by_goal;
    GoalName::ALL
        .iter()
        .filter(|goal| weighed.contains(goal))
        .map(|goal| {
            let value = values.get(goal).copied().unwrap_or_default();
            let weight = goal.signed_weight(&picture.program);
            Goal {
                name: goal.name().replace('_', " "),
                sentence: goal.goal().sentence(),
                value,
                weight: weight.abs(),
                part: format!("{:+}", weight.saturating_mul(value)).replace('-', "−"),
            }
        })
        .collect()
}

fn changes(picture: &Picture<'_>) -> Option<ChangeTable> {
    let changes = picture.changes.as_ref()?;
    let summary = format!(
        "{} of the earlier plan’s {} stand; {} changed.",
        changes.kept,
        counted(changes.kept + changes.given_up, "rotation"),
        if changes.rows.len() == 1 {
            "one person’s rotations".to_owned()
        } else {
            format!("the rotations of {} people", changes.rows.len())
        },
    );
    let rows = changes.rows.iter().map(|change| ChangeRow {
        name: picture
            .program
            .staff_by_id(&change.staff)
            .map_or(change.staff.clone(), |staff| {
                picture.staff_name(staff).to_owned()
            }),
        kind: change.kind,
        before: change
            .before
            .iter()
            .map(|x| picture.words(x))
            .collect::<Vec<_>>()
            .join("; "),
        after: change
            .after
            .iter()
            .map(|x| picture.words(x))
            .collect::<Vec<_>>()
            .join("; "),
    });
    Some(ChangeTable {
        summary,
        rows: rows.collect(),
    })
}
