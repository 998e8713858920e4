//! A plan as people hand it round: HTML, a workbook, calendars, CSV and Markdown.
//!
//! [`Picture`] derives the facts once; the formats only show them.

mod bridges;
mod changes;
mod chart;
mod fared;
mod html;
mod picture;
mod shell;

pub use bridges::Bridge;
pub use changes::{Change, Changes};
pub use fared::{Fared, Rank};
pub use html::html;
pub use picture::{DepartmentFacts, Person, Picture, SlotFacts, TeamFacts, Visit};
pub use shell::{STYLE, Shell};
