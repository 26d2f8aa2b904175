//! From `disconnect`, or the loss of a connection, to the end of everything that was under way.

use crate::support::outputs::{broken, channel, close, disconnected, kept, prepare, state};
use crate::support::{CUT, Harness};
use stompwire::protocol::{
    Config, Error, Escaping, Failure, Frame, Input, Output, Promise, Reason, State,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const DONE: &str = "RECEIPT\nreceipt-id:disconnect\n\n\0";

/// A client that has sent DISCONNECT; its record is empty.
fn disconnecting() -> (Harness, Promise) {
    let mut harness = Harness::connected();
    let promise = harness.disconnect(2_000);
    harness.outputs();
    (harness, promise)
}

#[test]
fn sends_disconnect_with_a_receipt() {
    let mut harness = Harness::connected();
    harness.disconnect(2_000);
    assert_eq!(harness.frames(), ["DISCONNECT\nreceipt:disconnect\n\n\0"]);
    assert_eq!(harness.events(), [state(State::Disconnecting)]);
}

#[test]
fn is_done_at_the_receipt() {
    let (mut harness, promise) = disconnecting();
    harness.receive(DONE);
    let ended = [
        close(1),
        state(State::Inactive),
        disconnected(Reason::Requested),
        kept(promise),
    ];
    assert_eq!(harness.outputs(), ended);
}

#[test]
fn is_done_when_the_server_closes() {
    let (mut harness, promise) = disconnecting();
    harness.closed();
    let ended = [
        state(State::Inactive),
        disconnected(Reason::Requested),
        kept(promise),
    ];
    assert_eq!(harness.outputs(), ended);
}

#[test]
fn is_done_when_its_time_is_over() {
    let (mut harness, promise) = disconnecting();
    harness.advance(1_999);
    assert_eq!(harness.outputs(), []);
    harness.advance(1);
    let ended = [
        close(1),
        state(State::Inactive),
        disconnected(Reason::Requested),
        kept(promise),
    ];
    assert_eq!(harness.outputs(), ended);
}

#[test]
fn ignores_errors_after_disconnect() {
    let (mut harness, promise) = disconnecting();
    harness.receive("ERROR\nmessage:Session closed.\n\n\0");
    assert_eq!(harness.outputs(), []);
    harness.closed();
    assert_eq!(harness.settled(promise), Some(Ok(())));
}

#[test]
fn delivers_what_still_arrives() {
    let mut harness = Harness::connected();
    let (slot, _) = harness.subscribe("/topic/a");
    harness.disconnect(2_000);
    harness.receive("MESSAGE\nsubscription:sub-0\n\nfast\0");
    harness.receive("MESSAGE\r\nsubscription:sub-0\n\nslow\0");
    let slots: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.subscription)
        .collect();
    assert_eq!(slots, [Some(slot), Some(slot)]);
}

#[test]
fn sends_nothing_more() {
    let (mut harness, _) = disconnecting();
    assert_eq!(harness.send("/topic/a", &[], ""), Err(Error::NotConnected));
    assert_eq!(harness.engine.begin(&[]), Err(Error::NotConnected));
}

#[test]
fn is_done_at_once_where_nothing_is_connected() {
    let mut harness = Harness::new(Config::default());
    let promise = harness.disconnect(2_000);
    assert_eq!(harness.outputs(), [kept(promise)]);
}

#[test]
fn calls_off_an_attempt_in_every_stage() {
    let failure = Failure::Ended(Reason::Requested);
    for stage in 0..3 {
        let mut harness = Harness::new(Config::default());
        let connecting = harness.connect();
        if stage >= 1 {
            harness.prepared(&[]);
        }
        if stage >= 2 {
            harness.opened();
        }
        harness.outputs();
        let promise = harness.disconnect(2_000);
        let mut expected = vec![
            state(State::Inactive),
            kept(promise),
            broken(connecting, failure),
        ];
        if stage >= 1 {
            expected.insert(0, close(1));
        }
        assert_eq!(harness.outputs(), expected);
    }
}

#[test]
fn a_second_disconnect_joins_and_may_shorten_the_wait() {
    let (mut harness, first) = disconnecting();
    let second = harness.disconnect(5_000);
    let third = harness.disconnect(500);
    harness.advance(500);
    for promise in [first, second, third] {
        assert_eq!(harness.settled(promise), Some(Ok(())));
    }
}

#[test]
fn connects_again_after_a_disconnection_that_is_under_way() {
    let (mut harness, leaving) = disconnecting();
    let connecting = harness.connect();
    assert_eq!(harness.outputs(), []);
    harness.receive(DONE);
    assert_eq!(
        harness.outputs(),
        [
            close(1),
            state(State::Inactive),
            disconnected(Reason::Requested),
            kept(leaving),
            state(State::Connecting),
            prepare(2),
        ]
    );
    harness.prepared(&[]);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    assert_eq!(harness.settled(connecting), Some(Ok(())));
}

#[test]
fn a_later_disconnect_takes_the_connect_back() {
    let (mut harness, _) = disconnecting();
    let connecting = harness.connect();
    harness.disconnect(2_000);
    let failure = Failure::Ended(Reason::Requested);
    assert_eq!(harness.settled(connecting), Some(Err(failure)));
    harness.receive(DONE);
    assert_eq!(harness.engine.state(), State::Inactive);
}

#[test]
fn abort_takes_the_connect_back_that_waits_for_the_disconnection() {
    let (mut harness, leaving) = disconnecting();
    let connecting = harness.connect();
    harness.abort();
    assert_eq!(
        harness.outputs(),
        [broken(connecting, Failure::Ended(Reason::Aborted))]
    );
    harness.receive(DONE);
    assert_eq!(harness.settled(leaving), Some(Ok(())));
    assert_eq!(harness.engine.state(), State::Inactive);
}

#[test]
fn tells_when_the_connection_is_lost() {
    let mut harness = Harness::connected();
    harness.closed();
    assert_eq!(
        harness.outputs(),
        [
            state(State::Inactive),
            disconnected(Reason::ConnectionLost(CUT))
        ]
    );
}

#[test]
fn tells_an_error_and_names_it_as_the_reason_when_the_server_closes() {
    let mut harness = Harness::connected();
    harness.receive("ERROR\nmessage:denied\n\nno such topic\0");
    let frame = Frame {
        head: b"ERROR\nmessage:denied".to_vec(),
        body: b"no such topic".to_vec(),
    };
    assert_eq!(
        harness.outputs(),
        [Output::ServerError(frame, Escaping::V12)]
    );
    harness.closed();
    assert_eq!(
        harness.outputs(),
        [
            state(State::Inactive),
            disconnected(Reason::ServerError(CUT))
        ]
    );
}

#[test]
fn an_error_explains_the_end_of_its_own_connection_only() {
    let mut harness = Harness::connected();
    harness.receive("ERROR\n\n\0");
    harness.closed();
    harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    harness.outputs();
    harness.closed();
    let lost = disconnected(Reason::ConnectionLost(CUT));
    assert_eq!(harness.outputs(), [state(State::Inactive), lost]);
}

#[test]
fn a_measurement_of_a_closed_channel_changes_nothing() {
    let mut harness = Harness::connected();
    harness.closed();
    let now = harness.now();
    let full = Input::Buffered(u32::MAX);
    harness.engine.handle_input(channel(1), full, now);
    assert!(!harness.engine.is_congested());
}
