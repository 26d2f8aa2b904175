//! What happens around a page: the network goes and comes, the page is hidden, frozen and shown.

use crate::support::channels::{FRAMED, POLLING, STREAMING};
use crate::support::outputs::{broken, close, ended, kept, prepare, state};
use crate::support::sockjs::without_beats;
use crate::support::{CUT, Harness, NAMED, quiet, reconnecting};
use stompwire::protocol::{
    Config, Failure, Input, Next, Reason, Reconnect, Signal, State, Transport,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const BACK: [Signal; 2] = [Signal::Online, Signal::Wake];

/// A client that waits for its next attempt; its record is empty.
fn waiting() -> Harness {
    let mut harness = Harness::reconnecting();
    harness.closed();
    harness.outputs();
    harness
}

/// A client whose page is away; its record is empty.
fn suspended() -> Harness {
    let mut harness = Harness::reconnecting();
    harness.signal(Signal::Suspend);
    harness.outputs();
    harness
}

#[test]
fn tries_at_once_when_the_network_or_the_page_is_back() {
    for signal in BACK {
        let mut harness = waiting();
        harness.signal(signal);
        assert_eq!(harness.outputs(), [prepare(2)]);
    }
}

#[test]
fn any_number_of_signals_lead_to_one_attempt() {
    let storms = [
        [Signal::Online, Signal::Wake, Signal::Online],
        [Signal::Wake, Signal::Offline, Signal::Online],
        [Signal::Suspend, Signal::Wake, Signal::Online],
    ];
    for storm in storms {
        for start in [waiting, suspended] {
            let mut harness = start();
            for signal in storm {
                harness.signal(signal);
                harness.timeout();
            }
            assert_eq!(harness.attempts(), 1, "{storm:?}");
            harness.accept(NAMED);
            assert_eq!(harness.engine.state(), State::Connected);
            assert_eq!(harness.channels.open().count(), 1);
        }
    }
}

#[test]
fn signals_do_not_disturb_an_attempt() {
    for stage in 0..3 {
        let mut harness = waiting();
        harness.retry();
        if stage >= 1 {
            harness.prepared(&[]);
        }
        if stage >= 2 {
            harness.opened();
        }
        harness.outputs();
        for signal in [Signal::Online, Signal::Wake, Signal::Offline] {
            harness.signal(signal);
            assert_eq!(harness.outputs(), []);
        }
    }
}

#[test]
fn nothing_begins_where_nothing_was_wanted() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    for signal in [
        Signal::Suspend,
        Signal::Offline,
        Signal::Online,
        Signal::Wake,
    ] {
        harness.signal(signal);
    }
    assert_eq!(harness.outputs(), []);
    assert_eq!(harness.engine.poll_timeout(), None);
}

#[test]
fn a_browser_that_believes_to_be_offline_waits_as_long_as_it_may() {
    let mut harness = waiting();
    harness.signal(Signal::Offline);
    harness.advance(29_999);
    assert_eq!(harness.attempts(), 0);
    harness.advance(1);
    assert_eq!(harness.attempts(), 1, "browsers are wrong about it");
    harness.prepared(&[]);
    harness.closed();
    let reason = Reason::ConnectionFailed(CUT);
    assert_eq!(harness.ends(), [(reason, Next::Retry(30_000))]);
    harness.signal(Signal::Online);
    assert_eq!(harness.attempts(), 1);
    harness.prepared(&[]);
    harness.closed();
    assert!(matches!(
        &*harness.ends(),
        [(_, Next::Retry(wait))] if *wait < 30_000
    ));
}

#[test]
fn a_browser_that_believes_to_be_offline_keeps_its_connection() {
    let mut harness = Harness::reconnecting();
    harness.signal(Signal::Offline);
    assert_eq!(harness.outputs(), []);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn a_page_that_goes_away_closes_its_connection_cleanly_and_waits() {
    let mut harness = Harness::reconnecting();
    harness.signal(Signal::Suspend);
    assert_eq!(harness.frames(), ["DISCONNECT\n\n\0"]);
    assert_eq!(
        harness.outputs(),
        [
            close(1),
            state(State::Connecting),
            ended(Reason::Suspended, Next::Wake),
        ]
    );
    assert_eq!(harness.engine.poll_timeout(), None);
    harness.signal(Signal::Wake);
    assert_eq!(harness.outputs(), [prepare(2)]);
}

#[test]
fn a_page_that_goes_away_calls_off_its_attempt() {
    for stage in 0..3 {
        let mut harness = waiting();
        harness.retry();
        if stage >= 1 {
            harness.prepared(&[]);
        }
        if stage >= 2 {
            harness.opened();
        }
        harness.signal(Signal::Suspend);
        assert_eq!(harness.channels.open().count(), 0);
        assert_eq!(harness.engine.poll_timeout(), None);
        harness.outputs();
        harness.signal(Signal::Wake);
        assert_eq!(harness.outputs(), [prepare(3)]);
    }
}

#[test]
fn a_page_that_goes_away_while_connecting_for_the_first_time_goes_on_when_it_is_back() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    let promise = harness.connect();
    harness.signal(Signal::Suspend);
    assert_eq!(harness.settled(promise), None);
    harness.signal(Signal::Wake);
    harness.accept(NAMED);
    assert_eq!(harness.settled(promise), Some(Ok(())));
}

#[test]
fn a_page_that_goes_away_stops_waiting() {
    let mut harness = waiting();
    harness.signal(Signal::Suspend);
    assert_eq!(harness.engine.poll_timeout(), None);
    harness.signal(Signal::Wake);
    assert_eq!(harness.attempts(), 1);
}

#[test]
fn a_page_that_goes_away_while_disconnecting_is_done() {
    let mut harness = Harness::reconnecting();
    let promise = harness.disconnect(2_000);
    harness.outputs();
    harness.signal(Signal::Suspend);
    assert_eq!(
        harness.outputs(),
        [
            close(1),
            state(State::Inactive),
            ended(Reason::Requested, Next::Stop),
            kept(promise),
        ]
    );
    harness.signal(Signal::Wake);
    assert_eq!(harness.outputs(), []);
}

#[test]
fn a_page_that_goes_away_while_the_user_decides_tries_again_only_when_it_is_back() {
    let mut harness = Harness::connected_by(
        reconnecting(Reconnect {
            ask: true,
            ..Reconnect::default()
        }),
        NAMED,
    );
    harness.closed();
    harness.signal(Signal::Suspend);
    harness.input(Input::Decided(true));
    harness.advance(60_000);
    assert_eq!(harness.attempts(), 0);
    harness.signal(Signal::Wake);
    assert_eq!(harness.attempts(), 1);
}

#[test]
fn without_reconnecting_a_page_that_goes_away_ends_it() {
    let mut harness = Harness::connected();
    harness.signal(Signal::Suspend);
    assert_eq!(harness.ends(), [(Reason::Suspended, Next::Stop)]);
    harness.signal(Signal::Wake);
    assert_eq!(harness.attempts(), 0);

    let mut harness = Harness::new(quiet());
    let promise = harness.connect();
    harness.outputs();
    harness.signal(Signal::Suspend);
    let failure = Failure::Ended(Reason::Suspended);
    assert_eq!(
        harness.outputs(),
        [state(State::Inactive), broken(promise, failure)]
    );
}

#[test]
fn connect_and_disconnect_work_while_the_page_is_away() {
    let mut harness = suspended();
    harness.connect();
    assert_eq!(harness.attempts(), 1);
    let mut harness = suspended();
    let promise = harness.disconnect(2_000);
    assert_eq!(
        harness.outputs(),
        [
            state(State::Inactive),
            ended(Reason::Requested, Next::Stop),
            kept(promise),
        ]
    );
    harness.signal(Signal::Wake);
    assert_eq!(harness.outputs(), []);
}

#[test]
fn sockjs_alone_is_not_touched() {
    let config = Config {
        stomp: false,
        transports: [Transport::WebSocket].into(),
        ..Config::default()
    };
    let mut harness = Harness::at_endpoint(config);
    harness.open(FRAMED);
    harness.outputs();
    for signal in [
        Signal::Suspend,
        Signal::Offline,
        Signal::Online,
        Signal::Wake,
    ] {
        harness.signal(signal);
    }
    assert_eq!(harness.outputs(), []);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn a_session_over_http_is_asked_when_the_page_is_back() {
    for (way, post) in [
        (STREAMING, "post on streaming"),
        (POLLING, "post on polling"),
    ] {
        for signal in BACK {
            let transport = way.unwrap_or(Transport::Raw);
            let mut harness = Harness::connected_over(transport, without_beats());
            harness.advance(5_000);
            harness.signal(signal);
            assert_eq!(harness.story(), [post]);
            harness.signal(signal);
            assert_eq!(harness.story(), [""; 0], "it is asked already");
            harness.tell(way, Input::Posted(404));
            assert_eq!(harness.engine.state(), State::Inactive);
        }
    }
}

#[test]
fn a_session_over_http_that_was_heard_just_now_is_not_asked() {
    let mut harness = Harness::connected_over(Transport::XhrStreaming, without_beats());
    harness.advance(5_000);
    harness.frame(STREAMING, "h");
    harness.advance(500);
    harness.signal(Signal::Wake);
    assert_eq!(harness.story(), [""; 0]);
}

#[test]
fn a_websocket_is_not_asked_what_it_would_not_answer() {
    let mut harness = Harness::connected_over(Transport::WebSocket, without_beats());
    harness.advance(5_000);
    harness.signal(Signal::Wake);
    assert_eq!(harness.story(), [""; 0]);
}
