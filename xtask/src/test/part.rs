//! One part of the tests: steps that run whether or not other parts have failed.

use std::time::Instant;

use anyhow::ensure;

use super::{counts::Counts, step::Step};
use crate::{log::Log, npm, pack, setup::Tool};

/// A part as the table of parts describes it.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Tools without which it is left out.
    pub(super) needs: &'static [&'static Tool],
    /// Tools without which it leaves some of its own tests out.
    pub(super) uses: &'static [&'static Tool],
    /// Folders whose npm packages it needs.
    pub(super) npm: &'static [&'static str],
    /// Whether it tests what `pack` made.
    pub(super) tests_package: bool,
    pub(super) steps: fn() -> anyhow::Result<Vec<Step>>,
}

impl Part {
    /// What a part has that says nothing else.
    pub(super) const EMPTY: Self = Self {
        name: "",
        about: "",
        needs: &[],
        uses: &[],
        npm: &[],
        tests_package: false,
        steps: || Ok(Vec::new()),
    };

    /// Runs all steps and says how it went.
    pub(super) fn run(&self, missing: &[&Tool]) -> Counts {
        println!("\n── {}: {}", self.name, self.about);
        if let Some(tool) = missing.iter().find(|tool| self.needs.contains(tool)) {
            println!("   left out, because {} is missing", tool.name);
            return Counts {
                skipped: 1,
                ..Counts::default()
            };
        }
        let started_at = Instant::now();
        let counts = self.run_steps().unwrap_or_else(|error| {
            println!("   {error:#}");
            Counts {
                failed: 1,
                ..Counts::default()
            }
        });
        println!("   {counts} in {:.1} s", started_at.elapsed().as_secs_f64());
        counts
    }

    fn run_steps(&self) -> anyhow::Result<Counts> {
        ensure!(
            !self.tests_package || pack::tarball().exists(),
            "there is no package to test"
        );
        let log = Log::create(self.name)?;
        let mut counts = Counts::default();
        let installations = self
            .npm
            .iter()
            .filter_map(|folder| npm::installation(folder).transpose());
        for installation in installations {
            let (installed, _) = log.run(&mut installation?)?;
            counts.failed += u32::from(!installed);
        }
        for step in (self.steps)()? {
            counts += step.run(&log)?;
        }
        if counts.failed > 0 {
            println!("{}\n\n   all of it: {}", log.tail()?, log.path().display());
        }
        // A runner that finds no tests is content; we are not.
        ensure!(counts != Counts::default(), "there are no tests");
        Ok(counts)
    }
}
