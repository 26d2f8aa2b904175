//! At least once: what is not confirmed on one connection is sent again on the next.

use crate::support::sockjs::clean;
use crate::support::{CUT, Harness, NAMED, UNNAMED, reconnecting};
use stompwire::protocol::{
    CloseEvent, Config, Delivery, Failure, Input, OutboxLimits, Promise, Reason, Reconnect,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A connection that ends like this, and the next one, whose frames after CONNECT are in the record.
fn come_back(harness: &mut Harness, event: CloseEvent) {
    harness.input(Input::Closed(event));
    harness.retry();
    harness.prepared(&[]);
    harness.opened();
    harness.frames();
    harness.receive(NAMED);
}

fn repeated(harness: &mut Harness, body: &str) -> Promise {
    harness.give("/a", body, Delivery::Retry)
}

#[test]
fn is_sent_again_with_its_receipt_and_a_count_until_it_is_confirmed() {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    assert_eq!(
        harness.frames(),
        ["SEND\ndestination:/a\nreceipt:receipt-1\n\n1\0"]
    );
    for count in 1..=2 {
        come_back(&mut harness, CUT);
        let again =
            format!("SEND\ndestination:/a\nreceipt:receipt-1\nredelivery-count:{count}\n\n1\0");
        assert_eq!(harness.frames(), [again]);
        assert_eq!(harness.settled(promise), None);
    }
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.settled(promise), Some(Ok(())));
    come_back(&mut harness, CUT);
    assert_eq!(harness.frames(), [""; 0]);
}

#[test]
fn goes_before_what_was_never_sent_in_the_order_in_which_it_was_given() {
    let mut harness = Harness::reconnecting();
    for body in ["1", "2", "3"] {
        repeated(&mut harness, body);
    }
    harness.receive("RECEIPT\nreceipt-id:receipt-2\n\n\0");
    harness.closed();
    harness.give("/a", "4", Delivery::Plain);
    repeated(&mut harness, "5");
    harness.come_back();
    let frames = harness.frames();
    let bodies: String = frames
        .iter()
        .filter(|frame| frame.starts_with("SEND"))
        .skip(3)
        .filter_map(|frame| frame.trim_end_matches('\0').chars().last())
        .collect();
    assert_eq!(bodies, "1345");
}

#[test]
fn what_asks_for_a_receipt_alone_is_not_sent_again() {
    let mut harness = Harness::reconnecting();
    let promise = harness.give("/a", "1", Delivery::Receipt);
    harness.frames();
    come_back(&mut harness, CUT);
    assert_eq!(harness.frames(), [""; 0]);
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn is_sent_no_more_often_than_it_may() {
    let mut harness = Harness::connected_by(
        Config {
            outbox: OutboxLimits {
                tries: 3,
                ..OutboxLimits::default()
            },
            ..reconnecting(Reconnect::default())
        },
        NAMED,
    );
    let promise = repeated(&mut harness, "1");
    harness.frames();
    for _ in 0..2 {
        come_back(&mut harness, CUT);
        assert_eq!(harness.frames().len(), 1);
        assert_eq!(harness.settled(promise), None);
    }
    come_back(&mut harness, CUT);
    assert_eq!(harness.frames(), [""; 0]);
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn a_server_that_confirms_nothing_does_not_get_it_for_ever() {
    let mut harness = Harness::connected_by(reconnecting(Reconnect::default()), UNNAMED);
    let promise = repeated(&mut harness, "1");
    harness.advance(15_000);
    assert_eq!(harness.settled(promise), Some(Err(Failure::ReceiptTimeout)));
    harness.frames();
    come_back(&mut harness, CUT);
    assert_eq!(harness.frames(), [""; 0]);
}

#[test]
fn the_time_for_its_receipt_begins_with_each_try() {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    harness.advance(14_000);
    come_back(&mut harness, CUT);
    harness.advance(14_999);
    assert_eq!(harness.settled(promise), None);
    harness.advance(1);
    assert_eq!(harness.settled(promise), Some(Err(Failure::ReceiptTimeout)));
}

#[test]
fn a_receipt_that_comes_after_its_time_is_nobodys() {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    harness.advance(15_000);
    assert_eq!(harness.settled(promise), Some(Err(Failure::ReceiptTimeout)));
    harness.outputs();
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.settled(promise), None);
}

#[test]
fn an_error_that_names_it_settles_it() {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    harness.receive("ERROR\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.settled(promise), Some(Err(Failure::ServerError)));
    harness.frames();
    come_back(&mut harness, CUT);
    assert_eq!(harness.frames(), [""; 0]);
}

/// How the connection on which it is repeated ends, time and again. Gives how often it was sent.
fn times_sent(end: fn(&mut Harness)) -> (usize, Option<Result<(), Failure>>) {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    let behind = repeated(&mut harness, "2");
    for _ in 0..8 {
        end(&mut harness);
        harness.retry();
        harness.accept(NAMED);
    }
    let sends = |frame: &&String| frame.starts_with("SEND") && frame.ends_with("\n1\0");
    let settled = harness.settled(promise);
    let settled_behind = harness.settled(behind);
    assert!(settled_behind.is_none_or(|settled| settled.is_err()));
    (harness.frames().iter().filter(sends).count(), settled)
}

#[test]
fn one_that_ends_two_connections_on_which_it_is_repeated_is_given_up() {
    let clean_end = times_sent(|harness| harness.input(Input::Closed(clean(1002))));
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(clean(1002)));
    assert_eq!(clean_end, (3, Some(Err(failure))));
    let error = times_sent(|harness| {
        harness.receive("ERROR\nmessage:no\n\n\0");
        harness.closed();
    });
    let failure = Failure::Unconfirmed(Reason::ServerError(CUT));
    assert_eq!(error, (3, Some(Err(failure))));
}

#[test]
fn a_network_that_breaks_is_not_its_fault() {
    let (sent, settled) = times_sent(|harness| harness.closed());
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!((sent, settled), (5, Some(Err(failure))));
}

#[test]
fn one_that_was_sent_and_is_too_old_to_be_sent_again_is_unconfirmed() {
    let config = Config {
        outbox: OutboxLimits {
            age: 5_000,
            ..OutboxLimits::default()
        },
        ..reconnecting(Reconnect::default())
    };
    let mut harness = Harness::connected_by(config, NAMED);
    let promise = repeated(&mut harness, "1");
    harness.advance(6_000);
    assert_eq!(
        harness.settled(promise),
        None,
        "it does not wait: it is sent"
    );
    harness.closed();
    harness.timeout();
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn one_that_was_sent_and_is_cleared_is_unconfirmed() {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    harness.closed();
    assert_eq!(harness.clear_outbox(), 1);
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn clearing_what_waits_leaves_alone_what_is_sent() {
    let mut harness = Harness::reconnecting();
    let promise = repeated(&mut harness, "1");
    assert_eq!(harness.clear_outbox(), 0);
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.settled(promise), Some(Ok(())));
}

#[test]
fn is_confirmed_while_disconnecting_or_unconfirmed_after_it() {
    for confirmed in [true, false] {
        let mut harness = Harness::reconnecting();
        let promise = repeated(&mut harness, "1");
        harness.disconnect(2_000);
        assert_eq!(harness.settled(promise), None);
        if confirmed {
            harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
        }
        harness.receive("RECEIPT\nreceipt-id:disconnect\n\n\0");
        let failure = Failure::Unconfirmed(Reason::Requested);
        let expected = if confirmed { Ok(()) } else { Err(failure) };
        assert_eq!(harness.settled(promise), Some(expected));
    }
}

#[test]
fn two_of_them_have_receipts_of_their_own_on_every_connection() {
    let mut harness = Harness::reconnecting();
    let first = repeated(&mut harness, "1");
    harness.closed();
    let second = repeated(&mut harness, "2");
    harness.come_back();
    harness.receive("RECEIPT\nreceipt-id:receipt-2\n\n\0");
    assert_eq!(harness.settled(first), None);
    assert_eq!(harness.settled(second), Some(Ok(())));
}
