//! After a connection is lost: how long to wait, how often to try, and when to stop.

use crate::support::outputs::{broken, channel, ended, failed, kept, prepare, protocol, state};
use crate::support::{CUT, Harness, NAMED, reconnecting};
use stompwire::protocol::{
    Config, Error, Failure, HeaderFault, Input, Next, Output, Problem, Reason, Reconnect, State,
    Versions,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const LOST: Reason = Reason::ConnectionLost(CUT);
const UNREACHED: Reason = Reason::ConnectionFailed(CUT);

/// What ends a connection or an attempt, and what is told of it.
type Ending = (fn(&mut Harness), Reason);

/// A client with this policy that has just lost its connection; its record is empty.
fn lost(policy: Reconnect) -> Harness {
    let mut harness = Harness::connected_by(reconnecting(policy), NAMED);
    harness.closed();
    harness.outputs();
    harness
}

/// The next attempt finds no server. Gives what follows.
fn fail(harness: &mut Harness) -> Next {
    harness.retry();
    harness.prepared(&[]);
    harness.ends();
    harness.closed();
    what_follows(harness)
}

/// What was told to follow the last end.
fn what_follows(harness: &mut Harness) -> Next {
    let ends = harness.ends();
    let [(_, next)] = &*ends else {
        unreachable!("{ends:?}");
    };
    *next
}

#[test]
fn tells_why_it_ended_and_tries_again_when_it_said() {
    let mut harness = Harness::reconnecting();
    harness.closed();
    let told = harness.outputs();
    let [
        connecting,
        Output::Disconnected {
            next: Next::Retry(wait),
            ..
        },
    ] = &*told
    else {
        unreachable!("{told:?}");
    };
    assert_eq!(*connecting, state(State::Connecting));
    assert_eq!(told.last(), Some(&ended(LOST, Next::Retry(*wait))));
    harness.advance(u64::from(*wait) - 1);
    assert_eq!(harness.outputs(), []);
    harness.advance(1);
    assert_eq!(harness.outputs(), [prepare(2)]);
    harness.accept(NAMED);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn waits_any_time_up_to_a_bound_that_doubles_until_the_cap() {
    const BOUNDS: [u32; 8] = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
    let mut waits = BOUNDS.map(|_| Vec::new());
    for seed in 0..400_u32 {
        let config = reconnecting(Reconnect::default());
        let mut harness = Harness::with_seed(config, seed.wrapping_mul(0x9e37_79b9));
        harness.connect();
        harness.accept(NAMED);
        harness.closed();
        let mut next = what_follows(&mut harness);
        for waits in &mut waits {
            let Next::Retry(wait) = next else {
                unreachable!("{next:?}");
            };
            waits.push(wait);
            next = fail(&mut harness);
        }
    }
    for (waits, bound) in waits.iter().zip(BOUNDS) {
        let mean = waits.iter().map(|wait| u64::from(*wait)).sum::<u64>() / 400;
        let middle = u64::from(bound * 45 / 100)..=u64::from(bound * 55 / 100);
        assert!(waits.iter().all(|wait| *wait <= bound));
        assert!(middle.contains(&mean), "{mean} of {bound}");
    }
}

#[test]
fn the_same_seed_waits_as_long_and_another_does_not() {
    let waits = |seed| {
        let mut harness = Harness::with_seed(reconnecting(Reconnect::default()), seed);
        harness.connect();
        harness.accept(NAMED);
        harness.closed();
        harness.ends();
        [(); 5].map(|()| fail(&mut harness))
    };
    assert_eq!(waits(7), waits(7));
    assert_ne!(waits(7), waits(8));
}

#[test]
fn counts_the_attempts_that_have_failed_since_there_was_a_connection() {
    let mut harness = lost(Reconnect::default());
    for attempt in 1..=12 {
        harness.retry();
        harness.prepared(&[]);
        harness.outputs();
        harness.closed();
        let told = harness.outputs();
        let [Output::Disconnected { next, .. }] = &*told else {
            unreachable!("{told:?}");
        };
        assert_eq!(told, [failed(attempt, UNREACHED, *next)]);
    }
    harness.come_back();
    harness.outputs();
    harness.closed();
    let counts_anew = |output: &_| matches!(output, Output::Disconnected { attempt: 0, .. });
    assert!(harness.outputs().iter().any(counts_anew));
}

#[test]
fn stops_after_the_last_attempt() {
    let mut harness = lost(Reconnect {
        max_attempts: 3,
        ..Reconnect::default()
    });
    let (_, ready) = harness.subscribe("/topic/a");
    for _ in 0..2 {
        assert!(matches!(fail(&mut harness), Next::Retry(_)));
    }
    harness.retry();
    harness.prepared(&[]);
    harness.outputs();
    harness.closed();
    assert_eq!(
        harness.outputs(),
        [
            state(State::Inactive),
            failed(3, UNREACHED, Next::Stop),
            broken(ready, Failure::Ended(UNREACHED)),
        ]
    );
    assert_eq!(harness.engine.poll_timeout(), None);
}

#[test]
fn begins_anew_after_a_connection_that_lasted_ten_seconds() {
    for (lasted, anew) in [(9_999, false), (10_000, true)] {
        let mut harness = lost(Reconnect {
            max_attempts: 1,
            ..Reconnect::default()
        });
        harness.come_back();
        harness.advance(lasted);
        harness.closed();
        let next = what_follows(&mut harness);
        assert_eq!(matches!(next, Next::Retry(_)), anew, "after {lasted} ms");
    }
}

#[test]
fn tries_again_whatever_ended_the_connection() {
    let ends: [Ending; 3] = [
        (|harness| harness.closed(), LOST),
        (
            |harness| {
                harness.receive("ERROR\n\n\0");
                harness.closed();
            },
            Reason::ServerError(CUT),
        ),
        (
            |harness| harness.receive("toString\n\n\0"),
            protocol(Problem::UnknownCommand, 0, 0),
        ),
    ];
    for (end, reason) in ends {
        let mut harness = Harness::reconnecting();
        end(&mut harness);
        let ends = harness.ends();
        assert!(matches!(&*ends, [(why, Next::Retry(_))] if *why == reason));
    }
}

#[test]
fn tries_again_whatever_ended_the_attempt() {
    let fails: [Ending; 5] = [
        (
            |harness| harness.input(Input::PreparationFailed),
            Reason::PreparationFailed,
        ),
        (|harness| harness.advance(10_000), Reason::ConnectTimeout),
        (
            |harness| {
                harness.prepared(&[]);
                harness.closed();
            },
            UNREACHED,
        ),
        (
            |harness| {
                harness.prepared(&[]);
                harness.opened();
                harness.closed();
            },
            LOST,
        ),
        (
            |harness| {
                harness.prepared(&[]);
                harness.opened();
                harness.advance(10_000);
            },
            Reason::ConnectTimeout,
        ),
    ];
    for (fail, reason) in fails {
        let mut harness = lost(Reconnect {
            initial_delay: 60_000,
            max_delay: 60_000,
            ..Reconnect::default()
        });
        harness.retry();
        fail(&mut harness);
        let ends = harness.ends();
        assert!(matches!(&*ends, [(why, Next::Retry(_))] if *why == reason));
    }
}

#[test]
fn a_refusal_is_not_tried_again() {
    let refusals = [
        ("ERROR\nmessage:bad login\n\n\0", Reason::Refused),
        ("CONNECTED\nversion:1.1\n\n\0", Reason::UnsupportedVersion),
    ];
    for (answer, reason) in refusals {
        let config = Config {
            versions: Versions::from_bits(0b100),
            ..reconnecting(Reconnect::default())
        };
        let mut harness = Harness::connected_by(config, NAMED);
        harness.closed();
        harness.ends();
        harness.retry();
        harness.accept(answer);
        assert_eq!(harness.ends(), [(reason, Next::Stop)]);
        assert_eq!(harness.engine.state(), State::Inactive);
    }
}

#[test]
fn a_header_that_connect_cannot_carry_is_not_tried_again() {
    let mut harness = lost(Reconnect::default());
    let promise = harness.connect();
    harness.prepared(&[("login", "a\nb")]);
    assert_eq!(harness.ends(), [(Reason::PreparationFailed, Next::Stop)]);
    let fault = HeaderFault::LineFeed;
    let failure = Failure::Rejected(Error::InvalidHeader { index: 1, fault });
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn the_first_attempt_is_one_attempt() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    let promise = harness.connect();
    harness.prepared(&[]);
    harness.outputs();
    harness.closed();
    assert_eq!(
        harness.outputs(),
        [
            state(State::Inactive),
            broken(promise, Failure::Ended(UNREACHED))
        ]
    );
}

#[test]
fn the_first_attempt_is_repeated_if_wanted() {
    let mut harness = Harness::new(reconnecting(Reconnect {
        initial: true,
        ..Reconnect::default()
    }));
    let promise = harness.connect();
    harness.prepared(&[]);
    harness.closed();
    for _ in 0..3 {
        assert!(matches!(what_follows(&mut harness), Next::Retry(_)));
        harness.retry();
        harness.prepared(&[]);
        harness.closed();
    }
    assert_eq!(harness.settled(promise), None);
    harness.come_back();
    assert_eq!(harness.settled(promise), Some(Ok(())));
}

#[test]
fn connect_while_waiting_tries_at_once_and_joins() {
    let mut harness = lost(Reconnect::default());
    let first = harness.connect();
    let second = harness.connect();
    assert_eq!(harness.outputs(), [prepare(2)]);
    harness.prepared(&[]);
    harness.closed();
    assert_eq!(harness.settled(first), None, "it goes on trying");
    harness.come_back();
    for promise in [first, second] {
        assert_eq!(harness.settled(promise), Some(Ok(())));
    }
}

#[test]
fn asks_for_url_and_headers_before_every_attempt() {
    let mut harness = lost(Reconnect::default());
    for token in ["1", "2", "3"] {
        harness.retry();
        harness.prepared(&[("token", token)]);
        harness.opened();
        let connect = harness.frames().pop().expect("it is sent");
        assert!(connect.contains(&format!("\ntoken:{token}\n")));
        harness.closed();
    }
}

#[test]
fn an_old_channel_does_not_disturb_the_wait_nor_the_next_attempt() {
    let mut harness = lost(Reconnect::default());
    for _ in 0..2 {
        let now = harness.now();
        for input in [
            Input::Opened,
            Input::Received(b"MESSAGE\nsubscription:sub-0\n\n\0"),
            Input::Closed(CUT),
        ] {
            harness.engine.handle_input(channel(1), input, now);
        }
        assert_eq!(harness.engine.poll_output(), None);
        harness.retry();
        harness.outputs();
    }
}

#[test]
fn disconnect_ends_the_wait() {
    let mut harness = lost(Reconnect::default());
    let joined = harness.connect();
    harness.prepared(&[]);
    harness.closed();
    harness.outputs();
    let promise = harness.disconnect(2_000);
    assert_eq!(
        harness.outputs(),
        [
            state(State::Inactive),
            failed(1, Reason::Requested, Next::Stop),
            kept(promise),
            broken(joined, Failure::Ended(Reason::Requested)),
        ]
    );
    assert_eq!(harness.engine.poll_timeout(), None);
}

#[test]
fn abort_ends_the_wait() {
    let mut harness = lost(Reconnect::default());
    harness.abort();
    assert_eq!(harness.ends(), [(Reason::Aborted, Next::Stop)]);
    assert_eq!(harness.engine.poll_timeout(), None);
}

#[test]
fn a_connection_that_was_ended_on_purpose_is_not_made_again() {
    for answer in ["RECEIPT\nreceipt-id:disconnect\n\n\0", ""] {
        let mut harness = Harness::reconnecting();
        harness.disconnect(2_000);
        harness.receive(answer);
        harness.advance(2_000);
        assert_eq!(harness.ends(), [(Reason::Requested, Next::Stop)]);
    }
    let mut harness = Harness::reconnecting();
    harness.disconnect(2_000);
    harness.closed();
    assert_eq!(harness.ends(), [(Reason::Requested, Next::Stop)]);
}

#[test]
fn a_client_that_is_connected_anew_has_its_first_attempt_again() {
    let mut harness = Harness::reconnecting();
    harness.disconnect(0);
    harness.timeout();
    harness.connect();
    harness.prepared(&[]);
    harness.closed();
    assert_eq!(harness.engine.state(), State::Inactive);
}
