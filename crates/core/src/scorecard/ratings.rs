//! A department's ratings by its own metrics: against the target, and where they are going.

use std::collections::BTreeMap;

use super::file::{MetricCard, PeriodRatings, Ratings, Trend};
use super::past::Past;
use crate::input::file::{DepartmentFile, MetricFile};

/// The ratings by each metric, in the order of the file.
pub(super) fn ratings(department: &DepartmentFile, past: &Past<'_>) -> Vec<MetricCard> {
    let metrics = department.metrics.iter();
    metrics
        .map(|metric| card(metric, department, past))
        .collect()
}

fn card(metric: &MetricFile, department: &DepartmentFile, past: &Past<'_>) -> MetricCard {
    let (from, to) = (metric.scale.from, metric.scale.to);
    let good = |rating: i32, than: i32| match from <= to {
        true => rating >= than,
        false => rating <= than,
    };
    let mut all = Ratings::default();
    let mut reached = metric.target.map(|_| 0);
    // The number of a period counts back.
    let mut periods: BTreeMap<i32, Ratings> = BTreeMap::new();
    for visit in &past.visits {
        let Some(row) = visit.outcome.filter(|_| visit.department == department.id) else {
            continue;
        };
        let Some(rating) = row.ratings.get(&metric.name) else {
            continue;
        };
        let period = periods.entry(-past.period(visit.month)).or_default();
        for sums in [&mut all, period] {
            sums.count += 1;
            sums.sum += i64::from(*rating);
        }
        if let (Some(target), Some(reached)) = (metric.target, &mut reached) {
            *reached += usize::from(good(*rating, target));
        }
    }
    let trend = trend(&periods, all, from <= to);
    MetricCard {
        name: metric.name.clone(),
        from,
        to,
        target: metric.target,
        all: with_mean(all),
        reached,
        periods: periods
            .into_iter()
            .map(|(period, sums)| PeriodRatings {
                from: past.period_start(-period).to_string(),
                ratings: with_mean(sums),
            })
            .collect(),
        trend,
    }
}

/// The mean of the last period against that of all before it, compared as fractions.
fn trend(periods: &BTreeMap<i32, Ratings>, all: Ratings, upwards: bool) -> Option<Trend> {
    let last = periods.values().next_back().filter(|_| periods.len() > 1)?;
    let (count, sum) = ((all.count - last.count) as i128, all.sum - last.sum);
    let (now, before) = (
        i128::from(last.sum) * count,
        i128::from(sum) * last.count as i128,
    );
    Some(match now.cmp(&before) {
        std::cmp::Ordering::Equal => Trend::Same,
        order if order.is_gt() == upwards => Trend::Better,
        _ => Trend::Worse,
    })
}

fn with_mean(mut ratings: Ratings) -> Ratings {
    let mean = ratings.sum as f64 / ratings.count as f64;
    ratings.mean = (ratings.count > 0).then(|| (mean * 100.0).round() / 100.0);
    ratings
}
