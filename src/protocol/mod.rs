//! The part that decides: STOMP and the life of a client, without a browser.
//!
//! An edge and this part talk in four types: [`Input`], [`Output`], [`Request`] and [`ChannelId`].
//! A *channel* is one WebSocket, one SockJS session over HTTP (at most one exchange to receive and
//! one to send at a time), or one request for `/info`: it opens, delivers, closes. An *edge* is the
//! code that owns real channels, a timer and the user's callbacks.
//!
//! Every machine here has the same verbs: `handle_…` tells it something, `poll_output` asks what to
//! do about it, `poll_timeout` asks when to call `handle_timeout`. There is no clock in here:
//! whoever calls knows what time it is.

use alloc::string::String;
use alloc::vec::Vec;

mod backoff;
mod commands;
mod config;
mod delivery;
mod ending;
mod engine;
mod error;
mod instant;
mod linking;
mod octets;
mod outbox;
mod probation;
mod receipts;
mod receiving;
mod reconnecting;
mod redact;
pub mod sockjs;
pub mod stomp;
mod subscriptions;
pub mod texts;

pub use commands::{Body, Received};
pub use config::{Config, ContentLength, Heartbeat, Limits, Logging, OutboxLimits, Reconnect};
pub use delivery::Delivery;
pub use engine::{Engine, State};
pub use error::{CloseEvent, Error, Failure, HeaderFault, Problem, ProtocolError, Reason};
pub use instant::Instant;
pub use sockjs::{Attempt, Known, Outcome, Transport, Verdict};
pub use stomp::{Escaping, Frame, Version, Versions};
pub use subscriptions::AckMode;

/// Names one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelId {
    /// The attempt it belongs to. It rises with every attempt, so what an old one still has to say
    /// is recognised by one comparison.
    pub session: u32,
    /// Which of that attempt's channels.
    pub channel: u32,
}

/// The edge's name for a promise that it keeps. The core settles it exactly once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise(pub u32);

/// What happens around a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The browser believes that there is a network again.
    Online,
    /// The browser believes that there is none; it may be wrong.
    Offline,
    /// The page is seen, shown or resumed.
    Wake,
    /// The page goes away, and may come back.
    Suspend,
}

/// What an edge can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A WebSocket.
    WebSocket {
        /// Its URL.
        url: String,
        /// The sub-protocols to offer, best first, each followed by a comma.
        protocols: String,
        /// Whether SockJS frames what goes over it. Then what is sent waits until the end of the
        /// current task, and goes out as JSON arrays; what comes goes to
        /// [`Engine::handle_frame`].
        framed: bool,
    },
    /// A SockJS session over HTTP. A POST to `receive` goes out at once, without a body; each line
    /// of its answer goes to [`Engine::handle_frame`]. What is sent waits for [`Output::Post`].
    Xhr {
        /// Where to ask for frames.
        receive: String,
        /// Where to send to.
        send: String,
    },
    /// A GET of what the server tells about itself.
    Info {
        /// Its URL.
        url: String,
    },
}

/// What an edge tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input<'a> {
    /// The answer to [`Output::Prepare`].
    Prepared {
        /// Where to connect.
        url: String,
        /// CONNECT's headers: a list of [`texts`], names and values in turn.
        headers: Vec<u8>,
        /// 158 random numbers below 32, from a source that nobody can predict: session ids.
        random: Vec<u8>,
        /// What [`Output::Remember`] told of this origin, and how many milliseconds ago.
        known: (Known, u32),
    },
    /// The other answer to [`Output::Prepare`].
    PreparationFailed,
    /// The WebSocket is open.
    Opened,
    /// The exchange to receive, or that for `/info`, is answered with this HTTP status. 300 is any
    /// redirect; 0 no answer, and an answer that broke off.
    Answered(u16),
    /// The answer is complete.
    Ended,
    /// The POST is answered with this status; 0 as above.
    Posted(u16),
    /// What `/info` says (SockJS 0.3.3, Base URL: Info).
    Informed {
        /// Whether WebSockets are offered.
        websocket: bool,
        /// Where sessions are; empty where it does not say.
        base_url: String,
    },
    /// A SockJS frame that cannot be read: no JSON, no text in it, or too long.
    Broken,
    /// The answer to [`Output::Consider`].
    Decided(bool),
    /// The next message that the channel received, or its first bytes: frames are cut anywhere.
    Received(&'a [u8]),
    /// More bytes of the same message.
    Continued(&'a [u8]),
    /// How many bytes the channel has taken and not yet sent.
    Buffered(u32),
    /// The channel is closed, or never opened; also by a close frame, after which the edge closes it.
    Closed(CloseEvent),
}

/// What an edge is to do. `B` is its name for a text or some bytes that the core never looks into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output<B> {
    /// Open a channel; answer with [`Input::Opened`] or [`Input::Closed`].
    Open {
        /// Its name.
        id: ChannelId,
        /// What it is.
        request: Request,
    },
    /// Send a frame, then tell [`Input::Buffered`].
    Send {
        /// On which channel.
        id: ChannelId,
        /// What.
        frame: Outgoing<B>,
        /// The largest piece of it that one message may carry: units of text and bytes.
        split: Option<(u32, u32)>,
    },
    /// Tell [`Input::Buffered`].
    Measure(ChannelId),
    /// POST for the next answer.
    Receive(ChannelId),
    /// POST all that waits on the channel, in one JSON array; an empty one where nothing does.
    Post(ChannelId),
    /// Close a channel, and tell no more of it.
    Close(ChannelId),
    /// Ask the user for the URL and the headers of this attempt.
    Prepare(ChannelId),
    /// An attempt at a transport has come to its end.
    Attempted(Attempt),
    /// Keep this for the next attempt at the same origin.
    Remember(Known),
    /// The client's state has changed.
    StateChanged(State),
    /// CONNECTED: the connection is made.
    Connected {
        /// The version in force.
        version: Version,
        /// The beats in force, outgoing and incoming in milliseconds; 0 for none.
        heartbeats: (u32, u32),
        /// The frame.
        frame: Frame,
    },
    /// A message for a subscription, or for none that is known.
    Deliver {
        /// The session it came in.
        session: u32,
        /// Its slot.
        subscription: Option<u32>,
        /// The message.
        frame: Frame,
        /// How its headers are escaped.
        escaping: Escaping,
    },
    /// A RECEIPT that nobody waits for.
    UnhandledReceipt(Frame, Escaping),
    /// An ERROR.
    ServerError(Frame, Escaping),
    /// Keep or break a promise.
    Settle(Promise, Result<(), Failure>),
    /// A subscription cannot be written in the version of this connection, and is over.
    Refused {
        /// Its slot.
        subscription: u32,
        /// Why.
        why: Error,
    },
    /// Ask the user whether to make the connection again.
    Consider {
        /// Which attempt has ended.
        id: ChannelId,
        /// Why.
        reason: Reason,
        /// How many have failed since there was a connection.
        attempt: u32,
    },
    /// A connection that was made has ended, or an attempt to make it again.
    Disconnected {
        /// Why.
        reason: Reason,
        /// What follows.
        next: Next,
        /// How many attempts have failed since there was a connection.
        attempt: u32,
        /// For how many milliseconds the server may have been silent.
        silence: u32,
    },
    /// So many messages wait in the outbox.
    Queued {
        /// How many.
        messages: u32,
        /// Their size.
        bytes: u32,
    },
    /// A frame for the user's log, without its secrets.
    Log {
        /// Whether it was sent.
        sent: bool,
        /// Command and header lines.
        head: Vec<u8>,
        /// The body, where the user wants to see it.
        body: LogBody<B>,
    },
}

/// What follows the end of a connection, or of an attempt at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Stop,
    /// Another attempt, after so many milliseconds.
    Retry(u32),
    /// Another attempt, when the page is back.
    Wake,
}

/// The body of a logged frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogBody<B> {
    /// None, or none that the user wants to see.
    None,
    /// One that was received.
    Bytes(Vec<u8>),
    /// One that was sent.
    Payload(B),
}

/// A frame to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing<B> {
    /// The core wrote all of it.
    Encoded(Vec<u8>),
    /// The edge put it together.
    Payload(B),
    /// The edge puts it together: the head, the body and a NUL.
    Queued {
        /// From the command to the blank line.
        head: Vec<u8>,
        /// The body.
        body: B,
    },
}

/// Whose a message is that came whole; see [`Engine::handle_whole`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The slot of its subscription.
    pub subscription: u32,
    /// How its headers are escaped.
    pub escaping: Escaping,
}
