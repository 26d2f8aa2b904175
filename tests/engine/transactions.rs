//! BEGIN, COMMIT and ABORT: all of it on one connection, or nothing.

use crate::support::outputs::{broken, kept};
use crate::support::{CUT, Harness, NAMED, UNNAMED, flat, reconnecting};
use stompwire::protocol::{Config, Delivery, Error, Failure, HeaderFault, Reason, Reconnect};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A client of a server that confirms nothing.
fn unconfirmed() -> Harness {
    Harness::connected_by(Config::default(), UNNAMED)
}

fn begin(harness: &mut Harness, headers: &[(&str, &str)]) -> u32 {
    let begun = harness.engine.begin(&flat(headers));
    harness.drain();
    begun.expect("it is connected")
}

#[test]
fn begins_and_ends_transactions() {
    let mut harness = unconfirmed();
    let first = begin(&mut harness, &[("note", "x")]);
    let second = begin(&mut harness, &[]);
    assert_eq!(harness.end_transaction(first, true, &[]), Ok(None));
    assert_eq!(harness.end_transaction(second, false, &[]), Ok(None));
    assert_eq!(
        harness.frames(),
        [
            "BEGIN\ntransaction:tx-0\nnote:x\n\n\0",
            "BEGIN\ntransaction:tx-1\n\n\0",
            "COMMIT\ntransaction:tx-0\n\n\0",
            "ABORT\ntransaction:tx-1\n\n\0",
        ]
    );
}

#[test]
fn a_commit_waits_for_its_receipt_where_the_server_names_itself() {
    let mut harness = Harness::connected();
    let number = begin(&mut harness, &[]);
    let committed = harness.end_transaction(number, true, &[("note", "x")]);
    let promise = committed.expect("it is open").expect("it is confirmed");
    let commit = "COMMIT\ntransaction:tx-0\nreceipt:receipt-1\nnote:x\n\n\0";
    assert_eq!(harness.frames().get(1..), Some(&[commit.to_owned()][..]));
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.outputs(), [kept(promise)]);
}

#[test]
fn an_abort_waits_for_nothing() {
    let mut harness = Harness::connected();
    let number = begin(&mut harness, &[]);
    assert_eq!(harness.end_transaction(number, false, &[]), Ok(None));
}

#[test]
fn a_commit_whose_receipt_is_late_may_have_happened() {
    let mut harness = Harness::connected();
    let number = begin(&mut harness, &[]);
    let committed = harness.end_transaction(number, true, &[]);
    let promise = committed.expect("it is open").expect("it is confirmed");
    harness.outputs();
    harness.advance(15_000);
    let late = broken(promise, Failure::ReceiptTimeout);
    assert!(harness.outputs().contains(&late));
}

#[test]
fn a_transaction_ends_once() {
    let mut harness = unconfirmed();
    let number = begin(&mut harness, &[]);
    assert_eq!(harness.end_transaction(number, true, &[]), Ok(None));
    for commit in [true, false] {
        let again = harness.end_transaction(number, commit, &[]);
        assert_eq!(again, Err(Error::Ended));
    }
    assert_eq!(harness.end_transaction(99, true, &[]), Err(Error::Ended));
}

#[test]
fn a_transaction_with_a_refused_header_stays_open() {
    let mut harness = unconfirmed();
    let number = begin(&mut harness, &[]);
    let refused = harness.end_transaction(number, true, &[("a", "\0")]);
    let fault = HeaderFault::Nul;
    assert_eq!(refused, Err(Error::InvalidHeader { index: 1, fault }));
    assert_eq!(harness.end_transaction(number, true, &[]), Ok(None));
}

#[test]
fn a_connection_that_ends_cuts_its_transactions() {
    let mut harness = Harness::reconnecting();
    let open = begin(&mut harness, &[]);
    let committed = begin(&mut harness, &[]);
    let headers = [("transaction", "tx-0")];
    let sent = harness.enqueue("/a", &headers, "", Delivery::Receipt);
    let sent = sent.expect("it is connected");
    let committed = harness.end_transaction(committed, true, &[]);
    let committed = committed.expect("it is open").expect("it is confirmed");
    harness.closed();
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(sent), Some(Err(failure)));
    assert_eq!(harness.settled(committed), Some(Err(failure)));
    let late = harness.enqueue("/a", &headers, "", Delivery::Plain);
    assert_eq!(late, Err(Error::Ended));
    harness.come_back();
    harness.outputs();
    for commit in [true, false] {
        let ended = harness.end_transaction(open, commit, &[]);
        assert_eq!(ended, Err(Error::Ended));
    }
    assert_eq!(harness.outputs(), [], "nothing of it is sent again");
}

#[test]
fn what_waits_behind_others_for_its_turn_in_a_transaction_ends_with_it() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    harness.connect();
    let before = harness.give("/a", "1", Delivery::Plain);
    harness.buffered = u32::MAX;
    harness.accept(NAMED);
    begin(&mut harness, &[]);
    let bound = harness.enqueue("/a", &[("transaction", "tx-0")], "2", Delivery::Plain);
    let bound = bound.expect("it may wait");
    assert_eq!(harness.settled(bound), None);
    harness.closed();
    let ended = Failure::Rejected(Error::Ended);
    assert_eq!(harness.settled(bound), Some(Err(ended)));
    assert_eq!(harness.settled(before), None);
}
