//! A plan as a manager reads it: month by month who goes where with whom, and how good that is.

use std::collections::BTreeMap;

use rotaplan_core::Plan;
use rotaplan_core::goals::{GoalName, Values};
use rotaplan_core::plan::{Proof, Status};
use rotaplan_core::program::{Program, Slot};
use rotaplan_core::schedule::{Placement, Schedule};

use crate::names;
use crate::progress::gap;
use crate::show::{Report, Table, Tone};

/// So many placements are shown in all unless asked for every one.
const SHOWN: usize = 150;

/// A gap beyond this says little.
const TELLING: f64 = 0.25;

/// The report of a plan.
pub(crate) fn report(
    program: &Program,
    plan: &Plan,
    schedule: &Schedule,
    values: &Values,
    all: bool,
) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let placed = names::count(schedule.all().len(), "placement", "placements");
    report.text(Tone::Plain, format!("{}: {placed}.", names::size(program)));
    let (tone, sentence) = proof(plan);
    report.text(tone, sentence);
    shortfalls(&mut report, program, plan);
    months(&mut report, program, schedule, all);
    crate::load_report::add(&mut report, program, schedule, all);
    kept_free(&mut report, program, plan);
    report.heading("What the goals got");
    report.table(goals(program, values));
    if let Some(run) = &plan.run {
        let with = match &run.backend {
            Some(backend) => format!(" with {backend}"),
            None => String::new(),
        };
        report.text(
            Tone::Aside,
            format!(
                "Planned in {:.1} s by the {} engine{with}, seed {}.",
                run.seconds, run.engine, run.seed
            ),
        );
    }
    report
}

/// How good the plan is known to be, in words.
pub(crate) fn proof(plan: &Plan) -> (Tone, String) {
    let score = plan.score.unwrap_or_default();
    match (plan.status, plan.bound) {
        (Some(Status::Optimal), _) => {
            let how = match plan.proof {
                Some(Proof::Backend) => {
                    "Best possible on the solver's word: it claims that no plan scores more"
                }
                _ => "Proven best possible: no plan scores more",
            };
            (Tone::Good, format!("{how} than {score}."))
        }
        (Some(Status::Partial), _) => (
            Tone::Bad,
            "No plan keeps every rule. This one falls short as little as was found; everything else holds."
                .to_owned(),
        ),
        (_, Some(bound)) => {
            let whose = match plan.proof {
                Some(Proof::Backend) => " (on the solver's word)",
                _ => "",
            };
            let facts = format!("the score is {score}, and no plan scores more than {bound}{whose}");
            let gap = gap(score, bound);
            let sentence = match gap <= TELLING {
                true => format!("Within {} of the best possible: {facts}.", percent(gap)),
                false => format!("How good this plan is remains open: {facts}."),
            };
            (Tone::Plain, sentence)
        }
        (_, None) => (Tone::Plain, format!("The score is {score}; how much better a plan could be is not known.")),
    }
}

/// "0.4 %", never rounded down to nothing.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        _ if percent >= 10.0 => format!("{percent:.0} %"),
        _ if percent >= 0.1 => format!("{percent:.1} %"),
        _ if percent >= 0.001 => format!("{percent:.3} %"),
        _ => "0.001 %".to_owned(),
    }
}

/// What a partial plan lacks.
fn shortfalls(report: &mut Report, program: &Program, plan: &Plan) {
    let mut items = Vec::new();
    for row in &plan.unplaced {
        let who = match program.staff_by_id(&row.staff) {
            Some(staff) => names::staff(program, staff),
            None => row.staff.clone(),
        };
        let missing = names::count(row.missing as usize, "rotation", "rotations");
        let why = match row.reasons.is_empty() {
            true => String::new(),
            false => format!(": {}", row.reasons.join("; ")),
        };
        items.push(format!("{who} lacks {missing}{why}"));
    }
    items.extend(
        plan.unmet
            .iter()
            .map(|row| format!("{}: {}", row.rule, row.text)),
    );
    if !items.is_empty() {
        report.heading("What is missing");
        report.items(items);
    }
}

/// The pairs of a seat and a mentor that are kept free, slot by slot.
fn kept_free(report: &mut Report, program: &Program, plan: &Plan) {
    if plan.reserve.is_empty() {
        return;
    }
    report.heading("What is kept free");
    let calendar = program.calendar();
    let mut items = Vec::new();
    for t in calendar.slots() {
        let here = plan
            .reserve
            .iter()
            .filter(|row| row.slot == calendar.name(t));
        let pairs = here.map(|row| {
            let there = program.department_by_id(&row.department);
            let there = there.map_or(row.department.clone(), |d| names::department(program, d));
            let mentor = row.mentor.as_ref().and_then(|id| program.mentor_by_id(id));
            let with = mentor.map_or(String::new(), |m| {
                format!(" with {}", names::mentor(program, Some(m)))
            });
            format!("{there}{with}")
        });
        let pairs: Vec<String> = pairs.collect();
        if !pairs.is_empty() {
            items.push(format!("{}: {}", names::slot(program, t), pairs.join("; ")));
        }
    }
    report.items(items);
}

/// One table for each slot in which somebody is away.
fn months(report: &mut Report, program: &Program, schedule: &Schedule, all: bool) {
    let mut by_slot: BTreeMap<Slot, Vec<Placement>> = BTreeMap::new();
    for placement in schedule.all() {
        by_slot.entry(placement.slot).or_default().push(*placement);
    }
    let each = match all || schedule.all().len() <= SHOWN {
        true => usize::MAX,
        false => (SHOWN / by_slot.len().max(1)).max(3),
    };
    for (slot, placements) in by_slot {
        let away = names::count(placements.len(), "person", "people");
        report.heading(format!("{}: {away} away", names::slot(program, slot)));
        let mut table = Table::new(&["Who", "Team", "Goes to", "Guided by"]);
        for placement in placements.iter().take(each) {
            table.row([
                names::staff(program, placement.staff),
                names::team(program, program.staff()[placement.staff.index()].team),
                names::department(program, placement.department),
                names::mentor(program, placement.mentor),
            ]);
        }
        report.table(table);
        if placements.len() > each {
            let more = placements.len() - each;
            report.text(
                Tone::Aside,
                format!("… and {more} more: see the plan file (-o), or -v"),
            );
        }
    }
}

/// What each goal got, and its part of the score.
pub(crate) fn goals(program: &Program, values: &Values) -> Table {
    let mut table = Table::new(&[
        "Goal",
        "What it counts",
        "#Value",
        "#Weight",
        "#Part of the score",
    ]);
    for goal in GoalName::weighed(program) {
        if goal == GoalName::Changes && program.baseline().is_none() {
            continue;
        }
        let value = values.by_goal.get(&goal).copied().unwrap_or_default();
        let weight = goal.signed_weight(program);
        table.row([
            goal.name().to_owned(),
            goal.goal().sentence().to_owned(),
            value.to_string(),
            weight.to_string(),
            value.saturating_mul(weight).to_string(),
        ]);
    }
    table.row(["score", "", "", "", &values.score.to_string()]);
    table
}

/// The placements as rows for a spreadsheet.
pub(crate) fn rows(program: &Program, schedule: &Schedule) -> Table {
    let mut table = Table::new(&[
        "slot",
        "start",
        "end",
        "staff",
        "name",
        "team",
        "department",
        "department_name",
        "mentor",
        "mentor_name",
    ]);
    let calendar = program.calendar();
    let mut placements = schedule.all().to_vec();
    placements.sort_by_key(|placement| (placement.slot, placement.staff, placement.department));
    for placement in placements {
        let person = &program.staff()[placement.staff.index()];
        let department = &program.departments()[placement.department.index()];
        let mentor = placement
            .mentor
            .map(|mentor| &program.mentors()[mentor.index()]);
        table.row([
            calendar.name(placement.slot),
            &calendar.start(placement.slot).to_string(),
            &calendar.end(placement.slot).to_string(),
            &person.id,
            &person.name,
            &program.teams()[person.team.index()].id,
            &department.id,
            &department.name,
            mentor.map_or("", |mentor| &mentor.id),
            mentor.map_or("", |mentor| &mentor.name),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use rotaplan_core::Plan;
    use rotaplan_core::plan::{Proof, Status};

    use super::{percent, proof};

    fn words(status: Status, whose: Proof, score: i64, bound: i64) -> String {
        let plan = Plan {
            status: Some(status),
            proof: Some(whose),
            score: Some(score),
            bound: Some(bound),
            ..Plan::default()
        };
        proof(&plan).1
    }

    #[test]
    fn a_proof_is_said_for_what_it_is() {
        let optimal = Status::Optimal;
        assert!(words(optimal, Proof::Bound, 5, 5).starts_with("Proven best possible"));
        assert!(
            words(optimal, Proof::Backend, 5, 5).starts_with("Best possible on the solver's word")
        );
        let feasible = |score, bound| words(Status::Feasible, Proof::Bound, score, bound);
        assert!(feasible(1000, 1004).starts_with("Within 0.4 % of the best possible"));
        assert!(feasible(-100, 900).starts_with("How good this plan is remains open"));
    }

    #[test]
    fn a_gap_is_never_said_to_be_nothing() {
        assert_eq!(percent(0.12), "12 %");
        assert_eq!(percent(0.0004), "0.040 %");
        assert_eq!(percent(1e-9), "0.001 %");
    }
}
