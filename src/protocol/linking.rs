//! Between the client and its link: what the link wants done, and what became of it.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::engine::Phase;
use super::sockjs::{Endpoint, Link, Order, Plan, Progress, Verdict};
use super::stomp::Session;
use super::{ChannelId, Engine, Instant, Known, Output, Reason, Transport};

impl<B: Clone> Engine<B> {
    /// Takes a SockJS frame by its first UTF-16 unit and its length, and says what to do with the
    /// rest, which the edge has.
    pub fn handle_frame(
        &mut self,
        id: ChannelId,
        first: u16,
        length: usize,
        now: Instant,
    ) -> Verdict {
        let Some(link) = self.link.as_mut().filter(|_| id.session == self.attempt) else {
            return Verdict::Ignore;
        };
        let (verdict, progress) = link.handle_frame(id.channel, first, length, now);
        self.follow(Some(progress), now);
        verdict
    }

    pub(super) fn plan(&self, url: &str, random: Vec<u8>, known: Known) -> Plan {
        let config = &self.config;
        let mut protocols = String::new();
        if config.offer_protocols && config.stomp {
            for version in config.versions.iter() {
                protocols.push_str(version.protocol());
                protocols.push(',');
            }
            protocols.push_str(&config.protocols);
        }
        Plan {
            endpoint: Endpoint::new(url),
            transports: config.transports.clone(),
            protocols,
            known,
            random,
            fallback_delay: config.fallback_delay,
            timeout: config.connect_timeout,
        }
    }

    /// Goes where the link has gone; `None` where there is no link.
    pub(super) fn follow(&mut self, progress: Option<Progress>, now: Instant) {
        self.carry_out();
        match progress {
            None | Some(Progress::None) => {}
            Some(Progress::Opened(until)) => self.linked(until),
            Some(Progress::Retreated) => {
                // Nobody measures what is no more.
                self.congestion.measure_at = None;
                if let Phase::Connecting { connect, .. } = &mut self.phase {
                    let connect = mem::take(connect);
                    self.phase = Phase::Opening { connect };
                }
            }
            Some(Progress::Ended(reason)) => {
                let reason = match (&self.phase, reason) {
                    (Phase::Disconnecting { .. }, _) => Reason::Requested,
                    (_, Reason::ConnectionLost(event)) if self.refused => {
                        Reason::ServerError(event)
                    }
                    _ => reason,
                };
                self.end(reason, now);
            }
        }
    }

    /// Passes on what the link wants done.
    pub(super) fn carry_out(&mut self) {
        let session = self.attempt;
        let Some(link) = &mut self.link else {
            return;
        };
        for order in link.take_orders() {
            let id = |channel| ChannelId { session, channel };
            let output = match order {
                Order::Open(channel, request) => Output::Open {
                    id: id(channel),
                    request,
                },
                Order::Close(channel) => Output::Close(id(channel)),
                Order::Receive(channel) => Output::Receive(id(channel)),
                Order::Post(channel) => Output::Post(id(channel)),
                Order::Measure(channel) => Output::Measure(id(channel)),
                Order::Attempted(attempt) => {
                    self.events.push_back(Output::Attempted(attempt));
                    continue;
                }
                Order::Remember(known) => {
                    self.events.push_back(Output::Remember(known));
                    continue;
                }
            };
            self.transmits.push_back(output);
        }
    }

    /// Whether the link carries bytes as well as text.
    pub(super) fn carries_bytes(&self) -> bool {
        let transport = self.link.as_ref().and_then(Link::transport);
        transport == Some(Transport::Raw)
    }

    /// Whether the server gets bytes that are sent to it.
    pub(super) fn takes_bytes(&self) -> bool {
        let deaf = self.session().is_some_and(Session::is_deaf_to_bytes);
        self.carries_bytes() && !deaf
    }

    fn linked(&mut self, until: Instant) {
        let Phase::Opening { connect } = mem::replace(&mut self.phase, Phase::Linked) else {
            return;
        };
        if self.config.stomp {
            self.phase = Phase::Connecting {
                until,
                session: Session::new(self.config.limits),
                connect: connect.clone(),
            };
            return self.transmit(connect);
        }
        self.trust();
        self.tell_state();
        let connects = mem::take(&mut self.connects);
        self.settle_each(connects, Ok(()));
    }

    pub(super) fn trust(&mut self) {
        if let Some(link) = &mut self.link {
            link.trust();
        }
    }
}
