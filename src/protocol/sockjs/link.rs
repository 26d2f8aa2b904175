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
    pub(super) plan: Plan,
    pub(super) known: Known,
    /// The transports not tried yet, each in its bit.
    pub(super) waiting: u8,
    /// Those that failed earlier, and wait until the others have.
    pub(super) doubtful: u8,
    pub(super) racers: Vec<Racer>,
    /// When the next of those waiting joins the race.
    pub(super) join_at: Option<Instant>,
    pub(super) carrier: Option<Carrier>,
    /// Whether the server has answered over the carrier, so that its end is the server's word.
    pub(super) trusted: bool,
    pub(super) channels: u32,
    pub(super) sessions: usize,
    pub(super) orders: Vec<Order>,
}

/// A channel that is opening.
#[derive(Clone, Copy, Debug)]
pub(super) struct Racer {
    pub(super) channel: u32,
    /// `None` asks for `/info`.
    pub(super) transport: Option<Transport>,
    pub(super) phase: Phase,
    pub(super) since: Instant,
    pub(super) until: Instant,
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

    /// The server has answered what was sent: from now on an end is the end, and what was agreed
    /// may have stopped SockJS's own beats.
    pub const fn trust(&mut self) {
        if let (false, Some(carrier)) = (self.trusted, &mut self.carrier) {
            carrier.expect_no_beats();
        }
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

    /// Asks the server whether it is still there, where it would answer.
    pub fn ask(&mut self, now: Instant) -> Progress {
        if let Some(carrier) = &mut self.carrier {
            carrier.ask(now, &mut self.orders);
        }
        Progress::None
    }

    /// What was to come over the carrier has not come in time.
    pub fn give_up(&mut self, now: Instant) -> Progress {
        self.lose(Reason::ConnectTimeout, now)
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
    pub(super) fn is_raw(&self) -> bool {
        self.transport == Some(Transport::Raw)
    }

    pub(super) const fn is_web_socket(&self) -> bool {
        matches!(self.transport, Some(Transport::Raw | Transport::WebSocket))
    }
}
