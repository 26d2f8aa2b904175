//! One STOMP client for the browser: a core that decides and never touches a browser, and thin
//! edges that touch one and never decide.
//!
//! ```text
//!   user code
//!      │ connect, send, subscribe            ▲ messages, promises, events
//!      ▼                                     │
//!   pkg-template/src   Client, Message …     │   hand-written JavaScript
//!      │ numbers and a few strings           │
//!      ▼                                     │
//!   src/js             one drain loop ───────┘   WebSocket, fetch, timer, texts
//!      │ Input                   ▲ Output
//!      ▼                         │
//!   src/protocol       Engine ───┤               pure: no browser, clock, randomness, globals
//!                        │       │
//!                      Link ─────┘               which transport, and what goes over it when
//! ```
//!
//! Start with [`protocol`], whose four types are the whole boundary, then follow a message: the
//! edge's `channel.js` finds its head, [`protocol::Engine::handle_whole`] its subscription, the
//! edge's `message.js` gives it to the user. Its body never enters WebAssembly. How a way to the
//! server is found is told in [`protocol::sockjs`].
//!
//! What always holds, whatever the server or the user does (`tests/machine.rs` tries):
//!
//! 1. The same inputs give the same outputs. No input panics.
//! 2. `Open` is answered by exactly one `Closed` or `Close`; after `Disconnected` nothing of that
//!    session is open; what an old session still says changes nothing.
//! 3. No borrow is held while a callback of the user runs: it may call anything, or throw.
//! 4. Every promise settles. Nothing received is lost or delivered twice on one connection.
//! 5. Memory is bounded by [`protocol::Limits`].

#![no_std]

extern crate alloc;
// Its panic handler, where the program has none: everywhere but in the packed module.
#[cfg(not(all(feature = "pack", target_arch = "wasm32")))]
#[cfg_attr(test, macro_use)]
extern crate std;

#[cfg(all(feature = "js", target_arch = "wasm32"))]
pub mod js;
#[cfg(all(feature = "pack", target_arch = "wasm32"))]
mod pack;
pub mod protocol;
