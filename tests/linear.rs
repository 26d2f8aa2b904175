//! What is asked for grows with what is received, and what is held ends at the limits.

#![cfg(not(target_arch = "wasm32"))]
mod support;

use allocation_counter::{AllocationInfo, measure};
use stompwire::protocol::{Config, Input, Limits, Problem, State, Transport};
use support::Harness;
use support::channels::POLLING;
use support::outputs::{disconnected, protocol};

const LIMITS: Limits = Limits {
    frame: 256 << 10,
    headers: 128,
    header_line: 16 << 10,
    header_block: 64 << 10,
    parts: u32::MAX,
};

fn connected() -> Harness {
    let config = Config {
        limits: LIMITS,
        ..Config::default()
    };
    let mut harness = Harness::connected_by(config, "CONNECTED\nversion:1.2\n\n\0");
    harness.fast = false;
    harness.subscribe("/topic/a");
    harness.outputs();
    harness
}

/// Gives a client four times the limit of `unit`, in pieces of this size, after `start`.
fn flood(start: &str, unit: &[u8], piece: usize) -> (AllocationInfo, State) {
    let input = unit.repeat(4 * LIMITS.frame as usize / unit.len());
    let mut harness = connected();
    let count = measure(|| {
        harness.receive_bytes(start.as_bytes());
        for piece in input.chunks(piece) {
            harness.receive_bytes(piece);
        }
    });
    (count, harness.engine.state())
}

#[test]
fn holds_at_most_twice_the_limit_whatever_does_not_end() {
    let starts = [
        ("", &b"x"[..]),
        ("", b"a:b\n"),
        ("MESSAGE\na:", b"\\c"),
        ("MESSAGE\n\n", b"x"),
        ("MESSAGE\ncontent-length:262000\n\n", b"\0"),
    ];
    for (start, unit) in starts {
        for piece in [1, 1_000, usize::MAX] {
            let (count, state) = flood(start, unit, piece);
            assert_eq!(state, State::Inactive, "{start:?} goes on");
            let most = 2 * u64::from(LIMITS.frame);
            assert!(count.bytes_max <= most, "{start:?} held {count:?}");
        }
    }
}

#[test]
fn holds_no_more_of_a_head_than_its_own_limit_allows() {
    for unit in [&b"x"[..], b"a:b\n"] {
        let (count, _) = flood("MESSAGE\n", unit, 1);
        let most = 2 * u64::from(LIMITS.header_block);
        assert!(count.bytes_max <= most, "{unit:?} held {count:?}");
    }
}

/// `number` messages of 1 KB.
fn glued(number: usize) -> Vec<u8> {
    let message = format!("MESSAGE\nsubscription:sub-0\n\n{}\0", "x".repeat(995));
    message.repeat(number).into_bytes()
}

/// Receives messages in pieces, whose sizes come in turn, and gives what that asked for.
fn receive(number: usize, pieces: &[usize]) -> u64 {
    let mut harness = connected();
    let input = glued(number);
    let mut delivered = 0;
    let count = measure(|| {
        let mut rest = &*input;
        for size in pieces.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at(rest.len().min(*size));
            rest = after;
            harness.receive_bytes(piece);
            delivered += harness.outputs().len();
        }
    });
    assert_eq!(delivered, number);
    count.bytes_total
}

#[test]
fn twice_the_messages_ask_for_twice_the_memory_however_they_are_cut() {
    let cuts = [
        (10_000, &[usize::MAX][..]),
        (10_000, &[700, 3, 4_000, 1, 65_536]),
        (1_000, &[1]),
    ];
    for (number, pieces) in cuts {
        let (half, all) = (receive(number / 2, pieces), receive(number, pieces));
        assert!(all * 10 < half * 25, "{pieces:?}: {half}, then {all}");
        // A message of 1 KB costs its own size a few times over, also byte by byte.
        assert!(all < number as u64 * 8_000, "{pieces:?}: {all}");
    }
}

#[test]
fn a_hostile_header_is_read_once() {
    for filler in [" ", "\\\\", "x"] {
        let value = filler.repeat(16_000 / filler.len());
        let mut harness = connected();
        let text = format!("MESSAGE\nsubscription:sub-0\na:{value}\n\n\0");
        let count = measure(|| harness.receive_bytes(text.as_bytes()));
        assert!(
            count.bytes_total < 8 * text.len() as u64,
            "{filler:?}: {count:?}"
        );
        assert_eq!(harness.deliveries().len(), 1);
    }
}

#[test]
fn a_frame_at_the_limit_is_delivered_and_one_byte_more_ends_the_connection() {
    let head = "MESSAGE\nsubscription:sub-0";
    let body = "x".repeat(LIMITS.frame as usize - head.len());
    let mut harness = connected();
    harness.receive_bytes(format!("{head}\n\n{body}\0").as_bytes());
    assert_eq!(harness.deliveries().len(), 1);
    harness.receive_bytes(format!("{head}\n\n{body}x\0").as_bytes());
    let reason = protocol(Problem::FrameTooLarge, LIMITS.frame + 2, LIMITS.frame);
    assert!(harness.events().contains(&disconnected(reason)));
}

#[test]
fn a_session_that_is_asked_for_ever_holds_no_more_than_at_first() {
    let mut harness = Harness::connected_over(Transport::XhrPolling, Config::default());
    let mut poll = |times| {
        for _ in 0..times {
            harness.frame(POLLING, "h");
            harness.tell(POLLING, Input::Ended);
            harness.tell(POLLING, Input::Answered(200));
            harness.outputs();
        }
    };
    poll(10);
    let count = measure(|| poll(10_000));
    assert_eq!(count.bytes_current, 0, "{count:?}");
}
