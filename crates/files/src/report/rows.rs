//! The report as tables: what the workbook, CSV and Markdown have in common.

use super::picture::{Picture, Visit};
use crate::sheets::Cell;
use crate::text::printable;

/// A table of a report.
pub(crate) struct Table {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Its headings.
    pub(crate) headings: Vec<&'static str>,
    /// Its rows.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// Free text for people.
pub(crate) fn shown(text: &str) -> Cell {
    match printable(text).trim() {
        "" => Cell::Empty,
        text => Cell::Text(text.to_owned()),
    }
}

/// An id as import reads it back.
fn id(text: &str) -> Cell {
    Cell::Text(crate::sheets::quote_cell(text))
}

fn number(number: impl Into<i64>) -> Cell {
    // Counts and points of a program lie far within 53 bits.
    Cell::Number(number.into() as f64)
}

/// Headings of a row that tells all of a visit; import knows staff, slot, department and mentor by them.
const VISIT_HEADINGS: [&str; 12] = [
    "Staff",
    "Name",
    "Team",
    "Slot",
    "From",
    "To",
    "Department",
    "Department name",
    "Mentor",
    "Mentor name",
    "Choice",
    "Points",
];

/// One row a visit, by person: what `import` reads back as pins.
pub(crate) fn by_person(picture: &Picture<'_>) -> Table {
    let rows = picture.people.iter().flat_map(|person| &person.visits);
    Table {
        name: "By person",
        headings: VISIT_HEADINGS.to_vec(),
        rows: rows
            .map(|visit| visit_row(picture, &picture.visits[*visit]))
            .collect(),
    }
}

/// One row a visit, slot by slot.
pub(crate) fn by_month(picture: &Picture<'_>) -> Table {
    Table {
        name: "By month",
        headings: VISIT_HEADINGS.to_vec(),
        rows: picture
            .visits
            .iter()
            .map(|visit| visit_row(picture, visit))
            .collect(),
    }
}

fn visit_row(picture: &Picture<'_>, visit: &Visit) -> Vec<Cell> {
    let program = &picture.program;
    let slot = &picture.slots[visit.slot.index()];
    let mentor = visit
        .mentor
        .map(|mentor| &program.mentors()[mentor.index()]);
    let staff = &program.staff()[visit.staff.index()];
    let department = &program.departments()[visit.department.index()];
    vec![
        id(&staff.id),
        shown(&staff.name),
        shown(picture.team_name(staff.team)),
        Cell::Text(slot.name.clone()),
        Cell::Day(slot.start),
        Cell::Day(slot.end),
        id(&department.id),
        shown(&department.name),
        mentor.map_or(Cell::Empty, |mentor| id(&mentor.id)),
        mentor.map_or(Cell::Empty, |mentor| shown(&mentor.name)),
        shown(&visit.rank.label()),
        number(visit.points),
    ]
}

/// One row a visit, department by department, with the seats.
pub(crate) fn by_department(picture: &Picture<'_>) -> Table {
    let mut rows = Vec::new();
    for (department, facts) in picture
        .program
        .departments()
        .iter()
        .zip(&picture.departments)
    {
        for visit in &facts.visits {
            let visit = &picture.visits[*visit];
            let (slot, at) = (&picture.slots[visit.slot.index()], visit.slot.index());
            rows.push(vec![
                shown(&department.name),
                Cell::Text(slot.name.clone()),
                Cell::Day(slot.start),
                Cell::Day(slot.end),
                shown(picture.staff_name(visit.staff)),
                shown(picture.team_name(picture.team_of(visit.staff))),
                shown(picture.mentor_name(visit.mentor)),
                number(facts.used[at]),
                number(department.seats[at]),
            ]);
        }
    }
    Table {
        name: "By department",
        headings: vec![
            "Department",
            "Slot",
            "From",
            "To",
            "Guest",
            "Team",
            "Mentor",
            "Seats used",
            "Seats",
        ],
        rows,
    }
}

/// One row a visit, mentor by mentor; mentors without guests have a row of their own.
pub(crate) fn by_mentor(picture: &Picture<'_>) -> Table {
    let mut rows = Vec::new();
    for (mentor, visits) in picture.program.mentors().iter().zip(&picture.mentor_visits) {
        let head = vec![
            shown(&mentor.name),
            shown(picture.department_name(mentor.department)),
        ];
        let total = mentor.total.map_or(Cell::Empty, number);
        for visit in visits {
            let visit = &picture.visits[*visit];
            let slot = &picture.slots[visit.slot.index()];
            let mut row = head.clone();
            row.extend([
                Cell::Text(slot.name.clone()),
                Cell::Day(slot.start),
                Cell::Day(slot.end),
                shown(picture.staff_name(visit.staff)),
                shown(picture.team_name(picture.team_of(visit.staff))),
                Cell::Number(visits.len() as f64),
                total.clone(),
            ]);
            rows.push(row);
        }
        if visits.is_empty() {
            let mut row = head;
            row.extend([
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Number(0.0),
                total,
            ]);
            rows.push(row);
        }
    }
    Table {
        name: "By mentor",
        headings: vec![
            "Mentor",
            "Department",
            "Slot",
            "From",
            "To",
            "Guest",
            "Team",
            "Guests in all",
            "At most",
        ],
        rows,
    }
}

/// One row a team and slot: away, limit, and how many more could be.
pub(crate) fn absences(picture: &Picture<'_>) -> Table {
    let mut rows = Vec::new();
    let mut row = |team: &str, slot: &super::picture::SlotFacts, away: u32, limit: Option<u32>| {
        let more = limit.map(|limit| i64::from(limit) - i64::from(away));
        rows.push(vec![
            shown(team),
            Cell::Text(slot.name.clone()),
            Cell::Day(slot.start),
            number(away),
            limit.map_or(Cell::Empty, number),
            more.map_or(Cell::Empty, number),
        ]);
    };
    for slot in &picture.slots {
        row("All teams", slot, slot.away, slot.limit);
    }
    for (team, facts) in picture.program.teams().iter().zip(&picture.teams) {
        for (at, slot) in picture.slots.iter().enumerate() {
            row(&team.name, slot, facts.away[at], facts.limit[at]);
        }
    }
    Table {
        name: "Away by team",
        headings: vec!["Team", "Slot", "From", "Away", "May be away", "Room"],
        rows,
    }
}

/// What the plan is worth, in names and values.
pub(crate) fn summary(picture: &Picture<'_>) -> Table {
    let text = |name: &str, value: &str| vec![shown(name), shown(value)];
    let mut rows = vec![
        text("Program", picture.title()),
        text("Period", &picture.period()),
        text("Plan", picture.status()),
        vec![shown("Score"), number(picture.verdict.values.score)],
        vec![
            shown("Bound"),
            picture.plan.bound.map_or(Cell::Empty, number),
        ],
        text("Proof", &super::html::proof(picture)),
        vec![
            shown("Rotations"),
            Cell::Number(picture.visits.len() as f64),
        ],
    ];
    for (rank, count) in &picture.fared.ranks {
        rows.push(vec![
            shown(&format!("Rotations: {}", rank.label())),
            Cell::Number(*count as f64),
        ]);
    }
    for (goal, value) in &picture.verdict.values.by_goal {
        rows.push(vec![
            shown(&format!("Goal {}", goal.name())),
            number(*value),
        ]);
    }
    for notice in super::html::notices(picture) {
        rows.push(text("Needs attention", &notice));
    }
    Table {
        name: "Summary",
        headings: vec!["What", "Value"],
        rows,
    }
}
