//! A first plan by prices alone: those whose choices are steady are settled, and prices follow for the rest.
//!
//! In each round everybody chooses alone, so that many want the same places; over some rounds the prices
//! sort them out. After so many, a part of the people, the steadiest first, get what they chose most if there
//! is room, and the next rounds price what is left for the others (diving, as in Wedelin, An algorithm for
//! large scale 0-1 integer programming, Annals of Operations Research 57, 1995, and Caprara, Fischetti and Toth,
//! A heuristic method for the set covering problem, Operations Research 47, 1999).

use super::ascent::Ascent;
use super::price::NONE;
use super::search::Best;
use super::state::State;
use crate::bound::Domain;
use crate::program::StaffIdx;
use crate::random::Random;

/// Rounds from one settling to the next.
const ROUNDS: usize = 20;
/// One of so many people left is settled each time, and one of so many of all at least: a round costs much even when
/// few are left.
const PART: usize = 10;
const LEAST_PART: usize = 100;
/// The step, in units of the program's typical spread of points, and the weight of the past in the average
/// violation: prices have to follow within the rounds of one settling.
const STEP: f64 = 0.01;
const MEAN_DECAY: f64 = 0.9;
/// Settlings in a row in which fewer find room before the others are left to the search.
const STUCK: usize = 4;
/// Lots that tell people apart who are as steady.
const LOTS: usize = 1 << 20;

impl Ascent<'_, '_> {
    /// A plan, perhaps without some people, of those whose choices keep the limits of `state`, which is empty.
    pub(super) fn dive(
        &mut self,
        state: &mut State<'_>,
        domain: &Domain,
        random: &mut Random,
        stop: &dyn Fn() -> bool,
    ) -> Best {
        self.mean_decay = MEAN_DECAY;
        let starts = state.starts;
        let mut steady = Steady::new(starts);
        let people = 0..starts.len() - 1;
        let mut left: Vec<usize> = people.filter(|s| starts[*s] < starts[s + 1]).collect();
        let least = left.len().div_ceil(LEAST_PART);
        let mut stuck = 0;
        while !left.is_empty() && stuck < STUCK {
            steady.lead.fill(0);
            for _ in 0..ROUNDS {
                // A round of a very large program takes long.
                if stop() || self.round(false, domain) == f64::NEG_INFINITY {
                    return Best::of(state);
                }
                for s in &left {
                    steady.count(*s, starts, &self.choosing.cells);
                }
                self.follow(STEP * self.market.spread);
            }
            let lots = left
                .iter()
                .map(|s| (-steady.lead[*s], random.below(LOTS), *s));
            let mut order: Vec<(i32, usize, usize)> = lots.collect();
            order.sort_unstable();
            let wanted = left.len().div_ceil(PART).max(least).min(left.len());
            let mut settled = 0;
            for (_, _, s) in order {
                if settled == wanted {
                    break;
                }
                let mine = starts[s]..starts[s + 1];
                let held = &steady.cells[mine.clone()];
                if self.settle(state, s, held) {
                    self.choosing.settled[s] = true;
                    self.choosing.cells[mine].copy_from_slice(held);
                    settled += 1;
                }
            }
            left.retain(|s| !self.choosing.settled[*s]);
            stuck = if settled < wanted { stuck + 1 } else { 0 };
        }
        Best::of(state)
    }

    /// Puts a person into all of the cells, which keep the person's own rules, if the limits have room.
    fn settle(&self, state: &mut State<'_>, s: usize, cells: &[u32]) -> bool {
        let placed = cells.iter().filter(|cell| **cell != NONE);
        let fits = (state.starts[s]..).zip(placed).all(|(unit, cell)| {
            let gain = self.market.gain(StaffIdx::new(s), *cell as usize);
            state.full(s, *cell).is_none()
                && state.unguided(s, *cell).is_none()
                && state.put(unit, *cell, gain)
        });
        match fits {
            true => state.commit(),
            false => state.take_back(0),
        }
        fits
    }
}

/// What people chose most in some rounds (majority vote: Boyer and Moore, MJRTY, 1991).
struct Steady {
    cells: Vec<u32>,
    /// How many more rounds chose that than did not, at least.
    lead: Vec<i32>,
}

impl Steady {
    fn new(starts: &[usize]) -> Self {
        Steady {
            cells: vec![NONE; starts[starts.len() - 1]],
            lead: vec![0; starts.len() - 1],
        }
    }

    /// Counts what a person chose in one more round.
    fn count(&mut self, s: usize, starts: &[usize], chosen: &[u32]) {
        let mine = starts[s]..starts[s + 1];
        let (held, chosen) = (&mut self.cells[mine.clone()], &chosen[mine]);
        let lead = &mut self.lead[s];
        if held == chosen {
            *lead += 1;
        } else if *lead > 0 {
            *lead -= 1;
        } else {
            *lead = 1;
            held.copy_from_slice(chosen);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::limits::Limits;
    use super::super::market::Market;
    use super::*;
    use crate::bound::Aim;
    use crate::candidates::Candidates;
    use crate::program::Program;

    /// What is left of so many people after a dive into a department of some seats, and its rounds.
    fn dived(people: usize, seats: usize) -> (usize, usize) {
        let staff: Vec<String> = (0..people)
            .map(|at| format!(r#"{{ "id": "p{at}", "team": "a" }}"#))
            .collect();
        let json = format!(
            r#"{{ "format": "rotaplan/program@1", "teams": [ {{ "id": "a" }} ],
            "horizon": {{ "first_month": "2027-01", "months": 1 }}, "rules": {{ "require_mentor": false }},
            "departments": [ {{ "id": "x", "seats": {seats} }} ], "staff": [ {} ] }}"#,
            staff.join(", ")
        );
        let program = Program::from_json(json.as_bytes()).expect("a valid program");
        let candidates = Candidates::new(&program);
        let market = Market::new(&program, &candidates, Aim::Score);
        let (limits, starts) = (Limits::new(&market), market.starts());
        let domain = Domain::whole(&program);
        let mut state = State::new(&market, &limits, &starts, &domain);
        let rounds = Cell::new(0);
        let stop = || {
            rounds.set(rounds.get() + 1);
            false
        };
        let mut ascent = Ascent::new(&market, None);
        let found = ascent.dive(&mut state, &domain, &mut Random::stream(1, 1), &stop);
        (found.short, rounds.get())
    }

    #[test]
    fn the_last_tenth_is_settled_in_ten_settlings() {
        // A tenth of those left each time until they are a tenth of all takes 22, and to the last one 46.
        let (left, rounds) = dived(500, 500);
        assert_eq!(left, 0);
        assert!(rounds <= 33 * ROUNDS, "{rounds} rounds");
    }

    #[test]
    fn those_who_find_no_room_are_soon_left_to_the_search() {
        let (left, rounds) = dived(500, 450);
        assert_eq!(left, 50);
        assert!(rounds <= (22 + STUCK + 1) * ROUNDS, "{rounds} rounds");
    }

    #[test]
    fn the_steadiest_choice_is_the_one_of_most_rounds() {
        let starts = [0, 2, 3];
        let mut steady = Steady::new(&starts);
        for chosen in [[1, 2, 7], [3, 4, 7], [1, 2, 8], [1, 2, 7], [1, 2, 7]] {
            steady.count(0, &starts, &chosen);
            steady.count(1, &starts, &chosen);
        }
        assert_eq!(steady.cells, [1, 2, 7]);
        assert_eq!(steady.lead, [3, 3]);
    }
}
