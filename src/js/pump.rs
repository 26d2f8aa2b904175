//! The drain loop: outputs of the core become calls into JavaScript.

use super::imports;
use super::numbers::{CONNECTED, ERROR, RECEIPT, error, failure, reason};
use super::payload::Text;
use super::{clients, with};
use crate::protocol::{
    ChannelId, Frame, Input, Instant, LogBody, Next, Outgoing, Output, Request, State,
};

/// Carries out all that is to be done, then sets the timer.
///
/// Called from within a callback of the user, it does what concerns the channels and leaves the
/// rest to the loop further up the stack, which goes on when the callback returns.
pub(super) fn pump(handle: u32) {
    while let Some(output) = with(handle, |client| client.engine.poll_transmit()).flatten() {
        act(handle, output);
    }
    if with(handle, |client| {
        core::mem::replace(&mut client.draining, true)
    }) == Some(false)
    {
        let mut ended = false;
        while let Some(output) = with(handle, |client| client.engine.poll_output()).flatten() {
            ended |= matches!(output, Output::StateChanged(State::Inactive));
            act(handle, output);
        }
        with(handle, |client| client.draining = false);
        if ended {
            retire(handle);
        }
    }
    arm(handle);
}

/// Forgets a client, unless it has begun again.
fn retire(handle: u32) {
    if with(handle, |client| client.engine.state() == State::Inactive) == Some(true) {
        clients().retain(|client| client.handle != handle);
        imports::timer(handle as i32, -1.0);
        imports::gone(handle as i32);
    }
}

fn arm(handle: u32) {
    let changed = with(handle, |client| {
        let deadline = client.engine.poll_timeout();
        let changed = deadline != client.armed;
        client.armed = deadline;
        changed.then_some(deadline)
    });
    if let Some(deadline) = changed.flatten() {
        imports::timer(
            handle as i32,
            deadline.map_or(-1.0, |at| at.as_millis() as f64),
        );
    }
}

fn act(handle: u32, output: Output<Text>) {
    let client = handle as i32;
    match output {
        Output::Open { id, request } => open(client, id, &request),
        Output::Send { id, frame, split } => {
            let (text, bytes) = split.unwrap_or_default();
            let (session, channel) = numbers(id);
            let buffered = match &frame {
                Outgoing::Encoded(frame) => {
                    let (frame, length) = address(frame);
                    imports::send_encoded(client, session, channel, frame, length, text as i32)
                }
                Outgoing::Payload(frame) => {
                    let (text, bytes) = (text as i32, bytes as i32);
                    imports::send_payload(client, session, channel, frame.number(), text, bytes)
                }
                Outgoing::Queued { head, body } => {
                    let (head, length) = address(head);
                    imports::send_queued(
                        client,
                        session,
                        channel,
                        head,
                        length,
                        body.number(),
                        text as i32,
                        bytes as i32,
                    )
                }
            };
            tell_buffered(handle, id, buffered);
        }
        Output::Measure(id) => {
            let (session, channel) = numbers(id);
            tell_buffered(handle, id, imports::measure(client, session, channel));
        }
        Output::Close(id) => order(client, id, 0),
        Output::Receive(id) => order(client, id, 1),
        Output::Post(id) => order(client, id, 2),
        Output::Attempted(attempt) => {
            let (outcome, detail) = attempt.outcome.numbers();
            imports::attempted(
                client,
                attempt.transport.map_or(0, |transport| transport as i32),
                attempt.phase as i32,
                outcome.into(),
                detail.into(),
                attempt.elapsed as i32,
            );
        }
        Output::Remember(known) => imports::remember(
            client,
            known.failed.into(),
            known.informed.into(),
            known.round_trip as i32,
        ),
        Output::Prepare(id) => imports::prepare(client, id.session as i32),
        Output::StateChanged(state) => imports::state_changed(client, state as i32),
        Output::Connected {
            version,
            heartbeats: (outgoing, incoming),
            frame,
        } => {
            give_frame(client, CONNECTED, 0, &frame);
            imports::connected(client, version as i32, outgoing as i32, incoming as i32);
        }
        Output::Deliver {
            session,
            subscription,
            frame,
            escaping,
        } => {
            let slot = subscription.map_or(-1, |slot| slot as i32);
            let (session, escaping) = (session as i32, escaping as i32);
            let (head, head_length) = address(&frame.head);
            let (body, body_length) = address(&frame.body);
            imports::deliver(
                client,
                session,
                slot,
                escaping,
                head,
                head_length,
                body,
                body_length,
            );
        }
        Output::UnhandledReceipt(frame, escaping) => {
            give_frame(client, RECEIPT, escaping as i32, &frame)
        }
        Output::ServerError(frame, escaping) => give_frame(client, ERROR, escaping as i32, &frame),
        Output::Settle(promise, result) => {
            let [code, a, b, c] = result.map_or_else(failure, |()| [0; 4]);
            imports::settle(promise.0 as i32, code, a, b, c);
        }
        Output::Refused { subscription, why } => {
            imports::refused(client, subscription as i32, error(why));
        }
        Output::Consider {
            id,
            reason: why,
            attempt,
        } => {
            let [code, a, b, c] = reason(why);
            imports::consider(client, id.session as i32, code, a, b, c, attempt as i32);
        }
        Output::Queued { messages, bytes } => {
            imports::queued(client, messages as i32, bytes as i32)
        }
        Output::Disconnected {
            reason: why,
            next,
            attempt,
            silence,
        } => {
            let [code, a, b, c] = reason(why);
            let delay = match next {
                Next::Stop => -1,
                Next::Wake => -2,
                Next::Retry(delay) => delay as i32,
            };
            imports::disconnected(client, code, a, b, c, delay, attempt as i32, silence as i32);
        }
        Output::Log { sent, head, body } => {
            let (head, length) = address(&head);
            let (kind, body, body_length) = match &body {
                LogBody::None => (0, 0, 0),
                LogBody::Bytes(bytes) => {
                    let (at, length) = address(bytes);
                    (1, at, length)
                }
                LogBody::Payload(text) => (2, text.number(), 0),
            };
            imports::log(client, sent.into(), head, length, kind, body, body_length);
        }
    }
}

fn open(client: i32, id: ChannelId, request: &Request) {
    let (session, channel) = numbers(id);
    match request {
        Request::WebSocket {
            url,
            protocols,
            framed,
        } => {
            let (url, url_length) = address(url.as_bytes());
            let (list, list_length) = address(protocols.as_bytes());
            let framed = (*framed).into();
            imports::open(
                client,
                session,
                channel,
                url,
                url_length,
                list,
                list_length,
                framed,
            );
        }
        Request::Xhr { receive, send } => {
            let (receive, receive_length) = address(receive.as_bytes());
            let (send, send_length) = address(send.as_bytes());
            imports::open_xhr(
                client,
                session,
                channel,
                receive,
                receive_length,
                send,
                send_length,
            );
        }
        Request::Info { url } => {
            let (url, url_length) = address(url.as_bytes());
            imports::open_info(client, session, channel, url, url_length);
        }
    }
}

fn order(client: i32, id: ChannelId, what: i32) {
    let (session, channel) = numbers(id);
    imports::order(client, session, channel, what);
}

fn tell_buffered(handle: u32, id: ChannelId, bytes: i32) {
    // No moment is needed: what is over the mark is measured again at once.
    let now = Instant::from_millis(0);
    with(handle, |client| {
        client
            .engine
            .handle_input(id, Input::Buffered(bytes as u32), now)
    });
}

fn give_frame(client: i32, kind: i32, escaping: i32, frame: &Frame) {
    let (head, head_length) = address(&frame.head);
    let (body, body_length) = address(&frame.body);
    imports::frame(client, kind, escaping, head, head_length, body, body_length);
}

fn address(bytes: &[u8]) -> (i32, i32) {
    (bytes.as_ptr() as i32, bytes.len() as i32)
}

const fn numbers(id: ChannelId) -> (i32, i32) {
    (id.session as i32, id.channel as i32)
}
