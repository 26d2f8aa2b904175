//! Runs tests in a browser that, once in a while, does not start.
//!
//! Its driver then waits for minutes and gives up without a word on the tests. So the run is watched: while no
//! test has begun, it is ended after a time and begun again. A run that has begun is never repeated.

use std::{
    env,
    io::{self, BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    sync::{
        Arc, Weak,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

/// Whether this process is one that is watched.
pub(crate) fn is_watched() -> bool {
    env::var_os(WATCHED).is_some()
}

/// Runs a program with these arguments, until a test begins or the browser has failed to start too often.
///
/// # Errors
/// It has.
pub(crate) fn until_it_starts(program: &Path, arguments: &[&str]) -> anyhow::Result<ExitCode> {
    for _ in 0..TRIES {
        let address = free_address()?;
        let mut child = start(program, arguments, address)?;
        let running = Arc::new(());
        knock(address, Arc::downgrade(&running));
        let lines = read_lines(&mut child)?;
        if pass_on(&lines) {
            let status = child.wait()?;
            return Ok(if status.success() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        eprintln!(
            "the browser has not started within {} s; trying again",
            PATIENCE.as_secs()
        );
        end(&mut child)?;
    }
    bail!("the browser has not started in {TRIES} tries")
}

fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

/// Starts the program; its page will be at this address.
fn start(program: &Path, arguments: &[&str], address: SocketAddr) -> anyhow::Result<Child> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env(WATCHED, "1")
        .env("WASM_BINDGEN_TEST_ADDRESS", address.to_string())
        .stdout(Stdio::piped());
    // With its driver and browser in a group of their own, they can be ended together.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().context("cannot run the tests")
}

/// Connects to the page's server and hangs up, for as long as somebody holds `running`. Each thread of that server stays
/// with one connection of the browser, and of several that come at once some may be left to wait for a thread that
/// never comes free. A further connection makes the server start one, which then takes what waits.
fn knock(address: SocketAddr, running: Weak<()>) {
    thread::spawn(move || {
        while running.strong_count() > 0 {
            // Refused until the server is there, and where the tests need none.
            drop(TcpStream::connect(address));
            thread::sleep(KNOCK_INTERVAL);
        }
    });
}

fn read_lines(child: &mut Child) -> anyhow::Result<Receiver<String>> {
    let output = child.stdout.take().context("the output is piped")?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

/// Prints lines to the end. `false`: no test has begun for too long.
fn pass_on(lines: &Receiver<String>) -> bool {
    let began = Instant::now();
    let mut running = false;
    loop {
        let patience = if running {
            Duration::MAX
        } else {
            PATIENCE.saturating_sub(began.elapsed())
        };
        match lines.recv_timeout(patience) {
            Ok(line) => {
                running |= line.starts_with("running ");
                println!("{line}");
            }
            Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) => return false,
        }
    }
}

fn end(child: &mut Child) -> anyhow::Result<()> {
    #[cfg(unix)]
    Command::new("kill")
        .args(["-KILL", "--", &format!("-{}", child.id())])
        .status()?;
    #[cfg(not(unix))]
    child.kill()?;
    child.wait()?;
    Ok(())
}

const WATCHED: &str = "STOMPWIRE_WATCHED";
const TRIES: u32 = 5;
/// A browser starts in a few seconds, on a machine under load in half a minute.
const PATIENCE: Duration = Duration::from_secs(60);
const KNOCK_INTERVAL: Duration = Duration::from_millis(250);
