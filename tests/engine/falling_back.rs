//! Which transport is tried when, and which one wins.

use crate::support::channels::{Channel, FRAMED, INFO, POLLING, RAW, STREAMING};
use crate::support::sockjs::{CONNECTED, clean};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Request, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client whose raw WebSocket was closed after 40 ms; its record is empty.
fn without_raw() -> Harness {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(40);
    harness.tell(RAW, Input::Closed(CUT));
    harness.outputs();
    harness
}

#[test]
fn opens_the_raw_websocket_at_once_and_asks_for_info_beside_it() {
    let mut harness = Harness::at_endpoint(Config::default());
    assert_eq!(harness.story(), ["open raw", "open /info"]);
    let raw = Request::WebSocket {
        url: "ws://server/ws/websocket?token=a".to_owned(),
        protocols: "v12.stomp,v11.stomp,v10.stomp,".to_owned(),
        framed: false,
    };
    assert_eq!(harness.channel_of(RAW).request, raw);
    let info = Request::Info {
        url: "http://server/ws/info?token=a".to_owned(),
    };
    assert_eq!(harness.channel_of(INFO).request, info);
}

#[test]
fn connects_over_the_raw_websocket_where_it_opens() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.outputs();
    harness.advance(20);
    harness.tell(RAW, Input::Opened);
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "CONNECT on raw",
            "raw: opened after 20 ms (stomp)",
            "/info: superseded after 20 ms (connect)",
        ]
    );
    harness.tell(RAW, Input::Received(CONNECTED.as_bytes()));
    assert_eq!(harness.story(), ["connected", "kept"]);
}

#[test]
fn a_raw_websocket_that_fails_is_followed_at_once_by_the_framed_one() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.outputs();
    harness.advance(40);
    harness.tell(RAW, Input::Closed(CUT));
    assert_eq!(
        harness.story(),
        ["open websocket", "raw: closed 1006 after 40 ms (connect)"]
    );
    let Request::WebSocket {
        url,
        protocols,
        framed: true,
    } = &harness.channel_of(FRAMED).request
    else {
        unreachable!("it is framed");
    };
    let id = "ov2dkry5gnu1cjqx4fmt0bipw3";
    assert_eq!(*url, format!("ws://server/ws/007/{id}/websocket?token=a"));
    assert_eq!(protocols, "");
}

#[test]
fn streaming_joins_the_framed_websocket_after_one_round_trip_and_a_head_start() {
    let mut harness = without_raw();
    harness.advance(99);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
}

#[test]
fn the_round_trip_counts_from_the_end_of_the_raw_websocket() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(INFO, Input::Answered(404));
    harness.advance(900);
    harness.tell(RAW, Input::Closed(CUT));
    harness.outputs();
    harness.advance(529);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
}

#[test]
fn what_the_raw_websocket_has_left_of_its_time_is_not_the_framed_ones() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(INFO, Input::Answered(404));
    harness.advance(990);
    harness.tell(RAW, Input::Closed(CUT));
    harness.outputs();
    harness.advance(574);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
}

#[test]
fn the_framed_websocket_connects_when_its_session_opens() {
    let mut harness = without_raw();
    harness.advance(10);
    harness.tell(FRAMED, Input::Opened);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(5);
    harness.frame(FRAMED, "o");
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "CONNECT on websocket",
            "websocket: opened after 15 ms (stomp)",
            "/info: superseded after 55 ms (connect)",
            "remember: no raw",
        ]
    );
    harness.messages(FRAMED, &[CONNECTED]);
    assert_eq!(harness.story(), ["connected", "kept"]);
}

#[test]
fn streaming_follows_at_once_where_the_framed_websocket_fails_too() {
    let mut harness = without_raw();
    harness.advance(10);
    harness.tell(FRAMED, Input::Closed(CUT));
    assert_eq!(
        harness.story(),
        [
            "open streaming",
            "websocket: closed 1006 after 10 ms (connect)"
        ]
    );
}

#[test]
fn a_raw_websocket_that_hangs_is_joined_by_streaming_and_stays_alive() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(INFO, Input::Answered(404));
    harness.outputs();
    harness.advance(999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
    harness.advance(200);
    harness.tell(RAW, Input::Opened);
    assert_eq!(
        harness.story(),
        [
            "close streaming",
            "CONNECT on raw",
            "raw: opened after 1200 ms (stomp)",
            "streaming: superseded after 200 ms (connect)",
        ]
    );
}

#[test]
fn streaming_that_opens_first_ends_the_websocket_that_hangs() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(INFO, Input::Answered(404));
    harness.advance(1_100);
    harness.outputs();
    harness.open(STREAMING);
    assert_eq!(
        harness.story(),
        [
            "close raw",
            "CONNECT on streaming",
            "post on streaming",
            "streaming: opened after 100 ms (stomp)",
            "raw: superseded after 1100 ms (connect)",
        ]
    );
}

#[test]
fn waits_as_long_as_it_is_told_to() {
    let mut harness = Harness::at_endpoint(Config {
        fallback_delay: 3_000,
        ..Config::default()
    });
    harness.inform(true, "");
    harness.outputs();
    harness.advance(2_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
}

#[test]
fn a_stream_that_does_not_open_in_time_is_joined_by_polling() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(INFO, Input::Answered(404));
    harness.advance(1_000);
    harness.tell(STREAMING, Input::Answered(200));
    harness.outputs();
    harness.advance(999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open polling"]);
    harness.advance(50);
    harness.open(POLLING);
    assert_eq!(
        harness.story(),
        [
            "close raw",
            "close streaming",
            "CONNECT on polling",
            "polling: opened after 50 ms (stomp)",
            "raw: superseded after 2050 ms (connect)",
            "streaming: superseded after 1050 ms (open)",
            "receive on polling",
            "post on polling",
        ]
    );
}

#[test]
fn a_stream_that_fails_is_followed_at_once_by_polling() {
    let mut harness = Harness::over(&[Transport::XhrStreaming, Transport::XhrPolling]);
    harness.tell(STREAMING, Input::Answered(404));
    assert_eq!(
        harness.story(),
        [
            "open streaming",
            "open /info",
            "close streaming",
            "open polling",
            "streaming: status 404 after 0 ms (open)",
        ]
    );
}

#[test]
fn what_fails_while_another_has_joined_brings_no_third_before_its_time() {
    let mut harness = without_raw();
    harness.advance(100);
    harness.outputs();
    harness.tell(FRAMED, Input::Closed(CUT));
    assert_eq!(
        harness.story(),
        ["websocket: closed 1006 after 100 ms (connect)"]
    );
    harness.advance(999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open polling"]);
}

#[test]
fn a_late_end_of_the_raw_websocket_lets_the_framed_one_join_the_race() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(INFO, Input::Answered(404));
    harness.advance(1_500);
    harness.outputs();
    harness.tell(RAW, Input::Closed(CUT));
    assert_eq!(
        harness.story(),
        ["open websocket", "raw: closed 1006 after 1500 ms (connect)"]
    );
    harness.advance(499);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open polling"]);
}

#[test]
fn closed_before_it_is_open_falls_back_whatever_the_code() {
    for code in [1000, 1001, 1008, 3000, 4999] {
        let mut harness = Harness::over(&[Transport::WebSocket, Transport::XhrStreaming]);
        harness.outputs();
        harness.tell(FRAMED, Input::Opened);
        harness.close_frame(FRAMED, code);
        let closed = format!("websocket: closed {code} after 0 ms (open)");
        assert_eq!(harness.story(), ["open streaming", &*closed]);
        let mut harness = Harness::over(&[Transport::XhrStreaming, Transport::XhrPolling]);
        harness.tell(STREAMING, Input::Answered(200));
        harness.outputs();
        harness.close_frame(STREAMING, code);
        let closed = format!("streaming: closed {code} after 0 ms (open)");
        assert_eq!(harness.story(), ["open polling", &*closed]);
        let mut harness = Harness::over(&[Transport::Raw, Transport::WebSocket]);
        harness.outputs();
        harness.tell(RAW, Input::Closed(clean(code)));
        let closed = format!("raw: closed {code} after 0 ms (connect)");
        assert_eq!(harness.story(), ["open websocket", &*closed]);
    }
}

#[test]
fn tries_its_transports_in_the_order_that_it_is_told() {
    let mut harness = Harness::over(&[Transport::XhrPolling, Transport::Raw]);
    assert_eq!(harness.story(), ["open polling", "open /info"]);
    harness.tell(POLLING, Input::Answered(403));
    assert_eq!(
        harness.story(),
        [
            "close polling",
            "open raw",
            "polling: status 403 after 0 ms (open)"
        ]
    );
}

#[test]
fn every_session_has_an_id_of_its_own_and_an_attempt_one_server() {
    let mut harness = Harness::at_endpoint(Config {
        fallback_delay: 100,
        ..Config::default()
    });
    harness.advance(200);
    // Everything begins anew elsewhere, and again where what has won proves useless.
    harness.inform(true, "http://server/moved");
    harness.advance(2_000);
    harness.open(RAW);
    harness.tell(RAW, Input::Closed(CUT));
    harness.advance(2_000);
    let channels = harness.channels.all().iter();
    let sessions: Vec<_> = channels.filter_map(Channel::session).collect();
    assert_eq!(sessions.len(), 7, "{sessions:?}");
    assert!(sessions.iter().all(|(server, _)| *server == "007"));
    assert!(sessions.iter().all(|(_, id)| id.len() == 26));
    let mut ids: Vec<_> = sessions.iter().map(|(_, id)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), sessions.len());
}
