//! Any text messages have the same outcome on the fast path and on the slow one.
//!
//! `cargo +nightly fuzz run --fuzz-dir tests/fuzz fast_path`

#![no_main]

#[path = "../../support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use stompwire::protocol::{Config, Limits};
use support::decoding::TIGHT;
use support::differential::compare;

fuzz_target!(|input: (u8, bool, Vec<String>)| {
    let (version, tight, messages) = input;
    let version = match version % 3 {
        0 => "1.0",
        1 => "1.1",
        _ => "1.2",
    };
    let limits = if tight { TIGHT } else { Limits::default() };
    let config = Config {
        limits,
        ..Config::default()
    };
    compare(&config, version, &messages);
});
