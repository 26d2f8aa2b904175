//! The WebAssembly module: compiled, bound to its JavaScript, shrunk and gzipped.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use walrus::Module;

use super::interface;
use crate::{
    bindgen, npm,
    repository::{cargo, output, run, target},
};

/// Builds the module and returns the folder that holds it: `stompwire.wasm`,
/// `stompwire.wasm.gz`, and what its short names stand for: `exports.json` and `imports.json`.
pub(super) fn build() -> anyhow::Result<PathBuf> {
    let folder = output("pack");
    let compiled = compile("pack")?;
    bind(&compiled, &folder)?;
    shrink(&folder)?;
    compress(&folder)?;
    Ok(folder)
}

/// Builds the module that tests can crash: what imports the packed one takes this one too.
pub(super) fn build_faulty() -> anyhow::Result<()> {
    let folder = output("fault");
    let compiled = compile("pack,fault-injection")?;
    bind(&compiled, &folder)?;
    shrink(&folder)
}

fn compile(features: &str) -> anyhow::Result<PathBuf> {
    println!("compiling the core");
    let triple = "wasm32-unknown-unknown";
    run(&mut cargo([
        "rustc",
        "--lib",
        // Not the library for Rust as well: all that it offers would have to stay as it is.
        "--crate-type",
        "cdylib",
        "--release",
        "--target",
        triple,
        "--features",
        features,
    ]))?;
    Ok(target(triple).join("release/stompwire.wasm"))
}

fn bind(compiled: &Path, folder: &Path) -> anyhow::Result<()> {
    println!("binding it to its JavaScript");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    bindgen::generate(&[
        "--target=web".into(),
        "--no-typescript".into(),
        format!("--out-dir={}", folder.display()),
        compiled.display().to_string(),
    ])?;
    Ok(())
}

fn shrink(folder: &Path) -> anyhow::Result<()> {
    println!("shrinking the module");
    let file = folder.join("stompwire_bg.wasm");
    let mut module = Module::from_file(&file)?;
    interface::shorten(&mut module, folder)?;
    module.emit_wasm_file(&file)?;
    run(npm::node("node_modules/binaryen/bin/wasm-opt")
        .args(SHRINKING)
        .arg(file)
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

const SHRINKING: [&str; 8] = [
    // Another shape of the control flow, which the passes that follow make more of: 100 bytes less.
    "--flatten",
    "--rereloop",
    "-Oz",
    // The stack is there, and growing into its last kilobyte is a bug anyway.
    "--low-memory-unused",
    // Inlining what has one caller makes fewer bytes of more kinds: 60 bytes more after gzip.
    "--one-caller-inline-max-function-size=0",
    "-Oz",
    "--strip-producers",
    "--strip-target-features",
];
