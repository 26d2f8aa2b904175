//! `cargo xtask test`: everything this repository claims, part by part.

mod counts;
mod part;
mod parts;
mod step;
mod suite;

use std::{env, process::ExitCode, time::Instant};

use counts::Counts;
use part::Part;
use parts::PARTS;

use crate::{
    nearest, pack,
    setup::{self, Tool},
};

/// Runs all parts, or those that are named. The last line it prints is the sum of their counts.
pub(crate) fn command(names: &[String]) -> anyhow::Result<ExitCode> {
    if let Some(name) = names
        .iter()
        .find(|name| PARTS.iter().all(|part| part.name != **name))
    {
        return Ok(unknown(name));
    }
    let parts = choose(names)?;
    let missing = install(&parts)?;

    let mut sum = Counts::default();
    let started_at = Instant::now();
    for part in parts {
        sum += part.run(&missing);
    }
    if env::var_os("CI").is_some_and(|ci| ci == "true") {
        // A machine that is there to test everything has failed where it left something out.
        sum.failed += std::mem::take(&mut sum.skipped);
    }

    println!("\nall parts took {} s", started_at.elapsed().as_secs());
    for tool in &missing {
        println!("missing: {}; {}", tool.name, tool.advice);
    }
    println!("{sum}");
    Ok(if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn unknown(name: &str) -> ExitCode {
    eprintln!(
        "error: there is no part {name:?}; did you mean {:?}?\n\nparts:",
        nearest::nearest(name, PARTS.iter().map(|part| part.name))
    );
    for part in PARTS {
        eprintln!("  {:<11} {}", part.name, part.about);
    }
    ExitCode::from(2)
}

/// The parts that are named, in their order, with what they test: a package younger than ours, and
/// the page that it is bundled in.
fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Part>> {
    if names.is_empty() {
        return Ok(PARTS.iter().collect());
    }
    let named = |part: &Part| names.iter().any(|name| name == part.name);
    let pack_first =
        PARTS.iter().any(|part| named(part) && part.tests_package) && pack::is_stale()?;
    let page_first = names.iter().any(|name| name == "e2e");
    let chosen = PARTS.iter().filter(|part| {
        named(part) || (pack_first && part.name == "pack") || (page_first && part.name == "page")
    });
    Ok(chosen.collect())
}

/// What the parts need or would use and cannot have.
fn install(parts: &[&Part]) -> anyhow::Result<Vec<&'static Tool>> {
    let mut tools: Vec<&'static Tool> = Vec::new();
    for tool in parts
        .iter()
        .flat_map(|part| part.needs.iter().chain(part.uses))
    {
        if !tools.contains(tool) {
            tools.push(tool);
        }
    }
    setup::install(&tools)
}
