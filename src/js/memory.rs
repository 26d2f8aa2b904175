//! What JavaScript reads and writes in place.

use core::cell::{Cell, RefCell};

use crate::protocol::Escaping;
use crate::protocol::stomp::{Head, unescape};

thread_local! {
    /// Where JavaScript writes: heads, pieces of messages, arguments.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    /// Strings for the next call, in order.
    static ARGUMENTS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    /// Whether the last of them has more to come.
    static UNFINISHED: Cell<bool> = const { Cell::new(false) };
    /// Where the last header was found; see [`find`].
    static FOUND: Cell<Vec<u32>> = const { Cell::new(Vec::new()) };
    /// Its name and value, where they had to be unescaped.
    static UNESCAPED: RefCell<[Vec<u8>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
}

/// Makes room for `size` bytes and tells where.
pub(super) fn reserve(size: usize) -> usize {
    let mut scratch = SCRATCH.take();
    if scratch.len() < size {
        scratch.resize(size, 0);
    }
    let address = scratch.as_ptr() as usize;
    SCRATCH.set(scratch);
    address
}

/// Where [`find`] and [`next`] leave what they found.
pub(super) fn found_address() -> usize {
    let mut found = FOUND.take();
    found.resize(7, 0);
    let address = found.as_ptr() as usize;
    FOUND.set(found);
    address
}

/// Lends the first `length` bytes. No JavaScript may run meanwhile.
pub(super) fn scratch<R>(length: usize, read: impl FnOnce(&[u8]) -> R) -> R {
    let scratch = SCRATCH.take();
    let result = read(scratch.get(..length).unwrap_or_default());
    SCRATCH.set(scratch);
    result
}

/// Takes `length` bytes as the next piece of an argument.
pub(super) fn push_argument(length: usize, last: bool) {
    scratch(length, |piece| {
        ARGUMENTS.with_borrow_mut(|arguments| {
            if !UNFINISHED.replace(!last) {
                arguments.push(Vec::new());
            }
            if let Some(argument) = arguments.last_mut() {
                argument.extend_from_slice(piece);
            }
        });
    });
}

/// Takes all arguments.
pub(super) fn arguments() -> Vec<Vec<u8>> {
    ARGUMENTS.take()
}

/// Takes all arguments: the first, and the rest.
pub(super) fn split_arguments() -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut arguments = arguments();
    if arguments.is_empty() {
        return (Vec::new(), arguments);
    }
    let rest = arguments.split_off(1);
    (arguments.pop().unwrap_or_default(), rest)
}

/// Finds the header whose name follows the head in the scratch memory.
pub(super) fn find(head: usize, name: usize, escaping: Escaping) -> bool {
    scratch(head + name, |bytes| {
        let (head, name) = bytes.split_at(head.min(bytes.len()));
        let head = Head::new(head, escaping);
        let header = head.find(name);
        header.is_some_and(|header| publish(head, header, escaping))
    })
}

/// Finds the header line at `position`.
pub(super) fn next(head: usize, position: usize, escaping: Escaping) -> bool {
    scratch(head, |bytes| {
        let head = Head::new(bytes, escaping);
        let header = head.header_at(position);
        header.is_some_and(|header| publish(head, header, escaping))
    })
}

/// Leaves where the next line starts, and for name and value: start, end, and whether these are
/// addresses of an unescaped copy rather than offsets in the head.
fn publish(head: Head<'_>, header: crate::protocol::stomp::Header, escaping: Escaping) -> bool {
    let mut found = FOUND.take();
    found.clear();
    found.push(header.next as u32);
    UNESCAPED.with_borrow_mut(|copies| {
        for (range, copy) in [header.name, header.value].into_iter().zip(copies) {
            match unescape(head.slice(range.clone()), escaping) {
                std::borrow::Cow::Borrowed(_) => {
                    found.extend([range.start as u32, range.end as u32, 0]);
                }
                std::borrow::Cow::Owned(text) => {
                    *copy = text;
                    let address = copy.as_ptr() as u32;
                    found.extend([address, address + copy.len() as u32, 1]);
                }
            }
        }
    });
    FOUND.set(found);
    true
}
