//! Bytes in, frames and heart-beats out, however the bytes are cut.

use alloc::vec::Vec;

use super::{Escaping, Fault, Head};
use crate::protocol::{Limits, Problem, ProtocolError, octets::find};

/// Cuts frames out of a stream of bytes.
///
/// It keeps the unfinished frame and nothing else, never more than the limits allow, and looks at
/// every byte once: however the server cuts its bytes, time grows with their number alone.
#[derive(Debug)]
pub struct Decoder {
    limits: Limits,
    part: Part,
    frame: Frame,
    /// Where the unfinished line of the head starts.
    line: usize,
    /// Bytes of the frame so far.
    read: usize,
    /// Messages of the channel that have brought them.
    parts: u32,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The EOLs between two frames, each of them a heart-beat.
    Gap,
    Head,
    /// A body without `content-length`: NUL ends it.
    Open,
    /// A body with this many bytes to come.
    Counted(usize),
}

/// A frame as it came: the head still escaped, the body untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Command and header lines, for [`Head::new`].
    pub head: Vec<u8>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a [`Decoder`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// An EOL between frames (STOMP 1.2, Heart-beating).
    Beat,
    /// A whole frame with a well-formed head.
    Frame(Frame),
}

impl Decoder {
    /// A decoder at the start of a connection.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            part: Part::Gap,
            frame: Frame::default(),
            line: 0,
            read: 0,
            parts: 0,
        }
    }

    /// Counts the messages of the channel that a frame comes in: a server may cut frames, but who cuts
    /// them into crumbs wants to cost time.
    ///
    /// # Errors
    /// [`Problem::TooManyParts`].
    pub const fn begin_part(&mut self) -> Result<(), ProtocolError> {
        self.parts = match self.part {
            Part::Gap => 1,
            _ => self.parts + 1,
        };
        if self.parts > self.limits.parts {
            return Err(self.error(Problem::TooManyParts, self.limits.parts));
        }
        Ok(())
    }

    /// Whether no frame is unfinished.
    pub fn is_idle(&self) -> bool {
        self.part == Part::Gap
    }

    /// Takes bytes from the front of `input` up to the end of the next frame or heart-beat.
    ///
    /// `None` means that `input` is used up. Call again until then: `escaping` may change between
    /// two frames, as it does after CONNECTED.
    ///
    /// # Errors
    /// What the server did wrong. The decoder is of no use after that.
    pub fn decode(
        &mut self,
        input: &mut &[u8],
        escaping: Escaping,
    ) -> Result<Option<Decoded>, ProtocolError> {
        while let [first, rest @ ..] = *input {
            match self.part {
                Part::Gap => match first {
                    b'\n' => {
                        *input = rest;
                        return Ok(Some(Decoded::Beat));
                    }
                    b'\r' => *input = rest,
                    _ => {
                        self.part = Part::Head;
                        (self.line, self.read) = (0, 0);
                    }
                },
                Part::Head => self.take_line(input, escaping)?,
                Part::Open => {
                    let end = find(input, 0);
                    self.take_body(input, end.unwrap_or(input.len()))?;
                    if end.is_some() {
                        return Ok(Some(self.finish(input)));
                    }
                }
                Part::Counted(0) if *first == 0 => return Ok(Some(self.finish(input))),
                Part::Counted(0) => return Err(self.error(Problem::MissingNul, 0)),
                Part::Counted(missing) => {
                    let taken = missing.min(input.len());
                    self.take_body(input, taken)?;
                    self.part = Part::Counted(missing - taken);
                }
            }
        }
        Ok(None)
    }

    fn take_line(&mut self, input: &mut &[u8], escaping: Escaping) -> Result<(), ProtocolError> {
        let end = input.iter().position(|octet| matches!(octet, b'\n' | 0));
        let (taken, rest) = input.split_at(end.map_or(input.len(), |end| end + 1));
        let block_room = self.limits.header_block as usize - self.read;
        let line_room = self.limits.header_line as usize - (self.read - self.line);
        if taken.len() > line_room.min(block_room) {
            self.read += line_room.min(block_room);
            return Err(if line_room < block_room {
                self.error(Problem::HeaderLineTooLong, self.limits.header_line)
            } else {
                self.error(Problem::HeaderBlockTooLarge, self.limits.header_block)
            });
        }
        self.read += taken.len();
        *input = rest;
        let head = &mut self.frame.head;
        head.extend_from_slice(taken);
        match head.get(self.line..).unwrap_or_default() {
            b"\n" | b"\r\n" => {
                // The blank line, and the EOL of the line before it, are no part of the head.
                head.truncate(self.line.saturating_sub(1));
                self.part = self.body_part(escaping)?;
            }
            [.., 0] => {
                self.read -= 1;
                return Err(self.error(Problem::NulInHead, 0));
            }
            [.., b'\n'] => self.line = head.len(),
            _ => {}
        }
        Ok(())
    }

    fn body_part(&self, escaping: Escaping) -> Result<Part, ProtocolError> {
        let head = |escaping| Head::new(&self.frame.head, escaping);
        let escaping = match head(escaping).command() {
            // "CONNECTED frames do not escape" (STOMP 1.2, Value Encoding).
            b"CONNECTED" => Escaping::None,
            _ => escaping,
        };
        let summary = head(escaping)
            .check(self.limits.headers)
            .map_err(|fault| fault.into_error(self.limits.headers))?;
        let part = match summary.content_length.map(parse_decimal) {
            None => Part::Open,
            Some(Some(length)) => Part::Counted(length as usize),
            Some(None) => return Err(self.error(Problem::InvalidContentLength, 0)),
        };
        match (part, self.body_room()) {
            (Part::Counted(length), Some(room)) if length <= room => Ok(part),
            (Part::Open, Some(_)) => Ok(part),
            _ => Err(self.error(Problem::FrameTooLarge, self.limits.frame)),
        }
    }

    /// What the limit leaves for the rest of the body.
    const fn body_room(&self) -> Option<usize> {
        let held = self.frame.head.len() + self.frame.body.len();
        (self.limits.frame as usize).checked_sub(held)
    }

    fn take_body(&mut self, input: &mut &[u8], length: usize) -> Result<(), ProtocolError> {
        let room = self.body_room().unwrap_or_default();
        if length > room {
            self.read += room;
            return Err(self.error(Problem::FrameTooLarge, self.limits.frame));
        }
        let (taken, rest) = input.split_at(length);
        self.read += length;
        let limit = self.limits.frame as usize;
        let body = &mut self.frame.body;
        let length = body.len() + length;
        if length > body.capacity() {
            // Growing by a factor keeps the copying linear. By four, because an allocator cannot reuse
            // what earlier copies leave: all of them together are then a third of the last.
            // The last step goes up to the limit, lest another one follow.
            let room = body.capacity();
            let capacity = length.max(if room > limit / 8 { limit } else { 4 * room });
            body.reserve_exact(capacity - body.len());
        }
        body.extend_from_slice(taken);
        *input = rest;
        Ok(())
    }

    /// Takes the NUL and gives the frame away, with its memory.
    fn finish(&mut self, input: &mut &[u8]) -> Decoded {
        *input = input.get(1..).unwrap_or_default();
        self.part = Part::Gap;
        Decoded::Frame(core::mem::take(&mut self.frame))
    }

    const fn error(&self, problem: Problem, limit: u32) -> ProtocolError {
        ProtocolError {
            problem,
            offset: self.read as u32,
            limit,
        }
    }
}

impl Fault {
    /// The fault as the end of a connection; `max_headers` is the limit that it may have met.
    pub fn into_error(self, max_headers: u32) -> ProtocolError {
        let limit = if self.problem == Problem::TooManyHeaders {
            max_headers
        } else {
            0
        };
        ProtocolError {
            problem: self.problem,
            offset: self.offset as u32,
            limit,
        }
    }
}

/// The number that `digits` write, if they are digits and it fits. `str::parse` would cost 400 bytes.
pub(in crate::protocol) fn parse_decimal(digits: &[u8]) -> Option<u32> {
    let mut number: u32 = 0;
    for digit in digits {
        let value = u32::from(digit.wrapping_sub(b'0'));
        if value > 9 {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(value)?;
    }
    (!digits.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8], limits: Limits) -> Result<Vec<Decoded>, ProtocolError> {
        let mut decoder = Decoder::new(limits);
        let mut input = bytes;
        let mut decoded = Vec::new();
        while let Some(next) = decoder.decode(&mut input, Escaping::V12)? {
            decoded.push(next);
        }
        Ok(decoded)
    }

    fn frame(head: &[u8], body: &[u8]) -> Decoded {
        Decoded::Frame(Frame {
            head: head.to_vec(),
            body: body.to_vec(),
        })
    }

    fn error(problem: Problem, offset: u32, limit: u32) -> Result<Vec<Decoded>, ProtocolError> {
        Err(ProtocolError {
            problem,
            offset,
            limit,
        })
    }

    #[test]
    fn finds_frames_and_the_heart_beats_between_them() {
        let found = decode(
            b"\nRECEIPT\nreceipt-id:1\n\n\0\r\nERROR\n\nbad\0",
            Limits::default(),
        );
        let expected = [
            Decoded::Beat,
            frame(b"RECEIPT\nreceipt-id:1", b""),
            Decoded::Beat,
            frame(b"ERROR", b"bad"),
        ];
        assert_eq!(found, Ok(expected.to_vec()));
    }

    #[test]
    fn counts_the_body_where_it_is_told_to() {
        let found = decode(b"MESSAGE\ncontent-length:3\n\na\0b\0", Limits::default());
        assert_eq!(
            found,
            Ok(vec![frame(b"MESSAGE\ncontent-length:3", b"a\0b")])
        );
    }

    #[test]
    fn accepts_lines_that_end_in_cr_lf() {
        let found = decode(b"MESSAGE\r\na:b\r\n\r\nbody\0", Limits::default());
        assert_eq!(found, Ok(vec![frame(b"MESSAGE\r\na:b\r", b"body")]));
    }

    #[test]
    fn refuses_a_counted_body_without_its_nul() {
        let found = decode(b"MESSAGE\ncontent-length:2\n\nabc\0", Limits::default());
        assert_eq!(found, error(Problem::MissingNul, 28, 0));
    }

    #[test]
    fn refuses_a_length_that_is_no_number() {
        for value in ["abc", "-1", "", "4294967296", " 5"] {
            let bytes = format!("MESSAGE\ncontent-length:{value}\n\n\0");
            let head = bytes.len() as u32 - 1;
            assert_eq!(
                decode(bytes.as_bytes(), Limits::default()),
                error(Problem::InvalidContentLength, head, 0)
            );
        }
    }

    #[test]
    fn holds_every_limit() {
        let limits = Limits {
            frame: 40,
            headers: 2,
            header_line: 16,
            header_block: 32,
            parts: 4_096,
        };
        let long_line = b"MESSAGE\nname:0123456789ab\n\n\0";
        assert_eq!(
            decode(long_line, limits),
            error(Problem::HeaderLineTooLong, 24, 16)
        );
        let many = b"MESSAGE\na:b\nc:d\ne:f\n\n\0";
        assert_eq!(decode(many, limits), error(Problem::TooManyHeaders, 15, 2));
        let block = b"MESSAGE\na:0123456789\nb:0123456789\n\n\0";
        assert_eq!(
            decode(block, limits),
            error(Problem::HeaderBlockTooLarge, 32, 32)
        );
        let frame = b"MESSAGE\n\n0123456789012345678901234567890123456789\0";
        assert_eq!(decode(frame, limits), error(Problem::FrameTooLarge, 42, 40));
        let announced = b"MESSAGE\ncontent-length:41\n\n";
        let wide = Limits {
            header_line: 20,
            ..limits
        };
        assert_eq!(
            decode(announced, wide),
            error(Problem::FrameTooLarge, 27, 40)
        );
    }
}
