//! `import`: spreadsheets to a program.

use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use clap::Args;
use rotaplan_core::diagnosis::{DiagnosisFile, DiagnosisStatus};
use rotaplan_core::input::{Problem, Severity, to_json};
use rotaplan_files::sheets::{Import as Imported, Mapping, PRESETS, Seen, import, open};

use super::export::{ending, refused};
use crate::args::Format;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::show::{Report, Table, clean, json};
use crate::source::{Source, source};
use crate::target::Target;
use crate::{hide, load};

/// So many problems are shown unless asked for all.
const SHOWN: usize = 50;

/// Turns a workbook (.xlsx) or a folder of CSV files into a program
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The workbook, a CSV file, or a folder of CSV files
    #[arg(value_name = "DIR|FILE")]
    sheets: PathBuf,
    /// Write the program here instead of to standard output
    #[arg(long, short, value_name = "PROGRAM")]
    output: Option<PathBuf>,
    /// A mapping file, or scim, bamboohr or workday, for exports of HR systems
    #[arg(long, value_name = "FILE|PRESET")]
    map: Option<String>,
    /// A program to start from: each sheet replaces its part, the rest stays
    #[arg(long, value_name = "PROGRAM", value_parser = source)]
    into: Option<Source>,
    /// Show what would be read from where, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let mapping = self.mapping()?;
        let base = match &self.into {
            Some(source) => Some(load::program(source, console)?.0),
            None => None,
        };
        let inputs: Vec<_> = base.iter().collect();
        self.spare_the_sheets()?;
        let target = Target::open_json(self.output.as_deref().filter(|_| !self.dry_run), &inputs)?;
        let base = match &base {
            Some(content) => Some(load::program_file(content)?),
            None => None,
        };
        let imported = match open(&self.sheets, &mapping) {
            Ok(sheets) => import(&sheets, &mapping, base.as_ref()),
            Err(problems) => Imported {
                problems,
                ..Imported::default()
            },
        };
        if self.dry_run {
            show_seen(&imported.seen, console)?;
        }
        say(&imported.problems, console);
        let Some(mut program) = imported.program else {
            return Err(self.refused(&imported.problems, console));
        };
        hide::program_file(&mut program, console)?;
        if !self.dry_run {
            target.write(&json(to_json(&program)))?;
        }
        Ok(Exit::Done)
    }

    /// The program must not go where one of the sheets stands.
    fn spare_the_sheets(&self) -> Result<(), Failure> {
        let Some(output) = self.output.as_deref().filter(|_| !self.dry_run) else {
            return Ok(());
        };
        let (Ok(there), Ok(sheets)) = (output.canonicalize(), self.sheets.canonicalize()) else {
            return Ok(());
        };
        let among = there.parent() == Some(&sheets) && ["csv", "tsv"].contains(&&*ending(&there));
        if there == sheets || among {
            return Err(
                Failure::invalid(format!("{} is also an input", output.display()))
                    .help("give the program another name, such as program.json"),
            );
        }
        Ok(())
    }

    fn mapping(&self) -> Result<Mapping, Failure> {
        let Some(name) = &self.map else {
            return Ok(Mapping::default());
        };
        let mapping = if PRESETS.iter().any(|(preset, _)| preset == name) {
            Mapping::preset(name)
        } else {
            let content = Source::from(PathBuf::from(name)).read()?;
            Mapping::from_json(&content.bytes)
        };
        mapping.map_err(|problem| {
            let line = problem
                .line
                .map_or(String::new(), |line| format!(":{line}"));
            let failure = refused(&problem);
            Failure {
                message: format!("{name}{line}: {}", failure.message),
                ..failure
            }
        })
    }

    fn refused(&self, problems: &[Problem], console: &Console) -> Failure {
        if console.format == Format::Json {
            let file = DiagnosisFile {
                problems: problems.to_vec(),
                ..DiagnosisFile::new(DiagnosisStatus::Invalid)
            };
            if let Err(failure) = Target::Stdout.write(&json(to_json(&file))) {
                return failure;
            }
        }
        let errors = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .count();
        let errors = if errors == 1 {
            "1 error".to_owned()
        } else {
            format!("{errors} errors")
        };
        Failure::invalid(format!(
            "{} cannot be imported: {errors}",
            name(&self.sheets)
        ))
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

/// Every problem with its cell, on standard error.
fn say(problems: &[Problem], console: &Console) {
    const ERROR: Style = AnsiColor::Red.on_default().bold();
    const WARNING: Style = AnsiColor::Yellow.on_default().bold();
    const PLACE: Style = AnsiColor::Cyan.on_default();
    let heard = |problem: &&Problem| !console.quiet || problem.severity == Severity::Error;
    let shown = if console.verbose { usize::MAX } else { SHOWN };
    let mut text = String::new();
    for problem in problems.iter().filter(heard).take(shown) {
        let (style, word) = match problem.severity {
            Severity::Error => (ERROR, "error"),
            Severity::Warning => (WARNING, "warning"),
        };
        let (message, place) = (clean(&problem.message, 1_000), clean(&problem.place, 300));
        text += &format!("{style}{word}{style:#}: {message}");
        if !place.is_empty() {
            text += &format!("\n  {PLACE}-->{PLACE:#} {place}");
        }
        if !problem.help.is_empty() {
            text += &format!("\n  {PLACE}help{PLACE:#}: {}", clean(&problem.help, 1_000));
        }
        text += "\n";
    }
    let more = problems.iter().filter(heard).count().saturating_sub(shown);
    if more > 0 {
        text += &format!("… and {more} more; -v shows all of them\n");
    }
    console.print(&text);
}

/// What was read from where.
fn show_seen(seen: &[Seen], console: &Console) -> Result<(), Failure> {
    let rows = || {
        let mut table = Table::new(&["sheet", "read as", "#rows", "columns"]);
        for sheet in seen {
            table.row([
                sheet.sheet.clone(),
                sheet.kind.unwrap_or("not read").to_owned(),
                sheet.rows.to_string(),
                sheet.columns.join(", "),
            ]);
        }
        table
    };
    let values = || {
        let sheets: Vec<_> = seen
            .iter()
            .map(|sheet| {
                serde_json::json!({
                    "sheet": sheet.sheet, "read_as": sheet.kind, "rows": sheet.rows, "columns": sheet.columns,
                })
            })
            .collect();
        to_json(&serde_json::json!({ "sheets": sheets }))
    };
    let mut report = Report::default();
    report.table(rows());
    report.write(console, &Target::Stdout, values, rows)
}
