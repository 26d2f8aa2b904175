//! The frames of SockJS (0.3.3, Protocol: SockJS framing), told by their first letter.

/// What an edge does with a frame, all of which it has and the core has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Verdict {
    /// Nothing.
    Ignore = 0,
    /// What follows the letter is a JSON array of messages.
    Array = 1,
    /// What follows the letter is one message in JSON.
    Message = 2,
    /// What follows the letter is a JSON array of a close code and a reason: it closes the channel.
    Close = 3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Open,
    Heartbeat,
    /// What a stream begins with, for browsers that hold back the first two kilobytes.
    Prelude,
    Messages(Verdict),
    Close,
    /// No frame; the answer of something that is no SockJS server, or of a later version.
    Unknown,
}

impl Frame {
    /// The frame of `length` UTF-16 units of which this is the `first`.
    pub(super) const fn read(first: u16, length: usize) -> Self {
        match (first as u8, first < 128, length) {
            (b'o', true, 1) => Self::Open,
            (b'h', true, 1) => Self::Heartbeat,
            (b'h', true, 2_048) => Self::Prelude,
            (b'a', true, 3..) => Self::Messages(Verdict::Array),
            (b'm', true, 2..) => Self::Messages(Verdict::Message),
            (b'c', true, 3..) => Self::Close,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_tells_and_the_length_has_to_fit() {
        let read = |text: &str| {
            let first = text.bytes().next().map_or(0, u16::from);
            Frame::read(first, text.len())
        };
        assert_eq!(read("o"), Frame::Open);
        assert_eq!(read("h"), Frame::Heartbeat);
        assert_eq!(read(&"h".repeat(2_048)), Frame::Prelude);
        assert_eq!(read("a[\"x\"]"), Frame::Messages(Verdict::Array));
        assert_eq!(read("m\"x\""), Frame::Messages(Verdict::Message));
        assert_eq!(read("c[3000,\"Go away!\"]"), Frame::Close);
        for other in ["ok", "hello", "<html>", "a", "x", "{}"] {
            assert_eq!(read(other), Frame::Unknown);
        }
        // A letter whose low byte is that of `o`.
        assert_eq!(Frame::read(0x016f, 1), Frame::Unknown);
    }
}
