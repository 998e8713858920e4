//! What a command has to show, once, however it is printed: on a terminal, as Markdown or as CSV.

mod clean;
mod human;
mod markdown;
mod sheet;

pub(crate) use clean::clean;

use crate::args::Format;
use crate::console::Console;
use crate::exit::Failure;
use crate::target::Target;

/// Headings, sentences and tables, in the order they are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
enum Block {
    Heading(String),
    Text(Tone, String),
    Items(Vec<String>),
    Drawn(String),
    Table(Table),
}

/// How a sentence is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Bad,
    Aside,
}

/// Rows under named columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    number: bool,
}

impl Report {
    pub(crate) fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(text.into()));
    }

    pub(crate) fn text(&mut self, tone: Tone, text: impl Into<String>) {
        self.blocks.push(Block::Text(tone, text.into()));
    }

    pub(crate) fn items(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.blocks.push(Block::Items(items));
        }
    }

    /// A text that is laid out already, with colours, and clean.
    pub(crate) fn drawn(&mut self, text: String) {
        if !text.is_empty() {
            self.blocks.push(Block::Drawn(text));
        }
    }

    pub(crate) fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Writes the report in the format asked for; `json` and `rows` make the other two forms.
    pub(crate) fn write(
        &self,
        console: &Console,
        target: &Target,
        json: impl FnOnce() -> String,
        rows: impl FnOnce() -> Table,
    ) -> Result<(), Failure> {
        match console.format {
            Format::Json => target.write(&clean::json(json())),
            Format::Csv => target.write(&sheet::render(&rows())),
            Format::Md => target.write(&markdown::render(self)),
            Format::Human => {
                let width = human::width(matches!(target, Target::Stdout));
                target.write_styled(&human::render(self, width), console.color)
            }
        }
    }
}

impl Table {
    /// A table with these columns; a name that starts with `#` is a column of numbers.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let columns = columns
            .iter()
            .map(|name| Column {
                name: name.trim_start_matches('#').to_owned(),
                number: name.starts_with('#'),
            })
            .collect();
        Table {
            columns,
            rows: Vec::new(),
        }
    }

    pub(crate) fn row<I>(&mut self, cells: I)
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    pub(crate) fn add_column(&mut self, name: &str) {
        self.columns.push(Column {
            name: name.trim_start_matches('#').to_owned(),
            number: name.starts_with('#'),
        });
    }
}

/// JSON of a file that is written as it is.
pub(crate) fn json(text: String) -> String {
    clean::json(text)
}
