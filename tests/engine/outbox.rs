//! Messages that wait for a connection: in order, within limits, and never dropped without a word.

use crate::support::outputs::{broken, kept, queued};
use crate::support::{CUT, Harness, NAMED, UNNAMED, reconnecting};
use stompwire::protocol::{
    Config, Delivery, Error, Failure, HeaderFault, OutboxLimits, Promise, Reason, Reconnect, Signal,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const LIMITS: OutboxLimits = OutboxLimits {
    messages: 3,
    bytes: 1_000,
    age: 60_000,
    tries: 5,
};

/// A client whose attempt is under way; its record is empty.
fn connecting(outbox: OutboxLimits) -> Harness {
    let mut harness = Harness::new(Config {
        outbox,
        ..reconnecting(Reconnect::default())
    });
    harness.connect();
    harness.outputs();
    harness
}

/// Gives a message that is refused.
fn refused(harness: &mut Harness, body: &str) -> Option<Error> {
    harness.enqueue("/a", &[], body, Delivery::Plain).err()
}

/// The bodies of the SENDs that went out since the test looked last.
fn sent(harness: &mut Harness) -> Vec<String> {
    let frames = harness.frames().into_iter();
    let body = |frame: String| {
        let (head, body) = frame.split_once("\n\n")?;
        let sends = head.starts_with("SEND\n");
        sends.then(|| body.trim_end_matches('\0').to_owned())
    };
    frames.filter_map(body).collect()
}

#[test]
fn waits_in_every_state_that_leads_to_a_connection() {
    let starts: [fn(&mut Harness); 6] = [
        |_| {},
        |harness| harness.prepared(&[]),
        |harness| {
            harness.prepared(&[]);
            harness.opened();
        },
        |harness| {
            harness.accept(UNNAMED);
            harness.closed();
        },
        |harness| {
            harness.accept(UNNAMED);
            harness.closed();
            harness.retry();
        },
        |harness| {
            harness.accept(UNNAMED);
            harness.signal(Signal::Suspend);
        },
    ];
    for start in starts {
        let mut harness = connecting(LIMITS);
        start(&mut harness);
        harness.outputs();
        let promise = harness.give("/a", "1", Delivery::Plain);
        assert_eq!(harness.outputs(), [queued(1, 4)]);
        harness.signal(Signal::Wake);
        harness.prepared(&[]);
        if harness.channels.open().all(|channel| !channel.is_open) {
            harness.opened();
        }
        harness.receive(UNNAMED);
        assert_eq!(harness.settled(promise), Some(Ok(())));
        assert_eq!(sent(&mut harness), ["1"]);
    }
}

#[test]
fn refuses_what_no_connection_will_come_for() {
    let mut harness = Harness::new(reconnecting(Reconnect::default()));
    assert_eq!(refused(&mut harness, ""), Some(Error::NotConnected));
    let mut harness = Harness::reconnecting();
    harness.disconnect(2_000);
    assert_eq!(refused(&mut harness, ""), Some(Error::NotConnected));
}

#[test]
fn goes_out_in_order_once_connected_whatever_was_promised() {
    let mut harness = connecting(LIMITS);
    harness.give("/a", "1", Delivery::Plain);
    harness.give("/a", "2", Delivery::Receipt);
    harness.give("/a", "3", Delivery::Retry);
    harness.accept(NAMED);
    assert_eq!(
        harness.frames().get(1..),
        Some(
            &[
                "SEND\ndestination:/a\n\n1\0".to_owned(),
                "SEND\ndestination:/a\nreceipt:receipt-1\n\n2\0".to_owned(),
                "SEND\ndestination:/a\nreceipt:receipt-2\n\n3\0".to_owned(),
            ][..]
        )
    );
}

#[test]
fn a_message_goes_out_at_once_where_nothing_waits() {
    let mut harness = Harness::reconnecting();
    let promise = harness.give("/a", "1", Delivery::Plain);
    assert_eq!(
        harness.events(),
        [kept(promise)],
        "and is never told to wait"
    );
    assert_eq!(sent(&mut harness), ["1"]);
}

#[test]
fn a_frame_that_the_edge_has_put_together_has_to_wait_behind_what_waits() {
    let mut harness = connecting(LIMITS);
    harness.give("/a", "1", Delivery::Plain);
    harness.buffered = u32::MAX;
    harness.accept(UNNAMED);
    assert_eq!(harness.send("/a", &[], "2"), Err(Error::Busy));
    harness.give("/a", "2", Delivery::Plain);
    assert_eq!(sent(&mut harness), [""; 0]);
    harness.buffered = 0;
    harness.advance(20);
    assert_eq!(sent(&mut harness), ["1", "2"]);
    assert_eq!(harness.send("/a", &[], "3"), Ok(None));
}

#[test]
fn fills_the_channel_no_further_than_the_high_water_mark() {
    let mut harness = Harness::new(Config {
        high_water_mark: 100,
        ..reconnecting(Reconnect::default())
    });
    harness.connect();
    for number in 0..10 {
        harness.give("/a", &number.to_string().repeat(40), Delivery::Plain);
    }
    harness.accept(UNNAMED);
    assert_eq!(sent(&mut harness).len(), 3, "forty bytes each");
    harness.buffered = 101;
    harness.advance(1_000);
    assert_eq!(sent(&mut harness).len(), 3, "there was room when it looked");
    harness.advance(1_000);
    assert_eq!(sent(&mut harness).len(), 0);
    harness.buffered = 0;
    harness.advance(20);
    assert_eq!(sent(&mut harness).len(), 4);
}

#[test]
fn refuses_more_messages_than_its_limit() {
    let mut harness = connecting(LIMITS);
    for _ in 0..3 {
        harness.give("/a", "", Delivery::Plain);
    }
    assert_eq!(refused(&mut harness, ""), Some(Error::OutboxFull));
    harness.accept(UNNAMED);
    assert_eq!(refused(&mut harness, ""), None);
}

#[test]
fn refuses_more_bytes_than_its_limit() {
    let mut harness = connecting(LIMITS);
    let first = harness.give("/a", &"x".repeat(990), Delivery::Plain);
    assert_eq!(
        refused(&mut harness, &"x".repeat(10)),
        Some(Error::OutboxFull)
    );
    assert!(harness.cancel(first));
    assert_eq!(
        refused(&mut harness, &"x".repeat(1_001)),
        Some(Error::OutboxFull)
    );
    assert_eq!(refused(&mut harness, &"x".repeat(10)), None);
}

#[test]
fn counts_what_may_have_to_be_repeated() {
    let mut harness = connecting(LIMITS);
    harness.accept(NAMED);
    for _ in 0..3 {
        harness.give("/a", "", Delivery::Retry);
    }
    let fourth = harness.enqueue("/a", &[], "", Delivery::Retry);
    assert_eq!(fourth, Err(Error::OutboxFull));
    assert_eq!(
        refused(&mut harness, ""),
        None,
        "what is not repeated passes"
    );
    harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
    harness.give("/a", "", Delivery::Retry);
}

#[test]
fn is_off_if_it_may_hold_nothing() {
    let mut harness = connecting(OutboxLimits {
        messages: 0,
        ..LIMITS
    });
    assert_eq!(refused(&mut harness, ""), Some(Error::NotConnected));
    harness.accept(NAMED);
    harness.give("/a", "", Delivery::Receipt);
}

#[test]
fn gives_up_what_has_waited_for_too_long() {
    let mut harness = connecting(OutboxLimits {
        age: 5_000,
        ..LIMITS
    });
    let first = harness.give("/a", "1", Delivery::Plain);
    harness.advance(1_000);
    let second = harness.give("/a", "2", Delivery::Retry);
    harness.advance(3_999);
    assert_eq!(harness.settled(first), None);
    harness.outputs();
    harness.advance(1);
    let expired = Failure::Rejected(Error::Expired);
    assert_eq!(harness.outputs(), [broken(first, expired), queued(1, 4)]);
    harness.advance(1_000);
    assert_eq!(harness.outputs(), [broken(second, expired), queued(0, 0)]);
}

#[test]
fn a_message_can_be_taken_back_while_it_waits() {
    let mut harness = connecting(LIMITS);
    let first = harness.give("/a", "1", Delivery::Plain);
    let second = harness.give("/a", "2", Delivery::Plain);
    harness.outputs();
    assert!(harness.cancel(first));
    assert!(!harness.cancel(first));
    assert!(!harness.cancel(Promise(999)));
    assert_eq!(harness.outputs(), [queued(1, 4)], "nobody is told of it");
    harness.accept(UNNAMED);
    assert_eq!(harness.settled(second), Some(Ok(())));
    assert_eq!(sent(&mut harness), ["2"]);
    assert!(!harness.cancel(second), "it is too late");
}

#[test]
fn a_message_that_is_taken_back_is_never_settled() {
    for cut in [true, false] {
        let mut harness = Harness::reconnecting();
        let promise = harness.give("/a", "1", Delivery::Retry);
        let taken = harness.cancel(promise);
        if cut {
            harness.closed();
        } else {
            harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
        }
        harness.advance(600_000);
        harness.disconnect(0);
        assert_eq!(harness.settled(promise).is_some(), !taken);
    }
}

#[test]
fn all_that_waits_can_be_taken_back() {
    let mut harness = connecting(LIMITS);
    let first = harness.give("/a", "1", Delivery::Plain);
    let second = harness.give("/a", "2", Delivery::Retry);
    harness.outputs();
    assert_eq!(harness.clear_outbox(), 2);
    let cleared = Failure::Rejected(Error::Cleared);
    assert_eq!(
        harness.outputs(),
        [
            broken(first, cleared),
            broken(second, cleared),
            queued(0, 0)
        ]
    );
    assert_eq!(harness.clear_outbox(), 0);
    assert_eq!(harness.outputs(), []);
}

#[test]
fn tells_how_much_waits_once_for_all_that_happens_at_once() {
    let mut harness = connecting(LIMITS);
    harness.give("/a", "1", Delivery::Plain);
    harness.give("/a", "22", Delivery::Plain);
    assert_eq!(harness.outputs(), [queued(1, 4), queued(2, 9)]);
    harness.accept(UNNAMED);
    let told: Vec<_> = harness
        .outputs()
        .into_iter()
        .filter(|output| matches!(output, stompwire::protocol::Output::Queued { .. }))
        .collect();
    assert_eq!(told, [queued(0, 0)]);
}

#[test]
fn is_kept_while_attempts_fail() {
    let mut harness = connecting(LIMITS);
    harness.accept(UNNAMED);
    harness.closed();
    let promise = harness.give("/a", "1", Delivery::Plain);
    for _ in 0..3 {
        harness.retry();
        harness.prepared(&[]);
        harness.closed();
    }
    assert_eq!(harness.settled(promise), None);
    harness.come_back();
    assert_eq!(harness.settled(promise), Some(Ok(())));
}

#[test]
fn is_rejected_when_no_connection_follows() {
    let mut harness = connecting(LIMITS);
    let promise = harness.give("/a", "1", Delivery::Plain);
    harness.prepared(&[]);
    harness.closed();
    let failure = Failure::Ended(Reason::ConnectionFailed(CUT));
    assert_eq!(harness.settled(promise), Some(Err(failure)));
}

#[test]
fn is_rejected_by_disconnect_before_the_server_answers() {
    for attempt in [true, false] {
        let mut harness = connecting(LIMITS);
        let promise = harness.give("/a", "1", Delivery::Plain);
        if !attempt {
            harness.buffered = u32::MAX;
            harness.accept(UNNAMED);
        }
        harness.disconnect(2_000);
        let failure = Failure::Ended(Reason::Requested);
        assert_eq!(harness.settled(promise), Some(Err(failure)));
    }
}

#[test]
fn refuses_at_once_what_no_version_can_express() {
    let mut harness = connecting(LIMITS);
    let refused = harness.enqueue("/a", &[("a", "\0")], "", Delivery::Plain);
    let fault = HeaderFault::Nul;
    assert_eq!(refused, Err(Error::InvalidHeader { index: 1, fault }));
    let reserved = harness.enqueue("/a", &[("receipt", "1")], "", Delivery::Receipt);
    let fault = HeaderFault::Reserved;
    assert_eq!(reserved, Err(Error::InvalidHeader { index: 1, fault }));
    let reserved = harness.enqueue("/a", &[("redelivery-count", "1")], "", Delivery::Retry);
    assert_eq!(reserved, Err(Error::InvalidHeader { index: 1, fault }));
}

#[test]
fn rejects_later_what_the_version_in_force_cannot_express() {
    let mut harness = connecting(LIMITS);
    let broken = harness.enqueue("/a", &[("a:b", "c")], "1", Delivery::Plain);
    let broken = broken.expect("it may be possible");
    let fine = harness.give("/a", "2", Delivery::Plain);
    harness.accept("CONNECTED\nversion:1.0\n\n\0");
    let fault = HeaderFault::Colon;
    let failure = Failure::Rejected(Error::InvalidHeader { index: 1, fault });
    assert_eq!(harness.settled(broken), Some(Err(failure)));
    assert_eq!(harness.settled(fine), Some(Ok(())));
    assert_eq!(sent(&mut harness), ["2"]);
}
