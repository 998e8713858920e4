//! `--pseudonyms`: people are hidden as soon as they are read, so that no output can name them.

use std::io::ErrorKind;
use std::path::Path;

use rotaplan_core::input::{self, ProgramFile};
use rotaplan_core::outcomes::OutcomesFile;
use rotaplan_core::{Plan, Program};
use rotaplan_files::pseudonyms::Pseudonyms;

use crate::console::Console;
use crate::exit::Failure;
use crate::load;
use crate::source::{Content, Source};
use crate::target::write_private;

/// A program and its file's content, with its people hidden if that is asked for.
pub(crate) fn program(
    mut content: Content,
    program: Program,
    console: &Console,
) -> Result<(Content, Program), Failure> {
    if console.pseudonyms.is_none() {
        return Ok((content, program));
    }
    let mut file = load::program_file(&content)?;
    program_file(&mut file, console)?;
    content.bytes = input::to_json(&file).into_bytes();
    match Program::read(&content.bytes).0 {
        Some(program) => Ok((content, program)),
        None => Err(Failure::defect(
            "hiding its people made the program invalid",
        )),
    }
}

/// A program file with its people hidden if that is asked for.
pub(crate) fn program_file(file: &mut ProgramFile, console: &Console) -> Result<(), Failure> {
    with_key(console, |key| key.hide_program(file))
}

/// A plan and its file's content, with its people hidden if that is asked for.
pub(crate) fn plan(
    content: Content,
    mut plan: Plan,
    console: &Console,
) -> Result<(Content, Plan), Failure> {
    with_key(console, |key| key.hide_plan(&mut plan))?;
    Ok((content, plan))
}

/// Outcomes with their people hidden if that is asked for.
pub(crate) fn outcomes(file: &mut OutcomesFile, console: &Console) -> Result<(), Failure> {
    with_key(console, |key| key.hide_outcomes(file))
}

/// Opens the key, lets it hide, and keeps it before anything that was hidden can be written.
fn with_key(console: &Console, hide: impl FnOnce(&mut Pseudonyms)) -> Result<(), Failure> {
    let Some(path) = &console.pseudonyms else {
        return Ok(());
    };
    let before = open(path)?;
    let mut key = match &before {
        Some(key) => key.clone(),
        None => Pseudonyms::create().map_err(|problem| Failure::invalid(problem.message))?,
    };
    hide(&mut key);
    if before.as_ref() != Some(&key) {
        write_private(path, &key.to_json())?;
    }
    Ok(())
}

/// The key that is there already, if there is one.
fn open(path: &Path) -> Result<Option<Pseudonyms>, Failure> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        _ => {}
    }
    let content = Source::from(path.to_owned()).read()?;
    match Pseudonyms::from_json(&content.bytes) {
        Ok(key) => Ok(Some(key)),
        Err(problem) => {
            let message = format!("{}: {}", path.display(), problem.message);
            Err(Failure::invalid(message).help(problem.help))
        }
    }
}
