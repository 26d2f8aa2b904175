//! Breaks the module on purpose, for tests of what JavaScript does then.

#![allow(
    unsafe_code,
    unreachable_pub,
    reason = "an export's name is the program's, which is why it has a prefix"
)]

use alloc::vec::Vec;
use core::hint::black_box;

const MIB: usize = 1 << 20;

/// 0 traps; anything else allocates until there is no memory left.
#[unsafe(no_mangle)]
pub extern "C" fn stompwire_fault(kind: u32) {
    if kind == 0 {
        core::arch::wasm32::unreachable();
    }
    let mut all = Vec::new();
    loop {
        // Without the box, nothing would be allocated: nobody reads it.
        all.push(black_box(Vec::<u8>::with_capacity(MIB)));
    }
}
