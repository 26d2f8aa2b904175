//! Long commands, their output in a file and a sign of life on the screen.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::repository::output;

/// A file under `target/xtask/logs/`.
pub(crate) struct Log {
    path: PathBuf,
}

impl Log {
    /// An empty log of this name.
    pub(crate) fn create(name: &str) -> anyhow::Result<Self> {
        let folder = output("logs");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.log"));
        File::create(&path)?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a command to its end. Returns whether it succeeded and what it printed.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn run(&self, command: &mut Command) -> anyhow::Result<(bool, String)> {
        let mut file = OpenOptions::new().append(true).open(&self.path)?;
        writeln!(file, "$ {command:?}")?;
        let start = self.text()?.len();

        let mut child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let started_at = Instant::now();
        let mut told_at = started_at;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            thread::sleep(POLL_INTERVAL);
            if told_at.elapsed() >= PROGRESS_INTERVAL {
                told_at = Instant::now();
                println!(
                    "  … {} s: {}",
                    started_at.elapsed().as_secs(),
                    self.last_line()?
                );
            }
        };

        let output = self.text()?.split_off(start);
        Ok((status.success(), output))
    }

    /// The last lines, for a person who has to find out what went wrong.
    pub(crate) fn tail(&self) -> anyhow::Result<String> {
        let text = self.text()?;
        let lines: Vec<&str> = text.lines().collect();
        Ok(lines
            .split_at(lines.len().saturating_sub(TAIL_LINES))
            .1
            .join("\n"))
    }

    fn last_line(&self) -> anyhow::Result<String> {
        let text = self.text()?;
        let line = text.lines().rfind(|line| !line.trim().is_empty());
        Ok(line
            .unwrap_or_default()
            .trim()
            .chars()
            .take(LINE_CHARS)
            .collect())
    }

    fn text(&self) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.path)?).into_owned())
    }
}

const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Long enough not to drown the results, short enough that nobody thinks it hangs.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(15);
const TAIL_LINES: usize = 60;
/// With the time before it, one line of a common terminal.
const LINE_CHARS: usize = 100;
