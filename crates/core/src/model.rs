//! A mixed-integer model in whole numbers, and a backend's answer to it. Neither knows of programs or
//! of solvers, and both can be sent to another process.

use serde::{Deserialize, Serialize};

/// A whole-number decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// No less than this.
    pub lower: i64,
    /// No more than this.
    pub upper: i64,
    /// What one unit is worth; the total is to be made as large as possible.
    pub worth: i64,
}

/// A limit on a sum of decisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Columns, each once and in order, and their coefficients.
    pub terms: Vec<(u32, i64)>,
    /// No less than this.
    pub lower: Option<i64>,
    /// No more than this.
    pub upper: Option<i64>,
}

/// Decisions and limits on their sums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// The decisions.
    pub columns: Vec<Column>,
    /// The limits.
    pub rows: Vec<Row>,
}

/// How a backend's run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The backend claims that nothing is better, at zero gaps.
    Optimal,
    /// The backend claims that no values keep every limit.
    Infeasible,
    /// Time, work or patience ran out, or the backend failed; nothing is claimed.
    Unknown,
}

/// What a backend made of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// How the run ended.
    pub ending: Ending,
    /// The best values found; they keep every limit, which was checked in whole numbers.
    pub values: Option<Vec<i64>>,
    /// The backend's word that nothing is worth more than this.
    pub bound: Option<i64>,
    /// What the backend said of a failure.
    pub note: Option<String>,
}

impl Answer {
    /// Nothing found, nothing claimed.
    #[must_use]
    pub fn unknown(note: Option<String>) -> Self {
        Answer {
            ending: Ending::Unknown,
            values: None,
            bound: None,
            note,
        }
    }
}

impl Row {
    /// The least and the most that the sum can come to within the columns' bounds.
    #[must_use]
    pub fn reach(&self, columns: &[Column]) -> (i64, i64) {
        let (mut least, mut most) = (0, 0);
        for &(at, coefficient) in &self.terms {
            let column = &columns[at as usize];
            let ends = (coefficient * column.lower, coefficient * column.upper);
            least += ends.0.min(ends.1);
            most += ends.0.max(ends.1);
        }
        (least, most)
    }

    /// Whether a total keeps the limit.
    #[must_use]
    pub fn holds(&self, total: i64) -> bool {
        self.lower.is_none_or(|lower| lower <= total)
            && self.upper.is_none_or(|upper| total <= upper)
    }
}

impl Model {
    /// What values are worth in all.
    #[must_use]
    pub fn worth(&self, values: &[i64]) -> i64 {
        let each = self.columns.iter().zip(values);
        each.map(|(column, value)| column.worth * value).sum()
    }

    /// Whether values keep every bound and every row.
    #[must_use]
    pub fn kept_by(&self, values: &[i64]) -> bool {
        let within =
            |(column, value): (&Column, &i64)| column.lower <= *value && *value <= column.upper;
        let total = |row: &Row| {
            let each = row.terms.iter();
            each.map(|(at, coefficient)| coefficient * values[*at as usize])
                .sum()
        };
        values.len() == self.columns.len()
            && self.columns.iter().zip(values).all(within)
            && self.rows.iter().all(|row| row.holds(total(row)))
    }

    /// The best that the columns' bounds alone allow: a poor bound, but one that always stands.
    #[must_use]
    pub fn ceiling(&self) -> i64 {
        let each = self.columns.iter();
        each.map(|column| (column.worth * column.lower).max(column.worth * column.upper))
            .sum()
    }
}
