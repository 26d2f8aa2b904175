//! Where things are in the checkout, and running programs there.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, ensure};

/// A path in the checkout, given relative to its root.
pub(crate) fn path(relative: impl AsRef<Path>) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.map(|root| root.join(relative)).unwrap_or_default()
}

/// A path in cargo's target folder.
pub(crate) fn target(relative: impl AsRef<Path>) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    path(folder).join(relative)
}

/// A path among what these commands leave behind.
pub(crate) fn output(relative: impl AsRef<Path>) -> PathBuf {
    path("target/xtask").join(relative)
}

/// The cargo that started this program.
pub(crate) fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    program(cargo, arguments)
}

/// A program that will run in the checkout's root.
pub(crate) fn program<S: AsRef<OsStr>>(
    name: impl AsRef<OsStr>,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(path(""));
    command
}

/// Runs a program to its end, its output on this one's.
///
/// # Errors
/// It does not start, or does not end with success.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// Becomes a program, so that whoever ends this one ends that one. Elsewhere than on Unix: waits for it.
///
/// # Errors
/// It does not start, or, elsewhere, does not end with success.
pub(crate) fn hand_over(command: &mut Command) -> anyhow::Result<ExitCode> {
    #[cfg(unix)]
    return Err(std::os::unix::process::CommandExt::exec(command))
        .with_context(|| format!("cannot start {command:?}"));
    #[cfg(not(unix))]
    run(command).map(|()| ExitCode::SUCCESS)
}

/// Runs a program to its end and returns what it printed.
///
/// # Errors
/// It does not start, does not end with success, or prints no UTF-8.
pub(crate) fn read(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}
