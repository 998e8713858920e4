//! Exit statuses, and failures that end a run with one.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// An honest no: no plan exists, or a plan breaks a rule.
    No = 1,
    /// Bad usage, input that is unreadable or invalid, or output that cannot be written.
    Invalid = 2,
    /// A limit was reached before any plan or answer.
    Limit = 3,
    /// A defect of rotaplan itself.
    Defect = 4,
    /// Interrupted with nothing to give.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a run ends without its product: a sentence, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Failure {
    /// Something about the input, the output or the way of calling is wrong.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Failure {
            exit: Exit::Invalid,
            message: message.into(),
            help: String::new(),
        }
    }

    /// rotaplan itself is wrong.
    pub(crate) fn defect(message: impl Into<String>) -> Self {
        Failure {
            exit: Exit::Defect,
            message: message.into(),
            help: "this is a defect of rotaplan, not of your file; please report it".to_owned(),
        }
    }

    /// The same failure with a help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// Where the last panic happened.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command so that a panic in it ends as the defect it is.
pub(crate) fn contained(run: impl FnOnce() -> Result<Exit, Failure>) -> Result<Exit, Failure> {
    // Engines contain the panics of solvers, so one alone is nothing to print.
    panic::set_hook(Box::new(|panic| {
        let mut last = PANIC.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(panic.to_string());
    }));
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let last = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(Failure::defect(
            last.unwrap_or_else(|| "something went wrong".to_owned()),
        ))
    })
}
