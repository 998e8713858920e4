//! Frontiers against every plan of tiny programs.

mod support;

use std::collections::BTreeSet;

use rotaplan_core::engine::Quiet;
use rotaplan_core::frontier::frontier;
use rotaplan_core::goals::GoalName;
use rotaplan_core::input::file::ParticipationFile;
use rotaplan_core::input::{ProgramFile, to_json};
use rotaplan_core::plan::Status;
use rotaplan_core::random::Random;
use rotaplan_core::{Options, Program, verify};
use support::facts::Facts;
use support::rounds;
use support::tiny::{Size, tiny};
use support::values::GOALS;

/// The pairs that no other betters in one value without being worse in the other.
fn efficient(pairs: &BTreeSet<[i64; 2]>, signs: [i64; 2]) -> BTreeSet<[i64; 2]> {
    let good = |pair: &[i64; 2]| [pair[0] * signs[0], pair[1] * signs[1]];
    let bettered = |pair: &[i64; 2]| {
        let mine = good(pair);
        pairs.iter().any(|other| {
            let theirs = good(other);
            other != pair && theirs[0] >= mine[0] && theirs[1] >= mine[1]
        })
    };
    pairs
        .iter()
        .filter(|pair| !bettered(pair))
        .copied()
        .collect()
}

/// Small enough for all of its plans, and large enough for goals to compete.
const SIZE: Size = Size {
    people: 3,
    departments: 3,
    slots: 3,
    mentors: 3,
    cells: 14,
};

/// A tiny program with room to choose.
fn roomy(mut file: ProgramFile) -> ProgramFile {
    file.pins.clear();
    file.rules.no_repeat_months = Some(0);
    for row in &mut file.departments {
        row.min_visits = 0;
        row.after.clear();
        row.seats += 1;
    }
    for row in &mut file.teams {
        row.cover.clear();
    }
    for (at, row) in file.staff.iter_mut().enumerate() {
        row.must_visit.clear();
        row.owed = 0;
        if at > 0 {
            row.participation = ParticipationFile::Voluntary;
        }
    }
    for row in &mut file.mentors {
        row.mentees_total = row.mentees_total.map(|most| most + 1);
    }
    file
}

fn sign(goal: GoalName) -> i64 {
    if goal.goal().is_cost() { -1 } else { 1 }
}

/// The frontier of two goals, checked against every value that plans have; how many points it has.
fn check(
    program: &Program,
    goals: [GoalName; 2],
    values: &BTreeSet<Vec<i64>>,
    told: &str,
) -> usize {
    let found = frontier(program, goals, &Options::default(), &Quiet);
    let told = format!("{:?}: {}\n{told}", found.goals, found.text);
    let at = |goal: GoalName| {
        let at = GOALS.iter().position(|name| *name == goal.name());
        at.expect("the support knows every goal")
    };
    let [a, b] = goals;
    let pairs: BTreeSet<[i64; 2]> = values.iter().map(|it| [it[at(a)], it[at(b)]]).collect();
    let expected = efficient(&pairs, [sign(a), sign(b)]);
    let got: Vec<[i64; 2]> = found.points.iter().map(|point| point.values).collect();
    let as_set: BTreeSet<[i64; 2]> = got.iter().copied().collect();
    assert_eq!(as_set, expected, "{told}");
    assert_eq!(got.len(), expected.len(), "{told}");
    assert!(found.complete, "{told}");
    // From the best of the first to the best of the second.
    let falls = |pair: &[[i64; 2]]| pair[0][0] * sign(a) > pair[1][0] * sign(a);
    assert!(got.windows(2).all(falls), "{got:?}\n{told}");
    for point in &found.points {
        assert_eq!(point.status, Status::Optimal);
        let verdict = verify(program, &point.plan);
        assert!(verdict.breaches.is_empty(), "{told}");
        let own = |goal: GoalName| verdict.values.by_goal[&goal];
        assert_eq!(point.values, [own(a), own(b)], "{told}");
        assert_eq!(point.plan.score, Some(verdict.values.score), "{told}");
        let made_for = point.plan.program.as_ref().map(|it| it.sha256.as_str());
        assert_eq!(made_for, Some(program.sha256()));
    }
    got.len()
}

#[test]
fn every_efficient_pair_has_its_plan_and_no_other() {
    let (mut several, mut none) = (0, 0);
    let mut met = BTreeSet::new();
    for seed in 0..rounds(90) {
        let (file, baseline) = tiny(seed, SIZE);
        let file = if seed % 6 == 5 { file } else { roomy(file) };
        let mut random = Random::stream(seed, 9);
        let mut program = Program::from_file(&file).expect("a valid program");
        if let Some(plan) = &baseline {
            program = program.with_baseline(plan, String::new());
        }
        let values = Facts::new(&file, baseline.as_ref()).every_value();
        let told = format!("seed {seed}\n{}", to_json(&file));
        for _ in 0..if values.is_empty() { 1 } else { 6 } {
            let all = GoalName::ALL;
            let a = random.below(all.len());
            let b = (a + 1 + random.below(all.len() - 1)) % all.len();
            let points = check(&program, [all[a], all[b]], &values, &told);
            several += u32::from(points > 1);
            none += u32::from(points == 0);
            if points > 1 {
                met.extend([all[a], all[b]]);
            }
        }
    }
    assert!(
        several > 15 && none > 10,
        "{several} of several, {none} of none"
    );
    assert!(met.len() >= 6, "only {met:?} compete");
}
