//! Has anything changed since the package was made?

use std::{fs, path::Path, time::SystemTime};

use anyhow::Context;

use super::tarball;
use crate::repository::path;

/// Whether there is no package, or something that it is made of is younger.
///
/// # Errors
/// Something that it is made of is missing.
pub(crate) fn is_stale() -> anyhow::Result<bool> {
    if !tarball().exists() || !path("pkg/dist").exists() {
        return Ok(true);
    }
    let packed_at = fs::metadata(tarball())?.modified()?;
    for input in INPUTS {
        if youngest(&path(input))? > packed_at {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When a file, or any file in a folder, was changed last.
fn youngest(file: &Path) -> anyhow::Result<SystemTime> {
    let metadata = fs::metadata(file).with_context(|| file.display().to_string())?;
    let mut time = metadata.modified()?;
    if metadata.is_dir() {
        for entry in fs::read_dir(file)? {
            time = time.max(youngest(&entry?.path())?);
        }
    }
    Ok(time)
}

const INPUTS: [&str; 12] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    "src",
    "pkg-template",
    "CHANGELOG.md",
    "xtask/package-lock.json",
    "xtask/bundle.mjs",
    "xtask/inspect.mjs",
    "xtask/sizes.mjs",
    "xtask/src/pack",
    // wasm-pack, too, writes here.
    "pkg/package.json",
];
