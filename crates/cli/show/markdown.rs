//! A report as Markdown.

use super::{Block, Report, Table, clean};

const LONGEST: usize = 1_000;

/// The report as a page of Markdown.
pub(super) fn render(report: &Report) -> String {
    let mut parts = Vec::with_capacity(report.blocks.len());
    for block in &report.blocks {
        parts.push(match block {
            Block::Heading(text) => format!("## {}", escape(text)),
            Block::Text(_, text) => escape(text),
            Block::Items(items) => {
                let items: Vec<_> = items
                    .iter()
                    .map(|item| format!("- {}", escape(item)))
                    .collect();
                items.join("\n")
            }
            Block::Drawn(drawn) => {
                let plain = anstream::adapter::strip_str(drawn).to_string();
                let lines: Vec<_> = plain
                    .trim_end()
                    .lines()
                    .map(|line| format!("    {line}"))
                    .collect();
                lines.join("\n")
            }
            Block::Table(table) => render_table(table),
        });
    }
    parts.join("\n\n") + "\n"
}

fn render_table(table: &Table) -> String {
    let mut lines = vec![
        line(table.columns.iter().map(|column| column.name.as_str())),
        line(
            table
                .columns
                .iter()
                .map(|column| if column.number { "---:" } else { "---" }),
        ),
    ];
    lines.extend(
        table
            .rows
            .iter()
            .map(|row| line(row.iter().map(|cell| escape(cell)))),
    );
    lines.join("\n")
}

fn line<T: AsRef<str>>(cells: impl Iterator<Item = T>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        line.push(' ');
        line += cell.as_ref();
        line += " |";
    }
    line
}

/// Names are shown as they are written, never as markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in clean(text, LONGEST).chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '!' | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::show::{Report, Table};

    #[test]
    fn hostile_names_stay_in_their_cell() {
        let mut table = Table::new(&["who", "#n"]);
        table.row(["a|b<script>", "1"]);
        let mut report = Report::default();
        report.table(table);
        assert_eq!(
            render(&report),
            "| who | n |\n| --- | ---: |\n| a\\|b\\<script\\> | 1 |\n"
        );
    }
}
