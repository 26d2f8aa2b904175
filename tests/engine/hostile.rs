//! What a broken or hostile server can send, and the one answer to each.

use crate::support::outputs::{close, disconnected, fell_silent, protocol, state};
use crate::support::{Harness, UNNAMED};
use stompwire::protocol::{Config, Escaping, Frame, Input, Limits, Output, Problem, Reason, State};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Small enough for the eye.
const TIGHT: Limits = Limits {
    frame: 64,
    headers: 3,
    header_line: 32,
    header_block: 48,
    parts: 4_096,
};

/// Expects `text` to end a connection in this way, whether it comes whole, as bytes, or byte by byte.
fn ends_with(limits: Limits, text: &str, reason: Reason) {
    let feeds: [fn(&mut Harness, &str); 3] = [
        Harness::receive,
        |harness, text| harness.receive_bytes(text.as_bytes()),
        |harness, text| {
            for byte in text.as_bytes().chunks(1) {
                harness.receive_bytes(byte);
            }
        },
    ];
    for feed in feeds {
        let config = Config {
            limits,
            ..Config::default()
        };
        let mut harness = Harness::connected_by(config, "CONNECTED\nversion:1.2\nserver:s\n\n\0");
        harness.subscribe("/topic/a");
        harness.receive("RECEIPT\nreceipt-id:receipt-1\n\n\0");
        harness.outputs();
        feed(&mut harness, text);
        assert_eq!(
            harness.outputs(),
            [close(1), state(State::Inactive), disconnected(reason)],
            "after {text:?}"
        );
    }
}

fn breaks(text: &str, problem: Problem, offset: u32) {
    ends_with(Limits::default(), text, protocol(problem, offset, 0));
}

#[test]
fn ends_over_a_header_without_a_colon() {
    breaks(
        "MESSAGE\nsubscription:sub-0\nnone\n\n\0",
        Problem::HeaderWithoutColon,
        27,
    );
}

#[test]
fn ends_over_an_empty_header_name() {
    breaks(
        "MESSAGE\nsubscription:sub-0\n:x\n\n\0",
        Problem::EmptyHeaderName,
        27,
    );
}

#[test]
fn ends_over_a_nul_in_a_head() {
    breaks(
        "MESSAGE\nsubscription:sub-0\na:\0b\n\n\0",
        Problem::NulInHead,
        29,
    );
}

#[test]
fn ends_over_an_undefined_escape() {
    for escape in ["\\t", "\\:", "\\", "\\\r"] {
        let text = format!("MESSAGE\nsubscription:sub-0\na:{escape}\n\n\0");
        breaks(&text, Problem::UndefinedEscape, 29);
    }
}

#[test]
fn ends_over_a_carriage_return_that_stomp_1_1_cannot_escape() {
    let mut harness = Harness::connected_by(Config::default(), "CONNECTED\nversion:1.1\n\n\0");
    harness.receive("MESSAGE\na:\\r\n\n\0");
    let reason = protocol(Problem::UndefinedEscape, 10, 0);
    assert_eq!(
        harness.outputs(),
        [close(1), state(State::Inactive), disconnected(reason)]
    );
}

#[test]
fn ends_over_a_length_that_is_no_number() {
    for length in ["", "-1", "1e3", "4294967296", "٣", " 3"] {
        let text = format!("MESSAGE\ncontent-length:{length}\n\nabc\0");
        let offset = text.len() - "abc\0".len();
        breaks(&text, Problem::InvalidContentLength, offset as u32);
    }
}

#[test]
fn ends_where_a_counted_body_is_longer_than_it_says() {
    breaks(
        "MESSAGE\ncontent-length:2\n\nabc\0",
        Problem::MissingNul,
        28,
    );
}

#[test]
fn waits_for_the_rest_of_a_counted_body_until_the_server_counts_as_gone() {
    let connected = "CONNECTED\nversion:1.2\nheart-beat:10000,0\n\n\0";
    let mut harness = Harness::connected_by(Config::default(), connected);
    harness.receive("MESSAGE\ncontent-length:9\n\nabc\0");
    harness.advance(60_000);
    assert_eq!(
        harness.outputs(),
        [close(1), state(State::Inactive), fell_silent(30_000)]
    );
}

#[test]
fn takes_nul_for_the_end_of_a_whole_text_message_whatever_length_it_names() {
    let mut harness = Harness::connected();
    let (slot, _) = harness.subscribe("/topic/a");
    harness.receive("MESSAGE\nsubscription:sub-0\ncontent-length:2\n\n한글\0");
    let delivered = harness.deliveries();
    let [delivery] = &*delivered else {
        unreachable!("there is one delivery");
    };
    assert_eq!(
        (delivery.subscription, &*delivery.body),
        (Some(slot), "한글")
    );
}

#[test]
fn ends_over_a_command_that_servers_do_not_send() {
    for command in [
        "SEND",
        "message",
        "__proto__",
        "constructor",
        "toString",
        "",
    ] {
        // A frame without a command would start with an EOL, which is a heart-beat.
        let text = format!("{command}:\na:b\n\n\0");
        breaks(&text, Problem::UnknownCommand, 0);
    }
}

#[test]
fn ends_over_a_second_connected() {
    breaks("CONNECTED\nversion:1.2\n\n\0", Problem::UnexpectedFrame, 0);
}

#[test]
fn ends_over_a_flood_of_headers() {
    let reason = protocol(Problem::TooManyHeaders, 19, 3);
    ends_with(TIGHT, "MESSAGE\na:b\nc:d\ne:f\ng:h\n\n\0", reason);
}

#[test]
fn ends_over_a_line_that_is_too_long() {
    let text = format!("MESSAGE\na:{}\n\n\0", "x".repeat(30));
    ends_with(TIGHT, &text, protocol(Problem::HeaderLineTooLong, 40, 32));
    let endless = "x".repeat(1_000);
    ends_with(
        TIGHT,
        &endless,
        protocol(Problem::HeaderLineTooLong, 32, 32),
    );
}

#[test]
fn ends_over_a_header_block_that_is_too_large() {
    let text = format!("MESSAGE\n{}", "a:0123456789\n".repeat(100));
    ends_with(TIGHT, &text, protocol(Problem::HeaderBlockTooLarge, 48, 48));
    let without_end = "a\n".repeat(1_000);
    ends_with(
        TIGHT,
        &without_end,
        protocol(Problem::HeaderBlockTooLarge, 48, 48),
    );
}

#[test]
fn ends_over_a_frame_that_is_too_large() {
    let whole = format!("MESSAGE\nsubscription:sub-0\n\n{}\0", "x".repeat(39));
    ends_with(TIGHT, &whole, protocol(Problem::FrameTooLarge, 66, 64));
    let announced = "MESSAGE\ncontent-length:65\n\n";
    ends_with(TIGHT, announced, protocol(Problem::FrameTooLarge, 27, 64));
}

/// A client that takes a frame in three messages at most.
fn with_three_parts() -> Harness {
    let limits = Limits {
        parts: 3,
        ..Limits::default()
    };
    let config = Config {
        limits,
        ..Config::default()
    };
    let mut harness = Harness::connected_by(config, UNNAMED);
    harness.subscribe("/topic/a");
    harness.outputs();
    harness
}

#[test]
fn ends_over_a_frame_in_too_many_messages() {
    let mut harness = with_three_parts();
    for part in ["MESSAGE\n", "\n", "a"] {
        harness.receive_bytes(part.as_bytes());
    }
    assert_eq!(harness.outputs(), []);
    harness.receive_bytes(b"b");
    let reason = protocol(Problem::TooManyParts, 10, 3);
    assert_eq!(
        harness.outputs(),
        [close(1), state(State::Inactive), disconnected(reason)]
    );
}

#[test]
fn takes_any_number_of_frames_in_as_many_messages_as_each_may_have() {
    let mut harness = with_three_parts();
    for _ in 0..10 {
        harness.receive_bytes(b"MESSAGE\nsubscription:sub-0\n");
        harness.receive_bytes(b"\n");
        harness.receive_bytes(b"a\0\n");
    }
    assert_eq!(harness.deliveries().len(), 10);
}

#[test]
fn counts_messages_and_not_the_pieces_in_which_the_edge_reads_them() {
    let mut harness = with_three_parts();
    harness.receive_bytes(b"MESSAGE\nsubscription:sub-0\n\n");
    for piece in ["a"; 10] {
        harness.input(Input::Continued(piece.as_bytes()));
    }
    harness.receive_bytes(b"\0");
    assert_eq!(harness.deliveries().len(), 1);
}

#[test]
fn counts_no_beats() {
    let mut harness = with_three_parts();
    for _ in 0..10 {
        harness.receive_bytes(b"\n");
    }
    harness.receive_bytes(b"MESSAGE\nsubscription:sub-0\n\n\0");
    assert_eq!(harness.deliveries().len(), 1);
}

#[test]
fn takes_what_is_exactly_at_every_limit() {
    let mut harness = Harness::connected_by(
        Config {
            limits: TIGHT,
            ..Config::default()
        },
        "CONNECTED\nversion:1.2\n\n\0",
    );
    // Line 2 has 32 bytes with its EOL, the block 48 with the blank line, the frame 64.
    let head = format!("MESSAGE\na:{}\nb:cdef", "x".repeat(29));
    let text = format!("{head}\n\n{}\0", "y".repeat(64 - head.len()));
    for byte in text.as_bytes().chunks(1) {
        harness.receive_bytes(byte);
    }
    assert_eq!(harness.deliveries().len(), 1);
    assert_eq!(harness.engine.state(), State::Connected);
}

#[test]
fn shows_a_message_for_no_subscription_as_unclaimed() {
    let names = [
        "",
        "nobody",
        "sub-1",
        "sub-",
        "sub-99999999999",
        "__proto__",
        "constructor",
        "toString",
    ];
    for name in names {
        let mut harness = Harness::connected();
        harness.subscribe("/topic/a");
        harness.receive(&format!("MESSAGE\nsubscription:{name}\n\nbody\0"));
        let delivered = harness.deliveries();
        let subscriptions: Vec<_> = delivered.iter().map(|one| one.subscription).collect();
        assert_eq!(subscriptions, [None], "for {name:?}");
    }
}

#[test]
fn shows_a_receipt_that_nobody_waits_for() {
    for id in [
        "disconnect",
        "receipt-1",
        "receipt-",
        "__proto__",
        "constructor",
        "toString",
    ] {
        let mut harness = Harness::connected();
        harness.receive(&format!("RECEIPT\nreceipt-id:{id}\n\n\0"));
        let frame = Frame {
            head: format!("RECEIPT\nreceipt-id:{id}").into_bytes(),
            body: Vec::new(),
        };
        assert_eq!(
            harness.outputs(),
            [Output::UnhandledReceipt(frame, Escaping::V12)]
        );
    }
}

#[test]
fn delivers_headers_named_like_parts_of_every_object() {
    let mut harness = Harness::connected();
    harness.subscribe("/topic/a");
    harness.receive("MESSAGE\nsubscription:sub-0\n__proto__:a\nconstructor:b\ntoString:c\n\n\0");
    let delivered = harness.deliveries();
    for (name, value) in [("__proto__", "a"), ("constructor", "b"), ("toString", "c")] {
        let values: Vec<_> = delivered.iter().map(|one| one.header(name)).collect();
        assert_eq!(values, [Some(value)]);
    }
}

#[test]
fn tells_nothing_that_comes_after_the_fault() {
    let mut harness = Harness::connected();
    harness.subscribe("/topic/a");
    harness.receive(
        "MESSAGE\nsubscription:sub-0\n\n1\0toString\n\n\0MESSAGE\nsubscription:sub-0\n\n2\0",
    );
    harness.receive("MESSAGE\nsubscription:sub-0\n\n3\0");
    let bodies: Vec<_> = harness
        .deliveries()
        .into_iter()
        .map(|one| one.body)
        .collect();
    assert_eq!(bodies, ["1"]);
}
