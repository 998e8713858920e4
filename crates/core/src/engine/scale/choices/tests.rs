//! What is on the menus.

use super::*;
use crate::bound::{Aim, Interval};
use crate::candidates::Candidates;
use crate::engine::scale::search::recount;
use crate::random::Random;

/// Programs that are tried.
const PROGRAMS: u64 = 60;
/// What single precision may lose of a sum of three.
const NOISE: f32 = 0.001;

#[test]
fn everybodys_best_set_is_on_the_menu() {
    let width = Width {
        loss: 1.0,
        fewest: 4,
        most: 96,
    };
    for seed in 0..PROGRAMS {
        let program = recount::program(seed);
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let mut domain = Domain::whole(&program);
        let low = domain.happiness.low;
        domain.happiness = Interval { low, high: low };
        let mut random = Random::stream(seed, 1);
        let dearest = market.dearest.iter();
        let prices: Vec<f64> = dearest.map(|most| most.min(4.0 * random.unit())).collect();
        let tables = Tables::new(&market, &prices);
        let menus = choices(&market, &prices, &domain, width);
        let mut desk = Desk::new();
        for s in program.staff_indices() {
            market.appraise(s, &tables, &domain, &mut desk);
            desk.scratch.hint.clear();
            let Some(best) = market.choose(s, &domain, &mut desk) else {
                continue;
            };
            let menu = &menus[s.index()];
            assert!(
                menu.best >= best - NOISE,
                "seed {seed}, {s:?}: {} is not {best}",
                menu.best
            );
            // Without sets a cell may look better than any set with it is. Three rotations always have them:
            // two of the three could seem to stand in one department.
            let sets = menu
                .choices
                .first()
                .is_some_and(|_| !menu.set(0).is_empty());
            let rotations = market.habits[s.index()].rotations;
            assert!(sets || rotations < 3 || menu.choices.is_empty());
            assert!(
                !sets || menu.best <= best + NOISE,
                "seed {seed}, {s:?}: {} is more than {best}",
                menu.best
            );
            if !sets {
                continue;
            }
            for cell in &desk.scratch.best {
                let cell = usize::from(cell.1) * market.departments + usize::from(cell.0);
                assert!(
                    menu.choice(cell as u32).is_some(),
                    "seed {seed}, {s:?}: {cell}"
                );
            }
        }
    }
}
