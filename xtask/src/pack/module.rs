//! The WebAssembly module: compiled, bound, shrunk and gzipped.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use super::panics;
use crate::{
    bindgen, npm,
    repository::{cargo, output, run, target},
};

/// Builds the module and returns the folder that holds it: `stompwire.js` and its types
/// (the bindings), `stompwire.wasm` and `stompwire.wasm.gz`.
pub(super) fn build() -> anyhow::Result<PathBuf> {
    let folder = output("pack");
    let compiled = compile()?;
    bind(&compiled, &folder)?;
    shrink(&folder)?;
    compress(&folder)?;
    Ok(folder)
}

fn compile() -> anyhow::Result<PathBuf> {
    println!("compiling the core");
    let triple = "wasm32-unknown-unknown";
    run(&mut cargo([
        "build",
        "--lib",
        "--release",
        "--target",
        triple,
        "--features",
        "talc",
    ]))?;
    Ok(target(triple).join("release/stompwire.wasm"))
}

fn bind(compiled: &Path, folder: &Path) -> anyhow::Result<()> {
    println!("generating the bindings");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    bindgen::generate(&[
        "--target=web".into(),
        // Bundlers would take a `new URL("….wasm", import.meta.url)` for a second file to ship.
        "--omit-default-module-path".into(),
        format!("--out-dir={}", folder.display()),
        compiled.display().to_string(),
    ])?;
    Ok(())
}

fn shrink(folder: &Path) -> anyhow::Result<()> {
    println!("shrinking the module");
    panics::silence(&folder.join("stompwire_bg.wasm"))?;
    run(npm::node("node_modules/binaryen/bin/wasm-opt")
        .args(["-Oz", "--strip-producers", "--strip-target-features"])
        .arg(folder.join("stompwire_bg.wasm"))
        .arg("-o")
        .arg(folder.join("stompwire.wasm")))
}

fn compress(folder: &Path) -> anyhow::Result<()> {
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Gzip,
        File::open(folder.join("stompwire.wasm"))?,
        File::create(folder.join("stompwire.wasm.gz"))?,
    )?;
    Ok(())
}
