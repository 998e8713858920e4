//! Plans rotation programs: who visits which department, when, guided by whom.

pub mod input;
pub mod plan;
