//! Every option of the core, with unit, range and default.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::Transport;
use super::stomp::Versions;

/// What a client is told once, before it connects. The edges check ranges; here every value is legal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// STOMP versions offered. Default: 1.2, 1.1 and 1.0.
    pub versions: Versions,
    /// Sub-protocols offered to the WebSocket server after STOMP's own, each followed by a comma.
    /// Default: none.
    pub protocols: String,
    /// Whether STOMP's own sub-protocols (`v12.stomp` …) are offered. Default: yes.
    pub offer_protocols: bool,
    /// CONNECT's `host` header; `None` leaves it out. Default: `/`, which RabbitMQ, where it selects
    /// the virtual host, calls the default one; other brokers do not look.
    pub host: Option<String>,
    /// Heart-beats offered and wanted.
    pub heartbeat: Heartbeat,
    /// Whether STOMP is spoken. Without it, this is SockJS alone: messages are the edge's own.
    /// Default: yes.
    pub stomp: bool,
    /// The transports of a SockJS endpoint, in the order to try them. Default: all.
    pub transports: Vec<Transport>,
    /// After how long a silent transport is joined by the next, at least, in milliseconds; three
    /// round trips where that is more. Default: 1,000.
    pub fallback_delay: u32,
    /// One transport, from its beginning (of the first: from `connect`) to CONNECTED, and one POST;
    /// in milliseconds. Default: 10,000.
    pub connect_timeout: u32,
    /// How long a RECEIPT may take, in milliseconds. Default: 15,000.
    pub receipt_timeout: u32,
    /// A send waits while the channel holds more bytes than this. Default: 1 MiB.
    pub high_water_mark: u32,
    /// The largest piece of a frame in one message, in UTF-16 units or bytes; `None` asks CONNECTED.
    pub max_outgoing: Option<u32>,
    /// When a text body gets a `content-length`. Default: [`ContentLength::Auto`].
    pub content_length: ContentLength,
    /// Whether CONNECT's headers are escaped, which STOMP 1.2 forbids and RabbitMQ expects. Default: no.
    pub escape_connect: bool,
    /// Whether and when a connection that was lost is made again. Default: not.
    pub reconnect: Option<Reconnect>,
    /// What may wait to be sent.
    pub outbox: OutboxLimits,
    /// What a server may make this client hold.
    pub limits: Limits,
    /// Whether [`Output::Log`](super::Output::Log) is wanted. Default: no.
    pub log: Logging,
    /// Names of headers that a log may not show besides those that it never shows: a list of
    /// [`texts`](super::texts). Default: none.
    pub secrets: Vec<u8>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            versions: Versions::ALL,
            protocols: String::new(),
            offer_protocols: true,
            host: Some("/".to_owned()),
            heartbeat: Heartbeat::default(),
            stomp: true,
            transports: [
                Transport::Raw,
                Transport::WebSocket,
                Transport::XhrStreaming,
                Transport::XhrPolling,
            ]
            .into(),
            fallback_delay: 1_000,
            connect_timeout: 10_000,
            receipt_timeout: 15_000,
            high_water_mark: 1 << 20,
            max_outgoing: None,
            content_length: ContentLength::Auto,
            escape_connect: false,
            reconnect: None,
            outbox: OutboxLimits::default(),
            limits: Limits::default(),
            log: Logging::Off,
            secrets: Vec::new(),
        }
    }
}

/// Heart-beating (STOMP 1.2, Heart-beating): what CONNECT offers and asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// The interval this client can keep, in milliseconds; 0 for none. Default: 10,000.
    pub outgoing: u32,
    /// The interval wanted from the server, in milliseconds; 0 for none. Default: 10,000.
    pub incoming: u32,
    /// Intervals of silence after which the server counts as gone. Default: 2.
    pub tolerance: u32,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self {
            outgoing: 10_000,
            incoming: 10_000,
            tolerance: 2,
        }
    }
}

/// When a connection is made again: after waits of any length up to a bound, which doubles with
/// every attempt that leads to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconnect {
    /// The longest that the first wait may be, in milliseconds. Default: 1,000.
    pub initial_delay: u32,
    /// The longest that any wait may be, in milliseconds. Default: 30,000.
    pub max_delay: u32,
    /// How many waits may follow each other without a connection that lasts; 0 for any number.
    /// Default: 0.
    pub max_attempts: u32,
    /// Whether the first attempt is repeated too. Default: no.
    pub initial: bool,
    /// Whether to ask by [`Output::Consider`](super::Output::Consider). Otherwise everything but a
    /// refusal is tried again. Default: no.
    pub ask: bool,
}

impl Default for Reconnect {
    fn default() -> Self {
        Self {
            initial_delay: 1_000,
            max_delay: 30_000,
            max_attempts: 0,
            initial: false,
            ask: false,
        }
    }
}

/// Bounds on what waits to be sent, together with what may have to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutboxLimits {
    /// Messages; 0 lets none wait. Default: 1,000.
    pub messages: u32,
    /// Their destinations, headers and bodies, as long as the edge says these are. Default: 8 MiB.
    pub bytes: u32,
    /// For how long one may wait, in milliseconds. Default: 300,000.
    pub age: u32,
    /// How often one may be sent. Default: 5.
    pub tries: u32,
}

impl Default for OutboxLimits {
    fn default() -> Self {
        Self {
            messages: 1_000,
            bytes: 8 << 20,
            age: 300_000,
            tries: 5,
        }
    }
}

/// How much of every frame is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logging {
    /// Nothing.
    Off,
    /// Command and headers.
    Heads,
    /// The body too.
    Bodies,
}

/// When a text body gets a `content-length` header. Bytes always have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentLength {
    /// Only where the body holds a NUL, which nothing else could carry, and for ActiveMQ Artemis, which
    /// loses long texts otherwise.
    Auto,
    /// Always.
    Always,
    /// Never; a body that holds a NUL is refused.
    Never,
}

/// Bounds on what a server may make this client hold. Their defaults are far over what
/// brokers send (64 KiB frames, 100 headers) and far under what hurts a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// One frame, in bytes. Default: 16 MiB.
    pub frame: u32,
    /// Header lines in one frame. Default: 128.
    pub headers: u32,
    /// One header line, in bytes. Default: 64 KiB.
    pub header_line: u32,
    /// Command and header lines together, in bytes. Default: 256 KiB.
    pub header_block: u32,
    /// How many messages of the channel one frame may come in. Default: 4,096.
    pub parts: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame: 16 << 20,
            headers: 128,
            header_line: 64 << 10,
            header_block: 256 << 10,
            parts: 4_096,
        }
    }
}
