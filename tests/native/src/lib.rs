//! The core of `stompwire` over real sockets: STOMP clients without a browser.
//!
//! The core decides and does nothing; this crate is the smallest edge that does what it decides.
//! [`Client`] is an engine with its WebSocket, [`Network`] the thread in which any number of them
//! live. Every machine here has the verbs of the core: tell it something, then drain `poll_event`.
//!
//! ```no_run
//! use native::{Destination, Network};
//! use stompwire::protocol::{AckMode, Config, Output, Promise};
//!
//! let mut network = Network::new()?;
//! let alice = 0;
//! let to = Destination::new("ws://127.0.0.1:8080/stomp");
//! network.add(alice, to, Config::default())?;
//! if let Some(client) = network.client(alice) {
//!     client.tell(|engine, now| engine.connect(Promise(1), now));
//!     let subscribed = client.tell(|engine, now| {
//!         engine.subscribe(b"", b"/topic/news", AckMode::Auto, b"", Promise(2), now)
//!     });
//!     assert!(subscribed.is_ok());
//! }
//! loop {
//!     network.wait()?;
//!     while let Some((_, event)) = network.poll_event() {
//!         if let Output::Deliver { frame, .. } = event {
//!             println!("{}", String::from_utf8_lossy(&frame.body));
//!         }
//!     }
//! }
//! # Ok::<(), anyhow::Error>(())
//! ```

mod client;
mod network;
mod pieces;
mod socket;

pub use client::{Client, Destination, Text};
pub use network::Network;
