//! The board: people by slots, team by team.

use rotaplan_core::program::Participation;

use super::{Away, COLOURS, Cell, Row, Team};
use crate::report::picture::{Picture, Visit};

pub(super) fn teams<'a>(picture: &'a Picture<'a>) -> Vec<Team<'a>> {
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
