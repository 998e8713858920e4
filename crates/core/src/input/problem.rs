//! What is wrong with an input: a code, a place, a cause and a help.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One fault of an input file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Stable name of the kind of fault, such as `unknown-key`.
    pub code: String,
    /// Whether it keeps the file from being used.
    pub severity: Severity,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// A JSON pointer, or a sheet and cell.
    #[serde(rename = "where")]
    pub place: String,
    /// Line of the file, from 1.
    pub line: Option<usize>,
    /// What to do about it.
    pub help: String,
}

/// Whether a problem keeps a file from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does.
    Error,
    /// It does not, but somebody should look.
    Warning,
}

impl Problem {
    /// An error at a place.
    #[must_use]
    pub fn error(code: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Problem {
            code: code.to_owned(),
            severity: Severity::Error,
            message: message.into(),
            place: place.into(),
            line: None,
            help: String::new(),
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(code, place, message)
        }
    }

    /// The same problem with a help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}
