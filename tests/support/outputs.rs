//! Short names for what tests expect the engine to ask for.

use stompwire::protocol::{
    ChannelId, Failure, Output, Problem, Promise, ProtocolError, Reason, Request, State,
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

pub const fn disconnected(reason: Reason) -> Output<Text> {
    Output::Disconnected(reason)
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
