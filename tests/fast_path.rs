//! The fast path does what the slow one does.

#![cfg(not(target_arch = "wasm32"))]

#[path = "support/strategies.rs"]
mod strategies;
mod support;

use proptest::prelude::*;
use stompwire::protocol::{Config, Limits, Logging};
use strategies::{cases, messages};
use support::Harness;
use support::delivery::Delivered;
use support::differential::compare;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn both_paths_have_the_same_outcome(
        messages in messages(),
        version in prop::sample::select(vec!["1.0", "1.1", "1.2"]),
        tight in any::<bool>(),
        log in prop::sample::select(vec![Logging::Off, Logging::Heads, Logging::Bodies]),
    ) {
        let limits = Limits { frame: 70, headers: 3, header_line: 40, header_block: 50, parts: 3 };
        let limits = if tight { limits } else { Limits::default() };
        compare(&Config { limits, log, ..Config::default() }, version, &messages);
    }
}

#[test]
fn a_regular_message_takes_the_fast_path() {
    let mut harness = Harness::connected();
    harness.subscribe("/topic/a");
    harness.events();
    harness.receive("MESSAGE\nsubscription:sub-0\n\n안녕\0\n");
    assert_eq!(harness.whole, 1);
    assert_eq!(harness.deliveries().len(), 1);
}

#[test]
fn an_unfinished_frame_keeps_the_fast_path_shut() {
    let mut harness = Harness::connected();
    harness.subscribe("/topic/a");
    harness.receive("MESSAGE\nsubscription:sub-0\n\none, ");
    harness.receive("MESSAGE\nsubscription:sub-0\n\nstill one\0");
    let bodies: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.body)
        .collect();
    assert_eq!(bodies, ["one, MESSAGE\nsubscription:sub-0\n\nstill one"]);
}

#[test]
fn a_message_kept_through_ten_thousand_others_still_reads_the_same() {
    for fast in [true, false] {
        let mut harness = Harness::connected();
        harness.fast = fast;
        let (slot, _) = harness.subscribe("/topic/a");
        harness.events();
        harness.receive("MESSAGE\nsubscription:sub-0\nname:kept\\c1\n\nthe first\0");
        let kept = harness.events();
        for number in 0..10_000 {
            harness.receive(&format!(
                "MESSAGE\nsubscription:sub-0\nname:{number}\n\nlater\0"
            ));
        }
        let [kept] = &*kept else {
            unreachable!("there was one message");
        };
        let headers = [("subscription", "sub-0"), ("name", "kept:1")];
        let expected = Delivered {
            session: 1,
            subscription: Some(slot),
            headers: headers
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            body: "the first".to_owned(),
        };
        assert_eq!(Delivered::read(kept), Some(expected));
        assert_eq!(harness.deliveries().len(), 10_000);
    }
}
