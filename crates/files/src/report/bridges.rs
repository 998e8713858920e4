//! What becomes of the bridges between teams and departments.

use rotaplan_core::program::Program;

use super::picture::Visit;

/// What becomes of the bridge between a team and a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bridge {
    /// Nobody asks for it: no visit, no history, no value.
    None,
    /// An earlier visit still counts, and the plan has no new one.
    Stands,
    /// The plan has the first visit ever.
    New,
    /// The plan has another visit.
    Refreshed,
    /// It is worth something, there was never a visit, and the plan has none.
    Missing,
    /// It is worth something, the last visit lies too far back, and the plan has none.
    Faded,
}

impl Bridge {
    /// Every state that is shown, with its sign, its word and what it means.
    pub const SHOWN: [(Bridge, &'static str, &'static str, &'static str); 5] = [
        (Bridge::New, "✚", "new", "first visit ever, in this plan"),
        (
            Bridge::Refreshed,
            "↻",
            "refreshed",
            "visited before, and again in this plan",
        ),
        (
            Bridge::Stands,
            "●",
            "existing",
            "visited before; needs no visit now",
        ),
        (
            Bridge::Faded,
            "◌",
            "fading",
            "visited long ago, and not in this plan",
        ),
        (Bridge::Missing, "○", "missing", "wanted, and never visited"),
    ];

    /// Its sign, so that nobody needs to tell colours apart.
    #[must_use]
    pub fn sign(self) -> &'static str {
        self.shown().map_or("", |(_, sign, ..)| sign)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.shown().map_or("", |(_, _, word, _)| word)
    }

    fn shown(self) -> Option<(Bridge, &'static str, &'static str, &'static str)> {
        Bridge::SHOWN
            .into_iter()
            .find(|(bridge, ..)| *bridge == self)
    }
}

/// The state of every bridge, teams × departments.
pub(crate) fn bridges(program: &Program, visits: &[Visit]) -> Vec<Bridge> {
    let departments = program.departments().len();
    let mut visited = vec![false; program.teams().len() * departments];
    for visit in visits {
        let team = program.staff()[visit.staff.index()].team;
        visited[team.index() * departments + visit.department.index()] = true;
    }
    let mut bridges = Vec::with_capacity(visited.len());
    for team in program.team_indices() {
        for department in program.department_indices() {
            let met = visited[bridges.len()];
            let before = program.months_since_contact(team, department).is_some();
            let wanted = program.bridge_value(team, department) > 0;
            bridges.push(match (met, before, wanted) {
                (true, false, _) => Bridge::New,
                (true, true, _) => Bridge::Refreshed,
                (false, true, true) => Bridge::Faded,
                (false, true, false) => Bridge::Stands,
                (false, false, true) => Bridge::Missing,
                (false, false, false) => Bridge::None,
            });
        }
    }
    bridges
}
