//! Heart-beats both ways (STOMP 1.2, Heart-beating).

use crate::support::Harness;
use crate::support::outputs::{close, fell_silent, state};
use stompwire::protocol::{Config, Heartbeat, State};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client that offers 1,000 out and 2,000 in, and a server that answers `theirs`.
fn connected(theirs: &str) -> Harness {
    let heartbeat = Heartbeat {
        outgoing: 1_000,
        incoming: 2_000,
        tolerance: 2,
    };
    let config = Config {
        heartbeat,
        ..Config::default()
    };
    let connected = format!("CONNECTED\nversion:1.2\nserver:s\nheart-beat:{theirs}\n\n\0");
    Harness::connected_by(config, &connected)
}

#[test]
fn sends_an_eol_at_every_interval() {
    let mut harness = connected("0,1000");
    harness.advance(999);
    assert_eq!(harness.frames(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.frames(), ["\n"]);
    harness.advance(3_000);
    assert_eq!(harness.frames(), ["\n"; 3]);
}

#[test]
fn beats_no_faster_than_the_server_wants() {
    let mut harness = connected("0,5000");
    harness.advance(10_000);
    assert_eq!(harness.frames(), ["\n"; 2]);
}

#[test]
fn beats_from_half_the_interval_when_something_brings_it_here() {
    let mut harness = connected("0,1000");
    harness.sleep(499);
    harness.timeout();
    assert_eq!(harness.frames(), [""; 0]);
    harness.sleep(1);
    harness.timeout();
    assert_eq!(harness.frames(), ["\n"]);
    harness.advance(999);
    assert_eq!(harness.frames(), [""; 0]);
}

#[test]
fn needs_no_beats_where_one_side_has_none() {
    for theirs in ["0,0", "1000,0"] {
        let mut harness = connected(theirs);
        harness.advance(1_500);
        assert_eq!(harness.frames(), [""; 0]);
    }
    let mut harness = connected("0,0");
    harness.advance(3_600_000);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn keeps_a_websocket_from_idling_where_the_server_has_no_beats_at_all() {
    let mut harness = connected("0,0");
    harness.advance(24_999);
    assert_eq!(harness.frames(), [""; 0]);
    harness.advance(1);
    assert_eq!(harness.frames(), ["\n"]);
    harness.advance(25_000);
    assert_eq!(harness.frames(), ["\n"]);
}

#[test]
fn ends_when_the_server_is_silent_for_the_tolerated_intervals() {
    let mut harness = connected("2000,0");
    harness.advance(3_999);
    assert_eq!(harness.outputs(), []);
    harness.advance(1);
    assert_eq!(
        harness.outputs(),
        [close(1), state(State::Inactive), fell_silent(4_000)]
    );
}

#[test]
fn anything_that_arrives_counts_as_a_beat() {
    let arrivals: [fn(&mut Harness); 4] = [
        |harness| harness.receive("\n"),
        |harness| harness.receive("MESSAGE\nsubscription:sub-0\n\nwhole\0"),
        |harness| harness.receive_bytes(b"MESSAGE\nsubscription:sub-0\n\nbytes\0"),
        |harness| harness.receive_bytes(b"\r"),
    ];
    for arrive in arrivals {
        let mut harness = connected("2000,0");
        harness.subscribe("/topic/a");
        for _ in 0..10 {
            harness.advance(3_000);
            arrive(&mut harness);
        }
        assert_eq!(harness.engine.state(), State::Connected);
    }
}

#[test]
fn notices_silence_at_most_one_interval_late() {
    let mut harness = connected("2000,0");
    harness.advance(100);
    harness.receive("\n");
    harness.advance(5_899);
    assert_eq!(harness.engine.state(), State::Connected);
    harness.advance(101);
    assert_eq!(harness.engine.state(), State::Inactive);
}

#[test]
fn starts_anew_with_every_connection() {
    let mut harness = connected("2000,0");
    harness.advance(3_000);
    harness.closed();
    harness.advance(60_000);
    harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\nheart-beat:2000,0\n\n\0");
    harness.advance(3_999);
    assert_eq!(harness.engine.state(), State::Connected);
}
