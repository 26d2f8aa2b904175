//! The end of an attempt or of a connection: nothing of it is open afterwards, and nothing is owed
//! but what the next one can still keep.

use alloc::vec::Vec;
use core::mem;

use super::engine::Phase;
use super::probation::STABLE;
use super::receipts::Purpose;
use super::reconnecting::Decision;
use super::{Engine, Error, Failure, Instant, Next, Output, Reason};

impl<B: Clone> Engine<B> {
    /// Forgets a `connect` that waits for the end of a disconnection.
    pub(super) fn take_back_connect(&mut self, reason: Reason) {
        self.again = false;
        let connects = mem::take(&mut self.connects);
        self.settle_each(connects, Err(Failure::Ended(reason)));
    }

    /// It is over, and another attempt may follow.
    pub(super) fn end(&mut self, reason: Reason, now: Instant) {
        if let Phase::Connected { .. } = self.phase
            && let Some(since) = self.connected_at
            && now.since(since) >= u64::from(STABLE)
        {
            self.backoff.reset();
        }
        let decision = self.decide(reason);
        self.finish(reason, Failure::Ended(reason), decision, now);
    }

    /// It is over, and every attempt would come to the same end.
    pub(super) fn fail(&mut self, reason: Reason, failure: Failure, now: Instant) {
        self.finish(reason, failure, Decision::Known(Next::Stop), now);
    }

    fn finish(&mut self, reason: Reason, failure: Failure, decision: Decision, now: Instant) {
        if let Some(link) = &mut self.link {
            link.close();
        }
        self.carry_out();
        self.link = None;
        let silence = self.session().map_or(0, |session| session.silence(now));
        let phase = mem::replace(&mut self.phase, Phase::Inactive);
        let was_connected = matches!(
            phase,
            Phase::Connected { .. } | Phase::Linked | Phase::Disconnecting { .. }
        );
        let mut told = was_connected || self.established || self.failed > 0;
        match (phase, reason) {
            _ if was_connected => self.failed = 0,
            // The page leaves: a wait that it interrupts has been told, and no attempt has failed.
            (Phase::Waiting { .. }, Reason::Suspended) => told = false,
            (Phase::Waiting { .. } | Phase::Deciding { .. } | Phase::Suspended, _)
            | (_, Reason::Suspended) => {}
            _ => self.failed += 1,
        }
        match decision {
            Decision::Known(next) => {
                told |= matches!(next, Next::Retry(_));
                self.go_on(next, reason, silence, told, now);
            }
            Decision::Open => {
                self.phase = Phase::Deciding {
                    until: now + self.config.connect_timeout,
                    reason,
                    silence,
                };
                self.tell_state();
                self.events.push_back(Output::Consider {
                    id: self.channel(),
                    reason,
                    attempt: self.failed,
                });
            }
        }
        if was_connected {
            self.judge(reason, now);
        }
        self.settle_connection(reason);
        if matches!(self.phase, Phase::Inactive) {
            self.let_go(failure, now);
        }
    }

    /// Settles what the connection owed, but for what the next one can keep.
    fn settle_connection(&mut self, reason: Reason) {
        let unconfirmed = Err(Failure::Unconfirmed(reason));
        for receipt in self.receipts.take_all() {
            match receipt.purpose {
                Purpose::Arrival => self.settle(receipt.promise, unconfirmed),
                Purpose::Repeated => {}
                Purpose::Ready(slot) => match self.subscriptions.get_mut(slot) {
                    Some(subscription) => subscription.ready = Some(receipt.promise),
                    None => self.settle(receipt.promise, Err(Failure::Rejected(Error::Ended))),
                },
            }
        }
        let waiting = mem::take(&mut self.congestion.waiting);
        self.settle_each(waiting, unconfirmed);
        self.congestion.measure_at = None;
        self.congestion.buffered = 0;
        for entry in self.outbox.take_bound() {
            self.settle(entry.promise, Err(Failure::Rejected(Error::Ended)));
        }
        self.put_back(reason);
        self.transactions.clear();
        self.subscriptions.forget_ended();
        self.refused = false;
        self.connected_at = None;
        self.flush_at = None;
    }

    /// Nothing follows: settles every promise.
    pub(super) fn let_go(&mut self, failure: Failure, now: Instant) {
        self.reject_outbox(failure);
        let disconnects = mem::take(&mut self.disconnects);
        self.settle_each(disconnects, Ok(()));
        self.established = false;
        self.backoff.reset();
        self.failed = 0;
        if mem::take(&mut self.again) {
            // Subscriptions that were made meanwhile will be sent on the connection that follows.
            return self.prepare(now);
        }
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
