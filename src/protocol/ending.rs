//! The end of an attempt or of a connection, after which nothing is open and nothing is owed.

use alloc::vec::Vec;
use core::mem;

use super::engine::Phase;
use super::{Engine, Failure, Instant, Output, Reason, State};

impl<B> Engine<B> {
    /// Forgets a `connect` that waits for the end of a disconnection.
    pub(super) fn take_back_connect(&mut self, reason: Reason) {
        self.again = false;
        let connects = mem::take(&mut self.connects);
        self.settle_each(connects, Err(Failure::Ended(reason)));
    }

    pub(super) fn end(&mut self, reason: Reason, now: Instant) {
        if let Some(link) = &mut self.link {
            link.close();
        }
        self.carry_out();
        self.settle_all(reason, Failure::Ended(reason), now);
    }

    /// Nothing is open any more: tells so, and settles every promise.
    pub(super) fn settle_all(&mut self, reason: Reason, failure: Failure, now: Instant) {
        let phase = mem::replace(&mut self.phase, Phase::Inactive);
        self.link = None;
        self.events.push_back(Output::StateChanged(State::Inactive));
        if matches!(
            phase,
            Phase::Connected { .. } | Phase::Linked | Phase::Disconnecting { .. }
        ) {
            self.events.push_back(Output::Disconnected(reason));
        }
        for receipt in self.receipts.take_all() {
            let result = if receipt.optional {
                Failure::Ended(reason)
            } else {
                Failure::Unconfirmed(reason)
            };
            self.settle(receipt.promise, Err(result));
        }
        let waiting = mem::take(&mut self.congestion.waiting);
        self.settle_each(waiting, Err(Failure::Unconfirmed(reason)));
        let disconnects = mem::take(&mut self.disconnects);
        self.settle_each(disconnects, Ok(()));
        self.subscriptions.forget_ended();
        self.transactions.clear();
        self.refused = false;
        self.congestion.measure_at = None;
        if mem::take(&mut self.again) {
            // Subscriptions that were made meanwhile will be sent on the connection that follows.
            self.prepare(now);
        } else {
            let mut unsent = Vec::new();
            for subscription in self.subscriptions.iter_mut() {
                if let Some(ready) = subscription.ready.take() {
                    unsent.push(ready);
                }
            }
            self.settle_each(unsent, Err(failure));
            let connects = mem::take(&mut self.connects);
            self.settle_each(connects, Err(failure));
        }
    }
}
