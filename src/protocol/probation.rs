//! Subscriptions that may be why the server ends its connections.
//!
//! A server that does not let a client subscribe sends ERROR, or nothing, and closes. Restored with
//! the others, such a subscription would end every connection that follows. Which it is the server
//! does not say, so those in doubt are restored one by one.

use alloc::vec::Vec;

use super::receipts::receipt_id;
use super::{Engine, Error, Failure, Instant, Reason};

/// What is known of one subscription.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// When it was sent on this connection.
    pub(super) sent_at: Option<Instant>,
    /// Whether a connection has lasted with it.
    pub(super) proven: bool,
    pub(super) doubt: u8,
}

/// The subscription that is tried alone, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    pub(super) slot: u32,
    pub(super) until: Instant,
    /// The number of the receipt that ends the trial; 0 for none.
    pub(super) receipt: u32,
}

/// After so many milliseconds a connection has proven stable, and what was sent on it harmless.
pub(super) const STABLE: u32 = 10_000;

/// For how long a subscription in doubt is tried alone, in milliseconds.
const TRIAL: u32 = 1_000;

/// From here on a subscription is restored alone …
const DOUBTFUL: u8 = 2;
/// … and for longer, because a short trial has told nothing …
const OBSCURE: u8 = 3;
/// … and from here on not at all.
const GUILTY: u8 = 4;

impl<B: Clone> Engine<B> {
    /// Sends every subscription again, in the order they were made, and those in doubt after them.
    pub(super) fn restore(&mut self, now: Instant) {
        let beyond_doubt = self.subscriptions.iter();
        let slots = beyond_doubt
            .filter(|one| one.record.doubt < DOUBTFUL)
            .map(|one| one.slot);
        let slots: Vec<u32> = slots.collect();
        for slot in slots {
            self.send_or_refuse(slot, false, now);
        }
        self.probe(now);
    }

    /// Tries the next subscription in doubt; after the last, what waits may go.
    pub(super) fn probe(&mut self, now: Instant) {
        self.probing = None;
        while self.probing.is_none()
            && let Some((slot, doubt)) = self.subscriptions.unsent()
        {
            // What was confirmed, and ended a connection all the same, has to last.
            let (trial, ask) = if doubt < OBSCURE {
                (TRIAL, true)
            } else {
                (STABLE, false)
            };
            let receipt = self.send_or_refuse(slot, ask, now);
            self.probing = receipt.map(|receipt| Probe {
                slot,
                until: now + trial,
                receipt: if ask { receipt } else { 0 },
            });
        }
        if self.probing.is_none() {
            self.flush(now);
        }
    }

    /// A RECEIPT has come: whether it is that of a trial, which it ends.
    pub(super) fn end_trial(&mut self, id: &[u8], now: Instant) -> bool {
        let ends = self
            .probing
            .is_some_and(|probe| probe.receipt > 0 && receipt_id(probe.receipt) == id);
        if ends {
            self.probe(now);
        }
        ends
    }

    /// Whether a new subscription has to wait for its turn; then it is tried alone as well.
    pub(super) fn is_probing(&self) -> bool {
        self.probing.is_some()
    }

    /// The number of the receipt; `None` where the subscription is over.
    fn send_or_refuse(&mut self, slot: u32, ask: bool, now: Instant) -> Option<u32> {
        let sent = self.send_subscribe(slot, ask, now);
        sent.inspect_err(|why| self.drop_subscription(slot, *why))
            .ok()
    }

    fn drop_subscription(&mut self, slot: u32, why: Error) {
        let ended = self.subscriptions.remove(slot);
        if let Some(ready) = ended.and_then(|ended| ended.ready) {
            self.settle(ready, Err(Failure::Rejected(why)));
        }
        self.refuse(slot, why);
    }

    /// Draws conclusions from the end of a connection.
    pub(super) fn judge(&mut self, reason: Reason, now: Instant) {
        let points = match reason {
            _ if reason.is_word_of_server() => 2,
            Reason::ConnectionLost(_) => 1,
            _ => 0,
        };
        let probed = self.probing.take().map(|probe| probe.slot);
        let harmless = |record: &Record| {
            record
                .sent_at
                .is_none_or(|at| now.since(at) >= u64::from(STABLE))
        };
        // What has done no harm so far is the cause only where nothing else can be, and where the
        // server has said that there is one.
        let newcomer = self
            .subscriptions
            .iter()
            .any(|one| !one.record.proven && !harmless(&one.record));
        let proven_too = matches!(reason, Reason::ServerError(_)) && !newcomer;
        let mut guilty = None;
        for one in self.subscriptions.iter_mut() {
            let record = &mut one.record;
            if probed == Some(one.slot) {
                record.doubt += points;
                if record.doubt >= GUILTY {
                    guilty = Some(one.slot);
                }
            } else if record.sent_at.is_some() && harmless(record) {
                (record.proven, record.doubt) = (true, 0);
            } else if probed.is_none() && !harmless(record) && (!record.proven || proven_too) {
                record.doubt = OBSCURE.min(record.doubt + points);
            }
            record.sent_at = None;
        }
        if let Some(slot) = guilty {
            self.drop_subscription(slot, Error::Suspended);
        }
    }
}
