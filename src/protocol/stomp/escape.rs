//! Escaping of header names and values (STOMP 1.2, Value Encoding).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::protocol::{HeaderFault, octets::find};

/// Which escapes a frame's headers use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Escaping {
    /// None: CONNECT and CONNECTED.
    None = 0,
    /// None, and blanks around names and values do not count: STOMP 1.0.
    V10 = 1,
    /// `\n`, `\c` and `\\`: STOMP 1.1.
    V11 = 2,
    /// Those and `\r`: STOMP 1.2.
    V12 = 3,
}

impl Escaping {
    /// The escaping numbered `number`, as in the enum; STOMP 1.2's for numbers that name none.
    pub const fn from_number(number: u32) -> Self {
        match number {
            0 => Self::None,
            1 => Self::V10,
            2 => Self::V11,
            _ => Self::V12,
        }
    }

    /// The octet that a backslash and `letter` stand for.
    pub const fn octet(self, letter: u8) -> Option<u8> {
        match (self, letter) {
            (Self::None | Self::V10, _) => None,
            (_, b'n') => Some(b'\n'),
            (_, b'c') => Some(b':'),
            (_, b'\\') => Some(b'\\'),
            (Self::V12, b'r') => Some(b'\r'),
            _ => None,
        }
    }

    /// The letter that follows the backslash where `octet` cannot stand for itself.
    const fn letter(self, octet: u8) -> Option<u8> {
        match (self, octet) {
            (Self::None | Self::V10, _) => None,
            (_, b'\n') => Some(b'n'),
            (_, b':') => Some(b'c'),
            (_, b'\\') => Some(b'\\'),
            (Self::V12, b'\r') => Some(b'r'),
            _ => None,
        }
    }

    /// Appends `raw` to `out`, escaped.
    ///
    /// # Errors
    /// The octet that has no escape here and would end the line or the frame; `out` is then half-written.
    pub fn write(self, raw: &[u8], out: &mut Vec<u8>) -> Result<(), HeaderFault> {
        for &octet in raw {
            match (self.letter(octet), octet) {
                (Some(letter), _) => out.extend([b'\\', letter]),
                (None, 0) => return Err(HeaderFault::Nul),
                (None, b'\n') => return Err(HeaderFault::LineFeed),
                (None, b'\r') => return Err(HeaderFault::CarriageReturn),
                (None, _) => out.push(octet),
            }
        }
        Ok(())
    }
}

/// Undoes the escapes of a name or value in one pass, so that `\\n` is a backslash and an `n`.
///
/// What is no escape stays as it is: [`Head::check`](super::Head::check) has refused it before.
pub fn unescape(escaped: &[u8], escaping: Escaping) -> Cow<'_, [u8]> {
    if find(escaped, b'\\').is_none() {
        return Cow::Borrowed(escaped);
    }
    let mut out = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    while let [octet, tail @ ..] = rest {
        rest = tail;
        let meant = match (octet, tail) {
            (b'\\', [letter, ..]) => escaping.octet(*letter),
            _ => None,
        };
        if meant.is_some() {
            rest = tail.get(1..).unwrap_or_default();
        }
        out.push(meant.unwrap_or(*octet));
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(raw: &[u8], escaping: Escaping) -> Result<Vec<u8>, HeaderFault> {
        let mut out = Vec::new();
        escaping.write(raw, &mut out).map(|()| out)
    }

    #[test]
    fn writes_the_escapes_of_each_version() {
        assert_eq!(
            escaped(b"a:\\\r\n", Escaping::V12),
            Ok(br"a\c\\\r\n".to_vec())
        );
        assert_eq!(escaped(b"a:\\\n", Escaping::V11), Ok(br"a\c\\\n".to_vec()));
        assert_eq!(escaped(b"a:\\", Escaping::None), Ok(b"a:\\".to_vec()));
    }

    #[test]
    fn refuses_what_a_version_cannot_express() {
        assert_eq!(
            escaped(b"a\r", Escaping::V11),
            Err(HeaderFault::CarriageReturn)
        );
        assert_eq!(escaped(b"a\n", Escaping::None), Err(HeaderFault::LineFeed));
        assert_eq!(escaped(b"a\0", Escaping::V12), Err(HeaderFault::Nul));
    }

    #[test]
    fn reads_an_escaped_backslash_before_a_letter_as_both() {
        assert_eq!(*unescape(br"C\c\\new", Escaping::V12), *br"C:\new");
        assert_eq!(*unescape(br"\r", Escaping::V11), *br"\r");
        assert_eq!(*unescape(b"end\\", Escaping::V12), *b"end\\");
    }
}
