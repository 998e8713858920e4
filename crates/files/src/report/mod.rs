//! A plan as people hand it round: HTML, a workbook, calendars, CSV and Markdown.
//!
//! [`Picture`] derives the facts once; the formats only show them.

mod bridges;
mod calendar;
mod changes;
mod chart;
mod fared;
mod flat;
mod html;
mod picture;
pub(crate) mod rows;
pub(crate) mod shell;
mod workbook;

pub use bridges::Bridge;
pub use calendar::{Per, Whose, calendar, calendars};
pub use changes::{Change, Changes};
pub use fared::{Fared, Rank};
pub use flat::{csv, markdown_page as markdown};
pub use html::html;
pub use picture::{DepartmentFacts, Person, Picture, SlotFacts, TeamFacts, Visit};
pub use shell::{STYLE, Shell};
pub use workbook::workbook;
