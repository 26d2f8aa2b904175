//! Clocks that jump and timers that are late: computers sleep, and browsers starve hidden pages.

use crate::support::{Harness, reconnecting};
use stompwire::protocol::{Config, Heartbeat, Next, Reason, Reconnect, Signal, State};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client of a server that beats every 10 seconds and may miss one beat.
fn connected() -> Harness {
    let config = Config {
        heartbeat: Heartbeat::default(),
        ..reconnecting(Reconnect::default())
    };
    Harness::connected_by(
        config,
        "CONNECTED\nversion:1.2\nserver:s\nheart-beat:10000,0\n\n\0",
    )
}

const DEAD: Reason = Reason::HeartbeatTimeout;

#[test]
fn a_connection_that_slept_through_its_beats_is_made_again_at_once() {
    for signal in [Signal::Wake, Signal::Online] {
        let mut harness = connected();
        harness.sleep(30_000);
        harness.signal(signal);
        assert_eq!(harness.ends(), [(DEAD, Next::Retry(0))]);
        assert_eq!(harness.attempts(), 1);
    }
}

#[test]
fn what_was_heard_before_a_sleep_proves_nothing_after_it() {
    let mut harness = connected();
    harness.receive("\n");
    harness.sleep(3_600_000);
    harness.signal(Signal::Wake);
    assert_eq!(harness.ends(), [(DEAD, Next::Retry(0))]);
}

#[test]
fn a_connection_that_was_silent_for_no_longer_than_it_may_is_kept() {
    let mut harness = connected();
    harness.advance(10_000);
    harness.receive("\n");
    harness.sleep(9_000);
    harness.signal(Signal::Wake);
    assert_eq!(harness.ends(), []);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn a_timer_that_is_late_by_a_minute_does_not_end_a_connection_whose_messages_are_on_time() {
    let mut harness = connected();
    for _ in 0..90 {
        harness.sleep(10_000);
        harness.receive("\n");
        harness.timeout();
    }
    assert_eq!(harness.ends(), []);
}

#[test]
fn a_timer_that_is_late_notices_the_silence_when_it_fires() {
    let mut harness = connected();
    harness.sleep(60_000);
    harness.timeout();
    assert!(matches!(&*harness.ends(), [(DEAD, Next::Retry(_))]));
}

#[test]
fn a_wait_that_was_slept_through_is_over() {
    let mut harness = connected();
    harness.closed();
    harness.sleep(3_600_000);
    harness.timeout();
    assert_eq!(harness.attempts(), 1);
}

#[test]
fn a_clock_that_stands_still_changes_nothing() {
    let mut harness = connected();
    for _ in 0..100 {
        harness.timeout();
    }
    assert_eq!(harness.outputs(), []);
}

#[test]
fn tells_for_how_long_messages_may_have_been_missed_and_never_too_short() {
    let mut harness = connected();
    harness.advance(9_000);
    harness.receive("\n");
    harness.advance(8_000);
    harness.closed();
    let told = harness.silence().expect("it is told");
    // One interval more than it was, because nobody looks at the clock for every message.
    assert!((8_000..=18_000).contains(&told), "{told}");
}
