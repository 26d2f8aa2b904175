//! npm packages that the repository's commands need.

use std::{fs, path::Path, process::Command, time::SystemTime};

use anyhow::{Context, ensure};

use crate::repository::{path, program, run};

/// Installs a folder's npm packages, unless they are as young as its lock file.
///
/// # Errors
/// The folder has no lock file, or npm fails.
pub(crate) fn install(folder: &str) -> anyhow::Result<()> {
    let Some(mut command) = installation(folder)? else {
        return Ok(());
    };
    println!("installing the npm packages of {folder}/");
    run(&mut command)
}

/// The command that installs them, where that is necessary.
///
/// # Errors
/// The folder has no lock file.
pub(crate) fn installation(folder: &str) -> anyhow::Result<Option<Command>> {
    let lock = path(folder).join("package-lock.json");
    ensure!(lock.is_file(), "{} is missing", lock.display());
    // npm rewrites this file at the end of every installation.
    let installed = path(folder).join("node_modules/.package-lock.json");
    if installed.is_file() && modified(&installed)? >= modified(&lock)? {
        return Ok(None);
    }
    // Not `npm ci`: it refuses a lock file that was written where packages for other platforms could not be had.
    let mut npm = program("npm", ["install", "--no-save", "--no-audit", "--no-fund"]);
    npm.current_dir(path(folder));
    Ok(Some(npm))
}

/// A script of ours, or of a package installed in `xtask/`, run by Node.
pub(crate) fn node(script: &str) -> Command {
    program("node", [path("xtask").join(script)])
}

fn modified(file: &Path) -> anyhow::Result<SystemTime> {
    let metadata = fs::metadata(file).with_context(|| file.display().to_string())?;
    Ok(metadata.modified()?)
}
