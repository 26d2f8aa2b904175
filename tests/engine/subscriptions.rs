//! Subscriptions and the messages that come for them.

use crate::support::{CUT, Harness};
use stompwire::protocol::{AckMode, Config, Error, Failure, HeaderFault, Reason, Versions};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SPRING: &str = "CONNECTED\nversion:1.2\n\n\0";

/// Loses the connection and makes another, whose frames are left in the record.
fn reconnect(harness: &mut Harness, connected: &str) {
    harness.closed();
    harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.outputs();
    harness.receive(connected);
}

#[test]
fn sends_subscribe_with_an_id_of_its_own() {
    let mut harness = Harness::connected();
    let (slot, _) = harness.subscribe("/topic/a:b");
    assert_eq!(
        harness.frames(),
        ["SUBSCRIBE\ndestination:/topic/a\\cb\nid:sub-0\nreceipt:receipt-1\n\n\0"]
    );
    assert_eq!(harness.engine.subscription_id(slot), Some(&b"sub-0"[..]));
}

#[test]
fn sends_the_users_id_ack_mode_and_headers() {
    let mut harness = Harness::connected_by(Config::default(), SPRING);
    let modes = [
        (AckMode::Auto, "auto", ""),
        (AckMode::Client, "client", "ack:client\n"),
        (
            AckMode::ClientIndividual,
            "individual",
            "ack:client-individual\n",
        ),
    ];
    for (mode, id, line) in modes {
        harness
            .try_subscribe(id, "/queue/a", mode, &[("selector", "a > 1")])
            .expect("nothing is wrong with it");
        let frame = format!("SUBSCRIBE\ndestination:/queue/a\nid:{id}\n{line}selector:a > 1\n\n\0");
        assert_eq!(harness.frames(), [frame]);
    }
}

#[test]
fn subscribes_in_order_on_every_connection() {
    let mut harness = Harness::new(Config::default());
    let (_, first) = harness.subscribe("/topic/1");
    let (second, _) = harness.subscribe("/topic/2");
    harness.subscribe("/topic/3");
    harness.connect();
    harness.prepared(&[]);
    harness.opened();
    harness.outputs();
    harness.receive(SPRING);
    assert_eq!(harness.settled(first), Some(Ok(())));
    assert_eq!(
        harness.frames(),
        [
            "SUBSCRIBE\ndestination:/topic/1\nid:sub-0\n\n\0",
            "SUBSCRIBE\ndestination:/topic/2\nid:sub-1\n\n\0",
            "SUBSCRIBE\ndestination:/topic/3\nid:sub-2\n\n\0",
        ]
    );
    harness.unsubscribe(second).expect("it is subscribed");
    harness.subscribe("/topic/4");
    reconnect(&mut harness, SPRING);
    assert_eq!(
        harness.frames(),
        [
            "SUBSCRIBE\ndestination:/topic/1\nid:sub-0\n\n\0",
            "SUBSCRIBE\ndestination:/topic/3\nid:sub-2\n\n\0",
            "SUBSCRIBE\ndestination:/topic/4\nid:sub-3\n\n\0",
        ]
    );
}

#[test]
fn is_ready_when_a_server_that_names_itself_confirms() {
    let mut harness = Harness::connected();
    let (_, ready) = harness.subscribe("/topic/a");
    assert_eq!(harness.settled(ready), None);
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.settled(ready), Some(Ok(())));
}

#[test]
fn is_ready_without_a_confirmation_after_the_time_for_receipts() {
    let mut harness = Harness::connected();
    let (_, ready) = harness.subscribe("/topic/a");
    harness.advance(14_999);
    assert_eq!(harness.settled(ready), None);
    harness.advance(1);
    assert_eq!(harness.settled(ready), Some(Ok(())));
}

#[test]
fn is_ready_once_sent_where_nothing_confirms() {
    let mut harness = Harness::connected_by(Config::default(), SPRING);
    let (_, ready) = harness.subscribe("/topic/a");
    assert_eq!(harness.settled(ready), Some(Ok(())));
}

#[test]
fn is_not_ready_when_the_attempt_fails_yet_stays_subscribed() {
    let mut harness = Harness::new(Config::default());
    let (_, ready) = harness.subscribe("/topic/a");
    harness.connect();
    harness.prepared(&[]);
    harness.closed();
    let failure = Failure::Ended(Reason::ConnectionFailed(CUT));
    assert_eq!(harness.settled(ready), Some(Err(failure)));
    reconnect(&mut harness, SPRING);
    assert_eq!(
        harness.frames(),
        ["SUBSCRIBE\ndestination:/topic/a\nid:sub-0\n\n\0"]
    );
}

#[test]
fn is_ready_on_the_connection_that_follows_a_disconnection() {
    let mut harness = Harness::connected_by(Config::default(), SPRING);
    harness.disconnect(2_000);
    let (_, ready) = harness.subscribe("/topic/a");
    harness.connect();
    harness.receive("RECEIPT\nreceipt-id:disconnect\n\n\0");
    harness.prepared(&[]);
    harness.opened();
    harness.receive(SPRING);
    assert_eq!(harness.settled(ready), Some(Ok(())));
}

#[test]
fn delivers_to_the_subscription_that_the_message_names() {
    let mut harness = Harness::connected();
    let (first, _) = harness.subscribe("/topic/a");
    let own = harness.try_subscribe("my:own", "/topic/b", AckMode::Auto, &[]);
    let (second, _) = own.expect("nothing is wrong with it");
    harness.receive("MESSAGE\nsubscription:my\\cown\n\nb\0");
    harness.receive("MESSAGE\nsubscription:sub-0\n\na\0");
    let slots: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.subscription)
        .collect();
    assert_eq!(slots, [Some(second), Some(first)]);
}

#[test]
fn takes_the_first_of_repeated_headers() {
    for fast in [true, false] {
        let mut harness = Harness::connected();
        harness.fast = fast;
        let (slot, _) = harness.subscribe("/topic/a");
        harness.subscribe("/topic/b");
        harness
            .receive("MESSAGE\nsubscription:sub-0\nfoo:World\nsubscription:sub-1\nfoo:Hello\n\n\0");
        let delivered = harness.deliveries();
        let seen: Vec<_> = delivered
            .iter()
            .map(|one| (one.subscription, one.header("foo")))
            .collect();
        assert_eq!(seen, [(Some(slot), Some("World"))]);
    }
}

#[test]
fn delivers_text_and_binary_messages_in_any_pieces() {
    let mut harness = Harness::connected();
    harness.subscribe("/topic/a");
    harness.receive("MESSAGE\nsubscription:sub-0\n\ntext 안녕\0");
    harness.receive_bytes("MESSAGE\nsubscription:sub-0\n\nbytes 안녕\0".as_bytes());
    harness.receive("MESSAGE\nsubscr");
    harness.receive("iption:sub-0\ncontent-length:3\n\na\0");
    harness.receive("b\0\n\nMESSAGE\nsubscription:sub-0\n\nglued\0");
    let bodies: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.body)
        .collect();
    assert_eq!(bodies, ["text 안녕", "bytes 안녕", "a\0b", "glued"]);
}

#[test]
fn reads_lines_that_end_in_cr_lf() {
    let mut harness = Harness::connected();
    let (slot, _) = harness.subscribe("/topic/a");
    harness.receive("\r\nMESSAGE\r\nsubscription:sub-0\r\nfoo:bar\r\n\r\nbody\r\n\0\r\n");
    let delivered = harness.deliveries();
    let seen: Vec<_> = delivered
        .iter()
        .map(|one| (one.subscription, one.header("foo"), &*one.body))
        .collect();
    assert_eq!(seen, [(Some(slot), Some("bar"), "body\r\n")]);
}

#[test]
fn trims_blanks_around_headers_in_stomp_1_0_only() {
    for (version, value) in [("1.0", "bar"), ("1.1", " bar ")] {
        let connected = format!("CONNECTED\nversion:{version}\n\n\0");
        let mut harness = Harness::connected_by(Config::default(), &connected);
        let (slot, _) = harness.subscribe("/topic/a");
        harness.receive("MESSAGE\nsubscription:sub-0\nfoo: bar \n\n\0");
        let delivered = harness.deliveries();
        let seen: Vec<_> = delivered
            .iter()
            .map(|one| (one.subscription, one.header("foo")))
            .collect();
        assert_eq!(seen, [(Some(slot), Some(value))]);
    }
}

#[test]
fn reads_backslashes_in_stomp_1_0_as_they_are() {
    let mut harness = Harness::connected_by(Config::default(), "CONNECTED\n\n\0");
    harness.subscribe("/topic/a");
    harness.receive("MESSAGE\nsubscription:sub-0\npath:C:\\temp\\new\n\n\0");
    let delivered = harness.deliveries();
    let paths: Vec<_> = delivered.iter().map(|one| one.header("path")).collect();
    assert_eq!(paths, [Some("C:\\temp\\new")]);
}

#[test]
fn drops_what_arrives_after_unsubscribe() {
    let mut harness = Harness::connected_by(Config::default(), SPRING);
    let (auto, _) = harness.subscribe("/topic/a");
    let own = harness.try_subscribe("mine", "/topic/b", AckMode::Auto, &[]);
    let (own, _) = own.expect("nothing is wrong with it");
    harness.frames();
    harness.unsubscribe(auto).expect("it is subscribed");
    harness.unsubscribe(own).expect("it is subscribed");
    assert_eq!(
        harness.frames(),
        ["UNSUBSCRIBE\nid:sub-0\n\n\0", "UNSUBSCRIBE\nid:mine\n\n\0"]
    );
    harness.receive("MESSAGE\nsubscription:sub-0\n\nlate\0");
    harness.receive("MESSAGE\nsubscription:mine\n\nlate\0");
    assert_eq!(harness.deliveries(), []);
}

#[test]
fn unsubscribes_once() {
    let mut harness = Harness::connected();
    let (slot, _) = harness.subscribe("/topic/a");
    assert_eq!(harness.unsubscribe(slot), Ok(()));
    assert_eq!(harness.unsubscribe(slot), Err(Error::Ended));
    assert_eq!(harness.unsubscribe(99), Err(Error::Ended));
}

#[test]
fn unsubscribing_before_a_connection_takes_the_subscription_back() {
    let mut harness = Harness::new(Config::default());
    let (slot, ready) = harness.subscribe("/topic/a");
    harness.unsubscribe(slot).expect("it is subscribed");
    harness.connect();
    let failure = Failure::Rejected(Error::Ended);
    assert_eq!(harness.settled(ready), Some(Err(failure)));
    reconnect(&mut harness, SPRING);
    assert_eq!(harness.frames(), [""; 0]);
}

#[test]
fn refuses_an_id_that_is_in_use() {
    let mut harness = Harness::connected();
    harness.subscribe("/topic/a");
    let mut again = |id: &str| {
        harness
            .try_subscribe(id, "/topic/b", AckMode::Auto, &[])
            .map(|_| ())
    };
    assert_eq!(again("sub-0"), Err(Error::DuplicateId));
    assert_eq!(again("mine"), Ok(()));
    assert_eq!(again("mine"), Err(Error::DuplicateId));
}

#[test]
fn gives_no_id_of_its_own_that_the_user_has_taken() {
    let mut harness = Harness::connected_by(Config::default(), SPRING);
    harness
        .try_subscribe("sub-1", "/topic/a", AckMode::Auto, &[])
        .expect("nothing is wrong with it");
    let (slot, _) = harness.subscribe("/topic/b");
    assert_eq!(harness.engine.subscription_id(slot), Some(&b"sub-2"[..]));
}

#[test]
fn takes_any_number_in_an_id_of_the_users() {
    let mut harness = Harness::connected();
    let high = harness.try_subscribe("sub-4294967295", "/topic/a", AckMode::Auto, &[]);
    let (high, _) = high.expect("nothing is wrong with it");
    let (next, _) = harness.subscribe("/topic/b");
    harness.receive("MESSAGE\nsubscription:sub-4294967295\n\n\0");
    harness.receive("MESSAGE\nsubscription:sub-1\n\n\0");
    let slots: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.subscription)
        .collect();
    assert_eq!(slots, [Some(high), Some(next)]);
}

#[test]
fn refuses_headers_that_cannot_be_sent_and_sends_nothing() {
    let mut harness = Harness::connected();
    let cases = [
        ("/topic/a", ("a\0", ""), 1, HeaderFault::Nul),
        ("/topic/a", ("id", "x"), 1, HeaderFault::Reserved),
        ("/topic/a\0", ("a", ""), 0, HeaderFault::Nul),
        ("", ("a", ""), 0, HeaderFault::Empty),
    ];
    for (destination, header, index, fault) in cases {
        let refused = harness.try_subscribe("", destination, AckMode::Auto, &[header]);
        assert_eq!(refused, Err(Error::InvalidHeader { index, fault }));
    }
    assert_eq!(harness.outputs(), []);
    reconnect(&mut harness, SPRING);
    assert_eq!(harness.frames(), [""; 0]);
}

#[test]
fn rejects_a_subscription_that_the_version_in_force_cannot_express() {
    let config = Config {
        versions: Versions::from_bits(0b001),
        ..Config::default()
    };
    let mut harness = Harness::new(config);
    let (_, ready) = harness.subscribe("/topic/two\nlines");
    harness.connect();
    reconnect(&mut harness, "CONNECTED\n\n\0");
    let fault = HeaderFault::LineFeed;
    let failure = Failure::Rejected(Error::InvalidHeader { index: 0, fault });
    assert_eq!(harness.settled(ready), Some(Err(failure)));
}
