//! Writing the product: a file is written whole or not at all, standard output as far as it is read.

#[cfg(unix)]
use std::fs::File;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use rotaplan_files::pseudonyms::PSEUDONYMS_FORMAT;

use crate::exit::Failure;
use crate::source::{Content, identity};

/// Endings that promise something else than JSON.
const OTHER_KINDS: [&str; 9] = [
    "csv", "htm", "html", "ics", "md", "ods", "pdf", "svg", "xlsx",
];

/// Where a product goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// Standard output.
    Stdout,
    /// A regular file, there already or not; links are followed.
    File(PathBuf),
    /// A device or pipe, written to as it is.
    Device(PathBuf),
}

impl Target {
    /// Where `-o` points, refused before any work is done if nothing can be written there or if it
    /// is one of the inputs.
    pub(crate) fn open(path: Option<&Path>, inputs: &[&Content]) -> Result<Target, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Target::Stdout);
        };
        let name = path.display();
        let path = follow(path)?;
        match fs::metadata(&path) {
            Ok(about) if about.is_dir() => Err(Failure::invalid(format!(
                "cannot write {name}: it is a folder"
            ))
            .help("name a file in it")),
            Ok(about) if !about.is_file() => Ok(Target::Device(path)),
            Ok(about) => {
                let same = identity(&about);
                if same.is_some() && inputs.iter().any(|input| input.identity == same) {
                    return Err(Failure::invalid(format!("{name} is also the input"))
                        .help("give the output another name"));
                }
                if is_key(&path) {
                    return Err(
                        Failure::invalid(format!("{name} is a key file of pseudonyms")).help(
                            "without it nobody knows who is who; give the output another name",
                        ),
                    );
                }
                // Nothing is changed by opening, but a file that may not be written says so.
                OpenOptions::new()
                    .append(true)
                    .open(&path)
                    .map_err(|error| cannot_write(&name, &error))?;
                Target::File(path).try_out()
            }
            Err(_) => Target::File(path).try_out(),
        }
    }

    /// Where `-o` points, as [`Target::open`] has it, for a file that is always JSON.
    pub(crate) fn open_json(path: Option<&Path>, inputs: &[&Content]) -> Result<Target, Failure> {
        let target = Target::open(path, inputs)?;
        let ending = path.and_then(Path::extension).unwrap_or_default();
        let ending = ending.to_string_lossy().to_lowercase();
        match path {
            Some(path) if OTHER_KINDS.contains(&&*ending) => {
                let name = path.display();
                Err(Failure::invalid(format!("{name} would be JSON, whatever its name says"))
                    .help("end it in .json; `rotaplan report` makes other files of a plan, `rotaplan export` of a program"))
            }
            _ => Ok(target),
        }
    }

    /// Whether another target is the same file, there already or not.
    pub(crate) fn is_same_file(&self, other: &Target) -> bool {
        let place = |target: &Target| match target {
            Target::Stdout => None,
            Target::File(path) | Target::Device(path) => Some((
                fs::canonicalize(folder(path)).ok(),
                path.file_name().map(ToOwned::to_owned),
            )),
        };
        place(self).is_some_and(|here| place(other) == Some(here))
    }

    /// Makes sure that the folder takes new files, while nothing is lost if it does not.
    fn try_out(self) -> Result<Target, Failure> {
        if let Target::File(path) = &self {
            temporary(path).map_err(|error| {
                let failure = cannot_write(&path.display(), &error);
                if folder(path).is_dir() {
                    failure
                } else {
                    failure.help("create the folder first")
                }
            })?;
        }
        Ok(self)
    }

    /// Writes a text as it is.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        self.write_bytes(text.as_bytes())
    }

    /// Writes bytes as they are.
    pub(crate) fn write_bytes(&self, text: &[u8]) -> Result<(), Failure> {
        match self {
            Target::Stdout => to_stdout(&mut io::stdout().lock(), text),
            Target::Device(path) => {
                let written = OpenOptions::new()
                    .write(true)
                    .open(path)
                    .and_then(|mut device| device.write_all(text));
                quiet_when_closed(written).map_err(|error| cannot_write(&path.display(), &error))
            }
            Target::File(path) => {
                replace(path, text).map_err(|error| cannot_write(&path.display(), &error))
            }
        }
    }

    /// Writes a text with colours in it, which stay only on a standard output that wants them.
    pub(crate) fn write_styled(&self, text: &str, color: ColorChoice) -> Result<(), Failure> {
        match self {
            Target::Stdout => to_stdout(
                &mut AutoStream::new(io::stdout(), color).lock(),
                text.as_bytes(),
            ),
            _ => self.write(&anstream::adapter::strip_str(text).to_string()),
        }
    }
}

/// Whether a file is a key of pseudonyms: it says so in its first line but one.
fn is_key(path: &Path) -> bool {
    let mut beginning = [0; 64];
    let read = fs::File::open(path).and_then(|mut file| file.read(&mut beginning));
    read.is_ok_and(|read| String::from_utf8_lossy(&beginning[..read]).contains(PSEUDONYMS_FORMAT))
}

/// Writes a new file, whole or not at all, and never over one that is there.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = temporary(path).and_then(|mut file| {
        file.as_file_mut().write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist_noclobber(path).map_err(|failed| failed.error)
    });
    written.map(drop).map_err(|error| {
        let failure = cannot_write(&path.display(), &error);
        if error.kind() == io::ErrorKind::AlreadyExists {
            failure.help("nothing is overwritten; name another folder")
        } else {
            failure
        }
    })
}

/// Writes a file that nobody else may read, whole or not at all.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let written = tempfile::Builder::new()
        .prefix(".rotaplan-")
        .tempfile_in(folder(path))
        .and_then(|mut file| {
            // Temporary files are for their owner alone, and renaming leaves that as it is.
            file.as_file_mut().write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|failed| failed.error)
        });
    written
        .map(drop)
        .map_err(|error| cannot_write(&path.display(), &error))
}

fn cannot_write(name: &dyn std::fmt::Display, error: &io::Error) -> Failure {
    let failure = Failure::invalid(format!("cannot write {name}: {error}"));
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge | io::ErrorKind::QuotaExceeded => {
            failure.help("make room there, or name another place")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            failure.help("name a place that you may write to")
        }
        _ => failure,
    }
}

fn to_stdout(stdout: &mut dyn Write, text: &[u8]) -> Result<(), Failure> {
    let written = stdout.write_all(text).and_then(|()| stdout.flush());
    quiet_when_closed(written).map_err(|error| cannot_write(&"to standard output", &error))
}

/// Whoever reads us may stop reading: that is no failure.
fn quiet_when_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// The file is there with its old content or with all of the new, whatever happens in between.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut temporary = temporary(path)?;
    // Written below the wrapper, whose errors tell of the temporary file's path, which would only puzzle.
    temporary.as_file_mut().write_all(text)?;
    if let Ok(about) = fs::metadata(path) {
        temporary.as_file().set_permissions(about.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|failed| failed.error)?;
    // The new name survives a power cut too, where the system can do that.
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder(path)) {
        drop(folder.sync_all());
    }
    Ok(())
}

/// A file beside the one to be written, so that renaming it is one step; it goes away by itself.
fn temporary(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rotaplan-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
        .tempfile_in(folder(path))
        .map_err(|error| io::Error::new(error.kind(), plain_words(&error)))
}

/// The cause without the temporary file's path, which would only puzzle.
fn plain_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::NotADirectory => "a file stands where the folder should be".to_owned(),
        kind => kind.to_string(),
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Where a chain of links ends, so that writing replaces the file and leaves the link.
fn follow(path: &Path) -> Result<PathBuf, Failure> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(link) => path = folder(&path).join(link),
            Err(_) => return Ok(path),
        }
    }
    Err(Failure::invalid(format!(
        "cannot write {}: the links lead in a circle",
        path.display()
    )))
}
