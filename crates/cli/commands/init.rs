//! `init`: a small, complete program to start from.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::target::{self, Target};

/// The starter's files.
const FILES: [(&str, &str); 2] = [
    ("program.json", include_str!("../starter/program.json")),
    ("README.md", include_str!("../starter/README.md")),
];

/// Writes a small, complete program to start from, with a README that explains each key
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
        let paths = FILES.map(|(name, _)| dir.join(name));
        if let Some(there) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
            return Err(
                Failure::invalid(format!("{} is there already", there.display()))
                    .help("nothing is overwritten; name another folder"),
            );
        }
        let mut said = String::new();
        for (path, (_, text)) in paths.iter().zip(FILES) {
            target::create(path, text)?;
            said += &format!("{}\n", path.display());
        }
        Target::Stdout.write(&said)?;
        console.note(&format!("now try `rotaplan plan {}`", quoted(&paths[0])));
        Ok(Exit::Done)
    }
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
