//! The map of teams and departments: which bridges are wanted, and what has become of each.

use std::collections::{HashMap, HashSet};

use super::file::{BridgeCard, BridgeCounts, BridgeState};
use super::past::Past;
use crate::input::file::ProgramFile;
use crate::program::Month;

/// A team and a department, by id.
pub(crate) type Pair<'a> = (&'a str, &'a str);

/// The pairs that a program values: a row of `bridges`, else `bridge_default`, says more than 0.
pub(crate) fn wanted(file: &ProgramFile) -> HashSet<Pair<'_>> {
    let rows: HashMap<Pair<'_>, u32> = file
        .bridges
        .iter()
        .map(|row| ((&*row.team, &*row.department), row.value))
        .collect();
    let default = file.bridge_default.as_ref().map_or(0, |row| row.value);
    let mut pairs = HashSet::new();
    for team in &file.teams {
        for department in &file.departments {
            let pair = (&*team.id, &*department.id);
            let value = match rows.get(&pair) {
                Some(value) => u64::from(*value),
                None => u64::from(default) * u64::from(department.priority.unwrap_or(1)),
            };
            if value > 0 {
                pairs.insert(pair);
            }
        }
    }
    pairs
}

/// Whether a visit so many months ago still holds a bridge.
pub(crate) fn holds(refresh: Option<u32>, age: i32) -> bool {
    refresh.is_none_or(|refresh| i64::from(age) <= i64::from(refresh))
}

/// After how many months without a visit a bridge is lost; `None`: never.
pub(crate) fn refresh_months(file: &ProgramFile) -> Option<u32> {
    file.bridge_default.as_ref().map(|row| row.refresh_months)
}

/// Pairs and the months of their visits.
pub(super) struct Map<'a> {
    pub(super) wanted: HashSet<Pair<'a>>,
    pub(super) refresh: Option<u32>,
    visits: HashMap<Pair<'a>, Vec<Month>>,
    holders: HashMap<Pair<'a>, HashSet<&'a str>>,
    now: Month,
}

impl<'a> Map<'a> {
    pub(super) fn of(file: &'a ProgramFile, past: &Past<'a>) -> Self {
        let refresh = refresh_months(file);
        let here: HashSet<&str> = file.staff.iter().map(|person| &*person.id).collect();
        let mut visits: HashMap<Pair<'_>, Vec<Month>> = HashMap::new();
        let mut holders: HashMap<Pair<'_>, HashSet<&str>> = HashMap::new();
        for visit in &past.visits {
            let Some(team) = visit.team else { continue };
            let pair = (team, visit.department);
            visits.entry(pair).or_default().push(visit.month);
            if here.contains(visit.staff) && holds(refresh, past.now.0 - visit.month.0) {
                holders.entry(pair).or_default().insert(visit.staff);
            }
        }
        Map {
            wanted: wanted(file),
            refresh,
            visits,
            holders,
            now: past.now,
        }
    }

    /// The first month of the horizon.
    pub(super) fn now(&self) -> Month {
        self.now
    }

    pub(super) fn months<'m>(&'m self, pair: Pair<'m>) -> &'m [Month] {
        self.visits.get(&pair).map_or(&[], Vec::as_slice)
    }

    /// Months from the last visit before a month to that month.
    pub(super) fn age(&self, pair: Pair<'_>, at: Month) -> Option<i32> {
        let before = self.months(pair).iter().filter(|month| **month < at);
        before.max().map(|month| at.0 - month.0)
    }

    pub(super) fn state(&self, pair: Pair<'_>) -> BridgeState {
        let Some(age) = self.age(pair, self.now) else {
            return BridgeState::Never;
        };
        let half = self.refresh.map(|refresh| refresh / 2);
        match (holds(half, age), holds(self.refresh, age)) {
            (true, _) => BridgeState::Fresh,
            (false, true) => BridgeState::Fading,
            (false, false) => BridgeState::Lost,
        }
    }

    pub(super) fn card(&self, team: &str, department: &str) -> BridgeCard {
        let pair = (team, department);
        let age = self.age(pair, self.now);
        BridgeCard {
            team: team.to_owned(),
            wanted: self.wanted.contains(&pair),
            state: self.state(pair),
            last_visit: age.map(|age| Month(self.now.0 - age).to_string()),
            age,
            visits: self.months(pair).len(),
            held_by: self.holders.get(&pair).map_or(0, HashSet::len),
        }
    }

    /// The wanted bridges of these, by what has become of them.
    pub(super) fn counts(&self, of: impl Fn(Pair<'_>) -> bool) -> BridgeCounts {
        let mut counts = BridgeCounts::default();
        for pair in self.wanted.iter().filter(|pair| of(**pair)) {
            counts.wanted += 1;
            *match self.state(*pair) {
                BridgeState::Fresh => &mut counts.fresh,
                BridgeState::Fading => &mut counts.fading,
                BridgeState::Lost => &mut counts.lost,
                BridgeState::Never => &mut counts.never,
            } += 1;
        }
        counts.standing = counts.fresh + counts.fading;
        counts
    }

    /// The wanted bridges that stood on the first day of a month.
    pub(super) fn standing(&self, at: Month) -> usize {
        let stood = |pair: &&Pair<'_>| {
            self.age(**pair, at)
                .is_some_and(|age| holds(self.refresh, age))
        };
        self.wanted.iter().filter(stood).count()
    }
}
