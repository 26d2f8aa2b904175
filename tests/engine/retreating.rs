//! What has opened and proves useless before the server has said anything of STOMP.

use crate::support::channels::{FRAMED, POLLING, RAW, STREAMING};
use crate::support::sockjs::{CONNECTED, clean};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_raw_websocket_that_closes_before_anything_of_stomp_falls_back() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.open(RAW);
    harness.outputs();
    harness.advance(7);
    harness.tell(RAW, Input::Closed(clean(1000)));
    assert_eq!(
        harness.story(),
        ["open websocket", "raw: closed 1000 after 7 ms (stomp)"]
    );
    harness.open(FRAMED);
    assert_eq!(harness.sent(FRAMED), ["CONNECT"]);
    harness.messages(FRAMED, &[CONNECTED]);
    let story = harness.story();
    let end: Vec<_> = story.iter().rev().take(3).map(String::as_str).collect();
    assert_eq!(end, ["kept", "connected", "remember: no raw"]);
}

#[test]
fn a_raw_websocket_that_keeps_silent_after_it_opened_falls_back() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.open(RAW);
    harness.outputs();
    harness.advance(10_000);
    assert_eq!(
        harness.story(),
        [
            "close raw",
            "open websocket",
            "raw: timed out after 10000 ms (stomp)"
        ]
    );
}

#[test]
fn a_full_websocket_that_proved_useless_is_measured_no_more() {
    let mut harness = Harness::at_endpoint(Config {
        high_water_mark: 0,
        ..Config::default()
    });
    harness.buffered = 1;
    harness.open(RAW);
    harness.tell(RAW, Input::Closed(CUT));
    harness.advance(50);
    assert!(!harness.engine.is_congested());
}

#[test]
fn what_lost_to_a_raw_websocket_that_proved_useless_is_tried_again() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(1_000);
    let before = harness.channel_of(STREAMING).request.clone();
    harness.open(RAW);
    harness.outputs();
    harness.tell(RAW, Input::Closed(CUT));
    assert_eq!(
        harness.story(),
        ["open websocket", "raw: closed 1006 after 1000 ms (stomp)"]
    );
    harness.advance(1_000);
    assert_eq!(harness.story(), ["open streaming"]);
    assert_ne!(harness.channel_of(STREAMING).request, before);
}

#[test]
fn a_refusal_is_the_servers_word_and_no_failed_transport() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.open(RAW);
    harness.outputs();
    harness.tell(RAW, Input::Received(b"ERROR\nmessage:no\n\n\0"));
    assert_eq!(
        harness.story(),
        ["close raw", "ERROR", "inactive", "broken: Refused"]
    );
}

#[test]
fn the_first_byte_of_stomp_proves_the_way() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.open(RAW);
    harness.outputs();
    harness.tell(RAW, Input::Received(b"\n"));
    harness.tell(RAW, Input::Closed(clean(1002)));
    assert_eq!(harness.story(), ["inactive", "broken: lost with 1002"]);
}

#[test]
fn a_session_that_closes_after_it_opened_is_the_end() {
    let mut harness = Harness::over(&[Transport::WebSocket, Transport::XhrStreaming]);
    harness.open(FRAMED);
    harness.outputs();
    harness.close_frame(FRAMED, 3000);
    assert_eq!(harness.story(), ["inactive", "broken: lost with 3000"]);
}

#[test]
fn a_session_on_which_nothing_can_be_sent_falls_back() {
    // As where a balancer sends the POST to another server, which knows no such session.
    for status in [404, 500, 0, 300] {
        let mut harness = Harness::over(&[Transport::XhrStreaming, Transport::XhrPolling]);
        harness.open(STREAMING);
        harness.outputs();
        harness.tell(STREAMING, Input::Posted(status));
        let failed = format!("streaming: status {status} after 0 ms (stomp)");
        assert_eq!(
            harness.story(),
            ["close streaming", "open polling", &*failed]
        );
        harness.open(POLLING);
        assert_eq!(harness.sent(POLLING), ["CONNECT"]);
    }
}
