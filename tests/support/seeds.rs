//! How many random cases a test tries, and which.

use core::panic::AssertUnwindSafe;
use std::panic::{catch_unwind, resume_unwind};
use std::{env, thread};

/// How many cases to try: few in a test, many in `cargo xtask soak`.
pub fn cases(test: u64, soak: u64) -> u64 {
    if is_soak() { soak } else { test }
}

/// Whether this is `cargo xtask soak`, whose code is optimised.
pub fn is_soak() -> bool {
    env::var_os("STOMPWIRE_SOAK").is_some()
}

/// The first seed. In a test it is always the same; a soak begins elsewhere each time.
pub fn first() -> u64 {
    let seed = env::var("STOMPWIRE_SEED").ok();
    seed.map_or(0, |seed| seed.parse().expect("it is a number"))
}

/// Checks this many cases, one for each seed, on all cores.
///
/// # Panics
/// If one fails, after its seed is printed.
pub fn each(cases: u64, check: impl Fn(u64) + Sync) {
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let check = &check;
    thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || {
                for case in (worker..cases).step_by(workers as usize) {
                    one(first().wrapping_add(case), check);
                }
            });
        }
    });
}

fn one(seed: u64, check: impl Fn(u64)) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(seed))) {
        eprintln!("fails with STOMPWIRE_SEED={seed}, at the first case");
        resume_unwind(panic);
    }
}
