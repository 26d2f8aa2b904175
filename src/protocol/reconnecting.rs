//! What follows the end of a connection, and what the page's life does to it.

use core::mem;

use super::engine::Phase;
use super::{Engine, Failure, Instant, Next, Output, Reason, Signal};

/// What to do after an end.
pub(super) enum Decision {
    /// What the user shall be told of it.
    Known(Next),
    /// The user is asked.
    Open,
}

impl<B: Clone> Engine<B> {
    /// Takes what happens around the page. Any number of signals lead to one attempt.
    pub fn handle_signal(&mut self, signal: Signal, now: Instant) {
        match signal {
            Signal::Offline => {
                self.offline = true;
                // Browsers are wrong about it often enough to go on trying, but seldom.
                if let (Phase::Waiting { since, until }, Some(policy)) =
                    (&mut self.phase, &self.config.reconnect)
                {
                    *until = (*until).max(*since + policy.max_delay);
                }
            }
            Signal::Suspend => self.suspend(now),
            Signal::Online | Signal::Wake => {
                self.offline &= signal == Signal::Wake;
                (self.away, self.back) = (false, true);
                self.handle_timeout(now);
                let progress = self.link.as_mut().map(|link| link.ask(now));
                self.follow(progress, now);
                self.back = false;
                self.hurry(now);
            }
        }
    }

    /// Begins the attempt that is waited for.
    pub(super) fn hurry(&mut self, now: Instant) {
        if matches!(self.phase, Phase::Waiting { .. } | Phase::Suspended) {
            self.prepare(now);
        }
    }

    fn suspend(&mut self, now: Instant) {
        self.away = self.config.stomp;
        match self.phase {
            Phase::Connected { .. } => {
                self.send_disconnect(false);
                self.end(Reason::Suspended, now);
            }
            Phase::Disconnecting { .. } => {
                if self.config.reconnect.is_none() {
                    self.take_back_connect(Reason::Suspended);
                }
                self.end(Reason::Requested, now);
            }
            Phase::Preparing { .. }
            | Phase::Opening { .. }
            | Phase::Connecting { .. }
            | Phase::Waiting { .. } => self.end(Reason::Suspended, now),
            Phase::Inactive | Phase::Linked | Phase::Deciding { .. } | Phase::Suspended => {}
        }
    }

    /// What is to follow this end.
    pub(super) fn decide(&mut self, reason: Reason) -> Decision {
        let stop = Decision::Known(Next::Stop);
        let Some(policy) = self.config.reconnect else {
            return stop;
        };
        let asked_for = matches!(reason, Reason::Requested | Reason::Aborted);
        if asked_for || matches!(self.phase, Phase::Disconnecting { .. }) {
            return stop;
        }
        if reason == Reason::Suspended {
            return Decision::Known(Next::Wake);
        }
        let goes_on = self.established || policy.initial;
        let spent = policy.max_attempts > 0 && self.backoff.failures() >= policy.max_attempts;
        if !goes_on || spent {
            stop
        } else if policy.ask {
            Decision::Open
        } else if reason.is_final() {
            stop
        } else {
            Decision::Known(self.next_wait())
        }
    }

    /// The user has answered, or has not in time.
    pub(super) fn decided(&mut self, again: bool, now: Instant) {
        let Phase::Deciding {
            reason, silence, ..
        } = self.phase
        else {
            return;
        };
        let next = if again { self.next_wait() } else { Next::Stop };
        self.go_on(next, reason, silence, true, now);
        if !again {
            self.let_go(Failure::Ended(reason), now);
        }
    }

    /// Enters what follows, and tells.
    pub(super) fn go_on(
        &mut self,
        next: Next,
        reason: Reason,
        silence: u32,
        told: bool,
        now: Instant,
    ) {
        self.phase = match next {
            Next::Stop => Phase::Inactive,
            Next::Wake => Phase::Suspended,
            Next::Retry(delay) => Phase::Waiting {
                since: now,
                until: now + delay,
            },
        };
        self.tell_state();
        if told {
            self.events.push_back(Output::Disconnected {
                reason,
                next,
                attempt: self.failed,
                silence,
            });
        }
    }

    fn next_wait(&mut self) -> Next {
        let Some(policy) = &self.config.reconnect else {
            return Next::Stop;
        };
        if self.away {
            return Next::Wake;
        }
        if self.back {
            return Next::Retry(0);
        }
        let wait = self.backoff.next(policy);
        Next::Retry(if self.offline { policy.max_delay } else { wait })
    }

    /// Tells the state where it has changed.
    pub(super) fn tell_state(&mut self) {
        let state = self.state();
        if mem::replace(&mut self.told, state) != state {
            self.events.push_back(Output::StateChanged(state));
        }
    }
}
