//! `cargo xtask soak`: the random tests, with as many cases as a night has time for.

use std::{
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, bail};

use crate::repository::{cargo, run};

/// Runs them one after the other, and prints the seed that makes the same run again.
pub(crate) fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let seed = seed(arguments)?;
    println!("seed {seed}");
    let tests = TESTS.iter().flat_map(|test| ["--test", *test]);
    let mut soak = cargo(["test", "--profile", "soak"]);
    soak.args(tests)
        .args(["--", "--nocapture", "--test-threads=1"])
        .envs([
            ("STOMPWIRE_SOAK", "1"),
            ("STOMPWIRE_SEED", &seed.to_string()),
        ]);
    run(&mut soak)?;
    Ok(ExitCode::SUCCESS)
}

/// The files in `tests/` whose number of cases is a matter of time.
const TESTS: [&str; 3] = ["injection", "machine", "linear_time"];

/// The seed that is given, or one that no soak has had.
fn seed(arguments: &[String]) -> anyhow::Result<u64> {
    match arguments {
        [] => Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()),
        [option, seed] if option == "--seed" => seed
            .parse()
            .with_context(|| format!("--seed is a number, not {seed:?}")),
        _ => bail!("usage: cargo xtask soak [--seed N]"),
    }
}

#[cfg(test)]
mod tests {
    use super::seed;

    #[test]
    fn takes_the_seed_that_is_given() {
        let seed = |arguments: [&str; 2]| seed(&arguments.map(str::to_owned)).ok();
        assert_eq!(seed(["--seed", "7"]), Some(7));
        assert_eq!(seed(["--seed", "-7"]), None);
        assert_eq!(seed(["--sed", "7"]), None);
    }
}
