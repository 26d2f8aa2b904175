//! Ten thousand clients that lose their server together do not come back together.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use core::cmp::Reverse;
use std::collections::BinaryHeap;

use fastrand::Rng;
use stompwire::protocol::{
    ChannelId, CloseEvent, Config, Engine, Input, Instant, Known, Outgoing, Output, Promise,
    Reconnect,
};
use support::{CUT, URL, seeds};

const CLIENTS: usize = 10_000;

/// When the server goes, and when it is back. By then every connection has proven stable.
const AWAY: u64 = 60_000;
const BACK: u64 = AWAY + 30_000;

/// How a server goes that is stopped.
const GOING_AWAY: CloseEvent = CloseEvent {
    code: 1001,
    was_clean: true,
};

#[test]
fn clients_of_a_server_that_was_away_come_back_spread_over_seconds() {
    let herd = Herd::after_an_outage();
    let mut connects: Vec<_> = herd.connects.iter().map(|at| at - BACK).collect();
    connects.sort_unstable();
    assert_eq!(connects.len(), CLIENTS, "all are back");
    let worst = busiest_second(&connects) as f64 / CLIENTS as f64;
    let most = connects
        .get(CLIENTS * 95 / 100)
        .copied()
        .unwrap_or(u64::MAX);
    println!(
        "{CLIENTS} clients of a server that was away for 30 s: {:.1} % of the connects in the worst \
         second, 95 % back after {:.1} s, {} attempts in vain",
        worst * 100.0,
        most as f64 / 1_000.0,
        herd.refused,
    );
    assert!(worst <= 0.15, "{worst}");
    assert!(most <= 30_000, "{most}");
}

/// How many of these sorted moments are in the second that has most of them.
fn busiest_second(moments: &[u64]) -> usize {
    let within = |(at, from): (usize, &u64)| moments.partition_point(|to| *to < from + 1_000) - at;
    moments
        .iter()
        .enumerate()
        .map(within)
        .max()
        .unwrap_or_default()
}

struct Client {
    engine: Engine<()>,
    /// Of the newest attempt.
    channel: ChannelId,
}

struct Herd {
    clients: Vec<Client>,
    /// Whose timer is due when; some of it is no longer true.
    due: BinaryHeap<Reverse<(u64, usize)>>,
    now: u64,
    /// When the clients came back.
    connects: Vec<u64>,
    /// How many attempts found no server.
    refused: u32,
}

impl Herd {
    fn after_an_outage() -> Self {
        let mut random = Rng::with_seed(seeds::first());
        let config = Config {
            reconnect: Some(Reconnect::default()),
            ..Config::default()
        };
        let client = |_| Client {
            engine: Engine::new(config.clone(), random.u32(..)),
            channel: support::outputs::channel(0),
        };
        let mut herd = Self {
            clients: (0..CLIENTS).map(client).collect(),
            due: BinaryHeap::new(),
            now: 0,
            connects: Vec::new(),
            refused: 0,
        };
        herd.each(|client, now| client.engine.connect(Promise(0), now));
        herd.pass_until(AWAY);
        herd.connects.clear();
        herd.each(|client, now| {
            let closed = Input::Closed(GOING_AWAY);
            client.engine.handle_input(client.channel, closed, now);
        });
        herd.pass_until(2 * BACK);
        herd
    }

    /// Something happens to all clients.
    fn each(&mut self, happen: impl Fn(&mut Client, Instant)) {
        for number in 0..CLIENTS {
            self.tell(number, &happen);
        }
    }

    /// Every timer fires in time.
    fn pass_until(&mut self, end: u64) {
        while let Some(Reverse((at, number))) = self.due.peek().copied()
            && at <= end
        {
            self.due.pop();
            self.now = at;
            self.tell(number, |client, now| {
                if client.engine.poll_timeout().is_some_and(|due| due <= now) {
                    client.engine.handle_timeout(now);
                }
            });
        }
        self.now = end;
    }

    fn tell(&mut self, number: usize, happen: impl Fn(&mut Client, Instant)) {
        let now = Instant::from_millis(self.now);
        let is_up = !(AWAY..BACK).contains(&self.now);
        let Some(client) = self.clients.get_mut(number) else {
            return;
        };
        happen(client, now);
        while let Some(output) = client.engine.poll_output() {
            let (id, input) = match output {
                Output::Prepare(id) => {
                    client.channel = id;
                    (id, prepared())
                }
                Output::Open { id, .. } if is_up => (id, Input::Opened),
                Output::Open { id, .. } => {
                    self.refused += 1;
                    (id, Input::Closed(CUT))
                }
                Output::Send {
                    id,
                    frame: Outgoing::Encoded(frame),
                    ..
                } if frame.starts_with(b"CONNECT\n") => {
                    self.connects.push(self.now);
                    (id, Input::Received(b"CONNECTED\nversion:1.2\n\n\0"))
                }
                _ => continue,
            };
            client.engine.handle_input(id, input, now);
        }
        if let Some(due) = client.engine.poll_timeout() {
            self.due.push(Reverse((due.as_millis(), number)));
        }
    }
}

fn prepared() -> Input<'static> {
    Input::Prepared {
        url: URL.to_owned(),
        headers: Vec::new(),
        random: Vec::new(),
        known: (Known::default(), 0),
    }
}
