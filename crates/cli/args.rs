//! What the command line says: the options that several commands share.

pub(crate) mod size;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, ValueEnum};
use rotaplan_core::Options;
use rotaplan_core::engine::{Backend, Engine, Runner};

use crate::backend_process::ChildProcess;
use crate::commands::Command;
use crate::exit::Failure;

/// Plans company-wide rotation programs: who visits which department, when, guided by whom.
///
/// Every plan is checked against every rule before you see it, and comes with a proven bound:
/// how much better any plan could be at most.
#[derive(Debug, Parser)]
#[command(name = "rotaplan", version, propagate_version = true, after_help = EXIT_STATUS)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

const EXIT_STATUS: &str = "Exit status: 0 done; 1 no plan exists, or a plan breaks a rule; \
2 bad usage or bad input; 3 a limit was reached before any answer; 4 a defect of rotaplan; \
130 interrupted with nothing to give.";

/// Options of every command.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// How to print the result
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "human|json|csv|md"
    )]
    pub(crate) format: Format,
    /// Say nothing but the result and errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say more: every row, every problem, how the plan was made
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Show no progress line
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    /// Colours: auto asks the terminal and NO_COLOR
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "auto|always|never"
    )]
    pub(crate) color: Color,
    /// Put pseudonyms for the people in every output; who is who stays in this file, made if it is not there
    #[arg(long, global = true, value_name = "KEYFILE")]
    pub(crate) pseudonyms: Option<PathBuf>,
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables and sentences.
    #[default]
    Human,
    /// The versioned file formats.
    Json,
    /// Rows for a spreadsheet.
    Csv,
    /// Tables for a page of Markdown.
    Md,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that shows them, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options of every command that plans.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Planning")]
pub(crate) struct Planning {
    /// Which engine plans; by default auto, which takes whichever suits the program, or exact with --backend
    #[arg(
        long,
        value_enum,
        hide_possible_values = true,
        value_name = "auto|exact|scale"
    )]
    engine: Option<EngineName>,
    /// Which solver takes whole-number models, by default microlp; one that is named plans the program,
    /// unless --engine says otherwise
    #[arg(
        long,
        value_enum,
        hide_possible_values = true,
        value_name = "microlp|highs"
    )]
    backend: Option<BackendName>,
    /// Stop after this long with the best checked plan so far, such as 30s or 2m; by default work is counted, not time
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) time_limit: Option<Duration>,
    /// Stop once the plan is within this of the best possible, such as 0.1%
    #[arg(long, value_name = "PERCENT", value_parser = gap, default_value = "0%", allow_hyphen_values = true)]
    gap: f64,
    /// Seed of every random choice: the same seed gives the same plan
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads to use; every core by default. The plan is the same for any number
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<usize>,
    /// Begin nothing that is estimated to take more memory than this, such as 500MB or 16GB
    #[arg(long, value_name = "SIZE", value_parser = size::parse, default_value = "8GB")]
    memory_limit: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EngineName {
    Auto,
    Exact,
    Scale,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BackendName {
    Microlp,
    Highs,
}

impl Planning {
    /// The options as the library takes them.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        let engine = match (self.engine, self.backend) {
            (Some(EngineName::Scale), _) => Engine::Scale,
            (Some(EngineName::Exact), _) | (None, Some(_)) => Engine::Exact,
            (Some(EngineName::Auto) | None, _) => Engine::Auto,
        };
        let backend = match self.backend {
            None | Some(BackendName::Microlp) => Backend::Microlp,
            Some(BackendName::Highs) if Backend::Highs.available() => Backend::Highs,
            Some(BackendName::Highs) => {
                return Err(
                    Failure::invalid("this rotaplan was built without HiGHS").help(
                        "build it with `cargo build --release --features highs` (needs cmake, a \
                         C++ compiler and libclang), or leave out --backend",
                    ),
                );
            }
        };
        Ok(Options {
            engine,
            backend,
            // A native solver can hang where no thread can be ended.
            runner: (backend == Backend::Highs).then(|| Arc::new(ChildProcess) as Arc<dyn Runner>),
            time_limit: self.time_limit,
            gap: self.gap,
            seed: self.seed,
            threads: self.threads,
            memory_limit: self.memory_limit,
            ..Options::default()
        })
    }
}

/// The longest time limit; much longer ones overflow clocks.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// Reads `30s`, `2m`, `1.5h`, `500ms` or `0`.
fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
    let seconds = match &text[digits.len()..] {
        "ms" => 0.001,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        "" => return Err("say the unit too: 500ms, 30s, 2m or 1h".to_owned()),
        _ => return Err("a time is a number and a unit: 500ms, 30s, 2m or 1h".to_owned()),
    };
    let number =
        positive_number(digits).ok_or("a time is a number and a unit, such as 30s or 2m")?;
    Duration::try_from_secs_f64(number * seconds)
        .ok()
        .filter(|time| *time <= LONGEST)
        .ok_or_else(|| "that is more than a year; leave the option out for no limit".to_owned())
}

/// Reads `0.1%` or `0.001`.
fn gap(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (digits, scale) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 0.01),
        None => (text, 1.0),
    };
    positive_number(digits)
        .map(|number| number * scale)
        .filter(|gap| *gap <= 1.0)
        .ok_or_else(|| "a gap is a share from 0% to 100%, such as 0.1% or 0.001".to_owned())
}

/// A plain decimal number; neither a sign nor an exponent, infinity or NaN.
fn positive_number(digits: &str) -> Option<f64> {
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && digits.bytes().any(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
        .filter(|number: &f64| number.is_finite())
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => {
            Err("at least one thread is needed; leave the option out to use every core".to_owned())
        }
        Ok(number) if number <= 1024 => Ok(number),
        _ => Err("a number of threads is from 1 to 1024".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::CommandFactory;

    use super::{Cli, duration, gap, threads};

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn times_need_a_unit() {
        assert_eq!(duration("0"), Ok(Duration::ZERO));
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("1.5h"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        for bad in [
            "",
            "30",
            "s",
            "-1s",
            "1e9s",
            "NaNs",
            "infs",
            "1..5s",
            "9999999999h",
            "2 weeks",
            "١s",
        ] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn gaps_are_shares() {
        assert_eq!(gap("0.001"), Ok(0.001));
        assert_eq!(gap("50 %"), Ok(0.5));
        for bad in ["", "%", "-1%", "NaN", "inf", "101%", "1e-3", "2"] {
            assert!(gap(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_threads_are_too_few() {
        assert_eq!(threads("64"), Ok(64));
        for bad in ["0", "-1", "1025", "99999999999999999999", "two"] {
            assert!(threads(bad).is_err(), "{bad}");
        }
    }
}
