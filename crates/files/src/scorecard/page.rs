//! The scorecard as one page: words here, looks in the templates.

use askama::Template;
use rotaplan_core::ahead::AheadStatus;
use rotaplan_core::input::Problem;
use rotaplan_core::scorecard::{
    BridgeState, DepartmentCard, MentorCard, PersonCard, Scorecard, TeamCard,
};

use super::words::{
    STATES, basis, caveat, department, departments, lasting, mean, month, participation, percent,
    person, progress, reached, scale, sentence, state, team, title, trend, weak_link,
};
use crate::report::shell::{Shell, filters};

#[derive(Template)]
#[template(path = "scorecard.html")]
struct Page<'a> {
    shell: Shell,
    title: &'a str,
    basis: String,
    caveat: &'static str,
    lasting: String,
    card: &'a Scorecard,
    facts: Vec<Fact>,
    states: [(BridgeState, &'static str, &'static str, &'static str); 4],
    departments: Vec<&'a str>,
    map: Vec<MapRow<'a>>,
    coverage: Vec<CoverageRow>,
    ahead: Option<AheadTable>,
    links: Vec<String>,
    no_contact: String,
    cards: Vec<Department<'a>>,
    teams: Vec<Team<'a>>,
    people: Vec<Person<'a>>,
    years: Vec<i32>,
    mentors: Vec<Mentor<'a>>,
}

struct Fact {
    name: &'static str,
    value: String,
    note: String,
    tone: &'static str,
}

struct MapRow<'a> {
    team: &'a str,
    cells: Vec<MapCell>,
}

struct MapCell {
    class: &'static str,
    sign: &'static str,
    told: String,
}

struct CoverageRow {
    months: String,
    visits: usize,
    standing: usize,
    wanted: usize,
    share: usize,
}

struct AheadTable {
    sentences: Vec<String>,
    rows: Vec<AheadRow>,
}

struct AheadRow {
    number: usize,
    months: String,
    how: &'static str,
    placements: usize,
    standing: String,
    out: String,
    share: usize,
}

struct Department<'a> {
    row: &'a DepartmentCard,
    summary: String,
    stands: String,
    ratings: Vec<Rating<'a>>,
    brought: Vec<Brought<'a>>,
}

struct Rating<'a> {
    name: &'a str,
    scale: String,
    mean: String,
    target: String,
    trend: &'static str,
    periods: String,
}

struct Brought<'a> {
    title: &'a str,
    by: &'a str,
    progress: String,
    worth: String,
    overdue: bool,
}

struct Team<'a> {
    row: &'a TeamCard,
    share: usize,
    never: String,
}

struct Person<'a> {
    row: &'a PersonCard,
    team: &'a str,
    participation: &'static str,
    excused: String,
}

struct Mentor<'a> {
    row: &'a MentorCard,
    department: &'a str,
    years: Vec<usize>,
}

/// The scorecard as one self-contained HTML page.
///
/// # Errors
/// A page that cannot be put together.
pub fn html(card: &Scorecard) -> Result<String, Problem> {
    let page = page(card).render();
    page.map_err(|error| Problem::error("html", "", format!("cannot write the page: {error}")))
}

fn page(card: &Scorecard) -> Page<'_> {
    let mut sections = vec![("bridges", "Bridges"), ("coverage", "Coverage")];
    if card.whole.ahead.is_some() {
        sections.push(("ahead", "Ahead"));
    }
    sections.push(("links", "Weak links"));
    sections.push(("departments", "Departments"));
    sections.push(("teams", "Teams"));
    sections.push(("people", "Participation"));
    if !card.mentors.is_empty() {
        sections.push(("mentors", "Mentors"));
    }
    let whole = &card.whole;
    let links = whole.weak_links.iter();
    let mut years: Vec<i32> = card
        .mentors
        .iter()
        .flat_map(|row| row.years.iter().map(|load| load.year))
        .collect();
    years.sort_unstable();
    years.dedup();
    Page {
        shell: Shell::new(&format!("Scorecard: {}", title(card)), sections, ""),
        title: title(card),
        basis: basis(card),
        caveat: caveat(card),
        lasting: lasting(card),
        facts: facts(card),
        states: STATES,
        departments: card.departments.iter().map(|row| &*row.name).collect(),
        map: map(card),
        coverage: coverage(card),
        ahead: ahead(card),
        links: links.map(|link| sentence(&weak_link(card, link))).collect(),
        no_contact: departments(card, &whole.no_contact),
        cards: card
            .departments
            .iter()
            .map(|row| cards(card, row))
            .collect(),
        teams: card
            .teams
            .iter()
            .map(|row| Team {
                row,
                share: percent(row.been_out, row.members),
                never: departments(card, &row.never_reached),
            })
            .collect(),
        people: card.people.iter().map(|row| people(card, row)).collect(),
        mentors: mentors(card, &years),
        years,
        card,
    }
}

fn facts(card: &Scorecard) -> Vec<Fact> {
    let whole = &card.whole;
    let (bridges, visits, brought) = (whole.bridges, whole.visits, whole.improvements);
    let tone = |bad: bool| if bad { "bad" } else { "" };
    let mut facts = vec![
        Fact {
            name: "Bridges that stand",
            value: format!("{} of {}", bridges.standing, bridges.wanted),
            note: format!("{} of them fading", bridges.fading),
            tone: match bridges.standing == bridges.wanted && bridges.wanted > 0 {
                true => "good",
                false => "",
            },
        },
        Fact {
            name: "Bridges lost",
            value: bridges.lost.to_string(),
            note: format!("{} more were never built", bridges.never),
            tone: tone(bridges.lost > 0),
        },
        Fact {
            name: "Have been out",
            value: format!("{} of {}", whole.been_out, whole.people),
            note: format!("{} % of the people", percent(whole.been_out, whole.people)),
            tone: "",
        },
        Fact {
            name: "Visits kept",
            value: format!("{} of {}", visits.kept, visits.promised),
            note: format!("{} cut short, {} cancelled", visits.part, visits.cancelled),
            tone: "",
        },
        Fact {
            name: "Improvements delivered",
            value: format!("{} of {}", brought.delivered, brought.promised),
            note: format!("worth {}; {} overdue", brought.worth, brought.overdue),
            tone: tone(brought.overdue > 0),
        },
    ];
    if let Some(ahead) = &whole.ahead {
        let target = &ahead.every_bridge;
        let quarters = |number: usize| match number {
            1 => "1 quarter".to_owned(),
            _ => format!("{number} quarters"),
        };
        let (value, note) = match target.reached {
            Some(0) => ("today".to_owned(), String::new()),
            Some(number) => (
                format!("in {}", quarters(number)),
                "planned ahead".to_owned(),
            ),
            None if target.impossible_within >= ahead.asked => {
                let value = format!("not in {}", quarters(ahead.asked));
                (value, "proven, whatever is planned".to_owned())
            }
            None => {
                let value = format!("not in {}", quarters(ahead.quarters.len()));
                (value, "by these plans".to_owned())
            }
        };
        facts.push(Fact {
            name: "Every wanted bridge stands",
            value,
            note,
            tone: "",
        });
    }
    facts
}

fn map(card: &Scorecard) -> Vec<MapRow<'_>> {
    let cell = |at: usize, department: &DepartmentCard| {
        let bridge = &department.bridges[at];
        let (sign, word) = state(bridge.state);
        let age = bridge.age.map_or(String::new(), |age| match age {
            1 => ", 1 month ago".to_owned(),
            _ => format!(", {age} months ago"),
        });
        match (bridge.wanted, bridge.state) {
            (false, BridgeState::Never) => MapCell {
                class: "",
                sign: "",
                told: String::new(),
            },
            (true, _) => MapCell {
                class: word,
                sign,
                told: format!("{word}{age}"),
            },
            (false, _) => MapCell {
                class: "unwanted",
                sign,
                told: format!("{word}{age}, not asked for"),
            },
        }
    };
    card.teams
        .iter()
        .enumerate()
        .map(|(at, team)| MapRow {
            team: &team.name,
            cells: card.departments.iter().map(|row| cell(at, row)).collect(),
        })
        .collect()
}

fn coverage(card: &Scorecard) -> Vec<CoverageRow> {
    let rows = card.whole.coverage.iter();
    rows.map(|row| CoverageRow {
        months: match row.from == row.to {
            true => month(&row.from),
            false => format!("{} to {}", month(&row.from), month(&row.to)),
        },
        visits: row.visits,
        standing: row.standing,
        wanted: row.wanted,
        share: percent(row.standing, row.wanted),
    })
    .collect()
}

fn ahead(card: &Scorecard) -> Option<AheadTable> {
    let ahead = card.whole.ahead.as_ref()?;
    let (bridges, people) = (ahead.every_bridge.wanted, ahead.everyone.wanted);
    let rows = ahead.quarters.iter().map(|row| AheadRow {
        number: row.number,
        months: format!("{} to {}", month(&row.first_month), month(&row.last_month)),
        how: match row.status {
            AheadStatus::Optimal => "best plan, proven",
            AheadStatus::Feasible => "checked plan",
            AheadStatus::Partial => "falls short",
            AheadStatus::Infeasible => "no plan keeps every rule",
            AheadStatus::Unknown => "no plan in time",
        },
        placements: row.placements,
        standing: format!("{} of {bridges}", row.standing),
        out: format!("{} of {people}", row.been_out),
        share: percent(row.standing, bridges),
    });
    Some(AheadTable {
        sentences: [&ahead.every_bridge, &ahead.everyone]
            .map(|target| sentence(&target.text))
            .to_vec(),
        rows: rows.collect(),
    })
}

fn cards<'a>(card: &'a Scorecard, row: &'a DepartmentCard) -> Department<'a> {
    let wanted = row.bridges.iter().filter(|bridge| bridge.wanted);
    let standing = wanted
        .clone()
        .filter(|bridge| matches!(bridge.state, BridgeState::Fresh | BridgeState::Fading));
    let lost: Vec<&str> = wanted
        .clone()
        .filter(|bridge| bridge.state == BridgeState::Lost)
        .map(|bridge| team(card, &bridge.team))
        .collect();
    let lost = match lost.is_empty() {
        true => String::new(),
        false => format!("; lost: {}", lost.join(", ")),
    };
    let ratings = row.ratings.iter().map(|metric| Rating {
        name: &metric.name,
        scale: scale(metric),
        mean: mean(metric.all),
        target: reached(metric),
        trend: trend(metric),
        periods: metric
            .periods
            .iter()
            .map(|period| format!("{}: {}", month(&period.from), mean(period.ratings)))
            .collect::<Vec<_>>()
            .join(" · "),
    });
    let brought = row.brought.iter().map(|improvement| Brought {
        title: match improvement.title.trim() {
            "" => "(no title)",
            _ => &improvement.title,
        },
        by: person(card, &improvement.staff),
        progress: progress(improvement),
        worth: improvement
            .worth
            .map_or("–".to_owned(), |worth| worth.to_string()),
        overdue: improvement.overdue,
    });
    let (visits, owes) = (row.visits, row.improvements);
    Department {
        summary: format!(
            "{} of {} visits kept, {} in part, {} cancelled · {} sessions · improvements: {} delivered (worth {}), {} \
             owed, {} overdue",
            visits.kept,
            visits.promised,
            visits.part,
            visits.cancelled,
            visits.sessions,
            owes.delivered,
            owes.worth,
            owes.owed,
            owes.overdue
        ),
        stands: format!(
            "Bridges: {} of {} stand{lost}",
            standing.count(),
            wanted.count()
        ),
        ratings: ratings.collect(),
        brought: brought.collect(),
        row,
    }
}

fn people<'a>(card: &'a Scorecard, row: &'a PersonCard) -> Person<'a> {
    let excused: Vec<String> = row
        .excused
        .iter()
        .map(|excuse| {
            let reason = match excuse.reason.trim() {
                "" => "no reason given",
                reason => reason,
            };
            let place = department(card, &excuse.department);
            format!("{place}, {}: {reason}", excuse.slot)
        })
        .collect();
    Person {
        team: team(card, &row.team),
        participation: participation(row),
        excused: excused.join("; "),
        row,
    }
}

fn mentors<'a>(card: &'a Scorecard, years: &[i32]) -> Vec<Mentor<'a>> {
    let guests = |row: &MentorCard, year: &i32| {
        let load = row.years.iter().find(|load| load.year == *year);
        load.map_or(0, |load| load.guests)
    };
    card.mentors
        .iter()
        .map(|row| Mentor {
            department: department(card, &row.department),
            years: years.iter().map(|year| guests(row, year)).collect(),
            row,
        })
        .collect()
}
