//! `recommend`: the best openings for one more person in a standing plan.

use std::path::PathBuf;

use clap::Args;
use rotaplan_core::Program;
use rotaplan_core::input::{suggest, to_json};
use rotaplan_core::plan::PlacementFile;
use rotaplan_core::recommend::{Opening, Recommended, Refusal, recommend};

use crate::args::Planning;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::progress::{Watch, interrupted};
use crate::show::{Report, Table, Tone};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{load, names};

/// So many openings are shown unless asked for all.
const SHOWN: usize = 10;

/// Finds the best openings for a joiner or an unplaced person in a standing plan, with what each costs
#[derive(Args, Debug)]
pub(crate) struct Recommend {
    /// The program file, with the person in it; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The plan that stands; - is standard input
    #[arg(value_parser = source)]
    plan: Source,
    /// The person's id
    #[arg(long, value_name = "ID")]
    staff: String,
    /// Write the result to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    planning: Planning,
}

impl Recommend {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let options = self.planning.options()?;
        load::one_stdin(&[Some(&self.program), Some(&self.plan)])?;
        let (content, program) = load::program(&self.program, console)?;
        let (plan_content, plan) = load::plan(&self.plan, console)?;
        let target = Target::open(self.output.as_deref(), &[&content, &plan_content])?;
        let watch = Watch::begin(console);
        let found = recommend(&program, &plan, &self.staff, &options, &watch);
        watch.end();
        let found = found.map_err(|refusal| self.refused(&program, refusal))?;
        let report = report(&program, &found, console.verbose);
        report.write(console, &target, || to_json(&found), || rows(&found))?;
        let any = !found.openings.is_empty() || !found.with_one_move.is_empty();
        Ok(match (any, found.complete) {
            (true, _) => Exit::Done,
            (false, true) => Exit::No,
            (false, false) if interrupted() => Exit::Interrupted,
            (false, false) => Exit::Limit,
        })
    }

    fn refused(&self, program: &Program, refusal: Refusal) -> Failure {
        let id = &self.staff;
        match refusal {
            Refusal::Unknown(id) => {
                let failure = Failure::invalid(format!("the program has no staff {id}"));
                let known = program.staff().iter().map(|person| person.id.as_str());
                match suggest(&id, known) {
                    Some(near) => failure.help(format!("did you mean {near}?")),
                    None => failure.help("whoever joins stands in the program file first"),
                }
            }
            Refusal::Strangers => load::strangers(),
            Refusal::Placed { rotations } => {
                let text = format!("{id} has every rotation already ({rotations}): nothing is left to place");
                Failure::invalid(text).help(
                    "where else the person could be is told by `rotaplan explain PROGRAM PLAN --staff ID`",
                )
            }
            Refusal::Excused => Failure::invalid(format!("{id} has no rotations to place"))
                .help("say so in the program file (`participation`, `rotations`) if the person takes part"),
            Refusal::Broken(breaches) => load::broken_plan(&breaches),
        }
    }
}

fn report(program: &Program, found: &Recommended, all: bool) -> Report {
    let mut report = Report::default();
    report.heading(names::title(program));
    let who = match program.staff_by_id(&found.staff) {
        Some(s) => names::staff(program, s),
        None => found.staff.clone(),
    };
    let missing = names::count(found.missing as usize, "rotation", "rotations");
    let text = format!(
        "{who} lacks {missing}; the plan as it stands has a score of {}.",
        found.score
    );
    report.text(Tone::Plain, text);
    if found.openings.is_empty() {
        let text = "There is no opening with nobody else moved.";
        report.text(Tone::Bad, text);
        let told = |row: &rotaplan_core::recommend::Obstacle| {
            let cells = names::count(row.cells, "place", "places");
            format!("{} closes {cells}, such as {}", row.rule, row.text)
        };
        report.items(found.in_the_way.iter().map(told).collect());
    } else {
        report.heading("With nobody else moved");
        table(&mut report, &found.openings, all);
    }
    if found.with_one_move.is_empty() {
        let text = match found.openings.is_empty() {
            true => "There is none with one other person moved either.",
            false => "Moving one other person opens no further place.",
        };
        report.text(Tone::Plain, text);
    } else {
        report.heading("Further places, with one other person moved");
        table(&mut report, &found.with_one_move, all);
    }
    if !found.complete {
        report.text(Tone::Aside, "Not every opening was looked at.");
    }
    if found.openings.is_empty() && found.with_one_move.is_empty() {
        let text = "`rotaplan replan PROGRAM PLAN` tells how many have to move to make room.";
        report.text(Tone::Aside, text);
    }
    report
}

fn table(report: &mut Report, openings: &[Opening], all: bool) {
    let moves = openings.iter().any(|opening| opening.moved.is_some());
    let anew = openings
        .iter()
        .any(|opening| !opening.guided_anew.is_empty());
    let mut table = Table::new(&["Where", "#Costs", "#Score"]);
    if moves {
        table.add_column("Who moves");
    }
    if anew {
        table.add_column("Guided by somebody else");
    }
    let shown = match all || openings.len() <= SHOWN + 1 {
        true => openings.len(),
        false => SHOWN,
    };
    for opening in &openings[..shown] {
        let mut row = vec![
            places(&opening.placements),
            opening.cost.to_string(),
            opening.score.to_string(),
        ];
        row.extend(moves.then(|| moved(opening)));
        row.extend(anew.then(|| {
            let others = opening.guided_anew.iter();
            let others = others.map(|row| format!("{} at {}", row.staff, place(row)));
            others.collect::<Vec<_>>().join("; ")
        }));
        table.row(row);
    }
    report.table(table);
    if shown < openings.len() {
        let more = openings.len() - shown;
        report.text(Tone::Aside, format!("… and {more} more; -v shows all"));
    }
}

fn moved(opening: &Opening) -> String {
    opening.moved.as_ref().map_or(String::new(), |moved| {
        let (from, to) = (place(&moved.from), place(&moved.to));
        format!("{} from {from} to {to}", moved.from.staff)
    })
}

/// "finance in 2027-02 with m01".
fn place(row: &PlacementFile) -> String {
    let with = row.mentor.as_ref();
    let with = with.map_or(String::new(), |mentor| format!(" with {mentor}"));
    format!("{} in {}{with}", row.department, row.slot)
}

fn places(rows: &[PlacementFile]) -> String {
    rows.iter().map(place).collect::<Vec<_>>().join("; ")
}

/// A row for each opening.
fn rows(found: &Recommended) -> Table {
    let mut table = Table::new(&["place", "#cost", "#score", "moved", "from", "to"]);
    for opening in found.openings.iter().chain(&found.with_one_move) {
        let moved = opening.moved.as_ref();
        table.row([
            places(&opening.placements),
            opening.cost.to_string(),
            opening.score.to_string(),
            moved.map_or(String::new(), |moved| moved.from.staff.clone()),
            moved.map_or(String::new(), |moved| place(&moved.from)),
            moved.map_or(String::new(), |moved| place(&moved.to)),
        ]);
    }
    table
}
