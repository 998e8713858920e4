//! From bytes to a [`ProgramFile`] without a fault, or to every fault at once.

pub mod file;
mod problem;
mod suggest;

pub use file::ProgramFile;
pub use problem::{Problem, Severity};
pub use suggest::suggest;

/// A value as indented JSON text that ends in a line feed.
pub fn to_json<T: serde::Serialize>(value: &T) -> String {
    // Serialising our own types cannot fail: no map has keys that are not strings.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What reading a program gave: the file where it is valid, and everything there is to say about it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file, if no problem is an error.
    pub file: Option<ProgramFile>,
    /// Errors and warnings in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads a program file and finds every problem in it.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    match serde_json::from_slice(bytes) {
        Ok(file) => Reading {
            file: Some(file),
            problems: Vec::new(),
        },
        Err(error) => Reading {
            file: None,
            problems: vec![Problem::error("json", "", error.to_string())],
        },
    }
}
