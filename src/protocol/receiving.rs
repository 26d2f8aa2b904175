//! What the server says, from bytes to what the user is told.

use core::mem;

use super::engine::{DISCONNECT_RECEIPT, Phase};
use super::receipts::{Purpose, Receipt};
use super::stomp::{Head, Session, Step, unescape};
use super::subscriptions::Addressee;
use super::{
    ChannelId, Engine, Escaping, Failure, Frame, Instant, Logging, Output, Reason, State, Version,
    Whole,
};

/// How often an EOL goes over a WebSocket without beats: proxies cut what is idle for a minute.
const KEEP_ALIVE: u32 = 25_000;

/// What Spring says as the relay of a broker that it cannot reach.
const BROKER_AWAY: &[u8] = b"Broker not available.";

impl<B: Clone> Engine<B> {
    /// Looks at the head of a message that looks like one whole frame of at most `size` bytes, and
    /// tells whose it is: the edge, which has it, delivers it at once. Nothing of its body is read.
    ///
    /// `None` where it is not that regular, or not its turn: then its bytes go to
    /// [`handle_input`](Self::handle_input), to the same effect.
    pub fn handle_whole(&mut self, id: ChannelId, head: &[u8], size: usize) -> Option<Whole> {
        if id != self.channel() || !self.events.is_empty() || self.config.log != Logging::Off {
            return None;
        }
        let (Phase::Connected { session } | Phase::Disconnecting { session, .. }) = &mut self.phase
        else {
            return None;
        };
        let subscription = session.whole(head, size)?.subscription?;
        let escaping = session.escaping();
        match self
            .subscriptions
            .addressee(&unescape(subscription, escaping))
        {
            Addressee::Slot(subscription) => Some(Whole {
                subscription,
                escaping,
            }),
            _ => None,
        }
    }

    pub(super) fn handle_buffered(&mut self, bytes: u32) {
        self.congestion.buffered = bytes;
        if bytes > self.config.high_water_mark {
            // The first measurement tells the time only with the next timeout, which is at once.
            self.congestion
                .measure_at
                .get_or_insert(Instant::from_millis(0));
            return;
        }
        self.congestion.measure_at = None;
        let waiting = mem::take(&mut self.congestion.waiting);
        self.settle_each(waiting, Ok(()));
        if self.outbox.is_waiting() && self.connected().is_some() && !self.is_probing() {
            // With the next timeout, which knows the time, and is at once.
            self.flush_at = Some(Instant::from_millis(0));
        }
    }

    pub(super) fn handle_bytes(&mut self, mut bytes: &[u8], begins: bool, now: Instant) {
        if begins && let Some(Err(reason)) = self.session_mut().map(Session::begin_part) {
            return self.end(reason, now);
        }
        loop {
            // Taken out, because a step may change the phase; put back before that.
            let mut phase = mem::replace(&mut self.phase, Phase::Inactive);
            let (Phase::Connecting { session, .. }
            | Phase::Connected { session }
            | Phase::Disconnecting { session, .. }) = &mut phase
            else {
                self.phase = phase;
                return;
            };
            let step = session.next(&mut bytes, &self.config, now);
            self.phase = phase;
            self.trust();
            match step {
                Ok(Some(step)) => self.handle_step(step, now),
                Ok(None) => return,
                Err(reason) => return self.end(reason, now),
            }
        }
    }

    fn handle_step(&mut self, step: Step, now: Instant) {
        let escaping = self
            .session()
            .map(Session::escaping)
            .unwrap_or(Escaping::V12);
        match step {
            Step::Beat => {}
            Step::Connected(frame) => self.handle_connected(frame, now),
            Step::Message(frame) => {
                self.log_received(&frame);
                let id = Head::new(&frame.head, escaping)
                    .get(b"subscription")
                    .unwrap_or_default();
                let subscription = match self.subscriptions.addressee(&id) {
                    Addressee::Slot(slot) => Some(slot),
                    Addressee::Unknown => None,
                    Addressee::Ended => return,
                };
                self.events.push_back(Output::Deliver {
                    session: self.attempt,
                    subscription,
                    frame,
                    escaping,
                });
            }
            Step::Receipt(frame) => {
                self.log_received(&frame);
                let id = Head::new(&frame.head, escaping)
                    .get(b"receipt-id")
                    .unwrap_or_default();
                if *id == *DISCONNECT_RECEIPT && self.state() == State::Disconnecting {
                    self.end(Reason::Requested, now);
                    return;
                }
                let awaited = self.take_receipt(&id);
                if let Some(receipt) = &awaited {
                    self.settle(receipt.promise, Ok(()));
                }
                if !self.end_trial(&id, now) && awaited.is_none() {
                    self.events
                        .push_back(Output::UnhandledReceipt(frame, escaping));
                }
            }
            Step::Error(frame) => self.handle_error(frame, escaping, now),
        }
    }

    fn handle_connected(&mut self, frame: Frame, now: Instant) {
        self.log_received(&frame);
        let Phase::Connecting { mut session, .. } = mem::replace(&mut self.phase, Phase::Inactive)
        else {
            return;
        };
        if self.carries_bytes() && session.is_without_beats() {
            session.keep_alive(KEEP_ALIVE);
            if let Some(link) = &mut self.link {
                link.prefer_framing();
            }
            self.carry_out();
        }
        let version = session.version().unwrap_or(Version::V10);
        let heartbeats = session.heartbeats();
        self.phase = Phase::Connected { session };
        self.established = true;
        self.failed = 0;
        self.connected_at = Some(now);
        self.tell_state();
        self.events.push_back(Output::Connected {
            version,
            heartbeats,
            frame,
        });
        let connects = mem::take(&mut self.connects);
        self.settle_each(connects, Ok(()));
        self.restore(now);
    }

    /// Takes what waits for this receipt; a message that it confirms is not sent again.
    fn take_receipt(&mut self, id: &[u8]) -> Option<Receipt> {
        let receipt = self.receipts.take(id)?;
        if receipt.purpose == Purpose::Repeated {
            self.outbox.confirm(receipt.number);
        }
        Some(receipt)
    }

    fn handle_error(&mut self, frame: Frame, escaping: Escaping, now: Instant) {
        self.log_received(&frame);
        match self.state() {
            // After DISCONNECT some brokers complain about the end that was asked for.
            State::Disconnecting => {}
            State::Connecting => {
                let message = Head::new(&frame.head, escaping).get(b"message");
                let away = message.is_some_and(|message| *message == *BROKER_AWAY);
                self.events.push_back(Output::ServerError(frame, escaping));
                let reason = if away {
                    Reason::Unavailable
                } else {
                    Reason::Refused
                };
                self.end(reason, now);
            }
            _ => {
                self.refused = true;
                let id = Head::new(&frame.head, escaping)
                    .get(b"receipt-id")
                    .unwrap_or_default();
                let answered = self.take_receipt(&id);
                self.events.push_back(Output::ServerError(frame, escaping));
                if let Some(receipt) = answered {
                    self.settle(receipt.promise, Err(Failure::ServerError));
                }
            }
        }
    }
}
