//! The table of all parts, in the order in which they run.

use std::{path::PathBuf, process::Command};

use super::{
    part::Part,
    step::{Step, this_program, wasm_pack},
    suite::Suite,
};
use crate::{
    npm, pack,
    repository::{cargo, path, program},
    setup::{
        self, CHROMEDRIVER, CHROMIUM, FIREFOX, GECKODRIVER, JAVA, MAVEN, NGINX, NODE, RABBITMQ,
        RUST_LINTS, WASM_PACK, WASM_TARGET, WEBKIT, XVFB,
    },
};

const WASM: &str = "wasm32-unknown-unknown";

/// Tests that the runner has the browser of this driver do. `name` is the variable in which it looks for the driver.
fn in_browser(mut test: Command, name: &str, driver: Option<PathBuf>) -> Step {
    for other in ["GECKODRIVER", "SAFARIDRIVER", "CHROMEDRIVER"] {
        test.env_remove(other);
    }
    test.envs(driver.map(|driver| (name, driver)));
    Step::libtest(test)
}

pub(super) static PARTS: &[Part] = &[
    Part {
        name: "format",
        about: "rustfmt would change nothing",
        needs: &[&RUST_LINTS],
        steps: || Ok(vec![Step::command(cargo(["fmt", "--all", "--check"]))]),
        ..Part::EMPTY
    },
    Part {
        name: "clippy",
        about: "no warning in any Rust code, native and wasm",
        needs: &[&RUST_LINTS, &WASM_TARGET],
        steps: || {
            let deny = ["--", "-D", "warnings"];
            let native = ["clippy", "--workspace", "--all-targets"]
                .into_iter()
                .chain(deny);
            let wasm = ["clippy", "--all-targets", "--target", WASM]
                .into_iter()
                .chain(deny);
            Ok(vec![
                Step::command(cargo(native)),
                Step::command(cargo(wasm)),
            ])
        },
        ..Part::EMPTY
    },
    Part {
        name: "rustdoc",
        about: "the crate's documentation builds without a warning",
        steps: || {
            let mut doc = cargo(["doc", "--no-deps", "--lib"]);
            doc.env("RUSTDOCFLAGS", "-D warnings");
            Ok(vec![Step::command(doc)])
        },
        ..Part::EMPTY
    },
    Part {
        name: "rust",
        about: "units, scenarios and properties",
        steps: || Ok(vec![Step::libtest(cargo(["test", "--workspace"]))]),
        ..Part::EMPTY
    },
    Part {
        name: "features",
        about: "none and all of the cargo features build, native and wasm",
        needs: &[&WASM_TARGET],
        steps: || {
            let sets = ["--no-default-features", "--all-features"];
            let native = sets.map(|set| Step::command(cargo(["build", "--lib", set])));
            let wasm =
                sets.map(|set| Step::command(cargo(["build", "--lib", set, "--target", WASM])));
            Ok(native.into_iter().chain(wasm).collect())
        },
        ..Part::EMPTY
    },
    Part {
        name: "wasm",
        about: "the edge in headless Chromium",
        needs: &[&WASM_TARGET, &CHROMIUM, &CHROMEDRIVER],
        steps: || {
            let test = cargo(["test", "--target", WASM]);
            Ok(vec![in_browser(
                test,
                "CHROMEDRIVER",
                setup::chromedriver(),
            )])
        },
        ..Part::EMPTY
    },
    Part {
        name: "wasm-firefox",
        about: "the edge in headless Firefox",
        needs: &[&WASM_TARGET, &FIREFOX, &GECKODRIVER],
        steps: || {
            let test = cargo(["test", "--target", WASM, "--test", "web"]);
            Ok(vec![in_browser(test, "GECKODRIVER", setup::geckodriver())])
        },
        ..Part::EMPTY
    },
    Part {
        name: "wasm-webkit",
        about: "the edge in WebKit",
        needs: &[&WASM_TARGET, &WEBKIT, &XVFB],
        steps: || {
            let test = [
                "--auto-servernum",
                "cargo",
                "test",
                "--target",
                WASM,
                "--test",
                "web",
            ];
            let test = program("xvfb-run", test);
            // The runner speaks to it as it does to Safari's.
            Ok(vec![in_browser(
                test,
                "SAFARIDRIVER",
                setup::webkit_driver(),
            )])
        },
        ..Part::EMPTY
    },
    // Before `pack`, because its first half leaves the raw module in `pkg/`.
    Part {
        name: "wasm-pack",
        about: "builds and tests at the root with no flags of ours",
        needs: &[&WASM_TARGET, &WASM_PACK, &CHROMIUM, &CHROMEDRIVER],
        steps: || {
            Ok(vec![
                Step::command(wasm_pack(["build", "--target", "web"])?),
                Step::libtest(wasm_pack(["test", "--headless", "--chrome"])?),
            ])
        },
        ..Part::EMPTY
    },
    Part {
        name: "pack",
        about: "the npm package builds within its budget",
        needs: &[&NODE, &WASM_TARGET],
        steps: || Ok(vec![Step::command(this_program(["pack"])?)]),
        ..Part::EMPTY
    },
    Part {
        name: "types",
        about: "the JavaScript keeps the types that the package promises, and programs can use them",
        needs: &[&NODE],
        npm: &["xtask"],
        tests_package: true,
        steps: || {
            let check = |project| {
                let mut tsc = npm::node("node_modules/typescript/bin/tsc");
                tsc.arg("--project").arg(path(project));
                Step::command(tsc)
            };
            Ok(vec![check("pkg-template"), check("tests/types")])
        },
        ..Part::EMPTY
    },
    Part {
        name: "manifest",
        about: "publint and attw find nothing",
        needs: &[&NODE],
        npm: &["xtask"],
        tests_package: true,
        steps: || {
            let mut publint = npm::node("node_modules/publint/src/cli.js");
            publint.arg("--strict").arg(pack::tarball());
            let mut attw = npm::node("node_modules/@arethetypeswrong/cli/dist/index.js");
            // Neither a module's bytes nor a classic script has types.
            attw.arg(pack::tarball()).args([
                "--exclude-entrypoints",
                "./stompwire.wasm",
                "./global",
            ]);
            Ok(vec![Step::command(publint), Step::command(attw)])
        },
        ..Part::EMPTY
    },
    Part {
        name: "server",
        about: "the demo server",
        needs: &[&NODE],
        npm: &["tests"],
        steps: || Suite::new("tests/server").steps(),
        ..Part::EMPTY
    },
    Part {
        name: "brokers",
        about: "Spring Boot, RabbitMQ and ActiveMQ",
        needs: &[&NODE],
        uses: &[&JAVA, &MAVEN, &RABBITMQ],
        npm: &["tests"],
        steps: || Suite::new("tests/brokers").one_file_at_a_time().steps(),
        ..Part::EMPTY
    },
    Part {
        name: "proxies",
        about: "what spoils the network: our own proxies and nginx",
        needs: &[&NODE],
        uses: &[&NGINX],
        npm: &["tests"],
        steps: || Suite::new("tests/proxies").one_file_at_a_time().steps(),
        ..Part::EMPTY
    },
    Part {
        name: "delivery",
        about: "what is promised of messages, through bad networks, counted at RabbitMQ",
        needs: &[&NODE],
        uses: &[&RABBITMQ],
        npm: &["tests"],
        steps: || {
            let mut steps = vec![Step::command(cargo(["build", "--package", "native"]))];
            steps.extend(Suite::new("tests/delivery").one_file_at_a_time().steps()?);
            Ok(steps)
        },
        ..Part::EMPTY
    },
    Part {
        name: "packaging",
        about: "bundlers and runtimes that install the tarball",
        needs: &[&NODE, &CHROMIUM],
        npm: &["tests"],
        tests_package: true,
        steps: || Suite::new("tests/packaging").steps(),
        ..Part::EMPTY
    },
    Part {
        name: "page",
        about: "the chat page builds",
        needs: &[&NODE],
        npm: &["www"],
        tests_package: true,
        steps: || {
            let mut build = program("npm", ["run", "build"]);
            build.current_dir(path("www"));
            Ok(vec![Step::command(build)])
        },
        ..Part::EMPTY
    },
    Part {
        name: "e2e",
        about: "pages in Chromium, Firefox and WebKit against the demo server, brokers and nginx",
        needs: &[&NODE, &WASM_TARGET, &CHROMIUM],
        uses: &[&FIREFOX, &WEBKIT, &XVFB, &JAVA, &MAVEN, &RABBITMQ, &NGINX],
        npm: &["tests"],
        tests_package: true,
        steps: || {
            let mut steps = vec![Step::command(this_program(["pack", "--fault"])?)];
            steps.extend(Suite::new("tests/e2e").one_file_at_a_time().steps()?);
            Ok(steps)
        },
    },
    Part {
        name: "scale",
        about: "the documented deployment: Spring nodes that are killed under many clients",
        needs: &[&NODE, &CHROMIUM],
        uses: &[&JAVA, &MAVEN, &RABBITMQ, &NGINX],
        npm: &["tests"],
        tests_package: true,
        steps: || {
            let mut steps = vec![Step::command(cargo(["build", "--package", "native"]))];
            steps.extend(Suite::new("tests/scale").one_file_at_a_time().steps()?);
            Ok(steps)
        },
    },
];
