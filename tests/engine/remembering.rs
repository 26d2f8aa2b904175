//! What one attempt tells the next at the same origin.

use crate::support::channels::{FRAMED, INFO, POLLING, RAW, STREAMING};
use crate::support::sockjs::{CONNECTED, CONNECTED_WITHOUT_BEATS, ENDPOINT};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Known, Output, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What a client was last told to keep; its record is empty.
fn remembered(harness: &mut Harness) -> Option<Known> {
    let outputs = harness.outputs().into_iter().rev();
    let mut known = outputs.filter_map(|output| match output {
        Output::Remember(known) => Some(known),
        _ => None,
    });
    known.next()
}

/// A client that was told `known` this many milliseconds ago, and has begun an attempt.
fn knowing(known: Known, age: u32) -> Harness {
    let mut harness = Harness::new(Config::default());
    harness.url = ENDPOINT.to_owned();
    harness.known = (known, age);
    harness.start();
    harness
}

/// What is known where both WebSockets failed and streaming opened.
fn without_websockets() -> Known {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(30);
    harness.inform(true, "");
    harness.tell(RAW, Input::Closed(CUT));
    harness.tell(FRAMED, Input::Closed(CUT));
    harness.open(STREAMING);
    remembered(&mut harness).expect("something failed")
}

#[test]
fn what_failed_is_tried_last_and_info_is_not_asked_for_again() {
    let mut harness = knowing(without_websockets(), 0);
    assert_eq!(harness.story(), ["open streaming"]);
    harness.tell(STREAMING, Input::Answered(0));
    harness.tell(POLLING, Input::Answered(0));
    harness.tell(RAW, Input::Closed(CUT));
    let opened = harness.story().into_iter();
    let opened: Vec<_> = opened.filter(|line| line.starts_with("open ")).collect();
    assert_eq!(opened, ["open polling", "open raw", "open websocket"]);
}

#[test]
fn the_round_trip_that_info_measured_counts_from_the_beginning() {
    let known = Known {
        round_trip: 700,
        informed: true,
        failed: 0,
    };
    let mut harness = knowing(known, 0);
    harness.outputs();
    harness.advance(2_099);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
}

#[test]
fn any_round_trip_can_be_remembered() {
    let known = Known {
        round_trip: u32::MAX,
        informed: true,
        failed: u8::MAX,
    };
    let mut harness = knowing(known, 0);
    assert_eq!(harness.story(), ["open raw"]);
    harness.tell(RAW, Input::Closed(CUT));
    harness.tell(FRAMED, Input::Closed(CUT));
    harness.open(STREAMING);
    assert_eq!(harness.sent(STREAMING), ["CONNECT"]);
}

#[test]
fn a_lost_race_is_not_remembered() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.inform(true, "");
    harness.advance(1_000);
    harness.outputs();
    harness.open(STREAMING);
    assert_eq!(
        harness.story().last().map(String::as_str),
        Some("remember: /info in 0 ms")
    );
}

#[test]
fn after_ten_minutes_all_is_tried_as_if_for_the_first_time() {
    let known = without_websockets();
    let mut harness = knowing(known, 599_999);
    assert_eq!(harness.story(), ["open streaming"]);
    let mut harness = knowing(known, 600_000);
    assert_eq!(harness.story(), ["open raw", "open /info"]);
}

#[test]
fn what_is_known_grows_no_younger_by_being_right() {
    let mut harness = knowing(without_websockets(), 300_000);
    harness.open(STREAMING);
    assert_eq!(remembered(&mut harness), None);
}

#[test]
fn what_opens_again_has_failed_no_more() {
    let mut harness = knowing(without_websockets(), 0);
    harness.tell(STREAMING, Input::Answered(0));
    harness.tell(POLLING, Input::Answered(0));
    harness.outputs();
    harness.open(RAW);
    assert_eq!(
        harness.story().last().map(String::as_str),
        Some("remember: no websocket, no streaming, no polling, /info in 30 ms")
    );
}

#[test]
fn nothing_is_preferred_where_all_have_failed() {
    let mut harness = knowing(without_websockets(), 0);
    for way in [STREAMING, POLLING] {
        harness.tell(way, Input::Answered(502));
    }
    for way in [RAW, FRAMED] {
        harness.tell(way, Input::Closed(CUT));
    }
    assert_eq!(remembered(&mut harness), Some(Known::default()));
}

#[test]
fn a_raw_websocket_that_proved_useless_is_remembered_when_another_opens() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.open(RAW);
    harness.tell(RAW, Input::Closed(CUT));
    assert_eq!(remembered(&mut harness), None);
    harness.open(FRAMED);
    assert_eq!(
        harness.story().last().map(String::as_str),
        Some("remember: no raw")
    );
}

#[test]
fn a_raw_websocket_without_beats_is_kept_alive_and_framed_the_next_time() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.open(RAW);
    harness.outputs();
    harness.tell(RAW, Input::Received(CONNECTED_WITHOUT_BEATS.as_bytes()));
    assert_eq!(harness.story(), ["remember: no raw", "connected", "kept"]);
    harness.advance(25_000);
    assert_eq!(harness.story(), [". on raw"]);
    harness.tell(RAW, Input::Closed(CUT));
    let failed = 1 << Transport::Raw as u8;
    let known = Known {
        failed,
        ..Known::default()
    };
    let mut harness = knowing(known, 0);
    assert_eq!(harness.story(), ["open websocket", "open /info"]);
}

#[test]
fn a_framed_websocket_without_stomps_beats_is_no_cause_to_change() {
    let mut harness = Harness::over(&[Transport::WebSocket]);
    harness.open(FRAMED);
    harness.outputs();
    harness.messages(FRAMED, &[CONNECTED_WITHOUT_BEATS]);
    harness.advance(120_000);
    assert_eq!(harness.story(), ["connected", "kept"]);
}

#[test]
fn where_a_service_has_moved_to_is_asked_for_again() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(10);
    harness.inform(true, "http://server/moved");
    harness.open(RAW);
    harness.tell(RAW, Input::Received(CONNECTED.as_bytes()));
    let known = remembered(&mut harness).expect("the round trip is known");
    let mut harness = knowing(known, 0);
    assert_eq!(harness.story(), ["open raw", "open /info"]);
    assert_eq!(harness.channel_of(INFO).way, INFO);
}
