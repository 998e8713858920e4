//! The scorecard as files have it: `rotaplan/scorecard@1`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ahead::Ahead;
use crate::input::file::ParticipationFile;
use crate::outcomes::{HeldFile, StateFile};
use crate::plan::ProgramRef;

/// The format name every scorecard opens with.
pub const SCORECARD_FORMAT: &str = "rotaplan/scorecard@1";

/// Whether a rotation program works: its bridges, its promises, who took part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Scorecard {
    /// Always `rotaplan/scorecard@1`.
    pub format: String,
    /// The program.
    pub program: ProgramRef,
    /// The month whose first day everything is reckoned at: the first of the program's horizon.
    pub as_of: String,
    /// The first month of the history, if there is one.
    pub since: Option<String>,
    /// So many rows of outcomes were given.
    pub outcomes: usize,
    /// After so many months without a visit a bridge is lost; `null`: never.
    pub refresh_months: Option<u32>,
    /// The program as a whole.
    pub whole: Whole,
    /// The departments, by id.
    pub departments: Vec<DepartmentCard>,
    /// The teams, by id.
    pub teams: Vec<TeamCard>,
    /// The people of the program, by id: their participation records.
    pub people: Vec<PersonCard>,
    /// The mentors, by id, with those who are gone and guided somebody.
    pub mentors: Vec<MentorCard>,
}

/// The program as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Whole {
    /// People of the program.
    pub people: usize,
    /// Of them, those who have been out at least once.
    pub been_out: usize,
    /// The bridges that are wanted, by what has become of them.
    pub bridges: BridgeCounts,
    /// Visits of all departments together.
    pub visits: VisitCounts,
    /// Improvements of all departments together.
    pub improvements: ImprovementCounts,
    /// The map at the end of each period of as many months as the horizon has, earliest first.
    pub coverage: Vec<Coverage>,
    /// The contacts that hang on one person.
    pub weak_links: Vec<WeakLink>,
    /// Departments that nobody of the program knows, by id: no visit that is not lost.
    pub no_contact: Vec<String>,
    /// Groups of teams and departments that no standing bridge joins, a group of one included.
    pub islands: usize,
    /// What planning ahead found, if it was asked for.
    pub ahead: Option<Ahead>,
}

/// Wanted bridges by what has become of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BridgeCounts {
    /// All.
    pub wanted: usize,
    /// Those that stand: fresh or fading.
    pub standing: usize,
    /// Visited within the first half of `refresh_months`.
    pub fresh: usize,
    /// Visited within the second half.
    pub fading: usize,
    /// Visited longer ago.
    pub lost: usize,
    /// Never visited.
    pub never: usize,
}

/// Visits promised and kept. What was promised beyond what was kept is known from outcomes alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VisitCounts {
    /// Kept and cancelled ones.
    pub promised: usize,
    /// Those in the history.
    pub kept: usize,
    /// Of them, those that outcomes were reported of.
    pub reported: usize,
    /// Of the kept ones, those cut short.
    pub part: usize,
    /// Those that did not take place.
    pub cancelled: usize,
    /// Visits whose mentor was briefed beforehand.
    pub briefed: usize,
    /// Visits whose mentor was not, as the outcomes say.
    pub not_briefed: usize,
    /// Sessions of guest and mentor.
    pub sessions: u64,
}

/// Improvements that visits owe. A visit owes one where its outcomes were reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ImprovementCounts {
    /// Kept visits whose outcomes were reported, each of which promised one.
    pub promised: usize,
    /// In use.
    pub delivered: usize,
    /// Given up.
    pub dropped: usize,
    /// Neither: still to come.
    pub owed: usize,
    /// Of the owed ones, those wanted by the department.
    pub agreed: usize,
    /// Of the owed ones, those suggested.
    pub proposed: usize,
    /// Of the owed ones, those whose day has passed.
    pub overdue: usize,
    /// What the delivered ones are worth, as the departments say.
    pub worth: u64,
}

/// The map at the end of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Coverage {
    /// First month of the period.
    pub from: String,
    /// Last month of the period.
    pub to: String,
    /// Visits in it.
    pub visits: usize,
    /// Of the bridges wanted today, those that stood at its end.
    pub standing: usize,
    /// The bridges wanted today.
    pub wanted: usize,
}

/// A department that would lose all contact if one person left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WeakLink {
    /// Department id.
    pub department: String,
    /// `staff` or `mentor`.
    pub kind: String,
    /// The person's id.
    pub person: String,
    /// The person's name.
    pub name: String,
}

/// What has become of a bridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BridgeState {
    /// Visited within the first half of `refresh_months`.
    Fresh,
    /// Visited within the second half.
    Fading,
    /// Visited longer ago.
    Lost,
    /// Never visited.
    #[default]
    Never,
}

/// A team's bridge to a department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BridgeCard {
    /// Team id.
    pub team: String,
    /// Whether the program values it.
    pub wanted: bool,
    /// What has become of it.
    pub state: BridgeState,
    /// The month of the last visit.
    pub last_visit: Option<String>,
    /// Months since then.
    pub age: Option<i32>,
    /// Visits in all.
    pub visits: usize,
    /// People who are still of the program and whose visit is not lost.
    pub held_by: usize,
}

/// A department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DepartmentCard {
    /// Its id.
    pub id: String,
    /// Its name, or its id.
    pub name: String,
    /// A row for each team, by id.
    pub bridges: Vec<BridgeCard>,
    /// Visits promised and kept.
    pub visits: VisitCounts,
    /// What they brought.
    pub improvements: ImprovementCounts,
    /// The improvements that were named, latest first.
    pub brought: Vec<ImprovementCard>,
    /// How the department rates visits, by its own metrics.
    pub ratings: Vec<MetricCard>,
}

/// An improvement that somebody introduced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ImprovementCard {
    /// Staff id.
    pub staff: String,
    /// Month of the visit.
    pub month: String,
    /// What it is.
    pub title: String,
    /// How far it has come.
    pub state: StateFile,
    /// Since when.
    pub date: Option<String>,
    /// What the department thinks it is worth.
    pub worth: Option<u32>,
    /// The day it is due.
    pub due: Option<String>,
    /// Whether that has passed without delivery.
    pub overdue: bool,
}

/// Where ratings are going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    /// The last period's mean is better than that of all before.
    Better,
    /// As good.
    Same,
    /// Worse.
    Worse,
}

/// Ratings by one metric of a department.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MetricCard {
    /// The metric's name.
    pub name: String,
    /// The worst rating that can be given.
    pub from: i32,
    /// The best.
    pub to: i32,
    /// The target, if there is one.
    pub target: Option<i32>,
    /// All ratings.
    pub all: Ratings,
    /// Of them, those that reach the target, if there is one.
    pub reached: Option<usize>,
    /// Ratings by period, earliest first, periods without any left out.
    pub periods: Vec<PeriodRatings>,
    /// The last period against all before it.
    pub trend: Option<Trend>,
}

/// Some ratings together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Ratings {
    /// How many.
    pub count: usize,
    /// Their sum.
    pub sum: i64,
    /// Their mean, to two places; `null` for none.
    pub mean: Option<f64>,
}

/// The ratings of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PeriodRatings {
    /// First month of the period.
    pub from: String,
    /// Its ratings.
    pub ratings: Ratings,
}

/// A team.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TeamCard {
    /// Its id.
    pub id: String,
    /// Its name, or its id.
    pub name: String,
    /// Its members.
    pub members: usize,
    /// Of them, those who have been out at least once.
    pub been_out: usize,
    /// Departments that nobody of the team has ever visited, by id.
    pub never_reached: Vec<String>,
    /// Its wanted bridges.
    pub bridges: BridgeCounts,
    /// Its members' absences, in slots.
    pub disruption: Disruption,
}

/// What a team was told it would go without, and what it did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Disruption {
    /// Slots that members were to be away.
    pub promised: usize,
    /// Slots that they were away.
    pub real: usize,
    /// Of them, those cut short.
    pub part: usize,
}

/// A person's participation record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PersonCard {
    /// Staff id.
    pub id: String,
    /// The person's name, or the id.
    pub name: String,
    /// Team id.
    pub team: String,
    /// Whether the person takes part.
    pub participation: ParticipationFile,
    /// Why not as everybody does.
    pub reason: String,
    /// Rotations due so far: done and owed ones.
    pub due: usize,
    /// Rotations done.
    pub done: usize,
    /// Rotations owed from earlier programs.
    pub owed: u32,
    /// Rotations that the program at hand asks for, the owed ones among them.
    pub coming: u32,
    /// Visits that did not take place, with the reason.
    pub excused: Vec<ExcuseCard>,
    /// Visits, earliest first.
    pub visits: Vec<VisitCard>,
    /// What they brought.
    pub improvements: ImprovementCounts,
}

/// A visit that did not take place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ExcuseCard {
    /// Department id.
    pub department: String,
    /// Slot name.
    pub slot: String,
    /// Why.
    pub reason: String,
}

/// A visit of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct VisitCard {
    /// Department id.
    pub department: String,
    /// Month.
    pub month: String,
    /// Mentor id.
    pub mentor: Option<String>,
    /// Whether it took place in full or in part; `null` where nobody reported.
    pub held: Option<HeldFile>,
    /// Why it was cut short.
    pub reason: String,
    /// Whether the mentor was briefed beforehand.
    pub briefed: Option<bool>,
    /// Sessions held.
    pub sessions: Option<u32>,
    /// What it brought.
    pub improvement: Option<ImprovementCard>,
}

/// A mentor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MentorCard {
    /// The mentor's id.
    pub id: String,
    /// The mentor's name, or the id.
    pub name: String,
    /// Department id.
    pub department: String,
    /// Whether the mentor is no longer of the program.
    pub gone: bool,
    /// Guests in all.
    pub guests: usize,
    /// Sessions held.
    pub sessions: u64,
    /// Guests by year, earliest first.
    pub years: Vec<YearLoad>,
}

/// A mentor's guests of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct YearLoad {
    /// The year.
    pub year: i32,
    /// Guests.
    pub guests: usize,
}
