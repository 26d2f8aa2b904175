//! `cargo xtask bench`: our client and others, side by side in a browser.

use std::process::ExitCode;

use crate::{
    npm, pack,
    repository::{hand_over, program},
    setup::{self, CHROMIUM},
};

/// Runs the benchmarks, which get these arguments.
pub(crate) fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    setup::require(&[&CHROMIUM])?;
    pack::pack_if_stale()?;
    npm::install("tests")?;
    let mut bench = program("node", ["tests/bench/main.mjs"]);
    hand_over(setup::with_browsers(bench.args(arguments)))
}
