//! The whole client, minus I/O.

use alloc::borrow::ToOwned;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::receipts::Receipts;
use super::redact::redact;
use super::stomp::{Head, Session, Step, unescape};
use super::subscriptions::{Addressee, Subscriptions};
use super::{
    ChannelId, Config, Error, Failure, Frame, Input, Instant, Outgoing, Output, Promise, Reason,
    Request, Whole,
};

/// A client. Tell it what happens, then drain [`poll_output`](Self::poll_output) and see
/// [`poll_timeout`](Self::poll_timeout).
#[derive(Debug)]
pub struct Engine<B> {
    pub(super) config: Config,
    phase: Phase,
    /// The number of the current attempt, or of the last one.
    attempt: u32,
    connects: Vec<Promise>,
    disconnects: Vec<Promise>,
    /// Whether `connect` was called while disconnecting.
    again: bool,
    pub(super) subscriptions: Subscriptions,
    pub(super) receipts: Receipts,
    pub(super) transactions: Vec<u32>,
    pub(super) next_transaction: u32,
    /// Whether the server has sent ERROR on this connection, which servers end after that.
    refused: bool,
    congestion: Congestion,
    transmits: VecDeque<Output<B>>,
    events: VecDeque<Output<B>>,
}

/// Where a client stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Nothing is going on.
    Inactive = 0,
    /// From `connect` to CONNECTED.
    Connecting = 1,
    /// Connected.
    Connected = 2,
    /// From `disconnect` to the end of the connection.
    Disconnecting = 3,
}

#[derive(Debug)]
enum Phase {
    Inactive,
    /// The user is asked for URL and headers.
    Preparing {
        until: Instant,
    },
    /// The channel is opening; CONNECT is ready.
    Opening {
        until: Instant,
        connect: Vec<u8>,
    },
    /// CONNECT is sent.
    Connecting {
        until: Instant,
        session: Session,
    },
    Connected {
        session: Session,
    },
    /// DISCONNECT is sent.
    Disconnecting {
        until: Instant,
        session: Session,
    },
}

/// Whether the channel holds more than the high-water mark.
#[derive(Debug, Default)]
struct Congestion {
    /// When to measure again; `None` while there is room.
    measure_at: Option<Instant>,
    waiting: Vec<Promise>,
}

/// How often a full channel is measured: a browser tells nobody when it has sent.
const MEASURE_INTERVAL: u32 = 20;

impl<B> Engine<B> {
    /// A client that does nothing yet.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            phase: Phase::Inactive,
            attempt: 0,
            connects: Vec::new(),
            disconnects: Vec::new(),
            again: false,
            subscriptions: Subscriptions::default(),
            receipts: Receipts::default(),
            transactions: Vec::new(),
            next_transaction: 0,
            refused: false,
            congestion: Congestion::default(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Where the client stands.
    pub const fn state(&self) -> State {
        match self.phase {
            Phase::Inactive => State::Inactive,
            Phase::Preparing { .. } | Phase::Opening { .. } | Phase::Connecting { .. } => {
                State::Connecting
            }
            Phase::Connected { .. } => State::Connected,
            Phase::Disconnecting { .. } => State::Disconnecting,
        }
    }

    /// Starts an attempt; joins the current one, or waits for the end of a disconnection.
    pub fn connect(&mut self, promise: Promise, now: Instant) {
        match self.state() {
            State::Connected => self.settle(promise, Ok(())),
            State::Connecting => self.connects.push(promise),
            State::Inactive => {
                self.connects.push(promise);
                self.prepare(now);
            }
            State::Disconnecting => {
                self.connects.push(promise);
                self.again = true;
            }
        }
    }

    /// Calls off an attempt that has not led to a connection, or has yet to begin.
    pub fn abort(&mut self, now: Instant) {
        match self.state() {
            State::Connecting => self.end(Reason::Aborted, now),
            State::Disconnecting => self.take_back_connect(Reason::Aborted),
            State::Inactive | State::Connected => {}
        }
    }

    /// Ends the connection: DISCONNECT with a receipt, for at most `timeout` milliseconds.
    pub fn disconnect(&mut self, promise: Promise, timeout: u32, now: Instant) {
        match mem::replace(&mut self.phase, Phase::Inactive) {
            Phase::Inactive => return self.settle(promise, Ok(())),
            Phase::Connected { session } => {
                self.phase = Phase::Disconnecting {
                    until: now + timeout,
                    session,
                };
                self.events
                    .push_back(Output::StateChanged(State::Disconnecting));
                self.send_disconnect();
            }
            Phase::Disconnecting { until, session } => {
                self.phase = Phase::Disconnecting {
                    until: until.min(now + timeout),
                    session,
                };
                // The last word counts.
                self.take_back_connect(Reason::Requested);
            }
            attempting => {
                self.phase = attempting;
                self.disconnects.push(promise);
                return self.end(Reason::Requested, now);
            }
        }
        self.disconnects.push(promise);
    }

    /// Tells what happened. What old channels say changes nothing.
    pub fn handle_input(&mut self, id: ChannelId, input: Input<'_>, now: Instant) {
        if id.session != self.attempt {
            return;
        }
        match (mem::replace(&mut self.phase, Phase::Inactive), input) {
            (Phase::Preparing { until }, Input::Prepared { url, headers }) => {
                match Session::connect_frame(&self.config, &headers) {
                    Ok(connect) => self.open(url, Phase::Opening { until, connect }),
                    Err(error) => {
                        self.phase = Phase::Preparing { until };
                        self.settle_all(Reason::PreparationFailed, Failure::Rejected(error), now);
                    }
                }
            }
            (phase @ Phase::Preparing { .. }, Input::PreparationFailed) => {
                self.phase = phase;
                self.end(Reason::PreparationFailed, now);
            }
            (Phase::Opening { until, connect }, Input::Opened) => {
                self.phase = Phase::Connecting {
                    until,
                    session: Session::new(self.config.limits),
                };
                self.transmit(connect);
            }
            (phase @ Phase::Opening { .. }, Input::Closed(event)) => {
                self.phase = phase;
                self.closed(Reason::ConnectionFailed(event), now);
            }
            (phase, input) => {
                self.phase = phase;
                self.handle_session_input(input, now);
            }
        }
    }

    /// Looks at the head of a message that looks like one whole frame of at most `size` bytes, and
    /// tells whose it is: the edge, which has it, delivers it at once. Nothing of its body is read.
    ///
    /// `None` where it is not that regular, or not its turn: then its bytes go to
    /// [`handle_input`](Self::handle_input), to the same effect.
    pub fn handle_whole(&mut self, id: ChannelId, head: &[u8], size: usize) -> Option<Whole> {
        let (Phase::Connected { session } | Phase::Disconnecting { session, .. }) = &mut self.phase
        else {
            return None;
        };
        if id.session != self.attempt || !self.events.is_empty() || self.config.log {
            return None;
        }
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

    /// Welcome at any time; before [`poll_timeout`](Self::poll_timeout) it does little or nothing.
    pub fn handle_timeout(&mut self, now: Instant) {
        match &mut self.phase {
            Phase::Preparing { until }
            | Phase::Opening { until, .. }
            | Phase::Connecting { until, .. }
                if *until <= now =>
            {
                return self.end(Reason::ConnectTimeout, now);
            }
            Phase::Disconnecting { until, .. } if *until <= now => {
                return self.end(Reason::Requested, now);
            }
            _ => {}
        }
        match self
            .session_mut()
            .map_or(Ok(false), |session| session.handle_timeout(now))
        {
            Err(reason) => return self.end(reason, now),
            Ok(true) => self.transmit(b"\n".to_vec()),
            Ok(false) => {}
        }
        while let Some(late) = self.receipts.take_late(now) {
            let result = if late.optional {
                Ok(())
            } else {
                Err(Failure::ReceiptTimeout)
            };
            self.settle(late.promise, result);
        }
        if self.congestion.measure_at.is_some_and(|at| at <= now) {
            self.congestion.measure_at = Some(now + MEASURE_INTERVAL);
            self.transmits.push_back(Output::Measure(self.channel()));
        }
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let phase = match &self.phase {
            Phase::Inactive => return None,
            Phase::Preparing { until }
            | Phase::Opening { until, .. }
            | Phase::Connecting { until, .. } => {
                return Some(*until);
            }
            Phase::Connected { .. } => None,
            Phase::Disconnecting { until, .. } => Some(*until),
        };
        let pulse = self.session().and_then(Session::poll_timeout);
        let receipt = self.receipts.poll_timeout();
        [phase, pulse, receipt, self.congestion.measure_at]
            .into_iter()
            .flatten()
            .min()
    }

    /// What to do next. Everything for the channels comes before anything for the user, so that
    /// a callback never sees a connection that is half closed.
    pub fn poll_output(&mut self) -> Option<Output<B>> {
        self.poll_transmit().or_else(|| self.events.pop_front())
    }

    /// What to do next on a channel: all that an edge may do while a callback of the user runs.
    pub fn poll_transmit(&mut self) -> Option<Output<B>> {
        self.transmits.pop_front()
    }

    /// Whether a frame sent now has to wait for its promise, because the channel is full.
    pub const fn is_congested(&self) -> bool {
        self.congestion.measure_at.is_some()
    }

    /// Keeps `promise` until the channel has room.
    pub fn wait_for_room(&mut self, promise: Promise) {
        self.congestion.waiting.push(promise);
    }

    pub(super) const fn channel(&self) -> ChannelId {
        ChannelId {
            session: self.attempt,
            channel: 0,
        }
    }

    /// The session while frames may be sent.
    pub(super) fn connected(&self) -> Option<&Session> {
        if let Phase::Connected { session } = &self.phase {
            Some(session)
        } else {
            None
        }
    }

    pub(super) fn transmit(&mut self, frame: Vec<u8>) {
        let head = frame.len().saturating_sub(3);
        self.log(true, frame.get(..head).unwrap_or_default());
        self.send_on_channel(Outgoing::Encoded(frame));
    }

    pub(super) fn send_on_channel(&mut self, frame: Outgoing<B>) {
        let split = self.config.max_outgoing.map_or_else(
            || self.session().and_then(Session::split),
            |most| Some((most, most)),
        );
        self.transmits.push_back(Output::Send {
            id: self.channel(),
            frame,
            split,
        });
    }

    pub(super) fn settle(&mut self, promise: Promise, result: Result<(), Failure>) {
        self.events.push_back(Output::Settle(promise, result));
    }

    pub(super) fn refuse(&mut self, subscription: u32, why: Error) {
        self.events.push_back(Output::Refused { subscription, why });
    }

    pub(super) fn log(&mut self, sent: bool, head: &[u8]) {
        if self.config.log && !head.is_empty() {
            self.events.push_back(Output::Log {
                sent,
                head: redact(head),
            });
        }
    }

    fn session(&self) -> Option<&Session> {
        match &self.phase {
            Phase::Connecting { session, .. }
            | Phase::Connected { session }
            | Phase::Disconnecting { session, .. } => Some(session),
            _ => None,
        }
    }

    fn session_mut(&mut self) -> Option<&mut Session> {
        match &mut self.phase {
            Phase::Connecting { session, .. }
            | Phase::Connected { session }
            | Phase::Disconnecting { session, .. } => Some(session),
            _ => None,
        }
    }

    fn prepare(&mut self, now: Instant) {
        self.attempt += 1;
        self.phase = Phase::Preparing {
            until: now + self.config.connect_timeout,
        };
        self.events
            .push_back(Output::StateChanged(State::Connecting));
        self.events.push_back(Output::Prepare(self.channel()));
    }

    fn open(&mut self, url: String, opening: Phase) {
        let mut protocols = Vec::new();
        if self.config.offer_protocols {
            protocols.extend(
                self.config
                    .versions
                    .iter()
                    .map(|version| version.protocol().to_owned()),
            );
            protocols.extend(self.config.protocols.iter().cloned());
        }
        self.phase = opening;
        let request = Request::WebSocket { url, protocols };
        self.transmits.push_back(Output::Open {
            id: self.channel(),
            request,
        });
    }

    fn handle_session_input(&mut self, input: Input<'_>, now: Instant) {
        match input {
            Input::Received(bytes) => self.handle_bytes(bytes, now),
            Input::Closed(event) if self.session().is_some() => {
                let reason = match &self.phase {
                    Phase::Disconnecting { .. } => Reason::Requested,
                    _ if self.refused => Reason::ServerError(event),
                    _ => Reason::ConnectionLost(event),
                };
                self.closed(reason, now);
            }
            Input::Buffered(_) if self.session().is_none() => {}
            Input::Buffered(bytes) if bytes > self.config.high_water_mark => {
                // The first measurement tells the time only with the next timeout, which is at once.
                self.congestion
                    .measure_at
                    .get_or_insert(Instant::from_millis(0));
            }
            Input::Buffered(_) => {
                self.congestion.measure_at = None;
                for promise in mem::take(&mut self.congestion.waiting) {
                    self.settle(promise, Ok(()));
                }
            }
            _ => {}
        }
    }

    fn handle_bytes(&mut self, mut bytes: &[u8], now: Instant) {
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
            .unwrap_or(super::Escaping::V12);
        match step {
            Step::Beat => {}
            Step::Connected(frame) => self.handle_connected(frame, now),
            Step::Message(frame) => {
                self.log(false, &frame.head);
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
                self.log(false, &frame.head);
                let id = Head::new(&frame.head, escaping)
                    .get(b"receipt-id")
                    .unwrap_or_default();
                if *id == *DISCONNECT_RECEIPT && self.state() == State::Disconnecting {
                    self.end(Reason::Requested, now);
                } else if let Some(receipt) = self.receipts.take(&id) {
                    self.settle(receipt.promise, Ok(()));
                } else {
                    self.events
                        .push_back(Output::UnhandledReceipt(frame, escaping));
                }
            }
            Step::Error(frame) => self.handle_error(frame, now),
        }
    }

    fn handle_connected(&mut self, frame: Frame, now: Instant) {
        self.log(false, &frame.head);
        let Phase::Connecting { session, .. } = mem::replace(&mut self.phase, Phase::Inactive)
        else {
            return;
        };
        let version = session.version().unwrap_or(super::Version::V10);
        let heartbeats = session.heartbeats();
        self.phase = Phase::Connected { session };
        self.events
            .push_back(Output::StateChanged(State::Connected));
        self.events.push_back(Output::Connected {
            version,
            heartbeats,
            frame,
        });
        for promise in mem::take(&mut self.connects) {
            self.settle(promise, Ok(()));
        }
        self.send_subscriptions(now);
    }

    fn handle_error(&mut self, frame: Frame, now: Instant) {
        self.log(false, &frame.head);
        let escaping = self
            .session()
            .map(Session::escaping)
            .unwrap_or(super::Escaping::V12);
        match self.state() {
            // After DISCONNECT some brokers complain about the end that was asked for.
            State::Disconnecting => {}
            State::Connecting => {
                self.events.push_back(Output::ServerError(frame, escaping));
                self.end(Reason::Refused, now);
            }
            _ => {
                self.refused = true;
                let id = Head::new(&frame.head, escaping)
                    .get(b"receipt-id")
                    .unwrap_or_default();
                let answered = self.receipts.take(&id);
                self.events.push_back(Output::ServerError(frame, escaping));
                if let Some(receipt) = answered {
                    self.settle(receipt.promise, Err(Failure::ServerError));
                }
            }
        }
    }

    /// Forgets a `connect` that waits for the end of a disconnection.
    fn take_back_connect(&mut self, reason: Reason) {
        self.again = false;
        for waiting in mem::take(&mut self.connects) {
            self.settle(waiting, Err(Failure::Ended(reason)));
        }
    }

    fn end(&mut self, reason: Reason, now: Instant) {
        if !matches!(self.phase, Phase::Preparing { .. }) {
            self.transmits.push_back(Output::Close(self.channel()));
        }
        self.closed(reason, now);
    }

    fn closed(&mut self, reason: Reason, now: Instant) {
        self.settle_all(reason, Failure::Ended(reason), now);
    }

    /// Nothing is open any more: tells so, and settles every promise.
    fn settle_all(&mut self, reason: Reason, failure: Failure, now: Instant) {
        let phase = mem::replace(&mut self.phase, Phase::Inactive);
        self.events.push_back(Output::StateChanged(State::Inactive));
        if matches!(phase, Phase::Connected { .. } | Phase::Disconnecting { .. }) {
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
        for promise in mem::take(&mut self.congestion.waiting) {
            self.settle(promise, Err(Failure::Unconfirmed(reason)));
        }
        for promise in mem::take(&mut self.disconnects) {
            self.settle(promise, Ok(()));
        }
        self.subscriptions.forget_ended();
        self.transactions.clear();
        self.refused = false;
        self.congestion.measure_at = None;
        if mem::take(&mut self.again) {
            // Subscriptions that were made meanwhile will be sent on the connection that follows.
            self.prepare(now);
        } else {
            let unsent = self.subscriptions.iter_mut();
            let mut waiting: Vec<_> = unsent.filter_map(|sub| sub.ready.take()).collect();
            waiting.append(&mut self.connects);
            for promise in waiting {
                self.settle(promise, Err(failure));
            }
        }
    }
}

/// The receipt of DISCONNECT, which no other frame can have.
pub(super) const DISCONNECT_RECEIPT: &[u8] = b"disconnect";
