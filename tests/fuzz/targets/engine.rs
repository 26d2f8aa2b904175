//! Any sequence of calls and inputs keeps the invariants.
//!
//! `cargo +nightly fuzz run --fuzz-dir tests/fuzz engine`

#![no_main]

#[path = "../../support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use support::machine::play;

fuzz_target!(|script: &[u8]| {
    play(script);
});
