//! The report as CSV and as Markdown.

use rotaplan_core::input::Problem;

use super::bridges::Bridge;
use super::html::{notices, proof};
use super::picture::Picture;
use super::rows::{Table, absences, by_person};
use crate::sheets::{Cell, csv_bytes, plain_text};
use crate::text::{markdown, markdown_table};

/// Every visit as a row of CSV that spreadsheets open and `import` reads back as pins.
///
/// # Errors
/// Rows that cannot be written as CSV.
pub fn csv(picture: &Picture<'_>) -> Result<Vec<u8>, Problem> {
    let table = by_person(picture);
    let headings = table
        .headings
        .iter()
        .map(|heading| Cell::Text((*heading).to_owned()))
        .collect();
    csv_bytes(std::iter::once(headings).chain(table.rows))
}

/// The report as Markdown.
#[must_use]
pub fn markdown_page(picture: &Picture<'_>) -> String {
    let mut page = format!(
        "# {}\n\n{}\n\n",
        markdown(picture.title()),
        markdown(&picture.period())
    );
    page += &format!(
        "**{}.** {}\n\n",
        markdown(picture.status()),
        markdown(&proof(picture))
    );
    let notices = notices(picture);
    if !notices.is_empty() {
        page += "## Needs attention\n\n";
        for notice in notices {
            page += &format!("- {}\n", markdown(&notice));
        }
        page.push('\n');
    }
    let visits = by_person(picture);
    // Names are enough for readers; ids stay in the CSV.
    page += &section(
        "Rotations",
        &visits,
        &[
            "Name",
            "Team",
            "Slot",
            "Department name",
            "Mentor name",
            "Choice",
        ],
    );
    page += "## Departments\n\n";
    let mut rows = Vec::new();
    for (department, facts) in picture
        .program
        .departments()
        .iter()
        .zip(&picture.departments)
    {
        let mut row = vec![department.name.clone()];
        row.extend(
            facts
                .used
                .iter()
                .zip(&department.seats)
                .map(|(used, seats)| format!("{used} of {seats}")),
        );
        rows.push(row);
    }
    let slots: Vec<&str> = picture
        .slots
        .iter()
        .map(|slot| slot.name.as_str())
        .collect();
    let head = |first| [vec![first], slots.clone()].concat();
    page += &markdown_table(&head("Department"), &rows);
    page += &format!(
        "\n{}",
        section(
            "Absences",
            &absences(picture),
            &["Team", "Slot", "Away", "May be away"]
        )
    );
    page += "## Bridges\n\n";
    let names: Vec<&str> = picture
        .program
        .departments()
        .iter()
        .map(|department| department.name.as_str())
        .collect();
    let rows: Vec<Vec<String>> = picture
        .program
        .teams()
        .iter()
        .zip(picture.bridges.chunks(names.len().max(1)))
        .map(|(team, bridges)| {
            let words = bridges.iter().map(|bridge| bridge.word().to_owned());
            std::iter::once(team.name.clone()).chain(words).collect()
        })
        .collect();
    page += &markdown_table(&[vec!["Team"], names].concat(), &rows);
    let meanings: Vec<String> = Bridge::SHOWN
        .iter()
        .map(|(_, _, word, meaning)| format!("{word}: {meaning}"))
        .collect();
    page += &format!("\n{}.\n\n", markdown(&meanings.join("; ")));
    let rows: Vec<Vec<String>> = picture
        .fared
        .ranks
        .iter()
        .map(|(rank, count)| vec![rank.label(), count.to_string()])
        .collect();
    page += &format!(
        "## How people fared\n\n{}",
        markdown_table(&["Choice", "Rotations"], &rows)
    );
    if let Some(changes) = &picture.changes {
        let words = |rows: &[_]| {
            rows.iter()
                .map(|row| picture.words(row))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let rows: Vec<Vec<String>> = changes
            .rows
            .iter()
            .map(|change| {
                let staff = picture.program.staff_by_id(&change.staff);
                let name = staff.map_or(change.staff.clone(), |staff| {
                    picture.staff_name(staff).to_owned()
                });
                vec![
                    name,
                    change.kind.to_owned(),
                    words(&change.before),
                    words(&change.after),
                ]
            })
            .collect();
        page += &format!(
            "\n## What changed\n\n{}",
            markdown_table(&["Person", "What", "Before", "Now"], &rows)
        );
    }
    page
}

/// Some columns of a table as a section.
fn section(title: &str, table: &Table, columns: &[&str]) -> String {
    let picked: Vec<usize> = columns
        .iter()
        .filter_map(|column| table.headings.iter().position(|heading| heading == column))
        .collect();
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            picked
                .iter()
                .map(|column| plain_text(&row[*column]))
                .collect()
        })
        .collect();
    let headings: Vec<&str> = columns
        .iter()
        .map(|column| column.trim_end_matches(" name"))
        .collect();
    format!("## {title}\n\n{}\n", markdown_table(&headings, &rows))
}
