//! Sample programs: valid, feasible by their planted plan, tight, varied, and always the same.

use rotaplan_core::Program;
use rotaplan_core::generate::{GenerateError, GenerateOptions, Generated, RuleSet, generate};
use rotaplan_core::verify;

fn options(people: usize, departments: usize, months: u32, seed: u64) -> GenerateOptions {
    GenerateOptions {
        people,
        departments,
        months,
        seed,
        ..GenerateOptions::default()
    }
}

fn made(options: &GenerateOptions) -> (Generated, Program) {
    let sample = generate(options).unwrap_or_else(|error| panic!("{options:?}: {error}"));
    let program = Program::from_file(&sample.file)
        .unwrap_or_else(|problems| panic!("{options:?}: {problems:#?}"));
    (sample, program)
}

fn assert_planted_is_clean(options: &GenerateOptions) -> (Generated, Program) {
    let (sample, program) = made(options);
    let verdict = verify(&program, &sample.planted);
    assert!(
        verdict.breaches.is_empty(),
        "{options:?}: {:#?}",
        verdict.breaches
    );
    (sample, program)
}

#[test]
fn planted_plans_keep_every_rule() {
    let mut placements = 0;
    for seed in 0..150 {
        let rules = if seed % 3 == 0 {
            RuleSet::Core
        } else {
            RuleSet::All
        };
        let options = GenerateOptions {
            slots_per_month: 1 + (seed / 2 % 2) as u32,
            rotations: 1 + (seed % 3) as u32,
            rules,
            slack: (seed % 6) as u32,
            ..options(
                5 + (seed as usize * 7) % 90,
                1 + (seed as usize) % 13,
                3 + (seed % 10) as u32,
                seed,
            )
        };
        let (sample, _) = assert_planted_is_clean(&options);
        placements += sample.planted.placements.len();
    }
    assert!(placements > 10_000, "only {placements} placements");
}

#[test]
fn the_smallest_programs_are_made() {
    for rules in [RuleSet::Core, RuleSet::All] {
        for seed in 0..40 {
            let options = GenerateOptions {
                rules,
                ..options(1, 1, 1, seed)
            };
            assert_planted_is_clean(&options);
        }
        let nobody = GenerateOptions {
            rules,
            ..options(0, 0, 1, 1)
        };
        assert!(generate(&nobody).is_ok());
        let packed = GenerateOptions {
            rules,
            rotations: 6,
            slots_per_month: 2,
            ..options(7, 2, 3, 5)
        };
        assert_planted_is_clean(&packed);
    }
}

#[test]
fn impossible_options_are_told() {
    assert_eq!(
        generate(&options(3, 0, 1, 1)),
        Err(GenerateError::NoDepartments)
    );
    let crowded = GenerateOptions {
        rotations: 4,
        ..options(3, 2, 3, 1)
    };
    assert_eq!(
        generate(&crowded),
        Err(GenerateError::TooManyRotations {
            rotations: 4,
            slots: 3
        })
    );
    for wrong in [
        options(3, 2, 0, 1),
        options(3, 2, 121, 1),
        options(1_000_001, 2, 3, 1),
        options(3, 10_001, 3, 1),
        GenerateOptions {
            slots_per_month: 3,
            ..options(3, 2, 3, 1)
        },
        GenerateOptions {
            slack: 1_001,
            ..options(3, 2, 3, 1)
        },
    ] {
        assert!(
            matches!(generate(&wrong), Err(GenerateError::OutOfRange { .. })),
            "{wrong:?}"
        );
    }
}

#[test]
fn equal_options_give_equal_programs() {
    let all = GenerateOptions {
        rules: RuleSet::All,
        slots_per_month: 2,
        ..options(40, 6, 4, 9)
    };
    assert_eq!(generate(&all), generate(&all));
    let other = GenerateOptions {
        seed: 10,
        ..all.clone()
    };
    assert_ne!(generate(&all), generate(&other));
}

/// Every key of the format turns up in a handful of samples of all rules, and unusual values too.
#[test]
fn all_rules_use_the_whole_format() {
    let mut text = String::new();
    for seed in 0..12 {
        let options = GenerateOptions {
            rules: RuleSet::All,
            slots_per_month: 1 + (seed % 2) as u32,
            rotations: 1 + (seed % 2) as u32,
            ..options(60, 9, 6, seed)
        };
        let (sample, _) = assert_planted_is_clean(&options);
        text.push_str(&rotaplan_core::input::to_json(&sample.file));
    }
    for wanted in [
        "first_month",
        "slots_per_month",
        "holidays",
        "max_away_in",
        "rotations",
        "leave_days",
        "gap_slots",
        "no_repeat_months",
        "require_mentor",
        "preference",
        "slot_preference",
        "bridges",
        "peak_away",
        "least_happy",
        "mentor_peak",
        "cover",
        "skill",
        "min_present",
        "skills",
        "participation",
        "owed",
        "carry",
        "leave",
        "employed_from",
        "employed_until",
        "preferences",
        "slot_preferences",
        "never",
        "avoid_mentors",
        "must_visit",
        "any_of",
        "times",
        "seats_in",
        "closed",
        "min_visits",
        "needs_skills",
        "after",
        "priority",
        "mentees_at_once",
        "mentees_total",
        "rest_slots",
        "apart",
        "reason",
        "pins",
        "slot",
        "history",
        "team",
        "mentor",
        "bridge_default",
        "refresh_months",
        "fade",
        "mentoring",
    ] {
        assert!(
            text.contains(&format!("\"{wanted}\":")),
            "{wanted} never turns up"
        );
    }
    assert!(text.contains("\"voluntary\"") && text.contains("\"excused\""));
    assert!(text.contains("\"require_mentor\": false"));
}

/// Limits are what the planted plan uses: without slack, one seat less anywhere breaks it.
#[test]
fn without_slack_limits_are_just_kept() {
    let options = GenerateOptions {
        slack: 0,
        ..options(120, 8, 6, 3)
    };
    let (sample, _) = assert_planted_is_clean(&options);
    let mut broken = 0;
    let mut tighter: Vec<_> = Vec::new();
    for at in 0..sample.file.departments.len() {
        let mut file = sample.file.clone();
        file.departments[at].seats -= 1;
        tighter.push(file);
    }
    let mut file = sample.file.clone();
    file.rules.max_away = file.rules.max_away.map(|most| most - 1);
    tighter.push(file);
    for at in 0..sample.file.mentors.len() {
        let mut file = sample.file.clone();
        let total = &mut file.mentors[at].mentees_total;
        *total = total.map(|most| most - 1);
        tighter.push(file);
    }
    let wanted = tighter.len();
    for file in tighter {
        let program = Program::from_file(&file).unwrap_or_else(|problems| panic!("{problems:#?}"));
        broken += usize::from(!verify(&program, &sample.planted).breaches.is_empty());
    }
    assert_eq!(broken, wanted);
}
