//! `export`: a program as spreadsheets.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use rotaplan_core::input::Problem;
use rotaplan_files::sheets::{export_csv, export_xlsx};

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::source::{Content, Source, source};
use crate::target::Target;

/// Writes a program as a workbook (.xlsx) or as a folder of CSV files; import is the way back
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The workbook (.xlsx), or the folder, to write
    #[arg(long, short, value_name = "DIR|XLSX")]
    output: PathBuf,
}

impl Export {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let (content, _) = load::program(&self.program, console)?;
        let program = load::program_file(&content)?;
        if ending(&self.output) == "xlsx" {
            let target = Target::open(Some(&self.output), &[&content])?;
            target.write_bytes(&export_xlsx(&program).map_err(|problem| refused(&problem))?)?;
        } else {
            let files = export_csv(&program).map_err(|problem| refused(&problem))?;
            write_folder(&self.output, &files, &[&content])?;
        }
        console.note(&format!("wrote {}", self.output.display()));
        Ok(Exit::Done)
    }
}

/// The ending of a file name, in lower case.
pub(crate) fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_ascii_lowercase()
}

/// Writes files into a folder, which is made if it is not there; each is written whole or not at all.
pub(crate) fn write_folder(
    folder: &Path,
    files: &[(String, Vec<u8>)],
    inputs: &[&Content],
) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        Failure::invalid(format!(
            "cannot make the folder {}: {error}",
            folder.display()
        ))
        .help("name a folder that is new, or one to add files to")
    })?;
    // Every target is looked at before the first one is written.
    let targets: Result<Vec<Target>, Failure> = files
        .iter()
        .map(|(name, _)| Target::open(Some(&folder.join(name)), inputs))
        .collect();
    for (target, (_, bytes)) in targets?.iter().zip(files) {
        target.write_bytes(bytes)?;
    }
    Ok(())
}

/// What keeps an output from being written, as the end of the run.
pub(crate) fn refused(problem: &Problem) -> Failure {
    let place = match problem.place.as_str() {
        "" => String::new(),
        place => format!("{place}: "),
    };
    Failure::invalid(format!("{place}{}", problem.message)).help(problem.help.clone())
}
