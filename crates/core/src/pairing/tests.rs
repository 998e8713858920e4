//! Pairing against trying everything.

use super::*;
use crate::random::Random;
use crate::schedule::Schedule;

const SLOTS: usize = 3;

/// One department with three mentors, five people of whom some avoid some, and a pin now and then.
fn program(random: &mut Random, required: bool) -> Program {
    let mentors: Vec<String> = (0..3)
        .map(|m| {
            let (once, rest) = (1 + random.below(2), random.below(3) / 2);
            let total = match random.below(3) {
                0 => String::new(),
                total => format!(r#", "mentees_total": {total}"#),
            };
            format!(
                r#"{{ "id": "m{m}", "department": "d", "mentees_at_once": {once},
                "rest_slots": {rest}{total} }}"#
            )
        })
        .collect();
    let staff: Vec<String> = (0..5)
        .map(|s| {
            let avoids: Vec<String> = (0..3)
                .filter(|_| random.below(4) == 0)
                .map(|m| format!(r#""m{m}""#))
                .collect();
            format!(
                r#"{{ "id": "s{s}", "team": "t", "participation": "voluntary",
                "rotations": 2, "avoid_mentors": [{}] }}"#,
                avoids.join(", ")
            )
        })
        .collect();
    let pins = match random.below(3) {
        0 => format!(r#"{{ "staff": "s0", "mentor": "m{}" }}"#, random.below(3)),
        _ => String::new(),
    };
    let json = format!(
        r#"{{ "format": "rotaplan/program@1",
        "horizon": {{ "first_month": "2027-01", "months": {SLOTS} }},
        "rules": {{ "no_repeat_months": 0, "require_mentor": {required} }},
        "goals": {{ "mentor_peak": 1 }}, "teams": [ {{ "id": "t" }} ], "staff": [{}],
        "departments": [ {{ "id": "d", "seats": 9 }} ], "mentors": [{}], "pins": [{pins}] }}"#,
        staff.join(", "),
        mentors.join(", ")
    );
    Program::from_json(json.as_bytes()).expect("a valid program")
}

fn placed(random: &mut Random) -> Vec<(StaffIdx, Cell)> {
    let mut placed: Vec<(StaffIdx, Cell)> = vec![(StaffIdx(0), (Slot(0), DepartmentIdx(0)))];
    for s in 0..5 {
        for t in 0..SLOTS {
            if random.below(3) == 0 {
                placed.push((StaffIdx(s), (Slot::new(t), DepartmentIdx(0))));
            }
        }
    }
    placed.sort_unstable();
    placed.dedup();
    placed
}

fn clean(program: &Program, placements: &[Placement]) -> bool {
    let schedule = Schedule::new(program, placements.to_vec());
    let rules = [crate::rules::RuleName::Mentor, crate::rules::RuleName::Pin];
    let mut checks = rules.iter();
    checks.all(|rule| rule.rule().check(program, &schedule).is_empty())
}

fn guided(placements: &[Placement]) -> usize {
    placements.iter().filter(|x| x.mentor.is_some()).count()
}

fn peak(placements: &[Placement]) -> usize {
    let of = |m: usize| {
        let mine = placements.iter();
        mine.filter(|x| x.mentor == Some(MentorIdx::new(m))).count()
    };
    (0..3).map(of).max().unwrap_or(0)
}

/// Every pairing that breaks no rule: the most guests guided, and then the smallest peak.
fn by_hand(program: &Program, placed: &[(StaffIdx, Cell)]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for mut number in 0..4usize.pow(u32::try_from(placed.len()).expect("few guests")) {
        let placements: Vec<Placement> = placed
            .iter()
            .map(|&(staff, (slot, department))| {
                let choice = number % 4;
                number /= 4;
                let mentor = (choice < 3).then(|| MentorIdx::new(choice));
                Placement {
                    slot,
                    staff,
                    department,
                    mentor,
                }
            })
            .collect();
        if clean(program, &placements) {
            let found = (guided(&placements), peak(&placements));
            let better =
                |best: (usize, usize)| found.0 > best.0 || (found.0 == best.0 && found.1 < best.1);
            if best.is_none_or(better) {
                best = Some(found);
            }
        }
    }
    best
}

#[test]
fn pairs_as_well_as_trying_everything() {
    let mut random = Random::new(1);
    let (mut yes, mut no) = (0, 0);
    while yes + no < 120 {
        let required = random.below(2) == 0;
        let program = program(&mut random, required);
        let placed = placed(&mut random);
        if placed.len() > 6 {
            continue;
        }
        let expected = by_hand(&program, &placed);
        match (pair(&program, &placed, None), expected) {
            (Ok(placements), Some((most, even))) => {
                assert!(clean(&program, &placements), "{placements:?}");
                assert_eq!(guided(&placements), most, "{placements:?}");
                if required {
                    assert_eq!(peak(&placements), even, "{placements:?}");
                }
                yes += 1;
            }
            (Err(Unpaired::Impossible(_)), None) => no += 1,
            (found, expected) => panic!("{found:?}, where {expected:?} is best: {placed:?}"),
        }
    }
    assert!(yes > 30 && no > 15, "{yes} {no}");
}

#[test]
fn what_was_settled_is_kept_or_the_shortage_is_named() {
    let mut random = Random::new(2);
    let (mut yes, mut no) = (0, 0);
    for _ in 0..200 {
        let program = program(&mut random, true);
        let placed = placed(&mut random);
        let mut settled = Settled::default();
        for m in 0..3 {
            for t in 0..SLOTS {
                let guided = u32::try_from(random.below(4)).expect("a small number");
                settled.guided.insert((MentorIdx(m), Slot::new(t)), guided);
            }
        }
        let room = |m: &MentorIdx, t: Slot| settled.guided[&(*m, t)] as usize;
        match pair_within(&program, &placed, &settled) {
            Ok(placements) => {
                for m in program.mentor_indices() {
                    for t in program.calendar.slots() {
                        let mine = |x: &&Placement| x.mentor == Some(m) && x.slot == t;
                        assert!(placements.iter().filter(mine).count() <= room(&m, t));
                    }
                }
                let avoided = |x: &Placement| {
                    let avoids = &program.staff[x.staff.index()].avoid_mentors;
                    x.mentor.is_none_or(|m| avoids.contains(&m))
                };
                assert!(!placements.iter().any(avoided));
                assert_eq!(placements.len(), placed.len());
                yes += 1;
            }
            Err(Unpaired::Short(short)) => {
                for Shortage { slot, mentors, .. } in short {
                    let left_with = |s: StaffIdx| {
                        let avoids = &program.staff[s.index()].avoid_mentors;
                        let mut rest = program.mentor_indices().filter(|m| !avoids.contains(m));
                        rest.all(|m| mentors.contains(&m))
                    };
                    let here = |x: &&(StaffIdx, Cell)| x.1.0 == slot && left_with(x.0);
                    let guests = placed.iter().filter(here).count();
                    let most: usize = mentors.iter().map(|m| room(m, slot)).sum();
                    assert!(guests > most, "{guests} guests, {most} places");
                }
                no += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(yes > 20 && no > 20, "{yes} {no}");
}
