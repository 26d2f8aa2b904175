//! A user who is asked whether to try again, and decides.

use crate::support::outputs::{channel, ended, prepare, state};
use crate::support::{CUT, Harness, NAMED, Text, reconnecting};
use stompwire::protocol::{Input, Next, Output, Reason, Reconnect, Signal, State};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const LOST: Reason = Reason::ConnectionLost(CUT);

const ASK: Reconnect = Reconnect {
    initial_delay: 1_000,
    max_delay: 30_000,
    max_attempts: 0,
    initial: false,
    ask: true,
};

/// A client that has lost its connection and asks; its record is empty.
fn asking() -> Harness {
    let mut harness = Harness::connected_by(reconnecting(ASK), NAMED);
    harness.closed();
    harness.outputs();
    harness
}

/// The user answers the question about this attempt.
fn decide(harness: &mut Harness, session: u32, again: bool) {
    harness.input_on(channel(session), Input::Decided(again));
}

/// The question about an attempt.
fn consider(session: u32, reason: Reason, attempt: u32) -> Output<Text> {
    Output::Consider {
        id: channel(session),
        reason,
        attempt,
    }
}

#[test]
fn asks_before_it_tells_and_waits() {
    let mut harness = Harness::connected_by(reconnecting(ASK), NAMED);
    harness.closed();
    let asked = [state(State::Connecting), consider(1, LOST, 0)];
    assert_eq!(harness.outputs(), asked);
    decide(&mut harness, 1, true);
    let told = harness.outputs();
    let [
        Output::Disconnected {
            next: Next::Retry(wait),
            ..
        },
    ] = &*told
    else {
        unreachable!("{told:?}");
    };
    assert_eq!(told, [ended(LOST, Next::Retry(*wait))]);
    harness.advance((*wait).into());
    assert_eq!(harness.outputs(), [prepare(2)]);
}

#[test]
fn a_no_ends_it() {
    let mut harness = asking();
    let promise = harness.connect();
    decide(&mut harness, 1, false);
    assert_eq!(harness.engine.state(), State::Inactive);
    assert!(
        harness
            .settled(promise)
            .is_some_and(|settled| settled.is_err())
    );
    assert_eq!(harness.ends(), [(LOST, Next::Stop)]);
    assert_eq!(harness.engine.poll_timeout(), None);
}

#[test]
fn no_answer_in_time_is_a_no() {
    let mut harness = asking();
    harness.advance(9_999);
    assert_eq!(harness.outputs(), []);
    harness.advance(1);
    assert_eq!(harness.ends(), [(LOST, Next::Stop)]);
    decide(&mut harness, 1, true);
    assert_eq!(harness.outputs(), [state(State::Inactive)]);
}

#[test]
fn the_user_alone_decides_about_a_refusal() {
    let mut harness = asking();
    decide(&mut harness, 1, true);
    harness.retry();
    harness.accept("ERROR\nmessage:bad login\n\n\0");
    let asked = consider(2, Reason::Refused, 1);
    assert!(harness.outputs().contains(&asked));
    decide(&mut harness, 2, true);
    harness.come_back();
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn an_answer_to_an_earlier_question_is_none() {
    let mut harness = asking();
    decide(&mut harness, 1, true);
    harness.retry();
    harness.prepared(&[]);
    harness.closed();
    harness.outputs();
    decide(&mut harness, 1, true);
    decide(&mut harness, 3, true);
    assert_eq!(harness.outputs(), []);
}

#[test]
fn a_second_answer_changes_nothing() {
    let mut harness = asking();
    decide(&mut harness, 1, true);
    harness.outputs();
    for again in [true, false] {
        decide(&mut harness, 1, again);
        assert_eq!(harness.outputs(), []);
    }
}

#[test]
fn is_not_asked_about_an_end_that_was_wanted() {
    let mut harness = Harness::connected_by(reconnecting(ASK), NAMED);
    harness.disconnect(2_000);
    harness.receive("RECEIPT\nreceipt-id:disconnect\n\n\0");
    assert_eq!(harness.ends(), [(Reason::Requested, Next::Stop)]);
    let mut harness = Harness::connected_by(reconnecting(ASK), NAMED);
    harness.signal(Signal::Suspend);
    assert_eq!(harness.ends(), [(Reason::Suspended, Next::Wake)]);
}

#[test]
fn is_not_asked_about_a_first_attempt_that_is_not_repeated() {
    let mut harness = Harness::new(reconnecting(ASK));
    harness.connect();
    harness.prepared(&[]);
    harness.closed();
    assert_eq!(harness.engine.state(), State::Inactive);
}

#[test]
fn disconnect_settles_the_question() {
    let mut harness = asking();
    let promise = harness.disconnect(2_000);
    assert_eq!(harness.settled(promise), Some(Ok(())));
    let requested = ended(Reason::Requested, Next::Stop);
    assert!(harness.outputs().contains(&requested));
    decide(&mut harness, 1, true);
    assert_eq!(harness.outputs(), []);
}

#[test]
fn signals_do_not_answer_for_the_user() {
    let mut harness = asking();
    for signal in [Signal::Online, Signal::Offline, Signal::Wake] {
        harness.signal(signal);
        assert_eq!(harness.outputs(), []);
    }
    decide(&mut harness, 1, true);
    assert_eq!(harness.engine.state(), State::Connecting);
}
