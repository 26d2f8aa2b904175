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
    number: u32,
    pub(super) promise: Promise,
    until: Instant,
    /// A receipt that was asked for out of courtesy: its absence is no failure.
    pub(super) optional: bool,
}

impl Receipts {
    /// A number for the next `receipt` header.
    pub(super) const fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    pub(super) fn expect(&mut self, number: u32, promise: Promise, until: Instant, optional: bool) {
        self.pending.push(Receipt {
            number,
            promise,
            until,
            optional,
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
