//! The repository's commands; `cargo xtask help` lists them.

fn main() {}
