//! `carry`: who had less than the average this time counts as less happy next time.

use super::Held;
use crate::input::file::ProgramFile;
use crate::program::Program;

/// `carry` stays within this, as the format has it.
const MOST: i64 = 10_000;

/// Carries the points of each mandatory participant over, less the average.
pub(super) fn carry(next: &mut ProgramFile, program: &Program, held: &Held<'_>) {
    let had: Vec<Option<i64>> = next
        .staff
        .iter()
        .map(|row| points(program, held, &row.id))
        .collect();
    let count = had.iter().flatten().count() as i64;
    let sum: i64 = had.iter().flatten().sum();
    for (row, had) in next.staff.iter_mut().zip(had) {
        if let Some(had) = had {
            let carry = i64::from(row.carry) + rounded(had * count - sum, count);
            row.carry = i32::try_from(carry.clamp(-MOST, MOST)).unwrap_or_default();
        }
    }
}

/// The points a person had; `None` for people whom `least_happy` does not look at.
fn points(program: &Program, held: &Held<'_>, id: &str) -> Option<i64> {
    let staff = program.staff_by_id(id)?;
    if !program.staff()[staff.index()].counts_for_happiness() {
        return None;
    }
    let of = held.of_staff(id).iter().filter_map(|visit| {
        let department = program.department_by_id(&visit.department)?;
        let slot = program.calendar().slot(&visit.slot)?;
        Some(program.department_points(staff, department) + program.slot_points(staff, slot))
    });
    Some(of.sum())
}

/// The whole number nearest to a quotient; halves go away from zero.
fn rounded(number: i64, divisor: i64) -> i64 {
    if divisor == 0 {
        return 0;
    }
    let nearest = (2 * number.abs() + divisor) / (2 * divisor);
    nearest * number.signum()
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn quotients_are_rounded_to_the_nearest() {
        for (number, divisor, nearest) in [
            (7, 2, 4),
            (-7, 2, -4),
            (5, 3, 2),
            (4, 3, 1),
            (-4, 3, -1),
            (0, 5, 0),
            (0, 0, 0),
        ] {
            assert_eq!(rounded(number, divisor), nearest, "{number}/{divisor}");
        }
    }
}
