//! A subscription that makes the server end the connection would do so for ever: it is found, and
//! given up, and the others live.

use crate::support::sockjs::clean;
use crate::support::{Harness, NAMED, Text, UNNAMED, reconnecting};
use stompwire::protocol::{AckMode, Delivery, Error, Input, Output, Reconnect, Signal, State};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Ends a connection.
type End = fn(&mut Harness);

const ERROR: End = |harness| {
    harness.receive("ERROR\nmessage:denied\n\n\0");
    harness.closed();
};
const CLEAN: End = |harness| harness.input(Input::Closed(clean(1008)));
const CUT: End = Harness::closed;

fn connected_by(connected: &str) -> Harness {
    Harness::connected_by(reconnecting(Reconnect::default()), connected)
}

/// A client of a server that confirms nothing, with these subscriptions, whose connection has just
/// ended like this after so many milliseconds.
fn after(destinations: &[&str], lasted: u64, end: End) -> Harness {
    let mut harness = connected_by(UNNAMED);
    for destination in destinations {
        harness.subscribe(destination);
    }
    harness.advance(lasted);
    end(&mut harness);
    harness.outputs();
    harness
}

/// The SUBSCRIBEs that were sent since the test looked last: destinations and receipts.
fn subscribes(harness: &mut Harness) -> Vec<(String, Option<String>)> {
    let frames = harness.frames().into_iter();
    let read = |frame: String| {
        let mut lines = frame.strip_prefix("SUBSCRIBE\n")?.lines();
        let destination = lines.next()?.strip_prefix("destination:")?.to_owned();
        let receipt = lines.find_map(|line| line.strip_prefix("receipt:").map(str::to_owned));
        Some((destination, receipt))
    };
    frames.filter_map(read).collect()
}

fn subscribed(harness: &mut Harness) -> Vec<String> {
    let subscribes = subscribes(harness).into_iter();
    subscribes.map(|(destination, _)| destination).collect()
}

/// The next attempt succeeds. Gives what is subscribed at once.
fn come_back(harness: &mut Harness) -> Vec<String> {
    harness.retry();
    harness.accept(UNNAMED);
    subscribed(harness)
}

/// Those that were given up since the test looked last.
fn given_up(harness: &mut Harness) -> Vec<u32> {
    let outputs = harness.outputs().into_iter();
    let slot = |output: Output<Text>| match output {
        Output::Refused {
            subscription,
            why: Error::Suspended,
        } => Some(subscription),
        _ => None,
    };
    outputs.filter_map(slot).collect()
}

/// Plays a server that ends the connection whenever it sees this destination, until it sees it no
/// more. Gives the number of connections, and what is subscribed on the last.
fn serve(harness: &mut Harness, connected: &str, end: End, denied: &str) -> (u32, Vec<String>) {
    let (mut connections, mut last, mut quiet) = (1, Vec::new(), 0);
    while quiet < 60 {
        quiet += 1;
        for (destination, receipt) in subscribes(harness) {
            if destination == denied {
                end(harness);
                harness.retry();
                harness.accept(connected);
                (connections, quiet) = (connections + 1, 0);
                last.clear();
                break;
            }
            last.push(destination);
            if let Some(receipt) = receipt {
                harness.receive(&format!("RECEIPT\nreceipt-id:{receipt}\n\n\0"));
            }
        }
        harness.advance(500);
    }
    last.sort();
    (connections, last)
}

#[test]
fn the_one_that_ends_every_connection_is_given_up_and_the_others_are_not() {
    for connected in [NAMED, UNNAMED] {
        for (end, most) in [(ERROR, 4), (CLEAN, 4), (CUT, 8)] {
            let mut harness = connected_by(connected);
            harness.subscribe("/1");
            let (denied, _) = harness.subscribe("/denied");
            harness.subscribe("/2");
            let (connections, last) = serve(&mut harness, connected, end, "/denied");
            assert!(connections <= most, "{connections}");
            assert_eq!(last, ["/1", "/2"]);
            assert_eq!(given_up(&mut harness), [denied]);
            assert_eq!(harness.engine.state(), State::Connected);
            assert_eq!(harness.unsubscribe(denied), Err(Error::Ended));
        }
    }
}

#[test]
fn proven_ones_come_first_and_together() {
    for end in [ERROR, CLEAN] {
        let mut harness = connected_by(UNNAMED);
        harness.subscribe("/1");
        harness.subscribe("/2");
        harness.advance(10_000);
        harness.subscribe("/new");
        harness.subscribe("/newer");
        harness.outputs();
        end(&mut harness);
        assert_eq!(come_back(&mut harness), ["/1", "/2", "/new"]);
        harness.advance(1_000);
        assert_eq!(subscribed(&mut harness), ["/newer"]);
    }
}

#[test]
fn those_in_doubt_come_one_by_one_a_second_apart_where_nothing_confirms() {
    let mut harness = after(&["/1", "/2", "/3"], 9_999, CLEAN);
    assert_eq!(come_back(&mut harness), ["/1"]);
    for next in ["/2", "/3"] {
        harness.advance(999);
        assert_eq!(subscribed(&mut harness), [""; 0]);
        harness.advance(1);
        assert_eq!(subscribed(&mut harness), [next]);
    }
}

#[test]
fn those_in_doubt_come_one_by_one_at_each_receipt_where_the_server_confirms() {
    let mut harness = connected_by(NAMED);
    for destination in ["/1", "/2", "/3"] {
        harness.subscribe(destination);
    }
    for (_, receipt) in subscribes(&mut harness) {
        let receipt = receipt.expect("it asks for one");
        harness.receive(&format!("RECEIPT\nreceipt-id:{receipt}\n\n\0"));
    }
    CLEAN(&mut harness);
    harness.retry();
    harness.accept(NAMED);
    for next in ["/1", "/2", "/3"] {
        let sent = subscribes(&mut harness);
        let [(destination, Some(receipt))] = &*sent else {
            unreachable!("{sent:?}");
        };
        assert_eq!(destination, next);
        harness.receive(&format!("RECEIPT\nreceipt-id:{receipt}\n\n\0"));
    }
}

#[test]
fn one_end_without_a_word_leaves_no_doubt() {
    let mut harness = after(&["/1", "/2"], 0, CUT);
    assert_eq!(come_back(&mut harness), ["/1", "/2"]);
}

#[test]
fn an_end_after_ten_seconds_leaves_no_doubt() {
    for end in [ERROR, CLEAN, CUT] {
        let mut harness = after(&["/1", "/2"], 10_000, end);
        assert_eq!(come_back(&mut harness), ["/1", "/2"]);
    }
}

#[test]
fn a_page_that_goes_away_leaves_no_doubt() {
    let mut harness = after(&["/1", "/2"], 0, |harness| {
        for _ in 0..5 {
            harness.signal(Signal::Suspend);
            harness.signal(Signal::Wake);
            harness.accept(UNNAMED);
        }
        harness.outputs();
        harness.signal(Signal::Suspend);
    });
    harness.signal(Signal::Wake);
    harness.accept(UNNAMED);
    assert_eq!(subscribed(&mut harness), ["/1", "/2"]);
}

#[test]
fn one_that_has_survived_is_no_longer_in_doubt() {
    let mut harness = after(&["/1", "/2"], 0, CLEAN);
    come_back(&mut harness);
    harness.advance(20_000);
    harness.outputs();
    CLEAN(&mut harness);
    assert_eq!(come_back(&mut harness), ["/1", "/2"]);
}

#[test]
fn messages_wait_until_all_are_restored() {
    let mut harness = after(&["/1", "/2"], 0, CLEAN);
    harness.give("/app/a", "1", Delivery::Plain);
    harness.retry();
    harness.accept(UNNAMED);
    assert_eq!(harness.send("/app/a", &[], "2"), Err(Error::Busy));
    harness.give("/app/a", "2", Delivery::Plain);
    let sends = |harness: &mut Harness| {
        let frames = harness.frames().into_iter();
        frames.filter(|frame| frame.starts_with("SEND")).count()
    };
    harness.advance(1_999);
    assert_eq!(sends(&mut harness), 0);
    harness.advance(1);
    assert_eq!(sends(&mut harness), 2);
}

#[test]
fn one_that_is_made_meanwhile_waits_for_its_turn() {
    let mut harness = after(&["/1", "/2"], 0, CLEAN);
    come_back(&mut harness);
    harness.subscribe("/3");
    assert_eq!(subscribed(&mut harness), [""; 0]);
    harness.advance(2_000);
    assert_eq!(subscribed(&mut harness), ["/2", "/3"]);
}

#[test]
fn one_that_is_ended_before_its_turn_is_never_heard_of() {
    let mut harness = after(&["/1", "/2"], 0, CLEAN);
    assert_eq!(come_back(&mut harness), ["/1"]);
    let (new, _) = harness.subscribe("/3");
    for slot in [1, new] {
        harness.unsubscribe(slot).expect("it is subscribed");
    }
    harness.advance(5_000);
    assert_eq!(harness.frames(), [""; 0]);
}

#[test]
fn one_that_is_ended_on_trial_lets_the_others_go_on() {
    let mut harness = after(&["/1", "/2"], 0, CLEAN);
    let first = 0;
    come_back(&mut harness);
    harness.unsubscribe(first).expect("it is subscribed");
    harness.advance(1_000);
    assert_eq!(subscribed(&mut harness), ["/2"]);
}

#[test]
fn the_id_of_one_that_was_given_up_is_free() {
    let mut harness = connected_by(UNNAMED);
    let taken = harness.try_subscribe("mine", "/denied", AckMode::Auto, &[]);
    taken.expect("nothing is wrong with it");
    serve(&mut harness, UNNAMED, ERROR, "/denied");
    let again = harness.try_subscribe("mine", "/1", AckMode::Auto, &[]);
    assert!(again.is_ok());
}
