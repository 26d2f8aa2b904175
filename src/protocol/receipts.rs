//! What waits for a RECEIPT.

use alloc::vec::Vec;

use super::stomp::{decimal, parse_decimal};
use super::{Instant, Promise};

/// Frames that asked for a receipt and have not got it, on one connection.
#[derive(Debug, Default)]
pub(super) struct Receipts {
    pending: Vec<Receipt>,
    next: u32,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Receipt {
    pub(super) number: u32,
    pub(super) promise: Promise,
    until: Instant,
    pub(super) purpose: Purpose,
}

/// What it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To know that a frame has arrived.
    Arrival,
    /// To know that a message has arrived which is sent again otherwise.
    Repeated,
    /// To tell that the subscription in this slot is ready. Its absence is no failure.
    Ready(u32),
}

impl Receipts {
    /// A number for the next `receipt` header.
    pub(super) const fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    pub(super) fn expect(
        &mut self,
        number: u32,
        promise: Promise,
        until: Instant,
        purpose: Purpose,
    ) {
        self.pending.push(Receipt {
            number,
            promise,
            until,
            purpose,
        });
    }

    /// Takes the one that the `receipt-id` header `id` answers.
    pub(super) fn take(&mut self, id: &[u8]) -> Option<Receipt> {
        let number = parse_decimal(id.strip_prefix(PREFIX)?)?;
        let at = self
            .pending
            .iter()
            .position(|receipt| receipt.number == number)?;
        Some(self.pending.remove(at))
    }

    /// Takes one whose time is over.
    pub(super) fn take_late(&mut self, now: Instant) -> Option<Receipt> {
        let at = self
            .pending
            .iter()
            .position(|receipt| receipt.until <= now)?;
        Some(self.pending.remove(at))
    }

    pub(super) fn take_all(&mut self) -> Vec<Receipt> {
        core::mem::take(&mut self.pending)
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.pending.iter().map(|receipt| receipt.until).min()
    }
}

/// The `receipt` header numbered `number`.
pub(super) fn receipt_id(number: u32) -> Vec<u8> {
    let mut id = PREFIX.to_vec();
    decimal(number, &mut id);
    id
}

const PREFIX: &[u8] = b"receipt-";
