//! Rows as CSV.

use std::borrow::Cow;

use super::{Table, clean};

/// The table as CSV with a header.
pub(super) fn render(table: &Table) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = table.columns.iter().map(|column| cell(&column.name));
    // Writing to memory cannot fail, and every row has a cell for each column.
    drop(write(&mut writer, header));
    for row in &table.rows {
        drop(write(&mut writer, row.iter().map(|text| cell(text))));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn write<'a>(
    writer: &mut csv::Writer<Vec<u8>>,
    cells: impl Iterator<Item = Cow<'a, str>>,
) -> csv::Result<()> {
    let cells: Vec<_> = cells.collect();
    writer.write_record(cells.iter().map(|cell| cell.as_bytes()))
}

/// A cell that a spreadsheet takes for text: one that opens like a formula gets an apostrophe.
fn cell(text: &str) -> Cow<'_, str> {
    let text = clean(text, usize::MAX);
    let formula =
        text.starts_with(['=', '+', '@']) || text.starts_with('-') && text.parse::<f64>().is_err();
    if formula {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::show::Table;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut table = Table::new(&["who", "#points"]);
        table.row(["=cmd()", "-3"]);
        table.row(["a,\"b\"", "4"]);
        table.row(["-x", "5"]);
        assert_eq!(
            render(&table),
            "who,points\n'=cmd(),-3\n\"a,\"\"b\"\"\",4\n'-x,5\n"
        );
    }
}
