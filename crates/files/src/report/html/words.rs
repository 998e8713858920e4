//! What the page says in words: the facts at the top, what needs attention, the proof, the goals, the changes.

use rotaplan_core::goals::GoalName;
use rotaplan_core::plan::Proof;

use super::{ChangeRow, ChangeTable, Fact, Goal, counted};
use crate::report::bridges::Bridge;
use crate::report::picture::Picture;

pub(super) fn facts(picture: &Picture<'_>) -> Vec<Fact> {
    let fact = |name, value: String, note: String| Fact {
        name,
        value,
        note,
        tone: "",
    };
    let valid = picture.verdict.breaches.is_empty();
    let tone = if valid && picture.plan.unplaced.is_empty() {
        "good"
    } else {
        "bad"
    };
    let checked = if valid {
        "every rule checked and kept".to_owned()
    } else {
        format!(
            "rules are broken in {} places",
            picture.verdict.breaches.len()
        )
    };
    let mut facts = vec![Fact {
        tone,
        ..fact("Plan", picture.status().to_owned(), checked)
    }];
    let bound = match (picture.plan.bound, picture.plan.gap) {
        (Some(bound), _) if bound == picture.verdict.values.score => {
            "and no plan can have more".to_owned()
        }
        (Some(bound), Some(gap)) => format!("at most {bound} is possible ({:.2} %)", gap * 100.0),
        (Some(bound), None) => format!("at most {bound} is possible"),
        (None, _) => "no bound known".to_owned(),
    };
    facts.push(fact(
        "Score",
        picture.verdict.values.score.to_string(),
        bound,
    ));
    let missing: u32 = picture.people.iter().map(|person| person.missing).sum();
    let placed = match missing {
        0 => "nobody is short of one".to_owned(),
        missing => format!("{missing} missing"),
    };
    facts.push(fact("Rotations", picture.visits.len().to_string(), placed));
    if let Some(share) = picture.fared.first_choice_share() {
        let average = format!("{} points in all", picture.fared.points);
        facts.push(fact("First choices", format!("{share} %"), average));
    }
    if let Some(peak) = picture.slots.iter().max_by_key(|slot| slot.away) {
        let when = format!("in {} {}", peak.label, peak.year);
        let note = peak
            .limit
            .map_or(when.clone(), |limit| format!("{when}, {limit} may be"));
        facts.push(fact("Most away at once", peak.away.to_string(), note));
    }
    let count = |bridge| {
        picture
            .bridges
            .iter()
            .filter(|state| **state == bridge)
            .count()
    };
    let missing = count(Bridge::Missing) + count(Bridge::Faded);
    facts.push(fact(
        "New bridges",
        count(Bridge::New).to_string(),
        format!(
            "{} refreshed, {missing} still missing",
            count(Bridge::Refreshed)
        ),
    ));
    facts
}

/// What somebody should look at: breaches, people who are short, and other shortfalls.
pub(crate) fn notices(picture: &Picture<'_>) -> Vec<String> {
    let breaches = picture
        .verdict
        .breaches
        .iter()
        .map(|breach| format!("{}: {}", breach.rule, breach.text));
    let unplaced = picture.plan.unplaced.iter().map(|short| {
        let name = picture
            .program
            .staff_by_id(&short.staff)
            .map_or(short.staff.as_str(), |staff| picture.staff_name(staff));
        let reasons = match short.reasons.is_empty() {
            true => String::new(),
            false => format!(": {}", short.reasons.join("; ")),
        };
        format!("{name} lacks {} of the rotations{reasons}", short.missing)
    });
    let unmet = picture
        .plan
        .unmet
        .iter()
        .map(|unmet| format!("{}: {}", unmet.rule, unmet.text));
    unplaced.chain(unmet).chain(breaches).collect()
}

/// What is known of how good the plan is, in a sentence or two.
pub(crate) fn proof(picture: &Picture<'_>) -> String {
    let score = picture.verdict.values.score;
    let whose = match picture.plan.proof {
        Some(Proof::Bound) => {
            "The bound was recomputed in whole numbers; nobody’s word has to be taken for it."
        }
        Some(Proof::Backend) => "The bound is a solver’s claim.",
        None => "",
    };
    let said = match picture.plan.score {
        Some(said) if said != score => format!(
            "The plan file says {said}; the score of its placements under this program is {score}. "
        ),
        _ => String::new(),
    };
    let known = match picture.plan.bound {
        Some(bound) if bound == score => {
            format!("The score is {score}, and no plan that keeps the rules can have more. {whose}")
        }
        Some(bound) => format!(
            "The score is {score}; no plan that keeps the rules can have more than {bound}. {whose}"
        ),
        None => format!("The score is {score}. How much more is possible is not known."),
    };
    format!("{said}{known}").trim().to_owned()
}

pub(super) fn goals(picture: &Picture<'_>) -> Vec<Goal> {
    let weighed: Vec<GoalName> = GoalName::weighed(&picture.program).collect();
    let values = &picture.verdict.values.by_goal;
    GoalName::ALL
        .iter()
        .filter(|goal| weighed.contains(goal))
        .map(|goal| {
            let value = values.get(goal).copied().unwrap_or_default();
            let weight = goal.signed_weight(&picture.program);
            Goal {
                name: goal.name().replace('_', " "),
                // Keys stand in backticks there, for Markdown.
                sentence: goal.goal().sentence().replace('`', ""),
                value,
                weight: weight.abs(),
                part: format!("{:+}", weight.saturating_mul(value)).replace('-', "−"),
            }
        })
        .collect()
}

pub(super) fn changes(picture: &Picture<'_>) -> Option<ChangeTable> {
    let changes = picture.changes.as_ref()?;
    let summary = format!(
        "{} of the earlier plan’s {} stand; {} changed.",
        changes.kept,
        counted(changes.kept + changes.given_up, "rotation"),
        if changes.rows.len() == 1 {
            "one person’s rotations".to_owned()
        } else {
            format!("the rotations of {} people", changes.rows.len())
        },
    );
    let rows = changes.rows.iter().map(|change| ChangeRow {
        name: picture
            .program
            .staff_by_id(&change.staff)
            .map_or(change.staff.clone(), |staff| {
                picture.staff_name(staff).to_owned()
            }),
        kind: change.kind,
        before: change
            .before
            .iter()
            .map(|x| picture.words(x))
            .collect::<Vec<_>>()
            .join("; "),
        after: change
            .after
            .iter()
            .map(|x| picture.words(x))
            .collect::<Vec<_>>()
            .join("; "),
    });
    Some(ChangeTable {
        summary,
        rows: rows.collect(),
    })
}
