//! What holds whatever the server, the network and the user do, in any order.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use fastrand::Rng;
use stompwire::protocol::sockjs::Phase;
use stompwire::protocol::{Error, Failure, Next, Outcome, Output, Reason, State, Transport};
use support::machine::play;
use support::seeds::{cases, each};
use support::{Text, frame_text};

#[test]
fn any_sequence_keeps_the_invariants() {
    each(cases(10_000, 1_000_000), |seed| {
        play(&script(seed));
    });
}

/// Random sequences that never got anywhere would show nothing.
#[test]
fn random_sequences_reach_every_state_transport_and_end() {
    let outputs: Vec<_> = (0..1_500).flat_map(|seed| play(&script(seed))).collect();
    for (what, is_it) in REACHED {
        let count = outputs.iter().filter(|output| is_it(output)).count();
        assert!(count > 10, "{what}: {count}");
    }
}

/// The choices that a sequence is made of.
fn script(seed: u64) -> Vec<u8> {
    let mut random = Rng::with_seed(seed);
    let length = random.usize(300..600);
    (0..length).map(|_| random.u8(..)).collect()
}

type Reached = (&'static str, fn(&Output<Text>) -> bool);

const REACHED: &[Reached] = &[
    ("inactive", |output| is_state(output, State::Inactive)),
    ("connecting", |output| is_state(output, State::Connecting)),
    ("connected", |output| is_state(output, State::Connected)),
    ("disconnecting", |output| {
        is_state(output, State::Disconnecting)
    }),
    ("raw", |output| opens(output, Some(Transport::Raw))),
    ("framed", |output| opens(output, Some(Transport::WebSocket))),
    ("streaming", |output| {
        opens(output, Some(Transport::XhrStreaming))
    }),
    ("polling", |output| {
        opens(output, Some(Transport::XhrPolling))
    }),
    ("/info", |output| opens(output, None)),
    ("useless though open", |output| {
        matches!(output, Output::Attempted(attempt)
            if attempt.phase == Phase::Stomp && attempt.outcome != Outcome::Opened)
    }),
    (
        "superseded",
        |output| matches!(output, Output::Attempted(attempt) if attempt.outcome == Outcome::Superseded),
    ),
    ("all failed", |output| {
        matches!(
            output,
            Output::Settle(_, Err(Failure::Ended(Reason::AllTransportsFailed)))
        )
    }),
    ("session lost", |output| {
        matches!(
            output,
            Output::Disconnected {
                reason: Reason::SessionLost,
                ..
            }
        )
    }),
    ("an exchange ends it", |output| {
        matches!(
            output,
            Output::Disconnected {
                reason: Reason::Http(_, false),
                ..
            }
        )
    }),
    ("a POST ends it", |output| {
        matches!(
            output,
            Output::Disconnected {
                reason: Reason::Http(_, true),
                ..
            }
        )
    }),
    ("received again", |output| {
        matches!(output, Output::Receive(_))
    }),
    ("posted", |output| matches!(output, Output::Post(_))),
    ("remembered", |output| matches!(output, Output::Remember(_))),
    ("waits", |output| {
        follows(output, |next| matches!(next, Next::Retry(_)))
    }),
    ("waits for the page", |output| {
        follows(output, |next| next == Next::Wake)
    }),
    ("asks the user", |output| {
        matches!(output, Output::Consider { .. })
    }),
    ("silent", |output| {
        matches!(
            output,
            Output::Disconnected {
                reason: Reason::HeartbeatTimeout,
                ..
            }
        )
    }),
    ("queued", |output| matches!(output, Output::Queued { .. })),
    ("repeated", |output| {
        frame_text(output).is_some_and(|frame| frame.contains("\nredelivery-count:"))
    }),
    ("unconfirmed", |output| {
        matches!(output, Output::Settle(_, Err(Failure::Unconfirmed(_))))
    }),
    ("too old", |output| rejected(output, Error::Expired)),
    ("cleared", |output| rejected(output, Error::Cleared)),
    ("suspended", |output| {
        matches!(
            output,
            Output::Refused {
                why: Error::Suspended,
                ..
            }
        )
    }),
    ("delivered", |output| {
        matches!(output, Output::Deliver { .. })
    }),
];

fn is_state(output: &Output<Text>, state: State) -> bool {
    *output == Output::StateChanged(state)
}

fn opens(output: &Output<Text>, transport: Option<Transport>) -> bool {
    matches!(output, Output::Attempted(attempt)
        if attempt.transport == transport && attempt.outcome == Outcome::Opened)
}

fn follows(output: &Output<Text>, is_it: fn(Next) -> bool) -> bool {
    matches!(output, Output::Disconnected { next, .. } if is_it(*next))
}

fn rejected(output: &Output<Text>, why: Error) -> bool {
    matches!(output, Output::Settle(_, Err(Failure::Rejected(error))) if *error == why)
}
