//! Whether the server is still there, on transports that tell by themselves and on those that do not.

use crate::support::Harness;
use crate::support::channels::{FRAMED, POLLING, STREAMING, Way};
use crate::support::sockjs::without_beats;
use stompwire::protocol::{Config, Input, State, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client without beats of STOMP's; its record is empty.
fn connected(way: Way) -> Harness {
    Harness::connected_over(way.unwrap_or(Transport::Raw), without_beats())
}

#[test]
fn a_session_that_is_silent_is_asked_with_an_empty_post() {
    for (way, post) in [
        (STREAMING, "post on streaming"),
        (POLLING, "post on polling"),
    ] {
        let mut harness = connected(way);
        harness.advance(34_999);
        assert_eq!(harness.story(), [""; 0]);
        harness.advance(1);
        assert_eq!(harness.story(), [post]);
        assert_eq!(harness.sent(way), ["CONNECT", ""]);
    }
}

#[test]
fn a_server_that_knows_the_session_is_asked_again_after_as_long() {
    let mut harness = connected(STREAMING);
    for _ in 0..3 {
        harness.advance(35_000);
        assert_eq!(harness.story(), ["post on streaming"]);
        harness.tell(STREAMING, Input::Posted(204));
        harness.advance(34_999);
        assert_eq!(harness.story(), [""; 0]);
        harness.sleep(1);
        harness.timeout();
        assert_eq!(harness.story(), ["post on streaming"]);
        harness.tell(STREAMING, Input::Posted(204));
    }
}

#[test]
fn a_server_that_does_not_know_the_session_ends_it() {
    let mut harness = connected(POLLING);
    harness.advance(35_000);
    harness.outputs();
    harness.tell(POLLING, Input::Posted(404));
    assert_eq!(
        harness.story(),
        ["close polling", "inactive", "disconnected: post 404"]
    );
}

#[test]
fn a_server_that_is_gone_ends_the_session_when_the_post_times_out() {
    let mut harness = connected(STREAMING);
    harness.advance(44_999);
    assert_eq!(harness.engine.state(), State::Connected);
    harness.advance(1);
    assert_eq!(harness.engine.state(), State::Inactive);
}

#[test]
fn whatever_is_received_and_every_post_that_arrives_counts() {
    let mut harness = connected(STREAMING);
    for frame in ["h", "a[…]", "h"] {
        harness.advance(30_000);
        harness.frame(STREAMING, frame);
    }
    harness.advance(30_000);
    harness.send("/app/a", &[], "1").expect("it is connected");
    harness.tell(STREAMING, Input::Posted(204));
    harness.outputs();
    harness.advance(29_999);
    assert_eq!(harness.story(), [""; 0]);
}

#[test]
fn what_waits_goes_with_the_empty_posts_answer() {
    let mut harness = connected(STREAMING);
    harness.advance(35_000);
    harness.send("/app/a", &[], "1").expect("it is connected");
    assert_eq!(harness.sent(STREAMING), ["CONNECT", ""]);
    harness.tell(STREAMING, Input::Posted(204));
    assert_eq!(harness.sent(STREAMING), ["CONNECT", "", "SEND"]);
}

#[test]
fn a_server_that_has_stopped_its_beats_is_gone() {
    for (way, close) in [
        (FRAMED, "close websocket"),
        (STREAMING, "close streaming"),
        (POLLING, "close polling"),
    ] {
        let mut harness = connected(way);
        harness.advance(25_000);
        harness.frame(way, "h");
        harness.advance(35_000);
        if way != FRAMED {
            assert_eq!(harness.sent(way), ["CONNECT", ""]);
            harness.tell(way, Input::Posted(204));
        }
        harness.outputs();
        harness.advance(24_999);
        assert_eq!(harness.story(), [""; 0]);
        harness.advance(1);
        let gone = [close, "inactive", "disconnected: HeartbeatTimeout"];
        assert_eq!(harness.story(), gone);
    }
}

#[test]
fn a_websocket_that_never_beats_is_never_doubted() {
    let mut harness = connected(FRAMED);
    harness.advance(3_600_000);
    assert_eq!(harness.story(), [""; 0]);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn a_preludes_letters_are_no_beat() {
    let mut harness = connected(STREAMING);
    harness.frame(STREAMING, &"h".repeat(2_048));
    for _ in 0..4 {
        harness.advance(35_000);
        harness.tell(STREAMING, Input::Posted(204));
    }
    assert_eq!(harness.engine.state(), State::Connected);
}

/// Spring stops its own beats when CONNECTED agrees on STOMP's, also where only one side wants any.
#[test]
fn a_server_that_has_beaten_before_connected_only_is_not_expected_to_go_on() {
    let config = Config {
        connect_timeout: 60_000,
        transports: [Transport::WebSocket].into(),
        ..without_beats()
    };
    let mut harness = Harness::at_endpoint(config);
    harness.open(FRAMED);
    harness.advance(25_000);
    harness.frame(FRAMED, "h");
    harness.messages(FRAMED, &["CONNECTED\nversion:1.2\nheart-beat:9,9\n\n\0"]);
    harness.advance(3_600_000);
    assert_eq!(harness.engine.state(), State::Connected);
}
