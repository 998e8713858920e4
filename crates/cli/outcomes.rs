//! From a file name to outcomes, JSON or CSV, with every problem said.

use std::path::Path;

use rotaplan_core::input::{Problem, find_lines};
use rotaplan_core::outcomes::{self, OutcomesFile};
use rotaplan_files::sheets::{OutcomesSheet, read_outcomes};

use crate::console::Console;
use crate::exit::Failure;
use crate::source::{Content, Source};
use crate::{hide, load};

/// Outcomes, and the way back from what is wrong with them to a line.
pub(crate) struct Outcomes {
    pub(crate) content: Content,
    pub(crate) file: OutcomesFile,
    json: Vec<u8>,
    sheet: Option<OutcomesSheet>,
}

impl Outcomes {
    /// Reads a file: JSON if it opens like that, else CSV.
    pub(crate) fn read(source: &Source, console: &Console) -> Result<Self, Failure> {
        let mut content = source.read_any()?;
        let text = content.bytes.strip_prefix(b"\xef\xbb\xbf");
        let text = text.unwrap_or(&content.bytes).trim_ascii_start();
        let (read, problems, sheet) = if text.starts_with(b"{") || text.is_empty() {
            let (file, problems) = outcomes::read(&content.bytes);
            (file, problems, None)
        } else {
            let name = Path::new(&content.name).file_name().unwrap_or_default();
            let sheet = read_outcomes(&name.to_string_lossy(), &content.bytes);
            (sheet.outcomes.clone(), sheet.problems.clone(), Some(sheet))
        };
        let json = match sheet {
            // Rows hold names and reasons; errors show their numbers only.
            Some(_) => {
                content.bytes.clear();
                Vec::new()
            }
            None => content.bytes.clone(),
        };
        load::all(&[(&problems, &content)], console)?;
        let Some(mut file) = read else {
            return Err(Failure::defect("outcomes without a fault cannot be read"));
        };
        hide::outcomes(&mut file, console)?;
        Ok(Outcomes {
            content,
            file,
            json,
            sheet,
        })
    }

    /// Problems found later, with their lines.
    pub(crate) fn trace(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        match &self.sheet {
            Some(sheet) => problems.into_iter().map(|x| sheet.trace(x)).collect(),
            None => {
                find_lines(&self.json, &mut problems);
                problems
            }
        }
    }
}
