//! From bytes to a [`ProgramFile`] without a fault, or to every fault at once.
//!
//! ```text
//! bytes ─encoding─▶ text ─reader (json, shape)─▶ ProgramFile ─validate─▶ Reading
//!                            └──────── findings ────────┘
//! ```

mod dates;
mod encoding;
pub mod file;
mod findings;
mod json;
mod lines;
mod place;
mod problem;
mod reader;
mod schema;
mod shape;
mod standin;
mod suggest;
mod validate;
mod values;

/// How values are written, for the schemas of other formats.
pub(crate) mod forms {
    pub(crate) use super::schema::{count, day, points_by_id};
}

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use file::ProgramFile;
use findings::Findings;
pub use lines::find_lines;
pub use problem::{Problem, Severity};
use reader::Reader;
pub use schema::{Describe, SCHEMAS, schema};
use shape::Shapes;
pub use suggest::suggest;

/// A value as indented JSON text that ends in a line feed.
pub fn to_json<T: Serialize>(value: &T) -> String {
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
    static SHAPES: LazyLock<Shapes> = LazyLock::new(Shapes::of::<ProgramFile>);
    let (file, mut problems) = read_and(bytes, &SHAPES, validate::validate);
    let other = problems
        .iter()
        .position(|problem| problem.code == "other-format");
    if let Some(index) = other {
        // Every key of another kind of file would be a problem of its own, and none of them news.
        problems = vec![problems.swap_remove(index)];
    }
    Reading { file, problems }
}

/// Reads a file of any format that has a schema and finds every problem of grammar, keys and types.
///
/// What the values mean together is not looked at.
#[must_use]
pub fn read_as<T: DeserializeOwned + JsonSchema>(bytes: &[u8]) -> (Option<T>, Vec<Problem>) {
    read_and(bytes, &Shapes::of::<T>(), |_: &T, _| {})
}

/// Reads a file and, where its grammar allows, looks at what it means.
fn read_and<T: DeserializeOwned>(
    bytes: &[u8],
    shapes: &Shapes,
    validate: impl Fn(&T, &mut Findings),
) -> (Option<T>, Vec<Problem>) {
    let (text, start) = match encoding::text(bytes) {
        Ok(found) => found,
        Err(problem) => return (None, vec![problem]),
    };
    let mut findings = Findings::default();
    let mut reader = Reader::new(text, start, shapes, &mut findings);
    let file = T::deserialize(&mut reader).ok();
    if let Some(file) = &file {
        reader.end();
        validate(file, &mut findings);
    }
    let valid = file.filter(|_| !findings.any_error());
    (valid, findings.finish(text, start))
}
