//! The list of commands, and finding the one that was asked for.

use std::process::ExitCode;

use crate::{bench, bindgen, demo, nearest, pack, soak, test};

struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> anyhow::Result<ExitCode>,
}

/// Runs the command that the first argument names.
pub(crate) fn dispatch(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let Some((name, rest)) = arguments.split_first() else {
        return help(&[]);
    };
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None => Ok(unknown(name)),
    }
}

fn unknown(name: &str) -> ExitCode {
    let names = COMMANDS.iter().map(|command| command.name);
    eprintln!(
        "error: there is no command {name:?}; did you mean {:?}?",
        nearest::nearest(name, names)
    );
    eprintln!("`cargo xtask help` lists them all");
    ExitCode::from(2)
}

fn help(_: &[String]) -> anyhow::Result<ExitCode> {
    println!("usage: cargo xtask <command>\n");
    for Command { name, about, .. } in COMMANDS {
        println!("  {name:<13} {about}");
    }
    Ok(ExitCode::SUCCESS)
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        about: "build everything and serve the chat page [--port 8080]",
        run: demo::command,
    },
    Command {
        name: "test",
        about: "test everything, or the parts that are named [part…]",
        run: test::command,
    },
    Command {
        name: "soak",
        about: "run the random tests for long, or the parts that are named [part…] [--seed N]",
        run: soak::command,
    },
    Command {
        name: "bench",
        about: "compare speed with other clients in headless Chromium",
        run: bench::command,
    },
    Command {
        name: "pack",
        about: "build the npm package in pkg/ and print its sizes",
        run: pack::command,
    },
    Command {
        name: "wasm-bindgen",
        about: "the bindings generator, of the version in Cargo.lock",
        run: bindgen::generate,
    },
    Command {
        name: "wasm-runner",
        about: "run wasm tests; cargo calls this for `--target wasm32-unknown-unknown`",
        run: bindgen::run_tests,
    },
    Command {
        name: "help",
        about: "this list",
        run: help,
    },
];
