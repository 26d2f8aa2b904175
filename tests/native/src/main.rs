//! Clients on the command of another program: a line of JSON for each thing to do, a line of JSON
//! for each that has happened. `README.md` has all of them.

mod command;
mod happening;
mod options;

use std::{
    io::{self, BufRead, BufWriter, Write},
    sync::{
        Arc,
        mpsc::{self, Receiver, TryRecvError},
    },
    thread,
};

use command::{Line, Refused};
use mio::Waker;
use native::Network;
use serde_json::json;

fn main() -> anyhow::Result<()> {
    let mut network = Network::new()?;
    let lines = read_lines(network.waker());
    let mut output = BufWriter::new(io::stdout().lock());
    loop {
        network.wait()?;
        loop {
            match lines.try_recv() {
                Ok(line) => {
                    let Line(client, command) = serde_json::from_str(&line?)?;
                    for Refused(promise, failure) in command.carry_out(client, &mut network)? {
                        let settled = happening::settled(promise, Err(failure));
                        writeln!(output, "{}", json!([client, settled]))?;
                    }
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Ok(()),
            }
        }
        while let Some((client, event)) = network.poll_event() {
            if let Some(happening) = happening::of(&event) {
                writeln!(output, "{}", json!([client, happening]))?;
            }
        }
        output.flush()?;
    }
}

/// Reads in a thread of its own, because waiting for a line and for sockets is not one thing.
fn read_lines(waker: Arc<Waker>) -> Receiver<io::Result<String>> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let sent = sender.send(line);
            if sent.is_err() || waker.wake().is_err() {
                return;
            }
        }
        drop(sender);
        _ = waker.wake();
    });
    lines
}
