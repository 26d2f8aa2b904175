//! From `connect` to CONNECTED: one attempt, and every way in which it ends.

use crate::support::outputs::{broken, channel, close, kept, open, prepare, protocol, state};
use crate::support::{CUT, Harness};
use stompwire::protocol::{
    Config, Error, Escaping, Failure, Frame, HeaderFault, Input, Output, Problem, Promise, Reason,
    State, Version, Versions,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client whose channel is open and has CONNECT; its record is empty.
fn connecting(config: Config) -> (Harness, Promise) {
    let mut harness = Harness::new(config);
    let promise = harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.outputs();
    (harness, promise)
}

#[test]
fn asks_for_the_url_then_opens_the_channel_then_sends_connect() {
    let mut harness = Harness::new(Config::default());
    harness.connect();
    assert_eq!(harness.outputs(), [state(State::Connecting), prepare(1)]);
    harness.prepared(&[("login", "ada")]);
    let stomp = ["v12.stomp", "v11.stomp", "v10.stomp"];
    assert_eq!(harness.outputs(), [open(1, &stomp)]);
    harness.opened();
    let connect =
        "CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/\nlogin:ada\n\n\0";
    assert_eq!(harness.frames(), [connect]);
}

#[test]
fn connects_with_connected() {
    let (mut harness, promise) = connecting(Config::default());
    harness.receive("CONNECTED\nversion:1.1\nheart-beat:5000,20000\n\n\0");
    let connected = Output::Connected {
        version: Version::V11,
        heartbeats: (20_000, 10_000),
        frame: Frame {
            head: b"CONNECTED\nversion:1.1\nheart-beat:5000,20000".to_vec(),
            body: Vec::new(),
        },
    };
    assert_eq!(
        harness.outputs(),
        [state(State::Connected), connected, kept(promise)]
    );
}

#[test]
fn offers_the_users_sub_protocols_after_stomps_own() {
    let mut harness = Harness::new(Config {
        versions: Versions::from_bits(0b100),
        protocols: "my-team-custom,".to_owned(),
        ..Config::default()
    });
    harness.connect();
    harness.prepared(&[]);
    assert!(
        harness
            .outputs()
            .contains(&open(1, &["v12.stomp", "my-team-custom"]))
    );
}

#[test]
fn offers_no_sub_protocols_if_told_so() {
    let mut harness = Harness::new(Config {
        offer_protocols: false,
        ..Config::default()
    });
    harness.connect();
    harness.prepared(&[]);
    assert!(harness.outputs().contains(&open(1, &[])));
}

#[test]
fn joins_the_attempt_that_is_under_way() {
    let (mut harness, first) = connecting(Config::default());
    let second = harness.connect();
    assert_eq!(harness.outputs(), []);
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    let third = harness.connect();
    for promise in [first, second, third] {
        assert_eq!(harness.settled(promise), Some(Ok(())));
    }
}

#[test]
fn refuses_headers_that_connect_cannot_carry_before_it_opens_anything() {
    let cases = [
        (("login", "a\nb"), HeaderFault::LineFeed),
        (("login", "a\rb"), HeaderFault::CarriageReturn),
        (("pass\0code", "x"), HeaderFault::Nul),
        (("na:me", "x"), HeaderFault::Colon),
        (("", "x"), HeaderFault::Empty),
        (("accept-version", "9.9"), HeaderFault::Reserved),
    ];
    for (header, fault) in cases {
        let mut harness = Harness::new(Config::default());
        let promise = harness.connect();
        harness.outputs();
        harness.prepared(&[("host", "broker"), header]);
        let failure = Failure::Rejected(Error::InvalidHeader { index: 2, fault });
        assert_eq!(
            harness.outputs(),
            [state(State::Inactive), broken(promise, failure)]
        );
    }
}

#[test]
fn gives_up_when_the_url_cannot_be_learnt() {
    let mut harness = Harness::new(Config::default());
    let promise = harness.connect();
    harness.outputs();
    harness.input(Input::PreparationFailed);
    let failure = Failure::Ended(Reason::PreparationFailed);
    assert_eq!(
        harness.outputs(),
        [state(State::Inactive), broken(promise, failure)]
    );
}

#[test]
fn gives_up_when_the_channel_does_not_open() {
    let mut harness = Harness::new(Config::default());
    let promise = harness.connect();
    harness.prepared(&[]);
    harness.outputs();
    harness.closed();
    let failure = Failure::Ended(Reason::ConnectionFailed(CUT));
    assert_eq!(
        harness.outputs(),
        [state(State::Inactive), broken(promise, failure)]
    );
}

#[test]
fn gives_up_when_the_channel_closes_before_connected() {
    let (mut harness, promise) = connecting(Config::default());
    harness.closed();
    let failure = Failure::Ended(Reason::ConnectionLost(CUT));
    assert_eq!(
        harness.outputs(),
        [state(State::Inactive), broken(promise, failure)]
    );
}

#[test]
fn times_out_in_every_stage_and_closes_what_is_open() {
    let failure = Failure::Ended(Reason::ConnectTimeout);
    for stage in 0..3 {
        let mut harness = Harness::new(Config::default());
        let promise = harness.connect();
        harness.advance(4_000);
        if stage >= 1 {
            harness.prepared(&[]);
        }
        if stage >= 2 {
            harness.opened();
        }
        harness.advance(5_999);
        assert_eq!(harness.engine.state(), State::Connecting);
        harness.outputs();
        harness.advance(1);
        let mut expected = vec![state(State::Inactive), broken(promise, failure)];
        if stage >= 1 {
            expected.insert(0, close(1));
        }
        assert_eq!(harness.outputs(), expected);
    }
}

#[test]
fn closes_and_gives_up_when_the_server_refuses() {
    let (mut harness, promise) = connecting(Config::default());
    harness.receive("ERROR\nmessage:no\\cway\n\nbad login\0");
    let [error, rest @ ..] = &*harness.events() else {
        unreachable!("the ERROR is an event");
    };
    let frame = Frame {
        head: b"ERROR\nmessage:no\\cway".to_vec(),
        body: b"bad login".to_vec(),
    };
    assert_eq!(*error, close(1));
    assert_eq!(
        rest,
        [
            Output::ServerError(frame, Escaping::V12),
            state(State::Inactive),
            broken(promise, Failure::Ended(Reason::Refused)),
        ]
    );
}

#[test]
fn refuses_a_version_that_it_did_not_offer() {
    let (mut harness, promise) = connecting(Config {
        versions: Versions::from_bits(0b100),
        ..Config::default()
    });
    harness.receive("CONNECTED\nversion:1.1\n\n\0");
    let failure = Failure::Ended(Reason::UnsupportedVersion);
    assert_eq!(
        harness.outputs(),
        [close(1), state(State::Inactive), broken(promise, failure)]
    );
}

#[test]
fn refuses_what_is_no_connected() {
    let cases = [
        (
            "HTTP/1.1 400 Bad Request\r\n\r\n\0",
            Problem::UnknownCommand,
            0,
        ),
        ("MESSAGE\n\n\0", Problem::UnexpectedFrame, 0),
        ("RECEIPT\n\n\0", Problem::UnexpectedFrame, 0),
        ("CONNECTED\nversion\n\n\0", Problem::HeaderWithoutColon, 10),
        (
            "CONNECTED\nversion:1.2\nheart-beat:soon\n\n\0",
            Problem::InvalidHeartBeat,
            0,
        ),
    ];
    for (text, problem, offset) in cases {
        let (mut harness, promise) = connecting(Config::default());
        harness.receive(text);
        let failure = Failure::Ended(protocol(problem, offset, 0));
        assert_eq!(
            harness.outputs(),
            [close(1), state(State::Inactive), broken(promise, failure)]
        );
    }
}

#[test]
fn takes_the_values_of_connected_as_they_are() {
    let (mut harness, promise) = connecting(Config::default());
    harness.receive("CONNECTED\nversion:1.2\nuser-name:DOMAIN\\user\n\n\0");
    assert_eq!(harness.settled(promise), Some(Ok(())));
}

#[test]
fn abort_ends_an_attempt_in_every_stage() {
    let failure = Failure::Ended(Reason::Aborted);
    for stage in 0..3 {
        let mut harness = Harness::new(Config::default());
        let promise = harness.connect();
        if stage >= 1 {
            harness.prepared(&[]);
        }
        if stage >= 2 {
            harness.opened();
        }
        harness.outputs();
        harness.abort();
        let mut expected = vec![state(State::Inactive), broken(promise, failure)];
        if stage >= 1 {
            expected.insert(0, close(1));
        }
        assert_eq!(harness.outputs(), expected);
    }
}

#[test]
fn abort_leaves_a_connection_alone() {
    let mut harness = Harness::connected();
    harness.abort();
    assert_eq!(harness.outputs(), []);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn ignores_what_an_old_attempt_still_says() {
    let mut harness = Harness::new(Config::default());
    harness.connect();
    harness.prepared(&[]);
    harness.abort();
    harness.connect();
    harness.outputs();
    let now = harness.now();
    for input in [
        Input::Opened,
        Input::Received(b"CONNECTED\nversion:1.2\n\n\0"),
        Input::Closed(CUT),
    ] {
        harness.engine.handle_input(channel(1), input, now);
    }
    assert_eq!(harness.engine.poll_output(), None);
    assert_eq!(harness.engine.state(), State::Connecting);
}
