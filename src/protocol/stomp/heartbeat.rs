//! Heart-beating (STOMP 1.2, Heart-beating) once both sides have said what they can do.

use crate::protocol::{Heartbeat, Instant};

/// Keeps the agreed beats.
///
/// Receiving sets a flag and reads no clock, because a clock costs more than the rest of a
/// message. The flag is read once an interval; so silence is noticed at most one interval late.
#[derive(Debug)]
pub(super) struct Pulse {
    outgoing: u32,
    /// How often an EOL goes out that nobody asked for; 0 for never.
    keep_alive: u32,
    incoming: u32,
    patience: u32,
    sent_at: Instant,
    heard_at: Instant,
    checked_at: Instant,
    heard: bool,
    /// When the flag was read last.
    read_at: Instant,
    /// Before something was surely heard.
    surely_at: Instant,
}

/// What a moment calls for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// Send an EOL.
    pub(super) beat: bool,
    /// The server has been silent for too long.
    pub(super) dead: bool,
}

impl Pulse {
    /// `offered` is what CONNECT said, `theirs` what CONNECTED answered: what the server can do
    /// and what it wants.
    pub(super) fn new(offered: Heartbeat, theirs: (u32, u32), now: Instant) -> Self {
        let agree = |ours: u32, other: u32| {
            if ours == 0 || other == 0 {
                0
            } else {
                ours.max(other)
            }
        };
        let incoming = agree(offered.incoming, theirs.0);
        Self {
            outgoing: agree(offered.outgoing, theirs.1),
            keep_alive: 0,
            incoming,
            patience: incoming.saturating_mul(offered.tolerance),
            sent_at: now,
            heard_at: now,
            checked_at: now,
            heard: false,
            read_at: now,
            surely_at: now,
        }
    }

    /// The intervals in force, outgoing and incoming; 0 for none.
    pub(super) const fn intervals(&self) -> (u32, u32) {
        (self.outgoing, self.incoming)
    }

    /// Sends an EOL this often, where no beats were agreed.
    pub(super) const fn keep_alive(&mut self, interval: u32) {
        self.keep_alive = interval;
    }

    /// Something was received.
    pub(super) const fn hear(&mut self) {
        self.heard = true;
    }

    /// Milliseconds since the server was surely heard; 0 where nobody listens.
    pub(super) fn silence(&self, now: Instant) -> u32 {
        let since = if self.heard {
            self.read_at
        } else {
            self.surely_at
        };
        let silence = now.since(since) as u32;
        if self.incoming > 0 { silence } else { 0 }
    }

    /// When to call [`handle_timeout`](Self::handle_timeout) at the latest.
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let interval = self.outgoing.max(self.keep_alive);
        let beat = (interval > 0).then(|| self.sent_at + interval);
        let check = (self.incoming > 0)
            .then(|| (self.checked_at + self.incoming).min(self.heard_at + self.patience));
        Instant::earlier(beat, check)
    }

    /// Welcome at any time. A beat past half its interval goes out with the opportunity: in a
    /// hidden tab timers come once a minute, while messages, which do not wait, bring us here too.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Due {
        // Where nobody has looked for that long, the computer slept, and what was heard was heard before.
        let slept =
            now.since(self.checked_at) >= u64::from(self.patience) + u64::from(self.incoming);
        if self.incoming > 0 && !slept {
            if self.heard {
                (self.heard, self.heard_at) = (false, now);
                self.surely_at = self.read_at;
            }
            self.read_at = now;
        }
        if now.since(self.checked_at) >= u64::from(self.incoming) {
            self.checked_at = now;
        }
        let interval = self.outgoing.max(self.keep_alive);
        let beat = interval > 0 && now.since(self.sent_at) >= u64::from(interval / 2);
        if beat {
            self.sent_at = now;
        }
        let silent = now.since(self.heard_at) >= u64::from(self.patience);
        Due {
            beat,
            dead: self.incoming > 0 && silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: fn(u64) -> Instant = Instant::from_millis;

    fn pulse(theirs: (u32, u32)) -> Pulse {
        Pulse::new(
            Heartbeat {
                outgoing: 1_000,
                incoming: 2_000,
                tolerance: 2,
            },
            theirs,
            AT(0),
        )
    }

    #[test]
    fn agrees_on_the_slower_of_both_and_on_none_if_one_side_cannot() {
        assert_eq!(pulse((500, 3_000)).intervals(), (3_000, 2_000));
        assert_eq!(pulse((0, 1)).intervals(), (1_000, 0));
        assert_eq!(pulse((0, 0)).poll_timeout(), None);
    }

    #[test]
    fn beats_at_the_interval_and_from_half_of_it_when_called() {
        let mut pulse = pulse((0, 1_000));
        assert_eq!(pulse.poll_timeout(), Some(AT(1_000)));
        assert!(!pulse.handle_timeout(AT(499)).beat);
        assert!(pulse.handle_timeout(AT(500)).beat);
        assert_eq!(pulse.poll_timeout(), Some(AT(1_500)));
    }

    #[test]
    fn declares_the_server_dead_after_the_tolerated_silence() {
        let mut pulse = pulse((2_000, 0));
        assert!(!pulse.handle_timeout(AT(2_000)).dead);
        pulse.hear();
        assert!(!pulse.handle_timeout(AT(4_000)).dead);
        assert!(!pulse.handle_timeout(AT(6_000)).dead);
        assert_eq!(pulse.poll_timeout(), Some(AT(8_000)));
        assert!(pulse.handle_timeout(AT(8_000)).dead);
    }
}
