//! How often a server is asked that has nothing to say.

use crate::support::channels::{FRAMED, POLLING, RAW, STREAMING};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Output, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// How many requests a client has made since the test looked last.
fn requests(harness: &mut Harness) -> usize {
    let outputs = harness.outputs().into_iter();
    let asks = |output: &Output<_>| {
        matches!(
            output,
            Output::Open { .. } | Output::Receive(_) | Output::Post(_)
        )
    };
    outputs.filter(asks).count()
}

/// A page where a frame should be.
fn answer_with_a_page(harness: &mut Harness, way: Option<Transport>) {
    harness.tell(way, Input::Answered(200));
    for line in ["<!doctype html>", "<title>Sign in</title>", ""] {
        harness.frame(way, line);
    }
    harness.tell(way, Input::Ended);
}

#[test]
fn a_page_where_a_service_should_be_is_asked_once_for_each_transport() {
    let mut harness = Harness::at_endpoint(Config::default());
    harness.tell(None, Input::Answered(200));
    harness.tell(RAW, Input::Closed(CUT));
    harness.tell(FRAMED, Input::Closed(CUT));
    answer_with_a_page(&mut harness, STREAMING);
    answer_with_a_page(&mut harness, POLLING);
    assert_eq!(requests(&mut harness), 5);
    harness.advance(60_000);
    assert_eq!(requests(&mut harness), 0);
    assert_eq!(harness.engine.poll_timeout(), None);
}

#[test]
fn a_page_in_the_middle_of_a_session_is_asked_for_three_times_a_second_apart() {
    for transport in [Transport::XhrStreaming, Transport::XhrPolling] {
        let way = Some(transport);
        let mut harness = Harness::connected_over(transport, Config::default());
        harness.frame(way, "h");
        harness.tell(way, Input::Ended);
        assert_eq!(requests(&mut harness), 1);
        for _ in 0..2 {
            answer_with_a_page(&mut harness, way);
            harness.advance(999);
            assert_eq!(requests(&mut harness), 0);
            harness.advance(1);
            assert_eq!(requests(&mut harness), 1);
        }
        answer_with_a_page(&mut harness, way);
        let end = ["inactive", "disconnected: receive 200"];
        assert_eq!(harness.story().get(1..), Some(&end.map(str::to_owned)[..]));
    }
}

#[test]
fn an_answer_with_a_frame_ends_the_count() {
    let mut harness = Harness::connected_over(Transport::XhrPolling, Config::default());
    for _ in 0..9 {
        harness.advance(1_000);
        answer_with_a_page(&mut harness, POLLING);
        harness.advance(1_000);
        answer_with_a_page(&mut harness, POLLING);
        harness.advance(1_000);
        harness.tell(POLLING, Input::Answered(200));
        harness.messages(POLLING, &["\n"]);
        harness.tell(POLLING, Input::Ended);
    }
    assert!(requests(&mut harness) >= 27);
}

#[test]
fn a_session_that_brings_nothing_after_it_opened_falls_back() {
    let mut harness = Harness::over(&[Transport::XhrStreaming, Transport::XhrPolling]);
    harness.open(STREAMING);
    harness.tell(STREAMING, Input::Ended);
    for _ in 0..2 {
        answer_with_a_page(&mut harness, STREAMING);
        harness.advance(1_000);
    }
    harness.outputs();
    answer_with_a_page(&mut harness, STREAMING);
    assert_eq!(
        harness.story(),
        [
            "close streaming",
            "open polling",
            "streaming: no frame after 2000 ms (stomp)"
        ]
    );
}

#[test]
fn a_stream_of_nothing_but_preludes_is_no_session() {
    let mut harness = Harness::connected_over(Transport::XhrStreaming, Config::default());
    harness.tell(STREAMING, Input::Ended);
    harness.outputs();
    harness.tell(STREAMING, Input::Answered(200));
    harness.frame(STREAMING, &"h".repeat(2_048));
    harness.tell(STREAMING, Input::Ended);
    assert_eq!(requests(&mut harness), 0);
    harness.advance(1_000);
    assert_eq!(requests(&mut harness), 1);
}
