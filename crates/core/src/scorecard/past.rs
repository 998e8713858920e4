//! What took place: the program's history with what outcomes say of each visit.

use std::collections::{BTreeSet, HashMap, VecDeque};

use chrono::{Days, NaiveDate};

use super::file::{ImprovementCard, ImprovementCounts, VisitCounts};
use crate::input::file::ProgramFile;
use crate::outcomes::{HeldFile, OutcomeFile, OutcomesFile, StateFile, month_of};
use crate::program::Month;
use crate::program::calendar::parse_date;

/// A visit that took place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit<'a> {
    pub(super) staff: &'a str,
    pub(super) department: &'a str,
    pub(super) month: Month,
    /// The person's team then; `None` for people who left and of whom nobody wrote it down.
    pub(super) team: Option<&'a str>,
    pub(super) mentor: Option<&'a str>,
    pub(super) outcome: Option<&'a OutcomeFile>,
    /// Whether outcomes of its quarter were given; without a row it took place in full.
    pub(super) reported: bool,
}

/// Everything that is known of the months before the horizon.
pub(super) struct Past<'a> {
    /// Earliest first.
    pub(super) visits: Vec<Visit<'a>>,
    pub(super) cancelled: Vec<&'a OutcomeFile>,
    /// The first month of the horizon.
    pub(super) now: Month,
    /// Months of a period.
    pub(super) months: i32,
    due_days: Option<u64>,
}

impl<'a> Past<'a> {
    pub(super) fn of(file: &'a ProgramFile, outcomes: &'a [OutcomesFile]) -> Self {
        let now = Month::parse(&file.horizon.first_month).unwrap_or(Month(0));
        let rows = || outcomes.iter().flat_map(|file| &file.outcomes);
        let mut told: HashMap<(&str, &str, &str), VecDeque<&OutcomeFile>> = HashMap::new();
        for row in rows().filter(|row| row.held != HeldFile::Cancelled) {
            let key = (&*row.staff, &*row.department, month_of(&row.slot));
            told.entry(key).or_default().push_back(row);
        }
        let quarters = reported(file, rows());
        let teams: HashMap<&str, &str> = file
            .staff
            .iter()
            .map(|person| (&*person.id, &*person.team))
            .collect();
        let mut visits = Vec::with_capacity(file.history.len());
        for row in &file.history {
            let Some(month) = Month::parse(&row.month) else {
                continue;
            };
            let key = (&*row.staff, &*row.department, &*row.month);
            let outcome = told.get_mut(&key).and_then(VecDeque::pop_front);
            visits.push(Visit {
                staff: &row.staff,
                department: &row.department,
                month,
                team: row.team.as_deref().or(teams.get(&*row.staff).copied()),
                mentor: row.mentor.as_deref(),
                outcome,
                reported: outcome.is_some() || quarters.contains(&month.0),
            });
        }
        visits.sort_by_key(|visit| (visit.month, visit.staff, visit.department));
        let mut cancelled: Vec<&OutcomeFile> = rows()
            .filter(|row| row.held == HeldFile::Cancelled)
            .collect();
        cancelled.sort_by_key(|row| (&row.slot, &row.staff, &row.department));
        Past {
            visits,
            cancelled,
            now,
            months: i32::try_from(file.horizon.months).unwrap_or(1).max(1),
            due_days: file
                .mentoring
                .as_ref()
                .and_then(|mentoring| mentoring.improvement_due_days_after)
                .map(u64::from),
        }
    }

    /// The number of the period that a month lies in, counted back from the horizon: 0 is the last one.
    pub(super) fn period(&self, month: Month) -> i32 {
        (self.now.0 - 1 - month.0).div_euclid(self.months)
    }

    /// The first month of a period.
    pub(super) fn period_start(&self, period: i32) -> Month {
        Month(self.now.0 - (period + 1) * self.months)
    }

    /// Visits promised and kept, of those that are wanted.
    pub(super) fn visit_counts(
        &self,
        kept: impl Fn(&Visit<'_>) -> bool,
        cancelled: impl Fn(&OutcomeFile) -> bool,
    ) -> VisitCounts {
        let mut counts = VisitCounts::default();
        for visit in self.visits.iter().filter(|visit| kept(visit)) {
            counts.kept += 1;
            counts.reported += usize::from(visit.reported);
            if let Some(row) = visit.outcome {
                counts.part += usize::from(row.held == HeldFile::Part);
                counts.briefed += usize::from(row.briefed == Some(true));
                counts.not_briefed += usize::from(row.briefed == Some(false));
                counts.sessions += u64::from(row.sessions.unwrap_or(0));
            }
        }
        counts.cancelled = self.cancelled.iter().filter(|row| cancelled(row)).count();
        counts.promised = counts.kept + counts.cancelled;
        counts
    }

    /// What visits brought, of those that are wanted.
    pub(super) fn improvements(&self, of: impl Fn(&Visit<'_>) -> bool) -> ImprovementCounts {
        self.improvements_of(self.visits.iter().filter(|visit| of(visit)))
    }

    /// What these visits brought.
    pub(super) fn improvements_of<'v>(
        &self,
        visits: impl Iterator<Item = &'v Visit<'a>>,
    ) -> ImprovementCounts
    where
        'a: 'v,
    {
        let mut counts = ImprovementCounts::default();
        for visit in visits.filter(|visit| visit.reported) {
            counts.promised += 1;
            let improvement = visit.outcome.and_then(|row| row.improvement.as_ref());
            match improvement.map(|improvement| improvement.state) {
                Some(StateFile::Delivered) => {
                    counts.delivered += 1;
                    let worth = improvement.and_then(|improvement| improvement.worth);
                    counts.worth += u64::from(worth.unwrap_or(0));
                    continue;
                }
                Some(StateFile::Dropped) => {
                    counts.dropped += 1;
                    continue;
                }
                Some(StateFile::Agreed) => counts.agreed += 1,
                Some(StateFile::Proposed) => counts.proposed += 1,
                None => {}
            }
            counts.owed += 1;
            counts.overdue += usize::from(self.is_overdue(visit));
        }
        counts
    }

    /// The improvement that a visit named.
    pub(super) fn improvement(&self, visit: &Visit<'_>) -> Option<ImprovementCard> {
        let improvement = visit.outcome?.improvement.as_ref()?;
        let open = matches!(improvement.state, StateFile::Proposed | StateFile::Agreed);
        Some(ImprovementCard {
            staff: visit.staff.to_owned(),
            month: visit.month.to_string(),
            title: improvement.title.clone(),
            state: improvement.state,
            date: improvement.date.clone(),
            worth: improvement.worth,
            due: self.due(visit).map(|day| day.to_string()),
            overdue: open && self.is_overdue(visit),
        })
    }

    /// The day by which a visit's improvement is due, if the program says when.
    fn due(&self, visit: &Visit<'_>) -> Option<NaiveDate> {
        let slot = visit.outcome.map_or("", |row| row.slot.as_str());
        let end = match slot.split_once('.') {
            Some((month, "1")) => parse_date(&format!("{month}-15"))?,
            _ => visit.month.end(),
        };
        end.checked_add_days(Days::new(self.due_days?))
    }

    /// Whether that day lies before the horizon.
    fn is_overdue(&self, visit: &Visit<'_>) -> bool {
        self.due(visit).is_some_and(|day| day < self.now.start())
    }
}

/// The months of which outcomes were given: those of every closed plan that a row lies in.
fn reported<'a>(file: &ProgramFile, rows: impl Iterator<Item = &'a OutcomeFile>) -> BTreeSet<i32> {
    let named: BTreeSet<i32> = rows
        .filter_map(|row| Month::parse(month_of(&row.slot)))
        .map(|month| month.0)
        .collect();
    let mut months = BTreeSet::new();
    for plan in &file.closed_plans {
        let Some(first) = Month::parse(&plan.first_month) else {
            continue;
        };
        let all = first.0..first.0.saturating_add(plan.months.cast_signed());
        if named.range(all.clone()).next().is_some() {
            months.extend(all);
        }
    }
    months
}
