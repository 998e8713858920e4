//! How full teams and departments are, against their limits.

use rotaplan_core::program::{Program, Slot};
use rotaplan_core::schedule::Schedule;

use crate::names;
use crate::show::{Report, Table, Tone};

/// So many slots get a column each; beyond, the fullest slot is named.
const COLUMNS: usize = 6;

/// So many teams and departments are shown unless asked for all.
const SHOWN: usize = 40;

/// A number of people in each slot, and the most there may be, where that is limited.
type BySlot = Vec<(u32, Option<u32>)>;

/// Adds the two tables.
pub(crate) fn add(report: &mut Report, program: &Program, schedule: &Schedule, all: bool) {
    let slots = program.calendar().len();
    let mut away = vec![0; program.teams().len() * slots];
    for placement in schedule.all() {
        let team = program.staff()[placement.staff.index()].team;
        away[team.index() * slots + placement.slot.index()] += 1;
    }
    let teams = program.team_indices().map(|t| {
        let team = &program.teams()[t.index()];
        let of = &away[t.index() * slots..(t.index() + 1) * slots];
        let by_slot = of
            .iter()
            .copied()
            .zip(team.max_away.iter().copied())
            .collect();
        (names::team(program, t), by_slot)
    });
    add_table(
        report,
        program,
        "Away from each team",
        "Team",
        teams.collect(),
        all,
    );

    let hosted = schedule.hosted(program);
    let departments = program.department_indices().map(|d| {
        let department = &program.departments()[d.index()];
        let of = &hosted[d.index() * slots..(d.index() + 1) * slots];
        let seats = department.seats.iter().copied().map(Some);
        (
            names::department(program, d),
            of.iter().copied().zip(seats).collect(),
        )
    });
    add_table(
        report,
        program,
        "Guests of each department",
        "Department",
        departments.collect(),
        all,
    );
}

fn add_table(
    report: &mut Report,
    program: &Program,
    heading: &str,
    of: &str,
    lines: Vec<(String, BySlot)>,
    all: bool,
) {
    if lines.is_empty() {
        return;
    }
    let slots: Vec<Slot> = program.calendar().slots().collect();
    report.heading(format!("{heading} (of the most allowed)"));
    let mut table = Table::new(&[of, "#In all"]);
    if slots.len() <= COLUMNS {
        for slot in &slots {
            table.add_column(&format!("#{}", program.calendar().name(*slot)));
        }
    } else {
        table.add_column("#Fullest");
        table.add_column("in");
    }
    let shown = if all { lines.len() } else { SHOWN };
    for (name, by_slot) in lines.iter().take(shown) {
        let total: u64 = by_slot.iter().map(|(here, _)| u64::from(*here)).sum();
        let mut row = vec![name.clone(), total.to_string()];
        if slots.len() <= COLUMNS {
            row.extend(by_slot.iter().map(of_limit));
        } else if let Some((at, fullest)) = fullest(by_slot) {
            row.push(of_limit(fullest));
            row.push(program.calendar().name(Slot::new(at)).to_owned());
        }
        table.row(row);
    }
    report.table(table);
    if lines.len() > shown {
        let more = lines.len() - shown;
        report.text(Tone::Aside, format!("… and {more} more; -v shows all"));
    }
}

/// "2 of 3", or "2" where there is no limit.
fn of_limit((here, most): &(u32, Option<u32>)) -> String {
    match most {
        Some(most) => format!("{here} of {most}"),
        None => here.to_string(),
    }
}

/// The earliest slot with the most people.
fn fullest(by_slot: &BySlot) -> Option<(usize, &(u32, Option<u32>))> {
    by_slot
        .iter()
        .enumerate()
        .rev()
        .max_by_key(|(_, (here, _))| *here)
}
