//! `scorecard`: whether a rotation program works.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use rotaplan_core::ahead::Question;
use rotaplan_core::input::{Problem, to_json};
use rotaplan_core::outcomes::OutcomesFile;
use rotaplan_core::scorecard::{Scorecard as Card, check, scorecard};
use rotaplan_files::scorecard::{self as shown, TABLES};

use super::export::{ending, refused, write_folder};
use crate::args::{Format, Planning};
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::outcomes::Outcomes;
use crate::show::json;
use crate::source::{Content, Source, source};
use crate::target::Target;
use crate::{ahead, load};

/// Shows whether the program works: bridges, promises kept, improvements, who took part, what comes
#[derive(Args, Debug)]
pub(crate) struct Scorecard {
    /// The program file, with its history; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// Outcomes of the quarters in its history, JSON or CSV
    #[arg(value_name = "OUTCOMES", value_parser = source)]
    outcomes: Vec<Source>,
    /// The file to write: .html, .json, .csv or .md; with --per, the folder
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A participation record of each, as a page to print, into the folder that -o names
    #[arg(long, value_enum, value_name = "person", hide_possible_values = true)]
    per: Option<Each>,
    /// Which table CSV is of
    #[arg(
        long,
        value_name = "people|departments|teams|bridges|mentors",
        value_parser = PossibleValuesParser::new(TABLES),
        hide_possible_values = true,
        default_value = "people"
    )]
    table: String,
    /// Plan so many quarters ahead to say when every wanted bridge stands; 0: do not
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=40), default_value_t = 4)]
    quarters: u32,
    #[command(flatten)]
    planning: Planning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Each {
    Person,
}

impl Scorecard {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        let options = self.planning.options()?;
        let sources = std::iter::once(&self.program).chain(&self.outcomes);
        load::one_stdin(&sources.map(Some).collect::<Vec<_>>())?;
        let (content, program) = load::program(&self.program, console)?;
        let file = load::program_file(&content)?;
        let given: Result<Vec<Outcomes>, Failure> = self
            .outcomes
            .iter()
            .map(|source| Outcomes::read(source, console))
            .collect();
        let given = given?;
        let mut inputs = vec![&content];
        inputs.extend(given.iter().map(|outcomes| &outcomes.content));
        let output = self.output(console, &inputs)?;
        let outcomes: Vec<OutcomesFile> = given.iter().map(|x| x.file.clone()).collect();
        let problems: Vec<Vec<Problem>> = check(&file, &outcomes)
            .into_iter()
            .zip(&given)
            .map(|(problems, outcomes)| outcomes.trace(problems))
            .collect();
        let said: Vec<(&[Problem], &Content)> = problems
            .iter()
            .zip(&given)
            .map(|(problems, outcomes)| (&**problems, &outcomes.content))
            .collect();
        load::all(&said, console)?;
        // A record of a person looks back alone.
        let ahead = (self.quarters > 0 && !matches!(output, Output::Folder(_))).then(|| {
            let question = Question {
                quarters: self.quarters as usize,
                until_bridged: true,
            };
            ahead::look(&file, &program, question, &options, console)
        });
        let card = scorecard(&file, program.sha256().to_owned(), &outcomes, ahead);
        self.write(&card, &output, &inputs, console)?;
        Ok(Exit::Done)
    }

    /// Where the scorecard goes and as what, refused before any work is done.
    fn output(&self, console: &Console, inputs: &[&Content]) -> Result<Output, Failure> {
        let path = self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-"));
        if self.per.is_some() {
            let folder = path.filter(|path| ending(path).is_empty()).ok_or_else(|| {
                Failure::invalid("with --per, -o names a folder")
                    .help("for example -o records --per person")
            })?;
            write_folder(folder, &[], inputs)?;
            return Ok(Output::Folder(folder.to_owned()));
        }
        let Some(path) = path else {
            return Ok(Output::File(
                Target::Stdout,
                match console.format {
                    Format::Json => Kind::Json,
                    Format::Csv => Kind::Csv,
                    Format::Human | Format::Md => Kind::Md,
                },
            ));
        };
        let kind = match ending(path).as_str() {
            "html" | "htm" => Kind::Html,
            "json" => Kind::Json,
            "csv" => Kind::Csv,
            "md" => Kind::Md,
            _ => {
                let message = format!("{} has no ending of a scorecard", path.display());
                return Err(Failure::invalid(message).help("end it in .html, .json, .csv or .md"));
            }
        };
        Ok(Output::File(Target::open(Some(path), inputs)?, kind))
    }

    fn write(
        &self,
        card: &Card,
        output: &Output,
        inputs: &[&Content],
        console: &Console,
    ) -> Result<(), Failure> {
        let (target, kind) = match output {
            Output::Folder(folder) => {
                let records = shown::records(card).map_err(|problem| refused(&problem))?;
                let files: Vec<(String, Vec<u8>)> = records
                    .into_iter()
                    .map(|(name, text)| (name, text.into_bytes()))
                    .collect();
                write_folder(folder, &files, inputs)?;
                let count = crate::names::count(files.len(), "record", "records");
                console.note(&format!("wrote {count} into {}", folder.display()));
                return Ok(());
            }
            Output::File(target, kind) => (target, kind),
        };
        let bytes = match kind {
            Kind::Html => shown::html(card)
                .map_err(|problem| refused(&problem))?
                .into_bytes(),
            Kind::Json => json(to_json(card)).into_bytes(),
            Kind::Csv => shown::csv(card, &self.table).map_err(|problem| refused(&problem))?,
            Kind::Md => shown::markdown(card).into_bytes(),
        };
        target.write_bytes(&bytes)?;
        if let Some(path) = self
            .output
            .as_deref()
            .filter(|_| !matches!(target, Target::Stdout))
        {
            console.note(&format!("wrote {}", path.display()));
        }
        Ok(())
    }
}

enum Output {
    File(Target, Kind),
    Folder(PathBuf),
}

enum Kind {
    Html,
    Json,
    Csv,
    Md,
}
