//! How many tests passed, read from what test runners print.

use std::{fmt, ops::AddAssign};

/// Tests by their outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

/// How a command tells its counts.
#[derive(Clone, Copy)]
pub(super) enum Counting {
    /// It is one test itself, by its exit status.
    Command,
    /// The lines `test result: …` of `cargo test`, native or in a browser.
    Libtest,
    /// The comments at the end of `node --test --test-reporter=tap`.
    Tap,
}

impl Counting {
    /// The counts of a command that has ended.
    pub(super) fn count(self, succeeded: bool, output: &str) -> Counts {
        let mut counts = match self {
            Self::Command => Counts {
                passed: 1,
                ..Counts::default()
            },
            Self::Libtest => libtest(output),
            Self::Tap => tap(output),
        };
        if !succeeded && counts.failed == 0 {
            // It broke before or beside its tests: a compiler error, a crash.
            counts.failed = 1;
            counts.passed -= u32::from(matches!(self, Self::Command));
        }
        counts
    }
}

fn libtest(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let Some((_, results)) = line
            .strip_prefix("test result: ")
            .and_then(|line| line.split_once(". "))
        else {
            continue;
        };
        for result in results.split("; ") {
            match result.split_once(' ') {
                Some((number, "passed")) => counts.passed += parse(number),
                Some((number, "failed")) => counts.failed += parse(number),
                Some((number, "ignored")) => counts.skipped += parse(number),
                _ => {}
            }
        }
    }
    counts
}

/// The last comment of each name counts: a test may print lines that look like one.
fn tap(output: &str) -> Counts {
    let last = |name: &str| {
        let mut comments = output
            .lines()
            .rev()
            .filter_map(|line| line.strip_prefix("# "));
        comments
            .find_map(|comment| comment.strip_prefix(name)?.trim().parse().ok())
            .unwrap_or(0)
    };
    Counts {
        passed: last("pass "),
        failed: last("fail ") + last("cancelled "),
        skipped: last("skipped ") + last("todo "),
    }
}

fn parse(number: &str) -> u32 {
    number.parse().unwrap_or_default()
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Counting, Counts};

    const fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn a_plain_command_is_one_test() {
        assert_eq!(Counting::Command.count(true, ""), counts(1, 0, 0));
        assert_eq!(Counting::Command.count(false, ""), counts(0, 1, 0));
    }

    #[test]
    fn adds_up_the_binaries_of_cargo_test() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            no tests to run!\n\
            test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(Counting::Libtest.count(false, output), counts(5, 1, 2));
    }

    #[test]
    fn reads_the_last_comments_of_tap() {
        let output = "TAP version 13\n# pass 99\nok 1 - works\n\
            # tests 9\n# suites 1\n# pass 4\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 1\n# duration_ms 5.5\n";
        assert_eq!(Counting::Tap.count(false, output), counts(4, 2, 3));
    }

    #[test]
    fn a_runner_that_breaks_without_a_failed_test_is_a_failure() {
        assert_eq!(
            Counting::Libtest.count(false, "error: could not compile"),
            counts(0, 1, 0)
        );
        assert_eq!(
            Counting::Tap.count(false, "# pass 3\n# fail 0\n"),
            counts(3, 1, 0)
        );
    }

    #[test]
    fn the_summary_names_skipped_tests_only_where_there_are_some() {
        assert_eq!(counts(3, 0, 0).to_string(), "3 passed, 0 failed");
        assert_eq!(counts(3, 1, 2).to_string(), "3 passed, 1 failed, 2 skipped");
    }
}
