//! Claims and checks tell the same rule: over every plan of tiny programs, values of the auxiliary
//! decisions exist that keep the claims exactly where a pairing with mentors exists that is clean.

mod support;

use rotaplan_core::claim::{Claim, Limit, Sum};
use rotaplan_core::goals::GoalName;
use rotaplan_core::program::{MentorIdx, Program};
use rotaplan_core::rules::RuleName;
use rotaplan_core::schedule::{Placement, Schedule};
use support::claims::{Cell, Told, Values, all_cells, clean, every_plan, pairable};
use support::rounds;
use support::tiny::{EXHAUSTIVE, tiny};

fn program(seed: u64) -> Program {
    let (file, baseline) = tiny(seed, EXHAUSTIVE);
    let program = Program::from_file(&file).unwrap_or_else(|problems| panic!("{problems:#?}"));
    match baseline {
        Some(plan) => program.with_baseline(&plan, String::new()),
        None => program,
    }
}

fn without_mentors(cells: &[Cell]) -> Vec<Placement> {
    let place = |&(staff, department, slot): &Cell| Placement {
        slot,
        staff,
        department,
        mentor: None,
    };
    cells.iter().map(place).collect()
}

/// How often a rule was seen to hold and to fail.
#[derive(Default)]
struct Seen {
    held: u32,
    failed: u32,
}

impl Seen {
    fn count(&mut self, held: bool) {
        self.held += u32::from(held);
        self.failed += u32::from(!held);
    }
}

#[test]
fn claims_hold_exactly_where_the_check_is_clean() {
    let mut seen: Vec<Seen> = RuleName::ALL.iter().map(|_| Seen::default()).collect();
    let mut together = Seen::default();
    let mut in_total = Seen::default();
    for seed in 0..rounds(80) {
        let p = program(seed);
        let told: Vec<Told> = RuleName::ALL
            .iter()
            .map(|rule| Told::new(&p, &[*rule]))
            .collect();
        let guidance = [RuleName::Mentor, RuleName::Pin];
        let guided = Told::new(&p, &guidance);
        let all = Told::new(&p, RuleName::ALL);
        for cells in every_plan(&p) {
            let placements = without_mentors(&cells);
            let once = clean(&p, &[RuleName::OnePlace], &placements);
            let counted = clean(&p, &[RuleName::Participation], &placements);
            for (at, &rule) in RuleName::ALL.iter().enumerate() {
                // Two places at once break the claims of `gap`, which count placements in a window.
                // Pins come below, together with mentors.
                if rule == RuleName::Pin || rule == RuleName::Gap && !once {
                    continue;
                }
                let clean = match rule {
                    RuleName::Mentor => pairable(&p, &[rule], &cells),
                    _ => clean(&p, &[rule], &placements),
                };
                // What prerequisites forbid leans on `one-place` and `participation`.
                let holds = match rule {
                    RuleName::Prerequisite if !(once && counted) => told[at].claims_hold(&cells),
                    _ => told[at].holds(&cells),
                };
                assert_eq!(
                    holds,
                    clean,
                    "seed {seed}, {}: {cells:?}\n{p:#?}",
                    rule.name()
                );
                seen[at].count(clean);
            }
            if counted {
                let clean = pairable(&p, &guidance, &cells);
                assert_eq!(
                    guided.holds(&cells),
                    clean,
                    "seed {seed}, pairs: {cells:?}\n{p:#?}"
                );
                together.count(clean);
                if !p.pins().is_empty() {
                    let clean = pairable(&p, &[RuleName::Pin], &cells);
                    seen[RuleName::Pin as usize].count(clean);
                    assert!(
                        clean || !told[RuleName::Pin as usize].holds(&cells),
                        "seed {seed}"
                    );
                }
            }
            let clean = pairable_in_total(&p, &cells);
            assert_eq!(
                all.holds(&cells),
                clean,
                "seed {seed}, in total: {cells:?}\n{p:#?}"
            );
            in_total.count(clean);
        }
    }
    for (rule, seen) in RuleName::ALL.iter().zip(&seen) {
        assert!(
            seen.held >= 50 && seen.failed >= 50,
            "{}: {} {}",
            rule.name(),
            seen.held,
            seen.failed
        );
    }
    assert!(together.held >= 100 && together.failed >= 100);
    assert!(
        in_total.held >= 20 && in_total.failed >= 100,
        "{} {}",
        in_total.held,
        in_total.failed
    );
}

/// The same for all rules at once, those that do not look at mentors first.
fn pairable_in_total(p: &Program, cells: &[Cell]) -> bool {
    let (guidance, plain): (Vec<RuleName>, Vec<RuleName>) = RuleName::ALL
        .iter()
        .partition(|rule| matches!(rule, RuleName::Mentor | RuleName::Pin));
    clean(p, &plain, &without_mentors(cells)) && pairable(p, &guidance, cells)
}

/// A cell that a rule forbids is in no plan that is clean; where the rule only ever limits, the plan
/// of that cell alone shows it.
#[test]
fn forbidden_cells_are_in_no_clean_plan() {
    let alone = [
        RuleName::Gap,
        RuleName::Availability,
        RuleName::Eligibility,
        RuleName::NoRepeat,
        RuleName::ProgramAway,
        RuleName::TeamAway,
        RuleName::TeamCover,
        RuleName::Seats,
        RuleName::Mentor,
    ];
    let mut seen: Vec<Seen> = RuleName::ALL.iter().map(|_| Seen::default()).collect();
    for seed in 0..rounds(400) {
        let p = program(seed);
        for cell in all_cells(&p) {
            let (s, d, t) = cell;
            for rule in alone {
                let forbidden = rule.rule().forbids(&p, s, d, t).is_some();
                let clean = pairable(&p, &[rule], &[cell]);
                assert_eq!(
                    forbidden,
                    !clean,
                    "seed {seed}, {}: {cell:?}\n{p:#?}",
                    rule.name()
                );
                seen[rule as usize].count(clean);
            }
        }
        if seed < rounds(50) {
            for cells in every_plan(&p) {
                let forbids =
                    |&&(s, d, t): &&Cell| rotaplan_core::rules::forbidden(&p, s, d, t).is_some();
                if let Some(cell) = cells.iter().find(forbids) {
                    assert!(
                        !pairable_in_total(&p, &cells),
                        "seed {seed}: {cell:?}\n{p:#?}"
                    );
                }
            }
        }
    }
    for rule in alone {
        let seen = &seen[rule as usize];
        assert!(
            seen.held >= 20 && seen.failed >= 20,
            "{}: {} {}",
            rule.name(),
            seen.held,
            seen.failed
        );
    }
}

/// The best value that a goal's auxiliary decisions can take is the value that it measures.
#[test]
fn goal_claims_give_the_measured_value() {
    for seed in 0..rounds(30) {
        let p = program(seed);
        let guides: Vec<Option<MentorIdx>> = p
            .departments()
            .iter()
            .map(|d| d.mentors.first().copied())
            .collect();
        for cells in every_plan(&p) {
            let mut placements = without_mentors(&cells);
            for placement in &mut placements {
                placement.mentor = guides[placement.department.index()];
            }
            let schedule = Schedule::new(&p, placements);
            let mut values = Values {
                cells,
                guided: vec![vec![0; p.calendar().len()]; p.mentors().len()],
                ..Values::default()
            };
            for x in schedule.all() {
                if let Some(m) = x.mentor {
                    values.guided[m.index()][x.slot.index()] += 1;
                }
            }
            for &goal in GoalName::ALL {
                let measured = goal.goal().measure(&p, &schedule);
                if goal.goal().weight(&p) != 0 || goal == GoalName::Bridges {
                    let best = best_value(&p, goal, &mut values);
                    assert_eq!(
                        best,
                        measured,
                        "seed {seed}, {}: {:?}\n{p:#?}",
                        goal.name(),
                        values.cells
                    );
                }
            }
        }
    }
}

fn best_value(p: &Program, goal: GoalName, values: &mut Values) -> i64 {
    let claims = goal.goal().claims(p);
    let gain = |(s, d, t): &Cell| goal.goal().gain(p, *s, *d, *t);
    let mut value = goal.goal().constant(p) + values.cells.iter().map(gain).sum::<i64>();
    for (sum, per_unit) in goal.goal().auxiliaries(p) {
        // The claims that speak of this decision; bridges have one each.
        let about = |claim: &&Claim| {
            claim.terms.iter().any(|term| match (&term.sum, &sum) {
                (
                    Sum::Linked { team, department },
                    Sum::Linked {
                        team: other,
                        department: there,
                    },
                ) => team == other && department == there,
                (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
            })
        };
        let own: Vec<&Claim> = claims.iter().filter(about).collect();
        let mut range: Vec<i64> = match sum {
            Sum::Linked { .. } => vec![0, 1],
            Sum::Happiness => (-100..=200).collect(),
            _ => (0..=100).collect(),
        };
        if !goal.goal().is_cost() {
            range.reverse();
        }
        let best = range.into_iter().find(|number| {
            values.auxiliary = *number;
            own.iter().all(|claim| values.keep(p, claim))
        });
        value += per_unit * best.expect("some value keeps the claims");
    }
    value
}

/// Limits at their edges: the tests above stand on these three.
#[test]
fn limits_hold_at_their_edge_and_not_beyond() {
    assert!(Limit::AtMost(2).holds(2) && !Limit::AtMost(2).holds(3));
    assert!(Limit::AtLeast(2).holds(2) && !Limit::AtLeast(2).holds(1));
    assert!(Limit::Exactly(2).holds(2) && !Limit::Exactly(2).holds(3));
}
