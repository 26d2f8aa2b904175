//! The race of the transports.
//!
//! One transport is tried at a time. One that fails is followed at once; one that keeps silent is
//! joined by the next after a while, and goes on. The first to open wins, the others are closed.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::carrier::Carrier;
use super::frame::Frame;
use super::{Attempt, Endpoint, Known, Outcome, Phase, Transport, Verdict};
use crate::protocol::{Input, Instant, Reason, Request};

/// What the framed WebSocket has on an exchange over HTTP, which may find a connection open: as long
/// as both get through, it shall be the first.
const HEAD_START: u32 = 80;

/// What a link is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where.
    pub endpoint: Endpoint,
    /// Over what, in this order.
    pub transports: Vec<Transport>,
    /// The sub-protocols to offer to a WebSocket without SockJS's framing, which has none;
    /// each followed by a comma.
    pub protocols: String,
    /// What earlier attempts told.
    pub known: Known,
    /// Random numbers below 32, for [`Endpoint::session`].
    pub random: Vec<u8>,
    /// After how many milliseconds a silent transport is joined by the next, at least.
    pub fallback_delay: u32,
    /// How long one transport may take, in milliseconds.
    pub timeout: u32,
}

/// What to do about a channel, and what to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Open it.
    Open(u32, Request),
    /// Close it.
    Close(u32),
    /// Ask for the next answer.
    Receive(u32),
    /// Send what waits.
    Post(u32),
    /// Tell how much waits.
    Measure(u32),
    /// Tell the user.
    Attempted(Attempt),
    /// Keep this for the next attempt.
    Remember(Known),
}

/// Where a link stands after it was told something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Where it was.
    None,
    /// It is open, and has this long for what comes next.
    Opened(Instant),
    /// What was open is of no use, and others are tried.
    Retreated,
    /// It is over.
    Ended(Reason),
}

/// One connection to an endpoint.
#[derive(Debug)]
pub struct Link {
    plan: Plan,
    known: Known,
    /// The transports not tried yet, each in its bit.
    waiting: u8,
    /// Those that failed earlier, and wait until the others have.
    doubtful: u8,
    racers: Vec<Racer>,
    /// When the next of those waiting joins the race.
    join_at: Option<Instant>,
    carrier: Option<Carrier>,
    /// Whether the server has answered over the carrier, so that its end is the server's word.
    trusted: bool,
    channels: u32,
    sessions: usize,
    orders: Vec<Order>,
}

/// A channel that is opening.
#[derive(Clone, Copy, Debug)]
struct Racer {
    channel: u32,
    /// `None` asks for `/info`.
    transport: Option<Transport>,
    phase: Phase,
    since: Instant,
    until: Instant,
}

impl Link {
    /// A link that has yet to start.
    pub fn new(mut plan: Plan) -> Self {
        if plan.endpoint.is_plain() {
            plan.transports = [Transport::Raw].into();
        }
        let known = plan.known;
        let bits = plan.transports.iter().map(|transport| transport.bit());
        Self {
            known,
            waiting: bits.fold(0, |all, bit| all | bit),
            doubtful: known.failed,
            racers: Vec::new(),
            join_at: None,
            carrier: None,
            trusted: false,
            channels: 0,
            sessions: 0,
            orders: Vec::new(),
            plan,
        }
    }

    /// Starts. The first transport has until `until`.
    pub fn start(&mut self, until: Instant, now: Instant) -> Progress {
        self.start_next(until, now);
        if !self.plan.endpoint.is_plain() && !self.known.informed {
            let request = Request::Info {
                url: self.plan.endpoint.info(),
            };
            self.open(None, request, until, now);
        }
        self.conclude(Progress::None, now)
    }

    /// What to do next.
    pub fn take_orders(&mut self) -> Vec<Order> {
        mem::take(&mut self.orders)
    }

    /// The channel that is open; before that a number which none has.
    pub fn channel(&self) -> u32 {
        let carrier = self.carrier.as_ref();
        carrier.map_or(self.channels, |carrier| carrier.channel)
    }

    /// The transport that is open.
    pub fn transport(&self) -> Option<Transport> {
        self.carrier.as_ref().map(|carrier| carrier.transport)
    }

    /// The server has answered what was sent: from now on an end is the end.
    pub const fn trust(&mut self) {
        self.trusted = true;
    }

    /// The raw WebSocket knows no beats here: the framed one, which has them, is better next time.
    pub fn prefer_framing(&mut self) {
        if !self.plan.endpoint.is_plain() {
            self.known.failed |= Transport::Raw.bit();
            self.remember();
        }
    }

    /// Closes all that is open.
    pub fn close(&mut self) {
        for racer in mem::take(&mut self.racers) {
            self.orders.push(Order::Close(racer.channel));
        }
        if let Some(carrier) = self.carrier.take() {
            self.orders.push(Order::Close(carrier.channel));
        }
        self.join_at = None;
    }

    /// Looks at a frame and says what to do with it.
    pub fn handle_frame(
        &mut self,
        channel: u32,
        first: u16,
        length: usize,
        now: Instant,
    ) -> (Verdict, Progress) {
        let frame = Frame::read(first, length);
        if let Some(carrier) = self.carrier_of(channel) {
            return match carrier.handle_frame(frame, now) {
                Ok(verdict) => (verdict, Progress::None),
                Err(reason) => (Verdict::Ignore, self.lose(reason, now)),
            };
        }
        match (self.position(channel), frame) {
            (Some(at), Frame::Open) => (Verdict::Ignore, self.win(at, now)),
            (Some(_), Frame::Close) => (Verdict::Close, Progress::None),
            (Some(at), Frame::Messages(_)) => {
                (Verdict::Ignore, self.fail(at, Outcome::Protocol, now))
            }
            _ => (Verdict::Ignore, Progress::None),
        }
    }

    /// Takes what happened to a channel.
    pub fn handle_input(&mut self, channel: u32, input: &Input<'_>, now: Instant) -> Progress {
        if let Some(carrier) = self.carrier.as_mut().filter(|open| open.channel == channel) {
            return match carrier.handle_input(input, now, &mut self.orders) {
                Ok(()) => Progress::None,
                Err(reason) => self.lose(reason, now),
            };
        }
        let Some(at) = self.position(channel) else {
            return Progress::None;
        };
        let Some(racer) = self.racers.get_mut(at) else {
            return Progress::None;
        };
        if let Input::Opened | Input::Answered(1..) | Input::Informed { .. } = input {
            racer.phase = Phase::Open;
        }
        let outcome = match input {
            Input::Opened if racer.transport == Some(Transport::Raw) => return self.win(at, now),
            Input::Opened | Input::Answered(200) if racer.transport.is_some() => {
                return Progress::None;
            }
            Input::Informed {
                websocket,
                base_url,
            } => return self.inform(at, *websocket, base_url, now),
            Input::Answered(200) | Input::Ended => Outcome::NoFrame,
            Input::Answered(status) => Outcome::Status(*status),
            Input::Broken => Outcome::Protocol,
            Input::Closed(event) => Outcome::Closed(*event),
            _ => return Progress::None,
        };
        self.fail(at, outcome, now)
    }

    /// Welcome at any time.
    pub fn handle_timeout(&mut self, now: Instant) -> Progress {
        if let Some(carrier) = &mut self.carrier {
            return match carrier.handle_timeout(now, &mut self.orders) {
                Ok(()) => Progress::None,
                Err(reason) => self.lose(reason, now),
            };
        }
        if let Some(at) = self.racers.iter().position(|racer| racer.until <= now) {
            return self.fail(at, Outcome::TimedOut, now);
        }
        if self.join_at.is_some_and(|at| at <= now) {
            self.join_at = None;
            self.start_next(now + self.plan.timeout, now);
        }
        Progress::None
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let mut first = self.carrier.as_ref().and_then(Carrier::poll_timeout);
        for racer in &self.racers {
            first = Instant::earlier(first, Some(racer.until));
        }
        Instant::earlier(first, self.join_at)
    }

    /// What was to come over the carrier has not come in time.
    pub fn give_up(&mut self, now: Instant) -> Progress {
        self.lose(Reason::ConnectTimeout, now)
    }

    /// Begins with the next transport that waits.
    fn start_next(&mut self, until: Instant, now: Instant) {
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

    fn open(
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

    fn join_within(&mut self, delay: u32, now: Instant) {
        if self.waiting != 0 {
            self.join_at = Instant::earlier(self.join_at, Some(now + delay));
        }
    }

    /// The server has told about itself.
    fn inform(&mut self, at: usize, websocket: bool, base_url: &str, now: Instant) -> Progress {
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
        let moved = Endpoint::new(base_url);
        if progress == Progress::None
            && !base_url.is_empty()
            && moved != self.plan.endpoint
            && moved.is_same_origin(&self.plan.endpoint)
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

    /// A channel is open.
    fn win(&mut self, at: usize, now: Instant) -> Progress {
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
    fn fail(&mut self, at: usize, outcome: Outcome, now: Instant) -> Progress {
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
    fn lose(&mut self, reason: Reason, now: Instant) -> Progress {
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
    fn conclude(&mut self, otherwise: Progress, now: Instant) -> Progress {
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
    fn supersede(&mut self, now: Instant) {
        for racer in mem::take(&mut self.racers) {
            self.orders.push(Order::Close(racer.channel));
            self.report(racer, Outcome::Superseded, now);
            self.waiting |= racer.transport.map_or(0, Transport::bit);
        }
    }

    fn remember(&mut self) {
        // Told only where it changes, because it ages from then on.
        if self.known != self.plan.known {
            self.plan.known = self.known;
            self.orders.push(Order::Remember(self.known));
        }
    }

    fn report(&mut self, racer: Racer, outcome: Outcome, now: Instant) {
        self.orders.push(Order::Attempted(Attempt {
            transport: racer.transport,
            phase: racer.phase,
            outcome,
            elapsed: now.since(racer.since) as u32,
        }));
    }

    fn position(&self, channel: u32) -> Option<usize> {
        self.racers
            .iter()
            .position(|racer| racer.channel == channel)
    }

    fn carrier_of(&mut self, channel: u32) -> Option<&mut Carrier> {
        self.carrier.as_mut().filter(|open| open.channel == channel)
    }
}

impl Racer {
    fn is_raw(&self) -> bool {
        self.transport == Some(Transport::Raw)
    }

    const fn is_web_socket(&self) -> bool {
        matches!(self.transport, Some(Transport::Raw | Transport::WebSocket))
    }
}
