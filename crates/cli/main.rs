//! The `rotaplan` binary.
fn main() {}
