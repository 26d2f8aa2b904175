//! What becomes of a channel, and of those beside it.

use core::mem;

use super::carrier::Carrier;
use super::link::Racer;
use super::{Attempt, Known, Link, Order, Outcome, Phase, Progress, Transport};
use crate::protocol::{Instant, Reason};

/// What the framed WebSocket has on an exchange over HTTP, which may find a connection open: as long
/// as both get through, it shall be the first.
const HEAD_START: u32 = 80;

impl Link {
    /// A channel is open.
    pub(super) fn win(&mut self, at: usize, now: Instant) -> Progress {
        let mut racer = self.racers.remove(at);
        let Some(transport) = racer.transport else {
            return Progress::None;
        };
        racer.phase = Phase::Stomp;
        self.report(racer, Outcome::Opened, now);
        self.supersede(now);
        self.join_at = None;
        self.carrier = Some(Carrier::new(
            racer.channel,
            transport,
            racer.since,
            self.plan.timeout,
            now,
        ));
        self.known.failed &= !transport.bit();
        self.remember();
        Progress::Opened(racer.until)
    }

    /// A channel will not open.
    pub(super) fn fail(&mut self, at: usize, outcome: Outcome, now: Instant) -> Progress {
        let racer = self.racers.remove(at);
        let earlier = |other: &Racer| other.transport.is_none() || other.channel < racer.channel;
        let latest = self.racers.iter().all(earlier);
        self.end_attempt(racer, outcome, now);
        let Some(transport) = racer.transport else {
            return Progress::None;
        };
        if self.plan.endpoint.is_plain() {
            return Progress::Ended(match outcome {
                Outcome::Closed(event) => Reason::ConnectionFailed(event),
                _ => Reason::ConnectTimeout,
            });
        }
        if latest {
            self.join_at = None;
        }
        if latest || transport == Transport::Raw {
            self.start_next(now + self.plan.timeout, now);
        }
        let newest = self.racers.last().and_then(|racer| racer.transport);
        if transport == Transport::Raw && newest == Some(Transport::WebSocket) {
            // The time it took is that of two ways there and back: to open a connection, and to ask.
            self.join_within(now.since(racer.since) as u32 / 2 + HEAD_START, now);
        }
        self.conclude(Progress::None, now)
    }

    /// What was open is no more.
    pub(super) fn lose(&mut self, reason: Reason, now: Instant) -> Progress {
        let Some(carrier) = self.carrier.take() else {
            return Progress::None;
        };
        let racer = Racer {
            channel: carrier.channel,
            transport: Some(carrier.transport),
            phase: Phase::Stomp,
            since: carrier.since,
            until: now,
        };
        // A WebSocket alone proves little: there are proxies that open it, and close it or keep
        // silent. A session that opened has proven its way, unless nothing can be sent on it.
        let outcome = match (reason, carrier.transport) {
            _ if self.trusted || self.plan.endpoint.is_plain() => None,
            (Reason::ConnectionLost(event), Transport::Raw) => Some(Outcome::Closed(event)),
            (Reason::ConnectTimeout, Transport::Raw) => Some(Outcome::TimedOut),
            (Reason::Http(200, _), _) => Some(Outcome::NoFrame),
            (Reason::Http(status, _), _) => Some(Outcome::Status(status)),
            _ => None,
        };
        if let Some(outcome) = outcome {
            self.end_attempt(racer, outcome, now);
            self.start_next(now + self.plan.timeout, now);
            return self.conclude(Progress::Retreated, now);
        }
        if !matches!(reason, Reason::ConnectionLost(_)) {
            self.orders.push(Order::Close(carrier.channel));
        }
        Progress::Ended(reason)
    }

    /// Either somebody still races, or all is lost.
    pub(super) fn conclude(&mut self, otherwise: Progress, now: Instant) -> Progress {
        if self.racers.iter().any(|racer| racer.transport.is_some()) {
            return otherwise;
        }
        self.supersede(now);
        // Nothing is left to prefer, and what `/info` said has led nowhere.
        self.known = Known::default();
        self.remember();
        Progress::Ended(Reason::AllTransportsFailed)
    }

    fn end_attempt(&mut self, racer: Racer, outcome: Outcome, now: Instant) {
        if !matches!(outcome, Outcome::Closed(_)) {
            self.orders.push(Order::Close(racer.channel));
        }
        self.known.failed |= racer.transport.map_or(0, Transport::bit);
        self.report(racer, outcome, now);
    }

    /// Closes the others, which may be needed again if what has opened proves useless.
    pub(super) fn supersede(&mut self, now: Instant) {
        for racer in mem::take(&mut self.racers) {
            self.orders.push(Order::Close(racer.channel));
            self.report(racer, Outcome::Superseded, now);
            self.waiting |= racer.transport.map_or(0, Transport::bit);
        }
    }

    pub(super) fn remember(&mut self) {
        // Told only where it changes, because it ages from then on.
        if self.known != self.plan.known {
            self.plan.known = self.known;
            self.orders.push(Order::Remember(self.known));
        }
    }

    pub(super) fn report(&mut self, racer: Racer, outcome: Outcome, now: Instant) {
        self.orders.push(Order::Attempted(Attempt {
            transport: racer.transport,
            phase: racer.phase,
            outcome,
            elapsed: now.since(racer.since) as u32,
        }));
    }
}
