//! From a path to sheets: a workbook, a CSV file, or a folder of them.

use std::fs;
use std::io::Read;
use std::path::Path;

use rotaplan_core::input::Problem;

use super::caps::MOST_BYTES;
use super::cell::Sheet;
use super::mapping::Mapping;
use super::read_csv::read_csv;
use super::read_xlsx::read_xlsx;

/// Most files of a folder that are read.
const MOST_FILES: usize = 500;

/// Reads the sheets of a workbook, of one CSV file, or of every CSV file of a folder.
///
/// # Errors
/// Every file that cannot be read, and why.
pub fn open(path: &Path, mapping: &Mapping) -> Result<Vec<Sheet>, Vec<Problem>> {
    if !path.is_dir() {
        return match read(path, MOST_BYTES) {
            Err(problem) => Err(vec![problem]),
            Ok(bytes) if bytes.starts_with(b"PK") => {
                read_xlsx(&bytes).map_err(|problem| vec![problem])
            }
            Ok(bytes) if bytes.starts_with(b"\xd0\xcf\x11\xe0") => Err(vec![
                Problem::error(
                    "workbook",
                    name(path),
                    "this is an old .xls or a password-protected workbook",
                )
                .help("save it as .xlsx without a password, or as CSV files"),
            ]),
            Ok(bytes) if bytes.trim_ascii_start().starts_with(b"{") => Err(vec![
                Problem::error("csv", name(path), "this is a JSON file, not a spreadsheet")
                    .help("a program file needs no importing; `rotaplan export` makes spreadsheets of one"),
            ]),
            Ok(bytes) => match read_csv(&name(path), &bytes, mapping) {
                Ok(sheet) => Ok(vec![sheet]),
                Err(problem) => Err(vec![problem]),
            },
        };
    }
    let unreadable = |error: std::io::Error| {
        vec![Problem::error(
            "unreadable",
            name(path),
            format!("cannot read the folder: {error}"),
        )]
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        // What begins with a dot or a tilde is a lock or a copy that some program left.
        let hidden = name(&file).starts_with(['.', '~']);
        let is_csv = file.extension().is_some_and(|ending| {
            ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv")
        });
        if is_csv && !hidden {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(vec![
            Problem::error(
                "no-sheets",
                name(path),
                "there is no CSV file in this folder",
            )
            .help("name a folder with people.csv, teams.csv and so on, or a workbook"),
        ]);
    }
    if files.len() > MOST_FILES {
        let message = format!("there are more than {MOST_FILES} CSV files in this folder");
        return Err(vec![Problem::error("too-large", name(path), message)]);
    }
    let (mut sheets, mut problems) = (Vec::new(), Vec::new());
    let mut left = MOST_BYTES;
    for file in files {
        let sheet = read(&file, left).and_then(|bytes| {
            left = left.saturating_sub(bytes.len() as u64);
            read_csv(&name(&file), &bytes, mapping)
        });
        match sheet {
            Ok(sheet) => sheets.push(sheet),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(sheets)
    } else {
        Err(problems)
    }
}

/// Reads a regular file whole, up to so many bytes.
fn read(path: &Path, most: u64) -> Result<Vec<u8>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::error(
            "unreadable",
            name(path),
            format!("cannot read the file: {error}"),
        )
        .help("check the name and the folder you are in")
    };
    let file = fs::File::open(path).map_err(unreadable)?;
    // A device or a pipe may never end.
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Problem::error(
            "unreadable",
            name(path),
            "this is not a regular file",
        ));
    }
    let mut bytes = Vec::new();
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > most {
        let message = format!("no more than {} MiB are read", MOST_BYTES >> 20);
        return Err(Problem::error("too-large", name(path), message));
    }
    Ok(bytes)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::open;
    use crate::sheets::Mapping;

    #[test]
    fn what_cannot_be_read_is_said() {
        for path in ["/nowhere/at/all", "/dev/null", "/dev/zero", "/proc/self"] {
            let problems = open(Path::new(path), &Mapping::default());
            assert!(!problems.expect_err(path).is_empty());
        }
    }
}
