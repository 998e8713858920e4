//! `init`: a small, complete program to start from.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use rotaplan_core::input::{self, Problem};
use rotaplan_files::sheets::{export_csv, export_xlsx};

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::target::{self, Target};

const PROGRAM: &str = include_str!("../starter/program.json");
const README: &str = include_str!("../starter/README.md");

/// Writes a small, complete program to start from, as JSON and as spreadsheets, with a README
#[derive(Args, Debug)]
pub(crate) struct Init {
    /// The folder to write to, made if it is not there; nothing in it is overwritten
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let dir = &self.dir;
        fs::create_dir_all(dir).map_err(|error| {
            Failure::invalid(format!("cannot make the folder {}: {error}", dir.display()))
        })?;
        let files = files()?;
        let paths: Vec<PathBuf> = files.iter().map(|(name, _)| dir.join(name)).collect();
        if let Some(there) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
            return Err(
                Failure::invalid(format!("{} is there already", there.display()))
                    .help("nothing is overwritten; name another folder"),
            );
        }
        let sheets = dir.join(SHEETS);
        fs::create_dir_all(&sheets).map_err(|error| {
            Failure::invalid(format!(
                "cannot make the folder {}: {error}",
                sheets.display()
            ))
        })?;
        let mut said = String::new();
        for (path, (_, bytes)) in paths.iter().zip(&files) {
            target::create(path, bytes)?;
            said += &format!("{}\n", path.display());
        }
        Target::Stdout.write(&said)?;
        console.note(&format!("now try `rotaplan plan {}`", quoted(&paths[0])));
        Ok(Exit::Done)
    }
}

/// The folder of the CSV files.
const SHEETS: &str = "sheets";

/// The starter's files: the program as JSON, as a workbook and as CSV files, and what it all means.
fn files() -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let program = input::read(PROGRAM.as_bytes())
        .file
        .ok_or_else(|| Failure::defect("the starter program is not valid"))?;
    let written = |problem: Problem| Failure::defect(problem.message);
    let mut files = vec![
        ("program.json".to_owned(), PROGRAM.as_bytes().to_vec()),
        (
            "program.xlsx".to_owned(),
            export_xlsx(&program).map_err(written)?,
        ),
        ("README.md".to_owned(), README.as_bytes().to_vec()),
    ];
    for (name, bytes) in export_csv(&program).map_err(written)? {
        files.push((format!("{SHEETS}/{name}"), bytes));
    }
    Ok(files)
}

/// The path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    match text.chars().all(plain) {
        true => text,
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}
