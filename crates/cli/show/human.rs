//! A report for a terminal, or for a file that somebody reads.

use std::fmt::Write as _;
use std::io::{self, IsTerminal};

use anstyle::{AnsiColor, Style};

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};

use super::{Block, Report, Table, Tone, clean};

const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const ASIDE: Style = Style::new().dimmed();

/// No cell and no line of a sentence is longer than this.
const LONGEST_CELL: usize = 100;
const LONGEST_TEXT: usize = 1_000;

/// A rule under the header and nothing else.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The width to fit: the terminal's, or none where no terminal reads.
pub(super) fn width(to_stdout: bool) -> Option<u16> {
    (to_stdout && io::stdout().is_terminal())
        .then(terminal_size::terminal_size)
        .flatten()
        .map(|(width, _)| width.0.max(40))
}

/// The report as text with colours.
pub(super) fn render(report: &Report, width: Option<u16>) -> String {
    let mut text = String::new();
    let mut previous: Option<&Block> = None;
    for block in &report.blocks {
        let flows = matches!(
            (previous, block),
            (None, _)
                | (Some(Block::Text(..)), Block::Text(..) | Block::Items(_))
                | (Some(Block::Heading(_)), _)
        );
        if !flows {
            text.push('\n');
        }
        write_block(&mut text, block, width);
        previous = Some(block);
    }
    text
}

fn write_block(text: &mut String, block: &Block, width: Option<u16>) {
    // Writing to a string cannot fail.
    let _ = match block {
        Block::Heading(heading) => {
            let heading = clean(heading, LONGEST_TEXT);
            writeln!(text, "{HEADING}{heading}{HEADING:#}")
        }
        Block::Text(tone, sentence) => {
            let style = match tone {
                Tone::Plain => Style::new(),
                Tone::Good => GOOD,
                Tone::Bad => BAD,
                Tone::Aside => ASIDE,
            };
            let sentence = clean(sentence, LONGEST_TEXT);
            writeln!(text, "{style}{sentence}{style:#}")
        }
        Block::Items(items) => {
            for item in items {
                let item = clean(item, LONGEST_TEXT);
                *text += &format!("  - {item}\n");
            }
            Ok(())
        }
        Block::Drawn(drawn) => writeln!(text, "{}", drawn.trim_end()),
        Block::Table(table) => {
            for line in lines(table, width) {
                *text += line.trim_end();
                text.push('\n');
            }
            Ok(())
        }
    };
}

fn lines(table: &Table, width: Option<u16>) -> Vec<String> {
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(STYLE);
    match width {
        Some(width) => drawn
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width),
        None => drawn.set_content_arrangement(ContentArrangement::Disabled),
    };
    let cell = |text: &String| clean(text, LONGEST_CELL).into_owned();
    drawn.set_header(table.columns.iter().map(|column| cell(&column.name)));
    for row in &table.rows {
        drawn.add_row(row.iter().map(cell));
    }
    for (at, column) in table.columns.iter().enumerate() {
        if let Some(drawn) = drawn.column_mut(at)
            && column.number
        {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    drawn.lines().collect()
}
