//! Any SockJS frames, at any time, are taken as the protocol says.
//!
//! `cargo +nightly fuzz run --fuzz-dir tests/fuzz sockjs_frames`

#![no_main]

#[path = "../../support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use support::frames::check;

fuzz_target!(|frames: Vec<(u16, usize)>| {
    check(&frames);
});
