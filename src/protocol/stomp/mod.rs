//! STOMP 1.0, 1.1 and 1.2 as a client speaks them: bytes in, bytes out, no connection.
//!
//! A frame's way in: `decoder` cuts it out of the bytes, `head` reads its headers, `escape` undoes
//! their escapes, `session` says what it means. Its way out: `encode` writes it.

mod decoder;
mod encode;
mod escape;
mod head;
mod heartbeat;
mod session;
mod version;

pub(super) use decoder::parse_decimal;
pub use decoder::{Decoded, Decoder, Frame};
pub use encode::{Encoder, decimal};
pub use escape::{Escaping, unescape};
pub use head::{Fault, Head, Header, Summary};
pub use session::{Session, Step, names};
pub use version::{Version, Versions};
