//! Which scenarios are planned when, and what their results prove of others.

use super::file::{ProvedBy, ScenarioStatus};
use super::solved::{Facts, Known};
use super::{Run, Scenario};
use crate::diagnosis::{DiagnosisFile, DiagnosisStatus};
use crate::input::Problem;

/// Scenarios of one round at most: between rounds what was found proves others. A number that
/// depended on the threads would make their results depend on them too.
const ROUND: usize = 16;

impl Run<'_> {
    /// Plans until everything is settled or somebody stops.
    pub(super) fn rounds(&mut self) {
        let levels = levels(self.scenarios);
        let deepest = levels.iter().copied().max().unwrap_or(0);
        for level in 0..=deepest {
            loop {
                let open = (0..self.known.len()).filter(|at| self.known[*at].is_none());
                let open: Vec<usize> = open.filter(|at| levels[*at] == level).collect();
                let round = self.settle(open);
                if round.is_empty() || self.stops() {
                    break;
                }
                self.plan(&round);
            }
        }
        // What is settled by others only now.
        let open: Vec<usize> = (0..self.known.len())
            .filter(|at| self.known[*at].is_none())
            .collect();
        self.settle(open);
    }

    /// Settles what neighbours prove; the first of the others.
    fn settle(&mut self, open: Vec<usize>) -> Vec<usize> {
        let mut left = Vec::new();
        for at in open {
            match self.proven(at) {
                Some(known) => {
                    let done = self.known.iter().flatten().count() + 1;
                    let row = known.row(&self.scenarios[at]);
                    self.spectator.settled(done, self.known.len(), &row);
                    self.known[at] = Some(known);
                }
                None => left.push(at),
            }
        }
        // The first is planned alone, so that all others have a neighbour to begin with.
        let planned = |known: &Known| known.proved_by.is_some();
        let first = !self.known.iter().flatten().any(planned);
        left.truncate(if first { 1 } else { ROUND });
        left
    }

    /// What others prove of a scenario, if that settles it.
    fn proven(&self, at: usize) -> Option<Known> {
        let room = self.rooms[at].as_ref()?;
        let (mut lower, mut upper): (Option<usize>, Option<i64>) = (None, None);
        for (other, known) in self.known.iter().enumerate() {
            let (Some(known), Some(theirs)) = (known, &self.rooms[other]) else {
                continue;
            };
            // A best effort falls short in its own way in each.
            let none = known.status == ScenarioStatus::Infeasible && !self.options.best_effort;
            if none && theirs.admits(room) {
                return Some(self.none(other));
            }
            if let Some(bound) = known
                .bound
                .filter(|_| known.status != ScenarioStatus::Partial)
                && upper.is_none_or(|upper| bound < upper)
                && theirs.admits_with_score(room)
            {
                upper = Some(bound);
            }
            let better = known.status.is_planned()
                && lower.is_none_or(|lower| known.score > self.score(lower));
            if better && room.admits_with_score(theirs) {
                lower = Some(other);
            }
        }
        let lower = lower?;
        let known = self.known[lower].as_ref()?;
        (known.score.is_some() && known.score == upper).then(|| Known {
            status: ScenarioStatus::Optimal,
            bound: upper,
            proved_by: Some(ProvedBy::Neighbour),
            certificate: None,
            ..known.clone()
        })
    }

    fn score(&self, at: usize) -> Option<i64> {
        self.known[at].as_ref()?.score
    }

    /// There is no plan, since there is none with more room.
    fn none(&self, other: usize) -> Known {
        let name = &self.scenarios[other].name;
        let mut diagnosis = DiagnosisFile::new(DiagnosisStatus::Infeasible);
        let known = self.known[other].as_ref();
        diagnosis.proof = known.and_then(|known| known.diagnosis.as_ref()?.proof);
        let text = format!("no plan keeps every rule with \"{name}\", which leaves more room");
        let help = "see there for what stands in the way";
        diagnosis
            .problems
            .push(Problem::error("infeasible", "", text).help(help));
        Known {
            status: ScenarioStatus::Infeasible,
            diagnosis: Some(diagnosis),
            proved_by: Some(ProvedBy::Neighbour),
            ..Known::nothing()
        }
    }

    /// Lets better plans of scenarios with less room, and better bounds of those with more, count where
    /// a search ended before it found them.
    pub(super) fn tighten(&mut self) {
        let open = |known: &Known| {
            matches!(
                known.status,
                ScenarioStatus::Feasible | ScenarioStatus::Unknown
            )
        };
        for at in 0..self.known.len() {
            let (Some(room), Some(mut known)) = (&self.rooms[at], self.known[at].clone()) else {
                continue;
            };
            if !open(&known) {
                continue;
            }
            for (other, theirs) in self.rooms.iter().enumerate() {
                let (Some(theirs), Some(others)) = (theirs, &self.known[other]) else {
                    continue;
                };
                if others.status == ScenarioStatus::Partial {
                    continue;
                }
                let less = |bound: &i64| known.bound.is_none_or(|own| *bound < own);
                if let Some(bound) = others.bound.filter(less)
                    && theirs.admits_with_score(room)
                {
                    known.bound = Some(bound);
                    known.proved_by = Some(ProvedBy::Neighbour);
                }
                if others.status.is_planned()
                    && others.score > known.score
                    && room.admits_with_score(theirs)
                {
                    known.score = others.score;
                    known.facts = Facts::clone(&others.facts);
                    known.plan.clone_from(&others.plan);
                    known.proved_by = Some(ProvedBy::Neighbour);
                }
            }
            known.status = match (known.score, known.bound) {
                (Some(score), Some(bound)) if score == bound => ScenarioStatus::Optimal,
                (Some(_), _) => ScenarioStatus::Feasible,
                (None, _) => ScenarioStatus::Unknown,
            };
            self.known[at] = Some(known);
        }
    }
}

/// When each scenario's turn is: the ends of what each key is set to first, then the middles.
fn levels(scenarios: &[Scenario]) -> Vec<usize> {
    let mut levels = vec![0; scenarios.len()];
    let mut keys: Vec<&String> = scenarios.iter().flat_map(|it| it.set.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let of = |scenario: &Scenario| scenario.set.get(key).map(ToString::to_string);
        let mut values: Vec<Option<String>> = Vec::new();
        let mut places: std::collections::BTreeMap<Option<String>, usize> = Default::default();
        for scenario in scenarios {
            let value = of(scenario);
            if !places.contains_key(&value) {
                places.insert(value.clone(), values.len());
                values.push(value);
            }
        }
        let depth = depths(values.len());
        for (level, scenario) in levels.iter_mut().zip(scenarios) {
            *level = depth[places[&of(scenario)]].max(*level);
        }
    }
    levels
}

/// 0 for the ends, 1 for the middle, 2 for the middles of the halves, and so on.
fn depths(count: usize) -> Vec<usize> {
    let mut depths = vec![0; count];
    let mut stretches = vec![(0, count.saturating_sub(1), 1)];
    while let Some((low, high, depth)) = stretches.pop() {
        if high - low < 2 {
            continue;
        }
        let middle = low + (high - low) / 2;
        depths[middle] = depth;
        stretches.extend([(low, middle, depth + 1), (middle, high, depth + 1)]);
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::depths;

    #[test]
    fn the_ends_come_first_and_then_the_middles() {
        assert_eq!(depths(0), [0; 0]);
        assert_eq!(depths(1), [0]);
        assert_eq!(depths(2), [0, 0]);
        assert_eq!(depths(9), [0, 3, 2, 3, 1, 3, 2, 3, 0]);
    }
}
