//! The transport that opened: its exchanges over HTTP, and whether the server is still there.

use alloc::vec::Vec;

use super::frame::Frame;
use super::{Order, Transport, Verdict};
use crate::protocol::{Input, Instant, Problem, ProtocolError, Reason};

/// Servers beat after 25 s of silence; ten more for the way.
const SILENCE: u32 = 35_000;

/// For how long a server that has beaten once may be silent.
const PATIENCE: u32 = 60_000;

/// What was heard within so many milliseconds leaves no doubt.
const RECENT: u32 = 1_000;

/// Before the next try where an answer held no frame, as those of proxies and login pages do.
const BACK_OFF: u32 = 1_000;

/// How many such answers in a row end the session.
const FRUITLESS: u32 = 3;

#[derive(Debug)]
pub(super) struct Carrier {
    pub(super) channel: u32,
    pub(super) transport: Transport,
    pub(super) since: Instant,
    /// How long a POST may take.
    timeout: u32,
    post: Post,
    /// Whether the current answer has brought a frame.
    fruitful: bool,
    /// When a poll brought its frame, until the next one is under way: a POST in between would be
    /// answered by nothing, and what Spring says before it closes would be lost.
    polled_at: Option<Instant>,
    fruitless: u32,
    /// When to ask again after an answer without a frame.
    receive_at: Option<Instant>,
    heard_at: Instant,
    /// When the server last confirmed that it knows the session.
    confirmed_at: Instant,
    /// Whether the server beats on this transport: sockjs-node's WebSocket does not, and Spring
    /// stops when STOMP's own beats begin.
    beats: bool,
}

/// The POST under way: one at a time, because two may overtake each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Post {
    None,
    /// Begun at a moment that the next timeout will tell.
    Begun,
    Until(Instant),
}

impl Carrier {
    pub(super) const fn new(
        channel: u32,
        transport: Transport,
        since: Instant,
        timeout: u32,
        now: Instant,
    ) -> Self {
        Self {
            channel,
            transport,
            since,
            timeout,
            post: Post::None,
            fruitful: true,
            polled_at: if matches!(transport, Transport::XhrPolling) {
                Some(now)
            } else {
                None
            },
            fruitless: 0,
            receive_at: None,
            heard_at: now,
            confirmed_at: now,
            beats: false,
        }
    }

    /// Forgets that the server has beaten: a watch on a server that stops would end what lives.
    pub(super) const fn expect_no_beats(&mut self) {
        self.beats = false;
    }

    /// # Errors
    /// Why the session is over.
    pub(super) fn handle_frame(&mut self, frame: Frame, now: Instant) -> Result<Verdict, Reason> {
        if self.receive_at.is_some() {
            // Nothing is asked for.
            return Ok(Verdict::Ignore);
        }
        self.heard_at = now;
        let verdict = match frame {
            // "If the session is already open, the server has lost it and opens another."
            Frame::Open => return Err(Reason::SessionLost),
            Frame::Prelude | Frame::Unknown => return Ok(Verdict::Ignore),
            Frame::Heartbeat => {
                self.beats = true;
                Verdict::Ignore
            }
            Frame::Messages(verdict) => verdict,
            Frame::Close => Verdict::Close,
        };
        if self.transport == Transport::XhrPolling && !self.fruitful {
            self.polled_at = Some(now);
        }
        self.fruitful = true;
        Ok(verdict)
    }

    /// # Errors
    /// Why the session is over.
    pub(super) fn handle_input(
        &mut self,
        input: &Input<'_>,
        now: Instant,
        orders: &mut Vec<Order>,
    ) -> Result<(), Reason> {
        match *input {
            Input::Closed(event) => return Err(Reason::ConnectionLost(event)),
            Input::Broken => {
                return Err(Reason::Protocol(ProtocolError {
                    problem: Problem::BrokenFraming,
                    offset: 0,
                    limit: 0,
                }));
            }
            Input::Answered(200) => {}
            Input::Answered(status) => return Err(Reason::Http(status, false)),
            Input::Ended if self.fruitful => {
                (self.fruitful, self.fruitless) = (false, 0);
                orders.push(Order::Receive(self.channel));
                self.allow_posts(orders);
            }
            Input::Ended => {
                self.fruitless += 1;
                if self.fruitless == FRUITLESS {
                    return Err(Reason::Http(200, false));
                }
                self.receive_at = Some(now + BACK_OFF);
            }
            Input::Posted(200 | 204) => {
                self.post = Post::None;
                self.confirmed_at = now;
                orders.push(Order::Measure(self.channel));
            }
            Input::Posted(status) => return Err(Reason::Http(status, true)),
            Input::Buffered(1..) if self.transport.is_http() && self.polled_at.is_none() => {
                self.begin_post(orders);
            }
            _ => {}
        }
        Ok(())
    }

    /// # Errors
    /// Why the session is over.
    pub(super) fn handle_timeout(
        &mut self,
        now: Instant,
        orders: &mut Vec<Order>,
    ) -> Result<(), Reason> {
        match self.post {
            Post::Begun => self.post = Post::Until(now + self.timeout),
            Post::Until(until) if until <= now => return Err(Reason::Http(0, true)),
            _ => {}
        }
        if self.receive_at.is_some_and(|at| at <= now) {
            self.receive_at = None;
            orders.push(Order::Receive(self.channel));
        }
        if self.polled_at.is_some_and(|at| at + BACK_OFF <= now) {
            // This poll does not end with its frame.
            self.allow_posts(orders);
        }
        if self.watch_at().is_some_and(|at| at <= now) {
            if self.beats && self.heard_at + PATIENCE <= now {
                return Err(Reason::HeartbeatTimeout);
            }
            // "An empty array": a server that does not know the session answers 404.
            self.begin_post(orders);
        }
        Ok(())
    }

    /// Posts an empty array, which a server that has lost the session answers with 404, unless there
    /// was a sign of it just now.
    pub(super) fn ask(&mut self, now: Instant, orders: &mut Vec<Order>) {
        if self.transport.is_http() && self.heard_at.max(self.confirmed_at) + RECENT <= now {
            self.begin_post(orders);
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let post = match self.post {
            Post::None => self.watch_at(),
            Post::Begun => Some(Instant::from_millis(0)),
            Post::Until(until) => Some(until),
        };
        let lingering = self.polled_at.map(|at| at + BACK_OFF);
        Instant::earlier(Instant::earlier(post, self.receive_at), lingering)
    }

    /// What has waited for the next poll may go.
    fn allow_posts(&mut self, orders: &mut Vec<Order>) {
        if self.polled_at.take().is_some() {
            orders.push(Order::Measure(self.channel));
        }
    }

    fn begin_post(&mut self, orders: &mut Vec<Order>) {
        if self.post == Post::None {
            self.post = Post::Begun;
            orders.push(Order::Post(self.channel));
        }
    }

    /// When to doubt that the server is there. A WebSocket that has never beaten never will.
    fn watch_at(&self) -> Option<Instant> {
        let gone = self.beats.then(|| self.heard_at + PATIENCE);
        let doubtful = self
            .transport
            .is_http()
            .then(|| self.heard_at.max(self.confirmed_at) + SILENCE);
        Instant::earlier(gone, doubtful)
    }
}
