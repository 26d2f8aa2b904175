//! The whole client, minus I/O.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::mem;

use super::receipts::Receipts;
use super::redact::redact;
use super::sockjs::Link;
use super::stomp::Session;
use super::subscriptions::Subscriptions;
use super::{ChannelId, Config, Error, Failure, Input, Instant, Outgoing, Output, Promise, Reason};

/// A client. Tell it what happens, then drain [`poll_output`](Self::poll_output) and see
/// [`poll_timeout`](Self::poll_timeout).
#[derive(Debug)]
pub struct Engine<B> {
    pub(super) config: Config,
    pub(super) phase: Phase,
    /// The number of the current attempt, or of the last one.
    pub(super) attempt: u32,
    /// The way to the server, from the end of preparing to the end of the attempt.
    pub(super) link: Option<Link>,
    pub(super) connects: Vec<Promise>,
    pub(super) disconnects: Vec<Promise>,
    /// Whether `connect` was called while disconnecting.
    pub(super) again: bool,
    pub(super) subscriptions: Subscriptions,
    pub(super) receipts: Receipts,
    pub(super) transactions: Vec<u32>,
    pub(super) next_transaction: u32,
    /// Whether the server has sent ERROR on this connection, which servers end after that.
    pub(super) refused: bool,
    pub(super) congestion: Congestion,
    pub(super) transmits: VecDeque<Output<B>>,
    pub(super) events: VecDeque<Output<B>>,
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
pub(super) enum Phase {
    Inactive,
    /// The user is asked for URL and headers.
    Preparing {
        until: Instant,
    },
    /// The link is opening; CONNECT is ready.
    Opening {
        connect: Vec<u8>,
    },
    /// CONNECT is sent, and kept for another transport.
    Connecting {
        until: Instant,
        session: Session,
        connect: Vec<u8>,
    },
    /// The link is open and there is no STOMP.
    Linked,
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
pub(super) struct Congestion {
    /// When to measure again; `None` while there is room.
    pub(super) measure_at: Option<Instant>,
    pub(super) waiting: Vec<Promise>,
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
            link: None,
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
            Phase::Connected { .. } | Phase::Linked => State::Connected,
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
            other => {
                self.phase = other;
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
        match (&self.phase, input) {
            (
                Phase::Preparing { until },
                Input::Prepared {
                    url,
                    headers,
                    random,
                    known: (known, age),
                },
            ) => {
                let until = *until;
                match Session::connect_frame(&self.config, &headers) {
                    Ok(connect) => {
                        let plan = self.plan(&url, random, known.after(age));
                        self.phase = Phase::Opening { connect };
                        let mut link = Link::new(plan);
                        let progress = link.start(until, now);
                        self.link = Some(link);
                        self.follow(Some(progress), now);
                    }
                    Err(error) => {
                        self.settle_all(Reason::PreparationFailed, Failure::Rejected(error), now);
                    }
                }
            }
            (Phase::Preparing { .. }, Input::PreparationFailed) => {
                self.end(Reason::PreparationFailed, now);
            }
            (_, Input::Received(bytes)) if id == self.channel() => self.handle_bytes(bytes, now),
            (_, input) => {
                if let (Input::Buffered(bytes), Some(_)) = (&input, &self.link)
                    && id == self.channel()
                {
                    self.handle_buffered(*bytes);
                    if self.carries_bytes() {
                        // A WebSocket sends by itself what waits on it: the link need not know.
                        return;
                    }
                }
                let link = self.link.as_mut();
                let progress = link.map(|link| link.handle_input(id.channel, &input, now));
                self.follow(progress, now);
            }
        }
    }

    /// Welcome at any time; before [`poll_timeout`](Self::poll_timeout) it does little or nothing.
    pub fn handle_timeout(&mut self, now: Instant) {
        match &self.phase {
            Phase::Preparing { until } if *until <= now => {
                return self.end(Reason::ConnectTimeout, now);
            }
            Phase::Disconnecting { until, .. } if *until <= now => {
                return self.end(Reason::Requested, now);
            }
            Phase::Connecting { until, .. } if *until <= now => {
                let progress = self.link.as_mut().map(|link| link.give_up(now));
                return self.follow(progress, now);
            }
            _ => {
                let progress = self.link.as_mut().map(|link| link.handle_timeout(now));
                self.follow(progress, now);
            }
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
            | Phase::Connecting { until, .. }
            | Phase::Disconnecting { until, .. } => Some(*until),
            Phase::Opening { .. } | Phase::Connected { .. } | Phase::Linked => None,
        };
        let link = self.link.as_ref().and_then(Link::poll_timeout);
        let pulse = self.session().and_then(Session::poll_timeout);
        let receipt = self.receipts.poll_timeout();
        [link, pulse, receipt, self.congestion.measure_at]
            .into_iter()
            .fold(phase, Instant::earlier)
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

    pub(super) fn channel(&self) -> ChannelId {
        ChannelId {
            session: self.attempt,
            channel: self.link.as_ref().map_or(0, Link::channel),
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

    /// Settles all of them alike.
    pub(super) fn settle_each(&mut self, promises: Vec<Promise>, result: Result<(), Failure>) {
        for promise in promises {
            self.settle(promise, result);
        }
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

    pub(super) fn session(&self) -> Option<&Session> {
        match &self.phase {
            Phase::Connecting { session, .. }
            | Phase::Connected { session }
            | Phase::Disconnecting { session, .. } => Some(session),
            _ => None,
        }
    }

    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        match &mut self.phase {
            Phase::Connecting { session, .. }
            | Phase::Connected { session }
            | Phase::Disconnecting { session, .. } => Some(session),
            _ => None,
        }
    }

    pub(super) fn prepare(&mut self, now: Instant) {
        self.attempt += 1;
        self.phase = Phase::Preparing {
            until: now + self.config.connect_timeout,
        };
        self.events
            .push_back(Output::StateChanged(State::Connecting));
        self.events.push_back(Output::Prepare(self.channel()));
    }
}

/// The receipt of DISCONNECT, which no other frame can have.
pub(super) const DISCONNECT_RECEIPT: &[u8] = b"disconnect";
