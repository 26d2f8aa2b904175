//! The edge of the npm package: numbers cross it, and a few strings through shared memory.
//!
//! Every export does three things: it tells the engine something under a short borrow, sends what
//! that has to be sent, and, unless a callback of the user is already running further up the
//! stack, drains the engine's outputs one by one. A callback may therefore call anything.
//!
//! A client exists in here from `connect` until it is inactive again; JavaScript keeps what lives
//! longer. The names carry a prefix because the exports of a dependency land in the final program.

mod exports;
#[cfg(feature = "fault-injection")]
mod fault;
mod imports;
mod memory;
mod numbers;
mod payload;
mod pump;

use alloc::vec::Vec;

use spin::{Mutex, MutexGuard};

use crate::protocol::{Engine, Instant};
use payload::Text;

struct Client {
    handle: u32,
    engine: Engine<Text>,
    /// Whether outputs are being drained further up the stack.
    draining: bool,
    /// What the timer is set to.
    armed: Option<Instant>,
}

/// A module has one thread; the lock only says that no two borrows meet.
static CLIENTS: Mutex<Vec<Client>> = Mutex::new(Vec::new());

fn clients() -> MutexGuard<'static, Vec<Client>> {
    CLIENTS
        .try_lock()
        .expect("no export is called within a borrow")
}

fn with<R>(handle: u32, act: impl FnOnce(&mut Client) -> R) -> Option<R> {
    find(&mut clients(), handle).map(act)
}

#[inline(never)]
fn find(clients: &mut [Client], handle: u32) -> Option<&mut Client> {
    clients.iter_mut().find(|client| client.handle == handle)
}

/// Connects the hand-written JavaScript with this module and gives what a page would import.
///
/// The npm package does this in its loader; this is for tests that run inside the module.
pub fn bind() -> wasm_bindgen::JsValue {
    imports::bind(&wasm_bindgen::exports(), &wasm_bindgen::memory());
    imports::edge()
}
