//! The ways to a server, and what becomes of trying them.

use crate::protocol::CloseEvent;

/// A way to the server, in the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Transport {
    /// A WebSocket without SockJS's framing: `<base>/websocket`, or a plain endpoint.
    Raw = 1,
    /// A WebSocket with it.
    WebSocket = 2,
    /// Answers that go on for as long as the server allows.
    XhrStreaming = 3,
    /// An answer for every frame.
    XhrPolling = 4,
}

impl Transport {
    pub(super) const fn is_http(self) -> bool {
        matches!(self, Self::XhrStreaming | Self::XhrPolling)
    }

    /// Its place in [`Known::failed`].
    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// One attempt at a transport, or at `/info`, that has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The transport; `None` for `/info`.
    pub transport: Option<Transport>,
    /// How far it came.
    pub phase: Phase,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub elapsed: u32,
}

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Nobody has answered.
    Connect = 0,
    /// A WebSocket is open, or an HTTP status has come; the SockJS session is not open.
    Open = 1,
    /// It is open; nothing has come of STOMP.
    Stomp = 2,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is open.
    Opened,
    /// Another one was faster, or `/info` was no longer needed.
    Superseded,
    /// It took too long.
    TimedOut,
    /// It was closed.
    Closed(CloseEvent),
    /// An HTTP exchange was answered with this status: 0 for none, 300 for any redirect.
    Status(u16),
    /// The answer ended without a frame.
    NoFrame,
    /// Its frames were wrong, or came at the wrong time.
    Protocol,
    /// `/info` says that the server has it not.
    NotOffered,
}

impl Outcome {
    /// As a number and its detail, for edges.
    pub const fn numbers(self) -> (u8, u16) {
        match self {
            Self::Opened => (0, 0),
            Self::Superseded => (1, 0),
            Self::TimedOut => (2, 0),
            Self::Closed(event) => (3, event.code),
            Self::Status(status) => (4, status),
            Self::NoFrame => (5, 0),
            Self::Protocol => (6, 0),
            Self::NotOffered => (7, 0),
        }
    }
}

/// What is known of an origin from earlier attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The transports that failed, each in the bit of its number. They are tried last.
    pub failed: u8,
    /// Whether `/info` has been answered, and has said nothing that has to be asked again.
    pub informed: bool,
    /// How long that took, in milliseconds.
    pub round_trip: u32,
}

/// For how long what is known counts, in milliseconds: people carry their laptops elsewhere.
const FRESH: u32 = 10 * 60_000;

impl Known {
    /// What still counts after `age` milliseconds.
    pub fn after(self, age: u32) -> Self {
        if age < FRESH { self } else { Self::default() }
    }
}
