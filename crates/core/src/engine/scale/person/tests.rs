//! A person's best set against trying all.

use super::*;
use crate::engine::scale::habits::PinCells;
use crate::program::{Slot, SlotSet};
use crate::random::Random;

const DEPARTMENTS: usize = 4;

fn some_habits(random: &mut Random, slots: usize) -> Habits {
    let d = |random: &mut Random| random.below(DEPARTMENTS) as u16;
    let mut habits = Habits {
        rotations: 1 + random.below(4),
        voluntary: random.chance(30),
        obliged: 0,
        gap: random.below(2),
        no_repeat_months: if random.chance(50) { 24 } else { 2 },
        slots_per_month: 1 + random.below(2),
        must_visit: Vec::new(),
        before: Vec::new(),
        pins: Vec::new(),
        within: Vec::new(),
        departments: DEPARTMENTS,
    };
    if random.chance(40) {
        let any_of = vec![d(random), d(random)];
        habits.must_visit.push((any_of, 1 + random.below(2)));
    }
    for later in 2..DEPARTMENTS as u16 {
        if random.chance(40) {
            let mut missing = vec![random.below(usize::from(later)) as u16];
            if random.chance(20) && missing[0] != 0 {
                missing.push(0);
            }
            habits.before.push((later, missing));
        }
    }
    if random.chance(20) {
        habits.pins.push(PinCells {
            department: random.chance(50).then(|| d(random)),
            slots: (0..slots)
                .filter(|_| random.chance(60))
                .map(Slot::new)
                .collect::<SlotSet>(),
        });
    }
    if random.chance(20) {
        let cells = DEPARTMENTS * slots;
        habits
            .within
            .push((0..3).map(|_| random.below(cells) as u32).collect());
    }
    habits
}

/// The value of the best set by trying all.
fn by_trying(
    habits: &Habits,
    worth: &Worth<'_, i128>,
    from: usize,
    set: &mut Vec<Cell>,
) -> Option<i128> {
    let index = |cell: &Cell| usize::from(cell.1) * DEPARTMENTS + usize::from(cell.0);
    let counts = if habits.voluntary {
        set.len() <= habits.rotations
    } else {
        set.len() == habits.rotations
    };
    let whole = counts && habits.complete(set) && enough_points(worth, set);
    let mut best = whole.then(|| set.iter().map(|cell| worth.values[index(cell)]).sum());
    for at in from..worth.values.len() {
        let cell = ((at % DEPARTMENTS) as u16, (at / DEPARTMENTS) as u16);
        let fits = set.iter().all(|other| habits.together(*other, cell));
        if set.len() < habits.rotations && !worth.values[at].never() && fits {
            set.push(cell);
            best = best.max(by_trying(habits, worth, at + 1, set));
            set.pop();
        }
    }
    best
}

#[test]
fn the_best_set_is_as_good_as_trying_all() {
    let mut random = Random::stream(1, 0);
    let mut scratch = Scratch::new();
    let mut kinds = [0; 3];
    for _ in 0..20_000 {
        let slots = 2 + random.below(4);
        let habits = some_habits(&mut random, slots);
        let values: Vec<i128> = (0..DEPARTMENTS * slots)
            .map(|_| match random.chance(15) {
                true => i128::NEVER,
                false => random.below(20) as i128 - 6,
            })
            .collect();
        let mut some =
            |count| -> Vec<i32> { (0..count).map(|_| random.below(5) as i32 - 2).collect() };
        let (by_department, by_slot) = (some(DEPARTMENTS), some(slots));
        let points = Points {
            departments: &by_department,
            slots: &by_slot,
        };
        let worth = Worth {
            values: &values,
            departments: DEPARTMENTS,
            slots,
            least: random.chance(30).then_some((points, 1)),
        };
        // A hint may be any set, and changes nothing.
        let cell =
            |random: &mut Random| (random.below(DEPARTMENTS) as u16, random.below(slots) as u16);
        let cells = random.below(habits.rotations + 1);
        scratch.hint = (0..cells).map(|_| cell(&mut random)).collect();
        let wanted = by_trying(&habits, &worth, 0, &mut Vec::new());
        let found = best_set(&habits, &worth, &mut scratch);
        assert_eq!(found, wanted, "{habits:?} {values:?} {points:?}");
        if let Some(found) = found {
            let set = &scratch.best;
            let index = |cell: &Cell| usize::from(cell.1) * DEPARTMENTS + usize::from(cell.0);
            assert_eq!(
                found,
                set.iter().map(|cell| values[index(cell)]).sum::<i128>()
            );
            assert!(habits.complete(set) && enough_points(&worth, set));
        }
        kinds[usize::from(found.is_some())
            + usize::from(!habits.before.is_empty() && found.is_some())] += 1;
    }
    assert!(kinds.iter().all(|kind| *kind > 1_000), "{kinds:?}");
}
