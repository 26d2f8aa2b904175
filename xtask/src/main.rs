//! The repository's commands; `cargo xtask help` lists them.

mod bench;
mod bindgen;
mod command;
mod demo;
mod log;
mod nearest;
mod npm;
mod pack;
mod repository;
mod setup;
mod soak;
mod test;
mod watch;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    let program = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    let outcome = match bindgen::tool_called_as(&program) {
        Some(tool) => tool(&arguments),
        None => command::dispatch(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
