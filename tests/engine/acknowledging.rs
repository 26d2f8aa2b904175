//! ACK and NACK.

use crate::support::{Harness, flat};
use stompwire::protocol::{Config, Error, Escaping, Received, Version};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Acknowledges a message with this head on a connection of this version.
fn acknowledge(version: &str, head: &str, positive: bool) -> Result<Vec<String>, Error> {
    let connected = format!("CONNECTED\nversion:{version}\n\n\0");
    let mut harness = Harness::connected_by(Config::default(), &connected);
    let escaping = Version::from_name(version.as_bytes())
        .expect("it is one")
        .escaping();
    let message = Received {
        session: 1,
        head: head.as_bytes(),
        escaping,
    };
    harness
        .engine
        .acknowledge(message, positive, &flat(&[("transaction", "tx-0")]))?;
    harness.drain();
    Ok(harness.frames())
}

#[test]
fn acknowledges_as_each_version_asks() {
    let head = "MESSAGE\nsubscription:s\nmessage-id:m\\c1\nack:a\\c1";
    let plain = "MESSAGE\nsubscription:s\nmessage-id:m:1";
    let ack = |version, head, positive| acknowledge(version, head, positive).expect("it can be");
    assert_eq!(
        ack("1.2", head, true),
        ["ACK\nid:a\\c1\ntransaction:tx-0\n\n\0"]
    );
    assert_eq!(
        ack("1.2", head, false),
        ["NACK\nid:a\\c1\ntransaction:tx-0\n\n\0"]
    );
    let older = "message-id:m\\c1\nsubscription:s\ntransaction:tx-0\n\n\0";
    assert_eq!(ack("1.1", head, true), [format!("ACK\n{older}")]);
    assert_eq!(ack("1.1", head, false), [format!("NACK\n{older}")]);
    let oldest = "ACK\nmessage-id:m:1\nsubscription:s\ntransaction:tx-0\n\n\0";
    assert_eq!(ack("1.0", plain, true), [oldest]);
}

#[test]
fn cannot_acknowledge_what_names_nothing_to_acknowledge() {
    assert_eq!(
        acknowledge("1.2", "MESSAGE\nmessage-id:m", true),
        Err(Error::StaleMessage)
    );
    assert_eq!(
        acknowledge("1.1", "MESSAGE\nack:a", true),
        Err(Error::StaleMessage)
    );
}

#[test]
fn stomp_1_0_has_no_nack() {
    let refused = acknowledge("1.0", "MESSAGE\nmessage-id:m", false);
    assert_eq!(refused, Err(Error::NackUnsupported));
}

#[test]
fn cannot_acknowledge_a_message_of_an_earlier_connection() {
    let mut harness = Harness::connected();
    harness.closed();
    harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.receive("CONNECTED\nversion:1.2\n\n\0");
    let message = Received {
        session: 1,
        head: b"MESSAGE\nack:a",
        escaping: Escaping::V12,
    };
    let refused = harness.engine.acknowledge(message, true, &[]);
    assert_eq!(refused, Err(Error::StaleMessage));
}
