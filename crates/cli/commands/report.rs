//! `report`: a plan as people hand it round.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use rotaplan_files::report::{self, Per, Picture, Whose, calendar, calendars};

use super::export::{ending, refused, write_folder};
use crate::args::Format;
use crate::console::Console;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::source::{Source, source};
use crate::target::Target;

/// A calendar that is larger was not written by us.
const LARGEST_CALENDAR: u64 = 64 << 20;

/// Shows a plan as a page, a workbook, a calendar, CSV or Markdown, by the ending of the output
#[derive(Args, Debug)]
pub(crate) struct Report {
    /// The program file; - is standard input
    #[arg(value_parser = source)]
    program: Source,
    /// The plan file; - is standard input
    #[arg(value_parser = source)]
    plan: Source,
    /// The file to write: .html, .xlsx, .ics, .csv or .md; with --per, the folder
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A calendar for each of these, into the folder that -o names
    #[arg(
        long,
        value_enum,
        value_name = "person|mentor|department",
        hide_possible_values = true
    )]
    per: Option<Each>,
    /// The earlier plan: changes against it are shown, and calendars follow it
    #[arg(long, value_name = "PLAN", value_parser = source)]
    baseline: Option<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Each {
    Person,
    Mentor,
    Department,
}

impl Report {
    pub(crate) fn run(self, console: &Console) -> Result<Exit, Failure> {
        load::one_stdin(&[
            Some(&self.program),
            Some(&self.plan),
            self.baseline.as_ref(),
        ])?;
        let (content, _) = load::program(&self.program, console)?;
        let file = load::program_file(&content)?;
        let (plan_content, plan) = load::plan(&self.plan, console)?;
        let mut inputs = vec![&content, &plan_content];
        let baseline = load::plan_if(self.baseline.as_ref(), console)?;
        inputs.extend(baseline.iter().map(|(content, _)| content));
        let baseline = baseline.as_ref().map(|(_, plan)| plan);
        let invalid = |_| Failure::defect("a program that was valid is not");
        let picture = Picture::new(&file, &plan, baseline).map_err(invalid)?;
        let earlier = match baseline {
            Some(baseline) => Some(Picture::new(&file, baseline, None).map_err(invalid)?),
            None => None,
        };
        if let Some(each) = self.per {
            return self.calendars(&picture, earlier.as_ref(), each, &inputs, console);
        }
        let Some(path) = self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-"))
        else {
            let text = match console.format {
                Format::Human | Format::Md => report::markdown(&picture).into_bytes(),
                Format::Csv => report::csv(&picture).map_err(|problem| refused(&problem))?,
                Format::Json => {
                    return Err(Failure::invalid("a report is no JSON file")
                        .help("the plan file holds everything; to check it, use `rotaplan verify --format json`"));
                }
            };
            Target::Stdout.write_bytes(&text)?;
            return Ok(Exit::Done);
        };
        let target = Target::open(Some(path), &inputs)?;
        let bytes = match ending(path).as_str() {
            "html" | "htm" => report::html(&picture)
                .map_err(|problem| refused(&problem))?
                .into_bytes(),
            "xlsx" => report::workbook(&picture).map_err(|problem| refused(&problem))?,
            "csv" => report::csv(&picture).map_err(|problem| refused(&problem))?,
            "md" => report::markdown(&picture).into_bytes(),
            "ics" => {
                let before = before(path).or_else(|| {
                    let earlier = earlier.as_ref()?;
                    Some(calendar(earlier, Whose::Everybody, now(), None))
                });
                calendar(&picture, Whose::Everybody, now(), before.as_deref()).into_bytes()
            }
            _ => {
                return Err(Failure::invalid(format!(
                    "{} has no ending of a report",
                    path.display()
                ))
                .help("end it in .html, .xlsx, .ics, .csv or .md"));
            }
        };
        target.write_bytes(&bytes)?;
        console.note(&format!("wrote {}", path.display()));
        Ok(Exit::Done)
    }

    fn calendars(
        &self,
        picture: &Picture<'_>,
        earlier: Option<&Picture<'_>>,
        each: Each,
        inputs: &[&crate::source::Content],
        console: &Console,
    ) -> Result<Exit, Failure> {
        let folder = self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-") && ending(path).is_empty());
        let Some(folder) = folder else {
            return Err(Failure::invalid("with --per, -o names a folder")
                .help("for example -o calendars --per person"));
        };
        let per = match each {
            Each::Person => Per::Person,
            Each::Mentor => Per::Mentor,
            Each::Department => Per::Department,
        };
        let earlier: std::collections::HashMap<String, String> = earlier
            .map(|earlier| calendars(earlier, per, now(), &|_| None))
            .unwrap_or_default()
            .into_iter()
            .collect();
        let previous =
            |name: &str| before(&folder.join(name)).or_else(|| earlier.get(name).cloned());
        let files: Vec<(String, Vec<u8>)> = calendars(picture, per, now(), &previous)
            .into_iter()
            .map(|(name, text)| (name, text.into_bytes()))
            .collect();
        write_folder(folder, &files, inputs)?;
        console.note(&format!(
            "wrote {} calendars to {}",
            files.len(),
            folder.display()
        ));
        Ok(Exit::Done)
    }
}

/// The calendar that stands where the new one goes: its events are followed up.
fn before(path: &Path) -> Option<String> {
    let file = fs::File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    file.take(LARGEST_CALENDAR).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The moment that new events carry; `SOURCE_DATE_EPOCH` sets it for builds that must not differ.
fn now() -> DateTime<Utc> {
    let set = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse().ok());
    let seconds = set.or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    });
    seconds
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or_default()
}
