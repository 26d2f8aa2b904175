//! `cargo xtask pack`: the publishable npm package, in `pkg/`.

mod files;
mod fresh;
mod interface;
mod module;

use std::{
    fs,
    path::PathBuf,
    process::{ExitCode, Stdio},
};

pub(crate) use fresh::is_stale;

use crate::{
    npm,
    repository::{output, path, program, run},
    setup::{self, NODE, WASM_TARGET},
};

/// Runs `cargo xtask pack`; with `--fault` it makes no package, but the module of one that tests can crash.
pub(crate) fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    if arguments.iter().any(|argument| argument == "--fault") {
        setup::require(&[&NODE, &WASM_TARGET])?;
        npm::install("xtask")?;
        module::build_faulty()?;
    } else {
        pack()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Packs, unless nothing has changed since the last time.
pub(crate) fn pack_if_stale() -> anyhow::Result<()> {
    if is_stale()? { pack() } else { Ok(()) }
}

/// The package as npm would publish it.
pub(crate) fn tarball() -> PathBuf {
    output("stompwire.tgz")
}

/// Replaces `pkg/` as a whole.
fn pack() -> anyhow::Result<()> {
    setup::require(&[&NODE, &WASM_TARGET])?;
    if tarball().exists() {
        // Nobody shall test an old one where making a new one fails.
        fs::remove_file(tarball())?;
    }
    npm::install("xtask")?;
    let built = module::build()?;
    files::lay_out(&built)?;
    println!("bundling the JavaScript");
    run(npm::node("bundle.mjs").arg(&built).arg(path("pkg")))?;
    run(npm::node("inspect.mjs").arg(path("pkg")))?;
    make_tarball()?;
    println!();
    // Last, because a package that is too large can still be tested.
    run(npm::node("sizes.mjs").arg(path("pkg")))
}

fn make_tarball() -> anyhow::Result<()> {
    let folder = output("tarball");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut npm = program("npm", ["pack", "--silent", "--pack-destination"]);
    run(npm
        .arg(&folder)
        .current_dir(path("pkg"))
        .stdout(Stdio::null()))?;
    // npm names it after its version; under one name others find it.
    for entry in fs::read_dir(&folder)? {
        fs::rename(entry?.path(), tarball())?;
    }
    Ok(())
}
