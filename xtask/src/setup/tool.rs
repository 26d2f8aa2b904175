//! Each tool: how to know that it is there, and how to get it.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::Source;
use crate::repository::{cargo, path, program, read};

/// A program, or a part of one, that this repository does not bring along.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    /// What a person does to get it.
    pub(crate) advice: &'static str,
    pub(super) source: Source,
    present: fn() -> bool,
}

impl Tool {
    pub(crate) fn is_present(&self) -> bool {
        (self.present)()
    }
}

pub(crate) static WASM_TARGET: Tool = Tool {
    name: "Rust's wasm32-unknown-unknown target",
    advice: "rustup target add wasm32-unknown-unknown",
    source: Source::Program("rustup", &["target", "add", "wasm32-unknown-unknown"]),
    present: || {
        let library = [
            "--print",
            "target-libdir",
            "--target",
            "wasm32-unknown-unknown",
        ];
        read(&mut program("rustc", library)).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
    },
};

pub(crate) static RUST_LINTS: Tool = Tool {
    name: "clippy and rustfmt",
    advice: "rustup component add clippy rustfmt",
    source: Source::Program("rustup", &["component", "add", "clippy", "rustfmt"]),
    present: || {
        ["clippy", "fmt"]
            .iter()
            .all(|name| read(&mut cargo([name, "--version"])).is_ok())
    },
};

pub(crate) static NODE: Tool = Tool {
    name: "Node.js 20.12 or later, with npm",
    advice: "https://nodejs.org/en/download",
    source: Source::Nobody,
    present: || {
        let check = "const [major, minor] = process.versions.node.split('.'); \
            process.exit(major > 20 || (major == 20 && minor >= 12) ? 0 : 1)";
        read(&mut program("node", ["-e", check])).is_ok() && find(&["npm"]).is_some()
    },
};

pub(crate) static WASM_PACK: Tool = Tool {
    name: "wasm-pack",
    advice: "cargo install wasm-pack --version 0.15.1 --locked",
    source: Source::Crate("wasm-pack", "0.15.1"),
    present: || installed("wasm-pack").is_some(),
};

pub(crate) static CHROMIUM: Tool = Tool {
    name: "Chromium",
    advice: "on Debian: apt-get install chromium; elsewhere: Chrome or Chromium on the PATH",
    source: Source::Debian(&["chromium"]),
    present: || chromium().is_some(),
};

pub(crate) static FIREFOX: Tool = Tool {
    name: "Firefox",
    advice: "on Debian: apt-get install firefox-esr; elsewhere: Firefox on the PATH",
    source: Source::Debian(&["firefox-esr"]),
    present: || firefox().is_some(),
};

pub(crate) static GECKODRIVER: Tool = Tool {
    name: "geckodriver",
    advice: "cargo install geckodriver --version 0.37.1 --locked",
    source: Source::Crate("geckodriver", "0.37.1"),
    present: || geckodriver().is_some(),
};

pub(crate) static WEBKIT: Tool = Tool {
    name: "WebKit with its driver",
    advice: "on Debian: apt-get install webkit2gtk-driver",
    source: Source::Debian(&["webkit2gtk-driver"]),
    present: || webkit_driver().is_some(),
};

pub(crate) static XVFB: Tool = Tool {
    name: "a display that nobody sees, for WebKit",
    advice: "on Debian: apt-get install xvfb xauth",
    source: Source::Debian(&["xvfb", "xauth"]),
    present: || {
        ["Xvfb", "xvfb-run", "xauth"]
            .iter()
            .all(|name| find(&[name]).is_some())
    },
};

pub(crate) static CHROMEDRIVER: Tool = Tool {
    name: "chromedriver",
    advice: "on Debian: apt-get install chromium-driver; elsewhere: the browser's version of \
        https://googlechromelabs.github.io/chrome-for-testing/ on the PATH",
    source: Source::Debian(&["chromium-driver"]),
    present: || chromedriver().is_some(),
};

pub(crate) static JAVA: Tool = Tool {
    name: "a Java development kit, 17 or later",
    advice: "on Debian: apt-get install openjdk-17-jdk-headless; elsewhere: https://adoptium.net",
    source: Source::Debian(&["openjdk-17-jdk-headless"]),
    present: || find(&["java"]).is_some() && find(&["javac"]).is_some(),
};

pub(crate) static MAVEN: Tool = Tool {
    name: "Maven",
    advice: "on Debian: apt-get install maven; elsewhere: https://maven.apache.org/install.html",
    source: Source::Debian(&["maven"]),
    present: || find(&["mvn"]).is_some(),
};

pub(crate) static RABBITMQ: Tool = Tool {
    name: "RabbitMQ",
    advice: "on Debian: apt-get install rabbitmq-server",
    source: Source::Debian(&["rabbitmq-server"]),
    present: || Path::new("/usr/lib/rabbitmq/bin/rabbitmq-server").exists(),
};

pub(crate) static NGINX: Tool = Tool {
    name: "nginx",
    advice: "on Debian: apt-get install nginx",
    source: Source::Debian(&["nginx"]),
    // Debian puts it where only root looks.
    present: || find(&["nginx"]).is_some() || Path::new("/usr/sbin/nginx").exists(),
};

/// Each tool has a name of its own.
impl PartialEq for Tool {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Where our own copies of tools are.
pub(crate) fn tools() -> PathBuf {
    path("target/tools/bin")
}

pub(super) fn chromium() -> Option<PathBuf> {
    let mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    find_or(
        &["chromium", "chromium-browser", "google-chrome", "chrome"],
        mac,
    )
}

pub(super) fn firefox() -> Option<PathBuf> {
    let mac = "/Applications/Firefox.app/Contents/MacOS/firefox";
    find_or(&["firefox-esr", "firefox"], mac)
}

/// Chromium's driver.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    env::var_os("CHROMEDRIVER")
        .map(PathBuf::from)
        .or_else(|| find(&["chromedriver"]))
}

/// Firefox's driver.
pub(crate) fn geckodriver() -> Option<PathBuf> {
    installed("geckodriver")
}

/// The driver of WebKitGTK.
pub(crate) fn webkit_driver() -> Option<PathBuf> {
    find(&["WebKitWebDriver"])
}

/// As `find`, or where we have installed it.
fn installed(name: &str) -> Option<PathBuf> {
    let ours = tools().join(format!("{name}{}", env::consts::EXE_SUFFIX));
    find(&[name]).or_else(|| ours.is_file().then_some(ours))
}

/// As `find`, or where a Mac has it.
fn find_or(names: &[&str], mac: &str) -> Option<PathBuf> {
    let mac = Path::new(mac);
    find(names).or_else(|| mac.is_file().then(|| mac.into()))
}

/// The first of these programs that is on the `PATH`.
fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let file = |name: &&str| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&path)
            .map(move |folder| folder.join(&file))
            .find(|file| file.is_file())
    };
    names.iter().find_map(file)
}
