//! Which transport begins when.

use alloc::string::String;

use super::link::Racer;
use super::{Link, Order, Outcome, Phase, Plan, Progress, Transport};
use crate::protocol::{Instant, Request};

impl Link {
    /// Begins with the next transport that waits.
    pub(super) fn start_next(&mut self, until: Instant, now: Instant) {
        let next = self.next(self.waiting & !self.doubtful);
        let Some(transport) = next.or_else(|| self.next(self.waiting)) else {
            return;
        };
        self.waiting &= !transport.bit();
        let Plan {
            endpoint,
            protocols,
            random,
            ..
        } = &self.plan;
        let request = if transport == Transport::Raw {
            Request::WebSocket {
                url: endpoint.raw(),
                protocols: protocols.clone(),
                framed: false,
            }
        } else {
            let (receive, send) = endpoint.session(transport, random, self.sessions);
            self.sessions += 1;
            if transport == Transport::WebSocket {
                Request::WebSocket {
                    url: receive,
                    protocols: String::new(),
                    framed: true,
                }
            } else {
                Request::Xhr { receive, send }
            }
        };
        self.open(Some(transport), request, until, now);
        self.join_within(self.patience(transport), now);
    }

    /// The first of these. A framed WebSocket has to wait for the end of the raw one: where one
    /// hangs, the other would.
    fn next(&self, bits: u8) -> Option<Transport> {
        let raw = self.racers.iter().any(Racer::is_raw);
        let mut transports = self.plan.transports.iter();
        let next = transports.find(|transport| {
            bits & transport.bit() != 0 && !(raw && **transport == Transport::WebSocket)
        });
        next.copied()
    }

    pub(super) fn open(
        &mut self,
        transport: Option<Transport>,
        request: Request,
        until: Instant,
        now: Instant,
    ) {
        let channel = self.channels;
        self.channels += 1;
        self.racers.push(Racer {
            channel,
            transport,
            phase: Phase::Connect,
            since: now,
            until,
        });
        self.orders.push(Order::Open(channel, request));
    }

    /// For how long a silent transport is waited for. One over HTTP takes what `/info` took, and may
    /// take that once more; a WebSocket opens a connection of its own first.
    fn patience(&self, transport: Transport) -> u32 {
        let times = if transport.is_http() { 2 } else { 3 };
        let measured = self.known.round_trip.saturating_mul(times);
        measured.max(self.plan.fallback_delay)
    }

    pub(super) fn join_within(&mut self, delay: u32, now: Instant) {
        if self.waiting != 0 {
            self.join_at = Instant::earlier(self.join_at, Some(now + delay));
        }
    }

    /// The server has told about itself.
    pub(super) fn inform(
        &mut self,
        at: usize,
        websocket: bool,
        base_url: &str,
        now: Instant,
    ) -> Progress {
        let info = self.racers.remove(at);
        self.orders.push(Order::Close(info.channel));
        self.report(info, Outcome::Opened, now);
        self.known.informed = true;
        self.known.round_trip = now.since(info.since) as u32;
        if let ([first], Some(_)) = (&*self.racers, self.join_at)
            && let (Some(transport), 2) = (first.transport, self.channels)
        {
            self.join_at = Some(first.since + self.patience(transport));
        }
        let mut progress = Progress::None;
        if !websocket {
            let web_sockets = Transport::Raw.bit() | Transport::WebSocket.bit();
            self.waiting &= !web_sockets;
            while progress == Progress::None
                && let Some(at) = self.racers.iter().position(Racer::is_web_socket)
            {
                progress = self.fail(at, Outcome::NotOffered, now);
            }
            // That one endpoint has none tells nothing of its origin, and is asked for again.
            self.known.failed &= !web_sockets;
            self.known.informed = false;
        }
        if progress == Progress::None
            && let Some(moved) = self.plan.endpoint.moved(base_url)
        {
            self.plan.endpoint = moved;
            // Where it has moved to is asked for again, because that is not remembered.
            self.known.informed = false;
            self.supersede(now);
            self.join_at = None;
            self.start_next(now + self.plan.timeout, now);
        }
        progress
    }
}
