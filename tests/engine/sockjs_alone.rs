//! SockJS without STOMP: messages are the edge's own.

use crate::support::channels::{FRAMED, POLLING, STREAMING};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Config, Input, Output, Request, State, Transport, Verdict};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client that may use these transports; its record begins with what it opens.
fn with(transports: &[Transport]) -> Harness {
    Harness::at_endpoint(Config {
        stomp: false,
        transports: transports.into(),
        ..Config::default()
    })
}

/// One whose session is open; its record is empty.
fn open(transport: Transport) -> Harness {
    let mut harness = with(&[transport]);
    harness.open(Some(transport));
    harness.outputs();
    harness
}

const ALL: [Transport; 3] = [
    Transport::WebSocket,
    Transport::XhrStreaming,
    Transport::XhrPolling,
];

#[test]
fn offers_no_sub_protocols() {
    let mut harness = with(&ALL);
    assert_eq!(harness.story(), ["open websocket", "open /info"]);
    let Request::WebSocket { protocols, .. } = &harness.channel_of(FRAMED).request else {
        unreachable!("it is a WebSocket");
    };
    assert_eq!(protocols, "");
}

#[test]
fn is_connected_when_the_session_is_open() {
    let mut harness = with(&ALL);
    harness.outputs();
    harness.tell(FRAMED, Input::Opened);
    assert_eq!(harness.engine.state(), State::Connecting);
    harness.frame(FRAMED, "o");
    assert_eq!(
        harness.story(),
        [
            "close /info",
            "websocket: opened after 0 ms (stomp)",
            "/info: superseded after 0 ms (connect)",
            "connected",
            "kept",
        ]
    );
    for transport in ALL {
        assert_eq!(open(transport).sent(Some(transport)), [""; 0]);
    }
}

#[test]
fn tells_the_edge_what_to_do_with_a_frame() {
    for transport in ALL {
        let way = Some(transport);
        let mut harness = open(transport);
        assert_eq!(harness.frame(way, "a[\"x\"]"), Verdict::Array);
        assert_eq!(harness.frame(way, "m\"x\""), Verdict::Message);
        assert_eq!(harness.frame(way, "c[3000,\"\"]"), Verdict::Close);
        for ignored in ["h", "hello", "", "x[]", "<html>", "\u{161}[\"x\"]"] {
            assert_eq!(harness.frame(way, ignored), Verdict::Ignore, "{ignored}");
        }
        assert_eq!(harness.outputs(), []);
    }
}

#[test]
fn sends_what_it_is_given() {
    let mut harness = open(Transport::XhrStreaming);
    assert_eq!(harness.engine.send("one".into()), Ok(()));
    assert_eq!(harness.engine.send("two".into()), Ok(()));
    harness.drain();
    assert_eq!(harness.engine.send("three".into()), Ok(()));
    harness.drain();
    harness.tell(STREAMING, Input::Posted(204));
    let sent = &harness.channel_of(STREAMING).sent;
    assert_eq!(*sent, [vec!["one", "two"], vec!["three"]]);
}

#[test]
fn closes_when_it_is_told_to() {
    for transport in ALL {
        let mut harness = open(transport);
        harness.disconnect(2_000);
        let story = harness.story();
        assert_eq!(
            story.get(1..).map(<[String]>::to_vec),
            Some(
                ["inactive", "disconnected: Requested", "kept"]
                    .map(str::to_owned)
                    .into()
            )
        );
        assert_eq!(harness.channels.open().count(), 0);
    }
}

#[test]
fn ends_with_a_close_frame() {
    for transport in ALL {
        let mut harness = open(transport);
        harness.close_frame(Some(transport), 3000);
        assert_eq!(
            harness.story(),
            ["inactive", "disconnected: lost with 3000"]
        );
    }
}

#[test]
fn ends_when_the_session_is_lost() {
    for transport in ALL {
        let mut harness = open(transport);
        harness.frame(Some(transport), "o");
        let outputs = harness.story();
        let end = ["inactive", "disconnected: SessionLost"].map(str::to_owned);
        assert_eq!(outputs.get(1..), Some(&end[..]));
    }
}

#[test]
fn an_open_session_is_proven_and_ends_where_nothing_can_be_sent() {
    let mut harness = with(&[Transport::XhrStreaming, Transport::XhrPolling]);
    harness.open(STREAMING);
    harness.engine.send("x".into()).expect("it is connected");
    harness.drain();
    harness.outputs();
    harness.tell(STREAMING, Input::Posted(404));
    assert_eq!(
        harness.story(),
        ["close streaming", "inactive", "disconnected: post 404"]
    );
}

#[test]
fn a_close_frame_before_the_open_one_falls_back() {
    let mut harness = with(&ALL);
    harness.tell(FRAMED, Input::Opened);
    harness.outputs();
    harness.close_frame(FRAMED, 1000);
    assert_eq!(
        harness.story(),
        ["open streaming", "websocket: closed 1000 after 0 ms (open)"]
    );
}

#[test]
fn messages_before_the_open_frame_fall_back() {
    let mut harness = with(&ALL);
    harness.tell(FRAMED, Input::Opened);
    for (way, next) in [(FRAMED, STREAMING), (STREAMING, POLLING)] {
        if way != FRAMED {
            harness.tell(way, Input::Answered(200));
        }
        assert_eq!(harness.frame(way, "a[\"x\"]"), Verdict::Ignore);
        harness.channel_of(next);
    }
    let told = harness.story().into_iter();
    let told: Vec<_> = told.filter(|line| line.contains("protocol")).collect();
    assert_eq!(
        told,
        [
            "websocket: protocol after 0 ms (open)",
            "streaming: protocol after 0 ms (open)"
        ]
    );
}

#[test]
fn a_broken_frame_before_the_open_one_falls_back_and_afterwards_is_the_end() {
    let mut harness = with(&[Transport::XhrStreaming, Transport::XhrPolling]);
    harness.outputs();
    harness.tell(STREAMING, Input::Broken);
    assert_eq!(
        harness.story(),
        [
            "close streaming",
            "open polling",
            "streaming: protocol after 0 ms (connect)"
        ]
    );
    harness.open(POLLING);
    harness.outputs();
    harness.tell(POLLING, Input::Broken);
    assert_eq!(
        harness.story(),
        ["close polling", "inactive", "disconnected: BrokenFraming"]
    );
}

#[test]
fn heartbeats_and_other_lines_before_the_open_frame_are_nothing() {
    let mut harness = with(&[Transport::XhrStreaming]);
    harness.outputs();
    harness.tell(STREAMING, Input::Answered(200));
    for line in ["h", "<html>", ""] {
        assert_eq!(harness.frame(STREAMING, line), Verdict::Ignore);
    }
    assert_eq!(harness.story(), [""; 0]);
    harness.frame(STREAMING, "o");
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn gives_up_where_all_transports_fail() {
    let mut harness = with(&ALL);
    harness.tell(FRAMED, Input::Closed(CUT));
    harness.tell(STREAMING, Input::Answered(0));
    harness.outputs();
    harness.tell(POLLING, Input::Answered(403));
    assert_eq!(
        harness.story(),
        [
            "close polling",
            "close /info",
            "polling: status 403 after 0 ms (open)",
            "/info: superseded after 0 ms (connect)",
            "inactive",
            "broken: AllTransportsFailed",
        ]
    );
}

#[test]
fn frames_after_the_end_are_nothing() {
    let mut harness = open(Transport::WebSocket);
    let id = harness.channel_of(FRAMED).id;
    harness.close_frame(FRAMED, 3000);
    harness.outputs();
    let now = harness.now();
    for first in "ohamc".bytes() {
        let verdict = harness.engine.handle_frame(id, first.into(), 9, now);
        assert_eq!(verdict, Verdict::Ignore);
    }
    assert_eq!(harness.engine.poll_output(), None::<Output<_>>);
}
