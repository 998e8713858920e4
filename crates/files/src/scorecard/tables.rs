//! The scorecard as tables: CSV takes one, Markdown shows them all.

use rotaplan_core::input::Problem;
use rotaplan_core::scorecard::{PersonCard, Scorecard};

use super::words::{
    basis, caveat, department, departments, held, lasting, mean, month, participation, person,
    progress, reached, scale, sentence, state, team, title, trend, weak_link,
};
use crate::report::rows::shown;
use crate::sheets::{Cell, csv_bytes};
use crate::text::{markdown, markdown_table};

/// The tables that CSV can be of; the first one is the participation record.
pub const TABLES: [&str; 5] = ["people", "departments", "teams", "bridges", "mentors"];

struct Table {
    headings: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
}

fn number(number: impl TryInto<i64>) -> Cell {
    Cell::Number(number.try_into().unwrap_or(i64::MAX) as f64)
}

/// One of [`TABLES`] as CSV that spreadsheets open; an unknown name gives the participation record.
///
/// # Errors
/// Rows that cannot be written as CSV.
pub fn csv(card: &Scorecard, table: &str) -> Result<Vec<u8>, Problem> {
    let table = named(card, table);
    let headings = table.headings.iter();
    let headings = headings.map(|text| Cell::Text((*text).to_owned()));
    csv_bytes(std::iter::once(headings.collect()).chain(table.rows))
}

fn named(card: &Scorecard, name: &str) -> Table {
    match name {
        "departments" => department_rows(card),
        "teams" => team_rows(card),
        "bridges" => bridge_rows(card),
        "mentors" => mentor_rows(card),
        _ => people(card),
    }
}

fn people(card: &Scorecard) -> Table {
    let row = |row: &PersonCard| {
        let visits: Vec<String> = row
            .visits
            .iter()
            .map(|visit| {
                let name = department(card, &visit.department);
                format!("{} {name} ({})", visit.month, held(visit))
            })
            .collect();
        let excused: Vec<String> = row
            .excused
            .iter()
            .map(|x| {
                let name = department(card, &x.department);
                let reason = match x.reason.trim() {
                    "" => "no reason given",
                    reason => reason,
                };
                format!("{} {name}: {reason}", x.slot)
            })
            .collect();
        let brought = row.visits.iter().filter_map(|x| x.improvement.as_ref());
        let brought: Vec<String> = brought
            .map(|improvement| format!("{} ({})", improvement.title, progress(improvement)))
            .collect();
        vec![
            shown(&row.id),
            shown(&row.name),
            shown(team(card, &row.team)),
            shown(participation(row)),
            shown(&row.reason),
            number(row.due),
            number(row.done),
            number(row.owed),
            number(row.coming),
            number(row.excused.len()),
            shown(&excused.join("; ")),
            number(row.improvements.promised),
            number(row.improvements.delivered),
            number(row.improvements.owed),
            number(row.improvements.overdue),
            number(row.improvements.worth),
            shown(&visits.join("; ")),
            shown(&brought.join("; ")),
        ]
    };
    Table {
        headings: &[
            "Staff",
            "Name",
            "Team",
            "Participation",
            "Reason",
            "Due",
            "Done",
            "Owed",
            "Coming",
            "Excused",
            "Excused, why",
            "Improvements promised",
            "Delivered",
            "Still owed",
            "Overdue",
            "Worth",
            "Rotations",
            "Improvements",
        ],
        rows: card.people.iter().map(row).collect(),
    }
}

fn department_rows(card: &Scorecard) -> Table {
    let rows = card.departments.iter().map(|row| {
        let wanted = row.bridges.iter().filter(|bridge| bridge.wanted);
        let stand = |bridge: &&rotaplan_core::scorecard::BridgeCard| {
            matches!(state(bridge.state).1, "fresh" | "fading")
        };
        let ratings: Vec<String> = row
            .ratings
            .iter()
            .map(|metric| {
                format!(
                    "{}: {} on {}; target {}; {}",
                    metric.name,
                    mean(metric.all),
                    scale(metric),
                    reached(metric),
                    trend(metric)
                )
            })
            .collect();
        vec![
            shown(&row.id),
            shown(&row.name),
            number(wanted.clone().count()),
            number(wanted.filter(stand).count()),
            number(row.visits.promised),
            number(row.visits.kept),
            number(row.visits.part),
            number(row.visits.cancelled),
            number(row.visits.sessions),
            number(row.improvements.promised),
            number(row.improvements.delivered),
            number(row.improvements.owed),
            number(row.improvements.overdue),
            number(row.improvements.worth),
            shown(&ratings.join(" | ")),
        ]
    });
    Table {
        headings: &[
            "Department",
            "Name",
            "Bridges wanted",
            "Standing",
            "Visits promised",
            "Kept",
            "In part",
            "Cancelled",
            "Sessions",
            "Improvements promised",
            "Delivered",
            "Still owed",
            "Overdue",
            "Worth",
            "Ratings",
        ],
        rows: rows.collect(),
    }
}

fn team_rows(card: &Scorecard) -> Table {
    let rows = card.teams.iter().map(|row| {
        vec![
            shown(&row.id),
            shown(&row.name),
            number(row.members),
            number(row.been_out),
            number(row.bridges.wanted),
            number(row.bridges.standing),
            shown(&departments(card, &row.never_reached)),
            number(row.disruption.promised),
            number(row.disruption.real),
            number(row.disruption.part),
        ]
    });
    Table {
        headings: &[
            "Team",
            "Name",
            "Members",
            "Have been out",
            "Bridges wanted",
            "Standing",
            "Never reached",
            "Slots away promised",
            "Real",
            "In part",
        ],
        rows: rows.collect(),
    }
}

fn bridge_rows(card: &Scorecard) -> Table {
    let rows = card.departments.iter().flat_map(|row| {
        row.bridges.iter().map(|bridge| {
            vec![
                shown(&bridge.team),
                shown(team(card, &bridge.team)),
                shown(&row.id),
                shown(&row.name),
                shown(if bridge.wanted { "yes" } else { "no" }),
                shown(state(bridge.state).1),
                shown(bridge.last_visit.as_deref().unwrap_or_default()),
                bridge.age.map_or(Cell::Empty, number),
                number(bridge.visits),
                number(bridge.held_by),
            ]
        })
    });
    Table {
        headings: &[
            "Team",
            "Team name",
            "Department",
            "Department name",
            "Wanted",
            "State",
            "Last visit",
            "Months ago",
            "Visits",
            "Held by",
        ],
        rows: rows.collect(),
    }
}

fn mentor_rows(card: &Scorecard) -> Table {
    let rows = card.mentors.iter().map(|row| {
        let years: Vec<String> = row
            .years
            .iter()
            .map(|load| format!("{}: {}", load.year, load.guests))
            .collect();
        vec![
            shown(&row.id),
            shown(&row.name),
            shown(department(card, &row.department)),
            shown(if row.gone { "no" } else { "yes" }),
            number(row.guests),
            number(row.sessions),
            shown(&years.join(", ")),
        ]
    });
    Table {
        headings: &[
            "Mentor",
            "Name",
            "Department",
            "Still there",
            "Guests",
            "Sessions",
            "Guests by year",
        ],
        rows: rows.collect(),
    }
}

/// The scorecard as Markdown.
#[must_use]
pub fn markdown_page(card: &Scorecard) -> String {
    let mut page = format!(
        "# {}\n\n{}\n\n",
        markdown(title(card)),
        markdown(&basis(card))
    );
    page += &format!("{}\n\n", markdown(caveat(card)));
    let whole = &card.whole;
    let bridges = &whole.bridges;
    let mut lines = vec![
        format!(
            "{} of {} wanted bridges stand: {} fresh, {} fading; {} lost, {} never built",
            bridges.standing,
            bridges.wanted,
            bridges.fresh,
            bridges.fading,
            bridges.lost,
            bridges.never
        ),
        format!(
            "{} of {} people have been out",
            whole.been_out, whole.people
        ),
        format!(
            "{} of {} promised visits were kept, {} of them in part",
            whole.visits.kept, whole.visits.promised, whole.visits.part
        ),
        format!(
            "{} of {} promised improvements are delivered, worth {}; {} are owed, {} of them overdue",
            whole.improvements.delivered,
            whole.improvements.promised,
            whole.improvements.worth,
            whole.improvements.owed,
            whole.improvements.overdue
        ),
    ];
    if let Some(ahead) = &whole.ahead {
        lines.push(format!("Planned ahead: {}", ahead.every_bridge.text));
    }
    for line in lines {
        page += &format!("- {}\n", markdown(&line));
    }
    page += &format!("\n## Coverage\n\n{}\n\n", markdown(&lasting(card)));
    let rows: Vec<Vec<String>> = whole
        .coverage
        .iter()
        .map(|row| {
            vec![
                format!("{} to {}", month(&row.from), month(&row.to)),
                row.visits.to_string(),
                format!("{} of {}", row.standing, row.wanted),
            ]
        })
        .collect();
    page += &markdown_table(
        &["Months", "Visits", "Bridges that stood at the end"],
        &rows,
    );
    page += "\n## Weak links\n\n";
    for link in &whole.weak_links {
        page += &format!("- {}\n", markdown(&sentence(&weak_link(card, link))));
    }
    for id in &whole.no_contact {
        let name = department(card, id);
        page += &format!(
            "- {}\n",
            markdown(&format!("{name} has no contact at all."))
        );
    }
    if whole.weak_links.is_empty() && whole.no_contact.is_empty() {
        page += "No department hangs on one person.\n";
    }
    for (heading, name) in [
        ("Departments", "departments"),
        ("Teams", "teams"),
        ("Participation", "people"),
        ("Mentors", "mentors"),
    ] {
        let table = named(card, name);
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(crate::sheets::plain_text).collect())
            .collect();
        page += &format!(
            "\n## {heading}\n\n{}",
            markdown_table(table.headings, &rows)
        );
    }
    let brought: Vec<Vec<String>> = card
        .departments
        .iter()
        .flat_map(|row| row.brought.iter().map(move |x| (row, x)))
        .map(|(row, x)| {
            vec![
                row.name.clone(),
                x.title.clone(),
                person(card, &x.staff).to_owned(),
                progress(x),
                x.worth.map_or(String::new(), |worth| worth.to_string()),
            ]
        })
        .collect();
    if !brought.is_empty() {
        let headings = ["Department", "Improvement", "By", "State", "Worth"];
        page += &format!(
            "\n## Improvements\n\n{}",
            markdown_table(&headings, &brought)
        );
    }
    page
}
