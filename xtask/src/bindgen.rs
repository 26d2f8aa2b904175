//! The bindings generator and its test runner, linked in: their version always is the crate's,
//! and nobody installs them.

use std::{env, iter, path::Path, process::ExitCode};

use wasm_bindgen_cli::{wasm_bindgen, wasm_bindgen_test_runner};

use crate::watch;

/// A whole command-line tool.
pub(crate) type Tool = fn(&[String]) -> anyhow::Result<ExitCode>;

/// The tool that this program was started as. wasm-pack looks for both on the `PATH`, and there
/// `cargo xtask test` puts links to this program under their names.
pub(crate) fn tool_called_as(program: &str) -> Option<Tool> {
    let name = Path::new(program).file_stem()?.to_str()?;
    TOOLS
        .iter()
        .find(|(tool, _)| *tool == name)
        .map(|(_, run)| *run)
}

/// Runs `wasm-bindgen` with these arguments.
pub(crate) fn generate(arguments: &[String]) -> anyhow::Result<ExitCode> {
    wasm_bindgen::run_cli_with_args(with_program(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `wasm-bindgen-test-runner` with these arguments.
pub(crate) fn run_tests(arguments: &[String]) -> anyhow::Result<ExitCode> {
    if !watch::is_watched() {
        let program = env::current_exe()?;
        // Under the tool's own name, this program takes its arguments alone.
        let command = match tool_called_as(&program.to_string_lossy()) {
            Some(_) => None,
            None => Some("wasm-runner"),
        };
        let again: Vec<&str> = command
            .into_iter()
            .chain(arguments.iter().map(String::as_str))
            .collect();
        return watch::until_it_starts(&program, &again);
    }
    wasm_bindgen_test_runner::run_cli_with_args(with_program(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// Command-line parsers expect the program's name first.
fn with_program(arguments: &[String]) -> impl Iterator<Item = &str> {
    iter::once("wasm-bindgen").chain(arguments.iter().map(String::as_str))
}

/// The names under which others look for the tools.
pub(crate) const TOOLS: [(&str, Tool); 2] = [
    ("wasm-bindgen", generate),
    ("wasm-bindgen-test-runner", run_tests),
];
