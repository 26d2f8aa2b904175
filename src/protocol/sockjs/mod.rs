//! SockJS 0.3.3: one connection over whichever transport gets through.
//!
//! ```text
//!   Engine ── start, send, close ──▶ Link ── Order ──▶ channels: WebSockets, exchanges over HTTP
//!      ▲                              │
//!      └────────── Progress ──────────┘
//! ```
//!
//! [`Link`] races the transports of an endpoint and keeps the one that opens first: `starting.rs`
//! says which begins when, `outcomes.rs` what becomes of them. `Carrier` is what happens on that one
//! afterwards. `Frame` knows the frames, [`Endpoint`] the URLs.

mod carrier;
mod endpoint;
mod frame;
mod link;
mod outcomes;
mod starting;
mod transport;

pub use endpoint::Endpoint;
pub use frame::Verdict;
pub use link::{Link, Order, Plan, Progress};
pub use transport::{Attempt, Known, Outcome, Phase, Transport};
