//! The whole client, minus I/O.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::mem;

use super::backoff::Backoff;
use super::outbox::Outbox;
use super::probation::Probe;
use super::receipts::{Purpose, Receipts};
use super::redact::redact;
use super::sockjs::Link;
use super::stomp::Session;
use super::subscriptions::Subscriptions;
use super::{
    ChannelId, Config, Error, Failure, Frame, Input, Instant, LogBody, Logging, Outgoing, Output,
    Promise, Reason,
};

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
    /// The state that was told last.
    pub(super) told: State,
    /// Whether there has been a connection since `connect`.
    pub(super) established: bool,
    /// When the current one was made.
    pub(super) connected_at: Option<Instant>,
    /// How many attempts have failed since then.
    pub(super) failed: u32,
    pub(super) backoff: Backoff,
    /// Whether the browser believes that there is no network.
    pub(super) offline: bool,
    /// Whether the page is away.
    pub(super) away: bool,
    /// Whether it is just back, so that nothing has to wait.
    pub(super) back: bool,
    pub(super) subscriptions: Subscriptions,
    /// The subscription that is tried alone.
    pub(super) probing: Option<Probe>,
    pub(super) receipts: Receipts,
    pub(super) outbox: Outbox<B>,
    /// When to go on sending what waits.
    pub(super) flush_at: Option<Instant>,
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
    /// It is over, and the user is asked whether to go on.
    Deciding {
        until: Instant,
        reason: Reason,
        silence: u32,
    },
    /// The next attempt begins at a moment.
    Waiting {
        since: Instant,
        until: Instant,
    },
    /// The next attempt begins when the page is back.
    Suspended,
}

/// Whether the channel holds more than the high-water mark.
#[derive(Debug, Default)]
pub(super) struct Congestion {
    /// When to measure again; `None` while there is room.
    pub(super) measure_at: Option<Instant>,
    /// What it held, as far as is known.
    pub(super) buffered: u32,
    pub(super) waiting: Vec<Promise>,
}

/// How often a full channel is measured: a browser tells nobody when it has sent.
const MEASURE_INTERVAL: u32 = 20;

impl<B: Clone> Engine<B> {
    /// A client that does nothing yet. `seed` is any number: it spreads the attempts of those who have
    /// different ones.
    pub fn new(config: Config, seed: u32) -> Self {
        Self {
            told: State::Inactive,
            established: false,
            connected_at: None,
            failed: 0,
            backoff: Backoff::new(seed),
            offline: false,
            away: false,
            back: false,
            probing: None,
            outbox: Outbox::new(),
            flush_at: None,
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
            Phase::Preparing { .. }
            | Phase::Opening { .. }
            | Phase::Connecting { .. }
            | Phase::Deciding { .. }
            | Phase::Waiting { .. }
            | Phase::Suspended => State::Connecting,
            Phase::Connected { .. } | Phase::Linked => State::Connected,
            Phase::Disconnecting { .. } => State::Disconnecting,
        }
    }

    /// Starts an attempt; joins the current one, begins the one that is waited for, or waits for the
    /// end of a disconnection.
    pub fn connect(&mut self, promise: Promise, now: Instant) {
        self.away = false;
        match self.state() {
            State::Connected => self.settle(promise, Ok(())),
            State::Connecting => {
                self.connects.push(promise);
                self.hurry(now);
            }
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

    /// Calls off attempts that have not led to a connection, or have yet to begin.
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
                self.tell_state();
                self.reject_outbox(Failure::Ended(Reason::Requested));
                self.send_disconnect(true);
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
                        self.fail(Reason::PreparationFailed, Failure::Rejected(error), now);
                    }
                }
            }
            (Phase::Preparing { .. }, Input::PreparationFailed) => {
                self.end(Reason::PreparationFailed, now);
            }
            (Phase::Deciding { .. }, Input::Decided(again)) => self.decided(again, now),
            (_, Input::Received(bytes)) if id == self.channel() => {
                self.handle_bytes(bytes, true, now);
            }
            (_, Input::Continued(bytes)) if id == self.channel() => {
                self.handle_bytes(bytes, false, now);
            }
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
            Phase::Deciding { until, .. } if *until <= now => return self.decided(false, now),
            Phase::Waiting { until, .. } if *until <= now => return self.prepare(now),
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
            let result = match late.purpose {
                Purpose::Ready(_) => Ok(()),
                Purpose::Arrival => Err(Failure::ReceiptTimeout),
                Purpose::Repeated => {
                    // A server that confirms nothing would have it repeated for ever.
                    self.outbox.confirm(late.number);
                    Err(Failure::ReceiptTimeout)
                }
            };
            self.settle(late.promise, result);
        }
        self.expire(now);
        if self.probing.is_some_and(|probe| probe.until <= now) {
            self.probe(now);
        }
        if self.flush_at.is_some() {
            self.flush(now);
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
            | Phase::Disconnecting { until, .. }
            | Phase::Deciding { until, .. }
            | Phase::Waiting { until, .. } => Some(*until),
            Phase::Opening { .. } | Phase::Connected { .. } | Phase::Linked | Phase::Suspended => {
                None
            }
        };
        let link = self.link.as_ref().and_then(Link::poll_timeout);
        let pulse = self.session().and_then(Session::poll_timeout);
        let receipt = self.receipts.poll_timeout();
        let expiry = self.outbox.poll_timeout();
        let probe = self.probing.map(|probe| probe.until);
        let measure = self.congestion.measure_at;
        [link, pulse, receipt, expiry, probe, measure, self.flush_at]
            .into_iter()
            .fold(phase, Instant::earlier)
    }

    /// What to do next. Everything for the channels comes before anything for the user, so that
    /// a callback never sees a connection that is half closed.
    pub fn poll_output(&mut self) -> Option<Output<B>> {
        let output = self.poll_transmit().or_else(|| self.events.pop_front());
        output.or_else(|| {
            let (messages, bytes) = self.outbox.poll_change()?;
            Some(Output::Queued { messages, bytes })
        })
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
        self.log(true, frame.get(..head).unwrap_or_default(), LogBody::None);
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

    pub(super) fn log(&mut self, sent: bool, head: &[u8], body: LogBody<B>) {
        if self.config.log != Logging::Off && !head.is_empty() {
            self.events.push_back(Output::Log {
                sent,
                head: redact(head, &self.config.secrets),
                body,
            });
        }
    }

    /// A frame that came in.
    pub(super) fn log_received(&mut self, frame: &Frame) {
        let body = match self.config.log {
            Logging::Bodies => LogBody::Bytes(frame.body.clone()),
            _ => LogBody::None,
        };
        self.log(false, &frame.head, body);
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
        if self.away {
            self.phase = Phase::Suspended;
            return self.tell_state();
        }
        self.attempt += 1;
        self.phase = Phase::Preparing {
            until: now + self.config.connect_timeout,
        };
        self.tell_state();
        self.events.push_back(Output::Prepare(self.channel()));
    }
}

/// The receipt of DISCONNECT, which no other frame can have.
pub(super) const DISCONNECT_RECEIPT: &[u8] = b"disconnect";
