//! What a log may show of a connection.

use crate::support::{Harness, Text, UNNAMED, flat};
use stompwire::protocol::{Config, Delivery, Error, LogBody, Logging, Output};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What was logged of one frame: whether it was sent, its head, and its body.
type Line = (bool, String, Option<String>);

/// The log so far.
fn log(harness: &mut Harness) -> Vec<Line> {
    let outputs = harness.outputs().into_iter();
    let line = |output: Output<Text>| match output {
        Output::Log { sent, head, body } => {
            let body = match body {
                LogBody::None => None,
                LogBody::Bytes(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                LogBody::Payload(text) => Some(text.to_string()),
            };
            Some((sent, String::from_utf8_lossy(&head).into_owned(), body))
        }
        _ => None,
    };
    outputs.filter_map(line).collect()
}

fn logging(log: Logging) -> Harness {
    Harness::new(Config {
        log,
        ..Config::default()
    })
}

/// A conversation, and what was logged of it.
fn conversation(logging: Logging) -> Vec<Line> {
    let mut harness = self::logging(logging);
    harness.connect();
    harness.accept(UNNAMED);
    harness.subscribe("/topic/a");
    harness.give("/app/a", "body", Delivery::Plain);
    harness.receive("MESSAGE\nsubscription:sub-0\n\nfast\0\n");
    harness.receive("MESSAGE\nsubscription:sub-0\n\nslow\0\n\n");
    log(&mut harness)
}

#[test]
fn shows_the_head_of_every_frame_and_no_body() {
    let sent = |head: &str| (true, head.to_owned(), None);
    let received = |head: &str| (false, head.to_owned(), None);
    assert_eq!(
        conversation(Logging::Heads),
        [
            sent("CONNECT\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\nhost:/"),
            received("CONNECTED\nversion:1.2"),
            sent("SUBSCRIBE\ndestination:/topic/a\nid:sub-0"),
            sent("SEND\ndestination:/app/a"),
            received("MESSAGE\nsubscription:sub-0"),
            received("MESSAGE\nsubscription:sub-0"),
        ]
    );
}

#[test]
fn shows_bodies_if_asked_to() {
    let bodies: Vec<_> = conversation(Logging::Bodies)
        .into_iter()
        .filter_map(|(_, _, body)| body)
        .collect();
    assert_eq!(bodies, ["", "body", "fast", "slow"]);
}

#[test]
fn nothing_goes_out_unlogged() {
    let mut harness = logging(Logging::Heads);
    harness.connect();
    harness.accept(UNNAMED);
    assert_eq!(harness.send("/app/a", &[], ""), Err(Error::Busy));
}

#[test]
fn hides_what_the_user_calls_secret_in_any_case() {
    let mut harness = Harness::new(Config {
        log: Logging::Heads,
        secrets: b"tenant\xffPin\xff".to_vec(),
        ..Config::default()
    });
    harness.connect();
    harness.accept(UNNAMED);
    let headers = [("Tenant", "acme"), ("PIN", "1234"), ("tenants", "2")];
    harness
        .enqueue("/app/a", &headers, "", Delivery::Plain)
        .expect("it is connected");
    harness.receive("MESSAGE\nsubscription:none\npin:1234\n\n\0");
    let heads: Vec<_> = log(&mut harness)
        .into_iter()
        .map(|(_, head, _)| head)
        .collect();
    assert_eq!(
        heads.get(2..),
        Some(
            &[
                "SEND\ndestination:/app/a\nTenant:***\nPIN:***\ntenants:2".to_owned(),
                "MESSAGE\nsubscription:none\npin:***".to_owned(),
            ][..]
        )
    );
}

#[test]
fn shows_nothing_unless_asked_to() {
    let mut harness = Harness::connected();
    harness.send("/app/a", &[], "").expect("it is connected");
    harness.receive("MESSAGE\n\n\0");
    assert_eq!(log(&mut harness), []);
}

#[test]
fn no_output_but_the_frame_itself_holds_a_secret() {
    const CANARY: &str = "canary-5f3a";
    let secrets = [
        ("passcode", CANARY),
        ("Authorization", "Bearer canary-5f3a"),
        ("COOKIE", "JSESSIONID=canary-5f3a"),
        ("X-CSRF-TOKEN", CANARY),
        ("client-secret", CANARY),
        ("password:hint", CANARY),
    ];
    let mut harness = Harness::new(Config {
        log: Logging::Heads,
        escape_connect: true,
        ..Config::default()
    });
    harness.connect();
    harness.prepared(&secrets);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    harness
        .enqueue("/app/a", &secrets, CANARY, Delivery::Retry)
        .expect("it is connected");
    let number = harness
        .engine
        .begin(&flat(&secrets))
        .expect("it is connected");
    harness.drain();
    let fault = [("passcode", CANARY), ("a", "\0")];
    harness
        .end_transaction(number, true, &fault)
        .expect_err("a NUL cannot be sent");
    for output in harness.events() {
        let shown = match output {
            Output::Log { head, .. } => String::from_utf8_lossy(&head).into_owned(),
            other => format!("{other:?}"),
        };
        assert!(!shown.contains(CANARY), "{shown}");
    }
    let carried = harness.frames().concat();
    assert_eq!(carried.matches(CANARY).count(), 3 * secrets.len() + 1);
}
