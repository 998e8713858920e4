//! Whether the tables that a program is planned with can be held in memory at all.

use crate::input::file::ProgramFile;
use crate::input::findings::Findings;
use crate::input::place::key;

/// Entries of the largest table: 2^28, a gigabyte where an entry takes four bytes.
const MOST: u64 = 1 << 28;

pub(super) fn check(file: &ProgramFile, findings: &mut Findings) {
    let months = u64::from(file.horizon.months);
    let slots = months * u64::from(file.horizon.slots_per_month.unwrap_or(1));
    let (people, teams) = (file.staff.len() as u64, file.teams.len() as u64);
    let departments = file.departments.len() as u64;
    let tables = [
        ("staff", (people, "people"), (departments, "departments")),
        ("staff", (people, "people"), (slots, "slots")),
        ("teams", (teams, "teams"), (departments, "departments")),
    ];
    for (at, (rows, row), (columns, column)) in tables {
        let entries = rows.saturating_mul(columns);
        if entries <= MOST {
            continue;
        }
        findings.error(
            "too-large",
            &[key(at)],
            format!(
                "{rows} {row} and {columns} {column} make {} million pairs, more than the {} million \
                 that can be planned together",
                entries / 1_000_000,
                MOST / 1_000_000
            ),
            "plan parts of the company that share no team or department one by one".to_owned(),
        );
    }
}
