//! Any bytes, in any pieces, decode equally and keep to the limits.
//!
//! `cargo +nightly fuzz run --fuzz-dir tests/fuzz decoder`

#![no_main]

#[path = "../../support/mod.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use stompwire::protocol::Limits;
use stompwire::protocol::stomp::Decoded;
use support::decoding::{TIGHT, decode};

fuzz_target!(|input: (u8, bool, &[u8])| {
    let (size, tight, bytes) = input;
    let limits = if tight { TIGHT } else { Limits::default() };
    let whole = decode(&[bytes], limits);
    let pieces: Vec<_> = bytes.chunks(usize::from(size).max(1)).collect();
    assert_eq!(whole, decode(&pieces, limits));
    for decoded in whole.0 {
        if let Decoded::Frame(frame) = decoded {
            assert!(frame.head.len() + frame.body.len() <= limits.frame as usize);
        }
    }
});
