//! x
pub mod sheets;
pub mod text;
