//! What is kept beside the planning: metrics of departments, and plans that are closed.

use std::collections::HashMap;

use super::Facts;
use crate::input::dates::month;
use crate::input::findings::{Findings, show};
use crate::input::place::{at, key};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, department) in facts.file.departments.iter().enumerate() {
        let mut seen = HashMap::new();
        for (row, metric) in department.metrics.iter().enumerate() {
            let path = |name| {
                let metrics = [key("departments"), at(index), key("metrics")];
                metrics
                    .into_iter()
                    .chain([at(row), key(name)])
                    .collect::<Vec<_>>()
            };
            if let Some(first) = seen.insert(metric.name.as_str(), row) {
                findings.error(
                    "duplicate-name",
                    &path("name"),
                    format!(
                        "the metric {} stands here already, as entry {first}",
                        show(&metric.name)
                    ),
                    "give each metric a name of its own".to_owned(),
                );
            }
            let (from, to) = (metric.scale.from, metric.scale.to);
            if from == to {
                findings.error(
                    "empty-scale",
                    &path("scale"),
                    "the worst rating of the scale is also the best".to_owned(),
                    "make \"from\" the worst rating there is and \"to\" the best, such as 1 and 5"
                        .to_owned(),
                );
            } else if let Some(target) = metric.target
                && !(from.min(to)..=from.max(to)).contains(&target)
            {
                findings.error(
                    "out-of-range",
                    &path("target"),
                    format!("the target {target} lies outside the scale from {from} to {to}"),
                    "choose a target within the scale".to_owned(),
                );
            }
        }
    }
    let mut seen = HashMap::new();
    for (row, closed) in facts.file.closed_plans.iter().enumerate() {
        let path = |name| [key("closed_plans"), at(row), key(name)];
        if let Some(first) = seen.insert(closed.sha256.as_str(), row) {
            findings.error(
                "duplicate-row",
                &path("sha256"),
                format!("this plan stands at /closed_plans/{first} already"),
                "a plan is closed once: keep one row of the two".to_owned(),
            );
        }
        let begins = month(&facts.file.horizon.first_month);
        let ends = month(&closed.first_month)
            .and_then(|first| Some(first + i32::try_from(closed.months).ok()?));
        if let (Some(begins), Some(ends)) = (begins, ends)
            && ends > begins
        {
            findings.error(
                "closed-month",
                &path("first_month"),
                "the months of a closed plan do not all lie before the horizon".to_owned(),
                "remove the row, or begin the horizon after those months".to_owned(),
            );
        }
    }
}
