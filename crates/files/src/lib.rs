//! Spreadsheets in, reports out: the office around a rotation plan. Nothing of the solver is in here.
//!
//! [`sheets`] turns a workbook or a folder of CSV files into a program and back;
//! [`report`] shows a plan, [`scorecard`] what became of plans, [`chart`] what varies; [`pseudonyms`] hide people.

pub mod chart;
pub mod pseudonyms;
pub mod report;
pub mod scorecard;
pub mod sheets;
pub mod text;
