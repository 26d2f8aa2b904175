//! What an engine asks for, in one line each.

use stompwire::protocol::{
    Attempt, Failure, Known, Next, Outcome, Output, Reason, State, Transport, sockjs::Phase,
};

use super::channels::Way;
use super::sockjs::commands;
use super::{Harness, Text, frame_text};

impl Harness {
    /// The record since the test looked last, as a story.
    pub fn story(&mut self) -> Vec<String> {
        let outputs = self.outputs();
        let lines = outputs.iter().filter_map(|output| self.line(output));
        lines.collect()
    }

    /// `None` for what an edge does in passing.
    fn line(&self, output: &Output<Text>) -> Option<String> {
        let way = |id| {
            let channel = self.channels.all().iter().find(|one| one.id == id);
            name(channel.and_then(|channel| channel.way))
        };
        Some(match output {
            Output::Open { id, .. } => format!("open {}", way(*id)),
            Output::Close(id) => format!("close {}", way(*id)),
            Output::Receive(id) => format!("receive on {}", way(*id)),
            Output::Post(id) => format!("post on {}", way(*id)),
            Output::Send { id, .. } => {
                let frame = frame_text(output).unwrap_or_default();
                format!("{} on {}", commands(&[frame]), way(*id))
            }
            Output::Measure(_) | Output::Log { .. } | Output::Connected { .. } => return None,
            Output::Prepare(_) => "prepare".to_owned(),
            Output::Attempted(attempt) => attempted(*attempt),
            Output::Remember(known) => remembered(*known),
            Output::StateChanged(state) => match state {
                State::Inactive => "inactive",
                State::Connecting => "connecting",
                State::Connected => "connected",
                State::Disconnecting => "disconnecting",
            }
            .to_owned(),
            Output::Settle(_, Ok(())) => "kept".to_owned(),
            Output::Settle(_, Err(Failure::Ended(reason))) => format!("broken: {}", why(*reason)),
            Output::Disconnected { reason, next, .. } => {
                format!("disconnected: {}{}", why(*reason), what_follows(*next))
            }
            Output::Consider { reason, .. } => format!("again after {}?", why(*reason)),
            Output::ServerError(..) => "ERROR".to_owned(),
            Output::Deliver { frame, .. } => String::from_utf8_lossy(&frame.body).into_owned(),
            other => format!("{other:?}"),
        })
    }
}

/// `raw: closed 1006 after 20 ms, phase 0`.
fn attempted(attempt: Attempt) -> String {
    let outcome = match attempt.outcome {
        Outcome::Opened => "opened".to_owned(),
        Outcome::Superseded => "superseded".to_owned(),
        Outcome::TimedOut => "timed out".to_owned(),
        Outcome::Closed(event) => format!("closed {}", event.code),
        Outcome::Status(status) => format!("status {status}"),
        Outcome::NoFrame => "no frame".to_owned(),
        Outcome::Protocol => "protocol".to_owned(),
        Outcome::NotOffered => "not offered".to_owned(),
    };
    let phase = match attempt.phase {
        Phase::Connect => "connect",
        Phase::Open => "open",
        Phase::Stomp => "stomp",
    };
    let (way, elapsed) = (name(attempt.transport), attempt.elapsed);
    format!("{way}: {outcome} after {elapsed} ms ({phase})")
}

/// `remember: no raw, no websocket, /info in 40 ms`.
fn remembered(known: Known) -> String {
    let transports = [
        Transport::Raw,
        Transport::WebSocket,
        Transport::XhrStreaming,
        Transport::XhrPolling,
    ];
    let failed = transports
        .into_iter()
        .filter(|transport| known.failed & (1 << *transport as u8) != 0);
    let mut facts: Vec<_> = failed
        .map(|way| format!("no {}", name(Some(way))))
        .collect();
    if known.informed {
        facts.push(format!("/info in {} ms", known.round_trip));
    }
    if facts.is_empty() {
        facts.push("nothing".to_owned());
    }
    format!("remember: {}", facts.join(", "))
}

fn what_follows(next: Next) -> String {
    match next {
        Next::Stop => String::new(),
        Next::Retry(delay) => format!(", again in {delay} ms"),
        Next::Wake => ", again when the page is back".to_owned(),
    }
}

const fn name(way: Way) -> &'static str {
    match way {
        None => "/info",
        Some(Transport::Raw) => "raw",
        Some(Transport::WebSocket) => "websocket",
        Some(Transport::XhrStreaming) => "streaming",
        Some(Transport::XhrPolling) => "polling",
    }
}

fn why(reason: Reason) -> String {
    match reason {
        Reason::ConnectionLost(event) => format!("lost with {}", event.code),
        Reason::Http(status, sending) => {
            format!("{} {status}", if sending { "post" } else { "receive" })
        }
        Reason::Protocol(error) => format!("{:?}", error.problem),
        other => format!("{other:?}"),
    }
}
