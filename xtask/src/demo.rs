//! `cargo xtask demo`: the chat page, served and ready to open.

use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::{
    npm, pack,
    repository::{hand_over, path, program, run},
};

/// Builds everything and runs the demo server until somebody ends it.
pub(crate) fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let port = port(arguments)?;
    pack::pack_if_stale()?;
    npm::install("www")?;
    npm::install("tests")?;
    println!("building the page");
    run(program("npm", ["run", "--silent", "build"]).current_dir(path("www")))?;
    let mut server = program(
        "node",
        ["tests/server/main.mjs", "--static", "www/dist", "--port"],
    );
    println!("starting the server, which says where the chat is; Ctrl-C ends it");
    hand_over(server.arg(port.to_string()))
}

fn port(arguments: &[String]) -> anyhow::Result<u16> {
    match arguments {
        [] => Ok(DEFAULT_PORT),
        [option, port] if option == "--port" => port
            .parse()
            .with_context(|| format!("--port is a number from 0 to 65535, not {port:?}")),
        _ => bail!("usage: cargo xtask demo [--port {DEFAULT_PORT}]"),
    }
}

const DEFAULT_PORT: u16 = 8080;

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn takes_the_port_that_is_given() {
        let port = |arguments: &[&str]| {
            port(
                &arguments
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>(),
            )
            .ok()
        };
        assert_eq!(port(&[]), Some(8080));
        assert_eq!(port(&["--port", "0"]), Some(0));
        assert_eq!(port(&["--port", "65536"]), None);
        assert_eq!(port(&["--port"]), None);
        assert_eq!(port(&["--prot", "1"]), None);
    }
}
