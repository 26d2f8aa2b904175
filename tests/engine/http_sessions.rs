//! A SockJS session over HTTP: one exchange to receive, one POST to send.

use crate::support::channels::{POLLING, STREAMING, Way};
use crate::support::sockjs::{CONNECTED, without_beats};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Body, Config, Error, Input, Transport};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Both have the same rules.
const BOTH: [Transport; 2] = [Transport::XhrStreaming, Transport::XhrPolling];

/// A client without beats of STOMP's whose CONNECT is answered; its record is empty.
fn connected(transport: Transport) -> (Harness, Way) {
    (
        Harness::connected_over(transport, without_beats()),
        Some(transport),
    )
}

/// What a client asks for when something happens to its channel.
fn story_of(transport: Transport, input: Input<'_>) -> Vec<String> {
    let (mut harness, way) = connected(transport);
    harness.tell(way, input);
    harness.story()
}

fn name(transport: Transport) -> &'static str {
    if transport == Transport::XhrStreaming {
        "streaming"
    } else {
        "polling"
    }
}

#[test]
fn nothing_is_sent_before_the_session_is_open() {
    let mut harness = Harness::over(&[Transport::XhrStreaming]);
    harness.tell(STREAMING, Input::Answered(200));
    harness.frame(STREAMING, &"h".repeat(2_048));
    assert_eq!(harness.sent(STREAMING), [""; 0]);
    harness.frame(STREAMING, "o");
    assert_eq!(harness.sent(STREAMING), ["CONNECT"]);
}

#[test]
fn one_post_at_a_time_and_all_that_waits_goes_with_the_next() {
    for transport in BOTH {
        let (mut harness, way) = connected(transport);
        for body in ["1", "2", "3"] {
            assert_eq!(harness.send("/app/a", &[], body), Ok(None));
        }
        assert_eq!(harness.sent(way), ["CONNECT", "SEND"]);
        harness.tell(way, Input::Posted(204));
        assert_eq!(harness.sent(way), ["CONNECT", "SEND", "SEND SEND"]);
        harness.tell(way, Input::Posted(204));
        assert_eq!(harness.sent(way), ["CONNECT", "SEND", "SEND SEND"]);
    }
}

#[test]
fn what_is_sent_between_two_polls_waits_for_the_second() {
    let (mut harness, way) = connected(Transport::XhrPolling);
    harness.messages(way, &["\n"]);
    harness.send("/app/a", &[], "1").expect("it is connected");
    assert_eq!(harness.story(), ["SEND on polling"]);
    harness.tell(way, Input::Ended);
    assert_eq!(harness.story(), ["receive on polling", "post on polling"]);
}

#[test]
fn what_is_sent_after_a_poll_that_goes_on_waits_for_a_second_at_most() {
    let (mut harness, way) = connected(Transport::XhrPolling);
    harness.messages(way, &["\n"]);
    harness.send("/app/a", &[], "1").expect("it is connected");
    harness.outputs();
    harness.advance(999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.story(), ["post on polling"]);
    harness.messages(way, &["\n"]);
    harness.tell(way, Input::Posted(204));
    harness.send("/app/a", &[], "2").expect("it is connected");
    assert_eq!(harness.story(), ["SEND on polling", "post on polling"]);
}

#[test]
fn a_post_may_be_answered_with_200_too() {
    let (mut harness, way) = connected(Transport::XhrPolling);
    harness.send("/app/a", &[], "1").expect("it is connected");
    harness.send("/app/a", &[], "2").expect("it is connected");
    harness.tell(way, Input::Posted(200));
    assert_eq!(harness.sent(way), ["CONNECT", "SEND", "SEND"]);
}

#[test]
fn a_send_that_waits_for_room_goes_on_when_the_post_is_answered() {
    let config = Config {
        high_water_mark: 0,
        ..Config::default()
    };
    let mut harness = Harness::connected_over(Transport::XhrStreaming, config);
    let full = harness.send("/app/a", &[], "1").expect("it is connected");
    let full = full.expect("one message is more than none");
    assert_eq!(harness.settled(full), None);
    harness.tell(STREAMING, Input::Posted(204));
    assert_eq!(harness.settled(full), Some(Ok(())));
}

#[test]
fn the_next_exchange_follows_at_once_where_the_last_one_brought_a_frame() {
    for transport in BOTH {
        for frame in ["h", "a[…]", "m\"…\""] {
            let (mut harness, way) = connected(transport);
            harness.frame(way, frame);
            harness.outputs();
            harness.tell(way, Input::Ended);
            let receive = format!("receive on {}", name(transport));
            assert_eq!(harness.story(), [receive]);
        }
    }
}

#[test]
fn messages_go_on_where_the_last_exchange_ended() {
    let (mut harness, way) = connected(Transport::XhrPolling);
    harness.subscribe("/topic/a");
    let mut bodies = Vec::new();
    for number in 0..5 {
        let message = format!("MESSAGE\nsubscription:sub-0\n\n{number}\0");
        harness.messages(way, &[&message]);
        harness.tell(way, Input::Ended);
        harness.tell(way, Input::Answered(200));
        bodies.extend(harness.deliveries().into_iter().map(|one| one.body));
    }
    assert_eq!(bodies, ["0", "1", "2", "3", "4"]);
}

#[test]
fn a_frame_may_come_in_parts_over_two_exchanges() {
    let (mut harness, way) = connected(Transport::XhrStreaming);
    harness.subscribe("/topic/a");
    harness.messages(way, &["MESSAGE\nsubscription:sub-0\n\none "]);
    harness.tell(way, Input::Ended);
    harness.tell(way, Input::Answered(200));
    harness.messages(way, &["half\0"]);
    let [delivery] = &*harness.deliveries() else {
        unreachable!("it is one message");
    };
    assert_eq!(delivery.body, "one half");
}

#[test]
fn any_other_status_of_an_exchange_is_the_end() {
    for transport in BOTH {
        for status in [0, 204, 300, 401, 404, 500, 504] {
            let close = format!("close {}", name(transport));
            let lost = format!("disconnected: receive {status}");
            assert_eq!(
                story_of(transport, Input::Answered(status)),
                [&*close, "inactive", &*lost]
            );
        }
    }
}

#[test]
fn any_other_status_of_a_post_is_the_end_and_breaks_what_was_not_confirmed() {
    for status in [0, 300, 404, 500, 504] {
        let (mut harness, way) = connected(Transport::XhrStreaming);
        harness.send("/app/a", &[], "1").expect("it is connected");
        harness.send("/app/a", &[], "2").expect("it is connected");
        harness.outputs();
        harness.tell(way, Input::Posted(status));
        let lost = format!("disconnected: post {status}");
        assert_eq!(harness.story(), ["close streaming", "inactive", &*lost]);
    }
}

#[test]
fn a_post_that_is_never_answered_is_the_end_in_time() {
    let (mut harness, _) = connected(Transport::XhrPolling);
    harness.send("/app/a", &[], "1").expect("it is connected");
    harness.outputs();
    harness.advance(9_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    assert_eq!(
        harness.story(),
        ["close polling", "inactive", "disconnected: post 0"]
    );
}

#[test]
fn every_post_has_its_own_time() {
    let (mut harness, way) = connected(Transport::XhrPolling);
    for _ in 0..5 {
        harness.send("/app/a", &[], "1").expect("it is connected");
        harness.advance(9_000);
        harness.messages(way, &["\n"]);
        harness.tell(way, Input::Ended);
        harness.tell(way, Input::Posted(204));
    }
    harness.advance(9_000);
    assert_eq!(harness.sent(way).len(), 6);
}

#[test]
fn a_second_open_frame_tells_that_the_server_has_lost_the_session() {
    for transport in BOTH {
        let (mut harness, way) = connected(transport);
        harness.frame(way, "o");
        let close = format!("close {}", name(transport));
        let lost = [&*close, "inactive", "disconnected: SessionLost"];
        assert_eq!(harness.story(), lost);
    }
}

#[test]
fn a_close_frame_is_the_end_and_the_edge_has_closed_already() {
    for transport in BOTH {
        let (mut harness, way) = connected(transport);
        harness.close_frame(way, 3000);
        assert_eq!(
            harness.story(),
            ["inactive", "disconnected: lost with 3000"]
        );
    }
}

#[test]
fn a_frame_that_cannot_be_read_is_the_end() {
    for transport in BOTH {
        let close = format!("close {}", name(transport));
        assert_eq!(
            story_of(transport, Input::Broken),
            [&*close, "inactive", "disconnected: BrokenFraming"]
        );
    }
}

#[test]
fn stomps_beats_go_as_messages() {
    let mut harness = Harness::over(&[Transport::XhrPolling]);
    harness.open(POLLING);
    harness.messages(
        POLLING,
        &["CONNECTED\nversion:1.2\nheart-beat:10000,10000\n\n\0"],
    );
    harness.tell(POLLING, Input::Ended);
    harness.tell(POLLING, Input::Posted(204));
    harness.outputs();
    harness.advance(10_000);
    assert_eq!(harness.story(), [". on polling", "post on polling"]);
    harness.tell(POLLING, Input::Posted(204));
    harness.advance(9_999);
    assert_eq!(harness.story(), [""; 0]);
    harness.advance(1);
    let dead = "disconnected: HeartbeatTimeout";
    assert_eq!(harness.story(), ["close polling", "inactive", dead]);
}

#[test]
fn disconnects_with_a_receipt() {
    let (mut harness, way) = connected(Transport::XhrStreaming);
    harness.disconnect(2_000);
    harness.messages(way, &["RECEIPT\nreceipt-id:disconnect\n\n\0"]);
    assert_eq!(
        harness.story(),
        [
            "DISCONNECT on streaming",
            "post on streaming",
            "disconnecting",
            "close streaming",
            "inactive",
            "disconnected: Requested",
            "kept",
        ]
    );
}

#[test]
fn whatever_ends_the_session_while_disconnecting_was_asked_for() {
    let ends = [
        Input::Answered(404),
        Input::Posted(500),
        Input::Broken,
        Input::Closed(CUT),
    ];
    for end in ends {
        let (mut harness, way) = connected(Transport::XhrStreaming);
        let promise = harness.disconnect(2_000);
        harness.tell(way, end);
        assert_eq!(harness.settled(promise), Some(Ok(())));
        let story = harness.story();
        assert!(story.iter().any(|line| line == "disconnected: Requested"));
    }
}

#[test]
fn bytes_are_refused_where_text_alone_is_carried() {
    let transports = [
        (Transport::Raw, None),
        (Transport::WebSocket, Some(Error::BytesUnsupported)),
        (Transport::XhrStreaming, Some(Error::BytesUnsupported)),
        (Transport::XhrPolling, Some(Error::BytesUnsupported)),
    ];
    for (transport, refused) in transports {
        let (mut harness, _) = connected(transport);
        let head = harness.engine.encode_send(b"/app/a", &[], Body::Bytes(3));
        assert_eq!(head.err(), refused);
        assert_eq!(harness.outputs(), []);
    }
}

#[test]
fn an_old_channel_says_nothing_more() {
    let (mut harness, way) = connected(Transport::XhrStreaming);
    let old = harness.channel_of(way).id;
    harness.close_frame(way, 3000);
    harness.start();
    harness.open(way);
    harness.messages(way, &[CONNECTED]);
    harness.outputs();
    let now = harness.now();
    for first in "ohamc".bytes() {
        for length in [1, 9] {
            harness.engine.handle_frame(old, first.into(), length, now);
        }
    }
    for input in [
        Input::Answered(500),
        Input::Ended,
        Input::Posted(500),
        Input::Broken,
        Input::Buffered(u32::MAX),
        Input::Received(b"ERROR\n\n\0"),
        Input::Closed(CUT),
    ] {
        harness.engine.handle_input(old, input, now);
    }
    harness.drain();
    assert_eq!(harness.story(), [""; 0]);
}

#[test]
fn a_loser_of_the_race_says_nothing_more() {
    let mut harness = Harness::at_endpoint(Config {
        transports: BOTH.into(),
        ..Config::default()
    });
    harness.advance(1_000);
    let loser = harness.channel_of(STREAMING).id;
    harness.open(POLLING);
    harness.messages(POLLING, &[CONNECTED]);
    harness.outputs();
    let now = harness.now();
    harness.engine.handle_frame(loser, b'o'.into(), 1, now);
    harness.engine.handle_frame(loser, b'a'.into(), 9, now);
    for input in [
        Input::Answered(500),
        Input::Ended,
        Input::Broken,
        Input::Buffered(u32::MAX),
        Input::Received(b"ERROR\n\n\0"),
        Input::Closed(CUT),
    ] {
        harness.engine.handle_input(loser, input, now);
    }
    harness.drain();
    assert_eq!(harness.story(), [""; 0]);
    assert!(!harness.engine.is_congested());
}
