//! What some servers need that others do not: they are known by what CONNECTED or an ERROR says.

use crate::support::{Harness, NAMED, Text, UNNAMED, reconnecting};
use stompwire::protocol::{
    Body, Config, ContentLength, Delivery, Error, Failure, Instant, Next, Outgoing, Output,
    Promise, Reason, Reconnect,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const ARTEMIS: &str = "CONNECTED\nversion:1.2\nserver:ActiveMQ-Artemis/2.44.0 ActiveMQ\n\n\0";
const CLASSIC: &str = "CONNECTED\nversion:1.2\nserver:ActiveMQ/6.1.8\n\n\0";
const AWAY: &str = "ERROR\nmessage:Broker not available.\ncontent-length:0\n\n\0";

fn connected_by(connected: &str) -> Harness {
    Harness::connected_by(reconnecting(Reconnect::default()), connected)
}

/// Gives some bytes.
fn give_bytes(harness: &mut Harness, promise: Promise, now: Instant) -> Result<(), Error> {
    let (body, delivery) = (Body::Bytes(3), Delivery::Plain);
    let given = harness
        .engine
        .enqueue(b"/a", &[], body, 3, "123".into(), promise, delivery, now);
    harness.drain();
    given
}

#[test]
fn artemis_is_told_the_length_of_every_text_also_of_what_waited() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    harness.connect();
    harness.give("/a", "안녕", Delivery::Plain);
    harness.accept(ARTEMIS);
    assert_eq!(harness.send("/a", &[], "2"), Err(Error::Busy));
    harness.give("/a", "2", Delivery::Plain);
    assert_eq!(
        harness.frames().get(1..),
        Some(
            &[
                "SEND\ndestination:/a\ncontent-length:6\n\n안녕\0".to_owned(),
                "SEND\ndestination:/a\ncontent-length:1\n\n2\0".to_owned(),
            ][..]
        )
    );
}

#[test]
fn artemis_is_told_no_length_if_the_user_wants_none() {
    let config = Config {
        content_length: ContentLength::Never,
        ..Config::default()
    };
    let mut harness = Harness::connected_by(config, ARTEMIS);
    harness.give("/a", "1", Delivery::Plain);
    assert_eq!(harness.frames(), ["SEND\ndestination:/a\n\n1\0"]);
}

#[test]
fn long_frames_are_cut_for_artemis_and_for_servers_without_a_name() {
    let piece = |connected| {
        let mut harness = connected_by(connected);
        harness.give("/a", "1", Delivery::Plain);
        let outputs = harness.outputs().into_iter();
        let split = |output: Output<Text>| match output {
            Output::Send {
                frame: Outgoing::Queued { .. },
                split,
                ..
            } => Some(split),
            _ => None,
        };
        outputs.filter_map(split).next()
    };
    for connected in [ARTEMIS, UNNAMED] {
        assert_eq!(piece(connected), Some(Some((16_000, 8_000))));
    }
    for connected in [CLASSIC, NAMED] {
        assert_eq!(piece(connected), Some(None));
    }
}

#[test]
fn bytes_that_classic_would_ignore_are_refused_at_once() {
    for (connected, taken) in [(CLASSIC, Err(Error::BytesUnsupported)), (ARTEMIS, Ok(()))] {
        let mut harness = connected_by(connected);
        let (promise, now) = (harness.promise(), harness.now());
        assert_eq!(give_bytes(&mut harness, promise, now), taken);
    }
}

#[test]
fn bytes_that_waited_for_classic_are_rejected() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    harness.connect();
    let (promise, now) = (harness.promise(), harness.now());
    assert_eq!(give_bytes(&mut harness, promise, now), Ok(()));
    harness.accept(CLASSIC);
    let failure = Failure::Rejected(Error::BytesUnsupported);
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn a_relay_whose_broker_is_away_is_tried_again() {
    let mut harness = connected_by(NAMED);
    harness.receive("ERROR\nmessage:Connection to broker closed.\n\n\0");
    harness.closed();
    harness.ends();
    for _ in 0..3 {
        harness.retry();
        harness.accept(AWAY);
        let ends = harness.ends();
        assert!(matches!(&*ends, [(Reason::Unavailable, Next::Retry(_))]));
    }
    harness.come_back();
    assert_eq!(harness.ends(), []);
}

#[test]
fn a_relay_whose_broker_is_away_at_first_has_not_refused_the_login() {
    let mut harness = Harness::new(Config::default());
    let promise = harness.connect();
    harness.accept(AWAY);
    let failure = Failure::Ended(Reason::Unavailable);
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}
