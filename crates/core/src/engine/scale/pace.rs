//! How long, hot and wide each pass of annealing is, and after how many without a better plan the search
//! ends.

use super::SMALL_CELLS;
use super::choices::Width;
use super::search::{Best, Effort, Touch};

/// Moves per rotation in the first pass of annealing, also where it has no last touch.
const MOVES: usize = 30;
const MANY_MOVES: usize = 120;
/// The same in passes that go on from a plan, and where rules look at all of a person's placements in a program that is
/// not small, up to [`LARGE_CELLS`] and beyond.
const MORE_MOVES: usize = 20;
const MORE_MOVES_SETS: usize = 100;
const MORE_MOVES_LARGE: usize = 40;
/// With more cells of all rotations than this, and rules that look at all of a person's placements, the first
/// pass is of many moves: its last touch would take as long and find less.
const LARGE_CELLS: usize = 2_000_000;
/// Looks at the stop signal within a pass.
const LOOKS: usize = 100;
/// First temperature of a pass that goes on from a plan, in units of that of a first pass.
const COOLED: f64 = 0.6;
/// Passes of annealing without a better plan before the search ends or hot ones begin, and in a program that is not
/// small where rules look at single placements.
const IDLE_PASSES: i32 = 6;
const IDLE_PASSES_PLAIN: i32 = 2;
/// Hot passes in small programs with bridges, the more the smaller it is, and at most. Each is so much hotter than the
/// one before, up to so often, and by so many times its moves longer.
const HOT_PASSES: usize = 3;
const MOST_HOT_PASSES: usize = 8;
const REHEATING: f64 = 5.0;
const REHEATINGS: i32 = 2;
const LONGER: usize = 2;

/// The pace of a search, by the size and the rules of its program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Whether the first pass is of many moves.
    long: bool,
    /// Moves per rotation in passes that go on from a plan.
    moves: usize,
    idle: i32,
    hot: i32,
}

impl Pace {
    /// The pace of a program with so many cells of all rotations, with rules that look at all of a person's
    /// placements or without, and with bridges or without: a bridge is worth many times what a cell is worth
    /// to a person, so that teammates who should change departments meet a wall that only heat climbs.
    pub(super) fn new(size: usize, sets: bool, bridges: bool) -> Self {
        let hot = (HOT_PASSES * SMALL_CELLS / size.max(1)).min(MOST_HOT_PASSES) as i32;
        let (moves, idle, hot) = match (size <= SMALL_CELLS, sets) {
            (true, _) => (MORE_MOVES, IDLE_PASSES, if bridges { hot } else { 0 }),
            (false, true) if size <= LARGE_CELLS => (MORE_MOVES_SETS, IDLE_PASSES, 0),
            (false, true) => (MORE_MOVES_LARGE, IDLE_PASSES, 0),
            (false, false) => (MORE_MOVES, IDLE_PASSES_PLAIN, 0),
        };
        Pace {
            long: sets && size > LARGE_CELLS,
            moves,
            idle,
            hot,
        }
    }

    /// Whether to go on after so many passes without a better plan.
    pub(super) fn goes_on(self, idle: i32) -> bool {
        idle < self.idle + self.hot
    }

    /// Whether the next pass is a hot one.
    pub(super) fn is_hot(self, idle: i32) -> bool {
        self.hotter(idle) > 0
    }

    /// How many hot passes there were with the next one.
    fn hotter(self, idle: i32) -> i32 {
        (idle - self.idle + 1).max(0)
    }

    /// How wide the filter of choices is then: what only heat finds may be no good choice by itself.
    pub(super) fn width(self, width: Width, idle: i32) -> Width {
        match self.is_hot(idle) {
            true => width.doubled(),
            false => width,
        }
    }

    /// The next pass, from nothing, from placements of another plan, or from a plan that is held. One in which somebody
    /// has no place yet gets a short pass: a plan first, a better one after.
    pub(super) fn effort(self, started: bool, held: Option<&Best>, idle: i32) -> Effort {
        let hotter = self.hotter(idle);
        Effort {
            moves: match (held, self.long) {
                (Some(held), _) if held.short > 0 => MORE_MOVES,
                (Some(_), _) => self.moves * (1 + LONGER * hotter as usize),
                (None, true) => MANY_MOVES,
                (None, false) => MOVES,
            },
            looks: LOOKS,
            heat: match started || held.is_some() {
                true => COOLED * REHEATING.powi(hotter.min(REHEATINGS)),
                false => 1.0,
            },
            touch: match (held, self.long) {
                (None, true) => Touch::Left,
                // What is easy was found in the pass before.
                _ if idle > 0 => Touch::Thorough,
                _ => Touch::Short,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plan in which so many have no place.
    fn plan(short: usize) -> Best {
        Best {
            short,
            score: 0,
            cell: Vec::new(),
            mentor: Vec::new(),
        }
    }

    /// How many passes without a better plan a search makes, and how many of them are hot.
    fn passes(pace: Pace) -> (i32, i32) {
        let most = (0..).find(|idle| !pace.goes_on(*idle)).expect("it ends");
        let hot = (0..most).filter(|idle| pace.is_hot(*idle)).count();
        (most, hot as i32)
    }

    #[test]
    fn only_small_programs_get_hot_passes_and_only_for_bridges() {
        let large = SMALL_CELLS + 1;
        for (size, sets, bridges, most, hot) in [
            (1_000, false, false, 6, 0),
            (1_000, false, true, 14, 8),
            (SMALL_CELLS, true, true, 9, 3),
            (large, true, true, 6, 0),
            (large, false, true, 2, 0),
        ] {
            let pace = Pace::new(size, sets, bridges);
            assert_eq!(passes(pace), (most, hot), "{pace:?}");
        }
    }

    #[test]
    fn a_pass_is_hot_at_the_start_cooler_from_a_plan_and_hotter_and_longer_at_the_end() {
        let pace = Pace::new(1_000, false, true);
        let held = plan(0);
        let heat = |started, is_held, idle| {
            pace.effort(started, Some(&held).filter(|_| is_held), idle)
                .heat
        };
        assert_eq!(heat(false, false, 0), 1.0);
        assert!(heat(true, false, 0) < 1.0 && heat(false, true, 0) < 1.0);
        assert!(heat(false, true, IDLE_PASSES) > 1.0);
        let moves = |idle| pace.effort(false, Some(&held), idle).moves;
        assert!(moves(IDLE_PASSES + 1) > moves(IDLE_PASSES));
        assert!(moves(IDLE_PASSES) > moves(0));
    }

    #[test]
    fn passes_are_long_where_rules_look_at_whole_sets_in_a_program_that_is_not_small() {
        let of = |size, sets, short| {
            let pace = Pace::new(size, sets, true);
            pace.effort(false, Some(&plan(short)), 0).moves
        };
        let moves = |size, sets| of(size, sets, 0);
        assert_eq!(moves(SMALL_CELLS, true), MORE_MOVES);
        assert_eq!(moves(SMALL_CELLS + 1, true), MORE_MOVES_SETS);
        assert_eq!(moves(LARGE_CELLS, true), MORE_MOVES_SETS);
        assert_eq!(moves(LARGE_CELLS + 1, true), MORE_MOVES_LARGE);
        assert_eq!(moves(LARGE_CELLS + 1, false), MORE_MOVES);
        // Somebody has no place yet.
        assert_eq!(of(LARGE_CELLS, true, 1), MORE_MOVES);
    }

    #[test]
    fn the_first_pass_of_a_very_large_program_with_whole_sets_moves_instead_of_a_last_touch() {
        let held = plan(0);
        let touch = |size, is_held, idle| {
            let pace = Pace::new(size, true, true);
            pace.effort(is_held, Some(&held).filter(|_| is_held), idle)
                .touch
        };
        assert_eq!(touch(LARGE_CELLS + 1, false, 0), Touch::Left);
        assert_eq!(touch(LARGE_CELLS + 1, true, 0), Touch::Short);
        assert_eq!(touch(LARGE_CELLS, false, 0), Touch::Short);
        assert_eq!(touch(1_000, false, 0), Touch::Short);
        assert_eq!(touch(1_000, true, 1), Touch::Thorough);
    }
}
