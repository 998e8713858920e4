//! The scorecard as people hand it round: a page, CSV and Markdown, and a participation record for each
//! person.
//!
//! Everything that is shown was derived in [`rotaplan_core::scorecard`]; nothing is counted here.

mod page;
mod record;
mod tables;
mod words;

pub use page::html;
pub use record::records;
pub use tables::{TABLES, csv, markdown_page as markdown};
