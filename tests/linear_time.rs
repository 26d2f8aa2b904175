//! Twice the input takes twice the time, whatever it is made of.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use core::time::Duration;
use std::time::Instant;

use stompwire::protocol::State;
use support::{Harness, NAMED, quiet, seeds};

/// The shortest time that a client of five takes for this input: what disturbs it only adds.
fn shortest(input: &[u8], piece: usize) -> Duration {
    let time = |_| {
        let mut config = quiet();
        config.limits.parts = u32::MAX;
        let mut harness = Harness::connected_by(config, NAMED);
        harness.fast = false;
        harness.subscribe("/topic/a");
        let started_at = Instant::now();
        for piece in input.chunks(piece) {
            harness.receive_bytes(piece);
        }
        let elapsed = started_at.elapsed();
        assert_eq!(harness.engine.state(), State::Connected);
        elapsed
    };
    (0..5).map(time).min().unwrap_or_default()
}

/// One message whose `a` has this value of up to `length` bytes.
fn with_value(unit: &str, length: usize) -> Vec<u8> {
    let value = unit.repeat(length / unit.len());
    format!("MESSAGE\nsubscription:sub-0\na:{value}\n\n\0").into_bytes()
}

type Input = fn(usize) -> Vec<u8>;

fn messages(number: usize) -> Vec<u8> {
    let message = "MESSAGE\nsubscription:sub-0\nname:value\n\nbody\0";
    message.repeat(number).into_bytes()
}

#[test]
fn twice_the_input_takes_less_than_two_and_a_half_times_as_long() {
    const INPUTS: [(&str, usize, usize, Input); 8] = [
        ("blanks", 32_000, usize::MAX, |length| {
            with_value(" ", length)
        }),
        ("escapes", 32_000, usize::MAX, |length| {
            with_value("\\c", length)
        }),
        ("colons", 32_000, usize::MAX, |length| {
            with_value(":", length)
        }),
        ("a header byte by byte", 32_000, 1, |length| {
            with_value("x", length)
        }),
        ("lines", 60, usize::MAX, |number| {
            let lines = "name:value\n".repeat(number);
            format!("MESSAGE\nsubscription:sub-0\n{lines}\n\0")
                .repeat(50)
                .into_bytes()
        }),
        ("messages", 1_000, usize::MAX, messages),
        ("messages, a few bytes at a time", 200, 3, messages),
        ("beats", 50_000, usize::MAX, |number| vec![b'\n'; number]),
    ];
    for (what, size, piece, input) in INPUTS {
        let ratio = || {
            let (once, twice) = (input(size), input(2 * size));
            shortest(&twice, piece).as_secs_f64() / shortest(&once, piece).as_secs_f64()
        };
        // A machine that is busy may spoil one measurement; what is quadratic fails all of them.
        let ratios: Vec<_> = (0..8)
            .map(|_| ratio())
            .take_while(|ratio| *ratio >= 2.5)
            .collect();
        assert!(ratios.len() < 8, "{what}: {ratios:?}");
    }
}

#[test]
fn a_header_of_64_kb_is_read_at_once() {
    // A millisecond; without optimisation much longer.
    let most = if seeds::is_soak() { 1_000 } else { 20_000 };
    for unit in [" ", "\\c", ":", "x"] {
        let time = shortest(&with_value(unit, 65_000), usize::MAX).as_micros();
        println!("a header of 64 KB of {unit:?}: {time} µs");
        assert!(time < most, "{unit:?} takes {time} µs");
    }
}
