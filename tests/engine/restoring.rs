//! Subscriptions that survive their connections.

use crate::support::outputs::{broken, channel};
use crate::support::{Harness, NAMED, UNNAMED, quiet, reconnecting};
use stompwire::protocol::{
    AckMode, Delivery, Error, Escaping, Failure, Input, Next, Output, Reason, Received, Reconnect,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client of a server that confirms nothing, which makes its connections again.
fn unconfirmed() -> Harness {
    Harness::connected_by(reconnecting(Reconnect::default()), UNNAMED)
}

/// Loses the connection and makes it again, whose frames after CONNECT are left in the record.
fn come_back(harness: &mut Harness, connected: &str) {
    harness.closed();
    harness.retry();
    harness.prepared(&[]);
    harness.opened();
    harness.outputs();
    harness.receive(connected);
}

#[test]
fn sends_them_in_their_order_with_their_ids_before_anything_else() {
    let mut harness = unconfirmed();
    harness.subscribe("/topic/1");
    harness
        .try_subscribe(
            "mine",
            "/topic/2",
            AckMode::Client,
            &[("selector", "a > 1")],
        )
        .expect("nothing is wrong with it");
    let (ended, _) = harness.subscribe("/topic/3");
    harness.subscribe("/topic/4");
    harness.unsubscribe(ended).expect("it is subscribed");
    harness.advance(10_000);
    harness.closed();
    harness.give("/app/a", "waits", Delivery::Plain);
    harness.retry();
    harness.prepared(&[]);
    harness.opened();
    harness.outputs();
    harness.receive(UNNAMED);
    assert_eq!(
        harness.frames(),
        [
            "SUBSCRIBE\ndestination:/topic/1\nid:sub-0\n\n\0",
            "SUBSCRIBE\ndestination:/topic/2\nid:mine\nack:client\nselector:a > 1\n\n\0",
            "SUBSCRIBE\ndestination:/topic/4\nid:sub-3\n\n\0",
            "SEND\ndestination:/app/a\n\nwaits\0",
        ],
        "as soon as CONNECTED is there"
    );
}

#[test]
fn those_made_and_ended_while_it_waits_count() {
    let mut harness = unconfirmed();
    let (ended, _) = harness.subscribe("/topic/1");
    harness.closed();
    harness.subscribe("/topic/2");
    harness.unsubscribe(ended).expect("it is subscribed");
    harness.retry();
    harness.accept(UNNAMED);
    let subscribed = "SUBSCRIBE\ndestination:/topic/2\nid:sub-1\n\n\0";
    assert_eq!(
        harness.frames().last().map(String::as_str),
        Some(subscribed)
    );
    assert!(
        !harness
            .frames()
            .iter()
            .any(|frame| frame.contains("/topic/1"))
    );
}

#[test]
fn drops_what_the_old_connection_still_brings() {
    let mut harness = unconfirmed();
    harness.subscribe("/topic/a");
    harness.advance(10_000);
    come_back(&mut harness, UNNAMED);
    harness.outputs();
    let now = harness.now();
    let (head, whole) = (
        &b"MESSAGE\nsubscription:sub-0"[..],
        b"MESSAGE\nsubscription:sub-0\n\nlate\0",
    );
    let late = Input::Received(whole);
    harness.engine.handle_input(channel(1), late, now);
    assert_eq!(harness.engine.handle_whole(channel(1), head, 40), None);
    assert_eq!(harness.engine.poll_output(), None);
    harness.receive("MESSAGE\nsubscription:sub-0\n\nnew\0");
    let bodies: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| (one.session, one.body))
        .collect();
    assert_eq!(bodies, [(2, "new".to_owned())]);
}

#[test]
fn a_frame_that_was_cut_by_the_end_is_forgotten() {
    let mut harness = unconfirmed();
    harness.subscribe("/topic/a");
    harness.advance(10_000);
    harness.receive("MESSAGE\nsubscription:sub-0\n\nhalf");
    come_back(&mut harness, UNNAMED);
    harness.receive("MESSAGE\nsubscription:sub-0\n\nwhole\0");
    let bodies: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.body)
        .collect();
    assert_eq!(bodies, ["whole"]);
}

#[test]
fn a_message_of_an_earlier_connection_cannot_be_acknowledged() {
    let mut harness = unconfirmed();
    come_back(&mut harness, UNNAMED);
    let message = |session| Received {
        session,
        head: b"MESSAGE\nack:a",
        escaping: Escaping::V12,
    };
    let stale = harness.engine.acknowledge(message(1), true, &[]);
    assert_eq!(stale, Err(Error::StaleMessage));
    let fresh = harness.engine.acknowledge(message(2), true, &[]);
    assert_eq!(fresh, Ok(()));
}

#[test]
fn is_ready_when_a_later_connection_confirms() {
    let mut harness = Harness::reconnecting();
    let (_, ready) = harness.subscribe("/topic/a");
    come_back(&mut harness, NAMED);
    assert_eq!(harness.settled(ready), None);
    assert_eq!(
        harness.frames(),
        ["SUBSCRIBE\ndestination:/topic/a\nid:sub-0\nreceipt:receipt-2\n\n\0"]
    );
    harness.receive("RECEIPT\nreceipt-id:receipt-2\n\n\0");
    assert_eq!(harness.settled(ready), Some(Ok(())));
}

#[test]
fn is_confirmed_once_and_not_again_with_every_connection() {
    let mut harness = Harness::reconnecting();
    harness.subscribe("/topic/a");
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    harness.advance(10_000);
    come_back(&mut harness, NAMED);
    assert_eq!(
        harness.frames(),
        ["SUBSCRIBE\ndestination:/topic/a\nid:sub-0\n\n\0"]
    );
}

#[test]
fn one_that_ends_before_it_is_confirmed_is_not_ready() {
    let mut harness = Harness::reconnecting();
    let (slot, ready) = harness.subscribe("/topic/a");
    harness.unsubscribe(slot).expect("it is subscribed");
    harness.closed();
    let settled = harness.settled(ready);
    assert!(settled.is_some(), "it does not wait for ever");
}

#[test]
fn is_not_ready_when_no_connection_follows() {
    let mut harness = Harness::reconnecting();
    let (_, ready) = harness.subscribe("/topic/a");
    harness.closed();
    assert_eq!(harness.settled(ready), None);
    harness.disconnect(0);
    let failure = Failure::Ended(Reason::Requested);
    assert!(harness.outputs().contains(&broken(ready, failure)));
}

#[test]
fn one_that_the_version_of_a_later_connection_cannot_express_is_over() {
    let mut harness = unconfirmed();
    let (slot, _) = harness.subscribe("/topic/a\nb");
    harness.outputs();
    come_back(&mut harness, "CONNECTED\nversion:1.0\n\n\0");
    assert_eq!(harness.frames(), [""; 0]);
    let refused = harness
        .events()
        .into_iter()
        .find_map(|output| match output {
            Output::Refused { subscription, why } => Some((subscription, why)),
            _ => None,
        });
    assert!(matches!(
        refused,
        Some((refused, Error::InvalidHeader { .. })) if refused == slot
    ));
    assert_eq!(harness.unsubscribe(slot), Err(Error::Ended));
}

#[test]
fn survives_a_disconnection_and_a_connection_made_by_hand() {
    let mut harness = Harness::connected_by(quiet(), UNNAMED);
    harness.subscribe("/topic/a");
    harness.disconnect(0);
    harness.timeout();
    assert_eq!(harness.ends(), [(Reason::Requested, Next::Stop)]);
    harness.connect();
    harness.accept(UNNAMED);
    let subscribed = "SUBSCRIBE\ndestination:/topic/a\nid:sub-0\n\n\0";
    assert_eq!(
        harness.frames().last().map(String::as_str),
        Some(subscribed)
    );
}
