//! A difference, applied to the first plan, gives the second.

use super::{diff, key};
use crate::plan::{PLAN_FORMAT, PlacementFile, PlanFile};
use crate::random::Random;

fn row(staff: usize, department: usize, slot: usize, mentor: usize) -> PlacementFile {
    PlacementFile {
        staff: format!("p{staff}"),
        department: format!("d{department}"),
        mentor: (mentor > 0).then(|| format!("m{mentor}")),
        slot: format!("2027-0{}", slot + 1),
        ..PlacementFile::default()
    }
}

fn plan(placements: Vec<PlacementFile>) -> PlanFile {
    PlanFile {
        format: PLAN_FORMAT.to_owned(),
        placements,
        ..PlanFile::default()
    }
}

fn random(random: &mut Random) -> PlanFile {
    let many = random.below(9);
    let rows = (0..many).map(|_| {
        let mut row = row(
            random.below(4),
            random.below(3),
            random.below(3),
            random.below(3),
        );
        row.start = random.chance(50).then(|| "2027-01-01".to_owned());
        row
    });
    plan(rows.collect())
}

#[test]
fn a_difference_applied_to_the_first_plan_gives_the_second() {
    let mut seeds = Random::stream(11, 0);
    for _ in 0..2_000 {
        let (a, b) = (random(&mut seeds), random(&mut seeds));
        let difference = diff(&a, &b);
        let mut expected: Vec<PlacementFile> = b.placements.iter().map(super::bare).collect();
        expected.sort_by(|x, y| key(x).cmp(&key(y)));
        assert_eq!(difference.applied(&a), Ok(expected), "{a:?} {b:?}");
        assert_eq!(difference.is_empty(), diff(&b, &a).is_empty());
        // Told once per person, department and mentor, nothing is lost or said twice.
        let told = |rows: Vec<&Vec<PlacementFile>>| rows.into_iter().map(Vec::len).sum::<usize>();
        let people = difference.people.iter();
        assert_eq!(
            told(people.clone().map(|row| &row.before).collect()),
            difference.removed.len()
        );
        assert_eq!(
            told(people.map(|row| &row.after).collect()),
            difference.added.len()
        );
        let places = difference.departments.iter().map(|row| &row.left);
        assert_eq!(told(places.collect()), difference.given_up);
        let guided = |rows: &[PlacementFile]| rows.iter().filter(|x| x.mentor.is_some()).count();
        let mentors = difference.mentors.iter().map(|row| &row.came);
        assert_eq!(told(mentors.collect()), guided(&difference.added));
    }
}

#[test]
fn what_is_not_there_cannot_be_taken_away() {
    let (a, b) = (plan(vec![row(1, 1, 1, 1)]), plan(Vec::new()));
    assert_eq!(diff(&a, &b).applied(&b), Err(Box::new(row(1, 1, 1, 1))));
}

#[test]
fn people_are_told_in_a_word_what_happened() {
    let kind = |before: Vec<PlacementFile>, after: Vec<PlacementFile>| {
        let difference = diff(&plan(before), &plan(after));
        let kinds: Vec<String> = difference.people.into_iter().map(|row| row.kind).collect();
        kinds.join(" ")
    };
    assert_eq!(kind(vec![], vec![row(1, 1, 1, 1)]), "new");
    assert_eq!(kind(vec![row(1, 1, 1, 1)], vec![]), "dropped");
    let guided = kind(vec![row(1, 1, 1, 1)], vec![row(1, 1, 1, 2)]);
    assert_eq!(guided, "another mentor");
    assert_eq!(kind(vec![row(1, 1, 1, 1)], vec![row(1, 1, 2, 1)]), "moved");
    let elsewhere = kind(vec![row(1, 1, 1, 1)], vec![row(1, 2, 1, 1)]);
    assert_eq!(elsewhere, "elsewhere");
    assert_eq!(kind(vec![row(1, 1, 1, 1)], vec![row(1, 1, 1, 1)]), "");
}
