//! A folder of `node:test` files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use super::step::Step;
use crate::{
    pack,
    repository::{path, program},
    setup::{self, FIREFOX, JAVA, MAVEN, NGINX, RABBITMQ, Tool, WEBKIT, XVFB},
};

/// Every `*.test.mjs` below a folder, except those whose server or browser cannot be started here.
pub(super) struct Suite {
    folder: &'static str,
    options: Vec<&'static str>,
}

impl Suite {
    pub(super) fn new(folder: &'static str) -> Self {
        // Five minutes are more than any one test takes; without a limit, one that hangs would never end.
        let options = vec!["--test", "--test-reporter=tap", "--test-timeout=300000"];
        Self { folder, options }
    }

    /// For suites that start servers: two of a kind at once would be too much for a small machine.
    pub(super) fn one_file_at_a_time(mut self) -> Self {
        self.options.push("--test-concurrency=1");
        self
    }

    pub(super) fn steps(self) -> anyhow::Result<Vec<Step>> {
        let mut files = Vec::new();
        collect(&path(self.folder), &mut files)?;
        ensure!(!files.is_empty(), "{} has no *.test.mjs", self.folder);
        files.sort();

        let (runnable, left_out): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| missing(file).is_none());
        let mut steps: Vec<Step> = left_out
            .iter()
            .filter_map(|file| Some(Step::left_out(file, missing(file)?)))
            .collect();
        if !runnable.is_empty() {
            let mut node = program("node", self.options);
            node.args(runnable)
                .env("STOMPWIRE_TARBALL", pack::tarball());
            setup::with_browsers(&mut node);
            steps.push(Step::tap(node));
        }
        Ok(steps)
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if name != "node_modules" {
                collect(&entry.path(), files)?;
            }
        } else if name.to_string_lossy().ends_with(".test.mjs") {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// A tool that this file needs and this machine does not have.
fn missing(file: &Path) -> Option<&'static Tool> {
    let name = file.file_name()?.to_str()?;
    let words: Vec<&str> = name.split(['-', '.']).collect();
    let named = NEEDS.iter().filter(|(word, _)| words.contains(word));
    let mut tools = named.flat_map(|(_, tools)| tools.iter().copied());
    tools.find(|tool| !tool.is_present())
}

/// What a file needs whose name has this word.
const NEEDS: [(&str, &[&Tool]); 6] = [
    ("activemq", &[&JAVA, &MAVEN]),
    ("spring", &[&JAVA, &MAVEN]),
    ("rabbitmq", &[&RABBITMQ]),
    ("nginx", &[&NGINX]),
    ("firefox", &[&FIREFOX]),
    ("webkit", &[&WEBKIT, &XVFB]),
];
