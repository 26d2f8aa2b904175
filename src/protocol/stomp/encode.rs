//! Frames on their way out.

use alloc::vec::Vec;

use super::Escaping;
use crate::protocol::{Error, HeaderFault, octets::find, texts::split_first};

/// Writes one frame: the client's own headers first, then the caller's, then the end.
///
/// The first of repeated headers counts (STOMP 1.2, Repeated Header Entries), so a caller's
/// header may not repeat one of ours: it would be sent and ignored.
#[derive(Debug)]
pub struct Encoder {
    frame: Vec<u8>,
    escaping: Escaping,
    /// Which of the caller's headers is being written, from 1: what an error names.
    index: u32,
}

impl Encoder {
    /// Starts a frame.
    pub fn new(command: &str, escaping: Escaping) -> Self {
        let mut frame = Vec::with_capacity(128);
        frame.extend_from_slice(command.as_bytes());
        frame.push(b'\n');
        Self {
            frame,
            escaping,
            index: 0,
        }
    }

    /// Adds a header of ours whose value needs no check.
    pub fn own(&mut self, name: &str, value: &[u8]) {
        for part in [name.as_bytes(), b":", value, b"\n"] {
            self.frame.extend_from_slice(part);
        }
    }

    /// Adds a header of ours whose value is a number.
    pub fn own_number(&mut self, name: &str, number: u32) {
        let mut digits = Vec::new();
        decimal(number, &mut digits);
        self.own(name, &digits);
    }

    /// Adds a header of ours whose value the caller gave, such as the destination.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`] if the value is empty or cannot be written.
    pub fn named(&mut self, name: &str, value: &[u8]) -> Result<(), Error> {
        if value.is_empty() {
            return Err(self.invalid(HeaderFault::Empty));
        }
        self.write(name.as_bytes(), value)
    }

    /// Adds a caller's header.
    ///
    /// # Errors
    /// [`Error::InvalidHeader`] if the name is empty or ours, or one of both cannot be written.
    pub fn header(&mut self, name: &[u8], value: &[u8]) -> Result<(), Error> {
        self.index += 1;
        let colon = self.escaping < Escaping::V11 && find(name, b':').is_some();
        if name.is_empty() {
            return Err(self.invalid(HeaderFault::Empty));
        }
        // One that is wrong would break the framing, so none is the caller's.
        if name == b"content-length" {
            return Err(self.invalid(HeaderFault::Reserved));
        }
        if colon {
            return Err(self.invalid(HeaderFault::Colon));
        }
        let start = self.frame.len();
        self.write(name, value)?;
        if self.repeats(start) {
            return Err(self.invalid(HeaderFault::Reserved));
        }
        Ok(())
    }

    /// Adds the caller's headers: a list of texts, names and values in turn.
    ///
    /// # Errors
    /// Those of [`header`](Self::header).
    pub fn headers(&mut self, mut headers: &[u8]) -> Result<(), Error> {
        while let Some((name, value, rest)) = split_header(headers) {
            self.header(name, value)?;
            headers = rest;
        }
        Ok(())
    }

    /// The head with its blank line, for a body to follow.
    pub fn into_head(mut self) -> Vec<u8> {
        self.frame.push(b'\n');
        self.frame
    }

    /// The whole frame, without a body.
    pub fn into_frame(self) -> Vec<u8> {
        let mut frame = self.into_head();
        frame.push(0);
        frame
    }

    fn write(&mut self, name: &[u8], value: &[u8]) -> Result<(), Error> {
        let escaping = self.escaping;
        let written = escaping.write(name, &mut self.frame).and_then(|()| {
            self.frame.push(b':');
            escaping.write(value, &mut self.frame)
        });
        self.frame.push(b'\n');
        written.map_err(|fault| self.invalid(fault))
    }

    /// Whether the line that starts at `start` has the name of an earlier one.
    fn repeats(&self, start: usize) -> bool {
        let (earlier, line) = self.frame.split_at(start);
        let colon = find(line, b':');
        let (name, _) = line.split_at(colon.map_or(0, |colon| colon + 1));
        earlier
            .split(|octet| *octet == b'\n')
            .skip(1)
            .any(|line| line.starts_with(name))
    }

    const fn invalid(&self, fault: HeaderFault) -> Error {
        Error::InvalidHeader {
            index: self.index,
            fault,
        }
    }
}

/// The first two of a list of texts, and the list of the others.
pub(super) fn split_header(headers: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (name, rest) = split_first(headers)?;
    let (value, rest) = split_first(rest)?;
    Some((name, value, rest))
}

/// Appends `number` in decimal. The formatting machinery of `core` would cost 2 kB.
pub fn decimal(number: u32, out: &mut Vec<u8>) {
    if number >= 10 {
        decimal(number / 10, out);
    }
    out.push(b'0' + (number % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_own_headers_first_and_escapes_the_callers() {
        let mut send = Encoder::new("SEND", Escaping::V12);
        send.named("destination", b"/topic/a:b")
            .expect("it can be written");
        send.own("content-length", b"4");
        send.header(b"na:me", b"two\nlines")
            .expect("it can be written");
        let head = send.into_head();
        assert_eq!(
            head,
            b"SEND\ndestination:/topic/a\\cb\ncontent-length:4\nna\\cme:two\\nlines\n\n"
        );
    }

    #[test]
    fn names_the_header_that_cannot_be_sent() {
        let refused = |index, fault| Err(Error::InvalidHeader { index, fault });
        let mut send = Encoder::new("SEND", Escaping::V10);
        assert_eq!(
            send.named("destination", b""),
            refused(0, HeaderFault::Empty)
        );
        assert_eq!(send.named("destination", b"/queue/a"), Ok(()));
        assert_eq!(send.header(b"a:b", b""), refused(1, HeaderFault::Colon));
        assert_eq!(send.header(b"", b""), refused(2, HeaderFault::Empty));
        assert_eq!(
            send.header(b"destination", b""),
            refused(3, HeaderFault::Reserved)
        );
        assert_eq!(send.header(b"a", b"\0"), refused(4, HeaderFault::Nul));
        let mut send = Encoder::new("SEND", Escaping::V12);
        assert_eq!(send.header(b"a:", b""), Ok(()));
        assert_eq!(send.header(br"a\c", b""), Ok(()));
        assert_eq!(send.header(b"a:", b""), refused(3, HeaderFault::Reserved));
    }

    #[test]
    fn writes_every_decimal_number() {
        for number in [0, 7, 10, 4_294_967_295] {
            let mut out = Vec::new();
            decimal(number, &mut out);
            assert_eq!(out, format!("{number}").as_bytes());
        }
    }
}
