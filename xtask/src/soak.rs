//! `cargo xtask soak`: the random tests, with as many cases as a night has time for.

use std::{
    process::{Command, ExitCode},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, bail};

use crate::{
    nearest, npm,
    repository::{cargo, program, run},
    setup::{self, NODE, RABBITMQ, Tool},
};

/// Runs all parts, or those that are named, one after the other, and prints the seed that makes the
/// same run again.
pub(crate) fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let (parts, seed) = read(arguments)?;
    for part in parts {
        println!("\n── {}: {}; seed {seed}", part.name, part.about);
        setup::require(part.needs)?;
        if part.needs.contains(&&NODE) {
            npm::install("tests")?;
        }
        for mut command in (part.commands)(seed) {
            run(&mut command)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

struct Part {
    name: &'static str,
    about: &'static str,
    needs: &'static [&'static Tool],
    commands: fn(u64) -> Vec<Command>,
}

/// The longest come last.
const PARTS: [Part; 6] = [
    Part {
        name: "time",
        about: "hostile input takes no longer than its length",
        needs: &[],
        commands: |seed| rust("linear_time", seed),
    },
    Part {
        name: "herd",
        about: "10,000 clients lose their server together",
        needs: &[],
        commands: |seed| rust("herd", seed),
    },
    Part {
        name: "injection",
        about: "10,000,000 headers, none of which becomes another",
        needs: &[],
        commands: |seed| rust("injection", seed),
    },
    Part {
        name: "machine",
        about: "1,000,000 sequences of whatever can happen to a client",
        needs: &[],
        commands: |seed| rust("machine", seed),
    },
    Part {
        name: "network",
        about: "10,000 hostile networks between a client and RabbitMQ, most of an hour",
        needs: &[&NODE, &RABBITMQ],
        commands: |seed| {
            let script = "tests/soak/hostile-network.mjs";
            node([script, "--trials", "10000", "--seed"], seed)
        },
    },
    Part {
        name: "cuts",
        about: "a connection to RabbitMQ that is cut at every byte, most of a day",
        needs: &[&NODE, &RABBITMQ],
        commands: |seed| node(["tests/soak/cut-every-byte.mjs", "--all", "--seed"], seed),
    },
];

/// One of the files in `tests/`.
fn rust(test: &str, seed: u64) -> Vec<Command> {
    let mut soak = cargo(["test", "--profile", "soak", "--test", test]);
    soak.args(["--", "--nocapture", "--test-threads=1"])
        .env("STOMPWIRE_SOAK", "1")
        .env("STOMPWIRE_SEED", seed.to_string());
    vec![soak]
}

/// A script that drives native clients.
fn node<const N: usize>(arguments: [&str; N], seed: u64) -> Vec<Command> {
    let mut script = program("node", arguments);
    script.arg(seed.to_string());
    vec![cargo(["build", "--package", "native"]), script]
}

/// The parts that are named, and the seed that is given, or one that no soak has had.
fn read(arguments: &[String]) -> anyhow::Result<(Vec<&'static Part>, u64)> {
    let mut seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut named = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--seed" {
            let number = arguments.next().context("--seed needs a number")?;
            seed = number
                .parse()
                .with_context(|| format!("--seed is a number, not {number:?}"))?;
            continue;
        }
        let Some(part) = PARTS.iter().find(|part| part.name == argument) else {
            let names = PARTS.iter().map(|part| part.name);
            let nearest = nearest::nearest(argument, names);
            bail!("there is no part {argument:?}; did you mean {nearest:?}?");
        };
        named.push(part);
    }
    if named.is_empty() {
        named.extend(&PARTS);
    }
    Ok((named, seed))
}

#[cfg(test)]
mod tests {
    use super::{PARTS, read};

    fn names_and_seed(arguments: &[&str]) -> Option<(Vec<&'static str>, u64)> {
        let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
        let (parts, seed) = read(&arguments).ok()?;
        Some((parts.iter().map(|part| part.name).collect(), seed))
    }

    #[test]
    fn takes_the_parts_and_the_seed_that_are_given() {
        let given = names_and_seed(&["machine", "--seed", "7", "herd"]);
        assert_eq!(given, Some((vec!["machine", "herd"], 7)));
        assert_eq!(names_and_seed(&["--seed", "-7"]), None);
        assert_eq!(names_and_seed(&["--seed"]), None);
        assert_eq!(names_and_seed(&["machines"]), None);
    }

    #[test]
    fn takes_all_parts_where_none_is_named() {
        let all = names_and_seed(&[]).map(|(names, _)| names.len());
        assert_eq!(all, Some(PARTS.len()));
    }
}
