//! Reading files and standard input: whole, capped, and refused with a reason.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// No input is larger; a program of 100,000 people takes about a fifth of it.
const LARGEST: u64 = 256 << 20;

/// After so many bytes a JSON text has opened, or the endless output of some program is read no further.
const FIRST_LOOK: usize = 1 << 20;

/// What to do with spreadsheets.
const IMPORT: &str = "`rotaplan import` makes a program of a workbook or a folder of CSV files";

/// A file, or standard input where the name is `-`.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    path: PathBuf,
}

/// What a source holds, and where it came from.
pub(crate) struct Content {
    pub(crate) bytes: Vec<u8>,
    /// How messages name it.
    pub(crate) name: String,
    /// Which file it is, so that no output overwrites it.
    pub(crate) identity: Option<Identity>,
}

/// What makes two paths the same file.
pub(crate) type Identity = (u64, u64);

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Source { path }
    }
}

/// What clap calls for an argument that names an input.
pub(crate) fn source(text: &str) -> Result<Source, String> {
    if text.is_empty() {
        return Err("a file name is missing; use - for standard input".to_owned());
    }
    Ok(Source::from(PathBuf::from(text)))
}

impl Source {
    /// Whether this is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// How messages name the source.
    pub(crate) fn name(&self) -> String {
        if self.is_stdin() {
            "standard input".to_owned()
        } else {
            self.path.display().to_string()
        }
    }

    /// Reads all of a JSON file.
    pub(crate) fn read(&self) -> Result<Content, Failure> {
        self.read_as(true)
    }

    /// Reads all of a JSON or CSV file.
    pub(crate) fn read_any(&self) -> Result<Content, Failure> {
        self.read_as(false)
    }

    fn read_as(&self, json: bool) -> Result<Content, Failure> {
        let name = self.name();
        let unreadable =
            |error: io::Error| Failure::invalid(format!("cannot read {name}: {error}"));
        let file = if self.is_stdin() {
            stdin().map_err(unreadable)?
        } else {
            File::open(&self.path).map_err(|error| {
                let failure = unreadable(error);
                match std::fs::exists(&self.path) {
                    Ok(false) => failure.help("check the name and the folder you are in"),
                    _ => failure,
                }
            })?
        };
        let about = file.metadata().map_err(unreadable)?;
        refuse(&name, &about)?;
        let mut bytes = Vec::new();
        let expected = if about.is_file() { about.len() } else { 0 };
        bytes.reserve_exact(usize::try_from(expected).unwrap_or(0));
        fill(&mut bytes, file, &name, json)?;
        let sheet = self.path.extension().is_some_and(|ending| ending == "csv");
        if json && sheet && !bytes.is_empty() && !opens_like_json(&bytes) {
            return Err(Failure::invalid(format!("{name} is a CSV file"))
                .help(format!("this command reads JSON; {IMPORT}")));
        }
        Ok(Content {
            bytes,
            name,
            identity: identity(&about),
        })
    }
}

/// Reads chunk by chunk, so that what can never be a text file is refused at its first bytes.
fn fill(bytes: &mut Vec<u8>, mut file: File, name: &str, json: bool) -> Result<(), Failure> {
    let mut chunk = vec![0; 1 << 16];
    loop {
        let read = match file.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::invalid(format!("cannot read {name}: {error}"))),
        };
        let new = &chunk[..read];
        if bytes.is_empty() && new.starts_with(b"PK\x03\x04") {
            return Err(
                Failure::invalid(format!("{name} is a workbook or a zip file")).help(if json {
                    format!("this command reads JSON; {IMPORT}")
                } else {
                    "this command reads JSON and CSV".to_owned()
                }),
            );
        }
        // A CSV file may be UTF-16, and its reader finds that out.
        if json && new.contains(&0) {
            return Err(Failure::invalid(format!("{name} is not a UTF-8 text file"))
                .help("save it as UTF-8 (not UTF-16)"));
        }
        if (bytes.len() + read) as u64 > LARGEST {
            return Err(too_large(name));
        }
        let before = bytes.len();
        bytes.extend_from_slice(new);
        if json && before < FIRST_LOOK && bytes.len() >= FIRST_LOOK && !opens_like_json(bytes) {
            return Err(
                Failure::invalid(format!("{name} is not a JSON file of rotaplan"))
                    .help("the file must start with {"),
            );
        }
    }
}

fn opens_like_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"{")
}

fn too_large(name: &str) -> Failure {
    let most = LARGEST >> 20;
    Failure::invalid(format!(
        "{name} is too large: no more than {most} MiB are read"
    ))
    .help("plan parts of the company that share no team or department one by one")
}

fn refuse(name: &str, about: &Metadata) -> Result<(), Failure> {
    if about.is_dir() {
        let failure = Failure::invalid(format!("{name} is a folder, not a file"));
        return Err(failure.help(format!("name a file in it; {IMPORT}")));
    }
    if about.is_file() && about.len() > LARGEST {
        return Err(too_large(name));
    }
    Ok(())
}

#[cfg(unix)]
fn stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

/// Which file this is, where the system says so.
#[cfg(unix)]
pub(crate) fn identity(about: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    about.is_file().then(|| (about.dev(), about.ino()))
}

/// Which file this is, where the system says so.
#[cfg(not(unix))]
pub(crate) fn identity(_: &Metadata) -> Option<Identity> {
    None
}
