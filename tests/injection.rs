//! No header, however hostile, becomes anything but that header: what is sent is exactly one frame
//! with exactly the headers that were given, or nothing is, and the caller is told why.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use fastrand::Rng;
use stompwire::protocol::{AckMode, Config, Delivery, Error, Escaping, Failure, Output, Received};
use support::seeds::{cases, each};
use support::strict::{Grammar, read};
use support::{Harness, flat};

/// Headers in one frame, and frames of one client.
const HEADERS: u64 = 4;
const FRAMES: u64 = 25;

const GRAMMARS: [Grammar; 4] = [Grammar::Connect, Grammar::V10, Grammar::V11, Grammar::V12];

#[test]
fn every_header_is_sent_as_it_is_or_refused() {
    let counts: [Count; 4] = Default::default();
    each(cases(1_000_000, 10_000_000) / HEADERS / FRAMES, |seed| {
        let mut random = Rng::with_seed(seed);
        let tried = random.choice(GRAMMARS.into_iter().zip(&counts));
        let (grammar, count) = tried.expect("there are four");
        let mut client = Client::new(grammar);
        for _ in 0..FRAMES {
            let given = Given::new(&mut random);
            let sent = client.check(random.u8(..), &given);
            let count = if sent { &count.sent } else { &count.refused };
            count.fetch_add(HEADERS, Relaxed);
        }
    });
    for (grammar, count) in GRAMMARS.into_iter().zip(counts) {
        let (sent, refused) = (count.sent.into_inner(), count.refused.into_inner());
        println!("{grammar:?}: {sent} headers sent as they are, {refused} refused, 0 injected");
        assert!(sent.min(refused) > 10_000, "{grammar:?} was hardly tried");
    }
}

/// What became of the headers that were tried with one grammar.
#[derive(Default)]
struct Count {
    sent: AtomicU64,
    refused: AtomicU64,
}

/// What a hostile caller gives.
struct Given {
    headers: Vec<(String, String)>,
    destination: String,
    id: String,
    body: String,
}

impl Given {
    fn new(random: &mut Rng) -> Self {
        Self {
            headers: (0..HEADERS).map(|_| (text(random), text(random))).collect(),
            destination: text(random),
            // No two subscriptions have the same one.
            id: format!("{}{}", text(random), random.u64(..)),
            body: text(random),
        }
    }
}

/// Any text, most often one that some version can carry.
fn text(random: &mut Rng) -> String {
    match random.u8(..64) {
        0 => random.choice(INJECTIONS).unwrap_or_default().to_owned(),
        1 => (0..random.usize(..8)).map(|_| random.char(..)).collect(),
        2..8 => letters(random, "\0\r\n:\\rnc \tab"),
        8..14 => letters(random, ":\\rnc ab"),
        _ => letters(random, "\\rnc \tabxyzéß한글😀\u{85}\u{2028}\u{feff}\u{7f}"),
    }
}

fn letters(random: &mut Rng, alphabet: &str) -> String {
    let alphabet: Vec<_> = alphabet.chars().collect();
    let length = random.usize(1..10);
    (0..length)
        .filter_map(|_| random.choice(&alphabet))
        .collect()
}

const INJECTIONS: [&str; 11] = [
    "x\n\n\0SEND\ndestination:/queue/evil\n\n\0",
    "x\r\n\r\n\0\nSEND\r\ndestination:/queue/evil\r\n\r\n\0",
    "x\nadmin:true",
    "x\radmin:true",
    "x\\nadmin:true",
    "x\\\nadmin:true",
    "content-length",
    "destination",
    "receipt",
    "redelivery-count",
    "__proto__",
];

/// A client and what its frames have to follow.
struct Client {
    grammar: Grammar,
    harness: Harness,
}

/// A header that is the client's own: its name, and its value where the caller gave it.
type Own<'a> = (&'static str, Option<&'a str>);

impl Client {
    fn new(grammar: Grammar) -> Self {
        let version = match grammar {
            Grammar::Connect => return Self::unconnected(),
            Grammar::V10 => "1.0",
            Grammar::V11 => "1.1",
            Grammar::V12 => "1.2",
        };
        let connected = format!("CONNECTED\nversion:{version}\n\n\0");
        Self {
            grammar,
            harness: Harness::connected_by(Config::default(), &connected),
        }
    }

    fn unconnected() -> Self {
        Self {
            grammar: Grammar::Connect,
            harness: Harness::new(Config::default()),
        }
    }

    /// Sends a frame, or learns that it cannot be sent; tells which.
    fn check(&mut self, choice: u8, given: &Given) -> bool {
        let given_headers: Vec<_> = given
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let outcome = match self.grammar {
            Grammar::Connect => self.connect(&given_headers),
            _ => self.give(choice, given, &given_headers),
        };
        let frames = self.harness.frames();
        let (command, own) = match outcome {
            Ok(expected) => expected,
            Err(why) => {
                assert!(matches!(why, Error::InvalidHeader { .. }), "{why:?}");
                assert_eq!(frames, [""; 0], "nothing is sent of what is refused");
                return false;
            }
        };
        let [frame] = &*frames else {
            unreachable!("{frames:?}");
        };
        let found = read(frame.as_bytes(), self.grammar);
        let found = found.unwrap_or_else(|what| unreachable!("{what}: {frame:?}"));
        let (ours, theirs) = found.headers.split_at(own.len());
        assert_eq!(found.command, command);
        assert_eq!(theirs, given.headers, "{frame:?}");
        for ((name, value), (own, meant)) in ours.iter().zip(own) {
            assert_eq!(name, own);
            assert_eq!(meant.unwrap_or(value), value);
        }
        if command == "SEND" {
            assert_eq!(found.body, given.body.as_bytes());
        }
        true
    }
}

/// What a frame is called, and its headers that are the client's own; or why it cannot be sent.
type Outcome<'a> = Result<(&'static str, Vec<Own<'a>>), Error>;

impl Client {
    fn connect(&mut self, headers: &[(&str, &str)]) -> Outcome<'static> {
        self.harness = Self::unconnected().harness;
        self.harness.connect();
        self.harness.prepared(headers);
        let refusal = self
            .harness
            .outputs()
            .into_iter()
            .find_map(|output| match output {
                Output::Settle(_, Err(Failure::Rejected(why))) => Some(why),
                _ => None,
            });
        if let Some(why) = refusal {
            return Err(why);
        }
        self.harness.opened();
        let own = ["accept-version", "heart-beat", "host"];
        Ok(("CONNECT", own.map(|name| (name, None)).into()))
    }

    /// Any frame that takes headers of the caller's.
    fn give<'a>(&mut self, choice: u8, given: &'a Given, headers: &[(&str, &str)]) -> Outcome<'a> {
        match choice % 6 {
            0 => self.subscribe(given, headers),
            1 => self.unsubscribe(headers),
            2 => self.begin(headers),
            3 => self.acknowledge(headers),
            4 => self.send(given, headers),
            _ => self.enqueue(choice, given, headers),
        }
    }

    /// The short way.
    fn send<'a>(&mut self, given: &'a Given, headers: &[(&str, &str)]) -> Outcome<'a> {
        self.harness
            .send(&given.destination, headers, &given.body)?;
        Ok(("SEND", own_of_send(given)))
    }

    /// The way through the outbox.
    fn enqueue<'a>(
        &mut self,
        choice: u8,
        given: &'a Given,
        headers: &[(&str, &str)],
    ) -> Outcome<'a> {
        let deliveries = [Delivery::Plain, Delivery::Receipt, Delivery::Retry];
        let delivery = deliveries.into_iter().cycle().nth(choice.into());
        let delivery = delivery.expect("there is no end");
        self.harness
            .enqueue(&given.destination, headers, &given.body, delivery)?;
        let mut own = own_of_send(given);
        if delivery != Delivery::Plain {
            own.push(("receipt", None));
        }
        Ok(("SEND", own))
    }

    fn subscribe<'a>(&mut self, given: &'a Given, headers: &[(&str, &str)]) -> Outcome<'a> {
        let (destination, id) = (&*given.destination, &*given.id);
        self.harness
            .try_subscribe(id, destination, AckMode::Client, headers)?;
        let own = [
            ("destination", Some(destination)),
            ("id", Some(id)),
            ("ack", Some("client")),
        ];
        Ok(("SUBSCRIBE", own.into()))
    }

    fn unsubscribe(&mut self, headers: &[(&str, &str)]) -> Outcome<'static> {
        let (slot, _) = self.harness.subscribe("/topic/a");
        self.harness.frames();
        self.harness.unsubscribe_with(slot, headers)?;
        Ok(("UNSUBSCRIBE", vec![("id", None)]))
    }

    fn begin(&mut self, headers: &[(&str, &str)]) -> Outcome<'static> {
        self.harness.engine.begin(&flat(headers))?;
        self.harness.drain();
        Ok(("BEGIN", vec![("transaction", None)]))
    }

    fn acknowledge(&mut self, headers: &[(&str, &str)]) -> Outcome<'static> {
        let message = Received {
            session: 1,
            head: b"MESSAGE\nack:a\nmessage-id:m\nsubscription:s",
            escaping: Escaping::V12,
        };
        self.harness
            .engine
            .acknowledge(message, true, &flat(headers))?;
        self.harness.drain();
        let own = match self.grammar {
            Grammar::V12 => vec![("id", Some("a"))],
            _ => vec![("message-id", Some("m")), ("subscription", Some("s"))],
        };
        Ok(("ACK", own))
    }
}

fn own_of_send(given: &Given) -> Vec<Own<'_>> {
    let mut own = vec![("destination", Some(&*given.destination))];
    if given.body.contains('\0') {
        own.push(("content-length", None));
    }
    own
}

#[test]
fn the_judge_refuses_what_a_server_could_read_in_another_way() {
    let wrong: &[(&[u8], Grammar)] = &[
        (b"SEND\na:b\n\0", Grammar::V12),
        (b"SEND\na:b\n\n", Grammar::V12),
        (b"SEND\na:b\r\n\n\0", Grammar::V12),
        (b"SEND\na:b:c\n\n\0", Grammar::V12),
        (b"SEND\na:\\t\n\n\0", Grammar::V12),
        (b"SEND\na:\\r\n\n\0", Grammar::V11),
        (b"SEND\n:b\n\n\0", Grammar::V10),
        (b"SEND\nab\n\n\0", Grammar::V10),
        (b"SEND\na:b\n\n\0\n", Grammar::V12),
        (b"SEND\na:b\n\n\0SEND\n\n\0", Grammar::V12),
        (b"SEND\ncontent-length:1\n\n\0", Grammar::V12),
        (b"send\n\n\0", Grammar::V12),
    ];
    for (frame, grammar) in wrong {
        assert!(read(frame, *grammar).is_err(), "{frame:?} {grammar:?}");
    }
}
