//! `cargo xtask pack`: the publishable npm package, in `pkg/`.

mod files;
mod module;

use std::process::ExitCode;

use crate::{
    npm,
    repository::{path, run},
};

/// Runs `cargo xtask pack`.
pub(crate) fn command(_: &[String]) -> anyhow::Result<ExitCode> {
    pack()?;
    Ok(ExitCode::SUCCESS)
}

/// Replaces `pkg/` as a whole.
pub(crate) fn pack() -> anyhow::Result<()> {
    npm::install("xtask")?;
    let built = module::build()?;
    files::lay_out(&built)?;
    println!("bundling the JavaScript");
    run(npm::node("bundle.mjs").arg(&built).arg(path("pkg")))?;
    run(npm::node("inspect.mjs").arg(path("pkg")))?;
    println!();
    run(npm::node("sizes.mjs").arg(path("pkg")))
}
