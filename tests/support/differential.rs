//! The fast path held against the slow one.

use stompwire::protocol::stomp::Head;
use stompwire::protocol::{AckMode, Config, Escaping, Output};

use super::delivery::Delivered;
use super::{Harness, Text, whole};

/// What the user gets of an output, whichever path it came on.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Delivered(Delivered),
    Other(Output<Text>),
}

/// Gives the same messages to a client with the fast path and to one without, and compares all
/// that they do. Gives how many of the messages were delivered.
///
/// # Panics
/// If they differ.
pub fn compare(config: &Config, version: &str, messages: &[String]) -> usize {
    let connected = format!("CONNECTED\nversion:{version}\nheart-beat:9,9\n\n\0");
    let [mut fast, mut slow] = [true, false].map(|fast| {
        let mut harness = Harness::connected_by(config.clone(), &connected);
        harness.fast = fast;
        harness.subscribe("/topic/a");
        let (ended, _) = harness.subscribe("/topic/b");
        harness
            .try_subscribe("mine", "/topic/c", AckMode::Auto, &[])
            .expect("nothing is wrong with it");
        harness.unsubscribe(ended).expect("it is subscribed");
        harness.outputs();
        harness
    });
    let mut delivered = 0;
    for message in messages.iter().filter(|message| counts(message)) {
        for harness in [&mut fast, &mut slow] {
            harness.receive(message);
            harness.advance(3);
        }
        let outcomes = outcomes(&mut fast);
        assert_eq!(outcomes, self::outcomes(&mut slow), "after {message:?}");
        delivered += outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Outcome::Delivered(_)))
            .count();
    }
    delivered
}

/// Whether a message that looks whole has a `content-length` that is right or absent. Otherwise
/// the two paths differ on purpose: only the slow one counts.
fn counts(message: &str) -> bool {
    let Some((head, body)) = whole::parts(message) else {
        return true;
    };
    // STOMP 1.0 trims what it reads; what is right untrimmed is right for it too.
    match Head::new(head, Escaping::V10).get(b"content-length") {
        Some(length) => *length == *body.len().to_string().as_bytes(),
        None => true,
    }
}

fn outcomes(harness: &mut Harness) -> Vec<Outcome> {
    let outputs = harness.outputs().into_iter();
    outputs
        .map(|output| match Delivered::read(&output) {
            Some(delivered) => Outcome::Delivered(delivered),
            None => Outcome::Other(output),
        })
        .collect()
}
