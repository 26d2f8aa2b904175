//! The tools that the commands need: found, installed where that is possible, or named.

mod debian;
mod tool;

use std::process::Command;

use anyhow::ensure;

pub(crate) use tool::{
    CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER, JAVA, MAVEN, NGINX, NODE, RABBITMQ, RUST_LINTS,
    Tool, WASM_PACK, WASM_TARGET, WEBKIT, XVFB, chromedriver, geckodriver, tools, webkit_driver,
};

use crate::{
    log::Log,
    repository::{cargo, program},
};

/// How a missing tool may come.
#[derive(Clone, Copy)]
enum Source {
    /// Debian packages.
    Debian(&'static [&'static str]),
    /// A program of crates.io: its name and version.
    Crate(&'static str, &'static str),
    /// Any other program that installs it: its name and arguments.
    Program(&'static str, &'static [&'static str]),
    /// Not by us.
    Nobody,
}

/// Installs what is missing of these tools where this machine lets us, and returns what is still missing.
///
/// # Errors
/// The log cannot be written. An installation that fails is no error: its tool is still missing.
pub(crate) fn install(tools: &[&'static Tool]) -> anyhow::Result<Vec<&'static Tool>> {
    let missing = || tools.iter().copied().filter(|tool| !tool.is_present());
    let log = Log::create("setup")?;

    let packages: Vec<&str> = missing()
        .filter_map(|tool| match tool.source {
            Source::Debian(packages) => Some(packages),
            Source::Crate(..) | Source::Program(..) | Source::Nobody => None,
        })
        .flatten()
        .copied()
        .collect();
    if !packages.is_empty() && debian::is_ours() {
        println!("installing {}", packages.join(", "));
        report(debian::install(&packages, &log), &log);
    }

    for tool in missing() {
        let mut command = match tool.source {
            Source::Crate(name, version) => build(name, version),
            Source::Program(name, arguments) => program(name, arguments),
            Source::Debian(_) | Source::Nobody => continue,
        };
        println!("installing {}", tool.name);
        report(run(&mut command, &log), &log);
    }
    Ok(missing().collect())
}

/// Installs what is missing of these tools.
///
/// # Errors
/// Some are still missing: names them, and says how to get them.
pub(crate) fn require(tools: &[&'static Tool]) -> anyhow::Result<()> {
    let missing = install(tools)?;
    let advice: Vec<String> = missing
        .iter()
        .map(|tool| format!("{}: {}", tool.name, tool.advice))
        .collect();
    ensure!(missing.is_empty(), "missing:\n{}", advice.join("\n"));
    Ok(())
}

/// Tells a script of ours which browsers to start.
pub(crate) fn with_browsers(command: &mut Command) -> &mut Command {
    command
        .envs(tool::chromium().map(|browser| ("STOMPWIRE_CHROMIUM", browser)))
        .envs(tool::firefox().map(|browser| ("STOMPWIRE_FIREFOX", browser)))
}

/// Installs a program of crates.io where only we find it. Its speed does not matter here, and without optimising it is
/// built in a third of the time.
fn build(name: &str, version: &str) -> Command {
    let mut install = cargo(["install", name, "--version", version, "--locked", "--debug"]);
    install.args([
        "--config",
        "profile.dev.debug=false",
        "--root",
        "target/tools",
    ]);
    install
}

fn run(command: &mut Command, log: &Log) -> anyhow::Result<()> {
    let (succeeded, _) = log.run(command)?;
    ensure!(succeeded, "{command:?} failed");
    Ok(())
}

fn report(outcome: anyhow::Result<()>, log: &Log) {
    if let Err(error) = outcome {
        println!("  {error:#}; see {}", log.path().display());
    }
}
