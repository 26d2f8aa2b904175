//! What holds whatever the server, the network and the user do, in any order.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/strategies.rs"]
mod strategies;
mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use stompwire::protocol::sockjs::Phase;
use stompwire::protocol::{Failure, Outcome, Output, Reason, State, Transport};
use strategies::cases;
use support::Text;
use support::machine::play;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn any_sequence_keeps_the_invariants(script in prop::collection::vec(any::<u8>(), 0..600)) {
        play(&script);
    }
}

/// Random sequences that never got anywhere would show nothing.
#[test]
fn random_sequences_reach_every_state_transport_and_end() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let script = prop::collection::vec(any::<u8>(), 600);
    let mut outputs = Vec::new();
    for _ in 0..700 {
        let script = script
            .new_tree(&mut runner)
            .expect("it is random")
            .current();
        outputs.extend(play(&script));
    }
    for (what, is_it) in REACHED {
        let count = outputs.iter().filter(|output| is_it(output)).count();
        assert!(count > 15, "{what}: {count}");
    }
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
        matches!(output, Output::Disconnected(Reason::SessionLost))
    }),
    ("an exchange ends it", |output| {
        matches!(output, Output::Disconnected(Reason::Http(_, false)))
    }),
    ("a POST ends it", |output| {
        matches!(output, Output::Disconnected(Reason::Http(_, true)))
    }),
    ("received again", |output| {
        matches!(output, Output::Receive(_))
    }),
    ("posted", |output| matches!(output, Output::Post(_))),
    ("remembered", |output| matches!(output, Output::Remember(_))),
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
