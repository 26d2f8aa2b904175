//! Where no transport leads to a connection, each attempt ends in its time and is named.

use crate::support::channels::{FRAMED, INFO, POLLING, RAW, STREAMING};
use crate::support::sockjs::clean;
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn every_transport_has_the_whole_connect_timeout() {
    let mut harness = Harness::over(&[Transport::Raw, Transport::WebSocket]);
    harness.tell(INFO, Input::Answered(404));
    harness.outputs();
    harness.advance(9_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(
        harness.story(),
        [
            "close raw",
            "open websocket",
            "raw: timed out after 10000 ms (connect)"
        ]
    );
    harness.tell(FRAMED, Input::Opened);
    harness.advance(9_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(
        harness.story(),
        [
            "close websocket",
            "websocket: timed out after 10000 ms (open)",
            "inactive",
            "broken: AllTransportsFailed",
        ]
    );
}

#[test]
fn preparing_counts_for_the_first_transport() {
    let mut harness = Harness::over(&[Transport::XhrPolling]);
    harness.abort();
    harness.connect();
    harness.advance(4_000);
    harness.prepared(&[]);
    harness.outputs();
    harness.advance(5_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(
        harness.story(),
        [
            "close polling",
            "close /info",
            "polling: timed out after 6000 ms (connect)",
            "/info: superseded after 6000 ms (connect)",
            "inactive",
            "broken: AllTransportsFailed",
        ]
    );
}

#[test]
fn connected_has_to_come_within_the_time_of_its_transport() {
    let mut harness = Harness::over(&[Transport::XhrPolling]);
    harness.advance(3_000);
    harness.open(POLLING);
    harness.tell(POLLING, Input::Posted(204));
    harness.outputs();
    harness.advance(6_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(
        harness.story(),
        ["close polling", "inactive", "broken: ConnectTimeout"]
    );
}

#[test]
fn names_every_attempt_where_all_have_failed() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.outputs();
    harness.tell(INFO, Input::Answered(0));
    harness.advance(5);
    harness.tell(RAW, Input::Closed(CUT));
    harness.tell(FRAMED, Input::Opened);
    harness.tell(FRAMED, Input::Closed(clean(3000)));
    harness.tell(STREAMING, Input::Answered(200));
    harness.tell(STREAMING, Input::Ended);
    harness.tell(POLLING, Input::Answered(503));
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "/info: status 0 after 0 ms (connect)",
            "open websocket",
            "raw: closed 1006 after 5 ms (connect)",
            "open streaming",
            "websocket: closed 3000 after 0 ms (open)",
            "close streaming",
            "open polling",
            "streaming: no frame after 0 ms (open)",
            "close polling",
            "polling: status 503 after 0 ms (open)",
            "inactive",
            "broken: AllTransportsFailed",
        ]
    );
}

#[test]
fn without_a_transport_it_gives_up_at_once() {
    let mut harness = Harness::over(&[]);
    assert_eq!(
        harness.story(),
        [
            "open /info",
            "close /info",
            "/info: superseded after 0 ms (connect)",
            "inactive",
            "broken: AllTransportsFailed",
        ]
    );
}

#[test]
fn an_attempt_that_is_called_off_closes_all_that_it_opened() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.advance(2_000);
    harness.outputs();
    harness.abort();
    assert_eq!(
        harness.story(),
        [
            "close raw",
            "close /info",
            "close streaming",
            "close polling",
            "inactive",
            "broken: Aborted",
        ]
    );
}
