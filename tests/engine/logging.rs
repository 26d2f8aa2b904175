//! What a log may show of a connection.

use crate::support::{Harness, flat};
use stompwire::protocol::{Config, Output};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The log so far: whether each head was sent, and its text.
fn log(harness: &mut Harness) -> Vec<(bool, String)> {
    harness
        .outputs()
        .into_iter()
        .filter_map(|output| match output {
            Output::Log { sent, head } => Some((sent, String::from_utf8_lossy(&head).into_owned())),
            _ => None,
        })
        .collect()
}

fn logging() -> Harness {
    Harness::new(Config {
        log: true,
        ..Config::default()
    })
}

#[test]
fn shows_the_head_of_every_frame_and_no_body() {
    let mut harness = logging();
    harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    harness.subscribe("/topic/a");
    harness
        .send("/app/a", &[], "body")
        .expect("it is connected");
    harness.receive("MESSAGE\nsubscription:sub-0\n\nfast\0\n");
    harness.receive("MESSAGE\nsubscription:sub-0\n\nslow\0\n\n");
    let sent = |head: &str| (true, head.to_owned());
    let received = |head: &str| (false, head.to_owned());
    assert_eq!(
        log(&mut harness),
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
        log: true,
        escape_connect: true,
        ..Config::default()
    });
    harness.connect();
    harness.prepared(&secrets);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    harness
        .send("/app/a", &secrets, CANARY)
        .expect("it is connected");
    let number = harness
        .engine
        .begin(&flat(&secrets))
        .expect("it is connected");
    let fault = [("passcode", CANARY), ("a", "\0")];
    harness
        .engine
        .end_transaction(number, true, &flat(&fault))
        .expect_err("a NUL cannot be sent");
    harness.drain();
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
