//! Where bridges and people stand before and after each quarter.

use std::collections::{HashMap, HashSet};

use super::joint::takes_part;
use crate::input::file::ProgramFile;
use crate::outcomes::month_of;
use crate::plan::PlanFile;
use crate::program::Month;
use crate::scorecard::{holds, refresh_months, wanted};

/// A team and a department, by id.
pub(super) type Pair = (String, String);

/// Who takes part, which bridges are wanted, and how far both have come.
pub(super) struct Standing {
    pub(super) people: HashSet<String>,
    pub(super) wanted: Vec<Pair>,
    pub(super) out: HashSet<String>,
    refresh: Option<u32>,
    last: HashMap<Pair, Month>,
}

impl Standing {
    pub(super) fn of(file: &ProgramFile) -> Self {
        let teams: HashMap<&str, &str> = file.staff.iter().map(|x| (&*x.id, &*x.team)).collect();
        let people = file.staff.iter().filter(|person| takes_part(file, person));
        let mut pairs: Vec<Pair> = wanted(file)
            .into_iter()
            .map(|(team, department)| (team.to_owned(), department.to_owned()))
            .collect();
        pairs.sort();
        let mut standing = Standing {
            people: people.map(|person| person.id.clone()).collect(),
            wanted: pairs,
            out: HashSet::new(),
            refresh: refresh_months(file),
            last: HashMap::new(),
        };
        for row in &file.history {
            let team = row.team.as_deref().or(teams.get(&*row.staff).copied());
            if let (Some(team), Some(month)) = (team, Month::parse(&row.month)) {
                standing.meet(team, &row.department, month);
            }
        }
        standing
    }

    fn meet(&mut self, team: &str, department: &str, month: Month) {
        let pair = (team.to_owned(), department.to_owned());
        let last = self.last.entry(pair).or_insert(month);
        *last = (*last).max(month);
    }

    /// Takes a quarter's plan in, as if all of it took place.
    pub(super) fn add(&mut self, file: &ProgramFile, plan: &PlanFile) {
        let teams: HashMap<&str, &str> = file.staff.iter().map(|x| (&*x.id, &*x.team)).collect();
        for x in &plan.placements {
            if self.people.contains(&x.staff) {
                self.out.insert(x.staff.clone());
            }
            let team = teams.get(&*x.staff);
            if let (Some(team), Some(month)) = (team, Month::parse(month_of(&x.slot))) {
                self.meet(team, &x.department, month);
            }
        }
    }

    /// The wanted bridges that do not stand on the first day of a month.
    pub(super) fn missing(&self, at: Month) -> Vec<Pair> {
        let stands = |pair: &&Pair| {
            let last = self.last.get(*pair);
            last.is_some_and(|month| holds(self.refresh, at.0 - month.0))
        };
        let missing = self.wanted.iter().filter(|pair| !stands(pair));
        missing.cloned().collect()
    }

    /// The people who have not been out yet, by id.
    pub(super) fn at_home(&self) -> Vec<String> {
        let mut home: Vec<String> = self.people.difference(&self.out).cloned().collect();
        home.sort();
        home
    }
}
