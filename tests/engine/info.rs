//! What `/info` says, and what follows from it.

use crate::support::channels::{INFO, POLLING, RAW};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Request};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_service_without_websockets_is_asked_over_http_at_once() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.outputs();
    harness.advance(30);
    harness.inform(false, "");
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "close raw",
            "open streaming",
            "/info: opened after 30 ms (open)",
            "raw: not offered after 30 ms (connect)",
        ]
    );
    // The stream has as long as any to open before polling joins.
    harness.advance(999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open polling"]);
    harness.open(POLLING);
    // What one endpoint lacks is not held against its origin.
    assert!(harness.story().contains(&"remember: nothing".to_owned()));
}

#[test]
fn a_service_without_websockets_stops_the_framed_one_too() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(40);
    harness.tell(RAW, Input::Closed(CUT));
    harness.outputs();
    harness.inform(false, "");
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "close websocket",
            "open streaming",
            "/info: opened after 40 ms (open)",
            "websocket: not offered after 0 ms (connect)",
        ]
    );
}

#[test]
fn moves_to_the_base_url_of_the_same_origin() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.outputs();
    harness.advance(10);
    harness.inform(true, "http://server/moved/");
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "close raw",
            "open raw",
            "/info: opened after 10 ms (open)",
            "raw: superseded after 10 ms (connect)",
        ]
    );
    let Request::WebSocket { url, .. } = &harness.channel_of(RAW).request else {
        unreachable!("it is a WebSocket");
    };
    assert_eq!(url, "ws://server/moved/websocket?token=a");
}

#[test]
fn stays_where_it_is_for_a_base_url_elsewhere_or_here() {
    let urls = [
        "https://server/ws",
        "http://server:81/ws",
        "http://evil/ws",
        "http://server.evil/ws",
        "javascript:alert(1)",
        "http://server/ws?token=a",
        "",
    ];
    for base_url in urls {
        let mut harness = Harness::at_endpoint(Config::default());
        harness.outputs();
        harness.inform(true, base_url);
        let story = ["close /info", "/info: opened after 0 ms (open)"];
        assert_eq!(harness.story(), story, "{base_url}");
    }
}

#[test]
fn an_info_that_cannot_be_had_or_read_changes_nothing() {
    let faults = [
        (Input::Answered(404), "status 404 after 0 ms (open)"),
        (Input::Answered(300), "status 300 after 0 ms (open)"),
        (Input::Answered(0), "status 0 after 0 ms (connect)"),
        // What is no JSON object, or too long for one.
        (Input::Answered(200), "no frame after 0 ms (open)"),
    ];
    for (fault, told) in faults {
        let mut harness = Harness::at_endpoint(Config::default());
        harness.outputs();
        harness.tell(INFO, fault);
        let told = format!("/info: {told}");
        assert_eq!(harness.story(), ["close /info", &*told]);
        harness.open(RAW);
        assert_eq!(harness.sent(RAW), ["CONNECT"]);
    }
}

#[test]
fn waits_for_three_round_trips_for_a_websocket_and_two_for_a_stream_where_that_is_longer() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(600);
    harness.inform(true, "");
    assert_eq!(
        harness.story(),
        [
            "open raw",
            "open /info",
            "close /info",
            "/info: opened after 600 ms (open)"
        ]
    );
    harness.advance(1_199);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
    harness.advance(1_199);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open polling"]);
}

#[test]
fn a_fast_info_shortens_no_delay() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(1);
    harness.inform(true, "");
    harness.outputs();
    harness.advance(998);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["open streaming"]);
}
