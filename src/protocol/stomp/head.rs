//! The head of a frame: its command line and header lines, read in place.

use alloc::borrow::Cow;
use core::ops::Range;

use super::{Escaping, unescape};
use crate::protocol::{Problem, octets::find};

/// Command and header lines, separated by LF (or CR LF), without the blank line that ends them.
///
/// Nothing is copied and nothing is built: whoever wants a header looks for it.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    bytes: &'a [u8],
    escaping: Escaping,
}

/// Where one header stands in its head; both parts still escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name.
    pub name: Range<usize>,
    /// The value.
    pub value: Range<usize>,
    /// Where the next line starts.
    pub next: usize,
}

/// What a checked head says that a session acts on; of repeated headers the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary<'a> {
    /// The command.
    pub command: &'a [u8],
    /// The `subscription` header, still escaped.
    pub subscription: Option<&'a [u8]>,
    /// The `content-length` header.
    pub content_length: Option<&'a [u8]>,
    /// The `receipt-id` header, still escaped.
    pub receipt_id: Option<&'a [u8]>,
}

/// Why a head is none, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub problem: Problem,
    /// Bytes before the fault.
    pub offset: usize,
}

impl<'a> Head<'a> {
    /// The head that `bytes` hold. [`check`](Self::check) tells whether they do.
    pub const fn new(bytes: &'a [u8], escaping: Escaping) -> Self {
        Self { bytes, escaping }
    }

    /// Checks every line in one pass and picks out what a session needs.
    ///
    /// # Errors
    /// The first fault: the server is not speaking the agreed version.
    pub fn check(self, max_headers: u32) -> Result<Summary<'a>, Fault> {
        let mut summary = Summary::default();
        let mut headers = 0;
        let (mut line, mut colon, mut letter) = (0, None, 0);
        for (at, &octet) in self.bytes.iter().enumerate() {
            // Most octets of a head are small letters, and all that matter come before them.
            if octet > b'\\' {
                continue;
            }
            match octet {
                b'\n' => {
                    self.end_line(line..at, colon, &mut summary)?;
                    (line, colon) = (at + 1, None);
                    headers += 1;
                    if headers > max_headers {
                        return Err(Fault {
                            problem: Problem::TooManyHeaders,
                            offset: at,
                        });
                    }
                }
                b':' if colon.is_none() => colon = Some(at),
                b'\\' if at != letter && line > 0 && self.escaping >= Escaping::V11 => {
                    letter = at + 1;
                    let meant = self
                        .bytes
                        .get(letter)
                        .and_then(|next| self.escaping.octet(*next));
                    if meant.is_none() {
                        return Err(Fault {
                            problem: Problem::UndefinedEscape,
                            offset: at,
                        });
                    }
                }
                0 => {
                    return Err(Fault {
                        problem: Problem::NulInHead,
                        offset: at,
                    });
                }
                _ => {}
            }
        }
        self.end_line(line..self.bytes.len(), colon, &mut summary)?;
        Ok(summary)
    }

    /// The command.
    pub fn command(self) -> &'a [u8] {
        let end = self.line_end(0);
        self.slice(without_cr(self.bytes, 0..end))
    }

    /// The first header line at or after `position`, which is 0 or a [`Header::next`].
    pub fn header_at(self, position: usize) -> Option<Header> {
        let start = if position == 0 {
            self.line_end(0) + 1
        } else {
            position
        };
        let line = self.bytes.get(start..)?;
        let colon = start + find(line, b':')?;
        let end = self.line_end(colon);
        Some(Header {
            name: self.trim(start..colon),
            value: self.trim(without_cr(self.bytes, colon + 1..end)),
            next: end + 1,
        })
    }

    /// The first header called `name`, still escaped.
    pub fn find(self, name: &[u8]) -> Option<Header> {
        let mut position = 0;
        while let Some(header) = self.header_at(position) {
            let found = self.slice(header.name.clone());
            // Nothing is shorter for being escaped.
            if found.len() >= name.len() && *unescape(found, self.escaping) == *name {
                return Some(header);
            }
            position = header.next;
        }
        None
    }

    /// The value of the first header called `name`.
    pub fn get(self, name: &[u8]) -> Option<Cow<'a, [u8]>> {
        Some(unescape(self.slice(self.find(name)?.value), self.escaping))
    }

    /// The bytes of a range that this head gave.
    pub fn slice(self, range: Range<usize>) -> &'a [u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    fn end_line(
        self,
        line: Range<usize>,
        colon: Option<usize>,
        summary: &mut Summary<'a>,
    ) -> Result<(), Fault> {
        let offset = line.start;
        if offset == 0 {
            summary.command = self.slice(without_cr(self.bytes, line));
            return Ok(());
        }
        let Some(colon) = colon else {
            return Err(Fault {
                problem: Problem::HeaderWithoutColon,
                offset,
            });
        };
        let name = self.slice(self.trim(offset..colon));
        let slot = match name {
            [] => {
                return Err(Fault {
                    problem: Problem::EmptyHeaderName,
                    offset,
                });
            }
            b"subscription" => &mut summary.subscription,
            b"content-length" => &mut summary.content_length,
            b"receipt-id" => &mut summary.receipt_id,
            _ => return Ok(()),
        };
        // "only the first header entry SHOULD be used" (STOMP 1.2, Repeated Header Entries)
        if slot.is_none() {
            let value = self.trim(without_cr(self.bytes, colon + 1..line.end));
            *slot = Some(self.slice(value));
        }
        Ok(())
    }

    fn line_end(self, start: usize) -> usize {
        let rest = self.bytes.get(start..).unwrap_or_default();
        find(rest, b'\n').map_or(self.bytes.len(), |at| start + at)
    }

    /// STOMP 1.0 shows blanks after its colons; later versions say that they belong to the value.
    fn trim(self, mut range: Range<usize>) -> Range<usize> {
        let blank = |at: usize| matches!(self.bytes.get(at), Some(b' ' | b'\t'));
        if self.escaping == Escaping::V10 {
            while range.start < range.end && blank(range.start) {
                range.start += 1;
            }
            while range.start < range.end && blank(range.end - 1) {
                range.end -= 1;
            }
        }
        range
    }
}

/// A line may end in CR LF; the CR is no part of it (STOMP 1.2, Augmented BNF).
fn without_cr(bytes: &[u8], mut line: Range<usize>) -> Range<usize> {
    if line.start < line.end && bytes.get(line.end - 1) == Some(&b'\r') {
        line.end -= 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], escaping: Escaping) -> Result<Summary<'_>, Fault> {
        Head::new(bytes, escaping).check(128)
    }

    #[test]
    fn picks_out_the_first_of_repeated_headers() {
        let head = b"MESSAGE\nsubscription:a\nsubscription:b\ncontent-length:3";
        let summary = check(head, Escaping::V12).expect("it is well formed");
        assert_eq!(summary.command, b"MESSAGE");
        assert_eq!(summary.subscription, Some(&b"a"[..]));
        assert_eq!(summary.content_length, Some(&b"3"[..]));
    }

    #[test]
    fn strips_one_carriage_return_from_each_line() {
        let head = Head::new(b"RECEIPT\r\nreceipt-id:7\r\nx:y\r\r", Escaping::V12);
        assert_eq!(
            head.check(9).expect("it is well formed").receipt_id,
            Some(&b"7"[..])
        );
        assert_eq!(head.command(), b"RECEIPT");
        assert_eq!(head.get(b"x").as_deref(), Some(&b"y\r"[..]));
    }

    #[test]
    fn trims_blanks_in_stomp_1_0_only() {
        let bytes = b"MESSAGE\nsubscription : a ";
        let trimmed = Head::new(bytes, Escaping::V10);
        assert_eq!(trimmed.get(b"subscription").as_deref(), Some(&b"a"[..]));
        let exact = Head::new(bytes, Escaping::V12);
        assert_eq!(
            exact.get(b"subscription "),
            Some(Cow::Borrowed(&b" a "[..]))
        );
    }

    #[test]
    fn unescapes_names_and_values_in_one_pass() {
        let head = Head::new(b"MESSAGE\na\\cb:C\\c\\\\new", Escaping::V11);
        assert_eq!(head.get(b"a:b").as_deref(), Some(&b"C:\\new"[..]));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let fault = |problem, offset| Err(Fault { problem, offset });
        assert_eq!(
            check(b"M\nnone", Escaping::V12),
            fault(Problem::HeaderWithoutColon, 2)
        );
        assert_eq!(
            check(b"M\n:v", Escaping::V12),
            fault(Problem::EmptyHeaderName, 2)
        );
        assert_eq!(
            check(b"M\na:\\t", Escaping::V12),
            fault(Problem::UndefinedEscape, 4)
        );
        assert_eq!(
            check(b"M\na:\\r", Escaping::V11),
            fault(Problem::UndefinedEscape, 4)
        );
        assert_eq!(
            check(b"M\na:b\\", Escaping::V12),
            fault(Problem::UndefinedEscape, 5)
        );
        assert_eq!(
            check(b"M\na:\0", Escaping::V12),
            fault(Problem::NulInHead, 4)
        );
        let two = Head::new(b"M\na:b\nc:d\ne:f", Escaping::V12).check(2);
        assert_eq!(two, fault(Problem::TooManyHeaders, 9));
    }

    #[test]
    fn leaves_backslashes_alone_where_nothing_is_escaped() {
        let head = Head::new(b"CONNECTED\nsession:C:\\temp", Escaping::None);
        assert!(head.check(9).is_ok());
        assert_eq!(head.get(b"session").as_deref(), Some(&b"C:\\temp"[..]));
    }
}
