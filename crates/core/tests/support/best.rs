//! The best plan of a tiny program by trying all of them.

use super::facts::{Facts, Place};
use super::values::GOALS;

/// How far a plan falls short, worst first, and then its score: the order of `--best-effort`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Worth {
    /// Rotations that are missing.
    pub(crate) missing: usize,
    /// Of them, those owed from before.
    pub(crate) owed: usize,
    /// Visits and pins that are missing.
    pub(crate) other: usize,
    /// The score.
    pub(crate) score: i64,
}

impl Worth {
    /// Whether nothing falls short.
    pub(crate) fn complete(&self) -> bool {
        self.missing == 0 && self.other == 0
    }

    fn key(&self) -> (usize, usize, usize, i64) {
        (self.missing, self.owed, self.other, -self.score)
    }
}

/// The best plan; where it falls short of a rule, no plan keeps all rules.
pub(crate) struct Best {
    pub(crate) worth: Worth,
    pub(crate) plan: Vec<Place>,
}

struct Search<'a> {
    facts: &'a Facts,
    /// Each person's possible sets of placements, the fewest missing first.
    choices: Vec<Vec<(usize, Vec<Place>)>>,
    plan: Vec<Place>,
    best: Option<Best>,
    /// What the goals of every plan that falls short of nothing are worth.
    complete: std::collections::BTreeSet<Vec<i64>>,
}

/// Rules that a person's placements keep or break by themselves.
const PERSONAL: [&str; 6] = [
    "one-place",
    "gap",
    "availability",
    "eligibility",
    "no-repeat",
    "prerequisite",
];

/// Rules that a plan which breaks them goes on breaking, whatever is added.
const GROWING: [&str; 5] = ["program-away", "team-away", "team-cover", "apart", "seats"];

impl Facts {
    /// The best plan of all, where rotations, visits and pins may fall short.
    pub(crate) fn best(&self) -> Best {
        let best = self.every_plan().best;
        best.expect("a plan without anybody falls short, but is one")
    }

    /// The values that the goals have together in a plan that keeps every rule, of every such plan.
    pub(crate) fn every_value(&self) -> std::collections::BTreeSet<Vec<i64>> {
        self.every_plan().complete
    }

    fn every_plan(&self) -> Search<'_> {
        let choices = (0..self.file.staff.len())
            .map(|s| self.choices(s))
            .collect();
        let mut search = Search {
            facts: self,
            choices,
            plan: Vec::new(),
            best: None,
            complete: std::collections::BTreeSet::new(),
        };
        search.people(0, 0);
        search
    }

    fn choices(&self, s: usize) -> Vec<(usize, Vec<Place>)> {
        let mut cells = Vec::new();
        for slot in 0..self.slots.len() {
            for department in 0..self.file.departments.len() {
                cells.push(Place {
                    slot,
                    staff: s,
                    department,
                    mentor: None,
                });
            }
        }
        let mut found = Vec::new();
        subsets(&cells, self.wanted[s], &mut Vec::new(), &mut |plan| {
            if !PERSONAL.into_iter().any(|rule| self.breaks(rule, plan)) {
                let missing = match self.voluntary(s) {
                    true => 0,
                    false => self.wanted[s] - plan.len(),
                };
                found.push((missing, plan.to_vec()));
            }
        });
        found.sort_by_key(|(missing, _)| *missing);
        found
    }

    /// Rotations missing, and of them those owed: placements serve what is owed first.
    fn shortfall(&self, plan: &[Place]) -> (usize, usize) {
        let (mut missing, mut owed) = (0, 0);
        for s in 0..self.file.staff.len() {
            if !self.voluntary(s) {
                let has = plan.iter().filter(|x| x.staff == s).count();
                let lacks = self.wanted[s].saturating_sub(has);
                missing += lacks;
                let owing = self.file.staff[s].owed as usize;
                owed += owing.saturating_sub(has).min(lacks);
            }
        }
        (missing, owed)
    }

    /// How many of a plan's placements can have a mentor, no pin that is kept being lost.
    pub(crate) fn most_guided(&self, plan: &[Place]) -> usize {
        fn choose(facts: &Facts, plan: &mut Vec<Place>, at: usize, pins: usize) -> Option<usize> {
            if at == plan.len() {
                let guided = plan.iter().filter(|x| x.mentor.is_some()).count();
                return (facts.missing_pins(plan) <= pins).then_some(guided);
            }
            let mut most = choose(facts, plan, at + 1, pins);
            for m in 0..facts.file.mentors.len() {
                if facts.suits(m, &plan[at]) {
                    plan[at].mentor = Some(m);
                    if !facts.overloaded(m, plan) {
                        most = most.max(choose(facts, plan, at + 1, pins));
                    }
                    plan[at].mentor = None;
                }
            }
            most
        }
        let pins = self.missing_pins(plan);
        let mut unguided: Vec<Place> = plan.to_vec();
        unguided.iter_mut().for_each(|x| x.mentor = None);
        choose(self, &mut unguided, 0, pins).unwrap_or(0)
    }

    /// How far a plan falls short, and its score; `None` where it breaks what must hold.
    pub(crate) fn worth(&self, plan: &[Place]) -> Option<Worth> {
        let may_fall_short = ["participation", "must-visit", "min-visits", "pin"];
        let broken = self.broken(plan);
        if broken.iter().any(|rule| !may_fall_short.contains(rule)) {
            return None;
        }
        let has = |s| plan.iter().filter(|x| x.staff == s).count();
        if (0..self.file.staff.len()).any(|s| has(s) > self.wanted[s]) {
            return None;
        }
        let (missing, owed) = self.shortfall(plan);
        let other = self.missing_visits_of_people(plan)
            + self.missing_visits_of_departments(plan)
            + self.missing_pins(plan);
        Some(Worth {
            missing,
            owed,
            other,
            score: self.score(plan),
        })
    }
}

/// Calls `each` with every set of at most so many cells.
fn subsets(cells: &[Place], most: usize, chosen: &mut Vec<Place>, each: &mut impl FnMut(&[Place])) {
    each(chosen);
    if most == 0 {
        return;
    }
    for at in 0..cells.len() {
        chosen.push(cells[at]);
        subsets(&cells[at + 1..], most - 1, chosen, each);
        chosen.pop();
    }
}

impl Search<'_> {
    fn people(&mut self, s: usize, missing: usize) {
        if s == self.choices.len() {
            self.mentors(0);
            return;
        }
        let before = self.plan.len();
        for at in 0..self.choices[s].len() {
            let lacks = missing + self.choices[s][at].0;
            if self
                .best
                .as_ref()
                .is_some_and(|best| lacks > best.worth.missing)
            {
                break;
            }
            let placements = self.choices[s][at].1.clone();
            self.plan.extend(placements);
            if !GROWING
                .into_iter()
                .any(|rule| self.facts.breaks(rule, &self.plan))
            {
                self.people(s + 1, lacks);
            }
            self.plan.truncate(before);
        }
    }

    /// Tries every mentor for each placement from `at` on.
    fn mentors(&mut self, at: usize) {
        if at == self.plan.len() {
            self.judge();
            return;
        }
        for m in 0..self.facts.file.mentors.len() {
            if self.facts.suits(m, &self.plan[at]) {
                self.plan[at].mentor = Some(m);
                if !self.facts.overloaded(m, &self.plan) {
                    self.mentors(at + 1);
                }
                self.plan[at].mentor = None;
            }
        }
        if !self.facts.require_mentor() {
            self.mentors(at + 1);
        }
    }

    fn judge(&mut self) {
        let Some(worth) = self.facts.worth(&self.plan) else {
            return;
        };
        if worth.complete() {
            let values = GOALS.map(|goal| self.facts.value(goal, &self.plan));
            self.complete.insert(values.to_vec());
        }
        if self
            .best
            .as_ref()
            .is_none_or(|best| worth.key() < best.worth.key())
        {
            self.best = Some(Best {
                worth,
                plan: self.plan.clone(),
            });
        }
    }
}
