//! What holds whatever the server, the network and the user do, in any order.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/strategies.rs"]
mod strategies;
mod support;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use stompwire::protocol::{Output, State};
use strategies::cases;
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
fn random_sequences_reach_every_state_and_end() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let script = prop::collection::vec(any::<u8>(), 600);
    let mut reached = [0; 4];
    let mut delivered = 0;
    for _ in 0..100 {
        let script = script
            .new_tree(&mut runner)
            .expect("it is random")
            .current();
        for output in play(&script) {
            match output {
                Output::StateChanged(state) => {
                    let state: usize = match state {
                        State::Inactive => 0,
                        State::Connecting => 1,
                        State::Connected => 2,
                        State::Disconnecting => 3,
                    };
                    reached
                        .iter_mut()
                        .skip(state)
                        .take(1)
                        .for_each(|count| *count += 1);
                }
                Output::Deliver { .. } => delivered += 1,
                _ => {}
            }
        }
    }
    assert!(reached.iter().all(|count| *count > 20), "{reached:?}");
    assert!(delivered > 100, "{delivered}");
}
