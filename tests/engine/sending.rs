//! SEND, and a channel that is full.

use crate::support::outputs::{channel, kept};
use crate::support::{CUT, Harness};
use stompwire::protocol::{
    Body, Config, ContentLength, Error, Escaping, Failure, HeaderFault, Outgoing, Output, Reason,
    Received,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SPRING: &str = "CONNECTED\nversion:1.2\n\n\0";

#[test]
fn sends_a_text() {
    let mut harness = Harness::connected();
    let sent = harness.send("/app/echo", &[("na:me", "two\nlines")], "안녕");
    assert_eq!(sent, Ok(None));
    assert_eq!(
        harness.frames(),
        ["SEND\ndestination:/app/echo\nna\\cme:two\\nlines\n\n안녕\0"]
    );
}

#[test]
fn counts_bytes_always_and_text_as_configured() {
    let text = |nul| Body::Text { length: 5, nul };
    let cases = [
        (ContentLength::Auto, text(false), Ok("")),
        (ContentLength::Auto, text(true), Ok("content-length:5\n")),
        (ContentLength::Always, text(false), Ok("content-length:5\n")),
        (ContentLength::Never, text(false), Ok("")),
        (ContentLength::Never, text(true), Err(Error::NulInBody)),
        (
            ContentLength::Never,
            Body::Bytes(5),
            Ok("content-length:5\n"),
        ),
    ];
    for (content_length, body, expected) in cases {
        let config = Config {
            content_length,
            ..Config::default()
        };
        let mut harness = Harness::connected_by(config, SPRING);
        let head = harness.engine.encode_send(b"/a", &[], body);
        let expected = expected.map(|line| format!("SEND\ndestination:/a\n{line}\n").into_bytes());
        assert_eq!(head, expected);
    }
}

#[test]
fn refuses_headers_that_the_version_cannot_express_and_sends_nothing() {
    let cases = [
        ("1.2", ("a", "\0"), HeaderFault::Nul),
        ("1.2", ("destination", "/b"), HeaderFault::Reserved),
        ("1.2", ("", "x"), HeaderFault::Empty),
        ("1.1", ("a", "\r"), HeaderFault::CarriageReturn),
        ("1.0", ("a", "\r"), HeaderFault::CarriageReturn),
        ("1.0", ("a", "\n"), HeaderFault::LineFeed),
        ("1.0", ("a:b", "x"), HeaderFault::Colon),
    ];
    for (version, header, fault) in cases {
        let connected = format!("CONNECTED\nversion:{version}\n\n\0");
        let mut harness = Harness::connected_by(Config::default(), &connected);
        let refused = harness.send("/topic/a", &[("fine", "x"), header], "");
        assert_eq!(refused, Err(Error::InvalidHeader { index: 2, fault }));
        assert_eq!(harness.outputs(), []);
    }
}

#[test]
fn says_that_it_is_not_connected() {
    let mut harness = Harness::new(Config::default());
    for _ in 0..2 {
        assert_eq!(harness.send("/a", &[], ""), Err(Error::NotConnected));
        assert_eq!(harness.engine.begin(&[]), Err(Error::NotConnected));
        let message = Received {
            session: 0,
            head: b"MESSAGE\nack:a",
            escaping: Escaping::V12,
        };
        let acknowledged = harness.engine.acknowledge(message, true, &[]);
        assert_eq!(acknowledged, Err(Error::NotConnected));
        harness.connect();
    }
}

#[test]
fn sends_wait_while_the_channel_is_over_the_high_water_mark() {
    let config = Config {
        high_water_mark: 1_000,
        ..Config::default()
    };
    let mut harness = Harness::connected_by(config, SPRING);
    harness.buffered = 1_000;
    assert_eq!(harness.send("/a", &[], ""), Ok(None));
    harness.buffered = 1_001;
    let promise = harness.send("/a", &[], "").expect("it is connected");
    let promise = promise.expect("it has to wait");
    harness.outputs();
    harness.advance(20);
    assert_eq!(
        harness.outputs(),
        [Output::Measure(channel(1)), Output::Measure(channel(1))]
    );
    harness.buffered = 1_000;
    harness.advance(20);
    assert_eq!(
        harness.outputs(),
        [Output::Measure(channel(1)), kept(promise)]
    );
    harness.advance(20_000);
    assert_eq!(harness.outputs(), [], "nothing is measured any more");
}

#[test]
fn what_waits_for_room_when_the_connection_ends_is_unconfirmed() {
    let mut harness = Harness::connected();
    harness.buffered = u32::MAX;
    let promise = harness.send("/a", &[], "").expect("it is connected");
    let promise = promise.expect("it has to wait");
    harness.closed();
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
    assert!(!harness.engine.is_congested());
}

/// The pieces that a frame may be cut into, for this option and this `CONNECTED`.
fn split(max_outgoing: Option<u32>, connected: &str) -> Vec<Option<(u32, u32)>> {
    let config = Config {
        max_outgoing,
        ..Config::default()
    };
    let mut harness = Harness::connected_by(config, connected);
    harness.send("/a", &[], "").expect("it is connected");
    harness
        .outputs()
        .into_iter()
        .filter_map(|output| match output {
            Output::Send {
                frame: Outgoing::Payload(_),
                split,
                ..
            } => Some(split),
            _ => None,
        })
        .collect()
}

#[test]
fn cuts_long_frames_where_the_server_or_the_user_needs_it() {
    let named = "CONNECTED\nversion:1.2\nserver:RabbitMQ/3.10.8\n\n\0";
    assert_eq!(split(None, named), [None]);
    assert_eq!(split(None, SPRING), [Some((16_000, 8_000))]);
    assert_eq!(split(Some(512), named), [Some((512, 512))]);
    assert_eq!(split(Some(512), SPRING), [Some((512, 512))]);
}
