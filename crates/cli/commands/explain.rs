//! `explain`: why this plan, and why not that one.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::explain::{Question, alternatives, explain, limits};
use rotaplan_core::explanation::{Explanation, LimitCost, Share};
use rotaplan_core::input::{self, suggest, to_json};
use rotaplan_core::program::{SlotSet, StaffIdx, sha256};
use rotaplan_core::{Plan, Program};

use crate::args::Planning;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::instead;
use crate::progress::Watch;
use crate::show::{Report, Table, Tone};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{load, names};

/// So many rows of a table are shown unless asked for all.
const SHOWN: usize = 20;

/// Says why a plan is as it is: what each goal got, what limits cost, and why not otherwise
#[derive(Args, Debug)]
pub(crate) struct Explain {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The plan file; - is standard input
    #[arg(value_parser = source)]
    plan: Source,
    /// Ask about this person: where else, when else, at what cost
    #[arg(long, value_name = "ID")]
    staff: Option<String>,
    /// Ask about this department only
    #[arg(long, value_name = "ID", requires = "staff")]
    department: Option<String>,
    /// Ask about this slot only, such as 2027-02
    #[arg(long, value_name = "SLOT", requires = "staff")]
    slot: Option<String>,
    /// The earlier plan that `changes` is counted against
    #[arg(long, value_name = "PLAN", value_parser = source)]
    baseline: Option<Source>,
    /// Write the result to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

impl Explain {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let options = self.planning.options()?;
        load::one_stdin(&[
            Some(&self.program),
            Some(&self.plan),
            self.baseline.as_ref(),
        ])?;
        let (content, mut program) = load::program(&self.program, console)?;
        let (plan_content, plan) = load::plan(&self.plan, console)?;
        let mut inputs = vec![&content, &plan_content];
        let baseline = load::plan_if(self.baseline.as_ref(), console)?;
        inputs.extend(baseline.iter().map(|(content, _)| content));
        let target = Target::open(self.output.as_deref(), &inputs)?;
        if let Some((content, baseline)) = &baseline {
            program = program.with_baseline(baseline, sha256(&content.bytes));
        }
        let asked = self.asked(&program)?;
        let mut explanation = explain(&program, &plan);
        let whole = explanation.breaches.is_empty();
        if let (true, Some(file)) = (whole, input::read(&content.bytes).file) {
            let watch = Watch::begin(console);
            match asked {
                Some((staff, department, slots)) => {
                    let question = Question {
                        file: &file,
                        program: &program,
                        plan: &plan,
                        staff,
                        department,
                        slots,
                    };
                    explanation.alternatives = alternatives(&question, &options, &watch);
                }
                None => limits(&file, &program, &plan, &mut explanation, &options, &watch),
            }
            watch.end();
        }
        let report = match asked {
            Some((staff, ..)) if whole => instead::report(&program, staff, &explanation),
            _ => report(&program, &plan, &explanation, console.verbose),
        };
        let rows = || match asked {
            Some(_) => instead::rows(&explanation),
            None => rows(&explanation),
        };
        report.write(console, &target, || to_json(&explanation), rows)?;
        Ok(if whole { Exit::Done } else { Exit::No })
    }

    /// Whom, where and when the question is about.
    fn asked(&self, program: &Program) -> Result<Option<Asked>, Failure> {
        let Some(id) = &self.staff else {
            return Ok(None);
        };
        let people = program.staff().iter().map(|row| row.id.as_str());
        let staff = program.staff_by_id(id);
        let staff = staff.ok_or_else(|| unknown("staff", id, people))?;
        let department = match &self.department {
            Some(id) => {
                let known = program.departments().iter().map(|row| row.id.as_str());
                let department = program.department_by_id(id);
                Some(department.ok_or_else(|| unknown("department", id, known))?)
            }
            None => None,
        };
        let slots = match &self.slot {
            Some(name) => {
                let calendar = program.calendar();
                let known = calendar.slots().map(|slot| calendar.name(slot));
                let slots = calendar.named(name);
                Some(slots.ok_or_else(|| unknown("slot", name, known))?)
            }
            None => None,
        };
        Ok(Some((staff, department, slots)))
    }
}

type Asked = (
    StaffIdx,
    Option<rotaplan_core::program::DepartmentIdx>,
    Option<SlotSet>,
);

fn unknown<'a>(kind: &str, id: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<&str> = known.collect();
    let failure = Failure::invalid(format!("the program has no {kind} {id}"));
    let first: Vec<&str> = known.iter().copied().take(5).collect();
    match suggest(id, known.iter().copied()) {
        Some(near) => failure.help(format!("did you mean {near}?")),
        None if first.is_empty() => failure,
        None => failure.help(format!("it has {} and so on", first.join(", "))),
    }
}

fn report(program: &Program, plan: &Plan, explanation: &Explanation, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let placed = names::count(plan.placements.len(), "placement", "placements");
    report.text(Tone::Plain, format!("{}: {placed}.", names::size(program)));
    let Some(score) = explanation.score else {
        let breaches = names::count(explanation.breaches.len(), "time", "times");
        report.text(
            Tone::Bad,
            format!("The plan breaks rules {breaches}, so nothing else is said of it."),
        );
        let lines = explanation.breaches.iter();
        let lines = lines.map(|breach| format!("{}: {}", breach.rule, breach.text));
        report.items(cut(lines.collect(), all));
        report.text(
            Tone::Aside,
            "Mend these, or let `rotaplan plan` make a plan that keeps every rule.",
        );
        return report;
    };
    report.text(
        Tone::Plain,
        format!("The score is {score}. Each table adds up to it."),
    );
    report.heading("By goal");
    let mut table = Table::new(&["Goal", "#Value", "#Weight", "#Part of the score"]);
    for row in &explanation.goals {
        let numbers = [row.value, row.weight, row.part].map(|number| number.to_string());
        table.row([row.goal.clone()].into_iter().chain(numbers));
    }
    report.table(table);
    shares(&mut report, "By person", "Who", &explanation.people, all);
    let departments = &explanation.departments;
    shares(&mut report, "By department", "Where", departments, all);
    costs(&mut report, explanation, all);
    report
}

fn shares(report: &mut Report, heading: &str, who: &str, rows: &[Share], all: bool) {
    let mut goals: Vec<&String> = rows.iter().flat_map(|row| row.parts.keys()).collect();
    goals.sort();
    goals.dedup();
    let mut table = Table::new(&[who]);
    for goal in &goals {
        table.add_column(&format!("#{goal}"));
    }
    table.add_column("#Part of the score");
    let shown = if all || rows.len() <= SHOWN + 1 {
        rows.len()
    } else {
        SHOWN
    };
    let mut line = |name: String, sum: &dyn Fn(&str) -> i64, total: i64| {
        let parts = goals.iter().map(|goal| sum(goal).to_string());
        let cells = [name].into_iter().chain(parts);
        table.row(cells.chain([total.to_string()]));
    };
    let (last, own) = rows
        .split_last()
        .map_or((None, rows), |(last, own)| (Some(last), own));
    let part = |row: &Share, goal: &str| row.parts.get(goal).copied().unwrap_or(0);
    for row in own.iter().take(shown) {
        let name = names::label(&row.name, &row.id);
        line(name, &|goal| part(row, goal), row.total);
    }
    if let Some(rest) = own.get(shown..).filter(|rest| !rest.is_empty()) {
        let name = format!("… {} more; -v shows all", rest.len());
        let sum = |goal: &str| rest.iter().map(|row| part(row, goal)).sum();
        line(name, &sum, rest.iter().map(|row| row.total).sum());
    }
    if let Some(row) = last.filter(|row| !row.parts.is_empty()) {
        line(row.name.clone(), &|goal| part(row, goal), row.total);
    }
    report.heading(heading);
    report.table(table);
}

fn costs(report: &mut Report, explanation: &Explanation, all: bool) {
    let worth = |cost: &&LimitCost| cost.gain_at_most > 0;
    let lines = explanation.limits.iter().filter(worth);
    let lines: Vec<String> = lines
        .map(|cost| {
            let (least, most) = (cost.gain_at_least, cost.gain_at_most);
            let gain = match least == most {
                true => format!("+{least}"),
                false => format!("+{least} to +{most}"),
            };
            format!("{gain}: {}", cost.text)
        })
        .collect();
    let idle = explanation.limits.len() - lines.len();
    report.heading("What one more would buy");
    report.items(cut(lines, all));
    if idle > 0 {
        let limits = names::count(idle, "other limit is", "other limits are");
        let text = format!("{limits} used up too, but one more would buy nothing.");
        report.text(Tone::Aside, text);
    }
    if explanation.limits_not_tried > 0 {
        let limits = names::count(explanation.limits_not_tried, "limit was", "limits were");
        report.text(Tone::Aside, format!("{limits} not planned again."));
    }
    if explanation.limits.is_empty() && explanation.limits_not_tried == 0 {
        report.text(Tone::Plain, "No limit is used up.");
    }
}

fn cut(mut lines: Vec<String>, all: bool) -> Vec<String> {
    let more = lines.len().saturating_sub(SHOWN);
    if !all && more > 0 {
        lines.truncate(SHOWN);
        lines.push(format!("… and {more} more; -v shows all"));
    }
    lines
}

fn rows(explanation: &Explanation) -> Table {
    let mut table = Table::new(&["kind", "id", "goal", "#part"]);
    for row in &explanation.goals {
        table.row(["goal", "", &row.goal, &row.part.to_string()]);
    }
    let kinds = [
        ("person", &explanation.people),
        ("department", &explanation.departments),
    ];
    for (kind, shares) in kinds {
        for row in shares {
            for (goal, part) in &row.parts {
                table.row([kind, &row.id, goal, &part.to_string()]);
            }
        }
    }
    for cost in &explanation.limits {
        table.row(["limit", &cost.text, "", &cost.gain_at_least.to_string()]);
    }
    table
}
