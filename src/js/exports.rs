//! What JavaScript can tell the core, and ask of it.
//!
//! Strings come before the call, through `stompwire_argument`; each export says which it takes.
//! Where a number comes back, one below 0 is an error (`numbers.rs`). `now` is in milliseconds.
//!
//! Plain functions, because generated ones put every argument through memory: 8 kB of code.

#![allow(
    unsafe_code,
    unreachable_pub,
    reason = "an export's name is the program's, which is why it has a prefix"
)]

use alloc::string::String;
use alloc::vec::Vec;

use super::numbers::error;
use super::payload::Text;
use super::pump::pump;
use super::{Client, clients, imports, memory, with};
use crate::protocol::{
    AckMode, Body, ChannelId, CloseEvent, Config, ContentLength, Delivery, Engine, Error, Escaping,
    Heartbeat, Input, Instant, Known, Limits, Logging, OutboxLimits, Promise, Received, Reconnect,
    Signal, Transport, Verdict, Versions, texts,
};

/// Makes room in the scratch memory and gives its address.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_reserve(size: usize) -> usize {
    memory::reserve(size)
}

/// The address of the seven numbers that `stompwire_find` and `stompwire_next` leave.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_found() -> usize {
    memory::found_address()
}

/// Takes the scratch memory's first bytes as a piece of the next argument.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_argument(length: usize, last: bool) {
    memory::push_argument(length, last);
}

/// Finds a header by the name that follows the head in the scratch memory.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_find(head: usize, name: usize, escaping: u32) -> bool {
    memory::find(head, name, Escaping::from_number(escaping))
}

/// Finds the header line at a position of the head in the scratch memory.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_next(head: usize, position: usize, escaping: u32) -> bool {
    memory::next(head, position, Escaping::from_number(escaping))
}

/// Makes a client. Arguments: the host (empty for none), extra sub-protocols, each followed by a
/// comma, then names of secret headers. `log` is 0 for nothing, 1 for heads, 2 for bodies too; an
/// `initial_delay` of 0 is no reconnecting; `reconnect` is 1 for the first attempt too, 2 to be asked,
/// 3 for both. `transports` is a list in base 4, the first one lowest: 1 WebSocket, 2 xhr-streaming,
/// 3 xhr-polling.
#[unsafe(no_mangle)]
#[allow(
    clippy::too_many_arguments,
    reason = "a number costs a few bytes, an object kilobytes"
)]
pub extern "C" fn stompwire_create(
    handle: u32,
    versions: u8,
    offer_protocols: bool,
    outgoing: u32,
    incoming: u32,
    tolerance: u32,
    connect_timeout: u32,
    receipt_timeout: u32,
    high_water_mark: u32,
    max_outgoing: u32,
    content_length: u32,
    escape_connect: bool,
    frame: u32,
    headers: u32,
    header_line: u32,
    header_block: u32,
    log: u32,
    transports: u32,
    fallback_delay: u32,
    stomp: bool,
    parts: u32,
    initial_delay: u32,
    max_delay: u32,
    max_attempts: u32,
    reconnect: u32,
    outbox_messages: u32,
    outbox_bytes: u32,
    outbox_age: u32,
    outbox_tries: u32,
    seed: u32,
) {
    let arguments = memory::arguments();
    let (host, rest) = split_first(&arguments);
    let (protocols, secrets) = split_first(rest);
    let config = Config {
        versions: Versions::from_bits(versions),
        protocols: text(protocols),
        offer_protocols,
        host: (!host.is_empty()).then(|| text(host)),
        heartbeat: Heartbeat {
            outgoing,
            incoming,
            tolerance,
        },
        stomp,
        transports: transport_list(transports, stomp),
        fallback_delay,
        connect_timeout,
        receipt_timeout,
        high_water_mark,
        max_outgoing: (max_outgoing > 0).then_some(max_outgoing),
        content_length: match content_length {
            0 => ContentLength::Auto,
            1 => ContentLength::Always,
            _ => ContentLength::Never,
        },
        escape_connect,
        limits: Limits {
            frame,
            headers,
            header_line,
            header_block,
            parts,
        },
        log: match log {
            0 => Logging::Off,
            1 => Logging::Heads,
            _ => Logging::Bodies,
        },
        reconnect: (initial_delay > 0).then_some(Reconnect {
            initial_delay,
            max_delay,
            max_attempts,
            initial: reconnect & 1 != 0,
            ask: reconnect & 2 != 0,
        }),
        outbox: OutboxLimits {
            messages: outbox_messages,
            bytes: outbox_bytes,
            age: outbox_age,
            tries: outbox_tries,
        },
        secrets: secrets.to_vec(),
    };
    let client = Client {
        handle,
        engine: Engine::new(config, seed),
        draining: false,
        armed: None,
    };
    clients().push(client);
}

/// Starts or joins an attempt.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_connect(handle: u32, promise: u32, now: f64) {
    with(handle, |client| {
        client.engine.connect(Promise(promise), instant(now))
    });
    pump(handle);
}

/// Calls off an attempt.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_abort(handle: u32, now: f64) {
    with(handle, |client| client.engine.abort(instant(now)));
    pump(handle);
}

/// Ends the connection.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_disconnect(handle: u32, promise: u32, timeout: u32, now: f64) {
    with(handle, |client| {
        client
            .engine
            .disconnect(Promise(promise), timeout, instant(now))
    });
    pump(handle);
}

fn transport_list(mut list: u32, stomp: bool) -> Vec<Transport> {
    let mut transports = Vec::new();
    while list > 0 {
        match list % 4 {
            // Without STOMP's own framing, that of SockJS is all that keeps messages apart.
            1 if stomp => transports.extend([Transport::Raw, Transport::WebSocket]),
            1 => transports.push(Transport::WebSocket),
            2 => transports.push(Transport::XhrStreaming),
            _ => transports.push(Transport::XhrPolling),
        }
        list /= 4;
    }
    transports
}

/// Answers `prepare`. Arguments: the URL, random characters, then CONNECT's headers. `failed`,
/// `informed` and `round_trip` are what `remember` told of this origin, `age` milliseconds ago.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_prepared(
    handle: u32,
    session: u32,
    failed: u8,
    informed: bool,
    round_trip: u32,
    age: u32,
    now: f64,
) {
    let arguments = memory::arguments();
    let (url, rest) = split_first(&arguments);
    let (random, headers) = split_first(rest);
    let known = Known {
        failed,
        informed,
        round_trip,
    };
    tell(
        handle,
        ChannelId {
            session,
            channel: 0,
        },
        Input::Prepared {
            url: text(url),
            headers: headers.to_vec(),
            random: random.to_vec(),
            known: (known, age),
        },
        now,
    );
}

/// Tells what happened: 0 to prepare an attempt has failed, 1 the channel is open, 2 it is closed,
/// 3 it is answered with the HTTP status `code`, 4 the answer is complete, 5 a POST is answered with
/// that status, 6 a frame cannot be read, 7 another attempt is wanted (`code` 1) or not (0).
#[unsafe(no_mangle)]
#[allow(
    clippy::too_many_arguments,
    reason = "a number costs a few bytes, an object kilobytes"
)]
pub extern "C" fn stompwire_tell(
    handle: u32,
    session: u32,
    channel: u32,
    what: u32,
    code: u16,
    was_clean: bool,
    now: f64,
) {
    let input = match what {
        0 => Input::PreparationFailed,
        1 => Input::Opened,
        3 => Input::Answered(code),
        4 => Input::Ended,
        5 => Input::Posted(code),
        6 => Input::Broken,
        7 => Input::Decided(code == 1),
        _ => Input::Closed(CloseEvent { code, was_clean }),
    };
    tell(handle, ChannelId { session, channel }, input, now);
}

/// Tells what `/info` says. Argument: its `base_url`, or nothing.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_informed(
    handle: u32,
    session: u32,
    channel: u32,
    websocket: bool,
    now: f64,
) {
    let arguments = memory::arguments();
    let (base_url, _) = split_first(&arguments);
    let input = Input::Informed {
        websocket,
        base_url: text(base_url),
    };
    tell(handle, ChannelId { session, channel }, input, now);
}

/// A SockJS frame, by its first UTF-16 unit and its length: 0 ignore it, 1 it is an array of
/// messages, 2 one message, 3 a close frame.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_frame(
    handle: u32,
    session: u32,
    channel: u32,
    first: u16,
    length: usize,
    now: f64,
) -> u32 {
    let id = ChannelId { session, channel };
    let verdict = with(handle, |client| {
        client.engine.handle_frame(id, first, length, instant(now))
    });
    let verdict = verdict.unwrap_or(Verdict::Ignore);
    // What changes nothing needs no more.
    if verdict == Verdict::Ignore {
        pump(handle);
    }
    verdict as u32
}

/// A message that looks like one whole frame of at most `size` bytes, its head in the scratch
/// memory. Gives four times the slot plus the escaping, for the caller to deliver it at once; below
/// 0 its bytes are wanted. It reads no clock: that would cost a third of all the rest.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_whole(
    handle: u32,
    session: u32,
    channel: u32,
    head: usize,
    size: usize,
) -> i32 {
    let id = ChannelId { session, channel };
    let whole = memory::scratch(head, |head| {
        with(handle, |client| client.engine.handle_whole(id, head, size))
    });
    whole.flatten().map_or(-1, |whole| {
        4 * whole.subscription as i32 + whole.escaping as i32
    })
}

/// A message that the channel received, or its first bytes, or more of it (`continued`), in the
/// scratch memory.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_bytes(
    handle: u32,
    session: u32,
    channel: u32,
    length: usize,
    continued: bool,
    now: f64,
) {
    memory::scratch(length, |bytes| {
        let id = ChannelId { session, channel };
        let input = if continued {
            Input::Continued(bytes)
        } else {
            Input::Received(bytes)
        };
        with(handle, |client| {
            client.engine.handle_input(id, input, instant(now))
        })
    });
    pump(handle);
}

/// It is `now`. Welcome at any time.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_timeout(handle: u32, now: f64) {
    with(handle, |client| {
        client.armed = None;
        client.engine.handle_timeout(instant(now));
    });
    pump(handle);
}

/// Tells what happens around the page: 0 there is a network again, 1 there is none, 2 the page is
/// back, 3 it goes away.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_signal(handle: u32, signal: u32, now: f64) {
    let signal = match signal {
        0 => Signal::Online,
        1 => Signal::Offline,
        2 => Signal::Wake,
        _ => Signal::Suspend,
    };
    with(handle, |client| {
        client.engine.handle_signal(signal, instant(now))
    });
    pump(handle);
}

/// Answers with the head of a SEND. Arguments: the destination, then headers. `kind` is 0 for
/// text, 1 for text that holds a NUL, 2 for bytes.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_head(handle: u32, kind: u32, length: u32) -> i32 {
    let arguments = memory::arguments();
    let (destination, headers) = split_first(&arguments);
    let body = body(kind, length);
    let head = with(handle, |client| {
        client.engine.encode_send(destination, headers, body)
    });
    match head.unwrap_or(Err(Error::NotConnected)) {
        Ok(head) => {
            imports::answer(head.as_ptr() as i32, head.len() as i32);
            0
        }
        Err(why) => error(why),
    }
}

/// Sends a frame. Gives 0 when the channel has it, 1 when the promise will be settled.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_send(handle: u32, frame: i32, promise: u32) -> i32 {
    let frame = Text::from_number(frame);
    let sent = with(handle, |client| client.engine.send(frame));
    match sent.unwrap_or(Err(Error::NotConnected)) {
        Ok(()) => {
            pump(handle);
            let waits = with(handle, |client| {
                let waits = client.engine.is_congested();
                if waits {
                    client.engine.wait_for_room(Promise(promise));
                }
                waits
            });
            i32::from(waits == Some(true))
        }
        Err(why) => error(why),
    }
}

/// Sends a message as soon as that is possible, and settles the promise. Arguments: the destination,
/// then headers. `kind` and `length` as for its head; `size` is what the body counts in the outbox;
/// `delivery` is 0 for once, 1 for once with a receipt, 2 for again until there is a receipt.
#[unsafe(no_mangle)]
#[allow(
    clippy::too_many_arguments,
    reason = "a number costs a few bytes, an object kilobytes"
)]
pub extern "C" fn stompwire_enqueue(
    handle: u32,
    payload: i32,
    kind: u32,
    length: u32,
    size: u32,
    promise: u32,
    delivery: u32,
    now: f64,
) -> i32 {
    let payload = Text::from_number(payload);
    let arguments = memory::arguments();
    let (destination, headers) = split_first(&arguments);
    let delivery = match delivery {
        0 => Delivery::Plain,
        1 => Delivery::Receipt,
        _ => Delivery::Retry,
    };
    act(handle, |engine| {
        let taken = engine.enqueue(
            destination,
            headers,
            body(kind, length),
            size,
            payload,
            Promise(promise),
            delivery,
            instant(now),
        );
        taken.map(|()| 0)
    })
}

/// Takes a message out of the outbox by its promise, which is not settled, or all of them by 0, and
/// gives how many.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_cancel(handle: u32, promise: u32) -> u32 {
    let count = with(handle, |client| match promise {
        0 => client.engine.clear_outbox(),
        promise => client.engine.cancel(Promise(promise)).into(),
    });
    pump(handle);
    count.unwrap_or_default()
}

const fn body(kind: u32, length: u32) -> Body {
    match kind {
        2 => Body::Bytes(length),
        kind => Body::Text {
            length,
            nul: kind == 1,
        },
    }
}

/// Subscribes, answers with the id, and gives the slot. Arguments: the id (empty for one of ours),
/// the destination, then headers. `ack` is 0 for auto, 1 for client, 2 for client-individual.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_subscribe(handle: u32, ready: u32, ack: u32, now: f64) -> i32 {
    let arguments = memory::arguments();
    let (id, rest) = split_first(&arguments);
    let (destination, headers) = split_first(rest);
    let ack = match ack {
        1 => AckMode::Client,
        2 => AckMode::ClientIndividual,
        _ => AckMode::Auto,
    };
    let made = with(handle, |client| {
        let slot =
            client
                .engine
                .subscribe(id, destination, ack, headers, Promise(ready), instant(now))?;
        Ok((
            slot,
            client
                .engine
                .subscription_id(slot)
                .unwrap_or_default()
                .to_vec(),
        ))
    });
    match made.unwrap_or(Err(Error::NotConnected)) {
        Ok((slot, id)) => {
            imports::answer(id.as_ptr() as i32, id.len() as i32);
            pump(handle);
            slot as i32
        }
        Err(why) => error(why),
    }
}

/// Sends a frame about something that has a number: 0 UNSUBSCRIBE a slot, 1 BEGIN (and gives the
/// number), 2 COMMIT (and gives 1 where the promise will be settled), 3 ABORT. Arguments: headers.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_command(
    handle: u32,
    command: u32,
    number: u32,
    promise: u32,
    now: f64,
) -> i32 {
    let headers = memory::arguments();
    act(handle, |engine| match command {
        0 => engine.unsubscribe(number, &headers).map(|()| 0),
        1 => engine.begin(&headers).map(|number| number as i32),
        _ => engine
            .end_transaction(
                number,
                command == 2,
                &headers,
                Promise(promise),
                instant(now),
            )
            .map(i32::from),
    })
}

/// Sends ACK, or NACK. Arguments: the message's head, then headers.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_acknowledge(
    handle: u32,
    session: u32,
    escaping: u32,
    positive: bool,
) -> i32 {
    let arguments = memory::arguments();
    let (head, headers) = split_first(&arguments);
    let message = Received {
        session,
        head,
        escaping: Escaping::from_number(escaping),
    };
    act(handle, |engine| {
        engine.acknowledge(message, positive, headers).map(|()| 0)
    })
}

fn act(handle: u32, act: impl FnOnce(&mut Engine<Text>) -> Result<i32, Error>) -> i32 {
    let result = with(handle, |client| act(&mut client.engine));
    pump(handle);
    result
        .unwrap_or(Err(Error::NotConnected))
        .unwrap_or_else(error)
}

fn tell(handle: u32, id: ChannelId, input: Input<'_>, now: f64) {
    with(handle, |client| {
        client.engine.handle_input(id, input, instant(now))
    });
    pump(handle);
}

const fn instant(now: f64) -> Instant {
    Instant::from_millis(now as u64)
}

/// The first argument, and the others.
fn split_first(arguments: &[u8]) -> (&[u8], &[u8]) {
    texts::split_first(arguments).unwrap_or_default()
}

/// What JavaScript encodes is always UTF-8.
fn text(bytes: &[u8]) -> String {
    // SAFETY: it comes from a `TextEncoder`, and is cut between characters (`pieces` in `memory.js`).
    unsafe { String::from_utf8_unchecked(bytes.to_vec()) }
}
