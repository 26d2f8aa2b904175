//! Everything in the package that is not bundled: manifest, types, module, texts.

use std::{fs, path::Path};

use anyhow::{Context, ensure};

use crate::repository::{cargo, path, read};

/// Empties `pkg/` and copies the files into it.
///
/// # Errors
/// A file is missing, or the manifest's version is not the placeholder.
pub(super) fn lay_out(built: &Path) -> anyhow::Result<()> {
    let package = path("pkg");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    for (from, to) in FILES {
        copy(&path(from), &package.join(to))?;
    }
    copy(
        &built.join("stompwire.wasm"),
        &package.join("dist/stompwire.wasm"),
    )?;
    stamp_version(&package.join("package.json"))
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

/// The package has the crate's version, so that one number names a release.
fn stamp_version(manifest: &Path) -> anyhow::Result<()> {
    let id = read(&mut cargo(["pkgid", "--package", "stompwire"]))?;
    let version = id.trim().rsplit(['#', '@']).next().unwrap_or_default();
    let text = fs::read_to_string(manifest)?;
    ensure!(
        text.contains(PLACEHOLDER),
        "{} has no {PLACEHOLDER}",
        manifest.display()
    );
    fs::write(
        manifest,
        text.replace(PLACEHOLDER, &format!("\"version\": \"{version}\"")),
    )?;
    Ok(())
}

const PLACEHOLDER: &str = "\"version\": \"0.0.0\"";

/// From the checkout, to the package. TypeScript wants types of their own for each module format.
const FILES: [(&str, &str); 11] = [
    ("pkg-template/package.json", "package.json"),
    ("pkg-template/slim/package.json", "slim/package.json"),
    (
        "pkg-template/sockjs-client/package.json",
        "sockjs-client/package.json",
    ),
    ("pkg-template/README.md", "README.md"),
    ("pkg-template/index.d.ts", "dist/index.d.ts"),
    ("pkg-template/index.d.ts", "dist/index.d.cts"),
    ("pkg-template/sockjs-client.d.ts", "dist/sockjs-client.d.ts"),
    (
        "pkg-template/sockjs-client.d.cts",
        "dist/sockjs-client.d.cts",
    ),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];
