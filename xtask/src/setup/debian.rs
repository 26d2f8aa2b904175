//! Debian's packages, where we may install them: as root.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
};

use super::run;
use crate::{
    log::Log,
    repository::{program, read},
};

/// Whether this is a Debian and we are its root.
pub(super) fn is_ours() -> bool {
    let user = read(&mut program("id", ["--user"]));
    Path::new("/etc/debian_version").exists() && user.is_ok_and(|id| id.trim() == "0")
}

/// Installs packages. Servers among them are not started.
///
/// # Errors
/// apt-get fails; the log says why.
pub(super) fn install(packages: &[&str], log: &Log) -> anyhow::Result<()> {
    let _quiet = NoServices::enforce()?;
    // Another apt-get may be at work on a fresh machine.
    let wait = "DPkg::Lock::Timeout=300";
    run(&mut program("apt-get", ["-o", wait, "update"]), log)?;
    let mut install = program(
        "apt-get",
        ["-o", wait, "install", "--yes", "--no-install-recommends"],
    );
    run(
        install
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
        log,
    )
}

/// While it lives, no installation starts a service. A policy that was there before stays.
struct NoServices {
    ours: bool,
}

impl NoServices {
    fn enforce() -> anyhow::Result<Self> {
        match OpenOptions::new().write(true).create_new(true).open(POLICY) {
            Ok(mut file) => {
                let policy = Self { ours: true };
                // 101: "action forbidden by policy".
                file.write_all(b"#!/bin/sh\nexit 101\n")?;
                read(&mut program("chmod", ["755", POLICY]))?;
                Ok(policy)
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(Self { ours: false }),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.ours
            && let Err(error) = fs::remove_file(POLICY)
        {
            eprintln!("cannot remove {POLICY}: {error}");
        }
    }
}

const POLICY: &str = "/usr/sbin/policy-rc.d";
