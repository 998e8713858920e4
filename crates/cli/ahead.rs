//! `plan --quarters`: one plan after the other, the files they go into, and the summary.

use std::path::{Path, PathBuf};

use rotaplan_core::ahead::{
    Ahead, AheadStatus, Outlook, QuarterAhead, Question, Target as Sought, ahead, program_bytes,
};
use rotaplan_core::engine::{Observer, Progress};
use rotaplan_core::input::{ProgramFile, to_json};
use rotaplan_core::{Options, Program};

use crate::commands::write_folder;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::names;
use crate::progress::{Watch, interrupted};
use crate::show::{Report, Table, Tone};
use crate::source::Content;
use crate::target::Target;

/// The summary's file.
const JSON: &str = "ahead.json";
/// More lacking people or bridges are counted.
const SHOWN: usize = 10;

/// Plans quarters ahead, with a line for each as it comes.
pub(crate) fn look(
    file: &ProgramFile,
    program: &Program,
    question: Question,
    options: &Options,
    console: &Console,
) -> Ahead {
    let line = Line {
        watch: Watch::begin(console),
    };
    let found = ahead(file, program, question, options, &line);
    line.watch.end();
    found
}

struct Line {
    watch: Watch,
}

impl Observer for Line {
    fn progress(&self, progress: Progress) {
        self.watch.progress(progress);
    }

    fn stop(&self) -> bool {
        interrupted()
    }
}

impl Outlook for Line {
    fn planned(&self, quarter: &QuarterAhead, steered: bool) {
        let how = if steered { ", bridges first" } else { "" };
        self.watch.tell(&format!(
            "{} to {}{how}: {}",
            quarter.first_month,
            quarter.last_month,
            status(quarter)
        ));
    }
}

/// What `plan --quarters` was asked for.
pub(crate) struct Asked<'a> {
    pub(crate) file: &'a ProgramFile,
    pub(crate) program: &'a Program,
    pub(crate) content: &'a Content,
    pub(crate) quarters: usize,
    pub(crate) output: Option<&'a Path>,
    pub(crate) options: &'a Options,
}

impl Asked<'_> {
    pub(crate) fn run(&self, console: &Console) -> Result<Exit, Failure> {
        let inputs = [self.content];
        if let Some(folder) = self.output {
            if folder == Path::new("-") {
                let failure = Failure::invalid("plans of several quarters are several files");
                return Err(failure.help("name a folder with -o, or leave -o out for the summary"));
            }
            // Whatever keeps the folder from being written is said before the work is done.
            write_folder(folder, &[], &inputs)?;
            let names = (1..=self.quarters).flat_map(|at| [plan_name(at), program_name(at)]);
            for name in names.chain([JSON.to_owned()]) {
                Target::open(Some(&folder.join(name)), &inputs)?;
            }
        }
        let question = Question {
            quarters: self.quarters,
            until_bridged: false,
        };
        let mut found = look(self.file, self.program, question, self.options, console);
        if let Some(folder) = self.output {
            write_folder(folder, &files(&mut found), &inputs)?;
        }
        if self.output.is_none() || !console.quiet {
            let told = report(self.program, &found, self.output.map(Path::to_path_buf));
            told.write(
                console,
                &Target::Stdout,
                || to_json(&found),
                || rows(&found),
            )?;
        }
        Ok(exit(&found))
    }
}

fn plan_name(number: usize) -> String {
    format!("plan-{number}.json")
}

fn program_name(number: usize) -> String {
    format!("program-{number}.json")
}

/// The files of a folder: plans, the programs from the second quarter on, and the summary.
fn files(found: &mut Ahead) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for quarter in &mut found.quarters {
        if quarter.number > 1 {
            let name = program_name(quarter.number);
            files.push((name.clone(), program_bytes(quarter)));
            quarter.program = Some(name);
        }
        if let Some(plan) = &quarter.plan_file {
            let name = plan_name(quarter.number);
            files.push((name.clone(), plan.to_json().into_bytes()));
            quarter.plan = Some(name);
        }
    }
    files.push((JSON.to_owned(), to_json(found).into_bytes()));
    files
}

/// No plan for the first quarter is a no or a limit; later ones are told.
fn exit(found: &Ahead) -> Exit {
    match found.quarters.first().map(|quarter| quarter.status) {
        Some(AheadStatus::Infeasible | AheadStatus::Partial) => Exit::No,
        Some(AheadStatus::Unknown) | None if interrupted() => Exit::Interrupted,
        Some(AheadStatus::Unknown) | None => Exit::Limit,
        _ => Exit::Done,
    }
}

fn status(quarter: &QuarterAhead) -> String {
    match quarter.status {
        AheadStatus::Optimal => "best possible, proven".to_owned(),
        AheadStatus::Feasible => match (quarter.score, quarter.bound) {
            (Some(score), Some(bound)) => {
                let gap = crate::progress::gap(score, bound) * 100.0;
                format!("within {gap:.1} % of the best")
            }
            _ => "checked".to_owned(),
        },
        AheadStatus::Partial => {
            let lacks = names::count(quarter.missing as usize, "rotation", "rotations");
            format!("falls short by {lacks}")
        }
        AheadStatus::Infeasible => "no plan keeps every rule".to_owned(),
        AheadStatus::Unknown => "no plan in time".to_owned(),
    }
}

fn report(program: &Program, found: &Ahead, folder: Option<PathBuf>) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let months = names::count(found.months as usize, "month", "months");
    let quarters = names::count(found.asked, "quarter", "quarters");
    let size = names::size(program);
    report.text(
        Tone::Plain,
        format!(
            "{size}; {quarters} of {months} planned ahead, each as if the ones before took place."
        ),
    );
    for (heading, target) in [
        ("Everybody has been out", &found.everyone),
        ("Every wanted bridge stands", &found.every_bridge),
    ] {
        report.heading(heading);
        let tone = match target.reached {
            Some(_) => Tone::Good,
            None => Tone::Bad,
        };
        report.text(tone, sentence(&target.text));
        lacking(&mut report, target);
    }
    report.heading("Quarters");
    let mut table = Table::new(&[
        "#Quarter",
        "Months",
        "#Score",
        "How good",
        "#Rotations",
        "#Been out",
        "#Bridges",
    ]);
    if folder.is_some() {
        table.add_column("Plan");
    }
    for quarter in &found.quarters {
        let mut row = vec![
            quarter.number.to_string(),
            format!("{} to {}", quarter.first_month, quarter.last_month),
            quarter
                .score
                .map_or(String::new(), |score| score.to_string()),
            status(quarter),
            quarter.placements.to_string(),
            format!("{} of {}", quarter.been_out, found.everyone.wanted),
            format!("{} of {}", quarter.standing, found.every_bridge.wanted),
        ];
        row.extend(
            folder
                .as_ref()
                .map(|_| quarter.plan.clone().unwrap_or_default()),
        );
        table.row(row);
    }
    report.table(table);
    if found.steered {
        report.text(
            Tone::Aside,
            "The program's own goals did not get as far: these plans put missing bridges and people who \
             were not out first, and are not proven to be good by those goals.",
        );
    }
    stopped(&mut report, found, folder.as_deref());
    report
}

/// Why there are fewer quarters than were asked for.
fn stopped(report: &mut Report, found: &Ahead, folder: Option<&Path>) {
    let Some(last) = found.quarters.last() else {
        return;
    };
    let text = match (last.status, last.number) {
        (AheadStatus::Infeasible, 1) => {
            "There is no plan for the first quarter: `rotaplan check` says why, and what would help."
                .to_owned()
        }
        (AheadStatus::Infeasible, number) => {
            let file = match folder {
                Some(folder) => folder.join(program_name(number)).display().to_string(),
                None => format!("{} (write it with -o)", program_name(number)),
            };
            format!("After these plans quarter {number} has none: `rotaplan check` says why of {file}.")
        }
        (AheadStatus::Unknown, number) if interrupted() => {
            format!("Quarter {number} was not planned, for you stopped it; what was finished is above.")
        }
        (AheadStatus::Unknown, number) => {
            format!("Quarter {number} was not planned in time: give more with --time-limit, or leave that out.")
        }
        (_, number) if number < found.asked && last.plan_file.is_some() => {
            format!("Quarter {number} cannot be closed: the next one would begin beyond what dates can say.")
        }
        _ => return,
    };
    report.text(Tone::Bad, text);
}

fn lacking(report: &mut Report, target: &Sought) {
    let mut items: Vec<String> = target.lacking.iter().take(SHOWN).cloned().collect();
    let more = target.lacking.len().saturating_sub(SHOWN);
    if more > 0 {
        items.push(format!("… and {more} more; --format json has all"));
    }
    report.items(items);
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    format!("{}.", first.chain(letters).collect::<String>())
}

fn rows(found: &Ahead) -> Table {
    let mut table = Table::new(&[
        "#quarter",
        "first_month",
        "last_month",
        "status",
        "#score",
        "#bound",
        "#placements",
        "#been_out",
        "#takes_part",
        "#bridges_standing",
        "#bridges_wanted",
    ]);
    for quarter in &found.quarters {
        let number = |number: Option<i64>| number.map_or(String::new(), |x| x.to_string());
        let status = match quarter.status {
            AheadStatus::Optimal => "optimal",
            AheadStatus::Feasible => "feasible",
            AheadStatus::Partial => "partial",
            AheadStatus::Infeasible => "infeasible",
            AheadStatus::Unknown => "unknown",
        };
        table.row([
            quarter.number.to_string(),
            quarter.first_month.clone(),
            quarter.last_month.clone(),
            status.to_owned(),
            number(quarter.score),
            number(quarter.bound),
            quarter.placements.to_string(),
            quarter.been_out.to_string(),
            found.everyone.wanted.to_string(),
            quarter.standing.to_string(),
            found.every_bridge.wanted.to_string(),
        ]);
    }
    table
}
