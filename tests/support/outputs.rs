//! Short names for what tests expect the engine to ask for.

use stompwire::protocol::{
    ChannelId, Failure, Next, Output, Problem, Promise, ProtocolError, Reason, Request, State,
};

use super::{Text, URL};

/// The channel of the attempt with this number; the first is 1.
pub const fn channel(session: u32) -> ChannelId {
    ChannelId {
        session,
        channel: 0,
    }
}

/// Opens the channel of an attempt.
pub fn open(session: u32, protocols: &[&str]) -> Output<Text> {
    Output::Open {
        id: channel(session),
        request: Request::WebSocket {
            url: URL.to_owned(),
            protocols: protocols.iter().map(|name| format!("{name},")).collect(),
            framed: false,
        },
    }
}

pub const fn close(session: u32) -> Output<Text> {
    Output::Close(channel(session))
}

pub const fn prepare(session: u32) -> Output<Text> {
    Output::Prepare(channel(session))
}

pub const fn state(state: State) -> Output<Text> {
    Output::StateChanged(state)
}

/// The end of a connection that nothing follows.
pub const fn disconnected(reason: Reason) -> Output<Text> {
    ended(reason, Next::Stop)
}

/// The end of a connection whose server was not expected to beat.
pub const fn ended(reason: Reason, next: Next) -> Output<Text> {
    Output::Disconnected {
        reason,
        next,
        attempt: 0,
        silence: 0,
    }
}

/// The end of a connection whose server was silent for so long, which nothing follows.
pub const fn fell_silent(silence: u32) -> Output<Text> {
    Output::Disconnected {
        reason: Reason::HeartbeatTimeout,
        next: Next::Stop,
        attempt: 0,
        silence,
    }
}

/// The end of an attempt to make a connection again.
pub const fn failed(attempt: u32, reason: Reason, next: Next) -> Output<Text> {
    Output::Disconnected {
        reason,
        next,
        attempt,
        silence: 0,
    }
}

/// So much waits.
pub const fn queued(messages: u32, bytes: u32) -> Output<Text> {
    Output::Queued { messages, bytes }
}

pub const fn kept(promise: Promise) -> Output<Text> {
    Output::Settle(promise, Ok(()))
}

pub const fn broken(promise: Promise, failure: Failure) -> Output<Text> {
    Output::Settle(promise, Err(failure))
}

/// The server's bytes were wrong in this way, at this offset of a frame.
pub const fn protocol(problem: Problem, offset: u32, limit: u32) -> Reason {
    Reason::Protocol(ProtocolError {
        problem,
        offset,
        limit,
    })
}
