//! What the server confirms, and what it does not.

use crate::support::outputs::{broken, kept};
use crate::support::{CUT, Harness};
use stompwire::protocol::{Delivery, Failure, Reason};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn keeps_the_promise_of_the_receipt_that_came() {
    let mut harness = Harness::connected();
    let first = harness.give("/a", "1", Delivery::Receipt);
    let second = harness.give("/a", "2", Delivery::Receipt);
    assert_eq!(
        harness.frames(),
        [
            "SEND\ndestination:/a\nreceipt:receipt-1\n\n1\0",
            "SEND\ndestination:/a\nreceipt:receipt-2\n\n2\0",
        ]
    );
    harness.receive("RECEIPT\nreceipt-id:receipt-2\n\n\0");
    assert_eq!(harness.outputs(), [kept(second)]);
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.outputs(), [kept(first)]);
}

#[test]
fn breaks_the_promise_of_a_receipt_that_is_late() {
    let mut harness = Harness::connected();
    let promise = harness.give("/a", "", Delivery::Receipt);
    harness.outputs();
    harness.advance(14_999);
    assert_eq!(harness.outputs(), []);
    harness.advance(1);
    assert_eq!(
        harness.outputs(),
        [broken(promise, Failure::ReceiptTimeout)]
    );
}

#[test]
fn breaks_the_promise_that_an_error_answers() {
    let mut harness = Harness::connected();
    let refused = harness.give("/a", "", Delivery::Receipt);
    let open = harness.give("/b", "", Delivery::Receipt);
    harness.receive("ERROR\nreceipt-id:receipt-1\n\n\0");
    assert_eq!(harness.settled(refused), Some(Err(Failure::ServerError)));
    assert_eq!(harness.settled(open), None);
    harness.closed();
    let failure = Failure::Unconfirmed(Reason::ServerError(CUT));
    assert_eq!(harness.settled(open), Some(Err(failure)));
}

#[test]
fn breaks_the_promise_of_a_receipt_that_can_no_longer_come() {
    let mut harness = Harness::connected();
    let promise = harness.give("/a", "", Delivery::Receipt);
    harness.closed();
    let failure = Failure::Unconfirmed(Reason::ConnectionLost(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}
