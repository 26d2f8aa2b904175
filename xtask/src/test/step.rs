//! One command of a part, and how its output is counted.

use std::{env, fs, path::Path, process::Command};

use super::counts::{Counting, Counts};
use crate::{
    bindgen::TOOLS,
    log::Log,
    repository::program,
    setup::{Tool, tools},
};

/// A command that is one test or runs many, or one that cannot run here.
pub(super) enum Step {
    Run(Command, Counting),
    LeftOut(String),
}

impl Step {
    /// A command that is one test.
    pub(super) fn command(command: Command) -> Self {
        Self::Run(command, Counting::Command)
    }

    /// A `cargo test`.
    pub(super) fn libtest(command: Command) -> Self {
        Self::Run(command, Counting::Libtest)
    }

    /// A `node --test --test-reporter=tap`.
    pub(super) fn tap(command: Command) -> Self {
        Self::Run(command, Counting::Tap)
    }

    /// A file of tests that this machine has no server for.
    pub(super) fn left_out(file: &Path, missing: &Tool) -> Self {
        Self::LeftOut(format!(
            "{}, because {} is missing",
            file.display(),
            missing.name
        ))
    }

    pub(super) fn run(self, log: &Log) -> anyhow::Result<Counts> {
        match self {
            Self::Run(mut command, counting) => {
                // The counts are read from plain text.
                command
                    .env("CARGO_TERM_COLOR", "never")
                    .env_remove("FORCE_COLOR");
                let (succeeded, output) = log.run(&mut command)?;
                Ok(counting.count(succeeded, &output))
            }
            Self::LeftOut(what) => {
                println!("   left out: {what}");
                Ok(Counts {
                    skipped: 1,
                    ..Counts::default()
                })
            }
        }
    }
}

/// Another command of this program.
pub(super) fn this_program<const N: usize>(arguments: [&str; N]) -> anyhow::Result<Command> {
    Ok(program(env::current_exe()?, arguments))
}

/// wasm-pack, as somebody runs it who has the bindings generator of the right version: it would spend
/// minutes on installing one.
pub(super) fn wasm_pack<const N: usize>(arguments: [&str; N]) -> anyhow::Result<Command> {
    let folder = tools();
    fs::create_dir_all(&folder)?;
    for (tool, _) in TOOLS {
        let link = folder.join(format!("{tool}{}", env::consts::EXE_SUFFIX));
        if link.exists() {
            fs::remove_file(&link)?;
        }
        let program = env::current_exe()?;
        fs::hard_link(&program, &link).or_else(|_| fs::copy(&program, &link).map(drop))?;
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([folder].into_iter().chain(env::split_paths(&path)))?;
    let mut command = program("wasm-pack", arguments);
    command.env("PATH", path);
    Ok(command)
}
