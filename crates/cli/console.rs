//! What is said beside the product: notes, warnings and failures on standard error.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::args::{Color, Format, Global};
use crate::exit::Failure;
use crate::show::clean;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default();

/// How to speak to whoever called.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    pub(crate) format: Format,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    pub(crate) color: ColorChoice,
    /// The key file of the pseudonyms that every output gets, if it gets some.
    pub(crate) pseudonyms: Option<PathBuf>,
    progress: bool,
}

impl Console {
    pub(crate) fn new(global: &Global) -> Self {
        Console {
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            color: match global.color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            },
            pseudonyms: global.pseudonyms.clone(),
            progress: !global.no_progress && !global.quiet,
        }
    }

    /// Whether a line that moves can be shown.
    pub(crate) fn shows_progress(&self) -> bool {
        self.progress && io::stderr().is_terminal()
    }

    /// Something worth knowing, unless asked to be quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say(NOTE, "note", text, "");
        }
    }

    /// Something that is likely not meant.
    pub(crate) fn warn(&self, text: &str) {
        self.say(WARNING, "warning", text, "");
    }

    /// Why the run ends.
    pub(crate) fn fail(&self, failure: &Failure) {
        self.say(ERROR, "error", &failure.message, &failure.help);
    }

    /// A text with colours of its own.
    pub(crate) fn print(&self, text: &str) {
        // Nobody can be told that standard error is closed.
        let mut stderr = AutoStream::new(io::stderr(), self.color).lock();
        drop(stderr.write_all(text.as_bytes()));
    }

    fn say(&self, style: Style, kind: &str, text: &str, help: &str) {
        let text = clean(text, 2_000);
        let mut line = format!("{style}{kind}{style:#}: {text}\n");
        if !help.is_empty() {
            line += &format!("  {NOTE}help{NOTE:#}: {}\n", clean(help, 2_000));
        }
        self.print(&line);
    }
}
