//! A stream of bytes and what is in it.

use stompwire::protocol::stomp::{Decoded, Decoder};
use stompwire::protocol::{Escaping, Limits, ProtocolError};

/// Small enough for random bytes to meet them.
pub const TIGHT: Limits = Limits {
    frame: 60,
    headers: 3,
    header_line: 24,
    header_block: 40,
    parts: 4_096,
};

/// Everything that the decoder finds in pieces of a stream, and how it ends.
pub fn decode<P: AsRef<[u8]>>(
    pieces: &[P],
    limits: Limits,
) -> (Vec<Decoded>, Option<ProtocolError>) {
    let mut decoder = Decoder::new(limits);
    let mut found = Vec::new();
    for piece in pieces {
        let mut rest = piece.as_ref();
        loop {
            match decoder.decode(&mut rest, Escaping::V12) {
                Ok(Some(decoded)) => found.push(decoded),
                Ok(None) => break,
                Err(error) => return (found, Some(error)),
            }
        }
    }
    (found, None)
}
